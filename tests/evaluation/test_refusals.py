"""What an adversary hands in: refused in a sentence, or taken for what it is; never a crash, never a quiet change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import InputError
from chainchief.evaluation import (
    EvaluationOptions,
    Framework,
    ahp_weights,
    combine_weights,
    critic_weights,
    cronbach_alpha,
    entropy_weights,
    evaluate,
    framework_from_table,
    fuzzy_evaluation,
    kmo,
)
from chainchief.evaluation.preparation.treatment import treat_skew_kurtosis

NAN = np.nan
JUDGED = [[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]]


def _framework(weight: list[float] | None = None) -> Framework:
    table = {"code": ["a", "b", "c"], "direction": [1, -1, 1], "weight": weight or [0.5, 0.3, 0.2]}
    return framework_from_table(pd.DataFrame(table))


def _frame() -> pd.DataFrame:
    values = np.random.default_rng(0).uniform(1, 5, (6, 3))
    return pd.DataFrame(values, columns=["a", "b", "c"], index=list("pqrstu"))


def test_known_indicators_without_a_weight_make_no_score() -> None:
    frame = pd.DataFrame({"a": [1.0, 2, NAN], "b": [5.0, 4, NAN], "c": [1.0, 0, 2]}, index=list("pqr"))
    for way in ("arithmetic", "harmonic"):
        found = evaluate(frame, _framework([0.5, 0.5, 0]), EvaluationOptions(min_known=0, aggregate=way, scale=(1, 9)))
        assert found.overall.index.tolist() == ["p", "q"]
        assert found.missing.set_index("region_id").at["r", "reason"] == "too-little"


def test_several_regions_are_left_out_by_a_list_or_a_text() -> None:
    by_list = evaluate(_frame(), _framework(), EvaluationOptions(exclude=["p", "q"], draws=0))  # type: ignore[arg-type]
    by_text = evaluate(_frame(), _framework(), EvaluationOptions(exclude="p;q", draws=0))
    assert by_list.overall.index.tolist() == list("rstu")
    pd.testing.assert_series_equal(by_list.overall, by_text.overall)


@pytest.mark.parametrize("treat", ["none", "skew_kurtosis", "iqr"])
def test_a_row_that_is_not_scored_moves_nobody(treat: str) -> None:
    frame = _frame()
    frame.loc["w"] = [NAN, NAN, 1000.0]
    options = EvaluationOptions(min_known=0.3, draws=0, treat=treat, impute="mean")
    found = evaluate(frame, _framework(), options)
    alone = evaluate(_frame(), _framework(), options)
    pd.testing.assert_series_equal(found.overall, alone.overall)
    pd.testing.assert_frame_equal(found.bounds, alone.bounds)
    assert found.missing.set_index("region_id").at["w", "reason"] == "too-little"


def test_an_infinite_denominator_leaves_the_value_unknown() -> None:
    frame = _frame().assign(size=[1.0, 2.0, np.inf, 3.0, 4.0, 5.0])
    found = evaluate(frame, _framework(), EvaluationOptions(denominate={"c": "size"}, draws=0))  # type: ignore[arg-type]
    assert np.isnan(found.scores.at["r", "c"])
    assert found.missing["reason"].tolist() == ["no-denominator"]


def test_regions_without_a_group_are_not_filled_from_each_other() -> None:
    frame = _frame().assign(belt=["x", "x", "y", None, None, "y"])
    frame.loc[["q", "s"], "a"] = NAN
    found = evaluate(frame, _framework(), EvaluationOptions(impute="group_mean", impute_group="belt", draws=0))
    assert found.prepared.at["q", "a"] == frame.at["p", "a"]
    assert np.isnan(found.prepared.at["s", "a"])
    assert any(note.rule == "impute-ungrouped" and note.value == "s, t" for note in found.notes)


@pytest.mark.parametrize("size", [1e-170, 1e-100, 1e100, 1e160])
def test_neither_tiny_nor_huge_numbers_are_lost(size: float) -> None:
    line = np.array([1.0, 2, 3, 4, 5, 6, 7, 500])
    assert treat_skew_kurtosis(line * size)[0] == pytest.approx(treat_skew_kurtosis(line)[0] * size, rel=1e-12)
    plain = evaluate(_frame(), _framework(), EvaluationOptions(normalise="zscore", draws=0))
    scaled = evaluate(_frame() * size, _framework(), EvaluationOptions(normalise="zscore", draws=0))
    pd.testing.assert_series_equal(plain.overall, scaled.overall)
    assert cronbach_alpha(_frame() * size) == pytest.approx(cronbach_alpha(_frame()))


@pytest.mark.parametrize(
    ("years", "periods"),
    [
        ([2020, 2021.0, 2020, "2021"], ["2020", "2021"]),
        ([2020.0, 2021.0, 2020.0, 2021.0], [2020, 2021]),
        (pd.to_datetime(["2020-01-01", "2021-01-01"] * 2), ["2020-01", "2021-01"]),
    ],
)
def test_a_year_is_one_period_however_it_is_written(years: Any, periods: list[Any]) -> None:
    frame = _frame().iloc[:4].assign(region=list("ppqq"), year=years)
    found = evaluate(frame, _framework(), EvaluationOptions(draws=0))
    assert found.overall.index.get_level_values("period").unique().tolist() == periods
    assert found.rank.tolist() == evaluate(frame.assign(year=[2020, 2021] * 2), _framework()).rank.tolist()


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (_frame().assign(a=pd.date_range("2020", periods=6)), "write a number"),
        (_frame().assign(a=_frame()["a"] * 1j), "write a number"),
        (pd.concat([_frame(), _frame()[["a"]]], axis=1), "more than once"),
        (_frame()["a"], "neither a chain nor a frame"),
        ({"a": [1.0]}, "neither a chain nor a frame"),
        (None, "neither a chain nor a frame"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused(frame: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        evaluate(frame, _framework())


def test_a_frame_is_no_framework_yet() -> None:
    for call in (lambda: evaluate(_frame(), _frame()), lambda: framework_from_table({"code": ["a"]})):  # type: ignore[arg-type]
        with pytest.raises(InputError, match="is no framework"):
            call()


@pytest.mark.parametrize(
    "wrong",
    [{"scale": 5}, {"scale": "0,100"}, {"scale": (0, "x")}, {"draws": "ten"}, {"draws": 2.5}, {"draws": True},
     {"power": "x"}, {"weight_noise": NAN}, {"data_noise": "yes"}, {"seed": 1.5}],
)  # fmt: skip
def test_an_option_of_another_kind_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(wrong))):
        EvaluationOptions(**wrong)


def test_none_is_the_usual_choice() -> None:
    names = ("aggregate", "scale", "draws", "seed", "impute", "treat", "normalise", "weights", "exclude")
    assert EvaluationOptions(**dict.fromkeys(names)) == EvaluationOptions()  # type: ignore[arg-type]
    assert EvaluationOptions(draws=np.int64(5), scale=np.array([0, 100])).scale == (0.0, 100.0)  # type: ignore[arg-type]


def test_weights_with_and_without_names_go_together() -> None:
    named, counted = entropy_weights(_frame()), ahp_weights(np.array(JUDGED)).weights
    both = combine_weights([counted, named])
    assert both.index.tolist() == ["a", "b", "c"]
    expected = np.sqrt(counted.to_numpy() * named.to_numpy())
    np.testing.assert_allclose(both, expected / expected.sum())
    for several in ({"ahp": counted, "entropy": named}, pd.DataFrame({"ahp": counted.to_numpy(), "entropy": named})):
        np.testing.assert_allclose(combine_weights(several), both)
    grades = pd.DataFrame([[0.2, 0.8], [0.5, 0.5], [1.0, 0.0]], index=list("xyz"))
    np.testing.assert_allclose(
        fuzzy_evaluation(grades, counted).memberships, counted.to_numpy() @ grades.to_numpy()
    )  # fmt: skip
    turned = critic_weights(_frame(), pd.Series([1, -1, 1]))
    pd.testing.assert_series_equal(turned, critic_weights(_frame(), {"a": 1, "b": -1, "c": 1}))
    with pytest.raises(InputError, match="no list of weights"):
        combine_weights(None)  # type: ignore[arg-type]


def test_a_membership_may_be_off_by_rounding_only() -> None:
    assert fuzzy_evaluation([[1 + 1e-15, 0], [0.5, 0.5]], [0.5, 0.5]).memberships.tolist() == [0.75, 0.25]
    for wrong in (None, 3):
        with pytest.raises(InputError):
            fuzzy_evaluation([[0.5, 0.5]], wrong)
        with pytest.raises(InputError):
            fuzzy_evaluation(wrong, [1.0])
    with pytest.raises(InputError, match="1\\.1"):
        fuzzy_evaluation([[1.1, 0], [0.5, 0.5]], [0.5, 0.5])


def test_kmo_is_a_number_between_0_and_1() -> None:
    assert 0 <= kmo(np.random.default_rng(1).normal(size=(40, 4))) <= 1
