"""From scores of indicators to those of wholes, and back to what each indicator adds."""

from __future__ import annotations

import numpy as np

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


def aggregate(tree: Tree, local: Floats, scores: Floats, kind: str) -> Floats:
    """Scores of all codes from the scores of the indicators.

    local (n,); scores (rows, m), >= 0 for "geometric"; kind "arithmetic", "geometric" or "weighted_sum"
    returns : (rows, n); unknown members are skipped and the weights of the others renormalised; a code without any
        known member of positive weight is NaN

    arithmetic Σ w s, geometric ∏ s^w, level by level with Σ w = 1; weighted_sum Σ w s over all known indicators under
    the code with their global weights [Zhang 2024: E = W·R; OECD/JRC 2008, step 7]
    """
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
            nodes[:, node] = weighted_mean(nodes[:, members], local[members], geometric=kind == "geometric")
    return nodes


def weighted_mean(scores: Floats, weights: Floats, geometric: bool = False) -> Floats:
    """(rows, k) scores, (k,) weights -> (rows,) mean over the known ones; NaN where none with a weight is known."""
    used = ~np.isnan(scores) & (weights > 0)
    total = (used * weights).sum(axis=1)
    some = total > 0
    shares = used * weights / np.where(some, total, 1.0)[:, None]
    if geometric:
        means = np.prod(np.where(used, scores, 1.0) ** shares, axis=1)
    else:
        means = (np.where(used, scores, 0.0) * shares).sum(axis=1)
    # rounding must not carry a mean beyond its members: 100 ** 0.4 * 100 ** 0.6 > 100
    low, high = np.where(used, scores, np.inf).min(axis=1), np.where(used, scores, -np.inf).max(axis=1)
    found: Floats = np.where(some, np.clip(means, low, high), np.nan)
    return found


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
