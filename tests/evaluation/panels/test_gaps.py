"""Gaps to targets: Zhang's printed tables, directions, and paces that do not exist."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError
from chainchief.evaluation import evaluate, framework_from_table
from chainchief.evaluation.panels import gap_table, target_gaps


def test_zhang_table_4_5(shared: Path) -> None:
    """Five printed gaps, benchmark - current (a fixture of arithmetic, no evidence)."""
    table = pd.read_csv(shared / "cases/zhang-2024/table_4-5_smart_manufacturing.csv").set_index("indicator")
    found = gap_table(table["current"], table["benchmark"])
    assert found["gap"].round(3).tolist() == table["gap_printed"].tolist()
    assert not found["met"].any()


def test_zhang_table_4_1(shared: Path) -> None:
    """Targets of 2025; the table prints no gap. By hand for R&D intensity: 4 - 2.876."""
    table = pd.read_csv(shared / "cases/zhang-2024/table_4-1_structure_targets.csv").set_index("indicator")
    found = gap_table(table["current_2023"], table["target_2025"], years=2)
    row = found.loc["R&D investment intensity"]
    assert (row["gap"], row["step"], row["growth"]) == pytest.approx((1.124, 0.562, (4 / 2.876) ** 0.5 - 1))


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0.25, 20), st.sampled_from([1, -1]))
def test_the_pace_leads_there(current: float, target: float, years: float, direction: int) -> None:
    row = gap_table([current], [target], [direction], years).iloc[0]
    assert row["met"] == (direction * (target - current) <= 1e-12 * max(target, current))
    if row["met"]:
        assert (row["growth"], row["step"], row["reason"]) == (0.0, 0.0, "already met")
    else:
        assert current * (1 + row["growth"]) ** years == pytest.approx(target)
        assert current + row["step"] * years == pytest.approx(target)
        assert row["gap"] > 0


def test_less_is_better() -> None:
    found = gap_table({"days": 90.0, "time": 20.0}, {"days": 60.0, "time": 30.0}, -1, {"days": 2, "time": 3})
    assert found["gap"].tolist() == [30.0, -10.0]
    assert found["met"].tolist() == [False, True]
    assert found.loc["days", "step"] == -15.0


def test_what_has_no_number_has_a_reason() -> None:
    found = gap_table([0.0, math.nan, 1.0, -1.0], [2.0, 1.0, math.nan, 1.0], years=[1, 1, 1, 2])
    assert found["growth"].isna().all()
    assert found["step"].iloc[[0, 3]].tolist() == [2.0, 1.0]
    assert found["reason"].str.len().gt(0).all()
    assert found["reason_zh"].str.len().gt(0).all()
    assert gap_table([1.0], [2.0])["reason"].iloc[0] == "no due year was given"


def test_targets_of_a_framework() -> None:
    tree = pd.DataFrame({"code": ["rd", "days", "free"], "direction": ["+1", "-1", "+1"], "low": 0, "high": 100,
                         "target": ["4", "60", ""], "unit": ["%", "d", ""]})  # fmt: skip
    index = pd.MultiIndex.from_product([["r"], [2021, 2022]], names=["region_id", "year"])
    frame = pd.DataFrame({"rd": [1.0, 2.0], "days": [80.0, 50.0], "free": [1.0, 1.0]}, index)
    held = evaluate(frame, framework_from_table(tree))
    found = target_gaps(held, "r", 2024)
    assert found.index.tolist() == ["rd", "days"]
    assert (found.loc["rd", "years"], found.loc["rd", "growth"]) == pytest.approx((2, math.sqrt(2) - 1))
    assert bool(found.loc["days", "met"])
    assert target_gaps(held, "r", "2022-Q2", 2021).loc["rd", "years"] == pytest.approx(0.5)
    for call in (lambda: target_gaps(held, "q", 2024), lambda: target_gaps(held, "r", 2022)):
        with pytest.raises(InputError):
            call()
    with pytest.raises(InputError, match="no targets"):
        target_gaps(
            evaluate(frame[["rd", "days", "free"]], framework_from_table(tree.drop(columns="target"))), "r", 2024
        )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (({"a": 1}, {"b": 2}), "No current value for b"),
        (([1], [2], [0]), "direction"),
        (([1], [2], 1, 0), "above 0"),
        (([1], ["x"]), "no number"),
        (([1, 2], [1, 2], [1, 1, 1]), "2 are needed"),
        ((pd.Series([1, 2], ["a", "a"]), {"a": 2}), "twice"),
    ],
)
def test_refusals(arguments: tuple[object, ...], said: str) -> None:
    with pytest.raises(InputError, match=said):
        gap_table(*arguments)
