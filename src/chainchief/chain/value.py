"""The Chain: a frozen bundle of tidy tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import Table, declared_tables
from chainchief.chain.finding import Finding, row_number
from chainchief.chain.period import normal_period
from chainchief.errors import InputError
from chainchief.options import pick

TEXT = pd.StringDtype(na_value=np.nan)
EARLIER = "origin_before"
"""Column with the places of the rows from which a row keeps cells that its newest sheet does not have; newest first."""


@dataclass(frozen=True, eq=False)
class Chain:
    """The industrial chain of one product family, as tables.

    tables : name -> frame; every declared column stands in every frame (NaN = unknown), then `origin`, then the
        undeclared columns of the source. Attribute access works too: `chain.ties`. A table the source lacks is empty.
        Text is text, every number float64, yes/no "boolean", money in `unit` a year.
    notes : what the import repaired, assumed or left out, in the order it happened
    letters : "book.xlsx!ties" -> {column: letter of that column in the sheet}, so that a row leads to its cells
    key_extra : table -> undeclared columns that tell its rows apart besides the declared key
    """

    tables: Mapping[str, pd.DataFrame]
    notes: tuple[Finding, ...] = ()
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    key_extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_tables(
        cls,
        tables: Mapping[str, pd.DataFrame],
        notes: tuple[Finding, ...] = (),
        letters: Mapping[str, Mapping[str, str]] | None = None,
        key_extra: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Chain:
        """A Chain from plain frames; absent columns are filled with unknown, types are made right.

        Raises InputError for a table that is not declared or a number column that holds text.

        >>> Chain.from_tables({"segments": pd.DataFrame({"segment_id": ["S1"], "name": ["Frames"]})}).segments.shape[0]
        1
        """
        declared = declared_tables()
        for name in tables:
            pick(dict(declared), name, "table")
        filled = {name: _fill(table, tables.get(name)) for name, table in declared.items()}
        return cls(
            MappingProxyType(filled),
            notes,
            MappingProxyType(dict(letters or {})),
            MappingProxyType(dict(key_extra or {})),
        )

    def with_(self, **tables: pd.DataFrame) -> Chain:
        """A new Chain in which the given tables replace the old ones."""
        return Chain.from_tables({**self.tables, **tables}, self.notes, self.letters, self.key_extra)

    def keys(self, table: str) -> tuple[str, ...]:
        """The columns that identify a row of a table: the declared ones, then those that came with the data."""
        extra = (name for name in self.key_extra.get(table, ()) if name in self.tables[table])
        return (*declared_tables()[table].keys, *extra)

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            frame: pd.DataFrame = tables[name]
            return frame
        raise AttributeError(f"a Chain has no table or attribute '{name}'")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def has(self, table: str) -> bool:
        """Whether the table has at least one row."""
        return not self.tables[table].empty

    def cell(self, table: str, row: Any, column: str) -> str:
        """The place of one cell, "book.xlsx!ties!G12"; the place of the row when the column's letter is unknown."""
        frame = self.tables[table]
        places = [str(frame.at[row, "origin"])]
        if EARLIER in frame and isinstance(frame.at[row, EARLIER], str):
            places += frame.at[row, EARLIER].split(";")
        sheets = [place.rpartition("!")[0] for place in places]
        lettered = [place for place, sheet in zip(places, sheets, strict=True) if column in self.letters.get(sheet, {})]
        return cell_place((lettered or places)[0], column, self.letters)

    @property
    def title(self) -> str:
        return self._about("name") or self._about("chain_id")

    def title_in(self, language: str) -> str:
        """The title for a reader of "en" or "zh"."""
        return self._about(f"name_{language}") or self.title

    @property
    def region(self) -> str:
        """Code of the region the chain belongs to, "" when not stated."""
        return self._about("region_id")

    @property
    def base_year(self) -> int | None:
        year = self.tables["chain"]["base_year"]
        year = year[np.isfinite(year)]
        return int(year.iloc[0]) if len(year) else None

    @property
    def currency(self) -> str:
        return self._about("currency") or "CNY"

    @property
    def unit(self) -> str:
        """The unit of every money column."""
        return self._about("unit") or "万元"

    @property
    def synthetic(self) -> bool:
        """Whether any row is of quality S."""
        return any(bool(frame["quality"].eq("S").any()) for frame in self.tables.values())

    def _about(self, column: str) -> str:
        texts = self.tables["chain"][column].dropna()
        return str(texts.iloc[0]) if len(texts) else ""


