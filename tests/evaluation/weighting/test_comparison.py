from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.errors import InputError
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting import METHODS, ahp_weights
from evaluation.weighting.matrices import judgement_matrices, weight_lists

NAN = math.nan


@given(weight_lists(), st.sampled_from(list(METHODS)))
@settings(deadline=None)
def test_consistent_judgements_give_their_weights_and_a_ratio_of_zero(weights: Floats, method: str) -> None:
    found = ahp_weights(np.outer(weights, 1 / weights), method)
    assert found.weights.to_numpy() == pytest.approx(weights, abs=1e-9)
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    assert found.consistency_ratio == found.consistency_index == 0
    assert found.consistent
    assert found.worst.empty
    assert found.cycles == ()


@given(weight_lists(least=3), st.sampled_from(list(METHODS)))
@settings(deadline=None)
def test_a_chain_of_judgements_is_enough(weights: Floats, method: str) -> None:
    n = len(weights)
    chain = np.full((n, n), NAN)
    for i in range(n - 1):
        chain[i, i + 1] = weights[i] / weights[i + 1]
    found = ahp_weights(chain, method)
    assert found.weights.to_numpy() == pytest.approx(weights, abs=1e-9)
    assert found.consistency_ratio == 0
    assert len(found.missing) == (n - 1) * (n - 2) // 2
    assert [note.rule for note in found.notes] == ["judgements-spanning"]


@given(judgement_matrices(complete=False), st.sampled_from(list(METHODS)), st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_items_does_not_matter(values: Floats, method: str, random: object) -> None:
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    one, other = ahp_weights(values, method), ahp_weights(values[np.ix_(order, order)], method)
    assert other.weights.to_numpy() == pytest.approx(one.weights.to_numpy()[order], abs=1e-9)
    assert other.consistency_ratio == pytest.approx(one.consistency_ratio, abs=1e-6)
    assert len(other.cycles) == len(one.cycles)


@given(judgement_matrices())
@settings(max_examples=40, deadline=None)
def test_the_eigenvector_solves_its_equation_and_the_ratio_belongs_to_the_judgements(values: Floats) -> None:
    found = ahp_weights(values)
    weights = found.weights.to_numpy()
    assert values @ weights == pytest.approx(found.lambda_max * weights, rel=1e-6)
    assert found.lambda_max >= len(values)
    rows = ahp_weights(values, "geometric_mean")
    assert rows.consistency_ratio == found.consistency_ratio
    assert rows.weights.to_numpy() == pytest.approx(
        np.exp(np.log(values).mean(1)) / np.exp(np.log(values).mean(1)).sum()
    )


def test_turning_every_judgement_turns_the_row_geometric_mean() -> None:
    values = np.array([[1, 3, 5], [1 / 3, 1, 4], [1 / 5, 1 / 4, 1]])
    one, other = (ahp_weights(each, "geometric_mean").weights for each in (values, values.T))
    assert (1 / one / (1 / one).sum()).tolist() == pytest.approx(other.tolist())


def test_worst_judgements_and_circles_are_named() -> None:
    matrix = pd.DataFrame(1.0, index=list("abcd"), columns=list("abcd"))
    for first, second, value in [
        ("a", "b", 2),
        ("b", "c", 2),
        ("c", "a", 9),
        ("a", "d", 3),
        ("b", "d", 3),
        ("c", "d", 3),
    ]:
        matrix.loc[first, second], matrix.loc[second, first] = value, 1 / value
    found = ahp_weights(matrix)
    assert found.cycles == (("a", "b", "c"),)
    worst = found.worst.iloc[0]
    assert (worst["first"], worst["second"], worst["judgement"]) == ("c", "a", 9)
    assert worst["fitting"] == pytest.approx(found.weights["c"] / found.weights["a"])
    assert worst["factor"] == pytest.approx(9 / worst["fitting"])
    assert len(found.worst) == 3
    assert found.worst["factor"].is_monotonic_decreasing
    assert [note.rule for note in found.notes] == ["judgements-inconsistent", "judgements-cycle"]
    assert "a > b > c > a" in found.notes[1].message
    assert "c/a 9 →" in found.notes[0].message_zh
    assert not found.consistent


def test_one_and_two_items_cannot_contradict() -> None:
    assert ahp_weights([[1]]).weights.tolist() == [1.0]
    two = ahp_weights([[1, 4], [0.25, 1]])
    assert (two.weights.tolist(), two.consistency_ratio) == ([pytest.approx(0.8), pytest.approx(0.2)], 0.0)


def test_beyond_the_tables_the_ratio_is_not_invented() -> None:
    found = ahp_weights(np.ones((16, 16)))
    assert found.consistency_ratio is None
    assert found.random_index is None
    assert not found.consistent
    assert [note.rule for note in found.notes] == ["no-random-index"]
    assert ahp_weights(np.ones((15, 15))).consistency_ratio == 0


def test_judgements_that_leave_items_apart_are_refused_by_name() -> None:
    matrix = pd.DataFrame([[1, 2, NAN], [NAN, 1, NAN], [NAN, NAN, 1]], index=list("abc"), columns=list("abc"))
    with pytest.raises(InputError, match="No judgement ties c to a, b"):
        ahp_weights(matrix)


def test_an_unknown_method_lists_the_known_ones() -> None:
    with pytest.raises(InputError, match="eigenvector, geometric_mean"):
        ahp_weights([[1]], "magic")
