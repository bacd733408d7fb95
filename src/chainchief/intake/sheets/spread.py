"""Sheets with one column per indicator or one per period, as yearbooks print them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chainchief.chain.columns import Column, Table
from chainchief.chain.period import normal_period
from chainchief.intake.sheets.cell import read_cell
from chainchief.intake.sheets.header import Header, split_unit


@dataclass(frozen=True)
class Spread:
    """What the headers of numbers stand for.

    over : "indicator", "period", or "" when every row holds one number of its own
    columns : header -> position
    mixed : header -> how many numbers its column holds, where words are at least as many and it is not read
    """

    over: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    mixed: Mapping[str, int] = field(default_factory=dict)

    def meant(self, header: str) -> tuple[str, str]:
        """The indicator or period a header names, and the unit in its brackets."""
        name, unit = split_unit(header)
        return (normal_period(name) or name if self.over == "period" else name), unit


def spread_of(table: Table, header: Header, cells: Callable[[int], Sequence[Any]]) -> Spread:
    """How a sheet of indicators is spread out; a column of words, or a year beside no indicator, is no part of it.

    cells : position -> the cells below the header
    """
    if table.name != "indicators" or "value" in header.columns:
        return Spread()
    value = table.columns["value"]
    periods = {text: place for text, place in header.extras.items() if normal_period(split_unit(text)[0])}
    if "indicator" in header.columns:
        dated = {} if "period" in header.columns else periods
        return Spread("period", dated) if dated else Spread()
    dates = {} if "period" in header.columns else periods
    rest = {text: place for text, place in header.extras.items() if text not in dates}
    counted = {text: _counted(value, cells(place)) for text, place in rest.items()}
    named = {text: rest[text] for text, (numbers, words) in counted.items() if numbers > words or not words}
    mixed = {text: numbers for text, (numbers, words) in counted.items() if 0 < numbers <= words}
    return Spread("indicator", named, mixed) if named else Spread()


def _counted(value: Column, cells: Sequence[Any]) -> tuple[int, int]:
    """How many cells read as a number, and how many hold a word where a number would stand."""
    read = [read_cell(value, cell) for cell in cells]
    return sum(isinstance(cell.value, float) for cell in read), sum(cell.rule == "not-a-number" for cell in read)
