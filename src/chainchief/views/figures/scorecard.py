"""The scorecard of one region: every dimension and indicator as a dot on its band, between the grades."""

from __future__ import annotations

import math
from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Group, Line, Mark, Rect, Symbol, Text, cut
from chainchief.views.figures.assessed import (
    Observation,
    Panel,
    measured,
    panel,
    qualities,
    shown_codes,
    value_cell,
)
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, background, dot_on_band, legend, unknown_row
from chainchief.views.tables import Cell, Column, Row, TableView

WIDTH = 770.0
VALUE, WEIGHT, PLOT = 246.0, 300.0, 326.0
STEP, HEAD = 33.0, 34.0
NO_BAND = (math.nan, math.nan)


def scorecard(evaluation: Any, setting: Setting) -> Figure:
    """What the score of one region is made of.

    evaluation : result of `chainchief.evaluate`
    setting : the focal region and period; the best region when none is named
    returns : figure of the assessed lens; each row leads to the arithmetic of its score
    """
    view = panel(evaluation, setting)
    region = view.focal
    codes = [(evaluation.framework.root, 0), *shown_codes(evaluation)]
    seen = {code: view.observation(region, code) for code, _ in codes}
    axis = Axis(PLOT, (setting.width or WIDTH) - 52, *view.extent([code for code, _ in codes]))
    tops = _tops(codes)
    bottom = tops[-1] + STEP
    marks = [*_heads(axis, view), *background(view, axis, HEAD, bottom)]
    for (code, depth), top in zip(codes, tops, strict=True):
        marks.append(_row(view, code, depth, seen[code], axis, top))
    signs, lowest = _legend(view, codes, bottom + 22, axis.right + 52, setting)
    title = setting.say("scorecard.title", region=setting.name(region))
    summary = _summary(view, region)
    return Figure(
        key="scorecard",
        title=title,
        unit=view.unit,
        lens="assessed",
        summary=summary,
        drawing=Drawing(axis.right + 52, lowest + 8, (*marks, *signs), title, summary),
        table=score_table(view, region),
        source_line=_source_line(view),
        tags=tag_list(view, [seen[code] for code, _ in codes]),
    )


def tag_list(view: Panel, observations: list[Observation]) -> tuple[str, ...]:
    """Synthetic first, then what is estimated or expert."""
    made_up = view.setting.synthetic or any(one.quality == "S" for one in observations)
    return (*(("synthetic",) if made_up else ()), *qualities(observations))


def _tops(codes: list[tuple[str, int]]) -> list[float]:
    tops, at = [], HEAD
    for number, (_, depth) in enumerate(codes):
        at += 10 if depth == 0 and number else 0
        tops.append(at)
        at += STEP
    return tops


def _heads(axis: Axis, view: Panel) -> list[Mark]:
    say = view.setting.say
    return [
        Text(0, HEAD - 9, say("column.indicator"), 11, 400, "ink2"),
        Text(VALUE, HEAD - 9, say("column.value"), 11, 400, "ink2", "end"),
        Text(WEIGHT, HEAD - 9, say("column.weight"), 11, 400, "ink2", "end"),
        Text(axis.right + 52, HEAD - 9, say("column.score"), 11, 400, "ink2", "end"),
    ]


