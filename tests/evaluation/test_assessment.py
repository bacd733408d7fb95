"""evaluate from end to end: what must hold for every evaluation."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.chain.value import Chain
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.framework import framework_from_table, load_framework
from chainchief.evaluation.options import EvaluationOptions
from chainchief.evaluation.scoring.grading import GRADES
from evaluation.five_firms import five_firms

SHARED = Path(__file__).parents[3] / "shared"
KINDS = ("arithmetic", "geometric", "weighted_sum")
CODES = load_framework("zhang-2024").leaves


def _frame(regions: int = 5, years: int = 3, gaps: float = 0.2, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([[f"r{n}" for n in range(regions)], range(2020, 2020 + years)])
    frame = pd.DataFrame(rng.random((len(index), 12)), index, list(CODES))
    return frame.mask(rng.random(frame.shape) < gaps)


def _evaluate(frame: pd.DataFrame | Chain, framework: str = "zhang-2024", **options: Any) -> Evaluation:
    return evaluate(frame, framework, EvaluationOptions(**{"draws": 100, **options}))


def _frames(evaluation: Evaluation) -> dict[str, pd.DataFrame]:
    """Everything by row, sorted, so that two evaluations can be compared."""
    fields = {field.name: getattr(evaluation, field.name) for field in dataclasses.fields(evaluation)}
    by_row = [name for name, value in fields.items() if getattr(value, "index", None) is not None]
    return {
        name: pd.DataFrame(fields[name]).sort_index().sort_index(axis=1)
        for name in by_row
        if name not in ("observations", "missing", "groups")
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scale", [(0, 1), (0, 100), (1, 100)])
def test_contributions_sum_to_the_overall_score(kind: str, scale: tuple[float, float]) -> None:
    for frame in (_frame(), _frame(gaps=0.0)):
        found = _evaluate(frame, aggregate=kind, scale=scale)
        parts = found.contributions.sum(axis=1) + found.contribution_base
        assert (parts - found.overall).abs().max() < 1e-12 * scale[1]
        unknown = found.scores[list(CODES)].isna()
        assert (found.contributions.isna() == unknown).all(axis=None), "unknown stays unknown"


def test_contributions_of_one_region_are_measured_from_the_middle() -> None:
    one = pd.DataFrame({"B1": [0.9], "B2": [0.5], "B3": [0.2]}, index=["r"])
    found = _evaluate(one, "zhang-2024-dimensions", aggregate="geometric")
    assert found.contribution_base.tolist() == pytest.approx([0.5])
    assert found.contributions.loc["r", "B2"] == pytest.approx(0.0, abs=1e-12)
    assert found.contributions.loc["r", "B1"] > 0 > found.contributions.loc["r", "B3"]
    assert "reference-middle" in {note.rule for note in found.notes}


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(KINDS), st.integers(0, 1000))
def test_the_order_of_rows_and_columns_changes_nothing(kind: str, seed: int) -> None:
    frame = _frame(seed=seed)
    mixed = frame.sample(frac=1, random_state=seed).sample(frac=1, random_state=seed, axis=1)
    one, other = (_evaluate(data, aggregate=kind, draws=20) for data in (frame, mixed))
    for name, expected in _frames(one).items():
        pd.testing.assert_frame_equal(_frames(other)[name], expected, check_exact=True, obj=name)
    assert list(other.scores.index) == list(mixed.index)


def test_the_order_of_a_chain_changes_nothing() -> None:
    chain = _chain(_frame())
    mixed = chain.with_(indicators=chain.indicators.sample(frac=1, random_state=1))
    one, other = _evaluate(chain), _evaluate(mixed)
    for name in ("scores", "rank_intervals", "overall_intervals", "contributions"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


def _chain(frame: pd.DataFrame, quality: str = "B") -> Chain:
    wide = frame.rename_axis(["region_id", "period"]).reset_index()
    table = wide.melt(["region_id", "period"], var_name="indicator", value_name="value")
    units = table["indicator"].map(load_framework("zhang-2024").table["unit"])
    return Chain.from_tables({"indicators": table.assign(unit=units, quality=quality)})


def test_a_chain_and_a_frame_give_the_same_scores() -> None:
    frame = _frame()
    by_chain, by_frame = _evaluate(_chain(frame)), _evaluate(frame)
    assert by_chain.scores.index.tolist() == sorted((r, str(y)) for r, y in frame.index)
    by_chain.scores.index = by_frame.scores.index
    pd.testing.assert_frame_equal(by_chain.scores, by_frame.scores)


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(KINDS), st.sampled_from(CODES), st.floats(0.0, 0.2), st.integers(0, 100))
def test_a_better_value_never_lowers_a_score(kind: str, code: str, step: float, seed: int) -> None:
    framework = load_framework("zhang-2024-anchored")
    low, high, direction = (framework.table[name] for name in ("low", "high", "direction"))
    leaves = list(CODES)
    frame = low[leaves] + _frame(years=1, seed=seed) * (high[leaves] - low[leaves])
    better = frame.copy()
    better[code] += direction[code] * step * (high[code] - low[code])
    before, after = (evaluate(data, framework, EvaluationOptions(aggregate=kind, draws=0)) for data in (frame, better))
    assert (after.overall >= before.overall - 1e-12).all()


def test_scores_stay_on_the_scale() -> None:
    for kind in KINDS:
        found = _evaluate(_frame(), aggregate=kind, scale=(0, 100))
        assert found.scores.min(axis=None) >= 0
        assert found.scores.max(axis=None) <= 100
        assert set(found.grades) <= set(GRADES)


def test_a_scale_of_hundred_is_the_scale_of_one_times_hundred() -> None:
    one, hundred = _evaluate(_frame()), _evaluate(_frame(), scale=(0, 100))
    np.testing.assert_allclose(one.scores * 100, hundred.scores, atol=1e-10)
    np.testing.assert_allclose(one.overall_intervals * 100, hundred.overall_intervals, atol=1e-10)
    np.testing.assert_allclose(one.grade_distance * 100, hundred.grade_distance, atol=1e-10)
    assert (one.grades == hundred.grades).all()
    pd.testing.assert_frame_equal(one.grade_shares, hundred.grade_shares)


def test_distances_lead_to_the_neighbouring_grades() -> None:
    frame = pd.DataFrame({"B1": [0.45, 0.95], "B2": [0.45, 0.95], "B3": [0.45, 0.95]}, index=["r", "s"])
    found = _evaluate(frame, "zhang-2024-dimensions")
    assert found.grades.tolist() == ["medium", "high"]
    assert found.grade_distance.loc["r"].tolist() == pytest.approx([0.15, 0.05])
    assert np.isnan(found.grade_distance.loc["s", "to_next_up"])


def test_a_grade_that_flips_is_unstable() -> None:
    frame = pd.DataFrame({"B1": [0.9, 0.5], "B2": [0.5, 0.5], "B3": [0.4, 0.5]}, index=["edge", "firm"])
    found = _evaluate(frame, "zhang-2024-dimensions", draws=500)
    assert found.overall["edge"] == pytest.approx(0.6, abs=0.01)
    assert found.unstable.to_dict() == {"edge": True, "firm": False}
    assert found.grade_shares.loc["edge", ["medium", "strong"]].min() > 0.1
    assert found.grade_shares.sum(axis=1).tolist() == pytest.approx([1, 1])
    assert found.overall_intervals.loc["firm"].tolist() == pytest.approx([0.5, 0.5])


def test_ranks_are_taken_within_a_period() -> None:
    found = _evaluate(_frame(gaps=0.0))
    for _, ranks in found.rank.groupby(level="period"):
        assert sorted(ranks) == [1, 2, 3, 4, 5]
    inside = (found.rank_intervals["low"] <= found.rank) & (found.rank <= found.rank_intervals["high"])
    assert inside.mean() > 0.9


def test_worse_quality_widens_the_band() -> None:
    widths = []
    for quality in ("A", "B", "C", "D"):
        found = _evaluate(_chain(_frame(gaps=0.0), quality), draws=400, weight_noise=0.0)
        widths.append(float((found.overall_intervals["high"] - found.overall_intervals["low"]).mean()))
    assert widths[0] == pytest.approx(0.0, abs=1e-12)
    assert widths == sorted(widths)
    quiet = _evaluate(_chain(_frame(gaps=0.0), "D"), draws=50, weight_noise=0.0, data_noise=False)
    np.testing.assert_allclose(quiet.overall_intervals["low"], quiet.overall_intervals["high"], atol=1e-12)


def test_the_same_seed_gives_the_same_bands() -> None:
    one, same, other = (_evaluate(_chain(_frame()), seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.overall_intervals, same.overall_intervals, check_exact=True)
    assert not one.overall_intervals.equals(other.overall_intervals)


def test_without_draws_the_band_is_the_value() -> None:
    found = _evaluate(_frame(), draws=0)
    np.testing.assert_allclose(found.overall_intervals["low"], found.overall, atol=1e-12)
    assert (found.rank_intervals["median"] == found.rank).all()
    assert not found.unstable.any()


def test_equal_weights_make_the_plain_mean_of_the_dimensions() -> None:
    found = _evaluate(_frame(gaps=0.0), weights="equal")
    means = found.scores[["B1", "B2", "B3"]].mean(axis=1)
    np.testing.assert_allclose(found.overall, means, atol=1e-12)
    assert found.weights.loc["D311", "global"] == pytest.approx(1 / 12)


def test_weights_stand_side_by_side() -> None:
    found = _evaluate(_frame(gaps=0.0))
    assert found.weights.loc["D311"].tolist() == pytest.approx([0.093 / 0.18, 0.093, 0.093])
    assert found.weights.loc["A"].tolist() == pytest.approx([1, 1, 1])
    thin = _evaluate(_frame(gaps=0.3))
    assert thin.weights.loc["A", "effective"] == pytest.approx(1)
    assert thin.weights.loc[list(CODES), "effective"].sum() == pytest.approx(1)


def test_one_period_drops_the_period_from_the_index() -> None:
    found = _evaluate(_frame(), period="2021")
    assert found.scores.index.tolist() == [f"r{n}" for n in range(5)]
    assert found.scores.index.name == "region_id"
    assert set(found.observations["period"]) == {2021}


def test_extra_columns_stay_beside_the_scores() -> None:
    frame = _frame().assign(zone="east")
    found = _evaluate(frame)
    assert found.groups["zone"].tolist() == ["east"] * 15
    assert found.groups.index.equals(found.scores.index)
    one = _evaluate(frame, period="2021")
    assert one.groups["zone"].tolist() == ["east"] * 5


def test_regions_of_the_five_firms_are_scored_from_firms_alone() -> None:
    found = _evaluate(five_firms(), "zhang-2024-anchored", period="2023")
    assert found.overall.index.tolist() == ["east"]
    assert set(found.observations["basis"]) == {"derived"}
    assert found.observations["scored"].all()
    rd = 15 / 380 / 0.06
    assert found.scores.loc["east", "D311"] == pytest.approx(rd)


def test_a_large_panel_is_fast() -> None:
    frame = _frame(31, 14, gaps=0.1)
    chain = _chain(frame, "C")
    evaluate(frame.iloc[:40], "zhang-2024")
    for data in (frame, chain):
        start = time.perf_counter()
        evaluate(data, "zhang-2024", EvaluationOptions(draws=1000))
        assert time.perf_counter() - start < 5.0, "about half a second on a quiet machine"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
def test_the_provinces_by_year_with_an_own_framework() -> None:
    panel = pd.read_csv(SHARED / "data" / "regional" / "china_provinces" / "china_provinces_2010_2023.csv")
    panel = panel[panel["province_en"].ne("CHINA")]
    codes = ["rd_intensity_pct", "invention_patents_granted", "hitech_revenue_100m_yuan", "hitech_profit_100m_yuan",
             "tech_market_inflow_10k_yuan"]  # fmt: skip
    framework = framework_from_table(pd.DataFrame({"code": codes, "direction": ["+1"] * 5}), "five")
    found = evaluate(panel.set_index(["province_en", "year"]), framework)
    assert len(found.scores) == 31 * 14
    assert found.scores.index.get_level_values("period").nunique() == 14
    unknown = int(panel[codes].isna().sum().sum())
    assert unknown > 0
    assert found.missing["reason"].eq("empty").sum() == unknown
    assert any(note.rule == "renormalised" and note.value == str(unknown) for note in found.notes)
    assert found.overall.between(0, 1).all()
    best = found.overall.xs(2023, level="period").idxmax()
    assert best == "Guangdong"
    assert found.groups["zone"].notna().all()
