"""The page on how sure grade and rank are: what it says, every choice in its address, the slider, the draws."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from chainchief.views import export_workbook
from chainchief.web import shell
from chainchief.web.navigation import entries
from chainchief.web.pages.assessed.uncertainty.address import asked_options
from chainchief.web.pages.assessed.uncertainty.page import uncertainty
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Page, Visit
from chainchief.workspace import Workspace
from chainchief.workspace.variation import VaryOptions
from views.small_evaluation import small_chain
from web.asgi_client import AsgiClient
from web.browser import chromium, needs_chromium, watched
from web.test_markup import read

Opening = Callable[..., tuple[Visit, Page]]
LANGUAGES = ("en", "zh")
YEARS = ("2024", "2025")


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Workspaces with two periods, with one region, with z-scores, without draws."""
    root = tmp_path_factory.mktemp("sure")
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {
        "two": (small_chain(YEARS), {}),
        "alone": (small_chain(regions=("anlan",)), {}),
        "zscore": (small_chain(), {"normalise": "zscore"}),
        "nodraws": (small_chain(), {"draws": 0}),
    }
    for name, (chain, options) in kinds.items():
        book = root / f"{name}.xlsx"
        book.write_bytes(export_workbook(chain))
        made = Workspace.create(root / name, name)
        made.accept(made.preview(book))
        made.run("evaluate", options)
    Workspace.create(root / "blank", "Untitled")
    shelf = Shelf(root)
    yield shelf
    shelf.close()


@pytest.fixture(scope="module")
def opening(shelves: Shelf) -> Opening:
    def make(name: str, language: str = "en", **query: str) -> tuple[Visit, Page]:
        entry = entries()["uncertainty"]
        visit = Visit(shelves, shelves.open(name), entry, {}, query, language, path=f"/w/{name}/uncertainty")
        return visit, uncertainty(visit)

    return make


def text_of(visit: Visit, page: Page) -> str:
    return str(read(str(shell.main(visit, page))).text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["two", "alone", "zscore", "nodraws"])
def test_the_answer_comes_first_and_nothing_is_nan(opening: Opening, name: str, language: str) -> None:
    visit, page = opening(name, language, region="anlan", draws="200")
    assert page.question == entries()["uncertainty"].questions[language]
    assert "Anlan" in str(page.lead)
    found = read(str(shell.main(visit, page)))
    assert "nan" not in found.text.split()
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_without_data_it_is_the_honest_empty_page(opening: Opening) -> None:
    visit, page = opening("blank")
    assert "a drawing, no data behind it" in text_of(visit, page)


def test_one_region_has_no_rank_and_no_slider(opening: Opening) -> None:
    visit, page = opening("alone", draws="50")
    text = text_of(visit, page)
    assert "only region" in text
    assert "Who moves whom" not in text
    assert "Could not be counted" in text


def test_z_scores_have_no_grades(opening: Opening) -> None:
    _, page = opening("zscore", draws="50")
    assert "no grades" in str(page.lead)


def test_the_period_of_the_address_is_shown(opening: Opening) -> None:
    leads = {year: str(opening("two", period=year, region="songmen", draws="200")[1].lead) for year in YEARS}
    assert leads["2024"] != leads["2025"]


def test_the_planted_flip_of_the_demo_is_unstable(tmp_path: Path) -> None:
    Workspace.from_example("demo", tmp_path / "demo")
    shelf = Shelf(tmp_path)
    visit = Visit(
        shelf, shelf.open("demo"), entries()["uncertainty"], {}, {"region": "anlan"}, path="/w/demo/uncertainty"
    )
    page = uncertainty(visit)
    assert "The grade is unstable: medium" in str(page.lead)
    text = text_of(visit, page)
    assert re.search(r"medium \d\d %, strong \d\d %", text)
    shelf.close()


# the address


class _Own:
    impute, treat, normalise, aggregate, weights = "none", "none", "goalposts", "arithmetic", "framework"


