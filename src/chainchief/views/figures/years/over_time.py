"""Overall scores over time: one thin line a region, the focal one thick, dots where a score was made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import (
    Circle,
    Drawing,
    Group,
    Line,
    Mark,
    Path,
    Rect,
    Symbol,
    Text,
    cut,
    polyline,
    text_width,
)
from chainchief.views.figures.assessed import BOUNDS, GRADES, Panel, panel, step_decimals, tick_step
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, name_width
from chainchief.views.figures.scorecard import tag_list
from chainchief.views.tables import Cell, Column, Row, TableView

WIDTH, HEIGHT = 770.0, 260.0
LEFT, TOP, BOTTOM = 104.0, 26.0, 28.0
SCORE = 52.0
MOST_NAMED = 12
LETTER = 14.0


def over_time(evaluation: Any, setting: Setting) -> Figure:
    """The overall score of every region, period by period.

    evaluation : result of `chainchief.evaluate` over several periods; with one period the figure says so
    returns : figure of the assessed lens; a gap stays a gap
    """
    view = panel(evaluation, setting)
    views = [replace(view, period=period) for period in view.periods]
    width = setting.width or WIDTH
    series = {region: [one.overall(region) for one in views] for region in view.regions}
    across = Axis(LEFT, width - SCORE - name_width(view.regions, setting), 0, max(len(views) - 1, 1))
    up = _upward([value for values in series.values() for value in values], view)
    marks = [*_grid(across, up, view), *_periods(view.periods, across)]
    marks += _focal_band(views, across, up)
    for region in [*(one for one in view.regions if one != view.focal), view.focal]:
        marks += _line(series[region], across, up, region == view.focal)
    marks += _names(view, series, across, up, width)
    title = setting.say("time.title")
    summary = _summary(view, views)
    return Figure(
        key="over_time",
        title=title,
        unit=view.unit,
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, HEIGHT, tuple(marks), title, summary),
        table=_table(view, views),
        source_line=_source_line(view, up),
        tags=tag_list(view, []),
    )


def _upward(values: Sequence[float], view: Panel) -> Axis:
    """The value axis, from bottom to top, in tenths of the scale around the scores."""
    scale = view.extent([view.evaluation.framework.root])
    if not view.graded or scale != view.scale:
        return Axis(HEIGHT - BOTTOM, TOP, *scale)
    tenth = (scale[1] - scale[0]) / 10
    known = [(value - scale[0]) / tenth for value in values if not math.isnan(value)]
    low = max(math.floor(min(known, default=0.0) - 0.3), 0)
    high = min(math.ceil(max(known, default=10.0) + 0.3), 10)
    return Axis(HEIGHT - BOTTOM, TOP, scale[0] + low * tenth, scale[0] + max(high, low + 1) * tenth)


def _grid(across: Axis, up: Axis, view: Panel) -> list[Mark]:
    """At most five lines; the bounds of the grades are told in words."""
    setting = view.setting
    if not view.graded:
        return _value_grid(across, up, setting, view.unit)
    worst, best = view.scale
    tenth = (best - worst) / 10
    bounds = {round(bound * 10): setting.say(f"grade.{grade}") for bound, grade in zip(BOUNDS, GRADES[1:], strict=True)}
    first, last = (round((end - worst) / tenth) for end in (up.low, up.high))
    marks: list[Mark] = [Text(0, 12, setting.say("time.axis", unit=view.unit), 11, 400, "ink3")]
    for number in range(first, last + 1):
        if last - first > 4 and number not in bounds and number not in (first, last):
            continue
        value = worst + number * tenth
        y, said = up.at(value), formats.number(value, 1 if tenth < 1 else 0, setting.language)
        words = setting.say("time.from", grade=bounds[number], bound=said) if number in bounds else said
        marks.append(Line(across.left, y, across.right, y, stroke="line"))
        marks.append(Text(across.left - 8, y + 4, words, 11, 400, "ink2", "end"))
    return marks


def _value_grid(across: Axis, up: Axis, setting: Setting, unit: str) -> list[Mark]:
    """A line at every round value, on a ruler without grades."""
    step = tick_step(up.low, up.high)
    marks: list[Mark] = [Text(0, 12, setting.say("time.axis", unit=unit), 11, 400, "ink3")]
    for place in range(math.ceil(up.low / step - 1e-9), math.floor(up.high / step + 1e-9) + 1):
        y, said = up.at(place * step), formats.number(place * step, step_decimals(step), setting.language)
        marks.append(Line(across.left, y, across.right, y, stroke="border" if place == 0 else "line"))
        marks.append(Text(across.left - 8, y + 4, said, 11, 400, "ink2", "end"))
    return marks


def _periods(periods: Sequence[str], across: Axis) -> list[Mark]:
    skip = max(1, math.ceil(len(periods) / 10))
    return [
        Text(across.at(place), HEIGHT - 10, period, 11, 400, "ink2", "middle")
        for place, period in enumerate(periods)
        if place % skip == 0 or place == len(periods) - 1
    ]


def _focal_band(views: Sequence[Panel], across: Axis, up: Axis) -> list[Mark]:
    marks: list[Mark] = []
    for place, view in enumerate(views):
        low, high = view.band(view.focal)
        if not math.isnan(low):
            x, top = across.at(place), up.at(high)
            marks.append(Rect(x - 4, top, 8, max(up.at(low) - top, 1), fill="assessed", opacity=0.3))
    return marks


def _line(values: Sequence[float], across: Axis, up: Axis, focal: bool) -> list[Mark]:
    """Segments between neighbouring scores, so that a gap stays a gap; a dot at each score."""
    stroke, width = ("assessed", 2.4) if focal else ("border", 1.1)
    points = [None if math.isnan(value) else (across.at(place), up.at(value)) for place, value in enumerate(values)]
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    marks: list[Mark] = [Path(polyline(*run), stroke=stroke, width=width) for run in runs if len(run) > 1]
    for x, y in (point for point in points if point is not None):
        marks.append(Symbol("assessed", x, y, 10, ink="assessed") if focal else Circle(x, y, 2, fill=stroke))
    return marks


def _names(view: Panel, series: dict[str, list[float]], across: Axis, up: Axis, width: float) -> list[Mark]:
    """Direct labels at the last score, moved apart so that none covers another."""
    ends = []
    for region in view.regions:
        known = [(place, value) for place, value in enumerate(series[region]) if not math.isnan(value)]
        if known:
            ends.append((up.at(known[-1][1]), known[-1][1], region))
    named = sorted(ends[:MOST_NAMED] + [end for end in ends[MOST_NAMED:] if end[2] == view.focal])
    places = _apart([y for y, _, _ in named], TOP, HEIGHT - BOTTOM + 6)
    marks: list[Mark] = []
    for at, (y, value, region) in zip(places, named, strict=True):
        focal = region == view.focal
        name = cut(view.setting.name(region), width - across.right - SCORE, 11.5, 600 if focal else 400)
        words = f"{formats.score(value)} {name}"
        marks.append(Line(across.right + 3, y, across.right + 11, at, stroke="line"))
        text = Text(across.right + 14, at + 4, words, 11.5, 600 if focal else 400, "ink" if focal else "ink2")
        href = view.setting.link("score", region, view.evaluation.framework.root, view.period)
        said = f"{view.setting.name(region)} {formats.score(value)}"
        ring = (across.right + 14, at - 7, text_width(words, 11.5, 600), 14.0)
        marks.append(Group((text,), label=said, href=href, key=f"region:{region}", ring=ring))
    return marks


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places at least one line apart, as near to the wanted ones as going down and back up gives."""
    places = list(wanted)
    for number in range(1, len(places)):
        places[number] = max(places[number], places[number - 1] + LETTER)
    if places and places[-1] > bottom:
        places[-1] = bottom
        for number in range(len(places) - 2, -1, -1):
            places[number] = min(places[number], places[number + 1] - LETTER)
    return places