def _row(view: Panel, code: str, depth: int, seen: Observation, axis: Axis, top: float) -> Mark:
    region, root = view.focal, code == view.evaluation.framework.root
    middle, base = top + STEP / 2, top + STEP / 2 + 4
    score = view.score(region, code)
    leaf = code in view.evaluation.framework.leaves
    weight = 600 if depth == 0 else 400
    name = view.setting.say("scorecard.whole") if root else view.label(code)
    room = VALUE - 74 - 14 * depth if leaf else WEIGHT - 60
    short = cut(name, room, 12.5, weight)
    marks: list[Mark] = [
        Rect(-4, top, axis.right + 56, STEP, fill="sheet", opacity=0.01),
        Text(14.0 * depth, base, short, 12.5, weight, "ink", title="" if short == name else name),
    ]
    if leaf:
        marks.append(Text(VALUE, base, _value(view, code, seen), 12, 400, "ink", "end", title=seen.reason))
    if not root:
        share = formats.number(view.weight(code), 3, view.setting.language)
        marks.append(Text(WEIGHT, base, share, 12, 400, "ink2", "end"))
    if depth:
        marks.append(Line(0, top + STEP, WEIGHT, top + STEP))
    marks += _plot(view, code, depth == 0, axis, middle, seen.reason)
    known = not math.isnan(score)
    said = formats.score(score, view.setting.language)
    marks.append(Text(axis.right + 52, base, said, 12.5, 600 if known else 400, "ink" if known else "ink2", "end"))
    return Group(
        tuple(marks),
        label=_spoken(view, region, code, seen),
        href=view.setting.link("score", region, code, view.period),
        key=f"score:{code}",
        ring=(-2, top + 3, axis.right + 54, STEP - 6),
    )


def _plot(view: Panel, code: str, large: bool, axis: Axis, middle: float, reason: str) -> list[Mark]:
    region = view.focal
    score = view.score(region, code)
    if math.isnan(score):
        return unknown_row(axis, middle, view.setting.say("state.unknown"), reason)
    band = view.band(region) if code == view.evaluation.framework.root else NO_BAND
    marks: list[Mark] = []
    if len(view.regions) > 1 and not math.isnan(median := view.median(code)):
        marks.append(Line(axis.at(median), middle - 8, axis.at(median), middle + 8, stroke="ink", width=1.5))
    marks += dot_on_band(axis, middle, score, band, large)
    if not math.isnan(target := view.target_score(code)):
        x = axis.at(target)
        marks.append(Rect(x - 3.5, middle - 3.5, 7, 7, fill="sheet", stroke="ink", stroke_width=1.2))
    return marks


def _value(view: Panel, code: str, seen: Observation) -> str:
    language = view.setting.language
    if seen.withheld:
        return formats.WITHHELD[language]
    unit = view.unit_of(code, seen)
    return formats.marked(measured(seen.value, unit, language), seen.quality, seen.qualifier)


def _spoken(view: Panel, region: str, code: str, seen: Observation) -> str:
    language = view.setting.language
    comma = ", " if language == "en" else "，"
    score = view.score(region, code)
    said = formats.score(score, language)
    if code == view.evaluation.framework.root:
        said = view.scored_text(region)
    parts = [view.label(code)]
    if code in view.evaluation.framework.leaves:
        parts.append(_value(view, code, seen))
    parts.append(view.setting.say("scorecard.spoken.score", score=said))
    if math.isnan(score) and seen.reason:
        parts.append(seen.reason)
    return comma.join(parts)


def _legend(view: Panel, codes: list[tuple[str, int]], top: float, width: float, setting: Setting) -> Any:
    mark = Symbol("assessed", 15, -4, 11, ink="assessed")
    items: list[tuple[list[Mark], float, str]] = []
    if math.isnan(view.band(view.focal)[0]):
        items.append(([mark], 28, setting.say("scorecard.legend.score")))
    else:
        pale = Rect(0, -7, 30, 6, fill="assessed", opacity=0.34)
        items.append(([pale, mark], 36, setting.say("scorecard.legend.band")))
    if len(view.regions) > 1:
        line = Line(4, -11, 4, 3, stroke="ink", width=1.5)
        items.append(([line], 12, setting.say("scorecard.legend.median", count=len(view.regions))))
    if any(not math.isnan(view.target_score(code)) for code, _ in codes):
        box = Rect(0, -7.5, 7, 7, fill="sheet", stroke="ink", stroke_width=1.2)
        items.append(([box], 13, setting.say("scorecard.legend.target")))
    return legend(items, 0, top, width)


