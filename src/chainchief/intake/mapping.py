"""What each header of a file is read as, for people who want to say it better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from chainchief.chain.columns import Table, declared_tables
from chainchief.intake.decisions import choose_sheets, headers_of
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.intake.linking import needed_columns
from chainchief.intake.options import ReadOptions
from chainchief.intake.sheets.cell import read_cell
from chainchief.intake.sheets.header import (
    Header,
    blank,
    find_header,
    fullest_row,
    header_text,
    nearest_columns,
    plain_name,
    split_unit,
)  # fmt: skip
from chainchief.intake.sheets.spread import Spread, spread_of

_SAMPLES, _LOOKED_AT = 3, 200
_COMPARED_ROWS = 200_000


@dataclass(frozen=True)
class HeaderCell:
    """One header of a sheet.

    letter : of its column; text : as it stands; unit : in its brackets, ""
    column : the declared column it is read as, ""
    use : "read", "indicator" or "period" (a column of a wide sheet), "kept" (as it is), "left_out" or "twice" (another
        header is read instead)
    near : declared columns with the nearest names, nearest first
    samples : the first different texts below it
    """

    letter: str
    text: str
    column: str
    use: str
    unit: str
    near: tuple[str, ...]
    samples: tuple[str, ...]


@dataclass(frozen=True)
class SheetReading:
    """How one sheet is read.

    table : the declared table, "" = it is not read
    row : row number of its header, None when there is none
    lacks : required columns that no header is read as
    apart : headers that would tell rows of one key apart; repeated : rows whose key stands more than once
    """

    file: str
    sheet: str
    table: str
    row: int | None
    cells: tuple[HeaderCell, ...]
    lacks: tuple[str, ...]
    apart: tuple[str, ...]
    repeated: int

    @property
    def place(self) -> str:
        return f"{self.file}!{self.sheet}"


def sheet_readings(sheets: list[RawSheet], options: ReadOptions) -> tuple[SheetReading, ...]:
    """How every sheet that is no note to people would be read, in the order of the file."""
    chosen = {sheet.place: (table, sheet) for table, sheet in choose_sheets(sheets, options, [])}
    return tuple(
        _reading(*chosen.get(sheet.place, ("", sheet)))
        for sheet in sheets
        if sheet.place in chosen or (headers_of(sheet) and not sheet.name.startswith("_"))
    )


def _reading(table: str, sheet: RawSheet) -> SheetReading:
    if not table:
        position = fullest_row(sheet)
        cells = tuple(_unread(sheet, position, place) for place in _headed(sheet, position))
        return SheetReading(sheet.file, sheet.name, "", sheet.first_row + position, cells, (), (), 0)
    declared = declared_tables()[table]
    header = find_header(sheet, declared)
    if header is None:
        position = fullest_row(sheet)
        strange = tuple(_strange(sheet, position, declared, place) for place in _headed(sheet, position))
        row = sheet.first_row + position if strange else None
        return SheetReading(sheet.file, sheet.name, table, row, strange, declared.required, (), 0)
    below = sheet.rows[header.row + 1 :]
    spread = spread_of(declared, header, lambda place: [_at(row, place) for row in below])
    cells = tuple(_cell(sheet, header, declared, place, spread) for place in _headed(sheet, header.row))
    given = {*header.columns, *((spread.over, "value") if spread.over else ())}
    lacks = tuple(name for name in needed_columns(declared) if name not in given)
    repeated, apart = (0, ()) if spread.over else _repeats(sheet, header, declared)
    return SheetReading(sheet.file, sheet.name, table, sheet.first_row + header.row, cells, lacks, apart, repeated)


def _headed(sheet: RawSheet, position: int) -> list[int]:
    return [place for place, cell in enumerate(sheet.rows[position]) if not blank(cell)] if sheet.rows else []


def _unread(sheet: RawSheet, row: int, place: int) -> HeaderCell:
    unit = split_unit(sheet.rows[row][place])[1]
    return HeaderCell(
        column_letter(place), header_text(sheet.rows[row][place]), "", "left_out", unit, (), _samples(sheet, row, place)
    )


def _strange(sheet: RawSheet, row: int, table: Table, place: int) -> HeaderCell:
    """A header of a sheet none of whose headers is known, with the nearest names of the table people said it is."""
    text = header_text(sheet.rows[row][place])
    near, unit = nearest_columns(table, text), split_unit(text)[1]
    return HeaderCell(column_letter(place), text, "", "kept", unit, tuple(near), _samples(sheet, row, place))


def _cell(sheet: RawSheet, header: Header, table: Table, place: int, spread: Spread) -> HeaderCell:
    text = header_text(sheet.rows[header.row][place])
    read = {position: name for name, position in header.columns.items()}
    twice = {position: name for name, positions in header.twice.items() for position in positions}
    column = read.get(place) or twice.get(place) or ""
    use = "read" if place in read else "twice" if place in twice else "left_out" if place in header.left else "kept"
    if place in spread.columns.values():
        use = spread.over
    near = tuple(name for name in nearest_columns(table, text) if name not in header.columns or name == column)
    unit = split_unit(text)[1]
    return HeaderCell(column_letter(place), text, column, use, unit, near, _samples(sheet, header.row, place))


def _samples(sheet: RawSheet, row: int, place: int) -> tuple[str, ...]:
    below = sheet.rows[row + 1 : row + 1 + _LOOKED_AT]
    texts = (header_text(cells[place]) for cells in below if place < len(cells) and not blank(cells[place]))
    return tuple(dict.fromkeys(texts))[:_SAMPLES]


def _repeats(sheet: RawSheet, header: Header, table: Table) -> tuple[int, tuple[str, ...]]:
    """How many rows repeat the key of another row, and the undeclared headers that tell all of them apart."""
    keys = [name for name in table.keys if name in header.columns]
    if not keys or not all(name in header.columns for name in table.keys if table.columns[name].required):
        return 0, ()
    body = [row for row in sheet.rows[header.row + 1 :][:_COMPARED_ROWS] if not all(blank(cell) for cell in row)]
    places = {**{name: header.columns[name] for name in keys}, **header.extras}
    frame = pd.DataFrame({name: [_at(row, place) for row in body] for name, place in places.items()}, dtype=object)
    for name in keys:
        column = table.columns[name]
        read = {cell: read_cell(column, cell).value for cell in frame[name].dropna().unique()}
        frame[name] = frame[name].map(lambda cell, read=read: read.get(cell, cell))
    again = frame.duplicated(keys, keep=False)
    if not again.any():
        return 0, ()
    repeated = frame[again]
    telling = [name for name in header.extras if not repeated.duplicated([*keys, name]).any()]
    return int(again.sum()), tuple(telling)


def _at(row: list[Any], place: int) -> Any:
    return row[place] if place < len(row) and not blank(row[place]) else None


def present_options(sheets: list[RawSheet], told: Iterable[ReadOptions]) -> ReadOptions:
    """What was said about headers, sheets and words, as far as these sheets have it; the first word counts."""
    headers = {plain_name(text) for sheet in sheets for text in headers_of(sheet)}
    names = {plain_name(sheet.name) for sheet in sheets}
    columns: dict[str, str] = {}
    tables: dict[str, str] = {}
    for options in told:
        for key, column in options.columns.items():
            if {plain_name(key), plain_name(key.rpartition("!")[2]), plain_name(column)} & headers:
                columns.setdefault(key, column)
        for name, table in options.sheets.items():
            if plain_name(name) in names:
                tables.setdefault(name, table)
    return ReadOptions(columns=columns, sheets=tables)


def fitting_options(sheets: list[RawSheet], remembered: Iterable[Mapping[str, Any]]) -> ReadOptions:
    """What earlier imports of such a file said: the newest of them all of whose headers stand in this one.

    remembered : records of reading options, newest first; what they said about single cells and rows is not used again
    """
    headers = {plain_name(text) for sheet in sheets for text in headers_of(sheet)}
    names = {plain_name(sheet.name) for sheet in sheets}
    words: dict[str, dict[str, str]] = {}
    fitting = ReadOptions()
    for record in remembered:
        told = ReadOptions.from_record(record)
        for column, spellings in told.values.items():
            words[column] = {**spellings, **words.get(column, {})}
        fitting = replace(fitting, apart=tuple(dict.fromkeys((*fitting.apart, *told.apart))))
        wanted = {plain_name(key.rpartition("!")[2]) for key in told.columns} | set(map(plain_name, told.key_extra))
        known = wanted <= headers and {plain_name(name) for name in told.sheets} <= names
        if known and (told.columns or told.sheets or told.key_extra) and not (fitting.columns or fitting.sheets):
            fitting = replace(fitting, columns=told.columns, sheets=told.sheets, key_extra=told.key_extra)
    return replace(fitting, values=words)
