"""The twelve indicators of Zhang 2024, Table 2-1, each from the evidence of one region and period."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.membership import segment_shares
from chainchief.evaluation.derivation.evidence import SUPPORTING, Cells, Derived, Evidence
from chainchief.evaluation.remarks import plain, texts

_COVERED = frozenset({"strong", "present", "weak"})
_UNCOVERED = frozenset({"missing", "external"})
_CAPACITY_UNIT = re.compile(
    r"(?:(?:^|[;；,，。\s])(?:unit|单位)|(?:capacity|产能)[^:：;；,，。]*)\s*[:：]\s*([^\s;；,，。]+)", re.IGNORECASE
)


@dataclass(frozen=True)
class Formula:
    """How one indicator is derived.

    unit : of the value; "{unit}" stands for the money unit of the chain
    derive : evidence -> Derived
    """

    unit: str
    derive: Callable[[Evidence], Derived]


def unknown(rule: str, coverage: float = 0.0, **words: Any) -> Derived:
    """A value that cannot be worked out, with the reason."""
    return Derived(np.nan, coverage, "", texts(f"derive-{rule}", **words))


def local_supply_share(evidence: Evidence) -> Derived:
    """D111: local supporting firms / all supporting firms, counted over the suppliers of the region's firms.

    A supplier that is not on the list of firms counts as outside; one on it without a place is not counted and lowers
    the coverage. Without any supply tie in the chain: the supporting firms of the whole list.
    """
    if evidence.tables.supply.empty:
        return _supporting_on_the_list(evidence)
    bought = evidence.purchases
    ties = bought[bought["supporting"]]
    if ties.empty:
        return unknown("no-ties", period=evidence.tables.period or "–")
    known = ties["place"].notna() | ties["absent"]
    local = known & ties["place"].isin(evidence.places)
    count, total = (int(ties.loc[flags, "supplier"].nunique()) for flags in (local, known))
    if total == 0:
        return unknown("no-places")
    buyers = evidence.firms["firm_id"].isin(set(bought["buyer"]))
    coverage = min(evidence.coverage(buyers), total / ties["supplier"].nunique())
    strangers = int(ties.loc[ties["absent"], "supplier"].nunique())
    basis = texts("basis-ties", ties=len(ties), buyers=int(buyers.sum()), firms=len(buyers), absent=strangers)
    cells = (
        Cells("ties", ties.index[local], "supplier", "counted"),
        Cells("ties", ties.index[known & ~local], "supplier", "not counted"),
        Cells("firms", pd.Index(ties.loc[local, "listed"].astype(np.int64).unique()), "region_id", "counted"),
    )
    return Derived(count / total, coverage, f"{count} / {total}", basis, cells)


def _supporting_on_the_list(evidence: Evidence) -> Derived:
    firms = evidence.tables.firms
    supporting = firms[firms["role"].fillna("support").isin(SUPPORTING)]
    placed = supporting[supporting["region_id"].notna()]
    if placed.empty:
        return unknown("no-supporting")
    local = placed["region_id"].isin(evidence.places)
    cells = (
        Cells("firms", placed.index[local], "region_id", "counted"),
        Cells("firms", placed.index[~local], "region_id", "not counted"),
    )
    formula = f"{int(local.sum())} / {len(placed)}"
    return Derived(float(local.mean()), len(placed) / len(supporting), formula, texts("basis-list"), cells)


def chain_coverage(evidence: Evidence) -> Derived:
    """D112: covered / all leaf segments.

    A leaf is nobody's parent; segments of every position count, planned ones (position new) too. In the chain's own
    region a stated presence decides; elsewhere, and where it is unknown, a firm of the
    region in the segment does. A region without firms on the list has only what is stated; the rest stays unknown.
    """
    segments = evidence.chain.segments
    leaves = segments[~segments["segment_id"].isin(segments["parent_id"])]
    if leaves.empty:
        return unknown("no-segments")
    own = evidence.region == evidence.chain.region
    presence = leaves["presence"].where(pd.Series(own, index=leaves.index))
    stated = presence.isin(_COVERED | _UNCOVERED)
    served = segment_shares(evidence.firms)
    placed = evidence.firms.index.isin(served["row"])
    by_firms = ~stated & leaves["segment_id"].isin(served["segment_id"])
    covered = presence.isin(_COVERED) | by_firms
    known = stated | pd.Series(bool(placed.any()), index=leaves.index)
    if not known.any():
        return unknown("no-presence")
    behind = evidence.coverage(pd.Series(placed, index=evidence.firms.index)) if placed.any() else 0.0
    coverage = (stated.sum() + behind * (~stated).sum()) / len(leaves)
    cells = (
        Cells("segments", leaves.index[stated & covered], "presence", "counted"),
        Cells("segments", leaves.index[stated & ~covered], "presence", "not counted"),
        Cells("segments", leaves.index[~stated & known & ~covered], "segment_id", "not counted"),
        Cells("firms", pd.Index(served.loc[
            served["segment_id"].isin(leaves.loc[by_firms, "segment_id"]), "row"].unique()), "segment_id", "counted"),
    )  # fmt: skip
    basis = texts("basis-segments", stated=int(stated.sum()), firms=int((~stated & known).sum()), unknown=int(
        (~known).sum()))  # fmt: skip
    formula = f"{int(covered.sum())} / {int(known.sum())}"
    return Derived(float(covered.sum() / known.sum()), float(coverage), formula, basis, cells)


def concentration(evidence: Evidence) -> Derived:
    """D121: Σ output of the region's firms / national output of the industry."""
    nation, cell = evidence.stated("national_output")
    if cell is None or nation <= 0:
        return unknown("no-national", column="national_output")
    output = _output(evidence)
    if np.isnan(output.value):
        return output
    formula = f"Σ output / national_output = {output.formula} / {plain(nation)}"
    return replace(output, value=output.value / nation, formula=formula, cells=(*output.cells, cell))


