"""One raw sheet to one typed table: columns read, defaults filled, wide indicators made long, all of it noted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import Column, Table, declared_choices
from chainchief.chain.finding import Finding, finding
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.intake.sheets.cell import Cell, plain_date, read_cell, says_nothing, unit_factor
from chainchief.intake.sheets.header import Header, blank, find_header, nearest_column, split_unit

_PLAIN_NUMBER = re.compile(r"^\s*-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][-+]\d+)?\s*$")


@dataclass
class TypedSheet:
    """A sheet while it is being read.

    frame : typed columns, undeclared ones and `origin`; an erroneous cell is NaN and its row number in `refused`
    refused : labels of the rows that stay out
    bare_money : whether some money column says no unit in its header
    """

    frame: pd.DataFrame
    letters: dict[str, str]
    notes: list[Finding] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    bare_money: bool = False


def read_sheet(sheet: RawSheet, table: Table, money_base: float) -> TypedSheet:
    """The rows of `sheet` as a typed frame of `table`; nothing is dropped, remarks are in `notes`.

    money_base : what the chain's money unit is worth in 元
    """
    header = find_header(sheet, table)
    if header is None:
        wanted = ", ".join(table.required)
        wanted_zh = "、".join(table.columns[name].label_zh for name in table.required)
        words = {"value": sheet.name, "columns": wanted, "columns_zh": wanted_zh}
        remark = finding("columns-absent", table=table.name, origin=sheet.place, **words)
        return TypedSheet(pd.DataFrame(), {}, [remark])
    body = _Body(sheet, table, header, money_base)
    typed = body.read_wide() if body.measured else body.read_long()
    if header.row:
        row = sheet.first_row + header.row
        typed.notes.insert(0, finding("header-read", table=table.name, origin=f"{sheet.place}!{row}", row=row))
    return typed


@dataclass(frozen=True)
class _Body:
    sheet: RawSheet
    table: Table
    header: Header
    money_base: float

    @cached_property
    def rows(self) -> list[tuple[int, list[Any]]]:
        """Row number in the file and cells of every row below the header that holds a cell."""
        start = self.header.row + 1
        return [
            (self.sheet.first_row + start + number, row)
            for number, row in enumerate(self.sheet.rows[start:])
            if not all(blank(cell) for cell in row)
        ]

    @cached_property
    def measured(self) -> dict[str, int]:
        """The columns of a wide sheet of indicators that hold numbers; empty when the sheet is not wide."""
        if self.table.name != "indicators" or {"value", "indicator"} & set(self.header.columns):
            return {}
        value = self.table.columns["value"]
        return {text: place for text, place in self.header.extras.items() if _mostly_numbers(value, self._cells(place))}

    def read_long(self) -> TypedSheet:
        typed = TypedSheet(pd.DataFrame(index=range(len(self.rows))), {})
        self._note_headers(typed)
        marks = self._fill_declared(typed)
        if self.table.name == "indicators":
            self._mark_values(typed.frame, marks)
        self._fill_extras(typed)
        letter = typed.letters.get("value", "") if self.table.name == "indicators" else ""
        typed.frame["origin"] = [f"{self.sheet.place}!{letter}{number}" for number, _ in self.rows]
        return typed

    def read_wide(self) -> TypedSheet:
        typed = TypedSheet(pd.DataFrame(index=range(len(self.rows))), {})
        where = f"{self.sheet.place}!{self.sheet.first_row + self.header.row}"
        count = len(self.measured)
        typed.notes.append(finding("wide-read", table="indicators", origin=where, value=self.sheet.name, count=count))
        self._note_headers(typed)
        self._fill_declared(typed)
        self._fill_extras(typed)
        long = TypedSheet(pd.DataFrame(), typed.letters, typed.notes)
        long.frame = pd.concat([self._one_indicator(long, typed, *one) for one in self.measured.items()])
        order = np.arange(len(long.frame)).reshape(count, -1).T.ravel()
        long.frame = long.frame.iloc[order].reset_index(drop=True)
        long.refused = {label for label, bad in enumerate(long.frame.pop("refused")) if bad}
        return long

    def _one_indicator(self, long: TypedSheet, typed: TypedSheet, text: str, place: int) -> pd.DataFrame:
        name, unit = split_unit(text)
        read, refused = self._read_cells(long, self.table.columns["value"], place, 1.0)
        piece = typed.frame.copy()
        piece["indicator"] = name
        piece["value"] = np.array([cell.value for cell in read], dtype=np.float64)
        piece["qualifier"] = [cell.qualifier or None for cell in read]
        piece["withheld"] = [cell.withheld for cell in read]
        if unit or "unit" not in piece:
            piece["unit"] = unit or None
        own = pd.Series([cell.unit or None for cell in read], index=piece.index, dtype=object)
        piece["unit"] = own.where(own.notna(), piece["unit"])
        piece["origin"] = [f"{self.sheet.place}!{column_letter(place)}{number}" for number, _ in self.rows]
        piece["refused"] = [label in refused or label in typed.refused for label in range(len(self.rows))]
        return piece

    def _cells(self, place: int) -> list[Any]:
        return [row[place] if place < len(row) else None for _, row in self.rows]

    def _fill_declared(self, typed: TypedSheet) -> list[Cell]:
        """Fill the declared columns; returns what the cells of the column `value` said of themselves."""
        marks: list[Cell] = []
        for name, place in self.header.columns.items():
            typed.letters[name] = column_letter(place)
            column = self.table.columns[name]
            read, refused = self._read_cells(typed, column, place, self._factor(typed, column))
            typed.refused |= refused
            if column.kind == "money" and not self.header.units.get(name):
                typed.bare_money |= any(cell.value is not None for cell in read)
            typed.frame[name] = [cell.value for cell in read]
            marks = read if name == "value" else marks
        return marks

    def _fill_extras(self, typed: TypedSheet) -> None:
        for text, place in self.header.extras.items():
            if text not in self.measured:
                typed.frame[text] = _plain_series(self._cells(place), self.sheet.typed)
                typed.letters[text] = column_letter(place)

    def _mark_values(self, frame: pd.DataFrame, cells: list[Cell]) -> None:
        """What a value cell says of itself (保密, 约) and its header (%) joins what the columns of their own say."""
        if not cells:
            return
        withheld = pd.Series([cell.withheld for cell in cells], index=frame.index)
        qualifier = pd.Series([cell.qualifier or None for cell in cells], index=frame.index, dtype=object)
        if "withheld" in frame:
            withheld |= frame["withheld"].fillna(False).astype(bool)
        if "qualifier" in frame:
            qualifier = qualifier.where(qualifier.notna(), frame["qualifier"])
        frame["withheld"], frame["qualifier"] = withheld, qualifier
        unit = self.header.units.get("value", "")
        if unit and "unit" not in frame:
            frame["unit"] = unit
        own = pd.Series([cell.unit or None for cell in cells], index=frame.index, dtype=object)
        if own.notna().any():
            frame["unit"] = own.where(own.notna(), frame.get("unit"))

    def _factor(self, typed: TypedSheet, column: Column) -> float:
        unit = self.header.units.get(column.name, "")
        factor = unit_factor(column, unit, self.money_base)
        where = f"{self.sheet.place}!{self.sheet.first_row + self.header.row}"
        words = {"table": self.table.name, "column": column.name, "origin": where, "label": column.label_zh}
        if factor is None:
            known = "元 万元 百万元 亿元" if column.kind == "money" else column.unit or column.kind
            typed.notes.append(finding("unit-unknown", value=unit, known=known, **words))
            return 1.0
        if factor != 1.0:
            base = "chain's money unit" if column.kind == "money" else column.unit or column.kind
            typed.notes.append(finding("unit-read", unit=unit, base=base, factor=f"{factor:g}", **words))
        return factor

    def _read_cells(self, typed: TypedSheet, column: Column, place: int, factor: float) -> tuple[list[Cell], set[int]]:
        """Each distinct cell is read once; the remarks are made for every place it stands."""
        known: dict[tuple[type, Any], Cell] = {}
        read: list[Cell] = []
        refused: set[int] = set()
        for label, raw in enumerate(self._cells(place)):
            key = (type(raw), raw)
            cell = known.get(key)
            if cell is None:
                cell = known[key] = read_cell(column, raw, factor, self.money_base)
            read.append(cell)
            if cell.rule:
                origin = f"{self.sheet.place}!{column_letter(place)}{self.rows[label][0]}"
                remark = _remark(column, raw, cell, origin)
                typed.notes.append(remark)
                if remark.level == "error":
                    refused.add(label)
        return read, refused

    def _note_headers(self, typed: TypedSheet) -> None:
        row = self.sheet.first_row + self.header.row
        for name, places in self.header.twice.items():
            column = self.table.columns[name]
            named = ", ".join(column_letter(place) for place in (self.header.columns[name], *places))
            where = f"{self.sheet.place}!{column_letter(places[0])}{row}"
            typed.notes.append(
                finding(
                    "column-twice", table=self.table.name, column=name, origin=where, value=named, label=column.label_zh
                )
            )
        headed = {*self.header.columns.values(), *self.header.extras.values()}
        headed |= {place for places in self.header.twice.values() for place in places}
        for place in range(max((len(cells) for _, cells in self.rows), default=0)):
            if place not in headed and not all(blank(cell) for cell in self._cells(place)):
                letter = column_letter(place)
                where = f"{self.sheet.place}!{letter}{row}"
                typed.notes.append(finding("column-unnamed", table=self.table.name, origin=where, value=letter))
        for text, place in self.header.extras.items():
            if text in self.measured:
                continue
            near = nearest_column(self.table, text)
            hints = {"hint": f" Is it {near}?" if near else "", "hint_zh": f"是“{near}”吗？" if near else ""}
            where = f"{self.sheet.place}!{column_letter(place)}{row}"
            typed.notes.append(finding("column-kept", table=self.table.name, origin=where, value=text, **hints))


def fill_defaults(table: Table, typed: TypedSheet, place: str) -> Iterator[Finding]:
    """Empty cells of columns with a declared default are read as it, one note a column."""
    for column in table.columns.values():
        if not column.default or typed.frame.empty:
            continue
        cells = typed.frame.get(column.name, pd.Series(None, index=typed.frame.index, dtype=object))
        empty = cells.isna()
        if not empty.any():
            continue
        value = float(column.default) if column.numeric else column.default
        typed.frame[column.name] = cells.astype(object).where(~empty, value)
        labels = {choice.value: choice.label_zh for choice in declared_choices().get(column.choice, ())}
        default_zh = labels.get(column.default) or column.default
        shown = {"count": int(empty.sum()), "default": column.default, "default_zh": default_zh}
        yield finding(
            "default-read", table=table.name, column=column.name, origin=place, label=column.label_zh, **shown
        )


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


def _plain_series(cells: list[Any], typed: bool) -> pd.Series[Any]:
    """An undeclared column as it stands: numbers or yes and no if all its cells are, else text.

    typed : whether the file tells numbers from texts; where it does not, a column of plain numbers holds numbers
    """
    plain = [None if blank(cell) or says_nothing(str(cell)) else cell for cell in cells]
    known = [cell for cell in plain if cell is not None]
    if known and all(isinstance(cell, bool) for cell in known):
        return pd.Series(plain, dtype="boolean")
    if not typed and all(_PLAIN_NUMBER.match(cell) for cell in known):
        plain = known = [cell if cell is None else float(cell) for cell in plain]
    if known and all(
        isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in known if cell is not None
    ):
        return pd.Series([np.nan if cell is None else float(cell) for cell in plain], dtype=np.float64)
    return pd.Series([None if cell is None else _as_text(cell) for cell in plain], dtype=object)


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return plain_date(cell) if isinstance(cell, dt.date) else str(cell).strip()


def _mostly_numbers(value: Column, cells: list[Any]) -> bool:
    """Whether a column of a wide sheet holds numbers: more of its cells read as one than do not, or it is empty."""
    read = [read_cell(value, cell) for cell in cells]
    numbers = sum(isinstance(cell.value, float) for cell in read)
    wrong = sum(cell.rule == "not-a-number" for cell in read)
    return numbers > wrong or wrong == 0
