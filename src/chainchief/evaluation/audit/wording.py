"""How a judgement becomes a point: the words of `words.csv` filled with its numbers, in both languages."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import pandas as pd

from chainchief.evaluation.audit.result import AuditLine, AuditPoint


@dataclass(frozen=True)
class Judgement:
    """What a check found: its verdict, its numbers by name, its lines, and words for the conclusion alone."""

    verdict: str
    numbers: dict[str, Any] = field(default_factory=dict)
    lines: tuple[AuditLine, ...] = ()
    words: dict[str, Any] = field(default_factory=dict)


def line(key: str, computed: float | None = None, printed: float | None = None, **words: Any) -> AuditLine:
    """The line worded by `key`; a word given as a pair is English and Chinese."""
    filled = {**words, "computed": computed, "printed": printed}
    return AuditLine(*worded(key, filled), computed=computed, printed=printed)


def readings_told(readings: pd.DataFrame) -> list[AuditLine]:
    """What was read in the text, one line each."""
    return [
        line("reading", text=(row.text, row.text_zh), place=(row.place, row.place_zh)) for row in readings.itertuples()
    ]


def worded(key: str, words: Mapping[str, Any]) -> tuple[str, str]:
    """An entry of words.csv in English and Chinese, with its places filled."""
    entry = vocabulary()[key]
    en, zh = ({name: _side(word, number) for name, word in words.items()} for number in (0, 1))
    return entry["en"].format_map(en), entry["zh"].format_map(zh)


def point_of(code: str, basis: str, found: Judgement) -> AuditPoint:
    """A point with its title, place and conclusion; the conclusion of a verdict nobody words by itself is general."""
    key, words = f"{code}.{found.verdict}", {**found.numbers, **found.words}
    title, place = (worded(f"{code}.{part}", words) for part in ("title", "place"))
    finding = worded(key if key in vocabulary() else f"any.{found.verdict}", words)
    return AuditPoint(
        code, *title, *place, basis=basis, verdict=found.verdict, finding=finding[0], finding_zh=finding[1],
        lines=found.lines, numbers=found.numbers,
    )  # fmt: skip


def joined(items: Iterable[str | tuple[str, str]], joints: tuple[str, str] = (", ", "、")) -> tuple[str, str]:
    """A list in English and Chinese; an item is the same in both, or a pair.

    >>> joined(["0.1", ("plain", "简单")])
    ('0.1, plain', '0.1、简单')
    """
    pairs = [item if isinstance(item, tuple) else (item, item) for item in items]
    return joints[0].join(pair[0] for pair in pairs), joints[1].join(pair[1] for pair in pairs)


def by_count(fitting: int, total: int) -> str:
    """The verdict when every one of several printed numbers can be worked out again."""
    return "reproduced" if fitting == total else "in_part" if fitting else "contradicts"


@cache
def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """Every entry of words.csv: key -> {"en": …, "zh": …}."""
    text = files("chainchief.evaluation.audit").joinpath("words.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["key"]: row for row in csv.DictReader(text.splitlines())})


def _side(word: Any, number: int) -> Any:
    return word[number] if isinstance(word, tuple) else word
