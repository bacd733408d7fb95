"""Frames as people hand them in: wide with one column an indicator, or tidy with one row a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import Finding
from chainchief.chain.period import normal_period
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.frameworks.reading import match_key
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats, Places

_MORE_HEADERS = {"region_id": ("region_id", "ucode", "uname"), "period": ("period", "time")}


def tidy_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A tidy frame with the headers of the sheet `indicators`."""
    headers = {match_key(column): column for column in declared_tables()["indicators"].columns}
    named = frame.rename(columns=lambda column: headers.get(match_key(str(column)), column))
    for wanted in ("region_id", "period"):
        if wanted not in named and (found := _header(named.columns, wanted)) is not None:
            named = named.rename(columns={found: wanted})
    return named.drop(columns="origin", errors="ignore")


def rows_of_frame(
    frame: pd.DataFrame, framework: Framework, notes: list[Finding], wanted: set[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Long rows of a wide frame, and its columns that are no indicators; those `wanted` as divisors are not noted."""
    if twice := list(dict.fromkeys(frame.columns[frame.columns.duplicated()])):
        raise refusal("frame-twice", value=listed(twice))
    frame, regions, periods = _placed(frame, framework, notes)
    codes = {column: framework.resolve(str(column)) for column in frame.columns}
    leaves = [column for column, code in codes.items() if code in framework.leaves]
    rest = [column for column in frame.columns if column not in leaves]
    index = pd.MultiIndex.from_arrays([regions, periods], names=["region_id", "period"])
    groups = frame[rest].set_axis(index)
    if aside := [column for column in rest if match_key(str(column)) not in wanted]:
        notes.append(remark("other-columns", value=listed(with_nearest(aside, framework))))
    parts = []
    for column in leaves:
        values, wrong = numbers_of(frame[column])
        if len(wrong):
            place = place_of(regions[wrong[0]], periods[wrong[0]])
            raise refusal("not-a-number", place=place, column=column, found=frame[column].iloc[wrong[0]])
        origin = [
            f"memory!{place_of(region, period)}!{column}" for region, period in zip(regions, periods, strict=True)
        ]
        cells = {"indicator": str(column), "value": values, "origin": origin}
        parts.append(pd.DataFrame({"region_id": regions, "period": periods, **cells}))
    if not parts:
        raise refusal(
            "no-indicator", found=listed(with_nearest(list(frame.columns), framework)), codes=listed(framework.leaves)
        )  # fmt: skip
    raw = pd.concat(parts, ignore_index=True)
    return raw.assign(unit=None, qualifier=None, withheld=False, quality=None, basis="given"), groups


def _header(columns: Iterable[Any], wanted: str) -> Any | None:
    """The column that holds regions or periods, by the aliases of the sheet `indicators`."""
    declared = declared_tables()["indicators"].columns[wanted]
    names = {match_key(name) for name in (declared.label_zh, *declared.aliases, *_MORE_HEADERS[wanted])}
    found = [column for column in columns if match_key(str(column)) in names]
    return min(found, key=lambda column: match_key(str(column)) == "uname", default=None)


def _placed(
    frame: pd.DataFrame, framework: Framework, notes: list[Finding]
) -> tuple[pd.DataFrame, pd.Index[Any], pd.Index[Any]]:
    """The frame without its key columns, and region and period of each of its rows."""
    free = [column for column in frame.columns if framework.resolve(str(column)) is None]
    period = _header(free, "period")
    numbered = frame.index.name is None and pd.api.types.is_integer_dtype(frame.index)
    region = _header(free, "region_id") if numbered else None
    if isinstance(frame.index, pd.MultiIndex):
        if frame.index.nlevels != 2:
            raise refusal("frame-levels", count=frame.index.nlevels)
        first, second = frame.index.get_level_values(0), frame.index.get_level_values(1)
        swapped = _header([first.name or ""], "period") is not None
        regions, periods = (second, first) if swapped else (first, second)
        return frame, _labels(regions), _labels(periods)
    if region is not None:
        notes.append(remark("key-column", value=region, what="regions", what_zh="地区"))
    if period is not None:
        notes.append(remark("key-column", value=period, what="periods", what_zh="时期"))
    regions = frame.index if region is None else pd.Index(frame[region])
    periods = pd.Index([""] * len(frame)) if period is None else pd.Index(frame[period])
    rest = frame.drop(columns=[column for column in (region, period) if column is not None])
    return rest, _labels(regions), _labels(periods)


def _labels(index: pd.Index[Any]) -> pd.Index[Any]:
    """Regions or periods as they are shown: whole numbers whole, dates as periods, of one kind throughout."""
    if index.isna().any():
        raise refusal("frame-unnamed", row=int(np.flatnonzero(index.isna())[0]) + 1)
    if index.inferred_type in ("string", "integer") or isinstance(index, pd.RangeIndex):
        return index
    labels = [_label(label) for label in index]
    alike = len({type(label) for label in labels}) <= 1
    return pd.Index(labels if alike else [str(label) for label in labels], name=index.name)


def _label(label: Any) -> Any:
    if isinstance(label, dt.date):
        return normal_period(label) or str(label)
    if isinstance(label, (float, np.floating)) and float(label).is_integer():
        return int(label)
    return int(label) if isinstance(label, np.integer) else label


def numbers_of(column: pd.Series[Any]) -> tuple[Floats, Places]:
    """(rows,) the cells as numbers, NaN = empty, and the places of those that are none; dates are none."""
    known = np.flatnonzero(column.notna().to_numpy())
    if column.dtype.kind in "mMc":
        return np.full(len(column), np.nan), known.astype(np.int64)
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    dated = np.array([isinstance(cell, dt.date) for cell in column], dtype=np.bool_)
    wrong = np.flatnonzero((np.isnan(values) | dated) & column.notna().to_numpy())
    return values, wrong.astype(np.int64)


def place_of(region: Any, period: Any) -> str:
    """Region and period in a sentence."""
    return ", ".join(str(part) for part in (region, period) if str(part))


def with_nearest(names: Iterable[Any], framework: Framework) -> list[str]:
    """The names, each with the code or name it may have been meant for."""
    near = ((str(name), framework.nearest(str(name))) for name in names)
    return [f"{name} (→ {found}?)" if found else name for name, found in near]
