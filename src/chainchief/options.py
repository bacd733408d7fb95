"""How one option of a step is declared: once, for the CLI flag, the web field and the saved run."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable
from typing import Any

from chainchief.errors import InputError


def option(
    default: Any,
    help: str,
    *,
    help_zh: str = "",
    unit: str = "",
    choices: Iterable[str] = (),
) -> Any:
    """A field of an options dataclass.

    default : immutable; a value, not a factory
    help, help_zh : one line a planner understands
    unit : shown beside the field
    choices : the allowed texts, empty = free

    >>> @dataclasses.dataclass(frozen=True)
    ... class StopOptions:
    ...     days: int = option(30, "how long they stop", unit="days")
    >>> StopOptions().days
    30
    """
    described = {"help": help, "help_zh": help_zh or help, "unit": unit, "choices": tuple(choices)}
    return dataclasses.field(default=default, metadata=described)


def check_choices(options: Any) -> None:
    """Raise InputError when a field holds a text outside its declared choices; call in `__post_init__`."""
    for field in dataclasses.fields(options):
        choices = field.metadata.get("choices", ())
        chosen = getattr(options, field.name)
        if choices and chosen is not None and chosen not in choices:
            raise InputError(
                f"{field.name}: unknown choice '{chosen}'; choose {', '.join(choices)}",
                f"{field.name}：没有选项“{chosen}”；可选：{'、'.join(choices)}",
            )


def pick(choices: dict[str, Any], name: str, what: str) -> Any:
    """The entry `name` of a registry; an unknown name raises and lists the known ones."""
    if name in choices:
        return choices[name]
    near = difflib.get_close_matches(name, choices, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    hint_zh = f"；是“{near[0]}”吗？" if near else "。"
    raise InputError(
        f"unknown {what} '{name}'{hint} Known: {', '.join(choices)}",
        f"没有名为“{name}”的{what}{hint_zh}可用：{'、'.join(choices)}",
    )
