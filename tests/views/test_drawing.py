"""Writing fits the room it is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.views.drawing import Group, Line, Rect, Text, cut, every, hatch, polygon, shift, text_width, wrap
from chainchief.views.drawing import Path as Shape

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=80)


@given(NAMES, st.floats(40, 300))
def test_cut_fits(name: str, room: float) -> None:
    assert text_width(cut(name, room), 12) <= room


@given(NAMES, st.floats(60, 200), st.integers(1, 3))
def test_wrap_fits_and_keeps_to_its_lines(name: str, room: float, lines: int) -> None:
    wrapped = wrap(name, room, 12, 600, lines)
    assert 1 <= len(wrapped) <= lines
    assert all(text_width(line, 12, 600) <= room for line in wrapped)


def test_what_fits_is_not_cut() -> None:
    assert wrap("Lens casting", 119, 12.5, 600) == ("Lens casting",)
    assert wrap("镜片镀膜与检测", 60, 12) == ("镜片镀膜与", "检测")
    assert wrap("", 100) == ("",)


def test_chinese_punctuation_stays_with_its_sign() -> None:
    assert wrap("光学玻璃、镜片", 60, 12) == ("光学玻璃、", "镜片") or "、" not in wrap("光学玻璃、镜片", 60, 12)[1]


def test_a_long_word_is_cut() -> None:
    (line,) = wrap("x" * 200, 100, 12, lines=1)
    assert line.endswith("…")


def test_every_goes_into_groups() -> None:
    inner = Text(0, 0, "a")
    marks = (Rect(0, 0, 1, 1), Group((Group((inner,)),)))
    assert [type(mark).__name__ for mark in every(marks)] == ["Rect", "Group", "Group", "Text"]


def test_shift() -> None:
    assert shift(Line(0, 0, 1, 1), 2, 3) == Line(2, 3, 3, 4)
    assert shift(Text(1, 1, "a"), 1, 0) == Text(2, 1, "a")
    with pytest.raises(TypeError):
        shift(Shape(polygon((0, 0), (1, 0), (0, 1))), 1, 1)


def test_a_hatch_stays_inside_its_box() -> None:
    shape = hatch(10, 20, 30, 12)
    for _, values in shape.steps:
        x, y = values
        assert 10 <= x <= 40
        assert 20 <= y <= 32
