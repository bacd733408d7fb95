"""Answers on the terminal: one JSON document, or lines and tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table as Grid

from chainchief import views

_out = Console(emoji=False, width=None if sys.stdout.isatty() else 160)
_err = Console(stderr=True, emoji=False)


def say(data: Any, as_json: bool, show: Callable[[], None]) -> None:
    if as_json:
        sys.stdout.write(json.dumps(views.as_data(data), ensure_ascii=False, indent=1) + "\n")
    else:
        show()


def line(text: str = "") -> None:
    _out.print(text, markup=False, highlight=False, soft_wrap=True)


def grid(columns: list[str], rows: list[list[str]]) -> None:
    grid = Grid(box=None, header_style="bold", pad_edge=False)
    for name in columns:
        grid.add_column(name, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    _out.print(grid, markup=False)


def show_findings(findings: list[Any], language: str, each: int = 3) -> None:
    """Errors and warnings, `each` of a kind, then how many more like it; infos only as a count."""
    counts = {level: sum(finding.level == level for finding in findings) for level in ("error", "warning", "info")}
    kinds: dict[tuple[str, str], list[Any]] = {}
    for finding in findings:
        if finding.level != "info":
            kinds.setdefault((finding.level, finding.rule), []).append(finding)
    for (level, _), alike in sorted(kinds.items(), key=lambda item: item[0][0] != "error"):
        for finding in alike[:each]:
            line(f"{level:8}{finding.place}  {finding.say(language)}")
        if len(alike) > each:
            line(f"{level:8}{views.say('cli.more', language, count=len(alike) - each)}")
    line(views.say("cli.counts", language, **{level: str(count) for level, count in counts.items()}))


def show_evaluation(result: Any, language: str) -> None:
    """The newest period as a table, best region first, then what was assumed."""
    rows = views.evaluation_rows(result, language)
    newest = [list(row.values()) for row in rows if row["period"] == rows[0]["period"]]
    grid([views.say(f"column.{name}", language) for name in rows[0]], newest)
    if len(newest) < len(rows):
        line(views.say("cli.newest", language, count=len(rows)))
    for note in result.notes[:12]:
        line(f"- {note.say(language)}")
    if len(result.notes) > 12:
        line(f"… and {len(result.notes) - 12} more notes; the report has all")


def progress(title: str, work: Callable[[Callable[[int, int, str], None] | None], Any]) -> Any:
    """Run `work` with a bar on a terminal, silently elsewhere."""
    if not _err.is_terminal:
        return work(None)
    with Bar(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=_err, transient=True
    ) as bar:
        task = bar.add_task(title, total=None)
        return work(lambda done, total, what: bar.update(task, completed=done, total=total, description=what))


def complain(text: str) -> None:
    """One sentence on the error stream."""
    _err.print(f"chainchief: {text}", style="red", markup=False, highlight=False, soft_wrap=True)
