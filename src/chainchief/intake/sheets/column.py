"""One column of a raw sheet to values: units, percent formats, formulas, and what is to be said of each cell."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from chainchief.chain.columns import Column, Table
from chainchief.chain.finding import MOST_ALIKE, Finding, finding, level_of
from chainchief.intake.files.markings import Formula
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.intake.sheets.cell import Cell, is_error, read_cell, unit_factor
from chainchief.intake.sheets.header import Header
from chainchief.intake.sheets.rows import Rows

_UNITS_ZH: Mapping[str, str] = {"share": "占比（0–1）", "days": "天", "persons": "人"}


@dataclass(frozen=True)
class ColumnRead:
    """The cells of one column: what each distinct one was read as, which stands in which row, which rows stay out."""

    known: Mapping[Any, Cell]
    keys: Sequence[Any]
    refused: set[int]
    notes: list[Finding]

    @property
    def values(self) -> list[Any]:
        values = {key: cell.value for key, cell in self.known.items()}
        return list(map(values.__getitem__, self.keys))

    @property
    def cells(self) -> list[Cell]:
        return list(map(self.known.__getitem__, self.keys))


@dataclass(frozen=True)
class Columns:
    """The columns of one sheet below its header.

    money_base : what the chain's money unit is worth in 元
    """

    sheet: RawSheet
    table: Table
    header: Header
    rows: Rows
    money_base: float

    def factor(self, column: Column) -> tuple[float, list[Finding]]:
        """What bare numbers are multiplied by for the unit of the header, and what is to be said about it."""
        unit = self.header.units.get(column.name, "")
        if column.kind == "money" and not unit and unit_factor(column, self.header.title_unit, self.money_base):
            unit = self.header.title_unit
        factor = unit_factor(column, unit, self.money_base)
        where = f"{self.sheet.place}!{self.sheet.first_row + self.header.row}"
        words = {"table": self.table.name, "column": column.name, "origin": where, "label": column.label_zh}
        if factor is None and column.kind == "money":
            return math.nan, [finding("unit-foreign", value=unit, known="元 千元 万元 百万元 千万元 亿元", **words)]
        if factor is None:
            return 1.0, [finding("unit-unknown", value=unit, known=column.unit or column.kind, **words)]
        if factor != 1.0:
            money = column.kind == "money"
            words |= {"unit": unit, "base": "the chain's money unit" if money else column.unit or column.kind}
            base_zh = "本链金额单位" if money else _UNITS_ZH.get(words["base"], words["base"])
            return factor, [finding("unit-read", base_zh=base_zh, factor=f"{factor:g}", **words)]
        return factor, []

    def read(self, column: Column, place: int, factor: float) -> ColumnRead:
        """Each distinct cell is read once; the remarks are made for every place it stands."""
        cells = self.rows.cells(place)
        if math.isnan(factor):
            return ColumnRead({None: Cell(None)}, [None] * len(cells), set(), [])
        shown = self._shown_as_percent(column, place)
        keys: Sequence[Any] = cells
        if shown or _alike(cells):
            keys = list(zip(map(type, cells), cells, shown or repeat(False, len(cells)), strict=True))
            known = {key: self._read_one(column, key[1], factor, key[2]) for key in dict.fromkeys(keys)}
        else:
            known = {key: read_cell(column, key, factor, self.money_base) for key in dict.fromkeys(keys)}
        refused: set[int] = set()
        notes: list[Finding] = []
        told: Counter[str] = Counter()
        if any(cell.rule for cell in known.values()):
            for label, key in enumerate(keys):
                if (cell := known[key]).rule:
                    told[cell.rule] += 1
                    if told[cell.rule] <= MOST_ALIKE:
                        notes.append(_remark(column, cells[label], cell, self._where(place, label)))
                    if level_of(cell.rule) == "error":
                        refused.add(label)
        notes += self._note_rest(column, place, told)
        notes += self._note_percents(column, place, sum(shown))
        notes += self._doubt_percents(column, place, known)
        return ColumnRead(known, keys, refused, notes)

    def _read_one(self, column: Column, raw: Any, factor: float, percent: bool) -> Cell:
        """A number shown as percent is stored as a share, whatever unit the header names."""
        if not percent:
            return read_cell(column, raw, factor, self.money_base)
        cell = read_cell(column, raw, 1.0, self.money_base)
        return cell._replace(unit="share") if column.name == "value" and cell.value is not None else cell

    def _shown_as_percent(self, column: Column, place: int) -> list[bool]:
        """For each row whether its number is shown as percent; empty where that says nothing about the column."""
        rows = self.sheet.markings.percents.get(place)
        stated = self.header.units.get(column.name, "") in ("%", "‰")
        if not rows or not (stated or column.kind == "share" or column.name == "value"):
            return []
        return [number in rows for number in self.rows.numbers]

    def _note_rest(self, column: Column, place: int, told: Counter[str]) -> Iterator[Finding]:
        """One finding for all that are too many to be told one by one."""
        for rule, count in told.items():
            if count > MOST_ALIKE:
                where = f"{self.sheet.place}!{column_letter(place)}{self.sheet.first_row + self.header.row}"
                words = {"count": count - MOST_ALIKE, "label": column.label_zh}
                kind = "more-errors" if level_of(rule) == "error" else "more-remarks"
                yield finding(kind, table=self.table.name, column=column.name, origin=where, value=rule, **words)

    def _note_percents(self, column: Column, place: int, count: int) -> Iterator[Finding]:
        if count:
            where = f"{self.sheet.place}!{column_letter(place)}{self.sheet.first_row + self.header.row}"
            words = {"label": column.label_zh, "count": count}
            yield finding("percent-format", table=self.table.name, column=column.name, origin=where, **words)

    def _doubt_percents(self, column: Column, place: int, known: Mapping[Any, Cell]) -> Iterator[Finding]:
        """Under a header with %, an .ods or .xls does not tell 0.78 % from 78 % stored as 0.78."""
        raw = [key for key in known if isinstance(key, float)]
        silent = self.sheet.file.lower().endswith((".ods", ".xls"))
        if silent and self.header.units.get(column.name, "") == "%" and raw and 0 < max(map(abs, raw)) <= 1:
            where = f"{self.sheet.place}!{column_letter(place)}{self.sheet.first_row + self.header.row}"
            label = column.label_zh
            yield finding("percent-doubt", table=self.table.name, column=column.name, origin=where, label=label)

    def _where(self, place: int, label: int) -> str:
        return f"{self.sheet.place}!{column_letter(place)}{self.rows.numbers[label]}"

    def unknown(self, place: int) -> Iterator[Finding]:
        """Formulas without a value and errors of a column that is kept as it stands."""
        for label, cell in enumerate(self.rows.cells(place)):
            if isinstance(cell, Formula) or is_error(cell):
                rule = "formula-unread" if isinstance(cell, Formula) else "error-cell"
                yield finding(rule, table=self.table.name, origin=self._where(place, label), value=cell)


def _alike(cells: Sequence[Any]) -> bool:
    """Whether cells of different types could be equal, as 1, 1.0 and True are, or a formula and its text."""
    kinds = set(map(type, cells)) - {type(None), dt.date, dt.datetime}
    return len(kinds - {str}) > 1 or Formula in kinds


def _remark(column: Column, raw: Any, cell: Cell, origin: str) -> Finding:
    before = str(raw).strip()
    after = "" if cell.value is None else f"{cell.value:.10g}" if isinstance(cell.value, float) else str(cell.value)
    words: dict[str, Any] = {
        "value": before,
        "before": before,
        "after": after,
        "label": column.label_zh,
        **(cell.words or {}),
    }
    value = words.pop("value")
    return finding(cell.rule, table=column.table, column=column.name, origin=origin, value=value, **words)
