"""The signs of the visual language: lenses ◆ ● ▲, presence of a segment, levels of an alert."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from chainchief.views.drawing import CLOSE, Circle, Mark, Path, Symbol, Text, draw_to, move, polygon

Maker = Callable[[Symbol], tuple[Mark, ...]]

LENS_SIGNS = {"assessed": "◆", "observed": "●", "simulated": "▲"}


def draw_sign(symbol: Symbol) -> tuple[Mark, ...]:
    """The marks of a sign; KeyError for a kind that does not exist."""
    return SIGNS[symbol.kind](symbol)


def _diamond(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2
    return (Path(polygon((s.x, s.y - r), (s.x + r, s.y), (s.x, s.y + r), (s.x - r, s.y)), fill=s.ink),)


def _open_diamond(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2 - 0.7
    steps = polygon((s.x, s.y - r), (s.x + r, s.y), (s.x, s.y + r), (s.x - r, s.y))
    return (Path(steps, fill=s.ground, stroke=s.ink, width=1.4),)


def _disc(s: Symbol) -> tuple[Mark, ...]:
    return (Circle(s.x, s.y, s.size / 2 - 0.5, fill=s.ink),)


def _triangle(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2
    return (Path(polygon((s.x, s.y - r), (s.x + r, s.y + r * 0.85), (s.x - r, s.y + r * 0.85)), fill=s.ink),)


def _half(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2 - 0.8
    right = (move(s.x, s.y - r), ("A", (r, r, 0, 0, 1, s.x, s.y + r)), CLOSE)
    return (Circle(s.x, s.y, r, stroke=s.ink, width=1.5), Path(right, fill=s.ink))


def _quarter(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2 - 0.8
    slice_ = (move(s.x, s.y), draw_to(s.x, s.y - r), ("A", (r, r, 0, 0, 1, s.x + r, s.y)), CLOSE)
    return (Circle(s.x, s.y, r, stroke=s.ink, width=1.5), Path(slice_, fill=s.ink))


def _missing(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2 - 0.8
    c = r * 0.42
    cross = (
        move(s.x - c, s.y - c),
        draw_to(s.x + c, s.y + c),
        move(s.x + c, s.y - c),
        draw_to(s.x - c, s.y + c),
    )
    ring = Circle(s.x, s.y, r, stroke=s.ink, width=1.4, dash="2.2 1.8")
    return (ring, Path(cross, stroke=s.ink, width=1.5))


def _external(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2 - 2
    arrow = (
        move(s.x - r, s.y + r),
        draw_to(s.x + r, s.y - r),
        move(s.x - r * 0.45, s.y - r),
        draw_to(s.x + r, s.y - r),
        draw_to(s.x + r, s.y + r * 0.45),
    )
    return (Path(arrow, stroke=s.ink, width=1.6),)


def _unknown(s: Symbol) -> tuple[Mark, ...]:
    ring = Circle(s.x, s.y, s.size / 2 - 0.8, stroke=s.ink, width=1.2, dash="1.5 2")
    return (ring, Text(s.x, s.y + s.size * 0.26, "?", size=s.size * 0.72, weight=500, fill=s.ink, anchor="middle"))


def _level(shape: Callable[[Symbol], tuple[Mark, ...]], numeral: str, drop: float) -> Maker:
    def make(s: Symbol) -> tuple[Mark, ...]:
        letters = Text(
            s.x, s.y + s.size * drop, numeral, size=s.size * 0.46, weight=600, fill=s.ground, anchor="middle"
        )
        return (*shape(s), letters)

    return make


def _octagon(s: Symbol) -> tuple[Mark, ...]:
    r = s.size / 2
    points = [(s.x + r * sin(pi / 8 + k * pi / 4), s.y + r * cos(pi / 8 + k * pi / 4)) for k in range(8)]
    return (Path(polygon(*points), fill=s.ink),)


SIGNS: dict[str, Maker] = {
    "assessed": _diamond,
    "assessed-open": _open_diamond,
    "observed": _disc,
    "simulated": _triangle,
    "strong": _disc,
    "present": _half,
    "weak": _quarter,
    "missing": _missing,
    "external": _external,
    "unknown": _unknown,
    "level-1": _level(_octagon, "I", 0.16),
    "level-2": _level(_triangle, "II", 0.3),
    "level-3": _level(_diamond, "III", 0.16),
    "level-4": _level(_disc, "IV", 0.16),
}
