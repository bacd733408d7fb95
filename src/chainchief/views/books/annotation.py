"""annotate_workbook: the copy of a faulty workbook that says in its cells what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from chainchief.chain.finding import Finding
from chainchief.intake.files.source import RawSheet
from chainchief.views.books.archive import same_cells
from chainchief.views.books.checklist import CHECK, Checklist, both, checklist
from chainchief.views.books.marks import Marks, Titled, marks_of, remarks_of, writable
from chainchief.views.books.own_book import UNREADABLE, mark_own_book
from chainchief.views.books.plain_book import build_book, titled

LARGE = 200_000
"""Cells above which the copy is made anew of the cells alone."""


def annotate_workbook(
    content: bytes | None, sheets: Sequence[RawSheet], findings: Sequence[Finding], language: str = "en"
) -> bytes:
    """The workbook with a colour and a comment on every cell that has a finding, and a sheet `_check` listing them.

    content : the user's .xlsx or .xlsm; None for another format, then the copy is made of the raw sheets
    sheets : its raw sheets, see `open_sheets`
    findings : what was found, e.g. `chain.notes`
    language : "en" or "zh", for the comments; `_check` is in both

    The user's own workbook keeps formulas with their values, looks, widths, merged cells and its own comments; marks
    of an earlier copy are taken off first. A book of more than 200,000 cells, or one whose cells would not survive, is
    made anew of its cells, and `_check` says so. B1 of `_check` names the file the first copy was made of. `_check` is
    not imported, so the mended copy is read as the workbook it is. The same input gives the same bytes. A copy that
    keeps macros must be named .xlsm, see `suffix_of`.

    Raises InputError when a sheet or a text is longer than an .xlsx can hold.
    """
    kept = titled([sheet for sheet in sheets if sheet.name != CHECK])
    file = _files_of(sheets)
    remarks = remarks_of(findings, kept)
    marks = marks_of(remarks, kept)
    said = _why_anew(content, kept)
    if content is not None and not said:
        copy = _copy(content, partial(checklist, file, remarks), marks, language)
        if copy:
            return copy
        said = ["copy.unsafe"]
    return build_book(kept, checklist(file, remarks, said), marks, language)


def _copy(content: bytes, checks: Callable[[list[str]], Checklist], marks: Marks, language: str) -> bytes:
    """The marked copy of the user's own workbook, empty when it cannot be had without changing a cell."""
    try:
        copy, lossy = mark_own_book(content, checks([]), marks, language)
        if lossy:
            copy, _ = mark_own_book(content, checks(["copy.lossy"]), marks, language)
    except UNREADABLE:
        return b""
    return copy if same_cells(content, copy, CHECK) else b""


def _why_anew(content: bytes | None, sheets: Titled) -> list[str]:
    if content is None or not content.startswith(b"PK"):
        return ["copy.other-format"]
    cells = sum(len(row) for sheet in sheets.values() for row in sheet.rows)
    return ["copy.large"] if cells > LARGE else []


def _files_of(sheets: Sequence[RawSheet]) -> str:
    """The file the first copy was made of: what an earlier `_check` says, else the file itself; several with "; "."""
    names = {sheet.file: sheet.file for sheet in sheets}
    for sheet in sheets:
        first = sheet.rows[0] if sheet.name == CHECK and sheet.rows and sheet.first_row == 1 else []
        if len(first) > 1 and first[0] == both("copy.file") and first[1]:
            names[sheet.file] = str(first[1])
    return writable("; ".join(dict.fromkeys(names.values())))
