"""Results as tables and figures: rulers without ends, differences of runs, second opinions, steps, estimates."""

from __future__ import annotations

import dataclasses
import json
import math
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import ModelError
from chainchief.evaluation import compare_evaluations, evaluate
from chainchief.evaluation.crosscheck import opinion_frames, second_opinions
from chainchief.evaluation.fuzzy import OPERATORS, SHAPES
from chainchief.evaluation.options import EvaluationOptions
from chainchief.views import as_data, evaluation_rows, report, results, to_rows, to_svg, to_texts
from chainchief.views.drawing import Circle, Rect, Symbol, Text, every
from chainchief.views.figures.assessed import GRADES, panel, round_ends
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.registry import FIGURES
from chainchief.views.reports.assembly import report_file
from chainchief.views.results.crosscheck import KAISER, structure_tables
from chainchief.views.results.fuzzy import fuzzy_table
from chainchief.views.results.run_difference import MOST_CELLS, changed_table, choice_word, step_table
from chainchief.workspace import STEPS
from views.scored_samples import CODES, REGIONS, framework, scored, values
from views.small_evaluation import small_chain

ASSESSED = ("scorecard", "ranked_regions", "grade_shares", "radar", "over_time")
OPEN = ("zscore", "rank", "borda")
EN = Setting(region="birch", names={name: name.title() for name in REGIONS})
ZH = dataclasses.replace(EN, language="zh")


def texts(figure: Figure) -> list[str]:
    return [mark.text for mark in every(figure.drawing.marks) if isinstance(mark, Text)]


# rulers


