from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.errors import InputError
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting import ahp_weights, group_weights
from chainchief.evaluation.weighting.group import consensus
from evaluation.weighting.matrices import judgement_matrices, weight_lists

NAN = math.nan


@given(judgement_matrices(), st.sampled_from(["judgements", "priorities"]))
@settings(max_examples=30, deadline=None)
def test_experts_of_one_mind_are_one_expert(values: Floats, aggregate: str) -> None:
    alone = ahp_weights(values)
    found = group_weights([values, values, values], aggregate=aggregate)
    assert found.weights.to_numpy() == pytest.approx(alone.weights.to_numpy(), abs=1e-9)
    assert found.consensus == pytest.approx(1)
    assert found.experts["consistency_ratio"].to_numpy() == pytest.approx(alone.consistency_ratio)


@given(judgement_matrices(least=4, most=4), judgement_matrices(least=4, most=4), st.floats(0.1, 0.9))
@settings(max_examples=30, deadline=None)
def test_both_averages_agree_for_row_geometric_means(one: Floats, other: Floats, share: float) -> None:
    """The geometric mean of judgements and of priorities are the same thing for the row geometric mean."""
    both = [
        group_weights([one, other], [share, 1 - share], "geometric_mean", aggregate).weights.to_numpy()
        for aggregate in ("judgements", "priorities")
    ]
    assert both[0] == pytest.approx(both[1], abs=1e-12)


def test_shares_count_and_a_consistent_average_hides_nobody() -> None:
    one = pd.DataFrame([[1, 3, 9], [1 / 3, 1, 3], [1 / 9, 1 / 3, 1]], index=list("abc"), columns=list("abc"))
    odd = pd.DataFrame([[1, 1 / 5, 5], [5, 1, 1 / 5], [1 / 5, 5, 1]], index=list("abc"), columns=list("abc"))
    found = group_weights({"A": one, "B": odd.loc[list("cba"), list("cba")]}, {"B": 1, "A": 3})
    assert found.experts["share"].to_dict() == {"A": 0.75, "B": 0.25}
    assert found.joint is not None
    assert found.joint.matrix.loc["a", "c"] == pytest.approx(9**0.75 * 5**0.25)
    assert found.experts.loc["B", "cycles"] == 1
    assert found.experts.loc["B", "consistency_ratio"] > 1 > (found.consistency_ratio or 0)
    assert "experts-inconsistent" in [note.rule for note in found.notes]


def test_who_did_not_judge_a_pair_does_not_count_there() -> None:
    first = [[1, 2, NAN], [NAN, 1, NAN], [NAN, NAN, 1]]
    second = [[1, 8, NAN], [NAN, 1, 4], [NAN, NAN, 1]]
    found = group_weights({"A": first, "B": second})
    assert found.joint is not None
    assert found.joint.matrix.loc[0, 1] == pytest.approx(4)
    assert found.joint.matrix.loc[1, 2] == pytest.approx(4)
    assert list(found.individual) == ["B"]
    assert found.consensus is None
    assert math.isnan(found.experts.loc["A", "consistency_ratio"])
    assert "experts-apart" in [note.rule for note in found.notes]
    with pytest.raises(InputError, match="No judgement ties 2"):
        group_weights({"A": first, "B": second}, aggregate="priorities")


def test_consensus_by_hand() -> None:
    """Two experts, (.9, .1) and (.1, .9): the most apart the scale 1..9 allows for n = 2, so none at all."""
    assert consensus(np.array([[0.9, 0.1], [0.1, 0.9]])) == pytest.approx(0, abs=1e-12)
    alpha = (-(0.8 * math.log(0.8) + 0.2 * math.log(0.2)) + math.log(2)) / 2
    gamma = -(0.65 * math.log(0.65) + 0.35 * math.log(0.35))
    least = math.exp(-(0.9 * math.log(0.9) + 0.1 * math.log(0.1))) / 2
    expected = (math.exp(alpha - gamma) - least) / (1 - least)
    assert consensus(np.array([[0.8, 0.2], [0.5, 0.5]])) == pytest.approx(expected)


@given(st.lists(weight_lists(least=4, most=4), min_size=2, max_size=5))
def test_consensus_stays_between_none_and_full(rows: list[Floats]) -> None:
    assert 0 <= consensus(np.array(rows)) <= 1 + 1e-12


def test_disagreement_is_said() -> None:
    found = group_weights([[[1, 9], [1 / 9, 1]], [[1, 1 / 9], [9, 1]]])
    assert found.weights.tolist() == pytest.approx([0.5, 0.5])
    assert "experts-disagree" in [note.rule for note in found.notes]


def test_what_does_not_fit_is_refused() -> None:
    one, other = pd.DataFrame([[1.0]], ["a"], ["a"]), pd.DataFrame([[1.0]], ["b"], ["b"])
    with pytest.raises(InputError, match="judgements of B"):
        group_weights({"A": one, "B": other})
    with pytest.raises(InputError, match="shares"):
        group_weights({"A": one, "B": one}, {"A": 1})
    with pytest.raises(InputError, match="shares"):
        group_weights([one, one], [1, 0])
    with pytest.raises(InputError, match="nothing is there"):
        group_weights([])
    with pytest.raises(InputError, match="judgements, priorities"):
        group_weights([one], aggregate="votes")
