"""assess_uncertainty: scores and ranks when values, choices and weights are drawn, and every draw to look at."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import QUALITY_NOISE
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.robustness.factors import Plan, local_of, out_of, read_factors
from chainchief.evaluation.robustness.ranking import compare_pairs, summarise_blocks, top_shares
from chainchief.evaluation.robustness.rescoring import Base, Runs, base_of, combine, noise_of, noisy_scores, score_runs
from chainchief.evaluation.robustness.variation.choices import UncertaintyOptions
from chainchief.evaluation.scoring.aggregation import aggregate
from chainchief.evaluation.scoring.arrays import Floats, Places
from chainchief.evaluation.scoring.grading import BOUNDS, GRADES, ranks

DISTINCT = 0.95
"""A pair is told apart when one side wins in at least this share of the draws (own)."""
NEAR = 10
"""In a period of more than 60 rows, pairs are looked at up to so many ranks apart."""
_ALL_PAIRS = 60


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """How far scores and ranks move.

    Index of all frames "by row" as in the evaluation.

    options : what was drawn; evaluation : what it was drawn around
    draws : draw (1, 2, …) x the choices it picked, and the weight of every code among its siblings (sums to 1)
    overall : (rows, draws) score of the whole in each draw
    rank_intervals : by row x low, median, high (5, 50, 95 % of the draws), whole numbers; rank 1 = best in the period
    mean_rank : by row
    overall_intervals : by row x low, median, high, over the draws whose scores lie on the scale of the evaluation
    grade_shares : by row x low … high, share of those draws; NaN when there is none
    top_shares : by row x 1, 2, …: share of the draws in which it is among the first k of its period
    pairs : first, second (labels of rows of one period, first = better rank), wins, level (shares of the draws in which
        the first is ahead, in which both are level), distinct (whether either side wins at least 95 %)
    notes : what was not drawn or cannot be compared
    """

    options: UncertaintyOptions
    evaluation: Evaluation = field(repr=False)
    draws: pd.DataFrame
    overall: Floats = field(repr=False)
    rank_intervals: pd.DataFrame
    mean_rank: pd.Series[float]
    overall_intervals: pd.DataFrame
    grade_shares: pd.DataFrame
    top_shares: pd.DataFrame
    pairs: pd.DataFrame
    notes: tuple[Finding, ...]
    runs: Runs = field(repr=False)


@dataclass(frozen=True, eq=False)
class Drawn:
    """One draw, worked out step by step.

    number : 1, 2, …; choices : what it picked; weights : code -> weight among its siblings
    scores : by row x codes of all levels; overall, rank : by row
    """

    number: int
    choices: Mapping[str, str]
    weights: pd.Series[float]
    scores: pd.DataFrame
    overall: pd.Series[float]
    rank: pd.Series[int]


def assess_uncertainty(
    evaluation: Evaluation, options: UncertaintyOptions | None = None, factors: Mapping[str, Any] | None = None
) -> Uncertainty:
    """Score again many times with drawn values, choices and weights, and say how far ranks and scores move.

    factors : further choices to pick from, as for `sensitivity` (discrete ones), such as weights by name
    raises : InputError for a choice that does not exist, ModelError for choices that do not go together

    Each draw picks one alternative of every choice, all equally likely, draws the weights around the given ones, adds
    noise to the prepared values by their quality, and scores [OECD/JRC 2008, step 7; Saisana, Saltelli & Tarantola
    2005]. The same seed gives the same draws, whatever the order of rows and columns; draw 17 of 100 is draw 17 of
    10,000.

    >>> import chainchief.evaluation as room
    >>> frame = pd.DataFrame({"B1": [0.7, 0.5], "B2": [0.6, 0.8], "B3": [0.9, 0.4]}, index=["east", "west"])
    >>> found = assess_uncertainty(room.evaluate(frame, "zhang-2024-dimensions"), UncertaintyOptions(draws=200))
    >>> found.rank_intervals.loc["east"].tolist()
    [1, 1, 1]
    """
    options = options or UncertaintyOptions()
    base = base_of(evaluation)
    named = {**options.factors, **(factors or {})}
    plan = read_factors(named, evaluation.framework, base.sheet.options) if named else Plan({}, {})
    if plan.ranges:
        raise refusal("robust-ranges", codes=listed(plan.ranges))
    runs = draw_runs(base, plan, options)
    overall, scaled = score_runs(base, runs)
    return _summary(evaluation, base, options, runs, overall, np.flatnonzero(scaled))


def draw_runs(base: Base, plan: Plan, options: UncertaintyOptions) -> Runs:
    """What each draw picks, and its weights."""
    count, framework = options.draws, base.sheet.framework
    picks = np.zeros((count, len(plan.discrete)), dtype=np.int64)
    for axis, (name, given) in enumerate(plan.discrete.items()):
        stream = np.random.default_rng([options.seed, 2, zlib.crc32(name.encode())])
        picks[:, axis] = (stream.random(count) * len(given)).astype(np.int64)
    local = local_of(plan, picks, base.sheet.local)
    order = np.argsort(np.array(framework.codes))
    rng = np.random.default_rng([options.seed, 1])
    drawn = local.copy()
    if options.weight_draw == "uniform":
        drawn[:, order] *= 1 + options.weight_noise * (2 * rng.random(local.shape) - 1)
    elif options.weight_draw == "dirichlet":
        shapes = options.concentration * among_siblings(framework.tree.parent, local)[:, order]
        drawn[:, order] = np.where(shapes > 0, np.maximum(rng.standard_gamma(shapes), 1e-300), 0.0)
    weights, seed = among_siblings(framework.tree.parent, drawn), options.seed if options.data_noise else None
    return Runs(plan, picks, weights, out_of(plan, picks, framework), seed)


def among_siblings(parent: Places, local: Floats) -> Floats:
    """(runs, n) weights -> the same, summing to 1 among siblings; all 0 where all siblings weigh nothing."""
    total = np.zeros((len(parent) + 1, len(local)))
    np.add.at(total, parent, local.T)
    whole = total[parent].T
    return np.divide(local, whole, out=np.zeros(local.shape), where=whole > 0)


def _summary(
    evaluation: Evaluation, base: Base, options: UncertaintyOptions, runs: Runs, overall: Floats, on_scale: Places
) -> Uncertainty:
    index, count = base.index, overall.shape[1]
    found = summarise_blocks(_block(overall), base.periods, count, places=None)
    unit, grades = np.full((len(index), 3), np.nan), np.full((len(index), len(GRADES)), np.nan)
    if len(on_scale):
        worst, best = evaluation.options.scale
        some = overall if len(on_scale) == count else overall[:, on_scale]
        bounds = worst + BOUNDS * (best - worst)
        scaled = found if len(some[0]) == count and (worst, best) == (0, 1) else summarise_blocks(
            _block(some), base.periods, len(on_scale), bounds)  # fmt: skip
        unit, grades = scaled.overall, scaled.grades
    levels = ["low", "median", "high"]
    return Uncertainty(
        options=options,
        evaluation=evaluation,
        draws=_draws(base, runs),
        overall=overall,
        rank_intervals=pd.DataFrame(found.rank, index, levels),
        mean_rank=pd.Series(found.mean_rank, index, name="mean_rank"),
        overall_intervals=pd.DataFrame(unit, index, levels),
        grade_shares=pd.DataFrame(grades, index, list(GRADES)),
        top_shares=pd.DataFrame(top_shares(found), index, range(1, found.counts.shape[1] + 1)),
        pairs=_pairs(evaluation, base, overall),
        notes=tuple(_notes(base, options, runs, len(on_scale), count)),
        runs=runs,
    )


def _block(overall: Floats) -> Any:
    def block(rows: Places, draws: slice, by_row: bool) -> Floats:
        part = overall[rows, draws]
        return part.copy() if by_row else np.ascontiguousarray(part.T)

    return block


def _draws(base: Base, runs: Runs) -> pd.DataFrame:
    number = pd.RangeIndex(1, len(runs.picks) + 1, name="draw")
    columns: dict[str, Any] = {
        name: np.array(list(given), dtype=object)[runs.picks[:, axis]]
        for axis, (name, given) in enumerate(runs.plan.discrete.items())
        if len(given) > 1
    }
    codes = base.sheet.framework.codes
    return pd.DataFrame(columns | dict(zip(codes[1:], runs.local.T[1:], strict=True)), index=number)


def _pairs(evaluation: Evaluation, base: Base, overall: Floats) -> pd.DataFrame:
    """Every two rows of a period, in a large period those at most NEAR ranks apart."""
    rank, places = evaluation.rank.to_numpy(), []
    for period in np.unique(base.periods):
        rows = np.flatnonzero(base.periods == period)
        rows = rows[np.lexsort((rows, rank[rows]))]
        apart = len(rows) - 1 if len(rows) <= _ALL_PAIRS else NEAR
        for step in range(1, apart + 1):
            places.append(np.column_stack([rows[:-step], rows[step:]]))
    pairs = np.vstack(places) if places else np.zeros((0, 2), dtype=np.int64)
    return _compared(base.index, pairs, overall)


def _compared(index: pd.Index[Any], pairs: Places, overall: Floats) -> pd.DataFrame:
    shares = compare_pairs(lambda draws: overall[:, draws], pairs, overall.shape[1])
    wins, level = shares[:, 0], shares[:, 1]
    labels = index.to_flat_index()
    columns = {"first": labels[pairs[:, 0]], "second": labels[pairs[:, 1]], "wins": wins, "level": level}
    distinct = (wins >= DISTINCT) | (1 - wins - level >= DISTINCT)
    return pd.DataFrame({**columns, "distinct": distinct})


def pair_wins(uncertainty: Uncertainty, pairs: Iterable[tuple[Any, Any]]) -> pd.DataFrame:
    """How often one row is ahead of another, for any two rows, of different periods too.

    pairs : (first, second) labels of rows, a region or (region, period)
    returns : one row a pair, columns as in `Uncertainty.pairs`
    raises : InputError for a label that is no row
    """
    index = uncertainty.mean_rank.index
    place = {label: number for number, label in enumerate(index)}
    named = [tuple(pair) for pair in pairs]
    if strange := [label for pair in named for label in pair if label not in place]:
        raise refusal("robust-no-row", value=listed(strange), known=listed(index))
    wanted = np.array([[place[first], place[second]] for first, second in named], dtype=np.int64).reshape(-1, 2)
    return _compared(index, wanted, uncertainty.overall)


def _notes(base: Base, options: UncertaintyOptions, runs: Runs, on_scale: int, count: int) -> list[Finding]:
    notes = []
    if on_scale < count:
        notes.append(remark("robust-off-scale", value=count - on_scale, all=count))
    if base.periods.size and np.bincount(base.periods).max() > _ALL_PAIRS:
        notes.append(remark("robust-near-pairs", value=NEAR))
    if options.data_noise:
        seen = base.sheet.observed.table
        blank = int((seen["scored"].astype(bool) & ~seen["quality"].isin(list(QUALITY_NOISE))).sum())
        if blank:
            notes.append(remark("no-quality", count=blank))
    return notes


def draw(uncertainty: Uncertainty, number: int) -> Drawn:
    """One draw in full: what it picked, its weights, the score of every code.

    number : 1 … draws
    raises : InputError for another number

    Worked out level by level like an evaluation, not taken from the fast way: the scores agree to 12 digits.
    """
    runs, evaluation = uncertainty.runs, uncertainty.evaluation
    if not 1 <= number <= len(runs.picks):
        raise refusal("robust-no-draw", number=number, draws=len(runs.picks))
    base, at = base_of(evaluation), number - 1
    found, _ = next(combine(base, runs.plan, runs.picks[at : at + 1]))
    scores = found.scores
    if runs.seed is not None and (found.sheet.deviation > 0).any():
        scores = noisy_scores(found, noise_of(found.sheet, runs.seed, at)[None])[0]
    if runs.out is not None:
        scores = np.where(runs.out[at], np.nan, scores)
    tree, how = base.sheet.framework.tree, found.options
    nodes = aggregate(tree, runs.local[at], scores[base.rows], how.aggregate, how.power)
    rank = np.zeros(len(nodes), dtype=np.int64)
    for period in np.unique(base.periods):
        rows = base.periods == period
        rank[rows] = ranks(nodes[rows, :1])[:, 0]
    chosen = {name: list(given)[pick] for (name, given), pick in
              zip(runs.plan.discrete.items(), runs.picks[at], strict=True)}  # fmt: skip
    codes = list(base.sheet.framework.codes)
    return Drawn(
        number=number,
        choices=chosen,
        weights=pd.Series(runs.local[at], codes, name="weight"),
        scores=pd.DataFrame(nodes, base.index, codes),
        overall=pd.Series(nodes[:, 0], base.index, name=codes[0]),
        rank=pd.Series(rank, base.index, name="rank"),
    )
