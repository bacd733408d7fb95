"""The chain as a workbook, and raw sheets packed into one; bytes, no files."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from chainchief.chain.value import EARLIER, Chain
from chainchief.views.books.archive import EPOCH
from chainchief.views.books.plain_book import check_size

WITHHELD = "保密"
_HIDDEN = frozenset({"origin", EARLIER})


def pack_sheets(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx of plain cells: texts stay texts, numbers numbers; the same cells give the same bytes.

    Raises InputError for a sheet longer or a text longer than an .xlsx can hold.
    """
    for name, rows in sheets.items():
        check_size(name, rows)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": EPOCH})
        bold = book.add_format({"bold": True})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    _write(page, number, place, cell, bold if number == 0 else None)
    return buffer.getvalue()


def export_workbook(chain: Chain) -> bytes:
    """Every table that has rows, one sheet each, with machine headers; `read` gives the same chain back.

    Cells that were withheld are written 保密; numbers keep 16 digits. The column `origin` is left out: a workbook's
    cells are their own origin.
    """
    withheld = _withheld(chain)
    return pack_sheets(
        {name: _rows(frame, withheld.get(name, [])) for name, frame in chain.tables.items() if not frame.empty}
    )


def _withheld(chain: Chain) -> dict[str, list[tuple[Any, str]]]:
    """Table -> the (row label, column) of each cell that was withheld: by its own flag, or by a note of the import."""
    observed = chain.indicators
    flagged = observed.index[observed["withheld"].fillna(False).astype(bool) & observed["value"].isna()]
    cells: dict[str, list[tuple[Any, str]]] = {"indicators": [(row, "value") for row in flagged]}
    places = {(note.table, note.column, note.origin) for note in chain.notes if note.rule == "withheld" and note.column}
    for table, column in {(table, column) for table, column, _ in places} - {("indicators", "value")}:
        frame = chain.tables[table]
        for row in frame.index[frame[column].isna()]:
            if (table, column, chain.cell(table, row, column)) in places:
                cells.setdefault(table, []).append((row, column))
    return cells


def _rows(frame: pd.DataFrame, withheld: list[tuple[Any, str]]) -> list[list[Any]]:
    shown = frame.drop(columns=[name for name in frame.columns if name in _HIDDEN])
    kept = {column for _, column in withheld}
    used = [name for name in shown.columns if shown[name].notna().any() or name in kept]
    cells = shown[used].astype(object).where(shown[used].notna(), None)
    for row, column in withheld:
        cells.at[row, column] = WITHHELD
    return [used, *cells.to_numpy().tolist()]


def _write(page: Any, number: int, place: int, cell: Any, style: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        page.write_boolean(number, place, cell, style)
    elif isinstance(cell, (int, float)) and math.isfinite(cell):
        page.write_number(number, place, cell, style)
    else:
        page.write_string(number, place, str(cell), style)
