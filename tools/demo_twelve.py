"""The twelve indicators of every peer region from the demo's own rows, and the typed panel of six years."""

from __future__ import annotations

from statistics import median

from demo_trade import segments_of
from demo_world import BEFORE, FOCAL, MARK, NOW, PEERS, THEN, YEARS, Dice, Row, digits

UNITS = {
    "D111": "share",
    "D112": "share",
    "D121": "share",
    "D122": "ratio",
    "D211": "share",
    "D212": "万元/人",
    "D221": "times/yr",
    "D222": "share",
    "D311": "share",
    "D312": "patents/firm",
    "D321": "days",
    "D322": "days",
}
_COVERED = ("strong", "present", "weak")
_BY_TIES = ("D111", "D322")
# The two years before the first counted one, as parts of 2022.
_EARLY = {
    "D111": (0.93, 0.98),
    "D121": (0.96, 0.98),
    "D122": (0.96, 0.98),
    "D211": (0.96, 1.0),
    "D212": (0.88, 0.95),
    "D221": (0.87, 0.98),
    "D222": (0.89, 0.98),
    "D311": (0.90, 0.95),
    "D312": (0.80, 0.90),
    "D321": (1.07, 1.03),
    "D322": (1.13, 1.04),
}


def number(cell: object) -> float | None:
    """The number in a cell as an office types it: "约90" is 90; empty and 保密 are unknown."""
    text = str(cell).removeprefix("约").strip()
    return float(text) if text and text not in ("保密", "-", "暂无") else None


def twelve(region: str, year: int, tables: dict[str, list[Row]]) -> dict[str, float]:
    """Indicator -> value for one region and year; without ties of the year D111 and D322 are absent."""
    firms = {row["firm_id"]: row for row in tables["firms"] if row["period"] == year and row["region_id"] == region}
    last = {row["firm_id"]: row for row in tables["firms"] if row["period"] == year - 1}
    about = next(row for row in tables["regions"] if row["region_id"] == region)
    output = _sum(firms, "output")
    share = output / float(about["national_output"])
    usual = float(about["regional_total_output"]) / float(about["national_total_output"])
    values = {
        "D112": _coverage(region, firms, tables["segments"]),
        "D121": share,
        "D122": share / usual,
        "D211": _ratio(firms, "value_added", "output"),
        "D212": _ratio(firms, "output", "employees"),
        "D221": _turnover(firms, last),
        "D222": _ratio(firms, "actual_output", "capacity"),
        "D311": _ratio(firms, "rd", "revenue"),
        "D312": _sum(firms, "patents") / sum(number(row["patents"]) is not None for row in firms.values()),
        "D321": _mean(firms, "new_product_days"),
    }
    return values | _from_ties(region, year, firms, tables)


def _from_ties(region: str, year: int, firms: dict[str, Row], tables: dict[str, list[Row]]) -> dict[str, float]:
    bought = [
        row for row in tables["ties"] if row["kind"] == "supply" and row["period"] == year and row["buyer"] in firms
    ]
    if not bought:
        return {}
    places = {row["firm_id"]: row["region_id"] for row in tables["firms"]}
    roles = {row["firm_id"]: row["role"] for row in tables["firms"]}
    suppliers = {row["supplier"] for row in bought if roles[row["supplier"]] in ("support", "supplier")}
    days = [day for row in bought if (day := number(row["switch_days"])) is not None]
    return {"D111": sum(places[code] == region for code in suppliers) / len(suppliers), "D322": median(days)}


def _coverage(region: str, firms: dict[str, Row], segments: list[Row]) -> float:
    served = {segment for row in firms.values() for segment in segments_of(row)}
    covered = 0
    for row in segments:
        stated = region == FOCAL and row["presence"] != "unknown"
        covered += row["presence"] in _COVERED if stated else row["segment_id"] in served
    return covered / len(segments)


def _turnover(firms: dict[str, Row], last: dict[str, Row]) -> float:
    revenue = assets = 0.0
    for code, row in firms.items():
        known = [
            value for source in (row, last.get(code, {})) if (value := number(source.get("assets", ""))) is not None
        ]
        sales = number(row["revenue"])
        if known and sales is not None:
            revenue += sales
            assets += sum(known) / len(known)
    return revenue / assets


def _sum(firms: dict[str, Row], column: str) -> float:
    return sum(number(row[column]) or 0.0 for row in firms.values())


def _ratio(firms: dict[str, Row], above: str, below: str) -> float:
    both = {
        code: row for code, row in firms.items() if number(row[above]) is not None and number(row[below]) is not None
    }
    return _sum(both, above) / _sum(both, below)


def _mean(firms: dict[str, Row], column: str) -> float:
    known = [value for row in firms.values() if (value := number(row[column])) is not None]
    return sum(known) / len(known)


def panel_of_indicators(dice: Dice, tables: dict[str, list[Row]]) -> list[Row]:
    """Eight regions × six years × twelve indicators as an office would type them, four digits."""
    rows: list[Row] = []
    for region in PEERS:
        counted = {year: twelve(region, year, tables) for year in (THEN, BEFORE, NOW)}
        for code in _BY_TIES:
            counted[BEFORE][code] = counted[THEN][code] ** (1 / 3) * counted[NOW][code] ** (2 / 3)
        for year in YEARS:
            for code, unit in UNITS.items():
                value = counted[year][code] if year in counted else _between(dice, counted, year, code)
                typed = {"region_id": region, "period": year, "indicator": code, "value": digits(value), "unit": unit}
                rows.append({**typed, **MARK, "as_of": f"{year}-12-31"})
    return rows


def _between(dice: Dice, counted: dict[int, dict[str, float]], year: int, code: str) -> float:
    if code == "D112":
        return counted[THEN][code]
    if year > THEN:
        return float((counted[THEN][code] * counted[BEFORE][code]) ** 0.5 * dice.factor(0.012))
    return counted[THEN][code] * _EARLY[code][year - YEARS.start] * dice.factor(0.012)
