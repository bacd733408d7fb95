"""A set of regions with values, weights and groups, read once and refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chainchief.errors import InputError, ModelError

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """Values with their weights and groups.

    values (n,) all known; shares (n,) weights that sum to 1; group (n,) places in `names`; names : of the groups
    """

    values: Floats
    shares: Floats
    group: Places
    names: tuple[Any, ...]

    @property
    def mean(self) -> float:
        return float(self.shares @ self.values)


def sample(values: Any, weights: Any = None, groups: Any = None, what: str = "values") -> Sample:
    """Series, lists, arrays or mappings as one Sample; labelled weights and groups are matched by label.

    raises : InputError for a value that is unknown, infinite, no number, or negative (with its place); for weights that
        are negative, unknown or all 0; for weights or groups of another length or without a label; for no value at all
    """
    held = _series(values)
    if held.empty:
        raise InputError(f"{what}: no value; give at least one.", f"{what}：没有数值；请至少给出一个。")
    numbers = _numbers(held, what)
    below = held.index[numbers < 0]
    if len(below):
        raise InputError(
            f"{what}: {below[0]} is negative ({numbers[numbers < 0][0]:g}); inequality needs values of at least 0.",
            f"{what}：{below[0]} 为负数（{numbers[numbers < 0][0]:g}）；不平等指标要求数值不小于 0。",
        )
    given = np.ones(len(held)) if weights is None else _numbers(_aligned(weights, held, "weights"), "weights")
    if (given < 0).any() or given.sum() <= 0:
        raise InputError(
            "weights: must be at least 0 and not all 0.", "weights：权重不得为负，且不能全为 0。"
        )  # fmt: skip
    if groups is None:
        return Sample(numbers, given / given.sum(), np.zeros(len(held), dtype=np.int64), ("",))
    place, names = pd.factorize(_aligned(groups, held, "groups").to_numpy(dtype=object), sort=False)
    if (place < 0).any():
        where = held.index[int(np.flatnonzero(place < 0)[0])]
        raise InputError(f"groups: {where} has no group; name one.", f"groups：{where} 没有分组；请补上。")
    return Sample(numbers, given / given.sum(), place.astype(np.int64), tuple(names))


def positive_mean(held: Sample, measure: tuple[str, str]) -> float:
    """The mean, refused when it is 0; measure : its name in English and Chinese."""
    if held.mean > 0:
        return held.mean
    raise ModelError(
        f"{measure[0]} is undefined: all values are 0; it divides by their mean.",
        f"无法计算{measure[1]}：全部数值为 0，而该指标以均值为分母。",
    )


def _series(values: Any) -> pd.Series[Any]:
    if isinstance(values, pd.Series):
        return values
    if isinstance(values, pd.DataFrame):
        if values.shape[1] == 1:
            return values.iloc[:, 0]
        raise InputError("values: a table with one column is needed.", "values：应为单列表格。")
    if isinstance(values, Mapping):
        return pd.Series(list(values.values()), index=list(values), dtype=object)
    if isinstance(values, np.ndarray | Iterable) and not isinstance(values, str):
        return pd.Series(np.asarray(list(values), dtype=object).ravel())
    raise InputError(f"values: {values!r} is no list of numbers.", f"values：{values!r} 不是数值列表。")


def _aligned(other: Any, held: pd.Series[Any], what: str) -> pd.Series[Any]:
    """`other` in the order of `held`: by label where both carry labels, else by place."""
    found = _series(other)
    labelled = isinstance(other, pd.Series | Mapping) and not isinstance(held.index, pd.RangeIndex)
    if labelled and held.index.is_unique:
        lost = [label for label in held.index if label not in found.index]
        if lost:
            raise InputError(f"{what}: nothing for {lost[0]}; add it.", f"{what}：缺少 {lost[0]}；请补上。")
        return found[~found.index.duplicated()].reindex(held.index)
    if len(found) != len(held):
        raise InputError(
            f"{what}: {len(found)} entries for {len(held)} values; give one for each.",
            f"{what}：{len(held)} 个数值对应 {len(found)} 项；请一一对应。",
        )
    return found


def _numbers(held: pd.Series[Any], what: str) -> Floats:
    found: Floats = pd.to_numeric(held, errors="coerce").to_numpy(dtype=np.float64)
    bad = np.flatnonzero(~np.isfinite(found))
    if len(bad):
        label, value = held.index[int(bad[0])], held.iloc[int(bad[0])]
        raise InputError(
            f"{what}: {label} has no number ({value}); leave it out or fill it in.",
            f"{what}：{label} 不是数值（{value}）；请删去或补上。",
        )
    return found
