"""Each kind of block as a sheet shows it: sentences over the columns, everything else as tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chainchief.views.figures.figure import Figure
from chainchief.views.reports.blocks import (
    Block,
    Content,
    Entry,
    Heading,
    Headline,
    Lines,
    Paragraph,
    Section,
    Shown,
    Trail,
)
from chainchief.views.reports.blocks import Sheet as Tabled
from chainchief.views.reports.excel.sheet import Book, Sheet
from chainchief.views.signs import LENS_SIGNS
from chainchief.views.tables import Cell, Column, Row, TableView
from chainchief.views.tokens import colour

_QUESTION, _ANSWER, _HEADING = 15, 12, 12


def write_section(book: Book, section: Section, name: str, index: str) -> None:
    """A sheet: the question, the answer, the blocks in order.

    name : of the sheet; index : id of the sheet that lists all
    """
    content = book.content
    sheet = Sheet(book, name, [table for block in section.blocks for table in tables_of(block, content)])
    sheet.text(section.title, section.anchor, bold=True, font_size=_QUESTION)
    sheet.page.freeze_panes(1, 1)
    sheet.link(0, content.say("report.sheet.index"), index)
    sheet.row += 1
    if content.synthetic:
        sheet.text(content.say("state.synthetic.data"), bold=True, font_color=colour("synthetic"))
    sheet.text(section.answer, font_size=_ANSWER)
    sheet.row += 1
    for block in section.blocks:
        WRITERS[type(block)](sheet, block)


def tables_of(block: Block, content: Content) -> tuple[TableView, ...]:
    """The tables a block becomes."""
    if isinstance(block, Tabled):
        return (block.table,)
    if isinstance(block, Shown):
        return (block.figure.table, *block.figure.further) if block.twin else ()
    if isinstance(block, Headline):
        shares = (block.shares.table,) if block.shares is not None else ()
        return (_headline_table(block, content), *shares)
    return (_trail_table(block, content),) if isinstance(block, Trail) else ()


def _paragraph(sheet: Sheet, block: Paragraph) -> None:
    sheet.text(block.text, bold=block.strong)
    sheet.row += 1


def _heading(sheet: Sheet, block: Heading) -> None:
    sheet.text(block.text, block.anchor, bold=True, font_size=_HEADING)


def _lines(sheet: Sheet, block: Lines) -> None:
    sheet.text(block.title, bold=True, font_size=_HEADING)
    for item in block.items:
        sheet.text(item)
    sheet.row += 1


def _tabled(sheet: Sheet, block: Tabled) -> None:
    sheet.table(block.table)


def _shown(sheet: Sheet, block: Shown) -> None:
    _figure_head(sheet, block.figure)
    if block.said:
        sheet.text(block.figure.summary)
    for table in tables_of(block, sheet.book.content):
        sheet.table(table, block.figure.title)
    sheet.text(block.figure.source_line, font_color=colour("ink3"))
    sheet.row += 1


def _figure_head(sheet: Sheet, figure: Figure) -> None:
    say = sheet.book.content.say
    sheet.text(figure.title, bold=True, font_size=_HEADING)
    labels = [f"{LENS_SIGNS[figure.lens]} {say(f'lens.{figure.lens}')}"] if figure.lens else []
    labels += [say("state.synthetic") if tag == "synthetic" else say(f"tag.{tag}") for tag in figure.tags]
    sheet.text(" · ".join(labels), font_color=colour(figure.lens or "ink2"))


def _headline(sheet: Sheet, block: Headline) -> None:
    sheet.table(_headline_table(block, sheet.book.content))
    if block.shares is not None:
        _shown(sheet, Shown(block.shares))


def _headline_table(block: Headline, content: Content) -> TableView:
    say = content.say
    columns = (
        Column("score", say("column.score"), kind="raw"),
        Column("band", say("word.band90")),
        *([Column("grade", say("column.grade")), Column("stable", say("report.stability"))] if block.grade else []),
        Column("rank", say("column.rank"), kind="raw"),
        Column("rank_band", f"{say('column.rank')}{'，' if content.language == 'zh' else ', '}{say('word.band90')}"),
    )
    stable = Cell(say("state.unstable" if block.unstable else "state.stable")) if block.band else Cell(None)
    cells = (
        Cell(block.score, href=block.href),
        Cell(block.band) if block.band else Cell(None),
        *([Cell(block.grade), stable] if block.grade else []),
        Cell(block.rank) if block.ranked else Cell(not_applicable=True),
        Cell(block.note) if block.note else Cell(not_applicable=True),
    )
    return TableView("headline", f"{LENS_SIGNS['assessed']} {say('lens.assessed')}", columns, (Row(cells),))


def _trail(sheet: Sheet, block: Trail) -> None:
    sheet.place(block.anchor)
    sheet.table(_trail_table(block, sheet.book.content))


def _trail_table(block: Trail, content: Content) -> TableView:
    """A line for each step of the arithmetic and for each cell behind it."""
    say = content.say
    columns = (
        Column("name", say("column.indicator")),
        Column("code", say("column.code")),
        Column("score", say("column.score"), kind="raw"),
        Column("how", say("report.how")),
        Column("cell", say("column.cell")),
        Column("subject", say("report.subject")),
        Column("value", say("column.value"), kind="raw"),
    )
    rows = [row for entry in block.entries for row in _trail_rows(entry)]
    return TableView("trail", block.title, columns, tuple(rows))


def _trail_rows(entry: Entry) -> list[Row]:
    none = Cell(not_applicable=True)
    lines = [(line, entry.cell if number == len(entry.lines) - 1 else "") for number, line in enumerate(entry.lines)]
    said = [(Cell(line), Cell(cell) if cell else none, none, none) for line, cell in lines]
    said += [(Cell(part.role), Cell(part.cell), Cell(part.subject), Cell(part.value)) for part in entry.parts]
    said += [(Cell(entry.more_parts), none, none, none)] if entry.more_parts else []
    rows = []
    for number, (how, cell, subject, value) in enumerate(said or [(none, none, none, none)]):
        head = (Cell(entry.name), Cell(entry.code), Cell(entry.score) if number == 0 else none)
        anchor = entry.anchor if number == 0 else ""
        rows.append(Row((*head, how, cell, subject, value), anchor, max(entry.depth - 1, 0), strong=False))
    return rows


WRITERS: dict[type, Callable[[Sheet, Any], None]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Lines: _lines,
    Shown: _shown,
    Tabled: _tabled,
    Headline: _headline,
    Trail: _trail,
}
"""Kind of block -> how it is written."""
