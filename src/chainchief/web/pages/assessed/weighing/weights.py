"""The weights page: whose judgement is in the score, what speaks against it, and whether it matters."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from markupsafe import Markup

from chainchief.views.figures.figure import Setting
from chainchief.views.figures.registry import FIGURES
from chainchief.views.results import (
    judgement_tables,
    rank_table,
    refused_table,
    unused_words,
    used_table,
    way_word,
    weights_answer,
)
from chainchief.views.tables import TableView, to_html
from chainchief.web.markup import button, card, chip, div, join, link, note, press, span, tag
from chainchief.web.pages.assessed.reading import Reading, read
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import figure_card, said, scroller
from chainchief.web.visit import Page, Visit
from chainchief.workspace import STEPS
from chainchief.workspace.judging import weight_audit

WIDE = 1110.0
MEANT = ("local", "global", "effective")


def weights(visit: Visit) -> Page:
    """Global, local and effective weights with their source; judgements and what speaks against them; the ranks."""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    audit = weight_audit(visit.ws.find_run(reading.run))
    setting = replace(reading.panel.setting, region=reading.region, period=reading.period)
    figure = FIGURES["weights_by_way"](audit, replace(setting, width=WIDE))
    used = table_card(visit, used_table(audit, setting), after=_own_source(visit, reading))
    side = div("stack", choose(visit, audit, setting), _meant(visit), _about(visit, reading))
    body = div(
        "stack",
        figure_card(visit, figure),
        div("columns", used, side),
        *_judged(visit, audit, setting),
        _matters(visit, audit, setting),
        _refused(visit, audit, setting),
        _notes(visit, audit),
    )
    enter = button(visit.say("weights.enter"), visit.to("weights/judgements"), "edit_note", primary=True)
    return Page(visit.question, weights_answer(audit, setting), enter, body)


def table_card(visit: Visit, table: TableView, own: bool = False, after: Markup | None = None) -> Markup:
    """A table of the assessed lens in its card; `own` marks a rule of ours."""
    label = span("tag", visit.say("tag.own")) if own else None
    title = join([chip("assessed", visit.say("lens.assessed")), " ", table.caption])
    shown = scroller(table.caption, Markup(to_html(table, visit.language, caption=False)))
    return card(title, shown, after, side=label)


def choose(visit: Visit, audit: Any, setting: Setting) -> Markup:
    """The form that evaluates once more with other weights; a way that is refused cannot be chosen."""
    choices = {one.name: one.metadata["choices"] for one in fields(STEPS["evaluate"].options)}
    ways = [
        tag("option", way_word(way, setting), value=way, selected=way == audit.used, disabled=way in audit.refused)
        for way in choices["weights"]
    ]
    rules = [
        tag("option", visit.say(f"weights.combine.{rule}"), value=rule, selected=rule == audit.options.combine)
        for rule in choices["combine"]
    ]
    methods = [
        tag("option", way_word(way, setting), value=way, selected=way == audit.options.objective)
        for way in choices["objective"]
    ]
    form = tag(
        "form",
        _field(visit, "weights", join(ways)),
        _field(visit, "combine", join(rules)),
        _field(visit, "objective", join(methods)),
        press(visit.say("weights.evaluate")),
        class_="stack",
        data_send=True,
        method="post",
        action=visit.address(visit.api("/weights/form")),
    )
    return card(visit.say("weights.choose"), div("sends", form, said(visit)))


def _field(visit: Visit, name: str, options: Markup) -> Markup:
    label = tag("label", visit.say(f"weights.field.{name}"), for_=f"choose-{name}")
    return div("field", label, tag("select", options, name=name, id=f"choose-{name}"))


def _meant(visit: Visit) -> Markup:
    return card(
        visit.say("weights.means"),
        *(tag("p", visit.say(f"weights.{name}_says"), class_="text small") for name in MEANT),
    )


def _about(visit: Visit, reading: Reading) -> Markup | None:
    notes = [tag("li", visit.pick(one.message, one.message_zh)) for one in reading.framework.notes]
    return card(visit.say("weights.about"), tag("ul", *notes, class_="lines")) if notes else None


def _own_source(visit: Visit, reading: Reading) -> Markup | None:
    """Where the weights of the framework come from, in its own words, each once."""
    table = reading.framework.table
    sources: dict[str, list[str]] = {}
    for code in reading.framework.codes[1:]:
        if text := str(table.at[code, "source"] or ""):
            sources.setdefault(text, []).append(code)
    if not sources:
        return None
    lines = [tag("li", span("strong", ", ".join(codes)), f": {text}") for text, codes in sources.items()]
    summary = tag("summary", visit.say("weights.sources"))
    return tag("details", summary, tag("ul", *lines, class_="lines tight small"), class_="twin")


def _judged(visit: Visit, audit: Any, setting: Setting) -> list[Markup]:
    """The tables of judgements that hold something, else who could judge and what came of it."""
    tables = [table for table in judgement_tables(audit, setting) if table.rows]
    if tables:
        return [table_card(visit, table, own=table.key == "repairs") for table in tables]
    words = unused_words(audit, setting)
    ways = link(visit.say("weights.enter"), visit.to("weights/judgements"))
    return [card(visit.say("weighing.voices"), tag("p", words, class_="text"), note(ways))]


def _matters(visit: Visit, audit: Any, setting: Setting) -> Markup:
    table = rank_table(audit, setting)
    if not table.rows:
        return card(table.caption, tag("p", table.more, class_="text"))
    ways = [
        link(visit.say("weights.to_uncertainty"), visit.to("uncertainty")),
        link(visit.say("weights.to_runs"), visit.to("runs")),
    ]
    return table_card(visit, table, after=note(join(ways, " · ")))


def _refused(visit: Visit, audit: Any, setting: Setting) -> Markup | None:
    table = refused_table(audit, setting)
    return table_card(visit, table) if table.rows else None


def _notes(visit: Visit, audit: Any) -> Markup | None:
    notes = [tag("li", one.say(visit.language)) for one in audit.notes]
    return card(visit.say("weights.notes"), tag("ul", *notes, class_="lines")) if notes else None
