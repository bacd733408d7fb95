from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from annotated import cells, listed, marked, opened
from books import write_workbook
from chainchief.chain.finding import finding
from chainchief.chain.value import Chain
from chainchief.intake.files.source import RawSheet, open_sheets
from chainchief.intake.reading import read
from chainchief.views.books.annotation import annotate_workbook
from chainchief.views.books.archive import suffix_of
from chainchief.views.workbook import export_workbook
from random_chains import chains, same

GREY = "FFDDDDDD"
FAULTY: dict[str, list[list[Any]]] = {
    "chain": [["name", "region_id", "base_year", "unit"], ["Lenses", "r", 2023, "万元"]],
    "segments": [
        ["segment_id", "name", "position", "presence"],
        ["S1", "Glass", "upstream", "strong"],
        ["S2", "Lenses", "midstrem", "present"],
        ["S3", "Frames", "downstream", "present"],
    ],
    "firms": [
        ["firm_id", "name", "segment_id", "region_id", "output", "capacity_use", "period", "listed"],
        ["F1", "Alder", "S1", "r", 200, 0.8, "2023", "yes"],
        ["F2", "Birch", "S9", "r", 20, 0.8, "2023", "yes"],
        ["F3", "=1+1", "S9", "r", 30, 80, "2023", "perhaps"],
        ["F4", "Dogwood", "S3", "r", "many", 0.8, "2023", "no"],
        ["F7", "Gorse", "S1:0.5;Lense:0.5", "r", 30, 0.8, "2023", "no"],
        ["F1", "Alder", "S1", "r", 200, 0.8, "2023", "yes"],
        ["F5", "Elm", "S3", "r", -5, 0.5, "2023", "no"],
        ["F6", "Fir", "S3", "r", 5, 0.5, "soon", "no"],
        [None, "合计", "S3", "r", 1, 0.5, "2023", "no"],
    ],
    "ties": [
        ["supplier", "buyer", "share_of_input", "due"],
        ["F1", "F2", 80, None],
        ["F1", "F1", 0.1, None],
        ["Aldr", "F2", 0.2, None],
    ],
    "goals": [["verb", "text", "due"], ["build", "more", "next year"]],
}


def written(path: Path, sheets: dict[str, list[list[Any]]] = FAULTY) -> tuple[bytes, list[RawSheet], Chain]:
    write_workbook(path, sheets)
    return path.read_bytes(), open_sheets(path), read(path)


def annotated(path: Path, language: str = "en") -> bytes:
    return annotate_workbook(path.read_bytes(), open_sheets(path), read(path).notes, language)


def mend(book: Any) -> None:
    """Do what the sheet `_check` says of every error: write what it offers, else what its remedy asks for."""
    by_hand: dict[str, Any] = {"not-a-number": None, "not-a-bool": "yes", "not-a-period": "2023"}
    by_hand |= {"not-a-date": "2025-12-31", "unknown-reference": "S1"}
    gone: list[tuple[str, int]] = []
    for row in listed(book["_check"]):
        if row["level"] != "错误 error":
            continue
        page, number = book[row["sheet"]], int(re.sub("[A-Z]", "", row["cell"]))
        if row["instead"]:
            page[row["cell"]].value = row["instead"]
        elif row["rule"] in ("duplicate-key", "sum-row", "self-tie", "required-empty"):
            gone.append((row["sheet"], number))
        elif row["rule"] == "below-zero":
            page[row["cell"]].value = abs(page[row["cell"]].value)
        else:
            page[row["cell"]].value = by_hand[row["rule"]]
    for sheet, number in sorted(set(gone), reverse=True):
        book[sheet].delete_rows(number)


