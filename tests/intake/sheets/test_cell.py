from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.columns import Column, declared_choices, declared_tables
from chainchief.intake.files.markings import Formula
from chainchief.intake.sheets.cell import MISSING, WITHHELD, Cell, clean_name, read_cell

TABLES = declared_tables()
EMPLOYEES = TABLES["firms"].columns["employees"]
OUTPUT = TABLES["firms"].columns["output"]
SHARE = TABLES["ties"].columns["share_of_input"]
NAME = TABLES["firms"].columns["name"]


def column(table: str, name: str) -> Column:
    return TABLES[table].columns[name]


@pytest.mark.parametrize("raw", [None, math.nan, *MISSING, "…", "  ", "－", "Ｎ／Ａ", "N/A", "NULL", "\u3000"])
@pytest.mark.parametrize("target", [OUTPUT, NAME, SHARE, column("firms", "period"), column("firms", "listed")])
def test_missing_words_are_unknown(raw: Any, target: Column) -> None:
    assert read_cell(target, raw) == Cell(None)


@pytest.mark.parametrize("raw", [*WITHHELD, " 保密 ", "Withheld"])
@pytest.mark.parametrize("target", [OUTPUT, NAME, SHARE])
def test_withheld_cells_are_unknown_and_marked(raw: str, target: Column) -> None:
    cell = read_cell(target, raw)
    assert (cell.value, cell.rule, cell.withheld) == (None, "withheld", True)


def test_a_missing_word_that_is_a_choice_is_the_choice() -> None:
    assert read_cell(column("segments", "presence"), "未知").value == "unknown"
    assert read_cell(column("firms", "network_role"), "无").value == "none"
    assert read_cell(column("indicator_meta", "direction"), "-").value == "-1"


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A", "#NAME?", "#VALUE!", " #NUM! "])
@pytest.mark.parametrize("target", [OUTPUT, NAME, SHARE, column("firms", "period"), column("firms", "listed")])
def test_an_error_of_excel_is_unknown_in_any_column(error: str, target: Column) -> None:
    assert read_cell(target, error) == Cell(None, rule="error-cell")


def test_a_name_that_begins_with_a_hash_is_no_error() -> None:
    assert read_cell(NAME, "#1 Lens Works") == Cell("#1 Lens Works")


@pytest.mark.parametrize(
    ("table", "name", "rule"),
    [
        ("firms", "output", "formula-without-value"),
        ("firms", "firm_id", "formula-without-value"),
        ("firms", "address", "formula-unread"),
    ],
)
def test_a_formula_without_a_value_is_unknown(table: str, name: str, rule: str) -> None:
    assert read_cell(column(table, name), Formula("=A1*2")) == Cell(None, rule=rule)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("usci", 9.13301e17),
        ("usci", "9.13E+17"),
        ("firm_id", 1e15),
        ("region_id", "3.3E+11"),
        ("address", 9.13301e17),
    ],
)
def test_a_code_that_went_through_a_number_is_unknown(name: str, raw: Any) -> None:
    assert read_cell(column("firms", name), raw) == Cell(None, rule="digits-lost")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("usci", "913301000000000000", "913301000000000000"),
        ("firm_id", 123456789012345.0, "123456789012345"),
        ("firm_id", 913301000000000001, "913301000000000001"),
        ("address", "1E+17", "1E+17"),
        ("firm_id", "1E3", "1E3"),
    ],
)
def test_a_code_with_all_its_digits_stays(name: str, raw: Any, value: str) -> None:
    assert read_cell(column("firms", name), raw) == Cell(value)


@pytest.mark.parametrize(
    ("raw", "rule"), [(1.3, ""), (2, ""), (78, "share-bare"), ("78", "share-bare"), ("78%", "percent-read")]
)
def test_capacity_in_use_may_pass_one_a_little(raw: Any, rule: str) -> None:
    assert read_cell(column("firms", "capacity_use"), raw).rule == rule


def test_percent_text_is_a_share_in_any_number() -> None:
    assert read_cell(column("indicators", "value"), "3.1%") == Cell(
        pytest.approx(0.031), rule="percent-read", unit="share"
    )


