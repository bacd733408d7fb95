"""What a check or an import has to say about one place, worded once in `messages.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LEVELS = ("error", "warning", "info")
MOST_ALIKE = 20_000
"""Findings of one rule about one column that are worded one by one; a file with more is faulty as a whole."""


@dataclass(frozen=True)
class Finding:
    """One remark: what is where, and how to mend it.

    level : "error" (the row stays out), "warning" (read, with doubt) or "info" (an assumption or a repair)
    rule : id of the rule, the key of `messages.csv`
    table, column : machine names, "" when the remark is about no table or no single column
    row : row number of the source file, None when there is no single row
    origin : the place, "book.xlsx!ties!G37"; "" when there is none
    value, before, after : texts; before and after only for a repair
    fix : what to write in the cell instead, "" when only a person can know
    """

    level: str
    rule: str
    table: str = ""
    row: int | None = None
    column: str = ""
    origin: str = ""
    value: str = ""
    message: str = ""
    message_zh: str = ""
    remedy: str = ""
    remedy_zh: str = ""
    before: str = ""
    after: str = ""
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.level}: {self.place}: {self.say('en')}" if self.place else f"{self.level}: {self.say('en')}"

    @property
    def place(self) -> str:
        """The origin when there is one, else table and column."""
        return self.origin or ".".join(part for part in (self.table, self.column) if part)

    def say(self, language: str) -> str:
        """Message and remedy in "en" or "zh"."""
        if language == "zh":
            return f"{self.message_zh}{self.remedy_zh}"
        return f"{self.message} {self.remedy}".strip()


def finding(
    rule: str, *, table: str = "", column: str = "", origin: str = "", value: Any = "", **words: Any
) -> Finding:
    """A Finding worded by the entry `rule` of `messages.csv`.

    words : values for the placeholders of the entry; `before` and `after` are kept as fields too
    """
    entry = _messages()[rule]
    known = {"table": table, "column": column, "value": value, "row": row_number(origin) or "?", "near": "", **words}
    return Finding(
        level=entry["level"],
        rule=rule,
        table=table,
        row=row_number(origin),
        column=column,
        origin=origin,
        value=str(value),
        message=entry["en"].format_map(known),
        message_zh=entry["zh"].format_map(known),
        remedy=entry["remedy_en"].format_map(known),
        remedy_zh=entry["remedy_zh"].format_map(known),
        before=str(words.get("before", "")),
        after=str(words.get("after", "")),
        fix=entry["fix"].format_map(known),
    )


def level_of(rule: str) -> str:
    """The level of a rule: "error", "warning" or "info"."""
    return _messages()[rule]["level"]


def row_number(origin: str) -> int | None:
    """The row of a place: "book.xlsx!ties!G37" -> 37, "book.xlsx!ties!37" -> 37, a whole sheet -> None."""
    sheet, _, last = origin.rpartition("!")
    digits = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    plain = digits.isdecimal() and digits.isascii() and len(digits) < 9
    return int(digits) if plain and "!" in sheet else None


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    text = files("chainchief.chain").joinpath("messages.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["rule"]: row for row in csv.DictReader(text.splitlines())})
