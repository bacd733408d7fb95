"""Units of indicators."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.units import factor


@pytest.mark.parametrize(
    ("unit", "wanted", "size"),
    [
        ("%", "share", 0.01), ("％", "share", 0.01), ("share", "percent", 100), ("百分点", "%", 1), ("‰", "%", 0.1),
        ("亿元", "万元", 1e4), ("100 million yuan", "亿元", 1), ("元", "万元", 1e-4), ("10,000 yuan", "万元", 1),
        ("元/人", "万元/人", 1e-4), ("万元/万人", "万元/人", 1e-4), ("万元 per person", "万元/人", 1),
        ("weeks", "days", 7), ("年", "天", 365), ("months", "days", 365 / 12), ("次/年", "times/yr", 1),
        ("件/家", "patents/firm", 1), ("patents per 10,000 firms", "patents/firm", 1e-4),
        ("个/百家", "patents/firm", 0.01), ("Score 1-5", "score 1-5", 1), ("ratio", "share", 1),
    ],
)  # fmt: skip
def test_units_that_convert(unit: str, wanted: str, size: float) -> None:
    assert factor(unit, wanted) == pytest.approx(size, rel=1e-9)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [("days", "share"), ("万元", "USD"), ("万元", "万元/人"), ("TWh", "days"), ("元/人", "人/元"), ("/", "%")],
)
def test_units_that_do_not(unit: str, wanted: str) -> None:
    assert factor(unit, wanted) is None


_UNITS = st.sampled_from(["%", "share", "元", "亿元", "万元/人", "元/千人", "days", "月", "件/家", "次/年"])


@given(_UNITS, _UNITS)
def test_there_and_back_is_one(unit: str, other: str) -> None:
    there, back = factor(unit, other), factor(other, unit)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there * back == pytest.approx(1.0, rel=1e-9)
