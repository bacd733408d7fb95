"""How large a file would become in memory, told before any of it is laid out."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from chainchief.errors import InputError

LARGEST_PART = 200_000_000
"""Bytes of XML one part of a workbook may hold, and of a text or Parquet file on disk."""

LARGEST_WHOLE = 600_000_000
"""Bytes all parts of a workbook may unpack to."""

MOST_PARTS = 10_000
"""Parts a workbook may be made of."""

MOST_CELLS = 17_000_000
"""Cells of the rectangle around everything in one sheet; a reader lays all of them out, empty ones too."""

MOST_EQUAL_ROWS = 10_000
"""Equal rows one below the other in an OpenDocument file; more are no table."""

MOST_COLUMNS = 16_384
"""Columns of one sheet, as in Excel."""

_STEEPEST = 400
_REPEATED = re.compile(rb'table:number-(rows|columns)-repeated="([0-9]+)"')
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)>(.*?)</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*office:value-type[^>]*)>")


def check_parts(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse a zipped workbook that is a small file and would fill the disk or the memory when unpacked.

    Raises InputError with what is too large and the limit.
    """
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        refuse(path, "", f"{len(parts):,} parts", f"{MOST_PARTS:,} parts")
    for part in parts:
        check_bytes(path, part.file_size, part.filename)
        if part.file_size > 20_000_000 and part.file_size > _STEEPEST * part.compress_size:
            refuse(path, part.filename, f"{part.file_size // max(part.compress_size, 1):,} × packed", f"{_STEEPEST} ×")
    whole = sum(part.file_size for part in parts)
    if whole > LARGEST_WHOLE:
        refuse(path, "", _megabytes(whole), _megabytes(LARGEST_WHOLE))


def check_bytes(path: Path, size: int, part: str = "") -> None:
    """Refuse a file, or one part of it, of more bytes than one sheet may hold."""
    if size > LARGEST_PART:
        refuse(path, part, _megabytes(size), _megabytes(LARGEST_PART))


def check_cells(path: Path, cells: int, part: str = "") -> None:
    """Refuse a sheet, or several together, of more cells than fit."""
    if cells > MOST_CELLS:
        refuse(path, part, f"{cells:,} cells", f"{MOST_CELLS:,} cells")


def check_repeated(path: Path, content: bytes) -> None:
    """Refuse an OpenDocument file whose cells or rows stand there once and count many times."""
    cells = 0
    for row in _ODS_ROW.finditer(content):
        filled = sum(_times(cell[1], b"columns") for cell in _ODS_CELL.finditer(row[2]))
        repeated = _times(row[1], b"rows") if filled else 0
        if repeated > MOST_EQUAL_ROWS:
            refuse(path, "content.xml", f"{repeated:,} equal rows", f"{MOST_EQUAL_ROWS:,} equal rows")
        cells += repeated * filled
    check_cells(path, cells, "content.xml")


def _times(attributes: bytes, what: bytes) -> int:
    return max([int(count) for kind, count in _REPEATED.findall(attributes) if kind == what], default=1)


def refuse(path: Path, part: str, size: str, limit: str) -> None:
    """Raise the InputError of a file that is too large."""
    what = f"{path.name}: {part}" if part else path.name
    what_zh = f"{path.name}：{part} " if part else f"{path.name}："
    raise InputError(
        f"{what} spans {size}; the limit is {limit}. Delete the empty rows and columns far away from the "
        "table, or split the sheet",
        f"{what_zh}占 {size}，上限为 {limit}。请删除远离表格的空行空列，或拆分该表",
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
