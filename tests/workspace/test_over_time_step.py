"""The step `follow`: one entry for command line, REST, saved runs and the report."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.options import OverTimeOptions
from chainchief.evaluation.panels import OverTime, over_time
from chainchief.views import as_data, export_workbook
from chainchief.workspace import STEPS, Workspace, open_source, run_once
from documents import call
from views.small_evaluation import small_chain

YEARS = ("2021", "2022", "2023", "2024", "2025")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("years") / "anlan.xlsx"
    path.write_bytes(export_workbook(small_chain(YEARS)))
    return path


@pytest.fixture(scope="module")
def office(book: Path) -> Workspace:
    space = Workspace.create(book.parent / "space", "Anlan optics")
    space.accept(space.preview(book))
    space.run("evaluate", {"draws": 50})
    return space


def test_a_run_keeps_what_over_time_says(office: Workspace) -> None:
    run = office.run("follow", {"breaks": "2023/2024", "detect": "off"})
    expected = over_time(office.find_run(2).result, OverTimeOptions(breaks="2023/2024", detect="off"))
    assert isinstance(run.result, OverTime)
    assert sorted(run.files) == ["breaks.csv", "growth.csv", "paths.csv", "regional.csv", "scores.csv"]
    kept = pd.read_csv(StringIO((run.path / "growth.csv").read_text(encoding="utf-8")))
    assert kept["cagr"].tolist() == pytest.approx(expected.growth["cagr"].tolist(), nan_ok=True)
    assert kept["segment"].unique().tolist() == [1, 2]
    breaks = pd.read_csv(StringIO((run.path / "breaks.csv").read_text(encoding="utf-8")))
    assert breaks[["before", "after", "source"]].astype(str).to_numpy().tolist() == [["2023", "2024", "declared"]]


def test_the_newest_evaluation_is_settled_and_redone(office: Workspace) -> None:
    run = office.run("follow")
    assert run.options["evaluation"] == 2
    assert office.redo(run.number).same
    with pytest.raises(InputError):
        office.run("follow", {"evaluation": 1})


def test_a_break_outside_the_periods_leaves_no_run(office: Workspace) -> None:
    before = len(office.runs())
    with pytest.raises(InputError, match="2018/2019"):
        office.run("follow", {"breaks": "2018/2019"})
    assert len(office.runs()) == before


def test_scores_without_a_zero_are_refused(office: Workspace) -> None:
    scored = office.run("evaluate", {"normalise": "zscore", "draws": 0})
    with pytest.raises(ModelError, match="zscore"):
        office.run("follow", {"evaluation": scored.number})
    office.run("evaluate", {"draws": 50})


def test_a_file_outside_a_workspace_can_be_followed(book: Path) -> None:
    found = run_once(open_source(book), "follow", {"detect": "off"})
    assert found.periods == YEARS
    json.dumps(as_data(found), allow_nan=False)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Growth, three ways", "Breaks of base", "declared", "How unequal the regions are", "Declared break")),
     ("zh", ("三种口径的增长", "口径断点", "已声明", "地区差距", "全部指标口径中断"))],
)  # fmt: skip
def test_the_command_prints_growth_breaks_and_notes(office: Workspace, language: str, words: tuple[str, ...]) -> None:
    code, out = call(f"chainchief follow {office.path} --breaks 2023/2024 --language {language}")
    assert code == 0
    for word in words:
        assert word in out
    assert "nan" not in out.lower().replace("nanlin", "").split()
    code, out = call(f"chainchief follow {office.path} --breaks 1999")
    assert code == 2
    assert "1999" in out


def test_the_report_takes_the_breaks_of_the_newest_run(office: Workspace) -> None:
    scored = office.evaluation()
    assert scored is not None
    followed = office.run("follow", {"breaks": "2022/2023"})
    report = office.report("en")
    assert report.options["follow"] == followed.number
    assert "Across 2022/2023 nothing is compared" in report.result
    assert office.redo(report.number).same
    scored = office.run("evaluate", {"draws": 50, "aggregate": "geometric"})
    other = office.report("en")
    assert other.options["evaluation"] == scored.number
    assert "Across 2022/2023 nothing is compared" not in other.result


def test_every_option_says_what_it_is() -> None:
    fields = STEPS["follow"].options.__dataclass_fields__
    assert list(fields) == ["groups", "breaks", "detect", "least_weight", "evaluation"]
    assert all(field.metadata["help"] and field.metadata["help_zh"] for field in fields.values())
