"""How unequal regions are: coefficient of variation, Gini, Theil T and L, and the parts of Theil by group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.errors import InputError, ModelError
from chainchief.options import pick
from chainchief.regional.samples import Floats, Sample, positive_mean, sample

_VARIATION = ("the coefficient of variation", "变异系数")
_GINI = ("the Gini coefficient", "基尼系数")


@dataclass(frozen=True, eq=False)
class TheilSplit:
    """Theil's index and its parts; within + between = total.

    kind : "T" or "L"; total, within, between : >= 0; share_between : of the total, 0 when total is 0
    groups : group x count, share (of the weight), amount_share (of the weighted total), mean, theil (inside), part
        (what it adds to `within`)
    """

    kind: str
    total: float
    within: float
    between: float
    groups: pd.DataFrame

    @property
    def share_between(self) -> float:
        return self.between / self.total if self.total > 0 else 0.0


def coefficient_of_variation(values: Any, weights: Any = None, ddof: int = 1) -> float:
    """Standard deviation over mean.

    values : >= 0, not all 0; weights : optional, populations for instance, then only ddof 0 is defined
    ddof : 1 divides the squares by n - 1 (a sample of regions), 0 by n (all regions there are); name it with the number
    raises : InputError for an unknown or negative value, for ddof other than 0 or 1; ModelError for a mean of 0, for
        ddof 1 with a single value or with weights

    >>> round(coefficient_of_variation([1.0, 2.0, 3.0]), 6), round(coefficient_of_variation([1.0, 2.0, 3.0], ddof=0), 6)
    (0.5, 0.408248)
    """
    if ddof not in (0, 1):
        raise InputError(f"ddof: must be 0 or 1, not {ddof}.", f"ddof：应为 0 或 1，不能是 {ddof}。")
    held = sample(values, weights)
    mean = positive_mean(held, _VARIATION)
    count = len(held.values)
    if ddof and weights is not None:
        raise ModelError("With weights only ddof=0 is defined.", "加权变异系数只定义 ddof=0。")
    if count <= ddof:
        raise ModelError("n - 1 needs at least two values; take ddof=0.", "除以 n − 1 至少需要两个数值；请用 ddof=0。")
    variance = float(held.shares @ (held.values - mean) ** 2) * count / (count - ddof)
    return float(np.sqrt(variance)) / mean


def gini(values: Any, weights: Any = None) -> float:
    """The Gini coefficient: mean absolute difference of all pairs over twice the mean; 0 = all equal.

    values : >= 0, not all 0; weights : optional, populations for instance
    raises : InputError for an unknown or negative value; ModelError when all are 0

    G = Σ_i Σ_j p_i p_j |x_i - x_j| / 2μ, each value paired with itself as well (divisor n²); some programs multiply by
    n/(n-1)     [Gini 1912; Sen 1973]

    >>> round(gini([10, 20, 30, 40, 100]), 12)
    0.4
    """
    held = sample(values, weights)
    mean = positive_mean(held, _GINI)
    return mean_difference(held.values, held.shares, held.values, held.shares) / (2 * mean)


def mean_difference(x: Floats, p: Floats, y: Floats, q: Floats) -> float:
    """Mean |x - y| over all pairs; p, q shares that sum to 1. Not a double sum: ∫ F(1 - H) + H(1 - F) dt."""
    points = np.concatenate([x, y])
    order = np.argsort(points, kind="stable")
    nothing = np.zeros
    below = np.concatenate([p, nothing(len(y))])[order].cumsum()[:-1]
    other = np.concatenate([nothing(len(x)), q])[order].cumsum()[:-1]
    return float(np.diff(points[order]) @ (below * (1 - other) + other * (1 - below)))


def theil(values: Any, weights: Any = None, kind: str = "T") -> float:
    """Theil's index of inequality; 0 = all equal.

    values : >= 0; T takes 0 (0 ln 0 = 0), L does not; weights : optional, populations for instance
    kind : "T" = Σ p (x/μ) ln(x/μ), what PySAL calls Theil; "L" = Σ p ln(μ/x), the mean log deviation, what REAT calls
        theil. They are different numbers.
    raises : InputError for an unknown or negative value, an unknown kind; ModelError when all are 0, for L with a 0

    [Theil 1967; Shorrocks 1980]

    >>> round(theil([1.0, 3.0]), 6), round(theil([1.0, 3.0], kind="L"), 6)
    (0.130812, 0.143841)
    """
    return _theil(_checked(sample(values, weights), kind), kind)


def theil_decomposition(values: Any, groups: Any, weights: Any = None, kind: str = "T") -> TheilSplit:
    """Theil's index split into inequality within groups and between their means; nothing is left over.

    values, weights, kind : as `theil`; groups : one name for each value; a group of one adds nothing to `within`; with
        a single group all is within
    raises : as `theil`; InputError for a value without group

    T = Σ_g s_g T_g + Σ_g s_g ln(μ_g/μ), s_g the group's share of the weighted total
    L = Σ_g p_g L_g + Σ_g p_g ln(μ/μ_g), p_g the group's share of the weights     [Shorrocks 1980]

    >>> found = theil_decomposition([1.0, 3.0, 2.0, 2.0], ["a", "a", "b", "b"])
    >>> round(found.within, 6), found.between
    (0.065406, 0.0)
    """
    held = _checked(sample(values, weights, groups), kind)
    rows = []
    for place in range(len(held.names)):
        inside = held.group == place
        share = float(held.shares[inside].sum())
        mean = float(held.shares[inside] @ held.values[inside]) / share if share > 0 else 0.0
        amount = share * mean / held.mean
        nothing = share <= 0 or mean <= 0
        own = 0.0 if nothing else _theil(_part(held, inside, share), kind)
        rows.append((int(inside.sum()), share, amount, mean, own, (amount if kind == "T" else share) * own))
    columns = ["count", "share", "amount_share", "mean", "theil", "part"]
    table = pd.DataFrame(rows, pd.Index(held.names, name="group"), columns)
    alive = table[table["share"] > 0]
    shares, means = alive["share"].to_numpy(dtype=np.float64), alive["mean"].to_numpy(dtype=np.float64)
    between = KINDS[kind](means, shares, held.mean)
    within = float(table["part"].sum())
    return TheilSplit(kind, within + between, within, between, table)


def _part(held: Sample, inside: Any, share: float) -> Sample:
    return Sample(held.values[inside], held.shares[inside] / share, held.group[inside], held.names)


def _theil(held: Sample, kind: str) -> float:
    return KINDS[kind](held.values, held.shares, held.mean)


def _t(values: Floats, shares: Floats, mean: float) -> float:
    ratio = values / mean
    logs = np.log(ratio, out=np.zeros(len(ratio)), where=ratio > 0)
    return max(float(shares @ (ratio * logs)), 0.0)


def _l(values: Floats, shares: Floats, mean: float) -> float:
    return max(float(shares @ np.log(mean / values)), 0.0)


KINDS: dict[str, Callable[[Floats, Floats, float], float]] = {"T": _t, "L": _l}
"""Kind of Theil's index -> its kernel on values, shares and mean."""


def _checked(held: Sample, kind: str) -> Sample:
    pick(KINDS, kind, "Theil")
    positive_mean(held, (f"Theil {kind}", f"泰尔指数 {kind}"))
    counted = held.shares > 0
    if kind == "L" and (held.values[counted] <= 0).any():
        raise ModelError(
            "Theil L is undefined with a value of 0 (it takes its logarithm); use kind='T' or leave the value out.",
            "有数值为 0 时泰尔指数 L 无定义（需取对数）；请用 kind='T'，或剔除该值。",
        )
    return Sample(held.values[counted], held.shares[counted], held.group[counted], held.names)
