"""Who buys how much from whom in 2025: needs of buyers handed to suppliers within what they can sell."""

from __future__ import annotations

from dataclasses import dataclass, field

from demo_world import CHARACTER, FLOWS, FOCAL, PROVINCE, Dice, Row, money, scale_between

Pair = tuple[str, str, str]
"""supplier, buyer, segment of the product"""

COATER, MONOMER = "F-118", "X-01"
SMALL_COATERS = ("F-119", "F-120")
_SOLD_AT_MOST = 0.93
_LISTED_FROM = {"R2": 140, "U1": 90, "U4": 120, "M4": 110, "M1": 60, "M3": 60}
"""Smaller needs of a product are bought in shops and stand in no list, 万元."""

# Where buyers look for a product: weight of each scale.
_MIX: dict[str, dict[str, float]] = {
    "U1": {"local": 5, "regional": 2, "national": 2, "supranational": 0, "global": 1.2},
    "U2": {"global": 1},
    "U3": {"national": 2.0, "supranational": 2.3, "global": 5.7},
    "U4": {"local": 3, "regional": 2, "national": 2.5, "supranational": 4.5},
    "M1": {"local": 7, "regional": 2, "national": 1},
    "M2": {"local": 1, "regional": 1, "national": 1},
    "M3": {"local": 6, "regional": 2, "national": 1.5},
    "M4": {"local": 6, "regional": 1.5, "national": 2},
    "M5": {"national": 4, "global": 6},
    "R2": {"local": 5, "regional": 3, "national": 1},
    "D1": {"local": 5, "regional": 1.5, "national": 2},
}
# Where a seller finds outside customers, and how much of what it has left it sells to them.
_OUTLETS = {
    "D1": (0.85, {"regional": 2.6, "national": 3.0, "supranational": 2.8, "global": 5.5}),
    "D3": (0.70, {"regional": 0.5, "national": 5.5, "supranational": 1.5, "global": 2.5}),
    "M1": (0.55, {"regional": 4.5, "national": 3.5, "supranational": 2.4, "global": 2.0}),
    "M3": (0.55, {"regional": 4.5, "national": 3.2, "supranational": 2.6, "global": 2.2}),
}
_SOLD_OUTSIDE_SHARE = {"X-01": 0.72, "X-02": 0.60, "X-03": 0.09, "X-04": 0.16, "X-05": 0.12, "X-10": 0.10}


@dataclass
class Market:
    """The firms and what each has sold and bought so far, 万元."""

    dice: Dice
    firms: dict[str, Row]
    amounts: dict[Pair, float] = field(default_factory=dict)
    sold: dict[str, float] = field(default_factory=dict)

    def left(self, code: str) -> float:
        firm = self.firms[code]
        if firm.get("output") in ("", None):
            return 1_500 if code.startswith("F-") else 1e9
        return _SOLD_AT_MOST * float(min(firm["output"], firm["revenue"])) - self.sold.get(code, 0.0)

    def trade(self, supplier: str, buyer: str, segment: str, amount: float) -> None:
        amount = money(min(amount, self.left(supplier)))
        if amount < 4 or supplier == buyer:
            return
        pair = (supplier, buyer, segment)
        self.amounts[pair] = self.amounts.get(pair, 0.0) + amount
        self.sold[supplier] = self.sold.get(supplier, 0.0) + amount

    def scale(self, one: str, other: str) -> str:
        return scale_between(self.firms[one]["region_id"], self.firms[other]["region_id"])


def segments_of(firm: Row) -> dict[str, float]:
    """Segment -> share of a firm: "D1:0.7;D2:0.3" -> {"D1": 0.7, "D2": 0.3}."""
    parts = [part.partition(":") for part in firm["segment_id"].split(";")]
    return {segment: float(share or 1) for segment, _, share in parts}


