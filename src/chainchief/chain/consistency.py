"""What tables say about each other: parts above wholes, stale ties, twins, silent units."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from chainchief.chain.columns import Column, declared_choices, declared_tables
from chainchief.chain.finding import Finding, finding
from chainchief.chain.membership import region_above, region_within, segment_shares
from chainchief.chain.period import latest_period, months_between
from chainchief.chain.value import Chain

STALE_MONTHS = 24
_PARTS = (("firms", "value_added", "output"), ("firms", "exports", "revenue"), ("firms", "rd", "revenue"))
_SUMS = (
    ("segment_flows", "input_share", ("to_segment",), 1.0),
    ("ties", "share_of_input", ("buyer", "product", "period"), 1.02),
    ("ties", "share_of_sales", ("supplier", "period"), 1.02),
)
_PRESENCE_RULES = {
    ("strong", False): "segment-without-firm",
    ("present", False): "segment-without-firm",
    ("weak", False): "segment-without-firm",
    ("missing", False): "segment-missing",
    ("missing", True): "segment-contradicted",
    ("external", False): "segment-external",
    ("external", True): "segment-contradicted",
    ("unknown", False): "segment-unlisted",
}
"""What a stated presence means beside a list with (True) or without (False) a local firm of the segment."""
_COMPANY = re.compile(
    r"[(（][^)）]*[)）]|有限责任公司|股份有限公司|有限公司|集团|公司|\b(?:co|ltd|inc|corp|company|limited|gmbh|llc|group)\b|[^\w]"
)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _self_ties(chain: Chain) -> Iterator[Finding]:
    ties = chain.ties
    for row in ties.index[ties["supplier"].notna() & ties["supplier"].eq(ties["buyer"])]:
        yield _at(chain, "self-tie", "ties", "buyer", row)


def _parent_loops(chain: Chain) -> Iterator[Finding]:
    for name, code, parent in (
        ("regions", "region_id", "parent_id"),
        ("segments", "segment_id", "parent_id"),
        ("indicator_meta", "code", "parent"),
    ):
        frame = chain.tables[name]
        above = region_above(frame.rename(columns={code: "region_id", parent: "parent_id"})[["region_id", "parent_id"]])
        for row in frame.index[frame[parent].notna()]:
            start, upper = frame.at[row, code], frame.at[row, parent]
            if upper == start or start in above.get(upper, ()):
                yield _at(chain, "parent-loop", name, parent, row, value=start)


def _parts_above_wholes(chain: Chain) -> Iterator[Finding]:
    for table, part, whole in _PARTS:
        frame = chain.tables[table]
        for row in frame.index[frame[part] > frame[whole] * (1 + 1e-9)]:
            label = declared_tables()[table].columns[whole].label_zh
            limit = f"{frame.at[row, whole]:.10g}"
            yield _at(chain, "part-above-whole", table, part, row, whole=whole, whole_zh=label, limit=limit)


def _sums_above_one(chain: Chain) -> Iterator[Finding]:
    for table, column, groups, limit in _SUMS:
        frame = chain.tables[table]
        known = frame[frame[column].notna()]
        for key, members in known.groupby(list(groups), dropna=False):
            total = float(members[column].sum())
            if total > limit * (1 + 1e-9):
                named = " / ".join(str(part) for part in key if part == part)
                words = {"value": named, "total": f"{total:.4g}"}
                yield _at(chain, "shares-above-one", table, column, members.index[-1], **words)


def _unit_jumps(chain: Chain) -> Iterator[Finding]:
    """A firm's money that is about 10⁴ or 10⁸ times that of another period looks like 元 typed for 万元."""
    firms = chain.firms
    money = [column.name for column in declared_tables()["firms"].columns.values() if column.kind == "money"]
    for rows in firms.groupby("firm_id", sort=False).groups.values():
        if len(rows) < 2:
            continue
        for name in money:
            cells = firms.loc[rows, name]
            cells = cells[cells > 0]
            usual = cells.median() if len(cells) > 2 else cells.min()
            for row in cells.index[(cells / usual > 2_000) & (cells / usual < 50_000)] if len(cells) > 1 else ():
                other = (cells.drop(row) - usual).abs().idxmin()
                yield _at(
                    chain, "unit-jump", "firms", name, row, value=_name(firms, row), period=firms.at[other, "period"],
                    ratio=f"{cells[row] / cells[other]:,.0f}", units=chain.unit,
                )  # fmt: skip


def _stale_ties(chain: Chain) -> Iterator[Finding]:
    ties = chain.ties
    undated = ties.index[ties["period"].isna() & ties["as_of"].isna()]
    if len(undated):
        yield finding("undated-tie", table="ties", column="period", count=len(undated))
    for row in stale_rows(ties):
        named = f"{ties.at[row, 'supplier']} → {ties.at[row, 'buyer']}"
        latest = str(latest_period(ties["period"].dropna()))
        yield _at(
            chain, "stale-tie", "ties", "period", row, value=named, period=ties.at[row, "period"], latest=latest
        )  # fmt: skip


