"""How sure are grade and rank: draws, every combination of choices, one indicator left out, another weight."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import TableView, to_html
from chainchief.views.figures.robustness.choice_shares import choice_shares
from chainchief.views.figures.robustness.rank_bands import rank_bands
from chainchief.views.results import robustness_answer
from chainchief.views.results.robustness.study_tables import pair_table, rank_table, removal_table, skipped_table
from chainchief.views.results.robustness.sureness import Outlook, outlook
from chainchief.web.markup import button, card, chip, div, join, press, tag
from chainchief.web.pages.assessed.reading import Reading, read
from chainchief.web.pages.assessed.scorecard import years
from chainchief.web.pages.assessed.uncertainty.address import asked_options, number_in
from chainchief.web.pages.assessed.uncertainty.controls import controls
from chainchief.web.pages.assessed.uncertainty.one_draw import draw_card, draw_drawer
from chainchief.web.pages.assessed.uncertainty.slider import who_moves_whom
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import figure_card, said, scroller
from chainchief.web.visit import NOTHING, Page, Visit
from chainchief.workspace.variation import VaryOptions, usual_variation, variation_of

WIDE, SLIM = 1110.0, 800.0

FEW_COLUMNS = 5


@dataclass(frozen=True)
class Asked:
    """What an address asks for, worked out.

    options : what was varied; kept : the run that holds it, None when there is none
    refused : why the options of the address could not be taken; then the usual ones were
    """

    reading: Reading
    run: Any
    look: Outlook
    options: VaryOptions
    kept: int | None
    refused: str


def uncertainty(visit: Visit) -> Page:
    """Rank bands and grade shares, what matters, who moves whom, every draw."""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    asked = ask(visit, reading)
    answer = robustness_answer(asked.look.found, asked.look.setting)
    drawer = _drawer(visit, asked)
    actions = join([years(visit, reading) or None, _keep(visit, asked)])
    body = div("stack", said(visit, asked.refused), *_cards(visit, asked))
    return Page(visit.question, answer, actions, body, drawer)


def ask(visit: Visit, reading: Reading) -> Asked:
    """The study an address asks for; the usual one, and why, when it cannot be had."""
    run = visit.ws.find_run(reading.run)
    usual, kept = usual_variation(visit.ws, run)
    wide = dataclasses.replace(reading.panel.setting, width=0 if visit.query.get("draw") else WIDE)
    try:
        options = asked_options(visit.query, usual, reading.evaluation.options)
        with visit.shelf.working(visit.ws.name):
            found = variation_of(run, options)
        look = outlook(found, wide, number_in(visit.query, "top"))
        return Asked(reading, run, look, options, kept if options == usual else None, "")
    except ChainChiefError as error:
        found = variation_of(run, usual)
        return Asked(reading, run, outlook(found, wide), usual, kept, error.say(visit.language))


def _cards(visit: Visit, asked: Asked) -> list[Markup | None]:
    look, found = asked.look, asked.look.found
    several = len(look.view.regions) > 1
    slim = dataclasses.replace(look.setting, width=SLIM if several and look.setting.width else 0)
    shares = None if found.sensitivity is None else figure_card(visit, choice_shares(found, slim))
    pairs = _table_card(visit, pair_table(look)) if several else None
    ranks = figure_card(visit, rank_bands(found, look.setting, look.top)) if several else _alone(visit, look)
    own = asked.reading.evaluation.options
    return [
        ranks,
        div("stack" if visit.query.get("draw") else "columns", shares, pairs) if shares and pairs else shares or pairs,
        who_moves_whom(visit, asked.reading, asked.run) if several else None,
        _removal(visit, look) if several and found.removal is not None else None,
        div("columns even", controls(visit, asked.options, own, look.top), div("stack", draw_card(visit, look),
            _notes(visit, look))),
    ]  # fmt: skip


def _alone(visit: Visit, look: Outlook) -> Markup:
    """One region: score and grades, no rank."""
    return _table_card(visit, rank_table(look))


def _table_card(visit: Visit, table: TableView) -> Markup:
    title = join([chip("assessed", visit.say("lens.assessed")), " ", table.caption])
    made = scroller(table.caption, Markup(to_html(table, visit.language, caption=False)))
    return card(title, made, class_="roomy" if len(table.columns) > FEW_COLUMNS else "")


def _removal(visit: Visit, look: Outlook) -> Markup:
    """The table of indicators left out; each leads to its slider."""

    def address(kind: str, *place: str) -> str:
        return visit.here("who-moves-whom", code=place[0], change="-1") if kind == "reweigh" else ""

    linked = dataclasses.replace(look.view, setting=dataclasses.replace(look.setting, link=address))
    return _table_card(visit, removal_table(dataclasses.replace(look, view=linked)))


def _notes(visit: Visit, look: Outlook) -> Markup | None:
    found = look.found
    lines = [tag("li", visit.pick(one.message, one.message_zh)) for one in found.notes]
    skipped = _table_card(visit, skipped_table(look)) if len(found.skipped) else None
    noted = card(visit.say("sure.notes"), tag("ul", *lines, class_="lines")) if lines else None
    return join([skipped, noted]) if skipped or noted else None


def _drawer(visit: Visit, asked: Asked) -> Markup:
    if not visit.query.get("draw"):
        return NOTHING
    try:
        return draw_drawer(visit, asked.look, number_in(visit.query, "draw"))
    except ChainChiefError as error:
        return tag("section", tag("p", error.say(visit.language), class_="said"), class_="drawer")


def _keep(visit: Visit, asked: Asked) -> Markup:
    """The run that holds what is shown, or the button that keeps it."""
    if asked.kept is not None:
        return button(
            visit.say("shell.last_run", number=f"{asked.kept:04d}"), visit.to(f"runs/{asked.kept}"), "history"
        )
    fields = [
        tag("input", type="hidden", name=field.name, value=_text(getattr(asked.options, field.name)))
        for field in dataclasses.fields(asked.options)
        if field.name != "evaluation"
    ]
    return tag(
        "form", *fields, press(visit.say("sure.keep"), "save", primary=True),
        data_send=True, action=visit.address(visit.api("/uncertainty/form")), method="post",
    )  # fmt: skip


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
