"""One sheet while it is written, from the top down."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chainchief.views.drawing import wide
from chainchief.views.reports.blocks import Content
from chainchief.views.reports.excel.cells import label, labels_of, safe, slot_of
from chainchief.views.svg import clean
from chainchief.views.tables import Row, TableView, written
from chainchief.views.tokens import colour

_NARROW, _WIDEST, _LEAST_SPAN, _LABEL = 9.0, 46.0, 100.0, 16.0
"""Widths in characters: of a column at least and at most, of the columns of a sentence, of a column of labels."""

_SPAN, _LINE, _MOST_LINES = 8, 15.0, 27
_A4 = 9


@dataclass(frozen=True)
class _Link:
    """A cell that leads to a place which may not have been written yet."""

    page: Any
    row: int
    column: int
    anchor: str
    value: str | float
    style: Any


@dataclass
class Book:
    """The workbook while it is written.

    places : id -> the cell it stands in, such as "'Scores'!A12"
    """

    book: Any
    content: Content
    places: dict[str, str] = field(default_factory=dict)
    links: list[_Link] = field(default_factory=list)
    styles: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)
    tables: int = 0

    def style(self, **properties: Any) -> Any:
        """A format of the workbook, each made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format({"valign": "top", "font_color": colour("ink"), **properties})
        return self.styles[key]

    def link_up(self) -> None:
        """Write the links, now that every place is known; those that lead nowhere are left out."""
        for link in self.links:
            if link.anchor not in self.places:
                continue
            text = link.value if isinstance(link.value, str) else ""
            link.page.write_url(link.row, link.column, f"internal:{self.places[link.anchor]}", link.style, text)
            if isinstance(link.value, float):
                link.page.write_number(link.row, link.column, link.value, link.style)


