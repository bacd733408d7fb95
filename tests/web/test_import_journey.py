"""A workbook of somebody else on its way in: columns, one cell by button, undone, again, what changes, accept, undo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from chainchief.web.visit import say
from chainchief.workspace import Workspace
from web.browser import Watched, chromium, needs_chromium, watched
from web.foreign_book import foreign_book

pytestmark = [pytest.mark.browser, needs_chromium]
COLUMNS = {"upper house": "supplier", "lower house": "buyer", "yearly sum": "amount", "part": "share_of_input"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "foreign.xlsx"
    path.write_bytes(foreign_book())
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_foreign_workbook_from_its_columns_to_the_undo_of_its_import(
    browser: Browser, address: str, root: Path, foreign: Path, language: str
) -> None:
    name = f"journey-{language}"
    made = Workspace.create(root / name, name)
    with watched(browser, address, language) as reader:
        _upload(reader, name, foreign, language)
        _map(reader, language)
        _fix_undo_fix(reader, language)
        assert made.generation == 0
        _changes(reader, language)
        assert made.generation == 1
        shares = made.chain.ties["share_of_input"].tolist()
        assert shares[0] == 0.8
        _undo_import(reader, foreign.name, language)
        assert made.generation == 0


def _upload(reader: Watched, name: str, foreign: Path, language: str) -> None:
    page = reader.open(f"/w/{name}/data/findings?lang={language}")
    page.set_input_files("#file", str(foreign))
    page.wait_for_url(re.compile("data/mapping.*preview="))
    reader.settled()
    expect(page.get_by_text(say("preview.says", language))).to_be_visible()


def _map(reader: Watched, language: str) -> None:
    """The sheet of unknown name becomes ties, then its headers are columns of it."""
    page = reader.page
    page.get_by_label(say("mapping.is_label", language, sheet="Sheet9")).select_option("ties")
    page.get_by_role("button", name=say("mapping.read", language)).click()
    page.wait_for_selector(".lacks")
    reader.settled()
    for header, column in COLUMNS.items():
        label = say("mapping.column_label", language, header=header, sheet="Sheet9")
        page.get_by_label(label, exact=True).select_option(column)
    page.get_by_role("button", name=say("mapping.read", language)).click()
    page.wait_for_url(re.compile("data/findings.*preview="))
    reader.settled()


def _fix_undo_fix(reader: Watched, language: str) -> None:
    page = reader.page
    expect(page.locator("td.framed")).to_contain_text("80")
    read = page.get_by_role("button", name=say("fix.read", language, text="80%"), exact=True)
    undo = page.get_by_role("button", name=say("undo.name", language, what=say("fix.read", language, text="80%")))
    read.first.click()
    expect(undo).to_be_visible()
    reader.settled()
    assert page.locator("td.mended").count() <= 1
    page.reload()
    reader.settled()
    expect(undo).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(undo).to_have_count(0)
    reader.settled()
    read.first.click()
    expect(undo).to_be_visible()
    reader.settled()


def _changes(reader: Watched, language: str) -> None:
    page = reader.page
    page.locator(".way").get_by_role("link", name=say("step.changes", language)).click()
    page.wait_for_url(re.compile("data/changes.*preview="))
    reader.settled()
    expect(page.locator("tbody tr", has=page.get_by_role("link", name=re.compile("ties|供需关系")))).to_contain_text(
        "2"
    )
    page.get_by_role("button", name=re.compile(say("preview.accept", language, rows=r"\d+"))).click()
    page.wait_for_url(re.compile("saved=1"))
    reader.settled()
    expect(page.locator("h1")).to_be_visible()


def _undo_import(reader: Watched, file: str, language: str) -> None:
    page = reader.page
    page.locator("summary", has_text=say("undo.import", language)).click()
    page.get_by_role("button", name=say("undo.import_name", language, file=file)).click()
    page.wait_for_url(re.compile("undone=1"))
    reader.settled()
    expect(page.get_by_text(say("undo.done_none", language))).to_be_visible()


def test_the_same_file_next_year_keeps_its_columns_and_shows_one_changed_cell(
    browser: Browser, address: str, root: Path, foreign: Path
) -> None:
    name = "next-year"
    made = Workspace.create(root / name, name)
    with watched(browser, address) as reader:
        _upload(reader, name, foreign, "en")
        _map(reader, "en")
        page = reader.page
        page.get_by_role("button", name=re.compile("Accept")).click()
        page.wait_for_url(re.compile("saved=1"))
        reader.settled()
        foreign.write_bytes(foreign_book(amount=950))
        page.set_input_files("#file", str(foreign))
        page.wait_for_url(re.compile("data/findings.*preview="))
        reader.settled()
        expect(page.locator(".counts")).to_contain_text("cells changed")
        page.locator(".way").get_by_role("link", name="Columns").click()
        page.wait_for_url(re.compile("data/mapping"))
        reader.settled()
        expect(page.locator(".remembered")).to_be_visible()
    assert made.generation == 1


def test_an_upload_can_be_cut_off(browser: Browser, address: str, root: Path, tmp_path: Path) -> None:
    name = "cut-off"
    Workspace.create(root / name, name)
    large = tmp_path / "large.csv"
    large.write_bytes(b"firm_id,name\n" + b"F1,a name that is long enough\n" * 2_000_000)
    with watched(browser, address) as reader:
        page = reader.open(f"/w/{name}/data/findings")
        session = page.context.new_cdp_session(page)
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", slow)
        page.set_input_files("#file", str(large))
        expect(page.locator(".upload-state progress")).to_be_visible()
        page.get_by_role("button", name="Cancel").click()
        expect(page.get_by_text(say("upload.cancelled"))).to_be_visible()
        expect(page.locator(".upload-state")).to_be_hidden()
