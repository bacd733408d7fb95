"""The log: what was computed from what, the steps of one run, and what differs between two."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import typer

from chainchief import views, workspace
from chainchief.cli.arguments import AsJson, Folder, Language
from chainchief.cli.printing import grid, line, say, show_table

MOST_ROWS = 20


def log_command(
    folder: Folder,
    number: Annotated[int | None, typer.Argument(help="a run, to see its steps")] = None,
    diff: Annotated[
        tuple[int, int] | None, typer.Option("--diff", help="two evaluations: what differs, what it did to each score")
    ] = None,
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """List what was computed from what; the steps of one run; what differs between two."""
    space = workspace.Workspace.open(folder)
    if diff is not None:
        _show_difference(space, diff, language, as_json)
    elif number is not None:
        _show_steps(space, number, language, as_json)
    else:
        _show_runs(space, language, as_json)


def _show_runs(space: workspace.Workspace, language: str, as_json: bool) -> None:
    runs = space.log()

    def show() -> None:
        rows = [
            [f"{run.number:04d}", run.step, run.started, f"{run.seconds:.2f} s", f"{run.generation:04d}", _choices(run)]
            for run in runs
        ]
        heads = ("run", "step", "started", "took", "tables", "options")
        grid([views.say(f"cli.log.{name}", language) for name in heads], rows)

    kept = [
        {field.name: getattr(run, field.name) for field in dataclasses.fields(run) if field.name != "work_out"}
        for run in runs
    ]
    say({"runs": kept}, as_json, show)


def _choices(run: Any) -> str:
    """The options that are not as they come; --json has them all."""
    usual: dict[str, Any] = {}
    if run.step in workspace.STEPS:
        usual = {field.name: field.default for field in dataclasses.fields(workspace.STEPS[run.step].options)}
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in usual.items()}
    chosen = {name: value for name, value in run.options.items() if value is not None and plain.get(name) != value}
    return " ".join(f"{name}={value}" for name, value in chosen.items())


def _show_steps(space: workspace.Workspace, number: int, language: str, as_json: bool) -> None:
    result = workspace.evaluation_of(space, number)
    steps = [
        {"step": step.name, "arguments": dict(step.arguments), "changed": step.changed, "message": step.message}
        for step in result.log
    ]
    table = views.step_table(result, views.setting_of(space.chain, language))
    say({"run": number, "steps": steps}, as_json, lambda: show_table(table, language))


def _show_difference(space: workspace.Workspace, pair: tuple[int, int], language: str, as_json: bool) -> None:
    found = workspace.compare_runs(space, *pair)
    setting = views.setting_of(space.chain, language)

    def show() -> None:
        line(views.difference_answer(found, setting))
        for table in views.difference_tables(found, setting):
            if table.rows:
                line()
                show_table(table, language, MOST_ROWS)

    say({"runs": list(pair), **views.as_data(found)}, as_json, show)
