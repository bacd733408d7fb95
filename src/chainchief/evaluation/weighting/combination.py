"""Several sets of weights made one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.labels import has_names
from chainchief.evaluation.weighting.reading import as_series, shown
from chainchief.options import pick

RULES = {
    "geometric": ("geometric mean, w ∝ √(a·b)", "几何平均，w ∝ √(a·b)"),
    "product": ("product, w ∝ a·b", "乘积，w ∝ a·b"),
    "linear": ("weighted mean", "加权平均"),
    "game": ("game theory: the mix that deviates least from all", "博弈论组合：与各组权重偏差最小"),
}
"""Rules of combination, with titles in English and Chinese."""

_NEAR = 1e-9
_SUM_TOLERANCE = 1e-6


def combine_weights(
    weights: Sequence[Any] | Mapping[str, Any] | pd.DataFrame, rule: str = "geometric", shares: Any = None
) -> pd.Series:
    """One set of weights from several.

    weights : K sets of n weights >= 0 (series, mapping, list or array) in a list, a mapping by name, or columns of a
        frame; labels that are names are matched, without names the order counts. A set that does not sum to 1 is
        rescaled, and `attrs["notes"]` says so
    rule : "geometric" (default), "product", "linear" or "game"
    shares : what each set counts, >= 0, any sum, for "geometric" and "linear" only; None = all the same
    returns : n weights, sums to 1; `attrs["rule"]`, `attrs["shares"]` (K,) what each set counted
    raises : InputError for different labels or lengths, a negative or absent weight, shares that do not fit;
        ModelError when every item has a weight of 0 in some set, when the game has a negative or no solution

    geometric w ∝ ∏_k w_k^{s_k} (two sets: √(a e)) [Zhang 2024]; product w ∝ ∏_k w_k; linear Σ_k s_k w_k; game
    w = Σ_k α_k w_k / Σ α with Σ_k (w_i · w_k) α_k = w_i · w_i for every i

    >>> combine_weights([[0.8, 0.2], [0.2, 0.8]]).round(3).tolist()
    [0.5, 0.5]
    >>> combine_weights([[0.5, 0.5], [0.2, 0.8]], rule="product").round(3).tolist()
    [0.2, 0.8]
    """
    pick(RULES, rule, "rule")
    labels, sets, notes = _sets(weights)
    counted = _shares(shares, len(sets), rule)
    if rule == "game":
        counted = _game(sets)
    if rule in ("linear", "game"):
        raw = counted @ sets
    else:
        power = np.ones(len(sets)) if rule == "product" else counted
        logs = power @ np.log(np.where(sets > 0, sets, 1.0))
        some = (sets > 0)[power > 0].all(axis=0)
        if not some.any():
            raise refusal("combine-nothing", way=rule)
        raw = np.where(some, np.exp(logs - logs[some].max()), 0.0)
    found = pd.Series(raw / raw.sum(), index=labels)
    found.attrs.update(rule=rule, shares=tuple(counted.tolist()), notes=tuple(notes))
    return found


def _sets(weights: Any) -> tuple[pd.Index, Floats, list[Any]]:
    """Labels, (K, n) weights that sum to 1, and notes on those that did not."""
    if isinstance(weights, pd.DataFrame | Mapping):
        weights = [weights[name] for name in weights]
    if not isinstance(weights, Iterable) or isinstance(weights, str):
        raise refusal("combine-kind", found=type(weights).__name__)
    weights = list(weights)
    read = [as_series(one, f"weights {number}") for number, one in enumerate(weights, 1)]
    if not read:
        raise refusal("weights-empty", what="weights")
    # a plain list takes the labels of the first series
    named = [number for number, one in enumerate(read) if has_names(one.index)]
    labels = read[named[0] if named else 0].index
    notes, rows = [], []
    for number, one in enumerate(read, 1):
        if number - 1 not in named and len(one) == len(labels):
            one.index = labels
        if set(one.index) != set(labels) or len(one) != len(labels):
            odd = listed(set(one.index) ^ set(labels))
            raise refusal("combine-labels", number=number, count=len(one), all=len(labels), value=odd)
        row = one[labels].to_numpy(dtype=np.float64)
        for label, value in zip(labels, row, strict=True):
            if not (value >= 0 and np.isfinite(value)):
                raise refusal("combine-value", place=f"weights {number}, {label}", value=shown(value))
        total = row.sum()
        if total == 0:
            raise refusal("combine-zero", number=number)
        if abs(total - 1) > _SUM_TOLERANCE:
            notes.append(remark("combine-rescaled", value=plain(float(total)), number=number))
        rows.append(row / total)
    return labels, np.array(rows), notes


def _shares(shares: Any, count: int, rule: str) -> Floats:
    if shares is None:
        return np.full(count, 1.0 / count)
    if rule not in ("geometric", "linear"):
        raise refusal("combine-no-shares", way=rule)
    found = as_series(shares, "shares").to_numpy(dtype=np.float64)
    if len(found) != count or not (found >= 0).all() or not 0 < found.sum() < np.inf:
        raise refusal("combine-shares", count=count, value=listed(plain(float(share)) for share in found))
    counted: Floats = found / found.sum()
    return counted


def _game(sets: Floats) -> Floats:
    """(K,) α / Σ α of the mix Σ α_k w_k that deviates least from every set."""
    products = sets @ sets.T
    wanted = products.diagonal()
    alpha = np.linalg.lstsq(products, wanted, rcond=None)[0]
    if not np.allclose(products @ alpha, wanted, atol=_NEAR):
        raise refusal("combine-game-none")
    if (alpha < -_NEAR).any():
        named = listed(f"α{number} = {a:.4f}" for number, a in enumerate(alpha, 1))
        raise refusal("combine-game-negative", value=named)
    mix: Floats = np.clip(alpha, 0.0, None) / np.clip(alpha, 0.0, None).sum()
    return mix
