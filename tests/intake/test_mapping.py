from __future__ import annotations

from typing import Any

from chainchief.intake.files.source import RawSheet
from chainchief.intake.mapping import fitting_options, present_options, sheet_readings
from chainchief.intake.options import ReadOptions

LONG = [
    ["Yearbook"],
    ["省份", "年份", "编码", "数", "来自"],
    ["北京", 2022, "a", 1.0, "t1"],
    ["北京", 2022, "a", 2.0, "t2"],
    ["上海", 2022, "a", 3.0, "t1"],
]
TOLD = ReadOptions(columns={"省份": "region_id", "编码": "indicator", "数": "value"})


def sheet(rows: list[list[Any]], name: str = "Sheet1") -> list[RawSheet]:
    return [RawSheet("book.xlsx", name, rows)]


def test_a_foreign_sheet_shows_its_headers_and_what_is_near() -> None:
    (reading,) = sheet_readings(sheet([["区域名称", "某年", "x"], ["r", "s", "t"], ["r", "s", "t"]]), ReadOptions())
    assert reading.table == ""
    assert reading.row == 1
    assert [(cell.letter, cell.text, cell.use) for cell in reading.cells] == [
        ("A", "区域名称", "left_out"),
        ("B", "某年", "left_out"),
        ("C", "x", "left_out"),
    ]
    assert reading.cells[0].samples == ("r",)


def test_a_mapped_sheet_shows_what_is_read_kept_and_what_tells_rows_apart() -> None:
    (reading,) = sheet_readings(sheet(LONG), TOLD)
    assert (reading.table, reading.row, reading.lacks) == ("indicators", 2, ())
    assert {cell.text: (cell.column, cell.use) for cell in reading.cells} == {
        "省份": ("region_id", "read"),
        "年份": ("period", "read"),
        "编码": ("indicator", "read"),
        "数": ("value", "read"),
        "来自": ("", "kept"),
    }
    assert reading.repeated == 2
    assert reading.apart == ("来自",)


def test_a_column_that_does_not_tell_all_rows_apart_is_not_offered() -> None:
    (reading,) = sheet_readings(sheet([*LONG, ["北京", 2022, "a", 9.0, "t2"]]), TOLD)
    assert reading.repeated == 3
    assert reading.apart == ()


def test_required_columns_that_nobody_wrote_are_named() -> None:
    (reading,) = sheet_readings(sheet([["供方", "金额"], ["a", 1]], "ties"), ReadOptions())
    assert reading.lacks == ("buyer",)
    assert "buyer" not in [cell.column for cell in reading.cells]


def test_columns_of_a_wide_sheet_are_indicators() -> None:
    (reading,) = sheet_readings(
        sheet([["地区", "年份", "研发强度(%)", "备忘"], ["r", 2023, 3.0, "x"]], "指标数据"), ReadOptions()
    )
    assert [(cell.use, cell.unit) for cell in reading.cells] == [
        ("read", ""),
        ("read", ""),
        ("indicator", "%"),
        ("kept", ""),
    ]
    assert reading.lacks == ()


def test_notes_to_people_are_not_shown() -> None:
    assert sheet_readings([*sheet(LONG), *sheet([["x"]], "_check")], TOLD)[0].sheet == "Sheet1"
    assert len(sheet_readings([*sheet(LONG), *sheet([["x"]], "_check")], TOLD)) == 1


def test_what_was_said_is_used_again_where_every_header_stands() -> None:
    record = ReadOptions(
        TOLD.columns, {}, {"region_id": {"两藏": "西藏"}}, ("来自",), {"book.xlsx!Sheet1!A1": "x"}
    ).record()
    again = fitting_options(sheet([*LONG[1:2], ["天津", 2024, "a", 3.0, "t9"]], "next"), [record])
    assert again.columns == TOLD.columns
    assert again.key_extra == ("来自",)
    assert again.values == {"region_id": {"两藏": "西藏"}}
    assert again.cells == {}
    other = fitting_options(sheet([["省份", "数"], ["天津", 3.0]]), [record])
    assert other.columns == {}


def test_of_several_sayings_the_newest_that_fits_is_used() -> None:
    newer = ReadOptions(columns={"省份": "region_id", "数": "value", "编码": "note"}).record()
    assert fitting_options(sheet(LONG), [newer, TOLD.record()]).columns["编码"] == "note"


def test_only_what_a_file_has_is_kept_of_a_saying() -> None:
    told = ReadOptions(
        columns={"省份": "region_id", "gone": "value"}, sheets={"Sheet1": "indicators", "Sheet9": "ties"}
    )
    assert present_options(sheet(LONG), [told]) == ReadOptions(
        columns={"省份": "region_id"}, sheets={"Sheet1": "indicators"}
    )
