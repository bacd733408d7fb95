"""What tables say about each other: parts above wholes, stale ties, twins, silent units."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from chainchief.chain.columns import Column, declared_choices, declared_tables
from chainchief.chain.finding import Finding, finding
from chainchief.chain.membership import region_above, region_within, segment_shares, stated_parts
from chainchief.chain.period import last_month, latest_period
from chainchief.chain.value import Chain

STALE_MONTHS = 24
_PARTS = (("firms", "value_added", "output"), ("firms", "exports", "revenue"), ("firms", "rd", "revenue"))
_SUMS = (
    ("segment_flows", "input_share", ("to_segment",), 1.0),
    ("ties", "share_of_input", ("buyer", "product", "segment_id", "period"), 1.02),
    ("ties", "share_of_sales", ("supplier", "period"), 1.02),
)
_JUMPS = ((2e3, 5e4), (2e7, 5e8))
_SHORT_NAME, _BATCH = 6, 500
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
        known = chain.tables[table][chain.tables[table][column].notna()]
        totals = known.groupby(list(groups), dropna=False)[column].transform("sum")
        over = known[totals > limit * (1 + 1e-9)]
        for row in over.drop_duplicates(list(groups), keep="last").index:
            named = " / ".join(str(known.at[row, name]) for name in groups if pd.notna(known.at[row, name]))
            yield _at(chain, "shares-above-one", table, column, row, value=named, total=f"{totals[row]:.4g}")
    leaves = chain.segments[~chain.segments["segment_id"].isin(set(chain.segments["parent_id"].dropna()))]
    stated = leaves["value_share"].dropna()
    if stated.sum() > 1 + 1e-6:
        words = {"value": "segments", "total": f"{stated.sum():.4g}"}
        yield _at(chain, "shares-above-one", "segments", "value_share", stated.index[-1], **words)


def _shares_not_one(chain: Chain) -> Iterator[Finding]:
    """Shares of a firm over its segments that do not add up to 1 are rescaled, or taken as equal: say so."""
    cells = chain.firms["segment_id"]
    for row, cell in cells[cells.str.contains("[:：]", na=False)].items():
        parts = stated_parts(cell)
        total = sum(share or 0.0 for _, share in parts)
        if any(share is None for _, share in parts) or abs(total - 1) > 0.01:
            yield _at(chain, "shares-not-one", "firms", "segment_id", row, total=f"{total:.4g}")


def _unit_jumps(chain: Chain) -> Iterator[Finding]:
    """A firm's money that is about 10⁴ or 10⁸ times that of another period looks like 元 typed for 万元 or 亿元."""
    firms = chain.firms
    for column in declared_tables()["firms"].columns.values():
        if column.kind != "money":
            continue
        known = firms.loc[firms[column.name] > 0, ["firm_id", column.name]]
        spread = known.groupby("firm_id")[column.name].agg(["min", "max"])
        for firm in spread.index[spread["max"] / spread["min"] > _JUMPS[0][0]]:
            yield from _jumps_of(chain, column.name, known.loc[known["firm_id"].eq(firm), column.name])


def _jumps_of(chain: Chain, name: str, cells: pd.Series[Any]) -> Iterator[Finding]:
    usual = cells.median() if len(cells) > 2 else cells.min()
    for row, ratio in (cells / usual).items():
        if any(low < ratio < high for low, high in _JUMPS):
            other = (cells.drop(row) - usual).abs().idxmin()
            period = chain.firms.at[other, "period"]
            words = {
                "value": _name(chain.firms, row),
                "period": period if isinstance(period, str) else chain.firms.at[other, "origin"],
                "ratio": f"{cells[row] / cells[other]:,.0f}",
                "units": chain.unit,
            }
            yield _at(chain, "unit-jump", "firms", name, row, **words)


def _stale_ties(chain: Chain) -> Iterator[Finding]:
    ties = chain.ties
    undated = ties.index[ties["period"].isna() & ties["as_of"].isna()]
    if len(undated):
        yield finding("undated-tie", table="ties", column="period", count=len(undated))
    latest = latest_period(ties["period"].dropna())
    for row in stale_rows(ties):
        named = f"{ties.at[row, 'supplier']} → {ties.at[row, 'buyer']}"
        words = {"value": named, "period": ties.at[row, "period"], "latest": latest}
        yield _at(chain, "stale-tie", "ties", "period", row, **words)


def stale_rows(ties: pd.DataFrame) -> list[Any]:
    """Labels of the ties whose newest date is more than 24 months before the newest date of all ties.

    A tie that the same pair repeats later (same supplier, buyer, kind, product) is history, not stale.
    """
    ends = ties["period"].map(last_month, na_action="ignore").astype(np.float64)
    pairs = ties.assign(_end=ends).groupby(["supplier", "buyer", "kind", "product"], dropna=False)
    return list(ties.index[(ends.max() - ends > STALE_MONTHS) & ends.eq(pairs["_end"].transform("max"))])


def _segments_without_firms(chain: Chain) -> Iterator[Finding]:
    segments, region = chain.segments, chain.region
    inside = region_within(chain.regions).get(region, frozenset({region}))
    local = chain.firms[chain.firms["region_id"].isin(inside)] if region else chain.firms
    served = set(segment_shares(local)["segment_id"])
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
    blocks: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row, name in firms["name"].dropna().items():
        if core := company_core(str(name)):
            blocks[core[:2]][core].append(row)
    for cores in blocks.values():
        pairs = [(rows[0], row) for rows in cores.values() for row in rows[1:]]
        pairs += [(cores[first][0], cores[second][0]) for first, second in _alike(list(cores))]
        for other, row in pairs:
            yield _at(chain, "near-duplicate", "firms", "name", row, other=firms.at[other, "name"])


def _alike(names: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names of more than six letters, in their order, that differ by a letter or two."""
    names = [name for name in names if len(name) > _SHORT_NAME]
    for start in range(0, len(names), _BATCH):
        ratios = process.cdist(names[start : start + _BATCH], names, scorer=fuzz.ratio, score_cutoff=93)
        for first, second in np.argwhere(ratios > 0):
            if start + first < second:
                yield names[start + first], names[second]


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
    _shares_not_one,
    _unit_jumps,
    _near_duplicates,
    _credit_codes,
    _stale_ties,
    _segments_without_firms,
    _segment_outputs,
)
