"""What was read and what must be mended: before it is accepted, and ever after."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import (
    button,
    card,
    div,
    icon,
    join,
    level_sign,
    link,
    note,
    press,
    segmented,
    span,
    table,
    tag,
    tiles,
)  # fmt: skip
from chainchief.web.navigation import entries
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import column_name, plain_card, said, sheet_name, upload_box
from chainchief.web.shelf import Waiting
from chainchief.web.visit import Page, Visit

LEVELS = ("error", "warning", "info")
SHOWN = 40
ALIKE = 3
ASKS = (
    ("ask.scores", ("indicators",)),
    ("ask.map", ("segments",)),
    ("ask.firms", ("firms",)),
    ("ask.ties", ("ties",)),
    ("ask.world", ("io",)),
    ("ask.alerts", ("series", "rules")),
)


def findings(visit: Visit) -> Page:
    """The findings of an upload that waits (`?preview=`), else those of the workspace."""
    token = visit.query.get("preview", "")
    waiting = visit.shelf.waiting(visit.ws.name, token) if token else None
    if waiting is not None:
        return _preview(visit, waiting, token)
    if token:
        return Page(visit.question, visit.say("preview.gone"), body=div("stack", upload_box(visit)))
    if visit.ws.generation == 0:
        return _nothing_yet(visit)
    found = visit.ws.findings()
    body = div(
        "stack",
        _saved(visit) if visit.query.get("saved") else None,
        _counts(visit, found, None),
        div("columns", _list(visit, found, linked=True), _side(visit, found, visit.ws.chain)),
        upload_box(visit, primary=False),
    )
    actions = join([
        button(visit.say("findings.export"), visit.address(visit.api("/export")), "download", download=""),
        button(visit.say("home.import"), visit.here("upload"), "upload_file", primary=True),
    ])  # fmt: skip
    return Page(visit.question, _lead(visit, found), actions, body)


def _saved(visit: Visit) -> Markup:
    """That the import is saved, and where to go on from here."""
    pages = [entries()[key] for key in ("home", "map", "assessed")]
    ways = [link(page.names[visit.language], visit.to(page.route)) for page in pages]
    rows = sum(len(frame) for frame in visit.ws.chain.tables.values())
    words = visit.say("findings.saved", rows=formats.number(rows, 0, visit.language), number=visit.ws.generation)
    return tag("p", words, " ", join(ways, " · "), class_="said", role="status")


def _nothing_yet(visit: Visit) -> Page:
    page = empty(visit)
    return Page(visit.question, page.lead, body=div("stack", upload_box(visit), page.body))


def _lead(visit: Visit, found: list[Any]) -> str:
    counted = Counter(finding.level for finding in found)
    if not found:
        return visit.say("findings.none")
    return visit.say("findings.lead", errors=counted["error"], warnings=counted["warning"], infos=counted["info"])


def _preview(visit: Visit, waiting: Waiting, token: str) -> Page:
    preview = waiting.preview
    found = list(preview.findings)
    rows = preview.rows
    sheets = sum(len(frame) > 0 for frame in preview.chain.tables.values())
    lead = visit.say(
        "preview.lead", file=preview.source.name, sheets=sheets, rows=formats.number(rows, 0, visit.language)
    )
    accept = _form(
        visit,
        token,
        "accept",
        press(
            visit.say("preview.accept", rows=formats.number(rows, 0, visit.language)),
            "check",
            primary=True,
            disabled=rows == 0,
        ),
    )
    discard = _form(visit, token, "discard", press(visit.say("preview.discard"), "close"))
    notice = said(visit, visit.say("preview.says"), fine=True)
    body = div(
        "stack sends",
        notice,
        _counts(visit, found, rows),
        div("columns", _list(visit, found, linked=False), _side(visit, found, preview.chain)),
    )
    return Page(visit.say("preview.question"), lead, join([discard, accept]), body)


def _form(visit: Visit, token: str, what: str, pressed: Markup) -> Markup:
    action = visit.address(visit.api(f"/imports/{token}/{what}"))
    return tag("form", pressed, data_send=True, method="post", action=action)


def _counts(visit: Visit, found: list[Any], rows: int | None) -> Markup:
    counted = Counter(finding.level for finding in found)
    cells = []
    for level in LEVELS:
        number = span("medium", formats.number(counted[level], 0, visit.language))
        word = link(visit.say(f"findings.{level}s"), visit.here(level=level, rule=None), class_="strong")
        cells.append(
            join([div("line", level_sign(level), number, word), div("small pale", visit.say(f"findings.{level}.says"))])
        )
    if rows is None:
        rows = sum(len(frame) for frame in visit.ws.chain.tables.values())
    count = span("medium", formats.number(rows, 0, visit.language))
    read = div("line", icon("table_rows"), count, span("strong", visit.say("findings.rows")))
    cells.append(join([read, div("small pale", visit.say("findings.rows.says"))]))
    return tiles(*cells)


def _chosen(visit: Visit, found: list[Any]) -> list[Any]:
    level, sheet, rule = (visit.query.get(name, "") for name in ("level", "table", "rule"))
    return [
        finding
        for finding in sorted(found, key=lambda one: LEVELS.index(one.level))
        if (not level or finding.level == level)
        and (not sheet or finding.table == sheet)
        and (not rule or finding.rule == rule)
    ]


def _list(visit: Visit, found: list[Any], linked: bool) -> Markup:
    chosen = _chosen(visit, found)
    rule = visit.query.get("rule", "")
    blocks: list[Markup] = []
    alike: Counter[tuple[str, str, str]] = Counter()
    totals = Counter((finding.rule, finding.table, finding.column) for finding in chosen)
    for finding in chosen:
        kind = (finding.rule, finding.table, finding.column)
        alike[kind] += 1
        if alike[kind] > ALIKE and not rule:
            if alike[kind] == ALIKE + 1:
                more = visit.say("findings.more", count=totals[kind] - ALIKE)
                blocks.append(
                    tag(
                        "li", link(more, visit.here(rule=finding.rule, table=finding.table or None)), class_="more-like"
                    )
                )
            continue
        blocks.append(_line(visit, finding, linked))
    start = max(0, _whole(visit.query.get("from", "0")))
    shown = blocks[start : start + SHOWN]
    title = visit.say("findings.list") if not rule else visit.say("findings.of_rule", rule=rule)
    body = (
        tag("ul", *shown, class_="lines findings")
        if shown
        else tag("p", visit.say("findings.none_here"), class_="small pale")
    )
    return card(title, body, _pager(visit, start, len(blocks)), side=_filter(visit))


def _whole(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _pager(visit: Visit, start: int, total: int) -> Markup | None:
    if total <= SHOWN:
        return None
    links = []
    if start > 0:
        links.append(link(visit.say("findings.previous"), visit.here(**{"from": max(0, start - SHOWN)})))
    links.append(span("", visit.say("findings.page", first=start + 1, last=min(total, start + SHOWN), total=total)))
    if start + SHOWN < total:
        links.append(link(visit.say("findings.next"), visit.here(**{"from": start + SHOWN})))
    return note(join(links, " · "))


def _filter(visit: Visit) -> Markup:
    now = visit.query.get("level", "")
    options = [(visit.say("word.all"), visit.here(level=None, rule=None, table=None), not now)]
    options += [(visit.say(f"findings.{level}s"), visit.here(level=level), now == level) for level in LEVELS]
    return segmented(visit.say("findings.filter"), options)


def _line(visit: Visit, finding: Any, linked: bool) -> Markup:
    place = str(finding.place).split("!", 1)[-1]
    where = (
        link(place, visit.cell(finding.origin), title=finding.origin)
        if linked and finding.origin
        else span("strong", place)
    )
    column = (
        span("pale", column_name(visit, finding.table, finding.column)) if finding.table and finding.column else None
    )
    message = visit.pick(finding.message, finding.message_zh)
    remedy = visit.pick(finding.remedy, finding.remedy_zh)
    changed = None
    if finding.before and finding.after:
        changed = div("small pale", visit.say("findings.changed", before=finding.before, after=finding.after))
    what = div(
        "what",
        div("place", where, " ", column, " ", span("spoken", visit.say(f"findings.{finding.level}"))),
        div("", message),
        div("small pale", remedy) if remedy else None,
        changed,
    )
    return tag("li", div("line", level_sign(finding.level), what))


def _side(visit: Visit, found: list[Any], chain: Any) -> Markup:
    return div("stack", _by_sheet(visit, found), _asks(visit, chain), _duplicates(visit, found))


def _by_sheet(visit: Visit, found: list[Any]) -> Markup | None:
    counted = Counter((finding.table, finding.level) for finding in found if finding.table)
    sheets = list(dict.fromkeys(finding.table for finding in found if finding.table))
    sheets.sort(key=lambda sheet: [-counted[sheet, level] for level in LEVELS])
    if not sheets:
        return None
    rows = [
        (
            link(sheet_name(visit, sheet), visit.here(table=sheet, rule=None)),
            *(str(counted[sheet, level] or formats.NOT_APPLICABLE) for level in LEVELS),
        )
        for sheet in sheets
    ]
    head = (visit.say("thin.table"), *(visit.say(f"findings.{level}s") for level in LEVELS))
    return plain_card(div("dense", table(head, rows, visit.say("findings.by_sheet"), numeric=(1, 2, 3))))


def _asks(visit: Visit, chain: Any) -> Markup:
    lines = []
    for key, sheets in ASKS:
        absent = [sheet for sheet in sheets if not chain.has(sheet)]
        words = (
            visit.say(key)
            if not absent
            else visit.say(
                "ask.needs", what=visit.say(key), sheet=", ".join(sheet_name(visit, sheet) for sheet in absent)
            )
        )
        lines.append(
            tag("li", div("line", icon("remove" if absent else "check"), div("what pale" if absent else "what", words)))
        )
    return card(visit.say("ask.title"), tag("ul", *lines, class_="lines tight"))


def _duplicates(visit: Visit, found: list[Any]) -> Markup | None:
    alike = [finding for finding in found if "duplicate" in finding.rule and finding.table == "firms"]
    if not alike:
        return None
    lines = [tag("li", div("small", visit.pick(finding.message, finding.message_zh))) for finding in alike[:6]]
    return card(visit.say("findings.alike"), tag("ul", *lines, class_="lines"))
