"""The rows of a raw sheet below its header, merged cells filled, as columns of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from chainchief.chain.columns import Table
from chainchief.chain.finding import Finding, finding
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.intake.sheets.example import is_untouched, says_example
from chainchief.intake.sheets.header import Header, blank

_AT_ONCE = 256
_SUM = re.compile(
    r"^\s*(?:[全本][国省市县区州盟旗镇]?|各[省市县区]+|平均)?\s*(?:合\s*计|总\s*计|小\s*计|共\s*计|平\s*均|均\s*值)(?:数|值)?\s*[:：]?\s*$"
    r"|^\s*(?:grand\s+)?(?:total|sum|subtotal|average|mean)\s*:?\s*$",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"^\s*[*＊#※]?\s*(?:附?注|备注|说明|数据来源|资料来源|制表人?|填表人?|填报人|填报单位|填表日期|审核人?|负责人|联系人|联系电话"
    r"|notes?|sources?|remarks?|prepared by)\s*\d*\s*[:：.]",
    re.IGNORECASE,
)
_TREES = frozenset({"indicator_meta"})


@dataclass(frozen=True)
class Rows:
    """Every row below the header that holds a cell.

    numbers : row of the file, one for each row
    notes : what was filled or left open in merged cells, and how many rows are hidden
    """

    numbers: list[int]
    columns: list[list[Any]]
    notes: list[Finding] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.columns)

    def cells(self, place: int) -> Sequence[Any]:
        """The cells of the column at `place`, None where a row is too short."""
        return self.columns[place] if place < len(self.columns) else [None] * len(self.numbers)


def rows_below(sheet: RawSheet, header: Header, table: Table) -> Rows:
    """The rows of `sheet` below `header`, without those that hold no cell and the example of the blank workbook."""
    start = header.row + 1
    numbers, kept = [], []
    notes: list[Finding] = []
    for number, row in enumerate(sheet.rows[start:], start=sheet.first_row + start):
        if not row:
            continue
        if says_example(row):
            rule = "example-row" if is_untouched(row, header.columns, table) else "example-changed"
            notes.append(finding(rule, table=table.name, origin=f"{sheet.place}!{number}", value=sheet.name))
        elif _stands_under(row, table):
            said = next(str(cell).strip() for cell in row if not blank(cell))
            notes.append(finding("sum-row", table=table.name, origin=f"{sheet.place}!{number}", value=said))
        elif _holds(row):
            numbers.append(number)
            kept.append(row)
    if sheet.markings.merged:
        notes += _fill_merged(sheet, header, table, dict(zip(numbers, range(len(kept)), strict=True)), kept)
    if sheet.skipped:
        told = [label for label, number in enumerate(numbers) if number not in sheet.skipped]
        numbers, kept = [numbers[label] for label in told], [kept[label] for label in told]
    hidden = len(sheet.markings.hidden_rows & set(numbers)) if sheet.markings.hidden_rows else 0
    if hidden:
        notes.append(finding("rows-hidden", table=table.name, origin=sheet.place, value=sheet.name, count=hidden))
    return Rows(numbers, _columns(kept), notes)


def _columns(rows: list[list[Any]]) -> list[list[Any]]:
    """Rows turned into columns, a few at a time: all at once takes five times as long."""
    columns: list[list[Any]] = [[] for _ in range(max(map(len, rows), default=0))]
    for start in range(0, len(rows), _AT_ONCE):
        piece = rows[start : start + _AT_ONCE]
        turned = [*zip_longest(*piece)]
        for place, column in enumerate(columns):
            column.extend(turned[place] if place < len(turned) else [None] * len(piece))
    return columns


def _stands_under(row: Sequence[Any], table: Table) -> bool:
    """Whether a row is a sum or a remark under the table: its first cell says so, and a remark has no other cell."""
    first = row[0] if row else None
    if not isinstance(first, str) or table.name in _TREES:
        return False
    return bool(_SUM.match(first)) or (bool(_REMARK.match(first)) and all(map(blank, row[1:])))


def _holds(row: Sequence[Any]) -> bool:
    first = row[0] if row else None
    return (isinstance(first, str) and bool(first.strip())) or not all(map(blank, row))


def _fill_merged(
    sheet: RawSheet, header: Header, table: Table, labels: Mapping[int, int], kept: list[list[Any]]
) -> list[Finding]:
    """Cells merged down the rows: a text holds for each of its rows, a number only for the first.

    A number over three rows is what the three have together, so that copying it would count it three times. Rows that
    hold nothing besides merged cells are none, and cells merged to the right stay: they are titles and sums.
    """
    names = {place: name for name, place in header.columns.items()}
    notes: list[Finding] = []
    for first, place, last, _ in sheet.markings.merged:
        label = labels.get(first)
        if label is None or first == last or place >= len(kept[label]) or blank(value := kept[label][place]):
            continue
        open_rows = [labels[row] for row in range(first + 1, last + 1) if row in labels]
        open_rows = [row for row in open_rows if place >= len(kept[row]) or blank(kept[row][place])]
        if not open_rows:
            continue
        column = table.columns.get(names.get(place, ""))
        number = column.numeric and column.kind != "year" if column else isinstance(value, (int, float))
        letter = column_letter(place)
        words = {"range": f"{letter}{first}:{letter}{last}", "count": len(open_rows), "value": str(value)}
        if not number:
            for row in open_rows:
                kept[row] = [*kept[row], *[None] * (place + 1 - len(kept[row]))]
                kept[row][place] = value
        rule = "merged-number" if number else "merged-filled"
        where = f"{sheet.place}!{letter}{first}"
        notes.append(finding(rule, table=table.name, column=names.get(place, ""), origin=where, **words))
    return notes
