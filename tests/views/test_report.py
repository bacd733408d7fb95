"""The report is one file that needs nothing else, whose every score leads to its cells."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.diagnosis.panorama import Diagnosis, diagnose
from chainchief.errors import InputError
from chainchief.evaluation.assessment import evaluate
from chainchief.evaluation.options import EvaluationOptions
from chainchief.views.figures.assessed import panel
from chainchief.views.figures.figure import Setting
from chainchief.views.reports.assembly import report
from chainchief.views.reports.sections.appendix import place_anchors
from views.small_evaluation import YEARS, small_chain, small_evaluation
from views.small_results import small_diagnosis
from views.test_svg import HOSTILE

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}
FINDINGS = [Finding("warning", "r", "ties", 37, "amount", "anlan.xlsx!ties!E37", "80", "Share is 80.", "占比为 80。")]


class Page(HTMLParser):
    """Ids, links, tags and attributes of a page; raises when tags are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.headings: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), f"script in {name}"
            assert name != "src"
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)


def small_map(language: str = "en") -> Diagnosis:
    small = small_diagnosis(language)
    return Diagnosis(small.region, small.period, small.segments, small.flows, small.scales, small.outside)


@cache
def whole(language: str = "en") -> str:
    results = [small_evaluation(YEARS), small_map(language), FINDINGS]
    return report(small_chain(YEARS, language), results, language, made="2026-11-21")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_a_sound_page(language: str) -> None:
    page = Page(whole(language))
    assert page.tags["h1"] == 1
    assert page.tags["script"] == page.tags["link"] == page.tags["iframe"] == page.tags["img"] == 0
    assert [ident for ident, count in Counter(page.ids).items() if count > 1] == []
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}">' in whole(language)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_link_leads_somewhere_inside(language: str) -> None:
    page = Page(whole(language))
    assert page.links
    assert all(link.startswith("#") for link in page.links)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_fetched(language: str) -> None:
    html = whole(language)
    assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]", html)
    assert "@import" not in html
    assert "url(" not in html


