"""Two runs beside each other, the steps of one, scoring again from a page, the cross-check; and every ruler."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from chainchief.views.workbook import pack_sheets
from chainchief.web import shell
from chainchief.web.guard import Guard
from chainchief.web.navigation import entries
from chainchief.web.pages.catalogue import PAGES
from chainchief.web.rest import work
from chainchief.web.rest.answers import teach_errors
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Page, Visit
from chainchief.workspace import Workspace
from views.scored_samples import sheets
from web.asgi_client import AsgiClient
from web.test_markup import read

CHOICES: dict[str, dict[str, Any]] = {
    "zscore": {"normalise": "zscore"},
    "rank": {"normalise": "rank"},
    "borda": {"normalise": "borda"},
    "percentile": {"normalise": "percentile"},
    "target": {"normalise": "target", "framework": "targets"},
    "hundred": {"scale": (1, 100), "aggregate": "geometric"},
}
UNGRADED = ("zscore", "rank", "borda")


def _filled(root: Path, name: str, regions: str = "ABCDEF", change: float = 1.0) -> Workspace:
    book = root / f"{name}.xlsx"
    book.write_bytes(pack_sheets(sheets(regions, change)))
    space = Workspace.open(root / name) if (root / name).exists() else Workspace.create(root / name, name)
    space.accept(space.preview(book))
    return space


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`pair`: runs 1 read, 2 and 3 evaluate, 4 read a correction, 5 evaluate; `one`, `alone`, `empty`; every ruler."""
    root = tmp_path_factory.mktemp("compare")
    pair = _filled(root, "pair")
    pair.run("evaluate", {"draws": 50})
    pair.run("evaluate", {"draws": 50, "impute": "median", "treat": "iqr", "weights": "equal"})
    _filled(root, "pair", change=0.5).run("evaluate", {"draws": 50})
    _filled(root, "one").run("evaluate", {"draws": 50})
    _filled(root, "alone", "A").run("evaluate", {"draws": 50})
    Workspace.create(root / "empty", "Empty")
    for name, options in CHOICES.items():
        space = _filled(root, name)
        if options.get("framework"):
            space.add_framework(_with_targets(root, space))
        space.run("evaluate", {"draws": 50, **options})
    return root


def _with_targets(root: Path, space: Workspace) -> Path:
    """The bundled framework with a target for every indicator."""
    table = space.framework("zhang-2024-anchored").table.reset_index(names="code")
    middle = table["low"] + 0.7 * (table["high"] - table["low"])
    turned = table["high"] - 0.7 * (table["high"] - table["low"])
    table["target"] = middle.where(table["direction"] > 0, turned)
    path = root / "targets.csv"
    kept = ["code", "parent", "name", "direction", "weight", "unit", "low", "high", "target"]
    table[kept].to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def shelf(root: Path) -> Iterator[Shelf]:
    shelf = Shelf(root)
    yield shelf
    shelf.close()


@pytest.fixture
def client(shelf: Shelf) -> AsgiClient:
    app = FastAPI()
    teach_errors(app)
    app.include_router(work.router)
    return AsgiClient(Guard(app, ("testserver",), shelf))


def page(shelf: Shelf, key: str, workspace: str = "pair", language: str = "en", **words: Any) -> tuple[Visit, Page]:
    entry = entries()[key]
    query, places = words.pop("query", {}), words
    path = f"/w/{workspace}/{entry.route}"
    visit = Visit(shelf, shelf.open(workspace), entry, places, query, language, path=path)
    return visit, PAGES[key](visit)


def html(made: tuple[Visit, Page]) -> str:
    return str(shell.main(*made))


def hrefs(text: str) -> list[str]:
    return [value for _, attributes in read(text).elements if (value := attributes.get("href"))]


# two runs


def test_the_newest_is_held_against_the_one_before(shelf: Shelf) -> None:
    _, made = page(shelf, "compare-runs")
    chosen = [
        a["value"] for n, a in read(str(made.body)).elements if n == "option" and "selected" in a and "a=" in str(a)
    ]
    assert len(chosen) == 2
    assert all("a=3" in str(value) and "b=5" in str(value) for value in chosen)
    assert made.lead.startswith("What differs: values, filling of unknown values")


