"""Two repairs the literature calls improved AHP, with the consistency of the original always beside them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting.comparison import METHODS, AhpWeights, weigh_judgements
from chainchief.evaluation.weighting.consistency import LIMIT, completed, cycles, deviations
from chainchief.evaluation.weighting.reading import (
    Judgements,
    Table,
    as_frame,
    as_numbers,
    place,
    read_judgements,
    shown,
)
from chainchief.options import pick

SCALE: Floats = np.array([1 / k for k in range(9, 1, -1)] + list(range(1, 10)), dtype=np.float64)
"""Saaty's scale: 1/9 … 1/2, 1, 2 … 9."""

_NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class ThreeScaleWeights:
    """Weights from "more", "as" and "less important" alone.

    weights : series, n items, sums to 1
    comparisons : frame, n x n, 2 = the row is more important, 1 = as important, 0 = less
    ranking : series, the sums of the rows
    judgements : frame, n x n, the judgement matrix constructed from `ranking`
    transfer : frame, n x n, the optimal transfer matrix: the consistent matrix nearest to log10 of `judgements`
    original : the AhpWeights of `judgements`, with their consistency ratio; the weights are the same
    cycles : three items each more important than the next and the last more than the first, in `comparisons`
    """

    weights: pd.Series
    comparisons: pd.DataFrame
    ranking: pd.Series
    judgements: pd.DataFrame
    transfer: pd.DataFrame
    original: AhpWeights
    cycles: tuple[tuple[Hashable, Hashable, Hashable], ...]
    notes: tuple[Finding, ...] = ()

    @property
    def consistency_ratio(self) -> float | None:
        """The ratio of the constructed judgements; that of the transferred matrix is 0 by construction."""
        return self.original.consistency_ratio


@dataclass(frozen=True, eq=False)
class Repair:
    """Changed judgements proposed to the expert; nothing is changed without their word.

    original, repaired : AhpWeights before and after
    steps : frame, one row a step: first, second, before, after, consistency_ratio (after the step)
    changes : frame, one row a changed judgement: first, second, original, proposed
    """

    original: AhpWeights
    repaired: AhpWeights
    steps: pd.DataFrame
    changes: pd.DataFrame
    notes: tuple[Finding, ...] = ()


def three_scale_weights(comparisons: Table) -> ThreeScaleWeights:
    """Weights from comparisons 0, 1, 2 by the optimal transfer matrix: "improved AHP".

    comparisons : n x n, 2 = the row is more important than the column, 1 = as important, 0 = less
    raises : InputError for a table that is not square, for a cell other than 0, 1, 2, for a pair whose sum is not 2

    r_i = Σ_j c_ij; b_ij = (r_i - r_j) / (r_max - r_min) · (r_max / r_min - 1) + 1 for r_i >= r_j, else 1 / b_ji;
    d_ij = 1/n Σ_k (lg b_ik - lg b_jk); w = principal vector of 10^d. That is the row geometric mean of b, and 10^d is
    consistent whatever b was: its CI = 0 says nothing, so the ratio of b is reported.

    >>> found = three_scale_weights([[1, 2, 2], [0, 1, 2], [0, 0, 1]])
    >>> found.weights.round(3).tolist(), round(found.consistency_ratio, 3)
    ([0.637, 0.258, 0.105], 0.033)
    """
    labels, cells = _comparisons(as_frame(comparisons, "comparisons"))
    ranking = cells.sum(axis=1)
    spread, top = np.ptp(ranking), ranking.max() / ranking.min()
    apart = ranking[:, None] - ranking[None, :]
    steps = np.abs(apart) / (spread or 1.0) * (top - 1) + 1
    built = np.where(apart >= 0, steps, 1 / steps)
    logs = np.log10(built)
    transfer = logs.mean(axis=1)[:, None] - logs.mean(axis=1)[None, :]
    weights = (10.0**transfer).mean(axis=1)
    original = weigh_judgements(Judgements(labels, built), "geometric_mean")
    found = cycles(np.where(cells == 2, 2.0, np.where(cells == 0, 0.5, 1.0)))
    ratio = original.consistency_ratio
    words = {"value": "?" if ratio is None else f"{ratio:.3f}"}
    names = list(labels)
    triples = tuple((labels[a], labels[b], labels[c]) for a, b, c in found)
    notes = [remark("three-scale", **words), *original.notes]
    if triples:
        notes.append(remark("judgements-cycle", value=listed(" > ".join(map(str, (*one, one[0]))) for one in triples)))
    return ThreeScaleWeights(
        weights=pd.Series(weights / weights.sum(), index=names),
        comparisons=pd.DataFrame(cells, index=names, columns=names),
        ranking=pd.Series(ranking, index=names),
        judgements=pd.DataFrame(built, index=names, columns=names),
        transfer=pd.DataFrame(transfer, index=names, columns=names),
        original=original,
        cycles=triples,
        notes=tuple(notes),
    )


