"""The ties of the demo at two dates, with what is known of each: days, shares, class, basis, who changed it."""

from __future__ import annotations

from demo_trade import COATER, MONOMER, Market, Pair, segments_of
from demo_world import CHARACTER, CRAFTS, FLOWS, FOCAL, MARK, NOW, THEN, Dice, Row, money

THIN_REGION = "yuntan"
STALE_COUNT = 40
_NEW_SHARE = 0.2
_STALE_PRODUCTS = ("U1", "U4", "M1", "M3", "M4", "R2", "D1")
_CHANGERS = {"global": [1, 4, 3, 2], "supranational": [6, 2, 1, 1], "regional": [5, 1, 2, 0]}
_LEAD = {"local": 8, "regional": 14, "national": 22, "supranational": 38, "global": 55}
# How the amount of 2022 compares with that of 2025, by scale: the far West shrank, the own bloc grew.
_THEN_PURCHASES = {"local": 0.92, "regional": 0.72, "national": 1.05, "supranational": 0.70, "global": 0.96}
_THEN_SALES = {"local": 0.94, "regional": 0.90, "national": 0.84, "supranational": 0.52, "global": 1.28}
_GOVERNANCE = {
    "local": "relational",
    "regional": "modular",
    "national": "market",
    "supranational": "market",
    "global": "captive",
}
_BASIS = {
    "local": "invoice",
    "regional": "survey",
    "national": "survey",
    "supranational": "customs",
    "global": "customs",
}


def make_ties(market: Market, then_limits: dict[str, tuple[float, float]]) -> list[Row]:
    """All ties: supply of 2022 and 2025, stale ones, then knowledge, ownership and service.

    then_limits : firm -> what it could sell and what it could buy in 2022, 万元
    """
    dice = market.dice
    about = {pair: _about(dice, market, pair) for pair in market.amounts}
    old = {pair: amount for pair, amount in market.amounts.items() if _stood_then(dice, market, pair, then_limits)}
    then = _fit(_amounts_then(dice, market, old), then_limits)
    rows = [_row(pair, amount, THEN, about[pair]) for pair, amount in then.items()]
    for pair, amount in _stale(market, then_limits, then).items():
        known = {**_about(dice, market, pair), "basis": "survey", "note": "not confirmed since"}
        rows.append(_row(pair, amount, THEN, known) | {"as_of": f"2022-{1 + round(dice.between(0, 10)):02d}-15"})
    for pair, amount in market.amounts.items():
        change = _change(dice, market, pair, amount / then[pair] if pair in then else None)
        rows.append(_row(pair, amount, NOW, {**about[pair], "changed_by": change}))
    _give_shares(rows, market)
    return rows + _other_kinds(dice, market)


def _stood_then(dice: Dice, market: Market, pair: Pair, limits: dict[str, tuple[float, float]]) -> bool:
    supplier, buyer, _ = pair
    if supplier not in limits or buyer not in limits:
        return False
    chance = {"supranational": 0.38, "regional": 0.26}.get(market.scale(supplier, buyer), _NEW_SHARE)
    return supplier in (MONOMER, COATER) or not dice.chance(chance)


def _amounts_then(dice: Dice, market: Market, old: dict[Pair, float]) -> dict[Pair, float]:
    then = {}
    for (supplier, buyer, segment), amount in old.items():
        scale = market.scale(supplier, buyer)
        outward = market.firms[buyer]["role"] == "customer"
        trend = (_THEN_SALES if outward else _THEN_PURCHASES)[scale]
        then[supplier, buyer, segment] = amount * trend * dice.factor(0.22)
    return then


def _fit(amounts: dict[Pair, float], limits: dict[str, tuple[float, float]]) -> dict[Pair, float]:
    """The amounts, cut where a firm would sell or buy more than it could."""
    sold: dict[str, float] = {}
    bought: dict[str, float] = {}
    for (supplier, buyer, _), amount in amounts.items():
        sold[supplier] = sold.get(supplier, 0.0) + amount
        bought[buyer] = bought.get(buyer, 0.0) + amount
    return {
        (supplier, buyer, segment): money(
            amount * 0.99 * min(1, limits[supplier][0] / sold[supplier], limits[buyer][1] / bought[buyer])
        )
        for (supplier, buyer, segment), amount in amounts.items()
    }


