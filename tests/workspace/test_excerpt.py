from __future__ import annotations

from types import SimpleNamespace

import pytest

from chainchief.chain.finding import Finding
from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet
from chainchief.intake.options import ReadOptions
from chainchief.workspace.excerpt import WIDEST, Window, cell_text, sheet_view

PLACE = "book.xlsx!ties"
ROWS = [
    ["Ties of the county", None, None],
    [],
    ["供应商", "share", "note"],
    *[[f"firm {number}", number / 10, None] for number in range(4, 34)],
]
SHEET = RawSheet("book.xlsx", "ties", ROWS)
READING = SimpleNamespace(
    table="ties",
    row=3,
    cells=(SimpleNamespace(letter="A", column="supplier"), SimpleNamespace(letter="B", column="share_of_input")),
)


def found(level: str, origin: str, column: str = "") -> Finding:
    row = int("".join(sign for sign in origin.rpartition("!")[2] if sign.isdigit()) or 0) or None
    return Finding(level, "any", "ties", row, column, origin)


FOUND = [found("warning", f"{PLACE}!B5"), found("error", f"{PLACE}!B5"), found("info", f"{PLACE}!B30")]


def test_rows_with_findings_alone_keep_their_numbers() -> None:
    view = sheet_view([SHEET], FOUND, PLACE, READING)
    assert [row.number for row in view.rows] == [5, 30]
    assert (view.header, view.table, view.flagged, view.total, view.every) == (3, "ties", 2, 2, 31)


def test_the_worst_finding_colours_a_cell() -> None:
    view = sheet_view([SHEET], FOUND, PLACE, READING)
    assert [cell.level for cell in view.rows[0].cells] == ["", "error", ""]
    assert [cell.number for cell in view.rows[0].cells] == [False, True, False]
    assert view.rows[0].cells[1].text == "0.5"


def test_the_header_carries_machine_names_and_findings_of_whole_columns() -> None:
    view = sheet_view([SHEET], [found("info", PLACE, "share_of_input")], PLACE, READING)
    assert [(one.letter, one.text, one.column, one.level) for one in view.columns] == [
        ("A", "供应商", "supplier", ""),
        ("B", "share", "share_of_input", "info"),
        ("C", "note", "", ""),
    ]
    assert view.flagged == 0


def test_a_finding_about_a_row_marks_its_number() -> None:
    view = sheet_view([SHEET], [found("error", f"{PLACE}!7")], PLACE, READING)
    assert [(row.number, row.level) for row in view.rows] == [(7, "error")]


@pytest.mark.parametrize(("around", "first"), [(0, 1), (4, 1), (12, 1), (13, 13), (33, 33), (3, 1), (999, 1)])
def test_the_page_with_the_wanted_row_is_shown(around: int, first: int) -> None:
    """The title row counts, the empty one and the header do not: rows 1, 4, 5, …"""
    view = sheet_view([SHEET], [], PLACE, READING, window=Window(only=False, rows=10, around=around))
    assert view.rows[0].number == first


def test_a_start_beyond_the_end_shows_the_last_row() -> None:
    view = sheet_view([SHEET], [], PLACE, READING, window=Window(only=False, start=10_000))
    assert [row.number for row in view.rows] == [33]


def test_mended_cells_and_rows_left_out_are_shown_as_such() -> None:
    options = ReadOptions(cells={f"{PLACE}!B5": "50%"}, left_out=(f"{PLACE}!30",))
    view = sheet_view([SHEET], FOUND, PLACE, READING, options)
    assert (view.rows[0].cells[1].text, view.rows[0].cells[1].before) == ("50%", "0.5")
    assert [row.left_out for row in view.rows] == [False, True]


def test_without_a_reading_the_fullest_row_is_the_header() -> None:
    assert sheet_view([SHEET], [], PLACE).header == 3


def test_a_wide_sheet_says_how_much_is_not_shown() -> None:
    wide = RawSheet("book.xlsx", "wide", [[str(at) for at in range(WIDEST + 5)]])
    view = sheet_view([wide], [], "book.xlsx!wide")
    assert (len(view.columns), view.hidden) == (WIDEST, 5)


def test_empty_sheets_have_nothing_to_show() -> None:
    view = sheet_view([RawSheet("book.xlsx", "ties", [])], [], PLACE)
    assert (view.columns, view.rows, view.every) == ((), (), 0)


def test_a_sheet_the_file_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="no such sheet"):
        sheet_view([SHEET], [], "book.xlsx!firms")


@pytest.mark.parametrize(
    ("place", "text"), [(f"{PLACE}!B5", "0.5"), (f"{PLACE}!A4", "firm 4"), (f"{PLACE}!Z4", ""), (f"{PLACE}!A99", "")]
)
def test_the_text_of_a_cell(place: str, text: str) -> None:
    assert cell_text([SHEET], place) == text
    assert cell_text([], place) == ""
