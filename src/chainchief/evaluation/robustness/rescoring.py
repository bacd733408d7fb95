"""The same values scored again under other choices: every combination is prepared once, all its weightings together."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import UNGRADED, EvaluationOptions
from chainchief.evaluation.preparation.pipeline import prepare
from chainchief.evaluation.remarks import listed, refusal
from chainchief.evaluation.robustness.factors import PREPARING, STANDARD, Plan
from chainchief.evaluation.robustness.weightings import ready, turn, turn_back
from chainchief.evaluation.scorecard import BOUNDED, Ruler, Sheet, choose_ruler, indicator_scores
from chainchief.evaluation.scoring.aggregation import leaf_weights
from chainchief.evaluation.scoring.arrays import Flags, Floats, Places, Tree
from chainchief.evaluation.scoring.normalisation import LINEAR

Weigher = Callable[[Flags, EvaluationOptions, Places], Floats]
"""(known indicators, options, runs) -> (runs, m) weights of the indicators."""

_BLOCK = 4_000_000
"""Numbers held at a time."""


@dataclass(frozen=True, eq=False)
class Base:
    """What is scored again.

    sheet : with the values as they were before they were prepared
    rows (k,) places in the sheet of the rows of the evaluation, in its order; index : their labels
    periods (k,) number of the period of each row
    """

    sheet: Sheet
    rows: Places
    index: pd.Index[Any]
    periods: Places


@dataclass(frozen=True, eq=False)
class Runs:
    """What is tried.

    plan : the factors; picks (runs, discrete factors) number of the alternative
    local (runs, n) weights of the codes among their siblings
    out (runs, m) indicators that are left out, as if nobody knew them; None = none is
    seed : of the noise of the values; None = the values stay
    """

    plan: Plan
    picks: Places
    local: Floats
    out: Flags | None = None
    seed: int | None = None


@dataclass(frozen=True, eq=False)
class Combination:
    """One combination of the choices, worked out up to the scores of the indicators.

    scores (rows of the sheet, m); scaled : whether they lie on the scale of the options, so that scores of different
    combinations can be compared; standard : (mean, standard deviation) that z-scores were moved to
    """

    options: EvaluationOptions
    sheet: Sheet
    ruler: Ruler
    scores: Floats
    standard: tuple[float, float]
    scaled: bool


def base_of(evaluation: Evaluation) -> Base:
    """The rows of an evaluation, and its values before they were prepared."""
    sheet = evaluation.sheet
    options = dataclasses.replace(sheet.options, normalise=evaluation.options.normalise)
    index = evaluation.overall.index
    if isinstance(index, pd.MultiIndex):
        place = {row: number for number, row in enumerate(sheet.rows)}
    else:
        place = {region: number for number, (region, _) in enumerate(sheet.rows)}
    rows = np.array([place[label] for label in index], dtype=np.int64)
    periods = np.unique([str(sheet.rows[row][1]) for row in rows], return_inverse=True)[1]
    return Base(restored(sheet, options), rows, index, periods.astype(np.int64))


def row_names(labels: Iterable[Any]) -> list[str]:
    """Labels of rows as people write them: «anlan», «anlan 2025».

    >>> row_names([("anlan", "2025"), "beiyun"])
    ['anlan 2025', 'beiyun']
    """
    return [" ".join(str(part) for part in label) if isinstance(label, tuple) else str(label) for label in labels]


def restored(sheet: Sheet, options: EvaluationOptions) -> Sheet:
    """The sheet before anything was done to its values, with other options."""
    return dataclasses.replace(
        sheet,
        options=options,
        values=sheet.raw,
        how=np.full(sheet.raw.shape, "", dtype="<U48"),
        filled=np.zeros(sheet.raw.shape, dtype=np.bool_),
        deviation=sheet.noise * np.abs(np.nan_to_num(sheet.raw)),
        notes=[],
        log=[],
    )


def combine(base: Base, plan: Plan, picks: Places) -> Iterator[tuple[Combination, Places]]:
    """Each combination of options among the runs, and the runs that have it; equal preparations are made once."""
    changes = [_changes(plan, pick) for pick in picks]
    keys = [tuple(sorted((field, repr(value)) for field, value in change.items())) for change in changes]
    runs: dict[Any, list[int]] = {}
    for number, key in enumerate(keys):
        runs.setdefault(key, []).append(number)
    prepared: dict[Any, Sheet] = {}
    scored: dict[Any, Combination] = {}
    for numbers in runs.values():
        change = dict(changes[numbers[0]])
        standard = tuple(float(part) for part in change.pop(STANDARD, (0.0, 1.0)))
        options = dataclasses.replace(base.sheet.options, **change)
        early = tuple(getattr(options, field) for field in PREPARING)
        late = (early, options.normalise, options.scale, standard)
        if early not in prepared:
            prepared[early] = prepare(restored(base.sheet, options))
        if late not in scored:
            scored[late] = _score(dataclasses.replace(prepared[early], options=options, notes=[]), standard)
        scaled = scored[late].scaled and options.scale == base.sheet.options.scale
        yield dataclasses.replace(scored[late], options=options, scaled=scaled), np.array(numbers)


def _changes(plan: Plan, pick: Places) -> dict[str, Any]:
    chosen = [tuple(given.values())[at] for given, at in zip(plan.discrete.values(), pick, strict=True)]
    return {field: value for one in chosen for field, value in one.options.items()}


def _score(sheet: Sheet, standard: tuple[float, ...]) -> Combination:
    ruler = choose_ruler(sheet)
    mean, size = standard
    scores = indicator_scores(sheet, ruler)
    moved = (mean, size) != (0.0, 1.0)
    if moved:
        scores = mean + size * scores
    return Combination(sheet.options, sheet, ruler, scores, (mean, size), ruler.kind not in UNGRADED and not moved)


def score_runs(base: Base, runs: Runs, gaps: bool = False) -> tuple[Floats, Flags]:
    """Overall scores of all runs, and which runs are on the common scale: (rows, runs), (runs,).

    gaps : let a row without any known score of positive weight be NaN; else refuse
    raises : ModelError for a mean that takes no negative scores; and what the steps of the evaluation raise
    """
    overall = np.full((len(base.rows), len(runs.picks)), np.nan)
    scaled = np.zeros(len(runs.picks), dtype=np.bool_)
    weigh = _weigher(base.sheet.framework.tree, runs)
    for found, numbers in combine(base, runs.plan, runs.picks):
        if found.options.exponent != 1 and (found.scores[base.rows] < 0).any():
            raise refusal("robust-negative", way=found.options.aggregate, ruler=found.ruler.kind)
        scaled[numbers] = found.scaled
        if runs.seed is None or not (found.sheet.deviation > 0).any():
            overall[:, numbers] = _mean(found.scores[base.rows], found.options, numbers, weigh)
        else:
            for block, varied in _noisy(found, runs.seed, numbers):
                overall[:, block] = _noisy_mean(varied[:, base.rows], found.options, block, weigh)
        if not gaps and np.isnan(overall[:, numbers]).any():
            rows = np.flatnonzero(np.isnan(overall[:, numbers]).any(axis=1))
            raise refusal("robust-unscored", rows=listed(row_names(base.index[rows])), ruler=found.ruler.kind)
    return overall, scaled


def _weigher(tree: Tree, runs: Runs) -> Weigher:
    """(known indicators, options, runs) -> (runs, m) weights of the indicators; those of all runs are worked out once
    for each set of known indicators, as long as they fit."""
    kept: dict[Any, Floats] = {}

    def weigh(known: Flags, options: EvaluationOptions, numbers: Places) -> Floats:
        flat = options.aggregate == "weighted_sum"
        key = (known.tobytes(), flat)
        if key not in kept and (len(kept) + 1) * len(runs.local) * len(known) <= 8 * _BLOCK:
            kept[key] = _leaf_weights(tree, runs, known, np.arange(len(runs.local)), flat)
        return kept[key][numbers] if key in kept else _leaf_weights(tree, runs, known, numbers, flat)

    return weigh


def _leaf_weights(tree: Tree, runs: Runs, known: Flags, numbers: Places, flat: bool) -> Floats:
    """(runs, m) weights of the indicators that are known and not left out."""
    if runs.out is None:
        return leaf_weights(tree, runs.local[numbers], known, flat)
    found = np.zeros((len(numbers), len(known)))
    for left, some in _patterns(~runs.out[numbers]):
        found[some] = leaf_weights(tree, runs.local[numbers[some]], known & left, flat)
    return found


def _patterns(known: Flags) -> Iterator[tuple[Flags, Places]]:
    """(rows, m) -> each set of known indicators, and the rows that know just these."""
    patterns, group = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        yield pattern, np.flatnonzero(group.ravel() == number)


def _mean(scores: Floats, options: EvaluationOptions, numbers: Places, weigh: Weigher) -> Floats:
    """scores (rows, m) -> (rows, runs)."""
    found = np.empty((len(scores), len(numbers)))
    for pattern, rows in _patterns(~np.isnan(scores)):
        weights = weigh(pattern, options, numbers)
        mean = ready(np.where(pattern, scores[rows], 1.0), weights, options.exponent)
        found[rows] = mean.block(np.arange(len(rows)), slice(None), True)
        found[np.ix_(rows, ~(weights > 0).any(axis=1))] = np.nan
    return found


def _noisy_mean(scores: Floats, options: EvaluationOptions, numbers: Places, weigh: Weigher) -> Floats:
    """scores (runs, rows, m) -> (rows, runs)."""
    found = np.empty((scores.shape[1], len(numbers)))
    power = options.exponent
    for pattern, rows in _patterns(~np.isnan(scores[0])):
        weights = weigh(pattern, options, numbers)
        mine = np.where(pattern, scores[:, rows], 1.0)
        zero = (mine <= 0) & (power <= 0)
        sums = np.einsum("drm,dm->rd", turn(np.where(zero, 1.0, mine), power), weights)
        nil = (zero & (weights > 0)[:, None]).any(axis=2).T
        found[rows] = np.where(nil, 0.0, turn_back(sums, power))
        found[np.ix_(rows, ~(weights > 0).any(axis=1))] = np.nan
    return found


def noise_of(sheet: Sheet, seed: int, number: int) -> Floats:
    """Standard normal noise of one run, (rows of the sheet, m); the same whatever the order of rows and columns."""
    order = np.argsort(np.array(sheet.framework.leaves))
    rng = np.random.Generator(np.random.Philox(key=np.array([seed, number], dtype=np.uint64)))
    found = np.empty(sheet.values.shape)
    found[:, order] = rng.standard_normal(sheet.values.shape)
    return found


def _noisy(found: Combination, seed: int, numbers: Places) -> Iterator[tuple[Places, Floats]]:
    """Runs, a block at a time, with the scores of the indicators when the values move: (runs, rows of the sheet, m)."""
    step = max(1, _BLOCK // found.scores.size)
    for start in range(0, len(numbers), step):
        block = numbers[start : start + step]
        yield block, noisy_scores(found, np.array([noise_of(found.sheet, seed, int(number)) for number in block]))


def noisy_scores(found: Combination, noise: Floats) -> Floats:
    """noise (runs, rows of the sheet, m), standard normal -> scores of the indicators, same shape.

    The noise is added to the prepared values. Bounds, means and standard deviations of the ruler stay where they are;
    places in the line are taken anew.
    """
    sheet, ruler, size = found.sheet, found.ruler, found.standard[1]
    worst, best = sheet.options.scale
    if ruler.kind in LINEAR:
        length = np.where(ruler.usable, ruler.high - ruler.low, np.inf)
        width = size if ruler.kind in UNGRADED else (best - worst) * size
        varied = found.scores + noise * (sheet.deviation / length * ruler.direction * width)
        return np.clip(varied, worst, best) if ruler.kind in BOUNDED else varied
    values = np.where(ruler.usable, sheet.values + noise * sheet.deviation, np.nan)
    place, count = _places(np.swapaxes(values * ruler.direction, 1, 2))
    place = np.swapaxes(place, 1, 2)
    if ruler.kind == "percentile":
        return worst + place / np.maximum(count - 1, 1)[:, None] * (best - worst)
    return place + (ruler.kind == "rank")


def _places(turned: Floats) -> tuple[Floats, Floats]:
    """(runs, m, rows) -> how many known values are lower, NaN = unknown; and (runs, m) how many are known."""
    known = ~np.isnan(turned)
    order = np.argsort(turned, axis=2, kind="stable")
    line = np.take_along_axis(turned, order, axis=2)
    place = np.broadcast_to(np.arange(turned.shape[2]), turned.shape).copy()
    place[..., 1:][line[..., 1:] == line[..., :-1]] = 0
    found = np.empty(turned.shape)
    np.put_along_axis(found, order, np.maximum.accumulate(place, axis=2).astype(np.float64), axis=2)
    return np.where(known, found, np.nan), known.sum(axis=2).astype(np.float64)
