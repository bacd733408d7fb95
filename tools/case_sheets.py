"""Reading the extracted tables of a paper."""

from __future__ import annotations

import csv
from pathlib import Path

Row = dict[str, str]
Sheets = dict[str, list[Row]]


def read_table(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file)]


def words(*parts: str) -> str:
    """The parts that say something, as one note."""
    return "; ".join(part.strip().rstrip(";") for part in parts if part.strip())


def without(rows: list[Row], *columns: str) -> list[Row]:
    return [{key: value for key, value in row.items() if key not in columns} for row in rows]
