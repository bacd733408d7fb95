"""How sure the scores of a run are, kept for pages: worked out once for each run and set of options."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from pathlib import Path
from typing import Any

from chainchief.errors import InputError
from chainchief.evaluation.robustness import Drawn, Reweighted, Robustness, draw, reweight, study_robustness
from chainchief.evaluation.robustness.variation.choices import VaryOptions
from chainchief.workspace import memory
from chainchief.workspace.folder import Workspace
from chainchief.workspace.run import Run, options_of

MOST_DRAWS, LEAST_DRAWS = 10_000, 200
CELLS_AT_ONCE = 3_000_000
"""Scores of indicators drawn for a page: rows × indicators × draws."""
MOST_CELLS = 400_000_000
"""The same for what somebody asks for over the network."""


def variation_of(run: Run, options: VaryOptions) -> Robustness:
    """How sure the result of an evaluation run is.

    raises : InputError when the draws asked for are too many to wait for
    """
    stamp = (run.path / "step.json").stat().st_mtime_ns
    return _variation(run.path.resolve(), stamp, dataclasses.replace(options, evaluation=run.number))


def reweighted(run: Run, code: str, change: float, period: str = "") -> Reweighted:
    """The ranking of an evaluation run with another weight of one code; see `reweight`."""
    return reweight(run.result, code, change, period)


def drawn(found: Robustness, number: int) -> Drawn:
    """One draw of a study in full."""
    return draw(found.uncertainty, number)


def usual_variation(space: Workspace, run: Run) -> tuple[VaryOptions, int | None]:
    """What a page varies when nobody says, and the run that was kept of it, None when there is none.

    That of the newest kept variation of this evaluation; else the noise of the evaluation with as many draws as the
    page can make in a moment.
    """
    for kept in space.runs():
        if kept.step == "vary" and kept.options.get("evaluation") == run.number:
            found: VaryOptions = options_of("vary", kept.options)
            return found, kept.number
    given = run.result.options
    draws = min(MOST_DRAWS, max(LEAST_DRAWS, _round(CELLS_AT_ONCE // max(_cells(run.result), 1))))
    noise = {name: getattr(given, name) for name in ("weight_noise", "data_noise", "seed")}
    return VaryOptions(draws=draws, **noise), None


def _round(number: int) -> int:
    """Down to 1, 2 or 5 times a power of ten.

    >>> _round(5208), _round(1999), _round(3)
    (5000, 1000, 2)
    """
    size = int(10 ** (len(str(number)) - 1))
    return max((step for step in (1, 2, 5) if step * size <= number), default=1) * size


def _cells(evaluation: Any) -> int:
    return len(evaluation.overall) * len(evaluation.framework.leaves)


@lru_cache(maxsize=12)
def _variation(folder: Path, stamp: int, options: VaryOptions) -> Robustness:
    evaluation = memory.find_run(folder.parents[1], int(folder.name[:4])).result
    most = MOST_CELLS // max(_cells(evaluation), 1)
    if options.draws > max(most, LEAST_DRAWS):
        raise InputError(
            f"draws: {options.draws:,} are too many for a page with this evaluation; at most {most:,}, or run "
            "'chainchief vary' on this computer",
            f"draws：{options.draws:,} 次超出页面可承受的范围，至多 {most:,} 次；更多请在本机运行 chainchief vary",
        )
    return study_robustness(evaluation, options)
