"""The comparison table: its columns are the pure methods on the scores, its ranks are per period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.crosscheck.comparison import cross_check
from chainchief.evaluation.crosscheck.ranking import copeland, duels, grey_relational, topsis
from chainchief.evaluation.framework import framework_from_table
from chainchief.evaluation.options import EvaluationOptions

LEAVES = ["a", "b", "c"]


def _evaluation(values: Any, index: Any = None) -> Evaluation:
    rows = [("top", "", "", "+1"), ("group", "top", "0.6", "+1"), ("a", "group", "0.5", "+1"),
            ("b", "group", "0.5", "-1"), ("c", "top", "0.4", "+1")]  # fmt: skip
    table = pd.DataFrame(rows, columns=["code", "parent", "weight", "direction"]).assign(low="0", high="10")
    table.loc[table["code"].isin(["top", "group"]), ["low", "high"]] = ""
    return evaluate(pd.DataFrame(values, index, LEAVES), framework_from_table(table), EvaluationOptions(draws=0))


def _values(rows: int, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 10, (rows, 3)).round(2)


def test_the_columns_are_the_methods_on_the_scores() -> None:
    evaluation = _evaluation(_values(12))
    found = cross_check(evaluation).table
    scores, weights = evaluation.scores[LEAVES], [0.3, 0.3, 0.4]
    assert found["score"].tolist() == evaluation.overall.tolist()
    assert found["topsis"].tolist() == pytest.approx(topsis(scores, weights).tolist())
    assert found["grey"].tolist() == pytest.approx(grey_relational(scores, weights).tolist())
    assert found["copeland"].tolist() == copeland(scores, weights).tolist()
    assert found["rank"].to_dict() == evaluation.rank.to_dict()
    for name in ("topsis", "grey", "copeland"):
        assert found[f"{name}_rank"].tolist() == found[name].round(12).rank(ascending=False, method="min").tolist()


def test_correlations_are_those_of_scipy() -> None:
    found = cross_check(_evaluation(_values(15)))
    assert found.correlations["method"].tolist() == ["topsis", "grey", "copeland"]
    for row in found.correlations.to_dict("records"):
        ranks = found.table["rank"], found.table[f"{row['method']}_rank"]
        assert row["spearman"] == pytest.approx(stats.spearmanr(*ranks).statistic)
        assert row["kendall"] == pytest.approx(stats.kendalltau(*ranks).statistic)
        assert (row["period"], row["regions"]) == ("", 15)


def test_moves_are_measured_against_the_evaluation() -> None:
    found = cross_check(_evaluation(_values(20)))
    table = found.table
    gaps = pd.DataFrame({m: table[f"{m}_rank"] - table["rank"] for m in ("topsis", "grey", "copeland")})
    assert table["move"].abs().tolist() == gaps.abs().max(axis=1).tolist()
    for region, row in table.iterrows():
        assert row["method"] == "" if row["move"] == 0 else gaps.at[region, row["method"]] == row["move"]
    assert found.movers["move"].abs().is_monotonic_decreasing
    assert (found.movers["move"] != 0).all()
    far = found.movers[found.movers["move"].abs() > 3]
    assert len(far)
    note = next(note for note in found.notes if note.rule == "crosscheck-movers")
    assert f"({len(far)})" in note.message
    assert str(far.index[0]) in note.message


def test_each_period_stands_by_itself() -> None:
    index = pd.MultiIndex.from_product([[f"r{k}" for k in range(8)], ["2022", "2023"]], names=["region_id", "period"])
    values = pd.DataFrame(_values(16), index, LEAVES)
    evaluation = _evaluation(values.to_numpy(), index)
    found = cross_check(evaluation)
    assert found.table.index.equals(evaluation.scores.index)
    assert found.table["rank"].to_dict() == evaluation.rank.to_dict()
    assert found.correlations["period"].tolist() == ["2022"] * 3 + ["2023"] * 3
    for period in ("2022", "2023"):
        alone = cross_check(
            _evaluation(values.xs(period, level="period").to_numpy(), [f"r{k}" for k in range(8)])
        ).table
        part = found.table.xs(period, level="period")
        for column in ("topsis", "grey", "copeland", "topsis_rank", "grey_rank", "copeland_rank"):
            assert part[column].to_dict() == pytest.approx(alone[column].to_dict())


def test_a_period_of_one_region_is_left_out_and_named() -> None:
    index = pd.MultiIndex.from_tuples(
        [("r1", "2022"), ("r2", "2022"), ("r1", "2023")], names=["region_id", "period"]
    )  # fmt: skip
    found = cross_check(_evaluation(_values(3), index))
    assert list(found.table.index) == [("r1", "2022"), ("r2", "2022")]
    assert found.correlations.empty
    rules = {note.rule: note.message for note in found.notes}
    assert rules["crosscheck-alone"].endswith("(1): 2023.")
    assert "crosscheck-no-correlation" in rules


def test_unknown_scores_are_skipped_and_counted() -> None:
    values = _values(6)
    values[0, 0] = values[2, 1] = np.nan
    found = cross_check(_evaluation(values))
    assert found.table.drop(columns="method").notna().all().all()
    skipped = next(note for note in found.notes if note.rule == "crosscheck-skipped")
    assert "2 of 18" in skipped.message
    assert "2 of 6 rows" in skipped.message
    assert found.table["copeland"].tolist() == duels(values * [1, -1, 1], np.array([0.3, 0.3, 0.4])).tolist()


def test_weights_of_the_known_carry_a_row_with_gaps() -> None:
    """East lacks b; TOPSIS then sees a and c with .3/.7 and .4/.7 of the weight."""
    values = np.array([[10.0, np.nan, 10.0], [0.0, 5.0, 0.0], [5.0, 0.0, 5.0]])
    found = cross_check(_evaluation(values, ["east", "west", "north"])).table
    assert found.at["east", "topsis"] == pytest.approx(1)
    assert found.at["east", "grey"] == pytest.approx(1)
    assert found.at["east", "rank"] == 1


def test_an_indicator_unknown_in_a_period_is_no_obstacle() -> None:
    values = _values(5)
    values[:, 1] = np.nan
    found = cross_check(_evaluation(values))
    assert found.table["topsis"].notna().all()


def test_ties_everywhere_have_no_correlation_and_nothing_to_compare_is_refused() -> None:
    twins = cross_check(_evaluation([[1, 1, 1], [1, 1, 1], [9, 1, 9]]))
    assert twins.table["topsis_rank"].tolist() == [2, 2, 1]
    assert len(twins.correlations) == 3
    for values in ([[1, 2, 3]], [[1, 2, 3], [1, 2, 3]]):
        with pytest.raises(ModelError, match="no period has two regions"):
            cross_check(_evaluation(values))
    with pytest.raises(InputError, match="rho is 2"):
        cross_check(_evaluation(_values(3)), rho=2)
