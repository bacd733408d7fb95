"""Parts that figures made of rows share: grade columns, dot on band, pips, text that says unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from chainchief.views import formats
from chainchief.views.drawing import Line, Mark, Rect, Symbol, Text, shift, text_width
from chainchief.views.figures.assessed import BOUNDS, GRADES, Panel, step_decimals, tick_step
from chainchief.views.figures.figure import Setting

LEAST_GRADED = 0.4
"""Share of an axis below which the names of the grades find no room."""
NARROW_NAME, WIDE_NAME = 110.0, 210.0


@dataclass(frozen=True)
class Axis:
    """Maps values low..high to pixels left..right."""

    left: float
    right: float
    low: float = 0.0
    high: float = 1.0

    def at(self, value: float) -> float:
        """The pixel of a value, held inside the axis."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)


def background(view: Panel, axis: Axis, top: float, bottom: float) -> list[Mark]:
    """What stands behind dots: the grades, or gridlines where there are none or they are but a corner of the axis."""
    worst, best = view.scale
    if not view.graded or best - worst < LEAST_GRADED * (axis.high - axis.low):
        return value_lines(axis, top, bottom, view.setting.language)
    inner = Axis(axis.at(worst), axis.at(best), worst, best)
    return grade_columns(inner, top, bottom, view.setting)


def value_lines(axis: Axis, top: float, bottom: float, language: str) -> list[Mark]:
    """A gridline at every round value with its number above; the one at 0 stands out."""
    step = tick_step(axis.low, axis.high)
    marks: list[Mark] = []
    for place in range(math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9) + 1):
        x = axis.at(place * step)
        marks.append(Line(x, top, x, bottom, stroke="border" if place == 0 else "line"))
        marks.append(
            Text(x, top - 9, formats.number(place * step, step_decimals(step), language), 11, 400, "ink2", "middle")
        )
    return marks


def grade_columns(axis: Axis, top: float, bottom: float, setting: Setting) -> list[Mark]:
    """The five grades as pale columns with their names above."""
    edges = [axis.low + bound * (axis.high - axis.low) for bound in (0.0, *BOUNDS, 1.0)]
    marks: list[Mark] = []
    for number, grade in enumerate(GRADES):
        left, right = axis.at(edges[number]), axis.at(edges[number + 1])
        if number % 2:
            marks.append(Rect(left, top, right - left, bottom - top, fill="assessed-tint", opacity=0.6))
        word = setting.say(f"grade.{grade}")
        if text_width(word, 11) + 4 <= right - left:
            marks.append(Text(left + 4, top - 9, word, 11, 400, "ink2"))
    marks += [Line(axis.at(edge), top, axis.at(edge), bottom) for edge in edges]
    return marks


def dot_on_band(axis: Axis, y: float, value: float, band: tuple[float, float], large: bool = False) -> list[Mark]:
    """Diamond on a thick pale band; without a band the diamond alone."""
    height = 7.0 if large else 6.0
    marks: list[Mark] = []
    if not math.isnan(band[0]):
        left, right = axis.at(band[0]), axis.at(band[1])
        marks.append(Rect(left, y - height / 2, max(right - left, 1), height, fill="assessed", opacity=0.34))
    marks.append(Symbol("assessed", axis.at(value), y, 13 if large else 11, ink="assessed"))
    return marks


def unknown_row(axis: Axis, y: float, word: str, reason: str = "") -> list[Mark]:
    """A dotted frame with the word where a mark would claim a value."""
    width = text_width(word, 11) + 12
    return [
        Rect(axis.left + 4, y - 9, width, 18, fill="sheet", stroke="frame-unknown", dash="1.5 3", radius=3),
        Text(axis.left + 10, y + 4, word, 11, 400, "ink2", title=reason),
    ]


def pips(x: float, y: float, grade: str) -> list[Mark]:
    """Five boxes filled from the left; the word of the grade must stand beside them."""
    filled = GRADES.index(grade) + 1 if grade in GRADES else 0
    return [
        Rect(
            x + 11 * number,
            y - 4,
            8,
            8,
            fill="assessed" if number < filled else "sheet",
            stroke="assessed" if grade in GRADES else "frame-unknown",
            dash="" if grade in GRADES else "1.5 2",
            radius=1,
        )
        for number in range(len(GRADES))
    ]


def legend(
    items: Sequence[tuple[Sequence[Mark], float, str]], x: float, y: float, width: float
) -> tuple[list[Mark], float]:
    """Signs with words, one after the other, wrapped to `width`; returns the marks and the lowest base line.

    items : (marks drawn for a base line at the top left of 0, 0; width of the sign; word)
    """
    marks: list[Mark] = []
    left, line = x, y
    for signs, indent, word in items:
        length = indent + text_width(word, 11)
        if left > x and left + length > x + width:
            left, line = x, line + 18
        marks += [shift(sign, left, line) for sign in signs]
        marks.append(Text(left + indent, line, word, 11, 400, "ink2"))
        left += length + 18
    return marks, line


def name_width(regions: Sequence[str], setting: Setting) -> float:
    """Room for the longest name, within reason."""
    longest = max((text_width(setting.name(region), 12.5, 600) for region in regions), default=0.0)
    return min(max(longest + 18, NARROW_NAME), WIDE_NAME)
