"""Commands that bring data in: template, read, check, annotate, undo, changes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from chainchief import views, workspace
from chainchief.cli.arguments import FINDINGS, FINE, AsJson, Folder, Force, Language, Source, with_flags
from chainchief.cli.printing import line, progress, say, show_answers, show_changes, show_findings, show_tables
from chainchief.errors import InputError

READ_FLAGS: dict[str, Any] = {
    "column": Annotated[list[str], typer.Option(help="HEADER=COLUMN: what a header of the file is; empty = leave it")],
    "sheet": Annotated[list[str], typer.Option(help="NAME=TABLE: which table a sheet is; empty = leave it")],
    "word": Annotated[list[str], typer.Option(help="COLUMN:TEXT=TEXT: what a word of the file stands for")],
    "key_extra": Annotated[list[str], typer.Option(help="a header that tells rows apart where the key repeats")],
    "mapping": Annotated[Path | None, typer.Option(help="a TOML file that says the same, see how-to")],
    "replace": Annotated[
        bool, typer.Option("--replace", help="the file is everything; without it rows are brought in by key")
    ],
    "dry_run": Annotated[bool, typer.Option("--dry-run", help="show what would change, save nothing")],
    "forget": Annotated[bool, typer.Option("--forget", help="do not read as earlier imports of such a file were told")],
}


def template(
    target: Annotated[Path, typer.Argument(help="the file to write")] = Path("chain.xlsx"),
    level: Annotated[
        int | None, typer.Option(help="0 to 6: how much to ask for; without it every sheet", min=0, max=6)
    ] = None,
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a blank workbook to fill in."""
    written = workspace.save_template(target, language, level, force)
    say({"template": written}, as_json, lambda: line(views.say("cli.template", language, file=str(written))))


@with_flags(READ_FLAGS)
def read(
    source: Source,
    folder: Annotated[Path | None, typer.Argument(help="workspace to import into; without it nothing is saved")] = None,
    language: Language = "en",
    as_json: AsJson = False,
    **told: Any,
) -> None:
    """Read a workbook, say what was understood and what it changes, and import it into a workspace."""
    space = workspace.Workspace.open(folder) if folder and (folder / "chain.toml").is_file() else None
    options = _options(told)
    given = options if options or told["forget"] else None
    mode = "replace" if told["replace"] else "update"

    def work(_: Any) -> Any:
        return space.preview(source, given, mode) if space else workspace.preview_lone(source, options)

    preview = progress("read", work)
    if not preview.rows and not any(reading.table for reading in preview.readings):
        raise _nothing_known(preview)
    saved = folder is not None and not told["dry_run"]
    if saved:
        space = space or workspace.Workspace.create(str(folder), language=language)
        space.accept(preview)
    known = preview.remembered if given is None else None
    ending = "cli.saved" if saved else "cli.dry" if folder else "cli.not_saved"

    def show() -> None:
        _show_reading(preview, known, language, 20 if told["dry_run"] else 0)
        line(views.say(ending, language, folder=str(folder)))
        if saved:
            line(views.say("cli.undo_hint", language, folder=str(folder)))

    say({**_reading(preview), "workspace": space.path if space and saved else None}, as_json, show)
    raise typer.Exit(FINDINGS if any(finding.level == "error" for finding in preview.findings) else FINE)


def _reading(preview: Any) -> dict[str, Any]:
    """Everything there is to say about a file that was read, for programs."""
    return {
        **views.as_data(preview.chain),
        "findings": list(preview.findings),
        "changes": preview.difference.rows,
        "cells": preview.difference.cells,
        "options": preview.options.record(),
        "answers": workspace.answers(preview.chain),
        "unlocks": workspace.unlocks(preview.chain)[:3],
    }


def _show_reading(preview: Any, known: Any, language: str, each: int) -> None:
    show_tables(preview.chain, language)
    for reading in preview.readings:
        if reading.lacks and reading.cells:
            headers = ", ".join(cell.text for cell in reading.cells if cell.use == "kept")
            words = {"sheet": reading.sheet, "lacks": ", ".join(reading.lacks), "headers": headers or "–"}
            line(views.say("cli.lacks", language, **words))
    if known:
        line(views.say("cli.remembered", language, what=_told_words(known)))
    show_findings(list(preview.findings), language)
    if preview.base:
        show_changes(preview.difference, language, each)
    show_answers(preview.chain, language)


