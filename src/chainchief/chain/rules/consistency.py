"""What tables say about each other: parts above wholes, stale ties, twins, silent units."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.columns import declared_choices, declared_tables
from chainchief.chain.finding import Finding, finding
from chainchief.chain.membership import region_above, region_within, segment_shares, stated_parts
from chainchief.chain.period import last_month, latest_period
from chainchief.chain.rules.places import finding_at, row_name
from chainchief.chain.value import Chain

STALE_MONTHS = 24
_PARTS = (("firms", "value_added", "output"), ("firms", "exports", "revenue"), ("firms", "rd", "revenue"))
_SUMS = (
    ("segment_flows", "input_share", ("to_segment",), 1.0),
    ("ties", "share_of_input", ("buyer", "product", "segment_id", "period"), 1.02),
    ("ties", "share_of_sales", ("supplier", "period"), 1.02),
)
_DATED, _BALANCE = ("indicators", "firms", "ties"), 1e-3
_JUMPS = ((2e3, 5e4), (2e7, 5e8))
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
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _self_ties(chain: Chain) -> Iterator[Finding]:
    ties = chain.ties
    for row in ties.index[ties["supplier"].notna() & ties["supplier"].eq(ties["buyer"])]:
        yield finding_at(chain, "self-tie", "ties", "buyer", row)


def _parent_loops(chain: Chain) -> Iterator[Finding]:
    for name, code, parent in (
        ("regions", "region_id", "parent_id"),
        ("segments", "segment_id", "parent_id"),
        ("indicator_meta", "code", "parent"),
    ):
        frame = chain.tables[name]
        above = region_above(frame[[code, parent]].set_axis(["region_id", "parent_id"], axis=1))
        for row in frame.index[frame[parent].notna()]:
            start, upper = frame.at[row, code], frame.at[row, parent]
            if upper == start or start in above.get(upper, ()):
                yield finding_at(chain, "parent-loop", name, parent, row, value=start)


def _parts_above_wholes(chain: Chain) -> Iterator[Finding]:
    for table, part, whole in _PARTS:
        frame = chain.tables[table]
        for row in frame.index[frame[part] > frame[whole] * (1 + 1e-9)]:
            label = declared_tables()[table].columns[whole].label_zh
            limit = f"{frame.at[row, whole]:.10g}"
            yield finding_at(chain, "part-above-whole", table, part, row, whole=whole, whole_zh=label, limit=limit)


def _sums_above_one(chain: Chain) -> Iterator[Finding]:
    for table, column, groups, limit in _SUMS:
        known = chain.tables[table][chain.tables[table][column].notna()]
        totals = known.groupby(list(groups), dropna=False)[column].transform("sum")
        over = known[totals > limit * (1 + 1e-9)]
        for row in over.drop_duplicates(list(groups), keep="last").index:
            named = " / ".join(str(known.at[row, name]) for name in groups if pd.notna(known.at[row, name]))
            yield finding_at(chain, "shares-above-one", table, column, row, value=named, total=f"{totals[row]:.4g}")
    leaves = chain.segments[~chain.segments["segment_id"].isin(set(chain.segments["parent_id"].dropna()))]
    stated = leaves["value_share"].dropna()
    if stated.sum() > 1 + 1e-6:
        words = {"value": "segments", "total": f"{stated.sum():.4g}"}
        yield finding_at(chain, "shares-above-one", "segments", "value_share", stated.index[-1], **words)


def _shares_not_one(chain: Chain) -> Iterator[Finding]:
    """Shares of a firm over its segments that do not add up to 1 are rescaled, or taken as equal: say so."""
    cells = chain.firms["segment_id"]
    for row, cell in cells[cells.str.contains("[:：]", na=False)].items():
        parts = stated_parts(cell)
        total = sum(share or 0.0 for _, share in parts)
        if any(share is None for _, share in parts) or abs(total - 1) > 0.01:
            yield finding_at(chain, "shares-not-one", "firms", "segment_id", row, total=f"{total:.4g}")


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
                "value": row_name(chain.firms, row, "firm_id"),
                "period": period if isinstance(period, str) else chain.firms.at[other, "origin"],
                "ratio": f"{cells[row] / cells[other]:,.0f}",
                "units": chain.unit,
            }
            yield finding_at(chain, "unit-jump", "firms", name, row, **words)


def _stale_ties(chain: Chain) -> Iterator[Finding]:
    ties = chain.ties
    undated = ties.index[ties["period"].isna() & ties["as_of"].isna()]
    if len(undated):
        yield finding("undated-tie", table="ties", column="period", count=len(undated))
    latest = latest_period(ties["period"].dropna())
    for row in stale_rows(ties):
        named = f"{ties.at[row, 'supplier']} → {ties.at[row, 'buyer']}"
        words = {"value": named, "period": ties.at[row, "period"], "latest": latest}
        yield finding_at(chain, "stale-tie", "ties", "period", row, **words)


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
                "region": _region(chain, region) or "the region",
                "region_zh": _region(chain, region) or "本地",
            }
            yield finding_at(chain, rule, "segments", "presence", row, value=segments.at[row, "name"], **about)


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
            yield finding_at(chain, "segment-output", "segments", "output", row, **words)


def _segment_counts(chain: Chain) -> Iterator[Finding]:
    segments, firms, region = chain.segments, chain.firms, chain.region
    if region:
        firms = firms[firms["region_id"].isin(region_within(chain.regions).get(region, frozenset({region})))]
    listed = segment_shares(firms).groupby("segment_id")["firm_id"].nunique()
    for row in segments.index[segments["n_firms"].notna()]:
        count = int(listed.get(segments.at[row, "segment_id"], 0))
        if count > segments.at[row, "n_firms"]:
            words = {"segment": segments.at[row, "name"], "count": count}
            yield finding_at(chain, "segment-count", "segments", "n_firms", row, **words)


def _inputs_above_outputs(chain: Chain) -> Iterator[Finding]:
    """What a firm buys within the chain cannot cost more than what it makes of it, in the same year."""
    ties, firms = chain.ties, chain.firms
    bought = ties[ties["amount"].notna() & (ties["kind"].isna() | ties["kind"].eq("supply"))]
    year_of = {period: period[:4] for period in bought["period"].dropna().unique()}
    years = bought["period"].map(year_of).astype(object).fillna("")
    totals = bought.groupby([bought["buyer"].astype(object), years], sort=False)["amount"].sum()
    made = firms[firms["output"].notna() & firms["firm_id"].notna()]
    keys = pd.MultiIndex.from_arrays([made["firm_id"].astype(object), made["period"].str[:4].fillna("").astype(object)])
    spent = totals.reindex(keys).to_numpy()
    for row, total in zip(made.index, spent, strict=True):
        if total > made.at[row, "output"] * 1.001 and _whole_year(made.at[row, "period"]):
            words = {"firm": row_name(firms, row, "firm_id"), "total": f"{total:.10g}", "units": chain.unit}
            yield finding_at(chain, "inputs-above-output", "firms", "output", row, **words)


def _whole_year(period: Any) -> bool:
    return not isinstance(period, str) or len(period) == 4


def _closed_issues(chain: Chain) -> Iterator[Finding]:
    issues = chain.issues
    for row in issues.index[issues["status"].eq("closed") & issues["evidence"].isna()]:
        yield finding_at(chain, "closed-without-evidence", "issues", "evidence", row, value=issues.at[row, "issue_id"])


def _overridden_risks(chain: Chain) -> Iterator[Finding]:
    risks = chain.risks
    for row in risks.index[risks["level"].notna() & risks["note"].isna()]:
        yield finding_at(chain, "level-unexplained", "risks", "level", row, risk=risks.at[row, "name"])


def _base_year(chain: Chain) -> Iterator[Finding]:
    """A base year before the first year or after the last one of all tables with a period."""
    year = chain.base_year
    periods = {
        str(period)[:4]
        for table in _DATED
        for period in chain.tables[table]["period"].dropna().unique()
        if last_month(str(period)) is not None
    }
    if year is not None and periods and not min(periods) <= str(year) <= max(periods):
        row = chain.chain["base_year"].first_valid_index()
        words = {"low": min(periods), "high": max(periods)}
        yield finding_at(chain, "base-year-outside", "chain", "base_year", row, **words)


def _unbalanced_sectors(chain: Chain) -> Iterator[Finding]:
    """What a sector sells must be what it buys and adds; without rows of value added nothing can be said."""
    io = chain.io[chain.io["amount"].notna()]
    primary = io["from_sector"].str.startswith("V_", na=False)
    if not primary.any():
        return
    sold = io[~primary].groupby(["from_region", "from_sector"])["amount"].sum()
    spent = io[~io["to_sector"].str.startswith("F_", na=False)].groupby(["to_region", "to_sector"])["amount"].sum()
    for (region, sector), amount in sold.items():
        total = spent.get((region, sector), 0.0)
        if abs(total - amount) > _BALANCE * max(amount, total):
            row = io.index[io["from_region"].eq(region) & io["from_sector"].eq(sector)][0]
            words = {"value": f"{sector} ({region})", "sold": f"{amount:.10g}", "spent": f"{total:.10g}"}
            yield finding_at(chain, "sector-unbalanced", "io", "amount", row, **words)


def _credit_codes(chain: Chain) -> Iterator[Finding]:
    firms = chain.firms
    for row in firms.index[firms["usci"].notna()]:
        if not credit_code_holds(str(firms.at[row, "usci"])):
            yield finding_at(chain, "bad-credit-code", "firms", "usci", row)


def credit_code_holds(code: str) -> bool:
    """Whether a unified social credit code has 18 characters and the right check character [GB 32100-2015, mod 31].

    >>> credit_code_holds("9133030014503000A5")
    False
    """
    if len(code) != 18 or any(letter not in _CREDIT_ALPHABET for letter in code):
        return False
    weighed = sum(_CREDIT_ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return _CREDIT_ALPHABET[(31 - weighed % 31) % 31] == code[17]


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
    _credit_codes,
    _stale_ties,
    _segments_without_firms,
    _segment_outputs,
    _segment_counts,
    _inputs_above_outputs,
    _closed_issues,
    _overridden_risks,
    _base_year,
    _unbalanced_sectors,
)