@pytest.mark.parametrize(
    ("raw", "value"), [("500余家", 500), ("160人", 160), ("1.2万人", 12_000), ("3 persons", 3), ("12 个", 12)]
)
def test_things_counted(raw: str, value: float) -> None:
    assert read_cell(EMPLOYEES, raw).value == pytest.approx(value)


def test_words_for_substitutability() -> None:
    target = column("ties", "substitutability")
    assert [read_cell(target, word).value for word in ("高", "中", "低", "High")] == [0.8, 0.5, 0.2, 0.8]
    assert read_cell(target, "低").rule == "words-read"
    assert read_cell(target, 0.3) == Cell(0.3)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("2024-03-31", "2024-03-31"),
        ("2024/3/5", "2024-03-05"),
        ("2024.3.5", "2024-03-05"),
        ("2024年3月5日", "2024-03-05"),
        ("20240305", "2024-03-05"),
        (20240305.0, "2024-03-05"),
        ("2024-03-05 08:30:00", "2024-03-05"),
        (dt.date(2024, 3, 5), "2024-03-05"),
        (dt.datetime(2024, 3, 5, 8, 30), "2024-03-05"),
        ("2024-03", "2024-03"),
        (2024.0, "2024"),
        ("2024-Q2", "2024-Q2"),
    ],
)
def test_dates(raw: Any, day: str) -> None:
    assert read_cell(column("goals", "due"), raw) == Cell(day)


@pytest.mark.parametrize("raw", [45000, 45000.0, "45000"])
def test_serial_numbers_of_excel_are_dates_and_said_aloud(raw: Any) -> None:
    assert read_cell(column("goals", "due"), raw) == Cell("2023-03-15", rule="number-read")


@pytest.mark.parametrize("raw", ["soon", "2024-02-30", "2024-13-01", "20241301", 7.0, "12:30"])
def test_what_is_no_date(raw: Any) -> None:
    assert read_cell(column("goals", "due"), raw).rule == "not-a-date"


def test_times_are_kept_where_they_count() -> None:
    moment = column("series", "time")
    assert read_cell(moment, dt.datetime(2024, 3, 5, 8, 30)).value == "2024-03-05 08:30:00"
    assert read_cell(moment, "2024-03-05 08:30").value == "2024-03-05 08:30:00"
    assert read_cell(moment, dt.datetime(2024, 3, 5)).value == "2024-03-05"


@pytest.mark.parametrize(
    ("raw", "rule"), [("2023", ""), (2023.0, ""), ("soon", "not-a-period"), (2023.1, "not-a-period")]
)
def test_periods(raw: Any, rule: str) -> None:
    assert read_cell(column("firms", "period"), raw).rule == rule


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("是", True),
        ("否", False),
        ("Y", True),
        ("n", False),
        (1.0, True),
        (0, False),
        ("√", True),
        (True, True),
        ("FALSE", False),
    ],
)
def test_yes_and_no(raw: Any, value: bool) -> None:
    assert read_cell(column("firms", "listed"), raw) == Cell(value)


@pytest.mark.parametrize("raw", ["perhaps", 2, "1.5"])
def test_neither_yes_nor_no(raw: Any) -> None:
    assert read_cell(column("firms", "listed"), raw).rule == "not-a-bool"


def test_every_spelling_of_every_choice_is_read() -> None:
    for table in TABLES.values():
        for target in table.columns.values():
            for choice in declared_choices().get(target.choice, ()):
                for word in {choice.value, choice.label_zh, *choice.aliases} - {""}:
                    assert read_cell(target, word) == Cell(choice.value), (target.name, word)
                    assert read_cell(target, f" {word.upper()} ").value == choice.value


def test_an_unknown_choice_lists_the_known_and_the_nearest() -> None:
    cell = read_cell(column("segments", "presence"), "stron")
    assert cell.rule == "not-a-choice"
    assert cell.words is not None
    assert "present" in cell.words["choices"]
    assert "strong" in cell.words["hint"]


