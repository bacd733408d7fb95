"""study_robustness: how sure scores and ranks are, what matters, and what each indicator does, in one result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.errors import ChainChiefError, InputError, ModelError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import EXPONENTS
from chainchief.evaluation.remarks import remark
from chainchief.evaluation.robustness.decomposition import Sensitivity, sensitivity
from chainchief.evaluation.robustness.enumeration import exact_shares
from chainchief.evaluation.robustness.factors import read_factors
from chainchief.evaluation.robustness.montecarlo import Uncertainty, assess_uncertainty
from chainchief.evaluation.robustness.removal import Removal, remove_one
from chainchief.evaluation.robustness.rescoring import base_of
from chainchief.evaluation.robustness.variation.choices import AUTO, AUTO_RULERS, VaryOptions
from chainchief.evaluation.scoring.arrays import Flags
from chainchief.evaluation.scoring.grading import grade_places

Tell = Callable[[int, int, str], None]
"""(steps done, of how many, what is next)."""

MOST_DRAWS, LEAST_DRAWS = 10_000, 200
CELLS_AT_ONCE = 3_000_000

_ABOUT_RANKS = ("sensitivity-nothing", "sensitivity-still")
_STEPS = ("draws", "choices", "indicators")


@dataclass(frozen=True, eq=False)
class Robustness:
    """How sure scores and ranks are.

    options : what was drawn and counted; evaluation : around which result
    uncertainty : intervals, grade shares, top k, pairs, every draw
    unstable : by row, whether the grade at 5 % of the draws is another than at 95 %; False without grades
    sensitivity : which choice moves ranks and scores, every combination counted; None when no choice could be varied
    period_first, period_total : period x factors, share of the variance of the mean rank shift of the regions of that
        period, alone and with all interactions; NaN = no rank moves there; "" = there are no periods
    skipped : factor, alternative, message, message_zh: what could not be counted, and why
    removal : scores and ranks without each indicator; None when there is one indicator
    notes : all that is to be said besides
    """

    options: VaryOptions
    evaluation: Evaluation = field(repr=False)
    uncertainty: Uncertainty = field(repr=False)
    unstable: pd.Series[bool]
    sensitivity: Sensitivity | None
    period_first: pd.DataFrame
    period_total: pd.DataFrame
    skipped: pd.DataFrame
    removal: Removal | None
    notes: tuple[Finding, ...]


def study_robustness(
    evaluation: Evaluation, options: VaryOptions | None = None, tell: Tell | None = None
) -> Robustness:
    """Draw, count and leave out: how sure the scores and ranks of an evaluation are.

    options : see VaryOptions; tell : is told how far the work is
    raises : as `assess_uncertainty` and `sensitivity`

    An alternative that the values or the framework do not allow (goalposts nobody gave, a geometric mean of negative
    scores) is left out of the count and named in `skipped` with the reason.

    >>> import chainchief.evaluation as room
    >>> frame = pd.DataFrame({"B1": [0.7, 0.5], "B2": [0.6, 0.9], "B3": [0.9, 0.4]}, index=["east", "west"])
    >>> given = room.evaluate(frame, "zhang-2024-dimensions", room.EvaluationOptions(draws=0))
    >>> found = study_robustness(given, VaryOptions(draws=100))
    >>> found.uncertainty.rank_intervals.loc["east"].tolist(), len(found.sensitivity.runs)
    ([1, 1, 1], 36)
    """
    options = options or VaryOptions()
    tell = tell or _silent
    tell(0, len(_STEPS), _STEPS[0])
    drawn = assess_uncertainty(evaluation, options)
    tell(1, len(_STEPS), _STEPS[1])
    factors, skipped = _countable(evaluation, options)
    counted = sensitivity(evaluation, factors) if factors else None
    first, total = _by_period(evaluation, counted)
    tell(2, len(_STEPS), _STEPS[2])
    removal = _removal(evaluation)
    tell(len(_STEPS), len(_STEPS), "")
    return Robustness(
        options=options,
        evaluation=evaluation,
        uncertainty=drawn,
        unstable=_unstable(drawn),
        sensitivity=counted,
        period_first=first,
        period_total=total,
        skipped=skipped,
        removal=removal,
        notes=tuple(_notes(drawn, counted, removal)),
    )


def usual_options(evaluation: Evaluation) -> VaryOptions:
    """What is varied when nobody says: the noise of the evaluation, as many draws as take about a second.

    Rows × indicators × draws stay below three million, with at least 200 and at most 10,000 draws.
    """
    cells = len(evaluation.overall) * len(evaluation.framework.leaves)
    draws = min(MOST_DRAWS, max(LEAST_DRAWS, _round(CELLS_AT_ONCE // max(cells, 1))))
    noise = {name: getattr(evaluation.options, name) for name in ("weight_noise", "data_noise", "seed")}
    return VaryOptions(draws=draws, **noise)


def _round(number: int) -> int:
    """Down to 1, 2 or 5 times a power of ten.

    >>> _round(5208), _round(1999), _round(3)
    (5000, 1000, 2)
    """
    size = int(10 ** (len(str(number)) - 1))
    return max((step for step in (1, 2, 5) if step * size <= number), default=1) * size


def _silent(done: int, total: int, what: str) -> None:
    """Nobody listens."""


def _unstable(drawn: Uncertainty) -> pd.Series[bool]:
    ends = drawn.overall_intervals[["low", "high"]].to_numpy(dtype=np.float64)
    worst, best = drawn.evaluation.options.scale
    unit = (ends - worst) / (best - worst)
    known = ~np.isnan(unit).any(axis=1)
    flips = np.ptp(grade_places(np.where(known[:, None], unit, 0.0)), axis=1) > 0
    return pd.Series(known & flips, drawn.overall_intervals.index, name="unstable")


def _countable(evaluation: Evaluation, options: VaryOptions) -> tuple[dict[str, Any], pd.DataFrame]:
    """The factors that have at least two alternatives that work, and the alternatives that do not."""
    kept: dict[str, dict[str, Any]] = {}
    skipped: list[tuple[str, str, str, str]] = []
    for name, wanted in options.tried.items():
        every = _alternatives(evaluation, name, wanted)
        own = next(iter(every))
        works = {own: every[own]}
        for label, given in list(every.items())[1:]:
            refused = _refused(evaluation, {**kept, name: {label: given}})
            if refused is None:
                works[label] = given
            else:
                skipped.append((name, label, refused.message, refused.message_zh))
        if len(works) > 1:
            kept[name] = works
    return kept, pd.DataFrame(skipped, columns=["factor", "alternative", "message", "message_zh"])


def _alternatives(evaluation: Evaluation, name: str, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Name -> alternative, that of the evaluation first."""
    own = getattr(evaluation.options, name)
    others = AUTO_RULERS if wanted == (AUTO,) else wanted
    found: dict[str, Any] = {label: label for label in dict.fromkeys((own, *others))}
    if name == "weights" and own not in ("framework", "equal"):
        found[own] = dict(zip(evaluation.framework.codes, evaluation.sheet.local.tolist(), strict=True))
    return found