def stale_rows(ties: pd.DataFrame) -> list[Any]:
    """Labels of the ties whose newest date is more than 24 months before the newest date of all ties.

    A tie that the same pair repeats later (same supplier, buyer, kind, product) is history, not stale.
    """
    dated = ties[ties["period"].notna()]
    latest = latest_period(dated["period"])
    if latest is None:
        return []
    newest = dated.groupby(["supplier", "buyer", "kind", "product"], dropna=False)["period"].transform("max")
    old = {period for period in set(dated["period"]) if months_between(period, latest) > STALE_MONTHS}
    return list(dated.index[dated["period"].isin(old) & dated["period"].eq(newest)])


def _segments_without_firms(chain: Chain) -> Iterator[Finding]:
    segments, region = chain.segments, chain.region
    inside = region_within(chain.regions).get(region, frozenset({region}))
    served = set(segment_shares(chain.firms[chain.firms["region_id"].isin(inside)])["segment_id"])
    words = {choice.value: choice.label_zh for choice in declared_choices()["presence"]}
    parents = set(segments["parent_id"].dropna())
    for row in segments.index[~segments["segment_id"].isin(parents)]:
        presence = str(segments.at[row, "presence"])
        listed = segments.at[row, "segment_id"] in served
        rule = _PRESENCE_RULES.get((presence, listed))
        if rule:
            about = {
                "presence": presence,
                "presence_zh": words.get(presence, presence),
                "region": _region(chain, region),
            }
            yield _at(chain, rule, "segments", "presence", row, value=segments.at[row, "name"], **about)


def _segment_outputs(chain: Chain) -> Iterator[Finding]:
    segments, firms = chain.segments, chain.firms
    latest = latest_period(firms["period"].dropna())
    region = chain.region
    now = firms[(firms["period"].isna() | firms["period"].eq(latest)) & firms["output"].notna()]
    if region:
        now = now[now["region_id"].isin(region_within(chain.regions).get(region, frozenset({region})))]
    shares = segment_shares(now)
    totals = (shares["share"] * shares["row"].map(now["output"])).groupby(shares["segment_id"]).sum()
    for row in segments.index[segments["output"].notna()]:
        limit, total = segments.at[row, "output"], totals.get(segments.at[row, "segment_id"], 0.0)
        if total > limit * 1.001:
            words = {"value": segments.at[row, "name"], "limit": f"{limit:.10g}", "total": f"{total:.10g}"}
            yield _at(chain, "segment-output", "segments", "output", row, **words)


def _near_duplicates(chain: Chain) -> Iterator[Finding]:
    """Firms whose names agree once legal forms and brackets are taken off, or differ by a letter or two."""
    firms = chain.firms.drop_duplicates("firm_id")
    cores: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for row, name in firms["name"].dropna().items():
        core = company_core(str(name))
        cores[core[:2]].append((core, row))
    for block in cores.values():
        for position, (core, row) in enumerate(block):
            for other_core, other in block[:position]:
                if core and (core == other_core or (fuzz.ratio(core, other_core, score_cutoff=93) and len(core) > 6)):
                    yield _at(
                        chain, "near-duplicate", "firms", "name", row, other=firms.at[other, "name"]
                    )  # fmt: skip


def company_core(name: str) -> str:
    """A firm's name without legal form, brackets, blanks and case.

    >>> company_core("Yunhe Lens (Anlan) Co., Ltd") == company_core("YUNHE LENS CO LTD")
    True
    """
    return _COMPANY.sub("", unicodedata.normalize("NFKC", name).lower())


def _credit_codes(chain: Chain) -> Iterator[Finding]:
    firms = chain.firms
    for row in firms.index[firms["usci"].notna()]:
        if not credit_code_holds(str(firms.at[row, "usci"])):
            yield _at(chain, "bad-credit-code", "firms", "usci", row)


def credit_code_holds(code: str) -> bool:
    """Whether a unified social credit code has 18 characters and the right check character [GB 32100-2015, mod 31].

    >>> credit_code_holds("9133030014503000A5")
    False
    """
    if len(code) != 18 or any(letter not in _CREDIT_ALPHABET for letter in code):
        return False
    weighed = sum(_CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return _CREDIT_ALPHABET[(31 - weighed % 31) % 31] == code[17]


def _at(chain: Chain, rule: str, table: str, name: str, row: Any, **words: Any) -> Finding:
    column: Column = declared_tables()[table].columns[name]
    cell = chain.tables[table].at[row, name]
    value = f"{cell:.10g}" if isinstance(cell, float) else cell
    shown = {"value": value, "label": column.label_zh, **words}
    return finding(rule, table=table, column=name, origin=chain.cell(table, row, name), **shown)


def _name(firms: pd.DataFrame, row: Any) -> str:
    return str(firms.at[row, "name"] if isinstance(firms.at[row, "name"], str) else firms.at[row, "firm_id"])


def _region(chain: Chain, region: str) -> str:
    names = chain.regions.loc[chain.regions["region_id"].eq(region), "name"].dropna()
    return str(names.iloc[0]) if len(names) else region


CONSISTENCY_RULES: tuple[Callable[[Chain], Iterator[Finding]], ...] = (
    _self_ties,
    _parent_loops,
    _parts_above_wholes,
    _sums_above_one,
    _unit_jumps,
    _near_duplicates,
    _credit_codes,
    _stale_ties,
    _segments_without_firms,
    _segment_outputs,
)
