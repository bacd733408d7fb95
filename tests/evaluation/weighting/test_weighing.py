from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chainchief import read
from chainchief.errors import InputError, ModelError
from chainchief.evaluation import Framework, framework_from_table, load_framework
from chainchief.evaluation.weighting import (
    WEIGHTINGS,
    Weighing,
    ahp_weights,
    combine_weights,
    critic_weights,
    entropy_weights,
    weigh,
)

NAN = math.nan


@pytest.fixture
def tree() -> Framework:
    """Two dimensions, three and two indicators: weights .6 (.5 .3 .2) and .4 (.5 .5)."""
    rows = [
        ("all", "whole", "整体", "", 0),
        ("p", "people", "人", "all", 0.6),
        ("q", "place", "地", "all", 0.4),
        ("p1", "skill", "技能", "p", 0.3),
        ("p2", "pay", "工资", "p", 0.18),
        ("p3", "staff", "员工", "p", 0.12),
        ("q1", "land", "用地", "q", 0.2),
        ("q2", "rent", "租金", "q", 0.2),
    ]
    frame = pd.DataFrame(rows, columns=["code", "name", "name_zh", "parent", "weight"])
    return framework_from_table(frame.assign(direction=1))


@pytest.fixture
def values(tree: Framework) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    return pd.DataFrame(rng.uniform(1, 10, (8, 5)), columns=list(tree.leaves))


@pytest.fixture
def judgements() -> pd.DataFrame:
    """Two experts on the members of p, one on p and q, nobody on the members of q."""
    rows = [
        ("p", "p1", "p2", "2", "A", 2),
        ("p", "p2", "p3", 2, "A", 2),
        ("p", "p1", "p3", 4, "A", 2),
        ("", "skill", "工资", "1/2", "B", NAN),
        ("", "pay", "p3", 8, "B", NAN),
        ("all", "q", "p", 3, "B", NAN),
    ]
    return pd.DataFrame(rows, columns=["parent", "first", "second", "value", "expert", "expert_weight"])


def _rules(weighing: Weighing) -> list[str]:
    return [note.rule for note in weighing.notes]


def _checked(weighing: Weighing) -> Weighing:
    """Whatever the method: siblings sum to 1, indicators sum to 1, the array is in the order of the codes."""
    frame = weighing.weights
    assert list(frame.index) == list(weighing.framework.codes)
    assert frame["local"].tolist() == weighing.local.tolist()
    sums = frame.groupby("parent")["local"].sum()
    assert sums.to_numpy() == pytest.approx(1)
    assert frame.loc[list(weighing.framework.leaves), "global"].sum() == pytest.approx(1)
    assert not frame["local"].isna().any()
    return weighing


def test_the_framework_and_equal_weights(tree: Framework) -> None:
    given = _checked(weigh(tree))
    assert given.weights["global"][["p1", "p2", "p3"]].tolist() == pytest.approx([0.3, 0.18, 0.12])
    assert given.sources["source"].to_dict() == {"all": "framework", "p": "framework", "q": "framework"}
    assert given.notes == ()
    equal = _checked(weigh(tree, method="equal"))
    assert equal.weights["global"][["p1", "q1"]].tolist() == pytest.approx([1 / 6, 1 / 4])


def test_judgements_by_parent_with_what_is_missing_said(tree: Framework, judgements: pd.DataFrame) -> None:
    found = _checked(weigh(tree, judgements=judgements, method="ahp"))
    below = found.weights["local"]
    assert below[["p", "q"]].tolist() == pytest.approx([0.25, 0.75])
    first, second, both = 2 ** (2 / 3) * 0.5 ** (1 / 3), 2 ** (2 / 3) * 8 ** (1 / 3), 4.0
    expected = ahp_weights([[1, first, both], [NAN, 1, second], [NAN, NAN, 1]]).weights
    assert below[["p1", "p2", "p3"]].tolist() == pytest.approx(expected.tolist())
    assert below[["q1", "q2"]].tolist() == [0.5, 0.5]
    assert found.sources["source"].to_dict() == {"all": "ahp", "p": "ahp", "q": "framework"}
    assert found.sources.loc["p", ["experts", "judgements"]].tolist() == [2, 3]
    assert found.judged["p"].experts["share"].to_dict() == {"A": pytest.approx(2 / 3), "B": pytest.approx(1 / 3)}
    assert found.sources.loc["p", "consensus"] == found.judged["p"].consensus
    assert math.isnan(found.sources.loc["q", "consistency_ratio"])
    assert ("judgements-fallback", "q") in [(note.rule, note.value) for note in found.notes]
    assert math.isnan(found.weights["data"].iloc[0])


