"""Where the tables are thin, and what more cells would unlock."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.registry import FIGURES
from chainchief.web.markup import button, card, div, join, link, note, table, tag, tiles
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import column_name, figure_card, setting, sheet_name
from chainchief.web.visit import Page, Visit

WIDE = 1110.0


@dataclass(frozen=True)
class Unlock:
    """What a column is good for; weight 0..1 = how much rests on it (own)."""

    sheet: str
    column: str
    weight: float
    en: str
    zh: str


@dataclass(frozen=True)
class Thin:
    """A column with empty cells: their share 0..1 and what it would unlock."""

    unlock: Unlock
    empty: float
    cells: int


@cache
def unlocks() -> tuple[Unlock, ...]:
    """The columns whose filling unlocks an answer."""
    text = files("chainchief.web.pages.data").joinpath("unlocks.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Unlock(row["sheet"], row["column"], float(row["weight"]), row["en"], row["zh"]) for row in rows)


def thin_columns(visit: Visit) -> list[Thin]:
    """Columns of the present tables with empty cells, the most telling first."""
    found = []
    for unlock in unlocks():
        frame = visit.ws.chain.tables[unlock.sheet]
        if frame.empty:
            continue
        empty_cells = int(frame[unlock.column].isna().sum())
        if empty_cells:
            found.append(Thin(unlock, empty_cells / len(frame), empty_cells))
    return sorted(found, key=lambda thin: -thin.empty * thin.unlock.weight)


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
    thin = thin_columns(visit)
    if not thin:
        return visit.say("thin.complete")
    first = thin[0]
    share = formats.percent(first.empty, 0, visit.language)
    name = column_name(visit, first.unlock.sheet, first.unlock.column)
    return visit.say("thin.lead", column=name, table=sheet_name(visit, first.unlock.sheet), share=share)


def _tiles(visit: Visit) -> Markup:
    tables = {name: frame for name, frame in visit.ws.chain.tables.items() if len(frame)}
    rows = sum(len(frame) for frame in tables.values())
    withheld = sum(int(frame["withheld"].fillna(False).sum()) for frame in tables.values() if "withheld" in frame)
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
    for thin in thin_columns(visit):
        column = thin.unlock
        share = formats.percent(thin.empty, 0, visit.language)
        bar = tag("progress", value=round(thin.empty, 3), max=1, class_="bar", aria_hidden="true")
        address = visit.to(f"data/tables/{column.sheet}", column=column.column)
        name = link(column_name(visit, column.sheet, column.column), address)
        cells = formats.number(thin.cells, 0, visit.language)
        unlocked = visit.pick(column.en, column.zh)
        rows.append((name, sheet_name(visit, column.sheet), bar, share, cells, unlocked))
    head = ("thin.column", "thin.table", "thin.bar", "thin.empty", "thin.cells", "thin.unlocks")
    if not rows:
        return card(visit.say("thin.name"), tag("p", visit.say("thin.complete")))
    made = table([visit.say(key) for key in head], rows, visit.say("thin.name"), numeric=(3, 4))
    return card(visit.say("thin.name"), made, note(visit.say("thin.order")))
