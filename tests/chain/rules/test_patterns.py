from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from chainchief.chain.finding import Finding
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain


def found(rule: str, **tables: Any) -> list[Finding]:
    chain = Chain.from_tables({name: pd.DataFrame(columns) for name, columns in tables.items()})
    return [remark for remark in check_tables(chain) if remark.rule == rule]


@pytest.mark.parametrize(
    ("table", "column", "text", "fix"),
    [
        ("regions", "adcode", "330304", None),
        ("regions", "adcode", "330304000000", "330304"),
        ("regions", "adcode", "33030", ""),
        ("segments", "gbt4754", "3587;2710", None),
        ("segments", "gbt4754", "C3587；2710", "3587;2710"),
        ("firms", "gbt4754", "35871", ""),
        ("regions", "iso3", "chn", "CHN"),
        ("regions", "iso3", "CN", ""),
        ("segments", "hs6", "9001.50", "900150"),
        ("ties", "hs6", "90015000", "900150"),
        ("ties", "hs6", "9001", ""),
        ("segments", "isic", "C2670", None),
        ("segments", "nace", "26.70", None),
        ("segments", "nace", "26.701", ""),
        ("trade", "k", "900150", None),
        ("chain", "currency", "cny", "CNY"),
        ("indicator_meta", "code", "D 311", "D311"),
        ("indicator_meta", "code", "3D", ""),
        ("indicator_meta", "code", "研发强度", None),
        ("rules", "hold_for", "3d", None),
        ("rules", "hold_for", "soon", ""),
        ("measures", "cost_by_year", "2025:1000;2026:2000", None),
        ("measures", "cost_by_year", "1000 in 2025", ""),
    ],
)
def test_codes(table: str, column: str, text: str, fix: str | None) -> None:
    remarks = found("code-form", **{table: {column: [text]}})
    assert [(remark.column, remark.value, remark.fix) for remark in remarks] == (
        [] if fix is None else [(column, text, fix)]
    )


def test_a_text_in_very_many_cells_is_told_once() -> None:
    firms = {"firm_id": list("abcdefg"), "gbt4754": ["C3587"] * 5 + ["X"] * 2}
    remarks = found("code-form", firms=firms)
    assert [remark.row for remark in remarks] == [1, 6, 7]
    assert remarks[0].message == "“C3587” is no gbt4754: 2 to 4 digits. So in 4 more rows."


def test_a_point_is_compared_with_the_country_of_its_code() -> None:
    wenzhou = {"region_id": ["r"], "name": ["R"], "lat": [28.0], "lon": [120.65]}
    assert found("point-elsewhere", regions={**wenzhou, "iso3": ["CHN"]}) == []
    swapped = {**wenzhou, "lat": [45.0], "lon": [8.0], "iso3": ["CHN"]}
    (remark,) = found("point-elsewhere", regions=swapped)
    assert (remark.level, remark.value) == ("error", "45, 8")
    assert found("point-elsewhere", regions={**swapped, "iso3": ["ITA"]}) == []
    assert found("point-elsewhere", regions={**swapped, "iso3": [None]}) == []


def test_half_points_say_what_is_absent() -> None:
    (remark,) = found("half-point", firms={"firm_id": ["F"], "name": ["Alder"], "lon": [120.0]})
    assert remark.message == "“Alder” has lon, but no lat; it is put on no map."
    assert remark.message_zh == "“Alder”有“经度”而无“纬度”，无法上图。"


def test_points_without_a_system_are_counted() -> None:
    firms = {"firm_id": list("abc"), "lat": [28.0, 28.1, 48.0], "lon": [120.0, 120.1, 2.0]}
    (remark,) = found("coordinates-unstated", firms=firms)
    assert (remark.level, "(2)" in remark.message) == ("info", True)


@pytest.mark.parametrize(
    ("usci", "adcode", "speaks"),
    [
        ("91330304MA00000000", "330304", False),
        ("91330304MA00000000", "330300", False),
        ("91330304MA00000000", "330000", False),
        ("91330304MA00000000", "330302", True),
        ("91330304MA00000000", "310000", True),
        ("91330304MA", "310000", False),
    ],
)
def test_the_office_of_a_credit_code_may_differ(usci: str, adcode: str, speaks: bool) -> None:
    regions = {"region_id": ["town", "city"], "name": ["t", "c"], "parent_id": ["city", None], "adcode": [None, adcode]}
    remarks = found(
        "registered-elsewhere", regions=regions, firms={"firm_id": ["F"], "usci": [usci], "region_id": ["town"]}
    )
    assert [remark.level for remark in remarks] == (["info"] if speaks else [])


@pytest.mark.parametrize(
    ("start", "end", "speaks"),
    [
        ("2026-05-02", "2026-05-01", True),
        ("2026-05-01", "2026-05-01", False),
        ("2026-05", "2026-05-01", False),
        ("2027", "2026-12-31", True),
        ("soon", "2026", False),
    ],
)
def test_what_ends_begins_first(start: str, end: str, speaks: bool) -> None:
    measures = {"name": ["m"], "start": [start], "end": [end]}
    assert bool(found("out-of-order", measures=measures)) is speaks


def test_goalposts_may_not_be_equal_and_effects_may() -> None:
    meta = {"code": ["A"], "name": ["a"], "direction": ["+1"], "low": [1.0], "high": [1.0]}
    effects = {"measure": ["m"], "kind": ["indicator"], "target": ["A"], "low": [1.0], "high": [1.0]}
    assert [remark.table for remark in found("out-of-order", indicator_meta=meta, effects=effects)] == [
        "indicator_meta"
    ]
