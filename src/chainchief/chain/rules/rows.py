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
from chainchief.chain.finding import LEVELS, Finding
from chainchief.chain.membership import split_list
from chainchief.chain.period import last_month
from chainchief.chain.rules.consistency import CONSISTENCY_RULES
from chainchief.chain.rules.forensics import NUMBER_RULES
from chainchief.chain.rules.keys import repeated_keys
from chainchief.chain.rules.names import NAME_RULES
from chainchief.chain.rules.patterns import PATTERN_RULES, misplaced_points
from chainchief.chain.rules.places import RowFinding, finding_at, named_rows, plain
from chainchief.chain.value import Chain

_MAY_BE_UNKNOWN = frozenset({("indicators", "value"), ("series", "value"), ("firms", "segment_id")})
_SOFT_REFERENCES = frozenset({"actors", "indicator_meta", "scenarios", "series", "chain", "regions", "firms"})
_DATED = MappingProxyType({"period": "not-a-period", "date": "not-a-date", "datetime": "not-a-date"})
_SUM = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|total|sum|subtotal|[注备][注]?[：:].*|数据来源.*|说明[：:].*)$", re.IGNORECASE
)
_YEARS = (1990.0, 2100.0)
_NO = re.compile(r"[不没无非未否缺]|\b(?:no|not|non|none|without|missing)\b")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CODE = re.compile(r"[A-Za-z]{0,4}[-_. ]?\d+[A-Za-z]?")
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")


def check_tables(chain: Chain) -> list[Finding]:
    """Every finding about the chain: first what the import noted, then errors, warnings and infos.

    An error names a row that cannot be used as it is, a warning a doubt, an info an assumption. `read` has already
    kept erroneous rows out, so on its chains the errors stand among the notes.

    >>> check_tables(Chain.from_tables({}))
    []
    """
    with np.errstate(over="ignore", invalid="ignore"):
        rows = [remark for _, remark in row_findings(chain)]
        across = [remark for rule in CHAIN_RULES for remark in rule(chain)]
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
            yield _at(
                chain, "cells-empty", table.columns[name], empty[0], count=len(empty), rows=named_rows(frame, empty)
            )


