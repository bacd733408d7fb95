"""The sheet as it looks: tabs, letters, row numbers, cells in the colour of what was found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import LEVEL_SIGNS, div, join, level_sign, link, segmented, span, spoken, tag
from chainchief.web.pages.imports.journey import ELSEWHERE, Read
from chainchief.web.pages.parts import column_name, scroller, sheet_name
from chainchief.web.visit import Visit
from chainchief.workspace import SheetView, Window, sheet_view

ROWS = 12
MANY_ROWS = 25
LEVELS = ("error", "warning", "info")


def chosen_sheet(visit: Visit, read: Read) -> str:
    """Place of the sheet the address asks for, else the one with the worst findings."""
    by_sheet = read.by_sheet
    asked = visit.query.get("sheet", "")
    if asked in by_sheet:
        return asked
    table = visit.query.get("table", "")
    named = [place for place, one in read.readings.items() if table and one.table == table]
    level = visit.query.get("level", "")

    def worst(place: str) -> tuple[int, ...]:
        counted = Counter(finding.level for finding in by_sheet[place])
        return (counted[level] if level else 0, *(counted[one] for one in LEVELS))

    return next(iter(named), max(by_sheet, key=worst, default=ELSEWHERE))


def sheet_tabs(visit: Visit, read: Read, here: str) -> Markup:
    """Every sheet of the file with the number of its errors; what is about no sheet at the end."""
    several = len({sheet.file for sheet in read.sheets}) > 1
    links = []
    for place, found in read.by_sheet.items():
        file, _, name = place.partition("!")
        words = visit.say("sheet.elsewhere") if place == ELSEWHERE else file if several and file[:-4] == name else name
        errors = sum(finding.level == "error" for finding in found)
        mark = (
            join([span("errors", f"×{errors}", aria_hidden="true"), _spoken_errors(visit, errors)]) if errors else None
        )
        address = visit.here(sheet=place, finding=None, rule=None, level=None, **{"from": None, "list": None})
        current = "page" if place == here else None
        links.append(link(join([words, mark], " "), address, aria_current=current))
    return tag("nav", *links, class_="tabs", aria_label=visit.say("table.sheets"))


def _spoken_errors(visit: Visit, errors: int) -> Markup:
    return spoken(visit.say("sheet.errors", count=errors))


def sheet_card(visit: Visit, read: Read, place: str, chosen: Any, found: Sequence[Any]) -> Markup:
    """One page of the sheet; the cell of the chosen finding is framed.

    found : the findings of the sheet
    """
    if place == ELSEWHERE:
        return div("sheet-body", tag("p", visit.say("sheet.elsewhere_says"), class_="text pale"))
    view = _view(visit, read, place, chosen, found)
    return div(
        "sheet-body",
        div("sheet-tools", _rows_choice(visit, view), _said_of_sheet(visit, read, view, found), _pager(visit, view)),
        scroller(view.sheet, _grid(visit, read, view, chosen)) if view.columns else tag("p", visit.say("sheet.empty")),
        None if view.rows else tag("p", visit.say("sheet.no_rows"), class_="small pale"),
        _legend(visit, view),
    )


def _view(visit: Visit, read: Read, place: str, chosen: Any, found: Sequence[Any]) -> SheetView:
    everything = visit.query.get("rows") == "all" or not any(finding.row for finding in found)
    start = visit.query.get("from", "")
    row = visit.query.get("row", "")
    around = int(row) if row.isdigit() else (chosen.row or 0) if chosen is not None else 0
    window = Window(not everything, int(start) if start.isdigit() else None, MANY_ROWS if everything else ROWS, around)
    return sheet_view(read.sheets, found, place, read.readings.get(place), read.options, window)


def _rows_choice(visit: Visit, view: SheetView) -> Markup:
    everything = visit.query.get("rows") == "all" or not view.flagged
    with_findings = visit.say("sheet.flagged", count=formats.number(view.flagged, 0, visit.language))
    every = visit.say("sheet.every", count=formats.number(view.every, 0, visit.language))
    options = [
        (with_findings, visit.here(rows=None, **{"from": None}), not everything),
        (every, visit.here(rows="all", **{"from": None}), everything),
    ]
    return segmented(visit.say("sheet.rows"), options)


def _said_of_sheet(visit: Visit, read: Read, view: SheetView, found: Sequence[Any]) -> Markup:
    """Which table the sheet is and where its header stands; units its headers give."""
    parts: list[str] = []
    if view.table:
        named = sheet_name(visit, view.table)
        parts.append(visit.say("sheet.read_as", table=named) if named != view.sheet else "")
        if view.header is not None:
            parts.append(visit.say("sheet.header", row=view.header))
        units = [finding for finding in found if finding.rule == "unit-read"]
        parts += [visit.pick(finding.message, finding.message_zh).rstrip(".。") for finding in units[:1]]
    else:
        parts.append(visit.say("sheet.unread"))
    return span("small pale", " · ".join(part for part in parts if part))


def _pager(visit: Visit, view: SheetView) -> Markup | None:
    size = max(len(view.rows), 1) if view.start + len(view.rows) < view.total else ROWS
    if view.total <= len(view.rows):
        return None
    links = []
    if view.start > 0:
        links.append(link(visit.say("findings.previous"), visit.here(**{"from": max(0, view.start - size)})))
    words = visit.say(
        "findings.page", first=view.start + 1, last=view.start + len(view.rows),
        total=formats.number(view.total, 0, visit.language),
    )  # fmt: skip
    links.append(span("", words))
    if view.start + len(view.rows) < view.total:
        links.append(link(visit.say("findings.next"), visit.here(**{"from": view.start + size})))
    return tag("nav", join(links, " "), class_="pager", aria_label=visit.say("sheet.pages"))


def _grid(visit: Visit, read: Read, view: SheetView, chosen: Any) -> Markup:
    letters = tag(
        "tr", tag("th", spoken(visit.say("cell.row"))), *(tag("th", one.letter, scope="col") for one in view.columns)
    )
    head = [letters] if view.header is None else [letters, _header(visit, view)]
    framed = str(chosen.origin) if chosen is not None else ""
    body = [_row(visit, read, view, number, framed) for number in range(len(view.rows))]
    return tag(
        "table", tag("caption", view.sheet, class_="spoken"), tag("thead", *head), tag("tbody", *body),
        class_="excerpt sheet",
    )  # fmt: skip


def _header(visit: Visit, view: SheetView) -> Markup:
    cells = []
    for one in view.columns:
        machine = one.column.replace("_", " ") if one.column else ""
        under = span("machine", machine or visit.say("sheet.kept") if one.text else "")
        marked = f"has-{one.level}" if one.level else None
        sign = _sign(one.level) if one.level else None
        cells.append(tag("th", sign, span("head-text", one.text), under, class_=marked, title=one.text or None))
    return tag("tr", tag("th", view.header, scope="row"), *cells, class_="header-row")


def _row(visit: Visit, read: Read, view: SheetView, at: int, framed: str) -> Markup:
    row = view.rows[at]
    number = tag("th", _sign(row.level) if row.level else None, row.number, scope="row",
                 class_=f"has-{row.level}" if row.level else None)  # fmt: skip
    cells = [
        _cell(visit, f"{view.place}!{column.letter}{row.number}", cell, framed)
        for column, cell in zip(view.columns, row.cells, strict=True)
    ]
    lit = framed == f"{view.place}!{row.number}" or visit.query.get("row") == str(row.number)
    kind = " ".join(name for name, on in (("lit", lit), ("left-out", row.left_out)) if on)
    return tag("tr", number, *cells, class_=kind or None)


def _cell(visit: Visit, place: str, cell: Any, framed: str) -> Markup:
    here = place == framed
    classes = [
        name
        for name, on in (
            ("framed", here), (f"has-{cell.level}", cell.level), ("n", cell.number), ("mended", cell.before)
        )
        if on
    ]  # fmt: skip
    text: Markup | str = cell.text
    if cell.level:
        text = link(cell.text or visit.say("sheet.blank"), visit.here(at=place, finding=None), title=cell.text or None)
    parts = [_sign(cell.level) if cell.level else None, spoken(visit.say("cell.this")) if here else None, text]
    if cell.before:
        parts.append(tag("del", cell.before, title=visit.say("sheet.was")))
    return tag("td", *parts, class_=" ".join(classes) or None, aria_current="true" if here else None,
               title=cell.text if len(cell.text) > 20 else None)  # fmt: skip


def _sign(level: str) -> Markup:
    return span("mark-sign", LEVEL_SIGNS[level])


def _legend(visit: Visit, view: SheetView) -> Markup:
    signs = [span("legend-sign", level_sign(level), visit.say(f"legend.{level}")) for level in LEVELS]
    hidden = visit.say("sheet.hidden", count=view.hidden) if view.hidden else ""
    says = span("small pale end", join([hidden or None, visit.say("legend.annotated")], " "))
    return div("legend", *signs, says)


def column_label(visit: Visit, read: Read, finding: Any) -> str:
    """The head of the column a finding is about, as the file writes it, else as it is declared."""
    reading = read.readings.get(read.sheet_of(finding))
    letter = str(finding.origin).rpartition("!")[2].rstrip("0123456789")
    for cell in getattr(reading, "cells", ()):
        if (letter and cell.letter == letter) or (not letter and cell.column and cell.column == finding.column):
            return str(cell.text)
    return column_name(visit, finding.table, finding.column) if finding.table and finding.column else ""
