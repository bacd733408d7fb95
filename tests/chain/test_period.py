from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.period import last_month, latest_period, months_between, normal_period

PERIODS = st.one_of(
    st.integers(1900, 2100).map(str),
    st.builds("{}-Q{}".format, st.integers(1900, 2100), st.integers(1, 4)),
    st.builds("{}-{:02d}".format, st.integers(1900, 2100), st.integers(1, 12)),
)


@pytest.mark.parametrize(
    ("written", "period"),
    [
        (2023, "2023"),
        (2023.0, "2023"),
        ("2023.0", "2023"),
        (" 2023 ", "2023"),
        ("2023年", "2023"),
        ("2023年度", "2023"),
        ("２０２３", "2023"),
        ("2023-Q1", "2023-Q1"),
        ("2023q4", "2023-Q4"),
        ("2023 Q2", "2023-Q2"),
        ("2023年第二季度", "2023-Q2"),
        ("2023年3季度", "2023-Q3"),
        ("2023年四季", "2023-Q4"),
        ("2023-05", "2023-05"),
        ("2023/5", "2023-05"),
        ("2023.12", "2023-12"),
        ("2023年5月", "2023-05"),
        ("2023-05-31", "2023-05"),
        ("2023-05-31 08:00:00", "2023-05"),
        (dt.date(2023, 5, 1), "2023-05"),
        (dt.datetime(2023, 12, 31, 8), "2023-12"),
    ],
)
def test_known_spellings(written: Any, period: str) -> None:
    assert normal_period(written) == period


@pytest.mark.parametrize(
    "written",
    ["", "soon", "23", "20235", "2023-13", "2023-00", "2023-Q5", "2023-2024", 2023.1, 1.5, 1899, 2101, "Q1 2023", None],
)
def test_what_is_no_period(written: Any) -> None:
    assert normal_period(written) is None


@given(PERIODS)
def test_a_period_in_its_own_spelling_stays(period: str) -> None:
    assert normal_period(period) == period


@given(PERIODS, PERIODS)
def test_months_between_changes_sign(one: str, other: str) -> None:
    there, back = months_between(one, other), months_between(other, one)
    assert there is not None
    assert back is not None
    assert there == -back


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [("2022", "2025", 36), ("2022", "2025-06", 30), ("2022-Q4", "2022", 0), ("2022-12-31", "2023-01", 1)],
)
def test_months_are_counted_between_ends(earlier: str, later: str, months: int) -> None:
    assert months_between(earlier, later) == months


@pytest.mark.parametrize("text", ["soon", "", "2023-13", "nan", "2023年"])
def test_no_month_for_a_text_that_is_no_period(text: str) -> None:
    assert last_month(text) is None
    assert months_between(text, "2023") is None


def test_a_year_ends_with_its_last_month_and_quarter() -> None:
    assert last_month("2023") == last_month("2023-12") == last_month("2023-Q4")


@pytest.mark.parametrize(
    ("periods", "up_to", "latest"),
    [
        ([], None, None),
        (["2021", "2023", "2022"], None, "2023"),
        (["2021", "2023"], "2022", "2021"),
        (["2023"], "2022", None),
        (["2022-11", "2023-05"], "2023", "2023-05"),
        (["2023", "2023-05"], None, "2023"),
        (["2023"], "2023-Q2", None),
        (["soon", "2023"], None, "2023"),
        (["soon"], None, None),
    ],
)
def test_latest_period(periods: list[str], up_to: str | None, latest: str | None) -> None:
    assert latest_period(periods, up_to) == latest


@given(st.lists(PERIODS, min_size=1, max_size=6))
def test_the_latest_period_does_not_depend_on_the_order(periods: list[str]) -> None:
    assert latest_period(periods) == latest_period(periods[::-1])
