"""From a file to the tables in force: read, compared and kept apart until it is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from chainchief.chain.difference import Difference, compare_chains
from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.errors import InputError, WorkspaceError
from chainchief.evaluation.checking import check
from chainchief.intake.files.source import RawSheet, open_sheets, skipped_files
from chainchief.intake.mapping import SheetReading, fitting_options, sheet_readings
from chainchief.intake.options import ReadOptions
from chainchief.intake.reading import read_sheets
from chainchief.intake.storage import is_workspace
from chainchief.options import pick
from chainchief.views.books.annotation import annotate_workbook
from chainchief.views.books.archive import suffix_of
from chainchief.workspace.run import Run

MODES = {"update": "rows of the file take the place of rows of the same key", "replace": "the file is everything"}
_KEPT = ("source", "mode", "undo")
_WITH_LOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Preview:
    """A file that was read but not accepted: nothing of it is saved yet.

    options : what was said about it; remembered : the part of that which an earlier import said
    mode : "update" or "replace"; base : number of the import it was compared with, 0 = none
    sheets : as they stand in the file
    chain : the tables as they would be; before : the tables in force; findings : about `chain`
    """

    source: Path
    options: ReadOptions
    remembered: ReadOptions
    mode: str
    base: int
    sheets: tuple[RawSheet, ...]
    chain: Chain
    before: Chain = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)

    @cached_property
    def rows(self) -> int:
        """Rows of the file that would be accepted."""
        files = {sheet.file for sheet in self.sheets}
        origins = (frame["origin"].dropna().astype(str) for frame in self.chain.tables.values())
        return sum(int(places.str.partition("!")[0].isin(files).sum()) for places in origins if len(places))

    @cached_property
    def readings(self) -> tuple[SheetReading, ...]:
        """How every sheet is read, header by header."""
        return sheet_readings(list(self.sheets), self.options)

    @cached_property
    def difference(self) -> Difference:
        """What accepting it would change."""
        return compare_chains(self.before, self.chain)


def preview_file(
    source: Path,
    in_force: tuple[int, Chain],
    remembered: Sequence[Mapping[str, Any]],
    options: ReadOptions | None,
    mode: str,
) -> Preview:
    """Read and check a file against the tables in force.

    in_force : number of the import in force and its tables
    remembered : what earlier imports were told, newest first; used where they fit and `options` is None
    Raises InputError for a file that cannot be read.
    """
    if is_workspace(source):
        raise InputError(
            f"{source} is a workspace; name the workbook or the folder of tables to import",
            f"{source} 是工作区；请写明要导入的工作簿或数据表文件夹",
        )
    sheets = open_sheets(source)
    known = fitting_options(sheets, remembered) if options is None else ReadOptions()
    return _preview(source, sheets, in_force, known, known if options is None else options, mode)


def revise_preview(
    preview: Preview, in_force: tuple[int, Chain], options: ReadOptions | None, mode: str | None
) -> Preview:
    """The same file read otherwise, against the tables in force by now; it is not opened again."""
    chosen = preview.options if options is None else options
    return _preview(preview.source, list(preview.sheets), in_force, preview.remembered, chosen, mode or preview.mode)


def _preview(
    source: Path, sheets: list[RawSheet], in_force: tuple[int, Chain], remembered: ReadOptions, options: ReadOptions,
    mode: str,
) -> Preview:  # fmt: skip
    pick(MODES, mode, "mode")
    number, before = in_force
    base = before if mode == "update" and number else None
    chain = read_sheets(sheets, options, base, unknown=True, skipped=skipped_files(source))
    return Preview(source, options, remembered, mode, number, tuple(sheets), chain, before, tuple(check(chain)))


def import_options(preview: Preview) -> dict[str, Any]:
    """What step.json keeps of how a file was read."""
    return {"source": preview.source.name, "mode": preview.mode, **preview.options.record()}


def told_options(run: Run) -> dict[str, Any]:
    """What was said about the file of an import, as a record of ReadOptions."""
    return {name: value for name, value in run.options.items() if name not in _KEPT}


def read_again(run: Run, folder: Path, base: Chain | None) -> Chain:
    """The tables of an import, read once more from its inputs.

    folder : where its input files lie; base : the tables it was brought into
    """
    source = folder / run.options["source"] if (folder / run.options["source"]).exists() else folder
    update = run.options.get("mode", "replace") == "update"
    options = ReadOptions.from_record(told_options(run))
    return read_sheets(open_sheets(source), options, base if update else None, True, skipped_files(source))


def lineage(runs: list[Run], generation: int) -> list[Run]:
    """The import that made a generation, then the one it was brought into, and so on: newest first."""
    made = {run.generation: run for run in runs if "undo" not in run.options}
    line: list[Run] = []
    while generation in made and made[generation] not in line:
        line.append(made[generation])
        generation = int(line[-1].about.get("base", 0))
    return line


def check_still_in_force(preview: Preview, generation: int) -> None:
    """WorkspaceError when somebody imported something since the preview was made."""
    if preview.base != generation:
        raise WorkspaceError(
            "the tables have changed since this file was read; look at the changes again, then accept",
            "读取该文件后数据已有变动；请重新查看变动后再确认",
        )


def input_files(source: Path) -> dict[str, bytes]:
    """Name -> bytes of what an import keeps of its source."""
    if source.is_dir():
        return {file.name: file.read_bytes() for file in sorted(source.iterdir()) if file.is_file()}
    return {source.name: source.read_bytes()}


def annotated_copy(
    source: Path | None, sheets: list[RawSheet], findings: list[Finding], language: str
) -> tuple[str, bytes]:
    """Name and content of the annotated copy of a file, or of all files of a folder in one workbook.

    source : the file when it is a single one
    """
    looks = source is not None and source.is_file() and source.suffix.lower() in _WITH_LOOKS
    content = source.read_bytes() if looks and source else None
    if not sheets:
        raise InputError("nothing was imported yet, so there is nothing to annotate", "尚未导入，无可批注的文件")
    stem = Path(sheets[0].file).stem if source is None else source.stem
    copy = annotate_workbook(content, sheets, findings, language)
    return f"{stem.removesuffix('-checked')}-checked{suffix_of(copy)}", copy


def sheets_in_force(chain: Chain, folders: list[Path]) -> tuple[RawSheet, ...]:
    """The raw sheets from which the rows in force came, each file from the newest import that brought it.

    folders : input folders of the imports in force, newest first
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            found.setdefault(path.name, path)
    files: dict[str, None] = {}
    for frame in chain.tables.values():
        for name in frame["origin"].dropna().astype(str).str.partition("!")[0].unique() if len(frame) else ():
            files.setdefault(name)
    files |= {note.origin.partition("!")[0]: None for note in chain.notes}
    return tuple(sheet for name in files if name in found for sheet in open_sheets(found[name]))
