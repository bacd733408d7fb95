from __future__ import annotations

import csv
import re
from importlib.resources import files

import pytest

from chainchief.chain.finding import LEVELS, Finding, finding, row_number
from rule_cases import CHECK_RULES, READ_RULES

ROWS = list(csv.DictReader(files("chainchief.chain").joinpath("messages.csv").read_text("utf-8").splitlines()))
TESTED_ELSEWHERE = {
    *("typed-differs", "unknown-indicator", "framework-unusable"),
    *("formula-without-value", "formula-unread", "percent-format", "merged-filled", "merged-number", "rows-hidden"),
    *("sheet-told", "sheet-guessed", "sheet-hidden", "column-told", "column-left", "word-told", "cell-told"),
    *("row-left-out", "kept-apart", "same-firm", "same-differs", "second-chain", "file-skipped", "label-split"),
    *("copy-read", "unit-brought", "more-errors", "more-remarks", "header-merged"),
    *(
        "indicator-share-bare",
        "code-given",
        "percent-doubt",
    ),
}


def test_every_rule_has_its_least_case_and_its_near_miss() -> None:
    assert {row["rule"] for row in ROWS} == CHECK_RULES.keys() | READ_RULES.keys() | TESTED_ELSEWHERE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["rule"])
def test_a_rule_says_the_same_in_both_languages(row: dict[str, str]) -> None:
    assert row["level"] in LEVELS
    assert row["en"]
    assert row["zh"]
    assert bool(row["remedy_en"]) == bool(row["remedy_zh"])
    assert re.search("[\u4e00-\u9fff]", row["zh"])
    assert not re.search("[\u4e00-\u9fff]", row["en"])


def test_an_error_or_a_warning_says_how_to_mend() -> None:
    silent = {"about-read", "more-than-read", "less-than-read"}
    assert {row["rule"] for row in ROWS if row["level"] != "info" and not row["remedy_en"]} <= silent


@pytest.mark.parametrize(
    ("origin", "row"),
    [
        ("book.xlsx!ties!G37", 37),
        ("book.xlsx!ties!37", 37),
        ("book.xlsx!ties!AB7", 7),
        ("book.xlsx!2023!12", 12),
        ("book.xlsx!2023", None),
        ("book.xlsx!ties", None),
        ("", None),
    ],
)
def test_row_number(origin: str, row: int | None) -> None:
    assert row_number(origin) == row


def test_an_unknown_rule_is_a_defect() -> None:
    with pytest.raises(KeyError):
        finding("no-such-rule")


def test_a_finding_without_a_place_still_speaks() -> None:
    remark = Finding("info", "x", table="ties", column="amount", message="m.", remedy="r.", message_zh="信。")
    assert str(remark) == "info: ties.amount: m. r."
    assert remark.say("zh") == "信。"
    assert str(Finding("info", "x", message="m.")) == "info: m."
