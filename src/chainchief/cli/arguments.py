"""What several commands take, and how they end."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

FINE, FINDINGS, MISUSE = 0, 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="print one JSON document instead of tables")]


def _known_language(language: str) -> str:
    if language not in ("en", "zh"):
        raise typer.BadParameter(f"'{language}' is neither en nor zh / 只能是 en 或 zh")
    return language


Language = Annotated[str, typer.Option("--language", "-l", help="en or zh", callback=_known_language)]
Source = Annotated[Path, typer.Argument(help="a workspace, a workbook, a table file or a folder of them")]
Folder = Annotated[Path, typer.Argument(help="the workspace folder")]
Force = Annotated[bool, typer.Option("--force", help="replace a file that is there already")]


def asked_language(words: Sequence[str]) -> str:
    """The language that the words of a command ask for.

    >>> asked_language(["log", "ws", "-l", "zh"]), asked_language(["log", "--language=zh"]), asked_language(["log"])
    ('zh', 'zh', 'en')
    """
    asked = [value for flag, value in pairwise(words) if flag in ("-l", "--language")]
    asked += [word.partition("=")[2] for word in words if word.startswith("--language=")]
    return "zh" if "zh" in asked else "en"


def with_flags(flags: Mapping[str, Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Flags for the `**` parameter of a command, so that a long list of them stays a table.

    flags : name -> annotation; a list starts empty, a yes or no starts as no, anything else as None
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(command, include_extras=True)
        own = [part for part in inspect.signature(command).parameters.values() if part.kind != part.VAR_KEYWORD]
        kept = [part.replace(annotation=hints[part.name], kind=part.KEYWORD_ONLY) for part in own]
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=_start(kind), annotation=kind)
            for name, kind in flags.items()
        ]
        parameters = [*kept, *added]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {part.name: part.annotation for part in parameters}
        return command

    return decorate


def _start(annotation: Any) -> Any:
    kind = annotation.__origin__
    return [] if str(kind).startswith("list") else False if kind is bool else None
