"""Leaving out one at a time, and who overtakes whom."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import ChainChiefError
from chainchief.evaluation import EvaluationOptions, evaluate, load_framework
from chainchief.evaluation.robustness import remove_one, who_moves_whom
from evaluation.robustness.small_index import evaluated, framework, values


def test_the_asem_index_without_each_pillar(shared: Path) -> None:
    """MeanAbsDiff as COINr prints it: docs/articles/sensitivity.html of bluefoxr/COINr, commit b968203."""
    frame = pd.read_csv(shared / "data" / "asem" / "asem_idata.csv").set_index("uCode").drop(columns="uName")
    asem = load_framework(shared / "data" / "asem" / "asem_imeta.csv")
    options = EvaluationOptions(impute="group_mean", impute_group="EurAsia_group", treat="skew_kurtosis",
                                normalise="minmax", scale=(0, 100), draws=0)  # fmt: skip
    published = {"Physical": 1.529412, "ConEcFin": 2.627451, "Political": 2.901961, "Instit": 1.176471,
                 "P2P": 1.686275, "Environ": 3.098039, "Social": 3.960784, "SusEcFin": 2.627451}  # fmt: skip
    found = remove_one(evaluate(frame, asem, options), list(published))
    for code, shift in published.items():
        assert found.summary.loc[code, "mean_shift"] == pytest.approx(shift, abs=5e-7)


@pytest.mark.parametrize("years", [1, 2])
@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "weighted_sum"])
def test_without_an_indicator_is_an_evaluation_without_it(kind: str, years: int) -> None:
    frame = values(years=years)
    given = evaluated(frame, aggregate=kind)
    found = remove_one(given)
    for code in "abcde":
        less = evaluated(frame.drop(columns=code), aggregate=kind)
        np.testing.assert_allclose(found.overall[code], less.overall.reindex(found.overall.index), atol=1e-12)
        assert found.rank[code].tolist() == less.rank.reindex(found.rank.index).tolist()
        shift = less.rank.reindex(given.rank.index) - given.rank
        assert found.shift[code].tolist() == shift.tolist()
        row = found.summary.loc[code]
        assert row["mean_shift"] == pytest.approx(shift.abs().mean())
        assert row["largest_shift"] == shift.abs().max()
        assert row["moved"] == (shift != 0).sum()
    assert found.notes == ()


def test_a_row_that_knows_nothing_else_has_no_score_without_it() -> None:
    frame = values()
    frame.loc["r03", ["b", "c", "d", "e"]] = np.nan
    found = remove_one(evaluated(frame), ["a", "b"])
    assert np.isnan(found.overall.loc["r03", "a"])
    assert np.isnan(found.rank.loc["r03", "a"])
    assert found.overall.notna().sum().sum() == 17
    assert sorted(found.rank["a"].dropna()) == list(range(1, 9))
    assert [note.rule for note in found.notes] == ["remove-unscored"]
    assert "r03" in found.notes[0].message
    assert who_moves_whom(evaluated(frame), codes=["a"]).isin(["r03"]).sum().sum() == 0


@pytest.mark.parametrize("change", [-1.0, 0.5])
def test_pairs_that_swap(change: float) -> None:
    frame = values(years=2)
    given = evaluated(frame)
    found = who_moves_whom(given, change)
    expected = []
    shares = {"a": 0.5, "b": 0.3, "c": 0.2, "d": 0.7, "e": 0.3}
    for code, share in shares.items():
        made = framework(**{code: share * (1 + change)}) if change > -1 else framework()
        other = evaluated(frame.drop(columns=code) if change == -1 else frame, made).rank
        for year in ("2020", "2021"):
            rows = [row for row in given.rank.index if row[1] == year]
            for first in rows:
                for second in rows:
                    if given.rank[first] < given.rank[second] and other[first] > other[second]:
                        ways = (given.rank[first], other[first], given.rank[second], other[second])
                        expected.append((code, year, first, second, *ways))
    assert len(expected) > 3
    assert sorted(found.itertuples(index=False, name=None)) == sorted(expected)


def test_no_change_moves_nobody() -> None:
    found = who_moves_whom(evaluated(), 0.0)
    assert found.empty
    assert list(found) == ["indicator", "period", "falls", "rises", "falls_from", "falls_to", "rises_from", "rises_to"]


def test_what_is_refused() -> None:
    given = evaluated()
    with pytest.raises(ChainChiefError, match="unknown code zz"):
        remove_one(given, ["a", "zz"])
    with pytest.raises(ChainChiefError, match="unknown code all"):
        remove_one(given, ["all"])
    with pytest.raises(ChainChiefError, match="change: -2 is out of range"):
        who_moves_whom(given, -2)
    alone = evaluate(
        pd.DataFrame({"B1": [0.5, 0.6]}, index=["x", "y"]), "zhang-2024-dimensions", EvaluationOptions(draws=0)
    )
    with pytest.raises(ChainChiefError, match="Nothing to remove: B1"):
        remove_one(alone, ["B1"])