def _refused(evaluation: Evaluation, factors: Mapping[str, Any]) -> ChainChiefError | None:
    """What speaks against these alternatives."""
    try:
        read_factors(factors, evaluation.framework, base_of(evaluation).sheet.options)
        sensitivity(evaluation, factors)
    except (InputError, ModelError) as error:
        return error
    return None


def _by_period(evaluation: Evaluation, counted: Sensitivity | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The shares of `sensitivity` for the regions of each period by themselves."""
    if counted is None:
        return pd.DataFrame(), pd.DataFrame()
    of_row, periods = _periods(evaluation)
    shift = np.abs(counted.rank - evaluation.rank.to_numpy()[None])
    outcomes = np.column_stack([shift[:, np.flatnonzero(of_row == period)].mean(axis=1) for period in periods])
    names = list(counted.factors)
    shares = exact_shares(outcomes.reshape(*(len(counted.factors[name]) for name in names), -1), names)
    label = pd.Index(periods, name="period")
    return pd.DataFrame(shares.first.T, label, names), pd.DataFrame(shares.total.T, label, names)


def _periods(evaluation: Evaluation) -> tuple[pd.Index[str], list[str]]:
    """The period of each row, "" where there is none; and all periods."""
    index = evaluation.overall.index
    several = isinstance(index, pd.MultiIndex)
    of_row = index.get_level_values(1).astype(str) if several else pd.Index([""] * len(index))
    return of_row, sorted(set(of_row))


def _removal(evaluation: Evaluation) -> Removal | None:
    """Without each indicator that is not the only one."""
    codes = evaluation.framework.leaves
    try:
        return remove_one(evaluation)
    except InputError:
        some = [code for code in codes if _removable(evaluation, code)]
        return remove_one(evaluation, some) if some else None


def _removable(evaluation: Evaluation, code: str) -> bool:
    try:
        remove_one(evaluation, [code])
    except InputError:
        return False
    return True


def _notes(drawn: Uncertainty, counted: Sensitivity | None, removal: Removal | None) -> list[Finding]:
    notes = list(drawn.notes)
    if counted is None:
        notes.append(remark("vary-nothing"))
    else:
        alone = len(drawn.evaluation.overall) == len(_periods(drawn.evaluation)[1])
        notes += [note for note in counted.notes if not (alone and note.rule in _ABOUT_RANKS)]
        if "aggregate" in counted.factors:
            zero = (counted.overall == 0)[_annihilating(counted.runs["aggregate"])]
            if zero.any():
                notes.append(remark("vary-zeros", value=int(zero.sum()), all=zero.size))
    if "aggregate" in drawn.draws:
        zero = (drawn.overall == 0).T[_annihilating(drawn.draws["aggregate"])]
        if zero.any():
            notes.append(remark("vary-zeros-drawn", value=int(zero.sum()), all=zero.size))
    return [*notes, *(removal.notes if removal is not None else ())]


def _annihilating(ways: pd.Series[str]) -> Flags:
    """The runs whose mean becomes 0 where one indicator scores 0."""
    found: Flags = np.array([EXPONENTS.get(way, 1.0) <= 0 for way in ways], dtype=np.bool_)
    return found
