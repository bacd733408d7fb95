"""SVG is well-formed, coloured by tokens alone, deterministic, and tells hostile text from mark-up."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.views.drawing import Circle, Drawing, Group, Line, Mark, Path, Rect, Symbol, Text, move
from chainchief.views.signs import SIGNS
from chainchief.views.svg import _WRITERS, clean, to_svg
from chainchief.views.tokens import COLOURS

HOSTILE = [
    '<script>alert("x")</script>',
    "\"quoted\" 'and' & ampersand",
    "x" * 200,
    "\u202eright to left\u202c עברית",
    "👷🏽‍♀️🏭",
    "\x00\x1b[31m\ud800",
    "]]>",
]


def drawing(text: str = "Frames", href: str = "#s", marks: tuple[Mark, ...] = ()) -> Drawing:
    card = Group((Rect(0, 0, 9, 9, fill="sheet"), Text(1, 8, text, title=text)), text, href, "k", (0, 0, 9, 9))
    return Drawing(100, 50, (*marks, card), text, text)


def literal_colours(svg: str) -> list[str]:
    return re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsla?\(", svg.replace('href="#s"', ""))


def test_there_is_a_writer_for_every_mark() -> None:
    assert set(_WRITERS) == set(get_args(Mark))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("theme", [None, "light", "dark"])
def test_hostile_text_stays_text(text: str, theme: str | None) -> None:
    svg = to_svg(drawing(text, href=text), theme)
    root = ET.fromstring(svg)
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    said = [element.text for element in root.iter() if element.tag.endswith("title")]
    assert clean(text) in said
    assert "\u202e" not in svg


@given(st.text(max_size=60))
def test_any_text_gives_well_formed_xml(text: str) -> None:
    ET.fromstring(to_svg(drawing(text, href=text)))


def test_colours_are_variables_inside_a_page() -> None:
    svg = to_svg(drawing())
    assert not literal_colours(svg)
    assert set(re.findall(r"var\(--([\w-]+)\)", svg)) <= set(COLOURS)


@pytest.mark.parametrize(("theme", "side"), [("light", 0), ("dark", 1)])
def test_colours_are_literal_in_a_file(theme: str, side: int) -> None:
    svg = to_svg(drawing(), theme)
    assert "var(" not in svg
    assert set(literal_colours(svg)) <= {pair[side] for pair in COLOURS.values()}
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg


def test_a_colour_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError):
        to_svg(Drawing(1, 1, (Rect(0, 0, 1, 1, fill="purple"),), "t", "d"))


def test_a_picture_without_addresses_is_an_image() -> None:
    root = ET.fromstring(to_svg(drawing(href="")))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == "Frames"
    assert [child.tag for child in root][:2] == ["title", "desc"]


def test_cards_with_addresses_can_be_reached() -> None:
    root = ET.fromstring(to_svg(drawing()))
    assert root.attrib["role"] == "group"
    (link,) = root.iter("a")
    assert link.attrib["href"] == "#s"
    assert link.attrib["aria-label"] == "Frames"
    assert [element for element in link.iter("rect") if element.attrib.get("class") == "ring"]


def test_decoration_is_not_spoken() -> None:
    svg = to_svg(drawing(marks=(Group((Line(0, 0, 1, 1),), decoration=True),)))
    assert '<g aria-hidden="true">' in svg


@pytest.mark.parametrize("kind", SIGNS)
def test_every_sign_draws(kind: str) -> None:
    ET.fromstring(to_svg(Drawing(20, 20, (Symbol(kind, 10, 10),), kind, kind)))


def test_numbers_are_short_and_plain() -> None:
    marks = (Circle(1 / 3, -0.001, 2), Path((move(1e-9, 2.5),), stroke="ink", opacity=0.42))
    svg = to_svg(Drawing(10, 10, marks, "t", "d"))
    assert 'cx="0.33"' in svg
    assert 'cy="0"' in svg
    assert 'd="M0 2.5"' in svg


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert to_svg(drawing()) == to_svg(drawing())
