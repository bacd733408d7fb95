"""prepare, its log, and replay: what was done to every cell, and the same again from the log alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainchief.chain.value import Chain
from chainchief.errors import InputError, ModelError
from chainchief.evaluation import EvaluationOptions, Framework, evaluate, explain, framework_from_table
from chainchief.evaluation.preparation.repetition import replay

NAN = np.nan


def _framework(**columns: Any) -> Framework:
    table = {"code": ["a", "b", "c"], "direction": [1, -1, 1], "denominator": ["", "", "GDP"]}
    return framework_from_table(pd.DataFrame(table | columns))


def _frame(rows: int = 14) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame(rng.lognormal(size=(rows, 3)), columns=["a", "b", "c"])
    frame.loc[2, "a"] = NAN
    frame.loc[5, "c"] = 900.0
    return frame.assign(GDP=rng.uniform(1, 9, rows), part=list("xy" * (rows // 2))).set_axis(
        [f"r{number:02d}" for number in range(rows)]
    )


@settings(max_examples=40, deadline=None)
@given(
    impute=st.sampled_from(["none", "mean", "group_mean", "median", "knn"]),
    treat=st.sampled_from(["none", "skew_kurtosis", "iqr"]),
    normalise=st.sampled_from(["minmax", "zscore", "rank", "percentile", "borda"]),
    aggregate=st.sampled_from(["arithmetic", "weighted_sum", "geometric", "harmonic", "power"]),
    denominate=st.booleans(),
)
def test_the_log_alone_gives_the_scores_again(
    impute: str, treat: str, normalise: str, aggregate: str, denominate: bool
) -> None:
    if normalise == "zscore" and aggregate in ("geometric", "harmonic", "power"):
        return
    options = EvaluationOptions(
        denominate=denominate, impute=impute, impute_group="part", treat=treat, normalise=normalise,
        aggregate=aggregate, draws=0, scale=(1, 100),
    )  # fmt: skip
    found = evaluate(_frame(), _framework(), options)
    again = replay(found.sheet, found.log)
    np.testing.assert_allclose(again.overall, found.overall, atol=1e-12)
    values = found.sheet.raw.copy()
    for step in found.log:
        for cell in step.changed.itertuples():
            place = ([row[0] for row in found.sheet.rows].index(cell.region_id), "abc".index(cell.indicator))
            assert values[place] == cell.before or np.isnan([values[place], cell.before]).all()
            values[place] = cell.after
    np.testing.assert_array_equal(values, found.sheet.values)


def test_filled_cells_are_estimates_everywhere() -> None:
    found = evaluate(_frame(), _framework(), EvaluationOptions(impute="mean", draws=50))
    seen = found.observations.set_index(["region_id", "indicator"])
    cell = seen.loc[("r02", "a")]
    assert (cell["basis"], cell["quality"], bool(cell["scored"])) == ("imputed", "C", True)
    assert pd.isna(cell["value"])
    assert cell["prepared"] == pytest.approx(_frame()["a"].mean())
    assert any(note.rule == "imputed" and note.level == "warning" for note in found.notes)
    steps = [step.kind for step in explain(found, "r02", "a").steps]
    assert steps == ["aggregate", "contribution", "normalise", "impute", "observation"]
    walked = explain(found, "r05", "c").steps
    assert [step.kind for step in walked] == ["aggregate", "contribution", "normalise", "denominate", "observation"]
    assert walked[3].value == pytest.approx(_frame().at["r05", "c"] / _frame().at["r05", "GDP"])


def test_a_region_of_which_too_little_is_known_is_not_made_up() -> None:
    frame = _frame()
    frame.loc["r03", ["a", "b", "c"]] = NAN
    found = evaluate(frame, _framework(), EvaluationOptions(impute="mean", draws=0))
    assert "r03" not in found.overall.index
    assert found.missing["region_id"].tolist() == ["r03"]


def test_an_unusable_denominator_is_a_reason() -> None:
    frame = _frame()
    frame.loc["r04", "GDP"] = 0.0
    found = evaluate(frame, _framework(), EvaluationOptions(draws=0))
    assert np.isnan(found.scores.at["r04", "c"])
    lost = found.missing[found.missing["region_id"].eq("r04")]
    assert lost["reason"].tolist() == ["no-denominator"]
    assert any(note.rule == "denominator-unusable" and "r04 c" in note.value for note in found.notes)


def test_denominators_of_a_chain_come_from_its_sheets() -> None:
    rows = [(region, name, value) for region, values in {"p": (6.0, 2.0, 4.0), "q": (6.0, 3.0, 1.0)}.items()
            for name, value in zip(("c", "GDP", "a"), values, strict=True)]  # fmt: skip
    sheet = pd.DataFrame(rows, columns=["region_id", "indicator", "value"]).assign(period="2024")
    chain = Chain.from_tables({"indicators": sheet})
    found = evaluate(chain, _framework(), EvaluationOptions(draws=0))
    assert found.prepared["c"].to_dict() == {"p": 3.0, "q": 2.0}
    assert not any(note.rule == "unknown-indicator" for note in found.notes)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"denominate": "Area"}, "no column Area"),
        ({"denominate": {"zz": "GDP"}}, "zz is no indicator"),
        ({"impute": "group_mean"}, "needs impute_group"),
        ({"impute": "mean", "impute_group": "belt"}, "no column 'belt'"),
        ({"normalise": "target"}, "no target for a, b, c"),
        ({"normalise": "zscore", "aggregate": "geometric"}, "z-scores or distances"),
        ({"normalise": "wrong"}, "unknown choice"),
        ({"power": 0}, "power"),
        ({"treat_points": 0}, "treat_points"),
    ],
)
def test_bad_choices_are_refused_in_a_sentence(options: dict[str, Any], said: str) -> None:
    with pytest.raises((InputError, ModelError), match=said):
        evaluate(_frame(), _framework(), EvaluationOptions(**options))


def test_without_its_denominator_a_value_is_taken_as_it_is_and_that_is_said() -> None:
    found = evaluate(_frame().drop(columns="GDP"), _framework(), EvaluationOptions(draws=0))
    assert any(note.rule == "framework-denominator" and note.level == "warning" for note in found.notes)


def test_distance_to_the_target_goes_on_beyond_it() -> None:
    framework = _framework(target=[2.0, 1.0, 5.0], denominator=["", "", ""])
    frame = pd.DataFrame({"a": [0.0, 1.0, 4.0], "b": [3.0, 2.0, 1.0], "c": [9.0, 8.0, 7.0]}, index=list("xyz"))
    found = evaluate(frame, framework, EvaluationOptions(normalise="target", draws=0))
    assert found.scores["a"].tolist() == [0.0, 0.5, 2.0]
    assert found.scores["b"].tolist() == [0.0, 0.5, 1.0]
    assert found.scores["c"].isna().all()
    assert any(note.rule == "target-met" and note.value == "c" for note in found.notes)


def test_scores_without_ends_carry_no_grade() -> None:
    found = evaluate(_frame(), _framework(), EvaluationOptions(normalise="zscore", draws=20))
    assert found.grades.isna().all()
    assert found.grade_shares.isna().all(axis=None)
    assert not found.unstable.any()
    assert found.overall_intervals["low"].le(found.overall + 1e-9).all()
    assert found.scores[["a", "b"]].mean().abs().max() < 1e-12


def test_next_year_is_read_on_this_years_ruler() -> None:
    framework = _framework(denominator=["", "", ""])
    first = evaluate(_frame(), framework, EvaluationOptions(draws=0))
    ruler = framework.anchored(first.bounds)
    one = evaluate(_frame().iloc[:1], ruler, EvaluationOptions(draws=0))
    assert one.overall.iloc[0] == pytest.approx(first.overall.iloc[0])