def repair_judgements(matrix: Table, limit: float = LIMIT, method: str = "eigenvector") -> Repair:
    """Which judgements one might change, and to what, so that they contradict each other less («own» rule).

    matrix, method : as in `ahp_weights`
    limit : the consistency ratio to come below
    raises : InputError as `ahp_weights`, and when there are more items than the tables of the random index know

    Step by step the judgement is moved one place on Saaty's scale towards w_i / w_j whose move lowers λmax most for its
    length |ln after - ln before|, until CR < limit: few and small changes near the original, not the nearest of all.

    >>> found = repair_judgements([[1, 2, "1/2"], ["1/2", 1, 3], [2, "1/3", 1]])
    >>> round(found.original.consistency_ratio, 2), found.repaired.consistent
    (0.63, True)
    """
    pick(METHODS, method, "method")
    read = read_judgements(matrix)
    original = now = weigh_judgements(read, method)
    if original.consistency_ratio is None:
        raise refusal("repair-too-many", value=len(read.labels))
    values, records = read.values, []
    while now.consistency_ratio is not None and now.consistency_ratio >= limit:
        move = _best_move(values, now.weights.to_numpy())
        if move is None:
            break
        i, j, after = move
        before, values = float(values[i, j]), values.copy()
        values[i, j], values[j, i] = after, 1 / after
        now = weigh_judgements(Judgements(read.labels, values), method)
        records.append((read.labels[i], read.labels[j], before, after, now.consistency_ratio))
    steps = pd.DataFrame(records, columns=["first", "second", "before", "after", "consistency_ratio"])
    changes = _changes(read, values)
    return Repair(original, now, steps, changes, tuple(_repair_notes(original, now, changes, limit)))


def _comparisons(frame: pd.DataFrame) -> tuple[tuple[Hashable, ...], Floats]:
    """Labels and (n, n) cells, after the checks that `read_judgements` makes, by way of 0, 1, 2 -> 1/2, 1, 2."""
    cells = as_numbers(frame, "comparisons")
    for row, column in np.argwhere(~np.isin(cells, (0.0, 1.0, 2.0))):
        where = place("comparisons", frame.index[row], frame.columns[column])
        raise refusal("three-scale-cell", place=where, value=shown(cells[row, column]))
    ratios = pd.DataFrame(np.where(cells == 0, 0.5, cells), index=frame.index, columns=frame.columns)
    read = read_judgements(ratios, "comparisons")
    return read.labels, np.where(read.values < 1, 0.0, read.values)


def _best_move(values: Floats, weights: Floats) -> tuple[int, int, float] | None:
    """The move (row, column, new value) that lowers the largest eigenvalue most for its length; None when none does."""
    whole = completed(values)
    apart = np.triu(np.nan_to_num(deviations(values, weights)), 1)
    moves = [(int(i), int(j), _next_on_scale(values[i, j], apart[i, j])) for i, j in np.argwhere(np.abs(apart) > _NEAR)]
    moves = [(i, j, after) for i, j, after in moves if after != values[i, j]]
    if not moves:
        return None
    stack = np.repeat(whole[None], len(moves), axis=0)
    for number, (i, j, after) in enumerate(moves):
        stack[number, i, j], stack[number, j, i] = after, 1 / after
    roots = np.linalg.eigvals(stack).real.max(axis=1)
    drop = np.linalg.eigvals(whole).real.max() - roots
    length = np.array([abs(np.log(after / values[i, j])) for i, j, after in moves])
    best = int(np.argmax(drop / length))
    return moves[best] if drop[best] > _NEAR else None


def _next_on_scale(value: float, apart: float) -> float:
    """The next place on the scale, downwards when the judgement is too large; the value itself at its end."""
    below, above = SCALE[value * (1 - _NEAR) > SCALE], SCALE[value * (1 + _NEAR) < SCALE]
    side = below[-1:] if apart > 0 else above[:1]
    return float(side[0]) if len(side) else value


def _changes(read: Judgements, values: Floats) -> pd.DataFrame:
    changed = np.argwhere(np.triu(np.abs(np.nan_to_num(values - read.values)) > _NEAR, 1))
    records = []
    for i, j in changed:
        i, j = (i, j) if read.values[i, j] >= 1 else (j, i)
        records.append((read.labels[i], read.labels[j], float(read.values[i, j]), float(values[i, j])))
    return pd.DataFrame(records, columns=["first", "second", "original", "proposed"])


def _repair_notes(original: AhpWeights, now: AhpWeights, changes: pd.DataFrame, limit: float) -> list[Finding]:
    before, after = f"{original.consistency_ratio:.3f}", f"{now.consistency_ratio:.3f}"
    if not len(changes):
        return [remark("repair-none", value=before)]
    named = listed(
        f"{row.first}/{row.second} {plain(row.original)} → {plain(round(row.proposed, 3))}"
        for row in changes.itertuples()
    )
    rule = "repair-proposed" if now.consistency_ratio is not None and now.consistency_ratio < limit else "repair-short"
    return [remark(rule, value=named, before=before, after=after)]
