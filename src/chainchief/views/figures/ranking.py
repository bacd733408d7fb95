"""Regions side by side: dots on bands with grade and rank interval; how often each grade comes out."""

from __future__ import annotations

import math
from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import (
    Drawing,
    Group,
    Line,
    Mark,
    Path,
    Rect,
    Symbol,
    Text,
    cut,
    hatch,
    polyline,
)
from chainchief.views.figures.assessed import GRADES, Panel, names_of, panel
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, background, dot_on_band, legend, name_width, pips, unknown_row
from chainchief.views.figures.scorecard import tag_list
from chainchief.views.tables import Cell, Column, Row, TableView

WIDTH = 770.0
SIDE, STEP, HEAD = 300.0, 30.0, 34.0
UNGRADED_SIDE = 150.0
MOST = 40
BAR_TOP, BAR_FOOT = 20.0, 96.0
ALIKE_NAMED = 5


def ranked_regions(evaluation: Any, setting: Setting) -> Figure:
    """Overall score of every region with band, grade and rank interval, and who cannot be told apart.

    evaluation : result of `chainchief.evaluate`
    setting : the focal region is set off; the last period when none is named
    """
    view = panel(evaluation, setting)
    shown = _shown(view)
    right = setting.width or WIDTH
    ends = view.extent([evaluation.framework.root])
    axis = Axis(name_width(shown, setting), right - (SIDE if view.graded else UNGRADED_SIDE), *ends)
    bottom = HEAD + STEP * len(shown)
    marks = [*_heads(axis, right, view), *background(view, axis, HEAD, bottom)]
    marks += [_row(view, region, axis, HEAD + STEP * number, right) for number, region in enumerate(shown)]
    alike = [region for region in view.alike(view.focal) if region in shown] if view.named else []
    if alike:
        marks += _bracket([shown.index(region) for region in (view.focal, *alike)], axis.right + 9)
    signs, lowest = _legend(view, bool(alike), bottom + 22, right, setting)
    title = setting.say("ranking.title")
    summary = _summary(view)
    return Figure(
        key="ranked_regions",
        title=title,
        unit=view.unit,
        lens="assessed",
        summary=summary,
        drawing=Drawing(right, lowest + 8, (*marks, *signs), title, summary),
        table=_table(view),
        source_line=_source_line(view, len(shown)),
        tags=tag_list(view, []),
    )


def _shown(view: Panel) -> list[str]:
    """The regions that are drawn: the first ones, and the focal one wherever it stands."""
    shown = list(view.regions[:MOST])
    if view.named and view.focal not in shown:
        shown[-1] = view.focal
    return shown


def _heads(axis: Axis, right: float, view: Panel) -> list[Mark]:
    base, say = HEAD - 9, view.setting.say
    grade: list[Mark] = [Text(axis.right + 66, base, say("column.grade"), 11, 400, "ink2")] if view.graded else []
    return [
        Text(0, base, say("column.region"), 11, 400, "ink2"),
        Text(axis.right + 52, base, say("column.score"), 11, 400, "ink2", "end"),
        *grade,
        Text(right, base, say("column.rank"), 11, 400, "ink2", "end"),
    ]


def _row(view: Panel, region: str, axis: Axis, top: float, right: float) -> Mark:
    setting = view.setting
    middle, base = top + STEP / 2, top + STEP / 2 + 4
    focal = view.named and region == view.focal
    score, name = view.overall(region), setting.name(region)
    weight = 600 if focal else 400
    short = cut(name, axis.left - 14, 12.5, weight)
    fill = ("selection", 0.75) if focal else ("sheet", 0.01)
    marks: list[Mark] = [
        Rect(-4, top, right + 4, STEP, fill=fill[0], opacity=fill[1]),
        Text(0, base, short, 12.5, weight, "ink", title="" if short == name else name),
        Text(axis.right + 52, base, formats.score(score, setting.language), 12.5, 600, "ink", "end"),
    ]
    if math.isnan(score):
        marks += unknown_row(axis, middle, setting.say("state.unknown"))
    else:
        marks += dot_on_band(axis, middle, score, view.band(region), focal)
        if view.graded:
            marks += pips(axis.right + 66, middle, view.grade(region))
            marks.append(Text(axis.right + 126, base, _grade_word(view, region), 12, 400, "ink"))
        marks.append(Text(right, base, _rank(view, region), 12, 400, "ink", "end"))
    return Group(
        tuple(marks),
        label=_spoken(view, region),
        href=setting.link("score", region, view.evaluation.framework.root, view.period),
        key=f"region:{region}",
        ring=(-2, top + 3, right + 2, STEP - 6),
    )


