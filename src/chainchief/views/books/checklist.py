"""What stands in the sheet `_check` of an annotated copy, as plain texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chainchief.views.books.marks import MOST_MARKS, Remark, writable
from chainchief.views.words import say

CHECK = "_check"
"""Name of the sheet; one that begins with "_" is not imported."""

COLUMNS = (
    "level",
    "sheet",
    "cell",
    "rule",
    "value",
    "message_en",
    "remedy_en",
    "message_zh",
    "remedy_zh",
    "instead",
    "before",
    "after",
)
WIDTHS = (14, 14, 8, 18, 20, 44, 30, 44, 30, 20, 16, 16)
MOST_ROWS = 100_000
_LONGEST = 500


@dataclass(frozen=True)
class Checklist:
    """The sheet `_check`.

    file : name of the file the copy was made of, cell B1
    sentences : what to do, one a row below
    remarks : the table
    """

    file: str
    sentences: tuple[str, ...]
    remarks: tuple[Remark, ...]

    @property
    def title(self) -> str:
        return both("copy.file")

    @property
    def head(self) -> int:
        """Row number of the table's header, from 1."""
        return len(self.sentences) + 3

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(both(f"copy.column.{name}") for name in COLUMNS)

    def rows(self) -> list[tuple[str, ...]]:
        """The table below its header; every cell is a text."""
        return [tuple(writable(text, _LONGEST) for text in _row(remark)) for remark in self.remarks[:MOST_ROWS]]

    def link(self, number: int) -> str:
        """The place in the workbook that row `number` of the table leads to, "" when there is none."""
        place = self.remarks[number].place
        if not place.row:
            return ""
        name = place.sheet.replace("'", "''")
        return f"'{name}'!{place.cell if place.column else f'A{place.row}'}"


def checklist(file: str, remarks: Sequence[Remark], said: Sequence[str]) -> Checklist:
    """The sheet `_check`.

    said : keys of sentences about the copy itself (what it could not keep)
    """
    sentences = ["copy.how", *said]
    cells = {(one.place.sheet, one.place.row, one.place.column) for one in remarks if one.place.row}
    if len(cells) > MOST_MARKS or len(remarks) > MOST_ROWS:
        sentences.append("copy.some-marked")
    if not remarks:
        sentences.append("copy.clean")
    texts = [say(key, language) for key in sentences for language in ("zh", "en")]
    return Checklist(file, tuple(texts), tuple(remarks))


def both(key: str) -> str:
    """A word in both languages: "级别 level"."""
    return f"{say(key, 'zh')} {say(key, 'en')}"


def _row(remark: Remark) -> tuple[str, ...]:
    found = remark.finding
    return (
        both(f"copy.{found.level}"),
        remark.place.sheet,
        remark.place.cell,
        found.rule,
        found.value,
        found.message,
        found.remedy,
        found.message_zh,
        found.remedy_zh,
        remark.instead,
        found.before,
        found.after,
    )
