"""Small workbooks in formats that nothing here writes otherwise: .xls (BIFF 8) and .ods."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from books import Sheets
from zips import pack_parts

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def pack_ods(sheets: Sheets) -> bytes:
    """An .ods of texts and numbers."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(_ods_row(row) for row in rows)}</table:table>'
        for name, rows in sheets.items()
    )
    content = f"<office:document-content {_NAMES}><office:body><office:spreadsheet>{tables}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return pack_parts({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": _MANIFEST.encode()})


def _ods_row(row: Sequence[Any]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(cell) for cell in row)}</table:table-row>"


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    number = isinstance(cell, int | float)
    kind = f'office:value-type="float" office:value="{cell}"' if number else 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def pack_xls(sheets: Sheets) -> bytes:
    """An .xls of texts and numbers: one BIFF 8 stream in a compound file."""
    pages = [_xls_sheet(rows) for rows in sheets.values()]
    names = [_record(0x85, struct.pack("<IBBBB", 0, 0, 0, len(name), 1) + name.encode("utf-16-le")) for name in sheets]
    head = _begin(0x05) + _record(0x42, struct.pack("<H", 1200))
    offset = len(head) + sum(len(name) for name in names) + 4
    for number, page in enumerate(pages):
        names[number] = names[number][:4] + struct.pack("<I", offset) + names[number][8:]
        offset += len(page)
    return _compound(head + b"".join(names) + _record(0x0A, b"") + b"".join(pages))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _xls_sheet(rows: Sequence[Sequence[Any]]) -> bytes:
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(len(row) for row in rows), 0)
    cells = (_xls_cell(row, place, cell) for row, line in enumerate(rows) for place, cell in enumerate(line))
    return _begin(0x10) + _record(0x200, size) + b"".join(cells) + _record(0x0A, b"")


def _xls_cell(row: int, place: int, cell: Any) -> bytes:
    where = struct.pack("<HHH", row, place, 0)
    if cell is None:
        return b""
    if isinstance(cell, int | float):
        return _record(0x203, where + struct.pack("<d", float(cell)))
    text = str(cell)[:255]
    return _record(0x204, where + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _compound(stream: bytes) -> bytes:
    """A compound file whose only stream is the workbook: header, table of sectors, directory, stream."""
    stream += bytes(max(4096 - len(stream), -len(stream) % SECTOR))
    count = len(stream) // SECTOR
    tables = next(size for size in range(1, 110) if size + 1 + count <= size * SECTOR // 4)
    chain = [*[FAT] * tables, END, *range(tables + 2, tables + 1 + count), END]
    table = struct.pack(f"<{tables * SECTOR // 4}I", *chain, *[FREE] * (tables * SECTOR // 4 - len(chain)))
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    return head + table + b"".join(_entries(len(stream), tables + 1)) + stream


def _entries(size: int, first: int) -> Iterator[bytes]:
    listed = (
        ("Root Entry", 5, 1, END, 0),
        ("Workbook", 2, FREE, first, size),
        ("", 0, FREE, 0, 0),
        ("", 0, FREE, 0, 0),
    )
    for name, kind, child, start, length in listed:
        text = name.encode("utf-16-le")
        about = struct.pack("<HBB", len(text) + 2 if name else 0, kind, 1) + struct.pack("<III", FREE, FREE, child)
        yield text.ljust(64, b"\0") + about + bytes(36) + struct.pack("<IQ", start, length)
