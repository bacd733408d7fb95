"""reweight: the ranking when the weight of one indicator changes, fast enough for a slider."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.remarks import listed, refusal
from chainchief.evaluation.robustness.factors import Plan
from chainchief.evaluation.robustness.rescoring import Base, Runs, base_of, score_runs
from chainchief.evaluation.scoring.aggregation import leaf_weights
from chainchief.evaluation.scoring.arrays import Flags, Floats, Places
from chainchief.evaluation.scoring.grading import ranks

MOST_PAIRS = 50
"""Pairs that are named; all are counted."""
_MOVERS = 200


@dataclass(frozen=True, eq=False)
class Reweighted:
    """The ranking with another weight of one code.

    code, change : its weight is (1 + change) times what it was; -1 = it is left out
    period : of the rows; "" when there is none
    weight, new_weight : its share of the whole where all indicators are known, before and after
    ranking : by row score, new_score, rank, new_rank; ordered by the rank before; NaN = no score without it
    swaps : falls, rises (labels), falls_from, falls_to, rises_from, rises_to; the pairs that move most, at most 50
    pairs : how many pairs swap in all
    """

    code: str
    change: float
    period: str
    weight: float
    new_weight: float
    ranking: pd.DataFrame
    swaps: pd.DataFrame
    pairs: int


def reweight(evaluation: Evaluation, code: str, change: float, period: str = "") -> Reweighted:
    """Score again with another weight of one indicator, aspect or dimension, and say which regions swap.

    code : of any level below the root; change : the weight becomes (1 + change) times what it is, -1 = left out
    period : which one; "" or unknown = the last one
    raises : InputError for an unknown code, a change below -1, a code without which nothing is left

    A pair swaps when the one that had the better rank has the worse one afterwards, as in `who_moves_whom`. They are
    counted as inversions of the new ranks in the order of the old ones, so that thousands of regions take no square of
    their number.

    >>> import chainchief.evaluation as room
    >>> frame = pd.DataFrame({"B1": [0.7, 0.5], "B2": [0.6, 0.9], "B3": [0.9, 0.4]}, index=["east", "west"])
    >>> given = room.evaluate(frame, "zhang-2024-dimensions", room.EvaluationOptions(draws=0))
    >>> reweight(given, "B3", -1.0).swaps[["falls", "rises"]].to_dict("records")
    [{'falls': 'east', 'rises': 'west'}]
    """
    framework = evaluation.framework
    if code not in framework.codes[1:]:
        raise refusal("factors-code", factor="code", code=code or "–", known=listed(framework.codes[1:], limit=30))
    if not -1 <= change <= 1e6:
        raise refusal("moves-change", change=change)
    base = base_of(evaluation)
    local, out = base.sheet.local[None].copy(), np.zeros((1, len(framework.leaves)), dtype=np.bool_)
    node = framework.codes.index(code)
    below = framework.tree.below(node)
    out[0, below] = change == -1
    if change != -1:
        local[0, node] *= 1 + change
    overall, _ = score_runs(base, Runs(Plan({}, {}), np.zeros((1, 0), dtype=np.int64), local, out), gaps=True)
    if np.isnan(overall).all():
        raise refusal("remove-one", codes=code)
    chosen, rows = _rows(evaluation, base, period)
    known = ~out[0]
    flat = evaluation.options.aggregate == "weighted_sum"
    first = leaf_weights(framework.tree, base.sheet.local[None], np.ones_like(known), flat)
    second = leaf_weights(framework.tree, local, known, flat)
    ranking = _ranking(evaluation, rows, overall[rows, 0])
    swaps, pairs = _swaps(ranking)
    return Reweighted(
        code=code,
        change=change,
        period=chosen,
        weight=float(first[0, below].sum()),
        new_weight=float(second[0, below].sum()),
        ranking=ranking.sort_values("rank", kind="stable"),
        swaps=swaps,
        pairs=pairs,
    )


def _rows(evaluation: Evaluation, base: Base, period: str) -> tuple[str, Places]:
    """The period that is shown and its rows."""
    named = [str(base.sheet.rows[row][1]) for row in base.rows]
    periods = sorted(set(named))
    chosen = period if period in periods else periods[-1]
    return chosen, np.flatnonzero(np.array(named) == chosen)


def _ranking(evaluation: Evaluation, rows: Places, after: Floats) -> pd.DataFrame:
    lost = np.isnan(after)
    place = ranks(np.where(lost, -np.inf, after)[:, None])[:, 0]
    return pd.DataFrame(
        {
            "score": evaluation.overall.to_numpy(dtype=np.float64)[rows],
            "new_score": after,
            "rank": evaluation.rank.to_numpy(dtype=np.int64)[rows],
            "new_rank": np.where(lost, np.nan, place),
        },
        index=evaluation.overall.index[rows],
    )


def _swaps(ranking: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The pairs that move most, and how many swap in all."""
    scored: Flags = ranking["new_rank"].notna().to_numpy()
    old, new = (ranking[name].to_numpy(dtype=np.float64)[scored] for name in ("rank", "new_rank"))
    labels = ranking.index.to_flat_index()[scored]
    moved = np.argsort(-np.abs(new - old), kind="stable")[:_MOVERS]
    falls, rises = np.nonzero((old[moved][:, None] < old[moved]) & (new[moved][:, None] > new[moved]))
    falls, rises = moved[falls], moved[rises]
    order = np.lexsort((old[rises], old[falls], -(new[falls] - old[falls] + old[rises] - new[rises])))[:MOST_PAIRS]
    falls, rises = falls[order], rises[order]
    columns: dict[str, Any] = {"falls": labels[falls], "rises": labels[rises]}
    columns |= {"falls_from": old[falls], "falls_to": new[falls], "rises_from": old[rises], "rises_to": new[rises]}
    pairs = pd.DataFrame(columns).astype(dict.fromkeys(list(columns)[2:], np.int64))
    return pairs, _inversions(new[np.lexsort((new, old))])


def _inversions(line: Floats) -> int:
    """How many earlier numbers are larger, over all places.

    >>> _inversions(np.array([2.0, 3.0, 1.0]))
    2
    """
    seen: list[float] = []
    count = 0
    for number in line.tolist():
        count += len(seen) - bisect_right(seen, number)
        insort(seen, number)
    return count
