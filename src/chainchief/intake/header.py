"""Which row is the header, which table a sheet is, and which declared column each header means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from rapidfuzz import process

from chainchief.chain.columns import Table, declared_tables
from chainchief.intake.source import RawSheet

SEARCHED_ROWS = 10
_UNIT = re.compile(r"^(?P<name>.+?)\s*[(（\[【](?P<unit>[^()（）\[\]【】]+)[)）\]】]\s*$")
_IGNORED_SHEETS = ("_", "readme", "说明", "填表说明", "notes", "示例")


@dataclass(frozen=True)
class Header:
    """The header of one sheet.

    row : position of the header in the raw rows
    columns : declared column -> position; extras : text of an undeclared header -> position
    units : declared column or extra -> the unit written in the header's brackets
    twice : declared column -> the positions that were not read because an earlier one means the same
    """

    row: int
    columns: Mapping[str, int]
    extras: Mapping[str, int]
    units: Mapping[str, str]
    twice: Mapping[str, tuple[int, ...]]


def plain_name(text: Any) -> str:
    """A header or sheet name without case, blanks, underscores and full-width forms."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", str(text)).lower())


def split_unit(text: Any) -> tuple[str, str]:
    """ "产值（万元）" -> ("产值", "万元"); a header without brackets -> (header, "")."""
    written = unicodedata.normalize("NFKC", str(text)).strip()
    matched = _UNIT.match(written)
    return (matched["name"].strip(), matched["unit"].strip()) if matched else (written, "")


def choose_table(sheet: RawSheet) -> str | None:
    """The declared table a sheet is by its name, None when the name is not known."""
    return _table_names().get(plain_name(sheet.name))


def guess_table(sheet: RawSheet) -> str | None:
    """The declared table whose columns fit a lone sheet best, None when none fits.

    A table fits when all its required columns are there; several fits are decided by the number of known headers.
    A sheet with region and numbers but no table of its own is read as `indicators`, one column per indicator.
    """
    scores: dict[str, int] = {}
    for name, table in declared_tables().items():
        header = find_header(sheet, table)
        if header is not None and all(column in header.columns for column in table.required):
            scores[name] = len(header.columns)
    if scores:
        return max(scores, key=lambda name: scores[name])
    wide = find_header(sheet, declared_tables()["indicators"])
    return "indicators" if wide is not None and "region_id" in wide.columns else None


def ignored(sheet: RawSheet) -> bool:
    """Whether a sheet is a note to people: its name starts with an underscore or says so, or it has no cell."""
    name = plain_name(sheet.name)
    named = sheet.name.strip().startswith("_") or any(
        name == plain_name(word) for word in _IGNORED_SHEETS if word != "_"
    )
    return named or not any(not _blank(cell) for row in sheet.rows for cell in row)


def nearest_sheet(name: str) -> str:
    """The declared table whose name is nearest to `name`, "" when none is near."""
    near = process.extractOne(plain_name(name), list(_table_names()), score_cutoff=60)
    return _table_names()[near[0]] if near else ""


def nearest_column(table: Table, text: str) -> str:
    """The declared column whose name is nearest to a header, "" when none is near."""
    names = _column_names(table.name)
    near = process.extractOne(plain_name(split_unit(text)[0]), list(names), score_cutoff=80)
    return names[near[0]] if near else ""


def find_header(sheet: RawSheet, table: Table) -> Header | None:
    """The row of the first ten that names most columns of the table; None when no row names any."""
    best: Header | None = None
    for position, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        header = _read_header(position, row, table)
        if header.columns and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return best


def _read_header(position: int, row: Sequence[Any], table: Table) -> Header:
    names = _column_names(table.name)
    columns: dict[str, int] = {}
    extras: dict[str, int] = {}
    units: dict[str, str] = {}
    twice: dict[str, list[int]] = {}
    for place, cell in enumerate(row):
        if _blank(cell):
            continue
        text, unit = split_unit(cell)
        column = names.get(plain_name(cell)) or names.get(plain_name(text))
        if column is None:
            kept = "origin_stated" if str(cell).strip() == "origin" else str(cell).strip()
            extras.setdefault(kept, place)
            units.setdefault(kept, unit)
        elif column in columns:
            twice.setdefault(column, []).append(place)
        else:
            columns[column] = place
            if plain_name(cell) not in names:
                units[column] = unit
    return Header(position, columns, extras, units, {name: tuple(places) for name, places in twice.items()})


@cache
def _table_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for table in declared_tables().values():
        for word in (table.name, table.name.removesuffix("s"), table.name_zh, f"{table.name_zh}表"):
            names.setdefault(plain_name(word), table.name)
    return MappingProxyType(names)


@cache
def _column_names(table: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    columns = declared_tables()[table].columns.values()
    for column in columns:
        names.setdefault(plain_name(column.name), column.name)
    for column in columns:
        for alias in column.aliases:
            names.setdefault(plain_name(alias), column.name)
    return MappingProxyType(names)


def _blank(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())
