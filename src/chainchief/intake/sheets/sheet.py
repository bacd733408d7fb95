"""One raw sheet to one typed table: columns read, defaults filled, wide indicators made long, all of it noted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import Table, declared_choices
from chainchief.chain.finding import Finding, finding
from chainchief.intake.files.markings import Formula
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.intake.sheets.cell import Cell, is_error, plain_date, says_nothing
from chainchief.intake.sheets.column import Columns
from chainchief.intake.sheets.coordinates import convert_points
from chainchief.intake.sheets.header import Header, blank, find_header, nearest_column
from chainchief.intake.sheets.rows import Rows, rows_below
from chainchief.intake.sheets.spread import Spread, spread_of

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
    typed = body.read_wide() if body.spread.over else body.read_long()
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
    def rows(self) -> Rows:
        return rows_below(self.sheet, self.header, self.table)

    @cached_property
    def columns(self) -> Columns:
        return Columns(self.sheet, self.table, self.header, self.rows, self.money_base)

    @cached_property
    def spread(self) -> Spread:
        """The columns of numbers of a sheet that has one per indicator or one per period."""
        return spread_of(self.table, self.header, self.rows.cells)

    def _opened(self) -> TypedSheet:
        return TypedSheet(pd.DataFrame(index=range(len(self.rows.numbers))), {}, list(self.rows.notes))

    def read_long(self) -> TypedSheet:
        typed = self._opened()
        self._note_headers(typed)
        marks = self._fill_declared(typed)
        typed.notes += convert_points(typed.frame, self.table.name, self.sheet.place)
        if self.table.name == "indicators":
            self._mark_values(typed.frame, marks)
            doubted = _doubt_multiples(self, marks, _stated_units(typed), "value")
            typed.notes += doubted.values()
            typed.refused |= doubted.keys()
        self._fill_extras(typed)
        letter = typed.letters.get("value", "") if self.table.name == "indicators" else ""
        typed.frame["origin"] = [f"{self.sheet.place}!{letter}{number}" for number in self.rows.numbers]
        return typed

    def read_wide(self) -> TypedSheet:
        typed = self._opened()
        where = f"{self.sheet.place}!{self.sheet.first_row + self.header.row}"
        count = len(self.spread.columns)
        rule = "wide-read" if self.spread.over == "indicator" else "years-read"
        typed.notes.append(finding(rule, table="indicators", origin=where, value=self.sheet.name, count=count))
        self._note_headers(typed)
        self._fill_declared(typed)
        self._fill_extras(typed)
        long = TypedSheet(pd.DataFrame(), typed.letters, typed.notes)
        stated = _stated_units(typed)
        pieces = [self._one_indicator(long, typed.refused, stated, *one) for one in self.spread.columns.items()]
        rows = range(len(typed.frame))
        made = {name: [piece[name][row] for row in rows for piece in pieces] for name in pieces[0]}
        long.refused = {label for label, bad in enumerate(made.pop("refused")) if bad}
        spread = pd.DataFrame(made, dtype=object).assign(value=np.array(made["value"], dtype=np.float64))
        common = typed.frame.drop(columns=[name for name in made if name in typed.frame])
        common = common.iloc[np.repeat(np.arange(len(common)), count)].reset_index(drop=True)
        long.frame = pd.concat([common, spread], axis=1)
        return long

    def _one_indicator(
        self, long: TypedSheet, out: set[int], stated: list[Any], text: str, place: int
    ) -> dict[str, list[Any]]:
        """The column at `place` as columns of the long table; out : rows that stay out; stated : units of the rows."""
        meant, unit = self.spread.meant(text)
        column = self.columns.read(self.table.columns["value"], place, 1.0)
        read, rows = column.cells, self.rows.numbers
        units = [cell.unit or unit or said for cell, said in zip(read, stated, strict=True)]
        units = [said if isinstance(said, str) else None for said in units]
        doubted = _doubt_multiples(self, read, units, column_letter(place))
        long.notes += [*column.notes, *doubted.values()]
        refused = out | column.refused | doubted.keys()
        return {
            self.spread.over: [meant] * len(rows),
            "value": [cell.value for cell in read],
            "qualifier": [cell.qualifier or None for cell in read],
            "withheld": [cell.withheld for cell in read],
            "unit": units,
            "origin": [f"{self.sheet.place}!{column_letter(place)}{number}" for number in rows],
            "refused": [label in refused for label in range(len(rows))],
        }

    def _fill_declared(self, typed: TypedSheet) -> list[Cell]:
        """Fill the declared columns; returns what the cells of the column `value` said of themselves."""
        marks: list[Cell] = []
        for name, place in self.header.columns.items():
            typed.letters[name] = column_letter(place)
            column = self.table.columns[name]
            factor, notes = self.columns.factor(column)
            read = self.columns.read(column, place, factor)
            typed.notes += [*notes, *read.notes]
            typed.refused |= read.refused
            if column.kind == "money" and not (self.header.units.get(name) or self.header.title_unit):
                typed.bare_money |= any(cell.value is not None for cell in read.known.values())
            typed.frame[name] = read.values
            marks = read.cells if name == "value" else marks
        return marks

    def _fill_extras(self, typed: TypedSheet) -> None:
        kept = {text: place for text, place in self.header.extras.items() if text not in self.spread.columns}
        for text, place in kept.items():
            typed.letters[text] = column_letter(place)
            typed.notes += self.columns.unknown(place)
        extras = {text: _plain_series(self.rows.cells(place), self.sheet.typed) for text, place in kept.items()}
        typed.frame = pd.concat([typed.frame, pd.DataFrame(extras, index=typed.frame.index)], axis=1)

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
        headed |= {place for places in self.header.twice.values() for place in places} | set(self.header.left)
        headed |= set(self.header.spanned)
        typed.notes += _note_spanned(self, row)
        for place in range(self.rows.width):
            if place not in headed and not all(map(blank, self.rows.cells(place))):
                letter = column_letter(place)
                where = f"{self.sheet.place}!{letter}{row}"
                typed.notes.append(finding("column-unnamed", table=self.table.name, origin=where, value=letter))
        for text, place in self.header.extras.items():
            if text in self.spread.columns:
                continue
            if text in self.spread.mixed:
                where = f"{self.sheet.place}!{column_letter(place)}{row}"
                count = self.spread.mixed[text]
                typed.notes.append(
                    finding("column-mixed", table=self.table.name, origin=where, value=text, count=count)
                )
                continue
            near = nearest_column(self.table, text)
            hints = {"hint": f" Is it {near}?" if near else "", "hint_zh": f"是“{near}”吗？" if near else ""}
            where = f"{self.sheet.place}!{column_letter(place)}{row}"
            typed.notes.append(finding("column-kept", table=self.table.name, origin=where, value=text, **hints))


def _stated_units(typed: TypedSheet) -> list[Any]:
    return list(typed.frame["unit"]) if "unit" in typed.frame else [None] * len(typed.frame)


def _doubt_multiples(body: _Body, cells: list[Cell], units: list[Any], letter: str) -> dict[int, Finding]:
    """Values such as "3亿" in rows that state a unit: whether it is 3亿 of them or 3亿 in all nobody can know."""
    letter = column_letter(body.header.columns.get("value", 0)) if letter == "value" else letter
    found = {}
    for label, cell in enumerate(cells):
        unit = units[label]
        if cell.words and "many" in cell.words and isinstance(unit, str) and unit:
            origin = f"{body.sheet.place}!{letter}{body.rows.numbers[label]}"
            words = {"value": cell.words["many"], "unit": unit}
            found[label] = finding("many-and-unit", table="indicators", column="value", origin=origin, **words)
    return found


def _note_spanned(body: _Body, row: int) -> Iterator[Finding]:
    """Columns under one merged header: which of them is meant nobody can know."""
    if body.header.spanned:
        first, last = column_letter(body.header.spanned[0]), column_letter(body.header.spanned[-1])
        said = body.sheet.rows[body.header.row][body.header.spanned[0]]
        words = {"value": said, "range": f"{first}:{last}"}
        yield finding("header-merged", table=body.table.name, origin=f"{body.sheet.place}!{first}{row}", **words)


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


def _plain_series(cells: Sequence[Any], typed: bool) -> pd.Series[Any]:
    """An undeclared column as it stands: numbers or yes and no if all its cells are, else text.

    typed : whether the file tells numbers from texts; where it does not, a column of plain numbers holds numbers
    """
    unsaid = {cell: blank(cell) or says_nothing(cell) or is_error(cell) for cell in cells if isinstance(cell, str)}
    plain = [None if isinstance(cell, Formula) or unsaid.get(cell, False) else cell for cell in cells]
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
