from __future__ import annotations

import csv
import itertools
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import chainchief
from books import FIVE_FIRMS, Sheets, write_csv_folder, write_parquet_folder, write_workbook
from chainchief.chain.finding import Finding
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain
from chainchief.intake.reading import read
from chainchief.views.books.template import template_workbook
from chainchief.views.workbook import export_workbook
from random_chains import same
from rule_cases import READ_RULES

Read = Callable[[Sheets], Chain]


def errors(chain: Chain) -> list[Finding]:
    return [note for note in chain.notes if note.level == "error"]


@pytest.mark.parametrize("rule", READ_RULES)
def test_a_rule_speaks_of_what_it_is_for(rule: str, read_rows: Read) -> None:
    found = [note for note in read_rows(READ_RULES[rule][0]).notes if note.rule == rule]
    assert found
    for remark in found:
        assert "{" not in "".join((remark.message, remark.message_zh, remark.remedy, remark.remedy_zh))


@pytest.mark.parametrize("rule", READ_RULES)
def test_a_near_miss_is_left_alone(rule: str, read_rows: Read) -> None:
    assert rule not in {note.rule for note in read_rows(READ_RULES[rule][1]).notes}


def test_the_five_firms_are_read_without_a_doubt(tmp_path: Path) -> None:
    chain = chainchief.read(write_workbook(tmp_path / "book.xlsx", FIVE_FIRMS))
    assert [str(remark) for remark in check_tables(chain) if remark.level != "info"] == []
    assert [remark.rule for remark in chainchief.check(chain)][-1] == "typed-differs"
    assert {name: len(chain.tables[name]) for name in FIVE_FIRMS} == {
        name: len(rows) - 1 for name, rows in FIVE_FIRMS.items()
    }
    assert {"region_id", "period", "indicator", "value", "qualifier", "withheld", "origin"} <= set(chain.indicators)
    assert chain.cell("ties", 1, "amount") == "book.xlsx!ties!D3"
    assert chain.cell("indicators", 2, "value") == "book.xlsx!indicators!D4"
    assert chain.cell("indicators", 2, "region_id") == "book.xlsx!indicators!A4"


def test_a_workbook_a_folder_of_csv_and_one_of_parquet_are_the_same_chain(tmp_path: Path) -> None:
    book = read(write_workbook(tmp_path / "book.xlsx", FIVE_FIRMS))
    same(book, read(write_csv_folder(tmp_path / "csv", FIVE_FIRMS)))
    same(book, read(write_parquet_folder(tmp_path / "parquet", FIVE_FIRMS)))


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {**FIVE_FIRMS, "Sheet7": [["x"], ["y"]]})
    one, other = read(path), read(str(path))
    assert one.notes == other.notes
    assert one.letters == other.letters
    assert all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_a_row_with_an_error_stays_out_and_the_note_names_its_cell(read_rows: Read) -> None:
    rows = [["firm_id", "name", "segment_id", "产值(万元)", "own_brand_share"]]
    rows += [
        ["F1", "a", "S", 1, 0.5],
        ["F2", "b", "S", "many", 0.5],
        ["F3", "c", "S", 3, 12],
        ["F4", "d", "S", -4, 0.1],
        ["F5", "e", "S", 5, 0.2],
    ]
    rows += [["F1", "again", "S", 6, 0.3], [None, None, "S", 7, 0.4]]
    chain = read_rows({"firms": rows})
    assert chain.firms["firm_id"].tolist() == ["F1", "F5"]
    assert [(note.rule, note.origin, note.row) for note in errors(chain)] == [
        ("not-a-number", "book.xlsx!firms!D3", 3),
        ("share-bare", "book.xlsx!firms!E4", 4),
        ("required-empty", "book.xlsx!firms!A8", 8),
        ("below-zero", "book.xlsx!firms!D5", 5),
        ("duplicate-key", "book.xlsx!firms!A7", 7),
    ]
    assert "Type 0.12 or “12%”." in errors(chain)[1].remedy


