"""How unequal the regions are, period by period: two measures as lines, Theil T with its parts as columns."""

from __future__ import annotations

import math

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Line, Mark, Rect, Text, hatch
from chainchief.views.figures.assessed import step_decimals
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, legend
from chainchief.views.figures.years.lines import (
    FOOT,
    TOP,
    Frame,
    cut_marks,
    end_labels,
    few_ticks,
    line_marks,
    period_marks,
    time_axis,
)
from chainchief.views.results.course import Course
from chainchief.views.results.over_time import inequality_table

WIDTH, HEIGHT = 770.0, 210.0
LEFT, LABELS, BETWEEN = 40.0, 96.0, 44.0
LINES = {"cv": "category-1", "gini": "category-2"}
WHOLE, WITHIN, BETWEEN_INK = "category-5", "category-4", "category-1"


def inequality_paths(course: Course, setting: Setting) -> Figure:
    """Coefficient of variation and Gini as lines; Theil T beside them, within groups and between them.

    course : with `found`, that is on a ruler with ends
    """
    assert course.found is not None, "inequality needs a ruler with ends"
    width = setting.width or WIDTH
    half = (width - BETWEEN) / 2
    marks = _measures(course, setting, half)
    marks += _theil(course, setting, half + BETWEEN, width)
    title = setting.say("inequality.title")
    summary = inequality_answer(course, setting)
    return Figure(
        key="inequality_paths",
        title=title,
        unit=setting.say("inequality.unit"),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, HEIGHT + 24, tuple(marks), title, summary),
        table=inequality_table(course.found, setting),
        source_line=setting.say("inequality.source", regions=int(course.found.regional["regions"].max())),
    )


def inequality_answer(course: Course, setting: Setting) -> str:
    """In a sentence: Gini at the start and the end, and what share of Theil T lies between groups."""
    assert course.found is not None, "inequality needs a ruler with ends"
    table, language = course.found.regional, setting.language
    known = table[table["gini"].notna()]
    if len(known) < 2:
        return setting.say("inequality.unknown")
    ends = [formats.number(float(known["gini"].iloc[place]), 2, language) for place in (0, -1)]
    words = {"start": known.index[0], "before": ends[0], "end": known.index[-1], "after": ends[1]}
    said = [setting.say("inequality.answer", **words)]
    if steps := course.crossed(str(known.index[0]), str(known.index[-1])):
        said.append(setting.say("inequality.across", steps=formats.join(["/".join(cut) for cut in steps], language)))
    shares = known["between_share"].dropna()
    if len(shares):
        share = formats.percent(float(shares.iloc[-1]), 0, language)
        said.append(setting.say("inequality.shared", end=shares.index[-1], share=share, group=course.found.group))
    return (" " if language == "en" else "").join(said)


def _frame(course: Course, left: float, right: float, values: list[float]) -> tuple[Frame, list[float]]:
    ticks = few_ticks(0.0, max([value for value in values if not math.isnan(value)], default=1.0) or 1.0)
    across = time_axis(course, left, right)
    return Frame(across, Axis(HEIGHT - FOOT, TOP, ticks[0], ticks[-1]), TOP, HEIGHT - FOOT), ticks


def _grid(frame: Frame, ticks: list[float], left: float, right: float) -> list[Mark]:
    decimals = step_decimals(ticks[1] - ticks[0])
    marks: list[Mark] = []
    for tick in ticks:
        y = frame.up.at(tick)
        marks.append(Line(left, y, right, y))
        marks.append(Text(left - 6, y + 4, formats.number(tick, decimals), 11, 400, "ink2", "end"))
    return marks


def _measures(course: Course, setting: Setting, right: float) -> list[Mark]:
    assert course.found is not None, "inequality needs a ruler with ends"
    table = course.found.regional
    series = {name: [float(value) for value in table[name]] for name in LINES}
    frame, ticks = _frame(course, LEFT + 8, right - LABELS, [value for values in series.values() for value in values])
    marks: list[Mark] = [
        Text(0, 12, setting.say("inequality.lines"), 11, 600, "ink2"),
        *_grid(frame, ticks, LEFT, right - LABELS),
    ]
    marks += [*period_marks(course, frame), *cut_marks(course, frame, setting.say("course.break"))]
    labels = []
    for name, values in series.items():
        marks += line_marks(course, values, frame, LINES[name], focal=False)
        known = [value for value in values if not math.isnan(value)]
        if known:
            words = f"{formats.number(known[-1], 2)} {setting.say(f'inequality.{name}.short')}"
            labels.append((frame.up.at(known[-1]), words, LINES[name], False))
    return marks + end_labels(labels, frame, right)


def _theil(course: Course, setting: Setting, left: float, right: float) -> list[Mark]:
    assert course.found is not None, "inequality needs a ruler with ends"
    table = course.found.regional
    totals = [float(value) for value in table["theil"]]
    frame, ticks = _frame(course, left + LEFT + 14, right - 14, totals)
    marks: list[Mark] = [Text(left, 12, setting.say("inequality.columns"), 11, 600, "ink2")]
    marks += [*_grid(frame, ticks, left + LEFT, right), *period_marks(course, frame)]
    marks += cut_marks(course, frame, setting.say("course.break"))
    gap = min((after - before for before, after in zip(course.places, course.places[1:], strict=False)), default=1.0)
    thick = min(max((frame.across.at(course.places[0] + gap) - frame.across.at(course.places[0])) * 0.6, 3.0), 22.0)
    for place, total in enumerate(totals):
        x = frame.across.at(course.places[place]) - thick / 2
        parts = [float(table[name].iloc[place]) for name in ("within", "between")]
        marks += _column(x, thick, total, parts, frame)
    grouped = bool(table["within"].notna().any())
    words = ("within", "between") if grouped else ("theil",)
    inks = (WITHIN, BETWEEN_INK) if grouped else (WHOLE,)
    items = [
        ((Rect(0, -9, 10, 10, fill=ink),), 15.0, setting.say(f"inequality.{word}.short"))
        for word, ink in zip(words, inks, strict=True)
    ]
    return marks + legend(items, left + LEFT, HEIGHT + 14, right - left - LEFT)[0]


def _column(x: float, thick: float, total: float, parts: list[float], frame: Frame) -> list[Mark]:
    """Within below, between above; one grey column without groups; hatched where nothing is known."""
    foot = frame.up.at(0.0)
    if math.isnan(total):
        return [hatch(x, foot - 18, thick, 18)]
    if math.isnan(parts[0]):
        top = frame.up.at(total)
        return [Rect(x, top, thick, foot - top, fill=WHOLE)]
    middle, top = frame.up.at(parts[0]), frame.up.at(total)
    return [Rect(x, middle, thick, foot - middle, fill=WITHIN), Rect(x, top, thick, middle - top, fill=BETWEEN_INK)]