def _stale(market: Market, limits: dict[str, tuple[float, float]], then: dict[Pair, float]) -> dict[Pair, float]:
    """Forty small ties of 2022 to firms of the focal region that nobody has confirmed since."""
    dice, firms = market.dice, market.firms
    known = {(supplier, buyer) for supplier, buyer, _ in market.amounts}
    wanted = {
        code: [product for product, segment in FLOWS if product in _STALE_PRODUCTS and segment in segments_of(firm)]
        for code, firm in firms.items()
        if code in limits and firm["region_id"] == FOCAL
    }
    buyers = [code for code, products in wanted.items() if products]
    stale: dict[Pair, float] = {}
    while len(stale) < STALE_COUNT:
        buyer = dice.pick(buyers)
        product = dice.pick(wanted[buyer])
        supplier = dice.pick([code for code, firm in firms.items() if product in segments_of(firm) and code in limits])
        pair, amount = (supplier, buyer, product), money(dice.between(15, 140))
        taken = [*then.items(), *stale.items()]
        sold = sum(other for (code, _, _), other in taken if code == supplier)
        bought = sum(other for (_, code, _), other in taken if code == buyer)
        room = min(limits[supplier][0] - sold, limits[buyer][1] - bought)
        if supplier != buyer and (supplier, buyer) not in known and pair not in stale and room >= amount:
            stale[pair] = amount
    return stale


def _about(dice: Dice, market: Market, pair: Pair) -> Row:
    """What is known of a tie whatever its date; an empty text is unknown."""
    supplier, buyer, segment = pair
    scale = market.scale(supplier, buyer)
    region = market.firms[buyer]["region_id"]
    planted = supplier == COATER or (supplier == MONOMER and region == FOCAL)
    spare = 0.1 if planted else min(0.95, float(CRAFTS[segment]["spare"]) * dice.factor(0.2))
    known = 0.22 if region == THIN_REGION else 0.9
    days = float(CRAFTS[segment]["switch_days"]) * CHARACTER.get(region, {"switch": 1.0})["switch"] * dice.factor(0.28)
    classes = {
        product: flow["essential"] for (product, to), flow in FLOWS.items() if to in segments_of(market.firms[buyer])
    }
    grade = classes.get(segment, "important")
    outward = market.firms[buyer]["role"] == "customer"
    return {
        "essential": "essential" if planted else (grade if dice.chance(0.8) else ""),
        "substitutability": _spare_text(dice, spare, planted),
        "lead_days": round(_LEAD[scale] * dice.factor(0.3)) if dice.chance(0.75) else "",
        "switch_days": round(days * (1.35 if planted else 1)) if dice.chance(known) and not outward else "",
        "stock_days": round(dice.between(4, 34)) if dice.chance(0.55) and not outward else "",
        "alternatives": 0 if planted else (max(1, round(spare * 5)) if dice.chance(0.6) else ""),
        "basis": _BASIS[scale] if dice.chance(0.85) else "estimate",
        "governance": _governance(dice, scale, outward),
        "channel": dice.pick(["OEM order", "wholesale", "e-commerce", "O2O"], [5, 3, 2, 1]) if outward else "",
    }


def _governance(dice: Dice, scale: str, outward: bool) -> str:
    if outward:
        return "captive" if scale == "global" else "market"
    return _GOVERNANCE[scale] if dice.chance(0.5) else ""


def _spare_text(dice: Dice, spare: float, planted: bool) -> object:
    if planted:
        return 0.1
    if not dice.chance(0.5):
        return ""
    if dice.chance(0.04):
        return "高" if spare > 0.65 else "中" if spare > 0.35 else "低"
    return round(spare, 2)


