"""An import in a process of its own that is killed on the way, and what must be true of the workspace afterwards."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest import mock

from books import FIVE_FIRMS, write_workbook
from chainchief.workspace import Preview, Workspace

AUDITED = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir")
PATIENCE = 60.0


@dataclass(frozen=True)
class Site:
    """A workspace with one import, a file to be imported next, and what both imports give.

    preview : the file as it was read for the workspace
    operations : how many steps the writing of an import takes; seconds : how long it takes
    """

    workspace: Path
    source: Path
    preview: Preview
    states: dict[int, str]
    operations: int
    seconds: float


def prepare_site(folder: Path) -> Site:
    """Everything the trials need; one import goes through unhurt."""
    workspace = Workspace.create(folder / "home", "Five firms")
    workspace.accept(workspace.preview(write_workbook(folder / "five.xlsx", FIVE_FIRMS)))
    firms = [list(row) for row in FIVE_FIRMS["firms"]] + [["F6", "Fir", "D", "support", "q", 70, 75, "2023"]]
    firms[1][5] = 2000
    source = write_workbook(folder / "next.xlsx", {**FIVE_FIRMS, "firms": firms})
    whole = folder / "whole"
    shutil.copytree(workspace.path, whole)
    operations, seconds = go_on(start_import(whole, source))
    states = {1: state_of(workspace.path), 2: state_of(whole)}
    assert states[1] != states[2]
    return Site(workspace.path, source, workspace.preview(source), states, operations, seconds)


def state_of(workspace: Path) -> str:
    """A digest of the tables in force, whatever the order of their rows."""
    digest = hashlib.sha256()
    for name, frame in Workspace.open(workspace).chain.tables.items():
        digest.update("\n".join([name, *sorted(frame.to_csv(index=False, header=False).splitlines())]).encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Child:
    """A process that has read the file, or is about to, and waits for the word to save it."""

    process: BaseProcess
    line: Connection


def start_import(workspace: Path, source: Path, point: int = -1) -> Child:
    """A process that imports; it kills itself before the operation number `point` of its writing."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["interrupted_import"])
    line, theirs = context.Pipe()
    process = context.Process(target=_import, args=(theirs, workspace, source, point), daemon=True)
    with mock.patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):  # the server preloads from there
        process.start()
    theirs.close()
    return Child(process, line)


def go_on(child: Child, kill_after: float | None = None) -> tuple[int, float]:
    """Let it save, and kill it after `kill_after` seconds; how many operations there were and how long they took.

    (0, 0.0) when it was killed before its end.
    """
    assert child.line.poll(PATIENCE)
    assert child.line.recv() == "ready"
    child.line.send("go")
    if kill_after is not None:
        time.sleep(kill_after)
        child.process.kill()
    try:
        ended = tuple(child.line.recv()) if child.line.poll(PATIENCE) else (0, 0.0)
    except (EOFError, ConnectionResetError):
        ended = (0, 0.0)
    child.process.join(PATIENCE)
    assert child.process.exitcode in (0, -signal.SIGKILL), child.process.exitcode
    child.line.close()
    return ended


@dataclass(frozen=True)
class Trial:
    """One import that will be cut short: before an operation of its writing, or after some seconds."""

    workspace: Path
    point: int
    kill_after: float | None

    @property
    def when(self) -> str:
        return f"before operation {self.point}" if self.kill_after is None else f"after {self.kill_after * 1000:.1f} ms"


def plan_trial(site: Site, folder: Path, number: int, seed: int = 0) -> Trial:
    """Even numbers are killed at each operation in turn, odd ones at a random moment of the time an import takes."""
    workspace = folder / f"{number:04d}"
    shutil.copytree(site.workspace, workspace)
    if number % 2 == 0:
        return Trial(workspace, number // 2 % site.operations, None)
    return Trial(workspace, -1, random.Random(f"{seed}/{number}").uniform(0, site.seconds))


def what_is_wrong(site: Site, workspace: Path) -> list[str]:
    """Everything that must hold after a kill and does not; the next import is tried too."""
    found = []
    opened = Workspace.open(workspace)
    generation = opened.generation
    if site.states.get(generation) != state_of(workspace):
        found.append(f"generation {generation} is neither the old nor the new one")
    runs = opened.log()
    if [run.number for run in runs] != list(range(1, len(runs) + 1)) or len(runs) != generation:
        found.append(f"the log holds {[run.number for run in runs]}")
    if not opened.inputs():
        found.append("the input file is not kept")
    run = opened.accept(site.preview if generation == 1 else opened.preview(site.source))
    if state_of(workspace) != site.states[2]:
        found.append("the next import gives other tables")
    if opened.generation != run.generation:
        found.append("the next import is not in force")
    if left := [place.name for place in (workspace / ".scratch").glob("*")]:
        found.append(f"left over: {left}")
    return found


def _import(line: Connection, workspace: Path, source: Path, point: int) -> None:
    """Save the file when told so; the process ends itself before the operation `point`."""
    opened = Workspace.open(workspace)
    preview = opened.preview(source)
    count = 0

    def step() -> None:
        nonlocal count
        if count == point:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in AUDITED and str(arguments[0]).startswith(str(workspace)):
            writes = event != "open" or set(str(arguments[1])) & set("wax+")
            if writes:
                step()

    sync = os.fsync

    def synced(handle: int) -> None:
        step()
        sync(handle)

    os.fsync = synced
    sys.addaudithook(watch)
    line.send("ready")
    line.recv()
    start = time.perf_counter()
    opened.accept(preview)
    line.send((count, time.perf_counter() - start))
