"""Pages of a workbook before they are written, the small demo chain as pages, and the ways to write them."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import xlsxwriter

from chainchief.chain.columns import Column, declared_tables
from chainchief.chain.value import Chain
from chainchief.intake.reading import read
from chainchief.workspace.examples import example_workbook

TABLES = ("chain", "regions", "segments", "segment_flows", "firms", "ties", "indicators")
YEARS = ("2024", "2025")
WITHIN = 1e-12


@dataclass(frozen=True)
class Page:
    """One sheet before it is written.

    table : what it holds; name : of the sheet
    columns : declared column of each place, "" = a column of no meaning
    rows : lists of cells, the first one is the header
    above : rows over the header; below : rows under the table
    merges : (first row, first place, last row, last place), counted from the first row of the sheet
    formats : place -> format of its numbers; formula : place -> the formula of its cells, `{row}` = row in the sheet
    """

    table: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    above: tuple[tuple[Any, ...], ...] = ()
    below: tuple[tuple[Any, ...], ...] = ()
    merges: tuple[tuple[int, int, int, int], ...] = ()
    formats: Mapping[int, str] = field(default_factory=dict)
    formulas: Mapping[int, str] = field(default_factory=dict)
    hidden: bool = False

    @property
    def header(self) -> tuple[Any, ...]:
        return self.rows[0]

    @property
    def body(self) -> tuple[tuple[Any, ...], ...]:
        return self.rows[1:]

    @property
    def whole(self) -> list[tuple[Any, ...]]:
        """Every row of the sheet; of merged cells only the first holds something."""
        grid = [list(row) for row in (*self.above, *self.rows, *self.below)]
        for top, left, bottom, right in self.merges:
            for row in range(top, bottom + 1):
                for place in range(left, right + 1):
                    if (row, place) != (top, left) and place < len(grid[row]):
                        grid[row][place] = None
        return [tuple(row) for row in grid]

    def column(self, place: int) -> Column | None:
        """What is declared of the column at a place, None when it has no meaning."""
        return declared_tables()[self.table].columns.get(self.columns[place])

    def headed(self, change: Callable[[Column, Any], Any]) -> Page:
        """The page with another header over each declared column."""
        cells = [
            change(found, text) if (found := self.column(place)) else text for place, text in enumerate(self.header)
        ]
        return replace(self, rows=(tuple(cells), *self.body))

    def filled(self, change: Callable[[Column, Any], Any]) -> Page:
        """The page with other cells in its declared columns; empty cells stay empty."""
        kept = [self.column(place) for place in range(len(self.columns))]
        body = [
            tuple(
                cell if found is None or cell is None else change(found, cell)
                for found, cell in zip(kept, row, strict=True)
            )
            for row in self.body
        ]
        return replace(self, rows=(self.header, *body))


Book = Mapping[str, Page]
Write = Callable[[Path, Sequence[Page]], Path]


@cache
def small_demo() -> Book:
    """The demo chain with all its regions, segments and flows, some firms of two years, and the ties between them."""
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "demo.xlsx"
        path.write_bytes(example_workbook("demo"))
        chain = read(path)
    ties = chain.ties[chain.ties["period"].isin(YEARS)].iloc[::9].head(24)
    named = {*ties["supplier"], *ties["buyer"]}
    firms = chain.firms[chain.firms["firm_id"].isin(named) & chain.firms["period"].isin(YEARS)]
    ties = ties[ties["supplier"].isin(firms["firm_id"]) & ties["buyer"].isin(firms["firm_id"])]
    observed = chain.indicators
    kept = observed["indicator"].isin(["D111", "D122", "D311", "D322"]) & observed["period"].isin(YEARS)
    frames = {"firms": firms, "ties": ties, "indicators": observed[kept]}
    return {name: _page(chain, name, frames.get(name, chain.tables[name])) for name in TABLES}


def _page(chain: Chain, table: str, frame: pd.DataFrame) -> Page:
    written = {*chain.letters[f"demo.xlsx!{table}"]}
    columns = tuple(
        name
        for name in declared_tables()[table].columns
        if name in written and name in frame and frame[name].notna().any()
    )
    body = [tuple(_cell(cell) for cell in row) for row in frame[list(columns)].itertuples(index=False)]
    return Page(table, table, columns, (columns, *body))


def _cell(cell: Any) -> Any:
    if pd.isna(cell):
        return None
    if isinstance(cell, (bool, np.bool_)):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return int(cell) if cell in YEARS else cell


def write_book(path: Path, pages: Sequence[Page]) -> Path:
    """A workbook by xlsxwriter, at `path`.xlsx."""
    path = path.with_suffix(".xlsx")
    with xlsxwriter.Workbook(path) as book:
        for page in pages:
            sheet = book.add_worksheet(page.name)
            formats = {place: book.add_format({"num_format": text}) for place, text in page.formats.items()}
            first, last = len(page.above) + 1, len(page.above) + len(page.rows)
            for row, cells in enumerate(page.whole):
                for place, cell in enumerate(cells):
                    shape = formats.get(place) if first <= row < last else None
                    if cell is not None and place in page.formulas and first <= row < last:
                        sheet.write_formula(row, place, page.formulas[place].format(row=row + 1), shape, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(row, place, cell, shape)
                    elif cell is not None:
                        sheet.write(row, place, cell, shape)
            for top, left, bottom, right in page.merges:
                sheet.merge_range(top, left, bottom, right, page.whole[top][left])
            if page.hidden:
                sheet.hide()
    return path


def write_openpyxl(path: Path, pages: Sequence[Page]) -> Path:
    """A workbook by openpyxl, at `path`.xlsx."""
    path = path.with_suffix(".xlsx")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for cells in page.whole:
            sheet.append(list(cells))
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        sheet.sheet_state = "hidden" if page.hidden else "visible"
    book.save(path)
    return path


def write_texts(encoding: str, delimiter: str = ",", suffix: str = ".csv") -> Write:
    """A way to write a folder of text tables."""

    def write(path: Path, pages: Sequence[Page]) -> Path:
        path.mkdir()
        for page in pages:
            text = io.StringIO(newline="")
            csv.writer(text, delimiter=delimiter).writerows(page.whole)
            (path / f"{page.name}{suffix}").write_bytes(text.getvalue().encode(encoding))
        return path

    return write


def write_workbooks(path: Path, pages: Sequence[Page]) -> Path:
    """A folder of workbooks, one a sheet."""
    path.mkdir()
    for page in pages:
        write_book(path / page.name, [page])
    return path


def write_bytes(pack: Callable[[Mapping[str, Sequence[Sequence[Any]]]], bytes], suffix: str) -> Write:
    """A way to write one file from bytes."""

    def write(path: Path, pages: Sequence[Page]) -> Path:
        path = path.with_suffix(suffix)
        path.write_bytes(pack({page.name: page.whole for page in pages}))
        return path

    return write


def write_parquet(path: Path, pages: Sequence[Page]) -> Path:
    """A folder of Parquet files; columns that mix texts and numbers become texts."""
    path.mkdir()
    for page in pages:
        frame = pd.DataFrame(list(page.body), columns=list(page.header))
        for name in frame.columns[frame.dtypes.eq(object)]:
            frame[name] = frame[name].map(str, na_action="ignore")
        frame.to_parquet(path / f"{page.name}.parquet", index=False)
    return path


def differences(one: Chain, other: Chain) -> list[str]:
    """Where two chains differ in a declared column, rows matched by key; places and notes do not count."""
    found = []
    for name, table in declared_tables().items():
        keys = list(table.keys)
        first, second = (chain.tables[name][list(table.columns)] for chain in (one, other))
        first, second = (frame.sort_values(keys, key=_as_text, ignore_index=True) for frame in (first, second))
        if len(first) != len(second):
            found.append(f"{name}: {len(first)} rows, {len(second)} rows")
            continue
        for column in table.columns:
            for row, pair in enumerate(zip(first[column], second[column], strict=True)):
                if not _equal(*pair):
                    place = ", ".join(str(first.at[row, key]) for key in keys)
                    found.append(f"{name}.{column} of {place}: {pair[0]!r}, {pair[1]!r}")
    return found


def _as_text(cells: pd.Series[Any]) -> pd.Series[Any]:
    return cells.astype(object).where(cells.notna(), "").map(str)


def _equal(one: Any, other: Any) -> bool:
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=WITHIN)
    return bool(one == other)
