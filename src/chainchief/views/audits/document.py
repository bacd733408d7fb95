"""An audit as a document: a table of all points, then each with its arithmetic."""

from __future__ import annotations

from chainchief.evaluation.audit import Audit, AuditPoint
from chainchief.options import pick
from chainchief.views.audits.points import audit_csv, count_words, in_words, place_words, verdict_words
from chainchief.views.reports.assembly import RENDERERS
from chainchief.views.reports.blocks import Block, Content, Heading, Lines, Paragraph, Section, Sheet
from chainchief.views.reports.file import ReportFile
from chainchief.views.tables import Cell, Column, Row, TableView
from chainchief.views.words import say


def audit_file(audit: Audit, format: str = "html", language: str = "en") -> ReportFile:
    """The audit as a file.

    format : "html", "docx" or "xlsx" for the whole of it, "csv" for one row for each line of arithmetic
    raises : InputError for another format
    """
    choices = {**RENDERERS, "csv": None}
    render = pick(choices, format, "format")
    content = render(audit_content(audit, language)) if render else audit_csv(audit, language).encode("utf-8-sig")
    return ReportFile(format, content)


def audit_content(audit: Audit, language: str = "en") -> Content:
    """The audit before it has a format."""
    title = say("audit.title", language, paper=audit.paper)
    recomputed = tuple(point for point in audit.points if point.code.startswith("R"))
    rest = tuple(point for point in audit.points if point not in recomputed)
    table = _table(audit, language)
    sections = (
        Section("points", table.table.caption, count_words(audit, language), (table,)),
        _section("recomputed", recomputed, language),
        _section("misfits", rest, language),
    )
    return Content(
        language=language, title=title, kicker=say("audit.kicker", language), answer=(say("audit.lead", language),),
        tags=(), sections=sections, made="", source=say("audit.source", language), footer=title, synthetic=False,
    )  # fmt: skip


def _section(name: str, points: tuple[AuditPoint, ...], language: str) -> Section:
    blocks = tuple(block for point in points for block in _blocks(point, language))
    title, answer = (say(f"audit.section.{name}{part}", language) for part in ("", ".answer"))
    return Section(name, title, answer, blocks)


def _blocks(point: AuditPoint, language: str) -> tuple[Block, ...]:
    head = f"{point.code} {in_words(point, 'title', language)}"
    place = place_words(point, language)
    arithmetic = tuple(in_words(line, "text", language) for line in point.lines)
    joint = "：" if language == "zh" else ": "
    finding = f"{verdict_words(point, language)}{joint}{in_words(point, 'finding', language)}"
    return (Heading(head, point.code), Paragraph(place), Lines(arithmetic), Paragraph(finding, strong=True))


def _table(audit: Audit, language: str) -> Sheet:
    heads = ("code", "verdict", "title", "place", "finding")
    columns = tuple(Column(name, say(f"audit.column.{name}", language)) for name in heads)
    rows = tuple(
        Row((
            Cell(point.code, href=f"#{point.code}"), Cell(verdict_words(point, language)),
            *(Cell(in_words(point, name, language)) for name in heads[2:]),
        ))
        for point in audit.points
    )  # fmt: skip
    return Sheet(TableView("audit", say("audit.section.points", language), columns, rows))
