"""One study of robustness: against evaluations made one by one, counts made by hand, and the long way round."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.errors import InputError
from chainchief.evaluation import EvaluationOptions, evaluate
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.robustness import (
    Robustness,
    UncertaintyOptions,
    VaryOptions,
    assess_uncertainty,
    reweight,
    robustness_frames,
    study_robustness,
    usual_options,
    who_moves_whom,
)
from chainchief.evaluation.robustness.variation.reweighting import _inversions
from chainchief.evaluation.scoring.grading import grade_codes
from views.small_evaluation import REGIONS, small_chain, small_evaluation

YEARS = ("2024", "2025")


@pytest.fixture(scope="module")
def given_evaluation() -> Evaluation:
    return small_evaluation(YEARS, draws=0)


@pytest.fixture(scope="module")
def found(given_evaluation: Evaluation) -> Robustness:
    return study_robustness(given_evaluation, VaryOptions(draws=300))


def test_draws_are_those_of_assess_uncertainty(found: Robustness, given_evaluation: Evaluation) -> None:
    same = assess_uncertainty(given_evaluation, UncertaintyOptions(draws=300))
    pd.testing.assert_frame_equal(found.uncertainty.rank_intervals, same.rank_intervals)


def test_shares_of_a_period_are_those_of_evaluations_made_one_by_one(found: Robustness) -> None:
    """Every combination evaluated by itself; S and S_T by their definition, conditional means written out."""
    counted = found.sensitivity
    assert counted is not None
    names, alternatives = list(counted.factors), list(counted.factors.values())
    chain = small_chain(YEARS)
    shift: dict[str, list[float]] = {year: [] for year in YEARS}
    for combination in itertools.product(*alternatives):
        chosen: dict[str, Any] = dict(zip(names, combination, strict=True))
        options = dataclasses.replace(found.evaluation.options, **chosen)
        rank = evaluate(chain, "zhang-2024-anchored", options).rank
        moved = (rank - found.evaluation.rank).abs()
        for year in YEARS:
            shift[year].append(float(moved.xs(year, level="period").mean()))
    lengths = [len(one) for one in alternatives]
    for year in YEARS:
        table = np.array(shift[year]).reshape(lengths)
        for axis, name in enumerate(names):
            others = tuple(place for place in range(len(names)) if place != axis)
            first = table.mean(axis=others).var() / table.var()
            total = 1 - table.mean(axis=axis).var() / table.var()
            assert found.period_first.at[year, name] == pytest.approx(first, abs=1e-12)
            assert found.period_total.at[year, name] == pytest.approx(total, abs=1e-12)


def test_one_period_has_the_shares_of_the_whole() -> None:
    one = study_robustness(small_evaluation(draws=0), VaryOptions(draws=50))
    assert one.sensitivity is not None
    assert list(one.period_first.index) == [""] if one.evaluation.overall.index.nlevels == 1 else ["2025"]
    np.testing.assert_allclose(one.period_first.iloc[0], one.sensitivity.first)
    np.testing.assert_allclose(one.period_total.iloc[0], one.sensitivity.total)


def test_a_grade_is_unstable_when_it_differs_at_the_two_ends(found: Robustness) -> None:
    ends = found.uncertainty.overall_intervals
    low, high = (grade_codes(ends[side].to_numpy()) for side in ("low", "high"))
    assert found.unstable.tolist() == [one != other for one, other in zip(low, high, strict=True)]
    assert found.unstable.any()


def test_the_scale_does_not_change_what_is_unstable(found: Robustness) -> None:
    options = EvaluationOptions(draws=0, scale=(0, 100))
    hundred = study_robustness(evaluate(small_chain(YEARS), "zhang-2024-anchored", options), VaryOptions(draws=300))
    assert hundred.unstable.tolist() == found.unstable.tolist()


def test_what_the_scores_refuse_is_left_out_and_named() -> None:
    options = EvaluationOptions(draws=0, normalise="zscore")
    made = study_robustness(evaluate(small_chain(), "zhang-2024-anchored", options), VaryOptions(draws=50))
    assert made.sensitivity is not None
    assert made.sensitivity.factors["normalise"][0] == "zscore"
    assert "aggregate" not in made.sensitivity.factors
    assert made.skipped["alternative"].tolist() == ["geometric", "harmonic"]
    assert made.skipped["message"].str.contains("negative").all()
    assert not made.unstable.any()


def test_one_region_is_not_held_against_itself() -> None:
    alone = small_evaluation(draws=0, regions=REGIONS[:1])
    made = study_robustness(alone, VaryOptions(draws=50))
    assert set(made.skipped["alternative"]) == {"minmax", "percentile"}
    assert made.period_first.isna().all().all()
    assert made.uncertainty.rank_intervals.to_numpy().tolist() == [[1, 1, 1]]
    assert not {note.rule for note in made.notes} & {"sensitivity-nothing", "sensitivity-still"}


def test_nothing_named_is_nothing_counted() -> None:
    none = VaryOptions(draws=20, try_treat="", try_normalise="", try_aggregate="", try_weights="")
    made = study_robustness(small_evaluation(draws=0), none)
    assert made.sensitivity is None
    assert "vary-nothing" in {note.rule for note in made.notes}
    assert "sensitivity" not in robustness_frames(made)


def test_the_weights_of_the_evaluation_are_among_the_alternatives() -> None:
    chain = small_chain(regions=tuple(region for region in REGIONS if region not in ("anlan", "beiyun")))
    given = evaluate(chain, "zhang-2024-anchored", EvaluationOptions(draws=0, weights="entropy"))
    made = study_robustness(given, VaryOptions(draws=20, try_treat="", try_normalise="", try_aggregate=""))
    assert made.sensitivity is not None
    assert made.sensitivity.factors == {"weights": ("entropy", "framework", "equal")}
    np.testing.assert_allclose(made.sensitivity.overall[0], given.overall, atol=1e-12)


def test_zeros_of_a_geometric_mean_are_counted(found: Robustness) -> None:
    counted = found.sensitivity
    assert counted is not None
    ways = counted.runs["aggregate"].isin(["geometric", "harmonic"]).to_numpy()
    zeros = int((counted.overall[ways] == 0).sum())
    note = next(note for note in found.notes if note.rule == "vary-zeros")
    assert note.value == str(zeros)
    assert str(int(ways.sum()) * len(found.unstable)) in note.message


@pytest.mark.parametrize(
    "wrong", [{"try_treat": "magic"}, {"try_normalise": "auto;minmax"}, {"draws": 0}, {"weights": "x"}]
)
def test_unknown_choices_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        VaryOptions(**wrong)  # type: ignore[arg-type]


def test_progress_is_told_in_steps(given_evaluation: Evaluation) -> None:
    told: list[tuple[int, int, str]] = []
    study_robustness(given_evaluation, VaryOptions(draws=20), lambda *step: told.append(step))
    assert told == [(0, 3, "draws"), (1, 3, "choices"), (2, 3, "indicators"), (3, 3, "")]


def test_usual_options_follow_the_evaluation() -> None:
    given = small_evaluation(draws=0)
    given = dataclasses.replace(given, options=dataclasses.replace(given.options, weight_noise=0.1, data_noise=False))
    usual = usual_options(given)
    assert (usual.weight_noise, usual.data_noise, usual.draws) == (0.1, False, 10_000)
    assert usual_options(small_evaluation(("2023", "2024", "2025"), draws=0)).draws == 10_000


def test_frames_hold_the_numbers(found: Robustness) -> None:
    frames = robustness_frames(found)
    assert frames["intervals"]["rank_low"].tolist() == found.uncertainty.rank_intervals["low"].tolist()
    assert frames["sensitivity"].loc["2025", "first"].tolist() == found.period_first.loc["2025"].tolist()
    assert frames["pairs"].index[0].split()[1] in YEARS
    assert len(frames["draws"]) == 300
    assert {"intervals", "grade_shares", "top_shares", "pairs", "draws", "sensitivity", "sensitivity_rows", "counted",
            "skipped", "remove_one", "remove_one_ranks"} == set(frames)  # fmt: skip


# another weight


@pytest.mark.parametrize("change", [-1.0, -0.5, 0.25, 3.0])
@pytest.mark.parametrize("code", ["D111", "C12", "B3"])
def test_reweighting_swaps_whom_who_moves_whom_names(given_evaluation: Evaluation, code: str, change: float) -> None:
    long_way = who_moves_whom(given_evaluation, change, [code])
    for year in YEARS:
        made = reweight(given_evaluation, code, change, year)
        same = long_way[long_way["period"] == year]
        assert made.pairs == len(same)
        columns = ["falls", "rises", "falls_from", "falls_to", "rises_from", "rises_to"]
        assert sorted(map(tuple, made.swaps[columns].to_numpy())) == sorted(map(tuple, same[columns].to_numpy()))


def test_the_new_weight_is_that_of_siblings_renormalised() -> None:
    frame = pd.DataFrame({"B1": [0.7, 0.5, 0.2], "B2": [0.6, 0.9, 0.1], "B3": [0.9, 0.4, 0.3]}, index=list("abc"))
    given = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0))
    first, second, third = given.weights["local"].loc[["B1", "B2", "B3"]]
    made = reweight(given, "B2", 0.5)
    whole = first + 1.5 * second + third
    assert made.weight == pytest.approx(second / (first + second + third))
    assert made.new_weight == pytest.approx(1.5 * second / whole)
    by_hand = (frame * [first, 1.5 * second, third]).sum(axis=1) / whole
    np.testing.assert_allclose(made.ranking["new_score"].sort_index(), by_hand.sort_index())
    assert reweight(given, "B2", -1.0).new_weight == 0.0
    assert reweight(given, "B2", 0.0).pairs == 0


def test_what_cannot_be_reweighted_is_refused(given_evaluation: Evaluation) -> None:
    with pytest.raises(InputError, match="XX"):
        reweight(given_evaluation, "XX", 0.1)
    with pytest.raises(InputError, match="out of range"):
        reweight(given_evaluation, "D111", -1.5)
    with pytest.raises(InputError, match="out of range"):
        reweight(given_evaluation, "D111", float("nan"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 6), max_size=12))
def test_inversions_are_counted_like_pairs(line: list[int]) -> None:
    pairs = sum(line[one] > line[other] for one, other in itertools.combinations(range(len(line)), 2))
    assert _inversions(np.array(line, dtype=np.float64)) == pairs


def test_thousands_of_regions_are_counted_and_the_first_named() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.random((2000, 3)), columns=["B1", "B2", "B3"], index=[f"r{n}" for n in range(2000)])
    given = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0))
    made = reweight(given, "B1", -1.0)
    old, new = made.ranking["rank"].to_numpy(), made.ranking["new_rank"].to_numpy()
    brute = int(((old[:, None] < old[None]) & (new[:, None] > new[None])).sum())
    assert made.pairs == brute
    assert len(made.swaps) == 50
