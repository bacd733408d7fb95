"""Files to raw sheets: cells as they stand, with the place each row came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chainchief.errors import InputError
from chainchief.intake.files.extent import check_bytes
from chainchief.intake.files.markings import Markings
from chainchief.intake.files.parquet import read_parquet
from chainchief.intake.files.reference import column_letter as column_letter
from chainchief.intake.files.text import read_text
from chainchief.intake.files.workbook import read_workbook


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it stands.

    file, name : "book.xlsx", "ties"
    rows : lists of cells (text, float, bool, date, None or ""), the first one is row `first_row` of the file
    typed : whether the file tells numbers from texts; a CSV file does not
    skipped : rows of the file that people left out
    mapped : plain spelling of a header -> declared column that people said it is, "" = leave it unread
    hidden : whether the workbook hides the sheet
    markings : what the workbook says beside the cells
    """

    file: str
    name: str
    rows: list[list[Any]]
    first_row: int = 1
    typed: bool = True
    mapped: Mapping[str, str] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    hidden: bool = False
    markings: Markings = field(default_factory=Markings)

    @property
    def place(self) -> str:
        return f"{self.file}!{self.name}"


def open_sheets(path: Path) -> list[RawSheet]:
    """Every sheet of a workbook, of a table file, or of the table files of a folder.

    Raises InputError when the path is absent, empty, or of no known format.
    """
    if not path.exists():
        raise InputError(f"{path}: no such file or folder", f"{path}：文件或文件夹不存在")
    if path.is_dir():
        found = [file for file in _files(path) if file.suffix.lower() in FORMATS]
        if not found:
            raise InputError(
                f"{path}: the folder holds no table; put {', '.join(FORMATS)} files in it",
                f"{path}：文件夹内没有数据表；请放入 {'、'.join(FORMATS)} 文件",
            )
        return [sheet for file in found for sheet in _open_file(file)]
    return list(_open_file(path))


def skipped_files(path: Path) -> list[str]:
    """Names of the files of a folder that are no tables we read; none for a path that is no folder."""
    return [file.name for file in _files(path) if file.suffix.lower() not in FORMATS] if path.is_dir() else []


def _files(folder: Path) -> list[Path]:
    """The files of a folder without hidden ones and the lock files of open workbooks."""
    return sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith((".", "~$")))


def _open_file(path: Path) -> Iterator[RawSheet]:
    if "!" in path.name:
        raise InputError(
            f"{path.name}: a file name with “!” cannot be part of a cell's address; rename the file",
            f"{path.name}：文件名含“!”，无法用作单元格位置；请改名",
        )
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
    for name, rows, hidden, markings in read_workbook(path):
        yield RawSheet(path.name, name, rows, hidden=hidden, markings=markings)


def _open_text(path: Path) -> Iterator[RawSheet]:
    check_bytes(path, path.stat().st_size)
    yield RawSheet(path.name, path.stem, read_text(path), typed=False)


def _open_parquet(path: Path) -> Iterator[RawSheet]:
    check_bytes(path, path.stat().st_size)
    yield RawSheet(path.name, path.stem, read_parquet(path))


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