def test_a_faulty_workbook_mended_as_its_copy_says_imports_clean(tmp_path: Path) -> None:
    content, sheets, chain = written(tmp_path / "book.xlsx")
    wrong = {note.rule for note in chain.notes if note.level == "error"}
    assert {"share-bare", "not-a-choice", "unknown-reference", "below-zero", "not-a-number", "duplicate-key"} < wrong
    assert len(chain.firms) < 7
    book = opened(annotate_workbook(content, sheets, chain.notes))
    mend(book)
    book.save(tmp_path / "mended.xlsx")
    clean = read(tmp_path / "mended.xlsx")
    assert [str(note) for note in clean.notes if note.level == "error"] == []
    firms = clean.firms.set_index("firm_id")
    assert firms.index[:7].tolist() == ["F1", "F2", "F3", "F4", "F7", "F5", "F6"]
    assert firms.at["F3", "capacity_use"] == 0.8
    assert firms.at["F7", "segment_id"] == "S1:0.5;S2:0.5"
    assert firms.at["F3", "name"] == "=1+1"
    assert firms.at["F5", "output"] == 5
    assert np.isnan(firms.at["F4", "output"])
    assert clean.segments["position"].tolist() == ["upstream", "midstream", "downstream"]
    assert clean.ties["share_of_input"].tolist() == [0.8, 0.2]
    again = pd.read_excel(tmp_path / "mended.xlsx", sheet_name="firms", engine="openpyxl")
    assert again["output"].fillna(0).tolist() == [200, 20, 30, 0, 30, 5, 5]


def test_the_copy_reads_as_the_workbook_it_was_made_of(tmp_path: Path) -> None:
    content, sheets, chain = written(tmp_path / "book.xlsx")
    copy = annotate_workbook(content, sheets, chain.notes)
    assert cells(copy) == cells(content)
    (tmp_path / "copy.xlsx").write_bytes(copy)
    same(chain, read(tmp_path / "copy.xlsx"))
    assert copy == annotate_workbook(content, sheets, chain.notes)


def test_cells_are_coloured_by_the_worst_that_is_said_of_them(tmp_path: Path) -> None:
    content, sheets, chain = written(tmp_path / "book.xlsx")
    book = opened(annotate_workbook(content, sheets, chain.notes))
    assert {"C3", "C4", "F4", "H4", "E5", "C6", "A7", "E8", "G9"} <= {
        place for place, level in marked(book["firms"]).items() if level == "error"
    }
    assert marked(book["ties"])["A4"] == "info"
    assert "A1" not in marked(book["firms"])
    for name in ("segments", "firms", "ties"):
        noted = {cell.coordinate for row in book[name].iter_rows() for cell in row if cell.comment}
        assert noted == set(marked(book[name]))
    assert book["segments"]["C3"].comment.author == "chainchief"


def test_comments_are_in_the_language_asked_for(tmp_path: Path) -> None:
    written(tmp_path / "book.xlsx")
    english, chinese = (opened(annotated(tmp_path / "book.xlsx", language)) for language in ("en", "zh"))
    assert english["firms"]["F4"].comment.text.startswith("error: Share is 80;")
    assert "write instead: 80%" in english["firms"]["F4"].comment.text
    assert chinese["firms"]["F4"].comment.text.startswith("错误：占比为 80")
    assert "改填：80%" in chinese["firms"]["F4"].comment.text
    short = chinese["firms"]["E5"].comment.text
    assert "“many”不是数字。" in short
    assert "“many” is no number." in short


def test_the_list_says_where_what_and_what_to_write(tmp_path: Path) -> None:
    content, sheets, chain = written(tmp_path / "book.xlsx")
    page = opened(annotate_workbook(content, sheets, chain.notes))["_check"]
    assert page["B1"].value == "book.xlsx"
    rows = listed(page)
    assert len(rows) == len(set(chain.notes))
    order = ["错误 error", "警告 warning", "提示 note"]
    assert [row["level"] for row in rows] == sorted((row["level"] for row in rows), key=order.index)
    share = next(row for row in rows if row["rule"] == "share-bare" and row["sheet"] == "firms")
    assert (share["cell"], share["value"], share["instead"]) == ("F4", "80", "80%")
    assert "share lies between" in share["message_en"]
    assert "占比" in share["message_zh"]
    number = next(place for place, row in enumerate(rows) if row == share) + page.max_row - len(rows) + 1
    assert page.cell(number, 3).hyperlink.location == "'firms'!F4"
    assert page.auto_filter.ref.endswith(str(page.max_row))
    assert page.freeze_panes
    assert page.cell(number, 6).alignment.wrap_text


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    sheets = {
        "firms": [["firm_id", "name", "output"], ["F1", "=1+1", "=cmd()"], ["F2", "+1", "@sum"], ["F3", "#N/A", 1]]
    }
    content, raw, chain = written(tmp_path / "book.xlsx", sheets)
    copy = annotate_workbook(content, raw, chain.notes)
    assert {row["value"] for row in listed(opened(copy)["_check"])} >= {"=cmd()", "@sum"}
    for book in (copy, annotate_workbook(None, raw, chain.notes)):
        with zipfile.ZipFile(BytesIO(book)) as parts:
            pages = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in page for page in pages)
        assert cells(book) == cells(content)


