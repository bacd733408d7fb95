"""Rows below a header: merged cells filled, sums and remarks named, nothing lost and nothing counted twice."""

from __future__ import annotations

from typing import Any

import pytest

from chainchief.chain.columns import declared_tables
from chainchief.intake.files.markings import Markings
from chainchief.intake.files.source import RawSheet
from chainchief.intake.sheets import rows as rows_module
from chainchief.intake.sheets.header import find_header
from chainchief.intake.sheets.rows import Rows, rows_below

TABLES = declared_tables()


def below(*rows: list[Any], table: str = "firms", **beside: Any) -> Rows:
    sheet = RawSheet("book.xlsx", table, [list(row) for row in rows], markings=Markings(**beside))
    header = find_header(sheet, TABLES[table])
    assert header is not None
    return rows_below(sheet, header, TABLES[table])


HEADER = ["firm_id", "region_id", "output", "period", "colour"]


@pytest.mark.parametrize("piece", [1, 2, 256])
def test_rows_of_any_length_become_columns(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "_AT_ONCE", piece)
    found = below(HEADER, ["F1"], [], ["F2", "r", 1.0], ["", "q"])
    assert found.numbers == [2, 4, 5]
    assert found.columns == [["F1", "F2", ""], [None, "r", "q"], [None, 1.0, None]]
    assert found.cells(1) == [None, "r", "q"]
    assert found.cells(7) == [None, None, None]
    assert below(HEADER).width == 0


def test_a_text_merged_down_holds_for_each_of_its_rows() -> None:
    found = below(HEADER, ["F1", "r", 1], ["F2", "", 2], ["F3"], ["F4", "q", 4], merged=((2, 1, 4, 1),))
    assert found.cells(1) == ["r", "r", "r", "q"]
    (note,) = found.notes
    assert (note.rule, note.origin, note.column) == ("merged-filled", "book.xlsx!firms!B2", "region_id")
    assert "B2:B4" in note.message
    assert "“r”" in note.message
    assert "(2 more)" in note.message


def test_a_number_merged_down_is_counted_once() -> None:
    found = below(HEADER, ["F1", "r", 300.0], ["F2", "r", ""], merged=((2, 2, 3, 2),))
    assert found.cells(2) == [300.0, ""]
    assert [(note.rule, note.value) for note in found.notes] == [("merged-number", "300.0")]


def test_a_year_and_a_text_of_a_kept_column_are_filled_a_kept_number_is_not() -> None:
    merged = ((2, 3, 3, 3), (2, 4, 3, 4))
    found = below(HEADER, ["F1", "r", 1, 2023.0, "red"], ["F2", "r", 2, "", ""], merged=merged)
    assert (found.cells(3), found.cells(4)) == ([2023.0, 2023.0], ["red", "red"])
    found = below(HEADER, ["F1", "r", 1, 2023.0, 7.0], ["F2", "r", 2, "", ""], merged=merged)
    assert found.cells(4) == [7.0, ""]


@pytest.mark.parametrize(
    ("merged", "why"),
    [
        ((1, 1, 2, 1), "begins in the header"),
        ((2, 0, 2, 2), "is merged to the right only"),
        ((3, 1, 4, 1), "is empty"),
        ((9, 1, 12, 1), "is below the table"),
    ],
)
def test_other_merged_cells_stay(merged: tuple[int, int, int, int], why: str) -> None:
    rows = [["F1", "r", 1], ["F2", "", 2], ["F3", "", 3]]
    found = below(HEADER, *rows, merged=(merged,))
    assert found.cells(1) == ["r", "", ""], why
    assert found.notes == []


def test_a_row_of_nothing_but_merged_cells_is_none() -> None:
    found = below(HEADER, ["F1", "r", 1], ["", "", ""], ["F3", "", 3], merged=((2, 1, 4, 1),))
    assert found.numbers == [2, 4]
    assert found.cells(1) == ["r", "r"]


def test_a_cell_inside_a_merged_range_is_never_written_over() -> None:
    assert below(HEADER, ["F1", "r"], ["F2", "q"], merged=((2, 1, 3, 1),)).cells(1) == ["r", "q"]


def test_a_title_merged_above_the_header_changes_nothing() -> None:
    found = below(["Firms of 2023"], HEADER, ["F1", "r"], merged=((1, 0, 1, 4),))
    assert (found.numbers, found.notes) == ([3], [])


def test_hidden_rows_are_read_and_counted() -> None:
    found = below(HEADER, ["F1"], ["F2"], [], ["F3"], hidden_rows=frozenset({1, 3, 4, 5, 90}))
    assert found.numbers == [2, 3, 5]
    (note,) = found.notes
    assert (note.rule, note.origin) == ("rows-hidden", "book.xlsx!firms")
    assert "(2)" in note.message
    assert below(HEADER, ["F1"], hidden_rows=frozenset({1, 3})).notes == []


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", 300.0],
        [" 合 计：", "", 300.0],
        ["Total", None, 300.0],
        ["注：本表由链办汇总。"],
        ["制表人：张三", "", None],
        ["Source: survey"],
        ["备注1：略"],
    ],
)
@pytest.mark.parametrize("table", ["firms", "ties", "indicators"])
def test_sums_and_remarks_under_the_table_are_named_and_left_out(row: list[Any], table: str) -> None:
    header = {"firms": HEADER, "ties": ["supplier", "buyer", "amount"], "indicators": ["region", "indicator", "value"]}
    found = below(header[table], ["F1", "r", 1.0], row, table=table)
    assert found.numbers == [2]
    assert [(note.rule, note.level, note.row) for note in found.notes] == [("sum-row", "error", 3)]


@pytest.mark.parametrize(
    "row", [["合计光学有限公司"], ["Total Lens"], ["注：甲", "r", 1.0], ["Source"], ["", "合计", 3.0]]
)
def test_what_only_looks_like_a_sum_or_a_remark_stays(row: list[Any]) -> None:
    assert below(HEADER, row).numbers == [2]


def test_the_root_of_a_framework_may_be_called_total() -> None:
    assert below(["code", "name", "direction"], ["Total", "All", "+1"], table="indicator_meta").numbers == [2]
