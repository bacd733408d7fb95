"""read: a path in, a Chain out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import Finding, finding, row_number
from chainchief.chain.rules import row_findings
from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.intake.cell import MONEY_UNITS
from chainchief.intake.header import choose_table, guess_table, ignored, nearest_sheet
from chainchief.intake.linking import give_codes, link_firms, link_regions, link_segments
from chainchief.intake.sheet import TypedSheet, fill_defaults, read_sheet
from chainchief.intake.source import RawSheet, open_sheets
from chainchief.intake.storage import is_workspace, load_workspace_chain

_HARD_RULES = frozenset({"self-tie"})
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
    base = MONEY_UNITS[_money_unit(chosen)]
    typed = [(name, sheet, read_sheet(sheet, declared_tables()[name], base)) for name, sheet in chosen]
    letters = {sheet.place: part.letters for _, sheet, part in typed}
    frames: dict[str, pd.DataFrame] = {}
    for name, sheet, part in typed:
        _refuse(part)
        notes += [*part.notes, *fill_defaults(declared_tables()[name], part, sheet.place)]
        frames[name] = pd.concat([frames[name], part.frame], ignore_index=True) if name in frames else part.frame
    places = {name: sheet.place for name, sheet in reversed(chosen)}
    notes += [*give_codes(frames, places), *_fill_context(frames), *link_regions(frames), *link_firms(frames)]
    link_segments(frames)
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
    """Indicators without period or chain belong to the base year and the only chain."""
    indicators, about = frames.get("indicators"), frames.get("chain")
    if indicators is None or indicators.empty or about is None or about.empty:
        return []
    notes: list[Finding] = []
    for name, given in (("period", about.get("base_year")), ("chain_id", about.get("chain_id"))):
        known = given.dropna() if given is not None else pd.Series(dtype=object)
        if not len(known):
            continue
        value = f"{known.iloc[0]:.0f}" if name == "period" else str(known.iloc[0])
        cells = indicators.get(name, pd.Series(None, index=indicators.index, dtype=object))
        empty = cells.isna()
        indicators[name] = cells.astype(object).where(~empty, value)
        if name == "period" and empty.any():
            words: dict[str, Any] = {"count": int(empty.sum()), "default": value, "default_zh": value, "label": "时期"}
            notes.append(finding("default-read", table="indicators", column="period", **words))
    return notes


def _without_errors(chain: Chain) -> Chain:
    """The chain without the rows that its own declaration calls erroneous; each is noted."""
    wrong = [remark for remark in row_findings(chain) if remark.level == "error"]
    wrong += [
        finding(
            "self-tie",
            table="ties",
            column="buyer",
            origin=chain.cell("ties", row, "buyer"),
            value=chain.ties.at[row, "buyer"],
        )
        for row in chain.ties.index[chain.ties["supplier"].notna() & chain.ties["supplier"].eq(chain.ties["buyer"])]
    ]
    tables = dict(chain.tables)
    for name in {remark.table for remark in wrong}:
        places = {_row_place(remark.origin) for remark in wrong if remark.table == name}
        frame = tables[name]
        tables[name] = frame[~frame["origin"].map(lambda origin, places=places: _row_place(origin) in places)]
    return replace(Chain.from_tables(tables, (*chain.notes, *wrong), chain.letters))


def _row_place(origin: str) -> str:
    """ "book.xlsx!ties!G12" and "book.xlsx!ties!12" are the same row; a wide sheet's cells are rows of their own."""
    sheet, _, last = origin.rpartition("!")
    return f"{sheet}!{row_number(last)}" if sheet else origin
