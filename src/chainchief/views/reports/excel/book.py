"""Content becomes an Excel workbook: an index, a sheet for each section, and the notes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from chainchief.views import formats
from chainchief.views.books.archive import EPOCH
from chainchief.views.reports.blocks import Content
from chainchief.views.reports.excel.blocks import write_section
from chainchief.views.reports.excel.sheet import Book, Sheet
from chainchief.views.svg import clean
from chainchief.views.tokens import colour

_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_INDEX = "index"
_MARKS = ("estimated", "expert", "synthetic", "unknown", "withheld")


def excel_book(content: Content) -> bytes:
    """The report as an .xlsx; the same content gives the same bytes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties(_properties(content))
        making = Book(book, content)
        names = sheet_names(content)
        _index(making, names)
        for section, name in zip(content.sections, names[1:-1], strict=True):
            write_section(making, section, name, _INDEX)
        _notes(making, names[-1])
        making.link_up()
    return buffer.getvalue()


def sheet_names(content: Content) -> list[str]:
    """Index, sections, notes: as Excel takes them, none twice."""
    named = [section.name or section.title for section in content.sections]
    wanted = [content.say("report.sheet.index"), *named, content.say("report.sheet.notes")]
    names: list[str] = []
    for name in wanted:
        plain = _NO_NAME.sub(" ", clean(name)).strip(" '")
        tries = (
            plain,
            *(f"{formats.clip(plain, _LONGEST_NAME - 5)} ({number})" for number in range(2, len(wanted) + 2)),
        )
        taken = {other.lower() for other in names}
        names.append(next(one for one in _clipped(tries) if one.lower() not in taken))
    return names


def _clipped(names: Sequence[str]) -> list[str]:
    return [formats.clip(name, _LONGEST_NAME) for name in names]


def _properties(content: Content) -> dict[str, object]:
    made = dt.datetime.fromisoformat(content.made[:10]) if content.made else EPOCH
    return {
        "title": clean(content.title)[:255],
        "subject": clean(content.kicker)[:255],
        "author": "chainchief",
        "keywords": content.say("state.synthetic.data") if content.synthetic else "",
        "created": made,
    }


def _index(book: Book, names: Sequence[str]) -> None:
    """The question, the answer, and what stands where."""
    content = book.content
    sheet = Sheet(book, names[0])
    sheet.text(content.title, _INDEX, bold=True, font_size=16)
    sheet.page.freeze_panes(1, 0)
    sheet.text(content.kicker, font_color=colour("ink2"))
    if content.synthetic:
        sheet.text(content.say("state.synthetic.data"), bold=True, font_color=colour("synthetic"))
    for line in content.answer:
        sheet.text(line, font_size=12)
    sheet.row += 1
    sheet.text(content.say("report.contents"), bold=True)
    sheet.page.set_column(0, 0, 28)
    for name, section in zip(names[1:-1], content.sections, strict=True):
        sheet.link(0, name, section.anchor)
        sheet.page.write_string(sheet.row, 1, clean(section.title))
        sheet.row += 1
    sheet.link(0, names[-1], "notes")


def _notes(book: Book, name: str) -> None:
    """What the labels mean, where the numbers come from, when the workbook was made."""
    content = book.content
    sheet = Sheet(book, name)
    sheet.text(content.say("report.sheet.notes"), "notes", bold=True, font_size=15)
    sheet.page.freeze_panes(1, 0)
    sheet.link(0, content.say("report.sheet.index"), _INDEX)
    sheet.row += 1
    if content.synthetic:
        sheet.text(content.say("state.synthetic.says"), bold=True, font_color=colour("synthetic"))
    if content.made:
        sheet.text(content.say("report.made", date=content.day))
    if content.source:
        sheet.text(content.say("word.source", source=content.source))
    for tag in content.tags:
        sheet.text(tag)
    sheet.row += 1
    sheet.text(content.say("report.labels"), bold=True)
    for mark in _MARKS:
        sheet.text(content.say(f"report.labels.{mark}"))
