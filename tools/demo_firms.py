"""The firms of the demo: names, sizes, what they own and how they were in the two earlier years."""

from __future__ import annotations

from demo_world import (
    BEFORE,
    CHARACTER,
    CRAFTS,
    FOCAL,
    MARK,
    NOW,
    PROVINCE,
    THEN,
    Dice,
    Row,
    money,
    outputs,
    read_rows,
)

_FIRST = (
    "Yun云 Teng腾 Hao浩 Rui瑞 Jia嘉 Chang昌 Heng恒 Jing晶 Jin锦 Feng丰 "
    "Ze泽 Bo博 Hong弘 Kai凯 Sheng盛 Qi启 Yue越 Chen辰 Lang朗"
)
_SECOND = "he禾 da达 ran然 guang光 yuan远 li砺 chuan川 sen森 tai泰 nuo诺 ya雅 xi汐 wei微"
_NAMED = {
    "F-031": ("Yunhe Lens Co., Ltd.", "云禾镜片有限公司"),
    "F-034": ("Tengda Optical Co., Ltd.", "腾达光学有限公司"),
    "F-038": ("Haoran Lens Co., Ltd.", "浩然镜片有限公司"),
    "F-044": ("Yunhe Lens (Anlan) Co., Ltd.", "云禾镜片（安澜）有限公司"),
    "F-071": ("Jiahe Hardware Co., Ltd.", "嘉禾五金有限公司"),
    "F-001": ("Ruiguang Eyewear Co., Ltd.", "瑞光眼镜有限公司"),
    "F-118": ("Mingjing Coating Co., Ltd.", "明镜镀膜有限公司"),
}
_TWO_SEGMENTS = {
    "F-001": "D1:0.7;D2:0.3",
    "F-003": "D1:0.85;D3:0.15",
    "F-035": "M1:0.9;U1:0.1",
    "F-052": "M3:0.75;M4:0.25",
    "F-204": "D1:0.8;D2:0.2",
    "F-243": "M3:0.8;M4:0.2",
}
_OWNERS = ("F-001", "F-031", "F-051", "F-071", "F-013", "F-021")
_FOREIGN_OWNED = {
    "F-002": "velmark",
    "F-006": "sondria",
    "F-033": "hokune",
    "F-053": "velmark",
    "F-202": "sondria",
    "F-240": "norvane",
}
_SHARES_OF_COATING = (6_400.0, 1_500.0, 1_000.0)
_BRANDED = {"D1": 0.18, "D2": 0.7, "D3": 0.55}
_INTANGIBLE = ("D2", "R1")


def make_firms(dice: Dice) -> dict[str, Row]:
    """The firms of 2025 by id, local and peer ones with all their numbers, outside ones with name and place only."""
    firms: dict[str, Row] = {}
    peer = 201
    for region, segments in outputs().items():
        for segment, (total, count) in segments.items():
            sizes = _sizes(dice, region, segment, total, count)
            for place, size in enumerate(sizes):
                number = int(CRAFTS[segment]["first_number"]) + place if region == FOCAL else peer
                peer += region != FOCAL
                code = f"F-{number:03d}"
                firms[code] = _firm(dice, code, len(firms), region, segment, size)
    _leave_unknown(firms)
    for row in read_rows("outside"):
        firms[row["firm_id"]] = {**row, "hq_region": row["region_id"], "period": NOW}
    return firms


def _sizes(dice: Dice, region: str, segment: str, total: float, count: int) -> list[float]:
    if segment == "M2":
        return list(_SHARES_OF_COATING)
    spread = 1.0 if region == FOCAL else 0.55
    weights = sorted((dice.factor(spread) + 0.05 for _ in range(count)), reverse=True)
    return [total * weight / sum(weights) for weight in weights]


