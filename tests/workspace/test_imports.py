"""Preview, accept, undo: what an import changes, what it remembers, what it leaves behind."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from books import FIVE_FIRMS, write_workbook
from chainchief.chain.difference import compare_chains
from chainchief.errors import InputError, WorkspaceError
from chainchief.intake.options import ReadOptions
from chainchief.workspace import Workspace

FOREIGN = [["某地", "年份", "编码", "数"], ["北京", 2023, "a", 1.0], ["两藏", 2023, "a", 4.0]]
TOLD = ReadOptions(
    columns={"某地": "region_id", "编码": "indicator", "数": "value"}, values={"region_id": {"两藏": "西藏"}}
)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "lenses")
    made.accept(made.preview(write_workbook(tmp_path / "five.xlsx", FIVE_FIRMS)))
    return made


def with_firms(*rows: list[Any]) -> dict[str, list[list[Any]]]:
    return {**FIVE_FIRMS, "firms": [FIVE_FIRMS["firms"][0], *rows]}


def test_the_first_preview_adds_everything(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "w")
    preview = made.preview(write_workbook(tmp_path / "five.xlsx", FIVE_FIRMS))
    assert preview.base == 0
    assert {change for _, change in preview.difference.counts} == {"added"}
    assert preview.rows == sum(len(frame) for frame in preview.chain.tables.values())
    assert made.generation == 0


def test_the_file_again_shows_what_it_changes_and_undo_puts_it_back(space: Workspace, tmp_path: Path) -> None:
    before = space.chain
    rows = [[*row[:5], 1234 if row[0] == "F1" else row[5], *row[6:]] for row in FIVE_FIRMS["firms"][1:]]
    preview = space.preview(write_workbook(tmp_path / "five.xlsx", with_firms(*rows)))
    assert preview.difference.cells[["column", "before", "after"]].to_numpy().tolist() == [["output", "1000", "1234"]]
    run = space.accept(preview)
    assert space.changes(run.number).cells["after"].tolist() == ["1234"]
    undone = space.undo()
    assert undone.options == {"undo": run.number}
    assert compare_chains(before, space.chain).empty
    assert space.changes(undone.number).cells["after"].tolist() == ["1000"]
    assert space.redo(undone.number).same
    space.undo()
    assert space.generation == 0
    with pytest.raises(InputError, match="no import to undo"):
        space.undo()
    assert [one.step for one in space.log()] == ["read"] * 4


def test_an_import_after_an_undo_starts_from_what_is_in_force(space: Workspace, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "more.xlsx", {"firms": [["firm_id", "name", "segment_id"], ["F9", "Fir", "M"]]})
    space.accept(space.preview(book))
    space.undo()
    other = write_workbook(tmp_path / "other.xlsx", {"firms": [["firm_id", "name", "segment_id"], ["F8", "Oak", "M"]]})
    run = space.accept(space.preview(other))
    assert {"F8"} == set(space.chain.firms["firm_id"]) - {row[0] for row in FIVE_FIRMS["firms"]}
    assert space.redo(run.number).same
    space.undo()
    assert len(space.chain.firms) == 5


def test_somebody_else_imported_meanwhile(space: Workspace, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "more.xlsx", {"firms": [["firm_id", "name", "segment_id"], ["F9", "Fir", "M"]]})
    early = space.preview(book)
    space.accept(space.preview(book))
    with pytest.raises(WorkspaceError, match="have changed since"):
        space.accept(early)
    assert len(space.runs()) == 2


def test_replace_makes_the_file_everything(space: Workspace, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "one.xlsx", {"segments": [["segment_id", "name"], ["Z", "Zinc"]]})
    preview = space.revise(space.preview(book), mode="replace")
    assert preview.difference.counts["firms", "removed"] == 5
    run = space.accept(preview)
    assert not space.chain.has("firms")
    assert space.redo(run.number).same
    with pytest.raises(InputError, match="unknown mode"):
        space.preview(book, mode="add")


def test_what_was_said_is_remembered_for_next_year(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "w")
    first = made.preview(write_workbook(tmp_path / "y2023.xlsx", {"Sheet1": FOREIGN}))
    assert first.rows == 0
    assert "unknown-sheet" in {found.rule for found in first.findings}
    mapped = made.revise(first, TOLD)
    assert mapped.chain.indicators["region_id"].tolist() == ["北京", "西藏"]
    made.accept(mapped)
    rows = [FOREIGN[0], ["北京", 2024, "a", 2.0], ["两藏", 2024, "a", 5.0]]
    again = made.preview(write_workbook(tmp_path / "y2024.xlsx", {"Tabelle": rows}))
    assert again.remembered.columns == TOLD.columns
    assert again.difference.counts == {("indicators", "added"): 2}
    assert made.preview(tmp_path / "y2024.xlsx", ReadOptions()).rows == 0
    run = made.accept(again)
    assert made.redo(run.number).same
    assert len(made.chain.indicators) == 4
    assert made.excerpt("y2023.xlsx!Sheet1!D2").rows[1][1][3] == "1"
    assert {sheet.file for sheet in made.sheets()} == {"y2023.xlsx", "y2024.xlsx"}
    assert [reading.table for reading in made.readings()] == ["indicators", "indicators"]


def test_a_fix_of_one_cell_is_kept_in_the_run(space: Workspace, tmp_path: Path) -> None:
    rows = [FIVE_FIRMS["ties"][0], *FIVE_FIRMS["ties"][1:-1], ["F3", "F5", None, 50, 80, "2023", "survey"]]
    preview = space.preview(write_workbook(tmp_path / "five.xlsx", {**FIVE_FIRMS, "ties": rows}))
    (found,) = [one for one in preview.findings if one.rule == "share-bare"]
    assert found.fix == "80%"
    mended = space.revise(preview, ReadOptions(cells={found.origin: found.fix}))
    run = space.accept(mended)
    assert space.chain.ties["share_of_input"].tolist()[-1] == 0.8
    assert space.redo(run.number).same


def test_the_annotated_copy_of_what_waits_and_of_what_is_in_force(space: Workspace, tmp_path: Path) -> None:
    rows = [[*row[:5], -1 if row[0] == "F1" else row[5], *row[6:]] for row in FIVE_FIRMS["firms"][1:]]
    preview = space.preview(write_workbook(tmp_path / "five.xlsx", with_firms(*rows)))
    name, content = space.annotate(preview)
    assert name == "five-checked.xlsx"
    book = openpyxl.load_workbook(BytesIO(content))
    assert book["_check"]["B1"].value == "five.xlsx"
    assert book["firms"]["F2"].comment is not None
    name, content = space.annotated("zh")
    assert "_check" in openpyxl.load_workbook(BytesIO(content)).sheetnames


def test_a_mended_copy_takes_the_place_of_its_file(space: Workspace, tmp_path: Path) -> None:
    rows = [[*row[:5], -1 if row[0] == "F1" else row[5], *row[6:]] for row in FIVE_FIRMS["firms"][1:]]
    preview = space.preview(write_workbook(tmp_path / "five.xlsx", with_firms(*rows)))
    space.accept(preview)
    _, content = space.annotated()
    book = openpyxl.load_workbook(BytesIO(content))
    book["firms"]["F2"] = 1000
    book["ties"].delete_rows(6)
    book.save(tmp_path / "mailed back.xlsx")
    again = space.preview(tmp_path / "mailed back.xlsx")
    assert not [found for found in again.findings if found.level == "error"]
    assert again.difference.counts["ties", "removed"] == 1
    space.accept(again)
    assert len(space.chain.firms) == 5
