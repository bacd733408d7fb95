"""The defects planted in the demo on purpose: where they are put, and the list that tells where to find them."""

from __future__ import annotations

from demo_ties import THIN_REGION
from demo_trade import COATER, MONOMER
from demo_world import NOW, THEN, Row, digits

WRONG_UNIT_FIRM = "F-076"
TYPED_WRONG = ("songmen", "D221", 1.09)
_WITHHELD = (("F-018", NOW, "rd"), ("F-078", NOW, "new_product_days"), ("F-064", NOW, "patents"))
_ABOUT = (("F-063", NOW, "employees"), ("F-238", NOW, "energy"), ("F-027", NOW, "inventory_days"))
_ABOUT_TIES, _AMOUNT_WITHHELD, _AMOUNT_UNKNOWN = 3, 2, 3


def soil(tables: dict[str, list[Row]]) -> None:
    """Cells as people type them: withheld, about, unknown. Done before the indicators are worked out."""
    firms = {(row["firm_id"], row["period"]): row for row in tables["firms"]}
    for code, year, column in _WITHHELD:
        firms[code, year][column] = "保密"
    for code, year, column in _ABOUT:
        row = firms[code, year]
        row[column] = f"约{round(float(row[column] or 20), -1):g}"
    ties = [row for row in tables["ties"] if row["period"] == NOW and row["kind"] == "supply" and not row["note"]]
    small = sorted(
        (row for row in ties if row["share_of_sales"] == "" and row["supplier"] not in (COATER, MONOMER)),
        key=lambda row: (row["amount"], row["supplier"], row["buyer"]),
    )
    for place, row in enumerate(small[: _AMOUNT_WITHHELD + _AMOUNT_UNKNOWN]):
        row["amount"] = "保密" if place < _AMOUNT_WITHHELD else ""
    known = [row for row in ties if row["switch_days"] != "" and row["supplier"] == MONOMER]
    for row in known[:_ABOUT_TIES]:
        row["switch_days"] = f"约{round(row['switch_days'], -1):g}"


def plant(tables: dict[str, list[Row]]) -> None:
    """Defects that the typed indicators must not know of."""
    for row in tables["firms"]:
        if row["firm_id"] == WRONG_UNIT_FIRM and row["period"] == THEN:
            row["output"] *= 10_000
    region, code, factor = TYPED_WRONG
    for row in tables["indicators"]:
        if (row["region_id"], row["period"], row["indicator"]) == (region, NOW, code):
            row["value"] = digits(row["value"] * factor)
        if (row["region_id"], row["period"], row["indicator"]) == (THIN_REGION, NOW, "D322"):
            row["value"] = "暂无"
