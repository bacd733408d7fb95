"""What the room says while it works, worded once in `messages.csv`."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from chainchief.chain.finding import Finding
from chainchief.errors import ChainChiefError, InputError, ModelError

_ERRORS: Mapping[str, type[ChainChiefError]] = MappingProxyType({"input": InputError, "model": ModelError})


def remark(rule: str, *, column: str = "", origin: str = "", value: Any = "", **words: Any) -> Finding:
    """A note of level info or warning, worded by the entry `rule`."""
    entry = _messages()[rule]
    en, zh = texts(rule, origin=origin, value=value, **words)
    return Finding(entry["kind"], rule, column=column, origin=origin, value=str(value), message=en, message_zh=zh)


def refusal(rule: str, **words: Any) -> ChainChiefError:
    """The InputError or ModelError worded by the entry `rule`, to be raised."""
    return _ERRORS[_messages()[rule]["kind"]](*texts(rule, **words))


def texts(rule: str, /, **words: Any) -> tuple[str, str]:
    """The sentence of the entry `rule` in English and Chinese."""
    entry = _messages()[rule]
    return entry["en"].format_map(words), entry["zh"].format_map(words)


def listed(items: Iterable[Any], limit: int = 10) -> str:
    """The items with commas, the surplus counted.

    >>> listed(["a", "b", "c"], limit=2)
    'a, b (+1)'
    """
    names = [str(item) for item in items]
    rest = f" (+{len(names) - limit})" if len(names) > limit else ""
    return ", ".join(names[:limit]) + rest


def plain(value: float) -> str:
    """A number as one writes it: six digits that count, whole numbers whole, thousands apart.

    >>> plain(0.1 + 0.2), plain(8200.0), plain(1234567.25)
    ('0.3', '8,200', '1,234,567.2')
    """
    if abs(value) >= 1e15 or value != value:
        return f"{value:.6g}"
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 1e5 else f"{value:,.6g}"


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    text = files("chainchief.evaluation").joinpath("messages.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["rule"]: row for row in csv.DictReader(text.splitlines())})
