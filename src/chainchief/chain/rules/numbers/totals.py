"""Sums that cannot be: parts above their whole, a total among its parts, weights that are rescaled."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from chainchief.chain.rules.numbers.doubt import Doubt, series_names
from chainchief.chain.rules.places import row_name
from chainchief.chain.units import additive
from chainchief.chain.value import Chain

SLACK = 0.005
"""Published parts are rounded: half a percent above the whole is passed over."""
NEAR, USUAL, LEAST_SLOTS, LEAST_PARTS = 0.01, 0.8, 5, 5
"""A region that comes within 1 % of the sum of at least 5 others, in 8 of 10 of at least 5 sums, is their total."""
_WEIGHT_SLACK = 0.0025
"""Weights are printed with three decimals; a handful of them may miss their sum by so much."""
_TOTAL = re.compile(
    r"全国|中国|全省|全市|全县|全区|全球|合\s*计|总\s*计|小\s*计|china|nation(al|wide)?|total|sum|world|whole country",
    re.IGNORECASE,
)


def parts_above_whole(chain: Chain) -> Iterator[Doubt]:
    """Regions, and segments, whose direct parts add up to more than they have; only of what may be added."""
    yield from _regions_above(chain)
    segments = chain.segments
    known = segments[segments["output"].notna() & segments["parent_id"].notna()]
    sums = known.groupby("parent_id")["output"].sum()
    for row in segments.index[segments["output"].notna() & segments["segment_id"].isin(sums.index)]:
        total, whole = sums[segments.at[row, "segment_id"]], segments.at[row, "output"]
        if total > whole * (1 + SLACK):
            words = {
                "total": f"{total:.10g}",
                "whole": f"{whole:.10g}",
                "what": "output",
                "what_zh": "产值",
                "when": "",
            }
            name = row_name(segments, row, "segment_id")
            yield Doubt("children-above-parent", "segments", "output", name, row, 1, 1, words=words)


def _regions_above(chain: Chain) -> Iterator[Doubt]:
    seen = _additive_rows(chain)
    parents = chain.regions.dropna(subset=["region_id", "parent_id"]).set_index("region_id")["parent_id"].to_dict()
    keys = [name for name in chain.keys("indicators") if name != "region_id"]
    if seen.empty or not parents:
        return
    sums = seen.assign(_above=seen["region_id"].map(parents)).dropna(subset=["_above"])
    summed = sums.groupby(["_above", *keys], dropna=False)["value"].sum().rename("_total").reset_index()
    named = seen.assign(_series=series_names(chain, "indicators", seen)).reset_index()
    both = named.merge(summed, left_on=["region_id", *keys], right_on=["_above", *keys])
    names = _region_names(chain)
    for (region, indicator), rows in both.groupby(["region_id", "_series"], sort=False):
        wrong = rows[rows["_total"] > rows["value"] * (1 + SLACK)]
        if len(wrong):
            worst = wrong.loc[(wrong["_total"] / wrong["value"]).idxmax()]
            when = f" in {worst['period']}" if pd.notna(worst["period"]) else ""
            words = {"total": f"{worst['_total']:.10g}", "whole": f"{worst['value']:.10g}", "when": when}
            words |= {"what": str(indicator), "what_zh": str(indicator)}
            told = "indicators", "value", names.get(region, str(region)), worst["index"], len(wrong), len(rows)
            yield Doubt("children-above-parent", *told, words=words)


def _additive_rows(chain: Chain) -> pd.DataFrame:
    """Observations whose unit, their own or that of their indicator, may be added up."""
    seen = chain.indicators
    meta = chain.indicator_meta.dropna(subset=["code", "unit"])
    stated = {
        **dict(zip(meta["name"], meta["unit"], strict=True)),
        **dict(zip(meta["code"], meta["unit"], strict=True)),
    }
    own = seen["unit"].astype(object)
    units = own.where(own.notna(), seen["indicator"].map(stated)).fillna("")
    fits = {unit: additive(str(unit)) for unit in units.unique()}
    return seen[units.map(fits).astype(bool) & np.isfinite(seen["value"])]


def _region_names(chain: Chain) -> dict[str, str]:
    regions = chain.regions.dropna(subset=["region_id"])
    return dict(zip(regions["region_id"], regions["name"].fillna(regions["region_id"]), strict=True))


def total_rows(chain: Chain) -> Iterator[Doubt]:
    """A region that is the sum of the others, by its name or by its numbers, and stands beside them unmarked."""
    regions, seen = chain.regions, chain.indicators[np.isfinite(chain.indicators["value"])]
    if seen["region_id"].nunique() <= 2:
        return
    keys = [name for name in chain.keys("indicators") if name != "region_id"]
    slots = seen.groupby(keys, dropna=False)["value"]
    others = slots.transform("sum") - seen["value"]
    enough = (slots.transform("size") > LEAST_PARTS) & others.ne(0)
    equals = (seen["value"] - others).abs() <= NEAR * others.abs()
    counted = pd.DataFrame({"region": seen["region_id"], "equals": equals[enough], "of": enough})
    summed = counted[counted["of"]].groupby("region")["equals"].agg(["sum", "size"])
    whole = set(regions["parent_id"].dropna()) | set(regions.loc[regions["level"].notna(), "region_id"].dropna())
    names = _region_names(chain)
    for region in seen["region_id"].dropna().unique():
        count, of = summed.loc[region].astype(int) if region in summed.index else (0, 0)
        by_numbers = of >= LEAST_SLOTS and count >= USUAL * of
        if region not in whole and (by_numbers or _TOTAL.fullmatch(str(names.get(region, region)).strip())):
            row = seen.index[seen["region_id"].eq(region)][0]
            yield Doubt("total-row", "indicators", "region_id", names.get(region, str(region)), row, count, of)


def weight_sums(chain: Chain) -> Iterator[Doubt]:
    """Weights under one parent that add up to neither 1 nor the weight of the parent, and shares short of 1."""
    meta = chain.indicator_meta
    weighed = meta[meta["weight"].notna() & meta["parent"].notna()]
    own = meta.dropna(subset=["code"]).drop_duplicates("code").set_index("code")["weight"]
    for parent, rows in weighed.groupby("parent", sort=False):
        total, above = float(rows["weight"].sum()), float(own.get(parent, np.nan))
        if min(abs(total - 1), abs(total - above) if above == above else np.inf) > _WEIGHT_SLACK:
            words = {"total": f"{total:.4g}"}
            row, count = rows.index[0], len(rows)
            yield Doubt("weights-rescaled", "indicator_meta", "weight", str(parent), row, count, count, words=words)
    segments = chain.segments
    leaves = segments[~segments["segment_id"].isin(set(segments["parent_id"].dropna()))]
    stated = leaves["value_share"].dropna()
    if len(stated) and len(stated) == len(leaves) and stated.ge(0).all() and stated.sum() < 1 - 0.01:
        words = {"total": f"{stated.sum():.4g}"}
        told = "segments", "value_share", "value_share", stated.index[-1], len(stated), len(stated)
        yield Doubt("shares-below-one", *told, words=words)
