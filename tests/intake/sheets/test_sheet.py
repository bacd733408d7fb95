from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from chainchief.chain.columns import declared_tables
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


def test_a_header_without_rows_is_an_empty_table() -> None:
    sheet = typed("firms", ["firm_id", "output", "colour"])
    assert sheet.frame.empty
    assert {"firm_id", "output"} <= set(sheet.frame.columns)
