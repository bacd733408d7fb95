"""What stands beside the cells of a workbook comes with its sheet, whoever wrote the XML and wherever a block ends."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest

from chainchief.intake.files import markings
from chainchief.intake.files.markings import Formula, Markings, SheetScan, laid_out

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData></worksheet>"
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2" t="s"><v>1</v></c></row>',
    '<row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B2" s="2"><v>0.8</v></c></row>',
    '<row r="3" hidden="1"><c r="A3" t="e"><v>#N/A</v></c><c r="B3" s="1"><f>A1&amp;A2</f></c></row>',
    '<row r="5"><c r="B5" s="2"/><c r="C5"><f>1+1</f><v>2</v></c><c r="D5" t="str"><f>""</f><v></v></c></row>',
    '<row r="6"><c r="AB6"><f t="shared" ref="AB6:AB7" si="0">A6*2</f><v/></c></row>',
    '<row r="7" spans="1:3" hidden="true"><c r="AB7"><f t="shared" si="0"/><v></v></c></row>',
)
FOUND = Markings(
    percents={1: frozenset({2})},
    hidden_rows=frozenset({3, 7}),
    texts={(2, 0): "#DIV/0!", (3, 0): "#N/A", (3, 1): "=A1&A2", (6, 27): "=A6*2", (7, 27): "=A6*2"},
)


def scanned(rows: Sequence[str], head: str = HEAD, tail: str = TAIL) -> SheetScan:
    scan = SheetScan(frozenset({2}))
    scan.read(io.BytesIO((head + "".join(rows) + tail).encode()))
    return scan


@pytest.mark.parametrize("block", [8_000_000, 700, 150, 31])
def test_everything_is_found_wherever_a_block_ends(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markings, "_BLOCK", block)
    scan = scanned(ROWS)
    assert scan.markings == FOUND
    assert scan.spread
    assert {type(text) for (row, _), text in scan.markings.texts.items() if row > 2} == {str, Formula}


def prefixed(text: str) -> str:
    return text.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")


@pytest.mark.parametrize("block", [8_000_000, 97])
def test_a_namespace_prefix_changes_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markings, "_BLOCK", block)
    assert scanned([prefixed(row) for row in ROWS], prefixed(HEAD), prefixed(TAIL)).markings == FOUND


def test_single_quotes_change_nothing() -> None:
    assert scanned([row.replace('"', "'") if "str" not in row else row for row in ROWS]).markings == FOUND


@pytest.mark.parametrize("block", [8_000_000, 60])
def test_cells_without_references_stand_in_their_order(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markings, "_BLOCK", block)
    rows = [
        "<row><c><v>1</v></c></row>",
        '<row><c/><c t="e"><v>#REF!</v></c></row>',
        '<row r="5"><c s="2"><v>1</v></c><c r="D5"/><c><f>A1</f></c></row>',
        '<row hidden="1"><c><v>1</v></c></row>',
    ]
    found = scanned(rows).markings
    assert found.texts == {(2, 1): "#REF!", (5, 4): "=A1"}
    assert found.percents == {0: frozenset({5})}
    assert found.hidden_rows == {6}


def test_a_plain_sheet_has_no_markings() -> None:
    scan = scanned([f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="Z{row}"><v>2</v></c></row>' for row in (1, 2)])
    assert scan.markings == Markings()
    assert not scan.spread


@pytest.mark.parametrize(
    ("cells", "spread", "laid"),
    [
        ('<row r="3"><c r="Z3"/></row>', False, 78),
        ('<row r="3"><c r="AA3"/></row>', True, 81),
        ('<row r="1000000"><c r="B1000000"/></row>', True, 2_000_000),
        ('<row r="2"><c r="C1"/></row><row r="9"><c r="A9"/></row>', False, 27),
        ("<row><c/><c/></row><row><c/></row>", False, 4),
        ("", False, 1),
    ],
)
def test_how_far_the_cells_reach(cells: str, spread: bool, laid: int) -> None:
    assert scanned([cells]).spread == spread
    assert laid_out(io.BytesIO((HEAD + cells + TAIL).encode())) == laid