@pytest.mark.parametrize("setting", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("ruler", OPEN)
@pytest.mark.parametrize("key", ASSESSED)
def test_a_ruler_without_ends_shows_no_grade(key: str, ruler: str, setting: Setting) -> None:
    figure = FIGURES[key](scored(ruler), setting)
    words = {setting.say(f"grade.{grade}") for grade in (*GRADES, "unknown")} - {setting.say("state.unknown")}
    assert not words & set(texts(figure))
    assert not [word for word in words if f"{word}." in figure.summary or f"{word}。" in figure.summary]
    assert key == "grade_shares" or figure.unit
    ET.fromstring(to_svg(figure.drawing))
    assert "nan" not in to_svg(figure.drawing).lower()


@pytest.mark.parametrize("ruler", [*OPEN, "target", "percentile", "minmax"])
def test_an_axis_holds_every_score(ruler: str) -> None:
    evaluation = scored(ruler)
    view = panel(evaluation, EN)
    low, high = view.extent(list(evaluation.framework.codes))
    scores = evaluation.scores.to_numpy()
    assert low <= np.nanmin(scores)
    assert np.nanmax(scores) <= high
    assert low <= evaluation.overall_intervals.to_numpy().min()


def diamonds(evaluation: Any) -> list[float]:
    marks = every(FIGURES["scorecard"](evaluation, EN).drawing.marks)
    return [mark.x for mark in marks if isinstance(mark, Symbol)]


@pytest.mark.parametrize("scale", [(0, 100), (1, 100), (-3, 5)])
def test_another_scale_gives_the_same_picture(scale: tuple[float, float]) -> None:
    assert diamonds(scored("goalposts", scale=scale)) == pytest.approx(diamonds(scored("goalposts")))
    unit = FIGURES["scorecard"](scored("goalposts", scale=scale), EN).unit
    assert unit == f"{scale[0]} to {scale[1]}"


def test_a_score_beyond_the_target_stands_beyond_the_scale() -> None:
    found = evaluate(values() * [3, 1, 1, 1, 1], framework(), EvaluationOptions(normalise="target", draws=0))
    assert np.nanmax(found.scores.to_numpy()) > 1
    assert panel(found, EN).extent(list(found.framework.codes))[1] > 1


def test_round_ends_hold_what_they_are_given() -> None:
    for low, high in ((-1.2345, 7.8), (0.31, 0.32), (5, 5), (-3e6, 2e6), (0, 1e-9)):
        start, end = round_ends(low, high)
        assert start <= low + 1e-12
        assert end >= high - 1e-12
        assert start < end


@pytest.mark.parametrize("ruler", OPEN)
def test_the_targets_of_the_framework_mean_nothing_on_a_ruler_without_ends(ruler: str) -> None:
    assert math.isnan(panel(scored(ruler), EN).target_score("a"))
    assert panel(scored("goalposts"), EN).target_score("a") == pytest.approx(0.8)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("ruler", [*OPEN, "minmax"])
def test_the_report_of_every_ruler_has_grades_where_there_are_any(ruler: str, language: str) -> None:
    chain = small_chain(("2024", "2025"))
    found = evaluate(chain, "zhang-2024-anchored", EvaluationOptions(normalise=ruler, draws=20))
    given = [found, second_opinions(found)]
    html = report(chain, given, language)
    assert 'id="crosscheck"' in html
    assert "nan" not in html.replace("nanlin", "").split()
    assert ('class="pips"' in html) == (ruler == "minmax")


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_a_ruler_without_ends_goes_into_every_format(kind: str) -> None:
    found = evaluate(small_chain(), "zhang-2024-anchored", EvaluationOptions(normalise="zscore", draws=20))
    made = report_file(small_chain(), [found, second_opinions(found)], kind, "zh")
    assert len(made.content) > 5_000


def test_rows_of_a_ruler_without_ends_have_a_dash_for_the_grade() -> None:
    assert {row["grade"] for row in evaluation_rows(scored("zscore"))} == {"–"}
    data = as_data(scored("zscore"))["regions"]
    assert {row["grade"] for row in data} == {None}


# estimates


def filled() -> Any:
    return scored("goalposts", impute="median", treat="iqr")


def test_an_estimate_is_marked_wherever_it_stands() -> None:
    figure = FIGURES["scorecard"](filled(), EN)
    assert "estimated" in figure.tags
    assert "≈ 3.34" in texts(figure)
    line = next(row for row in to_rows(figure.table) if row[1] == "c")
    assert "filled by an estimate" in line
    assert "C" in line
    assert {tuple(row["estimated"]) for row in as_data(filled())["regions"] if row["region_id"] == "birch"} == {
        (), ("c",)}  # fmt: skip


def test_an_estimate_of_a_divided_value_says_what_it_is_divided_by() -> None:
    frame = values()
    frame.loc[("birch", 2025), "d"] = np.nan
    found = evaluate(frame, framework(), EvaluationOptions(impute="median", draws=0))
    view = panel(found, EN)
    seen = view.observation("birch", "d")
    divided = (frame["d"] / frame["people"]).xs(2025, level="year")
    assert seen.value == pytest.approx(divided.median())
    assert view.unit_of("d", seen) == "/ people"


def test_the_steps_of_a_run_lead_to_the_cells_they_changed() -> None:
    found = filled()
    told = {step.name: step for step in found.log}
    assert [row.cells[0].value for row in step_table(found, EN).rows][:4] == ["Screen", "Denominate", "Impute", "Treat"]
    table = changed_table(told["impute"], found, EN)
    heads, rows = to_texts(table)
    assert heads == ["Region", "Period", "Indicator", "Before", "After", "How"]
    assert rows == [["Birch", "2025", "c", "unknown", "≈ 3.33537", "filled by an estimate"]]
    chinese = to_texts(changed_table(told["treat"], found, ZH), "zh")[1]
    assert ["Fir", "2025", "a", "40", "11.0216", "异常值，取上界"] in chinese


def test_a_changed_cell_is_linked_to_its_place_and_the_rest_is_counted() -> None:
    chain = small_chain()
    found = evaluate(chain, "zhang-2024-anchored", EvaluationOptions(treat="iqr", draws=0))
    step = next(one for one in found.log if one.name == "treat")
    linked = dataclasses.replace(EN, link=lambda kind, *place: f"{kind}:{place[0]}")
    hrefs = [row.cells[3].href for row in changed_table(step, found, linked).rows]
    assert hrefs
    assert all(href.startswith("cell:anlan.xlsx!indicators!") for href in hrefs)
    many = pd.concat([step.changed] * (1 + MOST_CELLS // len(step.changed)), ignore_index=True)
    table = changed_table(dataclasses.replace(step, changed=many), found, EN)
    assert len(table.rows) == MOST_CELLS
    assert f"{len(many) - MOST_CELLS} more cells" in table.more


# two runs


def pair(**options: Any) -> Any:
    return compare_evaluations(scored("goalposts"), scored("goalposts", **options))


def test_the_effects_of_a_row_sum_to_its_change() -> None:
    _, changes, _ = results.difference_tables(pair(aggregate="geometric", weights="equal"), EN)
    heads = [column.key for column in changes.columns]
    assert heads == ["region", "first", "second", "change", "weights", "aggregate", "first_rank", "second_rank"]
    for row in changes.rows:
        first, second, change, *parts = (cell.value for cell in row.cells[1:6])
        assert change == pytest.approx(second - first)
        assert sum(parts) == pytest.approx(change)
    sizes = [abs(row.cells[3].value) for row in changes.rows]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("setting", [EN, ZH], ids=["en", "zh"])
def test_the_bars_of_a_row_are_as_long_as_its_effects(setting: Setting) -> None:
    found = pair(aggregate="geometric", weights="equal", treat="iqr")
    figure = FIGURES["score_changes"](found, dataclasses.replace(setting, width=1110))
    rows = [mark for mark in figure.drawing.marks if getattr(mark, "key", "").startswith("change:")]
    assert len(rows) == len(found.changes) == 12
    assert all(mark.label for mark in rows)
    order = found.changes.sort_values("change", ascending=False, kind="stable")
    dots = [next(one.x for one in row.marks if isinstance(one, Circle)) for row in rows]
    scale = np.polyfit(order["change"], dots, 1)
    np.testing.assert_allclose(np.polyval(scale, order["change"]), dots, atol=1e-6)
    for (_, line), row in zip(order.iterrows(), rows, strict=True):
        wide = sum(one.width + 1 for one in row.marks if isinstance(one, Rect))
        effects = line[list(found.factors)].abs()
        assert wide == pytest.approx(effects.sum() * scale[0], abs=2.5 * len(effects))
    ET.fromstring(to_svg(figure.drawing))
    assert figure.table.rows


def test_runs_on_different_rulers_are_compared_by_rank_alone() -> None:
    found = compare_evaluations(scored("goalposts"), scored("zscore"))
    assert "compare ranks" in results.difference_answer(found, EN)
    assert "应比较名次" in results.difference_answer(found, ZH)
    _, changes, _ = results.difference_tables(found, EN)
    assert [column.key for column in changes.columns] == ["region", "first", "second", "first_rank", "second_rank"]
    bounded = compare_evaluations(scored("goalposts"), scored("percentile"))
    assert "compare ranks" not in results.difference_answer(bounded, EN)


def test_nothing_and_nothing_that_moves_are_said() -> None:
    same = pair()
    assert results.difference_answer(same, EN) == "Nothing differs: the same values, framework and choices."
    assert results.difference_answer(pair(min_known=0.11), ZH) == "差别在于最低已知权重。得分均无变化。"
    FIGURES["score_changes"](same, EN)


def test_values_that_differ_lead_to_the_cells_that_can_still_be_shown() -> None:
    old, new = small_chain(), small_chain()
    table = new.indicators.copy()
    table.loc[0, "value"] *= 0.5
    new = new.with_(indicators=table)
    found = compare_evaluations(
        *(evaluate(chain, "zhang-2024-anchored", EvaluationOptions(draws=0)) for chain in (old, new))
    )
    linked = dataclasses.replace(EN, link=lambda kind, *place: f"{kind}:{place[0]}")
    _, _, cells = results.difference_tables(found, linked, linked=(False, True))
    (row,) = cells.rows
    assert (row.cells[3].href, row.cells[4].href) == ("", "cell:anlan.xlsx!indicators!E2")


def test_choices_are_called_by_their_titles() -> None:
    assert choice_word("normalise", "zscore", "zh") == "z 分数：与均值之差除以标准差"
    assert choice_word("framework", "zhang-2024", "en") == "zhang-2024"
    for name in ("normalise", "aggregate", "weights", "treat", "impute"):
        field = next(one for one in dataclasses.fields(STEPS["evaluate"].options) if one.name == name)
        assert all(choice_word(name, one, "zh") != one for one in field.metadata["choices"])


# second opinions


@pytest.mark.parametrize("setting", [EN, ZH], ids=["en", "zh"])
def test_the_table_of_four_methods_repeats_what_was_worked_out(setting: Setting) -> None:
    found = second_opinions(scored("goalposts"))
    table = results.opinion_tables(found, setting)[0]
    keys = [column.key for column in table.columns]
    now = (
        found.ranks.table.xs("2025", level=1)
        if "2025" in found.ranks.table.index.levels[1]
        else (found.ranks.table.xs(2025, level=1))
    )
    shown = {row.cells[0].value: dict(zip(keys, row.cells, strict=True)) for row in table.rows}
    assert set(shown) == {name.title() for name in REGIONS}
    for region, line in now.iterrows():
        cells = shown[str(region).title()]
        assert cells["score_rank"].value == line["rank"]
        for method in ("topsis", "grey", "copeland"):
            assert cells[method].value == pytest.approx(line[method])
            assert cells[f"{method}_rank"].value == line[f"{method}_rank"]
        assert cells["move"].not_applicable == (line["move"] == 0)
    assert results.opinion_answer(found, setting)
    assert {type(note).__name__ for note in results.opinion_notes(found)} == {"Finding"}


def test_what_cannot_be_worked_out_says_why() -> None:
    alone = evaluate(values().loc[["elm"]], framework(), EvaluationOptions(draws=0))
    found = second_opinions(alone)
    assert isinstance(found.ranks, ModelError)
    assert results.opinion_answer(found, EN).startswith("No period has two regions")
    tables = {table.key: table for table in results.opinion_tables(found, EN)}
    assert "cross_check" not in tables
    assert all("needed" in str(row.cells[-1].value) for row in tables["adequacy"].rows)
    assert not tables["correlation_flags"].rows
    assert "cannot be worked out" in tables["correlation_flags"].more
    graded = second_opinions(scored("zscore"))
    assert isinstance(graded.fuzzy, ModelError)
    assert "fuzzy" not in {table.key for table in results.opinion_tables(graded, EN)}
    assert set(opinion_frames(graded)) >= {"ranks", "reliability", "adequacy"}


@pytest.mark.parametrize(
    ("value", "word"), [(0.9, "marvelous"), (0.89, "meritorious"), (0.6, "mediocre"), (0.49, "unacceptable")]
)
def test_the_measure_of_sampling_adequacy_is_read_in_kaisers_words(value: float, word: str) -> None:
    """Kaiser & Rice 1974, Little Jiffy Mark IV: in the .90s marvelous … below .50 unacceptable."""
    found = second_opinions(scored("goalposts"))
    checks = dataclasses.replace(found.consistency, kmo=value)
    table = structure_tables(dataclasses.replace(found, consistency=checks), EN)[2]
    assert str(table.rows[0].cells[2].value).startswith(word)
    assert [least for least, _ in KAISER] == [0.9, 0.8, 0.7, 0.6, 0.5]


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("setting", [EN, ZH], ids=["en", "zh"])
def test_fuzzy_bars_are_as_long_as_the_memberships(operator: str, setting: Setting) -> None:
    found = second_opinions(scored("goalposts"), operator=operator).fuzzy
    assert not isinstance(found, ModelError)
    figure = FIGURES["fuzzy_grades"](found, dataclasses.replace(setting, width=1110))
    assert "own" in figure.tags
    assert "E = W·R" in figure.source_line
    rows = {mark.key[6:]: mark for mark in figure.drawing.marks if getattr(mark, "key", "").startswith("fuzzy:")}
    assert set(rows) == set(REGIONS)
    table = fuzzy_table(found, setting)
    by_name = {row.cells[0].value: [cell.value for cell in row.cells[1:6]] for row in table.rows}
    factors = []
    for region, row in rows.items():
        bars = [mark for mark in row.marks if isinstance(mark, Rect)]
        known = [value for value in by_name[region.title()] if value > 0]
        assert len(bars) == len(known)
        factors += [(bar.width + 1) / value for bar, value in zip(bars, known, strict=True) if bar.width > 2]
    assert max(factors) == pytest.approx(min(factors), rel=1e-6)


def test_the_choices_of_the_step_are_those_of_the_room() -> None:
    fields = {field.name: field.metadata["choices"] for field in dataclasses.fields(STEPS["crosscheck"].options)}
    assert fields["operator"] == tuple(OPERATORS)
    assert fields["shape"] == tuple(SHAPES)


def test_opinions_and_differences_are_plain_json() -> None:
    opinions = as_data(second_opinions(scored("zscore")))
    assert json.loads(json.dumps(opinions, allow_nan=False))["refused"][0]["message_zh"]
    assert {row["region_id"] for row in opinions["ranks"]} == set(REGIONS)
    told = json.loads(json.dumps(as_data(pair(weights="equal")), allow_nan=False))
    assert set(told) == {"differences", "changes", "cells", "way", "only_first", "only_second"}
    assert told["changes"][0]["region_id"] in REGIONS


def test_every_indicator_of_the_sample_is_scored() -> None:
    assert list(scored("goalposts").framework.leaves) == list(CODES)
