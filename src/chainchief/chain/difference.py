"""What lies between two chains: rows that came, went or changed, and the cells that changed in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.value import EARLIER, Chain

CHANGES = ("added", "changed", "removed")
_ROWS = ("table", "key", "change", "origin", "before_origin")
_CELLS = ("table", "key", "column", "before", "after", "origin", "before_origin")


@dataclass(frozen=True)
class Difference:
    """What an import changes.

    rows : frame, one row for each row added, changed or removed: table, key ("F1 / 2023"), change, origin (place in the
        new files, "" when removed), before_origin (place in the old ones, "" when added)
    cells : frame, one row for each cell changed in a row that stays: table, key, column, before, after (texts, "" =
        unknown), origin, before_origin
    """

    rows: pd.DataFrame
    cells: pd.DataFrame

    @property
    def counts(self) -> Mapping[tuple[str, str], int]:
        """(table, change) -> number of rows."""
        return {
            (str(table), str(change)): int(n)
            for (table, change), n in self.rows.groupby(["table", "change"]).size().items()
        }

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return len(self.rows) == 0


def compare_chains(before: Chain, after: Chain) -> Difference:
    """Row by row by key, cell by cell; where a row came from does not count as a change of it.

    Rows whose key is not unique are told apart by their order.

    >>> one = Chain.from_tables({"segments": pd.DataFrame({"segment_id": ["S1"], "name": ["Lens"]})})
    >>> two = one.with_(segments=one.segments.assign(name="Lenses"))
    >>> compare_chains(one, two).cells[["column", "before", "after"]].to_numpy().tolist()
    [['name', 'Lens', 'Lenses']]
    """
    parts = [_table(before, after, table) for table in declared_tables()]
    rows = [rows for rows, _ in parts if len(rows)]
    cells = [cells for _, cells in parts if len(cells)]
    return Difference(
        pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(_ROWS)),
        pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=list(_CELLS)),
    )


def row_keys(chain: Chain, table: str) -> pd.Index[Any]:
    """The key of every row as one text; unknown parts are left out of it, a repeated key gets "#2"."""
    frame = chain.tables[table]
    parts = [frame[name].astype(object).map(_text) for name in chain.keys(table)]
    keys = pd.Series("", index=frame.index, dtype=object)
    for number, part in enumerate(parts):
        keys = part.astype(object) if number == 0 else keys + _BETWEEN + part.astype(object)
    again = keys.groupby(keys, sort=False).cumcount()
    return pd.Index(keys.where(again.eq(0), keys + "#" + (again + 1).astype(str)))


_BETWEEN = "\x1f"


def shown_key(key: str) -> str:
    """A key as people read it: "F1 / 2023"."""
    return " / ".join(part for part in key.split(_BETWEEN) if part)


def _table(before: Chain, after: Chain, table: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    old, new = before.tables[table], after.tables[table]
    if old.empty and new.empty:
        return pd.DataFrame(), pd.DataFrame()
    old, new = old.set_axis(row_keys(before, table)), new.set_axis(row_keys(after, table))
    both = new.index[new.index.isin(old.index)]
    cells = _changed_cells(old.loc[both], new.loc[both], table)
    changed = set(cells["key"])
    parts = [
        _rows(table, "added", new.loc[~new.index.isin(old.index)], None),
        _rows(table, "changed", new.loc[both[both.isin(changed)]], old),
        _rows(table, "removed", None, old.loc[~old.index.isin(new.index)]),
    ]
    rows = (
        pd.concat([part for part in parts if len(part)], ignore_index=True) if any(map(len, parts)) else pd.DataFrame()
    )
    for frame in (rows, cells):
        if len(frame):
            frame["key"] = frame["key"].map(shown_key)
    return rows, cells


def _rows(table: str, change: str, new: pd.DataFrame | None, old: pd.DataFrame | None) -> pd.DataFrame:
    base = new if new is not None else old
    assert base is not None, "a changed row stands in one of the two"
    return pd.DataFrame(
        {
            "table": table,
            "key": list(base.index),
            "change": change,
            "origin": list(new["origin"]) if new is not None else "",
            "before_origin": list(old.loc[base.index, "origin"]) if old is not None else "",
        }
    )


def _changed_cells(old: pd.DataFrame, new: pd.DataFrame, table: str) -> pd.DataFrame:
    """Cells that differ in rows that stand in both, in the order of the new rows."""
    found = []
    for name in dict.fromkeys([*new.columns, *old.columns]):
        if name in ("origin", EARLIER):
            continue
        unknown = pd.Series(None, index=new.index, dtype=object)
        was, now = old.get(name, unknown), new.get(name, unknown)
        differs = _differs(was, now)
        if differs.any():
            found.append(
                pd.DataFrame(
                    {
                        "table": table,
                        "key": new.index[differs],
                        "column": name,
                        "before": [_text(cell) for cell in was.to_numpy(dtype=object, na_value=None)[differs]],
                        "after": [_text(cell) for cell in now.to_numpy(dtype=object, na_value=None)[differs]],
                        "origin": new["origin"].to_numpy()[differs],
                        "before_origin": old["origin"].to_numpy()[differs],
                    }
                )
            )
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(_CELLS))


def _differs(was: pd.Series[Any], now: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    absent, gone = was.isna().to_numpy(), now.isna().to_numpy()
    first, second = was.to_numpy(dtype=object, na_value=None), now.to_numpy(dtype=object, na_value=None)
    different: np.ndarray[Any, np.dtype[np.bool_]] = (first != second).astype(bool) & ~(absent & gone)
    if was.dtype != now.dtype and different.any():
        for place in np.flatnonzero(different):
            different[place] = _text(first[place]) != _text(second[place])
    return different


def _text(cell: Any) -> str:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
        return ""
    return f"{cell:.12g}" if isinstance(cell, float) else str(cell)
