"""What is watched and counted around the firms: monthly series, trade between nations, a small input-output table."""

from __future__ import annotations

import math

from demo_world import CHARACTER, HOME, MARK, NATIONAL_OUTPUT, NATIONAL_TOTAL, Dice, Row, outputs, read_rows

MONTHS = [f"{year}-{month:02d}" for year in range(2021, 2026) for month in range(1, 13)]
_SLUMP = range(MONTHS.index("2022-04"), MONTHS.index("2023-03"))
"""The export slump of the demo: eleven months down, then the way back."""
# Depth of the slump and months of the way back of each region; a long way back does not end within the data.
_PAST = {
    "anlan": (0.19, 70),
    "beiyun": (0.12, 14),
    "songmen": (0.24, 22),
    "luoxi": (0.21, 60),
    "heling": (0.09, 9),
    "yuntan": (0.16, 18),
    "shayu": (0.27, 30),
    "gutang": (0.22, 70),
    HOME: (0.17, 20),
}


def series_rows(dice: Dice) -> list[Row]:
    rows: list[Row] = []
    for item in read_rows("items"):
        rows += _item(dice, item)
    for region in (*CHARACTER, HOME):
        rows += _activity(dice, region)
    quarters = [month for month in MONTHS if month[-2:] in ("03", "06", "09", "12")]
    for place, month in enumerate(quarters):
        value = round(1.6 + 0.05 * place + dice.between(-0.2, 0.2), 2) if month <= "2025-06" else ""
        rows.append({"item": "rd_return", "time": month, "value": value, "unit": "% of revenue", "grade": "B", **MARK})
    return rows


def _item(dice: Dice, about: dict[str, str]) -> list[Row]:
    """One item by month: start, yearly drift, season, what the slump does to it, its last months as written."""
    start, drift, spread, season, slump = (
        float(about[name]) for name in ("start", "drift", "spread", "season", "slump")
    )
    last = [float(cell) for cell in about["last"].split(",")] if about["last"] else []
    rows = []
    for place, month in enumerate(MONTHS):
        wave = 1 + season * math.sin(2 * math.pi * (place % 12 - 2) / 12)
        value = start * (1 + drift) ** (place / 12) * wave * (1 + slump * _slump(place, 14)) * dice.factor(spread)
        if last and place >= len(MONTHS) - len(last):
            value = last[place - len(MONTHS)]
        reading = _reading(about["item"], month, value, about["unit"], about["grade"])
        rows.append(reading | {"segment_id": about["segment_id"], "firm_id": about["firm_id"]})
    return rows


def _activity(dice: Dice, region: str) -> list[Row]:
    """Monthly output of the chain in a region at prices of 2025, 万元; the months of 2025 add up to its output."""
    depth, back = _PAST[region]
    yearly, growth = float(NATIONAL_OUTPUT), 0.006
    if region != HOME:
        yearly, growth = sum(total for total, _ in outputs()[region].values()), CHARACTER[region]["growth"] - 0.04
    shape = []
    for place, month in enumerate(MONTHS):
        wave = 1 + 0.05 * math.sin(2 * math.pi * (place % 12 - 3) / 12) - 0.12 * (month[-2:] == "02")
        shape.append((1 + growth) ** (place / 12) * wave * (1 - depth * _slump(place, back)) * dice.factor(0.012))
    whole = yearly / sum(shape[-12:])
    return [
        _reading(f"activity:{region}", month, part * whole, "万元", "A") | {"region_id": region}
        for month, part in zip(MONTHS, shape, strict=True)
    ]


def _slump(place: int, back: int) -> float:
    """0 = normal, 1 = bottom of the slump in month `place`; `back` months of way back."""
    if place < _SLUMP.start:
        return 0.0
    if place < _SLUMP.stop:
        return (place - _SLUMP.start + 1) / len(_SLUMP)
    return max(0.0, 1 - (place - _SLUMP.stop + 1) / back)


def _reading(item: str, month: str, value: float, unit: str, grade: str) -> Row:
    count = 5 if value >= 10_000 else 4 if value >= 1_000 else 3
    return {"item": item, "time": month, "value": float(f"{value:.{count}g}"), "unit": unit, "grade": grade, **MARK}


_NATIONS = {row["region_id"]: int(row["numeric"]) for row in read_rows("regions") if row["numeric"]}
_LENS_EXPORTS = {
    "yunze": 410,
    "hokune": 380,
    "velmark": 260,
    "sondria": 190,
    "norvane": 150,
    "kessara": 120,
    "nusari": 25,
    "mirania": 40,
}
_LENS_DEMAND = {
    "yunze": 170,
    "hokune": 210,
    "velmark": 420,
    "sondria": 330,
    "norvane": 290,
    "kessara": 150,
    "nusari": 60,
    "mirania": 80,
}
# Yearly change of what the home nation sells to a nation.
_SHIFT = {
    "velmark": 0.90,
    "sondria": 0.92,
    "norvane": 0.97,
    "hokune": 1.0,
    "kessara": 1.17,
    "nusari": 1.22,
    "mirania": 1.14,
}


