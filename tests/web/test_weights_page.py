"""The weights page and the page of judgements: what they say, dirty sheets too, and what their forms do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from chainchief.evaluation.weighting import ahp_weights
from chainchief.views.workbook import pack_sheets
from chainchief.web import shell
from chainchief.web.navigation import entries
from chainchief.web.pages.catalogue import PAGES
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Page, Visit
from chainchief.workspace import Workspace
from web.asgi_client import AsgiClient
from web.browser import chromium, needs_chromium, watched
from web.small_book import indicator_rows
from web.test_markup import read

LANGUAGES = ("en", "zh")
HOSTILE = "<b>E</b>&\"'"
CIRCLE = [["A", "B1", "B2", 3, "E2"], ["A", "B2", "B3", 2, "E2"], ["A", "B3", "B1", 2, "E2"]]
SHEETS: dict[str, list[list[Any]]] = {
    "judged": [*CIRCLE, ["A", "B1", "B2", 2, HOSTILE], ["A", "B2", "B3", 2, HOSTILE], ["", "C11", "C12", "1/3", ""]],
    "text": [["A", "B1", "B2", "much", "E1"], ["A", "B2", "B3", 2, "E1"]],
    "twice": [["A", "B1", "B2", 3, "E1"], ["A", "B2", "B1", 3, "E1"], ["A", "B2", "B3", 2, "E1"]],
    "loose": [["A", "B1", "B2", 3, "E1"]],
    "unknown": [["A", "B1", "Nobody", 3, "E1"], ["A", "B1", "D111", 3, "E1"]],
    "none": [],
}


def book(rows: list[list[Any]], regions: tuple[str, ...] = ("anlan", "beiyun", "luxi")) -> bytes:
    values = [row for row in indicator_rows() if row[0] in regions]
    sheets: dict[str, list[list[Any]]] = {
        "indicators": [["region_id", "period", "indicator", "value", "quality"], *values]
    }
    return pack_sheets(
        {**sheets, "judgements": [["parent", "first", "second", "value", "expert"], *rows]} if rows else sheets
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace for every sheet of judgements, one with a single region, one with z-scores, and an empty one."""
    root = tmp_path_factory.mktemp("weights")
    made = {name: book(rows) for name, rows in SHEETS.items()}
    made |= {"solo": book(SHEETS["judged"], ("anlan",)), "zscore": book(SHEETS["judged"])}
    for name, content in made.items():
        path = root / f"{name}.xlsx"
        path.write_bytes(content)
        space = Workspace.create(root / name)
        space.accept(space.preview(path))
        path.unlink()
    Workspace(root / "zscore").run("evaluate", {"normalise": "zscore", "weights": "entropy", "draws": 20})
    Workspace.create(root / "blank")
    return root


@pytest.fixture(scope="module")
def opened(folder: Path) -> Iterator[Callable[..., tuple[Visit, Page]]]:
    """opened("weights", "judged", "zh", parent="A") -> the visit and its page"""
    shelf = Shelf(folder)

    def visit(key: str, workspace: str, language: str = "en", **query: str) -> tuple[Visit, Page]:
        entry = entries()[key]
        made = Visit(shelf, shelf.open(workspace), entry, {}, query, language, path=f"/w/{workspace}/{entry.route}")
        return made, PAGES[key](made)

    yield visit
    shelf.close()


def text(visit: Visit, made: Page) -> str:
    return read(str(shell.main(visit, made))).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*SHEETS, "solo", "zscore", "blank"])
@pytest.mark.parametrize("key", ["weights", "judgements"])
def test_every_sheet_gives_a_page(
    opened: Callable[..., tuple[Visit, Page]], key: str, name: str, language: str
) -> None:
    visit, made = opened(key, name, language)
    found = read(str(shell.main(visit, made)))
    assert made.status == 200
    assert [element for element, _ in found.elements].count("h1") == 1
    assert not {"nan", "None", "inf"} & set(found.text.split())
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [1 for element, attributes in found.elements if "style" in attributes or "onchange" in attributes]
    assert "b" not in {element for element, _ in found.elements}, "names stay text"


