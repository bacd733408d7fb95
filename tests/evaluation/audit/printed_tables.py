"""The shipped tables of Zhang 2024 as text, and how a test alters one cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from checkout import PACKAGE

FOLDER = PACKAGE / "examples" / "zhang-2024" / "printed"
READINGS = PACKAGE / "evaluation" / "audit" / "readings.csv"
Tables = dict[str, pd.DataFrame]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed_tables() -> Tables:
    """Fresh frames of text, `readings` among them."""
    paths = [*FOLDER.glob("*.csv"), READINGS]
    return {path.stem: pd.DataFrame(rows_of(path)) for path in sorted(paths)}


def altered(table: str, where: tuple[str, str], column: str, cell: str) -> Tables:
    """The tables with one cell changed: in the rows whose column `where[0]` says `where[1]`."""
    tables = printed_tables()
    frame = tables[table]
    rows = frame[where[0]].eq(where[1])
    assert rows.any(), (table, where)
    assert not frame.loc[rows, column].eq(cell).all(), "nothing would change"
    tables[table] = frame.assign(**{column: frame[column].where(~rows, cell)})
    return tables


def without(table: str, column: str, cells: tuple[str, ...]) -> Tables:
    """The tables with the rows gone whose `column` is one of `cells`."""
    tables = printed_tables()
    kept = ~tables[table][column].isin(cells)
    assert not kept.all()
    tables[table] = tables[table][kept]
    return tables
