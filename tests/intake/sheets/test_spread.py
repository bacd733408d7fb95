from __future__ import annotations

from typing import Any

import pytest

from chainchief.chain.value import Chain
from chainchief.intake.files.source import RawSheet
from chainchief.intake.reading import read_sheets


def seen(*rows: list[Any], name: str = "indicators") -> Chain:
    return read_sheets([RawSheet("y.csv", name, list(rows), typed=False)])


def test_one_column_per_year_is_read_cell_by_cell() -> None:
    chain = seen(
        ["地区", "指标", "单位", "2022年", "2023年(%)", "备注"],
        ["北京", "研发强度", "%", "3.1", "3.3", "x"],
        ["上海", "研发强度", "%", "保密", "约4", ""],
    )
    told = chain.indicators[["region_id", "period", "indicator", "value", "unit", "origin"]].astype(object)
    assert told.where(told.notna(), None).to_numpy().tolist() == [
        ["北京", "2022", "研发强度", 3.1, "%", "y.csv!indicators!D2"],
        ["北京", "2023", "研发强度", 3.3, "%", "y.csv!indicators!E2"],
        ["上海", "2022", "研发强度", None, "%", "y.csv!indicators!D3"],
        ["上海", "2023", "研发强度", 4.0, "%", "y.csv!indicators!E3"],
    ]
    assert chain.indicators["withheld"].tolist() == [False, False, True, False]
    assert chain.indicators["note"].tolist()[0] == "x"
    assert "years-read" in [note.rule for note in chain.notes]


@pytest.mark.parametrize("header", ["2023", "2023年", "2023-Q1", "2023年度", "2023-05"])
def test_headers_that_are_periods(header: str) -> None:
    assert seen(["region", "indicator", header], ["r", "x", "1"]).indicators["value"].tolist() == [1.0]


def test_a_year_beside_a_period_column_is_a_column_of_its_own() -> None:
    chain = seen(["region", "year", "indicator", "value", "2021"], ["r", "2023", "x", "1", "7"])
    assert chain.indicators["value"].tolist() == [1.0]
    assert chain.indicators["2021"].tolist() == [7.0]


def test_years_without_an_indicator_are_no_indicators() -> None:
    chain = seen(["地区", "2022", "2023"], ["北京", "1", "2"])
    assert not chain.has("indicators")
    assert [note.rule for note in chain.notes if note.level == "error"] == ["columns-absent"]


def test_a_bad_cell_keeps_out_its_own_year_only() -> None:
    chain = seen(["region", "indicator", "2022", "2023"], ["r", "x", "many", "2"], ["q", "x", "1", "3"])
    assert chain.indicators[["region_id", "period"]].to_numpy().tolist() == [
        ["r", "2023"],
        ["q", "2022"],
        ["q", "2023"],
    ]
    assert [note.origin for note in chain.notes if note.level == "error"] == ["y.csv!indicators!C2"]
