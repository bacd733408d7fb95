"""Regions up the tree: against a plain recursion, against the weighted sum, and what the notes say."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.framework import framework_from_table
from chainchief.evaluation.fuzzy.composition import OPERATORS, compose
from chainchief.evaluation.fuzzy.levels import climb, evaluate_fuzzily
from chainchief.evaluation.fuzzy.membership import grade_memberships
from chainchief.evaluation.options import EvaluationOptions
from chainchief.evaluation.scoring.arrays import Floats, Tree
from chainchief.evaluation.scoring.grading import GRADES
from evaluation.trees import scored_trees

LEAVES = ["a", "b", "c"]


def _evaluation(values: Any, index: Any = None, **options: Any) -> Evaluation:
    rows = [("top", "", "", "", ""), ("group", "top", "0.6", "", ""), ("a", "group", "0.5", "0", "10"),
            ("b", "group", "0.5", "0", "10"), ("c", "top", "0.4", "0", "10")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["code", "parent", "weight", "low", "high"]).assign(direction="+1")
    table.loc[4, "direction"] = "-1"
    frame = pd.DataFrame(values, index, LEAVES)
    return evaluate(frame, framework_from_table(table), EvaluationOptions(draws=0, **options))


VALUES = [[1.0, 4.5, 9.0], [7.0, 7.0, 3.0], [10.0, 9.0, 0.0]]
REGIONS = ["east", "west", "north"]


def plain_climb(tree: Tree, local: Floats, row: Floats, node: int, operator: str) -> Floats | None:
    """The memberships of one code of one region, as one would on paper."""
    places = {int(leaf): k for k, leaf in enumerate(tree.leaves)}
    if node in places:
        found: Floats = row[places[node]]
        return None if math.isnan(found[0]) else found
    below = [(local[member], plain_climb(tree, local, row, int(member), operator)) for member in tree.members(node)]
    known = [(weight, found) for weight, found in below if found is not None]
    if not known:
        return None
    weights = np.array([weight for weight, _ in known])
    return compose(weights / weights.sum(), np.array([found for _, found in known]), operator)


@pytest.mark.parametrize("operator", OPERATORS)
@given(case=scored_trees())
def test_climbing_does_what_a_plain_recursion_does(case: tuple[Tree, Floats, Floats], operator: str) -> None:
    tree, local, scores = case
    leaves = grade_memberships(scores.ravel()).to_numpy().reshape(*scores.shape, len(GRADES))
    found = climb(tree, local, leaves, operator)
    for row in range(len(scores)):
        for node in range(len(tree.parent)):
            wanted = plain_climb(tree, local, leaves[row], node, operator)
            assert np.isnan(found[row, node]).all() if wanted is None else found[row, node] == pytest.approx(wanted)


def test_the_weighted_average_needs_no_levels() -> None:
    evaluation = _evaluation(VALUES, REGIONS)
    found = evaluate_fuzzily(evaluation)
    weights = evaluation.weights.loc[LEAVES, "global"]
    for region in REGIONS:
        table = grade_memberships(evaluation.scores.loc[region, LEAVES])
        assert found.memberships.loc[region].tolist() == pytest.approx((weights.to_numpy() @ table.to_numpy()).tolist())


def test_triangles_give_the_weighted_sum_back_between_the_middles() -> None:
    values = [[2.0, 4.5, 7.0], [7.0, 8.0, 3.0]]
    verdicts = evaluate_fuzzily(_evaluation(values, REGIONS[:2]), shape="triangle").verdicts
    assert verdicts["mean_score"].tolist() == pytest.approx(verdicts["weighted_sum"].tolist())


def test_the_weighted_sum_beside_it_is_that_of_evaluate() -> None:
    plain = _evaluation(VALUES, REGIONS, aggregate="weighted_sum")
    found = evaluate_fuzzily(_evaluation(VALUES, REGIONS, aggregate="geometric")).verdicts
    assert found["weighted_sum"].to_dict() == pytest.approx(plain.overall.to_dict())
    assert found["weighted_sum_grade"].to_dict() == plain.grades.to_dict()


def test_scale_and_order_do_not_matter() -> None:
    plain = evaluate_fuzzily(_evaluation(VALUES, REGIONS))
    scaled = evaluate_fuzzily(_evaluation(VALUES, REGIONS, scale=(0, 100)))
    turned = evaluate_fuzzily(_evaluation(VALUES[::-1], REGIONS[::-1]))
    assert scaled.memberships.to_numpy() == pytest.approx(plain.memberships.to_numpy())
    assert scaled.verdicts["mean_score"].tolist() == pytest.approx((plain.verdicts["mean_score"] * 100).tolist())
    assert turned.memberships.loc[REGIONS].to_numpy() == pytest.approx(plain.memberships.to_numpy())


def test_all_alike_is_one_grade() -> None:
    found = evaluate_fuzzily(_evaluation([[5.0, 5.0, 5.0], [9.0, 9.0, 1.0]], REGIONS[:2]))
    assert found.verdicts["grade"].tolist() == ["medium", "high"]
    assert found.verdicts["validity"].tolist() == [math.inf, math.inf]
    assert found.verdicts["usable"].all()
    assert [note.rule for note in found.notes] == ["fuzzy-method"]


def test_a_tie_takes_the_lower_grade_and_says_so() -> None:
    found = evaluate_fuzzily(_evaluation([[4.0, 4.0, 6.0], [5.0, 5.0, 5.0]], REGIONS[:2]))
    assert found.verdicts.loc["east", ["grade", "tied", "usable"]].tolist() == ["weaker", True, False]
    assert found.verdicts.loc["east", "weighted_sum_grade"] == "medium"
    rules = {note.rule: note.message for note in found.notes}
    assert "east" in rules["fuzzy-tied-rows"]
    assert "east" in rules["fuzzy-other-grade"]


def test_unknown_scores_are_skipped_and_counted() -> None:
    values = [[1.0, np.nan, 9.0], [7.0, 7.0, 3.0], [np.nan, np.nan, 0.0]]
    found = evaluate_fuzzily(_evaluation(values, REGIONS))
    assert found.memberships.notna().all().all()
    assert ("north", "group") not in found.codes.index
    assert found.codes.loc[("north", "c")].tolist() == found.memberships.loc["north"].tolist()
    assert found.codes.loc[("east", "group")].tolist() == found.codes.loc[("east", "a")].tolist()
    skipped = next(note for note in found.notes if note.rule == "fuzzy-skipped")
    assert "3 of 9" in skipped.message
    assert "2 of 3 rows" in skipped.message


def test_regions_and_periods() -> None:
    index = pd.MultiIndex.from_product([["east", "west"], ["2022", "2023"]], names=["region_id", "period"])
    found = evaluate_fuzzily(_evaluation([*VALUES, [5.0, 5.0, 5.0]], index))
    assert found.memberships.index.names == ["region_id", "period"]
    assert found.codes.index.names == ["region_id", "period", "code"]
    assert len(found.codes) == 4 * 5
    named = " ".join(note.message for note in found.notes)
    assert "east 2022" in named


def test_it_says_that_it_is_not_the_papers_sum() -> None:
    note = evaluate_fuzzily(_evaluation(VALUES, REGIONS), "max_min").notes[0]
    assert "not E = W·R" in note.message
    assert "M(∧,∨)" in note.message
    assert "不同于 E = W·R" in note.message_zh


def test_what_has_no_ends_or_no_name_is_refused() -> None:
    evaluation = _evaluation(VALUES, REGIONS)
    ranked = dataclasses.replace(evaluation, options=dataclasses.replace(evaluation.options, normalise="rank"))
    with pytest.raises(ModelError, match="no grade can be read"):
        evaluate_fuzzily(ranked)
    with pytest.raises(InputError, match="unknown operator"):
        evaluate_fuzzily(evaluation, "mean")
    with pytest.raises(InputError, match="half_width"):
        evaluate_fuzzily(evaluation, half_width=0.2)
