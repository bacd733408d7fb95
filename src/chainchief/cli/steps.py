"""One command for every step that has options of its own."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from chainchief import views, workspace
from chainchief.cli.arguments import AsJson, Language, Source
from chainchief.cli.printing import grid, line, progress, say, show_evaluation, show_table
from chainchief.views import results
from chainchief.workspace.steps import STEPS


def step_command(name: str) -> Callable[..., None]:
    step = STEPS[name]

    def command(source: Path, language: str, as_json: bool, **options: Any) -> None:
        opened = workspace.open_source(source)
        if isinstance(opened, workspace.Workspace):
            run = progress(name, lambda tell: opened.run(name, options, tell))
            result, told = run.result, views.say("cli.run", language, number=run.number, folder=str(run.path))
        else:
            result, told = (
                workspace.run_once(opened, name, options),
                views.say("cli.no_run", language),
            )

        def show() -> None:
            chain = opened.chain if isinstance(opened, workspace.Workspace) else opened
            SHOWN[name](result, views.setting_of(chain, language))
            line(told)

        say(result, as_json, show)

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
    flag = f"--{field.name.replace('_', '-')}"
    names = f"{flag}/--no-{flag[2:]}" if kind is bool else flag
    annotation: Any = Annotated[kind, typer.Option(names, help=f"{about['help']}{extra}")]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=annotation)


def _kind(default: Any, written: str) -> Any:
    if isinstance(default, tuple):
        return tuple[tuple(type(part) for part in default)]  # type: ignore[misc]
    return type(default) if default is not None else int | None if "int" in written else str | None


def _show_evaluation(result: Any, setting: views.Setting) -> None:
    show_evaluation(result, setting.language)


def _show_diagnosis(result: Any, setting: views.Setting) -> None:
    columns = ["segment_id", "name", "position", "presence", "presence_basis", "firms", "single_source"]
    grid(columns, [[str(cell) for cell in row] for row in result.segments[columns].to_numpy().tolist()])


def _show_weights(result: Any, setting: views.Setting) -> None:
    line(results.weights_answer(result, setting))
    for table in results.weight_tables(result, setting):
        if table.rows:
            line()
            show_table(table, setting.language)
        elif table.more:
            line(table.more)
    for note in result.notes:
        line(f"- {note.say(setting.language)}")


def _show_crosscheck(result: Any, setting: views.Setting) -> None:
    line(results.opinion_answer(result, setting))
    for table in results.opinion_tables(result, setting):
        line()
        show_table(table, setting.language)
    for note in results.opinion_notes(result):
        line(f"- {note.say(setting.language)}")


def _show_robustness(result: Any, setting: views.Setting) -> None:
    line(results.robustness_answer(result, setting))
    for table in results.robustness_tables(result, setting):
        line()
        show_table(table, setting.language, most=20)
    for note in result.notes:
        line(f"- {note.say(setting.language)}")


def _show_over_time(result: Any, setting: views.Setting) -> None:
    for table in results.over_time_tables(result, setting):
        if table.rows:
            show_table(table, setting.language)
            line()
    for note in results.over_time_notes(result, setting):
        line(f"- {note}")


SHOWN: dict[str, Callable[[Any, views.Setting], None]] = {
    "evaluate": _show_evaluation,
    "weigh": _show_weights,
    "crosscheck": _show_crosscheck,
    "vary": _show_robustness,
    "follow": _show_over_time,
    "diagnose": _show_diagnosis,
}

STEP_COMMANDS = {name: step_command(name) for name in SHOWN}
"""Name -> command."""
