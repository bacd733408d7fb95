"""What a workspace worked out before: read or made once per process, told apart by folder, import and run."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis, diagnose
from chainchief.errors import InputError, WorkspaceError
from chainchief.evaluation.checking import check
from chainchief.intake.files.source import RawSheet
from chainchief.intake.storage import ABOUT, IMPORT, load_chain
from chainchief.workspace.frameworks import find_framework
from chainchief.workspace.imports import sheets_in_force
from chainchief.workspace.run import Run, load_run, options_of, versions
from chainchief.workspace.steps import AUTO, STEPS, Subject

FORMAT = 1
FINDINGS = "findings.json"


def about_of(path: Path) -> dict[str, Any]:
    """The content of chain.toml; WorkspaceError when it is damaged or of a newer chainchief."""
    try:
        about = tomllib.loads((path / ABOUT).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{path / ABOUT}: {error}", f"{path / ABOUT}：{error}") from error
    if about.get("format", FORMAT) > FORMAT:
        raise WorkspaceError(
            f"{path.name} was written by a newer chainchief (format {about['format']}); update this one",
            f"{path.name} 由更新版本写入（格式 {about['format']}）；请升级",
        )
    return about


def chain_of(path: Path, generation: int) -> Chain:
    """The tables of an import; an empty Chain for 0."""
    return _chain(path.resolve(), generation, _stamp(path)) if generation else Chain.from_tables({})


def findings_of(path: Path, generation: int) -> tuple[Finding, ...]:
    """What there is to say about the tables of an import."""
    return _findings(path.resolve(), generation, _stamp(path))


def findings_record(findings: Iterable[Finding]) -> bytes:
    """The text of findings.json, which an import keeps so that nobody waits for the check again."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1).encode()


def diagnosis_of(path: Path, generation: int) -> Diagnosis:
    """The chain map of an import."""
    return _diagnosis(path.resolve(), generation, _stamp(path))


def result_of(run: Run) -> Any:
    """What a run gave; None for an import, whose result is the tables."""
    return _result(run.path.resolve(), _stamp(run.path.parents[1])) if run.step in STEPS else None


def subject_of(path: Path, generation: int, today: str) -> Subject:
    """What a step works on in this workspace."""
    chain = chain_of(path, generation)
    usual = str(about_of(path).get("framework", AUTO))
    framework = partial(find_framework, chain=chain, own=path / "frameworks", usual=usual)
    return Subject(
        chain,
        framework,
        kept=lambda number: result_of(find_run(path, number)),
        findings=lambda: list(findings_of(path, generation)) if generation else [],
        today=today,
    )


def find_run(path: Path, number: int) -> Run:
    """The run of a number; InputError when there is none."""
    for folder in (path / "runs").glob(f"{number:04d}-*"):
        return load_run(folder, result_of)
    raise InputError(f"there is no run {number}; 'chainchief log' lists them", f"没有运行 {number}；见 chainchief log")


def _stamp(path: Path) -> int:
    """Tells a folder from another one that later took its name."""
    return (path / ABOUT).stat().st_mtime_ns


@lru_cache(maxsize=8)
def _chain(path: Path, generation: int, stamp: int) -> Chain:
    return load_chain(path / "tables" / f"{generation:04d}")


def sheets_of(path: Path, generation: int, folders: tuple[Path, ...]) -> tuple[RawSheet, ...]:
    """The raw sheets the rows of an import came from."""
    return _sheets(path.resolve(), generation, folders, _stamp(path)) if generation else ()


@lru_cache(maxsize=4)
def _sheets(path: Path, generation: int, folders: tuple[Path, ...], stamp: int) -> tuple[RawSheet, ...]:
    return sheets_in_force(_chain(path, generation, stamp), list(folders))


@lru_cache(maxsize=8)
def _findings(path: Path, generation: int, stamp: int) -> tuple[Finding, ...]:
    for folder in sorted((path / "runs").glob(f"[0-9][0-9][0-9][0-9]-{IMPORT}"), reverse=True):
        run = load_run(folder)
        if run.generation == generation and run.versions == versions() and (folder / FINDINGS).is_file():
            kept = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))
            return tuple(Finding(**finding) for finding in kept)
    return tuple(check(chain_of(path, generation)))


@lru_cache(maxsize=8)
def _diagnosis(path: Path, generation: int, stamp: int) -> Diagnosis:
    return diagnose(chain_of(path, generation))


@lru_cache(maxsize=16)
def _result(folder: Path, stamp: int) -> Any:
    run = load_run(folder)
    subject = subject_of(folder.parents[1], run.generation, run.started[:10])
    return STEPS[run.step].compute(subject, options_of(run.step, run.options))
