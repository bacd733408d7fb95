"""The chain map: nothing unknown becomes a number, and nothing depends on the order of rows."""

from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from math import nan
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import diagnose
from chainchief.views.drawing import Group, Line, Path, Rect, Text, every, text_width
from chainchief.views.figures.figure import Figure, Setting, setting_of
from chainchief.views.figures.map.layout import COMPACT_HEIGHT, Edge, Node, arrange, order_columns, tie_width
from chainchief.views.figures.map.picture import chain_map
from chainchief.views.svg import to_svg
from chainchief.views.tables import to_html
from views.small_results import SmallDiagnosis, small_diagnosis
from views.test_svg import HOSTILE, literal_colours


def link(kind: str, *place: str) -> str:
    return f"#{kind}-{'-'.join(place)}"


def drawn(diagnosis: Any, language: str = "en", **more: Any) -> Figure:
    name = "Anlan" if language == "en" else "安澜"
    return chain_map(diagnosis, Setting(language=language, names={"anlan": name}, **more))


def texts(figure: Figure) -> list[str]:
    return [mark.text for mark in every(figure.drawing.marks) if isinstance(mark, Text)]


def groups(figure: Figure, start: str) -> dict[str, Group]:
    found = (mark for mark in every(figure.drawing.marks) if isinstance(mark, Group) and mark.key.startswith(start))
    return {mark.key.removeprefix(start): mark for mark in found}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_draws_in_both_languages(language: str) -> None:
    figure = drawn(small_diagnosis(language), language, link=link)
    svg = to_svg(figure.drawing)
    ET.fromstring(svg)
    assert not literal_colours(re.sub(r'href="[^"]*"', "", svg))
    assert figure.lens is None
    assert len(groups(figure, "segment:")) == 14
    assert set(groups(figure, "rail:")) == {"inputs", "sales"}


def test_the_summary_says_what_one_sees() -> None:
    assert drawn(small_diagnosis()).summary == (
        "Segments: 14 (3 strong, 4 present, 3 weak, 2 missing, 1 external, 1 unknown). 38 % of inputs are bought in "
        "Anlan. Resin monomer and Lens coating: bought from a single supplier abroad."
    )
    assert drawn(small_diagnosis("zh"), "zh").summary == (
        "共 14 个环节：强 3 个、有 4 个、弱 3 个、缺 2 个、外部 1 个、未知 1 个。38% 的投入在安澜采购。"
        "树脂单体和镜片镀膜：仅有一家境外供应商。"
    )


def test_a_card_is_spoken_with_everything_on_it() -> None:
    cards = groups(drawn(small_diagnosis(), link=link), "segment:")
    assert cards["M2"].label == (
        "Lens coating, Midstream, weak, 3 firms · 240 mn, core segment, 18 % of inputs local, one source"
    )
    assert cards["M2"].href == "#segment-M2"
    assert cards["U3"].label == "Coating materials, Upstream, missing, no local firm"


def test_presence_is_fill_frame_and_sign() -> None:
    cards = groups(drawn(small_diagnosis()), "segment:")
    boxes = {key: [mark for mark in card.marks if isinstance(mark, Rect)] for key, card in cards.items()}
    assert boxes["M1"][0].fill == "presence-strong"
    assert boxes["U1"][0].fill == "presence-present"
    assert boxes["M2"][0].fill == "presence-weak"
    assert (boxes["U3"][0].stroke, boxes["U3"][0].dash) == ("frame-missing", "5 3")
    assert [box.stroke for box in boxes["U2"][:2]] == ["frame-external", "frame-external"]
    assert (boxes["R2"][0].stroke, boxes["R2"][0].dash) == ("frame-unknown", "1.5 3")
    signs = {key: next(mark.kind for mark in card.marks if hasattr(mark, "kind")) for key, card in cards.items()}
    assert signs["M1"] == "strong"
    assert signs["R2"] == "unknown"


def test_unknown_is_never_drawn_as_zero() -> None:
    figure = drawn(small_diagnosis(flows=False))
    assert "0 %" not in texts(figure)
    assert not [text for text in texts(figure) if re.search(r"\b0\b", text)]
    assert texts(figure).count("unknown") == 3  # both rails and the legend
    assert "Who supplies whom is unknown." in figure.summary
    lines = [mark for mark in groups(figure, "segment:")["R1"].marks if isinstance(mark, Line)]
    assert [line.dash for line in lines] == ["1.5 3"]


def test_a_segment_with_no_listed_firm_is_not_said_to_have_none() -> None:
    diagnosis = small_diagnosis()
    segments = diagnosis.segments.assign(firms=0.0, output=nan, presence="strong")
    figure = drawn(dataclasses.replace(diagnosis, segments=segments))
    assert "firms unknown" in texts(figure)
    assert "0 firms" not in " ".join(texts(figure))