def location_quotient(evidence: Evidence) -> Derived:
    """D122: (Σ output / regional total) / (national output of the industry / national total)."""
    values: list[float] = []
    cells: list[Cells] = []
    for name in ("regional_total_output", "national_output", "national_total_output"):
        value, cell = evidence.stated(name)
        if cell is None or value <= 0:
            return unknown("no-national", column=name)
        values.append(value)
        cells.append(cell)
    regional, nation, whole = values
    output = _output(evidence)
    if np.isnan(output.value):
        return output
    formula = f"({output.formula} / {plain(regional)}) / ({plain(nation)} / {plain(whole)})"
    value = output.value / regional / (nation / whole)
    return replace(output, value=value, formula=formula, cells=(*output.cells, *cells))


def _output(evidence: Evidence) -> Derived:
    """Σ output of the region's firms."""
    output = evidence.firms["output"]
    known = output.notna()
    if not known.any():
        return unknown("no-cells", columns="output")
    total, coverage = float(output[known].sum()), evidence.coverage(known)
    cells = (Cells("firms", output.index[known], "output", "numerator"),)
    return Derived(total, coverage, plain(total), _basis(evidence, known, coverage), cells)


def ratio_of_sums(above: str, below: str) -> Callable[[Evidence], Derived]:
    """Σ above / Σ below over the region's firms that have both."""

    def derive(evidence: Evidence) -> Derived:
        firms = evidence.firms
        both = firms[above].notna() & firms[below].notna()
        if not both.any():
            return unknown("no-cells", columns=f"{above}, {below}")
        top, bottom = float(firms.loc[both, above].sum()), float(firms.loc[both, below].sum())
        coverage = evidence.coverage(both)
        if bottom <= 0:
            return unknown("zero", coverage, column=below)
        rows = firms.index[both]
        cells = (Cells("firms", rows, above, "numerator"), Cells("firms", rows, below, "denominator"))
        formula = f"Σ {above} / Σ {below} = {plain(top)} / {plain(bottom)}"
        return Derived(top / bottom, coverage, formula, _basis(evidence, both, coverage), cells)

    return derive


def capital_turnover(evidence: Evidence) -> Derived:
    """D221: Σ revenue / Σ mean assets of the period and the year before; one of them where only one is known."""
    firms, before = evidence.firms, evidence.tables.before
    last = firms["firm_id"].map(before["assets"])
    mean = pd.concat([firms["assets"], last], axis=1).mean(axis=1)
    both = firms["revenue"].notna() & mean.notna()
    if not both.any():
        return unknown("no-cells", columns="revenue, assets")
    top, bottom = float(firms.loc[both, "revenue"].sum()), float(mean[both].sum())
    coverage = evidence.coverage(both)
    if bottom <= 0:
        return unknown("zero", coverage, column="assets")
    now = both & firms["assets"].notna()
    earlier = firms.loc[both & last.notna(), "firm_id"]
    cells = (
        Cells("firms", firms.index[both], "revenue", "numerator"),
        Cells("firms", firms.index[now], "assets", "denominator"),
        Cells("firms", pd.Index(before["row"].reindex(earlier)), "assets", "denominator"),
    )
    single = int((both & (last.isna() | firms["assets"].isna())).sum())
    basis = _basis(evidence, both, coverage)
    if single:
        basis = _joined(basis, texts("basis-one-year", count=single))
    formula = f"Σ revenue / Σ mean assets = {plain(top)} / {plain(bottom)}"
    return Derived(top / bottom, coverage, formula, basis, cells)


def capacity_use(evidence: Evidence) -> Derived:
    """D222: Σ actual_output / Σ capacity; where units differ, or fewer firms give them, output-weighted use.

    The use of one firm is its actual_output / capacity, else its stated capacity_use.
    """
    summed = ratio_of_sums("actual_output", "capacity")(evidence)
    weighted = _weighted_use(evidence)
    units = _capacity_units(evidence)
    if len(units) > 1 and not np.isnan(weighted.value):
        mixed = texts("basis-units", units=", ".join(sorted(units)))
        return replace(weighted, basis=_joined(weighted.basis, mixed))
    if len(units) > 1:
        return unknown("units", weighted.coverage, units=", ".join(sorted(units)))
    if np.isnan(summed.value) or weighted.coverage > summed.coverage + 1e-9:
        return summed if np.isnan(weighted.value) else weighted
    return summed


