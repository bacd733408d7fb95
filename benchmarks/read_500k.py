"""Reading 500,000 ties, checked and linked, with the memory it takes, against pandas reading bare cells."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.measuring import Benchmark, Measured
from benchmarks.reading import read_apart
from benchmarks.ties import write_ties

TIES = 500_000
FIRMS = 20_000
PARTS = (0.1, 0.2)
"""Shares of the rows that openpyxl reads; its time for all of them is the line through these two."""
SECONDS, MEGABYTES = 15.0, 2_000.0


def prepare_csv(scale: float, scratch: Path) -> Benchmark:
    """A folder of CSV files; pandas.read_csv reads all of them."""
    path, warm, rows = _files(scale, scratch, "")
    return Benchmark(
        name="read_500k_csv",
        what=f"read({rows:,} ties in CSV files): types, links, findings, places",
        twin="pandas.read_csv: bare cells",
        ours=lambda: read_apart("chainchief", path, warm, rows),
        theirs=lambda: read_apart("read_csv", path, warm, rows),
        limit=SECONDS,
        memory=MEGABYTES,
        most_runs=3,
    )


def prepare_xlsx(scale: float, scratch: Path, full: bool = False) -> Benchmark:
    """A workbook; openpyxl reads a tenth and a fifth of its rows, or all of them when `full`."""
    path, warm, rows = _files(scale, scratch, ".xlsx")
    how = (
        "bare cells"
        if full
        else f"bare cells, extrapolated from {PARTS[0] * rows:,.0f} and {PARTS[1] * rows:,.0f} rows"
    )
    whole = partial(read_apart, "read_excel", path, warm, rows)
    return Benchmark(
        name="read_500k_xlsx_full" if full else "read_500k_xlsx",
        what=f"read({rows:,} ties in a workbook): types, links, findings, places",
        twin=f"pandas.read_excel(engine='openpyxl'): {how}",
        ours=lambda: read_apart("chainchief", path, warm, rows),
        theirs=whole if full else lambda: _extrapolated(scale, scratch, warm),
        limit=SECONDS,
        memory=MEGABYTES,
        most_runs=1,
    )


def _files(scale: float, scratch: Path, suffix: str) -> tuple[Path, Path, int]:
    path, warm = scratch / f"ties{suffix}", scratch / f"warm{suffix}"
    write_ties(warm, 200, 50)
    return path, warm, write_ties(path, round(TIES * scale), max(200, round(FIRMS * scale)))


def _extrapolated(scale: float, scratch: Path, warm: Path) -> Measured:
    seconds = []
    for part in PARTS:
        path = scratch / f"part{part}.xlsx"
        rows = write_ties(path, round(TIES * scale * part), max(200, round(FIRMS * scale * part)))
        seconds.append(read_apart("read_excel", path, warm, rows).seconds)
    slope = (seconds[1] - seconds[0]) / (PARTS[1] - PARTS[0])
    return Measured(seconds[1] + slope * (1 - PARTS[1]))
