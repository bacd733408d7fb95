"""One import of a mutated file on a workspace that holds a good one, and what came of it."""

from __future__ import annotations

import hashlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from books import FIVE_FIRMS, write_workbook
from chainchief.chain.value import Chain
from chainchief.errors import ChainChiefError
from chainchief.intake.storage import load_workspace_chain
from chainchief.workspace import Workspace
from mutations import mutated

PATIENCE = 10.0
"""Seconds of the processor that one file may take."""


@dataclass(frozen=True)
class Outcome:
    """What came of one file.

    kind : "imported", "sentence", "slow" or "state" (what is kept is neither what was there before nor what was
        previewed); whatever else is raised goes through
    """

    number: int
    kind: str
    detail: str
    seconds: float

    @property
    def failed(self) -> bool:
        return self.kind not in ("imported", "sentence")


def good_workspace(folder: Path) -> Path:
    """A workspace with five firms in it."""
    workspace = Workspace.create(folder / "good", "Five firms")
    workspace.accept(workspace.preview(write_workbook(folder / "five.xlsx", FIVE_FIRMS)))
    return workspace.path


def state_of(workspace: Path) -> str:
    """A digest of every file that is kept, and of which tables are in force."""
    digest = hashlib.sha256(str(Workspace.open(workspace).generation).encode())
    for file in sorted(workspace.rglob("*")):
        if file.is_file() and not file.relative_to(workspace).parts[0].startswith("."):
            digest.update(str(file.relative_to(workspace)).encode() + file.read_bytes())
    return digest.hexdigest()


def try_import(number: int, seed: int, good: Path, scratch: Path) -> Outcome:
    """Import the mutated file `number` into a copy of the workspace `good`; nothing of it stays."""
    name, content = mutated(number, seed)
    place = scratch / f"{number:06d}"
    home = place / "workspace"
    shutil.copytree(good, home)
    source = place / name
    source.write_bytes(content)
    start = time.process_time()
    try:
        kind, detail = _import(home, source)
    except ChainChiefError as refusal:
        told = refusal.message and refusal.message_zh
        kind, detail = ("sentence", str(refusal)) if told else ("state", f"a {type(refusal).__name__} without words")
    seconds = time.process_time() - start
    if kind == "sentence" and state_of(home) != state_of(good):
        kind = "state"
    shutil.rmtree(place)
    return Outcome(number, "slow" if seconds > PATIENCE else kind, detail, seconds)


def _import(home: Path, source: Path) -> tuple[str, str]:
    workspace = Workspace.open(home)
    preview = workspace.preview(source)
    run = workspace.accept(preview)
    chain: Chain = load_workspace_chain(home)
    if run.generation != 2 or workspace.generation != 2 or len(workspace.log()) != 2:
        return "state", f"generation {workspace.generation} after an import"
    differing = [
        name
        for name, frame in preview.chain.tables.items()
        if not chain.tables[name].equals(frame) and not (frame.empty and chain.tables[name].empty)
    ]
    if differing:
        return "state", f"stored otherwise than previewed: {', '.join(differing)}"
    return "imported", ""
