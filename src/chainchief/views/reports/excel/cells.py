"""A cell of a table as a spreadsheet holds it: a number with its format, a harmless text, or nothing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from chainchief.views import formats
from chainchief.views.books.plain_book import LONGEST_TEXT
from chainchief.views.data import harmless
from chainchief.views.svg import clean
from chainchief.views.tables import Cell, Column, TableView
from chainchief.views.words import say

_WRITTEN = re.compile(r"(?P<sign>[−-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d+))?(?P<percent> ?%)?")


@dataclass(frozen=True)
class Slot:
    """What goes into one cell of a sheet; `value` None = left empty."""

    value: float | str | None
    shape: str = ""


def slot_of(cell: Cell, column: Column, language: str) -> Slot:
    """The value of a cell with the number format that shows the digits of the report.

    >>> slot_of(Cell(0.281), Column("share", "Share", kind="percent"), "en")
    Slot(value=0.281, shape='0 %')
    """
    value = cell.value
    if cell.withheld or cell.not_applicable or value is None or (isinstance(value, float) and not math.isfinite(value)):
        return Slot(None)
    if column.numeric and isinstance(value, int | float) and not isinstance(value, bool):
        return _NUMBERS.get(column.kind, _number)(float(value), column, language)
    text = safe(str(value))
    return _read(text, language) if column.kind == "raw" else Slot(text)


def safe(text: str) -> str:
    """A text that runs nothing, breaks nothing and fits into a cell."""
    return str(harmless(clean(text)))[:LONGEST_TEXT]


def _number(value: float, column: Column, language: str) -> Slot:
    return Slot(value, _shape(column.decimals, language))


def _score(value: float, column: Column, language: str) -> Slot:
    return Slot(value, _shape(2, language))


def _percent(value: float, column: Column, language: str) -> Slot:
    """As many decimals as keep a small share from being shown as nothing."""
    decimals = column.decimals
    while value and decimals < 12 and abs(value) * 100 < 0.5 * 10.0**-decimals:
        decimals += 1
    return Slot(value, _shape(decimals, "zh") + _TAIL[language])


def _shape(decimals: int, language: str) -> str:
    return ("#,##0" if language == "en" else "0") + ("." + "0" * decimals if decimals else "")


_TAIL = {"en": " %", "zh": "%"}
_NUMBERS = {"number": _number, "score": _score, "percent": _percent}


def _read(text: str, language: str) -> Slot:
    """A number that was written already, as a number with the same digits; else the text."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        return Slot(text)
    part = found["part"] or ""
    value = float(f"{'-' if found['sign'] else ''}{found['whole'].replace(',', '')}.{part or 0}")
    if found["percent"]:
        return Slot(round(value / 100, len(part) + 4), _shape(len(part), "zh") + _TAIL[language])
    return Slot(value, _shape(len(part), language))


def labels_of(table: TableView) -> list[int]:
    """The columns some cell of which carries a label, such as estimated or withheld."""
    places = range(len(table.columns))
    return [place for place in places if any(_marks(row.cells[place], table.columns[place]) for row in table.rows)]


def label(cell: Cell, column: Column, language: str) -> str:
    """What must stand beside the value: how good it is, or why there is none."""
    words = [say(mark, language) for mark in _marks(cell, column)]
    if cell.value is None and cell.note:
        words.append(cell.note)
    return safe((", " if language == "en" else "，").join(words))


def _marks(cell: Cell, column: Column) -> list[str]:
    """Keys of words."""
    if cell.not_applicable:
        return []
    if cell.withheld:
        return ["state.withheld"]
    if cell.value is None or not formats.known(cell.value if isinstance(cell.value, float) else 0.0):
        return ["state.unknown"]
    marks = [f"qualifier.{cell.qualifier}"] if cell.qualifier not in ("", "exact") else []
    return marks + ([f"quality.{cell.quality}"] if cell.quality else [])
