"""Files that went wrong, in bytes and in cells: each number makes one, always the same."""

from __future__ import annotations

import csv
import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from books import FIVE_FIRMS
from chainchief.views.workbook import pack_sheets
from old_formats import pack_ods, pack_xls
from zips import pack_parts, parts_of

_UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, OSError, ValueError, RuntimeError, EOFError, KeyError)
Rows = list[list[Any]]
Book = dict[str, Rows]
Change = Callable[[random.Random, bytes], bytes]

FAULTY: Book = {
    "说明": [["填表说明"]],
    "企业": [
        ["2023 年企业名录", None, None, None, None, None],
        ["企业编号", "企业名称", "环节", "产值（亿元）", "自主品牌占比", "规上"],
        ["F1", "示例光学", "镜片:0.7;镜架:0.4", "约1.2", "12%", "是"],
        ["F1", "示例光学", "镜片", "-3", 12, "也许"],
        [None, "合计", None, "=SUM(D3:D4)", None, None],
    ],
    "供需关系": [["供应商", "采购方", "金额(元)"], ["甲", "甲", 5], ["甲", "F1", "保密"], ["乙", "F9", "很多"]],
    "指标数据": [["地区", "年份", "D311(%)", "D112"], ["北　京", 2023, 3, 0.4], ["北京", "二〇二三", "3％", "-"]],
}
"""A workbook with every common fault."""

TEXTS: tuple[Any, ...] = (
    "", " ", "-", "—", "/", "1e400", "-1e400", "1e-400", "inf", "-inf", "nan", "NaN", "9.13E+17",
    "9.13E+17%", "1e5", "=1+1", "=HYPERLINK(1)", "@x", "+1", "-1", "12%", "１２％", "1,234,567.8",
    "1.234,5", "12 万元", "约", "约12以上", "保密", "暂无", "S1:S2:", "S1:0.5;S2", ";;;", ":",
    "M:0.6;D:0.4;", "M:inf", "M:-1;D:2", "M:nan", "a;b;c;d", "是", "否", "√", "TRUE", "2023", "2023-13",
    "2023-00-00", "1900-01-00", "0000-01-01", "9999-12-31", "1900", "31/12/9999", "２０２３年", "2023-Q5",
    "😀", "👩‍👩‍👧", "\u202eabc", "\u200f", "\u200b", "\ufeff", "a\u0301" * 30, "\x00", "a\x00b", "\x0b",
    "\ud7ff", "\n\n", "\t", "\r", "x" * 40_000, "9" * 400, "0." + "9" * 400, "北" * 5_000, "'", "''=1", '"',
    '","', "<b>", "&amp;", "]]>", "{}", "{0}", "{label}", "%s", "../../etc/passwd", "C:\\CON", "null",
    "None", "origin", "origin_stated", "F1", "F2", "r", "q", "合计", "注：", "__index_level_0__", True,
    False, 0, -0.0, -1, 1e308, 5e-324, 1e15, 12345678901234567, 2023.5, 1900, 9999, 45000, 2958466, 1e10,
)  # fmt: skip
HEADERS = (
    "", "value", "数值", "origin", "refused", "indicator", "region_id", "地区", "period", "产值(亿元)",
    "产值（光年）", "产值(", "()", "segment_id", "name", "name.2", "index", "level_0", "0", "2023", "unit",
    "qualifier", "withheld", "x" * 300, "\x00", "😀", "{value}", "supplier", "buyer", "table", "note",
)  # fmt: skip
NAMES = (
    "firms", "企业", "ties", "指标数据", "chain", "_check", "Sheet1", "io", "series", "说明", "segments",
    "scenarios", "trade", "indicator_meta", "regions", "rules", "risks", "segment_flows", "measures",
    "targets", "effects", "candidates", "Sheet 1!A",
)  # fmt: skip


@cache
def seed_files() -> dict[str, bytes]:
    """File name -> bytes of sound and faulty files in every format that is read."""
    firms = {"firms": FIVE_FIRMS["firms"]}
    return {
        "sound.xlsx": pack_sheets(FIVE_FIRMS),
        "faulty.xlsx": pack_sheets(FAULTY),
        "sound.xls": pack_xls(FIVE_FIRMS),
        "faulty.xls": pack_xls(FAULTY),
        "sound.ods": pack_ods(FIVE_FIRMS),
        "faulty.ods": pack_ods(FAULTY),
        "firms.csv": _csv(firms, "utf-8"),
        "企业.csv": _csv({"": FAULTY["企业"]}, "gb18030"),
        "indicators.txt": _csv({"": FIVE_FIRMS["indicators"]}, "utf-16"),
        "ties.parquet": _parquet({"ties": FIVE_FIRMS["ties"]}),
    }