def test_options_of_an_address() -> None:
    usual = VaryOptions(draws=500)
    assert asked_options({}, usual, _Own) is usual
    read_ = asked_options({"draws": "80", "weight_draw": "dirichlet", "data_noise": "false"}, usual, _Own)
    assert (read_.draws, read_.weight_draw, read_.data_noise) == (80, "dirichlet", False)
    boxes = asked_options({"aggregate.geometric": "on", "treat.iqr": "on", "asked": "1"}, usual, _Own)
    assert (boxes.aggregate, boxes.treat, boxes.normalise) == ("arithmetic;geometric", "none;iqr", "")
    named = asked_options({"aggregate": "geometric;harmonic"}, usual, _Own)
    assert named.aggregate == "geometric;harmonic"


WRONG: list[dict[str, str]] = [
    {"draws": "many"},
    {"draws": "-5"},
    {"draws": "99999999999"},
    {"weight_noise": "2"},
    {"weight_draw": "x"},
    {"top": "99"},
    {"data_noise": "x"},
    {"concentration": "nan"},
    {"normalise.zscore": "on", "aggregate.harmonic": "on"},
]


@pytest.mark.parametrize("query", WRONG)
def test_what_cannot_be_had_is_said_and_the_usual_answer_stays(opening: Opening, query: dict[str, str]) -> None:
    _, page = opening("two", **query)
    said = re.search(r'class="said"[^>]*>([^<]+)<', str(page.body))
    assert said, query
    assert "rank" in str(page.lead)


def test_every_choice_is_kept_in_the_address(opening: Opening) -> None:
    query = {"region": "anlan", "draws": "200", "aggregate.geometric": "on", "asked": "1"}
    visit, page = opening("two", **query)
    found = read(str(shell.main(visit, page)))
    addresses = [str(attributes.get("href")) for name, attributes in found.elements if name == "a"]
    draws = [address for address in addresses if "draw=" in address]
    assert len(draws) == 3
    for key, value in query.items():
        assert all(f"{key}={value}" in address for address in draws)
    assert len([address for address in addresses if "change=-1" in address]) == 12
    ticked = [attributes["name"] for name, attributes in found.elements
              if name == "input" and "checked" in attributes and "name" in attributes]  # fmt: skip
    assert ticked == ["aggregate.geometric"]


# the slider


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slider_works_without_a_script(opening: Opening, language: str) -> None:
    _, page = opening("two", language, code="D311", change="-1", draws="200")
    form = str(page.body)[str(page.body).index("data-live") - 400 :]
    assert 'method="get"' in form
    assert 'min="-1"' in str(page.body)
    assert ("weight 0.0" if language == "en" else "权重 0.0") in str(page.body)
    assert "→ 0.000" in str(page.body)


@pytest.mark.parametrize(
    ("code", "change"), [("XX", "0"), ("D111", "-3"), ("D111", "abc"), ("D111", "nan"), ("B0", "0.1")]
)
def test_a_weight_that_cannot_be_changed_is_said(opening: Opening, code: str, change: str) -> None:
    _, page = opening("two", code=code, change=change, draws="200")
    assert 'class="said" role="status"' in str(page.body)


def test_a_hostile_code_stays_text(opening: Opening) -> None:
    visit, page = opening("two", code='"><script>x</script>', change="0", draws="200")
    assert "script" not in [name for name, _ in read(str(shell.main(visit, page))).elements]


# one draw


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draw_opens_in_the_drawer(opening: Opening, language: str) -> None:
    _, page = opening("two", language, draw="17", draws="200")
    drawer = str(page.drawer)
    assert ("Draw 17 of 200" if language == "en" else "第 17 次抽样（共 200 次）") in drawer
    for number in (16, 18):
        assert f"draw={number}" in drawer
    assert "D321" in drawer
    close = re.search(r'href="([^"]*)" class="close"', drawer)
    assert close
    assert "draw=" not in close[1]


