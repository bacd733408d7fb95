"""The invented world of the demo: what is written by hand in `tools/demo/*.csv`, the dice, the scales of place."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

WRITTEN = Path(__file__).resolve().parent / "demo"
SEED = 20251120
SOURCE = "synthetic: tools/make_demo.py"
MARK = {"source": SOURCE, "quality": "S"}
FOCAL = "anlan"
HOME = "yunze"
NOW, BEFORE, THEN = 2025, 2024, 2022
YEARS = range(2020, 2026)

Row = dict[str, Any]

NATIONAL_OUTPUT = 6_800_000
NATIONAL_TOTAL = 118_000_000
PEERS = ("anlan", "beiyun", "songmen", "luoxi", "heling", "yuntan", "shayu", "gutang")
SHARES_A_BLOC = ("kessara", "nusari", "mirania")


def read_rows(name: str) -> list[dict[str, str]]:
    """The hand-written rows of `tools/demo/<name>.csv`."""
    with (WRITTEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keyed(name: str, key: str, column: str) -> dict[str, float]:
    """key -> number, for the rows that have one."""
    return {row[key]: float(row[column]) for row in read_rows(name) if row[column]}


_PARENTS = {row["region_id"]: row["parent_id"] for row in read_rows("regions")}
PROVINCE = {
    region: region if parent == HOME else parent
    for region, parent in _PARENTS.items()
    if parent == HOME or _PARENTS.get(parent) == HOME
}
"""Region of the home nation -> its province."""
FLOWS = {(row["from_segment"], row["to_segment"]): row for row in read_rows("flows")}
CRAFTS = {row["segment_id"]: row for row in read_rows("crafts")}
# What a region is like in 2025 (value and switch as a factor on the usual of a segment) and its growth a year.
CHARACTER = {
    row["region_id"]: {column: float(cell) for column, cell in row.items() if column != "region_id"}
    for row in read_rows("character")
}


class Dice:
    """Random draws from uniform doubles alone, so that the same seed gives the same demo with every numpy."""

    def __init__(self, seed: int) -> None:
        self._uniform = np.random.Generator(np.random.PCG64(seed)).random

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * float(self._uniform())

    def chance(self, probability: float) -> bool:
        return float(self._uniform()) < probability

    def normal(self) -> float:
        radius = math.sqrt(-2 * math.log(1 - float(self._uniform())))
        return radius * math.cos(2 * math.pi * float(self._uniform()))

    def factor(self, spread: float) -> float:
        """A log-normal factor around 1."""
        return math.exp(spread * self.normal())

    def pick(self, items: Sequence[Any], weights: Sequence[float] | None = None) -> Any:
        weights = weights or [1.0] * len(items)
        point = float(self._uniform()) * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            point -= weight
            if point < 0:
                return item
        return items[-1]

    def sample(self, items: Sequence[Any], count: int, weights: Sequence[float] | None = None) -> list[Any]:
        """Up to `count` different items."""
        left = list(zip(items, weights or [1.0] * len(items), strict=True))
        chosen: list[Any] = []
        while left and len(chosen) < count:
            item = self.pick([pair[0] for pair in left], [pair[1] for pair in left])
            left = [pair for pair in left if pair[0] is not item]
            chosen.append(item)
        return chosen


def money(amount: float) -> float:
    """An amount in 万元 as an office would write it: tens above 10,000, whole below, one decimal under 20."""
    if amount >= 10_000:
        return round(amount / 10) * 10
    return round(amount) if amount >= 20 else round(amount, 1)


def digits(value: float, count: int = 4) -> float:
    """The value to `count` significant digits."""
    return float(f"{value:.{count}g}")


def scale_between(one: str, other: str) -> str:
    """The finest unit two regions share: local, regional, national, supranational, global."""
    if one == other:
        return "local"
    if PROVINCE.get(one) and PROVINCE.get(one) == PROVINCE.get(other):
        return "regional"
    if one in PROVINCE and other in PROVINCE:
        return "national"
    abroad = {one, other} - set(PROVINCE)
    return "supranational" if abroad <= set(SHARES_A_BLOC) else "global"


def outputs() -> dict[str, dict[str, tuple[float, int]]]:
    """Region -> segment -> output of 2025 in 万元 and number of firms."""
    found: dict[str, dict[str, tuple[float, int]]] = {}
    for row in read_rows("outputs"):
        found.setdefault(row["region_id"], {})[row["segment_id"]] = (float(row["output"]), int(row["firms"]))
    return found


def region_rows() -> list[Row]:
    rows: list[Row] = [dict(row) for row in read_rows("regions")]
    for row in rows:
        if row["region_id"] == HOME or row["region_id"] in PROVINCE:
            row |= {"national_output": NATIONAL_OUTPUT, "national_total_output": NATIONAL_TOTAL}
    return rows