def mutated(number: int, seed: int = 0) -> tuple[str, bytes]:
    """The file of a number: its name and bytes. Two in five are changed in their cells, the others in their bytes."""
    chance = random.Random(f"{seed}/{number}")
    if number % 5 < 2:
        return _changed_cells(chance)
    name = chance.choice(list(seed_files()))
    content = seed_files()[name]
    ways = [*BYTE_WAYS, *([*ZIP_WAYS] * 2 if content[:2] == b"PK" else [])]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(ways)(chance, content)
    suffixes = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv", ".parquet")
    if chance.random() < 0.05:
        name = name.rpartition(".")[0] + chance.choice(suffixes)
    return name, content


# bytes


def _flip(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 10, 100))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _span(chance: random.Random, content: bytes) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.choice((1, 8, 64, 512, len(content))))


def _cut(chance: random.Random, content: bytes) -> bytes:
    start, end = _span(chance, content)
    return content[:start] + content[end:]


def _insert(chance: random.Random, content: bytes) -> bytes:
    start, _ = _span(chance, content)
    return content[:start] + chance.randbytes(chance.choice((1, 16, 256))) + content[start:]


def _zero(chance: random.Random, content: bytes) -> bytes:
    start, end = _span(chance, content)
    return content[:start] + bytes(end - start) + content[end:]


def _repeat(chance: random.Random, content: bytes) -> bytes:
    start, end = _span(chance, content)
    return content[:end] + content[start:end] * chance.choice((1, 3)) + content[end:]


def _number(chance: random.Random, content: bytes) -> bytes:
    """Four bytes that a reader may take for a length or an offset."""
    start, _ = _span(chance, content)
    size = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE, 0x10000, len(content)))
    return content[:start] + size.to_bytes(4, "little") + content[start + 4 :]


BYTE_WAYS: tuple[Change, ...] = (_flip, _cut, _insert, _zero, _repeat, _number)


# parts of a zip archive


def _part(chance: random.Random, parts: dict[str, bytes]) -> str:
    told = [name for name in parts if re.search(r"sheet\d|content|workbook|sharedStrings|rels|styles", name)]
    return chance.choice(told or list(parts))


def _with_parts(change: Callable[[random.Random, dict[str, bytes]], None]) -> Change:
    def changed(chance: random.Random, content: bytes) -> bytes:
        try:
            parts = parts_of(content)
        except _UNREADABLE:
            return _flip(chance, content)
        if parts:
            change(chance, parts)
        return pack_parts(parts)

    return changed


def _swap(chance: random.Random, parts: dict[str, bytes]) -> None:
    one, other = _part(chance, parts), _part(chance, parts)
    parts[one], parts[other] = parts[other], parts[one]


def _lose(chance: random.Random, parts: dict[str, bytes]) -> None:
    del parts[_part(chance, parts)]


def _rename(chance: random.Random, parts: dict[str, bytes]) -> None:
    name = _part(chance, parts)
    parts[chance.choice(("../x.xml", "/etc/x", name.upper(), f"{name}x"))] = parts.pop(name)


def _break_part(chance: random.Random, parts: dict[str, bytes]) -> None:
    name = _part(chance, parts)
    parts[name] = chance.choice(BYTE_WAYS)(chance, parts[name])


def _break_tag(chance: random.Random, parts: dict[str, bytes]) -> None:
    """A tag that is not closed, an entity nobody declared, or elements in elements without end."""
    name = _part(chance, parts)
    places = [found.start() for found in re.finditer(rb"[<>]", parts[name])] or [0]
    place = chance.choice(places)
    junk = chance.choice(
        (b"<", b"</row>", b"&nope;", b"<c>" * 5000, b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"]]>", b"\xff")
    )
    parts[name] = parts[name][:place] + junk + parts[name][place:]


def _number_in_part(chance: random.Random, parts: dict[str, bytes]) -> None:
    """Another row, column, size, index or count than there is."""
    name = _part(chance, parts)
    numbers = list(re.finditer(rb"(?<=[A-Z\"=>])\d+", parts[name]))
    if numbers:
        found = chance.choice(numbers)
        words = (
            b"0",
            b"-1",
            b"99",
            b"1048576",
            b"1048577",
            b"4294967296",
            b"99999999999999999999",
            b"1e400",
            b"x",
            b"",
        )
        parts[name] = parts[name][: found.start()] + chance.choice(words) + parts[name][found.end() :]


def _dimension(chance: random.Random, parts: dict[str, bytes]) -> None:
    for name in list(parts):
        wrong = chance.choice((b"A1", b"A1:XFD1048576", b"B2:A1", b"", b"ZZZZ99", b"A0:A0", b"A1:C3:D4"))
        parts[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + wrong + b'"', parts[name])


def _far_cell(chance: random.Random, parts: dict[str, bytes]) -> None:
    """One cell far away from the table."""
    row = chance.choice((5_000, 60_000, 300_000, 1_048_576, 9_999_999))
    column = chance.choice((b"A", b"Z", b"AAA", b"XFD"))
    place = column + str(row).encode()
    cell = b'<row r="%d"><c r="%s"><v>1</v></c></row></sheetData>' % (row, place)
    for name in list(parts):
        parts[name] = parts[name].replace(b"</sheetData>", cell, 1)
        repeated = b'<table:table-row table:number-rows-repeated="%d">' % row
        parts[name] = parts[name].replace(b"<table:table-row>", repeated, 1)


