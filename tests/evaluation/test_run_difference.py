"""What differs between two evaluations: named, and its effects sum to the change of every score."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.evaluation import EvaluationOptions, evaluate, framework_from_table
from chainchief.evaluation.run_difference import compare_evaluations

FRAMEWORK = framework_from_table(
    pd.DataFrame({"code": ["a", "b", "c"], "direction": [1, -1, 1], "weight": [0.5, 0.3, 0.2]})
)


def _frame(years: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    index = pd.MultiIndex.from_product([list("pqrstuvwxyz"), range(2020, 2020 + years)], names=["region_id", "year"])
    return pd.DataFrame(rng.lognormal(sigma=1.2, size=(len(index), 3)), index=index, columns=list("abc"))


def _scores(frame: pd.DataFrame, **options: Any) -> Any:
    return evaluate(frame, FRAMEWORK, EvaluationOptions(draws=0, **options))


def test_one_difference_has_the_whole_change() -> None:
    one, two = _scores(_frame()), _scores(_frame(), weights="equal")
    found = compare_evaluations(one, two)
    assert found.factors == ("weights",)
    np.testing.assert_allclose(found.changes["weights"], two.overall - one.overall)
    assert found.cells.empty


def test_several_differences_are_averaged_over_every_order_in_which_they_can_be_made() -> None:
    old, new = _frame(3), _frame(3).mul([1.5, 1, 1])
    new.loc["q"] = 2.0
    choices = {"treat": "iqr", "normalise": "percentile", "aggregate": "geometric"}
    one, two = _scores(old, scale=(1, 9)), _scores(new, scale=(1, 9), **choices)
    found = compare_evaluations(one, two)
    assert found.way == "every order"
    assert found.factors == ("values", "treat", "normalise", "aggregate")
    parts = found.changes[list(found.factors)]
    np.testing.assert_allclose(parts.sum(axis=1), two.overall - one.overall, atol=1e-12)
    walked = dict.fromkeys(found.factors, 0.0)
    orders = list(itertools.permutations(found.factors))
    for order in orders:
        taken: dict[str, str] = {}
        frame, before = old, one.overall
        for factor in order:
            frame = new if factor == "values" else frame
            taken |= {factor: choices[factor]} if factor in choices else {}
            after = _scores(frame, scale=(1, 9), **taken).overall
            walked[factor] = walked[factor] + (after - before) / len(orders)
            before = after
    for factor, effect in walked.items():
        np.testing.assert_allclose(found.changes[factor], effect, atol=1e-12)


def test_another_framework_is_told_by_code_and_column() -> None:
    other = framework_from_table(
        pd.DataFrame({"code": ["a", "b", "c"], "direction": [1, 1, 1], "weight": [0.2, 0.3, 0.5]})
    )
    found = compare_evaluations(_scores(_frame()), evaluate(_frame(), other, EvaluationOptions(draws=0)))
    assert found.differences["name"].tolist() == ["b direction", "a local", "c local"]
    assert found.way == "together"


def test_values_and_rows_that_differ_are_named() -> None:
    old = _frame()
    new = old.copy()
    new.loc[("p", 2020), "b"] = np.nan
    found = compare_evaluations(_scores(old), _scores(new.drop(index=("z", 2020))))
    assert found.only_first == ("z",)
    assert len(found.changes) == len(old) - 1
    moved = found.cells.set_index(["region_id", "indicator"])
    assert np.isnan(moved.at[("p", "b"), "second"])
    assert moved.loc["z", "second"].isna().all()
    assert found.changes["values"].sum() == pytest.approx(found.changes["change"].sum())


def test_the_same_twice_differs_in_nothing() -> None:
    found = compare_evaluations(_scores(_frame(2)), _scores(_frame(2)))
    assert found.differences.empty
    assert (found.changes["change"] == 0).all()
    assert found.changes["first_rank"].equals(found.changes["second_rank"])


def test_changes_that_cannot_be_made_one_by_one_are_told_together() -> None:
    one = _scores(_frame(), normalise="zscore")
    two = _scores(_frame(), aggregate="geometric", scale=(1, 100))
    found = compare_evaluations(one, two)
    assert found.way == "together"
    columns = [column for column in found.changes if " + " in str(column)]
    np.testing.assert_allclose(found.changes[columns[0]], found.changes["change"])
