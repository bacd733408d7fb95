"""A real Chromium that notes everything that goes wrong on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 60_000

needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}; on Debian: apt-get install chromium"
)


@dataclass
class Watched:
    """A page and what went wrong on it so far."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to an address of the workbench and wait until its question stands there."""
        self.page.goto(self.address + path)
        return self.settled()

    def settled(self) -> Page:
        """Wait until the page that is being loaded stands there."""
        self.page.wait_for_selector(".page-head", timeout=PATIENCE)
        self.page.evaluate("document.fonts.ready")
        self.page.wait_for_timeout(150)
        return self.page

    def question(self) -> str:
        """The question of the page; there is exactly one."""
        assert self.page.locator("h1").count() == 1
        return self.page.locator("h1").inner_text()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A fresh browser without a profile."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, address: str, language: str = "en") -> Iterator[Watched]:
    """A page of its own context; afterwards nothing may have gone wrong and nobody else been asked."""
    host = urlsplit(address).netloc
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN" if language == "zh" else "en-GB", accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    found = Watched(page, address)
    page.on("pageerror", lambda error: found.faults.append(f"page error: {error}"))
    page.on("console", lambda line: found.faults.append(f"console: {line.text}") if line.type == "error" else None)

    def note(url: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).netloc != host:
            found.faults.append(f"another host: {url}")

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    page.on("requestfailed", lambda request: _failed(found, request.url, request.failure))
    yield found
    context.close()
    assert found.faults == []


def _failed(found: Watched, url: str, why: str | None) -> None:
    """A request cut off because the reader went on is no fault."""
    if why != "net::ERR_ABORTED":
        found.faults.append(f"failed: {url} {why}")