def _grade_word(view: Panel, region: str) -> str:
    word = view.setting.say(f"grade.{view.grade(region)}")
    if not view.unstable(region):
        return word
    return word + (", " if view.setting.language == "en" else "，") + view.setting.say("state.unstable")


def _rank(view: Panel, region: str) -> str:
    language = view.setting.language
    low, high = view.rank_band(region)
    text = formats.number(view.rank(region), 0, language)
    if math.isnan(low) or low == high:
        return text
    between = formats.band(low, high, 0, language)
    return f"{text} ({between})" if language == "en" else f"{text}（{between}）"


def _spoken(view: Panel, region: str) -> str:
    setting = view.setting
    if math.isnan(view.overall(region)):
        return setting.say("scorecard.summary.unknown", region=setting.name(region))
    words = {"region": setting.name(region), "score": view.scored_text(region), "rank": _rank(view, region)}
    if not view.graded:
        return setting.say("ranking.spoken.ungraded", **words)
    return setting.say("ranking.spoken", grade=_grade_word(view, region), **words)


def _bracket(places: list[int], x: float) -> list[Mark]:
    """A line beside the rows that cannot be told apart, with a foot at each of them."""
    middles = sorted(HEAD + STEP * place + STEP / 2 for place in places)
    marks: list[Mark] = [Path(polyline((x, middles[0]), (x, middles[-1])), stroke="ink2")]
    marks += [Line(x - 4, middle, x, middle, stroke="ink2") for middle in middles]
    return marks


def _legend(view: Panel, alike: bool, top: float, width: float, setting: Setting) -> Any:
    mark = Symbol("assessed", 15, -4, 11, ink="assessed")
    items: list[tuple[list[Mark], float, str]] = []
    if any(not math.isnan(view.band(region)[0]) for region in view.regions):
        pale = Rect(0, -7, 30, 6, fill="assessed", opacity=0.34)
        items.append(([pale, mark], 36, setting.say("scorecard.legend.band")))
    else:
        items.append(([mark], 28, setting.say("scorecard.legend.score")))
    if alike:
        lines: list[Mark] = [
            Line(6, -10, 6, 2, stroke="ink2"),
            Line(2, -10, 6, -10, stroke="ink2"),
            Line(2, 2, 6, 2, stroke="ink2"),
        ]
        items.append((lines, 13, setting.say("ranking.legend.alike", region=setting.name(view.focal))))
    return legend(items, 0, top, width)


def _summary(view: Panel) -> str:
    setting = view.setting
    known = [region for region in view.regions if not math.isnan(view.overall(region))]
    if not known:
        return setting.say("ranking.summary.none")
    space = " " if setting.language == "en" else ""
    region = view.focal if view.named else known[0]
    if math.isnan(view.overall(region)):
        return setting.say("scorecard.summary.unknown", region=setting.name(region))
    words = {"region": setting.name(region), "score": view.scored_text(region), "rank": _rank(view, region)}
    words |= {"grade": setting.say(f"grade.{view.grade(region)}")} if view.graded else {}
    parts = [setting.say("ranking.summary" if view.graded else "ranking.summary.ungraded", count=len(known), **words)]
    alike = view.alike(region)
    if alike:
        named = names_of(alike[:ALIKE_NAMED], setting)
        if len(alike) > ALIKE_NAMED:
            named = setting.say("ranking.more", names=named, count=len(alike) - ALIKE_NAMED)
        parts.append(setting.say("ranking.summary.alike", names=named))
    return space.join(parts)


def _source_line(view: Panel, shown: int) -> str:
    setting = view.setting
    parts = [
        setting.say(
            "scorecard.source",
            framework=view.evaluation.framework.name,
            period=view.period or setting.say("map.period.unknown"),
            regions=len(view.regions),
        )
    ]
    if all(math.isnan(view.band(region)[0]) for region in view.regions):
        parts.append(setting.say("ranking.source.no_band"))
    if shown < len(view.regions):
        parts.append(setting.say("ranking.source.cut", count=len(view.regions) - shown))
    if setting.source:
        parts.append(setting.say("word.source", source=setting.source))
    return (" " if setting.language == "en" else "").join(parts)


