"""The demo's economy adds up: parts within wholes, sales within output, a balanced table."""

from __future__ import annotations

from collections import defaultdict

import pytest

MEASURED = (
    "output",
    "value_added",
    "revenue",
    "exports",
    "rd",
    "wages",
    "capacity_use",
    "assets",
    "employees",
)


def number(cell: str) -> float | None:
    text = cell.removeprefix("约").strip()
    return float(text) if text and text not in ("保密", "暂无") else None


def _output(demo, wrong=("F-076", "2022")):
    """(firm, period) -> output; the planted wrong unit is taken back."""
    found = {}
    for row in demo["firms"]:
        value = number(row["output"])
        if value is not None:
            key = (row["firm_id"], row["period"])
            found[key] = value / 10_000 if key == wrong else value
    return found


def test_parts_stay_within_wholes(demo):
    for row in demo["firms"]:
        values = {name: number(row[name]) for name in MEASURED}
        for part, whole in (
            ("value_added", "output"),
            ("exports", "revenue"),
            ("rd", "revenue"),
            ("wages", "value_added"),
        ):
            if values[part] is not None and values[whole] is not None:
                assert values[part] <= values[whole], (row["firm_id"], row["period"], part)
        assert all(value >= 0 for value in values.values() if value is not None)
        assert values["capacity_use"] is None or values["capacity_use"] < 1.2


def test_ties_fit_the_firms(demo):
    output = _output(demo)
    added = {(row["firm_id"], row["period"]): number(row["value_added"]) for row in demo["firms"]}
    sold: dict[tuple[str, str], float] = defaultdict(float)
    bought: dict[tuple[str, str], float] = defaultdict(float)
    for row in demo["ties"]:
        amount = number(row["amount"])
        if row["kind"] == "supply" and amount is not None:
            assert amount > 0
            sold[row["supplier"], row["period"]] += amount
            bought[row["buyer"], row["period"]] += amount
    for key, amount in sold.items():
        assert key not in output or amount <= output[key], key
    for key, amount in bought.items():
        assert amount <= output[key] - (added[key] or 0), key


def test_ties_join_firms_that_are_there(demo):
    there = {(row["firm_id"], row["period"]) for row in demo["firms"]}
    for row in demo["ties"]:
        assert row["supplier"] != row["buyer"]
        assert {(row["supplier"], row["period"]), (row["buyer"], row["period"])} <= there


@pytest.mark.parametrize(
    ("sheet", "column", "groups", "limit"),
    [
        ("ties", "share_of_input", ("buyer", "product", "period"), 1.02),
        ("ties", "share_of_sales", ("supplier", "period"), 1.02),
        ("segment_flows", "input_share", ("to_segment",), 1.0),
    ],
)
def test_shares_add_up_to_one_at_most(demo, sheet, column, groups, limit):
    totals: dict[tuple[str, ...], float] = defaultdict(float)
    for row in demo[sheet]:
        totals[tuple(row[name] for name in groups)] += number(row[column]) or 0.0
    assert max(totals.values()) <= limit


def test_segments_hold_their_firms(demo):
    totals: dict[str, float] = defaultdict(float)
    for row in demo["firms"]:
        if row["period"] == "2025" and row["region_id"] == "anlan":
            for part in row["segment_id"].split(";"):
                segment, _, share = part.partition(":")
                totals[segment] += (number(row["output"]) or 0.0) * float(share or 1)
    for row in demo["segments"]:
        if row["output"]:
            assert float(row["output"]) >= totals[row["segment_id"]]
    assert sum(float(row["value_share"]) for row in demo["segments"]) <= 1 + 1e-9


def test_nation_holds_its_firms(demo):
    nation = {row["region_id"]: float(row["national_output"]) for row in demo["regions"] if row["national_output"]}
    home = sum(value for (code, year), value in _output(demo).items() if year == "2025" and code.startswith("F-"))
    assert set(nation.values()) == {6_800_000}
    assert home < 6_800_000


def test_sizes_are_heavy_tailed(demo):
    sizes = sorted(
        (value for (code, year), value in _output(demo).items() if year == "2025" and code[0] == "F"), reverse=True
    )
    assert sum(sizes[: len(sizes) // 5]) > 0.45 * sum(sizes)


def test_table_balances(demo):
    used: dict[tuple[str, str], float] = defaultdict(float)
    made: dict[tuple[str, str], float] = defaultdict(float)
    for row in demo["io"]:
        amount = float(row["amount"])
        assert amount > 0
        if not row["from_sector"].startswith("V_"):
            made[row["from_region"], row["from_sector"]] += amount
        if not row["to_sector"].startswith("F_"):
            used[row["to_region"], row["to_sector"]] += amount
    assert len(made) == 5 * 4
    assert made == used


def test_trade_is_plain(demo):
    for row in demo["trade"]:
        assert row["i"] != row["j"]
        assert len(row["k"]) == 6
        assert 900 <= int(row["i"]) <= 999, "codes of invented nations come from the range free for users"
        assert float(row["v"]) > 0


def test_months_of_2025_add_up_to_the_output_of_the_region(demo):
    output = _output(demo)
    places = {row["firm_id"]: row["region_id"] for row in demo["firms"]}
    for region in {row["region_id"] for row in demo["indicators"]}:
        year = sum(
            float(row["value"])
            for row in demo["series"]
            if row["item"] == f"activity:{region}" and row["time"] >= "2025-01"
        )
        firms = sum(value for (code, period), value in output.items() if period == "2025" and places[code] == region)
        assert year == pytest.approx(firms, rel=0.05), region