def test_a_parent_whose_members_are_not_tied_together_keeps_its_weights(tree: Framework) -> None:
    table = pd.DataFrame([("p1", "p2", 9), ("q1", "q2", 4)], columns=["first", "second", "value"])
    found = _checked(weigh(tree, judgements=table, method="ahp"))
    assert found.weights["local"][["p1", "p2", "p3"]].tolist() == pytest.approx([0.5, 0.3, 0.2])
    assert found.weights["local"]["q1"] == pytest.approx(0.8)
    note = next(note for note in found.notes if note.rule == "judgements-fallback-apart")
    assert (note.column, "p3" in note.message) == ("p", True)


def test_experts_may_complete_each_other(tree: Framework) -> None:
    rows = [("p1", "p2", 2, "A"), ("p2", "p3", 2, "B")]
    table = pd.DataFrame(rows, columns=["first", "second", "value", "expert"])
    found = _checked(weigh(tree, judgements=table, method="ahp"))
    assert found.weights["local"][["p1", "p2", "p3"]].tolist() == pytest.approx([4 / 7, 2 / 7, 1 / 7])


@pytest.mark.parametrize("method", ["entropy", "critic", "variation", "gini"])
def test_weights_by_the_values_sum_up_the_tree(tree: Framework, values: pd.DataFrame, method: str) -> None:
    found = _checked(weigh(tree, values, method=method))
    assert found.data is not None
    assert found.weights.loc[list(tree.leaves), "global"].tolist() == pytest.approx(found.data.tolist())
    assert found.weights["local"]["p"] == pytest.approx(found.data[["p1", "p2", "p3"]].sum())
    assert set(found.sources["source"]) == {method}
    if method == "entropy":
        assert found.data.tolist() == pytest.approx(entropy_weights(values).tolist())


def test_combined_on_the_level_of_the_indicators(
    tree: Framework, values: pd.DataFrame, judgements: pd.DataFrame
) -> None:
    said = weigh(tree, judgements=judgements, method="ahp").weights["global"][list(tree.leaves)]
    for rule in ("geometric", "product", "linear"):
        found = _checked(weigh(tree, values, judgements, "combined", rule, "critic"))
        expected = combine_weights([said, critic_weights(values)], rule)
        assert found.weights["global"][list(tree.leaves)].tolist() == pytest.approx(expected.tolist())
    assert found.sources["source"].to_dict() == {"all": "ahp + critic", "p": "ahp + critic", "q": "framework + critic"}
    assert "weights-combined" in _rules(found)
    bare = _checked(weigh(tree, values, method="combined"))
    given = [0.3, 0.18, 0.12, 0.2, 0.2]
    expected = combine_weights([given, entropy_weights(values).to_numpy()])
    assert bare.weights["global"][list(tree.leaves)].tolist() == pytest.approx(expected.tolist())
    assert set(bare.sources["source"]) == {"framework + entropy"}


def test_gaps_in_the_values(tree: Framework, values: pd.DataFrame) -> None:
    values.loc[0, "p1"] = NAN
    values["q2"] = NAN
    found = _checked(weigh(tree, values, method="entropy"))
    assert found.data is not None
    assert found.data["q2"] == pytest.approx(0.2)
    rest = entropy_weights(values.loc[1:, ["p1", "p2", "p3", "q1"]]) * 0.8
    assert found.data[rest.index].tolist() == pytest.approx(rest.tolist())
    assert {"weights-rows-left-out", "weights-nowhere"} <= set(_rules(found))
    assert weigh(tree, values.drop(columns="q2"), method="entropy").data.tolist() == pytest.approx(found.data.tolist())
    with pytest.raises(ModelError, match="at least two regions without a gap; 1 of 2"):
        weigh(tree, values.loc[:1], method="entropy")


def test_a_parent_whose_indicators_all_weigh_nothing_keeps_its_inner_weights(
    tree: Framework, values: pd.DataFrame
) -> None:
    values["q1"], values["q2"] = 3.0, 5.0
    found = _checked(weigh(tree, values, method="entropy"))
    assert found.weights["local"]["q"] == 0
    assert found.weights["local"][["q1", "q2"]].tolist() == [0.5, 0.5]
    assert "weights-empty-parent" in _rules(found)


