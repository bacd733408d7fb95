"""read: a path in, a Chain out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import Finding, finding
from chainchief.chain.rules.rows import row_findings
from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet, open_sheets
from chainchief.intake.linking import give_codes, link_firms, link_regions, link_segments, stand_ins
from chainchief.intake.sheets.cell import MONEY_UNITS
from chainchief.intake.sheets.header import choose_table, guess_table, ignored, nearest_sheet
from chainchief.intake.sheets.sheet import TypedSheet, fill_defaults, read_sheet
from chainchief.intake.storage import is_workspace, load_workspace_chain

_CONTEXT = (
    ("indicators", "period", "base_year", False),
    ("indicators", "chain_id", "chain_id", False),
    ("indicators", "region_id", "region_id", True),
    ("firms", "region_id", "region_id", True),
)
"""Table, column, column of `chain` it is filled from, and whether only where no row of the sheet states it."""
_DEFAULT_UNIT = "万元"


def read(path: str | Path) -> Chain:
    """The chain in a workbook, a folder of CSV or Parquet files, a single table file, or a workspace.

    path : .xlsx .xlsm .xls .ods .csv .tsv .parquet, or a folder
    returns : a Chain; every repair, assumption and row left out is in `.notes`, with its place

    A row with an error (a word where a number must stand, a bare 12 in a share column, a repeated key) stays out and
    is noted; the rest is read. Headers may be in English or Chinese, in any order, in any of the first ten rows.

    Raises InputError when the path is absent, of no known format, unreadable, or holds nothing that we know.
    """
    path = Path(path)
    if is_workspace(path):
        return load_workspace_chain(path)
    return read_sheets(open_sheets(path))


def read_sheets(sheets: list[RawSheet]) -> Chain:
    """The chain in raw sheets; see `read`."""
    notes: list[Finding] = []
    chosen = _choose(sheets, notes)
    if not chosen:
        known = ", ".join(declared_tables())
        known_zh = "、".join(table.name_zh for table in declared_tables().values())
        raise InputError(
            f"{sheets[0].file}: no sheet we know; name the sheets {known}",
            f"{sheets[0].file}：没有可识别的表；表名应为 {known_zh}",
        )
    unit = _money_unit(chosen)
    base = MONEY_UNITS[unit]
    typed = [(name, sheet, read_sheet(sheet, declared_tables()[name], base)) for name, sheet in chosen]
    letters = {sheet.place: part.letters for _, sheet, part in typed}
    frames: dict[str, pd.DataFrame] = {}
    kept_out = [part.frame.loc[sorted(part.refused)] for name, _, part in typed if name == "firms"]
    for name, sheet, part in typed:
        _refuse(part)
        notes += [*part.notes, *fill_defaults(declared_tables()[name], part, sheet.place)]
        frames[name] = pd.concat([frames[name], part.frame], ignore_index=True) if name in frames else part.frame
    places = {name: sheet.place for name, sheet in reversed(chosen)}
    notes += [
        *_assumed_unit(frames, [part for _, _, part in typed], unit),
        *give_codes(frames, places),
        *_fill_context(frames),
    ]
    notes += [*stand_ins(frames, kept_out), *link_regions(frames), *link_firms(frames), *link_segments(frames)]
    return _without_errors(Chain.from_tables(frames, tuple(notes), letters))


def _choose(sheets: list[RawSheet], notes: list[Finding]) -> list[tuple[str, RawSheet]]:
    """Declared table and sheet, `chain` first; a lone sheet of unknown name is guessed by its headers."""
    full = [sheet for sheet in sheets if not ignored(sheet)]
    chosen = [(choose_table(sheet), sheet) for sheet in full]
    if len(full) == 1 and chosen[0][0] is None:
        chosen = [(guess_table(full[0]), full[0])]
    for name, sheet in chosen:
        if name is None:
            near = nearest_sheet(sheet.name) or guess_table(sheet)
            hint, hint_zh = (f" Is it {near}?", f"是“{near}”吗？") if near else ("", "")
            notes.append(finding("unknown-sheet", origin=sheet.place, value=sheet.name, hint=hint, hint_zh=hint_zh))
    order = list(declared_tables())
    return sorted(((name, sheet) for name, sheet in chosen if name), key=lambda pair: order.index(pair[0]))


def _money_unit(chosen: list[tuple[str, RawSheet]]) -> str:
    """The money unit stated in sheet `chain`, else 万元."""
    for name, sheet in chosen:
        if name == "chain":
            part = read_sheet(sheet, declared_tables()["chain"], 1.0)
            stated = part.frame.get("unit", pd.Series(dtype=object)).dropna()
            return str(stated.iloc[0]) if len(stated) else _DEFAULT_UNIT
    return _DEFAULT_UNIT


def _refuse(part: TypedSheet) -> None:
    if part.refused:
        part.frame = part.frame.drop(index=sorted(part.refused)).reset_index(drop=True)


def _fill_context(frames: dict[str, pd.DataFrame]) -> list[Finding]:
    """What every row of a sheet leaves open is taken from sheet `chain`: base year, the only chain, the region."""
    about = frames.get("chain")
    if about is None or about.empty:
        return []
    notes: list[Finding] = []
    for table, name, stated, wholly in _CONTEXT:
        frame = frames.get(table)
        given = about[stated].dropna() if stated in about else pd.Series(dtype=object)
        if frame is None or frame.empty or not len(given):
            continue
        value = f"{given.iloc[0]:.0f}" if stated == "base_year" else str(given.iloc[0])
        cells = frame.get(name, pd.Series(None, index=frame.index, dtype=object))
        empty = cells.isna()
        if not empty.any() or (wholly and not empty.all()):
            continue
        frame[name] = cells.astype(object).where(~empty, value)
        if name != "chain_id":
            label = declared_tables()[table].columns[name].label_zh
            words: dict[str, Any] = {"count": int(empty.sum()), "default": value, "default_zh": value, "label": label}
            notes.append(finding("default-read", table=table, column=name, **words))
    return notes


def _assumed_unit(frames: dict[str, pd.DataFrame], parts: list[TypedSheet], unit: str) -> Iterator[Finding]:
    """Money without any word about its unit, neither in its header nor in sheet `chain`."""
    about = frames.get("chain", pd.DataFrame())
    stated = "unit" in about and bool(about["unit"].notna().any())
    if not stated and any(part.bare_money for part in parts):
        yield finding("unit-assumed", value=unit)


def _without_errors(chain: Chain) -> Chain:
    """The chain without the rows that its own declaration calls erroneous; each is noted.

    Rows that refer to a row left out become erroneous themselves, so the search goes on until nothing is found.
    """
    while wrong := [*_erroneous(chain)]:
        tables = dict(chain.tables)
        for name in {remark.table for _, remark in wrong}:
            tables[name] = tables[name].drop(index={row for row, remark in wrong if remark.table == name})
        chain = Chain.from_tables(tables, (*chain.notes, *(remark for _, remark in wrong)), chain.letters)
    return chain


def _erroneous(chain: Chain) -> Iterator[tuple[Any, Finding]]:
    yield from (found for found in row_findings(chain) if found[1].level == "error")
    ties = chain.ties
    for row in ties.index[ties["supplier"].notna() & ties["supplier"].eq(ties["buyer"])]:
        words = {"value": ties.at[row, "buyer"], "origin": chain.cell("ties", row, "buyer")}
        yield row, finding("self-tie", table="ties", column="buyer", **words)
