"""Writing the sheets of a bundled example: CSV, UTF-8, line feed, columns in the order of the workbook."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "chainchief"
EXAMPLES = PACKAGE / "examples"


def write_sheet(folder: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """`rows` as `folder/name.csv`; a column that a row lacks is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = in_order(name, list(dict.fromkeys(column for row in rows for column in row)))
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_text(row.get(column, "")) for column in columns] for row in rows])


def in_order(sheet: str, columns: list[str]) -> list[str]:
    """Declared columns in the order of the workbook, each followed by its Chinese twin, then the undeclared ones."""
    with (PACKAGE / "chain" / "columns.csv").open(encoding="utf-8", newline="") as file:
        declared = [row["column"] for row in csv.DictReader(file) if row["table"] in (sheet, "*")]
    order = [name for column in declared for name in dict.fromkeys((column, f"{column}_zh")) if name in columns]
    order = list(dict.fromkeys(order))
    return order + [column for column in columns if column not in order]


def _text(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.10g}"
    return "" if cell is None else str(cell)
