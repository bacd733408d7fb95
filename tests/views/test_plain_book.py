from __future__ import annotations

from pathlib import Path

import pytest

from annotated import cells, listed, marked, opened
from books import FIVE_FIRMS, write_csv_folder, write_workbook
from chainchief.chain.finding import finding
from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet, open_sheets
from chainchief.intake.reading import read
from chainchief.views.books import annotation, marks, plain_book
from chainchief.views.books.annotation import annotate_workbook
from random_chains import same


def test_a_csv_folder_becomes_a_workbook_with_rows_where_they_were(tmp_path: Path) -> None:
    firms = [
        ["企业", "2023"],
        ["firm_id", "name", "output", "gbt4754", "rank"],
        ["F1", "甲", "many", "0358", "1.5"],
        [],
        ["F2", "=1+1", "-5", "3587", "2"],
    ]
    folder = write_csv_folder(tmp_path / "folder", {"firms": firms, "goals": [["verb", "text"], ["build", "more"]]})
    chain, sheets = read(folder), open_sheets(folder)
    copy = annotate_workbook(None, sheets, chain.notes, "zh")
    book = opened(copy)
    assert book.sheetnames == ["_check", "firms", "goals"]
    assert book["_check"]["B1"].value == "firms.csv; goals.csv"
    assert marked(book["firms"])["C3"] == "error"
    assert [cell.value for cell in book["firms"][5]] == ["F2", "=1+1", -5, 3587, 2]
    assert book["firms"]["B5"].data_type == "s"
    assert book["firms"]["D3"].value == "0358"
    (tmp_path / "copy.xlsx").write_bytes(copy)
    same(chain, read(tmp_path / "copy.xlsx"))
    assert copy == annotate_workbook(None, sheets, chain.notes, "zh")


def test_large_workbooks_are_made_anew_and_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = {**FIVE_FIRMS, "segments": [*FIVE_FIRMS["segments"], ["Y", "Cases", "sideways", None, "missing", "no"]]}
    path = write_workbook(tmp_path / "book.xlsx", faulty)
    content, sheets, chain = path.read_bytes(), open_sheets(path), read(path)
    monkeypatch.setattr(annotation, "LARGE", 10)
    monkeypatch.setattr(plain_book, "_LARGE", 10)
    copy = annotate_workbook(content, sheets, chain.notes)
    assert cells(copy) == cells(content)
    own = opened(annotate_workbook(None, sheets, chain.notes))
    book = opened(copy)
    assert all(marked(book[name]) == marked(own[name]) for name in faulty)
    assert marked(book["segments"])["C6"] == "error"
    texts = " ".join(str(cell.value) for cell in book["_check"]["A"])
    assert "The workbook is large" in texts
    assert "工作簿较大" in texts


def test_what_no_workbook_can_hold_is_refused_with_a_sentence() -> None:
    long = RawSheet("book.csv", "firms", [["name"], ["x" * 40_000]], typed=False)
    with pytest.raises(InputError, match="A2: a text of 40,000 characters; a cell holds 32,767"):
        annotate_workbook(None, [long], [])


def test_marks_and_rows_have_a_limit_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = RawSheet("b.csv", "firms", [["output"], *(["x"] for _ in range(9))], typed=False)
    found = [finding("not-a-number", origin=f"b.csv!firms!A{row}", value="x") for row in range(2, 11)]
    monkeypatch.setattr(marks, "MOST_MARKS", 4)
    monkeypatch.setattr("chainchief.views.books.checklist.MOST_MARKS", 4)
    book = opened(annotate_workbook(None, [sheet], found))
    assert len(marked(book["firms"])) == 4
    assert "more findings than can be marked" in " ".join(str(cell.value) for cell in book["_check"]["A"])
    assert len(listed(book["_check"])) == 9


def test_nothing_found_is_said() -> None:
    sheet = RawSheet("b.csv", "firms", [["firm_id"], ["F1"]], typed=False)
    page = opened(annotate_workbook(None, [sheet], []))["_check"]
    assert "Nothing was found." in {cell.value for cell in page["A"]}
