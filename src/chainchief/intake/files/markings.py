"""What the XML of a sheet says beside the values: formulas and errors without a value, formats, hidden rows, extent."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from chainchief.intake.files.reference import column_letter, column_position

_BLOCK = 8_000_000
_NARROWEST = 26
_PREFIX = re.compile(rb"<(\w+):worksheet\b")
_TAG = re.compile(rb"<(row|c)\b([^>]*?)(/?)>")
_STATED = re.compile(rb"""\s+r\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_WIDE_OR_DEEP = re.compile(rb' r="(?:[A-Z]{2}|[A-Z][0-9]{7})')
_FORMULA = rb"<f\b([^>]*?)(?:/>|>([^<]*)</f>)\s*"
_NO_VALUE = re.compile(rb"<c\b([^>]*)>\s*" + _FORMULA + rb"(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>\s*(?:' + _FORMULA + rb")?<v>([^<]*)</v>")
_HIDDEN = re.compile(rb'<row\b[^>]*?\br="([0-9]+)"[^>]*?\bhidden="(?:1|true)"')
_SHARED = re.compile(rb"""\bsi=["']([0-9]+)["']""")


class Formula(str):
    """A formula of which the file holds no value; it stands where the value should."""

    __slots__ = ()


@dataclass(frozen=True)
class Markings:
    """What a workbook says beside the cells of one sheet; rows as the file counts them, columns from 0.

    percents : column -> rows whose number is shown as percent
    merged : first row, first column, last row, last column of cells made one
    hidden_rows : rows that a filter or a person hides
    texts : (row, column) -> an Excel error, or a Formula without a value, where the reader sees nothing
    """

    percents: Mapping[int, frozenset[int]] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    texts: Mapping[tuple[int, int], str] = field(default_factory=dict)


class SheetScan:
    """One pass over the XML of a sheet, block by block; a block that holds nothing of note costs a search in bytes.

    percent_styles : numbers of the cell formats that show a percentage
    """

    def __init__(self, percent_styles: frozenset[int]) -> None:
        numbers = "|".join(str(number) for number in sorted(percent_styles)).encode()
        self._styles = [b's="%d"' % number for number in sorted(percent_styles)]
        self._percent = re.compile(rb'<c\b([^>]*\bs="(?:' + numbers + rb')"[^>]*)>')
        self._percents: dict[int, list[int]] = {}
        self._hidden: list[int] = []
        self._texts: dict[tuple[int, int], str] = {}
        self._shared: dict[bytes, str] = {}
        self.spread = False

    def read(self, stream: IO[bytes]) -> None:
        """Scan the sheet; afterwards `markings` is what was found."""
        for block in _blocks(stream):
            self.spread = self.spread or _WIDE_OR_DEEP.search(block) is not None
            if b"<f>" in block or b"<f " in block:
                self._note_formulas(block)
            if b't="e"' in block:
                for found in _ERROR.finditer(block):
                    self._texts[_place(found[1])] = found[4].decode("utf-8", "replace")
            if b"hidden=" in block:
                self._hidden += [int(row) for row in _HIDDEN.findall(block)]
            if any(style in block for style in self._styles):
                self._note_percents(block)

    @property
    def markings(self) -> Markings:
        percents = {column: frozenset(rows) for column, rows in self._percents.items()}
        return Markings(percents, (), frozenset(self._hidden), self._texts)

    def _note_formulas(self, block: bytes) -> None:
        for found in _NO_VALUE.finditer(block):
            shared = _SHARED.search(found[2])
            text = html.unescape((found[3] or b"").decode("utf-8", "replace"))
            if shared and text:
                self._shared[shared[1]] = text
            elif shared:
                text = self._shared.get(shared[1], "…")
            if b't="str"' not in found[1]:
                self._texts[_place(found[1])] = Formula(f"={text}")

    def _note_percents(self, block: bytes) -> None:
        for attributes in self._percent.findall(block):
            number = b' t="' not in attributes or b' t="n"' in attributes
            if number and not attributes.endswith(b"/"):
                row, column = _place(attributes)
                self._percents.setdefault(column, []).append(row)


def laid_out(stream: IO[bytes]) -> int:
    """Cells of the rectangle from A1 to the last row and column that a sheet names: what a reader lays out."""
    last_row, last_column = 1, 0
    for block in _blocks(stream):
        found = _REFERENCE.findall(block)
        last_row = max(last_row, max((int(row) for _, row in found), default=1))
        last_column = max(last_column, max((column_position(letters) for letters, _ in found), default=0))
    return last_row * (last_column + 1)


def _place(attributes: bytes) -> tuple[int, int]:
    found = _REFERENCE.search(attributes)
    return (int(found[2]), column_position(found[1])) if found else (0, 0)


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end between rows, without namespace prefixes, every row and cell with its reference."""
    rest, prefix, row = b"", None, 0
    while piece := stream.read(_BLOCK):
        block = rest + piece
        if prefix is None:
            found = _PREFIX.search(block)
            prefix = found[1] + b":" if found else b""
        if prefix:
            block = block.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
        cut = block.rfind(b"<row")
        if cut <= 0:
            rest = block
            continue
        rest = block[cut:]
        block, row = _with_references(block[:cut], row)
        yield block
    if rest:
        yield _with_references(rest, row)[0]


def _with_references(block: bytes, row: int) -> tuple[bytes, int]:
    """The block with references where its writer left them out, for order tells them too; and the last row."""
    tags = sum(block.count(tag) for tag in (b"<c ", b"<c>", b"<c/>", b"<row ", b"<row>"))
    if tags <= block.count(b' r="') and row == 0:
        return block, 0
    column = -1

    def name(tag: re.Match[bytes]) -> bytes:
        nonlocal row, column
        stated = _STATED.search(tag[2])
        rest = _STATED.sub(b"", tag[2]).replace(b"'", b'"')
        if tag[1] == b"row":
            row, column = int(stated[2]) if stated else row + 1, -1
            reference = b"%d" % row
        else:
            column = column_position(stated[1]) if stated else column + 1
            reference = column_letter(column).encode() + (stated[2] if stated else b"%d" % row)
        return b'<%b r="%b"%b%b>' % (tag[1], reference, rest, tag[3])

    return _TAG.sub(name, block), row
