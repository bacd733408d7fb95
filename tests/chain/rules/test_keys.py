from __future__ import annotations

from typing import Any

import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain


def repeated(frame: pd.DataFrame, table: str = "ties", **extra: Any) -> list[Finding]:
    return [
        remark for remark in check_tables(Chain.from_tables({table: frame}, **extra)) if remark.rule == "duplicate-key"
    ]


def test_a_repeated_key_names_all_rows_and_the_numbers_that_differ() -> None:
    found = repeated(pd.DataFrame({"supplier": "a", "buyer": "b", "kind": "supply", "amount": [1.0, 2.0, 2.0]}))
    assert [remark.row for remark in found] == [2, 3]
    assert (
        found[0].message == "ties: a / b / supply stands in 3 rows (1, 2, 3); they differ in amount; the first is read."
    )
    assert "，不同之处：金额；读取首行。" in found[0].message_zh
    assert found[0].remedy == "Keep one."


def test_what_tells_rows_apart_is_named_the_columns_of_the_file_first() -> None:
    frame = pd.DataFrame(
        {
            "supplier": "a",
            "buyer": "b",
            "basis": ["survey", "invoice"],
            "plant": ["north", "south"],
            "amount": [1.0, 2.0],
        }
    )
    (remark,) = repeated(frame)
    assert remark.remedy == "Keep one, or take what tells them apart into the key: plant, basis."
    assert "以下列区分各行：plant、来源类型" in remark.remedy_zh


def test_a_line_that_is_repeated_is_called_so() -> None:
    (remark,) = repeated(pd.DataFrame({"supplier": ["a", "a"], "buyer": "b", "amount": 1.0, "note": ["x", "y"]}))
    assert remark.message.endswith("(1, 2); it is a repeated line; the first is read.")
    assert remark.message_zh.endswith("，为重复行；读取首行。")


def test_rows_of_two_sheets_are_named_with_their_sheets() -> None:
    origin = ["book.xlsx!ties 2022!5", "book.xlsx!ties 2023!9"]
    (remark,) = repeated(pd.DataFrame({"supplier": ["a", "a"], "buyer": "b", "origin": origin}))
    assert "(ties 2022!5, ties 2023!9)" in remark.message
    files = ["one.csv!ties!5", "two.csv!ties!9"]
    (remark,) = repeated(pd.DataFrame({"supplier": ["a", "a"], "buyer": "b", "origin": files}))
    assert "(one.csv!ties!5, two.csv!ties!9)" in remark.message


def test_columns_taken_into_the_key_tell_rows_apart() -> None:
    frame = pd.DataFrame(
        {"region_id": "r", "period": "2023", "indicator": "合计", "value": [1.0, 2.0], "table": ["x", "y"]}
    )
    assert len(repeated(frame, "indicators")) == 1
    assert repeated(frame, "indicators", key_extra={"indicators": ("table",)}) == []
    assert len(repeated(frame.assign(table="x"), "indicators", key_extra={"indicators": ("table",)})) == 1


def test_the_same_key_in_very_many_rows_is_not_spelled_out() -> None:
    found = repeated(pd.DataFrame({"supplier": ["a"] * 400, "buyer": "b"}))
    assert len(found) == 399
    assert max(len(remark.message) for remark in found) < 120
