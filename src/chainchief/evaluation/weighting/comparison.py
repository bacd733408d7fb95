"""The analytic hierarchy process: weights from judgements in pairs, with everything that speaks against them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting.consistency import (
    LIMIT,
    completed,
    connected,
    cycles,
    deviations,
    harker,
    least_squares,
    principal,
    random_index,
)
from chainchief.evaluation.weighting.reading import Judgements, Table, read_judgements
from chainchief.options import pick

WORST = 3
"""So many of the judgements that fit the weights least are named."""

METHODS = {
    "eigenvector": ("principal eigenvector", "主特征向量"),
    "geometric_mean": ("row geometric mean", "行几何平均"),
}
"""How weights are drawn from judgements, with titles in English and Chinese."""

_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class AhpWeights:
    """What judgements in pairs say about weights, and how far they contradict each other.

    weights : series, n items, sums to 1
    matrix : frame, n x n, the judgements as they were used, NaN = not judged
    lambda_max : the largest eigenvalue; of the completion that contradicts itself least when pairs are missing
    consistency_index : (lambda_max - n) / (n - 1), >= 0
    consistency_ratio : consistency_index / random_index, below .1 is usual; None beyond the tables of the random index
    random_index, random_index_source : the mean index of random judgements and the table it is from
    worst : frame, up to three rows, the worst first: first, second, judgement, fitting (w_first / w_second, the value
        that would agree), factor (>= 1, how many times apart they are)
    cycles : three items each more important than the next and the last more than the first
    missing : the pairs that nobody judged
    """

    weights: pd.Series
    method: str
    matrix: pd.DataFrame
    lambda_max: float
    consistency_index: float
    consistency_ratio: float | None
    random_index: float | None
    random_index_source: str
    worst: pd.DataFrame
    cycles: tuple[tuple[Hashable, Hashable, Hashable], ...]
    missing: tuple[tuple[Hashable, Hashable], ...]
    notes: tuple[Finding, ...] = ()

    @property
    def consistent(self) -> bool:
        """Whether the consistency ratio is known and below .1."""
        return self.consistency_ratio is not None and self.consistency_ratio < LIMIT


def ahp_weights(matrix: Table, method: str = "eigenvector") -> AhpWeights:
    """Weights from judgements of the kind "a is three times as important as b".

    matrix : n x n, frame (labels are kept) or array: row over column, 1 on the diagonal, a_ji = 1 / a_ij; texts such as
        "1/3" are read; NaN = not judged, one triangle is enough. The judged pairs must tie all items together
    method : "eigenvector" or "geometric_mean" (of the rows)
    raises : InputError for a table that is not square, positive and reciprocal (naming the cells), for a diagonal
        other than 1, for different labels on its sides, for judgements that leave items apart

    A w = λmax w, CI = (λmax - n) / (n - 1), CR = CI / RI [Saaty 1977, 1980]; w_i ∝ (∏_j a_ij)^{1/n} [Crawford &
    Williams 1985]. Missing judgements: Harker 1987 for the eigenvector, least squares of logarithms for the geometric
    mean; λmax then of the completion with the least λmax [Bozóki, Fülöp & Rónyai 2010] and RI reduced with the number
    of missing ones [Ágoston & Csató 2022]. CR belongs to the judgements: it is the same for both methods.

    >>> found = ahp_weights([[1, 2, 6], ["1/2", 1, 3], ["1/6", "1/3", 1]])
    >>> found.weights.round(3).tolist(), round(found.consistency_ratio, 9)
    ([0.6, 0.3, 0.1], 0.0)
    """
    pick(METHODS, method, "method")
    return weigh_judgements(read_judgements(matrix), method)


def weigh_judgements(judgements: Judgements, method: str) -> AhpWeights:
    """`ahp_weights` of judgements that have been read; InputError when they leave items apart."""
    labels, values, missing = judgements.labels, judgements.values, judgements.missing
    n = len(labels)
    tied = connected(values)
    if not tied.all():
        apart = [label for label, tie in zip(labels, tied, strict=True) if not tie]
        raise refusal("judgements-apart", apart=listed(apart), rest=listed(np.array(labels, dtype=object)[tied]))
    whole = completed(values)
    weights = least_squares(values) if method == "geometric_mean" else harker(values)
    root = principal(whole)[0]
    root = float(n) if root - n < _SAME * n else root
    index = (root - n) / (n - 1) if n > 2 else 0.0
    ri, source = random_index(n, len(missing))
    ratio = None if ri is None else index / ri if ri > 0 else 0.0
    triples = tuple((labels[a], labels[b], labels[c]) for a, b, c in cycles(values))
    worst = _worst(labels, values, weights)
    found = AhpWeights(
        weights=pd.Series(weights, index=list(labels)),
        method=method,
        matrix=pd.DataFrame(values, index=list(labels), columns=list(labels)),
        lambda_max=root,
        consistency_index=index,
        consistency_ratio=ratio,
        random_index=ri,
        random_index_source=source,
        worst=worst,
        cycles=triples,
        missing=missing,
    )
    return _noted(found, judgements.notes)


def pairs_text(worst: pd.DataFrame) -> str:
    """The judgements of a table such as `worst` in words: "a/b 9 (3.2 would agree)"."""
    named = worst.itertuples(index=False)
    return listed(f"{row.first}/{row.second} {plain(row.judgement)} → {plain(round(row.fitting, 2))}" for row in named)


def _worst(labels: tuple[Hashable, ...], values: Floats, weights: Floats) -> pd.DataFrame:
    apart = deviations(values, weights)
    rows, columns = np.nonzero(np.triu(np.abs(np.nan_to_num(apart)) > _SAME, 1))
    order = np.argsort(-np.abs(apart[rows, columns]), kind="stable")[:WORST]
    records = []
    for i, j in zip(rows[order], columns[order], strict=True):
        above, below = (i, j) if values[i, j] >= 1 else (j, i)
        fitting = weights[above] / weights[below]
        factor = float(np.exp(abs(apart[i, j])))
        records.append((labels[above], labels[below], float(values[above, below]), float(fitting), factor))
    return pd.DataFrame(records, columns=["first", "second", "judgement", "fitting", "factor"])


def _noted(found: AhpWeights, before: tuple[Finding, ...]) -> AhpWeights:
    notes, ratio, n = list(before), found.consistency_ratio, len(found.weights)
    if found.missing:
        named = listed(f"{first}/{second}" for first, second in found.missing)
        rule = "judgements-spanning" if found.random_index == 0 else "judgements-missing"
        notes.append(remark(rule, value=named, count=len(found.missing)))
    if ratio is None:
        notes.append(remark("no-random-index", value=n))
    elif ratio >= LIMIT:
        words = {"ratio": f"{ratio:.3f}", "worst": pairs_text(found.worst)}
        notes.append(remark("judgements-inconsistent", value=words["ratio"], **words))
    if found.cycles:
        named = listed((" > ".join(map(str, (*cycle, cycle[0]))) for cycle in found.cycles), limit=5)
        notes.append(remark("judgements-cycle", value=named))
    return replace(found, notes=tuple(notes))
