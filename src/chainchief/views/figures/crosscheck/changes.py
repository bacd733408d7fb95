"""What each difference between two runs did to the scores, as bars to both sides of nought."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from chainchief.evaluation.run_difference import RunDifference
from chainchief.views import formats
from chainchief.views.drawing import Circle, Drawing, Group, Line, Mark, Rect, Text, cut, text_width
from chainchief.views.figures.assessed import round_ends, step_decimals, tick_step
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, legend
from chainchief.views.results.run_difference import change_table, difference_answer, factor_word, other_ruler, row_name

WIDTH = 770.0
STEP, HEAD, BAR = 34.0, 34.0, 20.0
MOST_ROWS = 15
SIDE = 128.0
UP = (("change-7", "sheet"), ("change-5", "ink"), ("change-6", "on-level-2"))
DOWN = (("change-1", "sheet"), ("change-3", "ink"), ("change-2", "on-level-2"))


def score_changes(found: RunDifference, setting: Setting) -> Figure:
    """Per region, the change between two runs split into what each difference did to it.

    found : result of `compare_evaluations`
    returns : figure of the assessed lens; bars to the right raise the score, to the left lower it; the dot is the sum
    """
    order = found.changes["change"].abs().sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    rows = found.changes.loc[order].sort_values("change", ascending=False, kind="stable")
    factors = [str(name) for name in found.changes if name not in FIXED]
    parts = [{factor: float(line[factor]) for factor in factors} for line in rows.to_dict("records")]
    width = setting.width or WIDTH
    names = [row_name(label, setting) for label in rows.index]
    left = min(max((text_width(name, 12.5) + 18 for name in names), default=110.0), 210.0)
    axis = Axis(left, width - SIDE, *_ends(parts))
    bottom = HEAD + STEP * len(names)
    marks = [*_lines(axis, bottom, setting), *_change_heads(width, setting)]
    for place, (name, line, own) in enumerate(zip(names, rows.to_dict("records"), parts, strict=True)):
        marks.append(_change_row(name, line, own, axis, HEAD + STEP * place, setting))
    signs, lowest = _change_legend(bottom + 22, width, setting)
    title, summary = setting.say("difference.figure"), difference_answer(found, setting)
    left_out = len(found.changes) - len(names)
    return Figure(
        key="score_changes",
        title=title,
        unit=setting.say("difference.figure.unit"),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, lowest + 8, (*marks, *signs), title, summary),
        table=change_table(found, setting),
        source_line=_source_line(found, left_out, setting),
        tags=("synthetic",) if setting.synthetic else (),
    )


def _source_line(found: RunDifference, left_out: int, setting: Setting) -> str:
    parts = [setting.say(f"difference.way.{found.way.replace(' ', '_')}"), other_ruler(found, setting)]
    if left_out:
        parts.append(setting.say("difference.figure.left", count=left_out))
    return (" " if setting.language == "en" else "").join(part for part in parts if part)


FIXED = ("first", "second", "change", "first_rank", "second_rank")


def _ends(parts: Sequence[dict[str, float]]) -> tuple[float, float]:
    """Ends of the axis: all that raises and all that lowers the score that moves most."""
    highest = max((sum(max(one, 0.0) for one in own.values()) for own in parts), default=0.0)
    lowest = min((sum(min(one, 0.0) for one in own.values()) for own in parts), default=0.0)
    return round_ends(lowest, highest) if highest - lowest > 1e-12 else (-1.0, 1.0)


def _lines(axis: Axis, bottom: float, setting: Setting) -> list[Mark]:
    step = tick_step(axis.low, axis.high)
    marks: list[Mark] = []
    for place in range(math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9) + 1):
        x, value = axis.at(place * step), place * step
        said = formats.number(value, step_decimals(step), setting.language, signed=True)
        marks.append(Line(x, HEAD, x, bottom, stroke="ink2" if place == 0 else "line"))
        marks.append(Text(x, HEAD - 9, said, 11, 400, "ink2", "middle"))
    return marks


def _change_heads(width: float, setting: Setting) -> list[Mark]:
    base = HEAD - 9
    return [
        Text(0, base, setting.say("column.region"), 11, 400, "ink2"),
        Text(width - 66, base, setting.say("difference.change"), 11, 400, "ink2", "end"),
        Text(width, base, setting.say("column.rank"), 11, 400, "ink2", "end"),
    ]


def _change_row(
    name: str, line: dict[Any, Any], own: dict[str, float], axis: Axis, top: float, setting: Setting
) -> Mark:
    middle, base = top + STEP / 2, top + STEP / 2 + 4
    change = float(line["change"])
    ranks = [int(line["first_rank"]), int(line["second_rank"])]
    place = str(ranks[0]) if ranks[0] == ranks[1] else f"{ranks[0]} → {ranks[1]}"
    short, right = cut(name, axis.left - 14, 12.5), axis.right + SIDE
    said = formats.number(change, 3, setting.language, signed=True)
    marks: list[Mark] = [
        Line(0, top + STEP, right, top + STEP),
        Text(0, base, short, 12.5, 400, "ink", title="" if short == name else name),
        *_segments(own, axis, middle, setting),
        Circle(axis.at(change), middle, 4.5, fill="sheet", stroke="ink", width=1.6),
        Text(right - 66, base, said, 12, 600, "ink", "end"),
        Text(right, base, place, 12, 600 if ranks[0] != ranks[1] else 400, "ink", "end"),
    ]
    parts = [f"{factor_word(factor, setting)} {formats.number(value, 3, setting.language, signed=True)}"
             for factor, value in own.items()]  # fmt: skip
    label = setting.say("difference.spoken", region=name, change=said, parts="; ".join(parts))
    return Group(tuple(marks), label=label, key=f"change:{name}")


def _segments(own: dict[str, float], axis: Axis, middle: float, setting: Setting) -> list[Mark]:
    """What raises goes to the right of nought, what lowers to the left, one after the other."""
    marks: list[Mark] = []
    ends = {True: 0.0, False: 0.0}
    for place, (factor, value) in enumerate(own.items()):
        if abs(value) < 1e-12:
            continue
        start = ends[value > 0]
        ends[value > 0] = start + value
        x1, x2 = sorted((axis.at(start), axis.at(start + value)))
        fill, ink = (UP if value > 0 else DOWN)[place % 3]
        wide = max(x2 - x1 - 1, 0.8)
        marks.append(Rect(x1 + 0.5, middle - BAR / 2, wide, BAR, fill=fill))
        word = factor_word(factor, setting)
        if text_width(word, 11) + 22 <= wide:
            inner = x2 - 7 if value < 0 else x1 + 7
            marks.append(Text(inner, middle + 4, word, 11, 400, ink, "end" if value < 0 else "start"))
    return marks


def _change_legend(top: float, width: float, setting: Setting) -> tuple[list[Mark], float]:
    boxes: list[list[Mark]] = [[Rect(12.0 * place, -9, 11, 11, fill=fill) for place, (fill, _) in enumerate(shades)]
             for shades in (UP, DOWN)]  # fmt: skip
    dot: list[Mark] = [Circle(6, -4, 4.5, fill="sheet", stroke="ink", width=1.6)]
    items = [
        (boxes[0], 42.0, setting.say("difference.legend.up")),
        (boxes[1], 42.0, setting.say("difference.legend.down")),
        (dot, 18.0, setting.say("difference.legend.sum")),
    ]
    return legend(items, 0, top, width)
