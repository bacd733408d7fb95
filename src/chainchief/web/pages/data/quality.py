"""Where the tables are thin, and what more cells would unlock."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.registry import FIGURES
from chainchief.web.markup import button, card, div, join, link, note, span, table, tag, tiles
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import column_name, figure_card, setting, sheet_name, telling, unlock_name
from chainchief.web.visit import Page, Visit

WIDE = 1110.0


def quality(visit: Visit) -> Page:
    """The data-quality page."""
    if visit.ws.generation == 0:
        return empty(visit)
    actions = button(
        visit.say("thin.template"), visit.address(f"/api/template?language={visit.language}"), "download", download=""
    )
    figure = FIGURES["data_quality"](visit.ws.chain, replace(setting(visit), width=WIDE))
    body = div("stack", _tiles(visit), figure_card(visit, figure), _thin(visit))
    return Page(question=visit.question, lead=_lead(visit), actions=actions, body=body)


def _lead(visit: Visit) -> str:
    thin = telling(visit.ws.chain)
    if not thin:
        return visit.say("thin.complete")
    first = thin[0]
    if not first.column:
        return visit.say("thin.lead_sheet", table=sheet_name(visit, first.table), what=visit.pick(first.en, first.zh))
    share = formats.percent(first.empty, 0, visit.language)
    name = column_name(visit, first.table, first.column)
    return visit.say("thin.lead", column=name, table=sheet_name(visit, first.table), share=share)


def _tiles(visit: Visit) -> Markup:
    tables = {name: frame for name, frame in visit.ws.chain.tables.items() if len(frame)}
    rows = sum(len(frame) for frame in tables.values())
    withheld = len({(note.table, note.origin) for note in visit.ws.chain.notes if note.rule == "withheld"})
    made_up = sum(int(frame["quality"].eq("S").sum()) for frame in tables.values())
    counted = (
        ("thin.tables", len(tables)),
        ("thin.rows", rows),
        ("thin.withheld", withheld),
        ("thin.made_up", made_up),
    )
    cells = [
        join([div("small pale", visit.say(key)), div("medium", formats.number(value, 0, visit.language))])
        for key, value in counted
    ]
    return tiles(*cells)


def _thin(visit: Visit) -> Markup:
    rows = []
    for one in telling(visit.ws.chain):
        share = formats.percent(one.empty, 0, visit.language)
        bar = tag("progress", value=round(one.empty, 3), max=1, class_="bar", aria_hidden="true")
        name = unlock_name(visit, one)
        address = visit.to(f"data/tables/{one.table}", column=one.column)
        cells = formats.number(one.cells, 0, visit.language) if one.column else formats.NOT_APPLICABLE
        unlocked = visit.pick(one.en, one.zh)
        named = link(name, address) if one.column else span("", name)
        rows.append((named, sheet_name(visit, one.table), bar, share, cells, unlocked))
    head = ("thin.column", "thin.table", "thin.bar", "thin.empty", "thin.cells", "thin.unlocks")
    if not rows:
        return card(visit.say("thin.name"), tag("p", visit.say("thin.complete")))
    made = table([visit.say(key) for key in head], rows, visit.say("thin.name"), numeric=(3, 4))
    return card(visit.say("thin.name"), made, note(visit.say("thin.order")))
