"""Workbooks: what stands beside the cells comes along, and whatever is wrong with a file is one sentence."""

from __future__ import annotations

import struct
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from books import write_workbook
from chainchief.errors import InputError
from chainchief.intake.files import workbook
from chainchief.intake.files.markings import Formula
from chainchief.intake.files.source import RawSheet, open_sheets
from chainchief.intake.reading import read
from old_formats import pack_ods, pack_xls
from zips import pack_parts, parts_of

ROWS = {"firms": [["firm_id", "name"], ["F1", "Alder"]]}


def refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        open_sheets(path)
    assert path.name in caught.value.message
    assert caught.value.message != caught.value.message_zh
    return caught.value


def without(path: Path, part: str, content: bytes) -> Path:
    """The workbook with one part replaced."""
    parts = parts_of(write_workbook(path, ROWS).read_bytes())
    assert part in parts
    path.write_bytes(pack_parts({**parts, part: content}))
    return path


@pytest.fixture
def marked(tmp_path: Path) -> dict[str, RawSheet]:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("firms")
        percent = book.add_format({"num_format": '0.0" % of all"'})
        share = book.add_format({"num_format": "0.00%"})
        page.write_row(0, 0, ["firm_id", "region_id", "share", "output"])
        page.write_row(1, 0, ["F1", "", 0.8])
        page.merge_range(1, 1, 3, 1, "Rivertown")
        page.write_number(1, 2, 0.8, share)
        page.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        page.write_row(2, 0, ["F2"])
        page.write_number(2, 2, 0.7, percent)
        page.write_formula(2, 3, "=C2&C3", None, "")
        page.write_row(3, 0, ["F3"])
        page.set_row(3, None, None, {"hidden": True})
        page.write_formula(4, 5, '=IF(A1>"a","<","")', None, "")
        book.add_worksheet("lookup").hide()
        book.add_worksheet("secret").very_hidden()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=firms!$C$2:$C$3"})
        book.add_chartsheet("picture").set_chart(chart)
    return {sheet.name: sheet for sheet in open_sheets(path)}


def test_what_stands_beside_the_cells(marked: dict[str, RawSheet]) -> None:
    firms = marked["firms"]
    assert firms.rows[1] == ["F1", "Rivertown", 0.8, "#DIV/0!"]
    assert firms.rows[2] == ["F2", "", 0.7, "=C2&C3"]
    assert isinstance(firms.rows[2][3], Formula)
    assert firms.rows[4] == ["", "", "", "", "", '=IF(A1>"a","<","")']
    assert firms.markings.percents == {2: {2}}
    assert firms.markings.merged == ((2, 1, 4, 1),)
    assert firms.markings.hidden_rows == {4}


def test_hidden_sheets_say_so_and_a_chart_is_no_sheet(marked: dict[str, RawSheet]) -> None:
    assert {name: sheet.hidden for name, sheet in marked.items()} == {"firms": False, "lookup": True, "secret": True}


