"""How far every rank moves, how often it is among the first, how often each grade comes out."""

from __future__ import annotations

from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Group, Line, Mark, Rect, Symbol, Text, cut
from chainchief.views.figures.assessed import GRADES
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, legend, name_width
from chainchief.views.figures.scorecard import tag_list
from chainchief.views.results.robustness.study_tables import rank_table
from chainchief.views.results.robustness.sureness import Outlook, grade_words, outlook, robustness_answer

WIDTH = 770.0
STEP, HEAD = 28.0, 34.0
SIDE, WIDE_SIDE, UNGRADED_SIDE = 440.0, 476.0, 176.0
ROOMY = 1000.0
RANK_END, TOP_END, BAR, BAR_WIDTH = 84.0, 158.0, 176.0, 90.0
MOST = 40
MOST_TICKS = 8


def rank_bands(found: Any, setting: Setting, top: int | None = None) -> Figure:
    """Ranks of all regions at 5, 50 and 95 % of the draws, shares of the first k and of the grades.

    found : result of `study_robustness`; top : k, see `outlook`
    """
    look = outlook(found, setting, top)
    view = look.view
    shown = [*view.regions[:MOST]]
    if view.named and view.focal not in shown:
        shown[-1] = view.focal
    width = setting.width or WIDTH
    side = UNGRADED_SIDE if not view.graded else WIDE_SIDE if width >= ROOMY else SIDE
    axis = Axis(name_width(shown, setting), width - side, 0.5, len(view.regions) + 0.5)
    bottom = HEAD + STEP * len(shown)
    marks = [*_heads(look, axis), *_ticks(axis, len(view.regions), bottom)]
    marks += [_row(look, region, axis, HEAD + STEP * number, width) for number, region in enumerate(shown)]
    signs, lowest = _legend(look, bottom + 22, width)
    title = setting.say("robust.ranks.title", draws=look.draws)
    summary = robustness_answer(found, setting)
    return Figure(
        key="rank_bands",
        title=setting.say("robust.ranks.short"),
        unit=setting.say("robust.ranks.unit", draws=look.draws, count=len(view.regions)),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, lowest + 8, (*marks, *signs), title, summary),
        table=rank_table(look),
        source_line=_source(look, len(shown)),
        tags=tag_list(view, []),
    )


def _heads(look: Outlook, axis: Axis) -> list[Mark]:
    say, base, right = look.setting.say, HEAD - 9, axis.right
    marks: list[Mark] = [
        Text(0, base, say("column.region"), 11, 400, "ink2"),
        Text(right + RANK_END, base, say("column.rank"), 11, 400, "ink2", "end"),
        Text(right + TOP_END, base, say("robust.top", count=look.top), 11, 400, "ink2", "end"),
    ]
    if look.view.graded:
        marks.append(Text(right + BAR, base, say("robust.grades"), 11, 400, "ink2"))
    return marks