def test_what_refers_to_a_row_left_out_is_left_out_and_noted_too(read_rows: Read) -> None:
    segments = [
        ["segment_id", "name", "position", "value_share"],
        ["S1", "a", "midstream", 0.5],
        ["S2", "b", "midstream", -0.5],
    ]
    firms = [["firm_id", "name", "segment_id"], ["F1", "x", "S1"], ["F2", "y", "S2"]]
    chain = read_rows({"segments": segments, "firms": firms})
    assert chain.firms["firm_id"].tolist() == ["F1"]
    assert [note.rule for note in errors(chain)] == ["below-zero", "unknown-reference"]
    assert [remark for remark in check_tables(chain)[len(chain.notes) :] if remark.level == "error"] == []


def test_a_self_tie_stays_out(read_rows: Read) -> None:
    chain = read_rows({"ties": [["supplier", "buyer"], ["Alder", "Alder"], ["Alder", "Birch"]]})
    assert chain.ties["buyer"].tolist() == ["Birch"]
    (note,) = errors(chain)
    assert (note.rule, note.origin) == ("self-tie", "book.xlsx!ties!B2")


def test_a_repeated_cell_of_a_wide_sheet_leaves_the_rest_of_its_row(read_rows: Read) -> None:
    chain = read_rows({"indicators": [["地区", "年份", "D311", "D311(%)", "D112"], ["r", 2023, 0.03, 3, 0.5]]})
    assert chain.indicators[["indicator", "value"]].to_numpy().tolist() == [["D311", 0.03], ["D112", 0.5]]
    assert [note.rule for note in errors(chain)] == ["duplicate-key"]


WIDE = [
    ["地区", "年份", "D311", "D112", "zone"],
    ["r", 2022, 0.02, "约0.4", "east"],
    ["r", 2023, "3%", None, "east"],
    ["q", 2023, "保密", 0.6, "west"],
]


def test_wide_and_long_indicators_are_the_same_observations(read_rows: Read) -> None:
    rows = WIDE[1:]
    long = [["地区", "年份", "指标", "数值", "zone"]]
    long += [[row[0], row[1], name, row[place], row[4]] for row in rows for place, name in ((2, "D311"), (3, "D112"))]
    wide_chain, long_chain = read_rows({"indicators": WIDE}), read_rows({"指标数据": long})
    same(wide_chain, long_chain)
    assert wide_chain.cell("indicators", 3, "value") == "book.xlsx!indicators!D3"
    assert long_chain.cell("indicators", 3, "value") == "book.xlsx!指标数据!D5"


def test_two_sheets_of_one_table_are_one_table(tmp_path: Path) -> None:
    folder = write_csv_folder(
        tmp_path / "csv", {"firms": [["firm_id", "产值(亿元)"], ["F1", 1]], "企业": [["产值", "企业编号"], [2, "F2"]]}
    )
    chain = read(folder)
    assert chain.firms["output"].tolist() == [10_000, 2]
    assert [chain.cell("firms", row, "output") for row in (0, 1)] == ["firms.csv!firms!B2", "企业.csv!企业!A2"]


@pytest.mark.parametrize(
    ("unit", "output"), [("元", 8.2e7), ("万元", 8200), ("百万元", 82), ("亿元", 0.82), (None, 8200)]
)
def test_money_comes_in_the_unit_of_the_chain(unit: str | None, output: float, read_rows: Read) -> None:
    chain = read_rows(
        {"firms": [["firm_id", "产值(亿元)"], ["F1", 0.82]], "chain": [["name", "unit"], ["Lenses", unit]]}
    )
    assert chain.firms["output"].tolist() == [pytest.approx(output)]
    assert chain.unit == (unit or "万元")


def test_a_sheet_without_periods_or_regions_takes_them_from_the_chain(read_rows: Read) -> None:
    about = [["name", "region_id", "base_year"], ["Lenses", "示例区", 2023]]
    firms = [["firm_id", "segment_id"], ["F1", "S"]]
    chain = read_rows({"chain": about, "indicators": [["indicator", "value"], ["D311", 0.03]], "firms": firms})
    assert chain.indicators.loc[0, ["region_id", "period", "chain_id"]].tolist() == [
        "示例区",
        "2023",
        "lenses"[:0] or chain.chain.at[0, "chain_id"],
    ]
    assert chain.firms["region_id"].tolist() == ["示例区"]
    filled = {(note.table, note.column) for note in chain.notes if note.rule == "default-read"}
    assert {("indicators", "region_id"), ("indicators", "period"), ("firms", "region_id")} <= filled