def _firm(dice: Dice, code: str, order: int, region: str, segment: str, size: float) -> Row:
    output = money(size)
    character, craft = CHARACTER[region], CRAFTS[segment]
    revenue = money(output * dice.between(0.94, 1.02))
    value_added = money(output * float(craft["value_added"]) * character["value"] * dice.factor(0.08))
    employees = max(4, round(output / (character["labour"] * dice.factor(0.22))))
    intensity = character["rd"] * float(craft["know_how"]) * dice.factor(0.4)
    row: Row = {
        "firm_id": code,
        "segment_id": _TWO_SEGMENTS.get(code, segment),
        "region_id": region,
        "period": NOW,
        "role": "owner" if code in _OWNERS else "support",
        "output": output,
        "revenue": revenue,
        "value_added": value_added,
        "assets": money(revenue / (character["turnover"] * dice.factor(0.18))),
        "exports": money(revenue * min(0.9, float(craft["export_share"] or 0) * dice.factor(0.5))),
        "rd": money(revenue * min(0.2, intensity)),
        "employees": employees,
        "patents": round(character["patents"] * (output / 9_000) ** 0.75 * float(craft["know_how"]) * dice.factor(0.5)),
        "wages": money(min(0.8 * value_added, employees * 8.2 * dice.factor(0.1))),
    }
    row["name"], row["name_zh"] = _NAMED.get(code) or _name(order, segment)
    return row | _plant_floor(dice, row, segment) | _company(dice, row, segment)


