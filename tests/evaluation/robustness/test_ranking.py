"""Ranks under every weighting: the same as one by one, whatever the blocks, ties and unknown scores."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import rankdata

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.robustness import pair_shares, rank_weightings, ranking, top_shares
from chainchief.evaluation.robustness.weightings import weighted
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.grading import BOUNDS, grade_places, ranks

KINDS = ("arithmetic", "geometric", "harmonic")


def _overall(scores: Floats, weights: Floats, kind: str) -> Floats:
    """(rows, draws), one weighting and one row at a time."""
    found = np.empty((len(scores), len(weights)))
    for row, draw in np.ndindex(*found.shape):
        known = [(s, w) for s, w in zip(scores[row], weights[draw], strict=True) if not np.isnan(s) and w > 0]
        total = sum(w for _, w in known)
        if kind == "arithmetic":
            found[row, draw] = sum(s * w for s, w in known) / total
        elif any(s == 0 for s, _ in known):
            found[row, draw] = 0.0
        elif kind == "geometric":
            found[row, draw] = np.prod([s ** (w / total) for s, w in known])
        else:
            found[row, draw] = total / sum(w / s for s, w in known)
    return found


def _ranks(overall: Floats, periods: NDArray[Any]) -> Floats:
    """The competition rank of the field's usual tool, period by period, on scores rounded as the room does."""
    found = np.empty(overall.shape)
    for period in set(periods.tolist()):
        rows = periods == period
        found[rows] = rankdata(-np.round(overall[rows], 12), method="min", axis=0)
    return found


def _case(seed: int, rows: int = 23, width: int = 5, draws: int = 41) -> tuple[Floats, Floats, NDArray[Any]]:
    """Scores on a coarse grid, so that there are ties, with gaps and zeros."""
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 5, (rows, width)) / 4.0
    scores[rng.random(scores.shape) < 0.1] = np.nan
    scores[:, 0] = np.nan_to_num(scores[:, 0], nan=0.5)
    scores[1] = scores[0]
    weights = np.round(rng.dirichlet(np.ones(width), draws), 2) + 0.125
    return scores, weights, np.array(["2020", "2021", "2022"])[rng.integers(0, 3, rows)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_all_weightings_at_once_are_the_weightings_one_by_one(seed: int, kind: str) -> None:
    scores, weights, periods = _case(seed)
    overall = _overall(scores, weights, kind)
    found, place = rank_weightings(scores, weights, periods, kind), _ranks(overall, periods)
    np.testing.assert_array_equal(found.rank, np.quantile(place, (0.05, 0.5, 0.95), axis=1, method="inverted_cdf").T)
    np.testing.assert_allclose(found.mean_rank, place.mean(axis=1), atol=1e-12)
    np.testing.assert_allclose(found.overall, np.quantile(overall, (0.05, 0.5, 0.95), axis=1).T, atol=1e-12)
    for rank in range(found.counts.shape[1]):
        np.testing.assert_array_equal(found.counts[:, rank], (place == rank + 1).sum(axis=1))
        np.testing.assert_allclose(top_shares(found)[:, rank], (place <= rank + 1).mean(axis=1), atol=1e-15)
    graded = grade_places(overall)
    for grade in range(5):
        np.testing.assert_allclose(found.grades[:, grade], (graded == grade).mean(axis=1), atol=1e-15)


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scores, weights, periods = _case(7, rows=40, draws=60)
    whole = rank_weightings(scores, weights, periods)
    for numbers in (1, 100, 1_000):
        monkeypatch.setattr(ranking, "_NUMBERS", numbers)
        parts = rank_weightings(scores, weights, periods)
        np.testing.assert_array_equal(parts.counts, whole.counts)
        np.testing.assert_array_equal(parts.rank, whole.rank)
        np.testing.assert_allclose(parts.overall, whole.overall, atol=1e-15)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(st.one_of(st.floats(-5, 5), st.sampled_from([0.0, 0.5, 1.0, 1.0 + 1e-13])), min_size=3, max_size=3),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([1.0, 100.0, 1e7]),
)
def test_ranks_are_those_of_the_room(scores: list[list[float]], size: float) -> None:
    """A size of ten million leaves no room for the row in the key, so that the other way of sorting is used."""
    table = np.array(scores) * size
    weights = np.vstack([np.eye(3), [[0.5, 0.25, 0.25]]])
    found = rank_weightings(table, weights)
    block = weighted(table, weights).block(np.arange(len(table)), slice(0, 4), False)
    place = ranks(block.T)
    for rank in range(len(table)):
        np.testing.assert_array_equal(found.counts[:, rank], (place == rank + 1).sum(axis=1))


