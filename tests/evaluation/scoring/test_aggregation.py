"""Aggregation: against hand calculations, a plain twin, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.evaluation.scoring.aggregation import aggregate, leaf_weights, product_contributions, weighted_mean
from chainchief.evaluation.scoring.arrays import Floats, Tree
from evaluation.trees import plain_score, plain_shapley, scored_trees

KINDS = ("arithmetic", "geometric", "weighted_sum")
TREE = Tree(np.array([-1, 0, 0, 1, 1]), np.array([2, 3, 4]))
LOCAL = np.array([1.0, 0.4, 0.6, 0.25, 0.75])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("arithmetic", 0.4 * 0.65 + 0.6 * 0.2), ("geometric", 0.5**0.1 * 0.7**0.3 * 0.2**0.6), ("weighted_sum", 0.38)],
)
def test_aggregate_by_hand(kind: str, expected: float) -> None:
    found = aggregate(TREE, LOCAL, np.array([[0.2, 0.5, 0.7]]), kind)
    assert found[0, 0] == pytest.approx(expected, rel=1e-12)
    np.testing.assert_array_equal(found[0, TREE.leaves], [0.2, 0.5, 0.7])


def test_unknown_members_give_their_weight_to_siblings_or_to_all() -> None:
    scores = np.array([[0.2, np.nan, 0.7]])
    assert aggregate(TREE, LOCAL, scores, "arithmetic")[0, 0] == pytest.approx(0.6 * 0.2 + 0.4 * 0.7)
    assert aggregate(TREE, LOCAL, scores, "weighted_sum")[0, 0] == pytest.approx((0.6 * 0.2 + 0.3 * 0.7) / 0.9)
    nothing = aggregate(TREE, LOCAL, np.array([[0.2, np.nan, np.nan]]), "arithmetic")[0]
    assert np.isnan(nothing[1])
    assert nothing[0] == 0.2


def test_a_weight_of_zero_counts_nowhere() -> None:
    local = np.array([1.0, 0.0, 1.0, 0.25, 0.75])
    found = aggregate(TREE, local, np.array([[0.2, 0.9, 0.9], [np.nan, 0.9, 0.9]]), "arithmetic")
    assert found[0, 0] == 0.2
    assert np.isnan(found[1, 0]), "only what weighs nothing is known"
    assert leaf_weights(TREE, local, np.array([False, True, True])).tolist() == [0.0, 0.0, 0.0]
    zero = aggregate(TREE, local, np.array([[0.2, 0.0, 0.0]]), "geometric")
    assert zero[0, 0] == pytest.approx(0.2)


def test_a_score_of_zero_makes_a_geometric_mean_zero() -> None:
    assert weighted_mean(np.array([[0.0, 1.0]]), np.array([0.5, 0.5]), power=0.0)[0] == 0.0


@given(scored_trees(), st.sampled_from(KINDS))
def test_aggregate_agrees_with_its_plain_twin(given_tree: tuple[Tree, Floats, Floats], kind: str) -> None:
    tree, local, scores = given_tree
    found = aggregate(tree, local, scores, kind)
    for row, line in enumerate(scores.tolist()):
        for node in range(len(tree.parent)):
            assert found[row, node] == pytest.approx(plain_score(tree, local, line, node, kind), abs=1e-12, nan_ok=True)


@given(scored_trees(), st.sampled_from(KINDS))
def test_scores_of_wholes_stay_between_those_of_their_indicators(
    given_tree: tuple[Tree, Floats, Floats], kind: str
) -> None:
    tree, local, scores = given_tree
    overall = aggregate(tree, local, scores, kind)[:, 0]
    for line, whole in zip(scores, overall, strict=True):
        known = line[~np.isnan(line)]
        assert np.isnan(whole) == (len(known) == 0)
        if len(known):
            assert known.min() - 1e-12 <= whole <= known.max() + 1e-12


@given(scored_trees(), st.sampled_from(KINDS), st.data())
def test_a_better_score_never_lowers_the_whole(
    given_tree: tuple[Tree, Floats, Floats], kind: str, data: st.DataObject
) -> None:
    tree, local, scores = given_tree
    leaf = data.draw(st.integers(0, len(tree.leaves) - 1))
    better = scores.copy()
    better[:, leaf] = np.minimum(1.0, better[:, leaf] + data.draw(st.floats(0.0, 1.0)))
    before, after = (aggregate(tree, local, line, kind)[:, 0] for line in (scores, better))
    assert (np.isnan(before) | (after >= before - 1e-12)).all()


@given(scored_trees())
def test_weights_and_scores_give_the_whole(given_tree: tuple[Tree, Floats, Floats]) -> None:
    tree, local, scores = given_tree
    for kind in ("arithmetic", "weighted_sum"):
        overall = aggregate(tree, local, scores, kind)[:, 0]
        for line, whole in zip(scores, overall, strict=True):
            known = ~np.isnan(line)
            weights = leaf_weights(tree, local, known, flat=kind == "weighted_sum")
            assert weights.sum() == pytest.approx(float(known.any()), abs=1e-12)
            assert (weights[~known] == 0).all()
            if known.any():
                assert np.nansum(weights * line) == pytest.approx(whole, abs=1e-12)


@given(scored_trees())
def test_without_gaps_the_weighted_sum_is_the_arithmetic_mean(given_tree: tuple[Tree, Floats, Floats]) -> None:
    tree, local, scores = given_tree
    full = np.nan_to_num(scores, nan=0.5)
    one, other = (aggregate(tree, local, full, kind) for kind in ("arithmetic", "weighted_sum"))
    np.testing.assert_allclose(one, other, atol=1e-12)


@given(scored_trees(), st.data())
def test_contributions_to_a_product_add_up(given_tree: tuple[Tree, Floats, Floats], data: st.DataObject) -> None:
    tree, local, scores = given_tree
    full = np.nan_to_num(scores, nan=0.5)
    width = len(tree.leaves)
    reference = np.array(data.draw(st.lists(st.floats(0.0, 1.0), min_size=width, max_size=width)))
    weights = np.tile(leaf_weights(tree, local, np.ones(width, dtype=bool)), (len(full), 1))
    base, parts = product_contributions(weights, full, reference)
    whole = aggregate(tree, local, full, "geometric")[:, 0]
    np.testing.assert_allclose(base + parts.sum(axis=1), whole, atol=1e-12)


@pytest.mark.parametrize("scores", [[0.3, 0.9, 0.5, 0.7], [0.0, 0.9, 0.5, 0.7], [0.0, 0.0, 1.0, 1.0]])
def test_contributions_to_a_product_are_shapley_values(scores: list[float]) -> None:
    weights, reference = [0.1, 0.2, 0.3, 0.4], [0.5, 0.5, 0.0, 0.2]
    _, parts = product_contributions(np.array([weights]), np.array([scores]), np.array(reference))
    np.testing.assert_allclose(parts[0], plain_shapley(weights, scores, reference), atol=1e-12)


def test_contributions_of_thirty_indicators_add_up() -> None:
    rng = np.random.default_rng(1)
    weights = rng.dirichlet(np.ones(30), size=5)
    scores, reference = rng.random((5, 30)), rng.random(30)
    base, parts = product_contributions(weights, scores, reference)
    np.testing.assert_allclose(base + parts.sum(axis=1), np.prod(scores**weights, axis=1), atol=1e-12)
