"""Draws around an evaluation: what they say, that each can be looked at, and that nothing outside changes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import ChainChiefError
from chainchief.evaluation import EvaluationOptions, evaluate
from chainchief.evaluation.robustness import Uncertainty, UncertaintyOptions, assess_uncertainty, draw, pair_wins
from chainchief.evaluation.scoring.grading import grade_places, ranks
from evaluation.robustness.small_index import evaluated, framework, values, varied


def _assessed(frame: pd.DataFrame | None = None, given: dict[str, Any] | None = None, **options: Any) -> Uncertainty:
    return assess_uncertainty(evaluated(frame, **(given or {})), UncertaintyOptions(**({"draws": 300} | options)))


CHOICES = {"treat": "none;iqr", "normalise": "minmax;percentile;rank", "aggregate": "arithmetic;harmonic",
           "impute": "none;mean", "weights": "framework;equal"}  # fmt: skip


def test_the_summary_is_that_of_the_draws() -> None:
    found = _assessed(values(years=2), **CHOICES)
    period = found.rank_intervals.index.get_level_values(1)
    for year in ("2020", "2021"):
        rows = np.flatnonzero(period == year)
        place = ranks(found.overall[rows])
        low, middle, high = np.quantile(place, (0.05, 0.5, 0.95), axis=1, method="inverted_cdf")
        np.testing.assert_array_equal(found.rank_intervals.iloc[rows], np.column_stack([low, middle, high]))
        np.testing.assert_allclose(found.mean_rank.iloc[rows], place.mean(axis=1))
        for top in (1, 3, 9):
            np.testing.assert_allclose(found.top_shares[top].iloc[rows], (place <= top).mean(axis=1))
    scaled = found.overall[:, found.draws["normalise"].ne("rank").to_numpy()]
    np.testing.assert_allclose(found.overall_intervals, np.quantile(scaled, (0.05, 0.5, 0.95), axis=1).T)
    for number, grade in enumerate(found.grade_shares):
        np.testing.assert_allclose(found.grade_shares[grade], (grade_places(scaled) == number).mean(axis=1))
    assert any(note.rule == "robust-off-scale" for note in found.notes)


def test_the_grades_are_read_on_the_scale() -> None:
    small, large = (_assessed(given={"scale": scale}) for scale in ((0, 1), (0, 100)))
    np.testing.assert_allclose(large.grade_shares, small.grade_shares)
    np.testing.assert_allclose(large.overall_intervals, small.overall_intervals * 100)
    np.testing.assert_array_equal(large.rank_intervals, small.rank_intervals)


def test_without_a_common_scale_there_are_ranks_only() -> None:
    found = _assessed(given={"normalise": "zscore"})
    assert found.overall_intervals.isna().all(axis=None)
    assert found.grade_shares.isna().all(axis=None)
    assert found.rank_intervals.notna().all(axis=None)


@pytest.mark.parametrize("number", [1, 2, 77, 300])
def test_a_draw_can_be_looked_at(number: int) -> None:
    """It is an evaluation of its own with the weights and choices it says."""
    frame = values(years=2)
    found = _assessed(frame, data_noise=False, **CHOICES)
    one = draw(found, number)
    np.testing.assert_allclose(one.overall, found.overall[:, number - 1], atol=1e-12)
    row = found.draws.loc[number]
    assert all(row[name] == choice for name, choice in one.choices.items())
    options = {name: choice for name, choice in one.choices.items() if name != "weights"}
    local = {code: float(row[code]) for code in framework().codes[1:]}
    own = varied(found.evaluation, options, frame, **local)
    np.testing.assert_allclose(one.scores, own.scores.reindex(one.scores.index), atol=1e-12)
    assert one.rank.tolist() == own.rank.reindex(one.rank.index).tolist()


def test_a_noisy_draw_can_be_looked_at() -> None:
    given = evaluated(scale=(0, 100))
    given.sheet.noise[:] = 0.1
    found = assess_uncertainty(given, UncertaintyOptions(draws=50, normalise="minmax;borda"))
    for number in range(1, 51):
        np.testing.assert_allclose(draw(found, number).overall, found.overall[:, number - 1], atol=1e-10)
    still = assess_uncertainty(given, UncertaintyOptions(draws=50, normalise="minmax;borda", data_noise=False))
    assert np.abs(still.overall - found.overall).max() > 1


@pytest.mark.parametrize("weight_draw", ["uniform", "dirichlet"])
def test_the_order_of_rows_and_columns_changes_nothing(weight_draw: str) -> None:
    frame = values(years=2)
    frame_turned = frame.iloc[::-1, ::-1]
    options = UncertaintyOptions(draws=100, weight_draw=weight_draw, normalise="minmax;rank")
    one, other = evaluated(frame), evaluated(frame_turned)
    for given in (one, other):
        given.sheet.noise[:] = 0.05
    first, second = assess_uncertainty(one, options), assess_uncertainty(other, options)
    pd.testing.assert_frame_equal(first.draws, second.draws)
    pd.testing.assert_frame_equal(first.rank_intervals, second.rank_intervals.reindex(first.rank_intervals.index))


@pytest.mark.parametrize("weight_draw", ["uniform", "dirichlet", "none"])
def test_fewer_draws_are_the_first_ones(weight_draw: str) -> None:
    few, many = (_assessed(draws=draws, weight_draw=weight_draw, treat="none;iqr") for draws in (40, 100))
    pd.testing.assert_frame_equal(many.draws.head(40), few.draws)
    np.testing.assert_allclose(many.overall[:, :40], few.overall, atol=1e-14)


def test_another_choice_does_not_change_the_others() -> None:
    one, two = _assessed(treat="none;iqr"), _assessed(treat="none;iqr", normalise="minmax;rank")
    assert one.draws["treat"].tolist() == two.draws["treat"].tolist()
    np.testing.assert_array_equal(one.draws["a"], two.draws["a"])


def test_dirichlet_weights_are_as_wide_as_they_say() -> None:
    """Mean w and variance w (1 - w) / (concentration + 1) among siblings."""
    found = _assessed(draws=20_000, weight_draw="dirichlet", concentration=50.0)
    for code, share in {"a": 0.5, "b": 0.3, "c": 0.2, "make": 0.6, "d": 0.7}.items():
        assert found.draws[code].mean() == pytest.approx(share, abs=0.005)
        assert found.draws[code].var() == pytest.approx(share * (1 - share) / 51, rel=0.05)
    np.testing.assert_allclose(found.draws[["a", "b", "c"]].sum(axis=1), 1)


def test_uniform_weights_stay_within_their_bounds() -> None:
    found = _assessed(draws=5_000, weight_noise=0.2, data_noise=False)
    ratio = found.draws["make"] / found.draws["sell"] / (0.6 / 0.4)
    assert ratio.min() >= 0.8 / 1.2
    assert ratio.max() <= 1.2 / 0.8
    assert ratio.max() > 1.4


def test_nothing_drawn_is_the_evaluation_itself() -> None:
    found = _assessed(draws=3, weight_draw="none", data_noise=False)
    np.testing.assert_allclose(found.overall, found.evaluation.overall.to_numpy()[:, None] + np.zeros(3), atol=1e-12)
    assert (found.rank_intervals.to_numpy() == found.evaluation.rank.to_numpy()[:, None]).all()


def test_pairs() -> None:
    found = _assessed(values(years=2), draws=200)
    labels = list(found.rank_intervals.index)
    assert len(found.pairs) == 2 * 9 * 8 / 2
    for first, second, wins, level, distinct in found.pairs.itertuples(index=False):
        a, b = found.overall[labels.index(first)], found.overall[labels.index(second)]
        assert first[1] == second[1]
        assert wins == pytest.approx((np.round(a, 12) > np.round(b, 12)).mean())
        assert level == (np.round(a, 12) == np.round(b, 12)).mean()
        assert distinct == (max(wins, 1 - wins - level) >= 0.95)
        assert found.evaluation.rank[first] <= found.evaluation.rank[second]


def test_any_pair_can_be_asked_for() -> None:
    found = _assessed(values(years=2), draws=200)
    first, second = ("r00", "2020"), ("r03", "2021")
    asked = pair_wins(found, [(first, second), (second, first)])
    a, b = (found.overall[list(found.mean_rank.index).index(label)] for label in (first, second))
    assert asked["wins"].tolist() == [(a > b + 1e-12).mean(), (b > a + 1e-12).mean()]
    given = found.pairs.iloc[5]
    again = pair_wins(found, [(given["first"], given["second"])]).iloc[0]
    assert again.to_dict() == given.to_dict()
    with pytest.raises(ChainChiefError, match="No row is named r99"):
        pair_wins(found, [(first, "r99")])


def test_pairs_of_many_rows_are_near_ones() -> None:
    found = _assessed(values(rows=70, gaps=False), draws=5)
    assert len(found.pairs) == sum(70 - step for step in range(1, 11))
    assert any(note.rule == "robust-near-pairs" for note in found.notes)


def test_the_bands_of_an_evaluation_and_of_the_draws_agree() -> None:
    given = evaluate(values(), framework(), EvaluationOptions(normalise="minmax", draws=4000, weight_noise=0.25))
    found = assess_uncertainty(given, UncertaintyOptions(draws=4000, data_noise=False))
    np.testing.assert_allclose(found.overall_intervals[["low", "high"]], given.overall_intervals, atol=0.005)
    assert np.abs(found.rank_intervals - given.rank_intervals).max(axis=None) <= 1


def test_other_weights_by_name() -> None:
    given = evaluated()
    factors = {"weights": {"survey": {"make": 0.2, "sell": 0.8}, "given": "framework"}}
    found = assess_uncertainty(given, UncertaintyOptions(draws=100, weight_draw="none"), factors)
    assert set(found.draws["weights"]) == {"survey", "given"}
    survey = found.draws["weights"].eq("survey").to_numpy()
    assert found.draws.loc[survey, "sell"].unique() == pytest.approx([0.8])
    assert draw(found, int(np.flatnonzero(survey)[0]) + 1).choices == {"weights": "survey"}


def test_options_take_tuples_and_text() -> None:
    assert UncertaintyOptions(treat=("none", "iqr")).factors == {"treat": ("none", "iqr")}  # type: ignore[arg-type]
    assert UncertaintyOptions(treat=" none ; iqr;").treat == "none;iqr"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"draws": 0}, "draws: must be >= 1"),
        ({"treat": "salt"}, "treat: unknown choice 'salt'"),
        ({"weight_draw": "dice"}, "weight_draw: unknown choice 'dice'"),
        ({"concentration": 0}, "concentration: must be above 0"),
    ],
)
def test_options_that_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ChainChiefError, match=words):
        UncertaintyOptions(**options)


def test_what_is_refused() -> None:
    with pytest.raises(ChainChiefError, match="draws are numbered 1 to 3"):
        draw(_assessed(draws=3), 4)
    with pytest.raises(ChainChiefError, match="a: a range is drawn by weight_noise"):
        assess_uncertainty(evaluated(), factors={"a": (0.5, 1.5)})
    with pytest.raises(ChainChiefError, match="takes no negative scores"):
        _assessed(normalise="zscore", aggregate="geometric")
