"""What a test of numbers counted, and the long table of numbers that the tests share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import Column, declared_tables
from chainchief.chain.units import additive, recognised
from chainchief.chain.value import Chain

_ENTITIES = {"firms": "firm_id", "indicators": "region_id"}
_SERIES = {"indicators": "indicator", "series": "item"}
_TESTED = ("firms", "indicators", "ties", "segments", "series", "trade", "io")
_NO_AMOUNTS = ("deg", "0..100", "count", "numeric country code")
"""Units of numbers that are placed, judged or counted one by one."""


@dataclass(frozen=True)
class Doubt:
    """What one test found about one subject.

    test : its rule in `messages.csv`
    subject : a column, an indicator, a region, a firm, as a reader knows it
    count, of : cells (or years, or firms) that are so, of how many
    expected : the share of them, 0..1, that chance gives; NaN where the test is none of chance
    p : probability of `count` or more by chance, NaN likewise
    row : label of the row it is told at
    notable : whether it is worth a finding
    words : further words of the rule
    """

    test: str
    table: str
    column: str
    subject: str
    row: Any
    count: int
    of: int
    expected: float = np.nan
    p: float = np.nan
    notable: bool = True
    words: Mapping[str, str] = field(default_factory=dict)


def amounts(chain: Chain, tables: Sequence[str] = _TESTED) -> Iterator[tuple[Column, pd.DataFrame]]:
    """Every measured column of the tables with its numbers above zero or below.

    frame : value, series (the indicator or item, else the column), entity (firm or region, "" for others), period,
        ratio (shares and per-head numbers: quotients of small counts repeat and run by nature); the index holds the
        labels of the rows
    """
    for name in tables:
        frame = chain.tables[name]
        for column in declared_tables()[name].columns.values():
            if frame.empty or column.kind not in ("money", "number", "int") or column.unit in _NO_AMOUNTS:
                continue
            kept = frame[np.isfinite(frame[column.name]) & frame[column.name].ne(0)]
            if column.key or kept.empty:
                continue
            yield column, _long(chain, column, kept)


def _long(chain: Chain, column: Column, kept: pd.DataFrame) -> pd.DataFrame:
    series = column.table in _SERIES
    names = series_names(chain, column.table, kept) if series else column.name
    entity = _ENTITIES.get(column.table)
    periods = kept["period"].astype(object) if "period" in kept else pd.Series("", kept.index, dtype=object)
    return pd.DataFrame(
        {
            "value": kept[column.name],
            "series": names,
            "entity": kept[entity].fillna("").astype(object) if entity else "",
            "period": periods.fillna(""),
            "ratio": _ratios(kept, column) if series else False,
        },
        index=kept.index,
    )


def _ratios(kept: pd.DataFrame, column: Column) -> pd.Series[Any]:
    """Numbers of a known unit that cannot be added, and of no unit those between -1 and 1."""
    units = kept["unit"].fillna("").astype(object) if "unit" in kept else pd.Series("", kept.index, dtype=object)
    quotient = {unit: recognised(str(unit)) and not additive(str(unit)) for unit in units.unique()}
    return units.map(quotient).astype(bool) | (units.eq("") & kept[column.name].abs().le(1))


def series_names(chain: Chain, table: str, kept: pd.DataFrame) -> pd.Series[Any]:
    """The indicator or item of each row, with whatever else came into the key with the data."""
    names = kept[_SERIES[table]].fillna("").astype(object)
    for name in chain.key_extra.get(table, ()):
        if name in kept:
            names = names + " / " + kept[name].map(str, na_action="ignore").fillna("").astype(object)
    return names


def significant(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """How many digits each number has from its first to its last that is not zero, 10 at most.

    >>> significant(np.array([120.0, 0.0305, 99999.0]))
    array([2, 3, 5])
    """
    known, back = np.unique(values, return_inverse=True)
    return np.array([len(digits(value)) for value in known], dtype=int)[back]


def digits(value: float) -> str:
    """The digits of a number from its first to its last that is not zero: 0.0305 -> "305"."""
    return f"{abs(value):.10g}".partition("e")[0].replace(".", "").strip("0")
