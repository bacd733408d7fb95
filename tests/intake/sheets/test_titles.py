"""What stands above a table: its unit, and headers that span several columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from chainchief.chain.value import Chain
from chainchief.intake.files.source import RawSheet
from chainchief.intake.reading import read, read_sheets


def firms(*rows: list[Any]) -> Chain:
    return read_sheets([RawSheet("b.xlsx", "企业", list(rows))])


def test_the_unit_of_the_title_holds_for_money_without_a_unit_of_its_own() -> None:
    chain = firms(
        ["2023 年"], ["单位：亿元"], ["企业名称", "产值", "营业收入(万元)", "从业人数"], ["甲", 2.15, 300, 40]
    )
    row = chain.firms.iloc[0]
    assert (row["output"], row["revenue"], row["employees"]) == (21_500.0, 300.0, 40.0)
    assert [note.origin for note in chain.notes if note.rule == "unit-read"] == ["b.xlsx!企业!B3"]
    assert "unit-assumed" not in [note.rule for note in chain.notes]


def test_a_unit_with_the_word_unit_before_it() -> None:
    assert firms(["企业名称", "研发费用（单位：元）"], ["甲", 5_000_000]).firms["rd"].tolist() == [500.0]


def test_money_in_a_foreign_unit_is_unknown_and_not_misread() -> None:
    chain = firms(["企业名称", "出口额（万美元）"], ["甲", 100])
    assert chain.firms["exports"].isna().all()
    assert "unit-foreign" in [note.rule for note in chain.notes]


def test_columns_under_one_merged_header_are_named_and_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "企业"
    for row in (
        ["企业名称", "产值（万元）", None, "年份"],
        [None, "2022年", "2023年", None],
        ["甲", 20_000, 21_500, 2023],
    ):
        page.append(row)
    page.merge_cells("B1:C1")
    book.save(tmp_path / "b.xlsx")
    chain = read(tmp_path / "b.xlsx")
    assert chain.firms["output"].isna().all()
    assert [note.origin for note in chain.notes if note.rule == "header-merged"] == ["b.xlsx!企业!B1"]


def test_sums_and_means_under_many_names_are_no_regions() -> None:
    rows = [[name, "2023", "x", 1.0] for name in ("合计", "全县合计", "全市平均", "各区小计", "平均值", "Grand total")]
    kept = [["全州县", "2023", "x", 1.0], ["合肥", "2023", "x", 1.0], ["平均村", "2023", "x", 1.0]]
    chain = read_sheets([RawSheet("b.xlsx", "indicators", [["region", "year", "indicator", "value"], *rows, *kept])])
    assert chain.indicators["region_id"].tolist() == ["全州县", "合肥", "平均村"]


def test_no_is_never_near_yes() -> None:
    for word in ("没有", "不强"):
        chain = read_sheets([RawSheet("b.xlsx", "segments", [["环节编号", "环节", "现状"], ["S", "s", word]])])
        told = [note for note in chain.notes if note.rule == "not-a-choice"]
        assert not told or told[0].fix not in ("有", "强", "present", "strong")


def test_a_row_with_two_errors_is_told_both_and_never_its_own_twin() -> None:
    chain = read_sheets(
        [
            RawSheet("b.xlsx", "firms", [["name", "segment_id", "capacity_use", "period"], ["Alder", "S9", 80, 2023]]),
            RawSheet("b.xlsx", "segments", [["segment_id", "name"], ["S1", "Lens"]]),
            RawSheet("b.xlsx", "ties", [["supplier", "buyer"], ["Alder", "Birch"]]),
        ]
    )
    assert sorted(note.rule for note in chain.notes if note.level == "error") == ["share-bare", "unknown-reference"]
    assert "firm-kept-out" in [note.rule for note in chain.notes]


def test_of_two_rows_of_a_key_the_faulty_one_goes() -> None:
    chain = firms(["企业编号", "产值"], ["F1", -5], ["F1", 7])
    assert chain.firms["output"].tolist() == [7.0]
    assert [note.rule for note in chain.notes if note.level == "error"] == ["below-zero"]