def _weighted_use(evidence: Evidence) -> Derived:
    firms = evidence.firms
    own = (firms["actual_output"] / firms["capacity"]).where(firms["capacity"] > 0)
    use = own.fillna(firms["capacity_use"])
    both = use.notna() & firms["output"].notna()
    weight = float(firms.loc[both, "output"].sum())
    if weight <= 0:
        return unknown("no-cells", columns="capacity_use, output")
    value = float((use * firms["output"])[both].sum() / weight)
    coverage = evidence.coverage(both)
    measured, stated = firms.index[both & own.notna()], firms.index[both & own.isna()]
    cells = (
        Cells("firms", measured, "actual_output", "numerator"),
        Cells("firms", measured, "capacity", "denominator"),
        Cells("firms", stated, "capacity_use", "value"),
        Cells("firms", firms.index[both], "output", "weight"),
    )
    basis = _joined(_basis(evidence, both, coverage), texts("basis-weighted-use"))
    formula = f"Σ use · output / Σ output = {plain(value * weight)} / {plain(weight)}"
    return Derived(value, coverage, formula, basis, cells)


def _capacity_units(evidence: Evidence) -> set[str]:
    """The units stated for the capacities: a column `capacity_unit`, else "capacity unit: …" in the note."""
    firms = evidence.firms
    rows = firms[firms["actual_output"].notna() & firms["capacity"].notna()]
    if "capacity_unit" in rows:
        return {str(unit).strip() for unit in rows["capacity_unit"].dropna()}
    found = rows["note"].dropna().map(lambda note: _CAPACITY_UNIT.search(str(note)))
    return {match[1] for match in found if match}


def patents_per_firm(evidence: Evidence) -> Derived:
    """D312: Σ patents / number of firms that state them."""
    firms = evidence.firms
    known = firms["patents"].notna()
    if not known.any():
        return unknown("no-cells", columns="patents")
    total, coverage = float(firms.loc[known, "patents"].sum()), evidence.coverage(known)
    cells = (Cells("firms", firms.index[known], "patents", "numerator"),)
    formula = f"Σ patents / firms = {plain(total)} / {int(known.sum())}"
    return Derived(total / known.sum(), coverage, formula, _basis(evidence, known, coverage), cells)


def new_product_cycle(evidence: Evidence) -> Derived:
    """D321: mean new_product_days of the region's firms."""
    firms = evidence.firms
    known = firms["new_product_days"].notna()
    if not known.any():
        return unknown("no-cells", columns="new_product_days")
    total, coverage = float(firms.loc[known, "new_product_days"].sum()), evidence.coverage(known)
    cells = (Cells("firms", firms.index[known], "new_product_days", "value"),)
    formula = f"mean of {int(known.sum())} = {plain(total)} / {int(known.sum())}"
    return Derived(total / known.sum(), coverage, formula, _basis(evidence, known, coverage), cells)


def switching_time(evidence: Evidence) -> Derived:
    """D322: median switch_days of the supply ties bought by the region's firms; coverage = share of these ties."""
    ties = evidence.purchases
    known = ties["switch_days"].notna()
    if not known.any():
        return unknown("no-switch", period=evidence.tables.period or "–")
    value = float(ties.loc[known, "switch_days"].median())
    cells = (Cells("ties", ties.index[known], "switch_days", "value"),)
    basis = texts("basis-switch", known=int(known.sum()), ties=len(ties))
    return Derived(value, float(known.mean()), f"median of {int(known.sum())} = {plain(value)}", basis, cells)


def _basis(evidence: Evidence, behind: pd.Series[bool], coverage: float) -> tuple[str, str]:
    rule = "basis-output" if evidence.by_output else "basis-firms"
    return texts(rule, known=int(behind.sum()), firms=len(behind), share=f"{coverage:.0%}")


def _joined(first: tuple[str, str], second: tuple[str, str]) -> tuple[str, str]:
    return f"{first[0]}; {second[0]}", f"{first[1]}；{second[1]}"


FORMULAS: dict[str, Formula] = {
    "D111": Formula("share", local_supply_share),
    "D112": Formula("share", chain_coverage),
    "D121": Formula("share", concentration),
    "D122": Formula("ratio", location_quotient),
    "D211": Formula("share", ratio_of_sums("value_added", "output")),
    "D212": Formula("{unit}/人", ratio_of_sums("output", "employees")),
    "D221": Formula("times/yr", capital_turnover),
    "D222": Formula("share", capacity_use),
    "D311": Formula("share", ratio_of_sums("rd", "revenue")),
    "D312": Formula("patents/firm", patents_per_firm),
    "D321": Formula("days", new_product_cycle),
    "D322": Formula("days", switching_time),
}
"""Indicator -> how it is derived."""
