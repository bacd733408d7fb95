"""What is painted for Word lies where the SVG has it, in the same colours."""

from __future__ import annotations

import math
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from chainchief.views.drawing import (
    Circle,
    Drawing,
    Group,
    Line,
    Mark,
    Path,
    Rect,
    Symbol,
    Text,
    curve_to,
    move,
    polygon,
)
from chainchief.views.reports.painting.fonts import FONTS, Typeface, typeface
from chainchief.views.reports.painting.painter import RESOLUTION, Picture, paint
from chainchief.views.reports.painting.shapes import box, dashed, ellipse, outlines
from chainchief.views.tokens import colour

OWN = Typeface()


def painted(*marks: Mark, face: Typeface = OWN) -> Picture:
    return paint(Drawing(60, 40, marks, "title", "what it shows"), face)


def dot(picture: Picture, x: float, y: float) -> str:
    """The colour at a place in pixels of the drawing."""
    image = Image.open(BytesIO(picture.png))
    red, green, blue = image.getpixel((round(x * RESOLUTION), round(y * RESOLUTION)))
    return f"#{red:02X}{green:02X}{blue:02X}"


def ink(picture: Picture) -> int:
    """How many dots are not the sheet."""
    image = Image.open(BytesIO(picture.png)).convert("RGB")
    seen = {value: count for count, value in image.getcolors(1 << 24)}
    return int(image.width * image.height - seen[255, 255, 255])


def test_size_and_ground() -> None:
    picture = painted()
    assert Image.open(BytesIO(picture.png)).size == (60 * RESOLUTION, 40 * RESOLUTION)
    assert (picture.width, picture.height, picture.lettered) == (60, 40, True)
    assert dot(picture, 30, 20) == colour("sheet") == "#FFFFFF"


def test_a_box_is_filled_to_its_edge_with_its_token() -> None:
    picture = painted(Rect(10, 10, 20, 10, fill="assessed"))
    assert dot(picture, 11, 11) == dot(picture, 29, 19) == colour("assessed")
    assert dot(picture, 9, 15) == dot(picture, 32, 15) == dot(picture, 20, 22) == colour("sheet")


def test_round_corners_are_cut_off() -> None:
    picture = painted(Rect(10, 10, 20, 20, fill="ink", radius=8))
    assert dot(picture, 10.5, 10.5) == colour("sheet")
    assert dot(picture, 20, 10.8) == colour("ink")


def test_opacity_mixes_with_what_lies_below() -> None:
    """0.4 of the ink over white, channel by channel."""
    picture = painted(Rect(10, 10, 20, 10, fill="ink", opacity=0.4))
    channels = [int(colour("ink")[place : place + 2], 16) for place in (1, 3, 5)]
    mixed = [int(dot(picture, 20, 15)[place : place + 2], 16) for place in (1, 3, 5)]
    assert mixed == pytest.approx([255 - 0.4 * (255 - channel) for channel in channels], abs=1)


def test_a_line_that_crosses_itself_is_not_darker_there() -> None:
    cross = (move(10, 20), ("L", (50.0, 20.0)), ("L", (50.0, 5.0)), ("L", (30.0, 5.0)), ("L", (30.0, 35.0)))
    picture = painted(Path(cross, stroke="ink", width=4, opacity=0.5))
    assert dot(picture, 30, 20) == dot(picture, 20, 20) != colour("sheet")


def test_dashes_leave_gaps() -> None:
    picture = painted(Line(0, 20, 60, 20, "ink", width=2, dash="10 10"))
    assert [dot(picture, x, 20) == colour("ink") for x in (5, 15, 25, 35)] == [True, False, True, False]


def test_a_half_disc_is_filled_on_its_side() -> None:
    picture = painted(Symbol("present", 30, 20, 20))
    assert dot(picture, 35, 20) == colour("ink")
    assert dot(picture, 25, 20) == colour("sheet")


def test_a_hole_stays_a_hole() -> None:
    outer, inner = polygon((5, 5), (55, 5), (55, 35), (5, 35)), polygon((20, 10), (40, 10), (40, 30), (20, 30))
    picture = painted(Path((*outer, *inner), fill="ink"))
    assert (dot(picture, 10, 20), dot(picture, 30, 20)) == (colour("ink"), colour("sheet"))