def lively_book(path: Path) -> Path:
    """A workbook as offices make them: formulas, dates, merged title, widths, comments, number formats."""
    with xlsxwriter.Workbook(str(path)) as book:
        grey = book.add_format({"bg_color": "#DDDDDD", "bold": True})
        page = book.add_worksheet("firms")
        page.merge_range("A1:F1", "Firms of 2023", grey)
        page.write_row("A2", ["firm_id", "name", "output", "capacity_use", "listed", "as_of", "colour"], grey)
        page.write_row("A3", ["F1", "Alder"])
        page.write_formula("C3", "=100*2", None, 200)
        page.write_formula("D3", "=80/100", book.add_format({"num_format": "0%"}), 0.8)
        page.write_formula("E3", "=TRUE()", None, True)
        page.write_formula("F3", "=DATE(2024,3,1)", book.add_format({"num_format": "yyyy-mm-dd"}), 45352)
        page.write_formula("G3", '=A3&" <&> x"', None, "F1 <&> x")
        page.write_row("A4", ["F2", "Birch"])
        page.write_formula("C4", "=1/0", None, "#DIV/0!")
        page.write_number("D4", 80)
        page.write_datetime(
            "F4", pd.Timestamp("2024-03-02").to_pydatetime(), book.add_format({"num_format": "d/m/yyyy"})
        )
        page.write_string("G4", "red", grey)
        page.write_array_formula("C5:C6", "{=C3:C4*2}", None, 400)
        page.write_number("C6", 7)
        page.write_row("A5", ["F3", "Cedar"])
        page.write_row("A6", ["F4", "Dogwood"])
        page.write_comment("D4", "ask them", {"author": "Li"})
        page.set_column("B:B", 33)
        page.set_row(1, 45)
        other = book.add_worksheet("_own notes")
        other.write_formula("A1", "=firms!C3+1", None, 201)
    return path


def test_formulas_keep_their_values_for_every_reader(tmp_path: Path) -> None:
    path = lively_book(tmp_path / "book.xlsx")
    copy = annotated(path)
    assert "_check" in opened(copy).sheetnames
    assert cells(copy) == cells(path.read_bytes())
    before, after = opened(path.read_bytes(), data_only=True)["firms"], opened(copy, data_only=True)["firms"]
    assert [[cell.value for cell in row] for row in after.iter_rows()] == [
        [cell.value for cell in row] for row in before.iter_rows()
    ]
    assert after["G3"].value == "F1 <&> x"
    assert opened(copy)["firms"]["C3"].value == "=100*2"
    assert opened(copy, data_only=True)["_own notes"]["A1"].value == 201
    (tmp_path / "copy.xlsx").write_bytes(copy)
    same(read(path), read(tmp_path / "copy.xlsx"))
    frames = [
        pd.read_excel(book, sheet_name="firms", header=1, engine="openpyxl") for book in (path, tmp_path / "copy.xlsx")
    ]
    pd.testing.assert_frame_equal(*frames)


def test_the_workbook_keeps_its_looks(tmp_path: Path) -> None:
    path = lively_book(tmp_path / "book.xlsx")
    page = opened(annotated(path))["firms"]
    assert page.column_dimensions["B"].width > 30
    assert page.row_dimensions[2].height == 45
    assert str(next(iter(page.merged_cells.ranges))) == "A1:F1"
    assert page["B2"].fill.start_color.rgb == page["G4"].fill.start_color.rgb == GREY
    assert page["D3"].number_format == "0%"
    assert "ask them" in page["D4"].comment.text
    assert "Share is 80" in page["D4"].comment.text


def test_only_the_list_is_selected_so_that_nothing_is_typed_twice(tmp_path: Path) -> None:
    written(tmp_path / "book.xlsx")
    book = opened(annotated(tmp_path / "book.xlsx"))
    assert [page.title for page in book.worksheets if page.sheet_view.tabSelected] == ["_check"]
    assert book.active.title == "_check"


