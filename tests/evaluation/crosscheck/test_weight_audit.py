"""Every way of weighing side by side: equal to evaluating once more with each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.chain.value import Chain
from chainchief.errors import ChainChiefError, InputError, ModelError
from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.crosscheck import WeightAudit, audit_chain, audit_frames, audit_weights
from chainchief.evaluation.framework import load_framework
from chainchief.evaluation.options import WEIGHTS, EvaluationOptions
from chainchief.evaluation.weighting import LIMIT, ahp_weights

CODES = list(load_framework("zhang-2024-anchored").leaves)
CIRCLE = [("B1", "B2", 3, "E2"), ("B2", "B3", 2, "E2"), ("B3", "B1", 2, "E2")]
STEADY = [("B2", "B1", 2, "E1"), ("B1", "B3", "2", "E1"), ("B2", "B3", "3", "E1"), ("C11", "C12", "1/3", "E1")]


def judged(rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["first", "second", "value", "expert"])


def panel(seed: int = 3, gaps: int = 5) -> pd.DataFrame:
    """Nine regions in two years; some values unknown."""
    rng = np.random.default_rng(seed)
    index = pd.MultiIndex.from_product([[f"r{n}" for n in range(9)], ["2024", "2025"]], names=["region_id", "period"])
    frame = pd.DataFrame(rng.uniform(0.05, 1.0, (len(index), len(CODES))), index, CODES)
    for row, column in zip(rng.integers(0, len(index), gaps), rng.integers(0, len(CODES), gaps), strict=True):
        frame.iloc[row, column] = np.nan
    return frame


def audited(frame: pd.DataFrame, options: EvaluationOptions, rows: Any = STEADY + CIRCLE) -> WeightAudit:
    judgements = judged(rows) if rows else None
    return audit_weights(evaluate(frame, "zhang-2024-anchored", options, judgements))


@pytest.mark.parametrize(
    "options",
    [
        EvaluationOptions(draws=0, normalise="minmax"),
        EvaluationOptions(draws=0, normalise="zscore", weights="combined", combine="linear", objective="critic"),
        EvaluationOptions(draws=0, normalise="minmax", aggregate="harmonic", scale=(1.0, 100.0), impute="mean"),
        EvaluationOptions(draws=0, normalise="rank", treat="iqr", weights="ahp", period="2025"),
    ],
)
def test_every_way_is_an_evaluation_with_these_weights(options: EvaluationOptions) -> None:
    frame = panel()
    found = audited(frame, options)
    assert set(found.ways) | set(found.refused) == set(WEIGHTS)
    assert found.used == options.weights
    for way in found.overall.columns:
        again = evaluate(frame, "zhang-2024-anchored", replace(options, weights=way), judged(STEADY + CIRCLE))
        np.testing.assert_allclose(found.overall[way], again.overall.reindex(found.overall.index), rtol=1e-12)
        assert found.rank[way].tolist() == again.rank.reindex(found.rank.index).tolist()
        local = again.weights["local"].reindex(found.ways[way].weights.index)
        np.testing.assert_allclose(found.ways[way].weights["local"].iloc[1:], local.iloc[1:], rtol=1e-12)


def test_what_is_refused_is_refused_in_the_words_of_the_evaluation() -> None:
    frame = panel().assign(D111=-1.0)
    options = EvaluationOptions(draws=0, normalise="minmax")
    found = audited(frame, options, [])
    assert {"ahp", "entropy", "gini"} <= set(found.refused)
    for way in ("ahp", "entropy", "gini"):
        with pytest.raises(ChainChiefError) as refused:
            evaluate(frame, "zhang-2024-anchored", replace(options, weights=way))
        assert found.refused[way].message == refused.value.message
        assert found.refused[way].message_zh == refused.value.message_zh
    assert found.rank.notna().all(axis=None)


def test_the_ratio_is_that_of_the_original_judgements_and_the_repair_stands_beside_it() -> None:
    found = audited(panel(), EvaluationOptions(draws=0, normalise="minmax"))
    frames = audit_frames(found)
    matrix = [[1, 3, 1 / 2], [1 / 3, 1, 2], [2, 1 / 2, 1]]
    ratios = frames["consistency"].set_index(["parent", "expert"])["consistency_ratio"]
    assert ratios["A", "E2"] == pytest.approx(ahp_weights(matrix).consistency_ratio)
    assert list(found.repairs) == [("A", "E2")]
    repair = found.repairs["A", "E2"]
    assert repair.original.consistency_ratio == ratios["A", "E2"]
    assert repair.repaired.consistency_ratio is not None
    assert repair.repaired.consistency_ratio < LIMIT <= repair.original.consistency_ratio
    assert frames["repairs"][["consistency_ratio", "repaired_ratio"]].iloc[0].tolist() == [
        ratios["A", "E2"],
        repair.repaired.consistency_ratio,
    ]
    assert frames["cycles"].to_dict("records") == [{"parent": "A", "expert": "E2", "cycle": "B1 > B2 > B3 > B1"}]
    worst = frames["worst"]
    np.testing.assert_allclose(
        np.exp(np.abs(np.log(worst["judgement"] / worst["fitting"]))), worst["factor"], rtol=1e-12
    )


def test_a_single_voice_without_a_name_is_told_once() -> None:
    rows = [("B1", "B2", 3, None), ("B2", "B3", 3, None), ("B1", "B3", 9, None)]
    frames = audit_frames(audited(panel(), EvaluationOptions(draws=0, normalise="minmax"), rows))
    assert frames["consistency"][["parent", "expert"]].to_numpy().tolist() == [["A", ""]]
    assert frames["consistency"]["consistency_ratio"].iloc[0] == pytest.approx(0.0, abs=1e-12)
    assert len(frames["matrices"]) == 3


def test_moved_counts_places_against_the_weights_that_count() -> None:
    found = audited(panel(), EvaluationOptions(draws=0, normalise="minmax", weights="equal"))
    assert (found.moved["equal"] == 0).all()
    pd.testing.assert_series_equal(
        found.moved["entropy"], found.rank["entropy"] - found.rank["equal"], check_names=False
    )


def test_weights_are_audited_where_nothing_can_be_scored() -> None:
    chain = Chain.from_tables({"judgements": judged(STEADY)})
    framework = load_framework("zhang-2024-anchored")
    found = audit_chain(chain, framework, EvaluationOptions(weights="ahp"))
    assert isinstance(found.unscored, ChainChiefError)
    assert found.rank.empty
    assert found.effective is None
    assert found.judgements == 4
    assert found.weighing.weights["local"]["C12"] == pytest.approx(0.75)
    with pytest.raises((InputError, ModelError)):
        audit_chain(chain, framework, EvaluationOptions(weights="entropy"))
    with pytest.raises(InputError, match="no judgements"):
        audit_chain(Chain.from_tables({}), framework, EvaluationOptions(weights="ahp"))
    assert audit_chain(Chain.from_tables({}), framework, EvaluationOptions()).used == "framework"


def test_frames_name_everything_and_the_order_of_rows_changes_nothing() -> None:
    frame = panel()
    options = EvaluationOptions(draws=0, normalise="minmax", weights="combined")
    first, second = (audit_frames(audited(one, options)) for one in (frame, frame.iloc[::-1]))
    for name in ("weights", "sources", "global_by_way", "consistency", "refused"):
        pd.testing.assert_frame_equal(first[name], second[name])
    ranks = [one["ranks"].set_index(["region_id", "period"]).sort_index() for one in (first, second)]
    pd.testing.assert_frame_equal(*ranks)
