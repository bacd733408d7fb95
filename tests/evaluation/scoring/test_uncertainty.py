"""Draws of weights and values: reproducible, vectorised, the same as one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.evaluation.scoring.aggregation import aggregate
from chainchief.evaluation.scoring.arrays import Floats, Tree
from chainchief.evaluation.scoring.uncertainty import Draws, draw_overall, draw_weights, spread
from evaluation.trees import scored_trees

KINDS = ("arithmetic", "geometric", "weighted_sum")


def _draws(tree: Tree, local: Floats, kind: str, noise: Floats, draws: int = 7, seed: int = 3) -> Draws:
    rng = np.random.default_rng(seed)
    weights = draw_weights(rng, local, draws, 0.25, np.arange(len(local)))
    return Draws(weights, noise, kind, (0.0, 1.0), rng, np.arange(len(tree.leaves)))


@settings(deadline=None)
@given(scored_trees(), st.sampled_from(KINDS))
def test_all_draws_at_once_are_the_draws_one_by_one(given_tree: tuple[Tree, Floats, Floats], kind: str) -> None:
    tree, local, scores = given_tree
    scores = scores[~np.isnan(scores).all(axis=1)]
    draws = _draws(tree, local, kind, np.zeros(scores.shape))
    found = draw_overall(tree, scores, draws)
    for number, weights in enumerate(draws.weights):
        expected = aggregate(tree, weights, scores, kind)[:, 0]
        np.testing.assert_allclose(found[:, number], expected, atol=1e-12)


def test_weights_move_within_their_bounds() -> None:
    weights = draw_weights(np.random.default_rng(0), np.array([0.2, 0.8, 0.0]), 4000, 0.25, np.arange(3))
    assert weights[:, 0].min() >= 0.15
    assert weights[:, 0].max() <= 0.25
    assert weights[:, 0].mean() == pytest.approx(0.2, rel=0.01)
    assert (weights[:, 2] == 0).all()


def test_the_order_of_codes_does_not_change_what_each_draws() -> None:
    local = np.array([0.1, 0.2, 0.7])
    one = draw_weights(np.random.default_rng(5), local, 10, 0.25, np.array([0, 1, 2]))
    other = draw_weights(np.random.default_rng(5), local[[2, 0, 1]], 10, 0.25, np.array([1, 2, 0]))
    np.testing.assert_array_equal(one, other[:, [1, 2, 0]])


@pytest.mark.parametrize("kind", KINDS)
def test_noise_widens_only_the_rows_that_have_it(kind: str) -> None:
    tree, local = Tree(np.array([-1, 0, 0]), np.array([1, 2])), np.array([1.0, 0.5, 0.5])
    scores = np.array([[0.5, 0.5], [0.5, 0.5], [0.5, np.nan]])
    noise = np.array([[0.0, 0.0], [0.1, 0.0], [0.1, 0.0]])
    found = draw_overall(tree, scores, _draws(tree, local, kind, noise, draws=2000))
    assert found[0] == pytest.approx(0.5)
    assert found[1].std() == pytest.approx(0.05, rel=0.1)
    assert found[2].std() == pytest.approx(0.1, rel=0.1)
    assert 0 <= found.min() <= found.max() <= 1


def test_noise_at_the_end_of_the_scale_stays_inside() -> None:
    tree, local = Tree(np.array([-1, 0, 0]), np.array([1, 2])), np.array([1.0, 0.5, 0.5])
    found = draw_overall(tree, np.array([[0.0, 1.0]]), _draws(tree, local, "geometric", np.full((1, 2), 0.5), 500))
    assert np.isfinite(found).all()
    assert (found[0] == 0).any()
    assert found.max() <= 1


def test_spread_of_ranks_and_grades() -> None:
    overall = np.array([[0.85, 0.85, 0.75, 0.85], [0.5, 0.5, 0.8, 0.5], [0.1, 0.1, 0.1, 0.1]])
    found = spread(overall, np.array([0, 0, 1]))
    assert found.rank.tolist() == [[1, 1, 2], [1, 2, 2], [1, 1, 1]]
    assert found.grades[0].tolist() == [0, 0, 0, 0.25, 0.75]
    assert found.grades.sum(axis=1).tolist() == [1, 1, 1]
    assert (found.overall[:, 0] <= found.overall[:, 1]).all()
