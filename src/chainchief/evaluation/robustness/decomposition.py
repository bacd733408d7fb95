"""sensitivity: which choice moves scores and ranks, by how much; exactly where the choices can be counted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.robustness.enumeration import exact_shares
from chainchief.evaluation.robustness.factors import Plan, local_of, out_of, read_factors
from chainchief.evaluation.robustness.rescoring import Base, Runs, base_of, row_names, score_runs
from chainchief.evaluation.robustness.sobol import SobolShares, jansen_shares, sobol_design
from chainchief.evaluation.scoring.arrays import Flags, Floats, Places
from chainchief.evaluation.scoring.grading import ranks

SHIFT = "mean_rank_shift"
"""The output that speaks for all rows: the mean distance of the ranks from those of the evaluation."""
MOST_RUNS = 200_000


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How much of the movement each factor explains.

    exact : whether every combination was worked out; else the shares are estimates with intervals
    factors : factor -> names of its alternatives, or "low–high" of a range
    runs : run x what each factor was, mean_rank_shift
    overall, rank : (runs, rows) score of the whole, rank in its period
    first, total : factor -> share of the variance of mean_rank_shift, alone and with all interactions
    rank_first, rank_total : by row x factors, shares of the variance of the rank of the row; NaN = it never moves
    score_first, score_total : by row x factors, the same for the score; empty when rulers have no common scale
    parts : factors that work together, joined by " × " -> share of the variance of mean_rank_shift; sums to 1; empty
        when not exact. rank_parts : by row x the same
    intervals : output (mean_rank_shift or "rank") , row, factor, order (first, total), low, high: 95 % of the
        resamples; empty when exact
    undefined : labels of rows whose rank never moves
    notes : what has no share, and why
    """

    exact: bool
    factors: Mapping[str, tuple[str, ...]]
    runs: pd.DataFrame
    overall: Floats = field(repr=False)
    rank: Places = field(repr=False)
    first: pd.Series[float]
    total: pd.Series[float]
    rank_first: pd.DataFrame
    rank_total: pd.DataFrame
    score_first: pd.DataFrame
    score_total: pd.DataFrame
    parts: pd.Series[float]
    rank_parts: pd.DataFrame
    intervals: pd.DataFrame
    undefined: tuple[Any, ...]
    notes: tuple[Finding, ...]


def sensitivity(
    evaluation: Evaluation,
    factors: Mapping[str, Any],
    points: int = 1024,
    seed: int = 20240,
    resamples: int = 500,
) -> Sensitivity:
    """Which choices move the ranks and scores of an evaluation.

    factors : name -> alternatives; see `factors.read_factors`:
        {"normalise": ("minmax", "rank"), "treat": ("none", "iqr"), "aggregate": ("arithmetic", "geometric"),
        "weights": {"given": "framework", "equal": "equal"}, "without": ("", "D111"), "D121": (0.75, 1.25)}
    points : power of two, only with ranges; the runs are points × (factors + 2)
    raises : InputError for factors that cannot be read, more than 200,000 combinations; ModelError for choices that do
        not go together

    Without ranges every combination is worked out once and all are equally likely: shares are exact (see
    `exact_shares`). With a range everything is estimated on Sobol' points (see `sobol_shares`), alternatives being
    steps of equal width. The output that speaks for all is the mean of |rank - rank of the evaluation| [Saisana,
    Saltelli & Tarantola 2005].

    >>> import chainchief.evaluation as room
    >>> frame = pd.DataFrame({"B1": [0.7, 0.5], "B2": [0.6, 0.9], "B3": [0.9, 0.4]}, index=["east", "west"])
    >>> given = room.evaluate(frame, "zhang-2024-dimensions", room.EvaluationOptions(draws=0))
    >>> found = sensitivity(given, {"without": ("", "B3"), "weights": ("framework", "equal")})
    >>> found.first.to_dict()
    {'without': 1.0, 'weights': 0.0}
    """
    base = base_of(evaluation)
    plan = read_factors(factors, evaluation.framework, base.sheet.options)
    if plan.ranges:
        return _estimated(evaluation, base, plan, points, (seed, resamples))
    lengths = [len(given) for given in plan.discrete.values()]
    if math.prod(lengths) > MOST_RUNS:
        raise refusal("sensitivity-many", runs=math.prod(lengths), most=MOST_RUNS)
    picks = np.indices(lengths).reshape(len(lengths), -1).T
    local, out = local_of(plan, picks, base.sheet.local), out_of(plan, picks, evaluation.framework)
    overall, scaled = score_runs(base, Runs(plan, picks, local, out))
    rank, shift = _ranks(evaluation, base, overall)
    names = list(plan.discrete)
    outputs = np.column_stack([shift, rank, overall.T]) if scaled.all() else np.column_stack([shift, rank])
    shares = exact_shares(outputs.reshape(*lengths, -1), names)
    parts = {" × ".join(kept): part for kept, part in shares.parts.items()}
    count, split = len(base.index), _Split(base.index, names, bool(scaled.all()))
    return Sensitivity(
        exact=True,
        factors={name: tuple(given) for name, given in plan.discrete.items()},
        runs=_runs(plan, picks, np.zeros((len(picks), 0)), shift),
        overall=overall.T,
        rank=rank,
        **split.frames(shares.first, shares.total),
        parts=pd.Series({name: part[0] for name, part in parts.items()}, dtype=np.float64),
        rank_parts=pd.DataFrame({name: part[1 : 1 + count] for name, part in parts.items()}, base.index),
        intervals=_intervals(split, None),
        undefined=tuple(base.index[~shares.defined[1 : 1 + count]]),
        notes=_notes(base, shares.defined, bool(scaled.all())),
    )


