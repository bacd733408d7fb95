"""The arrays that the kernels of scoring take: numbers without labels, NaN = unknown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tree:
    """A framework as places in an array.

    parent : (n,) place of each code's parent, -1 for the root; parents stand before their children
    leaves : (m,) places of the indicators among the n codes
    """

    parent: Places
    leaves: Places

    def members(self, node: int) -> Places:
        """(k,) places of the children of `node`."""
        return np.flatnonzero(self.parent == node)

    def below(self, node: int) -> Places:
        """(k,) columns (0..m-1) of the indicators under `node`."""
        inside = np.zeros(len(self.parent), dtype=bool)
        inside[node] = True
        for child, parent in enumerate(self.parent):
            inside[child] |= parent >= 0 and inside[parent]
        return np.flatnonzero(inside[self.leaves])