def open_market(dice: Dice, firms: dict[str, Row]) -> Market:
    """All supply of 2025; afterwards the outside firms have an output that fits."""
    market = Market(dice, firms)
    buyers = [code for code, firm in firms.items() if firm["region_id"] in CHARACTER and firm["output"] != ""]
    for buyer in buyers:
        for (product, segment), flow in FLOWS.items():
            part = segments_of(firms[buyer]).get(segment, 0.0)
            need = float(flow["input_share"]) * part * firms[buyer]["output"] * dice.factor(0.12)
            if product != "R1" and need > _LISTED_FROM.get(product, 6):
                _buy(market, buyer, product, need)
    for seller in buyers:
        segment = firms[seller]["segment_id"][:2]
        if segment in _OUTLETS:
            _sell_outside(market, seller, segment)
    _size_outside_firms(market)
    return market


def _buy(market: Market, buyer: str, product: str, need: float) -> None:
    firms, dice = market.firms, market.dice
    region = firms[buyer]["region_id"]
    if product == "M2":
        _buy_coating(market, buyer, need)
        return
    sellers = [
        code
        for code, firm in firms.items()
        if product in segments_of(firm)
        and code != buyer
        and market.left(code) > 20
        and not (product == "U2" and region == FOCAL and code != MONOMER)
    ]
    weights = [
        _MIX[product].get(market.scale(code, buyer), 0.0) * _pull(market, code, sellers, buyer) for code in sellers
    ]
    count = 1 + sum(need > bound for bound in (700, 3_200, 12_000))
    chosen = [code for code in dice.sample(sellers, count, weights) if weights[sellers.index(code)] > 0]
    parts = [weights[sellers.index(code)] ** 0.5 * dice.factor(0.5) for code in chosen]
    for code, part in zip(chosen, parts, strict=True):
        market.trade(code, buyer, product, need * part / sum(parts))


def _pull(market: Market, code: str, sellers: list[str], buyer: str) -> float:
    """Larger sellers draw more; the pull of a scale is shared by the sellers found there."""
    scale = market.scale(code, buyer)
    rivals = sum(min(market.left(other), 40_000) ** 0.7 for other in sellers if market.scale(other, buyer) == scale)
    return min(market.left(code), 40_000) ** 0.7 / rivals if rivals else 0.0


def _buy_coating(market: Market, buyer: str, need: float) -> None:
    """All that is large goes to one small coating firm; the two others serve the small."""
    region, output = market.firms[buyer]["region_id"], market.firms[buyer]["output"]
    if region != FOCAL and not market.dice.chance(0.6):
        return
    if output < 6_000 and market.dice.chance(0.5):
        market.trade(market.dice.pick(SMALL_COATERS), buyer, "M2", need)
    else:
        market.trade(COATER, buyer, "M2", need)


def _sell_outside(market: Market, seller: str, segment: str) -> None:
    share, mix = _OUTLETS[segment]
    amount = market.left(seller) * share * market.dice.between(0.8, 1.1)
    if amount < 260:
        return
    customers = [code for code, firm in market.firms.items() if firm["role"] == "customer"]
    weights = [mix.get(market.scale(seller, code), 0.0) for code in customers]
    count = 1 + sum(amount > bound for bound in (1_900, 7_000, 20_000))
    chosen = market.dice.sample(customers, count, weights)
    parts = [market.dice.factor(0.6) for _ in chosen]
    for code, part in zip(chosen, parts, strict=True):
        market.trade(seller, code, segment, amount * part / sum(parts))


def _size_outside_firms(market: Market) -> None:
    for code, firm in market.firms.items():
        if not code.startswith("X-"):
            continue
        sales = sum(amount for (supplier, _, _), amount in market.amounts.items() if supplier == code)
        bought = sum(amount for (_, buyer, _), amount in market.amounts.items() if buyer == code)
        share = _SOLD_OUTSIDE_SHARE.get(code, market.dice.between(0.25, 0.4))
        output = money(max(sales / share, bought / market.dice.between(0.4, 0.55), 2_400))
        firm |= {"output": output, "employees": round(output / market.dice.between(55, 95))}


def set_exports(market: Market) -> None:
    """Exports are what goes to firms abroad, and a little more that no tie explains."""
    for code, firm in market.firms.items():
        if firm["region_id"] not in CHARACTER or firm["output"] == "":
            continue
        abroad = sum(
            amount
            for (supplier, buyer, _), amount in market.amounts.items()
            if supplier == code and market.firms[buyer]["region_id"] not in PROVINCE
        )
        firm["exports"] = money(min(firm["revenue"], abroad * market.dice.between(1.0, 1.12)))
