"""Word and Excel say exactly what the HTML says: every table is read back from the three files and compared."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from docx.oxml.ns import qn

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis
from chainchief.errors import InputError
from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.options import EvaluationOptions
from chainchief.views import REPORT_FORMATS, report, report_file, say
from chainchief.views.reports import blocks
from chainchief.views.reports.assembly import RENDERERS
from chainchief.views.reports.excel import blocks as excel
from chainchief.views.reports.word import blocks as word
from views.report_files import (
    FORMULAS,
    LANGUAGES,
    bare,
    book,
    excel_tables,
    html_tables,
    opened,
    whole,
    word_tables,
)
from views.small_evaluation import YEARS, small_chain, small_evaluation
from views.test_report import FINDINGS, small_map
from views.test_svg import HOSTILE


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_has_the_tables_of_the_page(language: str) -> None:
    """One more, the twin of the headline's figure; a twin of more than 40 rows is cut and says so."""
    on_page = html_tables(whole("html", language))
    (caption, grades), *in_word = word_tables(whole("docx", language))
    assert (caption, len(grades)) == (say("grades.title", language, region=name(language)), 5)
    assert len(in_word) == len(on_page) > 8
    for (caption, rows), (same, others) in zip(on_page, in_word, strict=True):
        assert (same, others) == (caption, rows[:40] if len(rows) > len(others) else rows)


def name(language: str) -> str:
    return {"en": "Anlan", "zh": "安澜"}[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_has_the_numbers_of_the_page(language: str) -> None:
    """After headline and its figure the tables of the page in their order, then the arithmetic."""
    on_page = [rows for _, rows in html_tables(whole("html", language)) if rows]
    headline, grades, *others = excel_tables(whole("xlsx", language), language)
    assert headline[0][0] == "0.58"
    assert len(grades) == 5
    for rows, same in zip(on_page, others[: len(on_page)], strict=True):
        width = len(rows[0])
        small = [["<" in text for text in row] for row in rows]
        told = [[bare(text) for text in row] for row in rows]
        seen = [[bare(text) for text in row[:width]] for row in same]
        assert [masked(row, hide) for row, hide in zip(seen, small, strict=True)] == [
            masked(row, hide) for row, hide in zip(told, small, strict=True)
        ]
    assert len(others) - len(on_page) == len(small_evaluation(YEARS).scores), "one table of arithmetic for each row"


def masked(row: list[str], hide: list[bool]) -> list[str]:
    """«< 1 %» on the page is the share itself in Excel."""
    return ["" if small else text for text, small in zip(row, hide, strict=True)]


def test_the_score_table_is_the_same_in_all_three() -> None:
    caption = say("scorecard.table", region="Anlan")
    on_page, in_word = dict(html_tables(whole("html", "en"))), dict(word_tables(whole("docx", "en")))
    assert on_page[caption] == in_word[caption]
    codes = [row[1] for row in on_page[caption]]
    assert codes == list(small_evaluation(YEARS).framework.codes)
    page = book(whole("xlsx", "en"))["Score"]
    scores = {row[1].value: row[4].value for row in page.iter_rows() if row[1].value in codes}
    kept = small_evaluation(YEARS).scores.loc[("anlan", "2025")]
    assert {code: round(score, 2) for code, score in scores.items() if score is not None} == {
        code: round(float(kept[code]), 2) for code in codes if kept[code] == kept[code]
    }
    assert scores["D321"] is None


# hostile names, strange matter


def hostile() -> tuple[Chain, list[Any]]:
    """A hostile name in every place a name can stand."""
    texts = [*(text.replace("\ud800", "") for text in HOSTILE), *FORMULAS]
    chain = small_chain()
    names = (texts * 8)[-len(chain.regions) :]
    chain = chain.with_(chain=chain.chain.assign(name=texts[0]), regions=chain.regions.assign(name=names))
    found = small_map()
    names = (texts * 8)[: len(found.segments)]
    segments = found.segments.assign(name=names, single_source=names, origin=names)
    notes = tuple((text, text) for text in texts)
    diagnosis = Diagnosis(texts[1], "2025", segments, found.flows, found.scales, found.outside, notes)
    findings = [Finding("error", "r", "ties", 1, "amount", text, text, text, text) for text in texts]
    return chain, [small_evaluation(), diagnosis, findings]


def test_hostile_names_stay_names_in_word() -> None:
    chain, results = hostile()
    document = opened(report_file(chain, results, "docx", made="2026-11-21").content)
    said = "".join(str(part.text) for part in document.element.body.iter(qn("w:t")))
    assert "=cmd|' /C calc'!A0" in said
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e]", said)