def test_headings_do_not_jump() -> None:
    levels = [int(heading[1]) for heading in Page(whole()).headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_it_answers_first() -> None:
    html = whole()
    assert html.index("<h1>") < html.index('class="answer"') < html.index("<nav")
    assert "How resilient is the chain of Anlan, and where is it thin?" in html


def test_every_score_of_the_scorecard_leads_to_its_arithmetic_and_cell() -> None:
    html = whole()
    for code in small_evaluation(YEARS).framework.codes:
        cell = re.search(rf'<a href="#(score-\d+)">[^<]*</a></td><td>{code}</td>', html)
        assert cell, code
        entry = html[html.index(f'id="{cell[1]}"') :].split("</div>")[0]
        assert f'<span class="code">{code}</span>' in entry
    assert "<code>anlan.xlsx!indicators!E26</code>" in html
    assert re.search(r"0\.340 × 0\.\d+ \+ 0\.344 × 0\.\d+ \+ 0\.316 × 0\.\d+ = 0\.\d+", html)


def test_the_framework_says_whose_weights_and_goalposts() -> None:
    assert "weights as printed in Zhang 2024; goalposts own" in whole()
    assert "权重按 Zhang 2024 原文；上下限为自拟" in whole("zh")


def test_what_could_not_be_known_is_said() -> None:
    text = "".join(Page(whole()).text)
    assert "Unknown scores: 6." in text
    assert "Presence unknown for 1 of 14 segments: Moulds and tooling." in text
    assert "ties: what breaks first" in text
    assert "weights of the other indicators were renormalised" in text


def test_findings_stand_with_their_place() -> None:
    assert "anlan.xlsx!ties!E37" in whole()
    assert "Errors 0, warnings 1, assumptions 0." in whole()
    assert "占比为 80。" in whole("zh")


def test_made_up_data_are_marked_everywhere() -> None:
    chain = small_chain()
    chain = chain.with_(indicators=chain.indicators.assign(quality="S"))
    evaluation = evaluate(chain, "zhang-2024-anchored", EvaluationOptions(draws=20))
    html = report(chain, [evaluation, small_map()])
    body = html[html.index("<body>") :]
    assert body.count('<figure class="card">') <= body.count('<span class="synthetic">SYNTHETIC')
    assert "Synthetic: made by a model" in body
    assert r"SYNTHETIC\20 DATA" in html
    assert "SYNTHETIC" not in Page(whole()).text


@pytest.mark.parametrize("text", [text.replace("\ud800", "") for text in HOSTILE])
def test_hostile_names_stay_names(text: str) -> None:
    chain = small_chain()
    chain = chain.with_(
        chain=chain.chain.assign(name=text), regions=chain.regions.assign(name=text), indicators=chain.indicators
    )
    diagnosis = small_map()
    segments = diagnosis.segments.assign(name=text, single_source=text, origin=text)
    diagnosis = Diagnosis(text, "2025", segments, diagnosis.flows, diagnosis.scales, diagnosis.outside, ((text, text),))
    finding = Finding("error", "r", "ties", 1, "amount", text, text, text, text)
    html = report(chain, [small_evaluation(), diagnosis, [finding]], made="2026-11-21", source=text)
    page = Page(html)
    assert page.tags["script"] == 0
    assert "\u202e" not in html
    style = html[html.index("<style>") : html.index("</style>")]
    assert "<script" not in style


def test_a_map_alone_makes_a_report() -> None:
    html = report(
        Chain.from_tables({"segments": pd.DataFrame({"segment_id": ["A"], "name": ["Glass"]})}), [small_map()]
    )
    assert "Where is the chain of anlan thin?" in html or "Where is the chain of the region thin?" in html
    Page(html)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_at_all_makes_a_report_that_says_what_to_add(language: str) -> None:
    html = report(Chain.from_tables({}), [], language)
    page = Page(html)
    assert page.tags["section"] == 3
    assert ("indicators: how resilient" in html) or ("指标数据：" in html)


def test_a_derived_value_shows_its_cells() -> None:
    chain = Chain.from_tables(
        {
            "chain": pd.DataFrame({"chain_id": ["c"], "region_id": ["r"], "base_year": [2025], "name": ["Optics"]}),
            "regions": pd.DataFrame({"region_id": ["r"], "name": ["Anlan"]}),
            "segments": pd.DataFrame({"segment_id": ["A"], "name": ["Glass"], "position": ["upstream"]}),
            "firms": pd.DataFrame(
                {
                    "firm_id": [f"F{number}" for number in range(20)],
                    "segment_id": "A",
                    "region_id": "r",
                    "rd": 3.0,
                    "revenue": 100.0,
                    "output": 100.0,
                    "origin": [f"book.xlsx!firms!{number + 2}" for number in range(20)],
                }
            ),
        },
        letters={"book.xlsx!firms": {"rd": "H", "revenue": "I"}},
    )
    evaluation = evaluate(chain, "zhang-2024-anchored", EvaluationOptions(draws=0))
    html = report(chain, [evaluation, diagnose(chain)])
    assert "<code>book.xlsx!firms!H2</code>" in html
    assert "cells not listed: 28" in html
    assert "No band was computed" in html


def test_the_same_results_give_the_same_bytes() -> None:
    results = [small_evaluation(YEARS), small_map(), FINDINGS]
    assert report(small_chain(YEARS), results, made="2026-11-21") == whole()


def test_large_panels_are_capped_and_say_so() -> None:
    view = panel(small_evaluation(YEARS), Setting(region="anlan"))
    codes = len(small_evaluation(YEARS).framework.codes)
    anchors = place_anchors(view, most=10 * codes)
    assert len(anchors) == 10 * codes
    assert {region for region, _, period in anchors if period == "2025"} == set(view.regions)
    assert ("anlan", "A", "2024") in anchors
    assert len(place_anchors(view, most=1)) == codes


def test_a_large_panel_stays_a_small_file() -> None:
    index = pd.MultiIndex.from_product([[f"r{n:03d}" for n in range(60)], [str(y) for y in range(2000, 2025)]])
    frame = pd.DataFrame(dict.fromkeys(("B1", "B2", "B3"), 0.5), index=index.set_names(["region_id", "period"]))
    frame["B1"] = [(7 * number % 101) / 101 for number in range(len(frame))]
    evaluation = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(draws=0))
    html = report(Chain.from_tables({}), [evaluation])
    assert len(html.encode()) < 3_000_000
    assert "left out to keep the file small" in html
    page = Page(html)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_what_it_cannot_show_is_refused() -> None:
    with pytest.raises(InputError, match="cannot show a dict"):
        report(Chain.from_tables({}), [{}])
    with pytest.raises(InputError, match="no language 'fr'"):
        report(Chain.from_tables({}), [], "fr")
