"""Regions evaluated fuzzily up the tree: indicators, aspects, dimensions, the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.fuzzy.composition import LEAST_VALIDITY, OPERATORS, compose
from chainchief.evaluation.fuzzy.membership import SHAPES, band_middles, grade_memberships
from chainchief.evaluation.fuzzy.verdict import highest, mean_scores, membership_validity
from chainchief.evaluation.options import NORMALISATIONS, UNGRADED
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Floats, Tree
from chainchief.evaluation.scoring.grading import BOUNDS, GRADES, grade_codes
from chainchief.options import pick


@dataclass(frozen=True, eq=False)
class FuzzyAssessment:
    """How far each region belongs to each grade, and what that says beside the weighted sum.

    Index of the frames: that of the evaluation, region_id or (region_id, period).

    operator, shape : keys of OPERATORS and SHAPES; half_width : of the trapezoids, on the scale 0..1, None = default
    memberships : by row x GRADES, of the whole; not normalised
    codes : by row and code x GRADES, of every code of the framework that is known
    verdicts : by row; grade (highest membership, the lower one of a tie), tied, validity, usable (no tie and validity
        at least .5), mean_score (Σ b s / Σ b with s the middle of each grade, on the scale of the evaluation),
        mean_grade, weighted_sum (E = W·R, on the scale), weighted_sum_grade
    notes : how it was done, what was unknown, ties, doubtful grades, grades that differ
    """

    operator: str
    shape: str
    half_width: float | None
    memberships: pd.DataFrame
    codes: pd.DataFrame
    verdicts: pd.DataFrame
    notes: tuple[Finding, ...]


def evaluate_fuzzily(
    evaluation: Evaluation,
    operator: str = "weighted_average",
    shape: str = "trapezoid",
    half_width: float | None = None,
) -> FuzzyAssessment:
    """Fuzzy comprehensive evaluation of an evaluation's regions, level by level up the framework.

    This is not the paper's E = W·R: Zhang 2024 calls its model fuzzy but has no membership functions and sums scores.
    That sum stands beside the result in `verdicts`, and is the `aggregate="weighted_sum"` of `evaluate`.

    operator, shape, half_width : see `fuzzy_evaluation` and `grade_memberships`, half_width on the scale 0..1
    raises : InputError for an unknown operator or shape, a half-width that is too large; ModelError for z-scores, ranks
        and Borda points, which have no ends that grades could be read on

    Scores of indicators (direction already turned) -> memberships of indicators -> for each code B = A ∘ R over its
    members, A their local weights. Unknown members are skipped and the weights of the others renormalised. Memberships
    are handed from level to level as they are.
    """
    pick(OPERATORS, operator, "operator")
    pick(SHAPES, shape, "shape")
    framework, ruler = evaluation.framework, str(evaluation.options.normalise)
    if ruler in UNGRADED:
        way, way_zh = NORMALISATIONS[ruler]
        raise refusal("fuzzy-ungraded", way=way, way_zh=way_zh)
    worst, best = evaluation.options.scale
    scores = evaluation.scores[list(framework.leaves)].to_numpy(dtype=np.float64)
    unit = (scores - worst) / (best - worst)
    flat = grade_memberships(unit.ravel(), half_width=half_width, shape=shape).to_numpy()
    local = evaluation.weights.loc[list(framework.codes), "local"].to_numpy(dtype=np.float64)
    nodes = climb(framework.tree, local, flat.reshape(*unit.shape, len(GRADES)), operator)
    whole = evaluation.weights.loc[list(framework.leaves), "global"].to_numpy(dtype=np.float64)
    verdicts = _verdicts(nodes[:, 0], _weighted_sum(unit, whole), evaluation)
    notes = _notes(evaluation, np.isnan(unit), verdicts, (operator, shape))
    memberships = pd.DataFrame(nodes[:, 0], evaluation.scores.index, list(GRADES))
    return FuzzyAssessment(operator, shape, half_width, memberships, _codes(nodes, evaluation), verdicts, notes)


def climb(tree: Tree, local: Floats, leaves: Floats, operator: str) -> Floats:
    """Memberships of all codes from those of the indicators.

    local (n,); leaves (rows, m, grades), NaN = unknown; returns (rows, n, grades), NaN where no member is known
    """
    nodes = np.full((len(leaves), len(tree.parent), leaves.shape[2]), np.nan)
    nodes[:, tree.leaves] = leaves
    for node in range(len(tree.parent) - 1, -1, -1):
        members = tree.members(node)
        if not len(members):
            continue
        below = nodes[:, members]
        used = ~np.isnan(below[:, :, 0]) * local[members]
        total = used.sum(axis=1)
        weights = used / np.where(total > 0, total, 1.0)[:, None]
        found = compose(weights, np.nan_to_num(below), operator)
        nodes[:, node] = np.where(total[:, None] > 0, found, np.nan)
    return nodes


def _weighted_sum(unit: Floats, weights: Floats) -> Floats:
    """(rows,) E = W·R over the known indicators."""
    used = ~np.isnan(unit) * weights
    found: Floats = (np.nan_to_num(unit) * used).sum(axis=1) / used.sum(axis=1)
    return found


def _verdicts(memberships: Floats, weighted: Floats, evaluation: Evaluation) -> pd.DataFrame:
    worst, best = evaluation.options.scale
    top = highest(memberships)
    tied = top.sum(axis=1) > 1
    validity = membership_validity(memberships)
    mean = mean_scores(memberships, band_middles(BOUNDS))
    names = np.array(list(GRADES), dtype=object)
    columns = {
        "grade": names[top.argmax(axis=1)],
        "tied": tied,
        "validity": validity,
        "usable": ~tied & (validity >= LEAST_VALIDITY),
        "mean_score": worst + mean * (best - worst),
        "mean_grade": grade_codes(mean),
        "weighted_sum": worst + weighted * (best - worst),
        "weighted_sum_grade": grade_codes(weighted),
    }
    return pd.DataFrame(columns, evaluation.scores.index)


def _codes(nodes: Floats, evaluation: Evaluation) -> pd.DataFrame:
    index, codes = evaluation.scores.index, list(evaluation.framework.codes)
    rows = index.repeat(len(codes)).to_frame(index=False)
    labels = pd.MultiIndex.from_frame(rows.assign(code=codes * len(index)))
    frame = pd.DataFrame(nodes.reshape(-1, len(GRADES)), labels, list(GRADES))
    return frame[frame.iloc[:, 0].notna()]


def _notes(
    evaluation: Evaluation, unknown: Any, verdicts: pd.DataFrame, choices: tuple[str, str]
) -> tuple[Finding, ...]:
    sign, _, _ = OPERATORS[choices[0]]
    shape, shape_zh = choices[1], SHAPES[choices[1]][1]
    notes = [remark("fuzzy-method", value=sign, shape=shape, shape_zh=shape_zh)]
    if gaps := int(unknown.sum()):
        rows = int(unknown.any(axis=1).sum())
        notes.append(remark("fuzzy-skipped", value=gaps, cells=unknown.size, rows=rows, all=len(unknown)))
    tied = verdicts["tied"]
    for rule, which in (
        ("fuzzy-tied-rows", tied),
        ("fuzzy-doubtful-rows", ~tied & (verdicts["validity"] < LEAST_VALIDITY)),
        ("fuzzy-other-grade", verdicts["grade"].ne(verdicts["weighted_sum_grade"])),
    ):
        if which.any():
            named = listed(_name(row) for row in verdicts.index[which])
            notes.append(remark(rule, value=named, count=int(which.sum()), all=len(verdicts), least=_least()))
    return tuple(notes)


def _least() -> str:
    return plain(LEAST_VALIDITY)


def _name(row: Any) -> str:
    return " ".join(map(str, row)) if isinstance(row, tuple) else str(row)
