"""The original sheet as the user knows it: around one place, or page by page with what was found in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainchief.chain.finding import LEVELS, Finding, row_number
from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet, column_letter, open_sheets
from chainchief.intake.options import ReadOptions
from chainchief.intake.sheets.header import SEARCHED_ROWS

WIDEST = 60


@dataclass(frozen=True)
class Excerpt:
    """A piece of a sheet.

    columns : letters
    rows : (row number, texts of its cells)
    row, column : the place itself; column "" = the whole row
    """

    file: str
    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    row: int
    column: str


def split_place(origin: str) -> tuple[str, str, int, str]:
    """ "book.xlsx!ties!G37" -> ("book.xlsx", "ties", 37, "G"); a row place has the column "".

    Raises InputError when the text is no place.
    """
    rest, _, last = origin.rpartition("!")
    file, _, sheet = rest.rpartition("!")
    row = row_number(origin)
    if not (file and sheet and row):
        raise InputError(
            f"'{origin}' is no place; write book.xlsx!ties!G37", f"“{origin}”不是位置；应为 book.xlsx!ties!G37"
        )
    return file, sheet, row, last.rstrip("0123456789")


def excerpt_of(folder: Path, origin: str, around: int) -> Excerpt:
    """Rows `around` above and below a place, with the head of the sheet on top.

    folder : where the input files of the import lie
    Raises InputError when the file, the sheet or the row is not there.
    """
    file, name, row, column = split_place(origin)
    known = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    sheets = {sheet.name: sheet for sheet in open_sheets(known[file])} if file in known else {}
    if name not in sheets:
        raise InputError(f"{origin}: no such sheet among the imported files", f"{origin}：导入的文件中没有这张表")
    sheet = sheets[name]
    last = sheet.first_row + len(sheet.rows) - 1
    if not sheet.first_row <= row <= last:
        raise InputError(f"{origin}: the sheet ends at row {last}", f"{origin}：该表到第 {last} 行为止")
    shown = sorted({*_head(sheet, row), *range(max(row - around, 1), row + around + 1)})
    rows = [(number, sheet.rows[number - sheet.first_row]) for number in shown if sheet.first_row <= number <= last]
    width = max((len(cells) for _, cells in rows), default=0)
    return Excerpt(
        file,
        name,
        tuple(column_letter(place) for place in range(width)),
        tuple(
            (number, tuple(_shown(cell) for cell in [*cells, *[""] * (width - len(cells))])) for number, cells in rows
        ),
        row,
        column,
    )


def excerpt_in(folders: Sequence[Path], origin: str, around: int) -> Excerpt:
    """The excerpt from the first of several folders that holds file and sheet; see `excerpt_of`."""
    refusal = None
    for folder in folders:
        try:
            return excerpt_of(folder, origin, around)
        except InputError as error:
            refusal = refusal or error
    assert refusal is not None, "there is a folder"
    raise refusal


def _head(sheet: RawSheet, row: int) -> list[int]:
    """The first row with the most filled cells among the first ten: titles above a header are short."""
    first = sheet.rows[: min(SEARCHED_ROWS, row)]
    filled = [sum(cell not in (None, "") for cell in cells) for cells in first]
    return [sheet.first_row + filled.index(max(filled))] if filled else []


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.12g}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


@dataclass(frozen=True)
class ViewCell:
    """One cell of a sheet: its text, the worst level found in it ("" = none), and whether it holds a number.

    before : what stood there when something else is read in its stead, else ""
    """

    text: str
    level: str = ""
    number: bool = False
    before: str = ""


@dataclass(frozen=True)
class ViewColumn:
    """A column: letter, text of its header, the declared column it is read as ("" = none), worst level found in it."""

    letter: str
    text: str = ""
    column: str = ""
    level: str = ""


@dataclass(frozen=True)
class ViewRow:
    """A row: its number in the file, its cells, worst level of the row as a whole, whether it was to be left out."""

    number: int
    cells: tuple[ViewCell, ...]
    level: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class Window:
    """Which rows of a sheet are looked at.

    only : rows with findings alone, else every row
    start : place of the first row among those, from 0; None = the page on which row `around` stands
    rows : rows a page
    around : row number to be in view, 0 = the first page
    """

    only: bool = True
    start: int | None = None
    rows: int = 25
    around: int = 0


@dataclass(frozen=True)
class SheetView:
    """One page of a sheet as it looks, with what was found in it.

    file, sheet, table : where it stands and which table it is read as ("" = none)
    header : number of the header row, None when there is none
    columns, rows : what is shown; hidden : columns further to the right that are not
    start, total : place of the first row shown and rows to page through; flagged, every : rows with findings, all rows
    """

    file: str
    sheet: str
    table: str
    header: int | None
    columns: tuple[ViewColumn, ...]
    rows: tuple[ViewRow, ...]
    hidden: int
    start: int
    total: int
    flagged: int
    every: int

    @property
    def place(self) -> str:
        return f"{self.file}!{self.sheet}"


@dataclass(frozen=True)
class _Marks:
    """Worst level by row and letter; letter "" = the row as a whole, row 0 = the column as a whole."""

    cells: Mapping[int, Mapping[str, str]]

    def at(self, row: int, letter: str) -> str:
        return self.cells.get(row, {}).get(letter, "")


def sheet_view(
    sheets: Sequence[RawSheet], findings: Iterable[Finding], place: str, reading: Any = None,
    options: ReadOptions | None = None, window: Window | None = None,
) -> SheetView:  # fmt: skip
    """A page of one sheet, each cell with the worst that was found in it.

    sheets : the raw sheets of the file
    place : "book.xlsx!ties"
    reading : the SheetReading of the sheet; without one the fullest of the first rows counts as the header
    options : what was said about the file; mended cells and rows left out are shown as such
    Raises InputError when the file has no such sheet.
    """
    sheet = next((one for one in sheets if one.place == place), None)
    if sheet is None:
        raise InputError(f"{place}: no such sheet in this file", f"{place}：文件中没有这张表")
    window, options = window or Window(), options or ReadOptions()
    header = _header_row(sheet, reading)
    columns = tuple(getattr(reading, "cells", ()) or ())
    marks = _marks(findings, place, {cell.column: cell.letter for cell in columns if cell.column})
    numbers = _row_numbers(sheet, header)
    flagged = [number for number in numbers if number in marks.cells]
    chosen = flagged if window.only else numbers
    start = _start(chosen, window)
    width = max((len(cells) for cells in sheet.rows), default=0)
    shown = min(width, WIDEST)
    letters = [column_letter(at) for at in range(shown)]
    rows = tuple(_view_row(sheet, number, letters, marks, options) for number in chosen[start : start + window.rows])
    heads = _view_columns(sheet, header, letters, {cell.letter: cell for cell in columns}, marks)
    table = str(getattr(reading, "table", "") or "")
    counts = (width - shown, start, len(chosen), len(flagged), len(numbers))
    return SheetView(sheet.file, sheet.name, table, header, heads, rows, *counts)


def cell_text(sheets: Sequence[RawSheet], place: str) -> str:
    """What stands in the cell "book.xlsx!ties!G37" as a text; "" where the file has no such cell."""
    of_sheet, _, last = place.rpartition("!")
    letters, row = last.rstrip("0123456789"), row_number(place) or 0
    sheet = next((one for one in sheets if one.place == of_sheet), None)
    if sheet is None or not sheet.first_row <= row < sheet.first_row + len(sheet.rows):
        return ""
    cells = sheet.rows[row - sheet.first_row]
    at = next((number for number in range(len(cells)) if column_letter(number) == letters), None)
    return "" if at is None else _shown(cells[at])


def _header_row(sheet: RawSheet, reading: Any) -> int | None:
    stated = getattr(reading, "row", None)
    if stated is not None:
        return int(stated)
    guessed = _head(sheet, sheet.first_row + SEARCHED_ROWS)
    return guessed[0] if guessed else None


def _marks(findings: Iterable[Finding], place: str, letters: Mapping[str, str]) -> _Marks:
    """Where the findings of a sheet point; one about a whole column marks its header."""
    cells: dict[int, dict[str, str]] = {}
    for one in findings:
        sheet, _, last = one.origin.rpartition("!")
        if sheet == place:
            row, letter = one.row or 0, last.rstrip("0123456789")
        elif one.origin == place:
            row, letter = 0, letters.get(one.column, "")
        else:
            continue
        kept = cells.setdefault(row, {})
        if letter not in kept or LEVELS.index(one.level) < LEVELS.index(kept[letter]):
            kept[letter] = one.level
    return _Marks(cells)


def _row_numbers(sheet: RawSheet, header: int | None) -> list[int]:
    """Every row that holds something, but for the header."""
    return [
        number
        for number, cells in enumerate(sheet.rows, sheet.first_row)
        if number != header and any(cell not in (None, "") for cell in cells)
    ]


def _start(numbers: list[int], window: Window) -> int:
    if window.start is not None:
        return max(0, min(window.start, max(len(numbers) - 1, 0)))
    if window.around in numbers:
        return numbers.index(window.around) // window.rows * window.rows
    return 0


def _view_row(sheet: RawSheet, number: int, letters: list[str], marks: _Marks, options: ReadOptions) -> ViewRow:
    cells = sheet.rows[number - sheet.first_row]
    made = []
    for at, letter in enumerate(letters):
        cell = cells[at] if at < len(cells) else None
        said = options.cells.get(f"{sheet.place}!{letter}{number}")
        text = _shown(cell)
        numeric = isinstance(cell, (int, float)) and not isinstance(cell, bool)
        made.append(ViewCell(text if said is None else said, marks.at(number, letter), numeric, text if said else ""))
    return ViewRow(number, tuple(made), marks.at(number, ""), f"{sheet.place}!{number}" in options.left_out)


def _view_columns(
    sheet: RawSheet, header: int | None, letters: list[str], known: Mapping[str, Any], marks: _Marks
) -> tuple[ViewColumn, ...]:
    at = -1 if header is None else header - sheet.first_row
    texts = sheet.rows[at] if 0 <= at < len(sheet.rows) else []
    made = []
    for place, letter in enumerate(letters):
        text = _shown(texts[place]) if place < len(texts) else ""
        cell = known.get(letter)
        level = marks.at(header or 0, letter) or marks.at(0, letter)
        made.append(ViewColumn(letter, text, str(cell.column) if cell else "", level))
    return tuple(made)
