"""The best-worst method: two rows of comparisons instead of a whole matrix."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting.reading import LARGEST_JUDGEMENT, as_series, shown

THRESHOLDS: Mapping[int, tuple[float, ...]] = MappingProxyType(
    {
        2: (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        3: (0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667, 0.1667),
        4: (0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683),
        5: (0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960),
        6: (0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262),
        7: (0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403),
        8: (0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657),
        9: (0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662),
    }
)
"""The largest input-based consistency ratio that passes, by a_BW (2..9) and the number of items (3..9)
[Liang, Brunelli & Rezaei 2020, Omega 96, 102175, Table 3]."""

_NEAR = 1e-9


@dataclass(frozen=True, eq=False)
class BestWorstWeights:
    """Weights from the comparisons with the best and with the worst item.

    weights : series, n items, sums to 1
    best, worst : the items everything was compared with
    xi : the largest |w_best - a w_j| or |w_j - a w_worst|, 0 = the comparisons agree; in units of weight
    input_ratios : series, |a_Bj a_jW - a_BW| / (a_BW² - a_BW) for each item, 0 = agrees
    input_ratio : the largest of them
    threshold : what `input_ratio` may be; None outside the published table
    """

    weights: pd.Series
    best: Hashable
    worst: Hashable
    xi: float
    input_ratios: pd.Series
    input_ratio: float
    threshold: float | None
    notes: tuple[Finding, ...] = ()

    @property
    def consistent(self) -> bool:
        """Whether the input-based ratio is known to pass."""
        return self.threshold is not None and self.input_ratio <= self.threshold + _NEAR


def best_worst_weights(best_to_others: Any, others_to_worst: Any) -> BestWorstWeights:
    """Weights by the linear best-worst method.

    best_to_others : n values >= 1, how many times as important the best item is as each; series, mapping or list; the
        best item itself is the one with 1
    others_to_worst : n values >= 1, how many times as important each is as the worst item, the one with 1
    raises : InputError for different items, a value below 1, no best or worst item, two values for best over worst

    min ξ with |w_B - a_Bj w_j| <= ξ, |w_j - a_jW w_W| <= ξ, Σ w = 1, w >= 0 [Rezaei 2015, 2016, Omega 64, 126-130];
    input-based ratio and its thresholds [Liang, Brunelli & Rezaei 2020]

    >>> found = best_worst_weights({"a": 1, "b": 2, "c": 4}, {"a": 4, "b": 2, "c": 1})
    >>> found.weights.round(4).tolist(), round(found.xi, 9), found.input_ratio
    ([0.5714, 0.2857, 0.1429], 0.0, 0.0)
    """
    above, below = as_series(best_to_others, "best_to_others"), as_series(others_to_worst, "others_to_worst")
    if set(above.index) != set(below.index):
        raise refusal("best-worst-items", value=listed(set(above.index) ^ set(below.index)))
    below = below[above.index]
    for what, side in (("best_to_others", above), ("others_to_worst", below)):
        for label, value in side.items():
            if not 1 - _NEAR <= value < np.inf:
                raise refusal("best-worst-value", place=f"{what} {label}", value=shown(value))
    best, worst = _ends(above, below)
    weights, xi = _solve(above.to_numpy(), below.to_numpy(), best, worst)
    most = float(above.iloc[worst])
    spread = most * most - most
    ratios = (above * below - most).abs() / spread if spread > _NEAR else above * 0.0
    found = BestWorstWeights(
        weights=pd.Series(weights, index=above.index),
        best=above.index[best],
        worst=above.index[worst],
        xi=xi,
        input_ratios=ratios,
        input_ratio=float(ratios.max()),
        threshold=_threshold(most, len(above)),
    )
    return replace(found, notes=tuple(_notes(found, above, below)))


def _ends(above: pd.Series, below: pd.Series) -> tuple[int, int]:
    """The places of the best and the worst item, whose two values for best over worst are the same."""
    firsts, lasts = np.flatnonzero(above <= 1 + _NEAR), np.flatnonzero(below <= 1 + _NEAR)
    if not len(firsts) or not len(lasts):
        raise refusal("best-worst-ends", what="best_to_others" if not len(firsts) else "others_to_worst")
    best = int(firsts[np.argmax(below.to_numpy()[firsts])])
    worst = int(lasts[np.argmax(above.to_numpy()[lasts])])
    if abs(above.iloc[worst] - below.iloc[best]) > _NEAR:
        words = {"best": above.index[best], "worst": above.index[worst]}
        raise refusal("best-worst-twice", one=plain(above.iloc[worst]), other=plain(below.iloc[best]), **words)
    return best, worst


def _solve(above: Floats, below: Floats, best: int, worst: int) -> tuple[Floats, float]:
    from scipy.optimize import linprog

    n = len(above)
    rows = []
    for j in range(n):
        for sign in (1.0, -1.0):
            for one, other, factor in ((best, j, above[j]), (j, worst, below[j])):
                row = np.zeros(n + 1)
                row[one] += sign
                row[other] -= sign * factor
                row[n] = -1.0
                rows.append(row)
    cost, total, bounds = np.append(np.zeros(n), 1.0), np.append(np.ones(n), 0.0), np.zeros(len(rows))
    solved = linprog(cost, np.array(rows), bounds, total[None], [1.0], method="highs")
    if not solved.success:
        raise refusal("best-worst-unsolved", value=solved.message)
    weights = np.clip(solved.x[:n], 0.0, None)
    return weights / weights.sum(), max(float(solved.x[n]), 0.0)


def _threshold(most: float, n: int) -> float | None:
    if n < 3 or most <= 1 + _NEAR:
        return 0.0
    known = THRESHOLDS.get(round(most)) if abs(most - round(most)) < _NEAR else None
    return known[n - 3] if known and n <= 9 else None


def _notes(found: BestWorstWeights, above: pd.Series, below: pd.Series) -> list[Finding]:
    notes = []
    most = float(above[found.worst])
    beyond = above.index[(above > most + _NEAR) | (below > most + _NEAR)]
    if len(beyond):
        notes.append(remark("best-worst-order", value=listed(beyond), most=plain(most)))
    if (above > LARGEST_JUDGEMENT + _NEAR).any() or (below > LARGEST_JUDGEMENT + _NEAR).any():
        named = above.index[(above > LARGEST_JUDGEMENT + _NEAR) | (below > LARGEST_JUDGEMENT + _NEAR)]
        notes.append(remark("judgement-off-scale", value=listed(named)))
    if found.threshold is None:
        notes.append(remark("best-worst-no-threshold", value=f"{found.input_ratio:.3f}"))
    elif not found.consistent:
        item = found.input_ratios.idxmax()
        words = {"value": f"{found.input_ratio:.3f}", "threshold": f"{found.threshold:.4f}", "item": item}
        notes.append(remark("best-worst-inconsistent", **words))
    return notes
