"""zhang-2024-pressures: the digital, green, innovation and disruption figures of chapter 3 as indicators."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from chainchief.errors import ModelError
from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.framework import framework_names, load_framework
from chainchief.evaluation.options import EvaluationOptions
from evaluation.audit.printed_tables import FOLDER, rows_of

NAME = "zhang-2024-pressures"


def test_it_ships() -> None:
    assert framework_names() == ("zhang-2024", "zhang-2024-anchored", "zhang-2024-dimensions", NAME)


def test_four_groups_of_three_with_equal_weights() -> None:
    framework = load_framework(NAME)
    assert [framework.label(code) for code in framework.dimensions] == ["Innovation", "Disruption", "Digital", "Green"]
    assert all(len(framework.members(code)) == 3 for code in framework.dimensions)
    assert framework.table["weight"].isna().all(), "the paper gives none"
    assert framework.table.loc[list(framework.leaves), "global"].tolist() == pytest.approx([1 / 12] * 12)
    assert {note.rule for note in framework.notes} == {"framework-equal", "framework-note"}
    said = next(note for note in framework.notes if note.rule == "framework-note")
    assert "equally" in said.message
    assert "等权" in said.message_zh
    assert "no data of any region" in said.message


def test_each_indicator_stands_where_the_text_has_its_figure() -> None:
    """Line by line in the figures of the running text: chapter 3 has these twelve."""
    framework = load_framework(NAME)
    figures = {row["text_line"]: row for row in rows_of(FOLDER / "text_figures.csv")}
    wanted = {
        "P11": "T027", "P12": "T029", "P13": "T030", "P21": "T031", "P22": "T032", "P23": "T033", "P31": "T034",
        "P32": "T035", "P33": "T036", "P41": "T037", "P42": "T038", "P43": "T039",
    }  # fmt: skip
    for code, figure in wanted.items():
        line = re.search(r"line (\d+) of the text", str(framework.table.at[code, "source"]))
        assert line is not None
        if code == "P11":
            assert line[1] == "233", "T028, the level abroad, stands in the same line"
        else:
            assert figures[line[1]]["id"] == figure, code
    assert tuple(wanted) == framework.leaves


def test_directions_are_said_to_be_inferred() -> None:
    table = load_framework(NAME).table.loc[list(load_framework(NAME).leaves)]
    assert table.index[table["direction"].eq(-1)].tolist() == ["P21", "P22", "P32", "P41"]
    assert table["note"].str.startswith("direction inferred").all()
    assert table["note_zh"].str.startswith("方向为推断").all()


def test_it_compares_regions_and_refuses_a_single_one() -> None:
    leaves = load_framework(NAME).leaves
    better = {"P21": 0.2, "P22": 0.3, "P32": 0.1, "P41": 1.0}
    worse = {"P21": 0.65, "P22": 0.79, "P32": 0.35, "P41": 1.32}
    rows = [{code: better.get(code, 0.5) for code in leaves}, {code: worse.get(code, 0.1) for code in leaves}]
    frame = pd.DataFrame(rows, index=pd.Index(["a", "b"], name="region_id"))
    found = evaluate(frame, NAME, EvaluationOptions(draws=0))
    assert found.overall.to_dict() == {"a": 1.0, "b": 0.0}
    with pytest.raises(ModelError):
        evaluate(frame.iloc[:1], NAME, EvaluationOptions(draws=0))
