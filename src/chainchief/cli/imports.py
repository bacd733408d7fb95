"""Commands that bring data in: template, read, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from chainchief import views, workspace
from chainchief.cli.arguments import FINDINGS, FINE, AsJson, Force, Language, Source
from chainchief.cli.printing import grid, line, progress, say, show_findings


def template(
    target: Annotated[Path, typer.Argument(help="the file to write")] = Path("chain.xlsx"),
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a blank workbook to fill in."""
    written = workspace.save_template(target, language, force)
    say(
        {"template": written},
        as_json,
        lambda: line(f"wrote {written}; next: fill it in, then chainchief read {written}"),
    )


def read(
    source: Source,
    folder: Annotated[Path | None, typer.Argument(help="workspace to import into; without it nothing is saved")] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Read a workbook, say what was understood, and import it into a workspace."""
    if folder is None:
        space = None
        chain = chain_of(source)
        findings = list(check_of(chain))
    else:
        space = (
            workspace.Workspace.open(folder)
            if (folder / "chain.toml").is_file()
            else workspace.Workspace.create(folder, language=language)
        )
        preview = progress("read", lambda _: space.preview(source))
        chain, findings = preview.chain, list(preview.findings)
        space.accept(preview)
    told = {**views.as_data(chain), "findings": findings, "workspace": space.path if space else None}

    def show() -> None:
        grid(["sheet", "rows"], [[name, f"{len(frame):,}"] for name, frame in chain.tables.items() if len(frame)])
        show_findings(findings, language)
        line(views.say("cli.saved" if folder else "cli.not_saved", language, folder=str(folder)))

    say(told, as_json, show)
    raise typer.Exit(FINDINGS if any(finding.level == "error" for finding in findings) else FINE)


def check(source: Source, language: Language = "en", as_json: AsJson = False) -> None:
    """Say what is wrong, doubtful or assumed in the data; exit 1 when there are errors or warnings."""
    opened = workspace.open_source(source)
    findings = opened.findings() if isinstance(opened, workspace.Workspace) else list(check_of(opened))
    say({"findings": findings}, as_json, lambda: show_findings(findings, language, each=20))
    raise typer.Exit(FINDINGS if any(finding.level != "info" for finding in findings) else FINE)


def chain_of(source: Path) -> Any:
    opened = workspace.open_source(source)
    return opened.chain if isinstance(opened, workspace.Workspace) else opened


def check_of(chain: Any) -> Any:
    return workspace.run_once(chain, "check", None)
