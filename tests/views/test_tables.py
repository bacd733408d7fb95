"""Tables: numbers right, unit in the header, unknown as a word, flags in columns of their own."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET

import pytest

from chainchief.views.tables import Cell, Column, Row, TableView, to_html, to_rows, written
from views.test_svg import HOSTILE

COLUMNS = (
    Column("name", "Name"),
    Column("output", "Output", "CNY mn", "number"),
    Column("share", "Share", kind="percent"),
    Column("score", "Score", kind="score"),
)


def table(*rows: Row) -> TableView:
    return TableView("t", "Firms", COLUMNS, rows)


def parsed(html: str) -> ET.Element:
    return ET.fromstring(html)


def test_numbers_stand_right_and_the_unit_in_the_header() -> None:
    root = parsed(to_html(table(Row((Cell("A"), Cell(1234.4), Cell(0.28), Cell(0.5849))))))
    heads = list(root.iter("th"))
    assert [head.attrib.get("class") for head in heads] == [None, "number", "number", "number"]
    assert [unit.text for unit in root.iter("span") if unit.attrib["class"] == "unit"] == ["CNY mn"]
    assert [cell.text for cell in root.iter("td")] == ["A", "1,234", "28 %", "0.58"]


@pytest.mark.parametrize("nothing", [None, math.nan])
def test_unknown_is_framed_and_never_a_number(nothing: float | None) -> None:
    html = to_html(table(Row((Cell(nothing), Cell(nothing), Cell(nothing), Cell(nothing)))))
    root = parsed(html)
    cells = [cell.find("span") for cell in root.iter("td")]
    assert all(cell is not None and cell.attrib["class"] == "unknown" and cell.text == "unknown" for cell in cells)
    assert "0" not in "".join(root.itertext())


def test_withheld_and_not_applicable() -> None:
    row = Row((Cell("A"), Cell(5.0, withheld=True), Cell(not_applicable=True), Cell(0.5, "C")))
    assert [cell.text or cell[0].text for cell in parsed(to_html(table(row), "zh")).iter("td")] == [
        "A",
        "保密",
        "–",
        "≈ 0.50",
    ]
    assert to_rows(table(row))[1] == ["A", "", "", "0.5", "withheld", "C"]


def test_csv_has_machine_names_full_numbers_and_flags() -> None:
    rows = to_rows(table(Row((Cell("A"), Cell(1234.4567), Cell(None), Cell(0.58491, qualifier="about")))))
    assert rows == [
        ["name", "output [CNY mn]", "share", "score", "score_flag"],
        ["A", "1234.4567", "", "0.58491", "about"],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    row = Row((Cell(text, href=text, note=text), Cell(1.0), Cell(1.0), Cell(1.0)), anchor="row-1")
    root = parsed(to_html(TableView("t", text, COLUMNS, (row,), more=text)).join(("<div>", "</div>")))
    assert not list(root.iter("script"))


def test_rows_carry_depth_choice_and_anchor() -> None:
    row = Row((Cell("A"), Cell(1.0), Cell(1.0), Cell(1.0)), anchor="row-1", depth=2, strong=True, chosen=True)
    root = parsed(to_html(table(row)))
    (line,) = root.find("tbody") or ()
    assert line.attrib == {"id": "row-1", "class": "strong chosen"}
    assert line[0].attrib["class"] == "depth-2"


def test_a_caption_may_become_a_label() -> None:
    assert parsed(to_html(table(), caption=False)).attrib["aria-label"] == "Firms"


def test_written_in_chinese_has_no_thousands_comma() -> None:
    assert written(Cell(12345.0), Column("n", "n", kind="number"), "zh") == "12345"
