from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from chainchief.chain.columns import declared_tables
from chainchief.intake.files.markings import Formula, Markings
from chainchief.intake.files.source import RawSheet
from chainchief.intake.sheets.sheet import TypedSheet, fill_defaults, read_sheet

TABLES = declared_tables()


def typed(table: str, *rows: list[Any], tells_types: bool = True) -> TypedSheet:
    return read_sheet(RawSheet("book.xlsx", table, list(rows), typed=tells_types), TABLES[table], 1e4)


def test_rows_keep_their_number_in_the_file_past_titles_and_gaps() -> None:
    sheet = typed("firms", ["title"], [], ["firm_id", "output"], ["F1", 1], [], ["  ", ""], ["F2", 2])
    assert sheet.frame["origin"].tolist() == ["book.xlsx!firms!4", "book.xlsx!firms!7"]
    assert sheet.letters == {"firm_id": "A", "output": "B"}
    assert [(note.rule, note.row) for note in sheet.notes] == [("header-read", 3)]


def test_a_wrong_cell_is_unknown_noted_with_its_place_and_its_row_refused() -> None:
    sheet = typed("firms", ["firm_id", "output", "listed"], ["F1", "many", "是"], ["F2", 2, "perhaps"], ["F3", 3, "否"])
    assert sheet.refused == {0, 1}
    assert sheet.frame["output"].isna().tolist() == [True, False, False]
    assert [(note.rule, note.origin, note.value) for note in sheet.notes] == [
        ("not-a-number", "book.xlsx!firms!B2", "many"),
        ("not-a-bool", "book.xlsx!firms!C3", "perhaps"),
    ]


def test_the_same_repair_in_two_rows_is_noted_for_both() -> None:
    sheet = typed("firms", ["firm_id", "capacity_use"], ["F1", "80%"], ["F2", "80%"])
    assert [(note.origin, note.before, note.after) for note in sheet.notes] == [
        ("book.xlsx!firms!B2", "80%", "0.8"),
        ("book.xlsx!firms!B3", "80%", "0.8"),
    ]


@pytest.mark.parametrize(
    ("header", "written", "value"),
    [
        ("产值(元)", 82_000_000, 8200),
        ("产值(万元)", 8200, 8200),
        ("产值(百万元)", 82, 8200),
        ("产值（亿元）", 0.82, 8200),
        ("output (million CNY)", 82, 8200),
    ],
)
def test_money_takes_the_unit_of_its_header(header: str, written: float, value: float) -> None:
    sheet = typed("firms", ["firm_id", header], ["F1", written])
    assert sheet.frame["output"].tolist() == [pytest.approx(value)]
    assert ("unit-read" in {note.rule for note in sheet.notes}) == (written != value)
    assert not sheet.bare_money


def test_money_without_any_unit_is_remembered() -> None:
    assert typed("firms", ["firm_id", "output"], ["F1", 1]).bare_money
    assert not typed("firms", ["firm_id", "output"], ["F1", None]).bare_money


def test_an_unknown_unit_is_told_and_the_numbers_stand() -> None:
    sheet = typed("firms", ["firm_id", "能耗(万吨标准煤)"], ["F1", 3])
    assert sheet.frame["energy"].tolist() == [3]
    (note,) = sheet.notes
    assert (note.rule, note.origin, note.value) == ("unit-unknown", "book.xlsx!firms!1", "万吨标准煤")
    assert "tce/yr" in note.remedy


def test_long_indicators_lead_to_their_value_cell() -> None:
    sheet = typed(
        "indicators",
        ["region", "indicator", "value"],
        ["r", "D111", "约40%"],
        ["r", "D112", "保密"],
        ["r", "D121", None],
    )
    frame = sheet.frame
    assert frame["origin"].tolist() == ["book.xlsx!indicators!C2", "book.xlsx!indicators!C3", "book.xlsx!indicators!C4"]
    assert frame["value"].fillna(-1).tolist() == [0.4, -1, -1]
    assert frame["qualifier"].fillna("").tolist() == ["about", "", ""]
    assert frame["withheld"].tolist() == [False, True, False]
    assert sheet.refused == set()


def test_marks_in_columns_of_their_own_join_those_of_the_cell() -> None:
    header = ["region", "indicator", "value", "qualifier", "withheld"]
    frame = typed(
        "indicators",
        header,
        ["r", "a", "约1", "more_than", None],
        ["r", "b", 1, "约", "否"],
        ["r", "c", None, None, "是"],
    ).frame
    assert frame["qualifier"].fillna("").tolist() == ["about", "about", ""]
    assert frame["withheld"].tolist() == [False, False, True]


def test_the_unit_in_the_header_of_value_is_the_unit() -> None:
    assert typed("indicators", ["region", "indicator", "数值(%)"], ["r", "D311", 3.1]).frame["unit"].tolist() == ["%"]
    both = typed("indicators", ["region", "indicator", "数值(%)", "单位"], ["r", "D311", 3.1, "share"])
    assert both.frame["unit"].tolist() == ["share"]


