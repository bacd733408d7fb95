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

from chainchief import views, workspace

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


def show_table(table: Any, language: str, most: int = 0) -> None:
    """A table of the views with its caption; rows beyond `most` are counted, 0 = all."""
    heads, rows = views.to_texts(table, language)
    line(table.caption)
    grid(heads, rows[:most] if most else rows)
    if most and len(rows) > most:
        line(views.say("cli.more_rows", language, count=len(rows) - most))
    if table.more:
        line(table.more)


def show_findings(findings: list[Any], language: str, each: int = 3) -> None:
    """Errors and warnings, `each` of a kind, then how many more like it; infos only as a count."""
    counts = {level: sum(finding.level == level for finding in findings) for level in ("error", "warning", "info")}
    kinds: dict[tuple[str, str], list[Any]] = {}
    for finding in findings:
        if finding.level != "info":
            kinds.setdefault((finding.level, finding.rule), []).append(finding)
    for (level, _), alike in sorted(kinds.items(), key=lambda item: item[0][0] != "error"):
        word = "{:8}".format(views.say(f"cli.level.{level}", language))
        for finding in alike[:each]:
            line(f"{word}{finding.place}  {finding.say(language)}")
        if len(alike) > each:
            line(f"{word}{views.say('cli.more', language, count=len(alike) - each)}")
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
        line(views.say("cli.more_notes", language, count=len(result.notes) - 12))


def show_tables(chain: Any, language: str) -> None:
    """Rows by sheet."""
    head = [views.say("cli.sheet", language), views.say("cli.rows", language)]
    names = workspace.declared_tables()
    rows = [
        [names[name].name_zh if language == "zh" else name, f"{len(frame):,}"]
        for name, frame in chain.tables.items()
        if len(frame)
    ]
    grid(head, rows)


def show_changes(difference: Any, language: str, each: int) -> None:
    """Counts by sheet, then the first `each` rows and cells."""
    if difference.empty:
        line(views.say("cli.unchanged", language))
        return
    counts, names = difference.counts, workspace.declared_tables()
    for table in dict.fromkeys(table for table, _ in counts):
        told = {change: counts.get((table, change), 0) for change in ("added", "changed", "removed")}
        line(views.say("cli.changes", language, sheet=names[table].name_zh if language == "zh" else table, **told))
    if not each:
        return
    lines = [
        views.say("cli.change_cell", language, place=cell.origin, column=f"{cell.table}.{cell.column}",
                  before=cell.before or "–", after=cell.after or "–")
        for cell in difference.cells.itertuples()
    ]  # fmt: skip
    lines += [
        views.say(
            f"cli.change_row.{row.change}",
            language,
            place=row.origin or row.before_origin,
            table=row.table,
            key=row.key,
        )
        for row in difference.rows.itertuples()
        if row.change != "changed"
    ]
    for text in lines[:each]:
        line(text)
    if len(lines) > each:
        line(views.say("cli.more_changes", language, count=len(lines) - each))


def show_answers(chain: Any, language: str) -> None:
    """What can be answered now, and the three columns that would unlock the most."""
    now = [answer for answer in workspace.answers(chain) if answer.possible]
    if now:
        listed = ("；" if language == "zh" else "; ").join(getattr(answer, language) for answer in now)
        line(views.say("cli.possible", language, what=listed))
    unlocks = workspace.unlocks(chain)[:3]
    if unlocks:
        line(views.say("cli.unlocks", language))
    for unlock in unlocks:
        line("- " + views.say("cli.unlock", language, where=_where(unlock, language), what=getattr(unlock, language)))


def _where(unlock: Any, language: str) -> str:
    """A column as people of the language call it, or the whole sheet."""
    table = workspace.declared_tables()[unlock.table]
    column = table.columns.get(unlock.column)
    if language == "zh":
        return f"“{table.name_zh}”表" + (f"的“{column.label_zh}”" if column else "")
    return f"{unlock.table}.{unlock.column}" if column else f"sheet {unlock.table}"


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
