"""The bundled frameworks, and how codes are found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation.framework import framework_from_table, framework_names, load_framework

SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.parametrize("name", ["zhang-2024", "zhang-2024-anchored"])
def test_weights_of_zhang(name: str) -> None:
    framework = load_framework(name)
    assert len(framework.leaves) == 12
    assert framework.dimensions == ("B1", "B2", "B3")
    assert framework.table["global"][["B1", "B2", "B3"]].tolist() == pytest.approx([0.340, 0.344, 0.316], abs=1e-12)
    weights = framework.table.loc[list(framework.leaves)]
    assert weights["global"].tolist() == pytest.approx(weights["weight"].tolist(), abs=1e-12)
    assert weights.index[weights["direction"].eq(-1)].tolist() == ["D321", "D322"]
    assert any("claim 12 and 24" in note.message for note in framework.notes)
    assert {note.rule for note in framework.notes} == {"framework-note"}, "nothing of ours needs a remark"


def test_goalposts_are_in_the_anchored_one_only() -> None:
    assert len(load_framework("zhang-2024").unanchored) == 12
    anchored = load_framework("zhang-2024-anchored")
    assert anchored.unanchored == ()
    assert anchored.table.loc[list(anchored.leaves), "source"].str.contains("goalposts: own: ").all()
    assert load_framework("zhang-2024-dimensions").unanchored == ()


def test_every_name_stands_in_both_languages() -> None:
    for name in framework_names():
        table = load_framework(name).table
        assert table["name"].str.isascii().all()
        assert not table["name_zh"].str.isascii().any()
        assert not table["name"].str.contains("toughness|elasticity", case=False).any()


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(InputError, match=r"did you mean 'zhang-2024'.*zhang-2024-anchored"):
        load_framework("zang-2024")


def test_codes_and_names_in_any_case_and_width() -> None:
    framework = load_framework("zhang-2024")
    for text in ("D311", " d311", "Ｄ３１１", "R&D intensity", "r&dINTENSITY", "研发投入强度"):
        assert framework.resolve(text) == "D311"
    assert framework.resolve("R&D") is None
    assert framework.nearest("R&D intensitty") == "R&D intensity"
    assert framework.nearest("xyz") == ""


def test_a_name_shared_by_an_aggregate_means_the_indicator() -> None:
    frame = pd.DataFrame({
        "code": ["T", "P", "a"], "name": ["All", "Growth", "Growth"], "parent": ["", "T", "P"], "direction": ["1"] * 3,
    })  # fmt: skip
    assert framework_from_table(frame).resolve("growth") == "a"


def test_path_members_and_weights() -> None:
    framework = load_framework("zhang-2024")
    assert framework.path("D311") == ("A", "B3", "C31", "D311")
    assert framework.members("C31") == ("D311", "D312")
    equal = dict(zip(framework.codes, framework.local_weights(equal=True), strict=True))
    assert (equal["A"], equal["B1"], equal["C11"], equal["D111"]) == pytest.approx((1, 1 / 3, 1 / 2, 1 / 2))


def test_a_chain_brings_its_own_framework() -> None:
    meta = pd.DataFrame({
        "code": ["a", "b"], "name": ["甲", "乙"], "direction": ["+1", "-1"], "weight": [1, 3], "low": [0, 0],
        "high": [1, 2],
    })  # fmt: skip
    framework = framework_from_table(Chain.from_tables({"indicator_meta": meta}).indicator_meta)
    assert framework.name == "indicator_meta"
    assert framework.table.loc[["a", "b"], "global"].tolist() == [0.25, 0.75]
    assert framework.unanchored == ()
    assert framework.label("a", "zh") == "甲"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
def test_the_framework_of_asem() -> None:
    framework = load_framework(SHARED / "data" / "asem" / "asem_imeta.csv")
    assert framework.root == "Index"
    assert len(framework.leaves) == 49
    assert framework.table.at["Index", "level"] == 4
    assert framework.table["global"][list(framework.leaves)].sum() == pytest.approx(1.0)
    assert framework.table.at["LPI", "global"] == pytest.approx(1 / 2 / 5 / 8)
