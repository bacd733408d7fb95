"""Scoring again gives what an evaluation from the beginning gives, for every choice and weighting."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.robustness.factors import local_of, out_of, read_factors
from chainchief.evaluation.robustness.rescoring import Runs, base_of, combine, noise_of, noisy_scores, score_runs
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.scoring.normalisation import normalise, place_scores
from evaluation.robustness.small_index import evaluated, framework, values, varied

FACTORS: dict[str, Any] = {
    "treat": ("none", "skew_kurtosis", "iqr"),
    "impute": ("none", "median"),
    "normalise": ("minmax", "goalposts", "rank", "percentile", "borda"),
    "aggregate": ("arithmetic", "geometric", "harmonic", "weighted_sum", "power"),
    "weights": {"given": "framework", "equal": "equal", "mine": {"a": 3.0, "b": 1.0, "sell": 0.7}},
}


@pytest.mark.parametrize("years", [1, 3])
def test_every_combination_is_an_evaluation_of_its_own(years: int) -> None:
    frame = values(years=years)
    given = evaluated(frame)
    base = base_of(given)
    plan = read_factors(FACTORS, given.framework, base.sheet.options)
    lengths = [len(one) for one in plan.discrete.values()]
    picks = np.indices(lengths).reshape(len(lengths), -1).T
    rng = np.random.default_rng(1)
    picks = picks[rng.choice(len(picks), 60, replace=False)]
    local = local_of(plan, picks, base.sheet.local)
    overall, scaled = score_runs(base, Runs(plan, picks, local))
    for run, pick in enumerate(picks):
        chosen = {name: list(one)[at] for (name, one), at in zip(plan.discrete.items(), pick, strict=True)}
        weights = chosen.pop("weights")
        own = {"a": 3.0, "b": 1.0, "c": 0.2, "make": 0.6, "sell": 0.7} if weights == "mine" else {}
        expected = varied(given, chosen | {"weights": "equal" if weights == "equal" else "framework"}, frame, **own)
        np.testing.assert_allclose(overall[:, run], expected.overall.reindex(given.overall.index), atol=1e-12)
        assert scaled[run] == (chosen["normalise"] not in ("rank", "borda"))


@pytest.mark.parametrize("kind", ["arithmetic", "weighted_sum"])
def test_leaving_out_is_as_if_nobody_knew_it(kind: str) -> None:
    given = evaluated(aggregate=kind)
    base = base_of(given)
    plan = read_factors({"without": ("", "a", "sell")}, given.framework, base.sheet.options)
    picks = np.array([[0], [1], [2]])
    local = local_of(plan, picks, base.sheet.local)
    overall, _ = score_runs(base, Runs(plan, picks, local, out_of(plan, picks, given.framework)))
    np.testing.assert_allclose(overall[:, 0], given.overall, atol=1e-12)
    np.testing.assert_allclose(overall[:, 2], given.scores["make"], atol=1e-12)
    less = evaluated(values().drop(columns="a"), aggregate=kind)
    np.testing.assert_allclose(overall[:, 1], less.overall, atol=1e-12)


def test_weights_of_the_indicators_alone_are_shares_of_the_whole() -> None:
    given = evaluated(values(gaps=False))
    base = base_of(given)
    shares = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.15, "e": 0.25}
    plan = read_factors({"weights": {"mine": shares}}, given.framework, base.sheet.options)
    picks = np.zeros((1, 1), dtype=np.int64)
    overall, _ = score_runs(base, Runs(plan, picks, local_of(plan, picks, base.sheet.local)))
    np.testing.assert_allclose(overall[:, 0], given.scores[list(shares)] @ list(shares.values()), atol=1e-12)


def test_moved_z_scores_go_into_a_geometric_mean() -> None:
    given = evaluated(values(gaps=False))
    base = base_of(given)
    factors = {"how": {"z": {"normalise": "zscore", "standard": (10, 2), "aggregate": "geometric"}}}
    plan = read_factors(factors, given.framework, base.sheet.options)
    overall, scaled = score_runs(base, Runs(plan, np.zeros((1, 1), dtype=np.int64), base.sheet.local[None]))
    frame = values(gaps=False)
    turned = (frame - frame.mean()) / frame.std() * [1, -1, 1, 1, -1]
    shares = given.weights.loc[list(frame), "global"]
    np.testing.assert_allclose(overall[:, 0], np.exp(np.log(10 + 2 * turned) @ shares), atol=1e-12)
    assert not scaled.any()
    plain = read_factors({"how": {"z": {"normalise": "zscore", "aggregate": "geometric"}}}, given.framework,
                         base.sheet.options)  # fmt: skip
    with pytest.raises(ModelError, match="takes no negative scores"):
        score_runs(base, Runs(plain, np.zeros((1, 1), dtype=np.int64), base.sheet.local[None]))


@pytest.mark.parametrize("kind", ["goalposts", "minmax", "zscore", "rank", "percentile", "borda"])
@pytest.mark.parametrize("gaps", [True, False])
def test_noise_is_added_to_the_values_before_the_ruler(kind: str, gaps: bool) -> None:
    """The slow way: the noisy values, one run at a time, through the ruler of the room."""
    given = evaluated(values(gaps=gaps), normalise=kind, scale=(0, 100))
    base = base_of(given)
    found, _ = next(combine(base, read_factors({"weights": ("framework",)}, given.framework, base.sheet.options),
                            np.zeros((1, 1), dtype=np.int64)))  # fmt: skip
    rng = np.random.default_rng(3)
    found.sheet.deviation[:] = np.nan_to_num(0.2 * np.abs(found.sheet.values)) * (rng.random(found.scores.shape) < 0.7)
    noise = rng.standard_normal((4, *found.scores.shape))
    varied_scores = noisy_scores(found, noise)
    ruler = found.ruler
    for run in range(4):
        moved = found.sheet.values + noise[run] * found.sheet.deviation
        if kind in ("rank", "percentile", "borda"):
            expected: Floats = place_scores(moved, ruler.direction, kind) * (100 if kind == "percentile" else 1)
        else:
            expected = normalise(moved, ruler.low, ruler.high, ruler.direction, open_ended=kind == "zscore")
            expected = expected * (1 if kind == "zscore" else 100)
        np.testing.assert_allclose(varied_scores[run], expected, atol=1e-10)


def test_noisy_runs_are_the_runs_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = values()
    tidy = frame.rename_axis("region_id").reset_index()
    given = evaluated(tidy.set_index("region_id"))
    given.sheet.noise[:] = 0.1
    base = base_of(given)
    plan = read_factors({"aggregate": ("arithmetic", "geometric"), "normalise": ("minmax", "percentile")},
                        given.framework, base.sheet.options)  # fmt: skip
    picks = np.array(list(itertools.product((0, 1), (0, 1))) * 5)
    rng = np.random.default_rng(8)
    local = base.sheet.local * (1 + 0.2 * rng.random((len(picks), len(base.sheet.local))))
    whole, _ = score_runs(base, Runs(plan, picks, local, seed=4))
    still, _ = score_runs(base, Runs(plan, picks, local))
    assert np.abs(whole - still).max() > 0.01
    from chainchief.evaluation.robustness import rescoring
    from chainchief.evaluation.scoring.aggregation import aggregate

    for run in range(len(picks)):
        found, _ = next(combine(base, plan, picks[run : run + 1]))
        scores = noisy_scores(found, noise_of(found.sheet, 4, run)[None])[0]
        kind = found.options.aggregate
        nodes = aggregate(given.framework.tree, local[run], scores[base.rows], kind)
        np.testing.assert_allclose(whole[:, run], nodes[:, 0], atol=1e-12)
    monkeypatch.setattr(rescoring, "_BLOCK", 50)
    np.testing.assert_allclose(score_runs(base, Runs(plan, picks, local, seed=4))[0], whole, atol=1e-12)


@pytest.mark.parametrize(
    ("factors", "words"),
    [
        ({"sauce": ("hot", "mild")}, "'sauce' is no choice"),
        ({"sauce": ({"heat": 3},)}, "'heat' is no choice"),
        ({"treat": ("none", "salt")}, "unknown choice 'salt'"),
        ({"treat": ("none",), "how": ({"treat": "iqr"},)}, "treat is changed by two factors"),
        ({"without": ("", "zz")}, "unknown code zz"),
        ({"without": ("all",)}, "unknown code all"),
        ({"weights": ({"a": 1, "zz": 2},)}, "unknown code zz"),
        ({"weights": ({"a": -1.0},)}, "a must have a number of at least 0"),
        ({"weights": ("heavy",)}, "give framework, equal"),
        ({"a": (0.5,)}, "a: give the range"),
        ({"a": (1.5, 0.5)}, "a: give the range"),
        ({"a": ("low", "high")}, "a: give the range"),
        ({}, "no factor"),
    ],
)
def test_factors_that_are_refused(factors: dict[str, Any], words: str) -> None:
    given = evaluated()
    with pytest.raises(InputError, match=words):
        read_factors(factors, framework(), given.options)


def test_a_row_without_any_score_is_refused() -> None:
    frame = values()
    frame.loc["r00", ["b", "c", "d", "e"]] = np.nan
    given = evaluated(frame)
    base = base_of(given)
    plan = read_factors({"without": ("", "a")}, given.framework, base.sheet.options)
    picks = np.array([[0], [1]])
    runs = Runs(plan, picks, local_of(plan, picks, base.sheet.local), out_of(plan, picks, given.framework))
    with pytest.raises(ModelError, match="r00: no score under one of the combinations"):
        score_runs(base, runs)
    overall, _ = score_runs(base, runs, gaps=True)
    assert np.isnan(overall[0]).tolist() == [False, True]


def test_scores_of_another_scale_are_not_on_the_common_one() -> None:
    given = evaluated()
    base = base_of(given)
    plan = read_factors({"scale": ((0.0, 1.0), (0.0, 100.0))}, given.framework, base.sheet.options)
    picks = np.array([[0], [1]])
    overall, scaled = score_runs(base, Runs(plan, picks, local_of(plan, picks, base.sheet.local)))
    assert scaled.tolist() == [True, False]
    np.testing.assert_allclose(overall[:, 1], overall[:, 0] * 100)
