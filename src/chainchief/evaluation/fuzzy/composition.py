"""Fuzzy evaluation of one thing: weights and memberships of factors give memberships of the whole."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.fuzzy.matrix import read_memberships, read_weights
from chainchief.evaluation.fuzzy.verdict import highest, mean_scores, membership_validity
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.options import pick

OPERATORS: dict[str, tuple[str, str, str]] = {
    "weighted_average": ("M(·,+)", "weighted average, every factor counts", "加权平均型"),
    "max_min": ("M(∧,∨)", "the decisive factor alone", "主因素决定型"),
    "max_product": ("M(·,∨)", "the most prominent factor alone", "主因素突出型"),
    "bounded_sum": ("M(∧,⊕)", "bounded sum of the smaller ones", "取小上界和型"),
}
"""Operator -> sign, what it does in English, its name in Chinese."""

LEAST_VALIDITY = 0.5
"""A highest membership whose validity is lower should not be used."""

_COMPOSE: dict[str, Callable[[Floats, Floats], Floats]] = {
    "weighted_average": lambda a, r: (a[..., None] * r).sum(axis=-2),
    "max_min": lambda a, r: np.minimum(a[..., None], r).max(axis=-2),
    "max_product": lambda a, r: (a[..., None] * r).max(axis=-2),
    "bounded_sum": lambda a, r: np.minimum(1.0, np.minimum(a[..., None], r).sum(axis=-2)),
}


@dataclass(frozen=True, eq=False)
class FuzzyEvaluation:
    """How far one thing belongs to each grade.

    memberships : grade -> membership, >= 0; sums to 1 only with M(·,+) over rows that do, or when normalised
    operator : key of OPERATORS
    grade : the grade with the highest membership, the first of `ties`
    ties : all grades with the highest membership
    validity : of the highest membership, see `membership_validity`; infinite when only one grade has any
    usable : whether there is no tie and the validity is at least .5
    mean_score : Σ b s / Σ b with the scores of the grades; None when none were given
    notes : weights that do not sum to 1, a tie, a low validity
    """

    memberships: pd.Series[float]
    operator: str
    grade: Hashable
    ties: tuple[Hashable, ...]
    validity: float
    usable: bool
    mean_score: float | None
    notes: tuple[Finding, ...]


def fuzzy_evaluation(
    memberships: Any,
    weights: Any,
    operator: str = "weighted_average",
    *,
    scores: Any = None,
    normalise: bool = False,
) -> FuzzyEvaluation:
    """Fuzzy comprehensive evaluation proper: B = A ∘ R. It is not the paper's E = W·R, which sums scores.

    memberships : R, factors x grades, 0..1: frame, array or list of rows; the rows need not sum to 1
    weights : A, one for each factor, >= 0; used as given, a sum other than 1 is noted, not mended
    operator : key of OPERATORS
    scores : one number for each grade, for the weighted-average grade
    normalise : divide the memberships by their sum
    raises : InputError for shapes that differ, an empty cell, a membership outside 0..1, a negative weight, an unknown
        operator; ModelError when no membership that carries weight is above 0

    M(·,+) b_j = Σ a r; M(∧,∨) b_j = max min(a, r); M(·,∨) b_j = max a r; M(∧,⊕) b_j = min(1, Σ min(a, r))
    [Ross, Fuzzy logic with engineering applications, synthetic evaluation; mathmodels-book, ch. 10]

    >>> found = fuzzy_evaluation([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]], [0.4, 0.6])
    >>> found.memberships.round(2).tolist(), found.grade, round(found.validity, 2)
    ([0.44, 0.38, 0.18], 0, 0.21)
    """
    pick(OPERATORS, operator, "operator")
    table = read_memberships(memberships)
    a = read_weights(weights, table.index)
    b = compose(a, table.to_numpy(), operator)
    if not b.sum() > 0:
        raise refusal("fuzzy-zero")
    validity = float(membership_validity(b)[0])
    ties = tuple(table.columns[highest(b[None, :])[0]])
    notes = _notes(a, ties, validity)
    mean = None if scores is None else float(mean_scores(b[None, :], _grade_scores(scores, table.columns))[0])
    shown = b / b.sum() if normalise else b
    usable = len(ties) == 1 and validity >= LEAST_VALIDITY
    series = pd.Series(shown, table.columns, name="membership")
    return FuzzyEvaluation(series, operator, ties[0], ties, validity, usable, mean, notes)


def compose(weights: Floats, memberships: Floats, operator: str) -> Floats:
    """(..., factors), (..., factors, grades) -> (..., grades); `operator` is a key of OPERATORS."""
    return _COMPOSE[operator](weights, memberships)


def _grade_scores(scores: Any, grades: pd.Index[Any]) -> Floats:
    given = scores.reindex(grades) if isinstance(scores, pd.Series) and set(scores.index) == set(grades) else scores
    found: Floats = pd.to_numeric(pd.Series(list(given)), errors="coerce").to_numpy(dtype=np.float64)
    if len(found) != len(grades) or not np.isfinite(found).all():
        raise refusal("fuzzy-scores", grades=listed(grades), found=listed(given))
    return found


def _notes(weights: Floats, ties: tuple[Hashable, ...], validity: float) -> tuple[Finding, ...]:
    notes = []
    if abs(weights.sum() - 1) > 1e-9:
        notes.append(remark("fuzzy-weights-sum", value=plain(float(weights.sum()))))
    if len(ties) > 1:
        notes.append(remark("fuzzy-tie", value=listed(ties)))
    elif validity < LEAST_VALIDITY:
        notes.append(remark("fuzzy-doubtful", value=plain(round(validity, 3))))
    return tuple(notes)