def test_the_first_draw_has_none_before_it(opening: Opening) -> None:
    _, page = opening("two", draw="1", draws="200")
    assert "Previous" not in str(page.drawer)
    assert "Next draw" in str(page.drawer)


@pytest.mark.parametrize("number", ["0", "-1", "201", "x"])
def test_a_draw_there_is_not_is_said(opening: Opening, number: str) -> None:
    _, page = opening("two", draw=number, draws="200")
    assert "said" in str(page.drawer)


# REST


@pytest.fixture
def filled(client: AsgiClient, tmp_path: Path) -> AsgiClient:
    book = tmp_path / "anlan.xlsx"
    book.write_bytes(export_workbook(small_chain(YEARS)))
    made = Workspace.create(tmp_path / "optics", "Anlan optics")
    made.accept(made.preview(book))
    book.unlink()
    return client


def test_rest_answers_the_same_numbers(filled: AsgiClient) -> None:
    answer = filled.get("/api/w/optics/uncertainty?draws=200&try_weights=equal")
    assert answer.status_code == 200
    data = answer.json()
    assert (data["draws"], data["runs"]) == (200, 36)
    assert {"rank_low", "rank_high", "unstable", "top_1"} <= set(data["rows"][0])
    assert filled.get("/api/w/optics/uncertainty?draws=x").status_code == 422
    assert filled.get("/api/w/none/uncertainty").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_rest_moves_a_weight(filled: AsgiClient, language: str) -> None:
    asked = f"/api/w/optics/uncertainty/weights?code=D311&change=-1&period=2024&region=anlan&lang={language}"
    data = filled.get(asked).json()
    assert (data["period"], data["new_weight"]) == ("2024", 0.0)
    assert len(data["ranking"]) == 8
    assert data["pairs"] == len(data["swaps"])
    assert ("weight" if language == "en" else "权重") in data["html"]
    for wrong in ("code=XX&change=0", "code=D311&change=-2", "code=D311&change=x", "change=0"):
        refused = filled.get(f"/api/w/optics/uncertainty/weights?{wrong}")
        assert refused.status_code == 422
        assert refused.json()["error_zh"]


def test_what_is_shown_can_be_kept(filled: AsgiClient, tmp_path: Path) -> None:
    sent = {"draws": "60", "try_treat": "", "data_noise": "false"}
    body = "&".join(f"{name}={quote(value)}" for name, value in sent.items())
    answer = filled.post(
        "/api/w/optics/uncertainty/form", content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.json() == {"href": "/w/optics/uncertainty"}
    run = Workspace.open(tmp_path / "optics").runs()[0]
    assert run.step == "vary"
    assert (run.options["draws"], run.options["try_treat"], run.options["data_noise"]) == (60, "", False)
    shelf = Shelf(tmp_path)
    visit = Visit(shelf, shelf.open("optics"), entries()["uncertainty"], {}, {}, path="/w/optics/uncertainty")
    page = uncertainty(visit)
    assert f"runs/{run.number}" in str(page.actions)
    assert "60 draws" in str(page.lead)


# in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.browser
@needs_chromium
def test_the_slider_asks_and_the_address_keeps_it(browser: Browser, address: str) -> None:
    with watched(browser, address) as reader:
        page = reader.open("/w/small/uncertainty?lang=en&draws=200")
        slider = page.locator("#moves-change")
        slider.focus()
        with page.expect_response(re.compile("/uncertainty/weights")) as answered:
            for _ in range(4):
                slider.press("ArrowLeft")
        assert json.loads(answered.value.body())["change"] == pytest.approx(-0.2)
        expect(page.locator("form.slider output")).to_have_text("−20 %")
        expect(page.locator("#moves [role=status]")).to_contain_text("→")
        page.wait_for_function("location.search.includes('change=-0.2')")
        before = page.locator("#moves [role=status]").inner_text()
        page.reload()
        reader.settled()
        assert page.locator("#moves [role=status]").inner_text() == before