def test_wide_indicators_become_one_row_a_cell() -> None:
    sheet = typed(
        "indicators",
        ["地区", "省份英文", "年份", "D311(%)", "D112"],
        ["r", "River", 2023, 3.1, "约0.5"],
        ["q", "Quay", 2023, "保密", None],
    )
    frame = sheet.frame
    assert frame["origin"].str.rpartition("!")[2].tolist() == ["D2", "E2", "D3", "E3"]
    assert frame["indicator"].tolist() == ["D311", "D112"] * 2
    assert frame["value"].fillna(-1).tolist() == [3.1, 0.5, -1, -1]
    assert frame["unit"].fillna("").tolist() == ["%", "", "%", ""]
    assert frame["withheld"].tolist() == [False, False, True, False]
    assert frame["qualifier"].fillna("").tolist() == ["", "about", "", ""]
    assert frame["省份英文"].tolist() == ["River", "River", "Quay", "Quay"]
    assert [note.rule for note in sheet.notes].count("wide-read") == 1
    assert [note.value for note in sheet.notes if note.rule == "column-kept"] == ["省份英文"]


def test_one_wrong_cell_of_a_wide_sheet_refuses_only_itself() -> None:
    rows = [["r", 2023, 1, 2], ["q", 2023, "many", 3], ["p", 2023, 4, 5], ["o", "soon", 6, 7]]
    sheet = typed("indicators", ["地区", "年份", "D311", "D112"], *rows)
    kept = sheet.frame.drop(index=sorted(sheet.refused))
    assert kept["origin"].str.rpartition("!")[2].tolist() == ["C2", "D2", "D3", "C4", "D4"]
    assert [(note.rule, note.origin) for note in sheet.notes if note.level == "error"] == [
        ("not-a-period", "book.xlsx!indicators!B5"),
        ("not-a-number", "book.xlsx!indicators!C3"),
    ]


def test_a_sheet_of_indicators_without_any_number_stays_long() -> None:
    sheet = typed("indicators", ["地区", "年份", "zone"], ["r", 2023, "east"])
    assert len(sheet.frame) == 1
    assert sheet.frame["zone"].tolist() == ["east"]


@pytest.mark.parametrize(
    ("cells", "kept", "dtype"),
    [
        ([1.0, None, 2.5], [1.0, None, 2.5], "float64"),
        ([True, None, False], [True, None, False], "boolean"),
        (["007", "12"], ["007", "12"], "object"),
        (["12", 3.0], ["12", "3"], "object"),
        (["a  b ", "NA", "—"], ["a  b", None, None], "object"),
        (["=1+1", "1e5"], ["=1+1", "1e5"], "object"),
        ([None, ""], [None, None], "object"),
    ],
)
def test_undeclared_columns_stay_as_they_are(cells: list[Any], kept: list[Any], dtype: str) -> None:
    column = typed("firms", ["firm_id", "colour"], *[["F", cell] for cell in cells]).frame["colour"]
    assert str(column.dtype) == dtype
    assert [None if pd.isna(cell) else cell for cell in column] == kept


def test_numbers_of_a_csv_file_are_numbers_unless_one_has_a_leading_zero() -> None:
    rows = [["firm_id", "score", "post code"], ["F1", "12", "325000"], ["F2", "-5e-01", "007"], ["F3", "", "1"]]
    frame = typed("firms", *rows, tells_types=False).frame
    assert frame["score"].fillna(0).tolist() == [12.0, -0.5, 0.0]
    assert frame["post code"].tolist() == ["325000", "007", "1"]


def test_a_column_without_header_is_told() -> None:
    sheet = typed("firms", ["firm_id", None, "output"], ["F1", "lost", 1, "beyond"])
    assert [(note.rule, note.origin) for note in sheet.notes] == [
        ("column-unnamed", "book.xlsx!firms!B1"),
        ("column-unnamed", "book.xlsx!firms!D1"),
    ]


def test_of_two_columns_that_mean_the_same_the_own_name_is_read() -> None:
    sheet = typed("firms", ["产值", "firm_id", "output"], [1, "F1", 2])
    assert sheet.frame["output"].tolist() == [2]
    (note,) = [note for note in sheet.notes if note.rule == "column-twice"]
    assert (note.origin, note.value) == ("book.xlsx!firms!A1", "C, A")


def test_a_sheet_without_any_known_header_is_refused_as_a_whole() -> None:
    sheet = typed("goals", ["colour"], ["red"])
    assert sheet.frame.empty
    assert [(note.rule, note.level, note.message) for note in sheet.notes] == [
        ("columns-absent", "error", "Sheet goals lacks verb, text.")
    ]


def test_defaults_fill_empty_cells_and_are_told_once_a_column() -> None:
    sheet = typed("ties", ["supplier", "buyer", "kind"], ["a", "b", None], ["b", "c", "service"])
    (note,) = fill_defaults(TABLES["ties"], sheet, "book.xlsx!ties")
    assert sheet.frame["kind"].tolist() == ["supply", "service"]
    assert (note.rule, note.column, note.origin) == ("default-read", "kind", "book.xlsx!ties")
    assert "(1)" in note.message


