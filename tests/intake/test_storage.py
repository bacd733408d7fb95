from __future__ import annotations

import json
from pathlib import Path

import pytest

from books import FIVE_FIRMS, write_workbook
from chainchief.errors import WorkspaceError
from chainchief.intake.reading import read
from chainchief.intake.storage import (
    generation_in_force,
    is_workspace,
    load_chain,
    load_workspace_chain,
    stored_files,
)


def keep(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_what_is_stored_comes_back_whole(tmp_path: Path) -> None:
    ties = [
        *FIVE_FIRMS["ties"],
        ["F1", "F1", None, 1, None, None, None],
        ["abroad", "F1", None, None, None, None, None],
    ]
    extra = {
        "regions": [[*row, "Farbe" if place == 0 else f"{place}%"] for place, row in enumerate(FIVE_FIRMS["regions"])]
    }
    chain = read(write_workbook(tmp_path / "book.xlsx", {**FIVE_FIRMS, **extra, "ties": ties}))
    assert {note.level for note in chain.notes} == {"error", "info"}
    keep(tmp_path / "kept", stored_files(chain))
    again = load_chain(tmp_path / "kept")
    assert again.notes == chain.notes
    assert again.letters == chain.letters
    assert all(again.tables[name].equals(chain.tables[name]) for name in chain.tables)
    assert again.cell("ties", 0, "amount") == "book.xlsx!ties!D2"


def test_the_same_chain_is_stored_as_the_same_bytes(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", FIVE_FIRMS)
    assert stored_files(read(path)) == stored_files(read(path))


def test_a_folder_with_a_record_of_the_chain_is_a_workspace(tmp_path: Path) -> None:
    assert not is_workspace(tmp_path)
    (tmp_path / "chain.toml").write_text("title = 'x'")
    assert is_workspace(tmp_path)
    assert generation_in_force(tmp_path) == 0
    assert not any(read(tmp_path).has(name) for name in read(tmp_path).tables)


def test_the_newest_import_is_in_force(tmp_path: Path) -> None:
    (tmp_path / "chain.toml").write_text("title = 'x'")
    for generation, sheets in ((1, {"firms": FIVE_FIRMS["firms"]}), (2, FIVE_FIRMS)):
        chain = read(write_workbook(tmp_path / "book.xlsx", sheets))
        keep(tmp_path / "tables" / f"{generation:04d}", stored_files(chain))
        record = json.dumps({"generation": generation}).encode()
        keep(tmp_path / "runs" / f"{generation * 3:04d}-read", {"step.json": record})
    keep(tmp_path / "runs" / "0009-evaluate", {"step.json": b"{}"})
    assert generation_in_force(tmp_path) == 2
    assert len(load_workspace_chain(tmp_path).ties) == len(read(tmp_path).ties) == 5


def test_damage_is_said_with_its_place(tmp_path: Path) -> None:
    keep(tmp_path / "runs" / "0001-read", {"step.json": b"not json"})
    with pytest.raises(WorkspaceError, match=r"step\.json: damaged"):
        generation_in_force(tmp_path)
    with pytest.raises(WorkspaceError, match="damaged; import the workbook again"):
        load_chain(tmp_path)
    keep(tmp_path / "kept", {"notes.json": b'{"notes": [], "letters": {}}', "firms.parquet": b"PAR1 no"})
    with pytest.raises(WorkspaceError, match="damaged; import the workbook again"):
        load_chain(tmp_path / "kept")
