"""How large a workbook would become in memory, told before any of it is laid out."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from chainchief.errors import InputError

LARGEST_PART = 400_000_000
"""Bytes of XML one part of a workbook may hold."""

MOST_CELLS = 40_000_000
"""Cells of the rectangle around everything in one sheet; a reader lays all of them out, empty ones too."""

_REFERENCE = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})([0-9]{1,7})"')
_BLOCK = 8_000_000


def check_extent(path: Path) -> None:
    """Refuse a zipped workbook that is no more than a small file but would fill the memory.

    Raises InputError with the sheet's part, its size and the limit. A file that is no zip archive passes: its reader
    says what is wrong with it.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        for part in archive.infolist():
            if part.file_size > LARGEST_PART:
                _refuse(path, part.filename, f"{part.file_size / 1e6:,.0f} MB", f"{LARGEST_PART / 1e6:,.0f} MB")
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                cells = _rectangle(archive, part)
                if cells > MOST_CELLS:
                    _refuse(path, part.filename, f"{cells:,} cells", f"{MOST_CELLS:,} cells")


def _rectangle(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Rows times columns from A1 to the last cell; references are looked for in blocks that overlap."""
    columns, last = {b"A"}, 1
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            found = _REFERENCE.findall(tail + block)
            columns.update(column for column, _ in found)
            last = max(last, max((int(row) for _, row in found), default=1))
            tail = block[-200:]
    return last * max(_place(column) for column in columns)


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _refuse(path: Path, part: str, size: str, limit: str) -> None:
    raise InputError(
        f"{path.name}: {part} spans {size}; the limit is {limit}. Delete the empty rows and columns far away from the "
        "table, or split the sheet",
        f"{path.name}：{part} 占 {size}，上限为 {limit}。请删除远离表格的空行空列，或拆分该表",
    )
