"""Each kind of block as Word shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from docx.shared import Mm

from chainchief.views import formats
from chainchief.views.figures.figure import Figure
from chainchief.views.reports.blocks import (
    Entry,
    Heading,
    Headline,
    Lines,
    Paragraph,
    Section,
    Sheet,
    Shown,
    Trail,
)
from chainchief.views.reports.word.paper import Paper
from chainchief.views.reports.word.styles import CODE, rgb
from chainchief.views.reports.word.tables import lies_across, write_table
from chainchief.views.signs import LENS_SIGNS
from chainchief.views.svg import clean
from chainchief.views.tables import TableView

_PIPS = 5
_MOST_ROWS = 40
_DEPTH = 5.0


def write_section(paper: Paper, section: Section) -> None:
    """A section: its question, the answer, the blocks in order."""
    first = next((block for block in section.blocks if not isinstance(block, Paragraph | Heading)), None)
    paper.turn(isinstance(first, Sheet) and lies_across(first.table, paper.content.language))
    paper.write(section.title, "Heading 1", section.anchor)
    paper.write(section.answer, "Answer")
    if any(isinstance(block, Trail) and not block.printed for block in section.blocks):
        paper.write(paper.content.say("appendix.printed.word"), "Said")
    for block in section.blocks:
        WRITERS[type(block)](paper, block)


def anchors_of(section: Section) -> set[str]:
    """The ids that can be led to once the section is written."""
    found = {section.anchor}
    for block in section.blocks:
        if isinstance(block, Heading) and block.anchor:
            found.add(block.anchor)
        if isinstance(block, Sheet):
            found |= {row.anchor for row in block.table.rows if row.anchor}
        if isinstance(block, Trail) and block.printed:
            found |= {block.anchor, *(entry.anchor for entry in block.entries)}
    return found


def _paragraph(paper: Paper, block: Paragraph) -> None:
    paper.write(block.text, "Answer" if block.strong else "Normal")


def _heading(paper: Paper, block: Heading) -> None:
    paper.write(block.text, "Heading 2", block.anchor)


def _lines(paper: Paper, block: Lines) -> None:
    if block.title:
        paper.write(block.title, "Heading 2")
    for item in block.items:
        paper.write(item, "List Bullet")


def _sheet(paper: Paper, block: Sheet) -> None:
    if lies_across(block.table, paper.content.language):
        paper.turn(True)
    write_table(paper, block.table)


def _shown(paper: Paper, block: Shown) -> None:
    figure = block.figure
    paper.turn(False)
    _figure_head(paper, figure)
    lettered = paper.picture(figure, paper.write("", "Picture"), paper.width)
    if not lettered:
        paper.write(paper.content.say("report.no_font"), "Said")
    paper.note(figure.summary if block.said else "", "Said")
    paper.note(figure.source_line)
    if block.twin:
        for table in (figure.table, *figure.further):
            _sheet(paper, Sheet(_short(table, paper) if lettered else table))


def _short(table: TableView, paper: Paper) -> TableView:
    """The beginning of a long twin: who wants to work with its rows takes the workbook."""
    left = len(table.rows) - _MOST_ROWS
    if left <= 0:
        return table
    more = paper.content.say("report.more_rows", count=formats.number(left, 0, paper.content.language))
    return replace(table, rows=table.rows[:_MOST_ROWS], more=" ".join(part for part in (more, table.more) if part))


def _figure_head(paper: Paper, figure: Figure) -> None:
    head = paper.write(figure.title, "Heading 2")
    if figure.unit:
        unit = head.add_run(f"  {clean(figure.unit)}")
        unit.bold, unit.font.color.rgb = False, rgb("ink3")
    say = paper.content.say
    labels = [f"{LENS_SIGNS[figure.lens]} {say(f'lens.{figure.lens}')}"] if figure.lens else []
    labels += [say("state.synthetic") if tag == "synthetic" else say(f"tag.{tag}") for tag in figure.tags]
    if labels:
        line = paper.write(" · ".join(labels), "Said")
        line.paragraph_format.keep_with_next = True
        line.runs[0].font.color.rgb = rgb(figure.lens or "ink2")


def _headline(paper: Paper, block: Headline) -> None:
    """Score, grade and rank side by side, above how often each grade comes out."""
    say = paper.content.say
    cells = paper.document.add_table(rows=1, cols=2).rows[0].cells
    left, right = cells[0].paragraphs[0], cells[1].paragraphs[0]
    left.style = right.style = "Said"
    left.add_run(f"{LENS_SIGNS['assessed']} {say('lens.assessed')}").font.color.rgb = rgb("assessed")
    right.add_run(clean(block.ranked))
    score = cells[0].add_paragraph(style="Large")
    paper.link(score, block.score, block.href)
    if block.band:
        _small(score, f"  {block.band}")
    if block.grade:
        _grade(cells[0].add_paragraph(style="Normal"), block, say("state.unstable"))
    if block.ranked:
        rank = cells[1].add_paragraph(style="Large")
        rank.add_run(clean(block.rank))
        if block.note:
            _small(rank, f"  {block.note}")
            cells[1].add_paragraph(say("word.band90"), style="Source")
    if block.shares is not None:
        _shown(paper, Shown(block.shares))


def _grade(paragraph: Any, block: Headline, unstable: str) -> None:
    """The grade as boxes filled from the left, and its word."""
    pips = "■" * block.pips + "□" * (_PIPS - block.pips)
    paragraph.add_run(pips).font.color.rgb = rgb("assessed")
    paragraph.add_run(f" {clean(block.grade)}").bold = True
    if block.unstable:
        _small(paragraph, f"  {unstable}")


def _small(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(clean(text))
    run.font.size, run.font.color.rgb = Mm(3.5), rgb("ink2")


def _trail(paper: Paper, block: Trail) -> None:
    if not block.printed:
        return
    paper.write(block.title, "Heading 2", block.anchor)
    for entry in block.entries:
        _entry(paper, entry)


def _entry(paper: Paper, entry: Entry) -> None:
    indent = Mm(_DEPTH * max(entry.depth - 1, 0))
    head = paper.write(f"{entry.code}  {entry.name}  ", "Heading 3", entry.anchor)
    head.add_run(clean(entry.score))
    head.paragraph_format.left_indent = indent
    lines = [(line, "") for line in entry.lines]
    lines += [(paper.content.say("appendix.cell"), entry.cell)] if entry.cell else []
    lines += [(f"{part.subject}  {part.value}  {part.role}", part.cell) for part in entry.parts]
    lines += [(entry.more_parts, "")] if entry.more_parts else []
    for text, cell in lines:
        line = paper.write(text, "Said")
        line.paragraph_format.left_indent = indent
        if cell:
            line.add_run(f"  {clean(cell)}").font.name = CODE


WRITERS: dict[type, Callable[[Paper, Any], None]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    Lines: _lines,
    Shown: _shown,
    Sheet: _sheet,
    Headline: _headline,
    Trail: _trail,
}
"""Kind of block -> how it is written."""
