"""The tables of a paper as text, cell by cell as printed, and the numbers in them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.remarks import listed, refusal
from chainchief.evaluation.scoring.arrays import Floats

PRINTED_COLUMNS: dict[str, tuple[str, ...]] = {
    "grades": ("grade_as_printed", "lower_inclusive", "upper_exclusive"),
    "table_2-1_indicators": (
        "level1_code", "level1_name", "level2_code", "level3_code", "level3_name", "calculation_method", "weight",
    ),
    "table_3-1_regional_results": (
        "region", "structural", "functional", "evolutionary", "composite", "grade_as_printed",
    ),
    "table_4-1_structure_targets": ("indicator", "current_2023"),
    "table_4-2_strategy_matrix": ("measure", "effect_unit"),
    "table_4-3_emerging_industries": (
        "industry", "relevance", "spillover_effect", "growth", "overall_rating", "priority",
    ),
    "table_4-4_digital_layers": ("maturity_level", "enterprise_share_pct", "goal_unit"),
    "table_4-5_smart_manufacturing": ("indicator", "current", "benchmark", "gap_printed"),
    "table_4-6_risk_matrix": ("risk_type", "probability", "impact", "risk_level_printed"),
    "table_4-7_resilience_strategy_targets": ("key_metric", "operator", "target_value"),
    "table_4-8_emergency_response": ("level", "trigger", "time_limit_hours"),
    "text_figures": ("id", "subject", "value", "unit", "attributed_to"),
}  # fmt: skip
"""Table -> the columns an audit of Zhang 2024 needs."""

READINGS = "readings"
"""The table of what was read in the text: part of the audit, and may be replaced like the others."""
_READ_COLUMNS = ("point", "item", "state", "place", "place_zh", "text", "text_zh")
_OURS = frozenset({"note", "line", "text_line"})
"""Columns that are no part of the paper."""
_THREE = re.compile(r"(?<![\d.])-?(\d+\.\d{3})(?!\d)")


@dataclass(frozen=True, eq=False)
class Printed:
    """The tables of a paper.

    tables : name -> frame of text, as printed
    """

    tables: Mapping[str, pd.DataFrame]

    def texts(self, table: str, column: str) -> list[str]:
        return [str(cell) for cell in self.tables[table][column]]

    def numbers(self, table: str, column: str) -> Floats:
        """(rows,) the numbers of a column; raises InputError for a cell that holds none."""
        return np.array([_number(table, column, row, cell) for row, cell in enumerate(self.texts(table, column))])

    def figure(self, code: str) -> float:
        """The value of a figure of the running text, such as T021."""
        return _number("text_figures", "value", self._row(code), self.told(code, "value"))

    def told(self, code: str, column: str) -> str:
        """What a column says of a figure of the running text."""
        return self.texts("text_figures", column)[self._row(code)]

    def cite(self, code: str) -> tuple[str, str]:
        """Where a figure of the running text stands, in English and Chinese."""
        frame = self.tables["text_figures"]
        column = next((name for name in ("text_line", "line") if name in frame.columns), "")
        line = self.told(code, column) if column else ""
        return (f"{code}, line {line}", f"{code}，第 {line} 行") if line else (code, code)

    def readings(self, point: str, state: str = "") -> pd.DataFrame:
        """What was read in the text for a point, all of it or what has one state."""
        frame = self.tables[READINGS]
        kept = frame["point"].eq(point) & (frame["state"].eq(state) if state else True)
        return frame[kept]

    def thousandths(self) -> Iterator[tuple[str, str]]:
        """Every number with three decimals but .000: (table, number as printed)."""
        for name, frame in self.tables.items():
            if name == READINGS:
                continue
            for column in frame.columns:
                for cell in frame[column] if column not in _OURS else ():
                    found = _THREE.findall(str(cell))
                    yield from ((name, number) for number in found if not number.endswith(".000"))

    def _row(self, code: str) -> int:
        codes = self.texts("text_figures", "id")
        if code not in codes:
            raise refusal("audit-figure", figure=code)
        return codes.index(code)


def as_printed(tables: Mapping[str, pd.DataFrame]) -> Printed:
    """The tables as text, with every needed table and column present.

    Numbers get three decimals, as the paper writes them; whole ones and the digits of a figure are only right when the
    frames hold text. Raises InputError for an absent table or column.
    """
    given = {READINGS: _bundled_readings(), **tables}
    for name, columns in {**PRINTED_COLUMNS, READINGS: _READ_COLUMNS}.items():
        if name not in given:
            raise refusal("audit-table", table=name)
        for column in columns:
            if column not in given[name].columns:
                raise refusal("audit-column", table=name, column=column, found=listed(given[name].columns, limit=20))
        if given[name].empty and name != READINGS:
            raise refusal("audit-empty", table=name)
    return Printed({name: frame.reset_index(drop=True).map(_as_text) for name, frame in given.items()})


def rounded(value: float, decimals: int = 3) -> float:
    """Rounded as people do, halves up, with the dust of floating point taken off first.

    >>> rounded(0.0005), rounded(0.86349999999999999)
    (0.001, 0.864)
    """
    exact = Decimal(repr(round(float(value), 10)))
    return float(exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def same(computed: float, printed: float, decimals: int = 3) -> bool:
    """Whether a computed number comes to the printed one."""
    return rounded(computed, decimals) == rounded(printed, decimals)


def _as_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or pd.isna(cell):
        return ""
    whole = isinstance(cell, int | np.integer)
    return str(cell) if whole else f"{float(cell):.3f}"


def _number(table: str, column: str, row: int, cell: str) -> float:
    try:
        found = float(cell.replace("−", "-"))
    except ValueError:
        found = float("nan")
    if not np.isfinite(found):
        raise refusal("audit-number", table=table, column=column, row=row + 1, found=cell)
    return found


@cache
def _bundled_readings() -> pd.DataFrame:
    text = files("chainchief.evaluation.audit").joinpath("readings.csv").read_text(encoding="utf-8")
    return pd.DataFrame(list(csv.DictReader(text.splitlines())), columns=list(_READ_COLUMNS))
