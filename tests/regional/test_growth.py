"""Three growth rates that are three numbers, with real distances in time and a standard error that others get too."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError
from chainchief.regional import growth_rates, years_of
from chainchief.regional.growth import log_linear


@given(st.floats(-0.4, 0.9), st.integers(3, 12), st.floats(0.01, 100))
def test_they_agree_when_growth_is_even(rate: float, count: int, first: float) -> None:
    found = growth_rates(first * (1 + rate) ** np.arange(count), range(2000, 2000 + count))
    assert (found.cagr, found.trend, found.mean_rate) == pytest.approx((rate, rate, rate), abs=1e-9)
    assert found.slope == pytest.approx(math.log1p(rate), abs=1e-9)
    assert found.slope_error == pytest.approx(0, abs=1e-7)


def test_they_differ_when_it_is_not() -> None:
    """By hand: 1, 2, 1, 8 in four years."""
    found = growth_rates({2020: 1.0, 2021: 2.0, 2022: 1.0, 2023: 8.0})
    assert found.cagr == pytest.approx(8 ** (1 / 3) - 1)
    assert found.mean_rate == pytest.approx((1 - 0.5 + 7) / 3)
    assert found.slope == pytest.approx(np.polyfit(range(4), np.log([1, 2, 1, 8]), 1)[0])


@given(st.lists(st.floats(0.1, 10), min_size=4, max_size=20), st.integers(0, 4))
def test_hac_by_hand(values: list[float], lags: int) -> None:
    """Newey & West 1987 for y = a + b t with all the matrices written out, times n/(n - 2)."""
    count = len(values)
    design = np.column_stack([np.ones(count), np.arange(count, dtype=float)])
    logs = np.log(values)
    beta = np.linalg.solve(design.T @ design, design.T @ logs)
    moments = design * (logs - design @ beta)[:, None]
    middle = moments.T @ moments
    for lag in range(1, min(lags, count - 1) + 1):
        crossed = moments[lag:].T @ moments[:-lag]
        middle += (1 - lag / (lags + 1)) * (crossed + crossed.T)
    inverse = np.linalg.inv(design.T @ design)
    variance = (inverse @ middle @ inverse)[1, 1] * count / (count - 2)
    found = growth_rates(values, range(2000, 2000 + count), lags=lags)
    assert found.slope == pytest.approx(beta[1], abs=1e-9)
    assert found.slope_error**2 == pytest.approx(max(variance, 0), abs=1e-9)


def test_hac_of_statsmodels() -> None:
    """OLS(...).get_robustcov_results("HAC", maxlags, use_correction=True, use_t=True) of statsmodels."""
    api = pytest.importorskip("statsmodels.api")
    values = np.array([1.0, 1.3, 1.2, 1.9, 2.4, 2.2, 3.0, 3.9, 3.7])
    fitted = api.OLS(np.log(values), api.add_constant(np.arange(9.0))).fit()
    robust = fitted.get_robustcov_results("HAC", maxlags=2, use_correction=True, use_t=True)
    found = growth_rates(values, range(2010, 2019))
    assert found.lags == 2
    assert found.slope_error == pytest.approx(robust.bse[1], abs=1e-12)
    assert (found.slope_low, found.slope_high) == pytest.approx(tuple(robust.conf_int()[1]), abs=1e-12)


def test_default_lags() -> None:
    """floor(4 (n/100)^(2/9)): 4 for a hundred points, 2 for nine."""
    assert growth_rates(np.arange(1.0, 101.0), [str(year) for year in range(1901, 2001)]).lags == 4
    assert growth_rates(np.arange(1.0, 10.0), range(2001, 2010)).lags == 2


def test_real_years_across_a_gap() -> None:
    """2 in 2010, 4 in 2012, 8 in 2013: the square root of two a year, then two."""
    found = growth_rates([2.0, 4.0, 8.0], [2010, 2012, 2013])
    assert found.cagr == pytest.approx(4 ** (1 / 3) - 1)
    assert found.slope == pytest.approx(np.polyfit([0, 2, 3], np.log([2, 4, 8]), 1)[0])
    assert math.isnan(found.mean_rate)
    assert found.reasons == {"mean_rate": "gap"}


def test_unknown_values_are_gaps() -> None:
    one = growth_rates([2.0, math.nan, 4.0, 8.0], [2010, 2011, 2012, 2013])
    two = growth_rates([8.0, 4.0, 2.0], [2013, 2012, 2010])
    assert one == two


def test_quarters_count_as_quarters() -> None:
    """2 % a quarter: (1.02)^4 - 1 a year, whichever way."""
    quarters = [f"{year}-Q{quarter}" for year in (2021, 2022, 2023) for quarter in (1, 2, 3, 4)]
    found = growth_rates(1.02 ** np.arange(12), quarters)
    assert (found.cagr, found.trend, found.mean_rate) == pytest.approx([1.02**4 - 1] * 3, abs=1e-9)


def test_three_quarters_have_no_year_on_year_rate() -> None:
    assert growth_rates([1.0, 1.1, 1.2], ["2023-Q1", "2023-Q2", "2023-Q3"]).reasons == {"mean_rate": "short"}


def test_every_two_years_has_no_year_on_year_rate() -> None:
    assert growth_rates([1.0, 2.0, 4.0], [2019, 2021, 2023]).reasons == {"mean_rate": "no-year"}


@pytest.mark.parametrize(
    ("values", "reasons"),
    [
        ([1.0], {"cagr": "few", "slope": "few", "mean_rate": "few"}),
        ([], {"cagr": "few", "slope": "few", "mean_rate": "few"}),
        ([1.0, 2.0], {"slope": "few"}),
        ([0.0, 2.0, 3.0], {"cagr": "not-positive", "slope": "not-positive", "mean_rate": "not-positive"}),
        ([1.0, -2.0, 3.0], {"slope": "not-positive", "mean_rate": "not-positive"}),
        ([1.0, 2.0, 0.0], {"cagr": "not-positive", "slope": "not-positive"}),
    ],
)
def test_what_cannot_be_is_unknown_with_a_reason(values: list[float], reasons: dict[str, str]) -> None:
    found = growth_rates(values, range(2020, 2020 + len(values)))
    assert found.reasons == reasons
    for name in ("cagr", "slope", "mean_rate"):
        assert math.isnan(getattr(found, name)) == (name in reasons)


def test_refusals() -> None:
    with pytest.raises(InputError, match="'soon' is no year"):
        growth_rates([1.0, 2.0], ["2020", "soon"])
    with pytest.raises(InputError, match="2020 comes twice"):
        growth_rates([1.0, 2.0], [2020, "2020"])
    with pytest.raises(InputError, match="'much' is no number"):
        growth_rates(["1", "much"], [2020, 2021])
    with pytest.raises(InputError, match="lags"):
        growth_rates([1.0, 2.0], [2020, 2021], lags=-1)
    with pytest.raises(InputError, match="1 for 2 values"):
        growth_rates([1.0, 2.0], [2020])


def test_years_of_mixed_periods() -> None:
    assert years_of([2022, "2023年", "2023-Q2", "2023/6"]).tolist() == pytest.approx([2023, 2024, 2023.5, 2023.5])


def test_kernel_takes_plain_arrays() -> None:
    slope, error, low, high = log_linear(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 3.0]), 0)
    assert slope == pytest.approx(1.5)
    assert low < slope < high
    assert error > 0
    assert isinstance(growth_rates(pd.Series([1.0, 2.0], [2020, 2021])).cagr, float)
