"""Fuzzy comprehensive evaluation beside E = W·R, as a table and a sentence."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from chainchief.evaluation.fuzzy.composition import LEAST_VALIDITY, OPERATORS
from chainchief.evaluation.fuzzy.levels import FuzzyAssessment
from chainchief.evaluation.fuzzy.membership import SHAPES
from chainchief.evaluation.scoring.grading import GRADES
from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.tables import Cell, Column, Row, TableView

MOST_REGIONS = 200


def fuzzy_rows(found: FuzzyAssessment, setting: Setting) -> list[tuple[str, dict[str, float], dict[str, Any]]]:
    """(region, memberships, verdict) of the period asked for, else the newest; best weighted sum first."""
    index = found.memberships.index
    several = isinstance(index, pd.MultiIndex)
    labels = [(str(row[0]), str(row[1])) if several else (str(row), "") for row in index]
    periods = sorted({period for _, period in labels})
    period = setting.period if setting.period in periods else periods[-1]
    grades, verdicts = found.memberships.to_dict("records"), found.verdicts.to_dict("records")
    rows = [
        (region, {str(name): float(value) for name, value in grade.items()}, {str(k): v for k, v in verdict.items()})
        for (region, when), grade, verdict in zip(labels, grades, verdicts, strict=True)
        if when == period
    ]
    return sorted(rows, key=lambda row: (-row[2]["weighted_sum"], row[0]))


def fuzzy_answer(found: FuzzyAssessment, setting: Setting) -> str:
    """In a sentence: how often the highest membership, the mean grade and E = W·R say the same, how often it counts."""
    verdicts = [verdict for _, _, verdict in fuzzy_rows(found, setting)]
    alike = sum(one["grade"] == one["mean_grade"] == one["weighted_sum_grade"] for one in verdicts)
    doubtful = sum(not one["usable"] for one in verdicts)
    words = {"alike": alike, "doubtful": doubtful, "all": len(verdicts)}
    return setting.say("fuzzy.answer", least=f"{LEAST_VALIDITY:g}", **words)


def fuzzy_how(found: FuzzyAssessment, setting: Setting) -> str:
    """Which operator and membership functions were used, and that this is not E = W·R."""
    zh = setting.language == "zh"
    sign, words, words_zh = OPERATORS[found.operator]
    shape, shape_zh = SHAPES[found.shape]
    named = f"{sign}（{words_zh}）" if zh else f"{sign} ({words})"
    return setting.say("fuzzy.how", operator=named, shape=shape_zh if zh else f"{found.shape}: {shape}")


def fuzzy_table(found: FuzzyAssessment, setting: Setting) -> TableView:
    """Memberships, the grade of the highest one with its validity, the mean grade, and E = W·R beside them."""
    say = setting.say
    columns = (
        Column("region", say("column.region")),
        *(Column(grade, say(f"grade.{grade}"), kind="number", decimals=2) for grade in GRADES_UP),
        Column("grade", say("fuzzy.highest")),
        Column("validity", say("fuzzy.validity"), kind="raw"),
        Column("mean_score", say("fuzzy.mean"), kind="score"),
        Column("mean_grade", say("fuzzy.mean_grade")),
        Column("weighted_sum", "E = W·R", kind="score"),
        Column("weighted_sum_grade", say("fuzzy.sum_grade")),
    )
    lines = fuzzy_rows(found, setting)
    rows = tuple(_row(region, grades, verdict, setting) for region, grades, verdict in lines[:MOST_REGIONS])
    left = len(lines) - len(rows)
    more = f"{say('fuzzy.not_the_same')} {say('crosscheck.more', count=left) if left else ''}".strip()
    return TableView("fuzzy", say("fuzzy.title"), columns, rows, more)


GRADES_UP = tuple(GRADES)
"""The grades, worst first."""


def _row(region: str, grades: dict[str, float], verdict: dict[str, Any], setting: Setting) -> Row:
    cells = (
        Cell(setting.name(region)),
        *(Cell(grades[grade]) for grade in GRADES_UP),
        Cell(highest_word(verdict, setting)),
        Cell(validity_text(float(verdict["validity"]), setting.language)),
        Cell(float(verdict["mean_score"])),
        Cell(setting.say(f"grade.{verdict['mean_grade']}")),
        Cell(float(verdict["weighted_sum"])),
        Cell(setting.say(f"grade.{verdict['weighted_sum_grade']}")),
    )
    return Row(cells, chosen=region == setting.region)


def highest_word(verdict: dict[str, Any], setting: Setting) -> str:
    """The grade of the highest membership; that it is tied or hardly valid stands with it."""
    word = setting.say(f"grade.{verdict['grade']}")
    if verdict["tied"]:
        return setting.say("fuzzy.tied", grade=word)
    return word if verdict["usable"] else setting.say("fuzzy.doubtful", grade=word)


def validity_text(validity: float, language: str) -> str:
    """The validity with two decimals; ∞ where all membership lies in one grade."""
    return "∞" if math.isinf(validity) else formats.number(validity, 2, language)
