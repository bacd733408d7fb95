"""axe on every page: no violation that is serious, in both languages and both themes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import httpx
import pytest
from playwright.sync_api import Browser

from chainchief.web.navigation import entries
from web.browser import chromium, needs_chromium, watched
from web.foreign_book import foreign_book
from web.small_book import small_book

axe = pytest.importorskip("axe_playwright_python", reason="axe-core comes with the package axe-playwright-python")
pytestmark = [pytest.mark.browser, needs_chromium]

PLACES = {
    "{sheet}": "ties", "{origin:path}": "small.xlsx!ties!E4", "{region}": "anlan", "{code}": "D311", "{number}": "1",
    "{id}": "M1", "{run}": "1", "{incident}": "1",
}  # fmt: skip
FACES = (("en", "light"), ("zh", "dark"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def addresses() -> list[str]:
    found = ["/"]
    for entry in entries().values():
        route = entry.route
        for place, value in PLACES.items():
            route = route.replace(place, value)
        found.append(f"/w/small/{route}")
    return [*found, "/w/blank/home", "/w/blank/data/findings"]


@pytest.mark.parametrize(("language", "theme"), FACES)
def test_no_violation_on_any_page(browser: Browser, address: str, script: str, language: str, theme: str) -> None:
    faults = []
    with watched(browser, address, language) as reader:
        for path in addresses():
            page = reader.open(f"{path}?lang={language}&theme={theme}")
            page.evaluate(script)
            result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            faults += [f"{path}: {one['id']} {one['nodes'][0]['target']}" for one in result["violations"]]
        reader.faults = [fault for fault in reader.faults if "404" not in fault]
    assert faults == []


@pytest.mark.parametrize(("language", "theme"), FACES)
@pytest.mark.parametrize("content", [small_book(), foreign_book()], ids=["known", "foreign"])
def test_no_violation_on_the_way_of_a_file(
    browser: Browser, address: str, script: str, content: bytes, language: str, theme: str
) -> None:
    """Columns, findings and changes of a file that waits, with a step that can be taken back."""
    made = httpx.post(f"{address}/api/w/blank/imports", files={"file": ("book.xlsx", content)}).json()
    token, faults = made["token"], []
    httpx.post(f"{address}/api/w/blank/imports/{token}/mapping", json={"sheets": {"firms": "firms"}})
    with watched(browser, address, language) as reader:
        for name in ("mapping", "findings", "changes"):
            page = reader.open(f"/w/blank/data/{name}?preview={token}&lang={language}&theme={theme}")
            page.evaluate(script)
            result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            faults += [f"{name}: {one['id']} {one['nodes'][0]['target']}" for one in result["violations"]]
    assert faults == []
