"""The original sheet around one place, as the user knows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainchief.chain.finding import row_number
from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet, column_letter, open_sheets
from chainchief.intake.sheets.header import SEARCHED_ROWS


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
    if not sheet.first_row <= row < sheet.first_row + len(sheet.rows):
        last = sheet.first_row + len(sheet.rows) - 1
        raise InputError(f"{origin}: the sheet ends at row {last}", f"{origin}：该表到第 {last} 行为止")
    shown = sorted({*_head(sheet, row), *range(max(row - around, 1), row + around + 1)})
    rows = [(number, sheet.rows[number - sheet.first_row]) for number in shown if number <= len(sheet.rows)]
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
