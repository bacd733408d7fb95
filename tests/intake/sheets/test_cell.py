from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.columns import Column, declared_choices, declared_tables
from chainchief.intake.sheets.cell import MISSING, WITHHELD, Cell, clean_name, read_cell, unit_factor

TABLES = declared_tables()
OUTPUT = TABLES["firms"].columns["output"]
EMPLOYEES = TABLES["firms"].columns["employees"]
SHARE = TABLES["ties"].columns["share_of_input"]
DAYS = TABLES["ties"].columns["lead_days"]
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


@pytest.mark.parametrize(
    ("raw", "value", "rule", "qualifier"),
    [
        (8200, 8200, "", ""),
        (8200.5, 8200.5, "", ""),
        ("8200", 8200, "", ""),
        (" 8200.50 ", 8200.5, "", ""),
        ("１２．５", 12.5, "", ""),
        ("-3", -3, "", ""),
        ("−3", -3, "", ""),
        ("+3", 3, "", ""),
        (".5", 0.5, "", ""),
        ("1e3", 1000, "", ""),
        ("1,234.5", 1234.5, "number-read", ""),
        ("12,345,678", 12_345_678, "number-read", ""),
        ("１，２３４", 1234, "number-read", ""),
        ("8200万元", 8200, "number-read", ""),
        ("1.5亿元", 15_000, "number-read", ""),
        ("5万", 5, "number-read", ""),
        ("3百万元", 300, "number-read", ""),
        ("82000000 元", 8200, "number-read", ""),
        ("2 million", 200, "number-read", ""),
        ("约8200", 8200, "about-read", "about"),
        ("8200左右", 8200, "about-read", "about"),
        ("约 1,200 万元", 1200, "about-read", "about"),
        ("about 8200", 8200, "about-read", "about"),
        ("超8000", 8000, "more-than-read", "more_than"),
        ("8000以上", 8000, "more-than-read", "more_than"),
        ("3000余万元", 3000, "more-than-read", "more_than"),
        ("不低于8000", 8000, "more-than-read", "more_than"),
        (">8000", 8000, "more-than-read", "more_than"),
        ("不足8000", 8000, "less-than-read", "less_than"),
        ("8000以下", 8000, "less-than-read", "less_than"),
        ("不超过8000", 8000, "less-than-read", "less_than"),
    ],
)
def test_money(raw: Any, value: float, rule: str, qualifier: str) -> None:
    cell = read_cell(OUTPUT, raw)
    assert (cell.value, cell.rule, cell.qualifier) == (pytest.approx(value), rule, qualifier)


@pytest.mark.parametrize(
    "raw",
    [
        "many",
        "3,14",
        "1,2345",
        "12-15",
        "(5)",
        "10 000",
        "5 apples",
        "8200美元",
        "1.2.3",
        "=1+1",
        True,
        dt.date(2024, 1, 1),
        "约",
    ],
)
def test_what_is_no_number_is_never_guessed(raw: Any) -> None:
    assert read_cell(OUTPUT, raw) == Cell(None, rule="not-a-number")


@pytest.mark.parametrize("raw", [math.inf, -math.inf, "1e999"])
def test_what_is_not_finite(raw: Any) -> None:
    assert read_cell(OUTPUT, raw).rule == "not-finite"


def test_the_header_unit_scales_bare_numbers_only() -> None:
    assert read_cell(OUTPUT, 2, factor=1e4).value == 20_000
    assert read_cell(OUTPUT, "2", factor=1e4).value == 20_000
    assert read_cell(OUTPUT, "2万元", factor=1e4).value == 2
    assert read_cell(SHARE, 12, factor=0.01).value == pytest.approx(0.12)
    assert read_cell(SHARE, "12%", factor=0.01).value == pytest.approx(0.12)


def test_money_words_follow_the_unit_of_the_chain() -> None:
    assert read_cell(OUTPUT, "2亿元", money_base=1e8).value == 2
    assert read_cell(OUTPUT, "2亿元", money_base=1.0).value == 2e8


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        (0.12, 0.12, ""),
        (1, 1, ""),
        (0, 0, ""),
        ("12%", 0.12, "percent-read"),
        ("１２％", 0.12, "percent-read"),
        ("5‰", 0.005, "percent-read"),
        ("约12%", 0.12, "about-read"),
        ("100%", 1, "percent-read"),
        (12, None, "share-bare"),
        ("12", None, "share-bare"),
        (1.01, None, "share-bare"),
    ],
)
def test_shares(raw: Any, value: float | None, rule: str) -> None:
    cell = read_cell(SHARE, raw)
    assert cell.rule == rule
    assert cell.value == (None if value is None else pytest.approx(value))


def test_a_bare_percentage_offers_two_ways_to_write_it() -> None:
    assert read_cell(SHARE, 12).words == {"fixed": "0.12", "value": "12"}


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


@pytest.mark.parametrize(("raw", "value"), [("45天", 45), ("2周", 14), ("3个月", 90), ("10 days", 10), ("45", 45)])
def test_days(raw: str, value: float) -> None:
    assert read_cell(DAYS, raw).value == value


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


def test_clean_name_leaves_latin_words_apart() -> None:
    assert clean_name("山 西 Shan Xi 省") == "山西 Shan Xi 省"


@pytest.mark.parametrize(
    ("unit", "base", "factor"),
    [
        ("", 1e4, 1.0),
        ("万元", 1e4, 1.0),
        ("元", 1e4, 1e-4),
        ("百万元", 1e4, 100.0),
        ("亿元", 1e4, 1e4),
        ("亿元", 1e8, 1.0),
        ("千元", 1e4, 0.1),
        ("亿元/年", 1e4, 1e4),
        ("人民币万元", 1e4, 1.0),
        ("10k yuan", 1e4, 1.0),
        ("million CNY", 1e4, 100.0),
        ("Million Yuan", 1e4, 100.0),
        ("100 million yuan", 1e4, 1e4),
        ("yuan", 1e4, 1e-4),
        ("美元", 1e4, None),
        ("USD", 1e4, None),
    ],
)
def test_units_of_money(unit: str, base: float, factor: float | None) -> None:
    found = unit_factor(OUTPUT, unit, base)
    assert found == (None if factor is None else pytest.approx(factor))


@pytest.mark.parametrize(
    ("target", "unit", "factor"),
    [
        (SHARE, "%", 0.01),
        (SHARE, "‰", 0.001),
        (SHARE, "万元", None),
        (DAYS, "天", 1.0),
        (DAYS, "周", 7.0),
        (DAYS, "月", 30.0),
        (DAYS, "hours", None),
        (EMPLOYEES, "人", 1.0),
        (EMPLOYEES, "万人", 1e4),
        (column("firms", "energy"), "万吨标准煤", None),
        (column("firms", "energy"), "tce/yr", 1.0),
        (column("firms", "capacity"), "万副", 1.0),
        (NAME, "中文", 1.0),
    ],
)
def test_other_units(target: Column, unit: str, factor: float | None) -> None:
    assert unit_factor(target, unit, 1e4) == factor


@given(st.floats(-1e15, 1e15))
def test_a_number_and_its_text_are_the_same(value: float) -> None:
    assert read_cell(OUTPUT, repr(value)).value == read_cell(OUTPUT, value).value == value


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