def test_the_answer_comes_first_and_nothing_is_hidden(opened: Callable[..., tuple[Visit, Page]]) -> None:
    visit, made = opened("weights", "judged")
    assert str(made.lead).startswith("The weights are those of the framework zhang-2024-anchored; ")
    assert "0.626" in str(made.lead)
    said = text(visit, made)
    for words in (
        "0.046",
        "Judged in a circle",
        "Proposed to the experts",
        "own method",
        "Effective: mean over all rows",
    ):
        assert words in said, words
    assert said.index("0.626") < said.index("0.046"), "the ratio as judged comes before that of the repair"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("text", "The judgements cannot be used: text.xlsx!judgements!2: 'much' is no number"),
        ("twice", "The judgements cannot be used: twice.xlsx!judgements!3"),
        ("unknown", "are not two members"),
        ("loose", "The judgements tie no group together yet"),
        ("none", "Nobody has judged in pairs yet."),
    ],
)
def test_dirty_judgements_are_told_and_the_rest_of_the_page_stands(
    opened: Callable[..., tuple[Visit, Page]], name: str, words: str
) -> None:
    visit, made = opened("weights", name)
    assert words in str(made.lead).replace("&#39;", "'")
    assert "Rank under every way of weighing" in text(visit, made)


def test_the_judgements_can_be_read_without_a_script(opened: Callable[..., tuple[Visit, Page]]) -> None:
    made = opened("judgements", "judged", parent="A", expert="E2")[1]
    found = read(str(made.body))
    chosen = [
        attributes["value"] for name, attributes in found.elements if name == "option" and "selected" in attributes
    ]
    assert chosen == ["3", "1/2", "2"]
    assert "Consistency ratio 0.626" in found.text
    cells = [
        attributes["href"] for name, attributes in found.elements if name == "a" and "judgements!D" in str(attributes)
    ]
    assert len(cells) == 3
    made = opened("judgements", "text", parent="A", expert="E1")[1]
    found = read(str(made.body))
    assert "as written: much" in found.text
    assert "'much' is no number" in found.text


def test_a_group_nobody_knows_is_a_friendly_page(opened: Callable[..., tuple[Visit, Page]]) -> None:
    assert opened("judgements", "judged", parent="<script>")[1].status == 404
    made = opened("judgements", "judged", parent="A", new="1")[1]
    chosen = [a["value"] for name, a in read(str(made.body)).elements if name == "option" and "selected" in a]
    assert chosen == ["", "", ""]


# REST


@pytest.fixture
def filled(client: AsgiClient) -> AsgiClient:
    """A client whose workspace `w` holds judgements."""
    client.post("/api/workspaces", json={"name": "w"})
    sent = client.post("/api/w/w/imports", files={"file": ("judged.xlsx", book(SHEETS["judged"]))}).json()
    assert client.post(f"/api/w/w/imports/{sent['token']}/accept").status_code == 200
    return client


def pairs(**values: str) -> list[dict[str, str]]:
    return [{"first": key[:2], "second": key[3:], "value": value} for key, value in values.items()]


def test_a_try_answers_at_once_and_saves_nothing(filled: AsgiClient) -> None:
    body = {"parent": "A", "judgements": pairs(B1_B2="3", B1_B3="1/2", B2_B3="2")}
    expected = ahp_weights([[1, 3, 1 / 2], [1 / 3, 1, 2], [2, 1 / 2, 1]])
    filled.post("/api/w/w/judgements/try", json=body)
    clock = time.perf_counter()
    answer = filled.post("/api/w/w/judgements/try", json=body)
    seconds = time.perf_counter() - clock
    told = answer.json()
    assert answer.status_code == 200
    assert list(told["weights"].values()) == pytest.approx(expected.weights.to_list())
    assert told["consistency_ratio"] == pytest.approx(expected.consistency_ratio)
    assert told["cycles"] == [["B1", "B2", "B3"]]
    assert told["proposal"] == [{"first": "B1", "second": "B2", "value": "1/2"}]
    assert {"B1/B2", "B2/B3", "B1/B3"} <= set(told["look_again"])
    assert "0.626" in told["said"]
    assert "0.626" in told["said_zh"]
    assert seconds < 0.1, "so that it can be asked while people choose"
    assert filled.get("/api/w/w").json()["generation"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {"parent": "A", "judgements": pairs(B1_B2="much")},
        {"parent": "Z", "judgements": pairs(B1_B2="3")},
        {"parent": "A", "judgements": [*pairs(B1_B2="3"), *pairs(B1_B2="2")]},
        {"parent": "A", "judgements": [*pairs(B1_B2="3"), *pairs(B2_B1="3")]},
        {"parent": "A", "judgements": pairs(B1_B2="3"), "more": 1},
        {"parent": "A" * 200},
        {},
    ],
)
def test_what_is_no_judgement_is_a_sentence_in_both_languages(filled: AsgiClient, body: dict[str, Any]) -> None:
    for path in ("/api/w/w/judgements/try", "/api/w/w/judgements"):
        answer = filled.post(path, json=body)
        assert answer.status_code == 422, path
        assert answer.json()["error"]
        assert answer.json()["error_zh"]
    assert filled.get("/api/w/w").json()["generation"] == 1


