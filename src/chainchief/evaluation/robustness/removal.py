"""remove_one, who_moves_whom: what each indicator does to the ranks, seen by leaving it out or changing its weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.robustness.factors import Plan
from chainchief.evaluation.robustness.rescoring import Base, Runs, base_of, row_names, score_runs
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.grading import ranks


@dataclass(frozen=True, eq=False)
class Removal:
    """Ranks and scores without each code.

    overall, rank : by row x codes left out; NaN = no score without it
    shift : by row x codes, rank without it - rank of the evaluation; above 0 = the row falls
    summary : code x weight (share of the whole, mean over the rows), mean_shift (mean |shift|), largest_shift,
        moved (rows whose rank changes), most (labels of the rows that change most)
    notes : rows without a score
    """

    overall: pd.DataFrame
    rank: pd.DataFrame
    shift: pd.DataFrame
    summary: pd.DataFrame
    notes: tuple[Finding, ...]


def remove_one(evaluation: Evaluation, codes: Sequence[str] | None = None) -> Removal:
    """Score again without each indicator in turn, as if nobody knew it: its weight goes to its siblings.

    codes : which ones, of any level; None = every indicator. A dimension is left out with all that is below it
    raises : InputError for an unknown code, and for one without which nothing is left

    mean_shift = mean over the rows of |rank without the code - rank|   [COINr remove_elements: MeanAbsDiff]

    >>> import chainchief.evaluation as room
    >>> frame = pd.DataFrame({"B1": [0.7, 0.5], "B2": [0.6, 0.9], "B3": [0.9, 0.4]}, index=["east", "west"])
    >>> given = room.evaluate(frame, "zhang-2024-dimensions", room.EvaluationOptions(draws=0))
    >>> remove_one(given).summary["mean_shift"].to_dict()
    {'B1': 0.0, 'B2': 0.0, 'B3': 1.0}
    """
    framework = evaluation.framework
    wanted = _codes(framework, codes)
    base = base_of(evaluation)
    overall = _changed(base, wanted, 0.0)
    rank = _ranks(base, overall)
    own = evaluation.rank.to_numpy(dtype=np.float64)[:, None]
    shift = rank - own
    notes = [
        remark("remove-unscored", code=code, value=listed(row_names(base.index[gaps])))
        for code, gaps in zip(wanted, np.isnan(overall).T, strict=True)
        if gaps.any()
    ]
    return Removal(
        overall=pd.DataFrame(overall, base.index, list(wanted)),
        rank=pd.DataFrame(rank, base.index, list(wanted)),
        shift=pd.DataFrame(shift, base.index, list(wanted)),
        summary=_summary(evaluation, base, wanted, shift),
        notes=tuple(notes),
    )


def who_moves_whom(evaluation: Evaluation, change: float = -1.0, codes: Sequence[str] | None = None) -> pd.DataFrame:
    """Which regions swap places when the weight of an indicator changes.

    change : the weight becomes (1 + change) times what it is; -1 = the indicator is left out, .25 = a quarter more
    codes : which ones, of any level; None = every indicator
    returns : one row for each pair that swaps: indicator, period, falls, rises (labels of the rows; the first was ahead
        and is now behind), falls_from, falls_to, rises_from, rises_to (ranks)
    raises : as `remove_one`; InputError for a change below -1

    A pair swaps when the one that had the better rank has the worse one afterwards; to become level is no swap.
    """
    if not -1 <= change <= 1e6:
        raise refusal("moves-change", change=change)
    wanted = _codes(evaluation.framework, codes)
    base = base_of(evaluation)
    after = _ranks(base, _changed(base, wanted, 1 + change))
    before = evaluation.rank.to_numpy(dtype=np.float64)
    frames = []
    for number, code in enumerate(wanted):
        for period in np.unique(base.periods):
            rows = np.flatnonzero(base.periods == period)
            rows = rows[np.argsort(before[rows], kind="stable")]
            old, new = before[rows], after[rows, number]
            with_gap = np.where(np.isnan(new), 0.0, new)
            swapped = (old[:, None] < old[None]) & (with_gap[:, None] > new[None])
            falls, rises = (rows[side] for side in np.nonzero(swapped))
            frames.append(_pairs(base, code, falls, rises, before, after[:, number]))
    return pd.concat(frames, ignore_index=True)


def _pairs(base: Base, code: str, falls: Any, rises: Any, before: Floats, after: Floats) -> pd.DataFrame:
    labels = base.index.to_flat_index()
    return pd.DataFrame({
        "indicator": code,
        "period": [str(base.sheet.rows[base.rows[row]][1]) for row in falls],
        "falls": labels[falls],
        "rises": labels[rises],
        "falls_from": before[falls].astype(np.int64),
        "falls_to": after[falls].astype(np.int64),
        "rises_from": before[rises].astype(np.int64),
        "rises_to": after[rises].astype(np.int64),
    })  # fmt: skip


def _codes(framework: Framework, codes: Sequence[str] | None) -> tuple[str, ...]:
    wanted = framework.leaves if codes is None else (codes,) if isinstance(codes, str) else tuple(codes)
    if strange := [code for code in wanted if code not in framework.codes[1:]] or not wanted:
        raise refusal("factors-code", factor="codes", code=listed(strange if isinstance(strange, list) else ["–"]),
                      known=listed(framework.codes[1:], limit=30))  # fmt: skip
    return wanted


def _changed(base: Base, codes: tuple[str, ...], factor: float) -> Floats:
    """(rows, codes) scores when the weight of each code in turn is multiplied; 0 = it is left out."""
    framework = base.sheet.framework
    place = [framework.codes.index(code) for code in codes]
    local = np.repeat(base.sheet.local[None], len(codes), axis=0)
    out = np.zeros((len(codes), len(framework.leaves)), dtype=np.bool_)
    for number, node in enumerate(place):
        local[number, node] *= factor if factor else 1.0
        out[number, framework.tree.below(node)] = not factor
    picks = np.zeros((len(codes), 0), dtype=np.int64)
    overall, _ = score_runs(base, Runs(Plan({}, {}), picks, local, out), gaps=True)
    if (dead := np.isnan(overall).all(axis=0)).any():
        raise refusal("remove-one", codes=listed(np.array(codes)[dead]))
    return overall


def _ranks(base: Base, overall: Floats) -> Floats:
    """(rows, codes) ranks within the period among the rows that have a score; NaN for the others."""
    found = np.full(overall.shape, np.nan)
    for period in np.unique(base.periods):
        rows = np.flatnonzero(base.periods == period)
        part = np.where(np.isnan(overall[rows]), -np.inf, overall[rows])
        found[rows] = np.where(np.isnan(overall[rows]), np.nan, ranks(part))
    return found


def _summary(evaluation: Evaluation, base: Base, codes: tuple[str, ...], shift: Floats) -> pd.DataFrame:
    size = np.abs(np.nan_to_num(shift))
    known = np.maximum((~np.isnan(shift)).sum(axis=0), 1)
    most = [listed(row_names(base.index[(column == column.max()) & (column > 0)]), limit=5) for column in size.T]
    return pd.DataFrame(
        {
            "weight": evaluation.weights["effective"].reindex(list(codes)).to_numpy(),
            "mean_shift": size.sum(axis=0) / known,
            "largest_shift": size.max(axis=0).astype(np.int64),
            "moved": (size > 0).sum(axis=0),
            "most": most,
        },
        index=list(codes),
    )
