"""From scores of indicators to those of wholes, and back to what each indicator adds."""

from __future__ import annotations

import numpy as np

from chainchief.evaluation.options import EXPONENTS
from chainchief.evaluation.scoring.arrays import Flags, Floats, Tree


def leaf_weights(tree: Tree, local: Floats, known: Flags, flat: bool = False) -> Floats:
    """The weight that each indicator has in the overall score when only some are known.

    local : (..., n) weights >= 0 of the codes among their siblings (any sum)
    known : (m,) which indicators have a score
    flat : renormalise once over all known indicators instead of level by level
    returns : (..., m), sums to 1; all zero when nothing with a weight is known
    """
    n = len(tree.parent)
    alive = np.zeros(local.shape, dtype=bool)
    alive[..., tree.leaves] = flat | known
    total = np.zeros(local.shape)
    for node in range(n - 1, 0, -1):
        alive[..., node] &= local[..., node] > 0
        total[..., tree.parent[node]] += local[..., node] * alive[..., node]
        alive[..., tree.parent[node]] |= alive[..., node]
    weight = np.zeros(local.shape)
    weight[..., 0] = alive[..., 0]
    for node in range(1, n):
        parent = tree.parent[node]
        share = np.divide(
            local[..., node], total[..., parent], out=np.zeros(local.shape[:-1]), where=alive[..., node]
        )  # fmt: skip
        weight[..., node] = weight[..., parent] * share
    found: Floats = weight[..., tree.leaves]
    if flat:
        found = found * known
        left = found.sum(axis=-1, keepdims=True)
        found = np.divide(found, left, out=np.zeros(found.shape), where=left > 0)
    return found


def aggregate(tree: Tree, local: Floats, scores: Floats, kind: str, power: float = 1.0) -> Floats:
    """Scores of all codes from the scores of the indicators.

    local (n,); scores (rows, m), >= 0 unless the mean is arithmetic; kind of EXPONENTS or "power" with exponent `power`
    returns : (rows, n); unknown members are skipped and the weights of the others renormalised; a code without any
        known member of positive weight is NaN

    power mean (Σ w s^p)^(1/p): arithmetic p = 1, geometric ∏ s^w for p → 0, harmonic p = -1, level by level with
    Σ w = 1; weighted_sum Σ w s over all known indicators under the code with their global weights
    [Zhang 2024: E = W·R; OECD/JRC 2008, step 7]
    """
    exponent = EXPONENTS.get(kind, power)
    nodes = np.full((len(scores), len(tree.parent)), np.nan)
    nodes[:, tree.leaves] = scores
    overall = leaf_weights(tree, local, np.ones(len(tree.leaves), dtype=bool))
    for node in range(len(tree.parent) - 1, -1, -1):
        if node in tree.leaves:
            continue
        if kind == "weighted_sum":
            columns = tree.below(node)
            nodes[:, node] = weighted_mean(scores[:, columns], overall[columns])
        else:
            members = tree.members(node)
            nodes[:, node] = weighted_mean(nodes[:, members], local[members], exponent)
    return nodes


def weighted_mean(scores: Floats, weights: Floats, power: float = 1.0) -> Floats:
    """(rows, k) scores, (k,) weights -> (rows,) power mean over the known ones; NaN where none with a weight is known.

    A score of 0 makes the mean 0 for an exponent of 0 or below.
    """
    used = ~np.isnan(scores) & (weights > 0)
    total = (used * weights).sum(axis=1)
    some = total > 0
    shares = used * weights / np.where(some, total, 1.0)[:, None]
    means = power_mean(np.where(used, scores, 1.0), shares, power, axis=1)
    # rounding must not carry a mean beyond its members: 100 ** 0.4 * 100 ** 0.6 > 100
    low, high = np.where(used, scores, np.inf).min(axis=1), np.where(used, scores, -np.inf).max(axis=1)
    found: Floats = np.where(some, np.clip(means, low, high), np.nan)
    return found


