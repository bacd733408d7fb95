from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from chainchief.chain.finding import Finding, finding
from chainchief.chain.rules.names import company_core
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain


def found(rule: str, notes: tuple[Finding, ...] = (), **tables: Any) -> list[Finding]:
    chain = Chain.from_tables({name: pd.DataFrame(columns) for name, columns in tables.items()}, notes)
    return [remark for remark in check_tables(chain) if remark.rule == rule]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yunhe Lens (Anlan) Co., Ltd.", "YUNHE LENS CO LTD"),
        ("示例光学有限公司", "示例光学（集团）股份有限公司"),
        ("ＡＢＣ Optics Inc", "abc optics"),
    ],
)
def test_company_core_leaves_legal_forms_out(one: str, other: str) -> None:
    assert company_core(one) == company_core(other)


def test_company_core_keeps_what_tells_firms_apart() -> None:
    assert company_core("温州光学有限公司") != company_core("杭州光学有限公司")
    assert company_core("Core Optics") == "coreoptics"


def test_names_a_letter_apart_are_proposed_once_and_never_merged() -> None:
    names = ["Evergreen Optics Ltd", "Evergren Optics Ltd", "Evergreen Opticals and Tools Ltd", None]
    (remark,) = found("near-duplicate", firms={"firm_id": ["a", "b", "c", "d"], "name": names})
    assert (remark.row, remark.value) == (2, "Evergren Optics Ltd")
    assert remark.after == "Evergreen Optics Ltd"
    assert "Evergreen Optics Ltd" in remark.message
    assert remark.fix == ""


def test_the_same_firm_at_two_dates_is_no_duplicate() -> None:
    firms = {"firm_id": ["a", "a"], "name": ["Alder Optics", "Alder Optics Ltd"], "period": ["2022", "2023"]}
    assert found("near-duplicate", firms=firms) == []


def test_many_firms_of_one_town_are_compared_in_blocks() -> None:
    names = [f"温州第{number:04d}号眼镜配件制造有限公司" for number in range(700)]
    pairs = found("near-duplicate", firms={"firm_id": names, "name": names})
    twins = found("near-duplicate", firms={"firm_id": [*names, "x"], "name": [*names, "温州第0699号眼镜配件制造公司"]})
    assert pairs == []
    assert len(twins) == 1


def test_pairs_that_a_person_called_two_firms_are_passed_over() -> None:
    firms = {"firm_id": ["a", "b", "c"], "name": ["Evergreen Optics Ltd", "Evergren Optics Ltd", "EVERGREEN OPTICS"]}
    note = finding(
        "kept-apart", table="firms", column="name", value="Evergren Optics Ltd", after="Evergreen Optics Ltd"
    )
    assert len(found("near-duplicate", firms=firms)) == 2
    (remark,) = found("near-duplicate", notes=(note,), firms=firms)
    assert remark.value == "EVERGREEN OPTICS"


def test_long_names_may_differ_in_two_places() -> None:
    names = ["Northern Harbour Precision Optical Instruments", "Northem Harbour Precision Optical Instruments"]
    assert len(found("near-duplicate", firms={"firm_id": ["a", "b"], "name": names})) == 1


def test_names_that_differ_in_a_number_are_two_firms() -> None:
    names = ["瓯海区第三眼镜配件精密制造中心有限公司", "瓯海区第五眼镜配件精密制造中心有限公司"]
    assert found("near-duplicate", firms={"firm_id": ["a", "b"], "name": names}) == []


def seen(*rows: tuple[str, int, str]) -> dict[str, list[Any]]:
    region, year, indicator = zip(*rows, strict=True)
    return {"region_id": region, "period": [str(one) for one in year], "indicator": indicator, "value": 1.0}


REGIONS, YEARS = ("北京", "山西", "西藏", "内蒙古"), (2011, 2012, 2013)
FULL = [(region, year, indicator) for region in REGIONS for year in YEARS for indicator in ("RD", "GDP")]


@pytest.mark.parametrize(
    ("right", "slip"), [("西藏", "两藏"), ("山西", "山两"), ("内蒙古", "内蒙占"), ("内蒙古", "内蒙"), ("西藏", "西 藏")]
)
def test_a_slip_of_one_year_is_proposed_as_the_region_that_lacks_it(right: str, slip: str) -> None:
    rows = [(slip, *row[1:]) if row[:2] == (right, 2012) else row for row in FULL]
    (remark,) = found("region-gap", indicators=seen(*rows))
    assert (remark.level, remark.value, remark.fix, remark.column) == ("warning", slip, right, "region_id")
    assert "stands only in 2012 (2 rows)" in remark.message


def test_two_regions_of_one_year_are_two() -> None:
    """山东 shares a letter with 山西, and both have their rows."""
    rows = [*FULL, *(("山东", year, indicator) for year in YEARS for indicator in ("RD", "GDP"))]
    assert found("region-gap", indicators=seen(*rows)) == []


def test_a_region_that_fills_only_some_of_the_gaps_is_none() -> None:
    rows = [row for row in FULL if row[:2] != ("西藏", 2012)]
    assert found("region-gap", indicators=seen(*rows, ("两藏", 2012, "RD"))) == []


def test_a_region_of_the_sheet_regions_is_no_slip() -> None:
    rows = [("两藏", *row[1:]) if row[:2] == ("西藏", 2012) else row for row in FULL]
    regions = {"region_id": [*REGIONS, "两藏"], "name": [*REGIONS, "两藏"]}
    assert found("region-gap", indicators=seen(*rows), regions=regions) == []


def test_key_columns_of_the_file_tell_rows_of_a_region_apart() -> None:
    """With the unknown column in the key, 两藏 fills the gap of one of its tables only."""
    rows = [*FULL, *FULL]
    tables = ["patents"] * len(FULL) + ["trade"] * len(FULL)
    slip = [place for place, row in enumerate(rows) if row[:2] == ("西藏", 2012) and tables[place] == "patents"]
    rows = [("两藏", *row[1:]) if place in slip else row for place, row in enumerate(rows)]
    frame = pd.DataFrame({**seen(*rows), "table": tables})
    chain = Chain.from_tables({"indicators": frame}, key_extra={"indicators": ("table",)})
    gaps = [remark for remark in check_tables(chain) if remark.rule == "region-gap"]
    assert [remark.value for remark in gaps] == ["两藏"]
