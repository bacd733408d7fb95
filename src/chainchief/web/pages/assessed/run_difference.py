"""Two evaluations side by side, and the steps of one."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import formats
from chainchief.views.figures.registry import FIGURES
from chainchief.views.results.run_difference import (
    changed_table,
    choice_word,
    difference_answer,
    difference_tables,
    other_ruler,
    step_table,
)
from chainchief.views.tables import to_html
from chainchief.web.markup import button, card, div, join, note, tag
from chainchief.web.pages.assessed.scorecard import score_again
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import figure_card, said, scroller, setting
from chainchief.web.visit import Page, Visit
from chainchief.workspace import STEPS, Run, compare_runs, evaluation_of

WIDE = 1110.0
MOST_RUNS = 60
TOLD = ("denominate", "impute", "treat", "normalise", "weights", "aggregate", "scale", "period", "exclude")
"""Options that tell one evaluation from another in a word."""


def compare(visit: Visit) -> Page:
    """What differs between two runs, and what it did to each score."""
    with visit.shelf.working(visit.ws.name):
        newest = visit.ws.evaluation()
    if newest is None:
        return empty(visit)
    done = evaluations(visit)
    if len(done) < 2:
        return Page(
            visit.question, visit.say("compared.one"), body=div("stack", score_again(visit, newest, visit.to(ROUTE)))
        )
    chosen, wrong = _chosen(visit, done)
    body = div("stack", _chooser(visit, done, chosen), said(visit, wrong) if wrong else None)
    try:
        found = compare_runs(visit.ws, chosen[0].number, chosen[1].number)
    except ChainChiefError as error:
        return Page(
            visit.question, visit.say("refused.lead"), body=div("stack", body, said(visit, error.say(visit.language)))
        )
    shown = setting(visit, width=WIDE)
    differences, changes, cells = difference_tables(found, shown, linked=_linked(visit, chosen))
    drawn = bool(found.changes["change"].abs().gt(5e-13).any()) and not other_ruler(found, shown)
    figure = figure_card(visit, FIGURES["score_changes"](found, shown)) if drawn else None
    listed = [
        _table_card(visit, one) for one in (differences, changes, cells) if one.rows and not (drawn and one is changes)
    ]
    again = score_again(visit, newest, visit.to(ROUTE))
    made = div("stack", body, figure, *listed, again)
    return Page(visit.question, difference_answer(found, shown), _actions(visit, chosen), made)


ROUTE = "compare-runs"


def _actions(visit: Visit, chosen: tuple[Run, Run]) -> Markup:
    swapped = visit.here(a=chosen[1].number, b=chosen[0].number)
    return join([
        button(visit.say("compared.swap"), swapped, "swap_horiz"),
        button(visit.say("compared.runs"), visit.to("runs"), "history"),
    ])  # fmt: skip


def evaluations(visit: Visit) -> list[Run]:
    """Every evaluation of the workspace, newest first."""
    return [run for run in visit.ws.runs() if run.step == "evaluate"]


def _chosen(visit: Visit, done: list[Run]) -> tuple[tuple[Run, Run], str]:
    """The two runs an address names, the newest and the one before it where it names none; what it named wrongly."""
    by_number = {str(run.number): run for run in done}
    asked = [visit.query.get(name, "").lstrip("0") for name in ("a", "b")]
    wrong = [number for number in asked if number and number not in by_number]
    second = by_number.get(asked[1], done[0])
    earlier = [run for run in done if run.number < second.number]
    first = by_number.get(asked[0], earlier[0] if earlier else done[-1])
    words = visit.say("compared.unknown", numbers=formats.join(wrong, visit.language)) if wrong else ""
    return (first, second), words


def _linked(visit: Visit, chosen: tuple[Run, Run]) -> tuple[bool, bool]:
    """Cells can be shown of the files in force alone."""
    first, second = (run.generation == visit.ws.generation for run in chosen)
    return first, second


def _chooser(visit: Visit, done: list[Run], chosen: tuple[Run, Run]) -> Markup:
    fields = []
    for name, word, run in zip(("a", "b"), ("first", "second"), chosen, strict=True):
        given = {"a": chosen[0].number, "b": chosen[1].number}
        options = [
            tag("option", run_words(visit, one), value=visit.here(**{**given, name: one.number}),
                selected=one.number == run.number)
            for one in done[:MOST_RUNS]
        ]  # fmt: skip
        label = tag("label", visit.say(f"difference.{word}"), for_=f"run-{name}")
        fields.append(div("field", label, tag("select", *options, id=f"run-{name}", data_go=True)))
    return card(visit.say("compared.which"), div("choices wide", *fields))


def run_words(visit: Visit, run: Run) -> str:
    """«0004 · 22 Nov 2026, 01:05 · zhang-2024 · z-scores»: number, time, and what was chosen."""
    usual = {field.name: field.default for field in dataclasses.fields(STEPS["evaluate"].options)}
    picked = []
    for name in TOLD:
        value = run.options.get(name)
        value = tuple(value) if isinstance(value, list) else value
        if value is not None and value != usual[name]:
            picked.append(_short(choice_word(name, _plain(value), visit.language)))
    day = f"{formats.day(run.started, visit.language)} {run.started[11:16]}"
    return " · ".join([f"{run.number:04d}", day, str(run.options.get("framework", "")), *picked])


def _plain(value: Any) -> str:
    return "–".join(f"{part:g}" for part in value) if isinstance(value, tuple) else str(value)


def _short(words: str) -> str:
    return formats.clip(re.split("[:：,，]", words)[0], 36)


def before(visit: Visit, run: Run, done: list[Run]) -> str:
    """The address that holds an evaluation against the one before it, "" where there is none.

    done : every run, newest first
    """
    earlier = next((one for one in done if one.step == "evaluate" and one.number < run.number), None)
    return visit.to(ROUTE, a=earlier.number, b=run.number) if run.step == "evaluate" and earlier else ""


def _table_card(visit: Visit, table: Any) -> Markup:
    inner = scroller(table.caption, Markup(to_html(dataclasses.replace(table, more=""), visit.language, caption=False)))
    return card(table.caption, inner, note(table.more) if table.more else None)


def steps(visit: Visit, run: Run) -> Markup | None:
    """The steps of an evaluation, each with the cells it changed folded in."""
    if run.step != "evaluate":
        return None
    try:
        result = evaluation_of(visit.ws, run.number)
    except ChainChiefError as error:
        return card(visit.say("steps.title"), tag("p", error.say(visit.language), class_="small"))
    shown = setting(visit)
    if run.generation != visit.ws.generation:
        shown = dataclasses.replace(shown, link=lambda kind, *place: "")
    folded = [_changed(visit, changed_table(step, result, shown)) for step in result.log if len(step.changed)]
    table = step_table(result, shown)
    inner = scroller(table.caption, Markup(to_html(table, visit.language, caption=False)))
    return card(table.caption, inner, *folded)


def _changed(visit: Visit, table: Any) -> Markup:
    summary = tag("summary", table.caption)
    return tag("details", summary, scroller(table.caption, Markup(to_html(table, visit.language))), class_="twin")