@pytest.mark.parametrize(("language", "start"), [("en", "What differs: "), ("zh", "差别在于")])
def test_choices_stand_in_the_address(shelf: Shelf, language: str, start: str) -> None:
    visit, made = page(shelf, "compare-runs", language=language, query={"a": "2", "b": "3"})
    assert made.lead.startswith(start)
    text = html((visit, made))
    assert 'data-figure="score_changes"' in text
    assert visit.here(a=3, b=2) in hrefs(str(made.actions))
    assert visit.say("difference.effects") in read(text).text


def test_values_that_differ_lead_to_the_cell_in_force(shelf: Shelf) -> None:
    made = page(shelf, "compare-runs", query={"a": "2", "b": "5"})
    cells = [href for href in hrefs(str(made[1].body)) if "data/cell/" in href]
    assert len(cells) == 2
    assert all("pair.xlsx!indicators!D" in cell for cell in cells)


def test_a_number_that_is_no_evaluation_is_told(shelf: Shelf) -> None:
    made = page(shelf, "compare-runs", query={"a": "1", "b": "99"})
    assert "No evaluation has the number 1 and 99" in read(html(made)).text
    assert made[1].status == 200


def test_one_evaluation_offers_another(shelf: Shelf) -> None:
    _, made = page(shelf, "compare-runs", "one")
    assert "one evaluation only" in made.lead
    names = {a.get("name") for n, a in read(str(made.body)).elements if n == "select"}
    assert names == {"framework", "normalise", "aggregate", "weights", "treat", "impute"}
    assert page(shelf, "compare-runs", "empty")[1].lead == "Nothing to show yet: the tables below are missing."


def test_runs_on_different_rulers_show_ranks_and_no_bars(shelf: Shelf) -> None:
    shelf.open("zscore").run("evaluate", {"draws": 0})
    made = page(shelf, "compare-runs", "zscore")
    assert "compare ranks" in str(made[1].lead)
    assert 'data-figure="score_changes"' not in html(made)


def test_every_evaluation_but_the_first_leads_to_the_comparison(shelf: Shelf) -> None:
    found = [href for href in hrefs(html(page(shelf, "runs"))) if "compare-runs" in href]
    assert found == ["/w/pair/compare-runs?a=3&b=5", "/w/pair/compare-runs?a=2&b=3"]
    assert "/w/pair/compare-runs?a=2&b=3" in hrefs(html(page(shelf, "run", number="3")))
    assert not [href for href in hrefs(html(page(shelf, "run", number="2"))) if "compare-runs?" in href]


# steps of one run


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_run_shows_its_steps_and_the_cells_they_changed(shelf: Shelf, language: str) -> None:
    visit, made = page(shelf, "run", language=language, number="3")
    text = read(html((visit, made))).text
    assert visit.say("steps.title") in text
    assert visit.say("how.filled") in text
    assert "≈" in text
    assert visit.say("steps.title") not in read(html(page(shelf, "run", language=language, number="1"))).text


def test_changed_cells_of_the_tables_in_force_lead_to_them(shelf: Shelf) -> None:
    assert not [href for href in hrefs(html(page(shelf, "run", number="3"))) if "data/cell/" in href]
    space = shelf.open("one")
    run = space.run("evaluate", {"treat": "iqr", "draws": 0})
    changed = next(step for step in run.result.log if step.name == "treat").changed
    cells = [href for href in hrefs(html(page(shelf, "run", "one", number=str(run.number)))) if "data/cell/" in href]
    assert len(cells) == len(changed) > 0


# scoring again


def again(**changes: Any) -> dict[str, Any]:
    sent = {"run": 2, "framework": "zhang-2024-anchored", "normalise": "", "aggregate": "arithmetic",
            "weights": "framework", "treat": "none", "impute": "none"}  # fmt: skip
    return {name: str(value) for name, value in {**sent, **changes}.items()}


