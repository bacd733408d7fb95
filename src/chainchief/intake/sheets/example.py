"""The example row of the blank workbook, which is no data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from chainchief.chain.columns import EXAMPLE_NOTE, Table, declared_tables, example_cell


def says_example(row: Sequence[Any]) -> bool:
    """Whether a row calls itself an example, as the first row of the blank workbook does."""
    return EXAMPLE_NOTE in row


def is_untouched(row: Sequence[Any], columns: Mapping[str, int], table: Table) -> bool:
    """Whether a row that calls itself an example shows what the blank workbook showed; an emptied cell says nothing.

    columns : declared column -> position in the row

    Where somebody wrote over it and left its note, only its author knows what it is.
    """
    shown = _examples(table.name)
    cells = {name: row[place] for name, place in columns.items() if place < len(row)}
    return all(cell in ("", None) or _plain(cell) in shown[name] for name, cell in cells.items())


@cache
def _examples(table: str) -> Mapping[str, frozenset[str]]:
    columns = declared_tables()[table].columns
    return {
        name: frozenset(_plain(example_cell(column, language)) for language in ("en", "zh"))
        for name, column in columns.items()
    }


def _plain(cell: Any) -> str:
    return f"{cell:g}" if isinstance(cell, (int, float)) and not isinstance(cell, bool) else str(cell).strip()
