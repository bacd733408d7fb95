"""Tables, weights and directions as they are given: read, checked, every doubt named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.remarks import listed, refusal
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.labels import has_names


def read_table(values: Any) -> pd.DataFrame:
    """Regions x indicators as a frame of numbers, NaN = unknown.

    raises : InputError for anything but a table, a text that is no number, an infinite number
    """
    table = values if isinstance(values, pd.DataFrame) else _framed(values)
    if not table.size:
        raise refusal("crosscheck-table", found=" × ".join(map(str, table.shape)))
    numbers = table.apply(pd.to_numeric, errors="coerce").astype(np.float64)
    wrong = (numbers.isna() & table.notna()).to_numpy() | np.isinf(numbers.to_numpy())
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise refusal(
            "crosscheck-number", row=table.index[row], column=table.columns[column], found=table.iloc[row, column]
        )
    return numbers


def read_complete(values: Any) -> pd.DataFrame:
    """`read_table` without unknown values; raises InputError that names the first one."""
    table = read_table(values)
    gaps = table.isna().to_numpy()
    if gaps.any():
        row, column = np.argwhere(gaps)[0]
        raise refusal(
            "crosscheck-gap", row=table.index[row], column=table.columns[column], count=int(gaps.sum())
        )  # fmt: skip
    return table


def read_weights(weights: Any, columns: pd.Index[Any]) -> Floats:
    """One weight >= 0 for each indicator, rescaled to sum to 1; None = all the same."""
    if weights is None:
        return np.full(len(columns), 1 / len(columns))
    found = _aligned(weights, columns, "weights")
    if not (np.isfinite(found).all() and (found >= 0).all() and found.sum() > 0):
        raise refusal("crosscheck-weights", found=listed(found))
    shares: Floats = found / found.sum()
    return shares


def read_directions(directions: Any, columns: pd.Index[Any]) -> Floats:
    """+1 or -1 for each indicator; None = more is better for all."""
    if directions is None:
        return np.ones(len(columns))
    found = _aligned(directions, columns, "directions")
    if not np.isin(found, (1, -1)).all():
        raise refusal("crosscheck-directions", found=listed(found))
    return found


def _framed(values: Any) -> pd.DataFrame:
    if isinstance(values, pd.Series) or np.ndim(values) == 1:
        raise refusal("crosscheck-table", found=f"{len(values)}")
    if np.ndim(values) != 2:
        raise refusal("crosscheck-table", found=" × ".join(map(str, np.shape(values))))
    return pd.DataFrame(values if isinstance(values, np.ndarray) else [list(row) for row in values])


def _aligned(given: Any, columns: pd.Index[Any], name: str) -> Floats:
    """By name where both have names, else in the order of the columns."""
    if isinstance(given, Mapping):
        given = pd.Series(given)
    if isinstance(given, pd.Series) and has_names(given.index):
        if not has_names(columns):
            given = given.to_numpy()
        elif given.index.has_duplicates or not set(columns) <= set(given.index):
            raise refusal("crosscheck-names", name=name, found=listed(given.index), columns=listed(columns))
        else:
            given = given.reindex(columns)
    found: Floats = pd.to_numeric(pd.Series(list(given), dtype=object), errors="coerce").to_numpy(dtype=np.float64)
    if len(found) != len(columns):
        raise refusal("crosscheck-count", name=name, count=len(found), columns=len(columns))
    return found
