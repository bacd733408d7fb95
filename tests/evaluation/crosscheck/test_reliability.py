"""Alpha, KMO, Bartlett: identities, twins by another road, and what is refused with which remedy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.crosscheck.reliability import bartlett, cronbach_alpha, kmo, kmo_by_indicator

SEEDS = st.integers(0, 10_000)


def _table(seed: int, rows: int = 30, columns: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, 1)) + rng.normal(size=(rows, columns)) + 5


@given(seed=SEEDS, copies=st.integers(2, 6))
def test_copies_of_one_indicator_are_perfectly_reliable(seed: int, copies: int) -> None:
    assert cronbach_alpha(np.repeat(_table(seed)[:, :1], copies, axis=1)) == pytest.approx(1)


@given(seed=SEEDS)
def test_alpha_of_two_is_that_of_spearman_and_brown(seed: int) -> None:
    """For two indicators of the same variance α = 2r / (1 + r)."""
    x = stats.zscore(_table(seed)[:, :2], ddof=1)
    r = np.corrcoef(x, rowvar=False)[0, 1]
    assert cronbach_alpha(x) == pytest.approx(2 * r / (1 + r), rel=1e-9)


@given(seed=SEEDS)
def test_alpha_by_the_mean_covariance(seed: int) -> None:
    """α = k c̄ / (v̄ + (k − 1) c̄)."""
    x = _table(seed)
    c = np.cov(x, rowvar=False)
    k, v = len(c), np.trace(c) / len(c)
    mean = (c.sum() - np.trace(c)) / (k * (k - 1))
    assert cronbach_alpha(x) == pytest.approx(k * mean / (v + (k - 1) * mean))


@given(seed=SEEDS)
def test_one_common_scale_and_shift_change_no_alpha(seed: int) -> None:
    x = _table(seed)
    assert cronbach_alpha(3 * x[::-1, ::-1] - 7) == pytest.approx(cronbach_alpha(x))
    assert cronbach_alpha(x, missing="pairwise") == pytest.approx(cronbach_alpha(x))


@given(seed=SEEDS)
def test_kmo_by_regressions(seed: int) -> None:
    """Partial correlations as correlations of residuals, each pair regressed on all the others."""
    x = _table(seed)
    r, q = np.corrcoef(x, rowvar=False), np.zeros((4, 4))
    for i in range(4):
        for j in range(4):
            if i == j:
                r[i, i] = 0
                continue
            rest = np.column_stack([np.ones(len(x)), np.delete(x, [i, j], axis=1)])
            left = x[:, [i, j]] - rest @ np.linalg.lstsq(rest, x[:, [i, j]], rcond=None)[0]
            q[i, j] = np.corrcoef(left, rowvar=False)[0, 1]
    assert kmo(x) == pytest.approx((r**2).sum() / ((r**2).sum() + (q**2).sum()), rel=1e-6)
    wanted = (r**2).sum(axis=0) / ((r**2).sum(axis=0) + (q**2).sum(axis=0))
    assert kmo_by_indicator(x).tolist() == pytest.approx(wanted.tolist(), rel=1e-6)


@given(seed=SEEDS)
def test_units_signs_and_order_change_no_kmo_and_no_bartlett(seed: int) -> None:
    x = _table(seed)
    other = (x * [1, -100, 0.01, 3] + 5)[::-1, [2, 0, 3, 1]]
    assert kmo(other) == pytest.approx(kmo(x))
    assert bartlett(other).statistic == pytest.approx(bartlett(x).statistic)


@given(seed=SEEDS)
def test_two_indicators_share_nothing_with_a_third(seed: int) -> None:
    assert kmo(_table(seed, columns=2)) == pytest.approx(0.5)


@given(seed=SEEDS, rows=st.integers(6, 40))
def test_bartlett_by_the_determinant(seed: int, rows: int) -> None:
    x = _table(seed, rows)
    found = bartlett(x)
    wanted = -(rows - 1 - 13 / 6) * math.log(np.linalg.det(np.corrcoef(x, rowvar=False)))
    assert found.statistic == pytest.approx(wanted)
    assert found.p_value == pytest.approx(stats.chi2.sf(wanted, 6))
    assert (found.degrees, found.rows) == (6, rows)


def test_frames_lists_and_gaps() -> None:
    frame = pd.DataFrame(_table(1), columns=list("abcd"))
    assert cronbach_alpha(frame.to_numpy().tolist()) == pytest.approx(cronbach_alpha(frame))
    assert isinstance(kmo(frame), float)
    assert list(kmo_by_indicator(frame).index) == list("abcd")
    gaps = frame.copy()
    gaps.loc[[0, 5], "a"] = np.nan
    kept = frame.drop(index=[0, 5])
    for measure in (cronbach_alpha, kmo):
        assert measure(gaps) == measure(kept)
    assert bartlett(gaps) == bartlett(kept)


MEASURES = [cronbach_alpha, kmo, kmo_by_indicator, bartlett]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([[1.0], [2.0], [3.0]], "at least two indicators"),
        ([[1, 2], [2, 3]], "at least three rows"),
        ([[1, 2], [2, 3], [math.nan, 4], [5, 6]], ""),
        ([[1, 2], [2, 3], [math.nan, 4], [5, math.nan]], "2 of 4"),
        ([[1, "x"], [2, 3], [3, 4]], "'x'"),
        ([1, 2, 3], "table"),
    ],
)
def test_too_little_is_refused(measure: Any, values: Any, words: str) -> None:
    if not words:
        measure([[1, 2], [2, 3.5], [5, 6]])
        return
    with pytest.raises(InputError) as caught:
        measure(values)
    assert words in caught.value.message


def test_pairs_without_rows_in_common_are_refused() -> None:
    table = [[1, math.nan], [2, math.nan], [math.nan, 3], [math.nan, 4]]
    with pytest.raises(InputError, match="fewer than three rows in common"):
        cronbach_alpha(table, missing="pairwise")
    with pytest.raises(InputError, match="listwise"):
        cronbach_alpha(table, missing="mean")


def test_a_sum_that_does_not_vary_is_refused() -> None:
    for table in ([[1, 3], [2, 2], [3, 1]], [[1, 1], [1, 1], [1, 1]]):
        with pytest.raises(ModelError, match="alpha is undefined"):
            cronbach_alpha(table)


@pytest.mark.parametrize("measure", MEASURES[1:])
def test_what_cannot_be_inverted_names_its_cause(measure: Any) -> None:
    x = _table(2)
    frame = pd.DataFrame(x, columns=list("abcd"))
    with pytest.raises(ModelError, match="c never vary"):
        measure(frame.assign(c=1.5))
    with pytest.raises(ModelError, match="a, d determine each other"):
        measure(frame.assign(d=2 * frame["a"] - 3))
    with pytest.raises(ModelError, match="a, b, d determine each other"):
        measure(frame.assign(d=frame["a"] + frame["b"]))
    with pytest.raises(ModelError, match="4 complete rows for 4 indicators") as caught:
        measure(frame.iloc[:4])
    assert "fewer indicators" in caught.value.message
    assert "减少指标" in caught.value.message_zh
