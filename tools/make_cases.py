"""Make the examples that stand on papers: python tools/make_cases.py CASES_FOLDER [TARGET].

CASES_FOLDER holds one folder of CSV per paper or case, as extracted from the documents. Nothing is added: what the
document does not say stays empty. Tables without a sheet of their own are kept under `printed/`, which no import reads.
"""

from __future__ import annotations

import sys
from pathlib import Path

from case_gong import gong
from case_sheets import without
from case_zhang import zhang
from sheet_files import EXAMPLES, write_sheet

CASES = {"xianju-pharma": gong, "ouhai-eyewear": gong, "zhang-2024": zhang}


def main(cases: Path, target: Path) -> None:
    for name, make in CASES.items():
        sheets, kept = make(cases / name)
        printed = {table: without(rows, "line") for table, rows in kept.items()}
        for folder, tables in ((target / name, sheets), (target / name / "printed", printed)):
            for table, rows in tables.items():
                write_sheet(folder, table, rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else EXAMPLES)
