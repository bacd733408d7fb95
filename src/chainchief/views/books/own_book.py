"""Marks on the user's own workbook, which keeps its looks, formulas and everything else its editor knows."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.fills import Fill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink

from chainchief.views.books.archive import EPOCH, formula_values, says_when, suffix_of, with_values
from chainchief.views.books.checklist import CHECK, WIDTHS, Checklist
from chainchief.views.books.marks import AUTHOR, Marks, Place, Remark, comment_of, level_of, tint
from chainchief.views.tokens import colour

UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    ElementTree.ParseError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)
"""What openpyxl raises on workbooks that other readers open."""

_FORMER = len(WIDTHS) + 1
_EARLIER = re.compile(r"\n*—— (?P<author>.*) ——\n(?P<text>.*)\Z", re.DOTALL)
_OURS = frozenset(tint(level) for level in ("error", "warning", "info"))
_MOST_LINKS = 10_000


def mark_own_book(content: bytes, checks: Checklist, marks: Marks, language: str) -> tuple[bytes, bool]:
    """The workbook with its marks and its sheet `_check`, and whether its editor had to drop something.

    Raises one of UNREADABLE when the editor cannot open it.
    """
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        book = load_workbook(BytesIO(content), keep_vba=suffix_of(content) == ".xlsm", rich_text=True)
        made, modified = book.properties.created, book.properties.modified
        if not says_when(content):
            book.properties.created, made, modified = EPOCH, EPOCH, EPOCH
        _take_marks_off(book)
        former = {found[0]: _mark(book[place.sheet], place, found, language) for place, found in marks.items()}
        _write_checks(book, checks, former)
        buffer = BytesIO()
        book.save(buffer)
    return with_values(buffer.getvalue(), formula_values(content), modified or made or EPOCH), any(
        issubclass(one.category, UserWarning) for one in told
    )


def _take_marks_off(book: Any) -> None:
    """Take off what an earlier copy had marked; the user's own comments and fills come back."""
    former = _former_fills(book[CHECK]) if CHECK in book.sheetnames else {}
    if CHECK in book.sheetnames:
        del book[CHECK]
    for page in book.worksheets:
        noted = [cell for row in page.iter_rows() for cell in row if cell.comment and cell.comment.author == AUTHOR]
        for cell in noted:
            earlier = _EARLIER.search(cell.comment.text)
            cell.comment = Comment(earlier["text"], earlier["author"]) if earlier else None
            if _rgb(cell) in _OURS:
                cell.fill = former.get((page.title, cell.coordinate), PatternFill())


def _former_fills(page: Any) -> dict[tuple[str, str], Any]:
    fills = {}
    for (text,) in page.iter_rows(min_col=_FORMER, max_col=_FORMER, values_only=True):
        title, reference, xml = (*str(text or "").split("\n", 2), "", "")[:3]
        if xml:
            fills[(title, reference)] = Fill.from_tree(ElementTree.fromstring(xml))
    return fills


def _mark(page: Any, place: Place, found: Sequence[Remark], language: str) -> str:
    """Colour and comment one cell; returns its former fill as text, "" when it had none."""
    cell = page.cell(place.row, place.column)
    if isinstance(cell, MergedCell):
        area = next(area for area in page.merged_cells.ranges if cell.coordinate in area)
        cell = page.cell(area.min_row, area.min_col)
    plain = cell.fill.fill_type is None or _rgb(cell) in _OURS
    fill = "" if plain else ElementTree.tostring(cell.fill.to_tree(), encoding="unicode")
    former = f"{page.title}\n{cell.coordinate}\n{fill}" if fill else ""
    told = comment_of(found, language)
    if cell.comment is not None and cell.comment.author != AUTHOR:
        told += f"\n\n—— {cell.comment.author} ——\n{cell.comment.text}"
    elif cell.comment is not None:
        told = f"{cell.comment.text}\n{told}"
    cell.comment = Comment(told, AUTHOR, height=40 + 18 * (len(told) // 30 + told.count("\n") + 1), width=300)
    if _rgb(cell) != tint("error"):
        cell.fill = PatternFill("solid", start_color=tint(level_of(found)))
    return former


def _rgb(cell: Any) -> str:
    start = cell.fill.start_color
    return str(start.rgb)[-6:] if cell.fill.fill_type == "solid" and start.type == "rgb" else ""


def _write_checks(book: Any, checks: Checklist, former: Mapping[Remark, str]) -> None:
    page = book.create_sheet(CHECK, 0)
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    _text(page, 1, 1, checks.title).font = bold
    _text(page, 1, 2, checks.file).font = bold
    for number, sentence in enumerate(checks.sentences, start=2):
        _text(page, number, 1, sentence)
    for place, label in enumerate(checks.header, start=1):
        cell = _text(page, checks.head, place, label)
        cell.font, cell.alignment = bold, wrapped
        cell.fill = PatternFill("solid", start_color=colour("selection").removeprefix("#"))
    rows = checks.rows()
    for number, row in enumerate(rows):
        line = checks.head + 1 + number
        for place, text in enumerate(row, start=1):
            _text(page, line, place, text).alignment = wrapped
        page.cell(line, 1).fill = PatternFill("solid", start_color=tint(checks.remarks[number].finding.level))
        if number < _MOST_LINKS and checks.link(number):
            cell = page.cell(line, 3)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=checks.link(number))
            cell.font = Font(underline="single", color=colour("link").removeprefix("#"))
        if fill := former.get(checks.remarks[number]):
            _text(page, line, _FORMER, fill)
    _arrange(book, page, checks.head, checks.head + len(rows))


def _arrange(book: Any, page: Any, head: int, last: int) -> None:
    for place, width in enumerate(WIDTHS):
        page.column_dimensions[chr(ord("A") + place)].width = width
    page.column_dimensions[chr(ord("A") + _FORMER - 1)].hidden = True
    page.freeze_panes = page.cell(head + 1, 1)
    page.auto_filter.ref = f"A{head}:{chr(ord('A') + len(WIDTHS) - 1)}{last}"
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is page
    book.active = 0


def _text(page: Any, row: int, column: int, text: str) -> Any:
    """Write a text as a text, whatever it begins with."""
    cell = page.cell(row, column)
    cell.value = text or None
    if text:
        cell.data_type = "s"
    return cell