def test_no_cell_of_excel_runs() -> None:
    chain, results = hostile()
    made = book(report_file(chain, results, "xlsx", made="2026-11-21").content)
    said = [cell for page in made.worksheets for row in page.iter_rows() for cell in row if cell.value is not None]
    assert "'=cmd|' /C calc'!A0" in [cell.value for cell in said]
    for cell in said:
        assert cell.data_type != "f", cell.coordinate
        assert not isinstance(cell.value, str) or not re.match("[=+@＝\t]", cell.value), cell.value
        assert cell.hyperlink is None or cell.hyperlink.location, "links lead to places of the book alone"


@pytest.mark.parametrize("format", REPORT_FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_at_all_makes_a_report(format: str, language: str) -> None:
    content = report_file(Chain.from_tables({}), [], format, language).content
    if format == "docx":
        assert len([part for part in opened(content).paragraphs if part.style.name == "Heading 1"]) == 3
    if format == "xlsx":
        assert len(book(content).sheetnames) == 5


def test_a_long_twin_is_cut_in_word_and_whole_in_excel() -> None:
    index = pd.Index([f"r{number:03d}" for number in range(60)], name="region_id")
    frame = pd.DataFrame(dict.fromkeys(("B1", "B2", "B3"), 0.5), index=index)
    frame["B1"] = [(7 * number % 101) / 101 for number in range(len(frame))]
    results = [evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0))]
    content = report_file(Chain.from_tables({}), results, "docx").content
    assert max(len(rows) for _, rows in word_tables(content)) == 40
    assert say("report.more_rows", count=20) in [part.text for part in opened(content).paragraphs]
    tables = excel_tables(report_file(Chain.from_tables({}), results, "xlsx").content, "en")
    assert 60 in [len(rows) for rows in tables]


def test_a_map_alone_makes_a_document() -> None:
    chain = Chain.from_tables({"segments": pd.DataFrame({"segment_id": ["A"], "name": ["Glass"]})})
    assert len(opened(report_file(chain, [small_map()], "docx").content).inline_shapes) >= 1
    assert "Chain map" in book(report_file(chain, [small_map()], "xlsx").content).sheetnames


@pytest.mark.parametrize("format", REPORT_FORMATS)
def test_the_same_results_give_the_same_bytes(format: str) -> None:
    results = [small_evaluation(YEARS), small_map(), FINDINGS]
    again = report_file(small_chain(YEARS), results, format, made="2026-11-21", run=7)
    assert again.content == whole(format, "en")


def test_the_page_is_the_report() -> None:
    chain, results = small_chain(YEARS), [small_evaluation(YEARS), FINDINGS]
    assert report(chain, results, made="2026-11-21") == report_file(chain, results, made="2026-11-21").text


def test_every_format_writes_every_block() -> None:
    kinds = {blocks.Paragraph, blocks.Heading, blocks.Lines, blocks.Shown, blocks.Sheet, blocks.Headline, blocks.Trail}
    assert set(blocks.Block.__args__) == kinds == set(word.WRITERS) == set(excel.WRITERS)
    assert list(RENDERERS) == list(REPORT_FORMATS)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match="unknown format 'pdf'"):
        report_file(Chain.from_tables({}), [], "pdf")