def check(source: Source, language: Language = "en", as_json: AsJson = False) -> None:
    """Say what is wrong, doubtful or assumed in the data; exit 1 when there are errors or warnings."""
    opened = workspace.open_source(source)
    findings = opened.findings() if isinstance(opened, workspace.Workspace) else list(check_of(opened))
    say({"findings": findings}, as_json, lambda: show_findings(findings, language, each=20))
    raise typer.Exit(FINDINGS if any(finding.level != "info" for finding in findings) else FINE)


def annotate(
    source: Source,
    target: Annotated[Path | None, typer.Argument(help="the copy to write; default: BOOK-checked.xlsx")] = None,
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a copy of a workbook with every finding at its cell; mend the copy and read it again."""
    written = workspace.save_annotated(source, target, language, force)
    say({"copy": written}, as_json, lambda: line(views.say("cli.annotated", language, file=str(written))))


def undo(folder: Folder, language: Language = "en", as_json: AsJson = False) -> None:
    """Put the tables before the newest import in force again; the log keeps both."""
    space = workspace.Workspace.open(folder)
    run = space.undo()
    rows = sum(len(frame) for frame in space.chain.tables.values())

    def show() -> None:
        state = views.say("cli.state.rows" if rows else "cli.state.none", language, rows=f"{rows:,}")
        line(views.say("cli.undone", language, source=run.about["undone"], state=state))

    say({"run": run.number, "undone": run.options["undo"], "generation": run.generation, "rows": rows}, as_json, show)


def changes(
    folder: Folder,
    number: Annotated[int | None, typer.Argument(help="number of an import; default: the newest")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Say what an import changed, row by row and cell by cell."""
    space = workspace.Workspace.open(folder)
    number = number or next((run.number for run in space.runs() if run.step == "read"), 0)
    difference = space.changes(number)
    told = {"run": number, "changes": difference.rows, "cells": difference.cells}
    say(told, as_json, lambda: show_changes(difference, language, each=50))


def chain_of(source: Path) -> Any:
    """The chain of a workspace or of a file."""
    opened = workspace.open_source(source)
    return opened.chain if isinstance(opened, workspace.Workspace) else opened


def check_of(chain: Any) -> Any:
    """The findings about a chain that is in no workspace."""
    return workspace.run_once(chain, "check", None)


def _options(told: dict[str, Any]) -> Any:
    """What the flags and the mapping file say about the source."""
    record = workspace.ReadOptions.from_record(_mapping(told["mapping"])).record()
    pairs = {name: dict(_pair(text, name) for text in told[name]) for name in ("column", "sheet")}
    values = {column: dict(words) for column, words in record.get("values", {}).items()}
    for text in told["word"]:
        column, colon, rest = text.partition(":")
        if not colon or "=" not in rest:
            raise InputError(
                f"--word {text}: write COLUMN:TEXT=TEXT, such as region_id:Beijin=Beijing",
                f"--word {text}：应为 列:原文=对应文字，如 region_id:北京市=北京",
            )
        values.setdefault(column, {}).update([_pair(rest, "word")])
    return workspace.ReadOptions.from_record(
        {
            **record,
            "columns": {**record.get("columns", {}), **pairs["column"]},
            "sheets": {**record.get("sheets", {}), **pairs["sheet"]},
            "values": values,
            "key_extra": [*record.get("key_extra", []), *told["key_extra"]],
        }
    )


def _mapping(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {error}", f"{path}：{error}") from error


def _pair(text: str, flag: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    if not equals:
        raise InputError(f"--{flag} {text}: write LEFT=RIGHT", f"--{flag} {text}：应写作 左=右")
    return left.strip(), right.strip()


def _nothing_known(preview: Any) -> InputError:
    """No sheet is known: which headers there are, and how to say what they mean."""
    file = preview.source.name
    headers = list(dict.fromkeys(cell.text for reading in preview.readings for cell in reading.cells))[:20]
    listed = ", ".join(headers) or "–"
    return InputError(
        f"{file}: no sheet we know; its headers are {listed}. Say which table and which columns they are: "
        "--sheet NAME=indicators --column HEADER=region_id",
        f"{file}：没有可识别的表；表头为 {listed}。请用 --sheet 名称=indicators --column 表头=region_id 指明表与列",
    )


def _told_words(options: Any) -> str:
    record = options.record()
    parts: Iterable[str] = (
        f"{name}: {', '.join(f'{left} = {right}' for left, right in said.items())}"
        for name, said in record.items()
        if isinstance(said, dict) and name in ("columns", "sheets")
    )
    told = [*parts, *(f"{name}: {', '.join(record[name])}" for name in ("key_extra",) if name in record)]
    for column, words in record.get("values", {}).items():
        told.append(f"{column}: {', '.join(f'{left} = {right}' for left, right in words.items())}")
    return "; ".join(told)
