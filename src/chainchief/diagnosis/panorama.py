"""diagnose: the chain map of a region, segment by segment, with who supplies it from which scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.membership import region_within, segment_shares
from chainchief.chain.period import first_month, last_month, latest_period, normal_period
from chainchief.chain.rules.consistency import stale_rows
from chainchief.chain.value import Chain
from chainchief.diagnosis.scale import SCALES, UNKNOWN, scale_of
from chainchief.errors import InputError

_TIE_KEYS = ("supplier", "buyer", "segment_id", "product", "hs6")
_STATED = frozenset({"strong", "present", "weak", "missing", "external"})


@dataclass(frozen=True)
class Diagnosis:
    """Where the chain of a region is thin.

    region, period : what was looked at; "" and None when the chain does not say
    segments : segment_id, name, position, order, parent_id, core; presence (strong … external, unknown) with
        presence_basis ("stated", "from firms", "unknown"); firms (local, count); output (local, money a year, NaN
        unknown); local_share (0..1 of the inputs bought by its local firms, NaN unknown) with local_share_basis
        ("amount", "ties", ""); single_source (the one supplier outside the nation that local buyers have for its
        products, "" when there are more or none); origin
    flows : from_segment, to_segment, amount (money a year, NaN unknown), ties (count), stale (all of them), basis
        ("ties", or "segment_flows" where the sheet states a flow that no tie shows)
    scales : direction ("inputs" or "sales"), scale, amount, share (0..1 of amounts, or of ties when no amount is
        known), ties, basis ("amount" or "ties")
    outside : ties of local firms with partners elsewhere: segment_id, direction ("inputs" or "sales"), scale, amount,
        ties, stale
    notes : what was assumed, (en, zh)
    """

    region: str
    period: str | None
    segments: pd.DataFrame
    flows: pd.DataFrame
    scales: pd.DataFrame
    outside: pd.DataFrame
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def missing(self) -> pd.DataFrame:
        """The segments stated as missing."""
        return self.segments[self.segments["presence"].eq("missing")]


def diagnose(chain: Chain, region: str | None = None, period: str | None = None) -> Diagnosis:
    """The chain map of a region: presence, firms, output, local supply share, single foreign sources, flows, scales.

    chain : needs sheet `segments`; `firms` and `ties` fill in the rest, what they do not say stays unknown
    region : code of the focal region; default the chain's own
    period : rows of this period, else the last one before it; default the base year, else the newest

    Local supply share = amount bought from local suppliers / amount bought, supply ties only; where no amount is known,
    the share of ties [Zhang 2024, Table 2-1, D111 by amount]. Scales: Gong, Hassink & Wang 2021, section 2.

    Ties of months and quarters are added up to their year when a year is looked at. Ties of a firm with itself do not
    count. Without a region every firm that has a segment or a region is local; the others are known from ties only.

    Raises InputError for a region that no sheet names and for a text that is no period.
    """
    region = chain.region if region is None else region
    notes: list[tuple[str, str]] = []
    _check_region(chain, region, notes)
    period = _present(chain) if period is None else _checked_period(period)
    firms = _as_of(chain.firms, ["firm_id"], period)
    local = _local_firms(chain, firms, region)
    ties = _supply_ties(chain, firms, local, region, _known_ties(chain, period, notes))
    return Diagnosis(
        region=region,
        period=period,
        segments=_segments(chain, firms, local, ties),
        flows=_flows(chain, firms, ties),
        scales=_scales(ties),
        outside=_outside(firms, ties),
        notes=tuple(notes),
    )


def _check_region(chain: Chain, region: str, notes: list[tuple[str, str]]) -> None:
    named = (chain.regions, chain.firms, chain.chain, chain.indicators)
    known = {code for frame in named for code in frame["region_id"].dropna()}
    if region and region not in known:
        raise InputError(
            f"unknown region '{region}'; the sheets name {', '.join(sorted(known)[:12]) or 'none'}",
            f"未知地区“{region}”；各表中的地区：{'、'.join(sorted(known)[:12]) or '无'}",
        )
    if not region:
        notes.append(
            (
                "No focal region is stated; every firm with a segment or a region is taken as local.",
                "未注明所属地区；有环节或地区的企业均按本地处理。",
            )
        )


def _checked_period(period: str) -> str:
    known = normal_period(period)
    if known is None:
        raise InputError(f"'{period}' is no period; write 2023 or 2023-Q1", f"“{period}”不是时期；请写 2023 或 2023-Q1")
    return known


def _present(chain: Chain) -> str | None:
    latest = latest_period(pd.concat([chain.firms["period"], chain.ties["period"]]).dropna())
    return str(chain.base_year) if chain.base_year else latest and latest[:4]


def _as_of(frame: pd.DataFrame, keys: list[str], period: str | None) -> pd.DataFrame:
    """The newest row of each key that has begun by the end of the period; rows without a period count for all.

    Of a year and a quarter that are equally new the one of the length looked at counts, then the shorter one.
    """
    limit = np.inf if period is None else last_month(period)
    when = frame["period"]
    starts, ends = (
        when.map(month, na_action="ignore").astype(np.float64).fillna(0) for month in (first_month, last_month)
    )
    alike = when.str.len().eq(len(period or "year"))
    order = pd.DataFrame({"end": ends.clip(upper=limit), "alike": alike, "start": starts})[starts <= limit]
    newest = frame.loc[order.sort_values(list(order.columns), kind="stable").index]
    return newest.drop_duplicates(keys, keep="last").sort_index()


def _local_firms(chain: Chain, firms: pd.DataFrame, region: str) -> frozenset[str]:
    if not region:
        return frozenset(firms.loc[firms["segment_id"].notna() | firms["region_id"].notna(), "firm_id"].dropna())
    inside = region_within(chain.regions).get(region, frozenset({region}))
    return frozenset(firms.loc[firms["region_id"].isin(inside), "firm_id"].dropna())


def _known_ties(chain: Chain, period: str | None, notes: list[tuple[str, str]]) -> pd.DataFrame:
    """Supply ties as of the period, one row for each supplier, buyer and product."""
    ties = chain.ties.assign(stale=chain.ties.index.isin(stale_rows(chain.ties)))
    ties = ties[[*_TIE_KEYS, "period", "amount", "stale"]][
        ties["kind"].fillna("supply").eq("supply") & ties["supplier"].ne(ties["buyer"])
    ]
    parts = ties["period"].str.contains("-", na=False)
    if parts.any() and "-" not in (period or ""):
        notes.append(("Ties of months or quarters were added up to years.", "月度、季度供需关系已按年合计。"))
        ties = ties.assign(period=ties["period"].str[:4])
        sums = ties[parts].groupby([*_TIE_KEYS, "period"], dropna=False)["amount"].transform("sum", min_count=1)
        ties = pd.concat([ties[~parts], ties[parts].assign(amount=sums)])
        ties = ties.drop_duplicates([*_TIE_KEYS, "period"])
    return _as_of(ties, list(_TIE_KEYS), period)


def _supply_ties(
    chain: Chain, firms: pd.DataFrame, local: frozenset[str], region: str, ties: pd.DataFrame
) -> pd.DataFrame:
    """The ties with a local end, with the scale of the other end."""
    ties = ties.assign(buys=ties["buyer"].isin(local), sells=ties["supplier"].isin(local))
    ties = ties[ties["buys"] | ties["sells"]]
    place = firms.drop_duplicates("firm_id").set_index("firm_id")["region_id"]
    scale = scale_of(chain.regions, region) if region else {}
    for side in ("supplier", "buyer"):
        known = [scale.get(place.get(firm), UNKNOWN) for firm in ties[side]]
        ties[f"{side}_scale"] = pd.Series(known, index=ties.index, dtype=object).where(~ties[side].isin(local), "local")
    return ties


def _segments(chain: Chain, firms: pd.DataFrame, local: frozenset[str], ties: pd.DataFrame) -> pd.DataFrame:
    segments = chain.segments
    members = segment_shares(firms[firms["firm_id"].isin(local)])
    members["output"] = members["share"] * members["row"].map(firms["output"])
    counts = members.groupby("segment_id")["firm_id"].nunique()
    outputs = members.groupby("segment_id")["output"].sum(min_count=1)
    frame = segments[["segment_id", "name", "position", "position_order", "parent_id", "core", "presence", "origin"]]
    frame = frame.rename(columns={"position_order": "order"})
    frame["core"] = frame["core"].fillna(False).astype(bool)
    frame["firms"] = frame["segment_id"].map(counts).fillna(0).astype(int)
    stated = frame["presence"].isin(_STATED)
    found = ~stated & frame["firms"].gt(0)
    frame["presence_basis"] = np.select([stated, found], ["stated", "from firms"], "unknown")
    frame["presence"] = np.select(
        [stated, found], [frame["presence"].fillna(UNKNOWN).astype(object), "present"], UNKNOWN
    )
    frame["output"] = frame["segment_id"].map(outputs).astype(float)
    shares = _local_shares(members, ties)
    frame["local_share"] = [shares.get(segment, (np.nan, ""))[0] for segment in frame["segment_id"]]
    frame["local_share_basis"] = [shares.get(segment, (np.nan, ""))[1] for segment in frame["segment_id"]]
    sources = _single_sources(chain, ties)
    frame["single_source"] = [sources.get(segment, "") for segment in frame["segment_id"]]
    return frame.reset_index(drop=True)


def _local_shares(members: pd.DataFrame, ties: pd.DataFrame) -> dict[str, tuple[float, str]]:
    """Segment -> share of its inputs from local suppliers, and whether amounts or ties were counted."""
    bought = ties[ties["buys"]].merge(members, left_on="buyer", right_on="firm_id", suffixes=("", "_buyer"))
    shares: dict[str, tuple[float, str]] = {}
    for segment, rows in bought.groupby("segment_id_buyer"):
        known = bool(rows["amount"].notna().any())
        weights = (rows["amount"].fillna(0.0) if known else 1.0) * rows["share"]
        if (total := float(weights.sum())) > 0:
            local = float(weights[rows["supplier_scale"].eq("local")].sum())
            shares[str(segment)] = (local / total, "amount" if known else "ties")
    return shares


def _single_sources(chain: Chain, ties: pd.DataFrame) -> dict[str, str]:
    """Segment of a product -> the only supplier local buyers have for it, when it sits outside the nation."""
    names = chain.firms.drop_duplicates("firm_id").set_index("firm_id")["name"]
    bought = ties[ties["buys"] & ties["segment_id"].notna()]
    sources: dict[str, str] = {}
    for segment, rows in bought.groupby("segment_id"):
        if rows["supplier"].nunique() == 1 and rows["supplier_scale"].isin(["supranational", "global"]).all():
            supplier = rows["supplier"].iloc[0]
            sources[str(segment)] = str(names.get(supplier, supplier))
    return sources


def _flows(chain: Chain, firms: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    columns = ["from_segment", "to_segment", "amount", "ties", "stale", "basis"]
    stated = chain.segment_flows[["from_segment", "to_segment"]]
    stated = stated.assign(amount=np.nan, ties=0, stale=False, basis="segment_flows")[columns]
    members = segment_shares(firms)[["firm_id", "segment_id", "share"]]
    ends = ties.assign(tie=ties.index).merge(members, left_on="buyer", right_on="firm_id", suffixes=("", "_to"))
    named = ends[ends["segment_id"].notna()].assign(from_segment=lambda frame: frame["segment_id"], part=1.0)
    unnamed = ends[ends["segment_id"].isna()].drop(columns=["firm_id"])
    unnamed = unnamed.merge(members, left_on="supplier", right_on="firm_id", suffixes=("", "_from"))
    unnamed = unnamed.assign(from_segment=unnamed.get("segment_id_from"), part=unnamed.get("share_from"))
    both = pd.concat([named, unnamed], ignore_index=True)
    both["weighed"] = both["amount"] * both["share"] * both["part"]
    grouped = both.groupby(["from_segment", "segment_id_to"])
    flows = pd.DataFrame(
        {
            "amount": grouped["weighed"].sum(min_count=1),
            "ties": grouped["tie"].nunique(),
            "stale": grouped["stale"].all(),
        }
    )
    flows = flows.reset_index().rename(columns={"segment_id_to": "to_segment"}).assign(basis="ties")
    both_ends = ["from_segment", "to_segment"]
    return pd.concat([flows[columns], stated], ignore_index=True).drop_duplicates(both_ends, ignore_index=True)


def _outside(firms: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """What each segment buys and sells beyond the region, by scale."""
    members = segment_shares(firms)[["firm_id", "segment_id", "share"]]
    pieces = []
    for direction, mine, near, far in (
        ("inputs", "buys", "buyer", "supplier_scale"),
        ("sales", "sells", "supplier", "buyer_scale"),
    ):
        rows = ties[ties[mine] & ties[far].ne("local")].drop(columns="segment_id")
        rows = rows.assign(tie=rows.index).merge(members, left_on=near, right_on="firm_id")
        rows["amount"] = rows["amount"] * rows["share"]
        grouped = rows.rename(columns={far: "scale"}).groupby(["segment_id", "scale"])
        columns = {
            "amount": grouped["amount"].sum(min_count=1),
            "ties": grouped["tie"].nunique(),
            "stale": grouped["stale"].all(),
        }
        pieces.append(pd.DataFrame(columns).reset_index().assign(direction=direction))
    named = ["segment_id", "direction", "scale", "amount", "ties", "stale"]
    return pd.concat(pieces, ignore_index=True)[named]


def _scales(ties: pd.DataFrame) -> pd.DataFrame:
    records: list[dict[str, Any]] = []
    for direction, mine, other in (("inputs", "buys", "supplier_scale"), ("sales", "sells", "buyer_scale")):
        rows = ties[ties[mine]]
        known = bool(rows["amount"].notna().any())
        weights = rows["amount"].fillna(0.0) if known else pd.Series(1.0, index=rows.index)
        total = float(weights.sum())
        for scale in (*SCALES, UNKNOWN):
            at = rows[other].eq(scale)
            if not at.any() and (scale == UNKNOWN or rows.empty):
                continue
            share = float(weights[at].sum()) / total if total > 0 else np.nan
            amount = float(rows.loc[at, "amount"].sum(min_count=1)) if at.any() else (0.0 if known else np.nan)
            records.append(
                {"direction": direction, "scale": scale, "amount": amount, "share": share, "ties": int(at.sum()),
                 "basis": "amount" if known else "ties"}
            )  # fmt: skip
    return pd.DataFrame(records, columns=["direction", "scale", "amount", "share", "ties", "basis"])
