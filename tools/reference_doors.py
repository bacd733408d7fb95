"""The pages about the doors: steps with their options, commands, REST."""

from __future__ import annotations

import dataclasses
import inspect
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reference_markdown import block, code, grid, page

from chainchief.cli.app import app
from chainchief.web import create_app
from chainchief.workspace import STEPS

ABOUT_STEPS = """\
A step is one thing that a workspace can do and do again. The command, the form in the workbench, the REST call and the
saved run take the same options."""

ABOUT_COMMANDS = """\
Every command has `--help`, and all but `serve` have `--json`. Exit codes: 0 fine, 1 findings (or a redo that differs),
2 misuse or data that cannot be worked with."""

ABOUT_REST = """\
The workbench answers the same steps under `/api`; `/api/openapi.json` describes them for programs. It listens on this
machine only unless told otherwise."""


def steps() -> str:
    """Every step with its options, every command with its flags."""
    commands = {command.name or command.callback.__name__: command.callback for command in app.registered_commands}
    overview = [[code(step.name), step.title_zh, step.help, step.help_zh] for step in STEPS.values()]
    return page(
        "Steps and commands",
        ABOUT_STEPS,
        grid(["step", "中文", "what it does", "用途"], overview),
        *(_step(name) for name in STEPS),
        "# Commands",
        ABOUT_COMMANDS,
        *(_command(name, function) for name, function in sorted(commands.items()) if function),
    )


def _step(name: str) -> str:
    step = STEPS[name]
    rows = []
    for field in dataclasses.fields(step.options):
        about = field.metadata
        choices = ", ".join(code(choice) for choice in about["choices"])
        shown = "" if field.default is None else code(field.default)
        rows.append([code(field.name), shown, about["unit"], choices, about["help"], about["help_zh"]])
    options = grid(["option", "default", "unit", "choices", "meaning", "含义"], rows) if rows else "No options."
    return f"## {name}\n\n{step.title} {step.title_zh}\n\n{options}"


def _command(name: str, function: Callable[..., Any]) -> str:
    words, rows = ["chainchief", name], []
    for parameter in inspect.signature(function, eval_str=True).parameters.values():
        about = parameter.annotation.__metadata__[0]
        needed = parameter.default is inspect.Parameter.empty
        written = [word for word in (about.default, *(about.param_decls or ())) if str(word).startswith("-")]
        spelled = written or [f"--{parameter.name.replace('_', '-')}"]
        if type(about).__name__ == "ArgumentInfo":
            spelled = [parameter.name.upper()]
            words.append(spelled[0] if needed else f"[{spelled[0]}]")
        shown = "" if needed or parameter.default is None else code(parameter.default)
        rows.append([", ".join(code(spelling) for spelling in spelled), shown, about.help])
    parts = [f"## chainchief {name}", inspect.getdoc(function) or "", block(" ".join(words))]
    return "\n\n".join([*parts, grid(["option", "default", "meaning"], rows)])


def rest() -> str:
    """Every path of the REST interface."""
    with tempfile.TemporaryDirectory() as folder:
        described = create_app(Path(folder)).openapi()
    calls = [
        _call(f"{method.upper()} {path}", about)
        for path, methods in sorted(described["paths"].items())
        for method, about in methods.items()
    ]
    return page("REST", ABOUT_REST, *calls)


def _call(title: str, about: dict[str, Any]) -> str:
    rows = [
        [code(part["name"]), part["in"], "yes" if part.get("required") else "", part.get("description", "")]
        for part in about.get("parameters", [])
    ]
    asked = grid(["parameter", "in", "required", "meaning"], rows) if rows else ""
    return "\n\n".join(part for part in (f"## {code(title)}", about.get("description", ""), asked) if part)
