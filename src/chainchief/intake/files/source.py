"""Files to raw sheets: cells as they stand, with the place each row came from."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from chainchief.errors import InputError
from chainchief.intake.files.extent import check_extent

_SNIFFED_LINES = 20
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it stands.

    file, name : "book.xlsx", "ties"
    rows : lists of cells (text, float, bool, date, None or ""), the first one is row `first_row` of the file
    typed : whether the file tells numbers from texts; a CSV file does not
    """

    file: str
    name: str
    rows: list[list[Any]]
    first_row: int = 1
    typed: bool = True

    @property
    def place(self) -> str:
        return f"{self.file}!{self.name}"


def column_letter(position: int) -> str:
    """0 -> "A", 26 -> "AA"."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def open_sheets(path: Path) -> list[RawSheet]:
    """Every sheet of a workbook, of a table file, or of the table files of a folder.

    Raises InputError when the path is absent, empty, or of no known format.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file or folder", f"{path}：文件或文件夹不存在")
    if path.is_dir():
        found = sorted(
            file
            for file in path.iterdir()
            if file.suffix.lower() in FORMATS and file.is_file() and not file.name.startswith((".", "~$"))
        )
        if not found:
            raise InputError(
                f"{path}: the folder holds no table; put {', '.join(FORMATS)} files in it",
                f"{path}：文件夹内没有数据表；请放入 {'、'.join(FORMATS)} 文件",
            )
        return [sheet for file in found for sheet in _open_file(file)]
    return list(_open_file(path))


def _open_file(path: Path) -> Iterator[RawSheet]:
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"{path.name}: no format we read; use {', '.join(FORMATS)}",
            f"{path.name}：无法读取的格式；请使用 {'、'.join(FORMATS)}",
        )
    if path.stat().st_size == 0:
        raise InputError(f"{path.name}: the file is empty", f"{path.name}：文件为空")
    yield from reader(path)


def _open_workbook(path: Path) -> Iterator[RawSheet]:
    try:
        check_extent(path)
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                yield RawSheet(path.name, name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
    except PasswordError as error:
        raise InputError(
            f"{path.name}: the workbook is locked by a password; save a copy without one",
            f"{path.name}：工作簿有密码；请另存为无密码副本",
        ) from error
    except (CalamineError, OSError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(
            f"{path.name}: not a readable workbook ({error}); open it in Excel and save it again as .xlsx",
            f"{path.name}：不是可读的工作簿（{error}）；请用 Excel 打开后另存为 .xlsx",
        ) from error


def _open_text(path: Path) -> Iterator[RawSheet]:
    text = _decode(path)
    try:
        rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise InputError(
            f"{path.name}: not a readable table ({error}); save it as “CSV UTF-8”",
            f"{path.name}：不是可读的数据表（{error}）；请另存为“CSV UTF-8”",
        ) from error
    yield RawSheet(path.name, path.stem, rows, typed=False)


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first lines into the same number of cells; the comma when none does."""

    def regularity(mark: str) -> tuple[int, int]:
        lines = csv.reader(text.splitlines()[:_SNIFFED_LINES], delimiter=mark)
        widths = Counter(len(cells) for cells in lines if len(cells) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return count, width

    return max(",\t;", key=regularity)


def _decode(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        f"{path.name}: neither UTF-8 nor GB 18030; save it as “CSV UTF-8”",
        f"{path.name}：编码既非 UTF-8 也非 GB 18030；请另存为“CSV UTF-8”",
    )


def _open_parquet(path: Path) -> Iterator[RawSheet]:
    try:
        frame = pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path.name}: not a readable Parquet file ({error})", f"{path.name}：Parquet 文件无法读取（{error}）"
        ) from error
    cells = frame.astype(object).where(frame.notna(), None)
    yield RawSheet(path.name, path.stem, [list(frame.columns.astype(str)), *cells.to_numpy().tolist()])


FORMATS: dict[str, Callable[[Path], Iterator[RawSheet]]] = {
    ".xlsx": _open_workbook,
    ".xlsm": _open_workbook,
    ".xls": _open_workbook,
    ".ods": _open_workbook,
    ".csv": _open_text,
    ".tsv": _open_text,
    ".txt": _open_text,
    ".parquet": _open_parquet,
}