ZIP_WAYS: tuple[Change, ...] = tuple(
    _with_parts(change)
    for change in (_swap, _lose, _rename, _break_part, _break_tag, _number_in_part, _dimension, _far_cell)
)


# cells


def _changed_cells(chance: random.Random) -> tuple[str, bytes]:
    base = chance.choice((FIVE_FIRMS, FIVE_FIRMS, FAULTY))
    book = {name: [list(row) for row in rows] for name, rows in base.items()}
    for _ in range(chance.choice((1, 2, 4, 12))):
        name = chance.choice(list(book))
        if (renamed := chance.choice(CELL_WAYS)(chance, book[name])) and renamed not in book:
            book[renamed] = book.pop(name)
    name = chance.choice(list(book))
    alone = chance.choice(NAMES[:14]) if chance.random() < 0.3 else name
    writers: tuple[Callable[[], tuple[str, bytes]], ...] = (
        lambda: ("cells.xlsx", _xlsx(book)),
        lambda: ("cells.ods", pack_ods(book)),
        lambda: ("cells.xls", pack_xls(book)),
        lambda: (f"{alone}.csv", _csv({name: book[name]}, chance.choice(("utf-8", "gb18030", "utf-16")))),
        lambda: (f"{alone}.tsv", _csv({name: book[name]}, "utf-8-sig", "\t")),
        lambda: (f"{alone}.parquet", _parquet({name: book[name]})),
    )
    return chance.choice((writers[0], *writers))()


def _one_cell(chance: random.Random, rows: Rows) -> str:
    row = chance.choice(rows[1:] or rows)
    if row:
        row[chance.randrange(len(row))] = chance.choice(TEXTS)
    return ""


def _one_column(chance: random.Random, rows: Rows) -> str:
    place, cell = chance.randrange(len(rows[0])) if rows[0] else 0, chance.choice(TEXTS)
    for row in rows[1:]:
        if place < len(row):
            row[place] = cell if chance.random() < 0.8 else chance.choice(TEXTS)
    return ""


def _one_header(chance: random.Random, rows: Rows) -> str:
    row = rows[chance.randrange(min(2, len(rows)))]
    if row:
        row[chance.randrange(len(row))] = chance.choice(HEADERS)
    return ""


def _shuffle(chance: random.Random, rows: Rows) -> str:
    body = rows[1:]
    chance.shuffle(body)
    rows[1:] = body
    return ""


def _double(chance: random.Random, rows: Rows) -> str:
    rows += [list(row) for row in rows[chance.choice((0, 1)) :]] * chance.choice((1, 2, 20))
    return ""


def _ragged(chance: random.Random, rows: Rows) -> str:
    row = chance.choice(rows)
    row[chance.randrange(len(row) + 1) :] = [chance.choice(TEXTS) for _ in range(chance.choice((0, 1, 30, 200)))]
    return ""


def _rows_above(chance: random.Random, rows: Rows) -> str:
    rows[:0] = [[chance.choice(TEXTS)] for _ in range(chance.choice((1, 3, 9, 12)))]
    return ""


def _doubled_column(chance: random.Random, rows: Rows) -> str:
    place = chance.randrange(max(1, len(rows[0])))
    for row in rows:
        row += row[place : place + 1]
    return ""


def _no_body(chance: random.Random, rows: Rows) -> str:
    del rows[chance.choice((1, 1, 2)) :]
    return ""


def _rename_sheet(chance: random.Random, rows: Rows) -> str:
    return chance.choice(NAMES)


CELL_WAYS: tuple[Callable[[random.Random, Rows], str], ...] = (
    *(_one_cell,) * 6, _one_column, _one_column, _one_header, _one_header, _shuffle, _double, _ragged, _rows_above,
    _doubled_column, _no_body, _rename_sheet,
)  # fmt: skip
"""Each changes the rows of a sheet and returns its new name, "" = the old one."""


def _xlsx(sheets: Book) -> bytes:
    """What Excel itself could not hold is cut."""
    cut = {
        name: [[cell[:32_767] if isinstance(cell, str) else cell for cell in row] for row in rows]
        for name, rows in sheets.items()
    }
    return pack_sheets(cut)


def _csv(sheets: Book, encoding: str, delimiter: str = ",") -> bytes:
    (rows,) = sheets.values()
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def _parquet(sheets: Book) -> bytes:
    (rows,) = sheets.values()
    width = max(len(row) for row in rows)
    header = [str(cell) for cell in [*rows[0], *[""] * (width - len(rows[0]))]]
    names = [name if header.index(name) == place else f"{name}.{place}" for place, name in enumerate(header)]
    frame = pd.DataFrame([[*row, *[None] * (width - len(row))] for row in rows[1:]], columns=names, dtype=object)
    buffer = io.BytesIO()
    for name in names:
        frame[name] = frame[name].map(str, na_action="ignore")
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()
