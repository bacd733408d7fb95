"""COINr 1.1.14 (repository bluefoxr/COINr, commit of 2025-04-04, MIT) on its own ASEM data, run as an oracle.

`coinr_asem.csv` holds the index of the 51 countries as COINr gives it: Denominate, Impute(i_mean_grp, EurAsia_group),
Treat(winsorise with winmax 5, skewness 2, kurtosis 3.5, else log_CT), Normalise, Aggregate. Columns: the default
(n_minmax 0..100, a_amean), without treatment, n_zscore, n_borda, n_prank, n_rank, a_gmean and a_hmean (both n_minmax
1..100). `coinr_asem_panel.csv`: the artificial panel of five years, normalised over all years, treated year by year
(COINr's own way) and over all years at once (its Treat.data.frame on the pooled table).
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from chainchief.evaluation import EvaluationOptions, Framework, evaluate, load_framework
from checkout import ROOT

ASEM = ROOT.parent / "shared" / "data" / "asem"
HERE = ROOT / "tests" / "golden"
PIPELINE: dict[str, Any] = {
    "denominate": True,
    "impute": "group_mean",
    "impute_group": "EurAsia_group",
    "treat": "skew_kurtosis",
    "normalise": "minmax",
    "scale": (0, 100),
    "aggregate": "arithmetic",
    "draws": 0,
}
VARIANTS: dict[str, dict[str, Any]] = {
    "default": {},
    "untreated": {"treat": "none"},
    "zscore": {"normalise": "zscore"},
    "borda": {"normalise": "borda"},
    "percentile": {"normalise": "percentile", "scale": (0, 1)},
    "rank": {"normalise": "rank"},
    "geometric": {"aggregate": "geometric", "scale": (1, 100)},
    "harmonic": {"aggregate": "harmonic", "scale": (1, 100)},
    "zscore_untreated": {"normalise": "zscore", "treat": "none"},
    "borda_untreated": {"normalise": "borda", "treat": "none"},
}

pytestmark = pytest.mark.skipif(not ASEM.is_dir(), reason="needs ../shared/data/asem")


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(ASEM / "asem_imeta.csv")


@pytest.mark.parametrize("variant", VARIANTS)
def test_index_and_ranks_are_those_of_coinr(framework: Framework, variant: str) -> None:
    frame = pd.read_csv(ASEM / "asem_idata.csv").set_index("uCode")
    expected = pd.read_csv(HERE / "coinr_asem.csv").set_index("uCode")[variant]
    found = evaluate(frame, framework, EvaluationOptions(**PIPELINE | VARIANTS[variant]))
    pd.testing.assert_series_equal(found.overall, expected, atol=1e-9, rtol=0, check_names=False)
    assert found.rank.tolist() == expected.rank(ascending=False, method="min").tolist()
    parts = found.contributions.sum(axis=1) + found.contribution_base
    pd.testing.assert_series_equal(parts, found.overall, atol=1e-9, rtol=0, check_names=False)


@pytest.mark.parametrize(("treat_by", "column"), [("pool", "Index_pooled"), ("period", "Index_per_year")])
def test_the_panel_is_that_of_coinr(framework: Framework, treat_by: str, column: str) -> None:
    frame = pd.read_csv(ASEM / "asem_idata_panel.csv").set_index("uCode")
    expected = pd.read_csv(HERE / "coinr_asem_panel.csv").set_index(["uCode", "Time"])[column]
    found = evaluate(frame, framework, EvaluationOptions(**PIPELINE | {"treat_by": treat_by}))
    pd.testing.assert_series_equal(
        found.overall.sort_index(), expected.sort_index(), atol=1e-9, rtol=0, check_names=False
    )


def test_a_scored_cell_walks_back_through_every_step(framework: Framework) -> None:
    frame = pd.read_csv(ASEM / "asem_idata.csv").set_index("uCode")
    found = evaluate(frame, framework, EvaluationOptions(**PIPELINE))
    names = [step.name for step in found.log]
    assert names == ["screen", "denominate", "impute", "treat", "normalise", "weigh", "aggregate"]
    filled = found.log[2].changed
    assert len(filled) == 65
    empty = frame[list(framework.leaves)].isna()
    unknown = {(region, code) for code in empty for region in frame.index[empty[code]]}
    divided = {("LAO", "Elec"), ("LAO", "Gas")}
    assert set(zip(filled["region_id"], filled["indicator"], strict=True)) == unknown | divided
