"""Operators against a plain twin and their identities; what is refused, what is noted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.fuzzy.composition import OPERATORS, compose, fuzzy_evaluation

SHARE = st.floats(0, 1)


@st.composite
def cases(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Weights that sum to 1 and a membership matrix with at least one membership."""
    factors, grades = draw(st.integers(1, 6)), draw(st.integers(2, 5))
    a = np.array(draw(st.lists(st.floats(0.01, 1), min_size=factors, max_size=factors)))
    r = np.array(draw(st.lists(st.lists(SHARE, min_size=grades, max_size=grades), min_size=factors, max_size=factors)))
    r[0, 0] = max(r[0, 0], 0.1)
    return a / a.sum(), r


def plain_compose(a: Any, r: Any, operator: str) -> list[float]:
    found = []
    for column in zip(*r, strict=True):
        pairs = list(zip(a, column, strict=True))
        match operator:
            case "weighted_average":
                found.append(math.fsum(x * y for x, y in pairs))
            case "max_min":
                found.append(max(min(x, y) for x, y in pairs))
            case "max_product":
                found.append(max(x * y for x, y in pairs))
            case _:
                found.append(min(1.0, math.fsum(min(x, y) for x, y in pairs)))
    return found


@pytest.mark.parametrize("operator", OPERATORS)
@given(case=cases())
def test_operators_do_what_a_plain_loop_does(case: tuple[Any, Any], operator: str) -> None:
    a, r = case
    assert fuzzy_evaluation(r, a, operator).memberships.tolist() == pytest.approx(plain_compose(a, r, operator))


@pytest.mark.parametrize("operator", OPERATORS)
@given(case=cases(), seed=st.integers(0, 99))
def test_the_order_of_the_factors_does_not_matter(case: tuple[Any, Any], seed: int, operator: str) -> None:
    a, r = case
    order = np.random.default_rng(seed).permutation(len(a))
    assert compose(a[order], r[order], operator) == pytest.approx(compose(a, r, operator))


@given(case=cases(), share=SHARE)
def test_the_weighted_average_is_linear(case: tuple[Any, Any], share: float) -> None:
    a, r = case
    other = r[::-1]
    mixed = compose(a, share * r + (1 - share) * other, "weighted_average")
    parts = share * compose(a, r, "weighted_average") + (1 - share) * compose(a, other, "weighted_average")
    assert mixed == pytest.approx(parts, abs=1e-12)


@given(case=cases())
def test_rows_that_sum_to_one_stay_so(case: tuple[Any, Any]) -> None:
    a, r = case
    r = (r + 0.01) / (r + 0.01).sum(axis=1, keepdims=True)
    assert compose(a, r, "weighted_average").sum() == pytest.approx(1)


@given(case=cases())
def test_the_operators_are_ordered(case: tuple[Any, Any]) -> None:
    """a·r <= min(a, r), and a maximum is at most the sum."""
    found = {operator: compose(*case, operator) for operator in OPERATORS}
    for small, large in (("max_product", "max_min"), ("max_min", "bounded_sum"), ("max_product", "weighted_average")):
        assert (found[small] <= found[large] + 1e-12).all()


def test_bounded_sum_stops_at_one() -> None:
    found = fuzzy_evaluation([[1.0, 0.1], [1.0, 0.2]], [0.8, 0.7], "bounded_sum")
    assert found.memberships.tolist() == pytest.approx([1.0, 0.3])


def test_labels_are_kept_and_weights_follow_their_names() -> None:
    frame = pd.DataFrame([[0.2, 0.8], [0.9, 0.1]], index=["price", "taste"], columns=["good", "poor"])
    found = fuzzy_evaluation(frame, {"taste": 0.75, "price": 0.25})
    assert found.memberships.to_dict() == pytest.approx({"good": 0.725, "poor": 0.275})
    assert found.grade == "good"
    assert found.memberships.tolist() == fuzzy_evaluation(frame.to_numpy(), [0.25, 0.75]).memberships.tolist()
    named = fuzzy_evaluation(frame.to_numpy().tolist(), pd.Series([0.25, 0.75], index=["x", "y"]))
    assert named.memberships.tolist() == found.memberships.tolist()


