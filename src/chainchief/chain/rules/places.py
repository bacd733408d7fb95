"""Findings about one cell of a chain."""

from __future__ import annotations

from typing import Any

import pandas as pd

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import Finding, finding
from chainchief.chain.value import Chain

RowFinding = tuple[Any, Finding]
"""The label of a row and what is wrong with it."""

_NAMED_ROWS = 6


def finding_at(chain: Chain, rule: str, table: str, column: str, row: Any, **words: Any) -> Finding:
    """A finding about one cell, with its place, its value and the Chinese name of its column.

    words : values for the placeholders of the rule, and `value` where the cell itself is not meant
    """
    cell = chain.tables[table].at[row, column]
    label = declared_tables()[table].columns[column].label_zh
    shown = {"value": plain(cell), "label": label, **words}
    return finding(rule, table=table, column=column, origin=chain.cell(table, row, column), **shown)


def plain(value: Any) -> str:
    """A cell as it is shown: 10 digits at most, "" when unknown."""
    if pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def named_rows(frame: pd.DataFrame, labels: pd.Index[Any]) -> str:
    """The rows of the file, the first few of them: "12, 15, …", with their sheets where these differ."""
    places = [str(origin).rpartition("!") for origin in frame.loc[labels[:_NAMED_ROWS], "origin"]]
    sheets = {sheet for sheet, _, _ in places}
    short = {sheet: sheet.rpartition("!")[2] for sheet in sheets}
    shown = short if len(set(short.values())) == len(sheets) else {sheet: sheet for sheet in sheets}
    named = [row if len(sheets) == 1 else f"{shown[sheet]}!{row}" for sheet, _, row in places]
    return ", ".join([*named, *(["…"] if len(labels) > _NAMED_ROWS else [])])


def row_name(frame: pd.DataFrame, row: Any, code: str) -> str:
    """The name of a row where it has one, else its code."""
    name = frame.at[row, "name"] if "name" in frame else None
    return str(name if isinstance(name, str) else frame.at[row, code])
