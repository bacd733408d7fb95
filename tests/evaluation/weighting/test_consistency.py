from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting.consistency import (
    RANDOM_INDEX,
    completed,
    connected,
    cycles,
    harker,
    least_squares,
    principal,
    random_index,
)
from evaluation.weighting.matrices import SAATY, judgement_matrices


def test_random_index_by_table() -> None:
    assert [RANDOM_INDEX[n] for n in range(3, 10)] == [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45]
    assert random_index(2) == (0.0, "")
    assert random_index(9) == (1.45, "Saaty 1980")
    assert random_index(12) == (1.54, "Saaty 2005, p. 31")
    assert random_index(16) == (None, "")


def test_random_index_falls_to_nothing_with_the_missing_judgements() -> None:
    assert random_index(5, 6)[0] == 0
    assert random_index(5, 3)[0] == pytest.approx(0.56)


@pytest.mark.parametrize(("n", "missing"), [(4, 0), (4, 1), (4, 2), (5, 3)])
def test_random_index_against_random_judgements(n: int, missing: int) -> None:
    """A simulation of ours, 300 matrices: the reduced index is within four standard errors and .06."""
    rng, found = np.random.default_rng(7), list[float]()
    rows, columns = np.triu_indices(n, 1)
    while len(found) < 300:
        values = np.eye(n)
        values[rows, columns] = rng.choice(SAATY, len(rows))
        values[columns, rows] = 1 / values[rows, columns]
        gone = rng.choice(len(rows), missing, replace=False)
        values[rows[gone], columns[gone]] = values[columns[gone], rows[gone]] = np.nan
        if connected(values).all():
            found.append((principal(completed(values))[0] - n) / (n - 1))
    expected = random_index(n, missing)[0] or 0.0
    assert abs(np.mean(found) - expected) < 4 * np.std(found) / np.sqrt(300) + 0.06


@given(judgement_matrices(complete=False))
@settings(max_examples=40, deadline=None)
def test_no_other_completion_contradicts_itself_less(values: Floats) -> None:
    root = principal(completed(values))[0]
    rng = np.random.default_rng(0)
    gaps = np.argwhere(np.triu(np.isnan(values), 1))
    for _ in range(5):
        other = completed(values).copy()
        for i, j in gaps:
            other[i, j] *= np.exp(rng.normal(0, 0.3))
            other[j, i] = 1 / other[i, j]
        assert principal(other)[0] >= root - 1e-9


@given(judgement_matrices(complete=False))
@settings(max_examples=40, deadline=None)
def test_harker_is_the_eigenvector_of_its_own_completion(values: Floats) -> None:
    weights = harker(values)
    filled = np.where(np.isnan(values), np.outer(weights, 1 / weights), values)
    assert principal(filled)[1] == pytest.approx(weights, abs=1e-9)


@given(judgement_matrices(complete=False))
@settings(max_examples=40, deadline=None)
def test_least_squares_is_a_minimum(values: Floats) -> None:
    judged = ~np.isnan(values)

    def loss(logs: Floats) -> float:
        apart = np.log(np.where(judged, values, 1.0)) - logs[:, None] + logs[None, :]
        return float((np.where(judged, apart, 0.0) ** 2).sum())

    found = np.log(least_squares(values))
    for step in np.eye(len(values)) * 1e-3:
        assert loss(found) <= min(loss(found + step), loss(found - step)) + 1e-12


@given(judgement_matrices())
def test_cycles_against_all_triples(values: Floats) -> None:
    above = values > 1
    expected = {
        triple
        for triple in itertools.permutations(range(len(values)), 3)
        if triple[0] == min(triple) and above[triple[0], triple[1]] and above[triple[1], triple[2]]
        and above[triple[2], triple[0]]
    }  # fmt: skip
    assert set(cycles(values)) == expected


def test_connected_follows_chains() -> None:
    values = np.eye(4)
    values[values == 0] = np.nan
    for i, j in ((0, 2), (2, 3)):
        values[i, j] = values[j, i] = 1
    assert connected(values).tolist() == [True, False, True, True]
