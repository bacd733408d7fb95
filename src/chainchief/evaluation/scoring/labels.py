"""Whether what is handed in carries names, or only the numbers that counting gave it."""

from __future__ import annotations

from typing import Any

import pandas as pd


def has_names(index: pd.Index[Any]) -> bool:
    """Whether labels are names; 0, 1, 2, … only count, so such a thing is matched by its order.

    >>> has_names(pd.Index(["a", "b"])), has_names(pd.Index([0, 1]))
    (True, False)
    """
    return list(index) != list(range(len(index)))
