"""Why a score changed: bars from the start to the end, one for each cause and each large contributor."""

from __future__ import annotations

import math

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Line, Mark, Rect, Text, cut
from chainchief.views.figures.assessed import step_decimals
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, dot_on_band
from chainchief.views.figures.years.lines import few_ticks
from chainchief.views.results.change import (
    MOST_PARTS,
    Change,
    cause_table,
    change_answer,
    contributor_table,
    part_words,
)

WIDTH, STEP, HEAD = 770.0, 26.0, 26.0
NAMES, NUMBERS = 230.0, 76.0
Bar = tuple[str, float, float]
Ends = tuple[float, float]


def change_bars(change: Change, setting: Setting) -> Figure:
    """From the score at the start to the score at the end; the bars sum to the change.

    change : see `read_change`
    """
    split = change.split
    bars, bands = _bars(change, setting), _bands(change)
    numbers = [end for bar in bars for end in bar[1:]] + [end for band in bands for end in band if not math.isnan(end)]
    ticks = few_ticks(min(numbers), max(numbers))
    width = setting.width or WIDTH
    axis = Axis(NAMES, width - NUMBERS, ticks[0], ticks[-1])
    bottom = HEAD + STEP * (len(bars) + 2)
    decimals = step_decimals(ticks[1] - ticks[0])
    marks: list[Mark] = []
    for tick in ticks:
        words = formats.number(tick, decimals)
        marks += [
            Line(axis.at(tick), HEAD - 4, axis.at(tick), bottom),
            Text(axis.at(tick), HEAD - 10, words, 11, 400, "ink2", "middle"),
        ]
    marks += _whole(split.start, split.score_start, bands[0], HEAD, axis)
    for number, bar in enumerate(bars, start=1):
        marks += _part(bar, HEAD + STEP * number, axis, setting)
    marks += _whole(split.end, split.score_end, bands[1], bottom - STEP, axis)
    title = setting.say("change.title", start=split.start, end=split.end)
    summary = change_answer(change, setting)
    worst = change.course.evaluation.options.scale[0] if change.course.found is not None else None
    start = setting.say("change.axis", low=formats.number(ticks[0], decimals)) if ticks[0] != worst else ""
    return Figure(
        key="change_bars",
        title=title,
        unit=setting.name(split.region),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, bottom + 6, tuple(marks), title, summary),
        table=cause_table(change, setting),
        further=(contributor_table(change, setting),),
        source_line=(" " if setting.language == "en" else "").join(
            part for part in (setting.say("change.how"), start) if part
        ),
    )


def _bars(change: Change, setting: Setting) -> list[Bar]:
    """(words, from, to) of every part in order; together they lead from the start to the end."""
    split, label = change.split, change.course.evaluation.framework.label
    parts = change.contributors
    steps = [(str(label(str(code), setting.language)), float(part)) for code, part in parts.head(MOST_PARTS).items()]
    if len(parts) > MOST_PARTS:
        steps.append(
            (setting.say("change.others", count=len(parts) - MOST_PARTS), float(parts.iloc[MOST_PARTS:].sum()))
        )
    steps += [(setting.say(f"change.{cause}"), change.causes[cause]) for cause in ("weights", "method", "went", "came")]
    at, bars = split.score_start, []
    for words, part in steps:
        if part_words(part, setting) != "0":
            bars.append((words, at, at + part))
            at += part
    return bars


def _bands(change: Change) -> tuple[Ends, Ends]:
    """The bands of the two scores; unknown without draws, and at the end of another run."""
    course, found = change.course, []
    for period in (change.split.start, change.split.end):
        row = course.at(course.focal, period) if course.banded else None
        other = period == change.split.end and change.verdict == "other_run"
        found.append((math.nan, math.nan) if row is None or other else (float(row["low"]), float(row["high"])))
    return found[0], found[1]


def _whole(period: str, score: float, band: Ends, top: float, axis: Axis) -> list[Mark]:
    """A score as a diamond on its band, with its period and number."""
    base = top + STEP / 2
    right = axis.at(score if math.isnan(band[1]) else max(score, band[1]))
    return [
        Text(0, base + 4, period, 12, 600),
        *dot_on_band(axis, base, score, band, large=True),
        Text(right + 11, base + 4, formats.score(score), 11.5, 600),
    ]


def _part(bar: Bar, top: float, axis: Axis, setting: Setting) -> list[Mark]:
    words, start, end = bar
    left, right = sorted((axis.at(start), axis.at(end)))
    base = top + STEP / 2
    name = cut(words, NAMES - 14, 12)
    return [
        Text(0, base + 4, name, 12, title=words if name != words else ""),
        Rect(left, base - 7, max(right - left, 1), 14, fill="change-6" if end > start else "change-2"),
        Line(axis.at(end), base + 7, axis.at(end), base + STEP - 7, stroke="border", dash="2 2"),
        Text(right + 6, base + 4, part_words(end - start, setting), 11.5),
    ]
