"""How sure scores and ranks are, in words, tables and figures: the numbers of the study, in both languages."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import pandas as pd
import pytest

from chainchief.errors import InputError
from chainchief.evaluation import EvaluationOptions, evaluate
from chainchief.evaluation.robustness import Robustness, VaryOptions, draw, reweight, study_robustness
from chainchief.views import FIGURES, Setting, as_data, report, report_file, to_html, to_texts
from chainchief.views.drawing import Text, every
from chainchief.views.results import (
    draw_answer,
    draw_tables,
    outlook,
    reweighted_answer,
    reweighted_table,
    robustness_answer,
    robustness_tables,
    swap_table,
)
from chainchief.views.results.robustness.sureness import told_apart
from views.small_evaluation import CHINESE, NAMES, REGIONS, small_chain, small_evaluation

YEARS = ("2024", "2025")
LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def found() -> Robustness:
    return study_robustness(small_evaluation(YEARS, draws=0), VaryOptions(draws=400))


@pytest.fixture(scope="module")
def ungraded() -> Robustness:
    options = EvaluationOptions(draws=0, normalise="zscore")
    return study_robustness(evaluate(small_chain(), "zhang-2024-anchored", options), VaryOptions(draws=100))


def setting(language: str = "en", **words: object) -> Setting:
    return dataclasses.replace(Setting(language, "anlan", names=NAMES[language]), **words)  # type: ignore[arg-type]


def test_ranks_and_grades_are_those_of_the_study(found: Robustness) -> None:
    table = robustness_tables(found, setting(period="2024"), top=2)[0]
    keys = [column.key for column in table.columns]
    assert len(set(keys)) == len(keys)
    assert len(table.rows) == len(REGIONS)
    for row in table.rows:
        cells = dict(zip(keys, (cell.value for cell in row.cells), strict=True))
        label = (next(code for code, name in NAMES["en"].items() if name == cells["region"]), "2024")
        ends = found.uncertainty.rank_intervals.loc[label]
        assert [cells[f"rank_{end}"] for end in ("low", "median", "high")] == ends.tolist()
        assert cells["top_2"] == pytest.approx(found.uncertainty.top_shares.loc[label, 2])
        assert cells["grade_medium"] == pytest.approx(found.uncertainty.grade_shares.loc[label, "medium"])
        assert (cells["verdict"] == "unstable") == bool(found.unstable[label])


def test_pairs_are_of_the_period_the_focal_region_first(found: Robustness) -> None:
    look = outlook(found, setting(period="2025"))
    level, compared = told_apart(look)
    assert compared == len(REGIONS) * (len(REGIONS) - 1) // 2
    pairs = found.uncertainty.pairs
    mine = pairs[[label[1] == "2025" for label in pairs["first"]]]
    assert len(level) == int((~mine["distinct"]).sum())
    own = [("anlan" in (first, second)) for first, second in zip(level["first"], level["second"], strict=True)]
    assert own == sorted(own, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_can_be_read(found: Robustness, language: str) -> None:
    for table in robustness_tables(found, setting(language)):
        heads, rows = to_texts(table, language)
        assert rows
        assert all(heads)
        assert "nan" not in to_html(table, language)
    answer = robustness_answer(found, setting(language))
    assert (NAMES[language]["anlan"]) in answer
    assert "400" in answer


def test_the_shares_shown_are_those_of_the_period(found: Robustness) -> None:
    table = next(one for one in robustness_tables(found, setting(period="2024")) if one.key == "choices")
    keys = [column.key for column in table.columns]
    factors = list(found.period_first.columns)
    for factor, row in zip(factors, table.rows, strict=True):
        cells = dict(zip(keys, (cell.value for cell in row.cells), strict=True))
        assert cells["first"] == pytest.approx(max(found.period_first.at["2024", factor], 0))
        assert cells["total"] == pytest.approx(max(found.period_total.at["2024", factor], 0))


def test_a_rank_that_never_moves_has_no_share(found: Robustness) -> None:
    assert found.sensitivity is not None
    still = dataclasses.replace(
        found.sensitivity,
        rank_first=found.sensitivity.rank_first * float("nan"),
        rank_total=found.sensitivity.rank_total * float("nan"),
    )
    figure = FIGURES["choice_shares"](dataclasses.replace(found, sensitivity=still), setting())
    texts = [mark.text for mark in every(figure.drawing.marks) if isinstance(mark, Text)]
    assert "rank never moves" in texts
    assert "Rank of Anlan: nothing moves." in figure.summary


def test_removal_is_that_of_the_period(found: Robustness) -> None:
    assert found.removal is not None
    table = next(one for one in robustness_tables(found, setting(period="2024")) if one.key == "removal")
    shift = found.removal.shift.xs("2024", level="period").abs()
    means = {str(row.cells[1].value): row.cells[3].value for row in table.rows}
    assert means == pytest.approx(shift.mean().to_dict())
    assert list(means.values()) == sorted(means.values(), reverse=True)  # type: ignore[type-var]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["rank_bands", "choice_shares"])
def test_figures_show_and_say_it(found: Robustness, key: str, language: str) -> None:
    figure = FIGURES[key](found, setting(language, width=1110))
    assert figure.lens == "assessed"
    assert figure.summary
    assert figure.table.rows
    assert figure.drawing.width == 1110
    assert all(mark.x <= 1110 for mark in every(figure.drawing.marks) if isinstance(mark, Text))


def test_a_ruler_without_ends_gives_no_grades(ungraded: Robustness) -> None:
    figure = FIGURES["rank_bands"](ungraded, setting())
    assert "grade_medium" not in [column.key for column in figure.table.columns]
    assert "no grades" in robustness_answer(ungraded, setting())
    skipped = next(one for one in robustness_tables(ungraded, setting()) if one.key == "skipped")
    assert [row.cells[1].value for row in skipped.rows] == ["geometric mean", "harmonic mean"]


def test_one_region_has_no_rank() -> None:
    alone = study_robustness(small_evaluation(draws=0, regions=("anlan",)), VaryOptions(draws=50))
    assert "only region" in robustness_answer(alone, setting())
    assert {table.key for table in robustness_tables(alone, setting())} == {"ranks", "choices", "skipped"}
    assert "Score of Anlan" in FIGURES["choice_shares"](alone, setting()).summary


def test_a_k_beyond_the_regions_is_refused(found: Robustness) -> None:
    with pytest.raises(InputError, match="choose 1 to 8"):
        outlook(found, setting(), 9)


def test_thousands_of_regions_are_shown_in_part_and_counted() -> None:
    frame = pd.DataFrame(
        [[((row * 7919) % 997) / 997, ((row * 104729) % 991) / 991, 0.5 + row / 6000] for row in range(1500)],
        columns=["B1", "B2", "B3"], index=[f"r{row}" for row in range(1500)],
    )  # fmt: skip
    given = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0))
    made = study_robustness(given, VaryOptions(draws=40, try_treat="", try_normalise="", try_aggregate=""))
    asked = Setting("en", "r7")
    table = robustness_tables(made, asked)[0]
    assert len(table.rows) == 200
    assert "r7" in {row.cells[0].value for row in table.rows}
    assert "1300 more" in table.more
    moved = reweight(given, "B1", -1.0)
    shown = reweighted_table(moved, asked)
    assert len(shown.rows) <= 60
    assert f"{1500 - len(shown.rows)} more" in shown.more
    assert f"{moved.pairs - 50:,} more" in swap_table(moved, asked).more


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_weight_in_words(found: Robustness, language: str) -> None:
    tried = (reweight(found.evaluation, code, -1.0, "2025") for code in found.evaluation.framework.leaves)
    moved = next(one for one in tried if one.pairs)
    answer = reweighted_answer(moved, found.evaluation.framework, setting(language))
    assert f"→ {moved.new_weight:.3f}" in answer
    table = reweighted_table(moved, setting(language))
    signs = {str(row.cells[3].value)[0] for row in table.rows if row.strong}
    assert signs == {"▲", "▼"}
    kept = reweight(found.evaluation, "C11", 0.0, "2025")
    assert ("No pair" if language == "en" else "没有地区") in reweighted_answer(
        kept, found.evaluation.framework, setting(language)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_draw_in_words_and_tables(language: str) -> None:
    options = VaryOptions(draws=50, aggregate="arithmetic;geometric", try_treat="", try_normalise="", try_aggregate="")
    made = study_robustness(small_evaluation(draws=0), options)
    look = outlook(made, setting(language))
    one = draw(made.uncertainty, 17)
    ranking, weights = draw_tables(one, look)
    by_name = {row.cells[0].value: row.cells[2].value for row in ranking.rows}
    assert by_name[NAMES[language]["anlan"]] == one.rank["anlan"]
    assert {row.cells[0].value: row.cells[3].value for row in weights.rows} == pytest.approx(one.weights[1:].to_dict())
    picked = {"arithmetic": ("arithmetic mean", "算术平均"), "geometric": ("geometric mean", "几何平均")}
    assert picked[one.choices["aggregate"]][language == "zh"] in draw_answer(one, look)


def test_the_study_as_data_has_no_nan(found: Robustness) -> None:
    data = as_data(found)
    assert data["draws"] == 400
    assert data["runs"] == 36
    assert {row["region_id"] for row in data["rows"]} == set(REGIONS)
    assert "NaN" not in str(data).replace("'", "")
    assert all(not pair["distinct"] for pair in data["pairs"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_a_section(found: Robustness, language: str) -> None:
    text = report(small_chain(YEARS, language), [found.evaluation, found], language)
    assert 'id="robustness"' in text
    assert (CHINESE[0] if language == "zh" else "Anlan") in text
    assert ("无法区分先后的地区对" if language == "zh" else "Pairs that cannot be told apart") in text


def test_what_could_not_be_counted_stands_once_in_word(ungraded: Robustness) -> None:
    content = report_file(small_chain(), [ungraded], "docx", "zh").content
    with zipfile.ZipFile(io.BytesIO(content)) as document:
        text = document.read("word/document.xml").decode()
    assert re.findall(r"<w:t[^>]*>([^<]*未能计入的备选[^<]*)</w:t>", text) == ["未能计入的备选"]
