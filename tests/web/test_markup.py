from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from chainchief.web import markup


class Reader(HTMLParser):
    """What a browser would make of a piece of HTML: elements and text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attrs)))

    def handle_data(self, text: str) -> None:
        self.text += text


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(str(text))
    reader.close()
    return reader


plain = st.text(st.characters(blacklist_categories=("Cs", "Cc")))


@given(plain, plain)
def test_texts_and_attributes_never_become_markup(text: str, title: str) -> None:
    found = read(markup.tag("p", text, title=title))
    assert found.elements == [("p", {"title": title})]
    assert found.text == text


@given(st.lists(plain, min_size=1, max_size=4))
def test_a_table_holds_its_cells_as_they_are(cells: list[str]) -> None:
    found = read(markup.table(["h"] * len(cells), [cells], "name"))
    assert [name for name, _ in found.elements].count("td") == len(cells) - 1
    assert found.text == "name" + "h" * len(cells) + "".join(cells)


def test_markup_stays_markup() -> None:
    assert markup.tag("p", Markup("<b>x</b>")) == "<p><b>x</b></p>"


def test_attributes() -> None:
    made = markup.tag("input", type="text", aria_label="a", for_="x", hidden=True, disabled=False, value=None)
    assert made == '<input type="text" aria-label="a" for="x" hidden>'


def test_a_lens_has_sign_and_word() -> None:
    for lens in ("assessed", "observed", "simulated"):
        chip = markup.chip(lens, "word")
        assert "<svg" in chip
        assert "word" in chip


def test_a_grade_in_pips_is_not_spoken() -> None:
    assert markup.pips(3).count('class="on"') == 3
    assert 'aria-hidden="true"' in markup.pips(3)