def power_mean(scores: Floats, weights: Floats, power: float, axis: int) -> Floats:
    """Σ w s for p = 1, ∏ s^w for p = 0, else (Σ w s^p)^(1/p) along an axis; weights sum to 1, all scores known.

    >>> scores, weights = np.array([[2.0, 8.0]]), np.array([[0.5, 0.5]])
    >>> [float(power_mean(scores, weights, power, axis=1)[0].round(9)) for power in (1.0, 0.0, -1.0)]
    [5.0, 4.0, 3.2]
    """
    if power == 1.0:
        found: Floats = (scores * weights).sum(axis=axis)
        return found
    if power == 0.0:
        product: Floats = np.prod(scores**weights, axis=axis)
        return product
    zero = np.any((scores <= 0) & (weights > 0), axis=axis) & (power < 0)
    held = np.where(scores > 0, scores, 1.0) if power < 0 else scores
    total = (weights * held**power).sum(axis=axis)
    weightless = ~np.any(weights > 0, axis=axis)
    mean: Floats = np.where(zero | weightless, 0.0, np.where(weightless, 1.0, total) ** (1 / power))
    return mean


def power_contributions(weights: Floats, scores: Floats, reference: Floats, power: float) -> tuple[Floats, Floats]:
    """How much each indicator moves a weighted power mean away from that of a reference, exactly.

    weights, scores (rows, m), a weight of 0 for what is unknown; reference (m,) > 0; power neither 0 nor 1
    returns : base (rows,), parts (rows, m) with base + Σ parts = (Σ w s^p)^(1/p)

    The mean depends on the sum Σ u_i, u_i = w_i s_i^p, alone; along the straight line between the two u it moves by
    u_i's share of the change of the sum (Aumann-Shapley value in u) [Aumann & Shapley 1974]. For p < 0 a score of 0
    makes the mean 0, and the zeros share the whole move by their weights.
    """
    used = weights > 0
    held = np.where(used & ((scores > 0) | (power > 0)), scores, 1.0)
    start = weights * np.where(used, reference, 1.0) ** power
    step = np.where(used, weights * held**power - start, 0.0)
    first, last = start.sum(axis=1), (start + step).sum(axis=1)
    base = first ** (1 / power)
    moved = last - first
    flat = np.abs(moved) <= 1e-12 * first
    slope = np.where(flat, base / (power * first), (last ** (1 / power) - base) / np.where(flat, 1.0, moved))
    parts = step * slope[:, None]
    zero = used & (scores <= 0)
    dead: Flags = np.any(zero, axis=1) & np.bool_(power < 0)
    lost = np.where(zero, weights, 0.0)
    lost = -base[:, None] * lost / np.where(dead, lost.sum(axis=1), 1.0)[:, None]
    return base, np.where(dead[:, None], lost, parts)


def product_contributions(weights: Floats, scores: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """How much each indicator moves a weighted geometric mean away from that of a reference: the Shapley value.

    weights, scores (rows, m), a weight of 0 for what is unknown; reference (m,) -> base (rows,), parts (rows, m) with
    base + Σ parts = ∏ scores^weights

    With a = s^w and b = r^w the mean over all orders of replacing r by s, one indicator at a time, is
    (a_i - b_i) ∫₀¹ ∏_{j≠i} (b_j + t (a_j - b_j)) dt [Owen 1972]. The integrand is a polynomial of degree m - 1, so
    Gauss-Legendre with m / 2 + 1 nodes is exact, for any number of indicators.
    """
    used = weights > 0
    full = np.where(used, np.power(np.where(used, scores, 1.0), weights), 1.0)
    start = np.where(used, np.power(np.where(used, reference, 1.0), weights), 1.0)
    nodes, heights = np.polynomial.legendre.leggauss(scores.shape[1] // 2 + 1)
    parts = np.zeros(scores.shape)
    for t, height in zip((nodes + 1) / 2, heights / 2, strict=True):
        mixed = start + t * (full - start)
        parts += height * _products_of_others(mixed)
    return start.prod(axis=1), parts * (full - start)


def _products_of_others(values: Floats) -> Floats:
    """(rows, m) -> (rows, m) product of all columns but the own one, zeros allowed."""
    ones = np.ones((len(values), 1))
    before: Floats = np.cumprod(np.hstack([ones, values[:, :-1]]), axis=1).astype(np.float64)
    after: Floats = np.cumprod(np.hstack([ones, values[:, :0:-1]]), axis=1)[:, ::-1].astype(np.float64)
    found: Floats = before * after
    return found
