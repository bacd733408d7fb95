"""Breaks of series: a year in which the numbers of many regions jump at once (own method)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chainchief.errors import InputError
from chainchief.regional.growth import years_of
from chainchief.regional.samples import Floats

LEAST_REGIONS = 8
LEAST_CHANGES = 4
"""With fewer regions, or fewer changes over time, no usual change can be told."""


@dataclass(frozen=True, eq=False)
class Breaks:
    """Where series look broken, a suspicion to be checked with whoever publishes them (own method).

    table : one row per break: indicator, before, after (periods), share (of the regions whose change is unusual),
        up, down (shares of the regions, by direction), spread (of the changes over the regions, times the usual),
        signs ("together", "apart" or both with "+"), regions (with a change)
    skipped : indicator -> why it could not be looked at, (English, Chinese)
    usual : k, share, apart : the limits that were used
    """

    table: pd.DataFrame
    skipped: dict[str, tuple[str, str]]
    k: float
    share: float
    apart: float


COLUMNS = ("indicator", "before", "after", "share", "up", "down", "spread", "signs", "regions")


def find_breaks(values: Any, k: float = 5.0, share: float = 0.5, apart: float = 3.0) -> Breaks:
    """Years in which many regions jump at once, or jump apart (own method).

    values : frame regions x periods of one indicator, or frame with two index levels (region, period) x indicators;
        NaN = unknown
    k : a change is unusual when it lies more than k times the region's median absolute deviation from its median change
    share : "together": at least this share of the regions has an unusual change in the same step
    apart : "apart": the changes scatter over the regions at least this many times as much as in the median step
    raises : InputError for a limit that is not positive, for a column that is no period, for a value that is no number

    Changes are those of ln x a year where all values are above 0, else of x. "Together" is a new definition or a common
    shock, "apart" a revision that hits each region differently. The numbers cannot tell a shock from a new base; the
    source can. A revision that is small beside the usual changes is not seen: declare it.
    """
    if min(k, share, apart) <= 0:
        raise InputError("k, share and apart must be above 0.", "k、share、apart 应大于 0。")
    rows: list[tuple[Any, ...]] = []
    skipped: dict[str, tuple[str, str]] = {}
    for name, wide in _tables(values).items():
        found = _look(wide, k, share, apart)
        if isinstance(found, tuple):
            skipped[name] = found
        else:
            rows += [(name, *row) for row in found]
    return Breaks(pd.DataFrame(rows, columns=list(COLUMNS)), skipped, k, share, apart)


def _tables(values: Any) -> dict[str, pd.DataFrame]:
    given = values if isinstance(values, pd.DataFrame) else pd.DataFrame(values)
    frame = given.apply(pd.to_numeric, errors="coerce")
    wrong = (given.notna() & frame.isna()).to_numpy()
    if wrong.any():
        row, column = (int(found[0]) for found in np.nonzero(wrong))
        place, found = f"{given.index[row]} {given.columns[column]}", given.iloc[row, column]
        raise InputError(f"{place}: '{found}' is no number; mend it or leave it empty.",
                         f"{place}：“{found}”不是数值；请改正或留空。")  # fmt: skip
    if not isinstance(frame.index, pd.MultiIndex):
        return {"": frame}
    return {str(column): frame[column].unstack() for column in frame.columns}  # noqa: PD010


def _look(wide: pd.DataFrame, k: float, share: float, apart: float) -> list[tuple[Any, ...]] | tuple[str, str]:
    """The broken steps of one indicator, or why it was not looked at."""
    wide = wide.dropna(axis=1, how="all")
    order = np.argsort(years_of(wide.columns), kind="stable")
    wide = wide.iloc[:, order]
    numbers = wide.to_numpy(dtype=np.float64)
    known = ~np.isnan(numbers)
    if (numbers[known] > 0).all():
        numbers = np.log(numbers, out=np.full(numbers.shape, np.nan), where=known)
    changes = np.diff(numbers, axis=1) / np.diff(years_of(wide.columns))
    usable = (~np.isnan(changes)).sum(axis=1) >= LEAST_CHANGES
    changes = changes[usable]
    if len(changes) < LEAST_REGIONS:
        return (
            f"{len(changes)} regions with {LEAST_CHANGES} changes; {LEAST_REGIONS} are needed",
            f"只有 {len(changes)} 个地区有 {LEAST_CHANGES} 次变化，至少需要 {LEAST_REGIONS} 个",
        )
    there = ~np.isnan(changes)
    off = changes - _median(changes, there, axis=1)[:, None]
    unusual = np.abs(off) > k * _scale(off, there)[:, None]
    spread = _scatter(changes, there)
    found = []
    for step in range(changes.shape[1]):
        count = int(there[:, step].sum())
        if count < LEAST_REGIONS:
            continue
        up, down = (float((unusual & there & side)[:, step].sum()) / count for side in (off > 0, off < 0))
        signs = [sign for sign, hit in (("together", up + down >= share), ("apart", spread[step] >= apart)) if hit]
        if signs:
            ends = (str(wide.columns[step]), str(wide.columns[step + 1]))
            found.append((*ends, up + down, up, down, float(spread[step]), "+".join(signs), count))
    return found


def _scale(off: Floats, there: NDArray[np.bool_]) -> Floats:
    """Usual deviation of each region; at least a quarter of the median region's, lest a still one always jumps."""
    own = _median(np.abs(off), there, axis=1)
    least = max(float(np.median(own)) / 4, 1e-12)
    return np.maximum(own, least)


def _scatter(changes: Floats, there: NDArray[np.bool_]) -> Floats:
    """Scatter of the changes over the regions in each step, over the median of the other steps."""
    middle = _median(changes, there, axis=0)
    scatter = _median(np.abs(changes - middle), there, axis=0)
    found = np.zeros(len(scatter))
    for step in range(len(scatter)):
        rest = np.delete(scatter, step)
        rest = rest[~np.isnan(rest)]
        usual = float(np.median(rest)) if len(rest) else 0.0
        if usual > 0 and not np.isnan(scatter[step]):
            found[step] = scatter[step] / usual
    return found


def _median(values: Floats, there: NDArray[np.bool_], axis: int) -> Floats:
    """Median over what is there; NaN where nothing is."""
    some = there.any(axis=axis)
    filled = np.where(np.expand_dims(some, axis), np.where(there, values, np.nan), 0.0)
    found: Floats = np.where(some, np.nanmedian(filled, axis=axis), np.nan)
    return found
