"""Which row is the header, which table a sheet is, and which declared column each header means."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from types import MappingProxyType
from typing import Any

from rapidfuzz import process

from chainchief.chain.columns import Table, declared_tables
from chainchief.intake.files.source import RawSheet

SEARCHED_ROWS = 10
_UNIT = re.compile(r"^(?P<name>.+?)\s*[(（\[【](?P<unit>[^()（）\[\]【】]+)[)）\]】]\s*$")
_UNIT_WORD = re.compile(r"^\s*(?:计量)?单位\s*[:：]\s*|^\s*unit\s*[:：]\s*", re.IGNORECASE)
_TITLE_UNIT = re.compile(
    r"(?:金额)?(?:计量)?单位\s*:\s*(?P<unit>[^\s,;，；()（）]+)|\bunit\s*:\s*(?P<en>[^\s,;]+)", re.IGNORECASE
)
_SLASHED = re.compile(r"^(?P<name>.+?)\s*[/:,]\s*(?P<unit>[千百]?万?元|亿元|%|‰|天|万?人)$")
_TOLD = -1
"""A header that people mapped stands before every header that only looks like the column."""
_IGNORED_SHEETS = ("_", "readme", "说明", "填表说明", "notes", "示例")


@dataclass(frozen=True)
class Header:
    """The header of one sheet.

    row : position of the header in the raw rows
    columns : declared column -> position; extras : text of an undeclared header -> position
    units : declared column or extra -> the unit written in the header's brackets
    twice : declared column -> the positions that were not read because another header is nearer to its name
    spanned : positions under a merged header with headers of their own below; title_unit : "亿元" of "单位：亿元" above
    told : declared column -> position, for the columns that people mapped; left : positions they told to leave unread
    """

    row: int
    columns: Mapping[str, int]
    extras: Mapping[str, int]
    units: Mapping[str, str]
    twice: Mapping[str, tuple[int, ...]]
    told: Mapping[str, int] = field(default_factory=dict)
    left: tuple[int, ...] = ()
    spanned: tuple[int, ...] = ()
    title_unit: str = ""


def plain_name(text: Any) -> str:
    """A header or sheet name without case, blanks, underscores and full-width forms."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", str(text)).lower())


def header_text(cell: Any) -> str:
    """A header as one line; a year that came as a number has no decimals."""
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell)) if whole else re.sub(r"\s+", " ", str(cell)).strip()


def split_unit(text: Any) -> tuple[str, str]:
    """ "产值（万元）" and "产值/万元" -> ("产值", "万元"); a header without a unit -> (header, "")."""
    written = unicodedata.normalize("NFKC", header_text(text))
    matched = _UNIT.match(written) or _SLASHED.match(written)
    if not matched:
        return written, ""
    return matched["name"].strip(), _UNIT_WORD.sub("", matched["unit"]).strip()


def title_unit(sheet: RawSheet, header: int) -> str:
    """The unit a title above the header states for the whole table: "单位：亿元"; "" when none does.

    header : position of the header in `sheet.rows`
    """
    for row in sheet.rows[:header]:
        for cell in row:
            matched = _TITLE_UNIT.search(unicodedata.normalize("NFKC", cell)) if isinstance(cell, str) else None
            if matched:
                return (matched["unit"] or matched["en"]).strip()
    return ""


def merged_headers(sheet: RawSheet, header: int) -> frozenset[int]:
    """Positions below a header merged over several columns that have headers of their own in the next row."""
    below = sheet.rows[header + 1] if header + 1 < len(sheet.rows) else []
    spanned: set[int] = set()
    for first, left, last, right in sheet.markings.merged:
        if first <= sheet.first_row + header <= last and right > left:
            places = [place for place in range(left, right + 1) if place < len(below)]
            if sum(isinstance(below[place], str) and not blank(below[place]) for place in places) > 1:
                spanned.update(range(left, right + 1))
    return frozenset(spanned)


def choose_table(sheet: RawSheet) -> str | None:
    """The declared table a sheet is by its name, None when the name is not known."""
    return _table_names().get(plain_name(sheet.name))


def guess_table(sheet: RawSheet) -> str | None:
    """The declared table whose columns fit a lone sheet best, None when none fits.

    A sheet with region and numbers but no table of its own is read as `indicators`, one column per indicator.
    """
    fitting = fitting_table(sheet)
    if fitting:
        return fitting
    wide = find_header(sheet, declared_tables()["indicators"])
    return "indicators" if wide is not None and "region_id" in wide.columns else None


def fitting_table(sheet: RawSheet) -> str | None:
    """The declared table all of whose required columns a sheet has; the one with most known headers of several."""
    scores: dict[str, int] = {}
    for name, table in declared_tables().items():
        header = find_header(sheet, table)
        if header is not None and all(column in header.columns for column in table.required):
            scores[name] = len(header.columns)
    return max(scores, key=lambda name: scores[name]) if scores else None


