"""Cross-check: other methods, the structure of the data, and fuzzy grades beside the evaluation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from chainchief.errors import ModelError
from chainchief.views.figures.figure import Setting
from chainchief.views.figures.registry import FIGURES
from chainchief.views.results.crosscheck import (
    opinion_answer,
    opinion_notes,
    rank_tables,
    structure_answer,
    structure_tables,
)
from chainchief.views.results.fuzzy import fuzzy_answer, fuzzy_how
from chainchief.views.tables import TableView, to_html
from chainchief.web.markup import card, chip, div, join, note, segmented, span, tag
from chainchief.web.pages.assessed.reading import read
from chainchief.web.pages.assessed.scorecard import choices_of, years
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import figure_body, label, scroller
from chainchief.web.visit import Page, Visit
from chainchief.workspace.compared import opinions_of

WIDE = 1110.0


def cross_check(visit: Visit) -> Page:
    """Do other methods and the data's own structure agree?"""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    chosen = {name: _choice(visit, name) for name in ("operator", "shape")}
    found = opinions_of(reading.evaluation, **chosen)
    shown = replace(reading.panel.setting, width=WIDE)
    parts = [_ranks(visit, found, shown), _fuzzy(visit, found, shown, chosen), _structure(visit, found, shown)]
    notes = [tag("li", visit.pick(one.message, one.message_zh)) for one in opinion_notes(found)]
    summary = tag("summary", visit.say("score.notes", count=len(notes)))
    more = card(
        visit.say("crosscheck.how"), tag("details", summary, tag("ul", *notes, class_="lines small"), class_="more")
    )
    return Page(
        visit.question, opinion_answer(found, shown), years(visit, reading) or Markup(), div("stack", *parts, more)
    )


def _choice(visit: Visit, name: str) -> str:
    """A choice of the address where it is one of the step's, else the usual one."""
    choices = choices_of("crosscheck", name)
    return visit.query[name] if visit.query.get(name) in choices else choices[0]


def _titled(visit: Visit, words: str) -> Markup:
    return join([chip("assessed", visit.say("lens.assessed")), " ", words])


def _ranks(visit: Visit, found: Any, shown: Setting) -> Markup:
    title = _titled(visit, visit.say("crosscheck.ranks"))
    if isinstance(found.ranks, ModelError):
        return card(title, tag("p", opinion_answer(found, shown), class_="text"))
    ranks, correlations = rank_tables(found, shown)
    folded = tag("details", tag("summary", correlations.caption), _table(visit, correlations), class_="twin")
    return card(title, _table(visit, ranks), folded)


def _table(visit: Visit, table: TableView) -> Markup:
    if not table.rows:
        return tag("p", table.more, class_="small pale")
    inner = scroller(table.caption, Markup(to_html(replace(table, more=""), visit.language, caption=False)))
    return join([inner, note(table.more) if table.more else None])


def _fuzzy(visit: Visit, found: Any, shown: Setting, chosen: dict[str, str]) -> Markup:
    if isinstance(found.fuzzy, ModelError):
        title = _titled(visit, visit.say("fuzzy.title"))
        return card(title, tag("p", found.fuzzy.say(visit.language), class_="text"))
    figure = FIGURES["fuzzy_grades"](found.fuzzy, shown)
    labels = [label(visit, name) for name in figure.tags]
    head = div(
        "card-head", chip("assessed", visit.say("lens.assessed")), tag("h2", figure.title),
        span("unit", figure.unit), *labels,
    )  # fmt: skip
    switches = div("form", *(_switch(visit, name, chosen[name]) for name in ("operator", "shape")))
    words = (fuzzy_answer(found.fuzzy, shown), fuzzy_how(found.fuzzy, shown))
    said = tag("p", ("" if visit.zh else " ").join(words), class_="small")
    return tag("section", head, said, switches, figure_body(visit, figure), class_="card", id="fuzzy")


def _switch(visit: Visit, name: str, chosen: str) -> Markup:
    choices = choices_of("crosscheck", name)
    options = [
        (
            visit.say(f"fuzzy.{name}.{one}"),
            visit.here("fuzzy", **{name: None if one == choices[0] else one}),
            one == chosen,
        )
        for one in choices
    ]
    title = visit.say(f"fuzzy.{name}")
    return div("field", span("field-name", title), segmented(title, options))


def _structure(visit: Visit, found: Any, shown: Setting) -> Markup:
    reliability, pairs, adequacy, components = structure_tables(found, shown)
    folded = tag("details", tag("summary", components.caption), _table(visit, components), class_="twin")
    own = label(visit, "own")
    blocks = [
        (reliability, None), (pairs, own if pairs.rows else None), (adequacy, own),
    ]  # fmt: skip
    made = [
        div("", div("card-head", tag("h3", table.caption), tagged), _table(visit, table)) for table, tagged in blocks
    ]
    said = tag("p", structure_answer(found, shown), class_="text")
    return card(_titled(visit, visit.say("structure.title")), said, div("stack", *made, folded))
