"""New rows into the tables in force: update by key, and every file owns its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.difference import row_keys
from chainchief.chain.finding import Finding, row_number
from chainchief.chain.membership import split_list
from chainchief.chain.value import EARLIER, TEXT, Chain

COPY_RULE = "copy-read"


@dataclass(frozen=True)
class Fresh:
    """What was read anew.

    files : names of the files, and of the file of which they are an annotated copy
    tables : the declared tables they hold; sheets : names of their sheets
    given : table -> the columns their sheets have; a column they lack keeps what is in force
    """

    files: frozenset[str]
    tables: frozenset[str]
    sheets: frozenset[str]
    given: Mapping[str, frozenset[str]]


def without_owned(base: Chain, fresh: Fresh) -> Chain:
    """The tables in force without the rows that the files read anew brought: these come again, or are gone."""
    family = _family(base, fresh.files)
    kept = {}
    for table, frame in base.tables.items():
        file, sheet = _split(frame["origin"])
        mine = file.isin(family) & (sheet.isin(fresh.sheets) | (table in fresh.tables))
        kept[table] = frame[~mine]
    return Chain.from_tables(kept, base.notes, base.letters, base.key_extra)


def merge_chains(base: Chain, kept: Chain, new: Chain, fresh: Fresh) -> Chain:
    """The tables in force with the new rows in them.

    base : the tables in force; kept : the same without the rows of the files read anew, see `without_owned`
    new : what was read, its references linked

    A new row takes the place of the row of its key; cells of columns that its sheet does not have keep their value and
    the place it came from. Rows of other files stay, and what they refer to stays with them.
    """
    extra = {table: tuple(dict.fromkeys((*base.key_extra.get(table, ()), *new.key_extra.get(table, ())))) for table in
             {*base.key_extra, *new.key_extra}}  # fmt: skip
    old, fitted = _with_keys(base, extra), _with_keys(new, extra)
    tables = {}
    for table in declared_tables():
        stays = kept.tables[table]
        if new.tables[table].empty:
            tables[table] = stays
            continue
        keys = pd.Series(row_keys(old, table), index=base.tables[table].index)
        tables[table] = _merged(
            base.tables[table].set_axis(pd.Index(keys)),
            set(_kept_keys(base.tables[table], stays, keys)),
            new.tables[table].set_axis(row_keys(fitted, table)),
            fresh.given.get(table, frozenset()),
        )
    tables = _with_referenced(tables, base)
    notes = tuple(dict.fromkeys((*_still_true(base, tables, fresh), *new.notes)))
    return Chain.from_tables(tables, notes, {**base.letters, **new.letters}, extra)


def _with_keys(chain: Chain, extra: Mapping[str, tuple[str, ...]]) -> Chain:
    return Chain(
        chain.tables, (), {}, {t: tuple(n for n in names if n in chain.tables[t]) for t, names in extra.items()}
    )


def _kept_keys(whole: pd.DataFrame, kept: pd.DataFrame, keys: pd.Series[Any]) -> list[str]:
    """The keys of the rows that stay; rows are told apart by where they came from."""
    stays = pd.MultiIndex.from_arrays([kept["origin"].fillna(""), kept.groupby("origin", dropna=False).cumcount()])
    every = pd.MultiIndex.from_arrays([whole["origin"].fillna(""), whole.groupby("origin", dropna=False).cumcount()])
    return [str(key) for key in keys[every.isin(stays)]]


def _merged(old: pd.DataFrame, stays: set[str], new: pd.DataFrame, given: frozenset[str]) -> pd.DataFrame:
    """Rows of `old` in their order, those of `new` in their place; then the new ones nobody had."""
    both = new.index[new.index.isin(old.index)]
    lending = old.loc[both[both.isin(stays)]]
    filled = _lent(new.copy(), lending, [name for name in old.columns if name not in {*given, "origin", EARLIER}])
    replaced = old.index.isin(both)
    rest = old[old.index.isin(stays) & ~replaced]
    order = [*old.index[old.index.isin(stays) | replaced], *filled.index[~filled.index.isin(old.index)]]
    whole = pd.concat([part for part in (rest, filled) if len(part)])
    return whole.loc[order].reset_index(drop=True)


def _lent(new: pd.DataFrame, old: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """New rows with the cells in force of columns that their sheet does not have, and where those came from."""
    lent = pd.Series(False, index=old.index)
    for name in columns:
        if name not in new:
            new[name] = pd.Series(None, index=new.index, dtype=old[name].dtype)
        known = old[name].notna() & ~old[name].eq(new.loc[old.index, name]).fillna(False)
        new.loc[known.index[known], name] = old.loc[known, name]
        lent |= known.astype(bool)
    if lent.any():
        places = old["origin"].astype(object)
        if EARLIER in old:
            places = places.where(old[EARLIER].isna(), places + ";" + old[EARLIER].astype(object))
        new[EARLIER] = places.where(lent).reindex(new.index).astype(TEXT)
    return new


def _with_referenced(tables: dict[str, pd.DataFrame], base: Chain) -> dict[str, pd.DataFrame]:
    """Regions and firms that left with their file but which rows of other files still name come back."""
    for target in ("regions", "firms"):
        code = declared_tables()[target].keys[0]
        known = set(tables[target][code].dropna())
        lost = base.tables[target][~base.tables[target][code].isin(known)]
        if lost.empty:
            continue
        back = lost[lost[code].isin(_named(tables, target))]
        if len(back):
            tables[target] = pd.concat([tables[target], back], ignore_index=True)
    return tables


def _named(tables: Mapping[str, pd.DataFrame], target: str) -> set[str]:
    named: set[str] = set()
    for table in declared_tables().values():
        for column in table.columns.values():
            if column.refers_to == target:
                cells = tables[table.name][column.name].dropna().unique()
                named |= {part for cell in cells for part in (split_list(cell) if column.is_list else [cell])}
    return named


def drop_unnamed(chain: Chain) -> Chain:
    """The chain without outside firms that no tie names any more: their ties were left out."""
    made = chain.firms["listed_here"].eq(False).fillna(False)
    if not made.any():
        return chain
    unnamed = made & ~chain.firms["firm_id"].isin(_named(chain.tables, "firms"))
    return chain.with_(firms=chain.firms[~unnamed]) if unnamed.any() else chain


def _still_true(base: Chain, tables: Mapping[str, pd.DataFrame], fresh: Fresh) -> list[Finding]:
    """The notes of earlier imports that still hold: not of the files read anew, not of rows replaced since."""
    family = _family(base, fresh.files)
    rows = {_row_place(str(place)) for frame in tables.values() for place in frame["origin"].dropna()}
    earlier = [frame[EARLIER].dropna() for frame in tables.values() if EARLIER in frame]
    rows |= {_row_place(place) for cells in earlier for cell in cells for place in str(cell).split(";")}
    return [
        note
        for note in base.notes
        if note.origin.partition("!")[0] not in family
        and (note.level == "error" or note.row is None or _row_place(note.origin) in rows or note.rule == COPY_RULE)
    ]


def _row_place(origin: str) -> str:
    return f"{origin.rpartition('!')[0]}!{row_number(origin)}"


def _split(origin: pd.Series[Any]) -> tuple[pd.Series[Any], pd.Series[Any]]:
    parts = origin.fillna("").astype(object).str.split("!", n=1)
    return parts.str[0], parts.str[1].str.rpartition("!")[0] if len(origin) else parts


def _family(base: Chain, files: frozenset[str]) -> set[str]:
    """The files, their originals and every annotated copy of one of them."""
    pairs = [(note.origin, note.value) for note in base.notes if note.rule == COPY_RULE]
    roots = {*files, *(root for copy, root in pairs if copy in files)}
    return {*roots, *(copy for copy, root in pairs if root in roots)}


SameFirm = tuple[Any, Any, list[tuple[str, Any, Any]]]
"""Label of the row kept, label of the row merged into it, cells that differ: column, first, other."""


def same_firms(frame: pd.DataFrame, told: set[str]) -> tuple[pd.DataFrame, list[SameFirm]]:
    """Rows of firms that people said are one: the first stays, its unknown cells are filled from the others.

    told : firm codes that several rows were said to mean
    returns : the frame, and what was merged
    """
    keys = [name for name in ("firm_id", "period") if name in frame]
    again = frame[frame["firm_id"].isin(told) & frame.duplicated(keys, keep="first")]
    merged: list[SameFirm] = []
    frame = frame.copy()
    for row in again.index:
        same = np.logical_and.reduce([_equal(frame[name], frame.at[row, name]) for name in keys])
        first = frame.index[same][0]
        differs = []
        for name in frame.columns:
            if name in ("origin", *keys) or pd.isna(frame.at[row, name]):
                continue
            if pd.isna(frame.at[first, name]):
                frame.at[first, name] = frame.at[row, name]
            elif frame.at[first, name] != frame.at[row, name] and name not in ("name", "name_en", "name_zh"):
                differs.append((name, frame.at[first, name], frame.at[row, name]))
        merged.append((first, row, differs))
    return frame.drop(index=again.index), merged


def _equal(cells: pd.Series[Any], value: Any) -> Any:
    return (cells.isna() if pd.isna(value) else cells.eq(value).fillna(False)).to_numpy()
