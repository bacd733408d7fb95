"""Upload, findings, map, score, cell, report: in a real browser, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chainchief.web import frame
from web.browser import Watched, chromium, needs_chromium, watched

pytestmark = [pytest.mark.browser, needs_chromium]

NAMES = {"en": "Journey optics", "zh": "旅程光学"}
WORDS = {
    "en": {
        "create": "Create",
        "accept": "Accept",
        "nothing": "Nothing is saved until you accept.",
        "report": "Report in English",
        "missing": "missing",
    },
    "zh": {
        "create": "新建",
        "accept": "确认",
        "nothing": "确认之前不保存任何内容。",
        "report": "中文报告",
        "missing": "缺",
    },
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_an_upload_to_a_report(browser: Browser, address: str, book: Path, language: str) -> None:
    words = WORDS[language]
    with watched(browser, address, language) as reader:
        _create(reader, language, words)
        _upload(reader, book, words)
        _finding_to_cell(reader)
        _map_to_segment(reader, words)
        _score_to_cell(reader)
        _report(reader, language, words)


def _create(reader: Watched, language: str, words: dict[str, str]) -> None:
    page = reader.open(f"/?lang={language}")
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[language]
    page.fill("#title", NAMES[language])
    page.get_by_role("button", name=words["create"]).click()
    page.wait_for_url(re.compile("/w/.+/home"))
    reader.settled()
    assert NAMES[language] in page.title()


def _upload(reader: Watched, book: Path, words: dict[str, str]) -> None:
    page = reader.page
    page.set_input_files("#file", str(book))
    page.wait_for_url(re.compile("preview="))
    reader.settled()
    expect(page.get_by_text(words["nothing"])).to_be_visible()
    page.get_by_role("button", name=words["accept"]).click()
    page.wait_for_url(re.compile(r"/data/findings\?saved=1$"))
    reader.settled()


def _finding_to_cell(reader: Watched) -> None:
    page = reader.page
    place = page.locator(".findings .place a", has_text="ties!").first
    name = place.inner_text()
    place.click()
    page.wait_for_url(re.compile("finding="))
    reader.settled()
    expect(page.locator("td.framed")).to_have_text(re.compile("80"))
    page.locator(".chosen .ways a").click()
    page.wait_for_url(re.compile("/data/cell/"))
    reader.settled()
    assert name in reader.question()
    expect(page.locator("td.framed")).to_have_text(re.compile("80"))


def _map_to_segment(reader: Watched, words: dict[str, str]) -> None:
    page = reader.page
    page.locator(".rail a.entry", has=page.locator("[data-icon=account_tree]")).click()
    page.wait_for_url(re.compile("/map"))
    reader.settled()
    expect(page.locator("svg.chart [data-key='segment:M2']")).to_be_visible()
    expect(page.locator("svg.chart").first).to_contain_text(words["missing"])
    page.locator("svg.chart a[data-key='segment:M1']").click()
    page.wait_for_url(re.compile("/segment/M1"))
    reader.settled()
    assert "Lens coating" in reader.question()


def _score_to_cell(reader: Watched) -> None:
    page = reader.page
    page.locator(".rail a.entry", has=page.locator("svg.lens-assessed")).click()
    page.wait_for_url(re.compile("/assessed"))
    reader.settled()
    page.locator("svg.chart a[data-key='score:D311']").click()
    page.wait_for_url(re.compile("/assessed/anlan/D311"))
    reader.settled()
    expect(page.locator(".drawer h2")).to_be_focused()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("#score"))
    reader.settled()
    expect(page.locator("svg.chart a[data-key='score:D311']")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/assessed/anlan/D311"))
    reader.settled()
    page.locator(".drawer a[href*='data/cell']").first.click()
    page.wait_for_url(re.compile("/data/cell/.*indicators"))
    reader.settled()
    expect(page.locator("td.framed")).to_have_count(1)


def _report(reader: Watched, language: str, words: dict[str, str]) -> None:
    page = reader.page
    page.locator(".rail a.entry", has=page.locator("[data-icon=description]")).click()
    page.wait_for_url(re.compile("/reports"))
    reader.settled()
    page.get_by_role("button", name=words["report"]).click()
    link = page.locator("a[href*='/reports/'][target=_blank]").first
    expect(link).to_be_visible()
    with page.context.expect_page() as opened:
        link.click()
    report = opened.value
    report.wait_for_load_state()
    assert report.evaluate("document.documentElement.lang").startswith(language)
    assert report.locator("svg").count() > 0
    report.close()


def test_the_palette_by_keyboard(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        page = reader.open("/w/small/home")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Control+k")
        expect(page.locator("#palette-field")).to_be_focused()
        page.keyboard.type("yunhe")
        expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text("Yunhe Lens")
        page.keyboard.press("Escape")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Control+k")
        page.keyboard.type("qz")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/weights"))


def test_the_grid_leads_to_the_cell_and_shows_unknown(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        page = reader.open("/w/small/data/tables/firms")
        expect(page.locator(".ag-cell", has_text="unknown").first).to_be_visible()
        page.locator(".origin-cell").first.click()
        page.wait_for_url(re.compile("/data/cell/small.xlsx!firms!"))
        reader.settled()


def test_language_and_theme_stay_with_the_reader(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        page = reader.open("/w/small/map")
        page.get_by_role("link", name="中文").click()
        page.wait_for_url(re.compile("lang=zh"))
        reader.settled()
        page.locator(".theme").click()
        page.wait_for_url(re.compile("theme=dark"))
        reader.settled()
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
        reader.open("/w/small/home")
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
        assert dark != "rgb(246, 247, 248)"


def test_an_unknown_address_inside_a_workspace_is_friendly(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        page = reader.open("/w/small/nowhere/at/all")
        assert page.locator(".rail").count() == 1
        reader.faults = [fault for fault in reader.faults if "404" not in fault]
        page.get_by_role("link", name="Go to home").click()
        page.wait_for_url(re.compile("/home"))


PLACES = (
    "home", "assessed", "assessed/anlan/D311", "data/findings", "data/mapping", "data/changes", "data/forensics",
    "data/cell/small.xlsx!ties!E4", "map", "coupling",
)  # fmt: skip


@pytest.mark.parametrize("width", [390, 720, 1024, 1440])
def test_no_sideways_scroll(browser: Browser, address: str, width: int) -> None:
    """At the width of a phone, at 200 % zoom, on a small and on a usual screen."""
    with watched(browser, address) as reader:
        reader.page.set_viewport_size({"width": width, "height": 844})
        for path in PLACES:
            page = reader.open(f"/w/small/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_sorting_a_grid_changes_the_address(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        page = reader.open("/w/small/data/tables/firms")
        page.locator(".ag-header-cell", has_text="output").first.click()
        page.wait_for_url(re.compile("sort=output&dir=asc"))
        page.reload()
        reader.settled()
        expect(page.locator(".ag-header-cell[aria-sort=ascending]")).to_contain_text("output")


def test_a_page_that_takes_its_time_says_so_and_comes(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame, "PATIENCE", 0.0)
    with watched(browser, address) as reader:
        reader.open("/w/small/assessed")
        assert reader.question().startswith("How resilient is Anlan")
        assert reader.page.locator(".working").count() == 0
        assert reader.page.locator(".rail").count() == 1
        assert "Anlan" in reader.page.title()


def test_paper_has_no_rail_and_no_buttons(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        page = reader.open("/w/small/assessed?theme=dark")
        page.emulate_media(media="print")
        for absent in (".rail", ".head", ".actions", ".bottom"):
            expect(page.locator(absent).first).to_be_hidden()
        expect(page.locator(".print-foot")).to_be_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_first_page_is_there_within_two_seconds(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        reader.open("/w/small/home")
        page = reader.open("/w/small/home")
        took = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        assert took < 2000
