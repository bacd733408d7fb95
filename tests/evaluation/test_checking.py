"""check with the typed indicators held against firms, ties and segments."""

from __future__ import annotations

import pandas as pd

from chainchief.evaluation.checking import check
from evaluation.five_firms import five_firms


def test_a_typed_value_that_differs_is_a_finding_at_its_cell() -> None:
    row = {"region_id": "east", "period": "2023", "indicator": "D321", "origin": "book.xlsx!indicators!2"}
    found = check(five_firms(indicators=pd.DataFrame([{**row, "value": 99.0}])))
    assert [remark.origin for remark in found if remark.rule == "typed-differs"] == ["book.xlsx!indicators!2"]
    fitting = check(five_firms(indicators=pd.DataFrame([{**row, "value": 90.0}])))
    assert "typed-differs" not in {remark.rule for remark in fitting}