def _summary(view: Panel, views: Sequence[Panel]) -> str:
    setting = view.setting
    name = setting.name(view.focal)
    known = [one for one in views if not math.isnan(one.overall(view.focal))]
    if len(known) < 2:
        return setting.say("time.summary.one", region=name)
    first, last = known[0], known[-1]
    sentence = setting.say(
        "time.summary",
        region=name,
        start=first.period,
        before=first.scored_text(view.focal),
        end=last.period,
        after=last.scored_text(view.focal),
    )
    (low1, high1), (low2, high2) = first.band(view.focal), last.band(view.focal)
    if not math.isnan(low1) and not math.isnan(low2) and low1 <= high2 and low2 <= high1:
        sentence += (" " if setting.language == "en" else "") + setting.say("state.no_change")
    return sentence


def _source_line(view: Panel, up: Axis) -> str:
    setting = view.setting
    parts = [
        setting.say(
            "time.source",
            framework=view.evaluation.framework.name,
            regions=len(view.regions),
            periods=len(view.periods),
        )
    ]
    if view.graded and up.low > view.scale[0]:
        parts.append(setting.say("time.source.start", low=formats.number(up.low, 1)))
    if len(view.regions) > MOST_NAMED:
        parts.append(setting.say("time.source.named", count=MOST_NAMED))
    if setting.source:
        parts.append(setting.say("word.source", source=setting.source))
    return (" " if setting.language == "en" else "").join(parts)


def _table(view: Panel, views: Sequence[Panel]) -> TableView:
    setting = view.setting
    root = view.evaluation.framework.root
    columns = (
        Column("region", setting.say("column.region")),
        *(Column(one.period or "score", one.period or setting.say("column.score"), kind="score") for one in views),
    )
    rows = tuple(
        Row(
            (
                Cell(setting.name(region)),
                *(Cell(one.overall(region), href=setting.link("score", region, root, one.period)) for one in views),
            ),
            chosen=view.named and region == view.focal,
        )
        for region in view.regions
    )
    return TableView("over_time", setting.say("time.title"), columns, rows)
