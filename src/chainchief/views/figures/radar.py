"""The radar: the shape of one region against the median of all. A second look, never the main figure."""

from __future__ import annotations

import math
from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Line, Mark, Path, Symbol, Text, polygon, wrap
from chainchief.views.figures.assessed import BOUNDS, Panel, panel
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import legend
from chainchief.views.figures.scorecard import tag_list
from chainchief.views.tables import Cell, Column, Row, TableView

WIDTH, RADIUS, TOP = 460.0, 118.0, 64.0
MOST_SPOKES = 8
FEWEST_SPOKES = 3


def radar(evaluation: Any, setting: Setting) -> Figure:
    """Aspects (or dimensions) of one region as a shape, beside the median of all regions.

    evaluation : result of `chainchief.evaluate`
    returns : figure of the assessed lens; a spoke without a score is dotted and leaves the shape open
    """
    view = panel(evaluation, setting)
    codes = spokes(evaluation.framework)
    width = setting.width or WIDTH
    cx, cy = width / 2, TOP + RADIUS
    own = [view.score(view.focal, code) for code in codes]
    medians = [view.median(code) for code in codes]
    low, high = view.extent(codes)
    parts = [(score - low) / (high - low) for score in own]
    marks: list[Mark] = [*_web(len(codes), own, cx, cy)]
    several = len(view.regions) > 1
    if several:
        marks += _shape([(score - low) / (high - low) for score in medians], cx, cy, stroke="ink3", dash="2 3", fill="")
    marks += _shape(parts, cx, cy, stroke="assessed", dash="", fill="assessed")
    marks += [
        Symbol("assessed", *_point(place, len(codes), score, cx, cy), 10, ink="assessed")
        for place, score in enumerate(parts)
        if not math.isnan(score)
    ]
    for place, code in enumerate(codes):
        marks += _words(view, code, _angle(place, len(codes)), own[place], (cx, cy))
    lowest_word = max(mark.y for mark in marks if isinstance(mark, Text))
    signs, lowest = _legend(several, max(lowest_word, cy) + 28, width, view)
    title = setting.say("radar.title", region=setting.name(view.focal))
    summary = _summary(view, codes, own)
    return Figure(
        key="radar",
        title=title,
        unit=setting.say("radar.unit" if view.graded else "radar.unit.ungraded", low=_plain(low), high=_plain(high)),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, lowest + 8, (*marks, *signs), title, summary),
        table=_table(view, codes),
        source_line=setting.say("radar.source"),
        tags=tag_list(view, []),
    )


def _plain(end: float) -> str:
    return f"{end:g}".replace("-", formats.MINUS)


def spokes(framework: Any) -> tuple[str, ...]:
    """The codes that make the spokes: the deepest level between dimensions and indicators that gives 3 to 8."""
    depth = framework.table["depth"]
    leaves = set(framework.leaves)
    inner = [
        tuple(code for code in framework.codes if depth[code] == level and code not in leaves)
        for level in range(1, int(depth.max()) + 1)
    ]
    fitting = [codes for codes in inner if FEWEST_SPOKES <= len(codes) <= MOST_SPOKES]
    if fitting:
        return fitting[-1]
    dimensions: tuple[str, ...] = framework.dimensions
    return dimensions[:MOST_SPOKES]


def _angle(place: int, count: int) -> float:
    """Direction of a spoke in radians, the first one upright."""
    return 2 * math.pi * place / count - math.pi / 2


def _point(place: int, count: int, score: float, cx: float, cy: float) -> tuple[float, float]:
    angle = _angle(place, count)
    return (cx + RADIUS * score * math.cos(angle), cy + RADIUS * score * math.sin(angle))


def _web(count: int, own: list[float], cx: float, cy: float) -> list[Mark]:
    marks: list[Mark] = []
    for ring in (*BOUNDS, 1.0):
        corners = [_point(place, count, ring, cx, cy) for place in range(count)]
        marks.append(Path(polygon(*corners), stroke="line"))
    for place in range(count):
        unknown = math.isnan(own[place])
        x, y = _point(place, count, 1.0, cx, cy)
        marks.append(Line(cx, cy, x, y, stroke="frame-unknown" if unknown else "line", dash="1.5 3" if unknown else ""))
    return marks


def _shape(scores: list[float], cx: float, cy: float, stroke: str, dash: str, fill: str) -> list[Mark]:
    """A closed shape; with an unknown spoke only the sides between two known ones."""
    count = len(scores)
    points = [None if math.isnan(score) else _point(at, count, score, cx, cy) for at, score in enumerate(scores)]
    known = [point for point in points if point is not None]
    if len(known) == count and count >= FEWEST_SPOKES:
        steps = polygon(*known)
        pale: list[Mark] = [Path(steps, fill=fill, opacity=0.14)] if fill else []
        return [*pale, Path(steps, stroke=stroke, width=2 if fill else 1.4, dash=dash)]
    marks: list[Mark] = []
    for at in range(count):
        start, end = points[at], points[(at + 1) % count]
        if start is not None and end is not None:
            marks.append(Line(*start, *end, stroke=stroke, width=2 if fill else 1.4, dash=dash))
    return marks


def _words(view: Panel, code: str, angle: float, score: float, centre: tuple[float, float]) -> list[Mark]:
    x, y = centre[0] + (RADIUS + 12) * math.cos(angle), centre[1] + (RADIUS + 12) * math.sin(angle)
    anchor = "middle" if abs(math.cos(angle)) < 0.2 else "start" if math.cos(angle) > 0 else "end"
    lines = wrap(view.label(code), 112, 12, 400, lines=3)
    said = formats.score(score, view.setting.language)
    first = y - 14 * len(lines) + 4 if math.sin(angle) < -0.5 else y - 2 + (10 if math.sin(angle) > 0.5 else 0)
    name: list[Mark] = [Text(x, first + 14 * at, line, 12, 400, "ink2", anchor) for at, line in enumerate(lines)]
    return [*name, Text(x, first + 14 * len(lines), said, 12, 600, "ink", anchor)]


def _legend(several: bool, top: float, width: float, view: Panel) -> Any:
    setting = view.setting
    own: list[Mark] = [Line(0, -4, 22, -4, stroke="assessed", width=2), Symbol("assessed", 11, -4, 9, ink="assessed")]
    items: list[tuple[list[Mark], float, str]] = [(own, 28, setting.name(view.focal))]
    if several:
        line: list[Mark] = [Line(0, -4, 22, -4, stroke="ink3", width=1.4, dash="2 3")]
        items.append((line, 28, setting.say("scorecard.legend.median", count=len(view.regions))))
    return legend(items, 0, top, width)


def _summary(view: Panel, codes: tuple[str, ...], own: list[float]) -> str:
    language = view.setting.language
    named = [f"{view.label(code)} {formats.score(score, language)}" for code, score in zip(codes, own, strict=True)]
    return view.setting.say("radar.summary", region=view.setting.name(view.focal), parts=formats.join(named, language))


def _table(view: Panel, codes: tuple[str, ...]) -> TableView:
    say = view.setting.say
    columns = (
        Column("name", say("column.part")),
        Column("score", say("column.score"), view.unit, "score"),
        Column("median", say("column.median"), view.unit, "score"),
    )
    rows = tuple(
        Row(
            (
                Cell(view.label(code)),
                Cell(view.score(view.focal, code), href=view.setting.link("score", view.focal, code, view.period)),
                Cell(view.median(code)),
            )
        )
        for code in codes
    )
    return TableView("radar", say("radar.title", region=view.setting.name(view.focal)), columns, rows)
