"""derive_indicators and derivation_parts: the twelve values of every region, and the cells behind one of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.period import latest_period
from chainchief.chain.value import Chain
from chainchief.evaluation.derivation.evidence import Cells, Derived, Evidence, PeriodTables
from chainchief.evaluation.derivation.formulas import FORMULAS, unknown
from chainchief.options import pick

_QUALITIES = "ABCDS"
"""From best to worst."""

DERIVED_COLUMNS = (
    "region_id", "period", "indicator", "value", "unit", "quality", "coverage", "basis", "basis_zh", "formula",
    "origin",
)  # fmt: skip
PART_COLUMNS = ("table", "row", "column", "cell", "subject", "value", "role", "quality")


def derive_indicators(chain: Chain, period: str | int | None = None) -> pd.DataFrame:
    """The twelve indicators of Zhang 2024 (D111 … D322), worked out from firms, ties, segments and regions.

    chain : regions are those of `indicators` and the chain's own; without both, those of the firms. A region has the
        firms of the regions inside it. Money is in `chain.unit`.
    period : of the rows of firms and ties (undated rows count for every period); default the base year where firms
        have rows of it, else the newest period of the firms
    returns : one row per region and indicator: region_id, period, indicator, value (NaN = cannot be worked out, `basis`
        says why), unit, quality (the worst of the cells used, "" = unstated), coverage (0..1, share of output, firms,
        ties or segments behind it), basis, basis_zh, formula (the arithmetic with its numbers), origin ("derived:…")

    [Zhang 2024, Table 2-1, calculation method; one formula each in `derivation/formulas.py`]

    >>> firms = pd.DataFrame({"firm_id": ["F1"], "region_id": ["r"], "rd": [3.0], "revenue": [100.0]})
    >>> found = derive_indicators(Chain.from_tables({"firms": firms}))
    >>> found.set_index("indicator").loc["D311", ["value", "formula"]].to_dict()
    {'value': 0.03, 'formula': 'Σ rd / Σ revenue = 3 / 100'}
    """
    tables = PeriodTables(chain, usual_period(chain) if period is None else str(period))
    regions = [Evidence(tables, region) for region in derived_regions(chain)]
    records = [_record(evidence, code, _derive(evidence, code)) for evidence in regions for code in FORMULAS]
    return pd.DataFrame(records, columns=list(DERIVED_COLUMNS))


def derivation_parts(chain: Chain, period: str | int | None, region: str, indicator: str) -> pd.DataFrame:
    """Every cell behind one derived value.

    returns : table, row (label in the table), column, cell ("book.xlsx!firms!G12"), subject (name of the firm, tie,
        segment or region), value, role ("numerator", "denominator", "weight"; "counted" = above and below the
        fraction, "not counted" = below only; "value" = enters a mean or a median), quality ("" = unstated)
    raises : InputError for an indicator that is not one of the twelve

    >>> firms = pd.DataFrame({"firm_id": ["F1"], "region_id": ["r"], "rd": [3.0], "revenue": [100.0]})
    >>> derivation_parts(Chain.from_tables({"firms": firms}), None, "r", "D311")["role"].tolist()
    ['numerator', 'denominator']
    """
    pick(FORMULAS, indicator, "derived indicator")
    tables = PeriodTables(chain, usual_period(chain) if period is None else str(period))
    derived = _derive(Evidence(tables, region), indicator)
    records = [
        (
            cells.table,
            row,
            cells.column,
            chain.cell(cells.table, row, cells.column),
            _subject(chain, cells.table, row),
            chain.tables[cells.table].at[row, cells.column],
            cells.role,
            _text(chain.tables[cells.table].at[row, "quality"]),
        )
        for cells in derived.cells
        for row in cells.rows
    ]
    return pd.DataFrame(records, columns=list(PART_COLUMNS))


def usual_period(chain: Chain) -> str:
    """The period meant when none is named: the base year where firms have rows of it, else their newest, else ""."""
    periods = set(chain.firms["period"].dropna())
    base = str(chain.base_year) if chain.base_year else ""
    return base if base in periods or not periods else str(latest_period(periods))


def derived_regions(chain: Chain) -> list[str]:
    """The regions values are derived for, sorted."""
    regions = set(chain.indicators["region_id"].dropna()) | ({chain.region} - {""})
    return sorted(regions or set(chain.firms["region_id"].dropna()))


def _derive(evidence: Evidence, code: str) -> Derived:
    tables = evidence.tables
    dated_elsewhere = tables.firms.empty and tables.chain.has("firms")
    if dated_elsewhere:
        return unknown("no-period", period=tables.period or "–")
    if evidence.firms.empty and code != "D112":
        return unknown("no-firms")
    return FORMULAS[code].derive(evidence)


def _record(evidence: Evidence, code: str, derived: Derived) -> tuple[Any, ...]:
    region, tables = evidence.region, evidence.tables
    unit = FORMULAS[code].unit.format(unit=tables.unit)
    place = "/".join(part for part in (region, tables.period) if part)
    quality = _worst(tables.chain, derived.cells)
    return (
        region, tables.period, code, derived.value, unit, quality, float(np.clip(derived.coverage, 0, 1)),
        *derived.basis, derived.formula, f"derived:{place}!{code}",
    )  # fmt: skip


def _worst(chain: Chain, cells: tuple[Cells, ...]) -> str:
    found = {quality for part in cells for quality in chain.tables[part.table].loc[part.rows, "quality"].unique()}
    return max(found & set(_QUALITIES), key=_QUALITIES.index, default="")


def _subject(chain: Chain, table: str, row: Any) -> str:
    frame = chain.tables[table]
    if table == "ties":
        return f"{_firm(chain, frame.at[row, 'supplier'])} → {_firm(chain, frame.at[row, 'buyer'])}"
    name = _text(frame.at[row, "name"])
    return name or _text(frame.at[row, {"firms": "firm_id", "segments": "segment_id", "regions": "region_id"}[table]])


def _firm(chain: Chain, firm: Any) -> str:
    names = chain.firms.loc[chain.firms["firm_id"].eq(firm), "name"].dropna()
    return str(names.iloc[0]) if len(names) else _text(firm)


def _text(cell: Any) -> str:
    return cell if isinstance(cell, str) else ""
