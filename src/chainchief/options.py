"""How one option of a step is declared: once, for the CLI flag, the web field and the saved run."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable
from numbers import Real
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


def settle_types(options: Any) -> None:
    """Bring every field to the kind of its default: None becomes it, 5.0 becomes 5; call first in `__post_init__`.

    raises : InputError for a value of another kind; a field whose default is None takes what it gets
    """
    for field in dataclasses.fields(options):
        given, usual = getattr(options, field.name), field.default
        if usual is None:
            continue
        found = usual if given is None else _settled(given, usual)
        if found is None:
            kind, kind_zh = _KINDS[type(usual)]
            raise InputError(f"{field.name}: '{given}' is not {kind}", f"{field.name}：“{given}”不是{kind_zh}")
        object.__setattr__(options, field.name, found)


_KINDS: dict[type, tuple[str, str]] = {
    bool: ("yes or no (True, False)", "是或否（True、False）"),
    int: ("a whole number", "整数"),
    float: ("a number", "数字"),
    str: ("a text", "文字"),
    tuple: ("as many numbers as usual", "相应个数的数字"),
}


def _settled(given: Any, usual: Any) -> Any:
    """The value in the kind of the usual one, None when it is of another."""
    if isinstance(usual, tuple):
        parts = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else []
        settled = [_settled(part, 0.0) for part in parts]
        return tuple(settled) if len(settled) == len(usual) and None not in settled else None
    if isinstance(usual, str):
        return given if isinstance(given, str) else None
    if isinstance(usual, bool) or isinstance(given, bool):
        return given if isinstance(usual, bool) and isinstance(given, bool) else None
    number = float(given) if isinstance(given, Real) else None
    if number is None or number != number:
        return None
    if isinstance(usual, int):
        return int(number) if number.is_integer() else None
    return number


def pick(choices: dict[str, Any], name: str, what: str) -> Any:
    """The entry `name` of a registry; an unknown name raises and lists the known ones."""
    if isinstance(name, str) and name in choices:
        return choices[name]
    near = difflib.get_close_matches(str(name), choices, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    hint_zh = f"；是“{near[0]}”吗？" if near else "。"
    raise InputError(
        f"unknown {what} '{name}'{hint} Known: {', '.join(choices)}",
        f"没有名为“{name}”的{what}{hint_zh}可用：{'、'.join(choices)}",
    )
