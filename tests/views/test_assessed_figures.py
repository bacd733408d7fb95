"""Figures of the assessed lens: values, bands and words as the visual language wants them."""

from __future__ import annotations

import dataclasses
import math
import xml.etree.ElementTree as ET
from typing import Any

import pandas as pd
import pytest

from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.options import EvaluationOptions
from chainchief.views.drawing import Group, Symbol, Text, every
from chainchief.views.figures.assessed import measured, panel
from chainchief.views.figures.figure import Figure, Setting, setting_of
from chainchief.views.figures.registry import FIGURES
from chainchief.views.svg import to_svg
from chainchief.views.tables import to_html, to_rows
from views.small_evaluation import NAMES, REGIONS, YEARS, small_chain, small_evaluation
from views.test_svg import HOSTILE

ASSESSED = ("scorecard", "ranked_regions", "grade_shares", "radar", "over_time")


def setting(language: str = "en", **more: Any) -> Setting:
    return Setting(language=language, region="anlan", names=NAMES[language], **more)


def link(kind: str, *place: str) -> str:
    return f"#{kind}-{'-'.join(place)}"


def texts(figure: Figure) -> list[str]:
    return [mark.text for mark in every(figure.drawing.marks) if isinstance(mark, Text)]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("draws", [0, 200])
@pytest.mark.parametrize("key", ASSESSED)
def test_every_figure_draws(key: str, draws: int, language: str) -> None:
    figure = FIGURES[key](small_evaluation(YEARS, draws), setting(language, link=link))
    ET.fromstring(to_svg(figure.drawing))
    assert (figure.key, figure.lens) == (key, "assessed")
    assert figure.summary
    assert figure.table.rows
    assert "nan" not in to_svg(figure.drawing).lower().replace("nanlin", "")
    assert all(len(row.cells) == len(figure.table.columns) for row in figure.table.rows)


@pytest.mark.parametrize("key", ASSESSED)
def test_whatever_leads_somewhere_shows_its_focus_and_is_spoken(key: str) -> None:
    figure = FIGURES[key](small_evaluation(YEARS), setting(link=link))
    leading = [mark for mark in every(figure.drawing.marks) if isinstance(mark, Group) and mark.href]
    assert all(mark.ring and mark.label for mark in leading)
    assert leading or key in ("grade_shares", "radar")


@pytest.mark.parametrize("key", ASSESSED)
def test_the_same_result_gives_the_same_bytes(key: str) -> None:
    first, second = (to_svg(FIGURES[key](small_evaluation(YEARS), setting()).drawing) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("key", ASSESSED)
def test_hostile_region_names_stay_names(key: str, text: str) -> None:
    figure = FIGURES[key](small_evaluation(YEARS), dataclasses.replace(setting(), names=dict.fromkeys(REGIONS, text)))
    for made in (to_svg(figure.drawing), to_html(figure.table)):
        assert not list(ET.fromstring(made).iter("script"))


def test_the_score_is_read_with_its_band() -> None:
    evaluation = small_evaluation()
    low, high = evaluation.overall_intervals.loc["anlan"]
    said = f"{evaluation.overall['anlan']:.2f}, {low:.2f} to {high:.2f}"
    assert FIGURES["scorecard"](evaluation, setting()).summary.startswith(f"Anlan scores {said}: medium.")
    assert "±" not in FIGURES["ranked_regions"](evaluation, setting()).summary


def test_an_unknown_score_is_a_word_in_a_dotted_frame() -> None:
    figure = FIGURES["scorecard"](small_evaluation(), setting(link=link))
    row = next(mark for mark in every(figure.drawing.marks) if isinstance(mark, Group) and mark.key == "score:D321")
    assert [mark.text for mark in row.marks if isinstance(mark, Text)].count("unknown") == 3
    assert not [mark for mark in row.marks if isinstance(mark, Symbol)]
    assert row.label == "New product cycle, unknown, score unknown, no value"
    assert row.href == "#score-anlan-D321-2025"
    (line,) = [row for row in to_rows(figure.table) if row[1] == "D321"]
    assert line[4] == line[5] == ""


def test_a_withheld_value_says_so() -> None:
    figure = FIGURES["scorecard"](small_evaluation(), dataclasses.replace(setting(), region="beiyun"))
    assert "withheld" in texts(figure)


def test_marks_of_quality_stand_beside_values_and_in_the_tags() -> None:
    figure = FIGURES["scorecard"](small_evaluation(), setting())
    assert {"estimated", "expert"} == set(figure.tags)
    assert any(text.startswith("≈ ") for text in texts(figure))
    assert any(text.startswith("◇ ") for text in texts(figure))
    assert FIGURES["scorecard"](small_evaluation(), setting(synthetic=True)).tags[0] == "synthetic"


def test_targets_are_drawn_on_the_ruler() -> None:
    view = panel(small_evaluation(), setting())
    assert view.target_score("D222") == pytest.approx((0.85 - 0.5) / 0.5)
    assert view.target_score("D221") == 1.0
    assert math.isnan(view.target_score("D111"))


def test_regions_are_ranked_and_those_alike_are_named() -> None:
    evaluation = small_evaluation()
    figure = FIGURES["ranked_regions"](evaluation, setting())
    assert figure.table.rows[0].cells[0].value == "Haimen Bay"
    view = panel(evaluation, setting())
    for other in view.alike("anlan"):
        low, high = evaluation.rank_intervals.loc[other, ["low", "high"]]
        assert low <= evaluation.rank_intervals.loc["anlan", "high"]
        assert high >= evaluation.rank_intervals.loc["anlan", "low"]
        assert NAMES["en"][other] in figure.summary


def test_without_draws_nothing_is_said_about_differences() -> None:
    figure = FIGURES["ranked_regions"](small_evaluation(("2025",), 0), setting())
    assert "Cannot be told apart" not in figure.summary
    assert "No band was computed" in figure.source_line
    assert FIGURES["grade_shares"](small_evaluation(("2025",), 0), setting()).summary.startswith("No draws")


def test_more_regions_than_fit_are_counted() -> None:
    frame = pd.DataFrame(
        {code: [number / 60 for number in range(60)] for code in ("B1", "B2", "B3")},
        index=[f"r{number:02d}" for number in range(60)],
    )
    evaluation = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0))
    figure = FIGURES["ranked_regions"](evaluation, Setting(region="r01"))
    assert "Regions not drawn: 20" in figure.source_line
    assert len(figure.table.rows) == 60
    assert "r01" in texts(figure)