def _row(pair: Pair, amount: float, year: int, about: Row) -> Row:
    supplier, buyer, segment = pair
    row: Row = {
        "supplier": supplier,
        "buyer": buyer,
        "kind": "supply",
        "segment_id": segment,
        "product": CRAFTS[segment]["product"],
        "hs6": "900150" if segment == "M1" else "",
        "amount": amount,
        "period": year,
        "as_of": f"{year}-12-31",
        **MARK,
        **about,
    }
    if year == THEN and row["switch_days"] != "":
        row["switch_days"] = round(row["switch_days"] * 1.06)
    return row


def _change(dice: Dice, market: Market, pair: Pair, ratio: float | None) -> str:
    """Who changed a tie that is new or is less than 0.55 or more than 1.8 times what it was."""
    if ratio is not None and 0.55 < ratio < 1.8:
        return ""
    weights = _CHANGERS.get(market.scale(pair[0], pair[1]), [4, 3, 1, 0])
    return str(dice.pick(["region", "partner", "shock", "rule"], weights)) if dice.chance(0.75) else "unknown"


def _give_shares(rows: list[Row], market: Market) -> None:
    """Shares of the documented purchases of a product and of the supplier's output."""
    bought: dict[tuple[object, ...], float] = {}
    for row in rows:
        key = (row["buyer"], row["product"], row["period"])
        bought[key] = bought.get(key, 0.0) + row["amount"]
    for number, row in enumerate(rows):
        share = row["amount"] / bought[row["buyer"], row["product"], row["period"]]
        row["share_of_input"] = round(share, 3) if number % 7 else ""
        output = market.firms[row["supplier"]].get("output")
        now = row["period"] == NOW and isinstance(output, (int, float)) and number % 3 == 0
        row["share_of_sales"] = round(row["amount"] / output, 3) if now else ""


_KNOWLEDGE = (
    ("X-41", "F-031", "monomer formulation"),
    ("X-41", "F-035", "monomer formulation"),
    ("X-41", "F-118", "coating process"),
    ("X-41", "F-018", "optical design"),
    ("X-41", "F-201", "optical design"),
    ("X-07", "F-021", "glass melting"),
    ("X-10", "F-018", "display driver"),
    ("F-031", "F-018", "lens design"),
    ("F-201", "F-033", "lens design"),
    ("X-41", "F-093", "test methods"),
    ("X-23", "F-001", "brand design"),
    ("X-41", "F-001", "optical design"),
)
_OWNERSHIP = (
    ("F-001", "F-013"),
    ("F-001", "F-005"),
    ("F-031", "F-036"),
    ("F-051", "F-073"),
    ("X-21", "F-002"),
    ("X-23", "F-006"),
    ("X-03", "F-033"),
    ("F-071", "F-074"),
)


def _other_kinds(dice: Dice, market: Market) -> list[Row]:
    rows = [_plain(supplier, buyer, "knowledge", what, NOW) for supplier, buyer, what in _KNOWLEDGE]
    rows += [_plain(owner, owned, "ownership", "shares", year) for owner, owned in _OWNERSHIP for year in (THEN, NOW)]
    rows += [_plain(supplier, buyer, "knowledge", what, THEN) for supplier, buyer, what in _KNOWLEDGE[:5]]
    testers = ("F-091", "F-092", "F-093")
    clients = ("F-001", "F-002", "F-003", "F-004", "F-031", "F-032", "F-033", "F-034", "F-035", "F-051", "F-118")
    for client in clients:
        row = _plain(dice.pick(testers), client, "service", CRAFTS["R1"]["product"], NOW)
        output = market.firms[client]["output"]
        rows.append(
            row | {"segment_id": "R1", "amount": money(output * 0.0035 * dice.factor(0.2)), "essential": "negligible"}
        )
    return rows


def _plain(supplier: str, buyer: str, kind: str, product: str, year: int) -> Row:
    return {
        "supplier": supplier,
        "buyer": buyer,
        "kind": kind,
        "product": product,
        "period": year,
        "basis": "survey",
        "governance": "hierarchy" if kind == "ownership" else "relational",
        **MARK,
        "as_of": f"{year}-12-31",
    }