def trade_rows(dice: Dice) -> list[Row]:
    """Trade of 2023 to 2025 in thousand USD and tonnes: resin lenses between all, glass lenses of the home nation."""
    rows = []
    for product, level, price in (("900150", 1.0, 74.0), ("900140", 0.12, 41.0)):
        for one in _NATIONS:
            for other in _NATIONS:
                if one == other or (product == "900140" and HOME not in (one, other)):
                    continue
                base = level * _LENS_EXPORTS[one] * _LENS_DEMAND[other] * dice.factor(0.35)
                for year in (2023, 2024, 2025):
                    value = base * (_SHIFT[other] if one == HOME else 1.02) ** (year - 2025) * dice.factor(0.04)
                    weight = value / price / dice.factor(0.1)
                    rows.append(
                        {
                            "t": year,
                            "i": _NATIONS[one],
                            "j": _NATIONS[other],
                            "k": product,
                            "v": round(value, 1),
                            "q": "NA" if dice.chance(0.04) else round(weight, 1),
                            **MARK,
                        }
                    )
    return rows


_SECTORS = ("materials", "components", "eyewear", "other")
_PLACES = ("anlan", "donglan", "yunze", "east-sea", "world")
_INPUTS = {
    ("materials", "materials"): 0.14,
    ("other", "materials"): 0.36,
    ("materials", "components"): 0.20,
    ("components", "components"): 0.09,
    ("other", "components"): 0.24,
    ("components", "eyewear"): 0.36,
    ("eyewear", "eyewear"): 0.03,
    ("other", "eyewear"): 0.22,
    ("other", "other"): 0.44,
    ("components", "other"): 0.0002,
}
_CLOSENESS = {0: 30.0, 1: 6.0, 2: 2.2, 3: 1.0, 4: 0.55}


def _table_outputs() -> dict[tuple[str, str], float]:
    """Output by place and sector, 万元; donglan, yunze, east-sea and world each stand for the rest of that unit."""
    totals = {
        "anlan": 3_650_000.0,
        "donglan": 27_350_000.0,
        "yunze": NATIONAL_TOTAL - 31_000_000.0,
        "east-sea": 64e6,
        "world": 420e6,
    }
    optics = {
        "anlan": (46_200.0, 411_300.0, 346_200.0),
        "donglan": (182_000.0, 615_000.0, 548_000.0),
        "east-sea": (930_000.0, 1_240_000.0, 1_460_000.0),
        "world": (4_300_000.0, 5_100_000.0, 8_900_000.0),
    }
    rest = NATIONAL_OUTPUT - sum(sum(optics[place]) for place in ("anlan", "donglan"))
    optics["yunze"] = (rest * 0.24, rest * 0.40, rest * 0.36)
    return {
        (place, sector): float(round(value))
        for place in _PLACES
        for sector, value in zip(_SECTORS, (*optics[place], totals[place] - sum(optics[place])), strict=True)
    }


def io_rows() -> list[Row]:
    """Five places × four sectors with final demand and value added, in whole 万元, balanced to the last one."""
    output = _table_outputs()
    flows = _table_flows(output)
    rows = [(*key, amount) for key, amount in flows.items()]
    for place, sector in output:
        left = output[place, sector] - sum(amount for key, amount in flows.items() if key[:2] == (place, sector))
        rows += [(place, sector, to, "F_final", amount) for to, amount in _final(place, int(left)).items()]
    for place, sector in output:
        used = sum(amount for key, amount in flows.items() if key[2:] == (place, sector))
        rows.append((place, "V_value_added", place, sector, int(output[place, sector]) - used))
    names = ("from_region", "from_sector", "to_region", "to_sector", "amount")
    return [{**dict(zip(names, row, strict=True)), **MARK} for row in rows if row[4]]


def _table_flows(output: dict[tuple[str, str], float]) -> dict[tuple[str, str, str, str], int]:
    """Sales between sectors; a place asked for more than 85 % of its output is asked less until it is not."""
    ease = dict.fromkeys(output, 1.0)
    for _ in range(40):
        flows: dict[tuple[str, str, str, str], int] = {}
        for (sector, to_sector), share in _INPUTS.items():
            for to_place in _PLACES:
                pulls = {
                    place: ease[place, sector] * output[place, sector] ** 0.62 * _closeness(place, to_place)
                    for place in _PLACES
                }
                need = share * output[to_place, to_sector] / sum(pulls.values())
                for place, pull in pulls.items():
                    flows[place, sector, to_place, to_sector] = round(need * pull)
        for place, sector in output:
            sold = sum(amount for key, amount in flows.items() if key[:2] == (place, sector))
            ease[place, sector] *= min(1.0, 0.85 * output[place, sector] / sold)
    return flows


def _closeness(one: str, other: str) -> float:
    return _CLOSENESS[0 if one == other else max(_PLACES.index(one), _PLACES.index(other))]


def _final(place: str, amount: int) -> dict[str, int]:
    if amount < 0:
        raise ValueError(f"final demand of {place} is negative: {amount}")
    weights = {
        to: _closeness(place, to) * {"anlan": 1, "donglan": 6, "yunze": 20, "east-sea": 14, "world": 60}[to]
        for to in _PLACES
    }
    parts = {to: round(amount * weight / sum(weights.values())) for to, weight in weights.items()}
    parts[place] += amount - sum(parts.values())
    return parts
