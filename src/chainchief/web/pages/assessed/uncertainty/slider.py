"""Who moves whom: the weight of one indicator under a slider, the ranking worked out again."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import formats, to_html
from chainchief.views.figures.figure import Setting
from chainchief.views.results import reweighted_answer, reweighted_table, swap_table
from chainchief.web.markup import card, chip, div, join, press, span, tag
from chainchief.web.pages.assessed.reading import Reading
from chainchief.web.pages.assessed.uncertainty.address import number_in
from chainchief.web.pages.parts import scroller
from chainchief.web.visit import Visit
from chainchief.workspace.variation import reweighted

PLACE = "moves"
STEP = "0.05"


def who_moves_whom(visit: Visit, reading: Reading, run: Any) -> Markup:
    """The card with indicator, slider and the ranking it gives; without a script the form asks for the page anew."""
    code = visit.query.get("code") or heaviest(reading)
    try:
        change = number_in(visit.query, "change", float)
        change = 0.0 if change is None else change
        answer = moves(reading.panel.setting, run, (code, change, reading.period))
    except ChainChiefError as error:
        change, answer = 0.0, tag("p", error.say(visit.language), class_="said", role="status")
    made = join([_form(visit, reading, code, change), div("moves", answer, id=PLACE)])
    title = join([chip("assessed", visit.say("lens.assessed")), " ", visit.say("sure.moves")])
    return card(title, made, unit=visit.say("sure.moves.unit"), id_="who-moves-whom")


def heaviest(reading: Reading) -> str:
    """The indicator with the largest weight."""
    return str(reading.evaluation.weights.loc[list(reading.framework.leaves), "effective"].idxmax())


def moves(setting: Setting, run: Any, asked: tuple[str, float, str]) -> Markup:
    """The answer in a sentence, the new ranking, the pairs that swap.

    asked : code, change, period
    raises : InputError for an unknown code or a change below -1
    """
    code, change, period = asked
    found = reweighted(run, code, change, period)
    framework = run.result.framework
    words = tag("p", reweighted_answer(found, framework, setting), class_="text strong", role="status")
    ranking = reweighted_table(found, setting)
    tables = [scroller(ranking.caption, Markup(to_html(ranking, setting.language, caption=False)))]
    if found.pairs:
        swaps = swap_table(found, setting)
        name = tag("h3", swaps.caption)
        tables.append(div("", name, scroller(swaps.caption, Markup(to_html(swaps, setting.language, caption=False)))))
    return join([words, div("columns halves-wide" if found.pairs else "", *tables)])


def _form(visit: Visit, reading: Reading, code: str, change: float) -> Markup:
    options = [
        tag("option", f"{code_} {reading.panel.label(code_)}", value=code_, selected=code_ == code)
        for code_ in reading.framework.codes[1:]
    ]
    chosen = div(
        "field",
        tag("label", visit.say("sure.moves.code"), for_="moves-code"),
        tag("select", *options, name="code", id="moves-code"),
    )
    shown = formats.percent(change, 0, visit.language, signed=True)
    slider = div(
        "field wide",
        tag("label", visit.say("sure.moves.change"), " ", tag("output", shown, for_="moves-change", class_="strong"),
            for_="moves-change"),
        tag("input", type="range", name="change", id="moves-change", min="-1", max="1", step=STEP, value=f"{change:g}",
            aria_valuetext=shown),
        div("ends small pale", span("", visit.say("sure.moves.out")), span("", visit.say("sure.moves.as_is")),
            span("", visit.say("sure.moves.double"))),
    )  # fmt: skip
    kept = [
        tag("input", type="hidden", name=name, value=value)
        for name, value in visit.query.items()
        if name not in ("code", "change")
    ]
    return tag(
        "form", *kept, chosen, slider, press(visit.say("sure.moves.show"), class_="button quiet-live"),
        method="get", action=f"{visit.path}#who-moves-whom", class_="form slider",
        data_live=f"{visit.api('/uncertainty/weights')}", data_place=PLACE, data_share="%" if visit.zh else " %",
    )  # fmt: skip
