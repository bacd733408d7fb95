"""Random trees of indicators for property tests, and a slow, plain twin of the aggregation."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from hypothesis import strategies as st

from chainchief.evaluation.scoring.arrays import Floats, Tree


@st.composite
def trees(draw: st.DrawFn, most: int = 9) -> Tree:
    """A root with at least one member; every code without members is an indicator."""
    size = draw(st.integers(2, most))
    parent = [-1] + [draw(st.integers(0, place - 1)) for place in range(1, size)]
    leaves = [place for place in range(size) if place not in parent]
    return Tree(np.array(parent), np.array(leaves))


@st.composite
def scored_trees(draw: st.DrawFn, lowest: float = 0.0) -> tuple[Tree, Floats, Floats]:
    """A tree, local weights that sum to 1 among siblings, and scores of a few rows with gaps."""
    tree = draw(trees())
    size = len(tree.parent)
    weights = np.array(draw(st.lists(st.floats(0.05, 1.0), min_size=size, max_size=size)))
    for node in {int(parent) for parent in tree.parent} - {-1}:
        weights[tree.members(node)] /= weights[tree.members(node)].sum()
    weights[0] = 1.0
    score = st.one_of(st.floats(lowest, 1.0), st.just(math.nan))
    width = len(tree.leaves)
    rows = draw(st.lists(st.lists(score, min_size=width, max_size=width), min_size=1, max_size=4))
    return tree, weights, np.array(rows)


def plain_score(tree: Tree, local: Floats, scores: list[float], node: int, kind: str) -> float:
    """The score of one code, worked out as one would on paper."""
    if node in tree.leaves:
        return scores[list(tree.leaves).index(node)]
    if kind == "weighted_sum":
        members = [leaf for leaf in tree.leaves if node in _above(tree, leaf)]
        pairs = [(_whole(tree, local, leaf), plain_score(tree, local, scores, leaf, kind)) for leaf in members]
    else:
        pairs = [(local[member], plain_score(tree, local, scores, member, kind)) for member in tree.members(node)]
    known = [(weight, score) for weight, score in pairs if not math.isnan(score)]
    if not known:
        return math.nan
    total = sum(weight for weight, _ in known)
    if kind == "geometric":
        return math.prod(score ** (weight / total) for weight, score in known)
    return sum(weight * score for weight, score in known) / total


def plain_shapley(weights: Any, scores: Any, reference: Any) -> list[float]:
    """Shapley values of ∏ s^w by going through all orders."""
    members = range(len(weights))
    parts = [0.0] * len(weights)
    orders = list(itertools.permutations(members))
    for order in orders:
        values = list(reference)
        for member in order:
            before = math.prod(value**weight for value, weight in zip(values, weights, strict=True))
            values[member] = scores[member]
            after = math.prod(value**weight for value, weight in zip(values, weights, strict=True))
            parts[member] += (after - before) / len(orders)
    return parts


def _above(tree: Tree, node: int) -> list[int]:
    found = [int(tree.parent[node])]
    while found[-1] > 0:
        found.append(int(tree.parent[found[-1]]))
    return found


def _whole(tree: Tree, local: Floats, node: int) -> float:
    return float(math.prod(local[place] for place in [node, *_above(tree, node)]))
