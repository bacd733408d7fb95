"""Two runs of a workspace held side by side, across imports too; and the step that cross-checks one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chainchief.errors import InputError
from chainchief.evaluation.crosscheck import cross_check
from chainchief.evaluation.fuzzy import evaluate_fuzzily
from chainchief.views.workbook import pack_sheets
from chainchief.workspace import Workspace, compare_runs, evaluation_of, open_source, run_once
from chainchief.workspace.compared import opinions_of
from views.scored_samples import sheets


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Runs: 1 read, 2 evaluate, 3 evaluate with other choices, 4 read a correction, 5 evaluate."""
    folder = tmp_path_factory.mktemp("compared")
    found = Workspace.create(folder / "space", "Pens")
    for change in (1.0, 0.5):
        book = folder / "pens.xlsx"
        book.write_bytes(pack_sheets(sheets(change=change)))
        found.accept(found.preview(book))
        found.run("evaluate", {"draws": 0})
        if change == 1.0:
            found.run("evaluate", {"draws": 0, "weights": "equal", "aggregate": "geometric"})
    return found


def test_choices_that_differ_have_the_whole_change(space: Workspace) -> None:
    found = compare_runs(space, 2, 3)
    assert set(found.factors) == {"weights", "aggregate"}
    parts = found.changes[list(found.factors)].sum(axis=1)
    np.testing.assert_allclose(parts, evaluation_of(space, 3).overall - evaluation_of(space, 2).overall, atol=1e-12)
    assert compare_runs(space, 2, 3) is found


def test_a_correction_of_the_file_is_told_by_its_cells(space: Workspace) -> None:
    found = compare_runs(space, 2, 5)
    assert found.factors == ("values",)
    assert set(found.cells["region_id"]) == {"A"}
    assert set(found.cells["indicator"]) == {"D111"}
    np.testing.assert_allclose(found.cells["second"], found.cells["first"] / 2, atol=1e-4)
    assert all(origin.startswith("pens.xlsx!indicators!") for origin in found.cells["second_origin"])
    assert set(found.changes.index[found.changes["change"].abs() > 1e-12].get_level_values(0)) == {"A"}


def test_a_run_that_is_no_evaluation_is_named_with_those_that_are(space: Workspace) -> None:
    with pytest.raises(InputError, match=r"run 1 is 'read', no evaluation; evaluations here: 2, 3, 5") as wrong:
        compare_runs(space, 2, 1)
    assert "不是评估" in wrong.value.message_zh
    with pytest.raises(InputError, match="there is no run 77"):
        compare_runs(space, 77, 2)


def test_the_crosscheck_is_a_run_that_can_be_redone(space: Workspace) -> None:
    run = space.run("crosscheck", {"operator": "max_min"})
    assert run.options["evaluation"] == 5
    assert set(run.files) == {
        "adequacy.csv", "components.csv", "correlation_flags.csv", "fuzzy_verdicts.csv", "memberships.csv",
        "rank_correlations.csv", "ranks.csv", "reliability.csv",
    }  # fmt: skip
    assert space.redo(run.number).same
    given = evaluation_of(space, 5)
    assert run.result.ranks.table.equals(cross_check(given).table)
    assert run.result.fuzzy.verdicts.equals(evaluate_fuzzily(given, "max_min").verdicts)
    assert opinions_of(given) is opinions_of(given)
    first = space.run("crosscheck", {"evaluation": 2})
    assert first.result.ranks.table.equals(cross_check(evaluation_of(space, 2)).table)


def test_the_crosscheck_refuses_what_it_cannot_take(space: Workspace) -> None:
    with pytest.raises(InputError, match="rho"):
        space.run("crosscheck", {"rho": 0.0})
    with pytest.raises(InputError, match="run 1 is no evaluation"):
        space.run("crosscheck", {"evaluation": 1})
    with pytest.raises(InputError, match="operator"):
        space.run("crosscheck", {"operator": "mean"})


def test_a_lone_file_can_be_checked(tmp_path: Path) -> None:
    book = tmp_path / "pens.xlsx"
    book.write_bytes(pack_sheets(sheets()))
    found = run_once(open_source(book), "crosscheck", {})
    assert len(found.ranks.table) == 12
