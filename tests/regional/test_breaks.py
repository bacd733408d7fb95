"""Breaks of base: found where the provincial panel has them, not found where nothing happens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import InputError
from chainchief.regional import find_breaks


def made(regions: int, years: int, seed: int) -> pd.DataFrame:
    """Growth of 8 % with heavy tails and a common shock every year, in levels."""
    rng = np.random.default_rng(seed)
    own = rng.standard_t(3, size=(regions, years)) * 0.05 + 0.08
    return pd.DataFrame(
        np.exp(np.cumsum(own + rng.normal(0, 0.05, years), axis=1)),
        [f"r{number}" for number in range(regions)],
        range(2010, 2010 + years),
    )


def test_nothing_is_found_where_nothing_breaks() -> None:
    """In 100 made panels of 31 regions and 14 years."""
    assert sum(len(find_breaks(made(31, 14, seed)).table) for seed in range(100)) == 0


def test_a_new_definition_is_found() -> None:
    panel = made(31, 14, 1)
    panel.loc[:, 2016:] *= 0.3
    found = find_breaks(panel).table
    assert found[["before", "after"]].values.tolist() == [["2015", "2016"]]
    assert found["down"].iloc[0] > 0.9
    assert "together" in found["signs"].iloc[0]


def test_a_revision_that_hits_each_region_differently_is_found() -> None:
    panel = made(31, 14, 2)
    panel.loc[:, 2019:] = panel.loc[:, 2019:].mul(np.exp(np.random.default_rng(9).normal(0, 0.3, 31)), axis=0)
    found = find_breaks(panel).table
    assert found["after"].tolist() == ["2019"]
    assert "apart" in found["signs"].iloc[0]


def test_order_and_gaps_change_nothing() -> None:
    panel = made(20, 10, 3)
    panel.loc[:, 2015:] *= 4
    turned = panel.iloc[::-1, ::-1].assign(**{"2030": np.nan})
    assert find_breaks(turned).table.equals(find_breaks(panel).table)


def test_few_regions_are_not_judged() -> None:
    found = find_breaks(made(5, 10, 4))
    assert found.table.empty
    assert found.skipped[""][0].startswith("5 regions")
    with pytest.raises(InputError, match="'many' is no number"):
        find_breaks(made(9, 9, 5).astype(object).replace({made(9, 9, 5).iloc[0, 0]: "many"}))
    with pytest.raises(InputError, match="above 0"):
        find_breaks(made(9, 9, 5), k=0)


def test_zeros_are_read_as_they_are() -> None:
    """A value of 0 has no logarithm; then changes are plain differences."""
    panel = made(12, 9, 6)
    panel.iloc[0, 0] = 0.0
    panel.loc[:, 2015:] += 500
    assert find_breaks(panel).table["after"].tolist() == ["2015"]


def test_the_chinese_provinces(shared: Path) -> None:
    """The README of the panel: the accounts were revised in the 2018 census, growth across 2018/2019 mixes two bases.

    Found in the implied GDP, where provinces were revised up and down. Not found in the intensity (R&D over GDP), where
    the same revision is small beside the usual changes: there it has to be declared.
    """
    table = pd.read_csv(shared / "data/regional/china_provinces/china_provinces_2010_2023.csv")
    table = table[table["zone"] != "national"].set_index(["province_en", "year"])
    found = find_breaks(table.drop(columns=["province", "zone"])).table.set_index("indicator")
    assert found.loc["gdp_implied_100m_yuan", ["before", "after", "signs"]].tolist() == ["2018", "2019", "apart"]
    assert found.loc["gdp_implied_100m_yuan", ["up", "down"]].gt(0).all()
    assert found.loc["hitech_firms", ["before", "after", "signs"]].tolist() == ["2010", "2011", "together"]
    assert set(found.index) == {"gdp_implied_100m_yuan", "hitech_firms"}
