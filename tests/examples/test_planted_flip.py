"""The planted flip (P08): the grade of Anlan changes inside its band, and every place that shows the grade says so."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chainchief.cli import app as cli
from chainchief.evaluation.scoring.grading import grade_codes
from chainchief.views.words import say
from chainchief.web import shell
from chainchief.web.navigation import entries
from chainchief.web.pages.catalogue import PAGES
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Visit
from chainchief.workspace import Workspace
from web.test_markup import read

FLIPPING, FIRM = "anlan", "songmen"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("root")
    Workspace.from_example("demo", root / "demo").run("evaluate", {"period": "2025"})
    return root


@pytest.fixture(scope="module")
def evaluation(root: Path) -> Any:
    run = Workspace.open(root / "demo").latest("evaluate")
    assert run is not None
    return run.result


@pytest.fixture
def page(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """page("assessed", "zh", region="anlan") -> its HTML"""
    monkeypatch.setattr(Shelf, "warm_soon", lambda shelf, workspaces: None)
    shelf = Shelf(root)

    def html(key: str, language: str = "en", **query: str) -> str:
        entry = entries()[key]
        visit = Visit(shelf, shelf.open("demo"), entry, {}, query, language, path=f"/w/demo/{entry.route}")
        return str(shell.main(visit, PAGES[key](visit)))

    yield html
    shelf.close()


def test_the_evaluation_marks_it_and_no_other(evaluation: Any) -> None:
    unstable = evaluation.unstable.astype(bool)
    assert unstable.index[unstable].tolist() == [FLIPPING]
    low, high = evaluation.overall_intervals.loc[FLIPPING]
    assert low < 0.6 <= high
    assert grade_codes(evaluation.overall_intervals.loc[FLIPPING].to_numpy()) == ["medium", "strong"]
    shares = evaluation.grade_shares.loc[FLIPPING]
    assert shares["medium"] > 0.05
    assert shares["strong"] > 0.05
    assert shares["medium"] + shares["strong"] == pytest.approx(1.0)


def test_its_file_says_so(root: Path) -> None:
    run = Workspace.open(root / "demo").latest("evaluate")
    assert run is not None
    head, *rows = (line.split(",") for line in run.text("overall.csv").splitlines())
    flags = {row[0]: row[head.index("unstable")] for row in rows}
    assert {region for region, flag in flags.items() if flag == "True"} == {FLIPPING}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_scorecard_page_marks_it(page: Callable[..., str], language: str) -> None:
    graded = {
        region: re.findall(r'<div class="grade-line">(.*?)</div>', page("assessed", language, region=region))
        for region in (FLIPPING, FIRM)
    }
    assert all(len(found) == 1 for found in graded.values())
    assert say("grade.medium", language) in graded[FLIPPING][0]
    assert f">{say('state.unstable', language)}<" in graded[FLIPPING][0]
    assert say("state.unstable", language) not in graded[FIRM][0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_uncertainty_page_and_the_first_page_name_it(page: Callable[..., str], language: str) -> None:
    flips = say("robust.grade.unstable", language, shares="|").partition("|")[0]
    assert flips in page("uncertainty", language, region=FLIPPING)
    assert flips not in page("uncertainty", language, region=FIRM)
    assert {"en": "may flip", "zh": "等级不稳定"}[language] in page("home", language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_marks_it(root: Path, language: str) -> None:
    space = Workspace.open(root / "demo")
    text = read(space.run("report", {"language": language}).text("report.html")).text
    assert say("report.unstable", language) in text
    assert say("report.stable", language) not in text


def test_the_command_line_marks_it(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def call(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["chainchief", "evaluate", str(root / "demo"), "--period", "2025", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        assert not stop.value.code
        return str(capsys.readouterr().out)

    told = json.loads(call("--json"))
    assert [one["region_id"] for one in told["regions"] if one["unstable"]] == [FLIPPING]
    lines = [line for line in call().splitlines() if "unstable" in line]
    assert len(lines) == 1
    assert lines[0].startswith(FLIPPING)


def test_without_the_noise_nothing_flips(root: Path) -> None:
    """The mark comes from the band, not from how near the bound is."""
    quiet = {"period": "2025", "weight_noise": 0.0, "data_noise": False}
    result = Workspace.open(root / "demo").run("evaluate", quiet).result
    assert result.grades[FLIPPING] == "medium"
    assert not result.unstable.any()
