"""The folder that remembers: transactions, runs, redo, one writer at a time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from chainchief import InputError, WorkspaceError
from chainchief.views.workbook import pack_sheets
from chainchief.workspace import Workspace, list_workspaces

ROWS = {
    "chain": [["name", "region", "base_year"], ["Pens", "A", 2023]],
    "indicators": [
        ["region", "period", "indicator", "value"],
        ["A", 2023, "R&D", 0.03],
        ["B", 2023, "R&D", 0.01],
        ["A", 2023, "days", 40],
        ["B", 2023, "days", 20],
    ],
    "indicator_meta": [
        ["code", "name", "direction", "low", "high"],
        ["RD", "R&D", "+1", 0, 0.06],
        ["DAYS", "days", "-1", 10, 90],
    ],
    "segments": [["name", "position", "presence"], ["nibs", "upstream", "weak"], ["pens", "downstream", "strong"]],
}


def book(folder: Path, name: str = "pens.xlsx", **changed: list[list[object]]) -> Path:
    path = folder / name
    path.write_bytes(pack_sheets({**ROWS, **changed}))
    return path


@pytest.fixture
def pens(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path / "pens", "Pens")
    workspace.accept(workspace.preview(book(tmp_path)))
    return workspace


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_new_workspace_is_empty_and_says_so(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "empty", "Nothing yet", language="zh")
    assert (workspace.title, workspace.language, workspace.generation) == ("Nothing yet", "zh", 0)
    assert workspace.chain.segments.empty
    assert workspace.runs() == []
    assert workspace.findings() == []
    assert workspace.evaluation() is None


def test_create_refuses_a_folder_with_content(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="not empty"):
        Workspace.create(tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_open_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="chainchief new"):
        Workspace.open(tmp_path)


def test_preview_saves_nothing(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "pens")
    before = snapshot(workspace.path)
    preview = workspace.preview(book(tmp_path))
    assert preview.rows == 4 + 2 + 2 + 1 + 2  # the two regions are known by their names
    assert snapshot(workspace.path) == before


def test_accept_keeps_the_file_as_it_was(pens: Workspace, tmp_path: Path) -> None:
    assert pens.generation == 1
    (kept,) = pens.inputs()
    assert kept.read_bytes() == (tmp_path / "pens.xlsx").read_bytes()
    assert pens.chain.indicators["origin"].tolist()[0] == "pens.xlsx!indicators!D2"
    assert pens.log()[0].about["rows"]["indicators"] == 4


def test_stored_chain_equals_the_read_one(pens: Workspace, tmp_path: Path) -> None:
    fresh = Workspace.create(tmp_path / "other").preview(tmp_path / "pens.xlsx").chain
    for name, frame in fresh.tables.items():
        pd.testing.assert_frame_equal(pens.chain.tables[name], frame)
    assert pens.chain.notes == fresh.notes
    assert pens.chain.cell("segments", 0, "presence") == "pens.xlsx!segments!C2"


def test_second_import_takes_over_and_the_first_stays(pens: Workspace, tmp_path: Path) -> None:
    first = pens.run("evaluate")
    changed = [row if row[2:] != ["R&D", 0.03] else ["A", 2023, "R&D", 0.06] for row in ROWS["indicators"]]
    pens.accept(pens.preview(book(tmp_path, indicators=changed)))
    assert pens.generation == 2
    second = pens.run("evaluate")
    assert second.result.overall["A"] > first.result.overall["A"]
    assert pens.redo(first.number).same


def test_run_keeps_options_files_and_sums(pens: Workspace) -> None:
    run = pens.run("evaluate", {"aggregate": "geometric"})
    record = json.loads((run.path / "step.json").read_text(encoding="utf-8"))
    assert record["options"]["aggregate"] == "geometric"
    assert record["options"]["framework"] == "indicator_meta"
    assert set(record["files"]) >= {"scores.csv", "overall.csv", "weights.csv", "observations.csv"}
    scores = pd.read_csv(run.path / "scores.csv", index_col=0)
    assert scores.loc["A", "RD"] == pytest.approx(0.5)
    assert scores.loc["A", "DAYS"] == pytest.approx((90 - 40) / 80)
    assert "scores.csv" in run.files
    assert "0.5" in run.text("scores.csv")


@pytest.mark.parametrize("step", ["check", "evaluate", "diagnose", "report"])
def test_redo_gives_the_same_bytes(pens: Workspace, step: str) -> None:
    run = pens.run(step)
    again = pens.redo(run.number)
    assert again.same, again.differences
    assert not again.differences


def test_redo_of_an_import_gives_the_same_bytes(pens: Workspace) -> None:
    assert pens.redo(1).same


def test_redo_names_what_differs(pens: Workspace) -> None:
    run = pens.run("diagnose")
    record = json.loads((run.path / "step.json").read_text(encoding="utf-8"))
    record["files"]["segments.csv"] = "0" * 64
    record["versions"]["pandas"] = "0.1"
    (run.path / "step.json").write_text(json.dumps(record), encoding="utf-8")
    again = pens.redo(run.number)
    assert not again.same
    assert any("segments.csv" in line for line in again.differences)
    assert any(line.startswith("pandas 0.1") for line in again.differences)


def test_failed_step_leaves_nothing(pens: Workspace) -> None:
    before = snapshot(pens.path)
    with pytest.raises(InputError, match="unknown option 'agregate'"):
        pens.run("evaluate", {"agregate": "geometric"})
    with pytest.raises(InputError, match="unknown step"):
        pens.run("evalute")
    with pytest.raises(InputError):
        pens.run("evaluate", {"framework": "no-such"})
    assert snapshot(pens.path) == before


def test_own_framework_file_is_copied(pens: Workspace, tmp_path: Path) -> None:
    own = tmp_path / "mine.csv"
    own.write_text("code,name,direction,low,high\nRD,R&D,1,0,0.06\n", encoding="utf-8")
    run = pens.run("evaluate", {"framework": str(own)})
    own.unlink()
    assert run.options["framework"] == "mine"
    assert pens.redo(run.number).same
    assert "mine" in pens.frameworks()


def test_report_of_a_workspace_stands_in_reports(pens: Workspace) -> None:
    run = pens.report("zh")
    (report,) = pens.reports()
    assert report.read_text(encoding="utf-8") == run.result
    assert 'lang="zh-CN"' in run.result


def test_runs_newest_first_and_latest_of_the_present_tables(pens: Workspace, tmp_path: Path) -> None:
    first, second = pens.run("evaluate"), pens.run("diagnose")
    assert [run.number for run in pens.runs()] == [second.number, first.number, 1]
    assert pens.latest("evaluate").number == first.number
    pens.accept(pens.preview(book(tmp_path)))
    assert pens.latest("evaluate") is None


def test_excerpt_shows_the_sheet_as_the_user_knows_it(pens: Workspace) -> None:
    piece = pens.excerpt("pens.xlsx!indicators!D4", around=1)
    assert (piece.row, piece.column, piece.columns) == (4, "D", ("A", "B", "C", "D"))
    assert [number for number, _ in piece.rows] == [1, 3, 4, 5]
    assert dict(piece.rows)[4] == ("A", "2023", "days", "40")


@pytest.mark.parametrize(
    "place",
    [
        "nonsense",
        "pens.xlsx!indicators",
        "other.xlsx!ties!G3",
        "pens.xlsx!ties!G3",
        "pens.xlsx!chain!A99",
        "../chain.toml!x!A1",
    ],
)
def test_excerpt_refuses_what_is_no_place(pens: Workspace, place: str) -> None:
    with pytest.raises(InputError):
        pens.excerpt(place)


def test_second_writer_is_named(pens: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainchief.workspace.writing._PATIENCE", 0.05)
    (pens.path / ".writer.json").write_text('{"process": 4711, "what": "evaluate", "since": "2025-01-01T09:41:00"}')
    with FileLock(pens.path / ".lock"), pytest.raises(WorkspaceError, match=r"process 4711 \(evaluate, since 09:41\)"):
        pens.run("diagnose")
    pens.run("diagnose")


def test_killed_import_is_never_a_half_import(tmp_path: Path) -> None:
    """A writer killed at a random moment leaves either the old tables or the new ones, and no lock."""
    workspace = Workspace.create(tmp_path / "pens")
    workspace.accept(workspace.preview(book(tmp_path)))
    other = book(tmp_path, "next.xlsx", segments=[["name", "position"], ["caps", "midstream"]])
    program = textwrap.dedent(f"""
        from chainchief.workspace import Workspace
        workspace = Workspace.open({str(workspace.path)!r})
        preview = workspace.preview({str(other)!r})
        print("ready", flush=True)
        while True:
            workspace.accept(preview)
    """)
    for wait in (0.0, 0.01, 0.03):
        child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
        time.sleep(wait)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        chain = Workspace.open(workspace.path).chain
        assert chain.segments["name"].tolist() in (["nibs", "pens"], ["nibs", "pens", "caps"])
        assert len(chain.indicators) == 4
        for run in workspace.runs():
            assert set(run.files) or run.step == "read"
    workspace.accept(workspace.preview(other, mode="replace"))
    assert workspace.chain.segments["name"].tolist() == ["caps"]


def test_damaged_record_is_a_sentence(pens: Workspace) -> None:
    (pens.path / "runs" / "0001-read" / "step.json").write_text("{", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="damaged"):
        _ = pens.generation


def test_newer_format_is_refused(pens: Workspace) -> None:
    (pens.path / "chain.toml").write_text('title = "x"\nformat = 99\n', encoding="utf-8")
    with pytest.raises(WorkspaceError, match="newer chainchief"):
        _ = Workspace.open(pens.path).title


def test_folder_that_takes_the_name_of_another_is_another(tmp_path: Path) -> None:
    for presence in ("weak", "strong"):
        workspace = Workspace.create(tmp_path / "pens")
        workspace.accept(
            workspace.preview(
                book(tmp_path, segments=[["name", "position", "presence"], ["nibs", "upstream", presence]])
            )
        )
        assert workspace.chain.segments["presence"].tolist() == [presence]
        subprocess.run(["rm", "-r", str(workspace.path)], check=True)


def test_list_of_workspaces(pens: Workspace, tmp_path: Path) -> None:
    assert [found.name for found in list_workspaces(tmp_path)] == ["pens"]
    assert [found.name for found in list_workspaces(pens.path)] == ["pens"]
    assert list_workspaces(tmp_path / "absent") == []


def test_folder_of_tables_is_imported_whole(tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    (folder / "segments.csv").write_text("name,position,presence\nnibs,upstream,weak\n", encoding="utf-8")
    (folder / "firms.csv").write_text("name,segment\nAcme,nibs\n", encoding="utf-8")
    workspace = Workspace.create(tmp_path / "pens")
    workspace.accept(workspace.preview(folder))
    assert [file.name for file in workspace.inputs()] == ["firms.csv", "segments.csv"]
    assert workspace.excerpt("firms.csv!firms!A2").rows[-1] == (2, ("Acme", "nibs"))
    assert workspace.redo(1).same
