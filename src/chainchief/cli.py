"""Door 1: every step is a command. Exit codes: 0 fine, 1 findings, 2 misuse or an error of the user's data."""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table as Grid

from chainchief import views, web, workspace
from chainchief.errors import ChainChiefError
from chainchief.workspace.steps import STEPS

FINE, FINDINGS, MISUSE = 0, 1, 2
app = typer.Typer(
    name="chainchief",
    help="Regional industrial chain resilience: assessed, observed and simulated, from one workbook.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_out = Console(emoji=False, width=None if sys.stdout.isatty() else 160)
_err = Console(stderr=True, emoji=False)

AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document instead of tables")]
Language = Annotated[str, typer.Option("--language", "-l", help="en or zh")]
Source = Annotated[Path, typer.Argument(help="a workspace, a workbook, a table file or a folder of them")]
Folder = Annotated[Path, typer.Argument(help="the workspace folder")]
Force = Annotated[bool, typer.Option("--force", help="replace a file that is there already")]


def main() -> None:
    """Run the command line; a mistake of the user's is a sentence and exit code 2."""
    try:
        app()
    except ChainChiefError as error:
        _err.print(f"chainchief: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(MISUSE)


# answers


def _say(data: Any, as_json: bool, show: Callable[[], None]) -> None:
    if as_json:
        sys.stdout.write(json.dumps(views.as_data(data), ensure_ascii=False, indent=1) + "\n")
    else:
        show()


def _line(text: str = "") -> None:
    _out.print(text, markup=False, highlight=False, soft_wrap=True)


def _grid(columns: list[str], rows: list[list[str]]) -> None:
    grid = Grid(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        grid.add_column(name, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    _out.print(grid, markup=False)


def _show_findings(findings: list[Any], language: str, each: int = 3) -> None:
    """Errors and warnings, `each` of a kind, then how many more like it; infos only as a count."""
    counts = {level: sum(finding.level == level for finding in findings) for level in ("error", "warning", "info")}
    kinds: dict[tuple[str, str], list[Any]] = {}
    for finding in findings:
        if finding.level != "info":
            kinds.setdefault((finding.level, finding.rule), []).append(finding)
    for (level, _), alike in sorted(kinds.items(), key=lambda item: item[0][0] != "error"):
        for finding in alike[:each]:
            _line(f"{level:8}{finding.place}  {finding.say(language)}")
        if len(alike) > each:
            _line(f"{level:8}{views.say('cli.more', language, count=len(alike) - each)}")
    _line(views.say("cli.counts", language, **{level: str(count) for level, count in counts.items()}))


def _show_evaluation(result: Any, language: str) -> None:
    """The newest period as a table, best region first, then what was assumed."""
    rows = views.evaluation_rows(result, language)
    newest = [list(row.values()) for row in rows if row["period"] == rows[0]["period"]]
    _grid([views.say(f"column.{name}", language) for name in rows[0]], newest)
    if len(newest) < len(rows):
        _line(views.say("cli.newest", language, count=len(rows)))
    for note in result.notes[:12]:
        _line(f"- {note.say(language)}")
    if len(result.notes) > 12:
        _line(f"… and {len(result.notes) - 12} more notes; the report has all")


def _progress(title: str, work: Callable[[Callable[[int, int, str], None] | None], Any]) -> Any:
    """Run `work` with a bar on a terminal, silently elsewhere."""
    if not _err.is_terminal:
        return work(None)
    with Bar(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=_err, transient=True
    ) as bar:
        task = bar.add_task(title, total=None)
        return work(lambda done, total, what: bar.update(task, completed=done, total=total, description=what))


# commands


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="where to put the workspace")] = Path("demo"),
    example: Annotated[str, typer.Option(help="which bundled chain")] = "demo",
    language: Language = "en",
    serve_it: Annotated[bool, typer.Option("--serve", help="open the workbench afterwards")] = False,
    as_json: AsJson = False,
) -> None:
    """Import a bundled chain, check it, score it, write the report, and say where to look."""
    known = (folder / "chain.toml").is_file()
    space = workspace.Workspace.open(folder) if known else workspace.Workspace.from_example(example, folder, language)
    scored, refusal = _scored(space)
    written = space.report(language)
    report = space.reports()[0]
    findings = space.findings()
    told = {
        "workspace": folder,
        "report": report,
        "workbench": _address(space.name),
        "evaluation": scored and scored.number,
    }

    def show() -> None:
        _line(f"{space.title}{' (SYNTHETIC DATA)' if space.synthetic else ''}")
        _show_findings(findings, language, each=1)
        if scored is not None:
            _show_evaluation(scored.result, language)
        if refusal is not None:
            _line(views.say("cli.no_score", language, why=refusal.say(language)))
        _line()
        _line(f"workspace   {folder.resolve()}")
        _line(f"report      {report.resolve()}  (run {written.number})")
        _line(f"workbench   {_address(space.name)}  after: chainchief serve {folder}")

    _say(told, as_json, show)
    if serve_it:
        _line("Ctrl C stops the workbench")
        web.serve(folder)


@app.command()
def new(
    folder: Folder,
    title: Annotated[str, typer.Option(help="title of the chain")] = "",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Make an empty workspace."""
    space = workspace.Workspace.create(folder, title, language)
    _say(
        {"workspace": space.path, "title": space.title},
        as_json,
        lambda: _line(f"made {space.path}; next: chainchief read BOOK.xlsx {space.path}"),
    )


@app.command()
def template(
    target: Annotated[Path, typer.Argument(help="the file to write")] = Path("chain.xlsx"),
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a blank workbook to fill in."""
    written = workspace.save_template(target, language, force)
    _say(
        {"template": written},
        as_json,
        lambda: _line(f"wrote {written}; next: fill it in, then chainchief read {written}"),
    )


@app.command()
def read(
    source: Source,
    folder: Annotated[Path | None, typer.Argument(help="workspace to import into; without it nothing is saved")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Read a workbook, say what was understood, and import it into a workspace."""
    if folder is None:
        space = None
        chain = _chain(source)
        findings = list(_check(chain))
    else:
        space = (
            workspace.Workspace.open(folder)
            if (folder / "chain.toml").is_file()
            else workspace.Workspace.create(folder, language=language)
        )
        preview = _progress("read", lambda _: space.preview(source))
        chain, findings = preview.chain, list(preview.findings)
        space.accept(preview)
    told = {**views.as_data(chain), "findings": findings, "workspace": space.path if space else None}

    def show() -> None:
        _grid(["sheet", "rows"], [[name, f"{len(frame):,}"] for name, frame in chain.tables.items() if len(frame)])
        _show_findings(findings, language)
        _line(views.say("cli.saved" if folder else "cli.not_saved", language, folder=str(folder)))

    _say(told, as_json, show)
    raise typer.Exit(FINDINGS if any(finding.level == "error" for finding in findings) else FINE)


@app.command()
def check(source: Source, language: Language = "en", as_json: AsJson = False) -> None:
    """Say what is wrong, doubtful or assumed in the data; exit 1 when there are errors or warnings."""
    opened = workspace.open_source(source)
    findings = opened.findings() if isinstance(opened, workspace.Workspace) else list(_check(opened))
    _say({"findings": findings}, as_json, lambda: _show_findings(findings, language, each=20))
    raise typer.Exit(FINDINGS if any(finding.level != "info" for finding in findings) else FINE)


@app.command()
def report(
    source: Source,
    target: Annotated[
        Path | None, typer.Option("--output", "-o", help="the file to write; default: reports/ of the workspace")
    ] = None,
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write one HTML report, ready for a meeting."""
    opened = workspace.open_source(source)
    if isinstance(opened, workspace.Workspace):
        run = _progress("report", lambda tell: opened.run("report", {"language": language}, tell))
        text, written = run.result, opened.reports()[0]
        written = workspace.save_text(target, text, force) if target else written
    else:
        text = workspace.run_once(opened, "report", {"language": language})
        written = workspace.save_text(target or Path(f"{source.stem}-report-{language}.html"), text, force)
    _say({"report": written}, as_json, lambda: _line(f"wrote {written}"))


@app.command()
def export(
    source: Source,
    target: Annotated[Path, typer.Argument(help="the .xlsx to write")],
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the chain as a workbook that reads back the same."""
    written = workspace.save_workbook(target, _chain(source), force)
    _say({"workbook": written}, as_json, lambda: _line(f"wrote {written}"))


@app.command()
def serve(
    folder: Annotated[Path, typer.Argument(help="a workspace, or a folder of workspaces")] = Path(),
    host: Annotated[str, typer.Option(help="address to listen on; the default is this machine only")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on", min=1, max=65535)] = 8040,
    open_browser: Annotated[bool, typer.Option("--open", help="open a browser")] = False,
) -> None:
    """Open the workbench in a browser."""
    _line(f"workbench  http://{host}:{port}/  (Ctrl C stops it)")
    web.serve(folder, host=host, port=port, open_browser=open_browser)


@app.command()
def log(folder: Folder, as_json: AsJson = False) -> None:
    """List what was computed from what."""
    runs = workspace.Workspace.open(folder).log()

    def show() -> None:
        rows = [
            [f"{run.number:04d}", run.step, run.started, f"{run.seconds:.2f} s", f"{run.generation:04d}", _choices(run)]
            for run in runs
        ]
        _grid(["run", "step", "started", "took", "tables", "options"], rows)

    kept = [
        {field.name: getattr(run, field.name) for field in dataclasses.fields(run) if field.name != "work_out"}
        for run in runs
    ]
    _say({"runs": kept}, as_json, show)


@app.command()
def redo(
    folder: Folder, number: Annotated[int, typer.Argument(help="number of the run")], as_json: AsJson = False
) -> None:
    """Do a run again and say whether it gives the same bytes; exit 1 when it does not."""
    again = workspace.Workspace.open(folder).redo(number)
    words = "the same bytes" if again.same else f"differs: {', '.join(again.differences)}"
    _say(
        {"run": number, "same": again.same, "differences": again.differences},
        as_json,
        lambda: _line(f"run {number}: {words}"),
    )
    raise typer.Exit(FINE if again.same else FINDINGS)


def _choices(run: Any) -> str:
    return " ".join(f"{name}={value}" for name, value in run.options.items() if value is not None)


def _chain(source: Path) -> Any:
    opened = workspace.open_source(source)
    return opened.chain if isinstance(opened, workspace.Workspace) else opened


def _check(chain: Any) -> Any:
    return workspace.run_once(chain, "check", None)


def _scored(space: Any) -> tuple[Any, ChainChiefError | None]:
    """The evaluation of a workspace, or the sentence that says why there is none."""
    try:
        return _progress("evaluate", lambda tell: space.run("evaluate", progress=tell)), None
    except ChainChiefError as refusal:
        return None, refusal


def _address(name: str, port: int = 8040) -> str:
    return f"http://127.0.0.1:{port}/w/{name}/home"


# one command for every step that has options of its own


def _step_command(name: str) -> Callable[..., None]:
    step = STEPS[name]

    def command(source: Path, language: str, as_json: bool, **options: Any) -> None:
        opened = workspace.open_source(source)
        if isinstance(opened, workspace.Workspace):
            run = _progress(name, lambda tell: opened.run(name, options, tell))
            result, told = run.result, f"run {run.number} in {run.path}"
        else:
            result, told = (
                workspace.run_once(opened, name, options),
                "nothing was saved; import into a workspace to keep runs",
            )

        def show() -> None:
            _SHOWN[name](result, language)
            _line(told)

        _say(result, as_json, show)

    given = inspect.signature(command).parameters
    flags = [_flag(field) for field in dataclasses.fields(step.options)]
    wanted = {"source": Source, "language": Language, "as_json": AsJson}
    fixed = [given[key].replace(annotation=kind, kind=inspect.Parameter.KEYWORD_ONLY) for key, kind in wanted.items()]
    fixed = [
        part if part.name == "source" else part.replace(default="en" if part.name == "language" else False)
        for part in fixed
    ]
    parameters = [*fixed, *flags]
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    command.__annotations__ = {part.name: part.annotation for part in parameters}
    command.__doc__ = step.help
    return command


def _flag(field: Any) -> inspect.Parameter:
    """One option of a step as a flag of its command."""
    about = field.metadata
    extra = "".join(f" [{part}]" for part in (about["unit"], "|".join(about["choices"])) if part)
    kind = _kind(field.default, str(field.type))
    annotation: Any = Annotated[kind, typer.Option(f"--{field.name.replace('_', '-')}", help=f"{about['help']}{extra}")]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=annotation)


def _kind(default: Any, written: str) -> Any:
    if isinstance(default, tuple):
        return tuple[tuple(type(part) for part in default)]  # type: ignore[misc]
    return type(default) if default is not None else int | None if "int" in written else str | None


def _show_diagnosis(result: Any, language: str) -> None:
    columns = ["segment_id", "name", "position", "presence", "presence_basis", "firms", "single_source"]
    _grid(columns, [[str(cell) for cell in row] for row in result.segments[columns].to_numpy().tolist()])


_SHOWN: dict[str, Callable[[Any, str], None]] = {"evaluate": _show_evaluation, "diagnose": _show_diagnosis}

for _name in _SHOWN:
    app.command(_name)(_step_command(_name))
