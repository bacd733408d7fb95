"""The package reads every example without an error, and finds in the demo what was planted, no more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import chainchief as cc
from chainchief.evaluation.options import EvaluationOptions

EXAMPLES = Path(__file__).resolve().parents[2] / "src" / "chainchief" / "examples"
NAMES = ("demo", "xianju-pharma", "ouhai-eyewear", "zhang-2024")


@pytest.fixture(scope="module")
def found():
    return {name: cc.check(cc.read(EXAMPLES / name)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_no_error_and_no_row_left_out(name, found, examples):
    chain = cc.read(EXAMPLES / name)
    assert [str(finding) for finding in found[name] if finding.level == "error"] == []
    for sheet, rows in examples[name].items():
        if not sheet.startswith("_"):
            assert len(getattr(chain, sheet)) == len(rows), sheet
    assert chain.synthetic == (name == "demo")


def test_the_demo_warns_of_its_plants_and_of_nothing_else(found):
    warnings = Counter(finding.rule for finding in found["demo"] if finding.level == "warning")
    typed = warnings.pop("typed-differs")
    assert warnings == {"stale-tie": 40, "near-duplicate": 1, "unit-jump": 1, "about-read": 6}
    assert typed == 1 + 4, "the planted one, and four of 2022 that rest on the output in the wrong unit"


def test_the_papers_warn_of_their_own_roundings_and_gaps_alone(found):
    for name in NAMES[1:]:
        rules = {finding.rule for finding in found[name] if finding.level == "warning"}
        assert rules <= {"about-read", "segment-without-firm"}, name


@pytest.mark.parametrize("period", ["2022", "2024", "2025"])
def test_typed_equals_derived_but_for_the_plants(period):
    chain = cc.read(EXAMPLES / "demo")
    derived = cc.derive_indicators(chain, period).set_index(["region_id", "indicator"])["value"]
    typed = chain.indicators[chain.indicators["period"].eq(period)].set_index(["region_id", "indicator"])["value"]
    both = (typed / derived).dropna()
    off = set(both.index[(both - 1).abs() > 1e-3])
    wrong_unit = {("anlan", code) for code in ("D121", "D122", "D211", "D212")}
    assert off == {"2022": wrong_unit, "2024": set(), "2025": {("songmen", "D221")}}[period]


def test_only_anlan_has_an_unstable_grade():
    chain = cc.read(EXAMPLES / "demo")
    evaluation = cc.evaluate(chain, "zhang-2024-anchored", EvaluationOptions(period="2025"))
    unstable = evaluation.unstable.astype(bool)
    assert list(unstable.index[unstable]) == ["anlan"]
    assert evaluation.grades["anlan"] == "medium"
    thin = evaluation.missing[["region_id", "indicator"]].to_records(index=False).tolist()
    assert thin == [("yuntan", "D322")]
