"""What several commands take, and how they end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FINE, FINDINGS, MISUSE = 0, 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document instead of tables")]
Language = Annotated[str, typer.Option("--language", "-l", help="en or zh")]
Source = Annotated[Path, typer.Argument(help="a workspace, a workbook, a table file or a folder of them")]
Folder = Annotated[Path, typer.Argument(help="the workspace folder")]
Force = Annotated[bool, typer.Option("--force", help="replace a file that is there already")]
