from __future__ import annotations

from collections.abc import Callable

from chainchief.web.visit import Visit, step

Visiting = Callable[..., Visit]


def test_links_keep_language_and_theme_of_the_address(visiting: Visiting) -> None:
    visit = visiting("map", query={"lang": "zh", "theme": "dark", "seg": "M1"})
    assert visit.to("home") == "/w/small/home?lang=zh&theme=dark"
    assert visit.here(seg="M2") == "/w/small/map?lang=zh&theme=dark&seg=M2"
    assert visit.here(seg=None) == "/w/small/map?lang=zh&theme=dark"


def test_links_without_choices_are_bare(visiting: Visiting) -> None:
    assert visiting("map").to("home") == "/w/small/home"


def test_a_fragment_stands_last(visiting: Visiting) -> None:
    assert visiting("map").to("assessed", "score:D322", region="anlan") == "/w/small/assessed?region=anlan#score%3AD322"


def test_places_are_quoted(visiting: Visiting) -> None:
    address = visiting("cell").cell("眼镜/1.xlsx!ties!G12")
    assert address.startswith("/w/small/data/cell/%E7")
    assert "/1.xlsx" not in address
    assert step("a b") == "a%20b"


def test_pick_falls_back_to_the_other_language(visiting: Visiting) -> None:
    assert visiting("map", language="zh").pick("only", "") == "only"
    assert visiting("map").pick("", "仅") == "仅"