def marked(table: str, *rows: list[Any], **beside: Any) -> TypedSheet:
    return read_sheet(RawSheet("book.xlsx", table, list(rows), markings=Markings(**beside)), TABLES[table], 1e4)


@pytest.mark.parametrize("header", ["采购占比(%)", "采购占比", "share_of_input"])
def test_a_number_shown_as_percent_is_a_share_whatever_its_header_says(header: str) -> None:
    rows = [["supplier", "buyer", header], ["a", "b", 0.8], ["b", "c", 0.5]]
    sheet = marked("ties", *rows, percents={2: frozenset({2, 3})})
    assert sheet.frame["share_of_input"].tolist() == [0.8, 0.5]
    (note,) = [note for note in sheet.notes if note.rule == "percent-format"]
    assert (note.origin, note.column) == ("book.xlsx!ties!C1", "share_of_input")
    assert "(2)" in note.message


def test_in_one_column_some_numbers_are_shown_as_percent_and_some_are_not() -> None:
    rows = [["supplier", "buyer", "采购占比(%)"], ["a", "b", 0.8], ["b", "c", 0.8], ["c", "d", "80%"]]
    assert marked("ties", *rows, percents={2: frozenset({2})}).frame["share_of_input"].tolist() == [0.8, 0.008, 0.8]


def test_percent_formats_mean_nothing_for_money() -> None:
    sheet = marked("firms", ["firm_id", "产值(亿元)"], ["F1", 0.5], percents={1: frozenset({2})})
    assert sheet.frame["output"].tolist() == [5000.0]
    assert "percent-format" not in {note.rule for note in sheet.notes}


def test_an_observation_shown_as_percent_stands_in_shares() -> None:
    wide = marked("indicators", ["地区", "年份", "D311(%)"], ["r", 2023, 0.031], ["q", 2023, 3.1], percents={2: {2}})
    assert list(zip(wide.frame["value"], wide.frame["unit"], strict=True)) == [(0.031, "share"), (3.1, "%")]
    rows = [["region", "indicator", "value", "unit"], ["r", "D311", 0.031, "%"], ["q", "D311", 3.1, "%"]]
    long = marked("indicators", *rows, percents={2: {2}})
    assert list(zip(long.frame["value"], long.frame["unit"], strict=True)) == [(0.031, "share"), (3.1, "%")]


def test_a_formula_without_a_value_refuses_its_row_where_a_number_or_a_key_must_stand() -> None:
    rows = [["firm_id", "output", "address"], [Formula("=A1"), 1, "a"], ["F2", Formula("=B2"), "b"]]
    sheet = marked("firms", *rows, ["F3", 3, Formula("=C2")], ["=B2", 4, "=B2"])
    assert sheet.refused == {0, 1}
    assert [(note.rule, note.level, note.origin, note.value) for note in sheet.notes] == [
        ("formula-without-value", "error", "book.xlsx!firms!A2", "=A1"),
        ("formula-without-value", "error", "book.xlsx!firms!B3", "=B2"),
        ("formula-unread", "warning", "book.xlsx!firms!C4", "=C2"),
    ]
    assert [None if pd.isna(cell) else cell for cell in sheet.frame["address"]] == ["a", "b", None, "=B2"]


def test_errors_and_formulas_of_a_kept_column_are_unknown_and_told() -> None:
    sheet = marked("firms", ["firm_id", "rank"], ["F1", 1.0], ["F2", "#N/A"], ["F3", Formula("=B2+1")])
    assert sheet.frame["rank"].dtype == float
    assert sheet.frame["rank"].fillna(-1).tolist() == [1.0, -1.0, -1.0]
    told = {(note.rule, note.origin) for note in sheet.notes if note.level == "warning"}
    assert told == {("error-cell", "book.xlsx!firms!B3"), ("formula-unread", "book.xlsx!firms!B4")}


def test_points_of_another_system_come_in_wgs84() -> None:
    rows = [["firm_id", "lat", "lon", "coord_sys"], ["F1", 39.91640428150164, 116.41024449916938, "GCJ02"]]
    sheet = typed("firms", *rows)
    assert sheet.frame["lat"].tolist() == [pytest.approx(39.915, abs=1e-7)]
    assert sheet.frame["coord_sys"].tolist() == ["WGS84"]
    assert [note.rule for note in sheet.notes] == ["coordinates-converted"]


def test_a_hundred_kept_columns_are_kept() -> None:
    names = [f"extra {number}" for number in range(150)]
    frame = typed("firms", ["firm_id", *names], ["F1", *range(150)]).frame
    assert frame[names].iloc[0].tolist() == list(range(150))


def test_one_and_yes_and_a_text_of_one_are_read_apart() -> None:
    rows = [["firm_id", "output"], ["F1", 1.0], ["F2", True], ["F3", "1"]]
    sheet = typed("firms", *rows)
    assert sheet.refused == {1}
    assert sheet.frame["output"].fillna(-1).tolist() == [1.0, -1.0, 1.0]


def test_a_header_without_rows_is_an_empty_table() -> None:
    sheet = typed("firms", ["firm_id", "output", "colour"])
    assert sheet.frame.empty
    assert {"firm_id", "output"} <= set(sheet.frame.columns)