def rail_words(figure: Figure, side: str) -> list[str]:
    return [mark.text for mark in groups(figure, "rail:")[side].marks if isinstance(mark, Text)]


def test_unknown_shares_of_scales_stay_unknown() -> None:
    diagnosis = small_diagnosis()
    scales = diagnosis.scales.assign(amount=nan, share=nan, ties=nan)
    figure = drawn(dataclasses.replace(diagnosis, scales=scales, outside=diagnosis.outside.iloc[:0]))
    words = rail_words(figure, "inputs")
    assert words.count("unknown") == 5
    assert "%" not in " ".join(words)
    bars = [mark.fill for mark in groups(figure, "rail:")["inputs"].marks if isinstance(mark, Rect)]
    assert bars == ["sheet"] * 4


def test_counted_ties_are_told_as_ties_and_never_as_a_share() -> None:
    diagnosis = small_diagnosis()
    scales = diagnosis.scales.assign(amount=nan, basis="ties", ties=[1, 0, 2, 0, 0] * 2)
    figure = drawn(dataclasses.replace(diagnosis, scales=scales, outside=diagnosis.outside.iloc[:0]))
    words = " ".join(rail_words(figure, "inputs"))
    assert "National 2 ties" in words
    assert "bought here 1 tie" in words
    assert "%" not in words
    assert "Global" not in words
    assert "of inputs are bought" not in figure.summary


def test_rails_are_as_high_as_their_shares() -> None:
    rail = groups(drawn(small_diagnosis()), "rail:")["sales"]
    heights = {mark.fill: mark.height for mark in rail.marks if isinstance(mark, Rect)}
    assert heights["place-global"] / heights["place-national"] == pytest.approx(0.27 / 0.33)
    assert heights["place-regional"] / heights["place-national"] == pytest.approx(0.14 / 0.33)


def test_a_share_of_zero_has_no_height() -> None:
    diagnosis = small_diagnosis()
    scales = diagnosis.scales.assign(share=[0.9, 0.1, 0.0, 0.0, 0.0] * 2)
    figure = drawn(dataclasses.replace(diagnosis, scales=scales, outside=diagnosis.outside.iloc[:0]))
    bars = {mark.fill: mark.height for mark in groups(figure, "rail:")["inputs"].marks if isinstance(mark, Rect)}
    assert bars["place-global"] == 1.0
    assert bars["place-regional"] > 100


def test_ties_say_age_and_ignorance_by_their_line() -> None:
    ties = [mark for mark in groups(drawn(small_diagnosis()), "ties")[""].marks if isinstance(mark, Path)]
    by_title = {tie.title.split(":")[0]: tie for tie in ties}
    assert by_title["Optical glass → Lens coating"].dash == "5 4"
    assert by_title["Optical glass → Lens coating"].title.endswith("older than 24 months")
    unknown = by_title["Resin monomer → Lens coating"]
    assert unknown.dash == "1.5 3"
    assert unknown.title.endswith("unknown")
    assert max(tie.width for tie in ties) == tie_width(1.0, 1.0)
    assert by_title["Global → Resin monomer"].width > 1


def test_flows_too_thin_to_draw_stay_in_the_table() -> None:
    diagnosis = small_diagnosis()
    crumb = pd.DataFrame([("M3", "D1", 1.0, 1, False)], columns=diagnosis.flows.columns)
    busy = pd.DataFrame([("M3", "M1", 90_000.0, 1, False)], columns=diagnosis.flows.columns)
    flows = pd.concat([diagnosis.flows[diagnosis.flows["from_segment"] != "M3"], busy, crumb], ignore_index=True)
    figure = drawn(dataclasses.replace(diagnosis, flows=flows))
    assert "not drawn: 1;" in figure.source_line
    assert len(figure.further[0].rows) == len(flows)


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(shuffler: Any) -> None:
    diagnosis = small_diagnosis()
    parts = {}
    for name in ("segments", "flows", "scales", "outside"):
        frame: pd.DataFrame = getattr(diagnosis, name)
        order = list(range(len(frame)))
        shuffler.shuffle(order)
        parts[name] = frame.iloc[order].reset_index(drop=True)
    mixed = dataclasses.replace(diagnosis, **parts)
    assert to_svg(drawn(mixed).drawing) == to_svg(drawn(diagnosis).drawing)
    assert to_html(drawn(mixed).table) == to_html(drawn(diagnosis).table)


POSITIONS = ("upstream", "midstream", "downstream", "related", "new", None)


POSITIONS = ("upstream", "midstream", "downstream", "related", "new", None)