def test_not_normalised_unless_asked() -> None:
    args = ([[0.2, 0.4], [0.1, 0.1]], [0.5, 0.5])
    assert fuzzy_evaluation(*args).memberships.tolist() == pytest.approx([0.15, 0.25])
    assert fuzzy_evaluation(*args, normalise=True).memberships.tolist() == pytest.approx([0.375, 0.625])


def test_scores_by_grade_name_or_in_order() -> None:
    frame = pd.DataFrame([[0.2, 0.8]], columns=["good", "poor"])
    scores = pd.Series({"poor": 10.0, "good": 90.0})
    assert fuzzy_evaluation(frame, [1.0], scores=scores).mean_score == pytest.approx(26)
    assert fuzzy_evaluation(frame, [1.0], scores=[90, 10]).mean_score == pytest.approx(26)
    assert fuzzy_evaluation(frame, [1.0]).mean_score is None


def test_weights_that_do_not_sum_are_noted_and_used_as_they_are() -> None:
    found = fuzzy_evaluation([[0.2, 0.4], [0.1, 0.1]], [1, 1])
    assert found.memberships.tolist() == pytest.approx([0.3, 0.5])
    assert [note.rule for note in found.notes] == ["fuzzy-weights-sum", "fuzzy-doubtful"]
    assert "sum to 2" in found.notes[0].message
    assert "2" in found.notes[0].message_zh


def test_a_tie_is_reported_with_all_grades() -> None:
    found = fuzzy_evaluation([[0.1 + 0.2, 0.3, 0.4 - 1e-17 - 0.4]], [1.0])
    assert found.ties == (0, 1)
    assert found.grade == 0
    assert not found.usable
    assert [note.rule for note in found.notes] == ["fuzzy-tie"]


def test_one_grade_alone_is_beyond_doubt() -> None:
    found = fuzzy_evaluation([[0.0, 0.7, 0.0]], [1.0])
    assert found.validity == math.inf
    assert found.usable
    assert found.notes == ()


@pytest.mark.parametrize(
    ("memberships", "weights", "words"),
    [
        ([[0.5, 0.5]], [0.5, 0.5], "2 weights for 1 factors"),
        ([[0.5, 0.5], [0.5]], [0.5, 0.5], "factors × grades"),
        ([0.5, 0.5], [1.0], "factors × grades"),
        ([[0.5], [0.5]], [0.5, 0.5], "two grades"),
        ([], [], "factors × grades"),
        (np.zeros((2, 2, 2)), [0.5, 0.5], "factors × grades"),
        ([[1.2, 0.5]], [1.0], "membership of 0 in 0 is 1.2"),
        ([[0.5, -0.1]], [1.0], "membership of 0 in 1 is -0.1"),
        ([[0.5, math.nan]], [1.0], "membership of 0 in 1 is nan"),
        ([[0.5, "much"]], [1.0], "'much'"),
        ([[0.5, None]], [1.0], "'None'"),
        ([[0.5, 0.5]], [-1.0], "weight of 0 is -1"),
        ([[0.5, 0.5]], [math.nan], "weight of 0 is nan"),
        ([[0.5, 0.5]], [math.inf], "weight of 0 is inf"),
        ([[0.5, 0.5]], ["half"], "'half'"),
    ],
)
def test_wrong_input_is_refused_with_its_place(memberships: Any, weights: Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        fuzzy_evaluation(memberships, weights)
    assert words in caught.value.message
    assert caught.value.message_zh != caught.value.message


def test_other_names_unknown_operator_wrong_scores() -> None:
    frame = pd.DataFrame([[0.2, 0.8]], index=["price"])
    with pytest.raises(InputError, match="taste"):
        fuzzy_evaluation(frame, {"taste": 1.0})
    with pytest.raises(InputError, match="max_min"):
        fuzzy_evaluation(frame, [1.0], "max-min")
    with pytest.raises(InputError, match="scores must be"):
        fuzzy_evaluation(frame, [1.0], scores=[1])
    with pytest.raises(InputError, match="scores must be"):
        fuzzy_evaluation(frame, [1.0], scores=[1, "x"])


@pytest.mark.parametrize(("memberships", "weights"), [([[0, 0], [0, 0]], [0.5, 0.5]), ([[0, 0], [1, 1]], [1, 0])])
def test_nothing_that_counts_is_refused(memberships: Any, weights: Any) -> None:
    with pytest.raises(ModelError, match="no membership that carries weight"):
        fuzzy_evaluation(memberships, weights)
