"""Rows that repeat a key, and what would tell them apart."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from chainchief.chain.columns import Table
from chainchief.chain.rules.places import RowFinding, finding_at, named_rows
from chainchief.chain.value import Chain

_TOLD = 1000
"""Rows of one key that are told one by one; all further ones share a finding."""
_SAYS_NOTHING = frozenset({"origin", "note", "source"})


def repeated_keys(chain: Chain, table: Table) -> Iterator[RowFinding]:
    """Rows that repeat the key of an earlier row; each says in which columns they differ.

    A row without the required parts of its key is named by another rule.
    """
    frame = chain.tables[table.name]
    keys = list(chain.keys(table.name))
    must = [name for name in table.keys if table.columns[name].required]
    whole = frame[frame[must].notna().all(axis=1)]
    repeated = whole[whole.duplicated(keys, keep=False)]
    if repeated.empty:
        return
    grouped = repeated.groupby(keys, dropna=False, sort=False)
    others = [name for name in frame.columns if name not in {*keys, *_SAYS_NOTHING}]
    differs = grouped[others].nunique(dropna=False).gt(1).to_numpy() if others else [()] * grouped.ngroups
    for differ, (_, members) in zip(differs, grouped, strict=True):
        differing = [name for name, one in zip(others, differ, strict=True) if one]
        named = [str(members[name].iloc[0]) for name in keys if pd.notna(members[name].iloc[0])]
        words = {
            "key": " / ".join(named),
            "count": len(members),
            "others": named_rows(frame, members.index),
            **_difference(table, differing),
        }
        each, rest = members.index[1:_TOLD], members.index[_TOLD:]
        for row in each:
            yield row, finding_at(chain, "duplicate-key", table.name, keys[0], row, **words)
        if len(rest):
            last = finding_at(chain, "duplicate-key", table.name, keys[0], rest[0], **words)
            yield from ((row, last) for row in rest)


def _difference(table: Table, differing: list[str]) -> dict[str, str]:
    """In what the rows differ, and which of those columns can tell rows apart: any but a declared number."""
    if not differing:
        again = {"differ": "; it is a repeated line", "differ_zh": "，为重复行"}
        return {**again, "apart": "", "apart_zh": ""}
    shown = {name: table.columns[name].label_zh if name in table.columns else name for name in differing}
    telling = [name for name in differing if name not in table.columns or not table.columns[name].numeric]
    telling.sort(key=lambda name: name in table.columns)
    words = {
        "differ": f"; they differ in {', '.join(differing)}",
        "differ_zh": f"，不同之处：{'、'.join(shown.values())}",
    }
    if not telling:
        return {**words, "apart": "", "apart_zh": ""}
    apart = f", or take what tells them apart into the key: {', '.join(telling)}"
    return {**words, "apart": apart, "apart_zh": f"，或以下列区分各行：{'、'.join(shown[name] for name in telling)}"}
