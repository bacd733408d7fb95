"""Reading a workbook of 50,000 ties, checked and linked, against pandas with openpyxl reading bare cells."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from benchmarks.measuring import Benchmark
from benchmarks.ties import write_ties
from chainchief import read

TIES = 50_000
FIRMS = 2_000


def prepare(scale: float, scratch: Path) -> Benchmark:
    """Write the workbook and look once whether both ways see the same rows, which warms both."""
    path = scratch / "ties.xlsx"
    rows = write_ties(path, round(TIES * scale), round(FIRMS * scale))
    found = len(read(path).ties)
    assert found == rows, f"{found} of {rows} ties were read"
    return Benchmark(
        name="read_50k",
        what=f"read({rows:,} ties): types, links, findings, places",
        twin="pandas.read_excel(engine='openpyxl'): bare cells",
        ours=lambda: read(path),
        theirs=lambda: pd.read_excel(path, sheet_name=None, engine="openpyxl"),
        limit=4.0,
    )