def cell_place(origin: str, column: str, letters: Mapping[str, Mapping[str, str]]) -> str:
    """The place of `column` in the row `origin`: "book.xlsx!ties!12" -> "book.xlsx!ties!G12"."""
    sheet = origin.rpartition("!")[0]
    letter = letters.get(sheet, {}).get(column)
    return f"{sheet}!{letter}{row_number(origin)}" if letter else origin


def _fill(table: Table, frame: pd.DataFrame | None) -> pd.DataFrame:
    if frame is None:
        return _empty(table.name).copy()
    frame = frame.reset_index(drop=True)
    frame.columns = frame.columns.astype(str)
    if not frame.columns.is_unique:
        twice = ", ".join(sorted(set(frame.columns[frame.columns.duplicated()])))
        raise InputError(f"{table.name}: columns given twice: {twice}; keep one", f"{table.name}：列重复：{twice}")
    typed = {name: _typed(table, name, frame) for name in table.columns}
    typed["origin"] = _origin(table.name, frame)
    extra = {name: _plain_text(frame[name]) for name in frame.columns if name not in typed}
    return pd.DataFrame({**typed, **extra}, index=frame.index)


@cache
def _empty(table: str) -> pd.DataFrame:
    return _fill(declared_tables()[table], pd.DataFrame())


def _plain_text(cells: pd.Series[Any]) -> pd.Series[Any]:
    """An undeclared column of anything but numbers alone becomes text, with the one unknown of the declared ones."""
    return cells.map(_as_text, na_action="ignore").astype(TEXT) if cells.dtype == object else cells


def _as_text(cell: Any) -> str:
    """A number among texts as people write it: 100, not 100.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _typed(table: Table, name: str, frame: pd.DataFrame) -> pd.Series[Any]:
    column = table.columns[name]
    dtype: Any = np.float64 if column.numeric else "boolean" if column.kind == "bool" else TEXT
    if name not in frame:
        return pd.Series(np.nan if dtype is not TEXT else None, index=frame.index, dtype=dtype, name=name)
    given = frame[name]
    try:
        if column.kind == "period":
            known = {cell: normal_period(cell) or str(cell) for cell in given.dropna().unique()}
            return given.astype(object).map(known).astype(dtype)
        if column.numeric:
            return pd.to_numeric(given).astype(np.float64)
        return (_whole(given) if dtype is TEXT else given).astype(dtype)
    except (TypeError, ValueError) as error:
        kind = "number" if column.numeric else column.kind
        raise InputError(
            f"{table.name}.{name}: {error}; every cell must be a {kind} or empty",
            f"{table.name}.{name}：{error}；应为{kind}或留空",
        ) from error


def _whole(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Codes that came as numbers lose the decimals a gap in their column gave them: 330304.0 is "330304"."""
    whole = pd.api.types.is_float_dtype(cells.dtype) and bool((cells.dropna() % 1 == 0).all())
    return cells.astype("Int64") if whole else cells


def _origin(table: str, frame: pd.DataFrame) -> pd.Series[Any]:
    own = pd.Series([f"memory!{table}!{number + 1}" for number in range(len(frame))], index=frame.index, dtype=TEXT)
    return frame["origin"].astype(TEXT).fillna(own) if "origin" in frame else own