def test_a_direction_may_be_a_number() -> None:
    target = column("indicator_meta", "direction")
    assert [read_cell(target, raw).value for raw in (1.0, -1.0, "+1", "逆向", "−1")] == ["+1", "-1", "+1", "-1", "-1"]


@pytest.mark.parametrize("raw", ["007", "1e5", "=1+1", "TRUE", "12%", "2023-01-01", "示例（有限）公司", "①", "½"])
def test_text_keeps_its_characters(raw: str) -> None:
    assert read_cell(NAME, raw) == Cell(raw)
    assert read_cell(NAME, f" {raw}\n ") == Cell(raw)


def test_text_from_a_number_or_a_date() -> None:
    assert read_cell(NAME, 3587.0).value == "3587"
    assert read_cell(NAME, 3.5).value == "3.5"
    assert read_cell(NAME, dt.datetime(2024, 3, 5)).value == "2024-03-05"


@pytest.mark.parametrize(
    ("table", "name", "raw", "value", "rule"),
    [
        ("trade", "k", 10120.0, "010120", "name-cleaned"),
        ("trade", "k", "010120", "010120", ""),
        ("trade", "k", "９００１５０", "900150", "name-cleaned"),
        ("trade", "k", "9001", "9001", ""),
        ("ties", "hs6", 10120.0, "010120", "name-cleaned"),
        ("ties", "hs6", "900150", "900150", ""),
        ("segments", "hs6", "10120;900150", "010120;900150", "name-cleaned"),
        ("firms", "segment_id", "D1:0．7;U1:0．3", "D1:0.7;U1:0.3", "name-cleaned"),
        ("regions", "adcode", 330304.0, "330304", ""),
        ("firms", "firm_id", "007", "007", ""),
        ("firms", "firm_id", "Ｆ０１", "F01", "name-cleaned"),
        ("firms", "firm_id", "甲（示例）", "甲（示例）", ""),
        ("firms", "usci", "91350100m000100y43", "91350100M000100Y43", "name-cleaned"),
        ("firms", "region_id", "北   京", "北京", "name-cleaned"),
        ("firms", "region_id", "内 蒙\u3000古", "内蒙古", "name-cleaned"),
        ("firms", "region_id", "New York", "New York", ""),
    ],
)
def test_codes(table: str, name: str, raw: Any, value: str, rule: str) -> None:
    assert read_cell(column(table, name), raw) == Cell(value, rule=rule)


@pytest.mark.parametrize("raw", ["33304", 33304.0, "3303", "330304000000"])
def test_an_area_code_is_never_filled_up(raw: Any) -> None:
    cell = read_cell(column("regions", "adcode"), raw)
    assert (cell.value, cell.rule) == (str(raw).removesuffix(".0"), "area-code")


@pytest.mark.parametrize("raw", [45383.0, 45383, "45383", "45383.0"])
def test_the_running_number_of_a_day_is_its_day(raw: Any) -> None:
    assert read_cell(column("goals", "due"), raw) == Cell("2024-04-01", rule="number-read")
    assert read_cell(column("firms", "period"), raw) == Cell("2024-04", rule="number-read")


def test_clean_name_leaves_latin_words_apart() -> None:
    assert clean_name("山 西 Shan Xi 省") == "山西 Shan Xi 省"


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.dates(), st.datetimes(), st.times()
)


@given(ANYTHING)
def test_any_cell_of_any_column_is_read_without_a_crash_and_has_its_type(raw: Any) -> None:
    for table in TABLES.values():
        for target in table.columns.values():
            value = read_cell(target, raw).value
            kind = float if target.numeric else bool if target.kind == "bool" else str
            assert value is None or type(value) is kind
            assert kind is not float or value is None or math.isfinite(value)


@given(ANYTHING)
def test_what_was_read_is_read_again_as_the_same(raw: Any) -> None:
    for table in TABLES.values():
        for target in table.columns.values():
            once = read_cell(target, raw)
            if once.value is not None:
                assert read_cell(target, once.value).value == once.value, (target.name, raw)
