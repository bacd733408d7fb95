"""Steps on a file that is in no workspace: read, work out, and write only the one file that was asked for."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation.checking import check
from chainchief.intake.options import ReadOptions
from chainchief.intake.reading import read
from chainchief.intake.storage import is_workspace
from chainchief.views.books.template import template_workbook
from chainchief.views.reports.file import ReportFile
from chainchief.views.workbook import export_workbook
from chainchief.workspace.folder import Workspace
from chainchief.workspace.frameworks import find_framework
from chainchief.workspace.imports import Preview, annotated_copy, preview_file
from chainchief.workspace.run import options_of
from chainchief.workspace.steps import STEPS, Subject
from chainchief.workspace.writing import put_lone_file


def open_source(source: Path) -> Workspace | Chain:
    """A workspace when the path is one, else the chain in the file or folder."""
    return Workspace.open(source) if is_workspace(source) else read(source)


def run_once(chain: Chain, step: str, options: Any) -> Any:
    """The result of a step on a chain, kept nowhere."""

    subject = Subject(
        chain,
        partial(find_framework, chain=chain),
        kept=_no_runs,
        findings=partial(check, chain),
        today=date.today().isoformat(),
    )
    return STEPS[step].compute(subject, options_of(step, options))


def _no_runs(number: int) -> Any:
    raise InputError(
        f"evaluation {number}: a file outside a workspace has no runs; leave the option empty",
        f"evaluation {number}：工作区外的文件没有运行记录；请留空",
    )


def preview_lone(source: Path, options: ReadOptions) -> Preview:
    """Read and check a file that is in no workspace yet."""
    return preview_file(source, (0, Chain.from_tables({})), [], options, "update")


def save_template(target: Path, language: str, level: int | None = None, replace: bool = False) -> Path:
    """Write the blank workbook; a file that is there stays unless `replace`."""
    return _save(target, template_workbook(language, level), replace)


def save_annotated(source: Path, target: Path | None, language: str, replace: bool = False) -> Path:
    """Write the annotated copy of a file, or of the files a workspace was read from."""
    if is_workspace(source):
        name, content = Workspace.open(source).annotated(language)
        beside = Path()
    else:
        preview = preview_lone(source, ReadOptions())
        single = None if source.is_dir() else source
        name, content = annotated_copy(single, list(preview.sheets), list(preview.findings), language)
        beside = source.parent
    return _save(target or beside / name, content, replace)


def save_workbook(target: Path, chain: Chain, replace: bool = False) -> Path:
    """Write a chain as a workbook that `read` understands."""
    return _save(target, export_workbook(chain), replace)


def save_text(target: Path, text: str, replace: bool = False) -> Path:
    """Write a text."""
    return _save(target, text.encode(), replace)


def save_report(target: Path, report: str | ReportFile, replace: bool = False) -> Path:
    """Write the result of the step report, in whatever format it is."""
    return _save(target, report.encode() if isinstance(report, str) else report.content, replace)


def _save(target: Path, content: bytes, replace: bool) -> Path:
    if target.is_dir():
        raise InputError(f"{target} is a folder; name a file in it", f"{target} 是文件夹；请写明文件名")
    if target.exists() and not replace:
        raise InputError(
            f"{target} is there already; name another file, or add --force to replace it",
            f"{target} 已存在；请换一个文件名，或加 --force 覆盖",
        )
    put_lone_file(target, content)
    return target