def test_a_bound_belongs_to_the_grade_above_it() -> None:
    scores = np.array([[0.1, 0.7], [0.8 - 1e-13, 0.0], [0.8 - 1e-11, 0.0], [0.2, 0.0]])
    weights = np.array([[1.0, 0.0], [0.5, 0.5]])
    overall = scores @ weights.T
    found = rank_weightings(scores, weights)
    graded = grade_places(overall)
    assert found.grades.tolist() == [[(graded[row] == grade).mean() for grade in range(5)] for row in range(4)]
    for bound in BOUNDS:
        edge = ranking._first_rounded_to(bound)
        assert grade_places(np.array([edge]))[0] == grade_places(np.array([bound]))[0]
        assert grade_places(np.array([np.nextafter(edge, 0)]))[0] == grade_places(np.array([bound]))[0] - 1


def test_only_the_first_places_are_kept_when_asked() -> None:
    scores, weights, periods = _case(3)
    whole, some = rank_weightings(scores, weights, periods), rank_weightings(scores, weights, periods, places=2)
    np.testing.assert_array_equal(some.counts, whole.counts[:, :2])
    np.testing.assert_array_equal(some.rank, whole.rank)


def test_one_row_and_one_weighting() -> None:
    found = rank_weightings([[0.3, 0.7]], [[1, 3]])
    assert found.rank.tolist() == [[1, 1, 1]]
    assert found.overall[0] == pytest.approx([0.6] * 3)
    assert found.grades.tolist() == [[0, 0, 0, 1, 0]]


@pytest.mark.parametrize("kind", KINDS)
def test_pairs(kind: str) -> None:
    scores, weights, _ = _case(11)
    keys = np.rint(_overall(scores, weights, kind) * 1e12)
    pairs = [[0, 1], [2, 5], [5, 2], [4, 4]]
    found = pair_shares(scores, weights, pairs, kind)
    for (first, second), (won, level) in zip(pairs, found, strict=True):
        assert won == (keys[first] > keys[second]).mean()
        assert level == (keys[first] == keys[second]).mean()
    assert found[0].tolist() == [0, 1]
    assert found[1].sum() + found[2, 0] == pytest.approx(1)


def test_a_frame_is_as_good_as_an_array() -> None:
    pd = pytest.importorskip("pandas")
    scores, weights, periods = _case(1)
    frame = pd.DataFrame(scores, index=[f"r{row}" for row in range(len(scores))])
    found = rank_weightings(frame, pd.DataFrame(weights), pd.Series(periods))
    np.testing.assert_array_equal(found.counts, rank_weightings(scores, weights, periods).counts)


@pytest.mark.parametrize(
    ("scores", "weights", "options", "error", "words"),
    [
        ([[0.1, 0.2]], [[1.0]], {}, InputError, r"\(1, 2\) and weights \(1, 1\)"),
        ([[0.1, 0.2]], [[1.0, -0.1], [0, 0], [1, 1]], {}, ModelError, "Weightings 1, 2: a weight is negative"),
        ([[0.1, np.nan]], [[0.0, 1.0]], {}, ModelError, "Rows 1: under some weighting"),
        ([[0.1, 0.1], [0.1, -1]], [[1, 1]], {"mean": "geometric"}, ModelError, "Rows 2: a mean with the exponent 0"),
        ([[0.1], [np.inf]], [[1.0]], {}, ModelError, "Rows 2: a score is infinite"),
        ([[0.1]], [[1.0]], {"periods": ["a", "b"]}, InputError, "1 rows but 2 periods"),
        ([[0.1]], [[1.0]], {"mean": "median"}, InputError, "median"),
    ],
)
def test_what_is_refused(
    scores: Any, weights: Any, options: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        rank_weightings(scores, weights, **options)


def test_a_pair_of_no_row_is_refused() -> None:
    with pytest.raises(InputError, match="0 to 1 - 1"):
        pair_shares([[0.1]], [[1.0]], [[0, 1]])
