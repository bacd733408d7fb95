"""The command that holds a paper against its own tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from chainchief import views, workspace
from chainchief.cli.arguments import AsJson, Force, Language
from chainchief.cli.printing import line, say


def audit(
    paper: Annotated[str, typer.Argument(help="which paper: zhang-2024")] = "zhang-2024",
    tables: Annotated[
        Path | None, typer.Option(help="a folder of CSV tables to use instead of the printed ones, named like them")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="also write it: FILE.html, .docx, .xlsx or .csv")
    ] = None,
    language: Language = "en",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Work the tables of a paper out again and say, with the arithmetic, what can be reproduced."""
    found = workspace.audit_paper(paper, tables)
    told: dict[str, Any] = {"paper": found.paper, "counts": found.counts, "points": found.points}
    if out is not None:
        file = views.audit_file(found, out.suffix.removeprefix(".").lower(), language)
        told["written"] = workspace.save_report(out, file, force)

    def show() -> None:
        for text in views.audit_lines(found, language):
            line(text)
        if out is not None:
            line(views.say("cli.wrote", language, file=str(out)))

    say(told, as_json, show)
