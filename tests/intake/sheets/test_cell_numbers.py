"""Cells of number columns: what is read, what is refused, and in which unit."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.columns import Column, declared_tables
from chainchief.intake.sheets.cell import Cell, read_cell, unit_factor

TABLES = declared_tables()
OUTPUT = TABLES["firms"].columns["output"]
EMPLOYEES = TABLES["firms"].columns["employees"]
SHARE = TABLES["ties"].columns["share_of_input"]
DAYS = TABLES["ties"].columns["lead_days"]
NAME = TABLES["firms"].columns["name"]


def column(table: str, name: str) -> Column:
    return TABLES[table].columns[name]


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
        ("1'234", 1234, "number-read", ""),
        ("1’234.5", 1234.5, "number-read", ""),
        ("3亿", 30_000, "number-read", ""),
        ("1.2万", 1.2, "number-read", ""),
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
        "1,2345",
        "5²",
        "①",
        "½",
        "٣",
        "(320)",
        "5公里",
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


@pytest.mark.parametrize(
    ("raw", "fixed"),
    [
        ("0,85", "0.85"),
        ("0,850", "0.850"),
        ("12,5", "12.5"),
        ("12,5%", "12.5%"),
        ("1.234,56", "1234.56"),
        ("1.234.567,8", "1234567.8"),
        ("1 234,5", "1234.5"),
        ("-3,14", "-3.14"),
        ("１２，５", "12.5"),
    ],
)
def test_a_decimal_comma_is_never_read_and_says_how_to_write_the_number(raw: str, fixed: str) -> None:
    cell = read_cell(OUTPUT, raw)
    assert (cell.value, cell.rule, cell.words) == (None, "decimal-comma", {"fixed": fixed})


@pytest.mark.parametrize(("raw", "value"), [("1.2万", 12_000), ("1.2万人", 12_000), ("3百万", 3e6), ("12", 12)])
def test_counts_in_tens_of_thousands(raw: str, value: float) -> None:
    assert read_cell(EMPLOYEES, raw).value == value


@pytest.mark.parametrize("raw", ["1.2万", "12家"])
def test_a_share_is_no_count(raw: str) -> None:
    assert read_cell(SHARE, raw) == Cell(None, rule="not-a-number")


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


@pytest.mark.parametrize(("raw", "value"), [("45天", 45), ("2周", 14), ("3个月", 91.25), ("10 days", 10), ("45", 45)])
def test_days(raw: str, value: float) -> None:
    assert read_cell(DAYS, raw).value == value


@pytest.mark.parametrize("raw", [dt.date(2024, 4, 1), dt.datetime(2024, 4, 1), dt.time(8), "2024-04-01"])
@pytest.mark.parametrize("target", [OUTPUT, SHARE, DAYS, column("chain", "base_year")])
def test_a_date_is_no_number(raw: Any, target: Column) -> None:
    assert read_cell(target, raw) == Cell(None, rule="not-a-number")


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
        (DAYS, "月", 365 / 12),
        (DAYS, "hours", 1 / 24),
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
