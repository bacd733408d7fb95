"""Workspace: the folder of one chain; the only place where files are written."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from chainchief.chain.difference import Difference, compare_chains
from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis
from chainchief.errors import InputError, ModelError, WorkspaceError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.derivation import derivation_parts
from chainchief.evaluation.explanation import Explanation, explain
from chainchief.evaluation.framework import Framework, framework_names, load_framework
from chainchief.intake.files.source import RawSheet
from chainchief.intake.mapping import SheetReading, present_options, sheet_readings
from chainchief.intake.options import ReadOptions
from chainchief.intake.storage import ABOUT, IMPORT, RECORD, generation_in_force, is_workspace, stored_files
from chainchief.options import pick
from chainchief.views.reports.file import REPORT_FORMATS
from chainchief.workspace import memory
from chainchief.workspace.examples import bundled_examples, example_workbook
from chainchief.workspace.excerpt import Excerpt, excerpt_in
from chainchief.workspace.frameworks import STATED
from chainchief.workspace.imports import (
    Preview,
    annotated_copy,
    check_still_in_force,
    import_options,
    input_files,
    lineage,
    preview_file,
    read_again,
    revise_preview,
    told_options,
)
from chainchief.workspace.run import (
    Redo,
    Run,
    compare,
    digests,
    load_run,
    options_of,
    options_record,
    record_of,
    report_name,
    versions,
)
from chainchief.workspace.steps import AUTO, STEPS
from chainchief.workspace.writing import put_file, put_folder, writer

Progress = Callable[[int, int, str], None]


class Workspace:
    """The folder of one chain: chain.toml, inputs/, tables/, frameworks/, runs/, reports/."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: str | Path, title: str = "", language: str = "en", framework: str = AUTO) -> Workspace:
        """A new workspace; WorkspaceError when the folder exists and is not empty."""
        path = Path(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise WorkspaceError(
                f"{path}: the folder is not empty; choose another name", f"{path}：文件夹非空；请换一个名称"
            )
        about = {"title": title or path.name, "language": language, "framework": framework, "format": memory.FORMAT}
        put_file(path, path / ABOUT, tomli_w.dumps(about).encode())
        return cls(path)

    @classmethod
    def open(cls, path: str | Path) -> Workspace:
        """The workspace in a folder; WorkspaceError when there is none."""
        path = Path(path)
        if not is_workspace(path):
            raise WorkspaceError(
                f"{path}: no workspace here; make one with 'chainchief new {path}'",
                f"{path}：这里没有工作区；可用 chainchief new {path} 新建",
            )
        return cls(path)

    @classmethod
    def from_example(cls, name: str, path: str | Path, language: str = "en") -> Workspace:
        """A new workspace with a bundled example imported into it."""
        example = pick(dict(bundled_examples()), name, "example")
        title = example.title_zh if language == "zh" else example.title
        workspace = cls.create(path, title, language, example.framework or AUTO)
        scratch = workspace.path / f"{example.name}.xlsx"
        put_file(workspace.path, scratch, example_workbook(name))
        try:
            workspace.accept(workspace.preview(scratch))
        finally:
            scratch.unlink()
        return workspace

    # what it is

    @cached_property
    def about(self) -> dict[str, Any]:
        """The content of chain.toml."""
        return memory.about_of(self.path)

    @property
    def name(self) -> str:
        return self.path.resolve().name

    @property
    def title(self) -> str:
        return str(self.about.get("title", self.name))

    @property
    def language(self) -> str:
        return str(self.about.get("language", "en"))

    @property
    def synthetic(self) -> bool:
        """Whether any row of its tables is of quality S."""
        return self.chain.synthetic

    # its data

    @property
    def generation(self) -> int:
        """The number of the import in force, 0 = nothing was imported."""
        return generation_in_force(self.path)

    @property
    def chain(self) -> Chain:
        """The tables in force; an empty Chain when nothing was imported."""
        return memory.chain_of(self.path, self.generation)

    def preview(self, source: str | Path, options: ReadOptions | None = None, mode: str = "update") -> Preview:
        """Read and check a file without saving anything.

        options : what is said about it; None = what earlier imports of such a file said
        mode : "update" brings its rows into the tables in force by key, "replace" makes it everything
        """
        remembered = [told_options(run) for run in self._line()]
        return preview_file(Path(source), (self.generation, self.chain), remembered, options, mode)

    def revise(self, preview: Preview, options: ReadOptions | None = None, mode: str | None = None) -> Preview:
        """The file of a preview read otherwise; what is None stays as it was."""
        return revise_preview(preview, (self.generation, self.chain), options, mode)

    def accept(self, preview: Preview) -> Run:
        """Save a preview as the tables in force, in one transaction; the file is copied and never changed.

        Raises WorkspaceError when the tables changed since the preview was made.
        """
        started, clock = _now(), time.perf_counter()
        with writer(self.path, IMPORT):
            check_still_in_force(preview, self.generation)
            generation = max(self._next(self.path / "tables"), self._next(self.path / "inputs"))
            stored = stored_files(preview.chain)
            put_folder(self.path, self.path / "inputs" / f"{generation:04d}", input_files(preview.source))
            put_folder(self.path, self.path / "tables" / f"{generation:04d}", stored)
            counts = {name: len(frame) for name, frame in preview.chain.tables.items() if len(frame)}
            levels = [finding.level for finding in preview.findings]
            found = {level: levels.count(level) for level in ("error", "warning", "info")}
            about = {"rows": counts, "findings": found, "base": preview.base}
            kept = {memory.FINDINGS: memory.findings_record(preview.findings)}
            return self._keep(IMPORT, import_options(preview), generation, digests(stored), kept, started, clock, about)

    def undo(self) -> Run:
        """Put the tables in force before the newest import in force again; nothing is deleted, the log says so.

        Raises InputError when nothing was imported.
        """
        started, clock = _now(), time.perf_counter()
        with writer(self.path, IMPORT):
            line = self._line()
            if not line:
                raise InputError(f"{self.name}: no import to undo", f"{self.name}：没有可撤销的导入")
            last = line[0]
            about = {"base": last.generation, "undone": str(last.options.get("source", ""))}
            options = {"undo": last.number}
            before = int(last.about.get("base", 0))
            return self._keep(IMPORT, options, before, {}, {}, started, clock, about)

    def changes(self, number: int) -> Difference:
        """What an import, or the undoing of one, changed: run `number` against the tables before it."""
        run = self.find_run(number)
        if run.step != IMPORT:
            raise InputError(f"run {number} is no import", f"运行 {number} 不是导入")
        before = memory.chain_of(self.path, int(run.about.get("base", 0)))
        return compare_chains(before, memory.chain_of(self.path, run.generation))

    def sheets(self) -> tuple[RawSheet, ...]:
        """The raw sheets the rows in force came from."""
        return memory.sheets_of(self.path, self.generation, tuple(self._input_folders()))

    def readings(self) -> tuple[SheetReading, ...]:
        """How every sheet in force was read, header by header."""
        sheets = list(self.sheets())
        told = (ReadOptions.from_record(told_options(run)) for run in self._line())
        return sheet_readings(sheets, present_options(sheets, told))

    def annotated(self, language: str = "en") -> tuple[str, bytes]:
        """Name and content of the annotated copy of the files in force."""
        files = self.inputs()
        return annotated_copy(files[0] if len(files) == 1 else None, list(self.sheets()), self.findings(), language)

    def annotate(self, preview: Preview, language: str = "en") -> tuple[str, bytes]:
        """Name and content of the annotated copy of a file that waits to be accepted."""
        single = None if preview.source.is_dir() else preview.source
        return annotated_copy(single, list(preview.sheets), list(preview.findings), language)

    def findings(self) -> list[Finding]:
        """What there is to say about the tables in force."""
        return list(memory.findings_of(self.path, self.generation))

    def excerpt(self, origin: str, around: int = 5) -> Excerpt:
        """The original sheet around a place such as "book.xlsx!ties!G37"."""
        return excerpt_in(self._input_folders() or [self.path / "inputs"], origin, around)

    def inputs(self) -> list[Path]:
        """The files of the import in force."""
        folder = self.path / "inputs" / f"{self.generation:04d}"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    # frameworks

    def frameworks(self) -> list[str]:
        """Names of the frameworks that can be used here."""
        own = sorted(file.stem for file in (self.path / "frameworks").glob("*.csv"))
        stated = [STATED] if self.chain.has(STATED) else []
        return [*own, *stated, *framework_names()]

    def framework(self, name: str = AUTO) -> Framework:
        """A framework by name; "auto" is the one of chain.toml, else as `find_framework` says."""
        framework: Framework = memory.subject_of(self.path, self.generation, "").framework(name)
        return framework

    def add_framework(self, source: str | Path) -> str:
        """Copy a framework file into the workspace, so that a run can be redone; returns its name."""
        source = Path(source)
        load_framework(source)
        name = re.sub(r"[^\w\-]+", "-", source.stem)
        with writer(self.path, "frameworks"):
            put_file(self.path, self.path / "frameworks" / f"{name}.csv", source.read_bytes())
        return name

    # its work

    def run(self, step: str, options: Any = None, progress: Progress | None = None) -> Run:
        """Do a step on the tables in force and keep it; nothing is kept when it fails.

        options : the options value of the step, or a mapping of some of its fields
        Raises InputError for an unknown step or option; ModelError when the numbers cannot be worked out.
        """
        chosen = self._settled(step, options_of(step, options))
        started, clock = _now(), time.perf_counter()
        if progress:
            progress(0, 1, step)
        generation = self.generation
        subject = replace(memory.subject_of(self.path, generation, started[:10]), tell=progress)
        result = STEPS[step].compute(subject, chosen)
        files = STEPS[step].files(result)
        with writer(self.path, step):
            run = self._keep(step, options_record(chosen), generation, digests(files), files, started, clock, {})
            if step == "report":
                put_file(self.path, self.path / "reports" / report_name(run), files[f"report.{chosen.format}"])
        if progress:
            progress(1, 1, step)
        return replace(run, work_out=lambda _: result)

    def runs(self) -> list[Run]:
        """Every run, newest first."""
        return [load_run(folder, memory.result_of) for folder in sorted(self._run_folders(), reverse=True)]

    def log(self) -> list[Run]:
        """Every run, oldest first."""
        return self.runs()[::-1]

    def find_run(self, number: int) -> Run:
        """The run of a number; InputError when there is none."""
        return memory.find_run(self.path, number)

    def latest(self, step: str) -> Run | None:
        """The newest run of a step on the tables in force."""
        generation = self.generation
        found = (load_run(folder, memory.result_of) for folder in sorted(self._run_folders(step), reverse=True))
        return next((run for run in found if run.generation == generation), None)

    def evaluation(self) -> Run | None:
        """The newest evaluation of the tables in force; made when there is none and something can be scored."""
        kept = self.latest("evaluate")
        if kept is not None or not (self.chain.has("indicators") or self.chain.has("firms")):
            return kept
        return self.run("evaluate")

    def explain(self, region: str, code: str | None = None, period: str | None = None) -> Explanation:
        """The arithmetic from the overall score of a region down to one code, by the newest evaluation."""
        return explain(self._scored(), region, code, period)

    def parts(self, region: str, code: str, period: str | None = None) -> pd.DataFrame:
        """The cells behind a derived value: table, cell, subject, value, role, quality."""
        return derivation_parts(self.chain, period, region, code)

    def _scored(self) -> Evaluation:
        run = self.evaluation()
        if run is None:
            raise ModelError(
                "nothing can be scored yet; add the sheet indicators", "暂无可评估的数据；请补充“指标数据”表"
            )
        result: Evaluation = run.result
        return result

    def diagnosis(self) -> Diagnosis:
        """The chain map of the chain's own region."""
        return memory.diagnosis_of(self.path, self.generation)

    def redo(self, number: int) -> Redo:
        """Do a run again from its own tables and options, and say whether the bytes are the same."""
        run = self.find_run(number)
        if run.step == IMPORT:
            if "undo" in run.options:
                return compare(run, {})
            base = memory.chain_of(self.path, int(run.about.get("base", 0)))
            return compare(run, stored_files(read_again(run, self.path / "inputs" / f"{run.generation:04d}", base)))
        options = options_of(run.step, run.options)
        result = STEPS[run.step].compute(memory.subject_of(self.path, run.generation, run.started[:10]), options)
        return compare(run, STEPS[run.step].files(result))

    def report(self, language: str = "en", format: str = "html") -> Run:
        """Write the report as "html", "docx" (Word) or "xlsx" (Excel); the file stands in reports/."""
        return self.run("report", {"language": language, "format": format})

    def reports(self) -> list[Path]:
        """The reports in every format, newest first."""
        made = (self.path / "reports").glob("[0-9][0-9][0-9][0-9]-report-*.*")
        return sorted((path for path in made if path.suffix[1:] in REPORT_FORMATS), reverse=True)

    # inside

    def _line(self) -> list[Run]:
        """The import in force, the one it was brought into, and so on."""
        runs = [load_run(folder, memory.result_of) for folder in sorted(self._run_folders(IMPORT))]
        return lineage(runs, self.generation)

    def _input_folders(self) -> list[Path]:
        return [self.path / "inputs" / f"{run.generation:04d}" for run in self._line()]

    def _settled(self, step: str, options: Any) -> Any:
        """Options that mean the same tomorrow: "auto" and "the newest" are replaced by what they are today."""
        if hasattr(options, "framework"):
            scored = self.latest("evaluate") if (step, options.framework) == ("weigh", AUTO) else None
            name = str(scored.options["framework"]) if scored else options.framework
            own = Path(name).suffix == ".csv"
            return replace(options, framework=self.add_framework(name) if own else self.framework(name).name)
        if getattr(options, "evaluation", 0) is None:
            options = replace(options, evaluation=self._newest_number())
        if getattr(options, "follow", 0) is None and (followed := self.latest("follow")):
            options = replace(options, follow=followed.number)
        return options

    def _newest_number(self) -> int | None:
        """The number of the newest evaluation; None when nothing can be scored, which the report then says."""
        try:
            newest = self.evaluation()
        except (InputError, ModelError):
            return None
        return newest.number if newest else None

    def _keep(
        self, step: str, options: dict[str, Any], generation: int, sums: dict[str, str], files: dict[str, bytes],
        started: str, clock: float, about: dict[str, Any],
    ) -> Run:  # fmt: skip
        number = self._next(self.path / "runs")
        folder = self.path / "runs" / f"{number:04d}-{step}"
        seconds = round(time.perf_counter() - clock, 3)
        run = Run(
            number, step, options, generation, started, seconds, sums, versions(), folder, about, memory.result_of
        )
        put_folder(self.path, folder, {**files, RECORD: record_of(run)})
        return run

    def _next(self, folder: Path) -> int:
        taken = [int(place.name[:4]) for place in folder.glob("[0-9][0-9][0-9][0-9]*")] if folder.is_dir() else []
        return max(taken, default=0) + 1

    def _run_folders(self, step: str = "*") -> list[Path]:
        return list((self.path / "runs").glob(f"[0-9][0-9][0-9][0-9]-{step}"))


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
