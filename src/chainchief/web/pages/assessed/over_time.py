"""Over time: score and rank by period, growth three ways, why it changed, inequality, what holds back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from chainchief.errors import ChainChiefError, InputError
from chainchief.views.figures.figure import Figure
from chainchief.views.figures.registry import FIGURES
from chainchief.views.results.change import Change, cause_table, members_line, obstacle_table, read_change, target_table
from chainchief.views.results.course import MOST_LINES, Course, group_columns, read_course, with_regions
from chainchief.views.results.over_time import (
    growth_table,
    over_time_answer,
    path_table,
    sentences,
)
from chainchief.views.tables import TableView, to_html
from chainchief.web.markup import card, chip, div, join, link, segmented, span, tag
from chainchief.web.pages.assessed.base_breaks import asked_options, break_card, noteworthy
from chainchief.web.pages.assessed.reading import Reading, code_of, read
from chainchief.web.pages.empty import empty, no_such
from chainchief.web.pages.parts import figure_body, figure_card, scroller, table_twin
from chainchief.web.visit import Page, Visit

WIDE = 1110.0
NOBODY = "none"
"""In the address: no other region beside the focal one."""


@dataclass(frozen=True)
class Ends:
    """The two periods between which the change is shared out, and whose run holds the end."""

    start: str
    end: str
    known: tuple[str, ...]
    other: int | None


def over_time(visit: Visit) -> Page:
    """Did it really change, period by period?"""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    if len(reading.panel.periods) < 2:
        page = empty(visit)
        return Page(visit.question, visit.say("years.one_period"), body=page.body)
    region = code_of(visit, visit.query.get("region", "")) or reading.region
    if region not in set(reading.evaluation.scores.index.get_level_values(0).map(str)):
        if visit.query.get("region"):
            words = visit.say("score.no_region", region=region)
            return no_such(visit, words, visit.to("over-time"), visit.say("years.back"))
        region = reading.region
    reading = Reading(reading.run, replace(reading.panel, setting=reading.panel.setting.focus(region)))
    course, refused = _course(visit, reading, region)
    ends = _ends(visit, course)
    change = _change(visit, course, ends)
    first = break_card(visit, course, refused) if noteworthy(course) or refused else None
    body = div(
        "stack",
        first,
        _chosen(visit, reading, course),
        *_paths(visit, reading, course),
        _growth(visit, reading, course),
        _change_card(visit, reading, ends, change),
        _inequality(visit, reading, course),
        _shortfalls(visit, reading, course, ends),
        break_card(visit, course, refused) if first is None else None,
        _notes(visit, course),
    )
    return Page(
        visit.question, _lead(visit, reading, course, ends, change), _regions(visit, reading, course) or Markup(), body
    )


def _course(visit: Visit, reading: Reading, region: str) -> tuple[Course, str]:
    """The course as the address asks for it; a break or group that cannot be is said, and left out."""
    usual = group_columns(reading.evaluation)
    options = asked_options(visit, usual[0] if len(usual) == 1 else "")
    refused = ""
    try:
        course = read_course(reading.evaluation, options, visit.ws.chain)
    except InputError as refusal:
        refused = visit.pick(refusal.message, refusal.message_zh)
        course = read_course(reading.evaluation, replace(options, breaks="", groups=""), visit.ws.chain)
    asked = visit.query.get("with")
    others = None if asked is None else [code_of(visit, one.strip()) for one in asked.split(",") if one != NOBODY]
    return with_regions(course, region, others), refused


def _ends(visit: Visit, course: Course) -> Ends:
    known = course.known(course.focal)
    if len(known) < 2:
        return Ends("", "", known, None)
    start, end = (visit.query.get(name, "") for name in ("from", "to"))
    start = start if start in known[:-1] else known[0]
    end = end if end in known[known.index(start) + 1 :] else known[-1]
    asked = visit.query.get("other", "")
    other = int(asked) if asked.isdecimal() and int(asked) in dict(_runs(visit)) else None
    return Ends(start, end, known, other)


def _runs(visit: Visit) -> list[tuple[int, str]]:
    """The evaluations of the tables in force, newest first, with what was chosen in them."""
    found = [run for run in visit.ws.runs() if run.step == "evaluate" and run.generation == visit.ws.generation]
    return [(run.number, str(run.options.get("framework", ""))) for run in found]


def _change(visit: Visit, course: Course, ends: Ends) -> Change | str:
    """The change shared out, or the sentence that says why it cannot be."""
    if not ends.start:
        return ""
    other = visit.ws.find_run(ends.other).result if ends.other is not None else None
    try:
        return read_change(course, ends.start, ends.end, other)
    except ChainChiefError as refusal:
        return visit.pick(refusal.message, refusal.message_zh)


def _lead(visit: Visit, reading: Reading, course: Course, ends: Ends, change: Change | str) -> str:
    setting = reading.panel.setting
    said = over_time_answer(course, setting, ends.start, ends.end)
    return sentences([said, members_line(change, setting) if isinstance(change, Change) else ""], setting)


def _select(name: str, options: Sequence[tuple[str, str, bool]]) -> Markup:
    """A list of addresses: (words, address, chosen)."""
    made = [tag("option", words, value=address, selected=chosen) for words, address, chosen in options]
    return tag("select", *made, data_go=True, aria_label=name)


def _regions(visit: Visit, reading: Reading, course: Course) -> Markup | None:
    """The focal region, chosen among all."""
    every = _every(reading, course)
    if len(every) < 2:
        return None
    name = reading.panel.setting.name
    options = [(name(one), visit.here(region=one, **{"with": None}), one == course.focal) for one in every]
    return _select(visit.say("score.regions"), options)


def _every(reading: Reading, course: Course) -> list[str]:
    there = {str(one) for one in course.paths.index.get_level_values(0)}
    return sorted(there, key=reading.panel.setting.name)


def _chosen(visit: Visit, reading: Reading, course: Course) -> Markup | None:
    """The regions beside the focal one: each can be taken out, another one put in."""
    name, every = reading.panel.setting.name, _every(reading, course)
    if len(every) < 2:
        return None
    beside = list(course.shown[1:])
    chips = [
        span("tag", name(one), " ", link("×", _beside(visit, [other for other in beside if other != one]),
             aria_label=visit.say("years.without", region=name(one)), class_="off"))
        for one in beside
    ]  # fmt: skip
    left = [one for one in every if one not in course.shown]
    more = None
    if left and len(beside) < MOST_LINES - 1:
        options = [(visit.say("years.add"), "", True)]
        options += [(name(one), _beside(visit, [*beside, one]), False) for one in left]
        more = _select(visit.say("years.add"), options)
    return div("choice", span("strong", visit.say("years.beside", region=name(course.focal))), *chips, more)


def _beside(visit: Visit, regions: Sequence[str]) -> str:
    return visit.here(**{"with": ",".join(regions) or NOBODY})


def _paths(visit: Visit, reading: Reading, course: Course) -> tuple[Markup, ...]:
    """Score and rank as figures, then period by period as a table."""
    setting = replace(reading.panel.setting, width=WIDE)
    ranked = (
        figure_card(visit, FIGURES["rank_paths"](course, setting)) if len(_every(reading, course)) > 1 else Markup()
    )
    table = path_table(course, course.focal, setting)
    return figure_card(visit, FIGURES["score_paths"](course, setting)), ranked, table_card(visit, table)


def table_card(visit: Visit, table: TableView, *more: Markup | None, side: Markup | None = None) -> Markup:
    """A table in its card under the chip of the lens."""
    title = join([chip("assessed", visit.say("lens.assessed")), " ", table.caption])
    shown = scroller(table.caption, Markup(to_html(table, visit.language, caption=False)))
    return card(title, div("stack wordy", shown, *more), side=side)


def _growth(visit: Visit, reading: Reading, course: Course) -> Markup | None:
    """Growth three ways of the regions that are drawn; of all in the twin."""
    if course.found is None:
        return card(visit.say("years.open_title"), tag("p", visit.pick(*course.why), class_="text"))
    setting = reading.panel.setting
    shown = growth_table(course.found, setting, course.shown)
    ways = [tag("li", visit.say(f"years.{way}_says")) for way in ("cagr", "trend", "mean_rate")]
    means = tag("ul", *ways, class_="lines tight small")
    return table_card(visit, shown, means, table_twin(visit, growth_table(course.found, setting)))


def _change_card(visit: Visit, reading: Reading, ends: Ends, change: Change | str) -> Markup | None:
    """Why the score changed: the bars, the causes, and which periods and runs are held against each other."""
    if not ends.start:
        return None
    at = ends.known.index(ends.start)
    starts = [(one, visit.here(**{"from": one}), one == ends.start) for one in ends.known[: ends.known.index(ends.end)]]
    stops = [(one, visit.here(to=one), one == ends.end) for one in ends.known[at + 1 :]]
    parts: list[Markup | str | None] = [
        span("small", visit.say("years.from")), _select(visit.say("years.from"), starts),
        span("small", visit.say("years.to")), _select(visit.say("years.to"), stops), _other_run(visit, reading, ends),
    ]  # fmt: skip
    choice = div("choice", *parts)
    if isinstance(change, str):
        words = visit.say("change.title", start=ends.start, end=ends.end)
        return card(words, choice, tag("p", change, class_="text"))
    setting = replace(reading.panel.setting, width=WIDE)
    figure = FIGURES["change_bars"](change, setting)
    answer = tag("p", figure.summary, class_="text")
    return _change_figure(visit, figure, div("stack", choice, answer), cause_table(change, setting))


def _change_figure(visit: Visit, figure: Figure, above: Markup, causes: TableView) -> Markup:
    head = div(
        "card-head", chip("assessed", visit.say("lens.assessed")), tag("h2", figure.title), span("unit", figure.unit)
    )
    shown = scroller(causes.caption, Markup(to_html(causes, visit.language, caption=False)))
    drawn = div("", figure_body(visit, replace(figure, table=figure.further[0], further=())))
    return tag("section", head, div("stack", above, drawn, shown), class_="card")


def _other_run(visit: Visit, reading: Reading, ends: Ends) -> Markup | None:
    """The run that holds the end of the change, where there are several."""
    runs = _runs(visit)
    if len(runs) < 2:
        return None
    options = [(visit.say("years.same_run", run=f"{reading.run:04d}"), visit.here(other=None), ends.other is None)]
    options += [
        (
            visit.say("years.run", run=f"{number:04d}", framework=framework),
            visit.here(other=number),
            number == ends.other,
        )
        for number, framework in runs
        if number != reading.run
    ]
    return join([span("small", visit.say("years.end_of")), _select(visit.say("years.end_of"), options)])


def _inequality(visit: Visit, reading: Reading, course: Course) -> Markup | None:
    """How unequal the regions are, with the column that groups them."""
    if course.found is None or course.found.regional["regions"].max() < 2:
        return None
    setting = replace(reading.panel.setting, width=WIDE)
    figure = FIGURES["inequality_paths"](course, setting)
    columns = group_columns(course.evaluation)
    side = None
    if columns:
        options = [(one, visit.here(groups=one), one == course.found.group) for one in columns]
        side = segmented(visit.say("years.groups"), options)
    table = scroller(figure.table.caption, Markup(to_html(figure.table, visit.language, caption=False)))
    none = tag("p", visit.say("years.no_groups"), class_="small pale") if not columns else None
    head = div(
        "card-head", chip("assessed", visit.say("lens.assessed")), tag("h2", figure.title),
        span("unit", figure.unit), span("side", side) if side else None,
    )  # fmt: skip
    answer = tag("p", figure.summary, class_="text")
    body = div("stack", answer, div("", figure_body(visit, figure, twin=False)), table, none)
    return tag("section", head, body, class_="card")


def _shortfalls(visit: Visit, reading: Reading, course: Course, ends: Ends) -> Markup | None:
    """What holds the region back at the end, and how far its targets are."""
    if not ends.known:
        return None
    setting, period = reading.panel.setting, ends.end or ends.known[-1]
    made = []
    if course.found is not None:
        held = obstacle_table(course.evaluation, course.focal, period, setting)
        words = visit.say("obstacles.title", period=period)
        none = card(words, tag("p", visit.say("years.no_obstacle"), class_="text"))
        made.append(none if held is None else table_card(visit, held))
    goals = target_table(course.evaluation, course.focal, period, visit.ws.chain, setting)
    if goals is not None:
        made.append(table_card(visit, goals))
    return div("stack", *made) if made else None


def _notes(visit: Visit, course: Course) -> Markup | None:
    """What was assumed on the way; breaks stand in their own card."""
    said = [tag("li", visit.pick(one.message, one.message_zh)) for one in course.notes if "panel-break" not in one.rule]
    return card(visit.say("report.years.notes"), tag("ul", *said, class_="lines small")) if said else None
