"""Years and units that do not go together: firms of other years, years nobody has, one indicator in two units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pandas as pd

from chainchief.chain.rules.numbers.doubt import Doubt, series_names
from chainchief.chain.units import factor
from chainchief.chain.value import Chain

_NAMED = 4


def firm_years(chain: Chain) -> Iterator[Doubt]:
    """Firms whose rows are all of other years than the base year."""
    firms, year = chain.firms.dropna(subset=["firm_id", "period"]), chain.base_year
    if year is None or firms.empty:
        return
    years = firms["period"].str[:4]
    based = set(firms.loc[years.eq(str(year)), "firm_id"])
    elsewhere = firms[~firms["firm_id"].isin(based)]
    count, of = elsewhere["firm_id"].nunique(), firms["firm_id"].nunique()
    if based and count:
        when = sorted(set(elsewhere["period"].str[:4]))
        words = {"years": ", ".join(when[:_NAMED]), "base": str(year)}
        yield Doubt("years-apart", "firms", "period", str(year), elsewhere.index[0], count, of, words=words)


def years_missing(chain: Chain) -> Iterator[Doubt]:
    """Whole years inside the span of an indicator that no region has; told once for all indicators with that gap."""
    seen = chain.indicators[chain.indicators["period"].str.fullmatch(r"\d{4}", na=False)]
    seen = seen[seen["value"].notna() & seen["indicator"].notna()]
    seen = seen.assign(indicator=series_names(chain, "indicators", seen))
    gaps: dict[tuple[int, ...], list[Any]] = defaultdict(list)
    rows = {indicator: row for row, indicator in zip(seen.index[::-1], seen["indicator"][::-1], strict=True)}
    total = 0
    for indicator, periods in seen.groupby("indicator", sort=False)["period"]:
        there = set(periods.astype(int))
        total += 1
        absent = tuple(year for year in range(min(there), max(there)) if year not in there)
        if absent and not _every_other(there):
            gaps[absent].append(indicator)
    for absent, indicators in gaps.items():
        named = ", ".join(map(str, indicators[:_NAMED])) + (", …" if len(indicators) > _NAMED else "")
        subject = _spans(absent)
        words = {"indicators": named}
        told = "indicators", "period", subject, rows[indicators[0]], len(indicators), total
        yield Doubt("years-missing", *told, words=words)


def _every_other(years: set[int]) -> bool:
    """Whether the years come at one distance, as a census or a survey of every fifth year does."""
    ordered = sorted(years)
    steps = {after - before for before, after in pairwise(ordered)}
    return len(steps) == 1 and len(ordered) > 2


def _spans(years: tuple[int, ...]) -> str:
    """ "2012, 2015–2017"."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def mixed_units(chain: Chain) -> Iterator[Doubt]:
    """An indicator in two units that do not convert into each other, with the years of the rarer one."""
    seen = chain.indicators.dropna(subset=["indicator", "unit", "value"])
    seen = seen.assign(indicator=series_names(chain, "indicators", seen))
    counts = seen.groupby(["indicator", "unit"], sort=False).size()
    for indicator, rows in counts.groupby(level=0, sort=False):
        units = rows.droplevel(0).sort_values(ascending=False, kind="stable")
        main = units.index[0]
        for unit in units.index[1:]:
            if factor(str(unit), str(main)) is None:
                both = seen[seen["indicator"].eq(indicator)]
                words = {
                    "unit": str(unit),
                    "years": _years(both[both["unit"].eq(unit)]),
                    "main": str(main),
                    "main_years": _years(both[both["unit"].eq(main)]),
                }
                row = both.index[both["unit"].eq(unit)][0]
                told = "indicators", "unit", str(indicator), row, int(units[unit]), int(units.sum())
                yield Doubt("unit-mixed", *told, words=words)


def _years(rows: pd.DataFrame) -> str:
    years = sorted({int(period[:4]) for period in rows["period"].dropna() if period[:4].isdigit()})
    return _spans(tuple(years)) or "—"
