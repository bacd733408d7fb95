"""What stands in an annotated copy of a workbook, for tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook

from chainchief.views.books import marks
from chainchief.views.books.checklist import COLUMNS


def opened(book: bytes, **how: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(book), **how)


def listed(page: Any) -> list[dict[str, Any]]:
    """The table of `_check`, one record a row."""
    rows = [list(row[: len(COLUMNS)]) for row in page.iter_rows(values_only=True)]
    head = next(number for number, row in enumerate(rows) if row[0] == "级别 level")
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[head + 1 :]]


def marked(page: Any) -> dict[str, str]:
    """Cell with a fill of ours -> its level."""
    levels = {marks.tint(level): level for level in ("error", "warning", "info")}
    fills = {cell.coordinate: str(cell.fill.start_color.rgb)[-6:] for row in page.iter_rows() for cell in row}
    return {place: levels[fill] for place, fill in fills.items() if fill in levels}


def cells(book: bytes) -> dict[str, list[list[Any]]]:
    with CalamineWorkbook.from_filelike(BytesIO(book)) as read_again:
        names = [name for name in read_again.sheet_names if name != "_check"]
        return {name: read_again.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names}