def test_a_page_scores_again_and_keeps_the_other_options(client: AsgiClient, root: Path) -> None:
    space = Workspace.create(root / "again", "Again")
    book = root / "again.xlsx"
    book.write_bytes(pack_sheets(sheets()))
    space.accept(space.preview(book))
    space.run("evaluate", {"draws": 30, "exclude": "F"})
    sent = again(normalise="zscore", weights="equal", back="/w/again/compare-runs?lang=zh")
    answer = client.post("/api/w/again/steps/evaluate/form", data=sent)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"href": "/w/again/compare-runs?lang=zh"}
    run = space.latest("evaluate")
    assert run is not None
    chosen = run.options
    assert (chosen["normalise"], chosen["weights"], chosen["exclude"], chosen["draws"]) == ("zscore", "equal", "F", 30)
    back = client.post("/api/w/again/steps/evaluate/form", data=again(back="https://example.org/"))
    assert back.json() == {"href": "/w/again/assessed"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"normalise": "target"}, "no target"),
        ({"framework": "/etc/passwd"}, "unknown framework"),
        ({"normalise": "zscore", "aggregate": "geometric"}, "geometric"),
        ({"weights": "guess"}, "unknown choice"),
        ({"run": 99}, "there is no run 99"),
    ],
)
def test_what_cannot_be_scored_comes_back_as_a_sentence(
    client: AsgiClient, shelf: Shelf, changes: dict[str, Any], sentence: str
) -> None:
    before = len(shelf.open("hundred").runs())
    answer = client.post("/api/w/hundred/steps/evaluate/form", data=again(**changes))
    assert answer.status_code in (404, 422)
    assert sentence in answer.json()["error"]
    assert answer.json()["error_zh"]
    assert len(shelf.open("hundred").runs()) == before


def test_the_scorecard_offers_to_score_again_from_what_it_shows(shelf: Shelf) -> None:
    _, made = page(shelf, "assessed", "rank")
    found = read(str(made.body)).elements
    chosen = {a["value"] for n, a in found if n == "option" and "selected" in a}
    assert {"rank", "arithmetic", "zhang-2024-anchored", "none"} <= chosen
    assert not any(a.get("value") == "group_mean" for n, a in found if n == "option")


# the cross-check


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_cross_check_says_what_each_part_means(shelf: Shelf, language: str) -> None:
    visit, made = page(shelf, "cross-check", "one", language)
    text = read(html((visit, made))).text
    for word in ("TOPSIS", "Copeland", "Cronbach α", "KMO", "Bartlett", "Spearman"):
        assert word in text
    assert visit.say("fuzzy.not_the_same") in text
    assert visit.say("tag.own") in text
    assert 'data-figure="fuzzy_grades"' in html((visit, made))


def test_the_operator_stands_in_the_address(shelf: Shelf) -> None:
    usual = html(page(shelf, "cross-check", "one"))
    other = html(page(shelf, "cross-check", "one", query={"operator": "max_min", "shape": "triangle"}))
    assert usual != other
    assert "M(∧,∨) (the decisive factor alone)" in other
    guessed = html(page(shelf, "cross-check", "one", query={"operator": "guess"}))
    assert "M(·,+) (weighted average, every factor counts)" in guessed


def test_a_single_region_is_told_what_cannot_be_compared(shelf: Shelf) -> None:
    visit, made = page(shelf, "cross-check", "alone")
    assert str(made.lead).startswith("No period has two regions that differ")
    assert 'data-figure="fuzzy_grades"' in html((visit, made))


def test_differences_and_opinions_are_there_for_programs(client: AsgiClient) -> None:
    told = client.get("/api/w/pair/runs/2/difference/3").json()
    assert {line["factor"] for line in told["differences"]} == {"impute", "treat", "weights"}
    assert client.get("/api/w/pair/runs/1/difference/3").status_code == 422
    made = client.post("/api/w/pair/steps/crosscheck", json={"operator": "bounded_sum"})
    assert made.status_code == 200
    assert made.json()["result"]["fuzzy_verdicts"]


# every ruler on every page


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "key", ["home", "assessed", "score", "weights", "uncertainty", "over-time", "compare", "cross-check"]
)
@pytest.mark.parametrize("name", CHOICES)
def test_every_ruler_on_every_page(shelf: Shelf, name: str, key: str, language: str) -> None:
    if name == "zscore":
        shelf.open(name).run("evaluate", {"draws": 50, "normalise": "zscore"})
    visit, made = page(shelf, key, name, language, region="A", code="D311")
    text = html((visit, made))
    assert made.status == 200
    assert not {"nan", "None"} & set(read(text).text.split())
    if name in UNGRADED and key in ("home", "assessed", "score", "uncertainty", "compare"):
        assert 'class="pips"' not in text
        assert f"{visit.say('grade.medium')}<" not in text


def test_an_estimate_says_so_in_the_drawer(shelf: Shelf) -> None:
    shelf.open("percentile").run("evaluate", {"impute": "median", "treat": "iqr", "draws": 0})
    for language, word in (("en", "estimated"), ("zh", "估算")):
        visit, made = page(shelf, "score", "percentile", language, region="B", code="D122")
        text = read(str(made.drawer)).text
        assert "≈" in text
        assert word in text
        assert visit.say("drawer.impute", name=shelf.open("percentile").framework().label("D122", language)) in text