def _ticks(axis: Axis, count: int, bottom: float) -> list[Mark]:
    """A line between ranks where there are few, numbers above, rank 1 at the left."""
    marks: list[Mark] = []
    if count <= 2 * MOST_TICKS:
        edges = [axis.at(rank + 0.5) for rank in range(count + 1)]
        marks += [Line(x, HEAD, x, bottom) for x in edges]
    step = -(-count // MOST_TICKS)
    for rank in sorted({1, *range(step, count + 1, step)}):
        if rank != 1 and rank < step and step > 1:
            continue
        x = axis.at(rank)
        if count > 2 * MOST_TICKS:
            marks.append(Line(x, HEAD, x, bottom))
        marks.append(Text(x, HEAD - 9, str(rank), 11, 400, "ink2", "middle"))
    return marks


def _row(look: Outlook, region: str, axis: Axis, top: float, width: float) -> Mark:
    setting, view = look.setting, look.view
    middle, base = top + STEP / 2, top + STEP / 2 + 4
    focal = view.named and region == view.focal
    name, weight = setting.name(region), 600 if focal else 400
    short = cut(name, axis.left - 14, 12.5, weight)
    low, median, high = look.rank_band(region)
    left, right = axis.at(low - 0.5) + 1, axis.at(high + 0.5) - 1
    fill = ("selection", 0.75) if focal else ("sheet", 0.01)
    marks: list[Mark] = [
        Rect(-4, top, width + 4, STEP, fill=fill[0], opacity=fill[1]),
        Text(0, base, short, 12.5, weight, "ink", title="" if short == name else name),
        Rect(left, middle - 5, max(right - left, 2), 10, fill="assessed", opacity=0.34),
        Line(axis.at(median), middle - 8, axis.at(median), middle + 8, stroke="assessed", width=2),
        Symbol("assessed", axis.at(view.rank(region)), middle, 11, ink="assessed"),
        Text(axis.right + RANK_END, base, _rank(look, region), 12, 600 if focal else 400, "ink", "end"),
        Text(axis.right + TOP_END, base, _percent(look.top_share(region), setting), 12, 400, "ink", "end"),
    ]
    if view.graded:
        marks += _grades(look, region, (axis.right + BAR, width), middle)
    return Group(
        tuple(marks),
        label=_spoken(look, region),
        href=setting.link("score", region, view.evaluation.framework.root, view.period),
        key=f"sure:{region}",
        ring=(-2, top + 2, width + 2, STEP - 4),
    )


def _rank(look: Outlook, region: str) -> str:
    language = look.setting.language
    low, _, high = look.rank_band(region)
    text = formats.number(look.view.rank(region), 0, language)
    if low == high and f"{low}" == text:
        return text
    between = formats.band(low, high, 0, language) if low != high else str(low)
    return f"{text} ({between})" if language == "en" else f"{text}（{between}）"


def _percent(share: float, setting: Setting) -> str:
    return formats.percent(share, 0, setting.language)


def _grades(look: Outlook, region: str, ends: tuple[float, float], middle: float) -> list[Mark]:
    """One bar cut by how often each grade comes out, and the words."""
    left, right = ends
    shares = look.grade_shares(region)
    if not shares:
        return [Text(left, middle + 4, look.setting.say("state.unknown"), 11, 400, "ink2")]
    marks: list[Mark] = []
    x = left
    for place, grade in enumerate(GRADES):
        wide = shares[grade] * BAR_WIDTH
        if wide > 0:
            marks.append(Rect(x, middle - 5, wide, 10, fill=f"grade-{place + 1}"))
        x += wide
    marks.append(Rect(left, middle - 5, BAR_WIDTH, 10, stroke="assessed", stroke_width=0.6))
    words = grade_words(look, region)
    short = cut(words, right - left - BAR_WIDTH - 8, 11)
    full = "" if short == words else words
    weight = 600 if look.unstable(region) else 400
    marks.append(Text(left + BAR_WIDTH + 8, middle + 4, short, 11, weight, "ink", title=full))
    return marks


def _spoken(look: Outlook, region: str) -> str:
    setting = look.setting
    low, _, high = look.rank_band(region)
    words = setting.say(
        "robust.spoken",
        region=setting.name(region),
        rank=formats.number(look.view.rank(region), 0, setting.language),
        band=formats.band(low, high, 0, setting.language),
        top=look.top,
        share=_percent(look.top_share(region), setting),
    )
    grades = grade_words(look, region) if look.view.graded else ""
    between = ", " if setting.language == "en" else "，"
    unstable = setting.say("state.unstable") if look.unstable(region) else ""
    return between.join(part for part in (words, grades, unstable) if part)


def _legend(look: Outlook, top: float, width: float) -> tuple[list[Mark], float]:
    say = look.setting.say
    items: list[tuple[list[Mark], float, str]] = [
        ([Symbol("assessed", 6, -4, 11, ink="assessed")], 18, say("robust.legend.rank")),
        ([Rect(0, -9, 26, 10, fill="assessed", opacity=0.34)], 32, say("robust.legend.band")),
        ([Line(3, -12, 3, 4, stroke="assessed", width=2)], 12, say("robust.legend.median")),
    ]
    if look.view.graded:
        items += [
            ([Rect(0, -9, 12, 10, fill=f"grade-{place + 1}", stroke="assessed", stroke_width=0.6)], 18,
             say(f"grade.{grade}"))
            for place, grade in enumerate(GRADES)
        ]  # fmt: skip
    return legend(items, 0, top, width)


def _source(look: Outlook, shown: int) -> str:
    setting, view = look.setting, look.view
    period = view.period or setting.say("map.period.unknown")
    words = {"framework": view.evaluation.framework.name, "period": period, "regions": len(view.regions)}
    parts = [setting.say("scorecard.source", **words), setting.say(f"robust.drawn.{look.found.options.weight_draw}")]
    if shown < len(view.regions):
        parts.append(setting.say("ranking.source.cut", count=len(view.regions) - shown))
    if setting.source:
        parts.append(setting.say("word.source", source=setting.source))
    return (" " if setting.language == "en" else "").join(parts)
