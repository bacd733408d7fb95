"""Every combination of a few choices, and how much of the variance each choice explains: exactly."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from chainchief.evaluation.remarks import refusal
from chainchief.evaluation.scoring.arrays import Flags, Floats

Factors = Mapping[str, Sequence[Any] | Mapping[str, Any]]
"""Factor -> its alternatives, plain or named."""


@dataclass(frozen=True, eq=False)
class Enumeration:
    """The outcome of every combination.

    factors : factor -> names of its alternatives
    outcomes (alternatives of the first factor, …, of the last, outputs)
    """

    factors: Mapping[str, tuple[str, ...]]
    outcomes: Floats


@dataclass(frozen=True, eq=False)
class ExactShares:
    """Shares of the variance of each output.

    factors : their names, k of them
    mean, variance (outputs,); defined (outputs,) False = the output never moves; its shares are NaN
    first (k, outputs) by the factor alone; total (k, outputs) with all its interactions
    parts : factors that work together -> (outputs,); all combinations, the single ones included; they sum to 1
    """

    factors: tuple[str, ...]
    mean: Floats
    variance: Floats
    defined: Flags
    first: Floats
    total: Floats
    parts: Mapping[tuple[str, ...], Floats]


def enumerate_exactly(factors: Factors, function: Callable[[Mapping[str, Any]], ArrayLike]) -> Enumeration:
    """Work out the outcome of every combination of the alternatives.

    factors : factor -> alternatives, as a sequence (named by their text) or as name -> alternative
    function : factor -> alternative, to a number or to (outputs,) numbers; called once for each combination
    raises : InputError for no factor, a factor without alternatives, two alternatives of one name

    >>> run = enumerate_exactly({"a": (1, 2), "b": (10, 20, 30)}, lambda x: x["a"] * x["b"])
    >>> run.outcomes[..., 0].tolist()
    [[10.0, 20.0, 30.0], [20.0, 40.0, 60.0]]
    """
    named = name_alternatives(factors)
    combinations = itertools.product(*(alternatives.values() for alternatives in named.values()))
    rows = [
        np.atleast_1d(np.asarray(function(dict(zip(named, chosen, strict=True))), dtype=np.float64))
        for chosen in combinations
    ]
    lengths = [len(alternatives) for alternatives in named.values()]
    return Enumeration(
        {factor: tuple(alternatives) for factor, alternatives in named.items()},
        np.array(rows).reshape(*lengths, rows[0].size),
    )


def name_alternatives(factors: Factors) -> dict[str, dict[str, Any]]:
    """Factor -> name of the alternative -> alternative; raises InputError, see `enumerate_exactly`."""
    if not factors:
        raise refusal("factors-none")
    named = {}
    for factor, alternatives in factors.items():
        given = alternatives.items() if isinstance(alternatives, Mapping) else [(str(one), one) for one in alternatives]
        named[str(factor)] = dict(given)
        if not named[str(factor)] or len(named[str(factor)]) < len(given):
            raise refusal("factors-bare", factor=factor)
    return named


def exact_shares(
    outcomes: ArrayLike, factors: Sequence[str], probabilities: Mapping[str, ArrayLike] | None = None
) -> ExactShares:
    """Split the variance over a full table of outcomes among the factors.

    outcomes (alternatives of the first factor, …, of the last, outputs); factors : names, in the order of the axes
    probabilities : factor -> (alternatives,), sums to 1; absent = all alternatives equally likely
    raises : InputError when names or probabilities do not fit the table; ModelError when an outcome is unknown

    S_i = Var(E[Y | X_i]) / Var(Y), ST_i = 1 - Var(E[Y | X_all others]) / Var(Y), and for each set u of factors
    V_u = Σ_{w ⊆ u} (-1)^(|u| - |w|) Var(E[Y | X_w]): the analysis of variance of a full factorial, nothing sampled
    [Sobol' 1993; Saltelli et al. 2008, Global Sensitivity Analysis, ch. 1 and 4]

    >>> shares = exact_shares([[[0.0], [1.0]], [[2.0], [3.0]]], ["a", "b"])
    >>> shares.first.round(3).tolist(), shares.total.round(3).tolist()
    ([[0.8], [0.2]], [[0.8], [0.2]])
    """
    table, names = np.asarray(outcomes, dtype=np.float64), tuple(factors)
    chances = _chances(table, names, probabilities or {})
    if not np.isfinite(table).all():
        raise refusal("factors-unknown-outcome", count=int((~np.isfinite(table)).sum()))
    mean = _mean(table, chances, 0)
    explained = np.zeros((2 ** len(names), table.shape[-1]))
    _explain(table - mean, chances, explained)
    variance = explained[-1].copy()
    axes = tuple(range(len(names)))
    moved = np.ptp(table, axis=axes) > 1e-12 * np.maximum(1.0, np.abs(table).max(axis=axes))
    scale = np.where(moved, variance, np.nan)
    everything = len(explained) - 1
    total = np.array([1 - explained[everything ^ (1 << axis)] / scale for axis in axes])
    for axis in axes:
        holding = (np.arange(len(explained)) >> axis) & 1 == 1
        explained[holding] -= explained[np.flatnonzero(holding) ^ (1 << axis)]
    parts = {
        tuple(name for axis, name in enumerate(names) if mask >> axis & 1): explained[mask] / scale
        for mask in sorted(range(1, len(explained)), key=lambda mask: (mask.bit_count(), mask))
    }
    first = np.array([parts[(name,)] for name in names])
    return ExactShares(names, mean, np.where(moved, variance, 0.0), moved, first, total, parts)


def _chances(table: Floats, names: tuple[str, ...], given: Mapping[str, ArrayLike]) -> list[Floats]:
    if table.ndim != len(names) + 1 or len(set(names)) < len(names) or not table.size or not names:
        raise refusal("factors-table", factors=len(names), axes=max(0, table.ndim - 1))
    if unknown := set(given) - set(names):
        raise refusal("factors-chances", factor=sorted(unknown)[0])
    found = []
    for name, length in zip(names, table.shape, strict=False):
        chance = np.asarray(given.get(name, np.full(length, 1 / length)), dtype=np.float64)
        if chance.shape != (length,) or not (chance >= 0).all() or abs(chance.sum() - 1) > 1e-9:
            raise refusal("factors-chances", factor=name)
        found.append(chance / chance.sum())
    return found


def _mean(table: Floats, chances: list[Floats], start: int) -> Floats:
    """The mean over the axes from `start` on, the last axis (outputs) excepted."""
    for chance in chances[start:]:
        table = np.tensordot(chance, table, (0, start))
    return table


def _explain(table: Floats, chances: list[Floats], explained: Floats) -> None:
    """explained[u] = Var(E[Y | X_u]), u the bits of a set of axes; table has mean 0."""
    waiting = [(table, 0, 0)]
    while waiting:
        part, axis, mask = waiting.pop()
        if axis < len(chances):
            kept = mask.bit_count()
            waiting.append((part, axis + 1, mask | 1 << axis))
            waiting.append((np.tensordot(chances[axis], part, (0, kept)), axis + 1, mask))
        else:
            explained[mask] = _mean(part**2, [chance for at, chance in enumerate(chances) if mask >> at & 1], 0)
