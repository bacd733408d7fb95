"""check_tables: everything the tables say about themselves, place by place; it never raises on dirty data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from rapidfuzz import process

from chainchief.chain.columns import Column, Table, declared_choices, declared_tables
from chainchief.chain.consistency import CONSISTENCY_RULES
from chainchief.chain.finding import LEVELS, Finding, finding
from chainchief.chain.membership import split_list
from chainchief.chain.value import Chain

_MAY_BE_UNKNOWN = frozenset({("indicators", "value"), ("series", "value"), ("firms", "segment_id")})
_SOFT_REFERENCES = frozenset({"actors", "indicator_meta", "scenarios", "series", "chain", "regions", "firms"})
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")


def check_tables(chain: Chain) -> list[Finding]:
    """Every finding about the chain: first what the import noted, then errors, warnings and infos.

    An error names a row that cannot be used as it is, a warning a doubt, an info an assumption. `read` has already
    kept erroneous rows out, so on its chains the errors stand among the notes.

    >>> check_tables(Chain.from_tables({}))
    []
    """
    found = [*row_findings(chain), *(remark for rule in CONSISTENCY_RULES for remark in rule(chain))]
    return [*chain.notes, *sorted(found, key=lambda remark: LEVELS.index(remark.level))]


def row_findings(chain: Chain) -> list[Finding]:
    """What single rows get wrong by the declaration of their columns."""
    return [
        remark
        for table in declared_tables().values()
        if chain.has(table.name)
        for rule in ROW_RULES
        for remark in rule(chain, table)
    ]


def _required(chain: Chain, table: Table) -> Iterator[Finding]:
    frame = chain.tables[table.name]
    for name in table.required:
        if (table.name, name) in _MAY_BE_UNKNOWN:
            continue
        for row in frame.index[frame[name].isna()]:
            yield _at(chain, "required-empty", table.columns[name], row)


def _numbers(chain: Chain, table: Table) -> Iterator[Finding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        if not column.numeric:
            continue
        cells = frame[column.name]
        for row in frame.index[cells.isin([float("inf"), float("-inf")])]:
            yield _at(chain, "not-finite", column, row)
        if ">= 0" in column.rule or (column.kind == "share" and "-1..1" not in column.rule):
            for row in frame.index[cells < 0]:
                yield _at(chain, "below-zero", column, row)
        yield from _out_of_range(chain, column, cells)


def _out_of_range(chain: Chain, column: Column, cells: pd.Series[Any]) -> Iterator[Finding]:
    if column.kind == "share":
        bare = 1.2 if "1.2" in column.rule else 1.0
        rule = "out-of-range" if "1.2" in column.rule else "share-bare"
        for row in cells.index[cells > bare * (1 + 1e-9)]:
            value = _plain(cells[row])
            yield _at(chain, rule, column, row, fixed=_plain(cells[row] / 100), low=0, high=_plain(bare), value=value)
    elif limits := _RANGE.search(column.rule or column.unit):
        low, high = float(limits[1]), float(limits[2])
        for row in cells.index[(cells < low) | (cells > high)]:
            yield _at(chain, "out-of-range", column, row, low=_plain(low), high=_plain(high))


def _choices(chain: Chain, table: Table) -> Iterator[Finding]:
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
    near = process.extractOne(text, list(known), score_cutoff=60)
    return {
        "choices": ", ".join(choice.value for choice in choices),
        "choices_zh": "、".join(choice.label_zh or choice.value for choice in choices),
        "hint": f"Did you mean “{known[near[0]]}”?" if near else "Choose one of them.",
        "hint_zh": f"是“{near[0]}”吗？" if near else "请从中选择。",
    }


def _references(chain: Chain, table: Table) -> Iterator[Finding]:
    frame = chain.tables[table.name]
    for column in table.columns.values():
        target = declared_tables().get(column.refers_to)
        if target is None or not chain.has(target.name):
            continue
        known = {str(code) for code in chain.tables[target.name][target.keys[0]].dropna()}
        rule = "unknown-word" if target.name in _SOFT_REFERENCES else "unknown-reference"
        for cell, rows in frame.groupby(frame[column.name], sort=False).groups.items():
            parts = split_list(cell) if column.is_list else [str(cell)]
            for part in [part.replace("：", ":").partition(":")[0].strip() for part in parts]:
                if part not in known:
                    words = reference_words(part, known, target)
                    yield from (_at(chain, rule, column, row, value=part, **words) for row in rows)


def reference_words(text: str, known: set[str], target: Table) -> dict[str, str]:
    """The words of an unknown reference: what it should be, the nearest known one."""
    near = process.extractOne(text, sorted(known), score_cutoff=60)
    return {
        "what": target.name.removesuffix("s"),
        "what_zh": target.name_zh,
        "target": target.name,
        "target_zh": target.name_zh,
        "hint": f" Did you mean “{near[0]}”?" if near else "",
        "hint_zh": f"是“{near[0]}”吗？" if near else "",
    }


def _keys(chain: Chain, table: Table) -> Iterator[Finding]:
    frame = chain.tables[table.name]
    keys = list(table.keys)
    if table.name == "firms":
        frame = frame[frame["firm_id"].notna()]
    repeated = frame[frame.duplicated(keys, keep=False)]
    for key, members in repeated.groupby(keys, dropna=False, sort=False):
        rows = members.index
        differing = [
            name
            for name in frame.columns
            if name not in {*keys, "origin", "note", "source"} and frame.loc[rows, name].nunique(dropna=False) > 1
        ]
        others = ", ".join(str(frame.at[row, "origin"]).rpartition("!")[2] for row in rows)
        parts = [str(part) for part in key if part == part]
        apart = f": {', '.join(differing)}" if differing else ""
        for row in rows[1:]:
            words = {"key": " / ".join(parts), "count": len(rows), "others": others, "apart": apart}
            yield _at(chain, "duplicate-key", table.columns[keys[0]], row, **words)


def _at(chain: Chain, rule: str, column: Column, row: Any, **words: Any) -> Finding:
    cell = chain.tables[column.table].at[row, column.name]
    shown = {"value": _plain(cell) if cell == cell else "", "label": column.label_zh, **words}
    origin = chain.cell(column.table, row, column.name)
    if rule == "required-empty":
        shown["row"] = str(chain.tables[column.table].at[row, "origin"]).rpartition("!")[2]
    return finding(rule, table=column.table, column=column.name, origin=origin, **shown)


def _plain(value: Any) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


ROW_RULES: tuple[Callable[[Chain, Table], Iterator[Finding]], ...] = (_required, _numbers, _choices, _references, _keys)
