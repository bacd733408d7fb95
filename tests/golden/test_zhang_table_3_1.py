"""Zhang 2024, ARISE 4(4), pages 100-125, Table 3-1: composites and grades of six regions, 2018-2023.

The plain mean of the three dimensions and the geometric mean weighted with Table 2-1 give all six printed composites
to three decimals. The paper's own formula, E = W·R, gives five: for the Middle Yangtze River
.340 × .767 + .344 × .745 + .316 × .723 = .7455, which rounds to .746, and the table has .745. Within the rounding of
the printed dimensions all of them fit, so the table cannot tell which one was used.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from chainchief.evaluation.assessment import Evaluation, evaluate
from chainchief.evaluation.options import EvaluationOptions

TABLE_3_1 = pd.DataFrame(
    [
        ("Yangtze River Delta", 0.856, 0.892, 0.873, 0.874, "high"),
        ("Pearl River Delta", 0.834, 0.867, 0.845, 0.849, "high"),
        ("Beijing-Tianjin-Hebei", 0.812, 0.823, 0.798, 0.811, "high"),
        ("Middle Yangtze River", 0.767, 0.745, 0.723, 0.745, "strong"),
        ("Chengdu-Chongqing Area", 0.743, 0.721, 0.698, 0.721, "strong"),
        ("Northeast Region", 0.654, 0.612, 0.587, 0.618, "strong"),
    ],
    columns=["region", "B1", "B2", "B3", "composite", "grade"],
).set_index("region")


def _evaluate(**options: Any) -> Evaluation:
    dimensions = TABLE_3_1[["B1", "B2", "B3"]]
    return evaluate(dimensions, "zhang-2024-dimensions", EvaluationOptions(draws=100, **options))


def _agreeing(evaluation: Evaluation) -> list[str]:
    return list(TABLE_3_1.index[evaluation.overall.round(3).eq(TABLE_3_1["composite"])])


def test_the_mean_of_the_dimensions_gives_all_six() -> None:
    assert len(_agreeing(_evaluate(weights="equal"))) == 6


def test_the_weighted_geometric_mean_gives_all_six() -> None:
    assert len(_agreeing(_evaluate(aggregate="geometric"))) == 6


def test_the_papers_own_sum_gives_five() -> None:
    found = _evaluate(aggregate="weighted_sum")
    assert set(TABLE_3_1.index) - set(_agreeing(found)) == {"Middle Yangtze River"}
    assert found.overall["Middle Yangtze River"] == pytest.approx(0.7455, abs=5e-5)
    assert any("E = W·R gives five" in note.message for note in found.notes)
    assert any("E = W·R (Zhang 2024)" in note.message for note in found.notes)


@pytest.mark.parametrize(
    "options", [{"weights": "equal"}, {"aggregate": "geometric"}, {"aggregate": "weighted_sum"}, {}]
)
def test_all_six_grades(options: dict[str, Any]) -> None:
    assert _evaluate(**options).grades.tolist() == TABLE_3_1["grade"].tolist()