def test_one_missing_region_among_others_is_not_guessed(read_rows: Read) -> None:
    about = [["name", "region_id"], ["Lenses", "示例区"]]
    firms = [["firm_id", "segment_id", "region_id"], ["F1", "S", "q"], ["F2", "S", None]]
    assert read_rows({"chain": about, "firms": firms}).firms["region_id"].isna().tolist() == [False, True]


def test_codes_with_leading_zeros_stay(read_rows: Read) -> None:
    chain = read_rows(
        {
            "firms": [["firm_id", "name", "segment_id"], ["007", "0815 Ltd", "01"]],
            "segments": [["segment_id", "name"], ["01", "1e5"]],
        }
    )
    assert chain.firms.loc[0, ["firm_id", "name", "segment_id"]].tolist() == ["007", "0815 Ltd", "01"]
    assert chain.segments.loc[0, ["segment_id", "name"]].tolist() == ["01", "1e5"]


def test_a_csv_folder_keeps_leading_zeros_too(tmp_path: Path) -> None:
    folder = write_csv_folder(tmp_path / "csv", {"firms": [["firm_id", "usci", "post"], ["007", "", "010"]]})
    assert read(folder).firms.loc[0, ["firm_id", "post"]].tolist() == ["007", "010"]


def test_the_template_is_read_as_an_empty_chain(tmp_path: Path) -> None:
    for language in ("en", "zh"):
        path = tmp_path / f"{language}.xlsx"
        path.write_bytes(template_workbook(language))
        chain = read(path)
        assert {note.rule for note in chain.notes} == {"example-row"}
        assert not any(chain.has(name) for name in chain.tables)


def test_what_a_dirty_workbook_was_read_as_survives_the_export(tmp_path: Path, read_rows: Read) -> None:
    first = read_rows(
        {
            "indicators": WIDE,
            "firms": [
                ["firm_id", "segment_id", "产值(亿元)", "listed", "颜色", "n"],
                ["007", "S:0.7;T:0.3", "约1.5", "是", "=1+1", 3],
                ["F2", "S", "保密", None, "NA", None],
            ],
            "ties": [["supplier", "buyer", "可替代性"], ["境外（甲）", "007", "低"]],
        }
    )
    path = tmp_path / "again.xlsx"
    path.write_bytes(export_workbook(first))
    second = read(path)
    same(first, second)
    assert [(note.rule, note.table, note.column) for note in second.notes if note.rule == "withheld"] == [
        ("withheld", "indicators", "value"),
        ("withheld", "firms", "output"),
    ]


def test_the_panel_of_the_provinces(shared: Path) -> None:
    path = shared / "data" / "regional" / "china_provinces" / "china_provinces_2010_2023.csv"
    chain = read(path)
    observed = chain.indicators
    with path.open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    header = written[0]
    measured = [name for name in header if name not in ("province", "province_en", "zone", "year")]
    assert (len(measured), len(written) - 1) == (11, 448)
    assert len(observed) == 11 * 448
    assert observed["indicator"].drop_duplicates().tolist() == measured
    assert errors(chain) == []
    for row in itertools.islice(observed.index, 0, None, 97):
        place = observed.at[row, "origin"].rpartition("!")[2]
        column, line = ord(place[0]) - ord("A"), int(place[1:])
        cells = dict(zip(header, written[line - 1], strict=True))
        assert header[column] == observed.at[row, "indicator"]
        assert observed.loc[row, ["region_id", "period", "zone"]].tolist() == [
            cells["province"],
            cells["year"],
            cells["zone"],
        ]
        text = written[line - 1][column]
        value = observed.at[row, "value"]
        assert (pd.isna(value) and text == "") or value == float(text)


def test_a_foreign_table_says_once_what_it_lacks(shared: Path) -> None:
    chain = read(shared / "data" / "regional" / "china_provinces" / "techme_long_raw.csv")
    assert [(note.rule, note.table) for note in errors(chain)] == [("columns-absent", "indicators")]
    assert not chain.has("indicators")
