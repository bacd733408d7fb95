"""Writing without halves: compute first, write to a scratch folder, rename last; one writer at a time."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from chainchief.errors import WorkspaceError

_SCRATCH = ".scratch"
_LOCK = ".lock"
_PATIENCE = 2.0
_HOLDER = ".writer.json"


@contextmanager
def writer(root: Path, what: str) -> Iterator[None]:
    """The one writer of a workspace, for as long as the block runs.

    Raises WorkspaceError that names the other writer when there is one; a dead writer's lock is free.
    """
    lock = FileLock(root / _LOCK)
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout as error:
        holder = _holder(root)
        raise WorkspaceError(
            f"{root.name} is being written by {holder}; wait until it is done, or stop it",
            f"{root.name} 正由 {holder} 写入；请等待其完成或将其停止",
        ) from error
    except OSError as error:
        raise WorkspaceError(
            f"{root}: cannot be written to ({error.strerror}); check the rights of the folder",
            f"{root}：无法写入（{error.strerror}）；请检查文件夹权限",
        ) from error
    try:
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        shutil.rmtree(root / _SCRATCH, ignore_errors=True)
        with _told(root / _HOLDER):
            (root / _HOLDER).write_text(
                json.dumps({"process": os.getpid(), "what": what, "since": since}), encoding="utf-8"
            )
        yield
    finally:
        (root / _HOLDER).unlink(missing_ok=True)
        lock.release()


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """A full disk or a folder without rights is a sentence, and nothing half written stays."""
    try:
        yield
    except OSError as error:
        raise WorkspaceError(
            f"{target}: cannot be written ({error.strerror}); check free space and the rights of the folder",
            f"{target}：无法写入（{error.strerror}）；请检查磁盘空间与文件夹权限",
        ) from error


def put_folder(root: Path, target: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` as the new folder `target`: all of it or nothing."""
    with _told(target):
        scratch = _scratch(root)
        for name, content in files.items():
            place = scratch / name
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place, content)
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch.rename(target)
        _sync(target.parent)


def put_file(root: Path, target: Path, content: bytes) -> None:
    """Write one file: the old content stays until the new one is complete."""
    with _told(target):
        scratch = _scratch(root)
        _write(scratch / target.name, content)
        target.parent.mkdir(parents=True, exist_ok=True)
        (scratch / target.name).replace(target)
        scratch.rmdir()
        _sync(target.parent)


def _scratch(root: Path) -> Path:
    scratch = root / _SCRATCH / uuid4().hex
    scratch.mkdir(parents=True)
    return scratch


def _write(place: Path, content: bytes) -> None:
    with place.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Make the rename itself last; not every system can, and the rename stands even where it cannot."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)


def _holder(root: Path) -> str:
    try:
        known = json.loads((root / _HOLDER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "another program"
    return f"process {known['process']} ({known['what']}, since {known['since'][11:16]})"


def put_lone_file(target: Path, content: bytes) -> None:
    """Write one file outside any workspace: the old content stays until the new one is complete."""
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.parent / f".{uuid4().hex}"
        _write(scratch, content)
        scratch.replace(target)
