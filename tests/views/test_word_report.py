"""What a reader of the Word document relies on: headings, language, pictures, the foot of every page, links."""

from __future__ import annotations

import re

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from chainchief.views import report_file, say
from chainchief.views.reports.painting.fonts import Typeface
from views.report_files import (
    LANGUAGES,
    html_tables,
    made_up,
    opened,
    plain,
    whole,
    word_tables,
)
from views.small_evaluation import YEARS, small_chain, small_evaluation
from views.test_report import FINDINGS, small_map


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_of_word_are_those_of_the_page(language: str) -> None:
    html, document = whole("html", language).decode(), opened(whole("docx", language))
    told = {
        name: [part.text for part in document.paragraphs if part.style.name == name] for name in ("Title", "Heading 1")
    }
    assert told["Title"] == [plain(found) for found in re.findall("<h1>(.*?)</h1>", html)]
    assert told["Heading 1"] == [plain(found) for found in re.findall(r'<h2 id="[^"]*">(.*?)</h2>', html)]
    assert document.core_properties.title == told["Title"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_has_a_picture_with_words_for_each_figure(language: str) -> None:
    document = opened(whole("docx", language))
    drawn = whole("html", language).decode().count('<svg class="chart"')
    assert len(document.inline_shapes) == drawn > 4
    assert all(shape._inline.docPr.get("descr") for shape in document.inline_shapes)
    for shape in document.inline_shapes:
        assert shape.width <= document.sections[0].page_width
        assert shape.height <= document.sections[0].page_height


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_says_its_language(language: str) -> None:
    document = opened(whole("docx", language))
    assert document.core_properties.language == {"en": "en-GB", "zh": "zh-CN"}[language]
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    for style in ("Normal", "Title", "Heading 1", "Caption", "Cell"):
        fonts = document.styles[style].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_every_page_of_word_has_its_foot() -> None:
    chain, results = made_up()
    document = opened(report_file(chain, results, "docx", made="2026-11-21", run=7).content)
    assert len(document.sections) > 1
    for section in document.sections:
        foot = section.footer.paragraphs[0]
        assert not section.footer.is_linked_to_previous
        assert foot.text.startswith(
            "SYNTHETIC DATA · Precision optics · anlan.xlsx · evaluation run 0007 · 21 Nov 2026"
        )
        fields = [found.text.strip() for found in foot._p.iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]
        width = section.page_width - 2 * section.left_margin
        assert foot.paragraph_format.tab_stops[0].position == pytest.approx(width, abs=2000)


def test_wide_tables_lie_across() -> None:
    document = opened(whole("docx", "en"))
    across = [section for section in document.sections if section.orientation == WD_ORIENT.LANDSCAPE]
    assert across
    assert len(across) < len(document.sections)
    assert all(section.page_width > section.page_height for section in across)


def test_the_head_of_a_table_is_repeated_and_no_row_is_split() -> None:
    tables = [table for table in opened(whole("docx", "en")).tables if len(table.rows) > 1]
    assert tables
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_of_word_lead_somewhere(language: str) -> None:
    body = opened(whole("docx", language)).element.body
    places = [found.get(qn("w:name")) for found in body.iter(qn("w:bookmarkStart"))]
    links = {found.get(qn("w:anchor")) for found in body.iter(qn("w:hyperlink"))}
    assert len(places) == len(set(places))
    assert links
    assert links <= set(places)
    assert any(link.startswith("score_") for link in links)


def test_without_a_chinese_font_the_table_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainchief.views.reports.painting.painter.typeface", lambda: Typeface())
    results = [small_evaluation(YEARS), small_map("zh"), FINDINGS]
    content = report_file(small_chain(YEARS, "zh"), results, "docx", "zh", made="2026-11-21").content
    said = [part.text for part in opened(content).paragraphs]
    assert said.count(say("report.no_font", "zh")) == len(opened(content).inline_shapes)
    assert word_tables(content)[1:] == html_tables(whole("html", "zh"))
