"""Sharing out a change: the same as all orders written out, exact for every mean."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from chainchief.evaluation.panels.allocation import Shares, TwoStates, share_out
from chainchief.evaluation.scoring.aggregation import power_mean

POWERS = (1.0, 0.0, -1.0, 0.5, 2.0)


def _states(size: int, lowest: float = 0.0) -> st.SearchStrategy[TwoStates]:
    score = st.one_of(st.floats(max(lowest, 1e-6), 1.0), st.just(lowest))
    weights = arrays(np.float64, (2, size), elements=st.floats(0.05, 1.0)).map(
        lambda held: held / held.sum(axis=1, keepdims=True)
    )
    powers = st.tuples(st.sampled_from(POWERS), st.sampled_from(POWERS))
    return st.builds(TwoStates, arrays(np.float64, (2, 2, size), elements=score), weights, powers)


def _mean(states: TwoStates, at: dict[str, int], value: tuple[int, ...], ruler: tuple[int, ...]) -> float:
    size = states.scores.shape[2]
    scores = np.array([states.scores[value[place], ruler[place], place] for place in range(size)])
    weights, power = states.weights[at["weights"]], states.powers[at["method"]]
    return float(power_mean(scores[None], weights[None], power, axis=1)[0])


def owen_by_orders(states: TwoStates) -> Shares:
    """All orders in which each block moves as a whole and, inside it, its indicators one after the other."""
    size = states.scores.shape[2]
    parts = {"value": np.zeros(size), "ruler": np.zeros(size)}
    whole = {"weights": 0.0, "method": 0.0}
    inside = list(itertools.permutations(range(size)))
    for blocks in itertools.permutations(("value", "ruler", "weights", "method")):
        for first in inside:
            at = {"weights": 0, "method": 0}
            moved = {"value": [0] * size, "ruler": [0] * size}
            for block in blocks:
                for step in first if block in parts else [None]:
                    before = _mean(states, at, tuple(moved["value"]), tuple(moved["ruler"]))
                    if step is None:
                        at[block] = 1
                    else:
                        moved[block][step] = 1
                    gained = _mean(states, at, tuple(moved["value"]), tuple(moved["ruler"])) - before
                    if step is None:
                        whole[block] += gained
                    else:
                        parts[block][step] += gained
    count = 24 * len(inside)
    return Shares(parts["value"] / count, parts["ruler"] / count, whole["weights"] / count, whole["method"] / count)


@given(_states(3))
def test_as_all_orders(states: TwoStates) -> None:
    """Arithmetic and geometric means: the very value; other exponents share inside a block in another way."""
    found, plain = share_out(states), owen_by_orders(states)
    assert (found.weights, found.method) == pytest.approx((plain.weights, plain.method), abs=1e-10)
    assert found.value.sum() == pytest.approx(plain.value.sum(), abs=1e-10)
    assert found.ruler.sum() == pytest.approx(plain.ruler.sum(), abs=1e-10)
    if set(states.powers) <= {0.0, 1.0}:
        assert found.value == pytest.approx(plain.value, abs=1e-10)
        assert found.ruler == pytest.approx(plain.ruler, abs=1e-10)


@given(st.integers(1, 8).flatmap(_states))
def test_nothing_is_left_over(states: TwoStates) -> None:
    """Zeros included: they make a geometric or harmonic mean 0."""
    size = states.scores.shape[2]
    start = _mean(states, {"weights": 0, "method": 0}, (0,) * size, (0,) * size)
    end = _mean(states, {"weights": 1, "method": 1}, (1,) * size, (1,) * size)
    found = share_out(states)
    total = found.value.sum() + found.ruler.sum() + found.weights + found.method
    assert total == pytest.approx(end - start, abs=1e-12)


@given(st.integers(1, 6).flatmap(lambda size: _states(size, 0.01)))
def test_the_way_back_is_the_opposite(states: TwoStates) -> None:
    back = TwoStates(states.scores[::-1, ::-1], states.weights[::-1], states.powers[::-1])
    one, two = share_out(states), share_out(back)
    assert one.value == pytest.approx(-two.value, abs=1e-10)
    assert one.ruler == pytest.approx(-two.ruler, abs=1e-10)
    assert (one.weights, one.method) == pytest.approx((-two.weights, -two.method), abs=1e-10)


@given(_states(4, 0.01))
def test_what_stands_still_adds_nothing(states: TwoStates) -> None:
    scores = states.scores.copy()
    scores[:, :, 0] = scores[0, 0, 0]
    scores[:, 1] = scores[:, 0]
    found = share_out(TwoStates(scores, states.weights[[0, 0]], (states.powers[0],) * 2))
    assert found.value[0] == pytest.approx(0, abs=1e-15)
    assert not found.ruler.any()
    assert (found.weights, found.method) == (0.0, 0.0)