def _estimated(evaluation: Evaluation, base: Base, plan: Plan, points: int, how: tuple[int, int]) -> Sensitivity:
    if points < 2 or points & (points - 1):
        raise refusal("sobol-points", points=points)
    names = [*plan.discrete, *plan.ranges]
    design = sobol_design(points, len(names), how[0])
    cube = np.vstack([design.first, design.second, *design.mixed])
    discrete = len(plan.discrete)
    lengths = np.array([len(given) for given in plan.discrete.values()], dtype=np.int64)
    picks = (cube[:, :discrete] * lengths).astype(np.int64)
    low, high = (np.array([ends[end] for ends in plan.ranges.values()]) for end in (0, 1))
    factor = low + cube[:, discrete:] * (high - low)
    local, out = local_of(plan, picks, base.sheet.local), out_of(plan, picks, evaluation.framework)
    local[:, [evaluation.framework.codes.index(code) for code in plan.ranges]] *= factor
    overall, scaled = score_runs(base, Runs(plan, picks, local, out))
    rank, shift = _ranks(evaluation, base, overall)
    outputs = np.column_stack([shift, rank, overall.T]) if scaled.all() else np.column_stack([shift, rank])
    shares = jansen_shares(tuple(names), outputs, *how)
    split = _Split(base.index, names, bool(scaled.all()))
    labels = {name: tuple(given) for name, given in plan.discrete.items()}
    return Sensitivity(
        exact=False,
        factors=labels | {code: (f"{ends[0]:g}–{ends[1]:g}",) for code, ends in plan.ranges.items()},
        runs=_runs(plan, picks, factor, shift),
        overall=overall.T,
        rank=rank,
        **split.frames(shares.first, shares.total),
        parts=pd.Series(dtype=np.float64),
        rank_parts=pd.DataFrame(index=base.index),
        intervals=_intervals(split, shares),
        undefined=tuple(base.index[~shares.defined[1 : 1 + len(base.index)]]),
        notes=_notes(base, shares.defined, bool(scaled.all())),
    )


@dataclass(frozen=True, eq=False)
class _Split:
    """How the outputs (mean shift, ranks of the rows, scores of the rows if comparable) become frames."""

    index: pd.Index[Any]
    names: list[str]
    scored: bool

    def frames(self, first: Floats, total: Floats) -> dict[str, Any]:
        rows, found = len(self.index), {}
        for order, shares in (("first", first), ("total", total)):
            found[order] = pd.Series(shares[:, 0], self.names, name=order)
            found[f"rank_{order}"] = pd.DataFrame(shares[:, 1 : 1 + rows].T, self.index, self.names)
            scores = shares[:, 1 + rows :].T if self.scored else np.zeros((0, len(self.names)))
            found[f"score_{order}"] = pd.DataFrame(scores, self.index if self.scored else None, self.names)
        return found


def _ranks(evaluation: Evaluation, base: Base, overall: Floats) -> tuple[Places, Floats]:
    """(runs, rows) ranks within the period, and (runs,) their mean distance from those of the evaluation."""
    rank = np.zeros(overall.shape, dtype=np.int64)
    for period in np.unique(base.periods):
        rows = np.flatnonzero(base.periods == period)
        rank[rows] = ranks(overall[rows])
    shift = np.abs(rank - evaluation.rank.to_numpy()[:, None]).mean(axis=0)
    return rank.T, shift


def _runs(plan: Plan, picks: Places, factor: Floats, shift: Floats) -> pd.DataFrame:
    columns: dict[str, Any] = {
        name: np.array(list(given), dtype=object)[picks[:, axis]]
        for axis, (name, given) in enumerate(plan.discrete.items())
    }
    columns |= {code: factor[:, axis] for axis, code in enumerate(plan.ranges)}
    return pd.DataFrame({**columns, SHIFT: shift}, index=pd.RangeIndex(1, len(picks) + 1, name="run"))


def _intervals(split: _Split, shares: SobolShares | None) -> pd.DataFrame:
    columns = ["output", "row", "factor", "order", "low", "high"]
    if shares is None:
        return pd.DataFrame(columns=columns)
    outputs = [(SHIFT, ""), *(("rank", row) for row in split.index)]
    records = [
        (*output, name, order, *band[axis, number])
        for order, band in (("first", shares.first_interval), ("total", shares.total_interval))
        for number, output in enumerate(outputs)
        for axis, name in enumerate(split.names)
    ]
    return pd.DataFrame(records, columns=columns)


def _notes(base: Base, defined: Flags, scored: bool) -> tuple[Finding, ...]:
    notes, count = [], len(base.index)
    if not scored:
        notes.append(remark("sensitivity-off-scale"))
    still = base.index[~defined[1 : 1 + count]]
    if len(still) == count:
        notes.append(remark("sensitivity-nothing"))
    elif len(still):
        notes.append(remark("sensitivity-still", value=listed(row_names(still)), count=len(still)))
    return tuple(notes)