def many(count: int) -> SmallDiagnosis:
    segments = pd.DataFrame(
        {
            "segment_id": [f"S{number:02d}" for number in range(count)],
            "name": [f"Segment number {number} with a long name" for number in range(count)],
            "position": [
                ("upstream", "midstream", "downstream", "related", "new", None)[number % 6] for number in range(count)
            ],
            "order": nan,
            "core": False,
            "presence": "present",
            "presence_basis": "stated",
            "firms": 12345678.0,
            "output": 98765432.0,
            "local_share": 0.5,
            "origin": "",
            "single_source": "one",
        }
    )
    flows = [(f"S{number:02d}", f"S{(7 * number + 1) % count:02d}", 10.0 + number, 1, False) for number in range(count)]
    columns = ["from_segment", "to_segment", "amount", "ties", "stale"]
    empty = small_diagnosis(flows=False)
    return dataclasses.replace(empty, segments=segments, flows=pd.DataFrame(flows, columns=columns))


@pytest.mark.parametrize("count", [1, 3, 14, 30, 60])
def test_cards_never_overlap_or_leave_the_frame(count: int) -> None:
    nodes = [
        Node(f"S{number:02d}", ("upstream", "midstream", "downstream", "related")[number % 4], nan)
        for number in range(count)
    ]
    layout = arrange(nodes, [], 860)
    boxes = list(layout.boxes.values())
    assert len(boxes) == count
    for place, one in enumerate(boxes):
        assert layout.frame.x < one.x
        assert one.right < layout.frame.right
        assert one.bottom <= layout.frame.bottom
        for other in boxes[place + 1 :]:
            apart = one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y
            assert apart
    assert layout.compact == (count > 36)


def test_sixty_segments_draw_in_small_cards_with_their_words_inside() -> None:
    figure = drawn(many(60))
    ET.fromstring(to_svg(figure.drawing))
    for card in groups(figure, "segment:").values():
        box = next(mark for mark in card.marks if isinstance(mark, Rect))
        assert box.height in (COMPACT_HEIGHT, 58.0)
        names = [
            mark for mark in card.marks if isinstance(mark, Text) and mark.anchor == "start" and mark.weight == 600
        ]
        for text in names[:1]:
            assert text.x + text_width(text.text, text.size, text.weight) <= box.x + box.width


def test_no_segment_is_said() -> None:
    empty = small_diagnosis(flows=False)
    figure = drawn(dataclasses.replace(empty, segments=empty.segments.iloc[:0]))
    assert figure.summary == "No segment is listed."
    assert texts(figure).count("none listed") == 3


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_names(text: str) -> None:
    text = text.replace("\ud800", "")  # a frame of text cannot hold half a sign
    diagnosis = small_diagnosis()
    segments = diagnosis.segments.assign(name=text, single_source=text, origin=text)
    figure = drawn(dataclasses.replace(diagnosis, segments=segments), link=link)
    assert not list(ET.fromstring(to_svg(figure.drawing)).iter("script"))
    assert not list(ET.fromstring(to_html(figure.table)).iter("script"))


def test_the_barycentre_pass_puts_partners_side_by_side() -> None:
    nodes = [Node(code, "upstream", nan) for code in "ab"] + [Node(code, "midstream", nan) for code in "xy"]
    edges = [Edge("a", "y", 1, 1), Edge("b", "x", 1, 1)]
    columns = order_columns(nodes, edges)
    places = [[node.id for node in column] for column in columns]
    assert places[0].index("a") == places[1].index("y")


def test_a_tie_is_one_to_fourteen_pixels_wide() -> None:
    widths = [tie_width(float(amount), 100.0) for amount in (0, 1, 25, 100)]
    assert widths == [1.0, pytest.approx(2.3), pytest.approx(7.5), 14.0]
    assert all(one < other for one, other in pairwise(widths))
    assert tie_width(5.0, 0.0) == 1.0


def test_a_real_diagnosis_draws() -> None:
    chain = Chain.from_tables(
        {
            "regions": pd.DataFrame({"region_id": ["r"], "name": ["Anlan"]}),
            "chain": pd.DataFrame({"chain_id": ["c"], "region_id": ["r"], "base_year": [2025]}),
            "segments": pd.DataFrame(
                {"segment_id": ["A", "B"], "name": ["Glass", "Lenses"], "position": ["upstream", "midstream"],
                 "presence": ["weak", None]}
            ),
            "firms": pd.DataFrame({"firm_id": ["F1", "F2"], "segment_id": ["A", "B"], "region_id": ["r", "r"]}),
            "ties": pd.DataFrame({"supplier": ["F1"], "buyer": ["F2"], "kind": ["supply"], "amount": [5.0]}),
        }
    )  # fmt: skip
    figure = chain_map(diagnose(chain), setting_of(chain))
    assert figure.summary.startswith("Segments: 2 (1 present, 1 weak).")
    assert len(figure.further[0].rows) == 1
