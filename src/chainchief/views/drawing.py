"""A picture as plain values: a handful of marks in pixels, coloured by token names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

# The wider of Roboto and Noto Sans CJK SC for the signs 32..126, in hundredths of the size.
_ADVANCES = (
    "25 32 47 62 56 92 68 28 34 35 47 57 28 35 28 41 56 56 56 56 56 56 56 56 56 56 28 28 55 55 55 47 95 65 66 65 69 59 "
    "55 69 73 29 55 65 54 87 72 74 63 74 63 60 60 72 64 89 63 60 60 34 41 34 55 56 61 56 62 52 62 55 35 56 61 27 27 55 "
    "28 93 61 61 62 62 39 52 38 61 52 80 50 52 50 34 27 34 68"
)
ADVANCES = tuple(int(part) / 100 for part in _ADVANCES.split())
BOLD = 1.04


@dataclass(frozen=True)
class Rect:
    """A box; `fill` and `stroke` are token names, empty = none; `dash` as in SVG, such as "5 4"."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    stroke_width: float = 1.0
    radius: float = 0.0
    dash: str = ""
    opacity: float = 1.0


@dataclass(frozen=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str = "line"
    width: float = 1.0
    dash: str = ""
    opacity: float = 1.0


@dataclass(frozen=True)
class Path:
    """A shape of SVG path commands: (letter, coordinates …) one after the other; `title` is its tooltip."""

    steps: tuple[tuple[str, tuple[float, ...]], ...]
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: str = ""
    opacity: float = 1.0
    title: str = ""


@dataclass(frozen=True)
class Circle:
    """A disc or ring."""

    x: float
    y: float
    radius: float
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: str = ""


@dataclass(frozen=True)
class Text:
    """One line of writing; `y` is its base line; `title` holds the full text when this one was cut."""

    x: float
    y: float
    text: str
    size: float = 12.0
    weight: int = 400
    fill: str = "ink"
    anchor: str = "start"
    title: str = ""


@dataclass(frozen=True)
class Symbol:
    """A sign of the visual language, drawn by `signs.py`: lens, presence or level, centred on x, y."""

    kind: str
    x: float
    y: float
    size: float = 14.0
    ink: str = "ink"
    ground: str = "sheet"


@dataclass(frozen=True)
class Group:
    """Marks that belong together.

    label : what is spoken instead of the marks
    href : where a click leads; a group with an address can be focused and shows a ring
    key : stable name for scripts and tests, such as "segment:M2"
    ring : x, y, width, height of the focus ring
    decoration : True when the marks say nothing that is not said elsewhere; they are not spoken
    """

    marks: tuple[Mark, ...]
    label: str = ""
    href: str = ""
    key: str = ""
    ring: tuple[float, float, float, float] | None = None
    decoration: bool = False


Mark = Rect | Line | Path | Circle | Text | Symbol | Group


@dataclass(frozen=True)
class Drawing:
    """A picture of width x height pixels; `title` names it, `description` says in a sentence what it shows."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str
    description: str


def every(marks: tuple[Mark, ...]) -> Iterator[Mark]:
    """All marks, those inside groups too, in drawing order."""
    for mark in marks:
        yield mark
        if isinstance(mark, Group):
            yield from every(mark.marks)


def shift(mark: Mark, x: float, y: float) -> Mark:
    """The same mark, moved by x and y; groups and paths are not moved."""
    if isinstance(mark, Line):
        return replace(mark, x1=mark.x1 + x, y1=mark.y1 + y, x2=mark.x2 + x, y2=mark.y2 + y)
    if isinstance(mark, Group | Path):
        raise TypeError(f"a {type(mark).__name__} cannot be moved")
    return replace(mark, x=mark.x + x, y=mark.y + y)


def move(x: float, y: float) -> tuple[str, tuple[float, ...]]:
    """Path step: lift the pen to x, y."""
    return ("M", (x, y))


def draw_to(x: float, y: float) -> tuple[str, tuple[float, ...]]:
    """Path step: straight to x, y."""
    return ("L", (x, y))


def curve_to(x1: float, y1: float, x2: float, y2: float, x: float, y: float) -> tuple[str, tuple[float, ...]]:
    """Path step: cubic Bézier with two handles to x, y."""
    return ("C", (x1, y1, x2, y2, x, y))


CLOSE: tuple[str, tuple[float, ...]] = ("Z", ())


def polygon(*points: tuple[float, float]) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Path steps of a closed polygon."""
    return (move(*points[0]), *(draw_to(*point) for point in points[1:]), CLOSE)


def polyline(*points: tuple[float, float]) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Path steps of an open line through points."""
    return (move(*points[0]), *(draw_to(*point) for point in points[1:]))


def hatch(x: float, y: float, width: float, height: float, stroke: str = "border", gap: float = 6.0) -> Path:
    """Slanted lines over a box: «nobody knows», where a filled bar would claim a value."""
    steps: list[tuple[str, tuple[float, ...]]] = []
    offset = gap / 2
    while offset < width + height:
        start, end = max(0.0, offset - height), min(offset, width)
        steps += [move(x + start, y + offset - start), draw_to(x + end, y + offset - end)]
        offset += gap
    return Path(tuple(steps), stroke=stroke, width=0.8)


def wide(sign: str) -> bool:
    """Whether a sign takes a full square, as Chinese signs and most emoji do."""
    return unicodedata.east_asian_width(sign) in "WF"


def text_width(text: str, size: float = 12.0, weight: int = 400) -> float:
    """Width of a line in pixels, a little generous; fonts differ, so leave room.

    >>> round(text_width("Frames", 12)), round(text_width("镜架", 12))
    (42, 24)
    """
    factor = BOLD if weight >= 500 else 1.0
    return size * sum(1.0 if wide(sign) else _advance(sign) * factor for sign in text)


def _advance(sign: str) -> float:
    if unicodedata.combining(sign):
        return 0.0
    place = ord(sign) - 32
    return ADVANCES[place] if 0 <= place < len(ADVANCES) else 0.62


def cut(text: str, width: float, size: float = 12.0, weight: int = 400) -> str:
    """The text, shortened with an ellipsis until it fits into `width` pixels.

    >>> cut("Precision optics", 60)
    'Precision…'
    """
    if text_width(text, size, weight) <= width:
        return text
    room = width - text_width("…", size, weight)
    used = 0.0
    kept = []
    for sign in text:
        used += text_width(sign, size, weight)
        if used > room:
            break
        kept.append(sign)
    return "".join(kept).rstrip(" ,;:·、，；：-") + "…"


def wrap(text: str, width: float, size: float = 12.0, weight: int = 400, lines: int = 2) -> tuple[str, ...]:
    """The text in at most `lines` lines of `width` pixels; the last one is cut when it does not fit.

    Breaks at blanks and between Chinese signs; a single word that is too long is cut.

    >>> wrap("Testing and certification", 90, 12)
    ('Testing and', 'certification')
    """
    pieces = _pieces(" ".join(text.split()))
    done: list[str] = []
    line = ""
    for place, piece in enumerate(pieces):
        if not line or text_width((line + piece).rstrip(), size, weight) <= width:
            line += piece
            continue
        if len(done) == lines - 1:
            line += "".join(pieces[place:])
            break
        done.append(line.rstrip())
        line = piece
    done.append(line.rstrip())
    return tuple(cut(part, width, size, weight) for part in done)


def _pieces(text: str) -> list[str]:
    """Words with their blank, and Chinese signs one by one; closing punctuation stays with its sign."""
    pieces: list[str] = []
    word = ""
    for sign in text:
        if wide(sign):
            if word:
                pieces.append(word)
                word = ""
            if pieces and sign in "，。；：、）》”’？！":
                pieces[-1] += sign
            else:
                pieces.append(sign)
        elif sign == " ":
            pieces.append(word + sign)
            word = ""
        else:
            word += sign
    return [*pieces, word] if word else pieces
