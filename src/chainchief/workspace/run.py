"""One finished piece of work, as its folder keeps it: runs/0007-evaluate/step.json and the results beside it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chainchief.errors import WorkspaceError
from chainchief.intake.storage import RECORD
from chainchief.options import pick
from chainchief.workspace.steps import STEPS

_PACKAGES = ("chainchief", "numpy", "pandas", "scipy")


@dataclass(frozen=True)
class Run:
    """One finished piece of work.

    number, step : its place in the log and what was done ("read", "evaluate", …)
    options : the choices it was made with, as in step.json
    generation : which import it worked on, 0 = none
    started, seconds : local time with zone (ISO 8601), duration
    files : name -> SHA-256 of the result files in `path`
    """

    number: int
    step: str
    options: dict[str, Any]
    generation: int
    started: str
    seconds: float
    files: dict[str, str]
    versions: dict[str, str]
    path: Path
    about: dict[str, Any] = field(default_factory=dict)
    work_out: Callable[[Run], Any] | None = field(default=None, repr=False, compare=False)

    @property
    def result(self) -> Any:
        """What the step gave, worked out again from the same tables and options."""
        return self.work_out(self) if self.work_out else None

    def text(self, name: str) -> str:
        """The content of one of its files."""
        pick(self.files, name, "file")
        return (self.path / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Redo:
    """Whether a run gives the same bytes again.

    same : every file of the run came out equal
    differences : what did not, one line each: a file, a version of a package
    """

    run: Run
    same: bool
    differences: tuple[str, ...]


def record_of(run: Run) -> bytes:
    """The text of step.json."""
    kept = {
        name: getattr(run, name)
        for name in ("number", "step", "options", "generation", "started", "seconds", "versions", "files", "about")
    }
    return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()


def report_name(run: Run) -> str:
    """The file of a report in reports/."""
    return f"{run.number:04d}-report-{run.options['language']}.{run.options.get('format', 'html')}"


def load_run(folder: Path, work_out: Callable[[Run], Any] | None = None) -> Run:
    """The run kept in a folder; WorkspaceError when its record is damaged."""
    try:
        kept = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Run(**kept, path=folder, work_out=work_out)
    except (OSError, ValueError, TypeError) as error:
        raise WorkspaceError(
            f"{folder / RECORD}: damaged ({error}); take the folder out of runs/ or restore it from a copy",
            f"{folder / RECORD}：已损坏（{error}）；请移出 runs/ 或用备份恢复",
        ) from error


def options_of(step: str, given: Any) -> Any:
    """The options value of a step from a mapping, an options value, or None for the defaults.

    Raises InputError for an unknown name or a choice outside its list.
    """
    kind = pick(dict(STEPS), step, "step").options
    if isinstance(given, kind):
        return given
    fields = {option.name for option in dataclasses.fields(kind)}
    for name in dict(given or {}):
        pick(dict.fromkeys(fields), name, "option")
    return kind(**dict(given or {}))


def options_record(options: Any) -> dict[str, Any]:
    """Options as plain JSON values."""
    return dict(json.loads(json.dumps(dataclasses.asdict(options))))


def digests(files: dict[str, bytes]) -> dict[str, str]:
    """SHA-256 by file name."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}


def versions() -> dict[str, str]:
    """The packages a result depends on."""
    return {name: version(name) for name in _PACKAGES}


def compare(run: Run, files: dict[str, bytes]) -> Redo:
    """Whether freshly made files equal those of the run."""
    fresh = digests(files)
    changed = [name for name in sorted({*fresh, *run.files}) if fresh.get(name) != run.files.get(name)]
    now = versions()
    moved = [f"{name} {run.versions.get(name)} → {now[name]}" for name in now if run.versions.get(name) != now[name]]
    return Redo(run, not changed, (*changed, *(moved if changed else [])))
