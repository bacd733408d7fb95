"""An annotated workbook made anew of the cells alone, for other formats and very large books."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.views.books.archive import EPOCH
from chainchief.views.books.checklist import CHECK, WIDTHS, Checklist
from chainchief.views.books.marks import AUTHOR, Marks, Remark, Titled, comment_of, level_of, tint
from chainchief.views.tokens import colour

MOST_ROWS, MOST_COLUMNS, LONGEST_TEXT = 1_048_576, 16_384, 32_767
"""What one sheet of an .xlsx holds."""

_LARGE = 200_000
_MOST_LINKS = 10_000
_WIDEST = 40
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?")
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_DATES = {dt.date: "yyyy-mm-dd", dt.datetime: "yyyy-mm-dd hh:mm:ss"}


def build_book(sheets: Titled, checks: Checklist, marks: Marks, language: str) -> bytes:
    """A workbook of the raw cells, each at its old place, with marks and the sheet `_check`.

    Raises InputError for a sheet or a text that no .xlsx can hold.
    """
    large = sum(len(row) for sheet in sheets.values() for row in sheet.rows) > _LARGE
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": large, "in_memory": not large}) as book:
        book.set_properties({"created": EPOCH})
        formats = _Formats(book)
        _write_checks(book, checks, formats)
        for name, sheet in sheets.items():
            page = book.add_worksheet(name)
            if sheet.hidden:
                page.hide()
            own = {(place.row, place.column): found for place, found in marks.items() if place.sheet == name}
            _write_sheet(page, sheet, own, formats)
            for (row, column), found in own.items():
                told = comment_of(found, language)
                size = {"width": 300, "height": 40 + 18 * (len(told) // 30 + told.count("\n") + 1)}
                page.write_comment(row - 1, column - 1, told, {"author": AUTHOR, **size})
    return buffer.getvalue()


def titled(sheets: Sequence[RawSheet]) -> dict[str, RawSheet]:
    """The sheets by the titles a workbook can give them: at most 31 characters, none twice."""
    names: dict[str, RawSheet] = {}
    for sheet in sheets:
        name = _NO_NAME.sub("_", sheet.name).strip("'")[:31] or "table"
        tries = (name, *(f"{name[:27]} ({number})" for number in range(2, len(sheets) + 2)))
        taken = {other.lower() for other in names}
        names[next(one for one in tries if one.lower() not in taken)] = sheet
    return names


def check_size(name: str, rows: Sequence[Sequence[Any]], first_row: int = 1) -> None:
    """Raise InputError when an .xlsx cannot hold a sheet of these rows."""
    deep, wide = len(rows) + first_row - 1, max((len(row) for row in rows), default=0)
    if deep > MOST_ROWS or wide > MOST_COLUMNS:
        raise InputError(
            f"{name}: {deep:,} rows and {wide:,} columns; a sheet holds {MOST_ROWS:,} and {MOST_COLUMNS:,}. "
            "Split the table, or use CSV or Parquet",
            f"{name}：{deep:,} 行 {wide:,} 列，超出工作表上限 {MOST_ROWS:,} 行 {MOST_COLUMNS:,} 列。"
            "请拆分该表，或改用 CSV、Parquet",
        )
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and len(cell) > LONGEST_TEXT:
                where = f"{name}!{column_letter(place)}{number + first_row}"
                raise InputError(
                    f"{where}: a text of {len(cell):,} characters; a cell holds {LONGEST_TEXT:,}. Shorten it",
                    f"{where}：文字长 {len(cell):,} 字符，超出单元格上限 {LONGEST_TEXT:,}。请缩短",
                )


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key and key not in self.made:
            self.made[key] = self.book.add_format(properties)
        return self.made.get(key)


def _write_sheet(
    page: Any, sheet: RawSheet, marks: Mapping[tuple[int, int], Sequence[Remark]], formats: _Formats
) -> None:
    check_size(sheet.name, sheet.rows, sheet.first_row)
    marked: dict[int, dict[int, Sequence[Remark]]] = {}
    for (number, column), found in marks.items():
        marked.setdefault(number, {})[column] = found
    widths: dict[int, int] = {}
    for row in sheet.rows[:50]:
        for place, cell in enumerate(row):
            length = sum(2 if ord(letter) > 0x2E7F else 1 for letter in str(cell)) if cell is not None else 0
            widths[place] = max(widths.get(place, 8), min(length + 2, _WIDEST))
    for place, width in widths.items():
        page.set_column(place, place, width)
    dates = {kind: formats.of(num_format=shown) for kind, shown in _DATES.items()}
    for number, row in enumerate(sheet.rows, start=sheet.first_row):
        cells = row if sheet.typed else [_number(cell) for cell in row]
        if number in marked:
            _write_marked(page, number, cells, marked[number], formats)
            continue
        for place, cell in enumerate(cells):
            if cell is not None and cell != "":
                _write(page, number - 1, place, cell, dates.get(type(cell)))


def _write_marked(
    page: Any, number: int, cells: Sequence[Any], marks: Mapping[int, Sequence[Remark]], formats: _Formats
) -> None:
    """Write a row some cells of which are marked, be they beyond its last full one."""
    for place, cell in enumerate([*cells, *[None] * (max(marks) - len(cells))]):
        found = marks.get(place + 1)
        fill = {"bg_color": f"#{tint(level_of(found))}"} if found else {}
        shown = {"num_format": _DATES[type(cell)]} if type(cell) in _DATES else {}
        _write(page, number - 1, place, cell, formats.of(**fill, **shown))


def _write(page: Any, row: int, column: int, cell: Any, style: Any) -> None:
    if cell is None or cell == "":
        page.write_blank(row, column, None, style)
    elif type(cell) is str:
        page.write_string(row, column, cell, style)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)
    elif isinstance(cell, (int, float)) and math.isfinite(cell):
        page.write_number(row, column, cell, style)
    elif type(cell) in _DATES and cell.year >= 1900:
        page.write_datetime(row, column, cell, style)
    else:
        page.write_string(row, column, str(cell), style)


def _number(cell: Any) -> Any:
    """A cell of a text file as a number when it is one and would be written the same way again."""
    return float(cell) if isinstance(cell, str) and _PLAIN.fullmatch(cell) else cell


def _write_checks(book: Any, checks: Checklist, formats: _Formats) -> None:
    page = book.add_worksheet(CHECK)
    bold, wrapped = formats.of(bold=True), formats.of(text_wrap=True, valign="top")
    header = formats.of(bold=True, text_wrap=True, bg_color=colour("selection"))
    linked = formats.of(underline=1, font_color=colour("link"), text_wrap=True, valign="top")
    for place, width in enumerate(WIDTHS):
        page.set_column(place, place, width)
    page.write_string(0, 0, checks.title, bold)
    page.write_string(0, 1, checks.file, bold)
    for number, sentence in enumerate(checks.sentences, start=1):
        page.write_string(number, 0, sentence)
    for place, label in enumerate(checks.header):
        page.write_string(checks.head - 1, place, label, header)
    rows = checks.rows()
    for number, row in enumerate(rows):
        line = checks.head + number
        level = f"#{tint(checks.remarks[number].finding.level)}"
        for place, text in enumerate(row):
            style = formats.of(text_wrap=True, valign="top", bg_color=level) if place == 0 else wrapped
            if place == 2 and number < _MOST_LINKS and checks.link(number):
                page.write_url(line, place, f"internal:{checks.link(number)}", linked, text)
            elif text:
                page.write_string(line, place, text, style)
    page.freeze_panes(checks.head, 0)
    page.autofilter(checks.head - 1, 0, checks.head - 1 + len(rows), len(WIDTHS) - 1)
    page.activate()
