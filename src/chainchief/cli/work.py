"""Commands around a workspace: the demo, reports, the workbench, the log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from chainchief import views, web, workspace
from chainchief.cli.arguments import FINDINGS, FINE, AsJson, Folder, Force, Language, Source, with_flags
from chainchief.cli.imports import chain_of
from chainchief.cli.printing import line, progress, say, show_evaluation, show_findings
from chainchief.errors import ChainChiefError, InputError


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
        line(f"{space.title}{' (SYNTHETIC DATA)' if space.synthetic else ''}")
        show_findings(findings, language, each=1)
        if scored is not None:
            show_evaluation(scored.result, language)
        if refusal is not None:
            line(views.say("cli.no_score", language, why=refusal.say(language)))
        line()
        line(f"workspace   {folder.resolve()}")
        line(f"report      {report.resolve()}  (run {written.number})")
        line(f"workbench   {_address(space.name)}  after: chainchief serve {folder}")

    say(told, as_json, show)
    if serve_it:
        line("Ctrl C stops the workbench")
        web.serve(folder)


def new(
    folder: Folder,
    title: Annotated[str, typer.Option(help="title of the chain")] = "",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Make an empty workspace."""
    space = workspace.Workspace.create(folder, title, language)
    say(
        {"workspace": space.path, "title": space.title},
        as_json,
        lambda: line(views.say("cli.made", language, folder=str(space.path))),
    )


REPORT_FLAGS: dict[str, Any] = {
    "form": Annotated[
        str | None, typer.Option("--format", help="html, docx (Word) or xlsx (Excel); default: as the file is named")
    ],
    "evaluation": Annotated[int | None, typer.Option(help="number of the evaluation to report; default: the newest")],
    "follow": Annotated[
        int | None, typer.Option(help="number of the run over the years to report; default: the newest")
    ],
}


@with_flags(REPORT_FLAGS)
def report(
    source: Source,
    target: Annotated[
        Path | None, typer.Option("--output", "-o", help="the file to write; default: reports/ of the workspace")
    ] = None,
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
    **told: Any,
) -> None:
    """Write one report, ready for a meeting: HTML, Word or Excel."""
    named = target.suffix[1:].lower() if target else ""
    chosen = told["form"] or (named if target else "html")
    if (target and named != chosen) or chosen not in views.REPORT_FORMATS:
        known = ", ".join(views.REPORT_FORMATS)
        raise InputError(
            f"--output ends in '.{named}' and the format is '{chosen}'; name a file and format that agree: {known}",
            f"--output 以“.{named}”结尾，格式为“{chosen}”；文件名与格式应一致：{known}",
        )
    kept = {name: told[name] for name in ("evaluation", "follow") if told[name] is not None}
    options = {"language": language, "format": chosen, **kept}
    opened = workspace.open_source(source)
    if isinstance(opened, workspace.Workspace):
        run = progress("report", lambda tell: opened.run("report", options, tell))
        written = workspace.save_report(target, run.result, force) if target else opened.reports()[0]
    else:
        result = workspace.run_once(opened, "report", options)
        written = workspace.save_report(target or Path(f"{source.stem}-report-{language}.{chosen}"), result, force)
    say({"report": written}, as_json, lambda: line(views.say("cli.wrote", language, file=str(written))))


def export(
    source: Source,
    target: Annotated[Path, typer.Argument(help="the .xlsx to write")],
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the chain as a workbook that reads back the same."""
    written = workspace.save_workbook(target, chain_of(source), force)
    say({"workbook": written}, as_json, lambda: line(views.say("cli.wrote", language, file=str(written))))


def serve(
    folder: Annotated[Path, typer.Argument(help="a workspace, or a folder of workspaces")] = Path(),
    host: Annotated[str, typer.Option(help="address to listen on; the default is this machine only")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on", min=1, max=65535)] = 8040,
    open_browser: Annotated[bool, typer.Option("--open", help="open a browser")] = False,
) -> None:
    """Open the workbench in a browser."""
    line(f"workbench  http://{host}:{port}/  (Ctrl C stops it)")
    web.serve(folder, host=host, port=port, open_browser=open_browser)


def redo(
    folder: Folder,
    number: Annotated[int, typer.Argument(help="number of the run")],
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Do a run again and say whether it gives the same bytes; exit 1 when it does not."""
    again = workspace.Workspace.open(folder).redo(number)
    kind = "same" if again.same else "differs"
    words = views.say(f"cli.redo.{kind}", language, number=number, what=", ".join(again.differences))
    say(
        {"run": number, "same": again.same, "differences": again.differences},
        as_json,
        lambda: line(words),
    )
    raise typer.Exit(FINE if again.same else FINDINGS)


def _scored(space: Any) -> tuple[Any, ChainChiefError | None]:
    """The evaluation of a workspace, or the sentence that says why there is none."""
    try:
        return progress("evaluate", lambda tell: space.run("evaluate", progress=tell)), None
    except ChainChiefError as refusal:
        return None, refusal


def _address(name: str, port: int = 8040) -> str:
    return f"http://127.0.0.1:{port}/w/{name}/home"
