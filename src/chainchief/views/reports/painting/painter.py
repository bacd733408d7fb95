"""paint: the marks of a Drawing as dots, lettered with a font of this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageDraw

from chainchief.views.drawing import Circle, Drawing, Group, Mark, Path, Rect, Symbol, Text, cut, text_width, wide
from chainchief.views.drawing import Line as Straight
from chainchief.views.reports.painting.fonts import Typeface, typeface
from chainchief.views.reports.painting.shapes import Line, box, dashed, ellipse, outlines
from chainchief.views.signs import draw_sign
from chainchief.views.svg import clean
from chainchief.views.tokens import colour

RESOLUTION = 3
"""Dots of the picture for each pixel of the drawing: 288 an inch."""

_SMOOTH = 2
_MOST_DOTS = 40_000_000
_BOLD = 600
_ROOM = 1.02


@dataclass(frozen=True)
class Picture:
    """A painted drawing.

    png : the file; width, height : of the drawing in pixels
    lettered : False when Chinese words are missing, because no font of this machine holds them
    """

    png: bytes
    width: float
    height: float
    lettered: bool


def paint(drawing: Drawing, face: Typeface | None = None) -> Picture:
    """The drawing in the light colours on a white sheet; the same drawing and font give the same bytes.

    face : the typeface; default the best one of this machine
    """
    scale = float(RESOLUTION * _SMOOTH)
    scale = min(scale, (_MOST_DOTS / max(drawing.width * drawing.height, 1)) ** 0.5)
    canvas = _Canvas(drawing.width, drawing.height, scale, face or typeface())
    for mark in drawing.marks:
        _PAINTERS[type(mark)](canvas, mark)
    size = (max(round(canvas.image.width / _SMOOTH), 1), max(round(canvas.image.height / _SMOOTH), 1))
    small = canvas.image.resize(size, Image.Resampling.BOX)
    buffer = BytesIO()
    small.save(buffer, "PNG", optimize=True, dpi=(96 * RESOLUTION, 96 * RESOLUTION))
    return Picture(buffer.getvalue(), drawing.width, drawing.height, not canvas.silent)


@dataclass
class _Canvas:
    """The dots while they are painted, `scale` of them for each pixel."""

    width: float
    height: float
    scale: float
    face: Typeface
    silent: bool = False
    image: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        size = (max(round(self.width * self.scale), 1), max(round(self.height * self.scale), 1))
        self.image = Image.new("RGB", size, colour("sheet"))
        self.pen = ImageDraw.Draw(self.image)

    def fill(self, lines: list[Line], token: str, opacity: float = 1.0) -> None:
        """Fill what the lines enclose; inside means an odd number of borders away from outside."""
        if not token or opacity < 0.02:
            return
        closed = [self._dots(line) for line in lines if len(line) > 2]
        if opacity >= 1 and len(closed) == 1:
            self.pen.polygon(closed[0], fill=colour(token))
        elif closed:
            self._through(closed, 0.0, token, opacity)

    def stroke(self, lines: list[Line], token: str, width: float, dash: str = "", opacity: float = 1.0) -> None:
        """Draw along the lines."""
        if not token or width <= 0 or opacity < 0.02:
            return
        pieces = [self._dots(piece) for line in lines if len(line) > 1 for piece in dashed(line, dash)]
        if opacity >= 1:
            for piece in pieces:
                self.pen.line(piece, fill=colour(token), width=self._thick(width), joint="curve")
        elif pieces:
            self._through(pieces, width, token, opacity)

    def _thick(self, width: float) -> int:
        return max(round(width * self.scale), 1)

    def _dots(self, line: Line) -> Line:
        return [(x * self.scale, y * self.scale) for x, y in line]

    def _through(self, lines: list[Line], width: float, token: str, opacity: float) -> None:
        """Paint through a mask of the place alone, so that a mark never darkens itself where it overlaps."""
        edge = self._thick(width) + 2
        xs, ys = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
        left, top = max(int(min(xs)) - edge, 0), max(int(min(ys)) - edge, 0)
        right, bottom = min(int(max(xs)) + edge, self.image.width), min(int(max(ys)) + edge, self.image.height)
        if right <= left or bottom <= top:
            return
        mask = Image.new("1", (right - left, bottom - top))
        for line in lines:
            moved = [(x - left, y - top) for x, y in line]
            if width:
                ImageDraw.Draw(mask).line(moved, fill=1, width=self._thick(width), joint="curve")
            else:
                shape = Image.new("1", mask.size)
                ImageDraw.Draw(shape).polygon(moved, fill=1)
                mask = ImageChops.logical_xor(mask, shape)
        strength = mask.convert("L").point([round(level * opacity) for level in range(256)])
        self.image.paste(colour(token), (left, top, right, bottom), strength)

    def write(self, mark: Text) -> None:
        """One line of writing, narrowed when the font is wider than the drawing reckoned with."""
        said = cut(clean(mark.text), self.width, mark.size, mark.weight)
        if not self.face.chinese and any(wide(sign) for sign in said):
            self.silent = True
            return
        bold = mark.weight >= _BOLD
        size = mark.size * self.scale
        needed, given = self.face.at(size, bold).getlength(said), text_width(said, size, mark.weight)
        if needed > given * _ROOM:
            size *= given / needed
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[mark.anchor]
        place = (mark.x * self.scale, mark.y * self.scale)
        self.pen.text(place, said, fill=colour(mark.fill), font=self.face.at(size, bold), anchor=anchor)


def _rect(canvas: _Canvas, mark: Rect) -> None:
    line = box(mark.x, mark.y, mark.width, mark.height, mark.radius)
    canvas.fill([line], mark.fill, mark.opacity)
    canvas.stroke([line], mark.stroke, mark.stroke_width, mark.dash, mark.opacity)


def _line(canvas: _Canvas, mark: Straight) -> None:
    canvas.stroke([[(mark.x1, mark.y1), (mark.x2, mark.y2)]], mark.stroke, mark.width, mark.dash, mark.opacity)


def _path(canvas: _Canvas, mark: Path) -> None:
    lines = outlines(mark.steps)
    canvas.fill(lines, mark.fill, mark.opacity)
    canvas.stroke(lines, mark.stroke, mark.width, mark.dash, mark.opacity)


def _circle(canvas: _Canvas, mark: Circle) -> None:
    line = ellipse(mark.x, mark.y, mark.radius)
    canvas.fill([line], mark.fill)
    canvas.stroke([line], mark.stroke, mark.width, mark.dash)


def _text(canvas: _Canvas, mark: Text) -> None:
    canvas.write(mark)


def _symbol(canvas: _Canvas, mark: Symbol) -> None:
    _all(canvas, draw_sign(mark))


def _group(canvas: _Canvas, mark: Group) -> None:
    _all(canvas, mark.marks)


def _all(canvas: _Canvas, marks: tuple[Mark, ...]) -> None:
    for mark in marks:
        _PAINTERS[type(mark)](canvas, mark)


_PAINTERS: dict[type, Callable[[_Canvas, Any], None]] = {
    Rect: _rect,
    Straight: _line,
    Path: _path,
    Circle: _circle,
    Text: _text,
    Symbol: _symbol,
    Group: _group,
}
