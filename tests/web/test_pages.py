"""Every page as HTML, without a browser: what it asks, what it says, and that nothing hostile gets through."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from chainchief.web import shell
from chainchief.web.navigation import entries
from chainchief.web.pages.catalogue import PAGES
from chainchief.web.pages.empty import refused
from chainchief.web.pages.start import start
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Page, Visit
from web.small_book import HOSTILE
from web.test_markup import read

Visiting = Callable[..., Visit]
PLACES: dict[str, dict[str, str]] = {
    "table": {"sheet": "ties"},
    "cell": {"origin": "small.xlsx!ties!E4"},
    "segment": {"id": "M1"},
    "firm": {"id": "F-001"},
    "score": {"region": "anlan", "code": "D311"},
    "run": {"number": "1"},
}
LANGUAGES = ("en", "zh")


def page(visiting: Visiting, key: str, **words: Any) -> tuple[Visit, Page]:
    places = words.pop("places", PLACES.get(key, {}))
    visit = visiting(key, **words, **places)
    return visit, PAGES.get(key, PAGES["empty"])(visit)


def html(visit: Visit, made: Page) -> str:
    return str(shell.main(visit, made))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("workspace", ["small", "blank"])
@pytest.mark.parametrize("key", list(entries()))
def test_every_page_has_one_question_and_a_body(visiting: Visiting, key: str, workspace: str, language: str) -> None:
    visit, made = page(visiting, key, workspace=workspace, language=language)
    found = read(html(visit, made))
    names = [name for name, _ in found.elements]
    assert names.count("h1") == 1
    assert made.question[-1] in "?？" or made.question == visit.say("first.question")
    assert made.body
    assert made.status in (200, 404)
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [attributes for _, attributes in found.elements if "style" in attributes]
    assert "nan" not in found.text.split()


@pytest.mark.parametrize("key", [key for key in entries() if key not in PAGES])
def test_a_page_without_content_says_so_and_what_to_add(visiting: Visiting, key: str) -> None:
    visit, made = page(visiting, key, workspace="blank")
    text = read(html(visit, made)).text
    assert "a drawing, no data behind it" in text
    for sheet, columns in entries()[key].needs.items():
        assert sheet in text
        assert all(column in text for column in columns)
    assert "Blank template" in text
    assert "Open the demo" in text


@pytest.mark.parametrize("key", ["segment", "firm", "table", "map", "home", "findings", "tables"])
def test_hostile_names_stay_text(visiting: Visiting, key: str) -> None:
    places = {"segment": {"id": "M2"}, "firm": {"id": "F-002"}, "table": {"sheet": "segments"}}.get(
        key, PLACES.get(key, {})
    )
    visit, made = page(visiting, key, places=places)
    found = read(html(visit, made))
    assert not [attributes for name, attributes in found.elements if "onerror" in attributes or name == "script"]
    assert "img" not in [name for name, _ in found.elements]


def test_hostile_names_are_shown_as_they_are(visiting: Visiting) -> None:
    visit, made = page(visiting, "firm", places={"id": "F-002"})
    assert HOSTILE in read(html(visit, made)).text


@pytest.mark.parametrize("hostile", ['"><script>x</script>', "..", "%2e%2e", "F-001'--"])
@pytest.mark.parametrize(
    ("key", "place"), [("segment", "id"), ("firm", "id"), ("table", "sheet"), ("cell", "origin"), ("run", "number")]
)
def test_what_an_address_names_wrongly_is_a_friendly_page(
    visiting: Visiting, key: str, place: str, hostile: str
) -> None:
    visit, made = page(visiting, key, places={place: hostile})
    assert made.status == 404
    assert "script" not in [name for name, _ in read(html(visit, made)).elements]


def test_score_leads_to_its_cell_in_three_clicks(visiting: Visiting) -> None:
    """Scorecard → drawer → cell: each address stands on the page before it."""
    visit, card = page(visiting, "assessed", places={})
    assert "/w/small/assessed/anlan/D311" in html(visit, card)
    visit, drawer = page(visiting, "score")
    assert drawer.drawer
    cell = next(
        value
        for _, attributes in read(str(drawer.drawer)).elements
        if "data/cell" in (value := attributes.get("href") or "")
    )
    assert cell.startswith("/w/small/data/cell/small.xlsx!indicators!")


def test_home_names_the_three_lenses_and_pretends_nothing(visiting: Visiting) -> None:
    visit, made = page(visiting, "home")
    text = read(html(visit, made)).text
    for word in ("Assessed", "Observed", "Simulated", "Needs sheet series: item, time, value."):
        assert word in text


def test_unknown_and_withheld_are_words(visiting: Visiting) -> None:
    visit, made = page(visiting, "firm", places={"id": "X-001"})
    assert "unknown" in read(html(visit, made)).text
    visit, made = page(visiting, "table", places={"sheet": "indicators"})
    assert made.grid is not None
    withheld = [row for row in made.grid["rowData"] if row["value"] == "withheld"]
    assert len(withheld) == 2


@pytest.mark.parametrize("sheet", ["chain", "regions", "segments", "firms", "ties", "indicators"])
def test_every_sheet_becomes_a_grid_of_plain_values(visiting: Visiting, sheet: str) -> None:
    _, made = page(visiting, "table", places={"sheet": sheet})
    assert made.grid is not None
    json.dumps(made.grid, allow_nan=False)


def test_the_grid_leads_every_row_to_its_cell(visiting: Visiting) -> None:
    _, made = page(visiting, "table")
    assert made.grid is not None
    assert made.grid["columnDefs"][-1]["field"] == "origin"
    assert all(row["_href"].startswith("/w/small/data/cell/small.xlsx!ties!") for row in made.grid["rowData"])


def test_the_cell_is_framed_in_its_sheet(visiting: Visiting) -> None:
    visit, made = page(visiting, "cell")
    framed = [
        attributes for _, attributes in read(html(visit, made)).elements if "framed" in (attributes.get("class") or "")
    ]
    assert [attributes["title"] for attributes in framed] == ["80"]


@pytest.mark.parametrize("level", ["error", "warning", "info"])
def test_findings_can_be_filtered(visiting: Visiting, level: str) -> None:
    visit, made = page(visiting, "findings", query={"level": level})
    listed = html(visit, made).partition('class="lines findings"')[2].partition("</ul>")[0]
    signs = [
        attributes["class"]
        for _, attributes in read(listed).elements
        if (attributes.get("class") or "").startswith("level level-")
    ]
    assert set(signs) <= {f"level level-{level}"}
    assert signs or level == "warning"


def test_chosen_region_and_period(visiting: Visiting) -> None:
    _, made = page(visiting, "assessed", places={}, query={"region": "luxi", "period": "2024"})
    assert "Luxi" in made.question
    assert "2024" in str(made.lead)


def test_an_unknown_region_is_not_replaced_by_another(visiting: Visiting) -> None:
    _, made = page(visiting, "score", places={"region": "atlantis", "code": "D311"})
    assert made.status == 404


def test_start_lists_workspaces_and_examples(shelf: Shelf) -> None:
    visit = Visit(shelf, None, None)
    text = read(html(visit, start(visit))).text
    for word in ("Anlan optics", "Untitled", "Look around first", "Make a workspace"):
        assert word in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rail_opens_one_entry_only(visiting: Visiting, language: str) -> None:
    visit = visiting("coupling", language=language)
    rail = read(str(shell.side(visit)))
    assert [attributes.get("aria-current") for _, attributes in rail.elements].count("page") == 1
    assert "/w/small/coupling" in [attributes.get("href") for _, attributes in rail.elements]
    assert "/w/small/weights" not in [attributes.get("href") for _, attributes in rail.elements]


def test_sort_and_filter_of_the_grid_stand_in_the_address(visiting: Visiting) -> None:
    filters = '{"buyer": {"type": "contains", "filter": "F-002"}, "nonsense": {}}'
    _, made = page(visiting, "table", query={"sort": "amount", "dir": "desc", "filter": filters})
    assert made.grid is not None
    assert [column["sort"] for column in made.grid["columnDefs"] if "sort" in column] == ["desc"]
    assert list(made.grid["initialState"]["filter"]["filterModel"]) == ["buyer"]
    for broken in ("{", "[]", '"x"', '{"buyer": 3}'):
        _, made = page(visiting, "table", query={"filter": broken})
        assert made.grid is not None
        assert made.grid["initialState"]["filter"]["filterModel"] == {}


def test_what_cannot_be_worked_out_says_why_and_what_it_rests_on(visiting: Visiting) -> None:
    made = refused(visiting("assessed"), "One region and min-max give no answer.")
    text = read(str(made.body)).text
    assert "One region and min-max give no answer." in text
    assert "indicators" in text


def test_a_derived_value_leads_to_the_cells_behind_it(visiting: Visiting) -> None:
    visit, made = page(visiting, "score", places={"region": "anlan", "code": "D112"})
    hrefs = [attributes.get("href") or "" for _, attributes in read(str(made.drawer)).elements]
    cells = [href for href in hrefs if "data/cell" in href]
    assert cells
    assert all("small.xlsx!segments!" in cell or "small.xlsx!firms!" in cell for cell in cells)
    assert visit.say("drawer.parts", count=len(cells)) in read(str(made.drawer)).text
