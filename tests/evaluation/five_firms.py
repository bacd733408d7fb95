"""A chain of five firms in two towns of one city, small enough to be worked out by hand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from chainchief.chain.value import Chain


def five_firms(**tables: pd.DataFrame) -> Chain:
    """Towns east and west in the city, the nation around it; 2023, with one firm dated 2022 as well."""
    given: dict[str, pd.DataFrame] = {
        "chain": pd.DataFrame([{"chain_id": "lens", "name": "Lenses", "region_id": "east", "base_year": 2023}]),
        "regions": pd.DataFrame(REGIONS),
        "segments": pd.DataFrame(SEGMENTS),
        "firms": pd.DataFrame(FIRMS),
        "ties": pd.DataFrame(TIES),
    }
    letters = {"book.xlsx!firms": {"rd": "H", "revenue": "G", "assets": "J"}, "book.xlsx!ties": {"supplier": "A"}}
    return Chain.from_tables({**given, **tables}, letters=letters)


REGIONS: list[dict[str, Any]] = [
    {"region_id": "east", "name": "East town", "parent_id": "city", "regional_total_output": 1000.0},
    {"region_id": "west", "name": "West town", "parent_id": "city"},
    {"region_id": "city", "name": "City", "parent_id": "nation"},
    {"region_id": "nation", "name": "Nation", "national_output": 3000.0, "national_total_output": 60000.0},
]

SEGMENTS: list[dict[str, Any]] = [
    {"segment_id": "S", "name": "Lenses", "position": "midstream"},
    {"segment_id": "S1", "name": "Blanks", "position": "upstream", "parent_id": "S", "presence": "missing"},
    {"segment_id": "S2", "name": "Coating", "position": "midstream", "parent_id": "S", "presence": "weak"},
    {"segment_id": "S3", "name": "Frames", "position": "midstream", "presence": "unknown"},
    {"segment_id": "S4", "name": "Machines", "position": "related", "presence": "unknown"},
    {"segment_id": "S5", "name": "Smart glasses", "position": "new", "presence": "missing"},
]

FIRMS: list[dict[str, Any]] = [
    {
        "firm_id": "F1", "name": "Alpha", "region_id": "east", "role": "owner", "segment_id": "S3", "period": "2023",
        "output": 300.0, "value_added": 90.0, "revenue": 280.0, "assets": 200.0, "rd": 14.0, "employees": 6.0,
        "patents": 7.0, "actual_output": 80.0, "capacity": 100.0, "new_product_days": 60.0, "quality": "A",
        "origin": "book.xlsx!firms!2",
    },
    {
        "firm_id": "F2", "name": "Beta", "region_id": "east", "role": "support", "segment_id": "S2:0.5;S3:0.5",
        "period": "2023", "output": 100.0, "value_added": 20.0, "revenue": 100.0, "assets": 90.0, "rd": 1.0,
        "employees": 4.0, "patents": 0.0, "actual_output": 30.0, "capacity": 50.0, "new_product_days": 120.0,
        "quality": "C", "origin": "book.xlsx!firms!3",
    },
    {
        "firm_id": "F3", "name": "Gamma", "region_id": "west", "segment_id": "S4", "period": "2023", "output": 200.0,
        "origin": "book.xlsx!firms!4",
    },
    {
        "firm_id": "F4", "name": "Delta", "region_id": "nation", "role": "supplier", "period": "2023",
        "origin": "book.xlsx!firms!5",
    },
    {
        "firm_id": "F5", "name": "Epsilon", "region_id": "east", "role": "candidate", "period": "2023",
        "output": 9999.0, "segment_id": "S1", "origin": "book.xlsx!firms!6",
    },
    {
        "firm_id": "F1", "name": "Alpha", "region_id": "east", "role": "owner", "segment_id": "S3", "period": "2022",
        "output": 1.0, "assets": 160.0, "origin": "book.xlsx!firms!7",
    },
]  # fmt: skip

TIES: list[dict[str, Any]] = [
    {"supplier": "F2", "buyer": "F1", "kind": "supply", "period": "2023", "switch_days": 30.0},
    {"supplier": "F3", "buyer": "F1", "kind": "supply", "period": "2023-05", "switch_days": 50.0},
    {"supplier": "F4", "buyer": "F2", "kind": "supply", "switch_days": 100.0},
    {"supplier": "ghost", "buyer": "F1", "kind": "supply", "period": "2023"},
    {"supplier": "F1", "buyer": "F2", "kind": "supply", "period": "2023", "switch_days": 20.0},
    {"supplier": "F2", "buyer": "F2", "kind": "supply", "period": "2023", "switch_days": 999.0},
    {"supplier": "F4", "buyer": "F1", "kind": "knowledge", "period": "2023", "switch_days": 999.0},
    {"supplier": "old", "buyer": "F1", "kind": "supply", "period": "2021", "switch_days": 999.0},
]

BY_HAND = {
    "D111": 1 / 4,  # F2 of F2, F3, F4, ghost; F1 sells too but is the owner, no supporting firm
    "D112": 2 / 5,  # S2 weak, S3 by F1 and F2; S1 and S5 missing, S4 without firm; S is a parent
    "D121": 400 / 3000,
    "D122": (400 / 1000) / (3000 / 60000),
    "D211": 110 / 400,
    "D212": 400 / 10,
    "D221": 380 / ((200 + 160) / 2 + 90),
    "D222": 110 / 150,
    "D311": 15 / 380,
    "D312": 7 / 2,
    "D321": 90.0,
    "D322": 40.0,  # median of 30, 50, 100, 20; ghost's is unknown
}
"""The twelve of East town in 2023."""
