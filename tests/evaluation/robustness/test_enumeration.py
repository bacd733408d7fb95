"""Exact shares: the analysis of variance of a full table, by hand, by another way, and by its identities."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.robustness import enumerate_exactly, exact_shares
from chainchief.evaluation.scoring.arrays import Floats


def _plain(table: Floats, chances: list[Floats]) -> dict[tuple[int, ...], float]:
    """The Hoeffding-Sobol' decomposition cell by cell: f_u = E[f | x_u] - Σ f_w over the proper subsets w of u.

    table : one output; an independent way to the same shares, through the components and not through variances
    """
    axes = range(table.ndim)
    weight = np.ones(table.shape)
    for cell in np.ndindex(*table.shape):
        weight[cell] = np.prod([chances[axis][cell[axis]] for axis in axes])
    components: dict[tuple[int, ...], Floats] = {}
    for size in range(table.ndim + 1):
        for kept in itertools.combinations(axes, size):
            others = tuple(axis for axis in axes if axis not in kept)
            mean = (table * weight).sum(axis=others, keepdims=True) / weight.sum(axis=others, keepdims=True)
            below = [components[part] for less in range(size) for part in itertools.combinations(kept, less)]
            components[kept] = mean - sum(below)
    return {kept: float((weight * part**2).sum()) for kept, part in components.items() if kept}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 10_000), st.booleans())
def test_shares_are_those_of_the_components(lengths: list[int], seed: int, even: bool) -> None:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(*lengths, 2))
    names = [f"f{axis}" for axis in range(len(lengths))]
    chances = [np.full(k, 1 / k) if even else rng.dirichlet(np.ones(k) * 3) for k in lengths]
    given_chances = {} if even else dict(zip(names, chances, strict=True))
    found = exact_shares(table, names, given_chances)
    if max(lengths) == 1:
        assert not found.defined.any()
        return
    assert sum(found.parts.values()) == pytest.approx(np.ones(2))
    for output in range(2):
        plain = _plain(table[..., output], chances)
        variance = sum(plain.values())
        assert found.variance[output] == pytest.approx(variance)
        for kept, part in plain.items():
            assert found.parts[tuple(names[axis] for axis in kept)][output] == pytest.approx(part / variance, abs=1e-12)
        for axis in range(len(names)):
            assert found.first[axis, output] == pytest.approx(plain[(axis,)] / variance, abs=1e-12)
            total = sum(part for kept, part in plain.items() if axis in kept)
            assert found.total[axis, output] == pytest.approx(total / variance, abs=1e-12)


def test_a_table_one_can_do_by_hand() -> None:
    """y = a + b + a b with a, b in {-1, 1}: each a third, the interaction a third."""
    found = exact_shares(np.array([[[1.0], [-1.0]], [[-1.0], [3.0]]]), ["a", "b"])
    assert found.mean.tolist() == [0.5]
    a, b = np.meshgrid([-1.0, 1.0], [-1.0, 1.0], indexing="ij")
    found = exact_shares((a + b + a * b)[..., None], ["a", "b"])
    assert found.variance.tolist() == [3]
    assert {kept: round(float(part[0]), 12) for kept, part in found.parts.items()} == {
        ("a",): round(1 / 3, 12),
        ("b",): round(1 / 3, 12),
        ("a", "b"): round(1 / 3, 12),
    }
    assert found.total.ravel() == pytest.approx([2 / 3, 2 / 3])


def test_an_additive_outcome_has_no_interaction() -> None:
    a, b, c = np.meshgrid([1.0, 4.0], [0.0, 1.0, 5.0], [2.0, 3.0, 7.0, 9.0], indexing="ij")
    found = exact_shares((a + 2 * b - c)[..., None], ["a", "b", "c"])
    assert found.first == pytest.approx(found.total)
    variances = [np.var([1, 4]), 4 * np.var([0, 1, 5]), np.var([2, 3, 7, 9])]
    assert found.first[:, 0] == pytest.approx(np.array(variances) / sum(variances))


def test_an_output_that_never_moves_has_no_shares() -> None:
    table = np.array([[0.1 + 0.2, 1.0], [0.3, 2.0]])
    found = exact_shares(table, ["a"])
    assert found.defined.tolist() == [False, True]
    assert np.isnan(found.first[0, 0])
    assert np.isnan(found.total[0, 0])
    assert found.first[0, 1] == 1
    assert found.variance.tolist() == [0, 0.25]


def test_every_combination_is_worked_out_once() -> None:
    seen = []

    def outcome(chosen: Mapping[str, Any]) -> list[float]:
        seen.append((chosen["rule"], chosen["power"]))
        return [chosen["rule"] ** chosen["power"], 1.0]

    found = enumerate_exactly({"rule": {"two": 2, "three": 3}, "power": (1, 2, 3)}, outcome)
    assert found.factors == {"rule": ("two", "three"), "power": ("1", "2", "3")}
    assert sorted(seen) == sorted(itertools.product((2, 3), (1, 2, 3)))
    assert found.outcomes[..., 0].tolist() == [[2, 4, 8], [3, 9, 27]]
    assert found.outcomes.shape == (2, 3, 2)


@pytest.mark.parametrize(
    ("factors", "words"),
    [({}, "no factor"), ({"a": ()}, "Factor 'a'"), ({"a": (1, "1")}, "Factor 'a'")],
)
def test_factors_that_are_refused(factors: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        enumerate_exactly(factors, lambda chosen: 0.0)


@pytest.mark.parametrize(
    ("table", "names", "chances", "error", "words"),
    [
        (np.ones((2, 2)), ["a", "b"], {}, InputError, "1 axes for 2 factors"),
        (np.ones((2, 2, 1)), ["a", "a"], {}, InputError, "each factor once"),
        (np.array([[1.0], [np.nan]]), ["a"], {}, ModelError, "1 outcomes are unknown"),
        (np.ones((2, 1)), ["a"], {"b": [1.0]}, InputError, "Factor 'b'"),
        (np.ones((2, 1)), ["a"], {"a": [0.5, 0.6]}, InputError, "Factor 'a'"),
        (np.ones((2, 1)), ["a"], {"a": [1.0]}, InputError, "Factor 'a'"),
    ],
)
def test_tables_that_are_refused(
    table: Floats, names: list[str], chances: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        exact_shares(table, names, chances)