def _numbers(chain: Chain, table: Table) -> Iterator[RowFinding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        cells = frame[column.name]
        if not column.numeric or cells.isna().all():
            continue
        for row in frame.index[cells.isin([float("inf"), float("-inf")])]:
            yield _at(chain, "not-finite", column, row)
        if column.rule.startswith("> 0"):
            for row in frame.index[cells.eq(0)]:
                yield _at(chain, "not-above-zero", column, row)
        if (
            column.rule.startswith("> 0")
            or ">= 0" in column.rule
            or (column.kind == "share" and "-1..1" not in column.rule)
        ):
            for row in frame.index[cells < 0]:
                yield _at(chain, "below-zero", column, row)
        yield from _out_of_range(chain, column, cells)


def _out_of_range(chain: Chain, column: Column, cells: pd.Series[Any]) -> Iterator[RowFinding]:
    low, high = usual_range(column)
    outside = (cells < low) | (cells > high * (1 + 1e-9))
    bare = cells.abs() > share_limit(column) * (1 + 1e-9)
    for row in cells.index[bare & np.isfinite(cells)]:
        yield _at(chain, "share-bare", column, row, fixed=plain(cells[row] / 100))
    for row in cells.index[outside & ~bare & np.isfinite(cells)]:
        rule = "bad-coordinate" if column.unit == "deg" else "out-of-range"
        yield _at(chain, rule, column, row, low=plain(low), high=plain(high))


def share_limit(column: Column) -> float:
    """Above it a cell of a share column must be a percentage without its sign; infinite for other columns."""
    if column.kind != "share":
        return math.inf
    return 2.0 if "1.2" in column.rule else 1.0


def usual_range(column: Column) -> tuple[float, float]:
    """The range outside which a number of the column is doubtful; infinite where none is declared."""
    if column.kind == "year":
        return _YEARS
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
    close = process.extract(text, list(known), scorer=fuzz.ratio, score_cutoff=50, limit=5)
    near = next((one for one in close if _denies(one[0]) == _denies(text)), None)
    return {
        "choices": ", ".join(choice.value for choice in choices),
        "choices_zh": "、".join(choice.label_zh or choice.value for choice in choices),
        "near": (near[0] if _HAN.search(near[0]) else known[near[0]]) if near else "",
        "hint": f"Did you mean “{known[near[0]]}”?" if near else "Choose one of them.",
        "hint_zh": f"是“{near[0]}”吗？" if near else "请从中选择。",
    }


def _denies(text: str) -> bool:
    """Whether a word says no: one that does is never near one that does not."""
    return _NO.search(text.lower()) is not None


def _references(chain: Chain, table: Table) -> Iterator[RowFinding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        target = declared_tables().get(column.refers_to)
        if target is None or not chain.has(target.name):
            continue
        names = (target.keys[0], *(name for name in ("name",) if target.name == "indicator_meta"))
        known = {str(code) for name in names for code in chain.tables[target.name][name].dropna()}
        named = {str(name) for name in chain.tables[target.name].get("name", pd.Series(dtype=object)).dropna()}
        rule = "unknown-word" if target.name in _SOFT_REFERENCES else "unknown-reference"
        for cell, rows in frame.groupby(frame[column.name], sort=False).groups.items():
            parts = split_list(cell) if column.is_list else [str(cell)]
            shared = column.is_list and column.refers_to == "segments"
            for part in [part.replace("：", ":").partition(":")[0].strip() if shared else part for part in parts]:
                if part not in known:
                    words = reference_words(part, known | named, target)
                    yield from (_at(chain, rule, column, row, value=part, **words) for row in rows)


def reference_words(text: str, known: set[str], target: Table) -> dict[str, str]:
    """The words of an unknown reference: what it should be, the nearest known one."""
    near = process.extractOne(text, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    near = None if near and looks_coded(near[0]) and looks_coded(text) else near
    return {
        "what": target.name.removesuffix("s"),
        "what_zh": target.name_zh,
        "target": target.name,
        "target_zh": target.name_zh,
        "near": near[0] if near else "",
        "hint": f" Did you mean “{near[0]}”?" if near else "",
        "hint_zh": f"是“{near[0]}”吗？" if near else "",
    }


def looks_coded(text: str) -> bool:
    """Whether a text is a code such as F-005: one that is near another means another thing, so it is no safe repair.

    >>> looks_coded("F-005"), looks_coded("Tongda")
    (True, False)
    """
    return _CODE.fullmatch(text) is not None


def _self_flows(chain: Chain, table: Table) -> Iterator[RowFinding]:
    if table.name == "segment_flows":
        flows = chain.segment_flows
        for row in flows.index[flows["from_segment"].notna() & flows["from_segment"].eq(flows["to_segment"])]:
            yield _at(chain, "self-flow", table.columns["to_segment"], row)


def _sums(chain: Chain, table: Table) -> Iterator[RowFinding]:
    """Rows that are sums of the others, or notes under the table, and no firm or segment of their own."""
    if table.name not in ("firms", "segments"):
        return
    names = chain.tables[table.name]["name"]
    for row, name in names.dropna().items():
        if _SUM.match(str(name).strip()):
            yield _at(chain, "sum-row", table.columns["name"], row)


def _at(chain: Chain, rule: str, column: Column, row: Any, **words: Any) -> RowFinding:
    return row, finding_at(chain, rule, column.table, column.name, row, **words)


ROW_RULES: tuple[Callable[[Chain, Table], Iterator[RowFinding]], ...] = (
    _required,
    _numbers,
    _dates,
    _choices,
    _references,
    repeated_keys,
    _sums,
    misplaced_points,
    _self_flows,
)

CHAIN_RULES: tuple[Callable[[Chain], Iterator[Finding]], ...] = (
    *CONSISTENCY_RULES,
    *NAME_RULES,
    *PATTERN_RULES,
    *NUMBER_RULES,
)
