"""Random matrices of judgements for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from chainchief.evaluation.scoring.arrays import Floats

SAATY = [1 / k for k in range(9, 1, -1)] + [float(k) for k in range(1, 10)]


@st.composite
def judgement_matrices(draw: st.DrawFn, least: int = 3, most: int = 6, complete: bool = True) -> Floats:
    """(n, n) reciprocal, on Saaty's scale; with gaps that leave all items tied together when not `complete`."""
    n = draw(st.integers(least, most))
    rows, columns = np.triu_indices(n, 1)
    values = np.eye(n)
    values[rows, columns] = draw(st.lists(st.sampled_from(SAATY), min_size=len(rows), max_size=len(rows)))
    values[columns, rows] = 1 / values[rows, columns]
    if not complete:
        for i, j in zip(rows, columns, strict=True):
            # the pairs (i, i + 1) stay, so that everything hangs together
            if j > i + 1 and draw(st.booleans()):
                values[i, j] = values[j, i] = np.nan
    return values


@st.composite
def weight_lists(draw: st.DrawFn, least: int = 2, most: int = 7) -> Floats:
    """(n,) positive, summing to 1, none more than nine times another."""
    raw = np.array(draw(st.lists(st.floats(1.0, 9.0), min_size=least, max_size=most)))
    found: Floats = raw / raw.sum()
    return found