def test_a_change_inside_the_band_is_no_change() -> None:
    flat = evaluate(
        pd.DataFrame(
            {"B1": [0.5, 0.505], "B2": [0.5, 0.505], "B3": [0.6, 0.6]},
            index=pd.MultiIndex.from_tuples([("anlan", "2024"), ("anlan", "2025")], names=["region_id", "period"]),
        ),
        "zhang-2024-dimensions",
        EvaluationOptions(draws=200),
    )
    assert FIGURES["over_time"](flat, setting()).summary.endswith("Inside the band, so no real change.")
    one = FIGURES["over_time"](small_evaluation(), setting())
    assert "one period only" in one.summary


def test_an_axis_that_does_not_start_at_its_end_says_so() -> None:
    assert "The axis starts at 0." in FIGURES["over_time"](small_evaluation(YEARS), setting()).source_line


def test_another_scale_is_drawn_and_named() -> None:
    options = EvaluationOptions(draws=50, scale=(0.0, 100.0))
    evaluation = evaluate(small_chain(YEARS), "zhang-2024-anchored", options)
    small = small_evaluation(YEARS, 50)
    for key in ASSESSED:
        figure = FIGURES[key](evaluation, setting())
        ET.fromstring(to_svg(figure.drawing))
        if key != "grade_shares":
            assert "100" in figure.unit
    symbols = [
        [
            round(mark.x, 6)
            for mark in every(FIGURES["scorecard"](one, setting()).drawing.marks)
            if isinstance(mark, Symbol)
        ]
        for one in (evaluation, small)
    ]
    assert symbols[0][1:-1] == pytest.approx(symbols[1][1:-1])


def test_one_region_has_no_median_and_no_rank_band() -> None:
    evaluation = small_evaluation(("2025",), 50, ("anlan",))
    figure = FIGURES["scorecard"](evaluation, setting())
    assert "median" not in " ".join(texts(figure))
    assert ET.fromstring(to_svg(FIGURES["radar"](evaluation, setting()).drawing)) is not None


def test_the_setting_follows_the_chain() -> None:
    chain = small_chain()
    made = setting_of(chain)
    assert (made.region, made.name("haimen"), made.synthetic) == ("anlan", "Haimen Bay", False)
    assert made.name("nowhere") == "nowhere"
    assert made.focus("luxi").region == "luxi"


def test_an_unnamed_focal_region_falls_to_the_first() -> None:
    view = panel(small_evaluation(), Setting(region="nowhere"))
    assert (view.focal, view.named) == ("haimen", False)


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [
        (0.0312, "share", "3.1 %", "3.1%"),
        (0.455, "share", "46 %", "46%"),
        (61.96, "days", "62 days", "62 天"),
        (3.14159, "ratio", "3.14", "3.14"),
        (41.2, "万元/人", "412 k CNY/worker", "41.2 万元/人"),
        (2.0, "patents/firm", "2 a firm", "2 件/家"),
        (5.0, "tonnes", "5 tonnes", "5 tonnes"),
        (math.nan, "days", "unknown", "未知"),
    ],
)
def test_values_are_written_with_their_unit(value: float, unit: str, en: str, zh: str) -> None:
    assert measured(value, unit, "en") == en
    assert measured(value, unit, "zh") == zh
