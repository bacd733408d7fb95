"""Findings as marks on cells: which cell of which sheet, in what colour, with what words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chainchief.chain.finding import LEVELS, Finding
from chainchief.intake.files.reference import column_position
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.views.tokens import colour
from chainchief.views.words import say

AUTHOR = "chainchief"
"""Author of our comments: by it an earlier copy's marks are known and taken off."""

MOST_MARKS = 5_000
"""Cells coloured and commented at most; the rest is listed. Excel slows down beyond."""

Titled = Mapping[str, RawSheet]
"""Raw sheets by their titles in the copy."""

_COMMENTED = 5
_BOTH_LANGUAGES = 200
_CELL = re.compile(r"([A-Z]{0,3})([0-9]{1,8})")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PARTS = re.compile(r"([;；,，:：、]\s*)")


@dataclass(frozen=True)
class Place:
    """Where a finding is: sheet "" = the whole file, row 0 = the whole sheet, column 0 = the whole row; both from 1."""

    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """ "G37", "37" for a whole row, "" for a whole sheet."""
        return f"{column_letter(self.column - 1) if self.column else ''}{self.row or ''}"


@dataclass(frozen=True)
class Remark:
    """A finding at its place; `instead` = what to write in the cell, "" when only a person can know."""

    place: Place
    finding: Finding
    instead: str = ""


Marks = Mapping[Place, Sequence[Remark]]
"""Cells to be marked, each with what is said of it."""


def remarks_of(findings: Sequence[Finding], sheets: Titled) -> list[Remark]:
    """The findings with their places, errors first, then in the order of sheets, rows and columns."""
    order = {title: number for number, title in enumerate(sheets)}
    by_place = {sheet.place: title for title, sheet in sheets.items()}
    by_name = {sheet.name: title for title, sheet in sheets.items()}
    found = []
    for finding in dict.fromkeys(findings):
        place = _place(finding.origin, by_place, by_name)
        if place.row and not place.column:
            place = replace(place, column=_column_of(finding.value, sheets[place.sheet], place.row))
        raw = _cell(sheets[place.sheet], place) if place.row else None
        found.append(Remark(place, finding, _instead(finding, raw)))

    def rank(remark: Remark) -> tuple[int, ...]:
        place = remark.place
        return LEVELS.index(remark.finding.level), order.get(place.sheet, -1), place.row, place.column

    return sorted(found, key=rank)


def marks_of(remarks: Sequence[Remark], sheets: Titled) -> dict[Place, list[Remark]]:
    """The cells to be marked and what is said of each; a row without a cell is marked at its first full cell."""
    marks: dict[Place, list[Remark]] = {}
    for remark in remarks:
        place = remark.place
        if not place.row:
            continue
        marked = place if place.column else Place(place.sheet, place.row, _first_full(sheets[place.sheet], place.row))
        if marked in marks or len(marks) < MOST_MARKS:
            marks.setdefault(marked, []).append(remark)
    return marks


def level_of(remarks: Sequence[Remark]) -> str:
    """The worst level among remarks on one cell."""
    return min((remark.finding.level for remark in remarks), key=LEVELS.index)


def tint(level: str) -> str:
    """The fill of a marked cell, six hexadecimal digits: red, yellow or blue on white."""
    token = {"error": "level-1", "warning": "level-3", "info": "level-4"}[level]
    full = colour(token).removeprefix("#")
    parts = [int(full[start : start + 2], 16) for start in (0, 2, 4)]
    return "".join(f"{round(255 - (255 - part) * 0.22):02X}" for part in parts)


def comment_of(remarks: Sequence[Remark], language: str) -> str:
    """The comment of a marked cell: message and remedy in the chosen language, in both where they are short."""
    lines: list[str] = []
    for remark in remarks[:_COMMENTED]:
        colon = ": " if language == "en" else "："
        lines.append(f"{say(f'copy.{remark.finding.level}', language)}{colon}{_sentences(remark, language)}")
    if len(remarks) > _COMMENTED:
        lines.append(f"… +{len(remarks) - _COMMENTED}")
    other = "zh" if language == "en" else "en"
    more = [_sentences(remark, other) for remark in remarks[:_COMMENTED]]
    if len("".join([*lines, *more])) <= _BOTH_LANGUAGES:
        lines += more
    return writable("\n".join(dict.fromkeys(lines)))


def writable(text: str, most: int = 32_767) -> str:
    """A text without the characters a workbook cannot hold, cut to its longest cell."""
    clean = _UNWRITABLE.sub("", text)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def _sentences(remark: Remark, language: str) -> str:
    told = remark.finding.say(language)
    if not remark.instead:
        return told
    instead = say("copy.instead", language)
    return f"{told} {instead}: {remark.instead}" if language == "en" else f"{told}{instead}：{remark.instead}"


def _place(origin: str, by_place: Mapping[str, str], by_name: Mapping[str, str]) -> Place:
    """The place an origin names; a file of another name is known by its sheet."""
    head, _, last = origin.rpartition("!")
    matched = _CELL.fullmatch(last)
    title = by_place.get(head) or by_name.get(head.rpartition("!")[2]) if matched else None
    if title is None or matched is None:
        return Place(by_place.get(origin) or by_name.get(last, ""))
    return Place(title, int(matched[2]), column_position(matched[1].encode()) + 1)


def _row(sheet: RawSheet, row: int) -> list[Any]:
    number = row - sheet.first_row
    return sheet.rows[number] if 0 <= number < len(sheet.rows) else []


def _cell(sheet: RawSheet, place: Place) -> Any:
    row = _row(sheet, place.row)
    return row[place.column - 1] if 0 < place.column <= len(row) else None


def _column_of(value: str, sheet: RawSheet, row: int) -> int:
    """The column of the one cell of a row that holds the value, 0 when none or several do."""
    holds = [
        number for number, cell in enumerate(_row(sheet, row), start=1) if value.strip() and str(cell).strip() == value
    ]
    return holds[0] if len(holds) == 1 else 0


def _first_full(sheet: RawSheet, row: int) -> int:
    full = (number for number, cell in enumerate(_row(sheet, row), start=1) if cell not in (None, ""))
    return next(full, 1)


def _instead(finding: Finding, raw: Any) -> str:
    """The fix for the whole cell: where the finding is about one part of a list, the other parts stay."""
    if not finding.fix or not isinstance(raw, str) or raw.strip() == finding.value.strip():
        return finding.fix
    parts = _PARTS.split(raw)
    if len(parts) == 1:
        return finding.fix
    mended = [finding.fix if part.strip() == finding.value.strip() else part for part in parts]
    return "".join(mended) if mended != parts else ""
