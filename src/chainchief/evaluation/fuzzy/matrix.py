"""Membership matrices and weights as they are given: read, checked, every doubt named with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.remarks import listed, plain, refusal
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.labels import has_names

_TOLERANCE = 1e-9
"""How far a membership may lie beyond 0 or 1: what rounding leaves of a third and two thirds."""


def read_memberships(memberships: Any) -> pd.DataFrame:
    """Factors x grades as a frame of numbers from 0 to 1.

    raises : InputError for anything but a table of at least one factor and two grades, an empty cell, a text, a number
        outside 0..1
    """
    if not isinstance(memberships, pd.DataFrame):
        if not isinstance(memberships, Iterable) or isinstance(memberships, str):
            raise refusal("fuzzy-table", found=type(memberships).__name__)
        rows = [list(row) if np.ndim(row) else row for row in memberships]
        if not rows or len({np.shape(row) for row in rows}) > 1 or np.ndim(rows[0]) != 1:
            raise refusal("fuzzy-table", found=_shape(rows))
        memberships = pd.DataFrame(rows)
    if len(memberships) < 1 or memberships.shape[1] < 2:
        raise refusal("fuzzy-table", found=" × ".join(map(str, memberships.shape)))
    for factor, row in zip(memberships.index, memberships.itertuples(index=False), strict=True):
        for grade, cell in zip(memberships.columns, row, strict=True):
            number = _number(cell)
            if number is None or not -_TOLERANCE <= number <= 1 + _TOLERANCE:
                raise refusal("fuzzy-membership", factor=factor, grade=grade, found=_said(cell))
    return memberships.astype(np.float64).clip(0.0, 1.0)


def read_weights(weights: Any, factors: pd.Index[Any]) -> Floats:
    """One weight >= 0 for each factor, by name where the weights have names, else in the order of the factors.

    raises : InputError for another number of weights, other names, an empty, negative or infinite weight
    """
    if isinstance(weights, Mapping):
        weights = pd.Series(weights)
    if isinstance(weights, pd.Series) and has_names(weights.index):
        if not has_names(factors):
            weights = weights.to_numpy()
        elif weights.index.has_duplicates or set(weights.index) != set(factors):
            raise refusal("fuzzy-weight-names", weights=listed(weights.index), factors=listed(factors))
        else:
            weights = weights.reindex(factors)
    if not isinstance(weights, Iterable) or isinstance(weights, str):
        raise refusal("fuzzy-weight-count", factors=len(factors), count=0)
    given = list(weights)
    if len(given) != len(factors):
        raise refusal("fuzzy-weight-count", factors=len(factors), count=len(given))
    for factor, cell in zip(factors, given, strict=True):
        number = _number(cell)
        if number is None or not 0 <= number < np.inf:
            raise refusal("fuzzy-weight", factor=factor, found=_said(cell))
    return np.array(given, dtype=np.float64)


def _number(cell: Any) -> float | None:
    if isinstance(cell, (bool, int, float, np.number, np.bool_)):
        return float(cell)
    return None


def _said(cell: Any) -> str:
    number = _number(cell)
    return f"'{cell}'" if number is None else plain(number)


def _shape(rows: list[Any]) -> str:
    lengths = sorted({len(row) if isinstance(row, list) else 1 for row in rows})
    return f"{len(rows)} × {' / '.join(map(str, lengths)) or 0}"
