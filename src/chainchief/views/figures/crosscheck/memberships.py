"""Memberships of the grades as stacked bars, and beside them the grades that three rules read off."""

from __future__ import annotations

from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Group, Line, Mark, Rect, Text, cut
from chainchief.views.figures.assessed import GRADES
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, legend, name_width
from chainchief.views.results.fuzzy import fuzzy_answer, fuzzy_rows, fuzzy_table, highest_word

WIDTH = 770.0
STEP, HEAD, BAR = 34.0, 34.0, 20.0
MOST_BARS = 40
INSIDE = ("ink", "ink", "on-level-2", "sheet", "sheet")
"""Colour of the number inside the bar of each grade."""


def fuzzy_grades(found: Any, setting: Setting) -> Figure:
    """Memberships of every region as a stacked bar by grade, and beside it the grades that three rules read off.

    found : result of `evaluate_fuzzily`
    """
    lines = fuzzy_rows(found, setting)
    shown = lines[:MOST_BARS]
    width = setting.width or WIDTH
    room = min(330.0, width * 0.42)
    most = max((sum(grades.values()) for _, grades, _ in shown), default=1.0)
    axis = Axis(name_width([region for region, _, _ in shown], setting), width - room - 16, 0, max(most, 1.0))
    heads = [Text(0, HEAD - 9, setting.say("column.region"), 11, 400, "ink2")]
    for key, x in _columns(axis.right + 16, room).items():
        heads.append(Text(x, HEAD - 9, setting.say(f"fuzzy.head.{key}"), 11, 400, "ink2"))
    marks: list[Mark] = [*heads]
    for place, line in enumerate(shown):
        marks.append(_bar_row(line, axis, HEAD + STEP * place, room, setting))
    signs, lowest = _grade_legend(HEAD + STEP * len(shown) + 22, width, setting)
    title, summary = setting.say("fuzzy.title"), fuzzy_answer(found, setting)
    return Figure(
        key="fuzzy_grades",
        title=title,
        unit=setting.say("fuzzy.unit"),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, lowest + 8, (*marks, *signs), title, summary),
        table=fuzzy_table(found, setting),
        source_line=setting.say("fuzzy.not_the_same"),
        tags=("synthetic", "own") if setting.synthetic else ("own",),
    )


def _columns(left: float, room: float) -> dict[str, float]:
    """Where the three readings stand."""
    return {"highest": left, "mean": left + room * 0.44, "sum": left + room * 0.73}


def _bar_row(
    line: tuple[str, dict[str, float], dict[str, Any]], axis: Axis, top: float, room: float, setting: Setting
) -> Mark:
    region, grades, verdict = line
    middle, base = top + STEP / 2, top + STEP / 2 + 4
    at = _columns(axis.right + 16, room)
    focal = region == setting.region
    weight = 600 if focal else 400
    name = setting.name(region)
    short = cut(name, axis.left - 14, 12.5, weight)
    readings = {
        "highest": highest_word(verdict, setting),
        "mean": _reading(verdict["mean_score"], verdict["mean_grade"], setting),
        "sum": _reading(verdict["weighted_sum"], verdict["weighted_sum_grade"], setting),
    }
    marks: list[Mark] = [
        Line(0, top + STEP, axis.right + 16 + room, top + STEP),
        Text(0, base, short, 12.5, weight, "ink", title="" if short == name else name),
        *_shares(grades, axis, middle, setting),
    ]
    for key, words in readings.items():
        marks.append(
            Text(
                at[key], base, cut(words, room * (0.43 if key == "highest" else 0.28), 12), 12, 400, "ink", title=words
            )
        )
    said = [f"{setting.say(f'grade.{grade}')} {formats.number(grades[grade], 2, setting.language)}" for grade in GRADES]
    label = setting.say("fuzzy.spoken", region=name, parts="; ".join(said), **readings)
    return Group(tuple(marks), label=label, key=f"fuzzy:{region}")


def _reading(score: float, grade: str, setting: Setting) -> str:
    return f"{formats.score(score, setting.language)} {setting.say(f'grade.{grade}')}"


def _shares(grades: dict[str, float], axis: Axis, middle: float, setting: Setting) -> list[Mark]:
    marks: list[Mark] = []
    start = 0.0
    for place, grade in enumerate(GRADES):
        value = grades[grade]
        if value <= 0:
            continue
        x1, x2 = axis.at(start), axis.at(start + value)
        start += value
        marks.append(Rect(x1, middle - BAR / 2, max(x2 - x1 - 1, 0.8), BAR, fill=f"grade-{place + 1}"))
        if x2 - x1 >= 30:
            said = formats.number(value, 2, setting.language)
            marks.append(Text((x1 + x2) / 2, middle + 4, said, 11, 400, INSIDE[place], "middle"))
    return marks


def _grade_legend(top: float, width: float, setting: Setting) -> tuple[list[Mark], float]:
    items: list[tuple[list[Mark], float, str]] = [
        ([Rect(0, -9, 11, 11, fill=f"grade-{place + 1}", stroke="assessed", stroke_width=0.6)], 17.0,
         setting.say(f"grade.{grade}"))
        for place, grade in enumerate(GRADES)
    ]  # fmt: skip
    return legend(items, 0, top, width)
