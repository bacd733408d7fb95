"""Firms and the ties between them, as a workbook or a folder of CSV files."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter

FIRMS = ("firm_id", "name", "segment_id", "output", "employees")
SEGMENTS = ("segment_id", "name", "position")
TIES = ("supplier", "buyer", "amount", "period", "basis", "essential", "lead_days", "switch_days")


def write_ties(path: Path, ties: int, firms: int) -> int:
    """A workbook when the path ends in .xlsx, else a folder of CSV files; returns how many ties there are."""
    tables = _tables(ties, firms)
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            for name, rows in tables.items():
                sheet = book.add_worksheet(name)
                for row, cells in enumerate(rows):
                    sheet.write_row(row, 0, cells)
    else:
        path.mkdir()
        for name, rows in tables.items():
            with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
    return len(tables["ties"]) - 1


def _tables(ties: int, firms: int) -> dict[str, list[tuple[Any, ...]]]:
    chance = random.Random(50)
    codes = [f"F{number:05d}" for number in range(firms)]
    listed = [
        (code, f"Firm {code}", "S1", round(chance.lognormvariate(8, 1)), chance.randrange(5, 900)) for code in codes
    ]
    return {
        "firms": [FIRMS, *listed],
        "segments": [SEGMENTS, ("S1", "Assembly", "midstream")],
        "ties": [TIES, *_ties(chance, codes, ties)],
    }


def _ties(chance: random.Random, codes: list[str], ties: int) -> Iterator[tuple[Any, ...]]:
    count = len(codes)
    pairs = {(chance.randrange(count), chance.randrange(count)) for _ in range(ties * 2)}
    chosen = [pair for pair in sorted(pairs) if pair[0] != pair[1]]
    for supplier, buyer in chance.sample(chosen, min(ties, len(chosen))):
        amount, days = round(chance.lognormvariate(5, 1), 1), chance.randrange(2, 90)
        yield codes[supplier], codes[buyer], amount, 2025, "invoice", "important", days, days * 2
