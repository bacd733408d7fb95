"""Potential of industries, the 1+N split and digital layers: Zhang's tables, sums that must hold, bad input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import ChainChiefError, ModelError
from chainchief.evaluation.panels import CLASSES, development_potential, digital_layers, split_industries


def test_zhang_table_4_3(shared: Path) -> None:
    """The overall rating is the plain mean of the three parts, five of five, and so is the order (no evidence)."""
    table = pd.read_csv(shared / "cases/zhang-2024/table_4-3_emerging_industries.csv").set_index("industry")
    found = development_potential(table[["relevance", "spillover_effect", "growth"]])
    assert found.score.round(3).tolist() == table["overall_rating"].tolist()
    assert found.rank.tolist() == table["priority"].tolist()
    assert found.weights.tolist() == pytest.approx([1 / 3] * 3)
    assert found.notes[0].rule == "potential-own"


def test_zhang_table_4_4(shared: Path) -> None:
    """The four shares sum to 100.000 (no evidence)."""
    table = pd.read_csv(shared / "cases/zhang-2024/table_4-4_digital_layers.csv")
    found = digital_layers(table.set_index("maturity_level")["enterprise_share_pct"])
    assert found.shares.tolist() == pytest.approx([0.28410, 0.35678, 0.23567, 0.12345])
    assert found.shares.sum() == pytest.approx(1)
    assert found.above.tolist()[0] == pytest.approx(1)
    assert found.mean_level == pytest.approx(0.28410 + 2 * 0.35678 + 3 * 0.23567 + 4 * 0.12345)


def test_zhang_table_4_2_names_the_classes(shared: Path) -> None:
    """Core, supporting, emerging, traditional, service, in that order."""
    table = pd.read_csv(shared / "cases/zhang-2024/table_4-2_strategy_matrix.csv")
    for text, code in zip(table["strategic_level"], CLASSES, strict=True):
        assert code in text.lower()


def test_potential_with_weights_and_a_scale_of_its_own() -> None:
    parts = pd.DataFrame({"linkage": [10.0, 20.0, 30.0], "growth": [0.3, 0.1, 0.2]}, index=list("xyz"))
    found = development_potential(parts, {"growth": 3, "linkage": 1}, normalise="minmax")
    assert found.score.to_dict() == pytest.approx({"x": 0.75, "y": 0.125, "z": 0.25 + 0.375})
    assert found.rank.to_dict() == {"x": 1, "y": 3, "z": 2}
    with pytest.raises(ModelError, match="growth"):
        development_potential(parts.assign(growth=1.0), normalise="minmax")


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(list(CLASSES)), st.floats(0, 1e6), st.floats(0, 1e6)), min_size=1, max_size=9
)


@given(AMOUNTS)
def test_contributions_sum_to_growth(rows: list[tuple[str, float, float]]) -> None:
    table = pd.DataFrame(rows, columns=["class", "start", "end"])
    if table["start"].sum() < 1:
        return
    found = split_industries(table)
    growth = table["end"].sum() / table["start"].sum() - 1
    assert found.growth == pytest.approx(growth, abs=1e-9)
    assert found.classes["contribution"].sum() == pytest.approx(growth, abs=1e-9)
    assert found.classes["share_start"].sum() == pytest.approx(1)
    if abs(growth) > 1e-6:
        assert found.classes["contribution_share"].sum() == pytest.approx(1)


def test_split_by_hand() -> None:
    """100 -> 120: the core adds 6 points, services 14; classes in Chinese, columns of one's own."""
    table = pd.DataFrame({"kind": ["核心产业", "服务业", "Traditional"], "y0": [60, 30, 10], "y1": [66, 44, 10]})
    found = split_industries(table, "kind", "y0", "y1")
    assert found.growth == pytest.approx(0.2)
    assert found.classes["contribution"].to_dict() == pytest.approx(
        {"core": 0.06, "supporting": 0, "emerging": 0, "traditional": 0, "service": 0.14}
    )
    assert found.classes.loc["service", "share_change"] == pytest.approx(44 / 120 - 0.3)
    assert found.classes.loc["core", "contribution_share"] == pytest.approx(0.3)
    assert np.isnan(found.classes.loc["emerging", "growth"])
    assert [note.rule for note in found.notes] == ["split-classes", "split-empty"]


def test_layers_of_counted_firms() -> None:
    found = digital_layers(["起步层", "starting", "Mature layer", "4"])
    assert found.shares.to_dict() == {"starting": 0.5, "development": 0.0, "mature": 0.25, "leading": 0.25}
    assert found.mean_level == pytest.approx(2.25)
    assert digital_layers({"starting": 0.4, "leading": 0.6}).mean_level == pytest.approx(2.8)


PARTS = pd.DataFrame({"p": [0.5, 0.6]}, index=["x", "y"])
SPLIT = pd.DataFrame({"class": ["core", "service"], "start": [1.0, 2.0], "end": [1.0, 2.0]})


@pytest.mark.parametrize("call", [
    lambda: development_potential(PARTS * 3), lambda: development_potential(PARTS.replace(0.5, np.nan)),
    lambda: development_potential(PARTS, [-1]), lambda: development_potential(PARTS, normalise="log"),
    lambda: development_potential(PARTS.astype(object).replace(0.5, "high")),
    lambda: split_industries(SPLIT.drop(columns="end")), lambda: split_industries(SPLIT.replace("core", "big")),
    lambda: split_industries(SPLIT.replace(1.0, -1.0)), lambda: split_industries(SPLIT.assign(start=0.0)),
    lambda: split_industries(SPLIT.assign(end="many")), lambda: digital_layers({"starting": 0.4, "leading": 0.4}),
    lambda: digital_layers({"starting": -0.4, "leading": 1.4}), lambda: digital_layers({"sleeping": 1.0}),
    lambda: digital_layers([]), lambda: digital_layers({"starting": "half", "leading": 0.5}),
])  # fmt: skip
def test_refusals(call: object) -> None:
    with pytest.raises(ChainChiefError) as caught:
        call()  # type: ignore[operator]
    assert caught.value.message_zh != caught.value.message


def test_two_cores_are_said() -> None:
    found = split_industries(SPLIT.assign(**{"class": "core"}))
    assert "split-cores" in [note.rule for note in found.notes]
