"""The ruler, what stays unknown, and what is said about it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.framework import Framework, framework_from_table
from chainchief.evaluation.options import EvaluationOptions


def _framework(**columns: Any) -> Framework:
    frame = pd.DataFrame({
        "code": ["P", "a", "b", "Q", "c"], "parent": ["", "P", "P", "", "Q"], "direction": ["1", "1", "-1", "1", "1"],
        "weight": [0.4, 0.25, 0.75, 0.6, 1.0], **columns,
    })  # fmt: skip
    return framework_from_table(frame)


def _evaluate(frame: pd.DataFrame, framework: Framework | None = None, **options: Any) -> Evaluation:
    return evaluate(frame, framework or _framework(), EvaluationOptions(draws=50, **options))


def _said(evaluation: Evaluation, rule: str) -> str:
    return next(note.message for note in evaluation.notes if note.rule == rule)


GOALPOSTS = {"low": [None, 0, 0, None, 10], "high": [None, 1, 4, None, 20]}


def test_minmax_is_pooled_over_all_periods() -> None:
    index = pd.MultiIndex.from_product([["r", "s"], [2020, 2021]], names=["region", "year"])
    frame = pd.DataFrame({"a": [0.0, 1.0, 2.0, 4.0], "b": [1.0, 2.0, 3.0, 5.0], "c": [1.0, 1.0, 1.0, 2.0]}, index=index)
    found = _evaluate(frame)
    assert found.scores["a"].tolist() == [0, 0.25, 0.5, 1]
    assert found.scores["b"].tolist() == [1, 0.75, 0.5, 0]
    assert found.bounds.loc["a", ["low", "high", "source"]].tolist() == [0, 4, "min-max over 4 values"]
    assert found.scores.index.names == ["region_id", "period"]
    assert found.options.normalise == "minmax"


def test_one_region_and_minmax_give_no_answer() -> None:
    for frame in (
        pd.DataFrame({"a": [1.0], "b": [2.0], "c": [3.0]}, index=["r"]),
        pd.DataFrame(
            {"a": [1.0, 2.0], "b": [2.0, 1.0], "c": [3.0, 4.0]}, index=pd.MultiIndex.from_product([["r"], [1, 2]])
        ),
    ):
        with pytest.raises(ModelError, match="zhang-2024-anchored, or add goalposts") as caught:
            _evaluate(frame)
        assert "zhang-2024-anchored" in caught.value.message_zh
        assert "上下限" in caught.value.message_zh


def test_one_region_is_scored_with_goalposts() -> None:
    found = _evaluate(pd.DataFrame({"a": [0.3], "b": [1.0], "c": [16.0]}, index=["r"]), _framework(**GOALPOSTS))
    assert found.overall["r"] == pytest.approx(0.4 * (0.25 * 0.3 + 0.75 * 0.75) + 0.6 * 0.6)
    assert found.rank.tolist() == [1]
    assert found.rank_intervals.loc["r"].tolist() == [1, 1, 1]
    assert found.options.normalise == "goalposts"


def test_values_beyond_the_goalposts_are_clipped_and_named() -> None:
    frame = pd.DataFrame({"a": [0.3, 1.7], "b": [5.0, 1.0], "c": [16.0, 12.0]}, index=["r", "s"])
    found = _evaluate(frame, _framework(**GOALPOSTS))
    said = [note.message for note in found.notes if note.rule == "clipped"]
    assert said == [
        "a: outside the goalposts 0 to 1, counted as the nearer one: s 1.7.",
        "b: outside the goalposts 0 to 4, counted as the nearer one: r 5.",
    ]
    assert found.scores.loc["s", "a"] == 1
    assert found.scores.loc["r", "b"] == 0
    clipped = found.observations[found.observations["reason"].eq("clipped")]
    assert clipped[["region_id", "indicator", "value", "scored"]].values.tolist() == [
        ["s", "a", 1.7, True],
        ["r", "b", 5.0, True],
    ]


def test_goalposts_that_are_not_there() -> None:
    frame = pd.DataFrame({"a": [0.3, 0.6], "b": [1.0, 2.0], "c": [16.0, 12.0]}, index=["r", "s"])
    partly = _framework(low=[None, 0, None, None, 10], high=[None, 1, None, None, 20])
    with pytest.raises(ModelError, match="no goalposts for b"):
        _evaluate(frame, partly, normalise="goalposts")
    found = _evaluate(frame, partly)
    assert found.options.normalise == "minmax"
    assert _said(found, "some-goalposts").startswith("No goalposts for b")
    assert _said(found, "two-regions")


def test_what_is_the_same_everywhere_is_not_scored_by_minmax() -> None:
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [7.0, 7.0, 7.0], "c": [3.0, 2.0, 1.0]}, index=list("rst"))
    found = _evaluate(frame)
    assert found.scores["b"].isna().all()
    assert found.bounds.loc["b", ["low", "high"]].isna().all()
    assert found.missing[["region_id", "indicator", "reason"]].values.tolist() == [[r, "b", "constant"] for r in "rst"]
    assert found.overall["r"] == pytest.approx(0.4 * 0 + 0.6 * 1)
    assert found.weights.loc["b", "effective"] == 0
    assert found.weights.loc["a", "effective"] == pytest.approx(0.4)
    assert not found.observations.loc[found.observations["indicator"].eq("b"), "scored"].any()
    assert "b is the same everywhere" in _said(found, "indicator-constant")


def test_every_unknown_score_has_its_row_in_missing() -> None:
    frame = pd.DataFrame(
        {"a": [1.0, np.nan, 3.0, np.nan], "b": [np.nan, np.nan, 2.0, np.nan], "c": [3.0, 2.0, 1.0, np.nan]},
        index=list("rstu"),
    )
    found = _evaluate(frame)
    rows, codes = np.nonzero(found.scores.isna().to_numpy())
    expected = {(found.scores.index[row], found.scores.columns[code]) for row, code in zip(rows, codes, strict=True)}
    named = set(zip(found.missing["region_id"], found.missing["indicator"], strict=True))
    assert named - {("u", "overall")} == expected
    assert found.missing.set_index(["region_id", "indicator"])["reason"].to_dict() == {
        ("r", "b"): "empty", ("s", "a"): "empty", ("s", "b"): "empty", ("s", "P"): "no-member", ("t", "b"): "constant",
        ("u", "overall"): "nothing",
    }  # fmt: skip
    assert list(found.scores.index) == list("rst"), "nothing is known of u"
    assert _said(found, "rows-unknown") == "No score, because nothing or too little is known (1): u."
    assert _said(found, "renormalised").startswith("Unknown: 1 of 6 values;")
    assert found.overall.notna().all()


def test_an_indicator_without_any_value_leaves_its_weight_to_the_others() -> None:
    found = _evaluate(pd.DataFrame({"a": [1.0, 2.0], "c": [3.0, 2.0]}, index=["r", "s"]))
    assert set(found.missing["reason"]) == {"nowhere"}
    assert found.overall.tolist() == pytest.approx([0.6, 0.4])
    assert "No region has a value for b" in _said(found, "indicator-nowhere")


def test_nothing_that_can_be_scored() -> None:
    frame = pd.DataFrame({"a": [1.0, 1.0], "b": [2.0, 2.0]}, index=["r", "s"])
    with pytest.raises(ModelError, match="no region has a value that can be scored"):
        _evaluate(frame)
    with pytest.raises(ModelError, match="no region has a value"):
        _evaluate(frame * np.nan, _framework(**GOALPOSTS))


def test_a_zero_in_a_geometric_mean_is_said() -> None:
    frame = pd.DataFrame({"a": [0.0, 0.5], "b": [1.0, 2.0], "c": [15.0, 15.0]}, index=["r", "s"])
    found = _evaluate(frame, _framework(**GOALPOSTS), aggregate="geometric")
    assert found.overall["r"] == 0
    assert found.scores.loc["r", "P"] == 0
    assert "(1): r a." in _said(found, "geometric-zero")
    wide = _evaluate(frame, _framework(**GOALPOSTS), aggregate="geometric", scale=(1, 100))
    assert wide.overall["r"] > 1
    assert "geometric-zero" not in {note.rule for note in wide.notes}
    with pytest.raises(ModelError, match="begins at -1"):
        _evaluate(frame, _framework(**GOALPOSTS), aggregate="geometric", scale=(-1, 1))


def test_a_region_of_which_too_little_is_known_gets_no_score() -> None:
    frame = pd.DataFrame({"D111": [0.5, np.nan], "D112": [0.8, 0.9], "D311": [0.03, np.nan]}, index=["r", "s"])
    found = evaluate(frame, "zhang-2024-anchored")
    assert list(found.scores.index) == ["r"], "D112 alone is 9.2 % of the weight"
    assert found.missing.set_index("region_id").at["s", "reason"] == "too-little"
    assert list(evaluate(frame, "zhang-2024-anchored", EvaluationOptions(min_known=0.05)).scores.index) == ["r", "s"]
    with pytest.raises(ModelError, match=r"s: only D112 of 12 indicators is known, 9%.*min_known"):
        evaluate(frame.loc[["s"]], "zhang-2024-anchored")


def test_a_whole_among_its_parts_is_named_and_can_be_left_out() -> None:
    frame = pd.DataFrame({"D111": [0.5, 0.6, 0.9], "D112": [0.8, 0.9, 1.0]}, index=["r", "s", "全国"])
    found = evaluate(frame, "zhang-2024")
    assert any(note.rule == "whole-among-parts" and "全国" in note.message for note in found.notes)
    parts = evaluate(frame, "zhang-2024", EvaluationOptions(exclude="全国"))
    assert list(parts.scores.index) == ["r", "s"]
    assert parts.bounds.at["D111", "high"] == 0.6
    assert not any(note.rule == "whole-among-parts" for note in parts.notes)
    with pytest.raises(InputError, match="no region '全省'"):
        evaluate(frame, "zhang-2024", EvaluationOptions(exclude="全省"))
