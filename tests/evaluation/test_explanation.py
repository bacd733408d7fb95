"""From the overall score down to the cell."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.explanation import Explanation, explain
from chainchief.evaluation.options import EvaluationOptions
from evaluation.five_firms import five_firms


def _chain() -> Chain:
    rows = [
        ("east", "2023", "D311", 0.0155, "share"), ("east", "2023", "D322", 62.0, "days"),
        ("east", "2023", "D211", 0.9, "share"), ("west", "2023", "D311", None, "share"),
        ("west", "2023", "D322", 120.0, "days"), ("west", "2022", "D322", 130.0, "days"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["region_id", "period", "indicator", "value", "unit"])
    frame["origin"] = [f"b.xlsx!indicators!{number + 2}" for number in range(len(frame))]
    return Chain.from_tables({"indicators": frame.assign(quality="B")}, letters={"b.xlsx!indicators": {"value": "E"}})


def _evaluate(**options: object) -> Evaluation:
    chosen = EvaluationOptions(**{"draws": 10, "min_known": 0.0, **options})  # type: ignore[arg-type]
    return evaluate(_chain(), "zhang-2024-anchored", chosen)


def _kinds(explanation: Explanation) -> list[str]:
    return [f"{step.kind} {step.code}" for step in explanation.steps]


def test_steps_go_down_to_the_cell() -> None:
    found = explain(_evaluate(), "east", "D322", "2023")
    assert _kinds(found) == [
        "aggregate A", "aggregate B3", "aggregate C32", "contribution D322", "normalise D322", "observation D322",
    ]  # fmt: skip
    assert found.basis == "typed"
    held, seen = found.steps[-2:]
    assert held.arithmetic == "(180 − 62) / (180 − 7) = 0.682"
    assert held.value == pytest.approx((180 - 62) / 173)
    assert (seen.arithmetic, seen.origin) == ("62 days, typed, quality B", "b.xlsx!indicators!E3")
    assert seen.arithmetic_zh == "62 days，填报，质量 B"
    assert found.steps[2].arithmetic == "1.000 × 0.682 = 0.682 (unknown and skipped, weights renormalised: D321)"
    assert found.steps[0].title_zh == "区域产业链韧性"


def test_values_of_the_steps_are_those_of_the_evaluation() -> None:
    evaluation = _evaluate()
    found = explain(evaluation, "east", "D311", "2023")
    scores = evaluation.scores.loc[("east", "2023")]
    for step in found.steps:
        if step.kind in ("aggregate", "normalise"):
            assert step.value == scores[step.code]
            assert f"= {step.value:.3f}" in step.arithmetic


@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "weighted_sum"])
def test_the_written_arithmetic_is_right(kind: str) -> None:
    frame = pd.DataFrame({"B1": [0.9, 0.7], "B2": [0.5, 0.6], "B3": [0.2, 0.4]}, index=["r", "s"])
    found = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(aggregate=kind, draws=0))
    written, _, result = explain(found, "r").steps[0].arithmetic.rpartition(" = ")
    worked_out = eval(written.replace("×", "*").replace("^", "**"))
    assert worked_out == pytest.approx(float(result), abs=1e-3)
    assert float(result) == pytest.approx(found.overall["r"], abs=5e-4)
    part = explain(found, "r", "B1").steps[-3]
    assert part.kind == "contribution"
    assert part.value == found.contributions.loc["r", "B1"]


def test_clipped_values_and_other_scales_are_written_out() -> None:
    found = explain(_evaluate(scale=(0, 100)), "east", "D211", "2023")
    assert (
        found.steps[-2].arithmetic == "0 + 100 × (0.5 − 0.1) / (0.5 − 0.1) = 100.000 (0.9 lies outside, counted as 0.5)"
    )


def test_unknown_is_explained_as_unknown() -> None:
    found = explain(_evaluate(), "west", "D311", "2023")
    assert _kinds(found)[-2:] == ["unknown D311", "observation D311"]
    assert found.steps[-2].arithmetic == "no value"
    assert math.isnan(found.steps[-1].value)
    assert _kinds(explain(_evaluate(), "west", "B1", "2023")) == ["aggregate A", "unknown B1"]
    absent = explain(_evaluate(), "west", "D111", "2023")
    assert absent.steps[-1].arithmetic == "no region has a value"


def test_a_derived_value_shows_its_formula() -> None:
    found = evaluate(five_firms(), "zhang-2024-anchored", EvaluationOptions(draws=0, period="2023"))
    steps = explain(found, "east", "D311").steps
    assert [step.kind for step in steps[-2:]] == ["observation", "derivation"]
    assert steps[-1].arithmetic == "Σ rd / Σ revenue = 15 / 380; 2 of 2 firms, 100% of output"
    assert steps[-1].origin == "derived:east/2023!D311"


def test_names_periods_and_defaults() -> None:
    evaluation = _evaluate()
    assert explain(evaluation, "west").period == "2023", "the newest"
    assert explain(evaluation, "west", "供应链调整能力", 2022).code == "D322"
    frame = pd.DataFrame({"B1": [0.9], "B2": [0.5], "B3": [np.nan]}, index=[330304])
    by_number = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0))
    assert explain(by_number, "330304").steps[0].value == by_number.overall.iloc[0]


def test_what_is_not_there_is_refused() -> None:
    evaluation = _evaluate()
    with pytest.raises(InputError, match="no 'D999'"):
        explain(evaluation, "east", "D999")
    with pytest.raises(InputError, match=r"region 'north'.*east, west"):
        explain(evaluation, "north")
    with pytest.raises(InputError, match=r"in 2019.*periods: 2022, 2023"):
        explain(evaluation, "east", period="2019")
