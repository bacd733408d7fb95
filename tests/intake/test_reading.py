from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chainchief
from books import FIVE_FIRMS, Sheets, write_csv_folder, write_parquet_folder, write_workbook
from chainchief.chain.columns import declared_choices, declared_tables
from chainchief.chain.finding import Finding, row_number
from chainchief.chain.rules import check_tables
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import diagnose
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.intake.reading import read, read_sheets
from chainchief.intake.source import RawSheet
from chainchief.views.workbook import export_workbook, template_workbook
from random_chains import chains, same
from rule_cases import READ_RULES

Read = Callable[[Sheets], Chain]
TABLES = declared_tables()


def in_memory(sheets: Sheets) -> Chain:
    return read_sheets([RawSheet("book.xlsx", name, [list(row) for row in rows]) for name, rows in sheets.items()])


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
        assert chain.notes == ()
        assert not any(chain.has(name) for name in chain.tables)


# --- the order and the language of a workbook do not matter -----------------------------------------------------------

SCRAMBLED: dict[str, list[list[Any]]] = {
    **FIVE_FIRMS,
    "ties": [
        *FIVE_FIRMS["ties"],
        ["F4", "F2", "U", 7, 0.9, "2019", "survey"],
        ["F5", "F2", "U", 7, 0.9, "2019", "survey"],
        ["Stranger", "F2", None, None, None, None, None],
    ],
}


def header_words(table: str, column: str) -> list[str]:
    return [column, *TABLES[table].columns[column].aliases]


def value_words(table: str, column: str, cell: Any) -> list[Any]:
    """The cell in every language it can be written in."""
    choices = declared_choices().get(TABLES[table].columns[column].choice, ())
    for choice in choices:
        if choice.value == cell:
            return [cell, choice.label_zh or cell]
    return {"yes": ["yes", "是"], "no": ["no", "否"]}.get(cell, [cell]) if isinstance(cell, str) else [cell]


@st.composite
def scrambled(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    """The same workbook with sheets, columns and rows in another order, headers and choices in another language."""
    book = {}
    for table in draw(st.permutations(list(SCRAMBLED))):
        header, *rows = SCRAMBLED[table]
        order = draw(st.permutations(range(len(header))))
        rows = draw(st.permutations(rows))
        title = [["2023 年度", None], []][: draw(st.integers(0, 2))]
        words = [draw(st.sampled_from(header_words(table, header[place]))) for place in order]
        cells = [
            [draw(st.sampled_from(value_words(table, header[place], row[place]))) for place in order] for row in rows
        ]
        book[draw(st.sampled_from([table, TABLES[table].name_zh]))] = [*title, words, *cells]
    return book


@cache
def straight_chain() -> Chain:
    return in_memory(SCRAMBLED)


@cache
def straight_scores() -> Evaluation:
    return evaluate(straight_chain(), "zhang-2024-anchored")


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    plain = frame.drop(columns="origin", errors="ignore")
    return plain.sort_values(list(plain.columns), ignore_index=True, key=lambda cells: cells.astype(str))


@settings(max_examples=12)
@given(scrambled())
def test_order_and_language_change_nothing(book: dict[str, list[list[Any]]]) -> None:
    straight, other = straight_chain(), in_memory(book)
    for name in straight.tables:
        pd.testing.assert_frame_equal(in_order(other.tables[name]), in_order(straight.tables[name]), obj=name)
    spoken = [
        Counter(
            (remark.rule, remark.table, remark.column, remark.value) for remark in check_tables(one)[len(one.notes) :]
        )
        for one in (straight, other)
    ]
    assert spoken[0] == spoken[1]
    assert sum(spoken[0].values()) > 3
    seen = [diagnose(one) for one in (straight, other)]
    for part in ("segments", "flows", "scales", "outside"):
        pd.testing.assert_frame_equal(*[in_order(getattr(one, part)) for one in seen], obj=part)
    scores = [straight_scores(), evaluate(other, "zhang-2024-anchored")]
    pd.testing.assert_frame_equal(*[one.scores.sort_index() for one in scores])
    assert scores[0].grades.sort_index().equals(scores[1].grades.sort_index())


# --- writing and reading again gives the same chain -------------------------------------------------------------------


@settings(max_examples=15)
@given(chains())
def test_what_is_exported_is_read_as_the_same_chain(tmp_path_factory: pytest.TempPathFactory, chain: Chain) -> None:
    path = tmp_path_factory.mktemp("export") / "book.xlsx"
    path.write_bytes(export_workbook(chain))
    again = read(path)
    assert errors(again) == []
    for name, frame in ((name, frame) for name, frame in chain.tables.items() if not frame.empty):
        for column in frame.columns.drop("origin"):
            known = frame[column].notna()
            cells = again.tables[name][column]
            assert cells[known].tolist() == frame.loc[known, column].tolist(), (name, column)
    path.write_bytes(export_workbook(again))
    same(again, read(path))


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


# --- no row is lost silently ------------------------------------------------------------------------------------------

POOL = st.sampled_from(
    [
        None,
        "",
        "a",
        "b",
        "S1",
        "007",
        1.0,
        -1.0,
        0.3,
        12.0,
        "12%",
        "约5",
        "many",
        "保密",
        "NA",
        "2023",
        2023.0,
        "soon",
        "是",
        "midstream",
        "2024-03-31",
        True,
    ]
)


@st.composite
def messy(draw: st.DrawFn) -> dict[str, list[list[Any]]]:
    """A few sheets whose cells hold anything."""
    book = {}
    for table in draw(st.lists(st.sampled_from(list(TABLES)), min_size=1, max_size=4, unique=True)):
        columns = draw(st.lists(st.sampled_from([*TABLES[table].columns, "colour"]), max_size=6, unique=True))
        header = list(dict.fromkeys([TABLES[table].keys[0], *columns]))
        rows = draw(st.lists(st.lists(POOL, min_size=len(header), max_size=len(header)), max_size=6))
        book[table] = [header, *rows]
    return book


@settings(max_examples=40)
@given(messy())
def test_every_row_is_kept_or_noted(book: dict[str, list[list[Any]]]) -> None:
    book = {**book, "goals": book.get("goals", [["verb"]])}
    chain = in_memory(book)
    for table, rows in book.items():
        written = {place for place, row in enumerate(rows[1:], start=2) if any(cell not in (None, "") for cell in row)}
        place = f"book.xlsx!{table}!"
        kept = {row_number(origin) for origin in chain.tables[table]["origin"] if origin.startswith(place)}
        noted = {note.row for note in errors(chain) if note.table == table}
        assert written == kept | noted, table
    assert [remark.rule for remark in check_tables(chain)[len(chain.notes) :] if remark.level == "error"] in (
        [],
        *([["parent-loop"] * count for count in range(1, 20)]),
    )


# --- real tables ------------------------------------------------------------------------------------------------------


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


def test_the_dirty_table_of_the_provinces_is_read_or_noted(shared: Path) -> None:
    path = shared / "data" / "regional" / "china_provinces" / "techme_long_raw.csv"
    chain = read(path)
    with path.open(encoding="utf-8", newline="") as file:
        written = sum(1 for _ in csv.reader(file)) - 1
    lost = {note.row for note in errors(chain)}
    kept = {row_number(origin) for origin in chain.indicators["origin"]}
    assert kept | lost == set(range(2, written + 2))
    assert "北京" in set(chain.regions["region_id"])
    assert not any(" " in region or "\u3000" in region for region in chain.regions["region_id"])
