"""A report is kept, named, redone and refused alike in every format."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from chainchief.errors import InputError
from chainchief.views import REPORT_FORMATS, as_data, export_workbook
from chainchief.workspace import STEPS, Workspace, open_source, run_once, save_report
from views.small_evaluation import small_chain


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("office")
    book = folder / "anlan.xlsx"
    book.write_bytes(export_workbook(small_chain()))
    space = Workspace.create(folder / "space", "Anlan optics")
    space.accept(space.preview(book))
    return space


def test_the_choices_are_the_formats() -> None:
    choices = next(field for name, field in STEPS["report"].options.__dataclass_fields__.items() if name == "format")
    assert choices.metadata["choices"] == tuple(REPORT_FORMATS)


@pytest.mark.parametrize("format", REPORT_FORMATS)
def test_a_report_stands_in_reports_under_its_format(office: Workspace, format: str) -> None:
    run = office.report("zh", format)
    path = office.reports()[0]
    assert path.name == f"{run.number:04d}-report-zh.{format}"
    assert list(run.files) == [f"report.{format}"]
    assert path.read_bytes() == (run.path / f"report.{format}").read_bytes()
    assert office.redo(run.number).same


def test_all_formats_are_listed_newest_first(office: Workspace) -> None:
    for format in ("docx", "html", "xlsx"):
        office.report("en", format)
    (office.path / "reports" / "notes.txt").write_text("mine")
    names = [path.name for path in office.reports()]
    assert names == sorted(names, reverse=True)
    assert [name.rpartition(".")[2] for name in names[:3]] == ["xlsx", "html", "docx"]
    assert "notes.txt" not in names


def test_the_foot_names_the_evaluation_that_was_kept(office: Workspace) -> None:
    run = office.report("en", "docx")
    foot = docx.Document(BytesIO(run.result.content)).sections[0].footer.paragraphs[0].text
    assert f"evaluation run {run.options['evaluation']:04d}" in foot


def test_the_result_of_a_document_is_told_without_its_bytes(office: Workspace) -> None:
    result = office.report("en", "xlsx").result
    assert as_data(result) == {"format": "xlsx", "bytes": len(result.content)}


def test_a_workbook_outside_any_workspace_is_reported_too(office: Workspace, tmp_path: Path) -> None:
    chain = open_source(office.inputs()[0])
    target = tmp_path / "pack.xlsx"
    assert save_report(target, run_once(chain, "report", {"format": "xlsx"})) == target
    assert openpyxl.load_workbook(target).sheetnames[0] == "Index"


def test_an_unknown_format_is_refused_and_nothing_kept(office: Workspace) -> None:
    before = len(office.runs())
    with pytest.raises(InputError, match="unknown choice 'pdf'; choose html, docx, xlsx"):
        office.report("en", "pdf")
    assert len(office.runs()) == before
