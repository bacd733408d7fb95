"""The chain as a workbook, a blank workbook to fill, and raw sheets packed into one; bytes, no files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter

from chainchief.chain.columns import Column, Table, declared_choices, declared_tables
from chainchief.chain.value import Chain

_EPOCH = dt.datetime(2000, 1, 1)
WITHHELD = "保密"
_HIDDEN = frozenset({"origin"})
_TEMPLATE_ROWS = 500


def pack_sheets(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """An .xlsx of plain cells: texts stay texts, numbers numbers; the same cells give the same bytes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _EPOCH})
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


def template_workbook(language: str = "en") -> bytes:
    """A blank workbook: every sheet with its headers, what each column means, and drop-downs where choices are fixed.

    language : "en" for machine names with English notes, "zh" for Chinese headers
    """
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _EPOCH})
        must = book.add_format({"bold": True, "bg_color": "#E3ECF5", "border": 1, "border_color": "#868F9B"})
        may = book.add_format({"bold": True, "border": 1, "border_color": "#DDE1E6"})
        for table in declared_tables().values():
            page = book.add_worksheet(table.name_zh if language == "zh" else table.name)
            page.freeze_panes(1, 0)
            for place, column in enumerate(table.columns.values()):
                header = column.label_zh if language == "zh" else column.name
                page.write_string(0, place, header, must if column.required else may)
                page.set_column(place, place, max(12, 2 * len(header) if language == "zh" else len(header) + 2))
                page.write_comment(0, place, _meaning(table, column, language), {"width": 260, "height": 110})
                _validate(page, place, column, language)
    return buffer.getvalue()


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


def _meaning(table: Table, column: Column, language: str) -> str:
    must = (
        ("必填" if language == "zh" else "required")
        if column.required
        else ("选填" if language == "zh" else "optional")
    )
    lines = [f"{column.label_zh} · {column.name}", f"{must}; {column.kind}{f', {column.unit}' if column.unit else ''}"]
    lines += [column.rule] if column.rule else []
    lines += [f"{'例' if language == 'zh' else 'e.g.'} {column.example}"] if column.example else []
    return "\n".join(lines)


def _validate(page: Any, place: int, column: Column, language: str) -> None:
    if not column.choice:
        return
    choices = declared_choices()[column.choice]
    words = [choice.label_zh if language == "zh" and choice.label_zh else choice.value for choice in choices]
    page.data_validation(
        1, place, _TEMPLATE_ROWS, place, {"validate": "list", "source": words, "error_type": "warning"}
    )
