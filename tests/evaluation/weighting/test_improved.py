from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting import ahp_weights, repair_judgements, three_scale_weights
from chainchief.evaluation.weighting.improved import SCALE
from evaluation.weighting.matrices import judgement_matrices


@st.composite
def _comparisons(draw: st.DrawFn) -> Floats:
    n = draw(st.integers(1, 7))
    cells = np.ones((n, n))
    for i in range(n):
        for j in range(i + 1, n):
            cells[i, j] = draw(st.sampled_from([0.0, 1.0, 2.0]))
            cells[j, i] = 2 - cells[i, j]
    return cells


@given(_comparisons())
@settings(deadline=None)
def test_the_optimal_transfer_matrix_is_the_row_geometric_mean(cells: Floats) -> None:
    """The transferred matrix, built here as the literature does, has CI = 0 and the same weights."""
    found = three_scale_weights(cells)
    rows = ahp_weights(found.judgements, "geometric_mean")
    assert found.weights.to_numpy() == pytest.approx(rows.weights.to_numpy(), abs=1e-12)
    assert found.consistency_ratio == pytest.approx(rows.consistency_ratio)
    n, logs = len(cells), np.log10(found.judgements.to_numpy())
    transfer = np.array([[sum(logs[i, k] - logs[j, k] for k in range(n)) / n for j in range(n)] for i in range(n)])
    assert found.transfer.to_numpy() == pytest.approx(transfer, abs=1e-12)
    consistent = ahp_weights(10.0**transfer)
    assert consistent.consistency_index == 0
    assert consistent.weights.to_numpy() == pytest.approx(found.weights.to_numpy(), abs=1e-9)


def test_three_scale_by_hand() -> None:
    """r = 5, 3, 1; b_12 = (5 - 3) / 4 · (5 / 1 - 1) + 1 = 3, b_13 = 5, b_23 = 3."""
    found = three_scale_weights(pd.DataFrame([[1, 2, 2], [0, 1, 2], [0, 0, 1]], list("abc"), list("abc")))
    assert found.ranking.to_dict() == {"a": 5, "b": 3, "c": 1}
    assert found.judgements.loc["a"].tolist() == pytest.approx([1, 3, 5])
    assert found.judgements.loc["c"].tolist() == pytest.approx([1 / 5, 1 / 3, 1])
    means = np.array([15 ** (1 / 3), 1, (1 / 15) ** (1 / 3)])
    assert found.weights.tolist() == pytest.approx((means / means.sum()).tolist())
    assert f"{found.consistency_ratio:.3f}" in found.notes[0].message


def test_a_circle_of_comparisons_is_named_though_the_ratio_is_zero() -> None:
    found = three_scale_weights([[1, 2, 0], [0, 1, 2], [2, 0, 1]])
    assert found.consistency_ratio == 0
    assert found.cycles == ((0, 1, 2),)
    assert "judgements-cycle" in [note.rule for note in found.notes]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([[1, 3], [0, 1]], "0, 1: '3'"),
        ([[1, math.nan], [0, 1]], "0, 1: ''"),
        ([[1, 2], [2, 1]], "one must be 1 divided by the other"),
        ([[2, 2], [0, 1]], "0, 0 is 2"),
        ([[1, 2]], "1 rows and 2 columns"),
    ],
)
def test_three_scale_refuses(cells: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        three_scale_weights(cells)


@given(judgement_matrices(complete=False, most=5))
@settings(max_examples=30, deadline=None)
def test_repair_comes_below_the_limit_step_by_step_and_keeps_the_original(values: Floats) -> None:
    found = repair_judgements(values)
    first = ahp_weights(values)
    assert found.original.consistency_ratio == first.consistency_ratio
    assert found.repaired.consistent
    assert found.steps.empty == first.consistent
    ratios = [first.consistency_ratio, *found.steps["consistency_ratio"]]
    assert ratios[-1] == found.repaired.consistency_ratio
    replayed = values.copy()
    for step in found.steps.itertuples():
        i, j = step.first, step.second
        assert replayed[i, j] == pytest.approx(step.before)
        assert np.isclose(SCALE, step.after).any()
        replayed[i, j], replayed[j, i] = step.after, 1 / step.after
    assert np.allclose(replayed, found.repaired.matrix, equal_nan=True)
    assert np.isnan(replayed).tolist() == np.isnan(values).tolist()
    for change in found.changes.itertuples():
        assert (values[change.first, change.second], replayed[change.first, change.second]) == pytest.approx(
            (change.original, change.proposed)
        )


def test_one_slip_is_found_and_only_it_is_changed() -> None:
    """Weights 8 : 4 : 2 : 1 with one judgement the wrong way round: 1/8 for 8."""
    weights = np.array([8.0, 4.0, 2.0, 1.0])
    matrix = np.outer(weights, 1 / weights)
    matrix[0, 3], matrix[3, 0] = 1 / 8, 8
    found = repair_judgements(pd.DataFrame(matrix, list("abcd"), list("abcd")))
    assert found.changes[["first", "second"]].to_numpy().tolist() == [["d", "a"]]
    assert found.changes["original"].tolist() == [8]
    assert found.changes["proposed"].iloc[0] < 1
    (note,) = found.notes
    assert note.rule == "repair-proposed"
    assert f"{found.original.consistency_ratio:.3f}" in note.message


def test_nothing_is_repaired_where_nothing_is_known() -> None:
    with pytest.raises(ModelError, match="16 items"):
        repair_judgements(np.ones((16, 16)))
    assert [note.rule for note in repair_judgements(np.ones((3, 3))).notes] == ["repair-none"]
