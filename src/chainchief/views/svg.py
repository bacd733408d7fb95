"""A Drawing becomes SVG text: the same bytes in the report, in the workbench and as a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from chainchief.views.drawing import Circle, Drawing, Group, Line, Mark, Path, Rect, Symbol, Text, every
from chainchief.views.signs import draw_sign
from chainchief.views.tokens import FONT, colour

# Signs XML forbids, and those that turn the direction of everything after them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)

FIGURE_CSS = (
    ".chart{max-width:100%;height:auto;display:block}"
    ".chart text{font-variant-numeric:tabular-nums}"
    ".chart a{cursor:pointer;outline:none;text-decoration:none}"
    ".chart .ring{visibility:hidden}"
    ".chart a:focus-visible .ring{visibility:visible}"
    ".chart a:hover text{text-decoration:underline}"
)

Paint = Callable[[str], str]


def clean(text: str) -> str:
    """The text without signs that XML forbids or that change the writing direction."""
    return _UNSAFE.sub("", text)


def to_svg(drawing: Drawing, theme: str | None = None) -> str:
    """The drawing as SVG.

    theme : None = colours are CSS variables of the page around it (`tokens.css_variables`);
        "light" or "dark" = literal colours and a ground, for a file of its own
    returns : one `<svg>` element, the same bytes for the same drawing

    A drawing without addresses is one picture (`role=img`); with addresses it is a group, because the
    inside of a picture cannot be reached by keyboard.
    """
    paint = _paint(theme)
    linked = any(isinstance(mark, Group) and mark.href for mark in every(drawing.marks))
    width, height = _n(drawing.width), _n(drawing.height)
    head = _tag(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg" if theme else "",
            "class": "chart",
            "role": "group" if linked else "img",
            "aria-label": drawing.title,
            "width": width,
            "height": height,
            "viewBox": f"0 0 {width} {height}",
            "font-family": FONT,
        },
    )
    inside = [f"<title>{_text(drawing.title)}</title>", f"<desc>{_text(drawing.description)}</desc>"]
    if theme:
        inside.append(f"<style>{FIGURE_CSS}</style>")
        inside.append(_mark(Rect(0, 0, drawing.width, drawing.height, fill="sheet"), paint))
    inside += [_mark(mark, paint) for mark in drawing.marks]
    return head + "".join(inside) + "</svg>"


def _paint(theme: str | None) -> Paint:
    def variable(token: str) -> str:
        colour(token)
        return f"var(--{token})"

    def literal(token: str) -> str:
        return colour(token, theme or "light")

    return literal if theme else variable


def _n(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _text(text: str) -> str:
    return escape(clean(text), quote=False)


def _tag(name: str, attributes: dict[str, Any], content: str | None = None) -> str:
    """An element; empty attributes are left out; without content the tag stays open for the caller."""
    inside = "".join(f' {key}="{escape(clean(str(value)))}"' for key, value in attributes.items() if value != "")
    return f"<{name}{inside}>" if content is None else f"<{name}{inside}>{content}</{name}>"


def _mark(mark: Mark, paint: Paint) -> str:
    return _WRITERS[type(mark)](mark, paint)


def _stroke(token: str, width: float, dash: str, paint: Paint) -> dict[str, str]:
    if not token:
        return {}
    return {
        "stroke": paint(token),
        "stroke-width": _n(width) if width != 1 else "",
        "stroke-dasharray": dash,
    }


def _fill(token: str, paint: Paint) -> str:
    return paint(token) if token else "none"


def _opacity(value: float) -> str:
    return _n(value) if value < 1 else ""


def _rect(mark: Rect, paint: Paint) -> str:
    attributes = {
        "x": _n(mark.x),
        "y": _n(mark.y),
        "width": _n(mark.width),
        "height": _n(mark.height),
        "rx": _n(mark.radius) if mark.radius else "",
        "fill": _fill(mark.fill, paint),
        **_stroke(mark.stroke, mark.stroke_width, mark.dash, paint),
        "opacity": _opacity(mark.opacity),
    }
    return _tag("rect", attributes, "")


def _line(mark: Line, paint: Paint) -> str:
    ends = {"x1": _n(mark.x1), "y1": _n(mark.y1), "x2": _n(mark.x2), "y2": _n(mark.y2)}
    rest = {**_stroke(mark.stroke, mark.width, mark.dash, paint), "opacity": _opacity(mark.opacity)}
    return _tag("line", ends | rest, "")


def _path(mark: Path, paint: Paint) -> str:
    steps = "".join(letter + " ".join(_n(value) for value in values) for letter, values in mark.steps)
    attributes = {
        "d": steps,
        "fill": _fill(mark.fill, paint),
        **_stroke(mark.stroke, mark.width, mark.dash, paint),
        "opacity": _opacity(mark.opacity),
    }
    return _tag("path", attributes, f"<title>{_text(mark.title)}</title>" if mark.title else "")


def _circle(mark: Circle, paint: Paint) -> str:
    attributes = {
        "cx": _n(mark.x),
        "cy": _n(mark.y),
        "r": _n(mark.radius),
        "fill": _fill(mark.fill, paint),
        **_stroke(mark.stroke, mark.width, mark.dash, paint),
    }
    return _tag("circle", attributes, "")


def _writing(mark: Text, paint: Paint) -> str:
    attributes = {
        "x": _n(mark.x),
        "y": _n(mark.y),
        "font-size": _n(mark.size),
        "font-weight": str(mark.weight) if mark.weight != 400 else "",
        "fill": paint(mark.fill),
        "text-anchor": mark.anchor if mark.anchor != "start" else "",
    }
    title = f"<title>{_text(mark.title)}</title>" if mark.title else ""
    return _tag("text", attributes, title + _text(mark.text))


def _symbol(mark: Symbol, paint: Paint) -> str:
    inside = "".join(_mark(part, paint) for part in draw_sign(mark))
    return _tag("g", {"aria-hidden": "true"}, inside)


def _group(mark: Group, paint: Paint) -> str:
    inside = "".join(_mark(part, paint) for part in mark.marks)
    if mark.decoration:
        return _tag("g", {"aria-hidden": "true", "data-key": mark.key}, inside)
    tooltip = f"<title>{_text(mark.label)}</title>" if mark.label else ""
    if not mark.href:
        role = "img" if mark.label else ""
        return _tag("g", {"role": role, "aria-label": mark.label, "data-key": mark.key}, tooltip + inside)
    ring = ""
    if mark.ring:
        x, y, width, height = mark.ring
        box = Rect(x - 3, y - 3, width + 6, height + 6, stroke="focus", stroke_width=2, radius=8)
        ring = _rect(box, paint).replace("<rect", '<rect class="ring"', 1)
    return _tag("a", {"href": mark.href, "aria-label": mark.label, "data-key": mark.key}, tooltip + inside + ring)


_WRITERS: dict[type, Callable[[Any, Paint], str]] = {
    Rect: _rect,
    Line: _line,
    Path: _path,
    Circle: _circle,
    Text: _writing,
    Symbol: _symbol,
    Group: _group,
}
