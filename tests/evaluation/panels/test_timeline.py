"""over_time: regions across, regions along, what counts as a change, and series that break."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import ChainChiefError, InputError, ModelError
from chainchief.evaluation import Evaluation, EvaluationOptions, evaluate, framework_from_table
from chainchief.evaluation.panels import OverTimeOptions, compare_regions, growth_table, over_time
from chainchief.regional import coefficient_of_variation, dagum_decomposition, gini, growth_rates, theil_decomposition

YEARS = range(2014, 2024)


def _made(regions: int = 12, seed: int = 0, **options: Any) -> Evaluation:
    rng = np.random.default_rng(seed)
    names = [f"r{number:02}" for number in range(regions)]
    index = pd.MultiIndex.from_product([names, YEARS], names=["region_id", "year"])
    level = np.repeat(rng.uniform(2, 8, regions), len(YEARS))
    grown = np.tile(1.03 ** np.arange(len(YEARS)), regions)
    values = level[:, None] * grown[:, None] * np.exp(rng.normal(0, 0.02, (len(index), 3)))
    zones = ["east" if int(name[1:]) % 2 else "west" for name in index.get_level_values(0)]
    frame = pd.DataFrame(values, index, list("abc")).assign(zone=zones)
    framework = framework_from_table(pd.DataFrame({"code": list("abc"), "direction": "+1", "low": 0, "high": 20}))
    return evaluate(options.pop("change", lambda held: held)(frame), framework, EvaluationOptions(draws=200, **options))


def test_across_regions_as_the_measures_say() -> None:
    held = _made()
    found = over_time(held)
    scores = found.scores["2020"]
    row = found.regional.loc["2020"]
    zones = held.groups["zone"].xs("2020", level=1) if "2020" in held.groups.index.get_level_values(1) else None
    zones = zones if zones is not None else held.groups["zone"].xs(2020, level=1)
    split, dagum = theil_decomposition(scores, zones), dagum_decomposition(scores, zones)
    assert found.group == "zone"
    assert row["gap"] == pytest.approx(scores.max() - scores.min())
    assert row["cv"] == pytest.approx(coefficient_of_variation(scores, ddof=1))
    assert row["gini"] == pytest.approx(gini(scores))
    assert (row["within"], row["between"]) == pytest.approx((split.within, split.between))
    parts = row[["dagum_within", "dagum_between", "dagum_overlap"]]
    assert parts.tolist() == pytest.approx([dagum.within, dagum.between, dagum.overlap])
    assert parts.sum() == pytest.approx(row["gini"], abs=1e-12)
    assert (found.regional["reason"] == "").all()


def test_a_scale_of_100_changes_no_share() -> None:
    one, two = over_time(_made()), over_time(_made(scale=(0, 100)))
    for name in ("cv", "gini", "theil", "between_share", "dagum_overlap"):
        assert two.regional[name].tolist() == pytest.approx(one.regional[name].tolist())
    assert two.regional["gap"].tolist() == pytest.approx((100 * one.regional["gap"]).tolist())
    assert two.growth["slope"].tolist() == pytest.approx(one.growth["slope"].tolist())


def test_along_regions_as_growth_rates() -> None:
    found = over_time(_made(), OverTimeOptions(detect="off"))
    assert found.growth.index.get_level_values("segment").unique().tolist() == [1]
    expected = growth_rates(found.scores.loc["r03"])
    row = found.growth.loc[("r03", 1)]
    assert (row["cagr"], row["slope"], row["mean_rate"]) == (expected.cagr, expected.slope, expected.mean_rate)
    assert row["slope_low"] < np.log(1.03) < row["slope_high"]
    assert (row["start"], row["end"], row["points"]) == ("2014", "2023", 10)


def test_a_change_within_the_bands_is_none() -> None:
    held = _made()
    paths = over_time(held).paths
    for (region, period), row in paths.iterrows():
        bands = held.overall_intervals.loc[(region, period)]
        assert (row["low"], row["high"]) == tuple(bands)
        if row["verdict"] in ("up", "down"):
            before = paths.loc[(region, str(int(period) - 1))] if (region, str(int(period) - 1)) in paths.index else (
                paths.loc[(region, int(period) - 1)])  # fmt: skip
            assert (row["low"] > before["high"]) == (row["verdict"] == "up")
            assert (row["high"] < before["low"]) == (row["verdict"] == "down")
    assert {"first", "within_bands"} <= set(paths["verdict"])


def test_a_declared_break_parts_the_series() -> None:
    found = over_time(_made(), OverTimeOptions(breaks="2018/2019"))
    assert found.growth.loc["r00"][["start", "end", "points"]].values.tolist() == [
        ["2014", "2018", 5], ["2019", "2023", 5]]  # fmt: skip
    across = found.paths[found.paths["verdict"] == "across_break"]
    assert {str(period) for period in across.index.get_level_values(1)} == {"2019"}
    assert found.breaks[["indicator", "before", "after", "source", "cuts"]].values.tolist() == [
        ["", "2018", "2019", "declared", True]]  # fmt: skip
    for text in ("2019", "a@2019", "2018/2019；b@2018/2019"):
        assert over_time(_made(), OverTimeOptions(breaks=text)).growth.equals(found.growth)


def _redefined(frame: pd.DataFrame) -> pd.DataFrame:
    late = frame.index.get_level_values("year") >= 2019
    return frame.assign(b=frame["b"].where(~late, frame["b"] * 2))


def test_a_found_break_parts_the_series_unless_one_says_no() -> None:
    held = _made(change=_redefined)
    cut = over_time(held)
    assert cut.breaks[["indicator", "after", "source", "cuts"]].values.tolist() == [["b", "2019", "found", True]]
    assert "panel-break-cut" in [note.rule for note in cut.notes]
    assert cut.growth.index.get_level_values("segment").max() == 2
    noted = over_time(held, OverTimeOptions(detect="note"))
    assert not noted.breaks["cuts"].any()
    assert "panel-break-noted" in [note.rule for note in noted.notes]
    assert noted.growth.index.get_level_values("segment").max() == 1
    light = over_time(held, OverTimeOptions(least_weight=0.5))
    assert not light.breaks["cuts"].any()
    assert over_time(held, OverTimeOptions(detect="off")).breaks.empty


def test_other_members_are_said() -> None:
    held = _made(change=lambda frame: frame.assign(a=frame["a"].where(frame.index.get_level_values("year") != 2017)))
    found = over_time(held)
    years = found.paths.index[~found.paths["same_members"]].get_level_values(1).map(str)
    assert set(years) == {"2017", "2018"}
    assert "panel-members" in [note.rule for note in found.notes]


def test_what_cannot_be_said_has_a_reason() -> None:
    table = compare_regions(
        pd.DataFrame({"x": [0.0, 0.0], "y": [np.nan, np.nan], "z": [0.5, np.nan]}, index=["a", "b"])
    )
    assert "all values are 0" in table.loc["x", "reason"]
    assert table.loc["y", "regions"] == 0
    assert table.loc["y", "reason_zh"]
    assert "two values" in table.loc["z", "reason"]
    assert table.loc["z", "gini"] == 0
    ungrouped = compare_regions(pd.DataFrame({"x": [0.1, 0.2]}, index=["a", "b"]), pd.DataFrame({"x": ["east", None]},
                                index=["a", "b"]))  # fmt: skip
    assert "b has no group" in ungrouped.loc["x", "reason"]
    grown = growth_table(pd.DataFrame([[0.0, 0.1]], index=["a"], columns=["2020", "2021"]))
    assert grown["reason_cagr"].iloc[0]
    assert grown["reason_slope_zh"].iloc[0]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"breaks": "1999"}, "1999"),
        ({"breaks": "2014"}, "2014"),
        ({"breaks": "2016/2019"}, "2016/2019"),
        ({"breaks": "nobody@2019"}, "names no indicator"),
        ({"breaks": "soon"}, "soon"),
        ({"groups": "nowhere"}, "nowhere"),
    ],
)
def test_refusals_of_options(options: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        over_time(_made(3), OverTimeOptions(**options))  # type: ignore[arg-type]


def test_refusals() -> None:
    frame = pd.DataFrame({"B1": [0.1, 0.2], "B2": 0.3, "B3": 0.4}, index=["a", "b"])
    with pytest.raises(InputError, match="One period only"):
        over_time(evaluate(frame, "zhang-2024-dimensions"))
    with pytest.raises(ModelError, match="zscore"):
        over_time(_made(normalise="zscore"))
    for bad in ({"detect": "perhaps"}, {"least_weight": 2.0}):
        with pytest.raises(ChainChiefError):
            OverTimeOptions(**bad)  # type: ignore[arg-type]


def test_the_chinese_provinces(shared: Path) -> None:
    """Index by year, ranks with bands, growth three ways, within and between the zones, and the break of 2018/2019."""
    table = pd.read_csv(shared / "data/regional/china_provinces/china_provinces_2010_2023.csv")
    table = table[(table["zone"] != "national") & table["year"].between(2011, 2023)]
    table["invention"] = table["invention_patents_granted"] / table["patents_granted"]
    table["science"] = table["budget_scitech_100m_yuan"] / table["budget_exp_100m_yuan"]
    codes = ["rd_intensity_pct", "invention", "science"]
    framework = framework_from_table(pd.DataFrame({"code": codes, "direction": "+1"}))
    held = evaluate(table.set_index(["province_en", "year"])[[*codes, "zone"]], framework)
    found = over_time(held, OverTimeOptions(breaks="rd_intensity_pct@2018/2019"))
    assert found.group == "zone"
    assert found.scores.shape == (31, 13)
    assert not found.scores.isna().any().any()
    assert (found.paths["rank_low"] <= found.paths["rank"]).all()
    assert (found.paths["rank"] <= found.paths["rank_high"]).all()
    assert found.growth.groupby("region_id").size().eq(2).all()
    assert found.growth[["cagr", "slope", "mean_rate"]].notna().all().all()
    first = found.growth.xs(1, level="segment")
    assert set(first["end"]) == {"2018"}
    assert (first["cagr"] - first["mean_rate"]).abs().max() > 0.001
    assert ((found.regional["within"] + found.regional["between"]) - found.regional["theil"]).abs().max() < 1e-12
    assert (found.paths["verdict"] == "across_break").sum() == 31
    assert found.breaks["source"].tolist() == ["declared"]
