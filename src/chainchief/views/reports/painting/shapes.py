"""Outlines as points: arcs, curves and dashes, which a painter of straight lines needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import atan2, ceil, cos, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]
Line = list[Point]

_CURVE = 24
_TURN = pi / 36


def outlines(steps: Sequence[tuple[str, tuple[float, ...]]]) -> list[Line]:
    """The lines of a path of SVG commands M, L, C, A, Z; a closed one ends where it began.

    >>> outlines((("M", (0, 0)), ("L", (4, 0)), ("Z", ())))
    [[(0, 0), (4, 0), (0, 0)]]
    """
    lines: list[Line] = []
    for letter, values in steps:
        if letter == "M":
            lines.append([(values[0], values[1])])
        elif letter == "Z":
            lines[-1].append(lines[-1][0])
        else:
            lines[-1] += _STEPS[letter](lines[-1][-1], values)
    return lines


def _straight(start: Point, values: Sequence[float]) -> Line:
    return [(values[0], values[1])]


def _curve(start: Point, values: Sequence[float]) -> Line:
    x1, y1, x2, y2, x, y = values
    line = []
    for number in range(1, _CURVE + 1):
        t = number / _CURVE
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        line.append((a * start[0] + b * x1 + c * x2 + d * x, a * start[1] + b * y1 + c * y2 + d * y))
    return line


def _arc(start: Point, values: Sequence[float]) -> Line:
    """An elliptical arc by its end points [SVG 1.1, appendix F.6.5]."""
    rx, ry, turned, large, sweep, x, y = values
    if start == (x, y) or not rx or not ry:
        return [(x, y)]
    turn = radians(turned)
    dx, dy = (start[0] - x) / 2, (start[1] - y) / 2
    ux, uy = cos(turn) * dx + sin(turn) * dy, cos(turn) * dy - sin(turn) * dx
    grow = max(1.0, sqrt((ux / rx) ** 2 + (uy / ry) ** 2))
    rx, ry = abs(rx) * grow, abs(ry) * grow
    below = (rx * uy) ** 2 + (ry * ux) ** 2
    factor = sqrt(max(0.0, (rx * ry) ** 2 / below - 1)) * (-1 if bool(large) == bool(sweep) else 1)
    cx, cy = factor * rx * uy / ry, -factor * ry * ux / rx
    first, last = atan2((uy - cy) / ry, (ux - cx) / rx), atan2((-uy - cy) / ry, (-ux - cx) / rx)
    span = last - first
    if sweep and span < 0:
        span += 2 * pi
    if not sweep and span > 0:
        span -= 2 * pi
    middle = (
        cos(turn) * cx - sin(turn) * cy + (start[0] + x) / 2,
        sin(turn) * cx + cos(turn) * cy + (start[1] + y) / 2,
    )
    count = max(2, ceil(abs(span) / _TURN))
    angles = [first + span * number / count for number in range(1, count)]
    return [*(_on(middle, rx, ry, turn, angle) for angle in angles), (x, y)]


def _on(middle: Point, rx: float, ry: float, turn: float, angle: float) -> Point:
    along, across = rx * cos(angle), ry * sin(angle)
    return middle[0] + cos(turn) * along - sin(turn) * across, middle[1] + sin(turn) * along + cos(turn) * across


_STEPS: dict[str, Callable[[Point, Sequence[float]], Line]] = {"L": _straight, "C": _curve, "A": _arc}


def ellipse(x: float, y: float, radius: float) -> Line:
    """A closed circle around x, y."""
    count = 72
    return [_on((x, y), radius, radius, 0.0, 2 * pi * number / count) for number in range(count + 1)]


def box(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Line:
    """A closed box, with round corners of `radius`."""
    r = min(radius, width / 2, height / 2)
    if r <= 0:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    corners = (
        (x + width - r, y + r, -90),
        (x + width - r, y + height - r, 0),
        (x + r, y + height - r, 90),
        (x + r, y + r, 180),
    )
    line = [
        _on((cx, cy), r, r, 0.0, radians(start + 90 * number / 8)) for cx, cy, start in corners for number in range(9)
    ]
    return [*line, line[0]]


def dashed(line: Line, pattern: str) -> list[Line]:
    """A line cut into its dashes; the pattern is that of SVG, such as "5 4"; "" = the line as it is.

    >>> dashed([(0, 0), (10, 0)], "4 2")
    [[(0, 0), (4.0, 0.0)], [(6.0, 0.0), (10.0, 0.0)]]
    """
    lengths = [float(part) for part in pattern.split()]
    if not lengths or sum(lengths) <= 0:
        return [line]
    if len(lengths) % 2:
        lengths *= 2
    pieces: list[Line] = [[line[0]]]
    place, left = 0, lengths[0]
    for start, end in pairwise(line):
        length, done = hypot(end[0] - start[0], end[1] - start[1]), 0.0
        while length - done > left:
            done += left
            share = done / length
            spot = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            if place % 2 == 0:
                pieces[-1].append(spot)
            else:
                pieces.append([spot])
            place = (place + 1) % len(lengths)
            left = lengths[place]
        left -= length - done
        if place % 2 == 0:
            pieces[-1].append((float(end[0]), float(end[1])))
    return [piece for piece in pieces if len(piece) > 1]
