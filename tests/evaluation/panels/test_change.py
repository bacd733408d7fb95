"""decompose_change on whole evaluations: every cause alone, all together, and what cannot be shared out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.evaluation import Evaluation, EvaluationOptions, evaluate, framework_from_table
from chainchief.evaluation.panels import ChangeSplit, decompose_change

CODES = ["a", "b", "c", "d"]
TREE = pd.DataFrame({
    "code": ["top", "one", "two", *CODES],
    "parent": ["", "top", "top", "one", "one", "two", "two"],
    "direction": ["", "", "", "+1", "-1", "+1", "+1"],
    "weight": ["", "0.6", "0.4", "0.3", "0.3", "0.1", "0.3"],
    "low": ["", "", "", "0", "0", "0", "0"],
    "high": ["", "", "", "10", "10", "10", "10"],
})  # fmt: skip


def _tree(**changed: dict[str, str]) -> pd.DataFrame:
    table = TREE.set_index("code")
    for column, cells in changed.items():
        for code, cell in cells.items():
            table.loc[code, column] = cell
    return table.reset_index()


def _frame(seed: int = 0, gaps: float = 0.0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([["r", "q", "p"], [2020, 2021]], names=["region_id", "year"])
    frame = pd.DataFrame(rng.uniform(1, 9, (6, 4)), index, CODES)
    hidden = rng.random(frame.shape) < gaps
    hidden[:, 1] = False
    return frame.mask(hidden)


def _evaluated(frame: pd.DataFrame, tree: pd.DataFrame = TREE, **options: Any) -> Evaluation:
    return evaluate(frame, framework_from_table(tree), EvaluationOptions(**{"draws": 0, **options}))


def _total(found: ChangeSplit) -> float:
    both = found.parts["value"].sum() + found.parts["ruler"].sum()
    return float(both + found.weights + found.method + found.went + found.came)


@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "harmonic", "power", "weighted_sum"])
@pytest.mark.parametrize("ruler", ["goalposts", "minmax", "percentile", "rank"])
@settings(max_examples=6)
@given(seed=st.integers(0, 999), gaps=st.sampled_from([0.0, 0.4]))
def test_parts_sum_to_the_change(kind: str, ruler: str, seed: int, gaps: float) -> None:
    if ruler == "rank" and kind not in ("arithmetic", "weighted_sum"):
        return
    found = _evaluated(_frame(seed, gaps), aggregate=kind, normalise=ruler)
    for region in ("p", "q", "r"):
        split = decompose_change(found, region)
        assert split.change == found.overall.loc[(region, 2021)] - found.overall.loc[(region, 2020)]
        assert _total(split) == pytest.approx(split.change, abs=1e-12)
        assert split.table["part"].sum() == pytest.approx(split.change, abs=1e-12)


def test_a_value_that_moves_alone() -> None:
    """By hand: b falls from 5 to 4 of 10, less is better, weight 0.3 of 1: +0.03."""
    frame = _frame()
    frame.loc[("r", 2021)] = frame.loc[("r", 2020)]
    frame.loc[("r", [2020, 2021]), "b"] = [5.0, 4.0]
    split = decompose_change(_evaluated(frame), "r", 2020, 2021)
    assert split.change == pytest.approx(0.03)
    assert split.table[["cause", "code"]].values.tolist() == [["value", "b"]]


def test_the_ruler_alone() -> None:
    """The same values on goalposts 0..20 for c: its score halves."""
    frame = _frame()
    one, two = _evaluated(frame), _evaluated(frame, _tree(high={"c": "20"}))
    split = decompose_change(one, "r", 2020, 2020, other=two)
    assert split.table[["cause", "code"]].values.tolist() == [["ruler", "c"]]
    assert split.change == pytest.approx(-0.1 * frame.loc[("r", 2020), "c"] / 20)


def test_weights_and_method_alone() -> None:
    frame = _frame()
    heavier = _evaluated(frame, _tree(weight={"a": "0.5", "b": "0.1"}))
    split = decompose_change(_evaluated(frame), "r", 2020, 2020, other=heavier)
    assert split.table["cause"].tolist() == ["weights"]
    split = decompose_change(_evaluated(frame), "r", 2020, 2020, other=_evaluated(frame, aggregate="geometric"))
    assert split.table["cause"].tolist() == ["method"]
    assert split.method < 0


def test_who_came_and_who_went() -> None:
    """By hand, equal weights flat: start (.2, .4, -), end (.2, -, .8): .3 -> .2 (b leaves), .2 -> .5 (c joins)."""
    flat = framework_from_table(pd.DataFrame({"code": list("abc"), "direction": "+1", "low": 0, "high": 10}))
    index = pd.MultiIndex.from_product([["r", "q"], [2020, 2021]], names=["region_id", "year"])
    held = [[2.0, 4.0, math.nan], [2.0, math.nan, 8.0], [1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]
    found = evaluate(pd.DataFrame(held, index, list("abc")), flat, EvaluationOptions(draws=0))
    split = decompose_change(found, "r")
    assert (split.went, split.came) == pytest.approx((-0.1, 0.3))
    assert (split.went_codes, split.came_codes) == (("b",), ("c",))
    assert split.parts["value"].tolist() == [0.0]
    assert split.change == pytest.approx(0.2)


@settings(max_examples=10)
@given(st.integers(0, 999))
def test_everything_at_once(seed: int) -> None:
    """Other values, goalposts, weights, mean, and another set of indicators: still exact."""
    tree = _tree(high={"a": "14"}, low={"d": "-3"}, weight={"one": "0.3", "two": "0.7"})
    tree = tree[tree["code"] != "c"]
    one = _evaluated(_frame(seed, 0.3))
    two = _evaluated(_frame(seed + 1).drop(columns="c"), tree, aggregate="geometric")
    split = decompose_change(one, "q", 2020, 2021, other=two)
    assert _total(split) == pytest.approx(split.change, abs=1e-12)
    assert "c" not in split.parts.index


def test_two_samples_move_each_others_ruler() -> None:
    """Min-max of two samples: the same region with the same values, only the others differ."""
    frame = _frame(3)
    wider = frame.copy()
    wider.loc[("p", 2020), "a"] = 40.0
    split = decompose_change(_evaluated(frame, normalise="minmax"), "r", 2020, 2020,
                             other=_evaluated(wider, normalise="minmax"))  # fmt: skip
    assert split.table[["cause", "code"]].values.tolist() == [["ruler", "a"]]
    assert split.change < 0


def test_a_logarithm_keeps_ruler_and_value_together() -> None:
    frame = _frame(4)
    split = decompose_change(_evaluated(frame, normalise="minmax"), "r", 2020, 2021,
                             other=_evaluated(frame, normalise="minmax", treat="iqr"))  # fmt: skip
    assert _total(split) == pytest.approx(split.change, abs=1e-12)
    split = decompose_change(_evaluated(frame, normalise="minmax"), "r", 2020, 2021,
                             other=_evaluated(frame, normalise="percentile"))  # fmt: skip
    assert "change-ruler-mixed" in [note.rule for note in split.notes]
    assert not split.parts["ruler"].any()


def test_places_are_said() -> None:
    split = decompose_change(_evaluated(_frame(), normalise="percentile"), "r")
    assert "change-places" in [note.rule for note in split.notes]


def test_single_periods_in_two_runs() -> None:
    frame = _frame()
    one, two = (frame.xs(year, level="year") for year in (2020, 2021))
    split = decompose_change(_evaluated(one), "r", other=_evaluated(two))
    assert split.change == pytest.approx(decompose_change(_evaluated(frame), "r").change)


def test_refusals() -> None:
    found = _evaluated(_frame())
    with pytest.raises(InputError, match="nowhere"):
        decompose_change(found, "nowhere")
    with pytest.raises(InputError, match="1999"):
        decompose_change(found, "r", 1999, 2021)
    with pytest.raises(ModelError, match="scale"):
        decompose_change(found, "r", other=_evaluated(_frame(), scale=(0, 100)))
    far = pd.DataFrame({"code": CODES, "direction": "+1", "target": 12.0})
    with pytest.raises(ModelError, match="arithmetic"):
        decompose_change(
            _evaluated(_frame(5), far, normalise="target"),
            "r",
            2020,
            other=_evaluated(_frame(5).mul(0.1), far, normalise="minmax", aggregate="geometric"),
        )
    only = pd.DataFrame({"code": ["z"], "direction": ["+1"], "low": [0], "high": [1]})
    other = evaluate(pd.DataFrame({"z": [0.5]}, index=["r"]), framework_from_table(only), EvaluationOptions(draws=0))
    with pytest.raises(ModelError, match="no indicator"):
        decompose_change(found, "r", 2020, other=other)