def test_saved_from_the_form_evaluated_again_and_undone(filled: AsgiClient) -> None:
    assert filled.post("/api/w/w/steps/evaluate", json={"weights": "ahp", "draws": 0}).status_code == 200
    sent = {"parent": "A", "expert": "E2", "opened": "E2"}
    for place, (first, second, value) in enumerate([("B1", "B2", "1/2"), ("B1", "B3", "1/2"), ("B2", "B3", "2")]):
        sent |= {f"first-{place}": first, f"second-{place}": second, f"value-{place}": value}
    answer = filled.post("/api/w/w/judgements/form", data=sent)
    assert answer.json() == {**answer.json(), "href": "/w/w/weights/judgements?parent=A&expert=E2&saved=1"}
    runs = filled.get("/api/w/w/runs").json()
    assert [(run["step"], run["generation"]) for run in runs[:2]] == [("evaluate", 2), ("read", 2)]
    assert runs[0]["options"]["weights"] == "ahp"
    assert runs[1]["options"]["source"] == "entered-judgements.xlsx"
    assert filled.post("/api/w/w/judgements/form", data=sent).status_code == 422, "nothing new"
    assert filled.post("/api/w/w/undo").status_code == 200
    assert filled.get("/api/w/w").json()["generation"] == 1


def test_the_judgements_of_another_expert_are_not_overwritten(filled: AsgiClient) -> None:
    sent = {"parent": "A", "first-0": "B1", "second-0": "B2", "value-0": "9"}
    for opened in ({"opened": HOSTILE}, {"opened": ""}, {}):
        answer = filled.post("/api/w/w/judgements/form", data={**sent, **opened, "expert": " E2 "})
        told = answer.json()
        assert answer.status_code == 422
        assert "E2 has already judged this group" in told["error"]
        assert "E2 对本组已有判断" in told["error_zh"]
        assert told["href"] == "/w/w/weights/judgements?parent=A&expert=E2"
        assert "E2" in told["link"]
        assert "E2" in told["link_zh"]
    assert filled.get("/api/w/w").json()["generation"] == 1
    unnamed = {"parent": "B1", "first-0": "C11", "second-0": "C12", "value-0": "9", "expert": ""}
    assert filled.post("/api/w/w/judgements/form", data=unnamed).status_code == 422, "nobody named has judged too"
    assert filled.post("/api/w/w/judgements/form", data={**sent, "opened": "E2", "expert": "E9"}).status_code == 200
    elsewhere = {**unnamed, "expert": "E2", "opened": ""}
    assert filled.post("/api/w/w/judgements/form", data=elsewhere).status_code == 200, "E2 judged another group"


