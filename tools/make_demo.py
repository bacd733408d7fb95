"""Make the synthetic example `demo`: python tools/make_demo.py [FOLDER].

Everything is drawn from one seed; the same program gives the same bytes. Nothing in it is a real place or firm.
"""

from __future__ import annotations

import sys
from pathlib import Path

from demo_firms import make_firms, panel
from demo_plants import plant, soil
from demo_ties import make_ties
from demo_trade import Market, open_market, segments_of, set_exports
from demo_twelve import panel_of_indicators
from demo_watch import io_rows, series_rows, trade_rows
from demo_world import FLOWS, FOCAL, MARK, NOW, SEED, THEN, Dice, Row, money, read_rows, region_rows
from sheet_files import EXAMPLES, write_sheet

KEPT_BY_HAND = (
    "actors",
    "goals",
    "actions",
    "targets",
    "issues",
    "projects",
    "platforms",
    "technologies",
    "policies",
    "parks",
    "rules",
    "risks",
    "scenarios",
    "candidates",
    "measures",
    "effects",
    "judgements",
)


def make_tables() -> dict[str, list[Row]]:
    """Every sheet of the demo as rows."""
    dice = Dice(SEED)
    firms = make_firms(dice)
    market = open_market(dice, firms)
    set_exports(market)
    tables: dict[str, list[Row]] = {"chain": [_about()], "regions": [{**row, **MARK} for row in region_rows()]}
    tables["firms"] = panel(dice, firms)
    tables["ties"] = [_complete(row) for row in make_ties(market, _limits(tables["firms"]))]
    _raise_exports(tables)
    tables["segments"] = _segments(firms)
    tables["segment_flows"] = _flows(market)
    soil(tables)
    tables["indicators"] = panel_of_indicators(dice, tables)
    plant(tables)
    tables |= {"series": series_rows(dice), "trade": trade_rows(dice), "io": io_rows()}
    return tables | {name: [{**row, **MARK} for row in read_rows(name)] for name in KEPT_BY_HAND}


def _about() -> Row:
    return {
        "chain_id": "anlan-optics",
        "name": "Anlan precision optics",
        "name_zh": "安澜精密光学产业链",
        "region_id": FOCAL,
        "base_year": NOW,
        "currency": "CNY",
        "unit": "万元",
        "version": "2026-01 v1",
        **MARK,
        "as_of": "2025-12-31",
        "note": "SYNTHETIC: invented region, firms and numbers; what was planted on purpose stands in _plants.csv",
    }


def _complete(row: Row) -> Row:
    """The row with every column that ties have in the demo."""
    empty = dict.fromkeys(
        (
            "segment_id",
            "amount",
            "share_of_input",
            "share_of_sales",
            "essential",
            "substitutability",
            "lead_days",
            "switch_days",
            "stock_days",
            "alternatives",
            "changed_by",
            "channel",
            "hs6",
            "note",
        ),
        "",
    )
    return {**empty, **row}


def _limits(rows: list[Row]) -> dict[str, tuple[float, float]]:
    """What a firm could sell and buy in 2022; where its output is unknown, little."""
    limits = {}
    for row in rows:
        if row["period"] == THEN:
            output = row.get("output") or 600.0
            sells = min(output, row.get("revenue") or output) * 0.93
            limits[row["firm_id"]] = (sells, (output - (row.get("value_added") or 0.5 * output)) * 0.95)
    return limits


def _raise_exports(tables: dict[str, list[Row]]) -> None:
    """Exports of 2022 are at least what ties to customers abroad say."""
    regions = {row["firm_id"]: row["region_id"] for row in tables["firms"]}
    home = {row["region_id"] for row in tables["regions"] if row.get("national_output")}
    for firm in tables["firms"]:
        if firm["period"] == THEN and firm.get("revenue"):
            abroad = sum(
                row["amount"]
                for row in tables["ties"]
                if row["supplier"] == firm["firm_id"]
                and row["period"] == THEN
                and row["kind"] == "supply"
                and regions[row["buyer"]] not in home
            )
            firm["exports"] = min(firm["revenue"], max(firm["exports"], money(abroad)))


def _segments(firms: dict[str, Row]) -> list[Row]:
    rows = []
    for order, row in enumerate(read_rows("segments"), 1):
        code = row["segment_id"]
        local = [firm for firm in firms.values() if firm["region_id"] == FOCAL and code in segments_of(firm)]
        output = sum(segments_of(firm)[code] * (firm["output"] or 0) for firm in local)
        total = money(output * 1.04) if output and row["presence"] != "unknown" else ""
        counted = {"position_order": order, "n_firms": len(local) or "", "output": total}
        rows.append({**row, **counted, **MARK})
    return rows


def _flows(market: Market) -> list[Row]:
    rows = []
    for (one, other), flow in FLOWS.items():
        bought = {
            (supplier, buyer): amount
            for (supplier, buyer, segment), amount in market.amounts.items()
            if segment == one
            and market.firms[buyer]["region_id"] == FOCAL
            and other in segments_of(market.firms[buyer])
        }
        local = sum(amount for (supplier, _), amount in bought.items() if market.firms[supplier]["region_id"] == FOCAL)
        share = round(local / sum(bought.values()), 3) if bought else ""
        rows.append({**flow, "local_share": share, **MARK})
    return rows


def write(folder: Path) -> None:
    """One CSV a sheet, and the list of plants, into `folder`."""
    for name, rows in {**make_tables(), "_plants": read_rows("_plants")}.items():
        write_sheet(folder, name, rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES / "demo")
