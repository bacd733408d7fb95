"""Dividing, filling and treating, each against the definition written out or a library that has it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from chainchief.evaluation.preparation.denomination import denominate, parse_denominators
from chainchief.evaluation.preparation.imputation import (
    Rows,
    impute_iterative,
    impute_knn,
    impute_last,
    impute_linear,
    impute_mean,
    impute_median,
)
from chainchief.evaluation.preparation.treatment import (
    excess_kurtosis,
    passes,
    shifted_log,
    skewness,
    treat,
    treat_iqr,
    treat_skew_kurtosis,
    winsorise,
)

NAN = np.nan
LINES = arrays(np.float64, st.integers(4, 30), elements=st.floats(-1e4, 1e4, allow_subnormal=False))


def _rows(region: str, period: list[float], group: str = "") -> Rows:
    regions = np.array([ord(letter) for letter in region])
    groups = np.array([ord(letter) for letter in group]) if group else np.zeros(len(region), dtype=np.int64)
    time = np.array(period, dtype=np.float64)
    return Rows(regions, time.astype(np.int64), groups, time, np.arange(2), 1)


def test_only_a_denominator_above_zero_divides() -> None:
    found = denominate(np.array([[6.0, 6.0, 6.0, NAN]]), np.array([[3.0, 0.0, -2.0, 2.0]]))
    np.testing.assert_array_equal(found, [[2.0, NAN, NAN, NAN]])
    assert parse_denominators("Area", {"a": "GDP", "b": ""}) == {"a": "Area", "b": "Area"}
    assert parse_denominators("none", {"a": "GDP"}) == {}


@given(LINES)
def test_moments_are_those_of_scipy(values: np.ndarray) -> None:
    if np.ptp(values) < 1e-3:
        return
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False), abs=1e-9)
    assert excess_kurtosis(values) == pytest.approx(stats.kurtosis(values, bias=False), abs=1e-8)


def test_few_or_equal_values_pass() -> None:
    assert all(passes(np.array(line)) for line in ([1.0], [1.0, 9.0], [1.0, 2.0, 900.0], [5.0] * 20))


@given(LINES)
def test_winsorised_values_stay_among_the_old_ones_and_keep_their_order(values: np.ndarray) -> None:
    found, how = winsorise(values, 5)
    assert set(found) <= set(values)
    assert (np.diff(found[np.argsort(values, kind="stable")]) >= 0).all()
    np.testing.assert_array_equal(found[how == ""], values[how == ""])


def test_tied_outliers_move_together_and_the_log_takes_the_untreated_column() -> None:
    line = np.array([*range(1, 31), 600.0, 600.0, 1000.0])
    found, how = winsorise(line, 5)
    assert passes(found)
    assert found.max() == 30.0
    assert np.count_nonzero(how) == 3
    heavy = np.array([1.0] * 100 + [1.3**power for power in range(1, 25)])
    treated, words = treat_skew_kurtosis(heavy)
    assert set(words) == {"log"}
    np.testing.assert_allclose(treated, np.log(heavy - 1 + 0.01 * (heavy.max() - 1)))
    np.testing.assert_array_equal(treated, shifted_log(heavy))


def test_fences_of_tukey() -> None:
    line = np.array([-50.0, 1.0, 2.0, 3.0, 4.0, 5.0, 100.0])
    lower, upper = np.quantile(line, [0.25, 0.75])
    found, how = treat_iqr(line)
    assert found[0] == pytest.approx(lower - 1.5 * (upper - lower))
    assert found[-1] == pytest.approx(upper + 1.5 * (upper - lower))
    assert [how[0], how[-1], how[3]] == ["fenced low", "fenced high", ""]


def test_each_pool_is_treated_by_itself() -> None:
    line = np.array([*range(1, 11), 1000.0, *range(1, 11), 1001.0], dtype=np.float64)[:, None]
    pools = np.array([0] * 11 + [1] * 11)
    together, _ = treat(line, np.zeros(22, dtype=np.int64), "skew_kurtosis")
    apart, _ = treat(line, pools, "skew_kurtosis")
    assert apart.max() == 10
    assert together.max() == 10
    assert treat(np.array([[NAN], [1.0]]), np.zeros(2, dtype=np.int64), "iqr")[0][1] == 1.0


def test_means_and_medians_of_the_group_in_the_period() -> None:
    values = np.array([[1.0], [5.0], [NAN], [100.0], [NAN], [NAN]])
    rows = _rows("abcdef", [2020, 2020, 2020, 2021, 2021, 2021], "xxxxxy")
    np.testing.assert_array_equal(impute_mean(values, rows).ravel(), [1, 5, 3, 100, 100, NAN])
    np.testing.assert_array_equal(impute_median(values, rows).ravel(), [1, 5, 3, 100, 100, NAN])


def test_a_region_is_filled_along_its_own_years_with_their_distances() -> None:
    values = np.array([[NAN], [10.0], [NAN], [NAN], [40.0], [NAN]])
    rows = _rows("aaaaaa", [2010, 2011, 2012, 2015, 2017, 2018])
    np.testing.assert_allclose(impute_linear(values, rows).ravel(), [NAN, 10, 15, 30, 40, NAN])
    np.testing.assert_allclose(impute_last(values, rows).ravel(), [NAN, 10, 10, 10, 40, 40])
    shuffled = [3, 0, 5, 1, 4, 2]
    mixed = Rows(*(part[shuffled] for part in (rows.region, rows.period, rows.group, rows.time)), rows.order, 1)
    np.testing.assert_allclose(impute_linear(values[shuffled], mixed), impute_linear(values, rows)[shuffled])


def test_neighbours_and_regressions_fill_what_the_others_tell() -> None:
    rng = np.random.default_rng(1)
    known = rng.normal(size=(40, 1))
    values = np.hstack([known * 1000, 3 * known + 5])
    truth = values[7, 1]
    values[7, 1] = NAN
    rows = Rows(
        np.arange(40), np.zeros(40, dtype=np.int64), np.zeros(40, dtype=np.int64), np.zeros(40), np.arange(2), 3
    )
    assert impute_iterative(values, rows)[7, 1] == pytest.approx(truth, abs=0.01)
    near = np.argsort(np.abs(values[:, 0] - values[7, 0]))[1:6]
    assert impute_knn(values, rows)[7, 1] == pytest.approx(values[near, 1].mean())
    empty = np.full((3, 2), NAN)
    assert np.isnan(impute_knn(empty, _rows("abc", [1, 1, 1]))).all()


def test_a_row_that_shares_nothing_telling_with_the_others_stays_unknown() -> None:
    values = np.array([[5.0, 1.0], [5.0, NAN], [5.0, 3.0]])
    found = impute_knn(values, _rows("abc", [1, 1, 1]))
    assert np.isnan(found).tolist() == [[False, False], [False, True], [False, False]]
