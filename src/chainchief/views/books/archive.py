"""The parts of an .xlsx that its writer gets wrong for us: values of formulas, dates of the writing."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from python_calamine import CalamineError, CalamineWorkbook

EPOCH = dt.datetime(2000, 1, 1)
"""When a workbook was made, as it says: the same content gives the same bytes."""

Values = Mapping[str, Mapping[str, tuple[str, str]]]
"""Sheet -> cell of a formula -> kind ("n", "str", "b", "e") and text of its last value."""

_WORKBOOK = "xl/workbook.xml"
_MACROS = "xl/vbaProject.bin"
_ABOUT = "docProps/core.xml"
_KINDS = ("n", "str", "b", "e", "d")
_FORMULA = re.compile(rb"<c ([^>]*?)>(<f(?:\s[^>]*?)?(?:/>|>[^<]*</f>))<v\s*(?:/>|></v>)</c>")
_ATTRIBUTE = re.compile(rb'\s*\bt="[^"]*"')
_REFERENCE = re.compile(rb'\br="([A-Z]+[0-9]+)"')
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def suffix_of(book: bytes) -> str:
    """What the file's name must end in: ".xlsm" with macros, else ".xlsx"; Excel refuses another one."""
    return ".xlsm" if holds(book, _MACROS) else ".xlsx"


def says_when(book: bytes) -> bool:
    """Whether a workbook says when it was made."""
    return holds(book, _ABOUT)


def holds(book: bytes, part: str) -> bool:
    """Whether the archive has a part of this name."""
    with zipfile.ZipFile(BytesIO(book)) as parts:
        return part in parts.namelist()


def formula_values(book: bytes) -> dict[str, dict[str, tuple[str, str]]]:
    """The value each formula of a workbook had when it was last saved, by sheet and cell."""
    with zipfile.ZipFile(BytesIO(book)) as parts:
        return {name: _values_of(parts, path) for name, path in _sheet_parts(parts).items()}


def with_values(book: bytes, values: Values, modified: dt.datetime) -> bytes:
    """The workbook with the values put back behind its formulas, and with fixed dates."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(book)) as parts, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as done:
        sheets = {path: values.get(name, {}) for name, path in _sheet_parts(parts).items()}
        for part in parts.infolist():
            content = parts.read(part)
            if sheets.get(part.filename):
                content = _fill(content, sheets[part.filename])
            elif part.filename == _ABOUT:
                content = _MODIFIED.sub(rb"\g<1>" + f"{modified:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            dated = zipfile.ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
            dated.compress_type = zipfile.ZIP_DEFLATED
            done.writestr(dated, content)
    return buffer.getvalue()


def same_cells(one: bytes, other: bytes, but: str) -> bool:
    """Whether a reader finds the same cells in both workbooks, sheet `but` aside."""
    try:
        return _cells(one, but) == _cells(other, but)
    except (CalamineError, ValueError):
        return False


def _cells(book: bytes, but: str) -> dict[str, list[list[object]]]:
    with CalamineWorkbook.from_filelike(BytesIO(book)) as opened:
        names = [name for name in opened.sheet_names if name != but]
        sheets = {name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
    return {name: _trimmed([_trimmed(list(row)) for row in rows]) for name, rows in sheets.items()}


def _trimmed(items: list[Any]) -> list[Any]:
    while items and items[-1] in ("", []):
        items.pop()
    return items


def _sheet_parts(parts: zipfile.ZipFile) -> dict[str, str]:
    """Sheet -> its part of the archive."""
    relations = "xl/_rels/workbook.xml.rels"
    if not {_WORKBOOK, relations} <= set(parts.namelist()):
        return {}
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", ""))).lstrip("/")
        for one in ElementTree.fromstring(parts.read(relations))
    }
    sheets = [one for one in ElementTree.fromstring(parts.read(_WORKBOOK)).iter() if one.tag.endswith("}sheet")]
    return {one.get("name", ""): targets.get(one.get(_OFFICE), "") for one in sheets}


def _values_of(parts: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    values: dict[str, tuple[str, str]] = {}
    if path not in parts.namelist():
        return values
    with parts.open(path) as stream:
        for _, element in ElementTree.iterparse(stream):
            if not element.tag.endswith("}c"):
                continue
            inner = {child.tag.rpartition("}")[2]: child for child in element}
            kind = element.get("t", "n")
            if "f" in inner and "v" in inner and kind in _KINDS:
                values[element.get("r", "")] = (kind, inner["v"].text or "")
            element.clear()
    return values


def _fill(sheet: bytes, values: Mapping[str, tuple[str, str]]) -> bytes:
    def filled(cell: re.Match[bytes]) -> bytes:
        named = _REFERENCE.search(cell[1])
        kind, text = values.get(named[1].decode() if named else "", ("", ""))
        if not kind:
            return cell[0]
        attributes = _ATTRIBUTE.sub(b"", cell[1])
        return b'<c %b t="%b">%b<v>%b</v></c>' % (attributes, kind.encode(), cell[2], escape(text).encode())

    return _FORMULA.sub(filled, sheet)
