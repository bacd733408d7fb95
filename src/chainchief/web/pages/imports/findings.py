"""What was read and what must be mended: before it is accepted, and ever after."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import button, div, icon, join, level_sign, link, span, tag, tiles
from chainchief.web.navigation import entries
from chainchief.web.pages.empty import empty
from chainchief.web.pages.imports.asking import asks_card, duplicates_card, telling_card
from chainchief.web.pages.imports.finding_list import chosen_finding, list_card
from chainchief.web.pages.imports.journey import (
    Read,
    accept_form,
    annotated_button,
    answer_place,
    discard_form,
    read_in_force,
    read_waiting,
    step_line,
    undo_import,
    waiting_of,
)  # fmt: skip
from chainchief.web.pages.imports.sheet_card import chosen_sheet, sheet_card, sheet_tabs
from chainchief.web.pages.parts import upload_box
from chainchief.web.shelf import Waiting
from chainchief.web.visit import Page, Visit

LEVELS = ("error", "warning", "info")


def findings(visit: Visit) -> Page:
    """The findings of an upload that waits (`?preview=`), else those of the workspace."""
    token, waiting = waiting_of(visit)
    if waiting is not None:
        return _preview(visit, waiting, token)
    if token:
        return Page(visit.question, visit.say("preview.gone"), body=div("stack", upload_box(visit)))
    if visit.ws.generation == 0:
        page = empty(visit)
        undone = tag("p", visit.say("undo.done_none"), class_="said fine", role="status")
        body = div("stack", undone if visit.query.get("undone") else None, upload_box(visit), page.body)
        return Page(visit.question, page.lead, body=body)
    read = read_in_force(visit)
    actions = join([
        undo_import(visit),
        button(visit.say("findings.export"), visit.address(visit.api("/export")), "download", download=""),
        annotated_button(visit),
        button(visit.say("findings.mended"), visit.here("upload"), "upload_file", primary=True),
    ])  # fmt: skip
    body = div(
        "stack sends",
        _notice(visit),
        answer_place(visit),
        _table(visit, read, None),
        upload_box(visit, primary=False),
    )
    return Page(visit.question, _lead(visit, read), actions, body)


def _notice(visit: Visit) -> Markup | None:
    """That the import is saved, or taken back, and where to go on from here."""
    if visit.query.get("undone"):
        name = ", ".join(path.name for path in visit.ws.inputs())
        return tag("p", visit.say("undo.done", file=name), class_="said fine", role="status")
    if not visit.query.get("saved"):
        return None
    pages = [entries()[key] for key in ("home", "map", "assessed")]
    ways = [link(page.names[visit.language], visit.to(page.route)) for page in pages]
    rows = sum(len(frame) for frame in visit.ws.chain.tables.values())
    words = visit.say("findings.saved", rows=formats.number(rows, 0, visit.language), number=visit.ws.generation)
    changes = link(visit.say("changes.see"), visit.to("data/changes"))
    return tag("p", words, " ", join([*ways, changes], " · "), class_="said fine", role="status")


def _lead(visit: Visit, read: Read) -> str:
    counted = Counter(finding.level for finding in read.findings)
    if not read.findings:
        return visit.say("findings.none")
    words = visit.say("findings.lead", errors=counted["error"], warnings=counted["warning"], infos=counted["info"])
    return f"{read.name} · {words}"


def _preview(visit: Visit, waiting: Waiting, token: str) -> Page:
    preview = waiting.preview
    read = read_waiting(waiting, token)
    sheets = sum(bool(reading.table) for reading in preview.readings)
    rows = formats.number(preview.rows, 0, visit.language)
    lead = visit.say("preview.lead", file=preview.source.name, sheets=sheets, rows=rows)
    actions = join([
        discard_form(visit, read),
        annotated_button(visit, token),
        button(visit.say("findings.mended"), visit.to("data/findings", "upload"), "upload_file"),
        accept_form(visit, read, preview.rows),
    ])  # fmt: skip
    body = div(
        "stack sends", step_line(visit, read, "findings"), answer_place(visit), _table(visit, read, preview.rows)
    )
    return Page(visit.say("preview.question"), lead, actions, body)


def _table(visit: Visit, read: Read, rows: int | None) -> Markup:
    """Counts, the sheet and what the file lets one ask at the left; the findings of the sheet at the right."""
    place = chosen_sheet(visit, read)
    found = read.by_sheet.get(place, [])
    chosen = chosen_finding(visit, read, found)
    sheet = div(
        "",
        sheet_tabs(visit, read, place),
        tag(
            "section", sheet_card(visit, read, place, chosen, found), _asking(visit, read),
            class_="card sheet-card", aria_label=place.partition("!")[2] or visit.say("sheet.elsewhere"),
        ),
    )  # fmt: skip
    left = div("stack", _counts(visit, read, rows), sheet)
    return div("columns wide-side mending", left, list_card(visit, read, place, chosen))


def _asking(visit: Visit, read: Read) -> Markup:
    return div("asking", asks_card(visit, read.chain), duplicates_card(visit, read), telling_card(visit, read.chain))


def _counts(visit: Visit, read: Read, rows: int | None) -> Markup:
    counted = Counter(finding.level for finding in read.findings)
    cells = []
    for level in LEVELS:
        number = span("medium", formats.number(counted[level], 0, visit.language))
        word = link(
            visit.say(f"findings.{level}s"),
            visit.here(level=level, rule=None, finding=None, at=None, sheet=None, list=None),
            class_="strong",
        )
        cells.append(
            join([div("line", level_sign(level), number, word), div("small pale", visit.say(f"findings.{level}.says"))])
        )
    return tiles(*cells, _changed(visit, read) if rows is not None else _rows(visit), class_="counts")


def _rows(visit: Visit) -> Markup:
    rows = sum(len(frame) for frame in visit.ws.chain.tables.values())
    count = span("medium", formats.number(rows, 0, visit.language))
    line = div("line", icon("table_rows"), count, span("strong", visit.say("findings.rows")))
    see = link(visit.say("changes.see"), visit.to("data/changes"))
    return join([line, div("small pale", visit.say("findings.rows.says"), " · ", see)])


def _changed(visit: Visit, read: Read) -> Markup:
    """How many cells differ from the import in force, and the way to see which."""
    difference = read.difference
    first = visit.ws.generation == 0
    count = 0 if difference is None else len(difference.cells)
    number = span("medium", formats.number(count, 0, visit.language))
    line = div("line", icon("difference"), number, span("strong", visit.say("changes.cells")))
    see = link(visit.say("changes.see"), visit.to("data/changes", preview=read.token))
    words = visit.say("changes.first") if first else visit.say("changes.since")
    return join([line, div("small pale", words, " · ", see)])
