"""What people say about a file: headers, sheets, words, cells, rows, twins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from books import write_workbook
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet
from chainchief.intake.options import ReadOptions
from chainchief.intake.reading import read, read_sheets

LONG = [
    ["省份", "年份", "编码", "数", "来自"],
    ["北京", 2022, "a", 1.0, "t1"],
    ["北京", 2022, "a", 2.0, "t2"],
    ["北京", 2022, "b", 3.0, "t1"],
    ["两藏", 2022, "a", 4.0, "t1"],
    ["西藏", 2023, "a", 5.0, "t1"],
]
TOLD = ReadOptions(columns={"省份": "region_id", "编码": "indicator", "数": "value"}, key_extra=("来自",))


def sheets(file: str = "book.xlsx", **tables: list[list[Any]]) -> list[RawSheet]:
    return [RawSheet(file, name, rows) for name, rows in tables.items()]


def rules(chain: Chain) -> list[str]:
    return [note.rule for note in chain.notes]


def test_mapped_headers_are_read_as_told_and_noted() -> None:
    chain = read_sheets(sheets(Sheet1=LONG), TOLD)
    assert chain.indicators["value"].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    told = {note.origin: (note.value, note.column) for note in chain.notes if note.rule == "column-told"}
    assert told == {
        "book.xlsx!Sheet1!A1": ("省份", "region_id"),
        "book.xlsx!Sheet1!C1": ("编码", "indicator"),
        "book.xlsx!Sheet1!D1": ("数", "value"),
    }
    assert chain.letters["book.xlsx!Sheet1"]["value"] == "D"


def test_a_mapping_may_be_written_either_way_round(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {"Sheet1": LONG})
    one = read(path, columns={"省份": "region_id", "编码": "indicator", "数": "value"}, key_extra=["来自"])
    other = read(path, columns={"region_id": "省份", "indicator": "编码", "value": "数"}, key_extra="来自")
    pd.testing.assert_frame_equal(one.indicators, other.indicators)


def test_a_mapped_header_wins_over_one_that_looks_like_the_column() -> None:
    rows = [["地区", "指标", "本年指标值", "value"], ["r", "x", 5, 1]]
    chain = read_sheets(sheets(indicators=rows), ReadOptions(columns={"本年指标值": "value"}))
    assert chain.indicators["value"].tolist() == [5.0]
    assert chain.indicators["value.2"].tolist() == [1.0]
    assert "column-twice" not in rules(chain)


def test_a_column_may_be_left_unread_and_a_mapping_may_hold_for_one_sheet() -> None:
    firms = [["firm_id", "name", "产值", "secret"], ["F1", "Alder", 5, "x"]]
    ties = [["supplier", "buyer", "产值"], ["F1", "F2", 7]]
    told = ReadOptions(columns={"ties!产值": "amount", "secret": ""})
    chain = read_sheets(sheets(firms=firms, ties=ties), told)
    assert chain.firms["output"].tolist()[0] == 5.0
    assert chain.ties["amount"].tolist() == [7.0]
    assert "secret" not in chain.firms
    assert "column-left" in rules(chain)
    assert "column-unnamed" not in rules(chain)


def test_units_of_mapped_headers_are_read() -> None:
    rows = [["firm_id", "去年产值(亿元)"], ["F1", 2]]
    chain = read_sheets(sheets(firms=rows), ReadOptions(columns={"去年产值(亿元)": "output"}))
    assert chain.firms["output"].tolist() == [20_000.0]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (ReadOptions(columns={"省分": "region_id"}), "did you mean “省份”"),
        (ReadOptions(columns={"省份": "regionid"}), "did you mean region_id"),
        (ReadOptions(sheets={"Sheet2": "ties"}), "it has Sheet1"),
        (ReadOptions(sheets={"Sheet1": "tie"}), "no declared table"),
        (replace(TOLD, key_extra=("表",)), "no sheet has a header “表”"),
        (replace(TOLD, cells={"book.xlsx!Sheet1!C99": "x"}), "ends at row 6"),
        (replace(TOLD, cells={"other.xlsx!Sheet1!C2": "x"}), "no such cell"),
        (replace(TOLD, left_out=("Sheet1",)), "no such cell"),
    ],
)
def test_what_is_not_there_is_a_sentence(told: ReadOptions, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_sheets(sheets(Sheet1=LONG), told)


def test_a_workspace_takes_no_reading_options(tmp_path: Path) -> None:
    (tmp_path / "chain.toml").write_text('title = "x"\nformat = 1\n', encoding="utf-8")
    with pytest.raises(InputError, match="is a workspace"):
        read(tmp_path, columns={"a": "b"})


def test_extra_keys_tell_rows_apart_and_labels_are_split_for_scoring() -> None:
    without = read_sheets(sheets(Sheet1=LONG), replace(TOLD, key_extra=()))
    assert "duplicate-key" in rules(without)
    assert len(without.indicators) == 4
    chain = read_sheets(sheets(Sheet1=LONG), TOLD)
    assert len(chain.indicators) == 5
    assert chain.key_extra == {"indicators": ("来自",)}
    split = [note for note in chain.notes if note.rule == "label-split"]
    assert [note.value for note in split] == ["a"]
    assert "a [t1], a [t2]" in split[0].message
    again = Chain.from_tables(chain.tables, key_extra=chain.key_extra)
    assert not [note for note in check_tables(again) if note.rule == "duplicate-key"]


def test_words_are_replaced_and_every_place_is_noted() -> None:
    chain = read_sheets(sheets(Sheet1=LONG), replace(TOLD, values={"region_id": {"两藏": "西藏"}}))
    assert set(chain.regions["region_id"]) == {"北京", "西藏"}
    noted = [(note.origin, note.before, note.after) for note in chain.notes if note.rule == "word-told"]
    assert noted == [("book.xlsx!Sheet1!A5", "两藏", "西藏")]


def test_words_of_choices_and_of_firms_by_table() -> None:
    tables = {
        "firms": [["firm_id", "name"], ["F1", "Alder"], ["F2", "Birch"]],
        "ties": [["supplier", "buyer", "essential"], ["Alde", "Birch", "必须"]],
    }
    told = ReadOptions(values={"essential": {"必须": "essential"}, "firms": {"Alde": "F1"}})
    chain = read_sheets(sheets(**tables), told)
    assert chain.ties[["supplier", "buyer", "essential"]].to_numpy().tolist() == [["F1", "F2", "essential"]]
    assert len(chain.firms) == 2


def test_a_cell_typed_instead_and_a_row_left_out() -> None:
    rows = [["firm_id", "capacity_use", "output"], ["F1", 80, 5], ["F2", 0.5, -3], ["F3", 0.4, 2]]
    told = ReadOptions(cells={"book.xlsx!firms!B2": "80%"}, left_out=("book.xlsx!firms!3",))
    chain = read_sheets(sheets(firms=rows), told)
    assert chain.firms["capacity_use"].tolist() == [0.8, 0.4]
    assert chain.firms["origin"].tolist() == ["book.xlsx!firms!2", "book.xlsx!firms!4"]
    assert not [note for note in chain.notes if note.level == "error"]
    assert [note.origin for note in chain.notes if note.rule in ("cell-told", "row-left-out")] == [
        "book.xlsx!firms!B2",
        "book.xlsx!firms!3",
    ]
    assert rows[1][1] == 80, "the sheet itself is not changed"


def test_sheets_are_known_by_what_is_said_by_name_and_by_headers() -> None:
    firms = [["firm_id", "name", "segment_id", "output"], ["F1", "Alder", "S1", 1]]
    ties = [["supplier", "buyer", "amount"], ["F1", "Zinc", 2]]
    chain = read_sheets(
        sheets(list1=firms, 企业往来=ties, other=[["a", "b"], [1, 2]]), ReadOptions(sheets={"list1": "firms"})
    )
    assert chain.firms["firm_id"].tolist()[0] == "F1"
    assert chain.ties["amount"].tolist() == [2.0]
    assert {"sheet-told", "sheet-guessed", "unknown-sheet"} <= set(rules(chain))
    left = read_sheets(sheets(firms=firms, ties=ties), ReadOptions(sheets={"ties": ""}))
    assert not left.has("ties")


def test_a_hidden_sheet_stays_out_unless_it_is_named() -> None:
    firms = [["firm_id", "name"], ["F1", "Alder"]]
    hidden = [
        RawSheet("b.xlsx", "firms", firms),
        RawSheet("b.xlsx", "ties", [["供方", "需方"], ["F1", "Z"]], hidden=True),
    ]
    chain = read_sheets(hidden)
    assert not chain.has("ties")
    assert "sheet-hidden" in rules(chain)
    assert read_sheets(hidden, ReadOptions(sheets={"ties": "ties"})).has("ties")


def test_two_rows_of_one_firm_become_one() -> None:
    rows = [
        ["firm_id", "name", "output", "employees", "revenue"],
        ["F1", "云禾镜片有限公司", 5, None, 8],
        [None, "云禾镜片（安澜）", 6, 20, None],
    ]
    chain = read_sheets(sheets(firms=rows), ReadOptions(values={"firms": {"云禾镜片（安澜）": "F1"}}))
    assert len(chain.firms) == 1
    firm = chain.firms.iloc[0]
    assert (firm["output"], firm["employees"], firm["revenue"]) == (5.0, 20.0, 8.0)
    assert {"same-firm", "same-differs"} <= set(rules(chain))


def test_two_firms_said_to_be_two_are_not_named_as_twins() -> None:
    rows = [["firm_id", "name"], ["F1", "云禾精密镜片有限公司"], ["F2", "云禾精密镜片（安澜）有限公司"]]
    assert "near-duplicate" in {found.rule for found in check_tables(read_sheets(sheets(firms=rows)))}
    told = ReadOptions(apart=((rows[1][1] or "", rows[2][1] or ""),))
    assert "near-duplicate" not in {found.rule for found in check_tables(read_sheets(sheets(firms=rows), told))}


def test_a_second_chain_is_named() -> None:
    chain = read_sheets(sheets(chain=[["chain_id", "name"], ["a", "A"], ["b", "B"]]))
    assert [note.value for note in chain.notes if note.rule == "second-chain"] == ["B"]


def test_files_beside_the_tables_are_named(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("firm_id,name\nF1,Alder\n", encoding="utf-8")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    chain = read(tmp_path)
    assert [note.value for note in chain.notes if note.rule == "file-skipped"] == ["notes.docx"]


def test_a_key_column_nobody_wrote_is_said_once() -> None:
    chain = read_sheets(
        sheets(segments=[["segment_id", "name"], ["S", "s"]], ties=[["supplier", "amount"], *[["a", 1]] * 9])
    )
    assert [(note.rule, note.table) for note in chain.notes if note.level == "error"] == [("columns-absent", "ties")]


def test_options_survive_their_record() -> None:
    told = ReadOptions({"a": "b"}, {"s": ""}, {"c": {"x": "y"}}, ("k",), {"p": "q"}, ("r",), (("m", "n"),))
    assert ReadOptions.from_record(told.record()) == told
    assert not ReadOptions()
    assert ReadOptions().record() == {}
    with pytest.raises(InputError, match="unknown reading option"):
        ReadOptions.from_record({"colums": {}})
