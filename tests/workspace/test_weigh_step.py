"""The step weigh, its files and its command; judgements entered by hand, saved as an import that can be undone."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from chainchief.errors import ChainChiefError, InputError, WorkspaceError
from chainchief.evaluation.crosscheck import WeightAudit
from chainchief.evaluation.weighting import ahp_weights
from chainchief.views.figures.figure import Setting
from chainchief.views.results.weights import repair_table, step_ratios, weights_answer
from chainchief.views.workbook import pack_sheets
from chainchief.workspace import Workspace
from chainchief.workspace import judging as room
from chainchief.workspace.judging import (
    ENTERED,
    Ballot,
    ballot_of,
    evaluate_again,
    experts_in,
    framework_in_use,
    save_judgements,
    try_judgements,
    weight_audit,
)

HEAD = ["parent", "first", "second", "value", "expert", "expert_weight"]
ROWS: list[list[Any]] = [
    ["A", "B1", "B2", 3, "E2", 2],
    ["A", "B3", "B1", "2", "E2", 2],
    ["A", "功能韧性", "演化韧性", "2", "E2", 2],
    ["", "C11", "C12", "1/3", "E1", 1],
]
CODES = {"D111": 0.4, "D112": 0.5, "D121": 0.1, "D122": 1.5, "D211": 0.3, "D212": 30, "D221": 1.1, "D222": 0.7}


def book(rows: list[list[Any]]) -> bytes:
    values = [
        [region, code, size * (1 + 0.2 * place) * (1.1 if (place + number) % 3 else 0.9)]
        for place, region in enumerate("abcd")
        for number, (code, size) in enumerate(CODES.items())
    ]
    sheets = {"indicators": [["region_id", "indicator", "value"], *values]}
    return pack_sheets({**sheets, "judgements": [HEAD, *rows]} if rows else sheets)


@pytest.fixture
def making(tmp_path: Path) -> Callable[..., Workspace]:
    def make(rows: list[list[Any]] | None = None) -> Workspace:
        path = tmp_path / "book.xlsx"
        path.write_bytes(book(ROWS if rows is None else rows))
        space = Workspace.create(tmp_path / "w")
        space.accept(space.preview(path))
        return space

    return make


def spoken(space: Workspace) -> dict[tuple[str, str, str], str]:
    frame = space.chain.judgements
    keys = zip(frame["first"], frame["second"], frame["expert"].fillna(""), strict=True)
    return dict(zip(keys, frame["value"].fillna(""), strict=True))


@pytest.mark.parametrize("weights", ["framework", "equal", "ahp", "entropy", "combined"])
def test_a_run_keeps_every_table_and_can_be_done_again(making: Callable[..., Workspace], weights: str) -> None:
    space = making()
    run = space.run("weigh", {"weights": weights})
    assert isinstance(run.result, WeightAudit)
    assert run.result.used == weights
    assert run.options["framework"] == "zhang-2024-anchored", "auto is replaced by what it is today"
    assert {
        "weights.csv",
        "sources.csv",
        "matrices.csv",
        "worst.csv",
        "cycles.csv",
        "repairs.csv",
        "refused.csv",
    } <= set(run.files)
    kept = pd.read_csv(io.StringIO(run.text("weights.csv")))
    assert kept.loc[kept["code"].isin(run.result.framework.leaves), "global"].sum() == pytest.approx(1.0)
    ratios = pd.read_csv(io.StringIO(run.text("consistency.csv")))
    assert ratios.loc[ratios["expert"].eq("E2"), "consistency_ratio"].iloc[0] == pytest.approx(0.626, abs=5e-4)
    assert space.redo(run.number).same


def test_a_way_that_cannot_be_worked_out_leaves_no_run(making: Callable[..., Workspace]) -> None:
    space = making([])
    before = len(space.runs())
    for given in ({"weights": "ahp"}, {"weights": "nonsense"}, {"weights": "framework", "combine": "sum"}):
        with pytest.raises(InputError):
            space.run("weigh", given)
    assert len(space.runs()) == before
    assert "ahp" in space.run("weigh").result.refused


def test_auto_is_the_framework_of_the_newest_evaluation(making: Callable[..., Workspace]) -> None:
    space = making()
    space.run("evaluate", {"framework": "zhang-2024", "draws": 0})
    run = space.run("weigh", {"weights": "equal"})
    assert run.options["framework"] == framework_in_use(space).name == "zhang-2024"
    assert "zhang-2024;" in weights_answer(run.result, Setting("en"))
    assert "指标体系 zhang-2024；" in weights_answer(run.result, Setting("zh"))
    assert space.run("weigh", {"framework": "zhang-2024-anchored"}).options["framework"] == "zhang-2024-anchored"
    assert space.redo(run.number).same


def test_the_ratios_of_a_repair_end_with_its_own(making: Callable[..., Workspace]) -> None:
    space = making([["A", "B1", "B2", 9, "E1", ""], ["A", "B3", "B1", 9, "E1", ""], ["A", "B2", "B3", 9, "E1", ""]])
    result = space.run("weigh", {"weights": "ahp"}).result
    ratios = step_ratios(result.repairs["A", "E1"])
    assert len(ratios) == len(result.repairs["A", "E1"].changes) > 1
    assert ratios[-1] == pytest.approx(result.repairs["A", "E1"].repaired.consistency_ratio)
    table = repair_table(result, Setting("en"))
    assert [row.cells[-1].value for row in table.rows] == [f"{ratio:.3f}" for ratio in ratios]
    assert "up to here" in table.columns[-1].label


def test_the_audit_of_an_evaluation_is_that_of_its_own_weights(making: Callable[..., Workspace]) -> None:
    space = making()
    run = space.run("evaluate", {"weights": "ahp", "normalise": "minmax", "draws": 20})
    found = weight_audit(run)
    assert found is weight_audit(space.find_run(run.number)) or found.used == "ahp"
    assert found.rank["ahp"].tolist() == run.result.rank.tolist()
    with pytest.raises(InputError):
        weight_audit(space.runs()[-1])


def test_a_ballot_reads_codes_names_and_turned_pairs(making: Callable[..., Workspace]) -> None:
    space = making()
    framework = framework_in_use(space)
    assert experts_in(space, framework) == {"A": ("E2",), "B1": ("E1",)}
    ballot = ballot_of(space.chain, framework, "A", "E2")
    assert ballot.values == {("B1", "B2"): "3", ("B1", "B3"): "1/2", ("B2", "B3"): "2"}
    assert ballot.origins["B1", "B3"] == "book.xlsx!judgements!D3"
    with pytest.raises(InputError, match="no members to compare"):
        ballot_of(space.chain, framework, "D111", "E2")


def test_a_trial_is_the_analytic_hierarchy_process(making: Callable[..., Workspace]) -> None:
    framework = framework_in_use(making())
    trial = try_judgements(framework, "A", {("B2", "B1"): "1/3", ("B3", "B1"): "2", ("B2", "B3"): "2"})
    expected = ahp_weights([[1, 3, 1 / 2], [1 / 3, 1, 2], [2, 1 / 2, 1]])
    assert trial.found is not None
    assert trial.found.weights.to_numpy() == pytest.approx(expected.weights.to_numpy())
    assert trial.found.consistency_ratio == pytest.approx(expected.consistency_ratio)
    assert trial.judged == (3, 3)
    assert trial.proposal == {("B1", "B2"): "1/2"}
    assert trial.repaired_ratio is not None
    assert trial.repaired_ratio < 0.1
    loose = try_judgements(framework, "A", {("B1", "B2"): "3", ("B1", "B3"): ""})
    assert (loose.found, loose.apart, loose.judged) == (None, ("B3",), (1, 3))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({("B1", "B2"): "much"}, "no number"),
        ({("B1", "B2"): "0"}, "no judgement"),
        ({("B1", "B2"): "-3"}, "no judgement"),
        ({("B1", "B2"): "2024-01-03"}, "is a date"),
        ({("B1", "C11"): "3"}, "not two members"),
        ({("B1", "B1"): "1"}, "not two members"),
        ({("B1", "B2"): "3", ("B2", "B1"): "3"}, "B2 over B1"),
    ],
)
def test_what_is_no_judgement_is_refused_in_a_sentence(
    making: Callable[..., Workspace], values: dict[tuple[str, str], str], words: str
) -> None:
    space = making()
    framework = framework_in_use(space)
    with pytest.raises(InputError, match=words) as refused:
        try_judgements(framework, "A", values)
    assert refused.value.message_zh
    with pytest.raises(InputError):
        save_judgements(space, framework, Ballot("A", "E9", ("B1", "B2", "B3"), values))
    assert space.generation == 1


def test_saving_replaces_by_key_keeps_the_rest_and_can_be_undone(making: Callable[..., Workspace]) -> None:
    space = making()
    framework = framework_in_use(space)
    before = spoken(space)
    ballot = ballot_of(space.chain, framework, "A", "E2")
    changed = {("B1", "B2"): "1/2", ("B1", "B3"): "1/2.5", ("B2", "B3"): ""}
    save_judgements(space, framework, replace(ballot, values=changed))
    assert spoken(space) == {
        **before,
        ("B1", "B2", "E2"): "1/2",
        ("B3", "B1", "E2"): "2.5",
        ("功能韧性", "演化韧性", "E2"): "",
    }
    frame = space.chain.judgements
    mine = frame["origin"].str.startswith(ENTERED)
    assert mine.sum() == 3
    assert set(frame.loc[frame["expert"].eq("E2"), "expert_weight"]) == {2.0}, "what an expert counts stays"
    assert set(frame.loc[mine, "quality"]) == {"D"}
    assert ballot_of(space.chain, framework, "A", "E2").values == changed
    save_judgements(space, framework, Ballot("B2", "E7", ("C21", "C22"), {("C21", "C22"): "5"}))
    assert spoken(space)["C21", "C22", "E7"] == "5"
    assert spoken(space)["B1", "B2", "E2"] == "1/2", "what was entered before stays"
    space.undo()
    space.undo()
    assert spoken(space) == before
    assert space.redo(space.runs()[2].number).same


def test_a_pair_that_contradicts_itself_in_the_sheet_is_mended_by_saving(making: Callable[..., Workspace]) -> None:
    space = making([["A", "B1", "B2", 3, "E1", ""], ["A", "B2", "B1", 3, "E1", ""], ["A", "B2", "B3", 2, "E1", ""]])
    framework = framework_in_use(space)
    with pytest.raises(ChainChiefError):
        space.run("weigh", {"weights": "ahp"})
    save_judgements(space, framework, ballot_of(space.chain, framework, "A", "E1"))
    assert space.run("weigh", {"weights": "ahp"}).result.judged["A"].consistency_ratio == pytest.approx(0.0, abs=1e-9)


def test_nothing_new_a_name_that_gets_lost_and_a_rival_are_refused(
    making: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    space = making()
    framework = framework_in_use(space)
    ballot = ballot_of(space.chain, framework, "A", "E2")
    with pytest.raises(InputError, match="nothing to save"):
        save_judgements(space, framework, ballot)
    for name in ("无", "-", "保密", "E" * 61):
        with pytest.raises(InputError, match="name of"):
            save_judgements(space, framework, replace(ballot, expert=name, values={("B1", "B2"): "3"}))
    checked = room._check_read_back

    def rival(*given: Any) -> None:
        checked(*given)
        monkeypatch.undo()
        save_judgements(space, framework, Ballot("B3", "E8", (), {("C31", "C32"): "2"}))

    monkeypatch.setattr(room, "_check_read_back", rival)
    with pytest.raises(WorkspaceError, match="have changed"):
        save_judgements(space, framework, Ballot("B2", "E7", (), {("C21", "C22"): "5"}))
    assert ("C21", "C22", "E7") not in spoken(space)
    assert spoken(space)["C31", "C32", "E8"] == "2"


def test_judgements_can_be_the_first_thing_of_a_workspace_and_the_last(tmp_path: Path) -> None:
    space = Workspace.create(tmp_path / "new")
    framework = framework_in_use(space)
    save_judgements(space, framework, Ballot("A", "", (), {("B1", "B2"): "3"}))
    assert spoken(space) == {("B1", "B2", ""): "3"}
    save_judgements(space, framework, Ballot("A", "", (), {("B1", "B2"): ""}))
    assert not space.chain.has("judgements")


def test_an_evaluation_that_rests_on_judgements_is_made_again(making: Callable[..., Workspace]) -> None:
    space = making()
    run = space.run("evaluate", {"weights": "ahp", "normalise": "minmax", "draws": 0})
    framework = framework_in_use(space)
    values = {("B1", "B2"): "9", ("B1", "B3"): "9", ("B2", "B3"): "1"}
    save_judgements(space, framework, Ballot("A", "E2", (), values))
    again = evaluate_again(space, run.options)
    assert again is not None
    assert again.generation == 2
    assert again.result.weights.at["B1", "local"] == pytest.approx(9 / 11)
    assert evaluate_again(space, {**run.options, "weights": "equal"}) is None
    assert evaluate_again(space, {**run.options, "period": "1066"}) is None, "the pages say why it is refused"
