"""check_tables: everything the tables say about themselves, place by place; it never raises on dirty data."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from chainchief.chain.columns import Column, Table, declared_choices, declared_tables
from chainchief.chain.finding import LEVELS, Finding, finding
from chainchief.chain.membership import split_list
from chainchief.chain.period import last_month
from chainchief.chain.rules.consistency import CONSISTENCY_RULES
from chainchief.chain.value import Chain

_MAY_BE_UNKNOWN = frozenset({("indicators", "value"), ("series", "value"), ("firms", "segment_id")})
_SOFT_REFERENCES = frozenset({"actors", "indicator_meta", "scenarios", "series", "chain", "regions", "firms"})
_DATED = MappingProxyType({"period": "not-a-period", "date": "not-a-date", "datetime": "not-a-date"})
_SAYS_NOTHING = frozenset({"origin", "note", "source"})
_NAMED_ROWS = 6
_SUM = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|total|sum|subtotal|[注备][注]?[：:].*|数据来源.*|说明[：:].*)$", re.IGNORECASE
)
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")


RowFinding = tuple[Any, Finding]


def check_tables(chain: Chain) -> list[Finding]:
    """Every finding about the chain: first what the import noted, then errors, warnings and infos.

    An error names a row that cannot be used as it is, a warning a doubt, an info an assumption. `read` has already
    kept erroneous rows out, so on its chains the errors stand among the notes.

    >>> check_tables(Chain.from_tables({}))
    []
    """
    with np.errstate(over="ignore", invalid="ignore"):
        rows = [remark for _, remark in row_findings(chain)]
        across = [remark for rule in CONSISTENCY_RULES for remark in rule(chain)]
    return [*chain.notes, *sorted([*rows, *across], key=lambda remark: LEVELS.index(remark.level))]


def row_findings(chain: Chain) -> list[RowFinding]:
    """What single rows get wrong by the declaration of their columns, each with the label of its row."""
    return [
        found
        for table in declared_tables().values()
        if chain.has(table.name)
        for rule in ROW_RULES
        for found in rule(chain, table)
    ]


def _required(chain: Chain, table: Table) -> Iterator[RowFinding]:
    frame = chain.tables[table.name]
    for name in table.required:
        if (table.name, name) in _MAY_BE_UNKNOWN:
            continue
        empty = frame.index[frame[name].isna()]
        if table.columns[name].key:
            yield from (_at(chain, "required-empty", table.columns[name], row) for row in empty)
        elif len(empty):
            yield _at(chain, "cells-empty", table.columns[name], empty[0], count=len(empty), rows=_rows(frame, empty))


def _rows(frame: pd.DataFrame, labels: pd.Index[Any]) -> str:
    """The rows of the file, the first few of them: "12, 15, …"."""
    places = [str(frame.at[row, "origin"]).rpartition("!")[2] for row in labels[:_NAMED_ROWS]]
    return ", ".join([*places, *(["…"] if len(labels) > _NAMED_ROWS else [])])


def _numbers(chain: Chain, table: Table) -> Iterator[RowFinding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        cells = frame[column.name]
        if not column.numeric or cells.isna().all():
            continue
        for row in frame.index[cells.isin([float("inf"), float("-inf")])]:
            yield _at(chain, "not-finite", column, row)
        if ">= 0" in column.rule or (column.kind == "share" and "-1..1" not in column.rule):
            for row in frame.index[cells < 0]:
                yield _at(chain, "below-zero", column, row)
        yield from _out_of_range(chain, column, cells)


def _out_of_range(chain: Chain, column: Column, cells: pd.Series[Any]) -> Iterator[RowFinding]:
    low, high = usual_range(column)
    outside = (cells < low) | (cells > high * (1 + 1e-9))
    bare = cells.abs() > share_limit(column) * (1 + 1e-9)
    for row in cells.index[bare & np.isfinite(cells)]:
        yield _at(chain, "share-bare", column, row, fixed=_plain(cells[row] / 100))
    for row in cells.index[outside & ~bare & np.isfinite(cells)]:
        yield _at(chain, "out-of-range", column, row, low=_plain(low), high=_plain(high))


def share_limit(column: Column) -> float:
    """Above it a cell of a share column must be a percentage without its sign; infinite for other columns."""
    if column.kind != "share":
        return math.inf
    return 2.0 if "1.2" in column.rule else 1.0


def usual_range(column: Column) -> tuple[float, float]:
    """The range outside which a number of the column is doubtful; infinite where none is declared."""
    if column.kind == "share":
        return -math.inf, 1.2 if "1.2" in column.rule else 1.0
    limits = next(filter(None, (_RANGE.findall(text) for text in (column.rule, column.unit, column.kind))), [])
    lows, highs = [float(low) for low, _ in limits], [float(high) for _, high in limits]
    return min(lows, default=-math.inf), max(highs, default=math.inf)


def _dates(chain: Chain, table: Table) -> Iterator[RowFinding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        if column.kind not in _DATED:
            continue
        for cell, rows in frame.groupby(frame[column.name], sort=False).groups.items():
            if last_month(str(cell)) is None:
                yield from (_at(chain, _DATED[column.kind], column, row) for row in rows)


def _choices(chain: Chain, table: Table) -> Iterator[RowFinding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        if not column.choice:
            continue
        allowed = {choice.value for choice in declared_choices()[column.choice]}
        for row in frame.index[frame[column.name].notna() & ~frame[column.name].isin(allowed)]:
            yield _at(chain, "not-a-choice", column, row, **choice_words(column, str(frame.at[row, column.name])))


def choice_words(column: Column, text: str) -> dict[str, str]:
    """The allowed values of an enum column and the nearest one, as words for a finding."""
    choices = declared_choices()[column.choice]
    known = {word: choice.value for choice in choices for word in (choice.value, choice.label_zh, *choice.aliases)}
    near = process.extractOne(text, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return {
        "choices": ", ".join(choice.value for choice in choices),
        "choices_zh": "、".join(choice.label_zh or choice.value for choice in choices),
        "hint": f"Did you mean “{known[near[0]]}”?" if near else "Choose one of them.",
        "hint_zh": f"是“{near[0]}”吗？" if near else "请从中选择。",
    }


def _references(chain: Chain, table: Table) -> Iterator[RowFinding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        target = declared_tables().get(column.refers_to)
        if target is None or not chain.has(target.name):
            continue
        names = (target.keys[0], *(name for name in ("name",) if target.name == "indicator_meta"))
        known = {str(code) for name in names for code in chain.tables[target.name][name].dropna()}
        rule = "unknown-word" if target.name in _SOFT_REFERENCES else "unknown-reference"
        for cell, rows in frame.groupby(frame[column.name], sort=False).groups.items():
            parts = split_list(cell) if column.is_list else [str(cell)]
            for part in [part.replace("：", ":").partition(":")[0].strip() for part in parts]:
                if part not in known:
                    words = reference_words(part, known, target)
                    yield from (_at(chain, rule, column, row, value=part, **words) for row in rows)


def reference_words(text: str, known: set[str], target: Table) -> dict[str, str]:
    """The words of an unknown reference: what it should be, the nearest known one."""
    near = process.extractOne(text, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return {
        "what": target.name.removesuffix("s"),
        "what_zh": target.name_zh,
        "target": target.name,
        "target_zh": target.name_zh,
        "hint": f" Did you mean “{near[0]}”?" if near else "",
        "hint_zh": f"是“{near[0]}”吗？" if near else "",
    }


def _keys(chain: Chain, table: Table) -> Iterator[RowFinding]:
    """Rows that repeat a key; a row without the required parts of its key is already named by `_required`."""
    frame = chain.tables[table.name]
    keys = list(table.keys)
    must = [name for name in keys if table.columns[name].required]
    whole = frame[frame[must].notna().all(axis=1)]
    repeated = whole[whole.duplicated(keys, keep=False)]
    if repeated.empty:
        return
    others = [name for name in frame.columns if name not in {*keys, *_SAYS_NOTHING}]
    grouped = repeated.groupby(keys, dropna=False, sort=False)
    apart = grouped[others].nunique(dropna=False).gt(1).to_numpy()
    for differs, (_, members) in zip(apart, grouped, strict=True):
        rows = members.index
        named = [str(frame.at[rows[0], name]) for name in keys if pd.notna(frame.at[rows[0], name])]
        differing = [name for name, one in zip(others, differs, strict=True) if one]
        words = {
            "key": " / ".join(named),
            "count": len(rows),
            "others": _rows(frame, rows),
            "apart": f": {', '.join(differing)}" if differing else "",
        }
        yield from (_at(chain, "duplicate-key", table.columns[keys[0]], row, **words) for row in rows[1:])


def _sums(chain: Chain, table: Table) -> Iterator[RowFinding]:
    """Rows that are sums of the others, or notes under the table, and no firm or segment of their own."""
    if table.name not in ("firms", "segments"):
        return
    names = chain.tables[table.name]["name"]
    for row, name in names.dropna().items():
        if _SUM.match(str(name).strip()):
            yield _at(chain, "sum-row", table.columns["name"], row)


def _at(chain: Chain, rule: str, column: Column, row: Any, **words: Any) -> RowFinding:
    cell = chain.tables[column.table].at[row, column.name]
    shown = {"value": _plain(cell) if pd.notna(cell) else "", "label": column.label_zh, **words}
    origin = chain.cell(column.table, row, column.name)
    return row, finding(rule, table=column.table, column=column.name, origin=origin, **shown)


def _plain(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


ROW_RULES: tuple[Callable[[Chain, Table], Iterator[RowFinding]], ...] = (
    _required,
    _numbers,
    _dates,
    _choices,
    _references,
    _keys,
    _sums,
)