def ignored(sheet: RawSheet) -> bool:
    """Whether a sheet is a note to people: its name starts with an underscore or says so, or it has no cell."""
    name = plain_name(sheet.name)
    named = sheet.name.strip().startswith("_") or any(
        name == plain_name(word) for word in _IGNORED_SHEETS if word != "_"
    )
    return named or not any(not blank(cell) for row in sheet.rows for cell in row)


def nearest_sheet(name: str) -> str:
    """The declared table whose name is nearest to `name`, "" when none is near."""
    near = process.extractOne(plain_name(name), list(_table_names()), score_cutoff=60)
    return _table_names()[near[0]] if near else ""


def nearest_column(table: Table, text: str) -> str:
    """The declared column whose name is nearest to a header, "" when none is near."""
    near = nearest_columns(table, text, 1, 80)
    return near[0] if near else ""


def nearest_columns(table: Table, text: str, count: int = 5, cutoff: int = 40) -> tuple[str, ...]:
    """The declared columns whose names are nearest to a header, nearest first."""
    names = _column_names(table.name)
    near = process.extract(plain_name(split_unit(text)[0]), list(names), score_cutoff=cutoff, limit=4 * count)
    return tuple(dict.fromkeys(names[name][0] for name, _, _ in near))[:count]


def fullest_row(sheet: RawSheet) -> int:
    """The first of the searched rows with the most cells, 0 for an empty sheet."""
    filled = [sum(not blank(cell) for cell in row) for row in sheet.rows[:SEARCHED_ROWS]]
    return filled.index(max(filled)) if filled else 0


def find_header(sheet: RawSheet, table: Table) -> Header | None:
    """The row of the first ten that names most columns of the table; None when no row names any."""
    best: Header | None = None
    for position, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        header = _read_header(position, row, sheet, table)
        if header.columns and (best is None or len(header.columns) > len(best.columns)):
            best = header
    return best


def _read_header(position: int, row: Sequence[Any], sheet: RawSheet, table: Table) -> Header:
    names, mapped = _column_names(table.name), sheet.mapped
    found: dict[str, list[tuple[int, int, str]]] = {}
    extras: dict[str, int] = {}
    units: dict[str, str] = {}
    left: list[int] = []
    tally: Counter[str] = Counter()
    spanned = merged_headers(sheet, position)
    for place, cell in enumerate(row):
        if blank(cell) or place in spanned:
            continue
        text, unit = split_unit(cell)
        told = mapped.get(plain_name(header_text(cell)))
        whole = names.get(plain_name(header_text(cell)))
        column, rank = whole or names.get(plain_name(text), ("", 0))
        if told == "":
            left.append(place)
        elif told is not None and told in table.columns:
            found.setdefault(told, []).append((_TOLD, place, unit))
        elif column and column not in mapped.values():
            found.setdefault(column, []).append((rank, place, "" if whole else unit))
        else:
            kept = _free_name(header_text(cell), extras, table.columns, tally)
            extras[kept], units[kept] = place, unit
    ordered = {column: sorted(places) for column, places in found.items()}
    columns = {column: places[0][1] for column, places in ordered.items()}
    units |= {column: places[0][2] for column, places in ordered.items()}
    twice = {column: tuple(place for _, place, _ in places[1:]) for column, places in ordered.items() if places[1:]}
    told_at = {column: places[0][1] for column, places in ordered.items() if places[0][0] == _TOLD}
    stated = title_unit(sheet, position)
    return Header(position, columns, extras, units, twice, told_at, tuple(left), tuple(sorted(spanned)), stated)


def _free_name(name: str, taken: Mapping[str, int], declared: Mapping[str, Any], tally: Counter[str]) -> str:
    """A second column of the same header is kept too, as "name.2"; names of declared columns and `origin` are ours.

    tally : how often each name was met; it is brought up to date
    """
    name = "origin_stated" if name == "origin" else name
    if name not in taken and name not in declared:
        return name
    tally[name] += 1
    return next(
        text for number in count(tally[name] + 1) if (text := f"{name}.{number}") not in taken and text not in declared
    )


@cache
def _table_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for table in declared_tables().values():
        for word in (table.name, table.name.removesuffix("s"), table.name_zh, f"{table.name_zh}表"):
            names.setdefault(plain_name(word), table.name)
    return MappingProxyType(names)


@cache
def _column_names(table: str) -> Mapping[str, tuple[str, int]]:
    """Plain spelling of names and aliases -> the declared column and how near to its own name the spelling is."""
    names: dict[str, tuple[str, int]] = {}
    columns = declared_tables()[table].columns.values()
    for column in columns:
        names.setdefault(plain_name(column.name), (column.name, 0))
    for column in columns:
        for rank, alias in enumerate(column.aliases, start=1):
            names.setdefault(plain_name(alias), (column.name, rank))
    return MappingProxyType(names)


def blank(cell: Any) -> bool:
    """Whether a raw cell holds nothing to be read."""
    return cell is None or cell == "" or (isinstance(cell, str) and not cell.strip())
