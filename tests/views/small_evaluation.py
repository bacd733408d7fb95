"""An invented chain with eight regions for the tests of the views, and its evaluation."""

from __future__ import annotations

from functools import cache
from math import nan, sin

import pandas as pd

from chainchief.chain.value import Chain
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.framework import load_framework
from chainchief.evaluation.options import EvaluationOptions

REGIONS = ("anlan", "beiyun", "dongpu", "haimen", "luxi", "nanlin", "qingtan", "songmen")
ENGLISH = ("Anlan", "Beiyun", "Dongpu", "Haimen Bay", "Luxi", "Nanlin", "Qingtan", "Songmen")
CHINESE = ("安澜", "北云", "东浦", "海门湾", "泸西", "南林", "青滩", "松门")
NAMES = {"en": dict(zip(REGIONS, ENGLISH, strict=True)), "zh": dict(zip(REGIONS, CHINESE, strict=True))}
BASE = (0.58, 0.57, 0.44, 0.70, 0.62, 0.39, 0.47, 0.52)
YEARS = ("2023", "2024", "2025")
QUALITIES = ("A", "B", "B", "C", "D", "B")


def small_chain(years: tuple[str, ...] = ("2025",), language: str = "en", regions: tuple[str, ...] = REGIONS) -> Chain:
    """Indicators of eight regions; Anlan never reported D321, Beiyun keeps D311 to itself."""
    framework = load_framework("zhang-2024-anchored")
    rows = []
    for region, base in zip(REGIONS, BASE, strict=True):
        if region not in regions:
            continue
        for year in years:
            for place, code in enumerate(framework.leaves):
                score = min(max(base + 0.12 * sin(3 * place + len(region)) - 0.02 * (2025 - int(year)), 0), 1)
                low, high = framework.table.at[code, "low"], framework.table.at[code, "high"]
                rise = score if framework.table.at[code, "direction"] > 0 else 1 - score
                hidden = region == "beiyun" and code == "D311"
                absent = region == "anlan" and code == "D321"
                rows.append(
                    {
                        "region_id": region,
                        "period": year,
                        "indicator": code,
                        "value": nan if hidden or absent else low + rise * (high - low),
                        "unit": framework.table.at[code, "unit"],
                        "quality": QUALITIES[place % len(QUALITIES)],
                        "qualifier": "about" if place == 6 else None,
                        "withheld": hidden,
                        "origin": f"anlan.xlsx!indicators!{len(rows) + 2}",
                    }
                )
    return Chain.from_tables(
        {
            "chain": pd.DataFrame(
                {"chain_id": ["optics"], "name": ["Precision optics"], "region_id": ["anlan"], "base_year": [2025]}
            ),
            "regions": pd.DataFrame({"region_id": regions, "name": [NAMES[language][region] for region in regions]}),
            "indicators": pd.DataFrame(rows),
        },
        letters={"anlan.xlsx!indicators": {"value": "E"}},
    )


@cache
def small_evaluation(
    years: tuple[str, ...] = ("2025",), draws: int = 200, regions: tuple[str, ...] = REGIONS
) -> Evaluation:
    """The chain above, scored with goalposts."""
    return evaluate(small_chain(years, regions=regions), "zhang-2024-anchored", EvaluationOptions(draws=draws))
