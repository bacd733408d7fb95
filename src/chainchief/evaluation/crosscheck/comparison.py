"""One table of ranks: the evaluation beside TOPSIS, grey relational grades and Copeland."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.crosscheck.correlation import constant
from chainchief.evaluation.crosscheck.ranking import closeness, duels, grey_grades
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats, Places
from chainchief.evaluation.scoring.grading import ranks

METHODS = ("topsis", "grey", "copeland")
MOVED = 3
"""Who moves by more places than this is named."""


@dataclass(frozen=True, eq=False)
class CrossCheck:
    """The same regions ranked in four ways, each period by itself.

    table : by row of the evaluation that could be compared; score, topsis, grey, copeland, then rank, topsis_rank,
        grey_rank, copeland_rank (1 = best, equals share the better rank), move (places to the farthest other rank,
        above 0 = the other methods put it lower) and method (the one that moves it so)
    correlations : tidy; period ("" when there is one only), method, spearman, kendall (tau-b) with the rank of the
        evaluation, regions (how many). Only periods of at least three regions that all methods tell apart
    movers : the table's rows that move, farthest first
    notes : how it was done, what was unknown, which periods or rows were left out, who moves most
    """

    table: pd.DataFrame
    correlations: pd.DataFrame
    movers: pd.DataFrame
    notes: tuple[Finding, ...]


def cross_check(evaluation: Evaluation, rho: float = 0.5) -> CrossCheck:
    """Rank the regions of an evaluation by TOPSIS, grey relational grades and Copeland as well.

    rho : distinguishing coefficient of the grey relational grade
    raises : InputError for rho outside 0..1; ModelError when no period has two regions that differ

    Works with the scores of the indicators (turned, on one scale) and their global weights. Unknown scores are skipped:
    TOPSIS and the grey grade renormalise the weights of the row, Copeland compares two rows on what both know. TOPSIS
    and the grey grade depend on who is compared, so each period is worked out by itself.
    """
    if not 0 < rho <= 1:
        raise refusal("crosscheck-rho", found=plain(float(rho)))
    leaves = list(evaluation.framework.leaves)
    scores = evaluation.scores[leaves]
    weights = evaluation.weights.loc[leaves, "global"].to_numpy(dtype=np.float64)
    periods = _periods(evaluation.scores.index)
    parts, alone = [], []
    for period in dict.fromkeys(periods):
        rows = np.flatnonzero(periods == period)
        part = _compare(scores.iloc[rows], evaluation.overall.iloc[rows], weights, rho)
        (alone.append(str(period)) if part is None else parts.append((str(period), part)))
    if not parts:
        raise refusal("crosscheck-nobody")
    table = _movements(pd.concat([part for _, part in parts]))
    table = table.reindex(evaluation.scores.index[evaluation.scores.index.isin(table.index)])
    movers = table[table["move"].ne(0)]
    movers = movers.iloc[np.argsort(-movers["move"].abs().to_numpy(), kind="stable")]
    correlations = _correlations(parts)
    notes = _notes(scores, alone, movers, correlations)
    return CrossCheck(table, correlations, movers, notes)


def _periods(index: pd.Index[Any]) -> Any:
    if isinstance(index, pd.MultiIndex):
        return np.array([str(period) for period in index.get_level_values(-1)], dtype=object)
    return np.full(len(index), "", dtype=object)


def _compare(scores: pd.DataFrame, overall: pd.Series[float], weights: Floats, rho: float) -> pd.DataFrame | None:
    """The four results of one period; None when its regions cannot be told apart."""
    x = scores.to_numpy(dtype=np.float64)
    usable = ~np.isnan(x).all(axis=0) & (weights > 0)
    x, weights = x[:, usable], weights[usable]
    if len(x) < 2 or constant(pd.DataFrame(x)).all():
        return None
    own = ~np.isnan(x) * weights
    own = own / own.sum(axis=1, keepdims=True)
    results = {
        "score": overall.to_numpy(dtype=np.float64),
        "topsis": closeness(x, own),
        "grey": grey_grades(x, own, rho),
        "copeland": duels(x, weights),
    }
    places = ranks(np.column_stack(list(results.values())))
    ranked = {"rank" if name == "score" else f"{name}_rank": places[:, k] for k, name in enumerate(results)}
    return pd.DataFrame({**results, **ranked}, scores.index)


def _movements(table: pd.DataFrame) -> pd.DataFrame:
    moves: Places = np.column_stack([table[f"{name}_rank"] - table["rank"] for name in METHODS])
    farthest = np.abs(moves).argmax(axis=1)
    move = moves[np.arange(len(table)), farthest]
    method = np.where(move == 0, "", np.array(METHODS, dtype=object)[farthest])
    return table.assign(move=move, method=method)


def _correlations(parts: list[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    from scipy.stats import kendalltau

    records = []
    for period, part in parts:
        for name in METHODS:
            pair = part[["rank", f"{name}_rank"]]
            if len(part) < 3 or (pair.nunique() < 2).any():
                continue
            averaged = pair.rank().to_numpy()
            spearman = float(np.corrcoef(averaged, rowvar=False)[0, 1])
            kendall = float(kendalltau(averaged[:, 0], averaged[:, 1]).statistic)
            records.append((period, name, spearman, kendall, len(part)))
    return pd.DataFrame(records, columns=["period", "method", "spearman", "kendall", "regions"])


def _notes(
    scores: pd.DataFrame, alone: list[str], movers: pd.DataFrame, correlations: pd.DataFrame
) -> tuple[Finding, ...]:
    notes = [remark("crosscheck-method")]
    gaps = scores.isna().to_numpy()
    if gaps.any():
        rows = int(gaps.any(axis=1).sum())
        notes.append(remark("crosscheck-skipped", value=int(gaps.sum()), cells=gaps.size, rows=rows, all=len(gaps)))
    if alone:
        notes.append(remark("crosscheck-alone", value=listed(alone), count=len(alone)))
    if correlations.empty:
        notes.append(remark("crosscheck-no-correlation"))
    far = movers[movers["move"].abs() > MOVED]
    if len(far):
        named = listed(_moved(name, row) for name, row in zip(far.index, far.to_dict("records"), strict=True))
        notes.append(remark("crosscheck-movers", value=named, count=len(far), places=MOVED))
    return tuple(notes)


def _moved(name: Any, row: dict[Any, Any]) -> str:
    region = " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return f"{region} {row['rank']}→{row[row['method'] + '_rank']} ({row['method']})"
