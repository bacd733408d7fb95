"""New rows into the tables in force: update by key, and every file owns its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import declared_tables, referring_columns
from chainchief.chain.difference import row_keys
from chainchief.chain.finding import Finding, finding, row_number
from chainchief.chain.membership import split_list
from chainchief.chain.value import EARLIER, TEXT, Chain

COPY_RULE = "copy-read"
_WHOLE = frozenset({"indicators", "series"})
"""Tables whose row is one value with what describes it: unit, quality and source belong to that value alone."""


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
    """The tables in force without the cells that the files read anew brought: these come again, or are gone.

    A row that has cells of other files too keeps those, with the place they came from.
    """
    family = _family(base, fresh.files)
    kept = {}
    for table, frame in base.tables.items():
        file, sheet = _split(frame["origin"])
        mine = file.isin(family) & (sheet.isin(fresh.sheets) | (table in fresh.tables))
        kept[table] = frame[~mine]
        if EARLIER in frame and frame[EARLIER].notna().any():
            kept[table] = _without_cells(base, table, frame, mine, family, fresh)
    return Chain.from_tables(kept, base.notes, base.letters, base.key_extra)


def _without_cells(
    base: Chain, table: str, frame: pd.DataFrame, mine: pd.Series[Any], family: set[str], fresh: Fresh
) -> pd.DataFrame:
    """Rows that came from several files, without the cells of the files read anew."""
    frame, gone = frame.copy(), mine.copy()
    keys = {*base.keys(table), "origin", EARLIER}
    for row in frame.index[frame[EARLIER].notna()]:
        places = [str(frame.at[row, "origin"]), *str(frame.at[row, EARLIER]).split(";")]
        owned = [_owned(place, table, family, fresh) for place in places]
        left = [place for place, own in zip(places, owned, strict=True) if not own]
        gone[row] = not left
        if len(left) in (0, len(places)):
            continue
        for name in frame.columns.difference(list(keys)):
            holding = [
                own for place, own in zip(places, owned, strict=True) if name in base.letters.get(_sheet(place), ())
            ]
            if (holding or owned)[0]:
                frame.at[row, name] = None if frame[name].dtype != float else np.nan
        frame.at[row, "origin"] = left[0]
        frame.at[row, EARLIER] = ";".join(left[1:]) or None
    return frame[~gone]


def _owned(place: str, table: str, family: set[str], fresh: Fresh) -> bool:
    file, _, rest = place.partition("!")
    return file in family and (rest.rpartition("!")[0] in fresh.sheets or table in fresh.tables)


def _sheet(place: str) -> str:
    return place.rpartition("!")[0]


def recoded(kept: Chain, new: Chain) -> tuple[Chain, list[Finding]]:
    """The tables in force with the codes that a new sheet gives to regions and firms known by their names so far."""
    tables, notes = dict(kept.tables), []
    for target in ("regions", "firms"):
        code = declared_tables()[target].keys[0]
        by_name = dict(zip(new.tables[target]["name"], new.tables[target][code], strict=True))
        codes = set(tables[target][code].dropna())
        fresh = {
            name: given for name, given in by_name.items() if name in codes and given != name and given not in codes
        }
        if not fresh:
            continue
        tables[target] = tables[target].assign(**{code: tables[target][code].replace(fresh)})
        for column in referring_columns(target):
            if not column.is_list:
                frame = tables[column.table]
                tables[column.table] = frame.assign(**{column.name: frame[column.name].replace(fresh)})
        notes += [
            finding("code-given", table=target, column=code, value=name, before=name, after=given)
            for name, given in fresh.items()
        ]
    return (Chain.from_tables(tables, kept.notes, kept.letters, kept.key_extra), notes) if notes else (kept, notes)


def merge_chains(base: Chain, kept: Chain, new: Chain, fresh: Fresh) -> Chain:
    """The tables in force with the new rows in them.

    base : the tables in force; kept : the same without what the files read anew brought, see `without_owned`
    new : what was read, its references linked

    A new row takes the place of the row of its key; cells of columns that its sheet does not have keep their value and
    the place it came from. An observation is one value with what describes it and is replaced as a whole. Rows of
    other files stay, and whom they name stays known by name.
    """
    extra = {table: tuple(dict.fromkeys((*base.key_extra.get(table, ()), *new.key_extra.get(table, ())))) for table in
             {*base.key_extra, *new.key_extra}}  # fmt: skip
    old, stays, fitted = (_with_keys(chain, extra) for chain in (base, kept, new))
    tables = {}
    for table in declared_tables():
        given = fresh.given.get(table, frozenset())
        if new.tables[table].empty:
            tables[table] = kept.tables[table]
            continue
        tables[table] = _merged(
            list(row_keys(old, table)),
            kept.tables[table].set_axis(row_keys(stays, table)),
            new.tables[table].set_axis(row_keys(fitted, table)),
            _lendable(table, kept.tables[table], given),
        )
    tables = _with_referenced(tables, base)
    notes = tuple(dict.fromkeys((*_still_true(base, tables, fresh), *new.notes)))
    return Chain.from_tables(tables, notes, {**base.letters, **new.letters}, extra)


def _with_keys(chain: Chain, extra: Mapping[str, tuple[str, ...]]) -> Chain:
    present = {table: tuple(name for name in names if name in chain.tables[table]) for table, names in extra.items()}
    return Chain(chain.tables, (), {}, present)


def _lendable(table: str, frame: pd.DataFrame, given: frozenset[str]) -> list[str]:
    """The columns a new row takes over where its sheet does not have them; a point and its system go together."""
    if table in _WHOLE:
        return []
    stated = given - {"coord_sys"} if "lat" not in given else given
    return [name for name in frame.columns if name not in {*stated, "origin", EARLIER}]


def _merged(order: list[str], old: pd.DataFrame, new: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Rows of `old` in their order, those of `new` in their place; then the new ones nobody had."""
    lending = old[old.index.isin(new.index)]
    if "listed_here" in old:
        lending = lending[lending["listed_here"].fillna(True)]
    filled = _lent(new.copy(), lending, columns)
    rest = old[~old.index.isin(new.index)]
    whole = pd.concat([part for part in (rest, filled) if len(part)])
    known = set(order)
    placed = pd.Index(order)
    return whole.loc[
        [*placed[placed.isin(whole.index)], *(key for key in whole.index if key not in known)]
    ].reset_index(drop=True)


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
    """Regions and firms that left with their file but whom rows of other files still name: known by name alone."""
    for target in ("regions", "firms"):
        code = declared_tables()[target].keys[0]
        known = set(tables[target][code].dropna())
        lost = base.tables[target][~base.tables[target][code].isin(known)].drop_duplicates(code)
        named = _named(tables, target) if len(lost) else {}
        back = lost[lost[code].isin(named)]
        if len(back):
            back = back[[code, "name", "name_en", "name_zh"]].assign(origin=back[code].map(named))
            back = back.assign(listed_here=False) if target == "firms" else back
            tables[target] = pd.concat([tables[target], back], ignore_index=True)
    return tables


def _named(tables: Mapping[str, pd.DataFrame], target: str) -> dict[str, str]:
    """Every code that a column names -> the place of the first row that does."""
    named: dict[str, str] = {}
    for column in referring_columns(target):
        frame = tables[column.table]
        first = frame.loc[frame[column.name].dropna().drop_duplicates().index, [column.name, "origin"]]
        for cell, origin in zip(first[column.name], first["origin"], strict=True):
            for part in split_list(cell) if column.is_list else [cell]:
                named.setdefault(part, str(origin))
    return named


def drop_unnamed(chain: Chain) -> Chain:
    """The chain without outside firms that no tie names any more: their ties were left out."""
    by_tie = np.array(
        ["supplier" in chain.letters.get(_sheet(str(place)), {}) for place in chain.firms["origin"]], bool
    )
    made = chain.firms["listed_here"].eq(False).fillna(False) & by_tie
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
