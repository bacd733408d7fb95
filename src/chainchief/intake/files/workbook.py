"""Workbooks: the values of their sheets, and what stands beside them."""

from __future__ import annotations

import dataclasses
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from chainchief.errors import InputError
from chainchief.intake.files.compound import check_compound
from chainchief.intake.files.extent import check_cells, check_parts, check_repeated
from chainchief.intake.files.markings import Markings, SheetScan, laid_out

_WHAT_A_READER_MEETS = (
    CalamineError, OSError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError, RuntimeError,
    UnicodeError, expat.ExpatError,
)  # fmt: skip
_PANIC = "PanicException"
_PERCENT_FORMATS = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.')


class Page(NamedTuple):
    """One sheet of a workbook: its rows from row 1 on, and what stands beside them."""

    name: str
    rows: list[list[Any]]
    hidden: bool
    markings: Markings


def read_workbook(path: Path) -> Iterator[Page]:
    """Every sheet of an .xlsx, .xlsm, .xls or .ods file.

    Raises InputError when the file is locked, too large, or no workbook that can be read.
    """
    with _Refusals(path):
        check_compound(path)
        markings = _scan(path) if zipfile.is_zipfile(path) else {}
        with CalamineWorkbook.from_path(path) as book:
            for about in book.sheets_metadata:
                if about.typ == SheetTypeEnum.WorkSheet:
                    sheet = book.get_sheet_by_name(about.name)
                    known = markings.get(about.name, Markings())
                    rows = _lean(_with_texts(sheet.to_python(skip_empty_area=False), known))
                    known = dataclasses.replace(known, merged=_merged(sheet))
                    yield Page(about.name, rows, about.visible != SheetVisibleEnum.Visible, known)


class _Refusals:
    """Turns whatever a reader stumbles over into one sentence; a panic of the compiled reader is no Exception."""

    def __init__(self, path: Path) -> None:
        self._name = path.name

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or error is None:
            return
        if issubclass(kind, PasswordError):
            raise InputError(
                f"{self._name}: the workbook is locked by a password; save a copy without one",
                f"{self._name}：工作簿有密码；请另存为无密码副本",
            ) from error
        if issubclass(kind, _WHAT_A_READER_MEETS) or kind.__name__ == _PANIC:
            what = " ".join(str(error).split())[:200]
            raise InputError(
                f"{self._name}: not a readable workbook ({what}); open it in Excel and save it again as .xlsx",
                f"{self._name}：不是可读的工作簿（{what}）；请用 Excel 打开后另存为 .xlsx",
            ) from error


def _merged(sheet: CalamineSheet) -> tuple[tuple[int, int, int, int], ...]:
    found = sheet.merged_cell_ranges or []
    return tuple((first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in found)


def _with_texts(rows: list[list[Any]], markings: Markings) -> list[list[Any]]:
    """The rows with errors and formulas where the reader left the cell empty."""
    for (row, column), text in markings.texts.items():
        if row:
            rows += [[] for _ in range(row - len(rows))]
            cells = rows[row - 1]
            cells += [""] * (column + 1 - len(cells))
            cells[column] = text
    return rows


def _lean(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows, of which those without a cell are empty and one: a cell far away makes a million of them."""
    nothing: list[Any] = []
    without = [""] * max(map(len, rows), default=0)
    return [nothing if row == without else row for row in rows]


def _scan(path: Path) -> dict[str, Markings]:
    """Name of a sheet -> what its XML says beside the values; a workbook that would fill the memory is refused."""
    with zipfile.ZipFile(path) as archive:
        check_parts(path, archive)
        names = {name.lower(): name for name in archive.namelist()}
        if "content.xml" in names:
            content = archive.read(names["content.xml"])
            check_repeated(path, content)
            expat.ParserCreate().Parse(content, True)  # the reader of .ods never comes back from broken XML
        if "xl/workbook.xml" not in names:
            return {}
        styles = _percent_styles(archive.read(names["xl/styles.xml"])) if "xl/styles.xml" in names else frozenset()
        if "xl/sharedstrings.xml" in names:
            _unpack(archive, names["xl/sharedstrings.xml"])
        found = {}
        cells = 0
        for name, part in _sheet_parts(archive, names).items():
            scan = SheetScan(styles)
            with archive.open(part) as stream:
                scan.read(stream)
            if scan.spread:
                with archive.open(part) as stream:
                    cells += laid_out(stream)  # of all sheets so far: they are laid out one beside the other
                check_cells(path, cells, part)
            found[name] = scan.markings
        return found


def _unpack(archive: zipfile.ZipFile, part: str) -> None:
    """Read a part to its end, so that one which is larger than it says fails here."""
    with archive.open(part) as stream:
        while stream.read(8_000_000):
            pass


def _sheet_parts(archive: zipfile.ZipFile, names: dict[str, str]) -> dict[str, str]:
    """Name of a sheet -> the part of the archive that holds its cells."""
    links = names.get("xl/_rels/workbook.xml.rels")
    if links is None:
        return {}
    targets = {link.get("Id", ""): link.get("Target", "") for link in ElementTree.fromstring(archive.read(links))}
    parts = {}
    for sheet in ElementTree.fromstring(archive.read(names["xl/workbook.xml"])).iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            target = targets.get(link, "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part.lower() in names:
                parts[sheet.get("name", "")] = names[part.lower()]
    return parts


def _percent_styles(styles: bytes) -> frozenset[int]:
    """Numbers of the cell formats that show a number as percent."""
    root = ElementTree.fromstring(styles)
    percent = _PERCENT_FORMATS | {
        int(entry.get("numFmtId", "0"))
        for entry in root.iterfind(".//{*}numFmt")
        if "%" in _QUOTED.sub("", entry.get("formatCode", ""))
    }
    formats = root.find("{*}cellXfs")
    if formats is None:
        return frozenset()
    return frozenset(place for place, one in enumerate(formats) if int(one.get("numFmtId", "0")) in percent)