def _name(order: int, segment: str) -> tuple[str, str]:
    first, second = _FIRST.split(), _SECOND.split()
    one, two = first[order % len(first)], second[(order * 7 + order // len(first) + 1) % len(second)]
    trade = "other_trade" if order % 2 else "trade"
    craft = CRAFTS[segment]
    return f"{one[:-1]}{two[:-1]} {craft[trade]} Co., Ltd.", f"{one[-1]}{two[-1]}{craft[f'{trade}_zh']}有限公司"


def _plant_floor(dice: Dice, row: Row, segment: str) -> Row:
    character = CHARACTER[row["region_id"]]
    use = min(0.97, max(0.45, character["use"] * dice.factor(0.09)))
    capacity = money(row["output"] / use)
    actual = money(capacity * use)
    energy = round(row["output"] * 0.035 * dice.factor(0.4))
    made = segment not in _INTANGIBLE
    return {
        "capacity": capacity if made else "",
        "actual_output": actual if made else "",
        "capacity_use": round(actual / capacity, 3) if made else "",
        "capacity_unit": "万元" if made else "",
        "inventory_days": round(dice.between(5, 45)) if dice.chance(0.53) else "",
        "energy": energy if made else "",
        "emissions": round(energy * 2.4) if made else "",
        "new_product_days": round(character["cycle"] * dice.factor(0.2)) if made and dice.chance(0.9) else "",
    }


def _company(dice: Dice, row: Row, segment: str) -> Row:
    code, region, output = row["firm_id"], row["region_id"], row["output"]
    owner = _FOREIGN_OWNED.get(
        code, region if dice.chance(0.88) else dice.pick(["minggang", "yuhai", PROVINCE[region]])
    )
    brand = segment in _BRANDED
    own = round(_BRANDED[segment] * min(1.3, dice.factor(0.5)), 2) if brand else 0.0
    kind = "lead" if code in _OWNERS else ("OBM" if own > 0.5 else dice.pick(["OEM", "ODM"], [0.7, 0.3]))
    large = output > 12_000
    functions = ["HQ"] * (owner == region) + ["R&D"] * (row["rd"] > 250) + ["design"] * (brand or segment == "M3")
    functions += ["sales"] if segment == "D2" else ["fabrication"]
    return {
        "own_brand_share": own if brand else "",
        "network_role": kind if brand or segment in ("M1", "M3") else "none",
        "owner_region": owner,
        "hq_region": owner,
        "rd_region": owner if large and row["rd"] > 250 else "",
        "activity": ";".join(functions),
        "digital_score": round(min(92, 34 + 6 * (output / 2_000) ** 0.5 * dice.factor(0.25))),
        "above_scale": "yes" if output >= 2_000 else "no",
        "listed": "yes" if code in ("F-001", "F-031", "F-201", "F-239") else "no",
        "high_tech": "yes" if row["rd"] > 0.03 * row["revenue"] else "no",
        "specialised": "yes" if segment in ("M1", "M2", "M4", "U1") and row["patents"] >= 3 else "no",
        "ownership": "foreign" if code in _FOREIGN_OWNED else ("private" if dice.chance(0.9) else "state-held"),
    }


def _leave_unknown(firms: dict[str, Row]) -> None:
    """The two tooling firms of Anlan report no output: their segment stays unknown."""
    for code in ("F-095", "F-096"):
        for column in (
            "output",
            "revenue",
            "value_added",
            "assets",
            "exports",
            "rd",
            "wages",
            "capacity",
            "actual_output",
            "capacity_use",
            "capacity_unit",
            "energy",
            "emissions",
            "new_product_days",
            "digital_score",
            "high_tech",
        ):
            firms[code][column] = ""


_DRIFT = {THEN: (0.975, 0.93, 0.95, 0.97, 0.90, 0.72, 1.07), BEFORE: (0.995, 0.98, 0.99, 0.985, 0.97, 0.92, 1.02)}
_NEW_SINCE_THEN = ("F-011", "F-043", "F-044", "F-067", "F-081", "F-019", "F-225")


def earlier(dice: Dice, firm: Row, year: int) -> Row:
    """The same firm in an earlier year: its size along the growth of its region, its rates a little behind."""
    value, labour, turnover, use, rd, patents, cycle = _DRIFT[year]
    growth = CHARACTER[firm["region_id"]]["growth"]
    factor = (1 + growth) ** (year - NOW) * dice.factor(0.06 if year == THEN else 0.025)
    row = {**firm, "period": year}
    if firm["output"] == "":
        row["employees"] = max(3, round(firm["employees"] * factor))
        return row
    for column in ("output", "revenue", "exports", "capacity", "energy", "emissions"):
        if firm[column] != "":
            row[column] = money(firm[column] * factor)
    row["exports"] = min(row["exports"], row["revenue"])
    row["value_added"] = money(firm["value_added"] * factor * value * dice.factor(0.03))
    row["assets"] = money(firm["assets"] * factor / turnover)
    row["rd"] = money(firm["rd"] * factor * rd)
    row["patents"] = round(firm["patents"] * patents)
    row["employees"] = max(4, round(firm["employees"] * factor / labour))
    row["wages"] = money(
        min(0.8 * row["value_added"], firm["wages"] * factor / labour * (0.94 if year == THEN else 0.98))
    )
    if firm["capacity"] != "":
        row["actual_output"] = money(row["capacity"] * firm["capacity_use"] * use)
        row["capacity_use"] = round(row["actual_output"] / row["capacity"], 3)
    if firm["new_product_days"] != "":
        row["new_product_days"] = round(firm["new_product_days"] * cycle * dice.factor(0.03))
    return row


def panel(dice: Dice, firms: dict[str, Row]) -> list[Row]:
    """Every firm in 2022, 2024 and 2025, in this order of years within a firm."""
    rows = []
    for code, firm in firms.items():
        for year in (THEN, BEFORE):
            if code.startswith("X-"):
                rows.append(_outside_earlier(dice, firm, year))
            elif not (year == THEN and code in _NEW_SINCE_THEN):
                rows.append(earlier(dice, firm, year))
        rows.append(dict(firm))
    for row in rows:
        row |= {**MARK, "as_of": f"{row['period']}-12-31"}
    return rows


def _outside_earlier(dice: Dice, firm: Row, year: int) -> Row:
    factor = 0.97 ** (NOW - year) * dice.factor(0.02)
    row = {**firm, "period": year}
    for column in ("output", "employees"):
        if firm.get(column):
            row[column] = money(firm[column] * factor) if column == "output" else round(firm[column] * factor)
    return row
