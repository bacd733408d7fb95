"""One raw sheet to one typed table: columns read, defaults filled, wide indicators made long, all of it noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import Column, Table
from chainchief.chain.finding import Finding, finding
from chainchief.intake.cell import MISSING, Cell, clean_name, read_cell, unit_factor
from chainchief.intake.header import Header, find_header, nearest_column, split_unit
from chainchief.intake.source import RawSheet, column_letter

_NUMBER_COLUMN = Column("", "", "", (), "number", "", False, False, "", "", "")


@dataclass
class TypedSheet:
    """A sheet while it is being read.

    frame : typed columns, undeclared ones and `origin`; an erroneous cell is NaN and its row number in `refused`
    refused : labels of the rows that stay out
    """

    frame: pd.DataFrame
    letters: dict[str, str]
    notes: list[Finding] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)


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
    wide = table.name == "indicators" and "value" not in header.columns and "indicator" not in header.columns
    typed = body.read_wide() if wide else body.read_long()
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

    def read_long(self) -> TypedSheet:
        rows = self._rows()
        typed = TypedSheet(pd.DataFrame(index=range(len(rows))), {})
        self._note_headers(typed)
        self._fill_declared(typed, rows)
        for text, place in self.header.extras.items():
            typed.frame[text] = _plain_series([_at(row, place) for _, row in rows])
            typed.letters[text] = column_letter(place)
        self._origins(typed, rows)
        return typed

    def read_wide(self) -> TypedSheet:
        rows = self._rows()
        typed = TypedSheet(pd.DataFrame(index=range(len(rows))), {})
        measured = {
            text: place
            for text, place in self.header.extras.items()
            if _mostly_numbers([_at(row, place) for _, row in rows])
        }
        self._fill_declared(typed, rows)
        for text, place in self.header.extras.items():
            if text not in measured:
                typed.frame[text] = _plain_series([_at(row, place) for _, row in rows])
        long = TypedSheet(pd.DataFrame(), typed.letters, typed.notes)
        pieces = [self._one_indicator(long, typed, rows, text, place) for text, place in measured.items()]
        long.frame = pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame()
        if pieces:
            order = np.arange(len(long.frame)).reshape(len(measured), -1).T.ravel()
            long.frame = long.frame.iloc[order].reset_index(drop=True)
            long.refused = {label for label, bad in enumerate(long.frame.pop("refused")) if bad}
        where = f"{self.sheet.place}!{self.sheet.first_row + self.header.row}"
        remark = finding("wide-read", table="indicators", origin=where, value=self.sheet.name, count=len(measured))
        long.notes.insert(0, remark)
        return long

    def _one_indicator(
        self, long: TypedSheet, typed: TypedSheet, rows: list[tuple[int, list[Any]]], text: str, place: int
    ) -> pd.DataFrame:
        name, unit = split_unit(text)
        cells = [_at(row, place) for _, row in rows]
        letter = column_letter(place)
        origins = [f"{self.sheet.place}!{letter}{number}" for number, _ in rows]
        read, refused = self._read_cells(long, _NUMBER_COLUMN, cells, origins, 1.0)
        piece = typed.frame.copy()
        piece["indicator"] = name
        piece["value"] = np.array([cell.value for cell in read], dtype=np.float64)
        piece["qualifier"] = [cell.qualifier or None for cell in read]
        piece["withheld"] = [cell.withheld for cell in read]
        piece["unit"] = unit or None
        piece["origin"] = origins
        piece["refused"] = [label in refused or label in typed.refused for label in range(len(rows))]
        return piece

    def _rows(self) -> list[tuple[int, list[Any]]]:
        """Row number in the file and cells of every row below the header that holds a cell."""
        start = self.header.row + 1
        return [
            (self.sheet.first_row + start + number, row)
            for number, row in enumerate(self.sheet.rows[start:])
            if any(cell not in (None, "") for cell in row)
        ]

    def _fill_declared(self, typed: TypedSheet, rows: list[tuple[int, list[Any]]]) -> None:
        marks: list[Cell] = []
        for name, place in self.header.columns.items():
            letter = column_letter(place)
            typed.letters[name] = letter
            cells = [_at(row, place) for _, row in rows]
            column = self.table.columns[name]
            origins = [f"{self.sheet.place}!{letter}{number}" for number, _ in rows]
            factor = self._factor(typed, column)
            read, refused = self._read_cells(typed, column, cells, origins, factor)
            typed.refused |= refused
            typed.frame[name] = [cell.value for cell in read]
            if self.table.name == "indicators" and name == "value":
                marks = read
        if marks:
            _mark(typed.frame, marks)

    def _factor(self, typed: TypedSheet, column: Column) -> float:
        unit = self.header.units.get(column.name, "")
        factor = unit_factor(column, unit, self.money_base)
        where = f"{self.sheet.place}!{self.sheet.first_row + self.header.row}"
        words = {"table": self.table.name, "column": column.name, "origin": where, "label": column.label_zh}
        if factor is None:
            typed.notes.append(finding("unit-unknown", value=unit, **words))
            return 1.0
        if factor != 1.0:
            base = "chain's money unit" if column.kind == "money" else column.unit or column.kind
            typed.notes.append(finding("unit-read", unit=unit, base=base, factor=f"{factor:g}", **words))
        return factor

    def _read_cells(
        self, typed: TypedSheet, column: Column, cells: list[Any], origins: list[str], factor: float
    ) -> tuple[list[Cell], set[int]]:
        """Each distinct cell is read once; the remarks are made for every place it stands."""
        known: dict[tuple[type, Any], Cell] = {}
        read: list[Cell] = []
        refused: set[int] = set()
        for label, raw in enumerate(cells):
            key = (type(raw), raw)
            cell = known.get(key)
            if cell is None:
                cell = known[key] = read_cell(column, raw, factor, self.money_base)
            read.append(cell)
            if cell.rule:
                remark = _remark(self.table.name, column, raw, cell, origins[label])
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
        for text, place in self.header.extras.items():
            near = nearest_column(self.table, text)
            hints = {"hint": f" Is it {near}?" if near else "", "hint_zh": f"是“{near}”吗？" if near else ""}
            where = f"{self.sheet.place}!{column_letter(place)}{row}"
            typed.notes.append(finding("column-kept", table=self.table.name, origin=where, value=text, **hints))

    def _origins(self, typed: TypedSheet, rows: list[tuple[int, list[Any]]]) -> None:
        letter = typed.letters.get("value", "") if self.table.name == "indicators" else ""
        typed.frame["origin"] = [f"{self.sheet.place}!{letter}{number}" for number, _ in rows]


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
        shown = {"count": int(empty.sum()), "default": column.default, "default_zh": column.default}
        yield finding(
            "default-read", table=table.name, column=column.name, origin=place, label=column.label_zh, **shown
        )


def _remark(table: str, column: Column, raw: Any, cell: Cell, origin: str) -> Finding:
    before = str(raw).strip()
    after = f"{cell.value:.10g}" if isinstance(cell.value, float) else str(cell.value)
    words: dict[str, Any] = {
        "value": before,
        "before": before,
        "after": after,
        "label": column.label_zh,
        **(cell.words or {}),
    }
    value = words.pop("value")
    return finding(cell.rule, table=table, column=column.name, origin=origin, value=value, **words)


def _mark(frame: pd.DataFrame, cells: list[Cell]) -> None:
    """What a value cell says of itself (保密, 约) joins what the columns of their own say."""
    withheld = pd.Series([cell.withheld for cell in cells], index=frame.index)
    qualifier = pd.Series([cell.qualifier or None for cell in cells], index=frame.index, dtype=object)
    if "withheld" in frame:
        withheld |= frame["withheld"].fillna(False).astype(bool)
    if "qualifier" in frame:
        qualifier = qualifier.where(qualifier.notna(), frame["qualifier"])
    frame["withheld"], frame["qualifier"] = withheld, qualifier


def _at(row: list[Any], place: int) -> Any:
    return row[place] if place < len(row) else None


def _plain_series(cells: list[Any]) -> pd.Series[Any]:
    """An undeclared column as it stands: numbers if all its cells are, else cleaned text."""
    plain = [None if isinstance(cell, str) and cell.strip().lower() in MISSING else cell for cell in cells]
    known = [cell for cell in plain if cell is not None]
    if known and all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in known):
        return pd.Series([np.nan if cell is None else float(cell) for cell in plain], dtype=np.float64)
    return pd.Series([None if cell is None else clean_name(str(cell).strip()) for cell in plain], dtype=object)


def _mostly_numbers(cells: list[Any]) -> bool:
    """Whether a column of a wide sheet holds numbers: more of its cells read as one than do not, or it is empty."""
    read = [read_cell(_NUMBER_COLUMN, cell) for cell in cells]
    numbers = sum(isinstance(cell.value, float) for cell in read)
    wrong = sum(cell.rule == "not-a-number" for cell in read)
    return numbers > wrong or wrong == 0
