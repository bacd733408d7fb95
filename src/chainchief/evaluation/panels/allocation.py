"""One change shared out among what made it: Owen's value over blocks, exact for every mean. Arrays only."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from chainchief.evaluation.scoring.aggregation import power_mean, product_contributions
from chainchief.evaluation.scoring.arrays import Floats

BLOCKS = ("value", "ruler", "weights", "method")
_FLAT = 1e-12


@dataclass(frozen=True, eq=False)
class TwoStates:
    """What can differ between start (0) and end (1), over the same m indicators.

    scores (2, 2, m) : [value][ruler] score of each indicator; weights (2, m) sum to 1; powers (2,) exponent of the mean
    """

    scores: Floats
    weights: Floats
    powers: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Shares:
    """What each cause adds; the sum of all is the change.

    value, ruler (m,) by indicator; weights, method : one number each
    """

    value: Floats
    ruler: Floats
    weights: float
    method: float


def share_out(states: TwoStates) -> Shares:
    """The change of the mean from start to end among values, rulers, weights and the method.

    Every block (all values, all rulers, the weights, the kind of mean) goes from start to end in all 24 orders, and
    gets the mean of what it adds: the Shapley value over blocks. Inside the blocks of values and rulers each indicator
    gets its part: exact for the arithmetic mean, the Shapley value for the geometric one, the share of the change of
    the inner sum Σ w s^p for other exponents. Together Owen's value of the game with these blocks [Shapley 1953; Owen
    1977]; nothing is left over.
    """
    size = states.scores.shape[2]
    by_indicator = {"value": np.zeros(size), "ruler": np.zeros(size)}
    whole = {"weights": 0.0, "method": 0.0}
    for block, weight, before, after in _moves():
        s0, w0, p0 = _at(states, before)
        s1, w1, p1 = _at(states, after)
        if block in by_indicator:
            by_indicator[block] += weight * move_scores(w0, s0, s1, p0)
        else:
            whole[block] += weight * (_mean(s1, w1, p1) - _mean(s0, w0, p0))
    return Shares(by_indicator["value"], by_indicator["ruler"], whole["weights"], whole["method"])


def _moves() -> Iterator[tuple[str, float, tuple[int, ...], tuple[int, ...]]]:
    """Block, its weight among the orders, the state before and after it moves."""
    count = len(BLOCKS)
    for place, block in enumerate(BLOCKS):
        for others in product((0, 1), repeat=count - 1):
            gone = sum(others)
            weight = math.factorial(gone) * math.factorial(count - 1 - gone) / math.factorial(count)
            before = (*others[:place], 0, *others[place:])
            yield block, weight, before, (*others[:place], 1, *others[place:])


def _at(states: TwoStates, state: tuple[int, ...]) -> tuple[Floats, Floats, float]:
    value, ruler, weights, method = state
    return states.scores[value, ruler], states.weights[weights], states.powers[method]


def move_scores(weights: Floats, start: Floats, end: Floats, power: float) -> Floats:
    """(m,) what each indicator adds when the scores go from start to end under one mean; sums to the change.

    For an exponent below 0 a score of 0 makes the mean 0: those at 0 share a fall to it, or a rise from it, by weight.
    """
    if power == 1:
        found: Floats = weights * (end - start)
        return found
    if power == 0:
        shapley: Floats = product_contributions(weights[None], end[None], start)[1][0]
        return shapley
    moved = _mean(end, weights, power) - _mean(start, weights, power)
    zero = [(weights > 0) & (scores <= 0) for scores in (start, end)]
    if power < 0 and (zero[0].any() or zero[1].any()):
        both = zero[0].any() and zero[1].any()
        stops = np.where(zero[0] | zero[1], weights, 0.0)
        return np.zeros(len(weights)) if both else moved * stops / stops.sum()
    used = weights > 0
    first, last = (weights * np.where(used, scores, 1.0) ** power for scores in (start, end))
    whole, step = float(first.sum()), float((last - first).sum())
    if abs(step) > _FLAT * whole:
        return (last - first) * (moved / step)
    slope = _mean(start, weights, power) / (power * whole) if whole > 0 else 0.0
    return (last - first) * slope


def _mean(scores: Floats, weights: Floats, power: float) -> float:
    return float(power_mean(scores[None], weights[None], power, axis=1)[0])