def _summary(view: Panel, region: str) -> str:
    setting = view.setting
    if math.isnan(view.overall(region)):
        return setting.say("scorecard.summary.unknown", region=setting.name(region))
    sentence = scored_sentence(view, region)
    dimensions = view.evaluation.framework.dimensions
    known = [(view.score(region, code), code) for code in dimensions if not math.isnan(view.score(region, code))]
    lowest, highest = (min(known), max(known)) if known else ((0.0, ""), (0.0, ""))
    if formats.score(lowest[0]) != formats.score(highest[0]):
        sentence += (" " if setting.language == "en" else "") + setting.say(
            "scorecard.summary.ends",
            low=view.label(lowest[1]),
            low_score=formats.score(lowest[0], setting.language),
            high=view.label(highest[1]),
            high_score=formats.score(highest[0], setting.language),
        )
    return sentence


def scored_sentence(view: Panel, region: str) -> str:
    """«Anlan scores 0.58, 0.53 to 0.63: medium.»; without a grade on a ruler that has no ends."""
    setting = view.setting
    words = {"region": setting.name(region), "score": view.scored_text(region)}
    if not view.graded:
        return setting.say("scorecard.summary.ungraded", **words)
    return setting.say("scorecard.summary", grade=setting.say(f"grade.{view.grade(region)}"), **words)


def _source_line(view: Panel) -> str:
    setting, leaves = view.setting, view.evaluation.framework.leaves
    seen = [view.observation(view.focal, code) for code in leaves]
    parts = [
        setting.say(
            "scorecard.source",
            framework=view.evaluation.framework.name,
            period=view.period or setting.say("map.period.unknown"),
            regions=len(view.regions),
        )
    ]
    unknown = sum(not one.scored for one in seen)
    if unknown:
        parts.append(setting.say("scorecard.source.unscored", count=unknown, all=len(leaves)))
    if setting.source:
        parts.append(setting.say("word.source", source=setting.source))
    return (" " if setting.language == "en" else "").join(parts)


def score_table(view: Panel, region: str) -> TableView:
    """All codes of the framework for one region: value, weight, score, contribution, basis, cell."""
    setting, framework = view.setting, view.evaluation.framework
    say = setting.say
    columns = (
        Column("name", say("column.indicator")),
        Column("code", say("column.code")),
        Column("value", say("column.value"), kind="raw"),
        Column("weight", say("column.weight"), kind="number", decimals=3),
        Column("score", say("column.score"), view.unit, "score"),
        Column("contribution", say("column.contribution"), view.unit, "number", 3),
        Column("median", say("column.median"), view.unit, "score"),
        Column("basis", say("column.basis")),
        Column("cell", say("column.cell")),
    )
    depth = framework.table["depth"]
    rows = tuple(_table_row(view, region, code, int(depth[code])) for code in framework.codes)
    return TableView("scores", say("scorecard.table", region=setting.name(region)), columns, rows)


def _table_row(view: Panel, region: str, code: str, depth: int) -> Row:
    setting, framework = view.setting, view.evaluation.framework
    leaf = code in framework.leaves
    nothing = Cell(not_applicable=True)
    seen = view.observation(region, code)
    href = setting.link("score", region, code, view.period)
    row = view.row(view.evaluation.contributions, region)
    part = float(row[code]) if leaf and row is not None and code in row.index else math.nan
    median = view.median(code) if len(view.regions) > 1 else math.nan
    basis = setting.say(f"basis.{seen.basis}") if seen.basis else ""
    cells = (
        Cell(view.label(code), href=href),
        Cell(code),
        value_cell(seen, view.unit_of(code, seen), setting) if leaf else nothing,
        Cell(view.weight(code)) if depth else nothing,
        Cell(view.score(region, code), href=href, note=seen.reason),
        Cell(part) if leaf else nothing,
        Cell(median) if len(view.regions) > 1 else nothing,
        (Cell(basis) if basis else Cell(None)) if leaf else nothing,
        _place(seen.origin, setting) if leaf else nothing,
    )
    return Row(cells, depth=max(depth - 1, 0), strong=depth <= 1)


def _place(origin: str, setting: Setting) -> Cell:
    """The cell a value stands in; a derived one has many, its arithmetic names them."""
    if origin.startswith("derived:"):
        return Cell(setting.say("basis.many_cells"))
    return Cell(origin, href=setting.link("cell", origin)) if origin else Cell(None)
