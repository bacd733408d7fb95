"""A killed process and a full disk leave what was there before, or all of what is new."""

from __future__ import annotations

import errno
import io
import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chainchief.errors import WorkspaceError
from chainchief.workspace import Workspace
from interrupted_import import Site, go_on, plan_trial, prepare_site, start_import, state_of, what_is_wrong


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return prepare_site(tmp_path_factory.mktemp("site"))


def test_a_killed_import_is_none_or_whole(site: Site, tmp_path: Path) -> None:
    """Four at random moments, four at the last operations: the rename of the run's folder is the commit."""
    trials = [plan_trial(site, tmp_path, number) for number in (1, 3, 5, 7)]
    trials += [plan_trial(site, tmp_path, 2 * point) for point in range(site.operations - 4, site.operations)]
    children = [start_import(trial.workspace, site.source, trial.point) for trial in trials]
    ends = [go_on(child, trial.kill_after) for child, trial in zip(children, trials, strict=True)]
    assert set(ends[4:]) == {(0, 0.0)}, "not killed"
    states = [state_of(trial.workspace) for trial in trials[4:]]
    assert states == sorted(states, key=list(site.states.values()).index), "new, then old again"
    for trial in trials:
        assert what_is_wrong(site, trial.workspace) == [], trial.when


class _FullDisk:
    """A disk that is full from its operation number `room` on: opening, writing, syncing, renaming, making a folder."""

    def __init__(self, root: Path, room: int, patch: pytest.MonkeyPatch) -> None:
        self.root, self.room, self.count, self.full = str(root), room, 0, False
        patch.setattr(os, "fsync", self._counted(os.fsync))
        for name in ("rename", "replace", "mkdir"):
            patch.setattr(os, name, self._counted(getattr(os, name)))
        self._open = io.open
        patch.setattr(io, "open", self._opened)

    def step(self) -> None:
        self.full |= self.count >= self.room
        self.count += 1
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _counted(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **options: Any) -> Any:
            if not isinstance(arguments[0], int) and not str(arguments[0]).startswith(self.root):
                return operation(*arguments, **options)
            self.step()
            return operation(*arguments, **options)

        return counted

    def _opened(self, file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
        opened = self._open(file, mode, *arguments, **options)
        if not set(mode) & set("wax+") or not str(file).startswith(self.root):
            return opened
        return _Written(opened, self)


class _Written:
    """A file whose every write is an operation of the disk."""

    def __init__(self, file: Any, disk: _FullDisk) -> None:
        self._file, self._disk = file, disk

    def write(self, content: Any) -> int:
        self._disk.step()
        return int(self._file.write(content))

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_full_disk_is_a_sentence_and_leaves_the_previous_tables(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full at each operation of an import in turn; once the tables are in force, it is no refusal any more."""
    for room in itertools.count():
        workspace = Workspace.open(plan_trial(site, tmp_path, 2 * room).workspace)
        with monkeypatch.context() as patch:
            disk = _FullDisk(workspace.path, room, patch)
            refused = _refused(workspace, site.preview)
        if not refused and not disk.full:
            break
        expected = 1 if refused else 2
        assert (workspace.generation, state_of(workspace.path)) == (expected, site.states[expected]), f"at {room}"
        if room % 8 == 0:
            assert what_is_wrong(site, workspace.path) == [], f"full at operation {room}"
    assert room > 20, "too few operations were tried"


def _refused(workspace: Workspace, preview: Any) -> bool:
    try:
        workspace.accept(preview)
    except WorkspaceError as refusal:
        return "free space" in refusal.message and "空间" in refusal.message_zh
    return False
