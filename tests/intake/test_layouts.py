"""However an office lays its tables out, they are the same chain."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest

from chainchief.chain.value import Chain
from chainchief.intake.reading import read
from layouts import LAYOUTS, plain
from pages import TABLES, differences, small_demo


@cache
def plain_chain() -> Chain:
    with TemporaryDirectory() as folder:
        return read(plain(Path(folder)))


def fingerprint(path: Path) -> list[object]:
    """What a person sees: of a workbook its sheets, cells, formats and merges; of other files their bytes."""
    if path.is_file() and path.suffix != ".xlsx":
        return [path.read_bytes()]
    if path.is_dir():
        return [(file.name, file.read_bytes()) for file in sorted(path.iterdir())]
    book = openpyxl.load_workbook(path)
    return [
        (
            sheet.title,
            sheet.sheet_state,
            sorted(str(area) for area in sheet.merged_cells.ranges),
            [
                (cell.coordinate, cell.value, cell.number_format)
                for row in sheet
                for cell in row
                if cell.value is not None
            ],
        )
        for sheet in book
    ]


def test_there_are_twenty_layouts_and_more() -> None:
    assert len(LAYOUTS) >= 20


def test_the_plain_one_is_whole_and_without_an_error() -> None:
    chain = plain_chain()
    assert [str(note) for note in chain.notes if note.level != "info"] == []
    assert {name: len(chain.tables[name]) for name in TABLES} == {
        name: len(page.body) for name, page in small_demo().items()
    }


def test_no_two_layouts_are_the_same(tmp_path: Path) -> None:
    """By what a person sees; one of them is the plain one by another program, on purpose."""
    ways = {"plain": plain, **{name: way for name, way in LAYOUTS.items() if name != "workbook_by_openpyxl"}}
    seen: dict[str, str] = {}
    for name, way in ways.items():
        folder = tmp_path / name
        folder.mkdir()
        look = repr(fingerprint(way(folder)))
        assert look not in seen, f"{name} is {seen[look]}"
        seen[look] = name


def test_the_two_writers_give_other_bytes(tmp_path: Path) -> None:
    one, other = plain(tmp_path), LAYOUTS["workbook_by_openpyxl"](tmp_path)
    assert one.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_read_as_the_same_chain(name: str, tmp_path: Path) -> None:
    chain = read(LAYOUTS[name](tmp_path))
    assert differences(plain_chain(), chain)[:5] == []


def test_what_stands_under_a_table_is_named(tmp_path: Path) -> None:
    """A sum or a note is left out, and the place of each is told."""
    path = LAYOUTS["sums_and_notes_under_the_table"](tmp_path)
    notes = [note for note in read(path).notes if note.rule == "sum-row"]
    wanted = set()
    for table in ("segments", "firms", "ties"):
        last = len(small_demo()[table].rows)
        wanted |= {(table, last + number) for number in (1, 2, 3)}
    assert {(note.table, note.row) for note in notes} == wanted
