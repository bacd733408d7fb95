"""Text files to rows: encoding, delimiter, quotation marks."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from pathlib import Path
from typing import Any

from chainchief.errors import InputError
from chainchief.intake.files.extent import MOST_COLUMNS, check_cells, refuse

_SNIFFED_LINES = 20
_ENCODINGS = ("utf-8-sig", "gb18030")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE = 20_000
_FOREIGN = re.compile("[^\x00-\x7f]")
_EVERYDAY = 0xD7
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def read_text(path: Path) -> list[list[Any]]:
    """The rows of a .csv, .tsv or .txt file; every cell is a text.

    An apostrophe that keeps a spreadsheet from running a text as a formula ("'=1+1") is taken off, as it was put on by
    `views.to_csv`.

    Raises InputError when the encoding is not certain or a quotation mark is never closed.
    """
    text = _decode(path).replace("\ufeff", "")
    mark = _delimiter(text)
    check_cells(path, text.count(mark) + text.count("\n"))
    rows = _rows(path, text, mark)
    if "'" in text:
        rows = [[cell[1:] if _GUARDED.match(cell) else cell for cell in row] for row in rows]
    return rows


def _rows(path: Path, text: str, mark: str) -> list[list[Any]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[list[Any]] = []
    line = 0
    try:
        for row in reader:
            rows.append(row)
            line = reader.line_num
    except csv.Error as error:
        raise InputError(
            f"{path.name}: line {line + 1}: not a readable table ({error}); close the quotation mark or take it out, "
            "or save it as “CSV UTF-8”",
            f"{path.name}：第 {line + 1} 行：不是可读的数据表（{error}）；请补全或删除引号，或另存为“CSV UTF-8”",
        ) from error
    widest = max(rows, key=len, default=[])
    if len(widest) > MOST_COLUMNS:
        refuse(path, f"line {rows.index(widest) + 1}", f"{len(widest):,} columns", f"{MOST_COLUMNS:,} columns")
    return rows


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first lines into the same number of cells; the comma when none does."""
    lines = list(itertools.islice(io.StringIO(text[:1_000_000], newline=None), _SNIFFED_LINES))

    def regularity(mark: str) -> tuple[int, int]:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=mark) if len(cells) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return count, width

    try:
        return max(",\t;", key=regularity)
    except csv.Error:
        return ","


def _decode(path: Path) -> str:
    raw = path.read_bytes()
    wide = next((name for mark, name in _MARKS if raw.startswith(mark)), "") or _by_zeros(raw[:_SAMPLE])
    for encoding in (wide,) if wide else _ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise InputError(
                f"{path.name}: byte {raw.index(0) + 1} is zero, so this is no text file; save it as “CSV UTF-8”",
                f"{path.name}：第 {raw.index(0) + 1} 字节为零，不是文本文件；请另存为“CSV UTF-8”",
            )
        if encoding != "gb18030" or _reads_as_chinese(text):
            return text
    raise InputError(
        f"{path.name}: neither UTF-8 nor GB 18030; save it as “CSV UTF-8”",
        f"{path.name}：编码既非 UTF-8 也非 GB 18030；请另存为“CSV UTF-8”",
    )


def _by_zeros(raw: bytes) -> str:
    """UTF-16 without its mark: in text with Latin letters or digits every second byte of theirs is zero."""
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if max(even, odd) * 20 < len(raw) or min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _reads_as_chinese(text: str) -> bool:
    """Whether letters beyond ASCII are mostly everyday Chinese: any bytes of a Latin code page are GB 18030 too.

    Everyday are the marks and the 3,755 commonest characters of GB 2312, its rows 1 to 55.
    """
    letters = list(itertools.islice(_FOREIGN.finditer(text), _SAMPLE))
    return 2 * sum(_everyday(letter[0]) for letter in letters) >= len(letters)


def _everyday(letter: str) -> bool:
    try:
        return letter.encode("gb2312")[0] <= _EVERYDAY
    except UnicodeEncodeError:
        return False
