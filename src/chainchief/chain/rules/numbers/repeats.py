"""Numbers that stand more than once where they should not: in many places, in twin rows, in two years running."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import pdtrc

from chainchief.chain.columns import Column
from chainchief.chain.rules.numbers.doubt import Doubt, amounts, significant
from chainchief.chain.value import Chain

MANY, LONG = 3, 3
"""A value in more than 3 places is told when it has more than 3 digits."""
RARE = 1e-4
"""After allowing for the number of different values in the column (Bonferroni); there are a hundred columns, too."""
BLOCK, TWINS = 5, 0.5
"""Equal numbers that make two firms or regions twins, and the least share of what both have: panels share some."""
FORWARD, COPIED = 4, 2 / 3
"""The same for a year and the one before; a firm that stood still keeps half its numbers, a copy nearly all."""
_CROWD = 20
"""A number that more than 20 share says nothing about two of them."""
_WINDOW = 0.05
_PLACED = ("firms", "indicators")


def same_values(chain: Chain) -> Iterator[Doubt]:
    """A number of four digits or more at more than three firms or regions, where its neighbours are thin.

    Chance: a place takes the density of the values 5 % around it, by the digits they show or by how often they repeat
    (own); p is the upper tail of the Poisson, times the number of different values.
    """
    for column, frame in amounts(chain, _PLACED):
        for series, cells in frame[~frame["ratio"]].groupby("series", sort=False):
            yield from _crowded(column, str(series), cells)


def _crowded(column: Column, series: str, cells: pd.DataFrame) -> Iterator[Doubt]:
    counts = cells["value"].value_counts()
    often = counts.index[counts > MANY].to_numpy()
    often = often[(significant(often) > LONG) & ~((often % 1 == 0) & (often >= 1990) & (often <= 2100))]
    if not len(often):
        return
    ordered = np.sort(cells["value"].to_numpy())
    size = significant(ordered)
    first = np.floor(np.log10(np.abs(ordered)) + 1e-12)
    grid = np.quantile(first - size + 1, 0.05, method="lower"), np.quantile(size, 0.95, method="higher")
    held = cells[cells["value"].isin(often)].groupby("value", sort=False)["entity"].nunique()
    for value, places in held[held > MANY].items():
        low, high = sorted((value * (1 - _WINDOW), value * (1 + _WINDOW)))
        near = ordered[np.searchsorted(ordered, low) : np.searchsorted(ordered, high, "right")]
        others = near[near != value]
        step = 10.0 ** max(grid[0], np.floor(np.log10(abs(value))) - grid[1] + 1)
        expected = max((len(others) + 1) / max((high - low) / step, 1.0), _usual_repeats(others))
        p = min(1.0, float(pdtrc(places - 1, expected)) * len(counts))
        words = {"number": f"{value:.10g}"}
        share = min(1.0, expected / len(cells))
        row = cells.index[cells["value"].eq(value)][0]
        told = column.table, column.name, series, row, int(places), len(cells)
        yield Doubt("same-value", *told, share, p, p < RARE, words)


def _usual_repeats(values: np.ndarray[Any, Any]) -> float:
    """The density on a grid that only its repeats show, as where every number was multiplied by 1.13.

    Of places taken at least once, lambda / (1 - exp(-lambda)) hold the mean; 2 (mean - 1) is no smaller up to 2.
    """
    mean = len(values) / max(len(np.unique(values)), 1)
    return min(2 * max(mean - 1, 0.0), mean)


def twin_blocks(chain: Chain) -> Iterator[Doubt]:
    """Two firms or two regions with five equal numbers or more of the same period."""
    for table, column, cells in _by_entity(chain):
        pairs: Counter[tuple[str, str, str]] = Counter()
        shared = cells[cells.duplicated(["series", "period", "value"], keep=False)]
        for (_, period, _), names in shared.groupby(["series", "period", "value"], sort=False)["entity"]:
            if len(names) <= _CROWD:
                pairs.update((*pair, period) for pair in combinations(sorted(set(names)), 2))
        if not pairs:
            continue
        held = cells.groupby(["entity", "period"], sort=False)["series"].nunique().to_dict()
        rows = cells.groupby(["entity", "period"], sort=False)["row"].first().to_dict()
        called = _names(chain, table)
        for (one, other, period), count in sorted(pairs.items()):
            of = int(min(held[one, period], held[other, period]))
            if count >= BLOCK and count >= TWINS * of:
                told = table, column, called.get(other, other), rows[other, period], count, of
                yield Doubt("twin-block", *told, words={"other": called.get(one, one), "period": period})


def copied_years(chain: Chain) -> Iterator[Doubt]:
    """A firm or a region with four numbers or more that are those of the year before."""
    for table, column, cells in _by_entity(chain):
        yearly = cells[cells["period"].str.fullmatch(r"\d{4}", na=False)]
        yearly = yearly.assign(year=yearly["period"].astype(int)).sort_values(["entity", "series", "year"])
        before = yearly.shift(1)
        follows = yearly["entity"].eq(before["entity"]) & yearly["series"].eq(before["series"])
        follows &= yearly["year"].eq(before["year"] + 1)
        pairs = yearly[follows].assign(same=yearly["value"].eq(before["value"]))
        grouped = pairs.groupby(["entity", "year"])["same"].agg(["sum", "size"])
        rows = pairs[pairs["same"]].groupby(["entity", "year"])["row"].first()
        called = _names(chain, table)
        for (entity, year), (count, of) in grouped[grouped["sum"] >= FORWARD].iterrows():
            if count >= COPIED * of:
                told = table, column, called.get(entity, entity), rows[entity, year], int(count), int(of)
                yield Doubt("copied-year", *told, words={"year": str(year), "before": str(year - 1)})


def _by_entity(chain: Chain) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Numbers of three digits or more by firm and by region, with the table and a column to tell them at."""
    found: dict[str, list[pd.DataFrame]] = {"firms": [], "indicators": []}
    for column, frame in amounts(chain, _PLACED):
        found[column.table].append(frame[significant(frame["value"].to_numpy()) >= LONG])
    for table, column_name in (("firms", "firm_id"), ("indicators", "region_id")):
        if found[table]:
            cells = pd.concat(found[table]).rename_axis("row").reset_index()
            yield table, column_name, cells[cells["entity"].ne("")]


def _names(chain: Chain, table: str) -> dict[str, str]:
    """Code -> name of the firms or regions that have one."""
    frame, key = (chain.firms, "firm_id") if table == "firms" else (chain.regions, "region_id")
    named = frame.dropna(subset=[key, "name"])
    return dict(zip(named[key].astype(str), named["name"].astype(str), strict=True))
