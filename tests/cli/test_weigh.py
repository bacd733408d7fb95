"""`chainchief weigh`: whose judgement it is, on the terminal and as JSON, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from checkout import PACKAGE

DEMO = PACKAGE / "examples" / "demo"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("0.626", "0.046", "Judged in a circle", "Would agree", "Consensus", "Proposed to the experts", "CRITIC"),
        ),
        ("zh", ("0.626", "0.046", "成环的判断", "相容值", "共识度", "建议专家复核", "各法下的位次，2025")),
    ],
)
def test_the_terminal_tells_what_speaks_against_the_weights(call: Any, language: str, said: tuple[str, ...]) -> None:
    code, out, err = call("weigh", DEMO, "--weights", "combined", "-l", language)
    assert (code, err) == (0, "")
    assert all(words in out for words in said)


def test_json_holds_every_table_without_nan(call: Any) -> None:
    code, out, _ = call("weigh", DEMO, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["options"]["weights"] == "framework"
    ratios = {row["expert"]: row["consistency_ratio"] for row in told["consistency"] if row["parent"] == "A"}
    assert {expert: round(ratio, 3) for expert, ratio in ratios.items()} == {"*": 0.117, "E1": 0.008, "E2": 0.626}
    assert told["cycles"] == [{"parent": "A", "expert": "E2", "cycle": "B1 > B2 > B3 > B1"}]
    assert [row["way"] for row in told["refused"]] == ["pca"]


def test_what_cannot_be_weighed_is_a_sentence_and_exit_code_two(call: Any) -> None:
    code, _, err = call("weigh", DEMO, "--weights", "pca")
    assert code == 2
    assert "first component is negative" in err
    assert "Traceback" not in err
    code, _, err = call("weigh", PACKAGE / "examples" / "zhang-2024", "--weights", "ahp")
    assert code == 2
    assert "no judgements" in err
