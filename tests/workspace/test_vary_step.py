"""The step vary: kept, redone, printed, and found again by the page."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from chainchief.chain.value import Chain
from chainchief.cli.app import app
from chainchief.errors import InputError
from chainchief.evaluation.robustness import Robustness
from chainchief.views import export_workbook
from chainchief.workspace import Workspace, open_source, run_once
from chainchief.workspace.variation import (
    MOST_ASKED,
    VaryOptions,
    drawn,
    reweighted,
    telling_draws,
    usual_variation,
    variation_of,
)
from views.small_evaluation import small_chain

YEARS = ("2024", "2025")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("office")
    book = folder / "anlan.xlsx"
    book.write_bytes(export_workbook(small_chain(YEARS)))
    space = Workspace.create(folder / "space", "Anlan optics")
    space.accept(space.preview(book))
    return space


def test_a_run_keeps_its_tables_and_comes_out_the_same_again(office: Workspace) -> None:
    told: list[tuple[int, int, str]] = []
    run = office.run("vary", {"draws": 200}, lambda *step: told.append(step))
    evaluation = office.evaluation()
    assert evaluation is not None
    assert run.options["evaluation"] == evaluation.number
    assert {"intervals.csv", "pairs.csv", "draws.csv", "sensitivity.csv", "remove_one.csv"} <= set(run.files)
    assert (1, 3, "choices") in told
    kept = pd.read_csv(run.path / "intervals.csv").set_index(["region_id", "period"])
    result: Robustness = run.result
    again = result.uncertainty.rank_intervals["low"]
    assert kept["rank_low"].tolist() == again.tolist()
    assert office.redo(run.number).same
    usual, number = usual_variation(office, evaluation)
    assert (usual.draws, number) == (200, run.number)


def test_only_an_evaluation_can_be_varied(office: Workspace) -> None:
    with pytest.raises(InputError, match="no evaluation"):
        office.run("vary", {"evaluation": 1, "draws": 20})
    with pytest.raises(InputError, match="no run 99"):
        office.run("vary", {"evaluation": 99, "draws": 20})
    with pytest.raises(InputError, match="try_treat"):
        office.run("vary", {"try_treat": "magic"})


def test_a_file_outside_a_workspace_is_varied_and_kept_nowhere(tmp_path: Path) -> None:
    book = tmp_path / "anlan.xlsx"
    book.write_bytes(export_workbook(small_chain()))
    chain = open_source(book)
    assert isinstance(chain, Chain)
    found = run_once(chain, "vary", {"draws": 50})
    assert len(found.uncertainty.draws) == 50
    assert [path.name for path in tmp_path.iterdir()] == ["anlan.xlsx"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_command_prints_answer_and_tables(office: Workspace, language: str) -> None:
    done = CliRunner().invoke(app, ["vary", str(office.path), "--draws", "100", "--language", language])
    assert done.exit_code == 0, done.output
    for words in {"en": ("cannot be told apart", "One indicator left out", "D111"),
                  "zh": ("无法区分先后", "逐个剔除指标", "D111")}[language]:  # fmt: skip
        assert words in done.output


def test_the_command_answers_as_json(office: Workspace) -> None:
    done = CliRunner().invoke(app, ["vary", str(office.path), "--draws", "60", "--no-data-noise", "--json"])
    assert done.exit_code == 0
    assert '"runs": 36' in done.output
    assert '"data_noise": false' in done.output


def test_pages_get_it_from_memory(office: Workspace) -> None:
    run = office.evaluation()
    assert run is not None
    options = VaryOptions(draws=80)
    found = variation_of(run, options)
    assert variation_of(run, options) is found
    assert drawn(found, 3).number == 3
    assert reweighted(run, "D111", 0.5, "2025").period == "2025"
    with pytest.raises(InputError, match="too many"):
        variation_of(run, VaryOptions(draws=MOST_ASKED + 1))


def test_the_telling_draws_are_the_ends_and_the_middle(office: Workspace) -> None:
    run = office.evaluation()
    assert run is not None
    found = variation_of(run, VaryOptions(draws=80))
    told = telling_draws(found, "anlan", "2024")
    ranks = {number: int(drawn(found, number).rank["anlan", "2024"]) for number in range(1, 81)}
    assert ranks[told["best"]] == min(ranks.values())
    assert ranks[told["worst"]] == max(ranks.values())
    assert ranks[told["middle"]] == sorted(ranks.values())[40]
