"""compare_evaluations: what differs between two evaluations, and what each difference did to every score."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.errors import ChainChiefError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.observation import Observed
from chainchief.evaluation.options import EvaluationOptions
from chainchief.evaluation.preparation.extras import KEYS
from chainchief.evaluation.preparation.pipeline import prepare
from chainchief.evaluation.remarks import plain
from chainchief.evaluation.scorecard import choose_ruler, lay_out, score
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.grading import ranks

FACTORS: Mapping[str, tuple[str, ...]] = {
    "denominate": ("denominate",),
    "impute": ("impute", "impute_group"),
    "treat": ("treat", "treat_by", "treat_points"),
    "normalise": ("normalise", "scale"),
    "weights": ("weights", "combine", "objective"),
    "aggregate": ("aggregate", "power"),
    "min_known": ("min_known",),
}
"""What can differ in the options -> the options that belong together."""
_ORIGINS = ("first_origin", "second_origin")
MOST_SHARED = 6
"""With more differences than this their effects are told in the order of the steps, not averaged over all orders."""


@dataclass(frozen=True, eq=False)
class RunDifference:
    """Two evaluations held side by side.

    differences : what differs, columns factor, name, first, second (texts)
    changes : by row scored in both: first, second (overall), change, one column per factor that sums up to the change,
        first_rank, second_rank (within the period)
    cells : values that differ, columns region_id, period, indicator, first, second (NaN = unknown), first_origin,
        second_origin (their places, "" = none)
    only_first, only_second : rows scored in one of them alone
    way : "every order" (Shapley value: the mean over all orders of making the changes), "in order" (of the steps) or
        "together" (one difference, or changes that cannot be made one by one)
    """

    differences: pd.DataFrame
    changes: pd.DataFrame
    cells: pd.DataFrame
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    way: str

    @property
    def factors(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.differences["factor"]))


@dataclass(frozen=True, eq=False)
class _Side:
    observed: Observed
    framework: Framework
    options: EvaluationOptions


def compare_evaluations(first: Evaluation, second: Evaluation) -> RunDifference:
    """What differs between two evaluations and what each difference did to the overall scores.

    first, second : evaluations of the same regions, from the same or from other values, frameworks and options
    returns : see RunDifference; the columns of the factors sum to the change of each row, nothing is left over

    With k differences every one of the 2^k mixtures is scored; the effect of one is its Shapley value, the mean of what
    it changes over all orders in which the differences can be made [Shapley 1953].

    >>> frame = pd.DataFrame({"B1": [0.8, 0.5], "B2": [0.4, 0.5], "B3": [0.6, 0.2]}, index=["a", "b"])
    >>> from chainchief.evaluation import EvaluationOptions, evaluate
    >>> one = evaluate(frame, "zhang-2024-dimensions")
    >>> other = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(weights="equal"))
    >>> compare_evaluations(one, other).factors
    ('weights',)
    """
    one, two = (_Side(side.sheet.observed, side.framework, side.options) for side in (first, second))
    cells = _cells(first, second)
    differences = _differences(one, two, len(cells))
    both = set(_labels(second))
    shared = [row for row in _labels(first) if row in both]
    factors = list(dict.fromkeys(differences["factor"]))
    before, after = _overall(first, shared), _overall(second, shared)
    effects, way = _effects(one, two, factors, shared, after - before)
    kept = set(shared)
    index = first.overall.index[[row in kept for row in _labels(first)]]
    changes = pd.DataFrame({"first": before, "second": after, "change": after - before, **effects}, index=index)
    changes["first_rank"], changes["second_rank"] = (_ranks(numbers, shared) for numbers in (before, after))
    alone = (set(_labels(first)) - set(shared), set(_labels(second)) - set(shared))
    named = [tuple(sorted(" ".join(filter(None, map(str, row))) for row in rows)) for rows in alone]
    return RunDifference(differences, changes, cells, named[0], named[1], way)


def _labels(evaluation: Evaluation) -> list[tuple[str, str]]:
    """(region, period) of each row; the period of an evaluation of one period is that of its values."""
    index = evaluation.overall.index
    if isinstance(index, pd.MultiIndex):
        return [(str(region), str(period)) for region, period in index]
    return [(str(region), "") for region in index]


def _overall(evaluation: Evaluation, rows: list[tuple[str, str]]) -> Floats:
    found = dict(zip(_labels(evaluation), evaluation.overall, strict=True))
    return np.array([found[row] for row in rows], dtype=np.float64)


def _ranks(numbers: Floats, rows: list[tuple[str, str]]) -> Any:
    found = np.zeros(len(rows), dtype=np.int64)
    periods = np.array([period for _, period in rows])
    for period in np.unique(periods):
        found[periods == period] = ranks(numbers[periods == period, None])[:, 0]
    return found


def _differences(one: _Side, two: _Side, cells: int) -> pd.DataFrame:
    rows: list[tuple[str, str, str, str]] = []
    if cells:
        rows.append(("values", "values", "", str(cells)))
    rows += _framework_differences(one.framework, two.framework)
    for factor, names in FACTORS.items():
        for name in names:
            pair = (getattr(one.options, name), getattr(two.options, name))
            if pair[0] != pair[1]:
                rows.append((factor, name, str(pair[0]), str(pair[1])))
    return pd.DataFrame(rows, columns=["factor", "name", "first", "second"])


def _framework_differences(one: Framework, two: Framework) -> list[tuple[str, str, str, str]]:
    if list(one.codes) != list(two.codes) or not one.table["parent"].equals(two.table["parent"]):
        return [("framework", "indicators", one.name, two.name)]
    columns = ("unit", "denominator", "direction", "low", "high", "target", "local")
    found = []
    for column in columns:
        pairs = zip(one.codes, one.table[column], two.table[column], strict=True)
        moved = [(code, old, new) for code, old, new in pairs if not _same(old, new)]
        found += [("framework", f"{code} {column}", _word(old), _word(new)) for code, old, new in moved]
    return found


def _same(old: Any, new: Any) -> bool:
    both = isinstance(old, float) and isinstance(new, float)
    return bool(old == new) or (both and (math.isclose(old, new, rel_tol=1e-12) or (old != old and new != new)))


def _word(value: Any) -> str:
    return plain(value) if isinstance(value, float) and value == value else "" if value != value else str(value)


def _cells(first: Evaluation, second: Evaluation) -> pd.DataFrame:
    """Values of the two that are not the same, a missing one included."""
    kept = [*KEYS, "value", "origin"]
    tables = [side.observations[kept].astype(dict.fromkeys((*KEYS, "origin"), "str")) for side in (first, second)]
    both = tables[0].merge(tables[1], on=KEYS, how="outer", suffixes=("_first", "_second"))
    one, two = (both[f"value_{side}"] for side in ("first", "second"))
    moved = ~(one.eq(two) | (one.isna() & two.isna()))
    named = {"value_first": "first", "value_second": "second"}
    named |= {f"origin_{side}": f"{side}_origin" for side in ("first", "second")}
    found = both[moved].rename(columns=named).reset_index(drop=True)
    return found.fillna({"first_origin": "", "second_origin": ""})[[*KEYS, "first", "second", *_ORIGINS]]


def _effects(
    one: _Side, two: _Side, factors: list[str], rows: list[tuple[str, str]], change: Floats
) -> tuple[dict[str, Floats], str]:
    """Factor -> (rows,) what it did to the score, and how that was found out."""
    if not factors:
        return {}, "together"
    if len(factors) == 1:
        return {factors[0]: change}, "together"

    def scored(taken: frozenset[str]) -> Floats:
        return _mixed(one, two, taken, rows)

    try:
        if len(factors) <= MOST_SHARED:
            return _shapley(factors, scored), "every order"
        return _in_order(factors, scored), "in order"
    except (ChainChiefError, KeyError):
        return {" + ".join(factors): change}, "together"


def _mixed(one: _Side, two: _Side, taken: frozenset[str], rows: list[tuple[str, str]]) -> Floats:
    """(rows,) overall scores with some factors as in the second evaluation and the others as in the first."""
    changed = {name: getattr(two.options, name) for factor in taken for name in FACTORS.get(factor, ())}
    options = dataclasses.replace(one.options, **changed)
    framework = (two if "framework" in taken else one).framework
    observed = (two if "values" in taken else one).observed
    sheet = prepare(lay_out(observed, framework, options))
    found = score(sheet, choose_ruler(sheet))
    several = len({str(period) for _, period in sheet.rows}) > 1
    labels = [(str(sheet.rows[row][0]), str(sheet.rows[row][1]) if several else "") for row in found.kept]
    by_row = dict(zip(labels, found.overall, strict=True))
    return np.array([by_row[row] for row in rows], dtype=np.float64)


def _shapley(factors: list[str], scored: Callable[[frozenset[str]], Floats]) -> dict[str, Floats]:
    subsets = [frozenset(part) for size in range(len(factors) + 1) for part in itertools.combinations(factors, size)]
    scores = {part: scored(part) for part in subsets}
    count = len(factors)
    found = {}
    for factor in factors:
        others = [part for part in subsets if factor not in part]
        shares = [math.factorial(len(part)) * math.factorial(count - len(part) - 1) for part in others]
        moves = [share * (scores[part | {factor}] - scores[part]) for share, part in zip(shares, others, strict=True)]
        found[factor] = np.sum(moves, axis=0) / math.factorial(count)
    return found


def _in_order(factors: list[str], scored: Callable[[frozenset[str]], Floats]) -> dict[str, Floats]:
    steps = [scored(frozenset(factors[:count])) for count in range(len(factors) + 1)]
    return {factor: steps[place + 1] - steps[place] for place, factor in enumerate(factors)}