def test_words_stand_at_their_anchor() -> None:
    for anchor, left, right in (("start", 30, 60), ("end", 0, 30)):
        text = Text(30, 25, "HHH", 14, anchor=anchor)
        picture = painted(Group((text,)))
        strip = Image.open(BytesIO(picture.png)).convert("L")
        dark = [x for x in range(strip.width) if min(strip.getpixel((x, y)) for y in range(strip.height)) < 90]
        assert left * RESOLUTION - 2 <= dark[0] <= dark[-1] <= right * RESOLUTION + 2, anchor


def test_without_chinese_letters_the_words_are_left_out_and_said_to_be() -> None:
    picture = painted(Text(5, 20, "镜片", 14), Text(5, 35, "Lens", 14))
    assert not picture.lettered
    assert ink(picture) == ink(painted(Text(5, 35, "Lens", 14))) > 0


@pytest.mark.skipif(
    not typeface().chinese, reason="no font with Chinese signs on this machine (Debian: fonts-noto-cjk)"
)
def test_with_chinese_letters_they_are_drawn() -> None:
    picture = painted(Text(5, 20, "镜片", 14), face=typeface())
    assert picture.lettered
    assert ink(picture) > 100


def test_a_word_never_leaves_the_picture() -> None:
    assert painted(Text(0, 20, "a" * 100_000, 14)).lettered


def test_chinese_typefaces_are_looked_for_first() -> None:
    chinese = [holds for _, _, holds in FONTS]
    assert chinese == sorted(chinese, reverse=True)


def test_the_same_drawing_gives_the_same_bytes() -> None:
    marks = (Circle(20, 20, 8, fill="gap", stroke="ink"), Text(30, 20, "x"))
    assert painted(*marks).png == painted(*marks).png


# outlines


@given(st.floats(1, 50), st.floats(0, 2 * math.pi), st.floats(0.1, 6.1), st.booleans())
def test_points_of_a_circular_arc_lie_on_their_circle(radius: float, start: float, span: float, back: bool) -> None:
    """The arc is written by its ends alone; its centre must come out again."""
    turn = -span if back else span
    first, last = ((100 + radius * math.cos(angle), 100 + radius * math.sin(angle)) for angle in (start, start + turn))
    flags = (float(span > math.pi), float(not back))
    (line,) = outlines((("M", first), ("A", (radius, radius, 0.0, *flags, *last))))
    assert all(math.dist(point, (100, 100)) == pytest.approx(radius, rel=1e-6, abs=1e-6) for point in line)
    length = sum(math.dist(one, other) for one, other in pairwise(line))
    assert length == pytest.approx(radius * span, rel=0.01)


def test_a_curve_meets_its_middle() -> None:
    """At t = 1/2 a cubic Bézier is (P0 + 3 P1 + 3 P2 + P3) / 8."""
    (line,) = outlines((move(0, 0), curve_to(10, 0, 20, 30, 40, 40)))
    middle = ((0 + 30 + 60 + 40) / 8, (0 + 0 + 90 + 40) / 8)
    assert min(math.dist(point, middle) for point in line) == pytest.approx(0, abs=1e-9)
    assert line[-1] == pytest.approx((40, 40))


@given(st.lists(st.floats(0.5, 9), min_size=1, max_size=4), st.floats(1, 200))
def test_dashes_cover_their_share(pattern: list[float], length: float) -> None:
    pieces = dashed([(0.0, 0.0), (length, 0.0)], " ".join(map(repr, pattern)))
    repeated = pattern * (2 if len(pattern) % 2 else 1)
    drawn, place, number = 0.0, 0.0, 0
    while place < length:
        step = min(repeated[number % len(repeated)], length - place)
        drawn += step if number % 2 == 0 else 0
        place, number = place + repeated[number % len(repeated)], number + 1
    assert sum(math.dist(piece[0], piece[-1]) for piece in pieces) == pytest.approx(drawn, abs=1e-6)


def test_closed_shapes_end_where_they_began() -> None:
    for line in (box(1, 2, 3, 4), box(1, 2, 30, 40, 5), ellipse(5, 5, 3)):
        assert line[0] == pytest.approx(line[-1])
