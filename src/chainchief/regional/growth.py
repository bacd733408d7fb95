"""Growth under three definitions that give three numbers: end to end, along the trend, year by year."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.period import last_month, normal_period
from chainchief.errors import InputError
from chainchief.regional.samples import Floats

GROWTH_REASONS: dict[str, tuple[str, str]] = {
    "few": ("fewer than {least} known points", "已知点不足 {least} 个"),
    "not-positive": ("a value of 0 or below has no growth rate", "数值为 0 或负数，没有增长率"),
    "gap": ("periods are missing in between, so that not every year has a rate", "中间缺少时期，无法逐年计算增长率"),
    "short": ("the series is no longer than a year", "序列不足一年以上"),
    "no-year": ("the periods are not a year apart, nor a part of one", "时期间隔不是一年，也不是一年的等分"),
}
"""Why a growth rate is unknown, in English and Chinese."""

_TINY = 1e-9


@dataclass(frozen=True)
class Growth:
    """Three growth rates of one series; NaN where `reasons` says why.

    points : known values; start, end : years of the first and the last known value, a period counted at its end
    cagr : compound annual growth rate, from the first to the last value only
    slope : log points a year of the least squares line through ln x, with its HAC standard error `slope_error` and 95 %
        interval `slope_low`, `slope_high`; trend : exp(slope) - 1; lags : of the HAC estimate
    mean_rate : plain mean of the year-on-year rates
    reasons : "cagr", "slope", "mean_rate" -> key of GROWTH_REASONS
    """

    points: int
    start: float
    end: float
    cagr: float
    slope: float
    slope_error: float
    slope_low: float
    slope_high: float
    trend: float
    lags: int
    mean_rate: float
    reasons: Mapping[str, str] = field(default_factory=dict)


def years_of(periods: Iterable[Any]) -> Floats:
    """The end of each period in years, so that the distance of two is what lies between them.

    periods : "2023", 2023, "2023-Q2", "2023-05" and what else reads as a period
    raises : InputError for a text that is no period

    >>> years_of(["2022", "2023-Q2"]).round(2).tolist()
    [2023.0, 2023.5]
    """
    found = []
    for period in periods:
        month = last_month(normal_period(period) or "")
        if month is None:
            raise InputError(
                f"period '{period}' is no year, quarter or month; write 2023, 2023-Q2 or 2023-05.",
                f"“{period}”不是年、季或月；请写作 2023、2023-Q2 或 2023-05。",
            )
        found.append(month / 12)
    return np.array(found, dtype=np.float64)


def growth_rates(values: Any, periods: Any = None, lags: int | None = None) -> Growth:
    """How fast a series grows a year, three ways.

    values : by period; a Series with periods as index, a mapping, or a list beside `periods`; NaN = unknown, left out
    periods : years, quarters or months; their real distance counts, also over a missing one
    lags : of the HAC standard error; default floor(4 (n/100)^(2/9)) [Newey & West 1994]
    returns : what cannot be worked out is NaN with a reason, never a guess: a value of 0 or below, fewer than 2 points
        (slope: 3), a gap (mean_rate)
    raises : InputError for a period that is none or comes twice, for another number of periods than values, for what is
        no number, for lags below 0

    cagr = (x_T/x_0)^(1/T) - 1; slope = b of ln x = a + b t; mean_rate = mean of x_t/x_{t-1} - 1 over a year each.
    They agree only when growth is the same every year. HAC: Bartlett weights 1 - d/(lags + 1), d the distance in usual
    steps, times n/(n - 2); interval with t(n - 2) [Newey & West 1987]. With fewer than ten points it is too narrow.

    >>> found = growth_rates([1.0, 2.0, 1.0, 8.0], [2020, 2021, 2022, 2023])
    >>> round(found.cagr, 3), round(found.trend, 3), round(found.mean_rate, 3)
    (1.0, 0.741, 2.5)
    """
    if lags is not None and lags < 0:
        raise InputError(f"lags: must be at least 0, not {lags}.", f"lags：不得小于 0（{lags}）。")
    times, numbers = _line(values, periods)
    known = ~np.isnan(numbers)
    times, numbers = times[known], numbers[known]
    count, reasons = len(numbers), {}
    if count < 2:
        nothing = dict.fromkeys(("cagr", "slope", "mean_rate"), "few")
        start = float(times[0]) if count else math.nan
        none = math.nan
        return Growth(count, start, start, none, none, none, none, none, none, 0, none, nothing)
    cagr = math.nan
    if min(numbers[0], numbers[-1]) > 0:
        cagr = float((numbers[-1] / numbers[0]) ** (1 / (times[-1] - times[0])) - 1)
    else:
        reasons["cagr"] = "not-positive"
    lags = math.floor(4 * (count / 100) ** (2 / 9)) if lags is None else lags
    slope = error = low = high = math.nan
    if (numbers <= 0).any():
        reasons["slope"] = "not-positive"
    elif count < 3:
        reasons["slope"] = "few"
    else:
        slope, error, low, high = log_linear(times, np.log(numbers), lags)
    mean_rate, why = _mean_rate(times, numbers)
    if why:
        reasons["mean_rate"] = why
    trend = math.expm1(slope)
    start, end = float(times[0]), float(times[-1])
    return Growth(count, start, end, cagr, slope, error, low, high, trend, lags, mean_rate, reasons)


def log_linear(times: Floats, logs: Floats, lags: int) -> tuple[float, float, float, float]:
    """Slope of the least squares line, its HAC standard error and 95 % interval.

    times, logs (n,), n >= 3; lags >= 0
    """
    from scipy.special import stdtrit

    count = len(times)
    centred = times - times.mean()
    squares = float(centred @ centred)
    slope = float(centred @ logs) / squares
    left = logs - logs.mean() - slope * centred
    moments = centred * left
    step = float(np.median(np.diff(times)))
    distance = np.abs(times[:, None] - times[None, :]) / step
    kernel = np.maximum(1 - distance / (lags + 1), 0.0)
    middle = max(float(moments @ kernel @ moments), 0.0)
    error = math.sqrt(middle * count / (count - 2)) / squares
    width = float(stdtrit(count - 2, 0.975)) * error
    return slope, error, slope - width, slope + width


def _mean_rate(times: Floats, numbers: Floats) -> tuple[float, str]:
    """Mean of the rates over one year each, and the reason when there is none."""
    if (numbers[:-1] <= 0).any() or numbers[-1] < 0:
        return math.nan, "not-positive"
    steps = np.diff(times)
    step = float(steps.min())
    back = round(1 / step)
    if back < 1 or abs(back * step - 1) > _TINY:
        return math.nan, "no-year"
    if (np.abs(steps - step) > _TINY).any():
        return math.nan, "gap"
    if len(numbers) <= back:
        return math.nan, "short"
    return float(np.mean(numbers[back:] / numbers[:-back] - 1)), ""


def _line(values: Any, periods: Any) -> tuple[Floats, Floats]:
    if periods is None:
        held = values if isinstance(values, pd.Series) else pd.Series(values)
        periods, values = list(held.index), held.to_numpy()
    times = years_of(periods)
    held = pd.Series(list(values), dtype=object)
    numbers: Floats = pd.to_numeric(held, errors="coerce").to_numpy(dtype=np.float64)
    wrong = np.flatnonzero((np.isnan(numbers) & held.notna().to_numpy()) | np.isinf(numbers))
    if len(wrong):
        found = held[int(wrong[0])]
        raise InputError(f"'{found}' is no number; mend it or leave it empty.", f"“{found}”不是数值；请改正或留空。")
    if len(times) != len(numbers):
        raise InputError(
            f"periods: {len(times)} for {len(numbers)} values; give one for each.",
            f"periods：{len(numbers)} 个数值对应 {len(times)} 个时期；请一一对应。",
        )
    order = np.argsort(times, kind="stable")
    times, numbers = times[order], numbers[order]
    if (twice := np.flatnonzero(np.diff(times) < _TINY)).size:
        name = list(periods)[int(order[twice[0]])]
        raise InputError(f"period {name} comes twice; keep one.", f"时期 {name} 重复；请只保留一个。")
    return times, numbers
