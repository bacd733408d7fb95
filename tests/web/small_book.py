"""A small workbook with everything the pages show, a few faults, and one hostile name."""

from __future__ import annotations

from typing import Any

from chainchief.views.workbook import pack_sheets

HOSTILE = '<img src=x onerror="document.title=1">&"\''
REGIONS = [
    ["cn", "China", "country", ""],
    ["prov", "Hai Province", "province", "cn"],
    ["anlan", "Anlan", "county", "prov"],
    ["beiyun", "Beiyun", "county", "prov"],
    ["luxi", "Luxi", "county", "prov"],
    ["jp", "Japan", "country", ""],
]
SEGMENTS = [
    ["U1", "Resin monomer", "upstream", "external", "no"],
    ["M1", "Lens coating", "midstream", "weak", "yes"],
    ["M2", HOSTILE, "midstream", "missing", "no"],
    ["D1", "Finished eyewear", "downstream", "strong", "yes"],
]
FIRMS = [
    ["F-001", "Yunhe Lens", "M1", "owner", "anlan", 4200, 1200, 180, 4000, 3000, 120, 3],
    ["F-002", HOSTILE, "D1", "support", "anlan", 9100, 2300, 400, 9000, 7000, 250, 6],
    ["F-003", "Beiyun Frames", "D1", "support", "beiyun", 2500, 600, 90, 2400, 2000, None, 1],
    ["X-001", "Monomer Abroad", "U1", "supplier", "jp", None, None, None, None, None, None, None],
]
TIES = [
    ["X-001", "F-001", "U1", 900, 0.9, "essential", 95],
    ["F-001", "F-002", "M1", 2100, 0.35, "essential", 60],
    ["F-001", "F-003", "M1", None, 80, "important", None],
]
CODES = {"D121": 0.1, "D122": 1.5, "D211": 0.3, "D212": 30, "D221": 1.1, "D222": 0.7, "D311": 0.03, "D312": 1.2}


def indicator_rows() -> list[list[Any]]:
    """Three regions, two years; one indicator of one region is withheld."""
    rows: list[list[Any]] = []
    for place, region in enumerate(("anlan", "beiyun", "luxi")):
        for year in (2024, 2025):
            for code, size in CODES.items():
                value = round(size * (1 + 0.2 * place + 0.05 * (year - 2024)), 4)
                shown = "保密" if (region, code) == ("luxi", "D312") else value
                rows.append([region, year, code, shown, "C" if code == "D311" else "B"])
    return rows


def small_book() -> bytes:
    """The workbook as bytes."""
    return pack_sheets(
        {
            "chain": [["name", "region_id", "base_year", "unit"], ["Anlan optics", "anlan", 2025, "万元"]],
            "regions": [["region_id", "name", "level", "parent_id"], *REGIONS],
            "segments": [["segment_id", "name", "position", "presence", "core"], *SEGMENTS],
            "firms": [
                ["firm_id", "name", "segment_id", "role", "region_id", "output", "value_added", "employees",
                 "revenue", "assets", "rd", "patents"],
                *FIRMS,
            ],
            "ties": [
                ["supplier", "buyer", "segment_id", "amount", "share_of_input", "essential", "switch_days"],
                *TIES,
            ],
            "indicators": [["region_id", "period", "indicator", "value", "quality"], *indicator_rows()],
        }
    )  # fmt: skip
