"""An audit of weights as tables, figure and answer, in both languages."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.crosscheck import WeightAudit, audit_weights
from chainchief.evaluation.options import EvaluationOptions
from chainchief.views.data import as_data
from chainchief.views.drawing import Text, every
from chainchief.views.figures.figure import Setting
from chainchief.views.figures.registry import FIGURES
from chainchief.views.reports.assembly import report
from chainchief.views.results.weights import (
    judgement_tables,
    rank_table,
    ratio_text,
    refused_table,
    used_table,
    way_table,
    weight_tables,
    weights_answer,
)
from chainchief.views.svg import to_svg
from chainchief.views.tables import to_html, to_texts
from views.small_evaluation import NAMES, REGIONS, small_chain

CIRCLE = [("B1", "B2", 3, "E2"), ("B2", "B3", 2, "E2"), ("B3", "B1", 2, "E2")]
STEADY = [("B1", "B3", 2, "E1"), ("B2", "B1", 2, "E1"), ("B2", "B3", 3, "E1"), ("C11", "C12", "1/3", "E1")]


@cache
def audit(
    weights: str = "framework", rows: tuple[Any, ...] = (*STEADY, *CIRCLE), regions: tuple[str, ...] = REGIONS
) -> WeightAudit:
    chain = small_chain(("2024", "2025"), regions=regions)
    judgements = pd.DataFrame(list(rows), columns=["first", "second", "value", "expert"]) if rows else None
    options = EvaluationOptions(draws=0, weights=weights)
    return audit_weights(evaluate(chain, "zhang-2024-anchored", options, judgements))


def setting(language: str = "en", **more: Any) -> Setting:
    return Setting(language, names=NAMES[language], **more)


def texts(table: Any, language: str = "en") -> list[list[str]]:
    return to_texts(table, language)[1]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("weights", ["framework", "equal", "ahp", "entropy", "combined"])
def test_every_table_is_whole_in_both_languages(weights: str, language: str) -> None:
    for table in weight_tables(audit(weights), setting(language)):
        assert all(len(row.cells) == len(table.columns) for row in table.rows), table.key
        written = [cell for row in texts(table, language) for cell in row]
        assert not {"nan", "inf", "None"} & set(written), table.key
        assert to_html(table, language)
    assert weights_answer(audit(weights), setting(language))


def test_local_weights_of_siblings_sum_to_one_and_global_ones_of_indicators_too() -> None:
    found = audit("combined")
    rows = {row.cells[1].value: row.cells for row in used_table(found, setting()).rows}
    leaves = [rows[code][3].value for code in found.framework.leaves]
    assert sum(float(value) for value in leaves) == pytest.approx(1.0)
    assert sum(float(rows[code][2].value) for code in ("B1", "B2", "B3")) == pytest.approx(1.0)
    assert rows["B1"][5].value == "Judgements (AHP) + Entropy"
    assert rows["D111"][5].value == "Framework + Entropy"
    assert all(
        len(cell.split(".")[1]) == 3 for row in texts(used_table(found, setting())) for cell in row[2:5] if "." in cell
    )


def test_ways_stand_side_by_side_as_they_were_worked_out() -> None:
    found = audit()
    table = way_table(found, setting(), "global")
    assert [column.key for column in table.columns][2:] == list(found.ways)
    row = next(row for row in table.rows if row.cells[1].value == "B2")
    assert [cell.value for cell in row.cells[2:]] == [way.weights.at["B2", "global"] for way in found.ways.values()]


def test_the_repaired_ratio_never_stands_alone() -> None:
    voices, worst, cycles, repairs = judgement_tables(audit(), setting())
    row = next(row for row in texts(voices) if row[1] == "E2")
    assert (row[3], row[4], row[5]) == ("0.626", "0.1 or above: look again", "0.046")
    assert [row[3] for row in texts(voices) if row[2] == "1 of 1"] == ["–"], "two items cannot contradict each other"
    assert texts(repairs) == [
        ["Resilience of the regional industrial chain", "E2", "Structural resilience", "Functional resilience", "3",
         "1/2", "0.626", "0.046"]
    ]  # fmt: skip
    assert {row[1] for row in texts(worst)} == {"E2", "all together"}, "only where the ratio is .1 or above"
    assert texts(cycles)[0][2].count(" > ") == 3


def test_who_changes_rank_is_set_off() -> None:
    found = audit()
    table = rank_table(found, setting(period="2024", region="anlan"))
    assert table.caption.endswith("2024")
    ranks = found.rank.xs("2024", level=1)
    for row in table.rows:
        region = next(code for code in REGIONS if NAMES["en"][code] == row.cells[0].value)
        assert row.strong == (ranks.loc[region].nunique() > 1)
        assert row.chosen == (region == "anlan")
        assert row.cells[1].value == ranks.at[region, "framework"]
    assert rank_table(found, setting()).caption.endswith("2025"), "the last one when none is named"


def test_the_answer_says_whose_how_consistent_and_whether_it_matters() -> None:
    said = weights_answer(audit(), setting())
    assert said.startswith("The weights are those of the framework zhang-2024-anchored; ")
    assert "the judgements of E2 on" in said
    assert "0.626" in said
    assert "change rank" in said
    assert "no consistency ratio reaches 0.1" in weights_answer(audit("ahp", tuple(STEADY)), setting())
    assert "Nobody has judged in pairs yet." in weights_answer(audit("equal", ()), setting())
    loose = weights_answer(audit("framework", (("B1", "B2", 3, "E1"),)), setting())
    assert "tie no group together yet" in loose
    unread = weights_answer(audit("framework", (("B1", "B2", "much", "E1"),)), setting())
    assert "The judgements cannot be used" in unread
    assert "much" in unread
    assert "rank" not in weights_answer(audit("framework", (), ("anlan",)), setting())


def test_refusals_are_told_in_the_readers_language() -> None:
    found = audit("equal", ())
    for language in ("en", "zh"):
        rows = texts(refused_table(found, setting(language)), language)
        assert [row[1] for row in rows] == [error.say(language) for error in found.refused.values()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_figure_shows_what_its_table_says(language: str) -> None:
    found = audit("entropy")
    figure = FIGURES["weights_by_way"](found, setting(language, width=1110.0))
    written = [mark.text for mark in every(figure.drawing.marks) if isinstance(mark, Text)]
    heaviest = found.weighing.weights.loc[list(found.framework.leaves), "global"].max()
    assert f"{heaviest:.3f}" in written
    assert figure.table.key == "global_by_way"
    assert figure.summary
    assert to_svg(figure.drawing) == to_svg(FIGURES["weights_by_way"](found, setting(language, width=1110.0)).drawing)
    ends = [mark.x for mark in every(figure.drawing.marks) if isinstance(mark, Text)]
    assert max(ends) <= figure.drawing.width


def test_a_judgement_is_written_as_people_write_it() -> None:
    assert [ratio_text(value) for value in (9.0, 1.0, 1 / 9, 0.37, 2.5, 12.0)] == [
        "9",
        "1",
        "1/9",
        "0.370",
        "2.50",
        "12",
    ]


def test_it_is_plain_json_without_nan() -> None:
    told = as_data(audit("combined"))
    assert told["options"] == {"weights": "combined", "combine": "geometric", "objective": "entropy"}
    assert {"weights", "consistency", "repairs", "refused", "ranks"} <= told.keys()
    assert np.isfinite([row["global"] for row in told["weights"]]).all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_has_the_tables_only_when_somebody_judged_or_values_weigh(language: str) -> None:
    chain = small_chain(language=language)
    plain = evaluate(chain, "zhang-2024-anchored", EvaluationOptions(draws=20))
    weighed = evaluate(chain, "zhang-2024-anchored", replace(plain.options, weights="entropy"))
    question = "Whose judgement is in it" if language == "en" else "权重是谁的判断"
    assert question not in report(chain, [plain], language)
    assert ("Weights: those of the framework." if language == "en" else "权重：指标体系所给权重；") in report(
        chain, [plain], language
    )
    assert question in report(chain, [weighed, audit_weights(weighed)], language)
