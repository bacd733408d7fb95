"""Flags of pairs, reliability of groups, principal components, and the checks of a whole evaluation."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.crosscheck.consistency import check_consistency
from chainchief.evaluation.crosscheck.correlation import correlation_flags, explained_variance, group_reliability
from chainchief.evaluation.crosscheck.reliability import bartlett, cronbach_alpha, kmo
from chainchief.evaluation.framework import Framework, framework_from_table
from chainchief.evaluation.options import EvaluationOptions


def _framework() -> Framework:
    rows = [("top", "", "+1"), ("one", "top", "+1"), ("two", "top", "+1"), ("a", "one", "+1"), ("b", "one", "+1"),
            ("days", "one", "-1"), ("c", "two", "+1"), ("d", "two", "+1")]  # fmt: skip
    return framework_from_table(pd.DataFrame(rows, columns=["code", "parent", "direction"]))


def _values(rows: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    base, other = rng.normal(size=(2, rows))
    return pd.DataFrame(
        {
            "a": base,
            "b": base + 0.05 * rng.normal(size=rows),
            "days": -base + rng.normal(size=rows),
            "c": other,
            "d": -other + rng.normal(size=rows),
        },
        [f"region {k}" for k in range(rows)],
    )


def _evaluation(values: pd.DataFrame) -> Evaluation:
    return evaluate(values, _framework(), EvaluationOptions(draws=0))


def test_flags_within_groups_with_directions_turned() -> None:
    values = _values()
    found = correlation_flags(_framework(), values)
    assert found[["group", "first", "second", "flag"]].to_numpy().tolist() == [
        ["one", "a", "b", "collinear"],
        ["two", "c", "d", "negative"],
    ]
    assert found["correlation"].tolist() == pytest.approx(
        [values["a"].corr(values["b"]), values["c"].corr(values["d"])]
    )
    turned = correlation_flags(_framework(), values.assign(days=-values["days"]))
    assert set(turned.loc[turned["flag"].eq("negative"), "second"]) == {"days", "d"}


def test_weak_pairs_gaps_and_constants() -> None:
    values = _values()
    values["d"] = np.tile([1.0, -1.0], 20)
    values["c"] = np.repeat([1.0, -1.0], 20)
    assert correlation_flags(_framework(), values)["flag"].tolist() == ["collinear", "weak"]
    values.loc[values.index[3:], "c"] = np.nan
    found = correlation_flags(_framework(), values.assign(a=1.0))
    assert set(found["first"]) <= {"c"}
    assert correlation_flags(_framework(), values.iloc[:2]).empty
    assert list(correlation_flags(_framework(), values[["a"]]).columns) == list(found.columns)


def test_columns_by_name_and_unknown_ones() -> None:
    with pytest.raises(InputError, match="no indicator mood"):
        correlation_flags(_framework(), _values().assign(mood=1.0))
    with pytest.raises(InputError, match="no indicator one"):
        group_reliability(_framework(), _values().rename(columns={"a": "one"}))


def test_reliability_of_each_group() -> None:
    values = _values()
    found = group_reliability(_framework(), values)
    assert list(found.index) == ["top", "one", "two"]
    standard = values / values.std(ddof=1)
    assert found.at["one", "alpha"] == pytest.approx(
        cronbach_alpha(standard[["a", "b", "days"]] * np.array([1, 1, -1]))
    )
    assert found["doubtful"].to_dict() == {"top": True, "one": False, "two": True}
    assert found.at["two", "alpha"] < 0
    assert (found["reason"] == "").all()


def test_a_group_without_alpha_says_why() -> None:
    values = _values().assign(c=1.0)
    values.loc[values.index[:30], "a"] = np.nan
    found = group_reliability(_framework(), values)
    assert math.isnan(found.at["two", "alpha"])
    assert "at least two indicators" in found.at["two", "reason"]
    assert "两个指标" in found.at["two", "reason_zh"]
    assert found.loc["one", ["indicators", "rows", "left_out"]].tolist() == [3, 10, 30]
    empty = group_reliability(_framework(), values.assign(a=np.nan))
    assert "at least" in empty.at["one", "reason"]


def test_components_of_correlations() -> None:
    values = _values()
    found = explained_variance(values)
    assert found["eigenvalue"].sum() == pytest.approx(5)
    assert found["cumulative"].iloc[-1] == pytest.approx(1)
    singular = np.linalg.svd((values - values.mean()) / values.std(ddof=1), compute_uv=False) ** 2 / (len(values) - 1)
    assert found["eigenvalue"].tolist() == pytest.approx(singular.tolist())
    assert explained_variance(values * [1, -2, 30, 4, 5] + 7)["share"].tolist() == pytest.approx(
        found["share"].tolist()
    )
    with pytest.raises(ModelError, match="a never vary"):
        explained_variance(values.assign(a=2.0))


# the whole evaluation


def test_an_evaluation_is_checked_on_its_scores() -> None:
    evaluation = _evaluation(_values())
    scores = evaluation.scores[list(evaluation.framework.leaves)]
    found = check_consistency(evaluation)
    assert found.kmo == pytest.approx(kmo(scores))
    assert found.bartlett is not None
    assert found.bartlett.statistic == pytest.approx(bartlett(scores).statistic)
    assert found.flags[["first", "second"]].to_numpy().tolist() == [["a", "b"], ["c", "d"]]
    assert found.rows == 40
    assert found.condition == pytest.approx(np.linalg.cond(scores.corr()))
    rules = _rules(found.notes)
    assert {"crosscheck-rows", "crosscheck-near-singular", "crosscheck-collinear", "crosscheck-negative"} <= set(rules)
    assert "a, b nearly determine" in rules["crosscheck-near-singular"]
    assert "two -" in rules["crosscheck-alpha"]


def test_scores_and_raw_values_flag_the_same() -> None:
    values = _values()
    raw, scored = correlation_flags(_framework(), values), check_consistency(_evaluation(values)).flags
    assert scored.drop(columns="correlation").equals(raw.drop(columns="correlation"))
    assert scored["correlation"].tolist() == pytest.approx(raw["correlation"].tolist())


def test_too_few_regions_are_noted_not_refused() -> None:
    found = check_consistency(_evaluation(_values(4)))
    assert found.kmo is None
    assert found.bartlett is None
    assert found.condition == math.inf
    assert "4 complete rows for 5 indicators" in _rules(found.notes)["crosscheck-no-kmo"]


def test_constants_and_gaps_are_left_out_and_named() -> None:
    values = _values()
    values.loc[values.index[:5], "b"] = np.nan
    found = check_consistency(_evaluation(values.assign(d=1.0)))
    rules = _rules(found.notes)
    assert found.rows == 35
    assert rules["crosscheck-still"].endswith("unknown: d.")
    assert "35 of 40" in rules["crosscheck-rows"]
    assert len(found.components) == 4


def test_two_regions_are_noted_not_refused() -> None:
    evaluation = _evaluation(_values(3))
    short = dataclasses.replace(evaluation, scores=evaluation.scores.iloc[:2])
    found = check_consistency(short)
    assert found.components.empty
    assert found.condition is None
    assert {"crosscheck-no-components", "crosscheck-no-kmo"} <= set(_rules(found.notes))


def _rules(notes: Any) -> dict[str, str]:
    assert all(note.message_zh and note.message_zh != note.message for note in notes)
    return {note.rule: note.message for note in notes}
