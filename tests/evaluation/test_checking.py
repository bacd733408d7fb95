"""check with the typed indicators held against firms, ties and segments."""

from __future__ import annotations

import pandas as pd

from chainchief.chain.value import Chain
from chainchief.evaluation.checking import check
from evaluation.five_firms import five_firms


def test_a_typed_value_that_differs_is_a_finding_at_its_cell() -> None:
    row = {"region_id": "east", "period": "2023", "indicator": "D321", "origin": "book.xlsx!indicators!2"}
    found = check(five_firms(indicators=pd.DataFrame([{**row, "value": 99.0}])))
    assert [remark.origin for remark in found if remark.rule == "typed-differs"] == ["book.xlsx!indicators!2"]
    fitting = check(five_firms(indicators=pd.DataFrame([{**row, "value": 90.0}])))
    assert "typed-differs" not in {remark.rule for remark in fitting}


def test_an_indicator_nobody_knows_is_named_once_with_the_nearest() -> None:
    rows = {"region_id": ["r", "s", "r"], "period": "2023", "value": 0.1}
    chain = Chain.from_tables(
        {"indicators": pd.DataFrame({**rows, "indicator": ["研发投入强读", "研发投入强读", "D311"]})}
    )
    found = [remark for remark in check(chain) if remark.rule == "unknown-indicator"]
    assert [remark.value for remark in found] == ["研发投入强读"]
    assert "研发投入强度" in found[0].say("zh")


def test_a_broken_indicator_sheet_is_a_finding_not_an_error() -> None:
    meta = pd.DataFrame({"code": ["a", "a"], "name": ["x", "y"], "direction": ["+1", "+1"]})
    chain = Chain.from_tables({"indicator_meta": meta})
    assert "framework-unusable" in {remark.rule for remark in check(chain)}


def test_a_bare_percentage_of_a_share_indicator_is_named_when_it_is_read() -> None:
    rows = {"region_id": ["r", "q"], "period": ["2023"] * 2, "indicator": ["D311"] * 2, "value": [2.9, 0.03]}
    found = [one for one in check(Chain.from_tables({"indicators": pd.DataFrame(rows)})) if "share-bare" in one.rule]
    assert [(one.rule, one.value, one.fix) for one in found] == [("indicator-share-bare", "2.9", "2.9%")]
