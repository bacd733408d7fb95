"""How sure the scores of a run are, kept for pages: worked out once for each run and set of options."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from chainchief.errors import InputError
from chainchief.evaluation.robustness import (
    Drawn,
    Reweighted,
    Robustness,
    draw,
    reweight,
    study_robustness,
    usual_options,
)
from chainchief.evaluation.robustness.variation.choices import KNOWN
from chainchief.evaluation.robustness.variation.choices import VaryOptions as VaryOptions
from chainchief.evaluation.robustness.variation.study import LEAST_DRAWS
from chainchief.workspace import memory
from chainchief.workspace.folder import Workspace
from chainchief.workspace.run import Run, load_run, options_of

PICKS = MappingProxyType(KNOWN)
"""Choice that draws can make -> its alternatives."""
MOST_CELLS, MOST_ASKED = 400_000_000, 100_000
"""Rows × indicators × draws, and draws, that somebody may ask for over the network."""


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


def telling_draws(found: Robustness, region: str, period: str) -> dict[str, int]:
    """The draws in which a region does best, in the middle and worst: by rank in its period, then by score."""
    index = found.evaluation.overall.index
    labels = [label if isinstance(label, tuple) else (label, period) for label in index]
    rows = [place for place, (_, when) in enumerate(labels) if str(when) == period]
    own = next(place for place in rows if str(labels[place][0]) == region)
    scores = np.round(found.uncertainty.overall, 12)
    rank = 1 + (scores[rows] > scores[own]).sum(axis=0)
    order = np.lexsort((-scores[own], rank))
    return {"best": int(order[0]) + 1, "middle": int(order[len(order) // 2]) + 1, "worst": int(order[-1]) + 1}


def usual_variation(space: Workspace, run: Run) -> tuple[VaryOptions, int | None]:
    """What a page varies when nobody says, and the run that was kept of it, None when there is none.

    That of the newest kept variation of this evaluation; else see `usual_options`.
    """
    for folder in sorted((space.path / "runs").glob("[0-9][0-9][0-9][0-9]-vary"), reverse=True):
        kept = load_run(folder)
        if kept.options.get("evaluation") == run.number:
            found: VaryOptions = options_of("vary", kept.options)
            return found, kept.number
    return usual_options(run.result), None


def _cells(evaluation: Any) -> int:
    return len(evaluation.overall) * len(evaluation.framework.leaves)


@lru_cache(maxsize=12)
def _variation(folder: Path, stamp: int, options: VaryOptions) -> Robustness:
    evaluation = memory.find_run(folder.parents[1], int(folder.name[:4])).result
    most = max(min(MOST_CELLS // max(_cells(evaluation), 1), MOST_ASKED), LEAST_DRAWS)
    if options.draws > most:
        raise InputError(
            f"draws: {options.draws:,} are too many for a page with this evaluation; at most {most:,}, or run "
            "'chainchief vary' on this computer",
            f"draws：{options.draws:,} 次超出页面可承受的范围，至多 {most:,} 次；更多请在本机运行 chainchief vary",
        )
    return study_robustness(evaluation, options)
