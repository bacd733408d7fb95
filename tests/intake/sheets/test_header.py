from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.columns import declared_tables
from chainchief.intake.files.source import RawSheet
from chainchief.intake.sheets.header import (
    Header,
    choose_table,
    find_header,
    guess_table,
    header_text,
    ignored,
    nearest_column,
    nearest_sheet,
    plain_name,
    split_unit,
)

TABLES = declared_tables()
FIRMS = TABLES["firms"]


def header_of(*rows: list[Any], table: str = "firms") -> Header:
    found = find_header(RawSheet("book.xlsx", table, list(rows)), TABLES[table])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("written", "name", "unit"),
    [
        ("产值（万元）", "产值", "万元"),
        ("产值(万元)", "产值", "万元"),
        ("产值【亿元】", "产值", "亿元"),
        ("产值 [万元]", "产值", "万元"),
        ("产值\n（万元）", "产值", "万元"),
        ("研发\n费用（万元）", "研发 费用", "万元"),
        ("产值/万元", "产值", "万元"),
        ("产值：亿元", "产值", "亿元"),
        ("比重，%", "比重", "%"),
        ("Output (million CNY)", "Output", "million CNY"),
        ("产值", "产值", ""),
        ("产值（万元）合计", "产值(万元)合计", ""),
        ("D311", "D311", ""),
        ("and/or", "and/or", ""),
        ("(万元)", "(万元)", ""),
        (2023.0, "2023", ""),
    ],
)
def test_split_unit(written: Any, name: str, unit: str) -> None:
    assert split_unit(written) == (name, unit)


@pytest.mark.parametrize(("cell", "text"), [(2023.0, "2023"), (2.5, "2.5"), (" a\n b ", "a b"), ("Ａ", "Ａ")])
def test_header_text(cell: Any, text: str) -> None:
    assert header_text(cell) == text


@pytest.mark.parametrize("text", ["Region ID", "region-id", "ＲＥＧＩＯＮ＿ＩＤ", " region_id "])
def test_plain_name(text: str) -> None:
    assert plain_name(text) == "regionid"


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("firms", "firms"),
        ("Firm", "firms"),
        ("企业", "firms"),
        ("企业表", "firms"),
        ("Segment Flows", "segment_flows"),
        ("指标数据", "indicators"),
        ("Sheet1", None),
    ],
)
def test_choose_table(name: str, table: str | None) -> None:
    assert choose_table(RawSheet("book.xlsx", name, [])) == table


def test_every_table_is_found_by_both_its_names() -> None:
    for table in TABLES.values():
        for name in (table.name, table.name_zh):
            assert choose_table(RawSheet("book.xlsx", name, [])) == table.name


def test_every_column_is_found_by_its_name_and_by_each_alias_of_its_own() -> None:
    for table in TABLES.values():
        taken: dict[str, str] = {}
        for column in table.columns.values():
            for spelling in (column.name, *column.aliases):
                owner = taken.setdefault(plain_name(spelling), column.name)
                assert owner == column.name, f"{table.name}: {spelling} means {owner} and {column.name}"
                found = header_of([spelling], table=table.name)
                assert found.columns == {column.name: 0}, (table.name, spelling)


@pytest.mark.parametrize("name", ["_check", "README", "说明", "填表说明", "Notes"])
def test_sheets_for_people_are_ignored(name: str) -> None:
    assert ignored(RawSheet("book.xlsx", name, [["firm_id"], ["F1"]]))


def test_a_sheet_without_any_cell_is_ignored() -> None:
    assert ignored(RawSheet("book.xlsx", "firms", [[None, ""], ["  "]]))
    assert not ignored(RawSheet("book.xlsx", "firms", [[0.0]]))


def test_nearest_names() -> None:
    assert nearest_sheet("indicater") == "indicators"
    assert nearest_sheet("zzzzzz") == ""
    assert nearest_column(FIRMS, "revenu") == "revenue"
    assert nearest_column(FIRMS, "zzzzzz") == ""


def test_titles_above_the_header_are_passed_over() -> None:
    found = header_of(
        ["Firms of Rivertown 2023"], [], ["unit: 万元"], ["企业编号", None, "产值（万元）"], ["F1", None, 3]
    )
    assert (found.row, dict(found.columns), found.units["output"]) == (3, {"firm_id": 0, "output": 2}, "万元")


def test_the_header_is_searched_in_ten_rows_only() -> None:
    titles = [["title"]] * 9
    assert header_of(*titles, ["firm_id"]).row == 9
    assert find_header(RawSheet("book.xlsx", "firms", [*titles, ["title"], ["firm_id"]]), FIRMS) is None


def test_the_first_of_two_equal_headers_counts() -> None:
    assert header_of(["firm_id", "output"], ["企业编号", "产值"]).row == 0


def test_unknown_headers_are_kept_with_their_text() -> None:
    found = header_of(["firm_id", "Colour (RAL)", "Colour (RAL)", "origin", " Shoe\nsize "])
    assert list(found.extras) == ["Colour (RAL)", "Colour (RAL).2", "origin_stated", "Shoe size"]
    assert list(found.extras.values()) == [1, 2, 3, 4]


@given(st.permutations(["region_id", "地区", "region name", "firm_id", "企业编号", "colour"]))
def test_the_header_nearest_to_the_own_name_is_read_whatever_the_order(headers: list[str]) -> None:
    found = header_of(headers)
    assert {name: headers[place] for name, place in found.columns.items()} == {
        "region_id": "region_id",
        "firm_id": "firm_id",
    }
    assert {headers[place] for place in found.twice["region_id"]} == {"地区", "region name"}


@pytest.mark.parametrize(
    ("headers", "table"),
    [
        (["region", "year", "indicator", "value"], "indicators"),
        (["地区", "年份", "研发投入强度", "人均产值"], "indicators"),
        (["supplier", "buyer", "amount"], "ties"),
        (["企业编号", "企业名称", "环节"], "firms"),
        (["环节编号", "环节", "位置", "现状"], "segments"),
        (["t", "i", "j", "k", "v", "q"], "trade"),
        (["colour", "shape"], None),
        ([], None),
    ],
)
def test_a_lone_sheet_is_known_by_its_headers(headers: list[str], table: str | None) -> None:
    assert guess_table(RawSheet("data.csv", "data", [headers, ["x"] * len(headers)])) == table
