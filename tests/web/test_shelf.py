from __future__ import annotations

from pathlib import Path

import pytest

from chainchief.errors import InputError, WorkspaceError
from chainchief.web.shelf import Absent, Shelf, free_name, safe_name


def test_lists_workspaces_only(root: Path) -> None:
    names = [workspace.name for workspace in Shelf(root).workspaces()]
    assert {"blank", "small"} <= set(names)
    assert "notes.txt" not in names


def test_a_workspace_itself_can_be_the_root(root: Path) -> None:
    shelf = Shelf(root / "small")
    assert shelf.single == "small"
    assert [workspace.name for workspace in shelf.workspaces()] == ["small"]
    with pytest.raises(Absent):
        shelf.open("blank")
    with pytest.raises(WorkspaceError):
        shelf.create("another")


@pytest.mark.parametrize(
    "name", ["..", ".", "../small", "small/../small", "a/b", "a\\b", "", ".hidden", "notes.txt", "x" * 65]
)
def test_names_cannot_leave_the_folder(root: Path, name: str) -> None:
    with pytest.raises(Absent):
        Shelf(root).open(name)


@pytest.mark.parametrize("name", ["..", "a/b", ".x", "small", "blank"])
def test_a_new_name_must_be_free_and_plain(root: Path, name: str) -> None:
    with pytest.raises(WorkspaceError):
        Shelf(root).create(name)


def test_upload_names_are_last_parts() -> None:
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("a/../b.xlsx") == "b.xlsx"
    assert safe_name("") == "upload"


def test_a_title_becomes_a_folder_name(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert free_name(shelf, "Anlan optics / 2025") == "anlan-optics-2025"
    assert free_name(shelf, "仙居 医药") == "仙居-医药"
    assert free_name(shelf, "../..") == "chain"
    shelf.create("chain")
    assert free_name(shelf, "") == "chain-2"


def test_an_upload_waits_until_it_is_accepted_once(tmp_path: Path, book: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.create("w")
    token = shelf.hold("w", [(book.name, book.read_bytes())])
    assert shelf.open("w").generation == 0
    assert shelf.waiting("other", token) is None
    assert shelf.accept("w", token).generation == 1
    with pytest.raises(Absent):
        shelf.accept("w", token)


def test_old_uploads_make_room(tmp_path: Path, book: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.create("w")
    content = b"region,period,indicator,value\na,2025,D311,0.1\n"
    tokens = [shelf.hold("w", [("indicators.csv", content)]) for _ in range(9)]
    assert shelf.waiting("w", tokens[0]) is None
    assert shelf.waiting("w", tokens[-1]) is not None
    shelf.close()
    assert shelf.waiting("w", tokens[-1]) is None


def test_a_file_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.create("w")
    with pytest.raises(InputError):
        shelf.hold("w", [("broken.xlsx", b"not a workbook")])