def test_a_workbook_of_openpyxl_has_no_value_for_any_formula(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "firms"
    for row in (["firm_id", "output"], ["F1", "=1+2"], ["F2", "#N/A"], ["F3", 3]):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    (sheet,) = open_sheets(tmp_path / "book.xlsx")
    assert sheet.rows[1:] == [["F1", "=1+2"], ["F2", "#N/A"], ["F3", 3.0]]
    assert isinstance(sheet.rows[1][1], Formula)


def test_a_workbook_behind_a_password(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(_locked())
    error = refusal(path)
    assert "locked by a password; save a copy without one" in error.message
    assert "密码" in error.message_zh


def _locked() -> bytes:
    """The frame of an encrypted workbook: a compound file with an empty stream EncryptedPackage."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    head = struct.pack("<8s16xHHHHH", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<6xIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", 0, *[free] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le")
        return struct.pack("<64sHBBIII36xIQ", text, len(text) + 2, kind, 1, free, free, child, end, 0)

    entries = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, free)
    return head + fat + entries.ljust(512, b"\0")


BROKEN = {
    "xl/worksheets/sheet1.xml": (b"", b"<worksheet><sheetData><row r='1'><c r='A1'", b"\0\1\2", b"<a/>" * 9 + b"<"),
    "xl/workbook.xml": (b"", b"<workbook><sheets><sheet", b"\xff\xfe"),
    "xl/_rels/workbook.xml.rels": (b"", b"<Relationships><Relationship"),
    "xl/styles.xml": (b"", b"<styleSheet><cellXfs>"),
}


@pytest.mark.parametrize(("part", "content"), [(part, one) for part, all_ in BROKEN.items() for one in all_])
def test_a_broken_part_is_a_sentence(tmp_path: Path, part: str, content: bytes) -> None:
    path = without(tmp_path / "book.xlsx", part, content)
    assert "open it in Excel and save it again as .xlsx" in refusal(path).message


@pytest.mark.parametrize("content", [b"", b"<sst><si><t>firm", b"\0"])
def test_broken_texts_are_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = without(tmp_path / "book.xlsx", "xl/sharedStrings.xml", content)
    assert "not a readable workbook" in refusal(path).message


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls", ".ods"])
def test_a_document_of_another_kind(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"book{suffix}"
    path.write_bytes(pack_parts({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"}))
    assert "not a readable workbook" in refusal(path).message
    path.write_text("firm_id,name\nF1,Alder\n")
    assert "not a readable workbook" in refusal(path).message


def test_a_part_that_is_larger_than_it_says(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "book.xlsx", {"firms": [["firm_id", "name"], *[[f"F{n}", "x"] for n in range(99)]]}
    )
    content = path.read_bytes()
    size = len(parts_of(content)["xl/worksheets/sheet1.xml"])
    path.write_bytes(content.replace(struct.pack("<I", size), struct.pack("<I", 60)))
    assert "not a readable workbook" in refusal(path).message


def test_a_panic_of_the_compiled_reader_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    class Reader:
        @staticmethod
        def from_path(path: Path) -> None:
            raise PanicException("attempt to subtract\nwith overflow")

    monkeypatch.setattr(workbook, "CalamineWorkbook", Reader)
    path = write_workbook(tmp_path / "book.xlsx", ROWS)
    assert "not a readable workbook (attempt to subtract with overflow)" in refusal(path).message


def test_a_defect_of_ours_stays_loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(workbook.SheetScan, "read")
    with pytest.raises(AttributeError):
        open_sheets(write_workbook(tmp_path / "book.xlsx", ROWS))


@pytest.mark.parametrize("pack", [pack_xls, pack_ods])
def test_older_formats_are_read(tmp_path: Path, pack: object) -> None:
    path = tmp_path / ("book.xls" if pack is pack_xls else "book.ods")
    path.write_bytes(pack(ROWS))  # type: ignore[operator]
    assert [(sheet.name, sheet.rows, sheet.hidden) for sheet in open_sheets(path)] == [("firms", ROWS["firms"], False)]


def test_findings_of_a_marked_workbook(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("firms")
        page.write_row(0, 0, ["firm_id", "产值(万元)", "产能利用率(%)", "address"])
        page.write_row(1, 0, ["F1", 1, None, "a"])
        page.write_number(1, 2, 0.8, book.add_format({"num_format": "0%"}))
        page.write_row(2, 0, ["F2", 2, 80, "b"])
        page.write_row(3, 0, ["F3"])
        page.write_formula(3, 1, "=B2+B3", None, "")
        page.write_row(4, 0, ["F4"])
        page.write_formula(4, 3, "=D2&D3", None, "")
    chain = read(path)
    assert chain.firms["firm_id"].tolist() == ["F1", "F2", "F4"]
    assert chain.firms["capacity_use"].tolist()[:2] == [0.8, 0.8]
    notes = {note.rule: note for note in chain.notes}
    assert (notes["formula-without-value"].origin, notes["formula-without-value"].value) == (
        "book.xlsx!firms!B4",
        "=B2+B3",
    )
    assert (notes["formula-unread"].origin, notes["formula-unread"].value) == ("book.xlsx!firms!D5", "=D2&D3")
    assert "(1)" in notes["percent-format"].message
