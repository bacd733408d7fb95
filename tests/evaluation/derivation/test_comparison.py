"""A typed value beside the derived one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from chainchief.evaluation.derivation.comparison import compare_typed
from evaluation.five_firms import BY_HAND, FIRMS, five_firms


def _typed(**row: Any) -> pd.DataFrame:
    return pd.DataFrame([{"region_id": "east", "period": "2023", "origin": "book.xlsx!indicators!2", **row}])


def test_a_difference_above_five_per_cent_is_named() -> None:
    found = compare_typed(five_firms(indicators=_typed(indicator="D321", value=99.0)))
    assert found[["indicator", "typed", "derived", "origin"]].values.tolist() == [
        ["D321", 99.0, 90.0, "book.xlsx!indicators!2"]
    ]
    assert found["difference"].iloc[0] == pytest.approx(0.10)


@pytest.mark.parametrize("value", [90.0, 94.5, 86.0])
def test_a_difference_up_to_five_per_cent_is_not(value: float) -> None:
    assert compare_typed(five_firms(indicators=_typed(indicator="D321", value=value))).empty


def test_names_and_units_are_read_before_comparing() -> None:
    per_cent = _typed(indicator="研发投入强度", value=BY_HAND["D311"] * 100, unit="%")
    assert compare_typed(five_firms(indicators=per_cent)).empty
    ten_thousand = _typed(indicator="labour productivity", value=BY_HAND["D212"] * 1e4, unit="元/人")
    assert compare_typed(five_firms(indicators=ten_thousand)).empty
    wrong = _typed(indicator="D212", value=BY_HAND["D212"] * 1e4, unit="万元/人")
    assert compare_typed(five_firms(indicators=wrong))["difference"].iloc[0] == pytest.approx(9999)


def test_thin_derived_values_are_no_ground_for_doubt() -> None:
    firms = pd.DataFrame(FIRMS)
    firms.loc[firms["firm_id"].eq("F1"), "rd"] = None
    assert compare_typed(five_firms(firms=firms, indicators=_typed(indicator="D311", value=0.5))).empty


def test_without_typed_values_or_firms_there_is_nothing_to_say() -> None:
    assert compare_typed(five_firms()).empty
    bare = five_firms(firms=pd.DataFrame(FIRMS[:0]), indicators=_typed(indicator="D311", value=0.5))
    assert compare_typed(bare).empty
    assert compare_typed(five_firms(indicators=_typed(indicator="D311", value=0.5)), "2019").empty


def test_a_derived_zero_is_compared_too() -> None:
    firms = pd.DataFrame(FIRMS)
    firms["patents"] = 0.0
    found = compare_typed(five_firms(firms=firms, indicators=_typed(indicator="D312", value=2.0)))
    assert found["difference"].tolist() == [1.0]
