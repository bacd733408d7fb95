"""The pages of a file on its way in, without a browser: the sheet as it looks, columns, what changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from chainchief.web import shell
from chainchief.web.navigation import entries
from chainchief.web.pages.catalogue import PAGES
from chainchief.web.rest.mending import Pressed, finding_key, mended
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Page, Visit, say
from chainchief.workspace import ReadOptions
from web.foreign_book import foreign_book
from web.small_book import HOSTILE, small_book
from web.test_markup import Reader, read

Look = Callable[..., tuple[Page, Reader]]
MAPPED = ReadOptions(
    sheets={"Sheet9": "ties"},
    columns={
        "Sheet9!upper house": "supplier",
        "Sheet9!lower house": "buyer",
        "Sheet9!yearly sum": "amount",
        "Sheet9!part": "share_of_input",
    },
)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Shelf]:
    """A shelf of its own with one empty workspace `w`."""
    shelf = Shelf(tmp_path)
    shelf.create("w")
    yield shelf
    shelf.close()


@pytest.fixture
def look(own: Shelf) -> Look:
    """Makes a page of `w`: look("findings", token, sheet=…)."""

    def make(key: str, token: str = "", language: str = "en", **query: str) -> tuple[Page, Reader]:
        asked = {**({"preview": token} if token else {}), **query}
        entry = entries()[key]
        visit = Visit(own, own.open("w"), entry, {}, asked, language, path=f"/w/w/{entry.route}")
        made = PAGES[key](visit)
        return made, read(str(shell.main(visit, made)))

    return make


def hold(own: Shelf, content: bytes, name: str = "book.xlsx") -> str:
    return own.hold("w", [(name, content)])


def mapped(own: Shelf, amount: int = 900) -> str:
    token = hold(own, foreign_book(amount))
    own.revise("w", token, ("Columns", "列对应"), MAPPED)
    return token


def whole(own: Shelf, amount: int = 900) -> str:
    """The same with every share mended, so that every row is read."""
    token = mapped(own, amount)
    press(own, token, "share-bare", "alike")
    return token


def classes(found: Reader, name: str) -> list[dict[str, Any]]:
    return [attributes for _, attributes in found.elements if name in (attributes.get("class") or "").split()]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", ["findings", "mapping", "changes"])
def test_every_step_says_where_one_is_and_has_one_primary_button(
    own: Shelf, look: Look, key: str, language: str
) -> None:
    made, found = look(key, hold(own, small_book()), language)
    steps = [attributes for _, attributes in found.elements if attributes.get("aria-current") == "step"]
    assert len(steps) == 1
    assert len(classes(found, "primary")) == 1
    assert say("preview.says", language) in found.text
    assert made.status == 200
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not [attributes for _, attributes in found.elements if "style" in attributes]


def test_the_sheet_looks_as_it_is_with_its_machine_names(own: Shelf, look: Look) -> None:
    _, found = look("findings", mapped(own))
    for word in ("upper house", "supplier", "yearly sum", "Tongda Coating"):
        assert word in found.text
    framed = classes(found, "framed")
    assert len(framed) == 1
    assert "has-error" in str(framed[0]["class"])


def test_the_address_holds_the_chosen_finding(own: Shelf, look: Look) -> None:
    token = mapped(own)
    findings = own.found("w", token).preview.findings
    second = [one for one in findings if one.rule == "share-bare"][1]
    _, found = look("findings", token, finding=finding_key(second))
    assert "Share is 65" in found.text
    assert len(classes(found, "chosen")) == 1
    _, by_cell = look("findings", token, at=second.origin)
    assert by_cell.text == found.text


def test_all_rows_can_be_seen(own: Shelf, look: Look) -> None:
    token = mapped(own)
    _, some = look("findings", token)
    _, every = look("findings", token, rows="all")
    assert "Who sells to whom" not in some.text
    assert "Who sells to whom" in every.text


def test_nothing_to_accept_disables_the_button(own: Shelf, look: Look) -> None:
    token = hold(own, b"who,whom\na,b\n", "strange.csv")
    _, found = look("findings", token)
    primary = classes(found, "primary")
    assert [("disabled" in attributes) for attributes in primary] == [True]


def test_a_step_can_be_taken_back_by_its_name(own: Shelf, look: Look) -> None:
    token = mapped(own)
    press(own, token, "share-bare", "cell")
    _, found = look("findings", token)
    assert "Undo “Read as 80%”" in found.text
    own.take_back("w", token)
    _, found = look("findings", token)
    assert "Read as 80%”" not in found.text
    assert own.found("w", token).preview.options == MAPPED


def press(own: Shelf, token: str, rule: str, what: str, text: str = "") -> ReadOptions:
    old = own.found("w", token).preview
    key = finding_key(next(one for one in old.findings if one.rule == rule))
    options, words = mended(old, Pressed(key, what, text))
    own.revise("w", token, words, options)
    return options


def test_a_cell_is_read_as_its_fix_and_nothing_else_changes(own: Shelf) -> None:
    token = mapped(own)
    options = press(own, token, "share-bare", "cell")
    assert dict(options.cells) == {"book.xlsx!Sheet9!D3": "80%"}
    assert own.found("w", token).preview.chain.ties["share_of_input"].tolist()[0] == 0.8


def test_those_like_it_get_each_their_own_fix(own: Shelf) -> None:
    token = mapped(own)
    options = press(own, token, "share-bare", "alike")
    assert dict(options.cells) == {"book.xlsx!Sheet9!D3": "80%", "book.xlsx!Sheet9!D4": "65%"}
    rules = [one.rule for one in own.found("w", token).preview.findings]
    assert "share-bare" not in rules


def test_a_text_can_be_typed_instead(own: Shelf) -> None:
    token = mapped(own)
    press(own, token, "share-bare", "cell", "0.5")
    assert own.found("w", token).preview.chain.ties["share_of_input"].tolist()[0] == 0.5


def test_a_row_can_be_left_out(own: Shelf, look: Look) -> None:
    token = mapped(own)
    options = press(own, token, "share-bare", "leave")
    assert options.left_out == ("book.xlsx!Sheet9!3",)
    _, found = look("findings", token, rows="all", sheet="book.xlsx!Sheet9")
    assert len(classes(found, "left-out")) == 1


def test_near_duplicate_firms_are_one_or_two_as_people_say(own: Shelf, look: Look) -> None:
    content = "firm_id,name,segment_id\nF1,云禾镜片有限公司,M1\nF2,云禾镜片（安澜）有限公司,M1\n".encode()
    token = hold(own, content, "firms.csv")
    _, found = look("findings", token)
    assert say("findings.alike") in found.text
    for what in ("same", "two"):
        press(own, token, "near-duplicate", what)
        preview = own.found("w", token).preview
        assert "near-duplicate" not in [one.rule for one in preview.findings], what
        assert len(preview.chain.firms) == (1 if what == "same" else 2)
        own.take_back("w", token)


def test_a_finding_that_is_gone_is_a_sentence(own: Shelf) -> None:
    token = mapped(own)
    old = own.found("w", token).preview
    with pytest.raises(Exception, match="gone"):
        mended(old, Pressed("x~y~z", "cell"))
    header = next(one for one in old.findings if one.row is None)
    with pytest.raises(Exception, match="no single row"):
        mended(old, Pressed(finding_key(header), "leave"))


def test_columns_offer_the_nearest_names_and_every_select_has_a_name(own: Shelf, look: Look) -> None:
    token = hold(own, foreign_book())
    own.revise("w", token, ("Columns", "列对应"), ReadOptions(sheets={"Sheet9": "ties"}))
    _, found = look("mapping", token)
    selects = [attributes for name, attributes in found.elements if name == "select"]
    labels = {attributes.get("for") for name, attributes in found.elements if name == "label"}
    assert all(one.get("aria-label") or one.get("id") in labels for one in selects)
    assert any(one.get("aria-label") == "Column “upper house” of sheet Sheet9 is read as" for one in selects)
    assert "Still needed: supplier, buyer." in found.text


def test_the_columns_of_an_earlier_import_are_used_again_and_can_be_dropped(own: Shelf, look: Look) -> None:
    own.accept("w", mapped(own))
    token = hold(own, foreign_book(950))
    _, found = look("mapping", token)
    assert "Read as in the import of" in found.text
    assert classes(found, "remembered")


def test_changes_show_before_and_after_with_both_places(own: Shelf, look: Look) -> None:
    own.accept("w", whole(own))
    token = whole(own, 950)
    _, found = look("changes", token)
    for word in ("900", "950", "Sheet9!C3", "Update by key", "Replace everything"):
        assert word in found.text
    own.accept("w", token)
    _, after = look("changes")
    assert "950" in after.text
    assert "Undo this import" in after.text
    _, first = look("changes", run="1")
    assert "Import of book.xlsx" in first.text


def test_the_same_file_again_changes_nothing_inside(own: Shelf, look: Look) -> None:
    own.accept("w", mapped(own))
    _, found = look("changes", hold(own, foreign_book()))
    assert "Inside nothing changes." in found.text


def test_after_the_undo_the_page_says_what_is_in_force(own: Shelf, look: Look) -> None:
    own.accept("w", mapped(own))
    own.accept("w", hold(own, foreign_book(950)))
    own.open("w").undo()
    made, found = look("findings", undone="1")
    assert "The import is taken back. In force: book.xlsx" in found.text
    assert made.status == 200


def test_after_acceptance_there_are_no_buttons_to_mend_but_an_annotated_copy(own: Shelf, look: Look) -> None:
    own.accept("w", mapped(own))
    _, found = look("findings")
    assert "Annotated copy" in found.text
    assert "Upload mended file" in found.text
    assert "Leave out" not in found.text
    assert len(classes(found, "framed")) == 1


@pytest.mark.parametrize("key", ["findings", "mapping", "changes"])
def test_an_upload_that_is_gone_says_so(look: Look, key: str) -> None:
    _, found = look(key, "nonsense")
    assert say("preview.gone") in found.text


def test_hostile_cells_stay_text(own: Shelf, look: Look) -> None:
    token = hold(own, small_book())
    for key in ("findings", "mapping", "changes"):
        made, found = look(key, token, rows="all", sheet="book.xlsx!segments", table="firms")
        assert "img" not in [name for name, _ in found.elements], key
        assert "<img" not in str(made.body)
    assert HOSTILE in look("findings", token, rows="all", sheet="book.xlsx!segments")[1].text


def test_forensics_say_what_was_tested_and_give_no_score(own: Shelf, look: Look) -> None:
    own.accept("w", hold(own, small_book()))
    _, found = look("forensics")
    assert "What was tested" in found.text
    assert "Runs of digits such as 12345" in found.text
    rows = "".join(f"F{number},firm {number},M1,{number * 37 + 1234},{number * 11 + 130}\n" for number in range(40))
    own.accept("w", hold(own, b"firm_id,name,segment_id,output,employees\n" + rows.encode(), "firms.csv"))
    _, plain = look("forensics", language="zh")
    assert "检验项目" in plain.text
