"""The twelve indicators of 2025, counted by hand from the raw rows, are what stands typed in the sheet."""

from __future__ import annotations

from statistics import fmean, median

import pytest

REGIONS = ("anlan", "beiyun", "songmen", "luoxi", "heling", "yuntan", "shayu", "gutang")
PLANTED = {("songmen", "D221"): 1.09}
UNKNOWN = {("yuntan", "D322")}


def number(cell: str) -> float | None:
    text = cell.removeprefix("约").strip()
    return float(text) if text and text not in ("保密", "暂无") else None


class Hand:
    """One region in 2025, with pencil and paper."""

    def __init__(self, demo, region: str) -> None:
        self.region = region
        self.demo = demo
        self.firms = [row for row in demo["firms"] if row["period"] == "2025" and row["region_id"] == region]
        self.before = {row["firm_id"]: row for row in demo["firms"] if row["period"] == "2024"}
        self.place = {row["firm_id"]: row for row in demo["firms"]}
        self.about = next(row for row in demo["regions"] if row["region_id"] == region)
        codes = {row["firm_id"] for row in self.firms}
        self.bought = [
            row for row in demo["ties"] if row["kind"] == "supply" and row["period"] == "2025" and row["buyer"] in codes
        ]

    def known(self, *names: str) -> list[tuple[float, ...]]:
        rows = [tuple(number(row[name]) for name in names) for row in self.firms]
        return [row for row in rows if None not in row]

    def ratio(self, above: str, below: str) -> float:
        rows = self.known(above, below)
        return sum(row[0] for row in rows) / sum(row[1] for row in rows)

    def d111(self) -> float:
        suppliers = {row["supplier"] for row in self.bought}
        supporting = [self.place[code] for code in suppliers if self.place[code]["role"] in ("support", "supplier")]
        return sum(row["region_id"] == self.region for row in supporting) / len(supporting)

    def d112(self) -> float:
        served = {part.partition(":")[0] for row in self.firms for part in row["segment_id"].split(";")}
        covered = []
        for row in self.demo["segments"]:
            stated = self.region == "anlan" and row["presence"] != "unknown"
            covered.append(row["presence"] in ("strong", "present", "weak") if stated else row["segment_id"] in served)
        return sum(covered) / len(covered)

    def d121(self) -> float:
        return sum(row[0] for row in self.known("output")) / float(self.about["national_output"])

    def d122(self) -> float:
        usual = float(self.about["regional_total_output"]) / float(self.about["national_total_output"])
        return self.d121() / usual

    def d221(self) -> float:
        revenue = assets = 0.0
        for row in self.firms:
            ends = [number(row["assets"]), number(self.before.get(row["firm_id"], row)["assets"])]
            stated = [value for value in ends if value is not None]
            sales = number(row["revenue"])
            if stated and sales is not None:
                revenue, assets = revenue + sales, assets + fmean(stated)
        return revenue / assets

    def d312(self) -> float:
        return fmean(row[0] for row in self.known("patents"))

    def d321(self) -> float:
        return fmean(row[0] for row in self.known("new_product_days"))

    def d322(self) -> float:
        return median(day for row in self.bought if (day := number(row["switch_days"])) is not None)

    def all(self) -> dict[str, float]:
        return {
            "D111": self.d111(), "D112": self.d112(), "D121": self.d121(), "D122": self.d122(),
            "D211": self.ratio("value_added", "output"), "D212": self.ratio("output", "employees"), "D221": self.d221(),
            "D222": self.ratio("actual_output", "capacity"), "D311": self.ratio("rd", "revenue"), "D312": self.d312(),
            "D321": self.d321(), "D322": self.d322(),
        }  # fmt: skip


@pytest.mark.parametrize("region", REGIONS)
def test_typed_is_what_a_hand_counts(demo, region):
    typed = {
        row["indicator"]: row["value"]
        for row in demo["indicators"]
        if row["region_id"] == region and row["period"] == "2025"
    }
    counted = Hand(demo, region).all()
    assert set(typed) == set(counted)
    for code, value in counted.items():
        if (region, code) in UNKNOWN:
            assert number(typed[code]) is None
        else:
            factor = PLANTED.get((region, code), 1.0)
            assert float(typed[code]) == pytest.approx(value * factor, rel=1e-3), code


@pytest.mark.parametrize("region", REGIONS)
def test_most_cells_behind_the_indicators_are_filled(demo, region):
    hand = Hand(demo, region)
    total = sum(row[0] for row in hand.known("output"))
    for columns in (("value_added", "output"), ("output", "employees"), ("actual_output", "output"), ("rd", "output")):
        assert sum(row[columns.index("output")] for row in hand.known(*columns)) > 0.6 * total, columns
    stated = sum(number(row["switch_days"]) is not None for row in hand.bought) / len(hand.bought)
    assert stated < 0.6 if region == "yuntan" else stated > 0.75


def test_years_drift_plausibly(demo):
    panel = {(row["region_id"], row["period"], row["indicator"]): number(row["value"]) for row in demo["indicators"]}
    for region in REGIONS:
        assert panel[region, "2020", "D212"] < panel[region, "2021", "D212"] < panel[region, "2025", "D212"]
        for code in ("D111", "D211", "D222", "D311"):
            path = [panel[region, str(year), code] for year in range(2020, 2026)]
            assert all(0 < value < 1 for value in path)
            assert max(path) < 2.2 * min(path), (region, code)
