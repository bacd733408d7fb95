"""Two runs of a workspace held side by side."""

from __future__ import annotations

from functools import lru_cache

from chainchief.errors import InputError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.crosscheck.opinions import SecondOpinions, second_opinions
from chainchief.evaluation.run_difference import RunDifference, compare_evaluations
from chainchief.workspace.folder import Workspace


def compare_runs(space: Workspace, first: int, second: int) -> RunDifference:
    """What differs between two evaluations of a workspace, and what each difference did to every score.

    raises : InputError for a run that is not there or is no evaluation
    """
    return _compared(evaluation_of(space, first), evaluation_of(space, second))


@lru_cache(maxsize=8)
def _compared(first: Evaluation, second: Evaluation) -> RunDifference:
    return compare_evaluations(first, second)


@lru_cache(maxsize=8)
def opinions_of(evaluation: Evaluation, operator: str = "weighted_average", shape: str = "trapezoid") -> SecondOpinions:
    """What other methods, the data's own structure and fuzzy grades say beside an evaluation."""
    return second_opinions(evaluation, operator=operator, shape=shape)


def evaluation_of(space: Workspace, number: int) -> Evaluation:
    """The result of an evaluation; InputError for another kind of run."""
    run = space.find_run(number)
    result = run.result
    if not isinstance(result, Evaluation):
        known = ", ".join(str(one.number) for one in space.log() if one.step == "evaluate") or "–"
        raise InputError(
            f"run {number} is '{run.step}', no evaluation; evaluations here: {known}",
            f"运行 {number} 为“{run.step}”，不是评估；已有评估：{known}",
        )
    return result
