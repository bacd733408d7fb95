"""What stands beside the indicators: columns that values are divided by, and columns that group the regions."""

from __future__ import annotations

import pandas as pd

from chainchief.chain.value import Chain
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.frameworks.reading import match_key
from chainchief.evaluation.options import EvaluationOptions
from chainchief.evaluation.preparation.denomination import parse_denominators

KEYS = ["region_id", "period", "indicator"]
REGION_COLUMNS = (
    "groups", "market", "parent_id", "level", "national_output", "regional_total_output", "national_total_output",
)  # fmt: skip


def divisors(framework: Framework, options: EvaluationOptions) -> set[str]:
    """The names that values are to be divided by, as they compare."""
    named = framework.table.loc[list(framework.leaves), "denominator"].to_dict()
    return {match_key(name) for name in parse_denominators(options.denominate, named).values()}


def without_divisors(
    raw: pd.DataFrame, framework: Framework, options: EvaluationOptions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows without those that only hold divisors, and these with one column each."""
    wanted = divisors(framework, options)
    meant = {text: match_key(str(text)) in wanted for text in raw["indicator"].unique()}
    held = raw[raw["indicator"].map(meant).astype(bool) & raw["value"].notna()]
    only = [text for text, divides in meant.items() if divides and framework.resolve(str(text)) is None]
    extras = held.drop_duplicates(KEYS).set_index(KEYS)["value"].unstack("indicator")  # noqa: PD010
    return raw[~raw["indicator"].isin(only)], extras


def region_columns(chain: Chain, raw: pd.DataFrame) -> pd.DataFrame:
    """What the sheet regions says of each region, for every row of the values."""
    index = pd.MultiIndex.from_frame(raw[KEYS[:2]].drop_duplicates())
    regions = chain.regions.dropna(subset=["region_id"]).drop_duplicates("region_id").set_index("region_id")
    stated = [column for column in regions.columns if column in REGION_COLUMNS and regions[column].notna().any()]
    return regions[stated].reindex(index.get_level_values(0)).set_axis(index)


def joined(extras: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Both as one table by region and period; what values hold wins over what the sheet regions says."""
    if extras is groups or extras.empty:
        return groups
    return extras.join(groups.drop(columns=extras.columns, errors="ignore"), how="outer")
