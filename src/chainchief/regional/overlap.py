"""Dagum's decomposition of the Gini coefficient: within groups, net between them, and where they overlap."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from chainchief.regional.inequality import mean_difference
from chainchief.regional.samples import Sample, positive_mean, sample


@dataclass(frozen=True, eq=False)
class DagumSplit:
    """The Gini coefficient and its three parts; within + between + overlap = gini.

    gini : 0..1; within (Gw), between (net, Gnb), overlap (intensity of transvariation, Gt) : >= 0
    groups : group x count, share (p, of the weight), amount_share (s), mean, gini (inside), part (p s G)
    pairs : higher group, lower group (by mean) x gini (G_jh), distance (D_jh, 0 = same mean, 1 = no overlap), between,
        overlap (what the pair adds to the two)
    """

    gini: float
    within: float
    between: float
    overlap: float
    groups: pd.DataFrame
    pairs: pd.DataFrame


def dagum_decomposition(values: Any, groups: Any, weights: Any = None) -> DagumSplit:
    """How much of the inequality lies within groups, between them, and in their overlap.

    values : >= 0, not all 0; groups : one name for each value; weights : optional, populations for instance
    A group of one has no inside; with a single group all is within; groups that do not overlap have overlap 0; two
    groups with the same mean have between 0 however unequal they are.
    raises : InputError for an unknown or negative value, a value without group; ModelError when all values are 0

    Gw = Σ p_j s_j G_j, Gnb = Σ_{j>h} G_jh (p_j s_h + p_h s_j) D_jh, Gt = Σ_{j>h} G_jh (p_j s_h + p_h s_j)(1 - D_jh);
    G_jh = Δ_jh / (μ_j + μ_h), D_jh = (d_jh - p_jh) / (d_jh + p_jh) = |μ_j - μ_h| / Δ_jh, Δ_jh the mean difference of
    the pairs     [Dagum 1997, Empirical Economics 22, 515-531]

    >>> found = dagum_decomposition([1, 2, 3, 4], ["a", "a", "b", "b"])
    >>> round(found.gini, 9), round(found.within, 9), round(found.between, 9), found.overlap
    (0.25, 0.05, 0.2, 0.0)
    """
    held = sample(values, weights, groups)
    mean = positive_mean(held, ("the Gini coefficient", "基尼系数"))
    table = _groups(held, mean)
    order = table.sort_values("mean", ascending=False, kind="stable").index
    place = {name: number for number, name in enumerate(held.names)}
    rows = [_pair(held, place[high], place[low], mean) for high, low in combinations(order, 2)]
    index = pd.MultiIndex.from_tuples(list(combinations(order, 2)), names=["higher", "lower"])
    pairs = pd.DataFrame(rows, index, ["gini", "distance", "between", "overlap"], dtype=np.float64)
    total = mean_difference(held.values, held.shares, held.values, held.shares) / (2 * mean)
    within, between, shared = (float(part.sum()) for part in (table["part"], pairs["between"], pairs["overlap"]))
    return DagumSplit(total, within, between, shared, table, pairs)


def _groups(held: Sample, mean: float) -> pd.DataFrame:
    rows = []
    for number in range(len(held.names)):
        inside = held.group == number
        share = float(held.shares[inside].sum())
        own = float(held.shares[inside] @ held.values[inside]) / share if share > 0 else 0.0
        within = held.shares[inside] / share if share > 0 else held.shares[inside]
        spread = mean_difference(held.values[inside], within, held.values[inside], within)
        amount = share * own / mean
        gini = spread / (2 * own) if own > 0 else 0.0
        rows.append((int(inside.sum()), share, amount, own, gini, share * amount * gini))
    columns = ["count", "share", "amount_share", "mean", "gini", "part"]
    return pd.DataFrame(rows, pd.Index(held.names, name="group"), columns)


def _pair(held: Sample, high: int, low: int, mean: float) -> tuple[float, float, float, float]:
    one, two = held.group == high, held.group == low
    shares = float(held.shares[one].sum()), float(held.shares[two].sum())
    if min(shares) <= 0:
        return 0.0, 0.0, 0.0, 0.0
    p, q = held.shares[one] / shares[0], held.shares[two] / shares[1]
    x, y = held.values[one], held.values[two]
    spread, gap = mean_difference(x, p, y, q), abs(float(p @ x) - float(q @ y))
    gap = min(gap, spread)
    both = float(p @ x) + float(q @ y)
    weight = shares[0] * shares[1] / mean
    return (
        spread / both if both > 0 else 0.0,
        gap / spread if spread > 0 else 0.0,
        weight * gap,
        weight * (spread - gap),
    )
