"""Everything there is to hold beside one evaluation: other rankings, the structure of its data, fuzzy grades."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from chainchief.errors import ModelError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.crosscheck.comparison import CrossCheck, cross_check
from chainchief.evaluation.crosscheck.consistency import Consistency, check_consistency
from chainchief.evaluation.fuzzy.levels import FuzzyAssessment, evaluate_fuzzily


@dataclass(frozen=True, eq=False)
class SecondOpinions:
    """What other methods, and the data themselves, say about an evaluation.

    evaluation : what was checked
    ranks : the same regions ranked in four ways, or why they could not be
    consistency : whether the indicators belong together
    fuzzy : how far each region belongs to each grade, or why that could not be said
    """

    evaluation: Evaluation
    ranks: CrossCheck | ModelError
    consistency: Consistency
    fuzzy: FuzzyAssessment | ModelError


def second_opinions(
    evaluation: Evaluation, rho: float = 0.5, operator: str = "weighted_average", shape: str = "trapezoid"
) -> SecondOpinions:
    """Cross-check of the ranks, of the structure of the indicators, and fuzzy comprehensive evaluation, in one go.

    rho : see `cross_check`; operator, shape : see `evaluate_fuzzily`
    raises : InputError for a choice that is not known or a rho outside 0..1. What only this evaluation does not allow
        (fewer than two regions, a ruler without ends) stands in the result as its sentence

    >>> from chainchief.evaluation.assessment import evaluate
    >>> frame = pd.DataFrame({"B1": [0.8, 0.5], "B2": [0.4, 0.6], "B3": [0.6, 0.2]}, index=["a", "b"])
    >>> found = second_opinions(evaluate(frame, "zhang-2024-dimensions"))
    >>> found.ranks.table[["rank", "topsis_rank"]].to_numpy().tolist(), found.fuzzy.verdicts["grade"].tolist()
    ([[1, 1], [2, 2]], ['medium', 'medium'])
    """
    return SecondOpinions(
        evaluation, _ranks(evaluation, rho), check_consistency(evaluation), _fuzzy(evaluation, operator, shape)
    )


def _ranks(evaluation: Evaluation, rho: float) -> CrossCheck | ModelError:
    try:
        return cross_check(evaluation, rho)
    except ModelError as error:
        return error


def _fuzzy(evaluation: Evaluation, operator: str, shape: str) -> FuzzyAssessment | ModelError:
    try:
        return evaluate_fuzzily(evaluation, operator, shape)
    except ModelError as error:
        return error


def opinion_frames(found: SecondOpinions) -> dict[str, pd.DataFrame]:
    """The tables of `second_opinions` by name, for files; what could not be worked out is left out."""
    checks = found.consistency
    frames = {
        "reliability": checks.reliability,
        "correlation_flags": checks.flags.set_index("group"),
        "components": checks.components.rename_axis("component"),
        "adequacy": _adequacy(checks),
    }
    if isinstance(found.ranks, CrossCheck):
        frames |= {"ranks": found.ranks.table, "rank_correlations": found.ranks.correlations.set_index("period")}
    if isinstance(found.fuzzy, FuzzyAssessment):
        frames |= {"memberships": found.fuzzy.codes, "fuzzy_verdicts": found.fuzzy.verdicts}
    return frames


def _adequacy(checks: Consistency) -> pd.DataFrame:
    """KMO, Bartlett and the condition number as one line."""
    test = checks.bartlett
    line = {
        "kmo": checks.kmo,
        "bartlett": test and test.statistic,
        "degrees": test and test.degrees,
        "p_value": test and test.p_value,
        "condition": checks.condition,
    }
    return pd.DataFrame({name: [value] for name, value in line.items()}, index=pd.Index([checks.rows], name="rows"))