def test_the_same_judgement_twice_is_one(tree: Framework) -> None:
    rows = [("q1", "q2", 3), ("q2", "q1", "1/3"), ("q1", "q2", NAN)]
    table = pd.DataFrame(rows, columns=["first", "second", "value"])
    assert weigh(tree, judgements=table, method="ahp").weights["local"]["q1"] == pytest.approx(0.75)


def test_unknown_names_are_left_out_with_a_warning(tree: Framework) -> None:
    table = pd.DataFrame([("q1", "q2", 3), ("q1", "zz", 2)], columns=["first", "second", "value"])
    found = weigh(tree, judgements=table, method="ahp")
    assert [note.value for note in found.notes if note.rule == "judgements-unknown"] == ["zz"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("q1", "p1", 3)], "judgements 0: q1 and p1 are not two members"),
        ([("q1", "q1", 1)], "q1 and q1 are not"),
        ([("all", "q1", 1)], "all and q1 are not"),
        ([("q1", "q2", 0)], "judgements 0: 0 is no judgement"),
        ([("q1", "q2", "much")], "judgements 0: 'much' is no number"),
        ([("q1", "q2", 3), ("q2", "q1", 3)], "judgements 1: q2 over q1 is 3 here and 0.333333"),
        ([("zz", "yy", 3)], "no judgements"),
        ([], "no judgements"),
    ],
)
def test_what_is_no_judgement_is_refused_with_its_place(tree: Framework, rows: list[object], said: str) -> None:
    table = pd.DataFrame(rows, columns=["first", "second", "value"])
    with pytest.raises(InputError, match=said):
        weigh(tree, judgements=table, method="ahp")


def test_places_are_those_of_the_workbook(tree: Framework) -> None:
    table = pd.DataFrame({"first": ["q1"], "second": ["q2"], "value": [-1], "origin": ["book.xlsx!judgements!4"]})
    with pytest.raises(InputError, match=r"book\.xlsx!judgements!4: -1"):
        weigh(tree, judgements=table, method="ahp")


def test_the_sheet_judgements_of_a_workbook(tmp_path: Path) -> None:
    sheet = "前项,后项,重要程度,专家,专家权重\n结构韧性,功能韧性,3,E1,2\n结构韧性,演化韧性,1/3,E1,2\nB1,B2,2,E2,\n"
    (tmp_path / "judgements.csv").write_text(sheet, encoding="utf-8")
    found = weigh(load_framework("zhang-2024"), judgements=read(tmp_path).judgements, method="ahp")
    first, second, third = found.weights["local"][["B1", "B2", "B3"]]
    assert (first / second, first / third) == pytest.approx((3 ** (2 / 3) * 2 ** (1 / 3), 1 / 3))


def test_experts_count_the_same_in_all_their_rows(tree: Framework, judgements: pd.DataFrame) -> None:
    for wrong in (0, -1, 3):
        judgements.loc[1, "expert_weight"] = wrong
        with pytest.raises(InputError, match="judgements 1: expert"):
            weigh(tree, judgements=judgements, method="ahp")


def test_what_a_method_needs_is_asked_for(tree: Framework, judgements: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="weighs by the values"):
        weigh(tree, method="entropy")
    with pytest.raises(InputError, match="no judgements"):
        weigh(tree, method="ahp")
    with pytest.raises(InputError, match="no column value"):
        weigh(tree, judgements=judgements.drop(columns="value"), method="ahp")
    with pytest.raises(InputError, match="framework, equal, ahp"):
        weigh(tree, method="magic")
    assert set(WEIGHTINGS) >= {"framework", "equal", "ahp", "entropy", "critic", "combined"}


def test_the_framework_of_the_paper_is_weighed_in_chinese_words() -> None:
    framework = load_framework("zhang-2024")
    table = pd.DataFrame({"first": ["结构韧性"], "second": ["演化韧性"], "value": ["3"]})
    table.loc[1] = ["功能韧性", "演化韧性", "3"]
    found = _checked(weigh(framework, judgements=table, method="ahp"))
    assert found.weights["local"][["B1", "B2", "B3"]].tolist() == pytest.approx([3 / 7, 3 / 7, 1 / 7])
