"""A table in Word: its head on every page, no row split, columns as wide as their words."""

from __future__ import annotations

import math
import re
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from chainchief.views.drawing import text_width, wide
from chainchief.views.reports.word.paper import DOT, Paper
from chainchief.views.reports.word.styles import made, rgb, room
from chainchief.views.svg import clean
from chainchief.views.tables import Cell, Column, Row, TableView, written
from chainchief.views.tokens import colour

_SIZE = 8.5 * 96 / 72
_PAD = 3.2
_WORD = re.compile(r"[^\s/\-–—·，。；：、]+[/\-–—·，。；：、]?")
_CHINESE_WORD = 5
_MOST_OF_A_ROW = 0.45


def lies_across(table: TableView, language: str) -> bool:
    """Whether an upright page is too narrow for the longest words of its columns."""
    return sum(_least(table, language, room(landscape=False))) > room(landscape=False)


def write_table(paper: Paper, table: TableView) -> None:
    """The table with its caption above and what was left out below."""
    paper.write(table.caption, "Caption")
    grid = paper.document.add_table(rows=1, cols=len(table.columns))
    grid.autofit = False
    widths = _widths(table, paper.content.language, paper.width)
    _border(grid._tbl.tblPr, clean(table.caption))
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    _head(grid.rows[0], table.columns, widths)
    for row in table.rows:
        _row(paper, grid.add_row(), row, table.columns, widths)
    paper.write(table.more, "Source" if table.more else "Gap")


def _least(table: TableView, language: str, width: float) -> list[float]:
    """The longest word of each column in mm, none wider than a good part of the row."""
    least = []
    for place, column in enumerate(table.columns):
        texts = [column.label, column.unit, *(written(row.cells[place], column, language) for row in table.rows)]
        whole = [column.numeric] * len(texts)
        whole[0] = whole[1] = False
        words = [_longest_word(text, keep) for text, keep in zip(texts, whole, strict=True)]
        least.append(min(max(words, default=0.0) + _PAD, width * _MOST_OF_A_ROW))
    return least


def _longest_word(text: str, keep: bool) -> float:
    if keep:
        return _length(text)
    words = _WORD.findall(text)
    return max((min(_length(word), _chinese(word)) for word in words), default=0.0)


def _chinese(word: str) -> float:
    """Chinese breaks anywhere, but not after every sign."""
    return _CHINESE_WORD * _SIZE * DOT if any(wide(sign) for sign in word) else math.inf


def _length(text: str) -> float:
    return text_width(text, _SIZE) * DOT


def _widths(table: TableView, language: str, room_: float) -> list[float]:
    """Widths in mm: as much as the texts need, else the longest word and a share of what is left."""
    least = _least(table, language, room_)
    wanted = []
    for place, column in enumerate(table.columns):
        texts = [written(row.cells[place], column, language) for row in table.rows]
        indents = [row.depth * 4.0 if place == 0 else 0.0 for row in table.rows]
        lengths = [_length(text) + indent for text, indent in zip(texts, indents, strict=True)]
        wanted.append(max([least[place], *(length + _PAD for length in lengths)]))
    if sum(wanted) <= room_:
        return wanted
    if sum(least) >= room_:
        return [width * room_ / sum(least) for width in least]
    open_ = [min(full, room_) - low for full, low in zip(wanted, least, strict=True)]
    share = (room_ - sum(least)) / sum(open_)
    return [low + share * more for low, more in zip(least, open_, strict=True)]


def _border(properties: Any, caption: str) -> None:
    """One thin line under each row, no others; the caption for those who do not see the table."""
    borders = made("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(made(f"w:{side}", val="single", sz="4", space="0", color=colour("line").lstrip("#")))
    margins = made("w:tblCellMar")
    for side, width in (("left", "0"), ("right", "120")):
        margins.append(made(f"w:{side}", w=width, type="dxa"))
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)
    look = properties.find(qn("w:tblLook"))
    look.addnext(made("w:tblCaption", val=caption[:255]))


def _head(line: Any, columns: tuple[Column, ...], widths: list[float]) -> None:
    properties = line._tr.get_or_add_trPr()
    properties.append(made("w:cantSplit"))
    properties.append(made("w:tblHeader"))
    for cell, column, width in zip(line.cells, columns, widths, strict=True):
        paragraph = _start(cell, column, width)
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(clean(column.label)).bold = True
        if column.unit:
            unit = paragraph.add_run(f"\n{clean(column.unit)}")
            unit.font.size = Pt(7.5)
        for run in paragraph.runs:
            run.font.color.rgb = rgb("ink2")


def _row(paper: Paper, line: Any, row: Row, columns: tuple[Column, ...], widths: list[float]) -> None:
    line._tr.get_or_add_trPr().append(made("w:cantSplit"))
    for place, (slot, cell, column) in enumerate(zip(line.cells, row.cells, columns, strict=True)):
        paragraph = _start(slot, column, widths[place])
        if place == 0 and row.anchor:
            paper.mark(paragraph, row.anchor)
        if place == 0 and row.depth:
            paragraph.paragraph_format.left_indent = Mm(4.0 * row.depth)
        run = paper.link(paragraph, written(cell, column, paper.content.language), cell.href)
        run.bold = row.strong
        if _faint(cell):
            run.font.color.rgb = rgb("ink3")
        if row.chosen:
            slot._tc.get_or_add_tcPr().append(made("w:shd", val="clear", fill=colour("selection").lstrip("#")))


def _start(slot: Any, column: Column, width: float) -> Paragraph:
    slot.width = Mm(width)
    paragraph: Paragraph = slot.paragraphs[0]
    paragraph.style = "Cell"
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(2)
    if column.numeric:
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return paragraph


def _faint(cell: Cell) -> bool:
    return cell.not_applicable or cell.withheld or cell.value is None or cell.value != cell.value