class Sheet:
    """A page of the book and the row the pen is in."""

    def __init__(self, book: Book, name: str, tables: Sequence[TableView] = ()) -> None:
        self.book, self.name, self.language = book, name, book.content.language
        self.page = book.book.add_worksheet(name)
        self.row = 0
        self.widths = _widths(tables, self.language)
        for place, width in enumerate(self.widths):
            self.page.set_column(place, place, width)
        self._set_up()

    def _set_up(self) -> None:
        page, content = self.page, self.book.content
        page.hide_gridlines(2)
        page.set_paper(_A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        foot = clean(content.footer).replace("&", "&&")
        page.set_footer(f"&L {foot}&R{content.say('report.page', page='&P', pages='&N')}")

    def place(self, anchor: str) -> None:
        """Others may lead to the row the pen is in."""
        if anchor:
            self.book.places[anchor] = f"'{self.name.replace(chr(39), chr(39) * 2)}'!A{self.row + 1}"

    def text(self, text: str, anchor: str = "", **look: Any) -> None:
        """A sentence over the first columns, in as many lines as it needs."""
        said = safe(text)
        if not said:
            return
        self.place(anchor)
        span = min(len(self.widths), _SPAN)
        size = look.get("font_size", 11) / 11
        lines = _lines(said, sum(self.widths[:span]) / size)
        style = self.book.style(text_wrap=True, **look)
        self.page.merge_range(self.row, 0, self.row, span - 1, "", style)
        self.page.write_string(self.row, 0, said, style)
        self.page.set_row(self.row, _LINE * lines * size)
        self.row += 1

    def link(self, column: int, text: str, anchor: str) -> None:
        """A text that leads to a place of the book."""
        style = self.book.style(text_wrap=True, font_color=colour("link"), underline=1)
        self._put(column, safe(text), style)
        self.book.links.append(_Link(self.page, self.row, column, anchor, safe(text), style))

    def table(self, table: TableView, titled: str = "") -> None:
        """A table that can be sorted and filtered; labels stand in columns of their own.

        titled : what stands above it already, so that a caption which says the same is left out
        """
        self.text(table.caption if table.caption != titled else "", bold=True)
        labelled = labels_of(table)
        say = self.book.content.say
        names = [
            say("report.with_unit", name=column.label, unit=column.unit) if column.unit else column.label
            for column in table.columns
        ]
        names += [say("report.label", name=table.columns[place].label) for place in labelled]
        top = self.row
        for row in table.rows:
            self.row += 1
            self.place(row.anchor)
            self._row(row, table, labelled)
        self._head(top, _unique(names), [column.numeric for column in table.columns])
        self.row += 2
        self.text(table.more, font_color=colour("ink3"))

    def _head(self, top: int, names: list[str], numeric: list[bool]) -> None:
        """The head of the rows written since; with any, they become a table of the workbook with a filter."""
        sides = [_side(place, place < len(numeric) and numeric[place]) for place in range(len(names))]
        look: dict[str, Any] = {"bold": True, "text_wrap": True, "bottom": 1, "valign": "bottom"}
        styles = [self.book.style(**look, **side) for side in sides]
        if self.row > top:
            self.book.tables += 1
            heads = [{"header": name, "header_format": style} for name, style in zip(names, styles, strict=True)]
            about = {"name": f"report_{self.book.tables}", "columns": heads, "style": None}
            self.page.add_table(top, 0, self.row, len(names) - 1, about)
        for place, (name, style) in enumerate(zip(names, styles, strict=True)):
            self.page.write_string(top, place, name, style)
        self.page.set_row(top, _LINE * max(_lines(name, self.widths[place]) for place, name in enumerate(names)))

    def _row(self, row: Row, table: TableView, labelled: list[int]) -> None:
        for place, (cell, column) in enumerate(zip(row.cells, table.columns, strict=True)):
            slot = slot_of(cell, column, self.language)
            look: dict[str, Any] = {"bold": True} if row.strong else {}
            look |= {"num_format": slot.shape} if slot.shape else {"text_wrap": True}
            look |= {"font_color": colour("link"), "underline": 1} if cell.href else {}
            look |= _side(place, column.numeric)
            look |= {"indent": 2 * row.depth} if place == 0 and row.depth else {}
            style = self.book.style(**look)
            self._put(place, slot.value, style)
            if cell.href and slot.value is not None:
                anchor = cell.href.removeprefix("#")
                self.book.links.append(_Link(self.page, self.row, place, anchor, slot.value, style))
        faint = self.book.style(text_wrap=True, font_color=colour("ink2"), **_side(1, False))
        for number, place in enumerate(labelled, start=len(table.columns)):
            self._put(number, label(row.cells[place], table.columns[place], self.language) or None, faint)
        texts = [written(cell, column, self.language) for cell, column in zip(row.cells, table.columns, strict=True)]
        lines = max((_lines(text, self.widths[place]) for place, text in enumerate(texts)), default=1)
        if lines > 1:
            self.page.set_row(self.row, _LINE * lines)

    def _put(self, column: int, value: str | float | None, style: Any) -> None:
        if isinstance(value, str):
            self.page.write_string(self.row, column, value, style)
        elif value is not None:
            self.page.write_number(self.row, column, value, style)


def _side(place: int, numeric: bool) -> dict[str, Any]:
    """Numbers stand right, words left, with a little room after the column before."""
    return {"align": "right"} if numeric else {"align": "left", "indent": int(place > 0)}


def _lines(text: str, width: float) -> int:
    """Lines a text takes in a width in characters, a little generous."""
    lengths = [sum(2 if wide(sign) else 1 for sign in line) for line in text.split("\n")]
    return min(max(sum(max(math.ceil(1.1 * length / width), 1) for length in lengths), 1), _MOST_LINES)


def _unique(names: Sequence[str]) -> list[str]:
    """Heads as a table of a workbook takes them: none empty, none twice, small and capital letters alike."""
    taken: set[str] = set()
    unique = []
    for place, name in enumerate(names, start=1):
        head = safe(name).strip()[:240] or str(place)
        tries = (head, *(f"{head} ({number})" for number in range(2, len(names) + 2)))
        chosen = next(one for one in tries if one.lower() not in taken)
        taken.add(chosen.lower())
        unique.append(chosen)
    return unique


def _widths(tables: Sequence[TableView], language: str) -> list[float]:
    """Widths of the columns in characters: of the widest cell in any of the tables, within bounds."""
    widths: list[float] = []
    for table in tables:
        labelled = len(labels_of(table))
        for place, column in enumerate(table.columns):
            texts = [column.label, f"({column.unit})" if column.unit else ""]
            texts += [written(row.cells[place], column, language) for row in table.rows]
            longest = max(sum(2 if wide(sign) else 1 for sign in text) for text in texts) + 3.0
            _widen(widths, place, min(max(longest, _NARROW), _WIDEST))
        for number in range(labelled):
            _widen(widths, len(table.columns) + number, _LABEL)
    while len(widths) < _SPAN or sum(widths[:_SPAN]) < _LEAST_SPAN:
        if len(widths) < _SPAN:
            widths.append(_NARROW)
        else:
            widths[0] += 1
    return widths


def _widen(widths: list[float], place: int, width: float) -> None:
    while len(widths) <= place:
        widths.append(_NARROW)
    widths[place] = max(widths[place], width)