def test_the_form_carries_whom_it_was_opened_with(opened: Callable[..., tuple[Visit, Page]]) -> None:
    for query, expected in (({"expert": HOSTILE}, [HOSTILE]), ({"expert": "E2"}, ["E2"]), ({"new": "1"}, [])):
        made = opened("judgements", "judged", parent="A", **query)[1]
        inputs = [a for name, a in read(str(made.body)).elements if name == "input"]
        assert [a["value"] for a in inputs if a.get("name") == "opened"] == expected
        assert [a["value"] for a in inputs if a.get("name") == "parent"] == ["A"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lead_is_of_what_is_saved_and_the_fitting_value_is_explained(
    opened: Callable[..., tuple[Visit, Page]], language: str
) -> None:
    visit, made = opened("judgements", "judged", language, parent="A", new="1")
    assert str(made.lead).startswith("Saved on" if language == "en" else "此专家")
    assert ("no judgements yet" if language == "en" else "已保存的判断：暂无") in str(made.lead)
    explained = "相容值：" if language == "zh" else "Would agree: "
    assert explained in text(visit, made)
    assert explained in text(*opened("weights", "judged", language))


def test_every_proposal_says_the_ratio_with_those_before_it(filled: AsgiClient) -> None:
    body = {"parent": "A", "judgements": pairs(B1_B2="9", B1_B3="1/9", B2_B3="9")}
    told = filled.post("/api/w/w/judgements/try", json=body).json()
    ratios, proposal = told["step_ratios"], told["proposal"]
    assert len(ratios) == len(proposal) > 1
    matrix = {("B1", "B2"): 9.0, ("B1", "B3"): 1 / 9, ("B2", "B3"): 9.0}
    codes = ("B1", "B2", "B3")
    lines = told["advice"][-len(proposal) :]
    for change, ratio, line in zip(proposal, ratios, lines, strict=True):
        above, _, below = change["value"].partition("/")
        size = float(above) / float(below or 1)
        pair = (change["first"], change["second"])
        matrix |= {pair: size} if pair in matrix else {pair[::-1]: 1 / size}
        cells = [[matrix.get((a, b), 1.0 if a == b else 1 / matrix.get((b, a), 1.0)) for b in codes] for a in codes]
        assert ratio == pytest.approx(ahp_weights(cells).consistency_ratio)
        assert f"{ratio:.3f}" in line
    assert ratios[-1] == pytest.approx(told["repaired_ratio"])
    assert all("up to here" in line for line in lines[1:])


def test_other_weights_keep_every_other_choice(filled: AsgiClient) -> None:
    filled.post("/api/w/w/steps/evaluate", json={"normalise": "minmax", "draws": 7})
    answer = filled.post("/api/w/w/weights/form", data={"weights": "combined", "objective": "variation"})
    assert answer.json() == {"href": "/w/w/weights"}
    options = filled.get("/api/w/w/runs").json()[0]["options"]
    chosen = ("weights", "combine", "objective", "normalise", "draws")
    assert [options[name] for name in chosen] == ["combined", "geometric", "variation", "minmax", 7]
    refused = filled.post("/api/w/w/weights/form", data={"weights": "nonsense"})
    assert refused.status_code == 422
    assert "nonsense" in refused.json()["error_zh"]


def test_the_step_weigh_answers_as_json(filled: AsgiClient) -> None:
    told = filled.post("/api/w/w/steps/weigh", json={"weights": "ahp"}).json()
    assert told["run"]["step"] == "weigh"
    assert told["result"]["repairs"][0]["repaired_ratio"] < 0.1 < told["result"]["repairs"][0]["consistency_ratio"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ratio_follows_the_choice_and_saving_leads_on(
    browser: Browser, address: str, root: Path, language: str
) -> None:
    space = Workspace.create(root / f"judging-{language}")
    path = root / "judged.xlsx"
    path.write_bytes(book(SHEETS["judged"]))
    space.accept(space.preview(path))
    path.unlink()
    with watched(browser, address, language) as reader:
        page = reader.open(f"/w/{space.name}/weights/judgements?parent=A&expert=E2&lang={language}")
        page.wait_for_selector(".trial-said")
        assert "0.626" in page.inner_text(".trial-said")
        assert page.locator(".trial-said").get_attribute("aria-live") == "polite"
        page.select_option("select[data-first=B1][data-second=B2]", "1/2")
        page.wait_for_function("!document.querySelector('.trial-said').textContent.includes('0.626')")
        assert "0.046" in page.inner_text(".trial-said")
        assert [cell.inner_text() for cell in page.locator("[data-weight]").all()] == ["0.196", "0.493", "0.311"]
        assert not page.locator("[data-pair] .tag").first.is_visible()
        page.locator("form[data-try] button").click()
        page.wait_for_url("**saved=1")
        reader.settled()
        page.wait_for_selector(".trial-said")
        assert "0.046" in page.inner_text(".lead")
    assert space.generation == 2


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("language", LANGUAGES)
def test_another_expert_is_refused_with_the_way_to_their_page(
    browser: Browser, address: str, root: Path, language: str
) -> None:
    space = Workspace.create(root / f"taken-{language}")
    path = root / "judged.xlsx"
    path.write_bytes(book([*SHEETS["judged"], ["A", "B1", "B2", 5, "E1"]]))
    space.accept(space.preview(path))
    path.unlink()
    with watched(browser, address, language) as reader:
        page = reader.open(f"/w/{space.name}/weights/judgements?parent=A&expert=E1&lang={language}")
        page.fill("#expert", "E2")
        page.locator("form[data-try] button").click()
        page.wait_for_selector(".said[role=alert] a")
        assert "E2" in page.inner_text(".said[role=alert]")
        assert [fault for fault in reader.faults if "422" not in fault] == [], "the refusal is on the console too"
        reader.faults.clear()
        page.locator(".said[role=alert] a").click()
        page.wait_for_url("**expert=E2")
        assert page.input_value("#expert") == "E2"
    assert space.generation == 1