def test_marks_of_an_earlier_copy_are_taken_off(tmp_path: Path) -> None:
    path = lively_book(tmp_path / "book.xlsx")
    book = opened(path.read_bytes())
    book["firms"]["D4"].fill = PatternFill("solid", start_color=GREY)
    book["firms"]["B3"].comment = Comment("mine", "Li")
    book.save(path)
    first = annotated(path)
    book = opened(first)
    assert marked(book["firms"])["D4"] == "error"
    book["firms"]["D4"].value = 0.5
    mended = tmp_path / "mended.xlsx"
    book.save(mended)
    second = opened(annotated(mended))
    page = second["firms"]
    assert second.sheetnames == book.sheetnames
    assert second["_check"]["B1"].value == "book.xlsx"
    assert page["D4"].fill.start_color.rgb == GREY
    assert (page["D4"].comment.text, page["D4"].comment.author) == ("ask them", "Li")
    assert page["B3"].comment.text == "mine"
    assert "D4" not in {row["cell"] for row in listed(second["_check"])}
    third = annotate_workbook(mended.read_bytes(), open_sheets(mended), [])
    bare = opened(third)["firms"]
    assert marked(bare) == {}
    assert {cell.comment.author for row in bare.iter_rows() for cell in row if cell.comment} == {"Li"}


def test_findings_on_rows_sheets_and_merged_cells(tmp_path: Path) -> None:
    path = lively_book(tmp_path / "book.xlsx")
    sheets = open_sheets(path)
    place = sheets[0].place
    words = {"value": "x", "hint": "", "hint_zh": ""}
    found = [
        finding("unknown-sheet", origin=place, **words),
        finding("not-a-number", origin=f"{place}!5", **words),
        finding("not-a-number", origin=f"{place}!6", **{**words, "value": "Dogwood"}),
        finding("column-kept", origin=f"{place}!C1", **words),
        finding("column-kept", origin="elsewhere.xlsx!firms!B4", **words),
        finding("column-kept", origin="", **words),
        finding("column-kept", origin="book.xlsx!absent!B4", **words),
    ]
    book = opened(annotate_workbook(path.read_bytes(), sheets, found))
    assert marked(book["firms"]) == {"A1": "info", "B4": "info", "A5": "error", "B6": "error"}
    rows = listed(book["_check"])
    assert len(rows) == len(found)
    assert [row["cell"] for row in rows if row["rule"] == "unknown-sheet"] == [None]
    assert [row["sheet"] for row in rows if row["rule"] == "unknown-sheet"] == ["firms"]
    assert sum(row["sheet"] is None for row in rows) == 2


def test_a_workbook_its_editor_would_change_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("firms")
        page.write_row("A1", ["firm_id", "name", "output", "as_of"])
        page.write_row("A2", ["F1", "Alder", "many"])
        page.write_number("D2", 3e9, book.add_format({"num_format": "yyyy-mm-dd"}))
    copy = annotated(path)
    assert "without changing a cell" in " ".join(str(cell.value) for cell in opened(copy)["_check"]["A"])
    assert cells(copy)["firms"][1][:3] == ["F1", "Alder", "many"]
    assert marked(opened(copy)["firms"])["C2"] == "error"


def test_macros_stay(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_vba_project(BytesIO(b"macros"), is_stream=True)
        book.add_worksheet("firms").write_row("A1", ["firm_id", "name", "output"])
        book.get_worksheet_by_name("firms").write_row("A2", ["F1", "Alder", "many"])
    copy = annotated(path)
    with zipfile.ZipFile(BytesIO(copy)) as parts:
        assert parts.read("xl/vbaProject.bin") == b"macros"
        assert b"macroEnabled" in parts.read("[Content_Types].xml")
    assert marked(opened(copy)["firms"])["C2"] == "error"
    assert suffix_of(copy) == ".xlsm"
    assert suffix_of(annotate_workbook(None, open_sheets(path), [])) == ".xlsx"


@settings(max_examples=8)
@given(chains(), st.sampled_from(["en", "zh"]))
def test_no_cell_is_lost_or_changed(tmp_path_factory: pytest.TempPathFactory, chain: Chain, language: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    content = export_workbook(chain)
    (folder / "book.xlsx").write_bytes(content)
    sheets, known = open_sheets(folder / "book.xlsx"), read(folder / "book.xlsx")
    for copy in (annotate_workbook(own, sheets, known.notes, language) for own in (content, None)):
        (folder / "book.xlsx").write_bytes(copy)
        assert cells(copy) == cells(content)
        same(known, read(folder / "book.xlsx"))
