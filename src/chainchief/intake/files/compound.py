"""How large the sheets of an .xls file are, read from its records before anything lays them out."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from chainchief.errors import InputError
from chainchief.intake.files.extent import check_bytes, check_cells

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_LAST_SECTOR = 0xFFFFFFF0
_STREAMS = ("Workbook", "Book")
_SMALL = 4096
_BEGIN, _EXTENT, _STRINGS = 0x809, 0x200, 0xFC
_CELLS = frozenset({0x01, 0x02, 0x03, 0x04, 0x06, 0x7E, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x206, 0x27E, 0x406})
_SEVERAL = frozenset({0xBD, 0xBE})


def check_compound(path: Path) -> None:
    """Refuse an .xls file with a cell so far away that the rectangle up to it would fill the memory.

    Raises InputError; a file that is no compound file, or holds no stream of a workbook, passes: its reader says so.
    """
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return
    check_bytes(path, path.stat().st_size)
    raw = path.read_bytes()
    try:
        stream = _Compound(raw).stream(_STREAMS)
        for cells in _rectangles(stream):
            check_cells(path, cells)
    except (struct.error, IndexError, ValueError) as error:
        raise InputError(
            f"{path.name}: not a readable workbook ({error}); open it in Excel and save it again as .xlsx",
            f"{path.name}：不是可读的工作簿（{error}）；请用 Excel 打开后另存为 .xlsx",
        ) from error


def _rectangles(stream: bytes) -> Iterator[int]:
    """Cells from A1 to the last row and column of each sheet; records are kind, length, content."""
    rows = columns = place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, place + 4)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind in _SEVERAL and length >= 6:
            (row,) = struct.unpack_from("<H", stream, place + 4)
            (column,) = struct.unpack_from("<H", stream, place + 2 + length)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        elif kind == _EXTENT and length >= 10:
            first, last, begin, end = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, place + 4)
            if first > last or begin > end:
                raise ValueError("what a sheet says of its size is damaged")
            rows, columns = max(rows, last), max(columns, end)
        elif kind == _BEGIN:
            yield rows * columns
            rows = columns = 0
        elif kind == _STRINGS and length >= 8 and struct.unpack_from("<I", stream, place + 8)[0] > len(stream):
            raise ValueError("the table of its texts is damaged")
        place += 4 + length
    yield rows * columns


class _Compound:
    """A compound file: sectors, a table that chains them, a directory of streams, and a store of small streams."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        (shift,) = struct.unpack_from("<H", raw, 30)
        if shift not in (9, 12):
            raise ValueError("the size of its sectors is damaged")
        self._size = 1 << shift
        (sectors,) = struct.unpack_from("<I", raw, 44)
        directory, _, _, small, small_sectors, more, more_sectors = struct.unpack_from("<IIIIIII", raw, 48)
        if max(sectors, small_sectors, more_sectors) * self._size > len(raw):
            raise ValueError("it says it is larger than it is")
        tables = [number for number in struct.unpack_from("<109I", raw, 76) if number < _LAST_SECTOR]
        while more < _LAST_SECTOR and len(tables) * self._size <= len(raw):
            *numbers, more = self._numbers(more)
            tables += [number for number in numbers if number < _LAST_SECTOR]
        self._next = [number for table in tables for number in self._numbers(table)]
        entries = self._chained(directory)
        self._entries = [entries[place : place + 128] for place in range(0, len(entries) - 127, 128)]
        self._next_small = self._chained(small) if small < _LAST_SECTOR else b""

    def stream(self, names: tuple[str, ...]) -> bytes:
        """The content of the first stream of one of these names, empty when there is none."""
        for entry in self._entries:
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind and struct.unpack_from("<I", entry, 120)[0] > len(self._raw):
                raise ValueError("it says it is larger than it is")
        for entry in self._entries:
            length, kind = struct.unpack_from("<HB", entry, 64)
            if kind == 2 and entry[: max(length - 2, 0)].decode("utf-16-le", "replace") in names:
                start, size = struct.unpack_from("<II", entry, 116)
                return (self._chained(start) if size >= _SMALL else self._small(start))[:size]
        return b""

    def _small(self, number: int) -> bytes:
        (start,) = struct.unpack_from("<I", self._entries[0], 116)
        store, found = self._chained(start), b""
        for _ in range(_SMALL // 64):
            if number >= _LAST_SECTOR:
                break
            found += store[number * 64 : number * 64 + 64]
            (number,) = struct.unpack_from("<I", self._next_small, number * 4)
        return found

    def _chained(self, number: int) -> bytes:
        sectors = []
        while number < _LAST_SECTOR:
            sectors.append(self._sector(number))
            if len(sectors) > len(self._next):
                raise ValueError("its sectors run in a circle")
            number = self._next[number]
        return b"".join(sectors)

    def _sector(self, number: int) -> bytes:
        return self._raw[(number + 1) * self._size : (number + 2) * self._size]

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", self._sector(sector))
