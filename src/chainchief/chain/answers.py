"""Which results these tables allow, and which cells would allow the most further ones."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd

from chainchief.chain.value import Chain

Needs = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
"""Table -> its columns, each with the number of different values that must be exceeded."""

_COLUMN = re.compile(r"(\w+)(?:>(\d+))?")
_STATED = {("segments", "presence"): "unknown"}
"""Cells that hold a word for unknown count as empty."""


@dataclass(frozen=True)
class Answer:
    """One result and whether the tables allow it.

    possible : all it needs is there, and this version works it out
    lacks : the tables it still needs, each with its columns that are absent or empty: (table, column, …)
    en, zh : what it answers
    level : step of the workbook, 0..6
    since : "now" for what this version works out, "later" for what only its sheets are declared for
    """

    key: str
    possible: bool
    lacks: tuple[tuple[str, ...], ...]
    en: str
    zh: str
    level: int
    since: str = "now"


@dataclass(frozen=True)
class Unlock:
    """What filling in a column, or adding a sheet, is good for.

    column : "" for a whole sheet that is absent
    gain : weight x share of empty cells, 0..1; the weights are a judgement of ours (own), in `unlocks.csv`
    empty : share of empty cells, 0..1
    cells : how many they are, 0 for an absent sheet
    en, zh : what it unlocks
    """

    table: str
    column: str
    gain: float
    empty: float
    cells: int
    en: str
    zh: str


def answers(chain: Chain) -> list[Answer]:
    """Every result with what it still needs, in the order of the workbook's steps.

    >>> [answer.key for answer in answers(Chain.from_tables({})) if answer.possible]
    []
    """
    found = []
    for row in _rows("answers.csv"):
        ways = [_lacking(chain, _needs(way)) for way in row["needs"].split(" / ")]
        lacks = min(ways, key=lambda way: sum(map(len, way)))
        possible = row["since"] == "now" and not lacks
        found.append(Answer(row["key"], possible, lacks, row["en"], row["zh"], int(row["level"]), row["since"]))
    return sorted(found, key=lambda answer: answer.level)


def unlocks(chain: Chain) -> list[Unlock]:
    """The sheets and columns whose filling unlocks the most, best first; none for what is complete.

    gain = weight x share of cells that are empty; an absent sheet counts as wholly empty, its columns are not listed.

    >>> unlocks(Chain.from_tables({}))[0].table
    'segments'
    """
    found = []
    for row in _rows("unlocks.csv"):
        table, column, weight = row["table"], row["column"], float(row["weight"])
        if chain.has(table) == (column == ""):
            continue
        empty, cells = _emptiness(chain, table, column) if column else (1.0, 0)
        if empty:
            found.append(Unlock(table, column, weight * empty, empty, cells, row["en"], row["zh"]))
    return sorted(found, key=lambda unlock: -unlock.gain)


def _lacking(chain: Chain, needs: Needs) -> tuple[tuple[str, ...], ...]:
    short = (
        (table, *(name for name, least in columns if _known(chain, table, name).nunique() <= least))
        for table, columns in needs
    )
    return tuple(one for one in short if len(one) > 1)


@cache
def _needs(text: str) -> Needs:
    parts = (part.partition(":") for part in text.split(";"))
    return tuple(
        (table, tuple((name, int(least or 0)) for name, least in _COLUMN.findall(columns)))
        for table, _, columns in parts
    )


def _known(chain: Chain, table: str, column: str) -> pd.Series:
    cells = chain.tables[table][column].dropna()
    unsaid = _STATED.get((table, column))
    return cells if unsaid is None else cells[cells.ne(unsaid)]


def _emptiness(chain: Chain, table: str, column: str) -> tuple[float, int]:
    """Share and number of empty cells; firms that stand in ties only cannot be filled in and do not count."""
    frame = chain.tables[table]
    if table == "firms":
        frame = frame[~frame["origin"].isin(chain.ties["origin"])]
    filled = _known(chain, table, column).index.intersection(frame.index)
    cells = len(frame) - len(filled)
    return (cells / len(frame), cells) if len(frame) else (0.0, 0)


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = files("chainchief.chain").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
