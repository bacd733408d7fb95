"""What lines through time share: axes, gaps and breaks, bands, labels at their ends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chainchief.views.drawing import Circle, Line, Mark, Path, Rect, Symbol, Text, cut, polygon, polyline, text_width
from chainchief.views.figures.rows import Axis
from chainchief.views.results.course import Course

TOP, FOOT = 34.0, 26.0
LETTER = 15.0
MOST_STEPS = 4
Point = tuple[float, float]
INKS = ("assessed", "category-2", "category-4", "category-3", "category-1")
"""Token of each line, the focal one first."""


@dataclass(frozen=True)
class Frame:
    """Where a picture of lines lies: time from left to right, values from bottom to top."""

    across: Axis
    up: Axis
    top: float
    bottom: float


def few_ticks(low: float, high: float) -> list[float]:
    """Round values from below `low` to above `high`, six at most.

    >>> few_ticks(0.03, 0.64), few_ticks(-1.2, 2.1)
    ([0.0, 0.2, 0.4, 0.6, 0.8], [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    """
    if not high > low:
        low, high = math.floor(low), math.floor(low) + 1.0
    rough = (high - low) / MOST_STEPS
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * part for part in (1, 2, 5, 10, 20) if size * part >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(place * step, 12) for place in range(first, last + 1)]


def period_marks(course: Course, frame: Frame) -> list[Mark]:
    """The names of the periods under the axis, as many as fit."""
    axis = frame.across
    room = max((text_width(period, 11) for period in course.periods), default=0.0) + 14
    marks: list[Mark] = []
    free = math.inf
    for period, place in reversed(list(zip(course.periods, course.places, strict=True))):
        x = axis.at(place)
        if x + room / 2 <= free:
            marks.append(Text(x, frame.bottom + 16, period, 11, 400, "ink2", "middle"))
            free = x - room / 2
    return marks


def cut_marks(course: Course, frame: Frame, word: str) -> list[Mark]:
    """A broken line between the two periods of every break; its word above, shorter or none where there is no room."""
    marks: list[Mark] = []
    free = frame.across.left - 40
    long = sum(text_width(f"{word} {before}/{after}", 11) + 12 for before, after in course.cuts)
    room = frame.across.right - frame.across.left
    for before, after in course.cuts:
        first, last = (frame.across.at(course.places[course.periods.index(end)]) for end in (before, after))
        x = (first + last) / 2
        marks.append(Line(x, frame.top - 4, x, frame.bottom, stroke="ink2", dash="4 3"))
        said = f"{word} {before}/{after}" if long <= room else f"{before}/{after}"
        half = text_width(said, 11) / 2 + 4
        if x - half >= free:
            marks.append(Text(x, frame.top - 9, said, 11, 400, "ink2", "middle"))
            free = x + half
    return marks


def pieces(course: Course, values: Sequence[float]) -> list[list[int]]:
    """The places of the periods that one line runs through: a gap and a break of base end it."""
    cuts = {course.periods.index(after) for _, after in course.cuts}
    runs: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if place in cuts or math.isnan(value):
            runs.append([])
        if not math.isnan(value):
            runs[-1].append(place)
    return [run for run in runs if run]


def line_marks(course: Course, values: Sequence[float], frame: Frame, ink: str, focal: bool) -> list[Mark]:
    """One region: thick with diamonds when it is the focal one, else thin with dots."""
    marks: list[Mark] = []
    for run in pieces(course, values):
        points = [(frame.across.at(course.places[place]), frame.up.at(values[place])) for place in run]
        if len(points) > 1:
            marks.append(Path(polyline(*points), stroke=ink, width=2.4 if focal else 1.4))
        for x, y in points:
            marks.append(Symbol("assessed", x, y, 10, ink=ink) if focal else Circle(x, y, 2.4, fill=ink))
    return marks


def ribbon(course: Course, ends: Sequence[tuple[float, float]], frame: Frame) -> list[Mark]:
    """The band of the focal region, a pale area under its line; a bar where only one period has one."""
    marks: list[Mark] = []
    for run in pieces(course, [low for low, _ in ends]):
        xs = [frame.across.at(course.places[place]) for place in run]
        if len(run) == 1:
            xs, run = [xs[0] - 4, xs[0] + 4], run * 2
        tops = [(x, frame.up.at(ends[place][1])) for x, place in zip(xs, run, strict=True)]
        feet = [(x, frame.up.at(ends[place][0])) for x, place in zip(xs, run, strict=True)]
        marks.append(Path(polygon(*tops, *reversed(feet)), fill="assessed", opacity=0.2))
    return marks


def interval_bars(course: Course, ends: Sequence[tuple[float, float]], frame: Frame) -> list[Mark]:
    """The interval of the focal region as a pale bar at each period, for whole numbers that have nothing between."""
    marks: list[Mark] = []
    for place, (low, high) in zip(course.places, ends, strict=True):
        if not math.isnan(low):
            top, foot = sorted((frame.up.at(low), frame.up.at(high)))
            marks.append(
                Rect(frame.across.at(place) - 5, top - 5, 10, foot - top + 10, fill="assessed", opacity=0.3, radius=5)
            )
    return marks


def end_labels(ends: Iterable[tuple[float, str, str, bool]], frame: Frame, width: float) -> list[Mark]:
    """Words at the right end of the lines, moved apart so that none covers another.

    ends : y, words, ink of the line, whether it is the focal region
    """
    named = sorted(ends)
    places = _apart([y for y, *_ in named], frame.top, frame.bottom)
    right, marks = frame.across.right, list[Mark]()
    for at, (y, words, ink, focal) in zip(places, named, strict=True):
        weight = 600 if focal else 400
        shown = cut(words, width - right - 24, 11.5, weight)
        marks.append(Line(right + 6, y, right + 18, at, stroke=ink))
        marks.append(Text(right + 22, at + 4, shown, 11.5, weight, "ink", title=words if shown != words else ""))
    return marks


def label_room(words: Iterable[str]) -> float:
    """Pixels the longest label takes, within reason."""
    return min(max((text_width(word, 11.5, 600) for word in words), default=0.0) + 28, 260.0)


def _apart(wanted: Sequence[float], top: float, bottom: float) -> list[float]:
    """Places a line apart, as near to the wanted ones as going down and back up gives."""
    places = list(wanted)
    for number in range(1, len(places)):
        places[number] = max(places[number], places[number - 1] + LETTER)
    if places and places[-1] > bottom:
        places[-1] = max(bottom, top)
        for number in range(len(places) - 2, -1, -1):
            places[number] = min(places[number], places[number + 1] - LETTER)
    return places


def time_axis(course: Course, left: float, right: float) -> Axis:
    """Periods by their real distance."""
    first, last = course.places[0], course.places[-1]
    return Axis(left, right, first, last if last > first else first + 1)
