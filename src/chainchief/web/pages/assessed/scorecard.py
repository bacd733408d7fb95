"""The scorecard of one region, and one of its scores opened in the drawer."""

from __future__ import annotations

import dataclasses
from dataclasses import replace

from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.assessed import GRADES
from chainchief.views.figures.registry import FIGURES
from chainchief.views.results.run_difference import choice_word
from chainchief.views.svg import to_svg
from chainchief.web.markup import button, card, chip, div, join, link, note, pips, press, segmented, span, tag, tiles
from chainchief.web.pages.assessed.drawer import drawer
from chainchief.web.pages.assessed.reading import Reading, distance_words, lead, read
from chainchief.web.pages.empty import empty, no_such
from chainchief.web.pages.parts import figure_card, said, unknown
from chainchief.web.visit import Page, Visit, step
from chainchief.workspace import STEPS, Run

MOST_TABS = 8
WIDE = 1110.0


def scorecard(visit: Visit) -> Page:
    """How resilient is the region, and can the score be trusted?"""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    asked = visit.query.get("region", "")
    if asked and reading.region != asked and not reading.panel.named:
        return _absent(visit, asked)
    return Page(_question(visit, reading), lead(visit, reading), _actions(visit, reading), _body(visit, reading))


def score(visit: Visit) -> Page:
    """The same with one score opened: its arithmetic, its parts, their cells."""
    region, code = visit.places["region"], visit.places["code"]
    reading = read(visit, region)
    if reading is None:
        return empty(visit)
    if not reading.panel.named:
        return _absent(visit, region)
    if code not in reading.framework.codes:
        words = visit.say("score.absent", code=code, framework=reading.framework.name)
        return no_such(visit, words, visit.to("assessed"), visit.say("to.assessed"))
    opened = drawer(visit, reading, code)
    return Page(
        _question(visit, reading), lead(visit, reading), _actions(visit, reading), _body(visit, reading, code), opened
    )


def _absent(visit: Visit, region: str) -> Page:
    return no_such(visit, visit.say("score.no_region", region=region), visit.to("assessed"), visit.say("to.assessed"))


def _question(visit: Visit, reading: Reading) -> str:
    return visit.say("score.question", region=reading.name)


def _body(visit: Visit, reading: Reading, chosen: str = "") -> Markup:
    setting = replace(reading.panel.setting, width=0 if chosen else WIDE)
    figure = FIGURES["scorecard"](reading.evaluation, setting)
    made = div("", figure_card(visit, figure), data_chosen=f"score:{chosen}" if chosen else None)
    run = next(one for one in visit.ws.runs() if one.number == reading.run)
    again = score_again(visit, run, visit.to("assessed", region=reading.region, period=reading.asked))
    return div("stack", _strip(visit, reading), made, unknowns(visit, reading), again)


def _actions(visit: Visit, reading: Reading) -> Markup:
    to_weights = button(visit.say("score.weights"), visit.to("weights"), "tune", primary=True)
    return join([_regions(visit, reading), years(visit, reading), to_weights])


def _regions(visit: Visit, reading: Reading) -> Markup | None:
    """The focal region and the others, as a list of addresses."""
    regions = reading.panel.regions
    if len(regions) < 2:
        return None
    setting = reading.panel.setting
    options = [
        tag(
            "option",
            setting.name(region),
            value=visit.to("assessed", region=region, period=reading.asked),
            selected=region == reading.region,
        )
        for region in sorted(regions, key=setting.name)
    ]
    return tag("select", *options, data_go=True, aria_label=visit.say("score.regions"))


def years(visit: Visit, reading: Reading) -> Markup | None:
    """The periods as a row of addresses, the last ones when there are many."""
    periods = reading.panel.periods[-MOST_TABS:]
    if len(periods) < 2:
        return None
    options = []
    for period in periods:
        if visit.entry is not None and visit.entry.key == "score":
            address = visit.here(period=period)
        else:
            address = visit.here(period=period, region=visit.query.get("region"))
        options.append((period, address, period == reading.period))
    return segmented(visit.say("score.periods"), options)


def _strip(visit: Visit, reading: Reading) -> Markup:
    return tiles(_whole(visit, reading), _grades(visit, reading), _rank(visit, reading), class_="score-strip")


def _whole(visit: Visit, reading: Reading) -> Markup:
    panel = reading.panel
    low, high = panel.band(reading.region)
    value = panel.overall(reading.region)
    grade = panel.grade(reading.region)
    number = (
        span("big", formats.score(value, visit.language)) if formats.known(value) else div("medium", unknown(visit))
    )
    band = span("small", formats.band(low, high, 2, visit.language)) if formats.known(low) else None
    unstable = span("tag", visit.say("state.unstable")) if panel.unstable(reading.region) else None
    filled = GRADES.index(grade) + 1 if grade in GRADES else 0
    graded = div("grade-line", pips(filled), span("strong", visit.say(f"grade.{grade}")), unstable)
    if not panel.graded:
        graded = tag("p", panel.unit, class_="small pale")
    words = distance_words(visit, reading)
    return join([
        div("", chip("assessed", visit.say("lens.assessed"))), div("number-line", number, band), graded,
        tag("p", words, class_="small pale") if words else None,
    ])  # fmt: skip