def _table(view: Panel) -> TableView:
    setting, framework = view.setting, view.evaluation.framework
    say = setting.say
    columns = (
        Column("region", say("column.region")),
        Column("score", say("column.score"), view.unit, "score"),
        Column("low", say("column.low"), view.unit, "score"),
        Column("high", say("column.high"), view.unit, "score"),
        *([Column("grade", say("column.grade"))] if view.graded else []),
        Column("rank", say("column.rank"), kind="number"),
        Column("rank_low", say("column.rank_low"), kind="number"),
        Column("rank_high", say("column.rank_high"), kind="number"),
        *(Column(code, view.label(code), view.unit, "score") for code in framework.dimensions),
    )
    return TableView("regions", say("ranking.title"), columns, tuple(_line(view, region) for region in view.regions))


def _line(view: Panel, region: str) -> Row:
    setting, framework = view.setting, view.evaluation.framework

    def to(code: str) -> str:
        return setting.link("score", region, code, view.period)

    cells = (
        Cell(setting.name(region), href=setting.link("region", region)),
        Cell(view.overall(region), href=to(framework.root)),
        *(Cell(end) for end in view.band(region)),
        *([Cell(_grade_word(view, region) if view.grade(region) in GRADES else None)] if view.graded else []),
        Cell(view.rank(region)),
        *(Cell(end) for end in view.rank_band(region)),
        *(Cell(view.score(region, code), href=to(code)) for code in framework.dimensions),
    )
    return Row(cells, chosen=view.named and region == view.focal)


def grade_shares(evaluation: Any, setting: Setting) -> Figure:
    """How often each grade comes out for the focal region when weights and values are varied."""
    view = panel(evaluation, setting)
    region = view.focal
    shares = view.grade_shares(region)
    width = setting.width or 340.0
    slot = width / len(GRADES)
    marks: list[Mark] = [Line(0, BAR_FOOT, width, BAR_FOOT, stroke="ink2")]
    for number, grade in enumerate(GRADES if view.graded else ()):
        marks += _bar(grade, shares.get(grade, math.nan), slot * (number + 0.5), min(42.0, slot * 0.62), setting)
    if not view.graded:
        marks = [Text(0, BAR_FOOT - 20, cut(setting.say("grades.none"), width, 12), 12, 400, "ink2")]
    title = setting.say("grades.title", region=setting.name(region))
    summary = _grades_summary(view, shares)
    shown = [Cell(shares.get(grade)) if view.graded else Cell(not_applicable=True) for grade in GRADES]
    rows = tuple(Row((Cell(setting.say(f"grade.{grade}")), cell)) for grade, cell in zip(GRADES, shown, strict=True))
    columns = (
        Column("grade", setting.say("column.grade")),
        Column("share", setting.say("column.share_of_draws"), kind="percent"),
    )
    draws = view.evaluation.options.draws
    return Figure(
        key="grade_shares",
        title=title,
        unit=setting.say("grades.unit", count=formats.number(draws, 0, setting.language)),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, BAR_FOOT + 24, tuple(marks), title, summary),
        table=TableView("grade_shares", title, columns, rows),
        tags=tag_list(view, []),
    )


def _bar(grade: str, share: float, middle: float, wide: float, setting: Setting) -> list[Mark]:
    bottom = BAR_FOOT
    words: list[Mark] = [Text(middle, bottom + 16, setting.say(f"grade.{grade}"), 11, 400, "ink2", "middle")]
    if math.isnan(share):
        return [
            hatch(middle - wide / 2, bottom - 22, wide, 22),
            Text(middle, bottom - 28, setting.say("state.unknown"), 11, 400, "ink2", "middle"),
            *words,
        ]
    high = share * (bottom - BAR_TOP)
    said = formats.percent(share, 0, setting.language)
    bar = Rect(
        middle - wide / 2,
        bottom - high,
        wide,
        high,
        fill=f"grade-{GRADES.index(grade) + 1}",
        stroke="assessed",
        stroke_width=0.6,
    )
    return [*([bar] if share > 0 else []), Text(middle, bottom - high - 6, said, 11, 400, "ink", "middle"), *words]


def _grades_summary(view: Panel, shares: dict[str, float]) -> str:
    setting = view.setting
    if not view.graded:
        return setting.say("grades.none")
    if not shares:
        return setting.say("grades.summary.none")
    common = max(GRADES, key=lambda grade: 0 if math.isnan(shares[grade]) else shares[grade])
    return setting.say(
        "grades.summary",
        region=setting.name(view.focal),
        grade=setting.say(f"grade.{common}"),
        share=formats.percent(shares[common], 0, setting.language),
    )
