"""Numbers, bands and dates as people read them; unknown never becomes 0."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.views import formats


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("nothing", [None, math.nan])
def test_unknown_is_a_word(nothing: float | None, language: str) -> None:
    word = formats.UNKNOWN[language]
    assert formats.number(nothing, 2, language) == word
    assert formats.score(nothing, language) == word
    assert formats.percent(nothing, 0, language) == word
    assert formats.compact(nothing, language) == word
    assert formats.money(nothing, language=language) == word
    assert formats.band(nothing, 0.5, language=language) == word
    assert formats.with_band(nothing, 0.1, 0.2, language=language) == word


def test_infinity_is_not_applicable() -> None:
    assert formats.number(math.inf) == "–"


@given(st.floats(-1e12, 1e12))
def test_minus_is_minus_and_zero_has_no_sign(value: float) -> None:
    text = formats.number(value, 2)
    assert "-" not in text
    if text.startswith("−"):
        assert value < 0
        assert any(sign in text for sign in "123456789")


@given(st.floats(1e-6, 1e15))
def test_a_compact_number_is_within_half_of_its_third_digit(value: float) -> None:
    text, _, word = formats.compact(value).partition(" ")
    size = {"": 1.0, "k": 1e3, "mn": 1e6, "bn": 1e9}[word]
    assert float(text.replace(",", "")) * size == pytest.approx(value, rel=0.0051)


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (999_999, "1 mn", "100 万"),
        (999_499, "999 k", "99.9 万"),
        (85e6, "85 mn", "8500 万"),
        (2.12e9, "2.12 bn", "21.2 亿"),
        (0.0, "0", "0"),
        (-31e6, "−31 mn", "−3100 万"),
    ],
)
def test_compact(value: float, en: str, zh: str) -> None:
    assert formats.compact(value) == en
    assert formats.compact(value, "zh") == zh


def test_an_unknown_unit_is_shown_and_not_scaled() -> None:
    assert formats.money(1200, "USD thousand") == "1.2 k USD thousand"
    assert formats.money_scale(1200.0, "USD thousand") == (1.0, "USD thousand", 0)


def test_one_unit_a_column() -> None:
    assert formats.money_scale(271_000.0) == (0.01, "CNY mn", 0)
    assert formats.money_scale(271_000.0, language="zh") == (0.0001, "亿元", 2)
    assert formats.money_scale(500.0, language="zh") == (1.0, "万元", 0)
    assert formats.money_scale(None) == (1e4, "CNY", 1)


def test_bands_have_words_between() -> None:
    assert formats.with_band(0.58, 0.53, 0.63) == "0.58, 0.53 to 0.63"
    assert formats.with_band(0.58, 0.53, 0.63, language="zh") == "0.58，0.53 至 0.63"
    assert formats.band(-31, -17, 0) == "−31 to −17"


def test_percent() -> None:
    assert formats.percent(0.0004) == "< 1 %"
    assert formats.percent(0.0004, language="zh") == "< 1%"
    assert formats.percent(0.0312, 1) == "3.1 %"
    assert formats.percent(-0.18) == "−18 %"


@pytest.mark.parametrize(
    ("quality", "qualifier", "expected"),
    [
        ("A", "", "412"),
        ("C", "", "≈ 412"),
        ("D", "exact", "◇ 412"),
        ("B", "about", "≈ 412"),
        ("S", "", "412"),
        ("", "less_than", "< 412"),
        (None, None, "412"),
    ],
)
def test_marks(quality: str | None, qualifier: str | None, expected: str) -> None:
    assert formats.marked("412", quality, qualifier) == expected


def test_a_word_gets_no_mark() -> None:
    assert formats.marked("unknown", "C") == "unknown"
    assert formats.marked("保密", "D") == "保密"


def test_dates() -> None:
    assert formats.day("2026-11-20") == "20 Nov 2026"
    assert formats.day("2026-11-20T09:40", "zh") == "2026年11月20日"
    assert formats.day("soon") == "soon"


def test_lists_in_sentences() -> None:
    assert formats.join([]) == ""
    assert formats.join(["a"]) == "a"
    assert formats.join(["a", "b", "c"], "zh") == "a、b和c"
    assert formats.clip("abcdef", 6) == "abcdef"