def _grades(visit: Visit, reading: Reading) -> Markup:
    if not reading.panel.graded:
        title = tag("h2", visit.say("score.no_grades"))
        return join([div("tile-head", title), tag("p", visit.say("grades.none"), class_="small pale")])
    figure = FIGURES["grade_shares"](reading.evaluation, reading.panel.setting)
    head = div("tile-head", tag("h2", figure.title), span("", figure.unit))
    return join([head, tag("figure", Markup(to_svg(figure.drawing)), class_="figure", data_figure=figure.key)])


def _rank(visit: Visit, reading: Reading) -> Markup:
    panel = reading.panel
    if len(panel.regions) < 2:
        return join(
            [
                tag("h2", visit.say("score.rank_alone")),
                tag("p", visit.say("score.rank_alone_says"), class_="small pale"),
            ]
        )
    low, high = panel.rank_band(reading.region)
    band = formats.band(low, high, 0, visit.language) if formats.known(low) and low != high else ""
    rank = panel.rank(reading.region)
    number = span("medium", formats.number(rank, 0, visit.language)) if formats.known(rank) else unknown(visit)
    alike = panel.alike(reading.region)
    named = formats.join([panel.setting.name(region) for region in alike[:3]], visit.language)
    if len(alike) > 3:
        named = visit.say("score.and_more", names=named, count=len(alike) - 3)
    words = visit.say("score.alike", names=named) if alike else visit.say("score.alone")
    head = div("tile-head", tag("h2", visit.say("score.rank", count=len(panel.regions))))
    compare = link(visit.say("score.compare"), visit.to("compare", region=reading.region, period=reading.asked))
    return join(
        [
            head,
            div("number-line", number, span("small", band) if band else None),
            tag("p", words, " ", compare, class_="small pale"),
        ]
    )


def unknowns(visit: Visit, reading: Reading) -> Markup | None:
    """What could not be known, and what was assumed on the way."""
    missing = reading.evaluation.missing
    own = missing[missing["region_id"].astype(str) == reading.region]
    if reading.asked and "period" in own:
        own = own[own["period"].astype(str) == reading.period]
    lines = [
        tag(
            "li",
            div(
                "line",
                span("unknown", visit.say("state.unknown")),
                div("what", _where(visit, reading, row), visit.pick(str(row.message), str(row.message_zh))),
            ),
        )
        for row in own.itertuples(index=False)
    ]
    notes = [tag("li", visit.pick(one.message, one.message_zh)) for one in reading.evaluation.notes]
    more = None
    if notes:
        summary = tag("summary", visit.say("score.notes", count=len(notes)))
        more = tag("details", summary, tag("ul", *notes, class_="lines small"), class_="more")
    if not lines and more is None:
        return None
    known = note(visit.say("score.all_known")) if not lines else tag("ul", *lines, class_="lines")
    return card(visit.say("score.unknowns"), known, more)


def _where(visit: Visit, reading: Reading, row: object) -> Markup:
    code = str(getattr(row, "indicator", ""))
    named = reading.panel.label(code) if code in reading.framework.codes else code
    return join([link(named, visit.to(f"assessed/{step(reading.region)}/{step(code)}", period=reading.asked)), ": "])


AGAIN = ("normalise", "aggregate", "weights", "treat", "impute")


def score_again(visit: Visit, run: Run, back: str) -> Markup:
    """The main choices of an evaluation as a form; all its other options stay as they were.

    run : the evaluation the form starts from; back : the page that comes after
    """
    hidden = [
        tag("input", type="hidden", name=name, value=value) for name, value in (("run", run.number), ("back", back))
    ]
    named = [(name, name) for name in visit.ws.frameworks()]
    fields = [_field(visit, "framework", named, str(run.options.get("framework", "")))]
    fields += [_field(visit, name, _titles(visit, run, name), str(run.options.get(name) or "")) for name in AGAIN]
    send = press(visit.say("again.send"), "calculate")
    form = tag(
        "form", *hidden, div("choices", *fields, send), data_send=True, method="post",
        action=visit.address(visit.api("/steps/evaluate/form")),
    )  # fmt: skip
    words = tag("p", visit.say("again.says", run=f"{run.number:04d}"), class_="small pale")
    return card(visit.say("again.title"), words, div("sends", form, said(visit)), id_="again")


def _titles(visit: Visit, run: Run, name: str) -> list[tuple[str, str]]:
    """(choice, what it is called) of one option."""
    grouped = bool(run.options.get("impute_group"))
    choices = [one for one in choices_of("evaluate", name) if one != "group_mean" or grouped]
    found = [(one, choice_word(name, one, visit.language)) for one in choices]
    return [("", visit.say("again.auto")), *found] if name == "normalise" else found


def choices_of(step_name: str, name: str) -> tuple[str, ...]:
    """What can be chosen for one option of a step, the usual one first where it has one."""
    found = next(field for field in dataclasses.fields(STEPS[step_name].options) if field.name == name)
    choices: tuple[str, ...] = found.metadata["choices"]
    return choices


def _field(visit: Visit, name: str, choices: list[tuple[str, str]], chosen: str) -> Markup:
    options = [tag("option", words, value=value, selected=value == chosen) for value, words in choices]
    label = tag("label", visit.say(f"again.{name}"), for_=f"again-{name}")
    return div("field", label, tag("select", *options, name=name, id=f"again-{name}"))
