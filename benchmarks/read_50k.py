"""Reading a workbook of 50,000 ties, checked and linked, against pandas with openpyxl reading bare cells."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import xlsxwriter

from benchmarks.measuring import Benchmark
from chainchief import read

TIES = 50_000
FIRMS = 2_000
HEADER = ("supplier", "buyer", "amount", "period", "basis", "essential", "lead_days", "switch_days")


def prepare(scale: float, scratch: Path) -> Benchmark:
    """Write the workbook and look once whether both ways see the same rows."""
    path = scratch / "ties.xlsx"
    rows = _write(path, round(TIES * scale), round(FIRMS * scale))
    found = len(read(path).ties)
    assert found == rows, f"{found} of {rows} ties were read"
    return Benchmark(
        name="read_50k",
        what=f"read({rows:,} ties): types, links, findings, places",
        twin="pandas.read_excel(engine='openpyxl'): bare cells",
        ours=lambda: read(path),
        theirs=lambda: pd.read_excel(path, sheet_name=None, engine="openpyxl"),
        limit=10.0,
    )


def _write(path: Path, ties: int, firms: int) -> int:
    chance = random.Random(50)
    codes = [f"F{number:05d}" for number in range(firms)]
    pairs = sorted({(chance.randrange(firms), chance.randrange(firms)) for _ in range(ties * 2)})
    pairs = [(supplier, buyer) for supplier, buyer in pairs if supplier != buyer]
    chosen = chance.sample(pairs, min(ties, len(pairs)))
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("firms")
        sheet.write_row(0, 0, ["firm_id", "name", "segment_id", "output", "employees"])
        for row, code in enumerate(codes, start=1):
            output, employees = round(chance.lognormvariate(8, 1)), chance.randrange(5, 900)
            sheet.write_row(row, 0, [code, f"Firm {code}", "S1", output, employees])
        sheet = book.add_worksheet("segments")
        sheet.write_row(0, 0, ["segment_id", "name", "position"])
        sheet.write_row(1, 0, ["S1", "Assembly", "midstream"])
        sheet = book.add_worksheet("ties")
        sheet.write_row(
            0, 0, ["supplier", "buyer", "amount", "period", "basis", "essential", "lead_days", "switch_days"]
        )
        for row, (supplier, buyer) in enumerate(chosen, start=1):
            amount, days = round(chance.lognormvariate(5, 1), 1), chance.randrange(2, 90)
            cells = [codes[supplier], codes[buyer], amount, 2025, "invoice", "important", days, days * 2]
            sheet.write_row(row, 0, cells)
    return len(chosen)
