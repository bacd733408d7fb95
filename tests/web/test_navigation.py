from __future__ import annotations

import re
from pathlib import Path

import pytest

from chainchief.chain.columns import declared_tables
from chainchief.views import words
from chainchief.web import visit
from chainchief.web.navigation import GROUPS, entries, rail
from chainchief.web.pages.catalogue import PAGES
from chainchief.web.pages.empty import SKETCHES
from chainchief.web.visit import page_words, say

WEB = Path(visit.__file__).parent
ROUTES = """
home data/findings data/tables/{sheet} data/quality data/forensics data/cell/{origin:path} map coupling capture
dependence choke-points segment/{id} firm/{id} assessed assessed/{region}/{code} weights uncertainty over-time compare
observed observed/shock/{id} observed/region/{id} observed/trends observed/models shock shock/{run} systemic catalogue
shock-compare lenses alerts alerts/{id} risks rules/{id} series/{id} desk desk/{incident} duty playbooks charter review
shortfalls substitutes attraction recoupling portfolio upgrading reports runs runs/{number} settings
"""


def test_every_route_of_the_design_has_a_place() -> None:
    assert set(ROUTES.split()) <= {entry.route for entry in entries().values()}


def test_rail_has_three_groups_in_order() -> None:
    groups = [place.group for place in rail()]
    assert groups == sorted(groups, key=GROUPS.index)
    assert [place.key for place in rail()] == [
        "home", "data", "diagnosis", "assessed", "observed", "simulated", "lenses", "alerts", "desk", "strategy",
        "reports", "runs",
    ]  # fmt: skip


def test_the_first_page_of_a_line_has_a_sign() -> None:
    for place in rail():
        assert place.first.icon or place.first.lens, place.key


def test_every_title_is_a_question_in_both_languages() -> None:
    for entry in entries().values():
        assert entry.questions["en"].endswith("?"), entry.key
        assert "？" in entry.questions["zh"], entry.key
        assert all((*entry.names.values(), *entry.sketch_names.values())), entry.key


def test_what_a_page_needs_is_declared() -> None:
    tables = declared_tables()
    for entry in entries().values():
        assert entry.needs, entry.key
        for sheet, columns in entry.needs.items():
            assert set(columns) <= set(tables[sheet].columns), (entry.key, sheet)


def test_every_sketch_can_be_drawn() -> None:
    assert {entry.sketch for entry in entries().values()} <= set(SKETCHES)


def test_pages_belong_to_entries() -> None:
    assert set(PAGES) - {"start", "empty", "missing"} <= set(entries())


def test_initials_are_latin() -> None:
    for entry in entries().values():
        assert entry.initials.isascii(), entry.key
        assert entry.initials.islower(), entry.key


def test_every_key_that_is_said_is_written() -> None:
    for path in WEB.rglob("*.py"):
        for key in re.findall(r'\bsay\(\s*"([^"]+)"', path.read_text(encoding="utf-8")):
            assert say(key, "en", **_any()), key


def _any() -> dict[str, str]:
    names = {name for entry in page_words().values() for name in re.findall(r"{(\w+)}", entry["en"])}
    names |= {name for entry in words.vocabulary().values() for name in re.findall(r"{(\w+)}", entry["en"])}
    return dict.fromkeys(names, "x")


def test_no_word_is_written_twice_and_both_languages_have_the_same_places() -> None:
    assert page_words().keys() & words.vocabulary().keys() == set()
    for key, entry in page_words().items():
        assert entry["en"], key
        assert entry["zh"], key
        assert sorted(set(re.findall(r"{\w+}", entry["en"]))) == sorted(set(re.findall(r"{\w+}", entry["zh"]))), key


@pytest.mark.parametrize("forbidden", ["!", "oops", "please", "您", "亲"])
def test_the_tone(forbidden: str) -> None:
    for key, entry in page_words().items():
        assert forbidden not in f"{entry['en'].lower()} {entry['zh']}", key


def test_no_word_is_left_over() -> None:
    """A key no page says is a key to be struck; keys that are put together are known by their stem."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.py"))
    stems = set(re.findall(r'say\(\s*f?"([^"{]+)\{', text))
    left = [key for key in page_words() if f'"{key}"' not in text and not any(key.startswith(stem) for stem in stems)]
    assert left == []
