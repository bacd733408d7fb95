"""A small file that would fill the memory is refused before it does."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from books import write_workbook
from chainchief.errors import InputError
from chainchief.intake.files import extent
from chainchief.intake.files.source import open_sheets
from chainchief.intake.reading import read
from zips import pack_parts


def test_a_cell_at_the_far_corner_is_refused_with_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("firms")
        page.write_string(0, 0, "name")
        page.write_string(1_048_575, 16_383, "x")
    with pytest.raises(InputError, match=r"far\.xlsx: xl/worksheets/sheet1\.xml spans 17,179,869,184 cells; the limit"):
        read(path)


def test_a_part_that_unpacks_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "LARGEST_PART", 10_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 10_001)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(buffer.getvalue())
    with pytest.raises(InputError, match="the limit is"):
        read(path)


def test_a_sheet_of_many_columns_is_measured_by_its_last_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {"firms": [["firm_id"] * 30, ["F1"] * 30]})
    monkeypatch.setattr(extent, "MOST_CELLS", 60)
    assert len(open_sheets(path)[0].rows) == 2
    monkeypatch.setattr(extent, "MOST_CELLS", 59)
    with pytest.raises(InputError, match="spans 60 cells; the limit is 59 cells"):
        open_sheets(path)


def zipped(path: Path, **parts: bytes) -> Path:
    path.write_bytes(pack_parts({name.replace("__", "/"): content for name, content in parts.items()}))
    return path


def test_a_bomb_is_refused_by_how_steeply_it_is_packed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.xlsx", xl__sharedStrings=bytes(30_000_000))
    with pytest.raises(InputError, match=r"bomb.xlsx: xl/sharedStrings spans [\d,]+ × packed; the limit is 400 ×"):
        open_sheets(path)


def test_many_parts_and_a_large_whole_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "parts.xlsx", a=b"1" * 60, b=b"2" * 60)
    monkeypatch.setattr(extent, "LARGEST_WHOLE", 119)
    with pytest.raises(InputError, match="the limit is 0 MB"):
        open_sheets(path)
    monkeypatch.setattr(extent, "MOST_PARTS", 1)
    with pytest.raises(InputError, match="spans 2 parts; the limit is 1 parts"):
        open_sheets(path)


ROW = '<table:table-row table:number-rows-repeated="{}">{}</table:table-row>'
FILLED = ' office:value-type="float" office:value="1"'
MANY = '<table:table-cell table:number-columns-repeated="16384"{}/>'


@pytest.mark.parametrize(
    ("rows", "value", "said"),
    [
        (
            9_999,
            ' office:value-type="float" office:value="1"',
            "spans 163,823,616 cells; the limit is 17,000,000 cells",
        ),
        (10_001, ' office:value-type="float" office:value="1"', "spans 10,001 equal rows; the limit is 10,000"),
        (1_000, ' office:value-type="float" office:value="1"', ""),
        (1_048_576, "", ""),
    ],
)
def test_a_cell_or_a_row_that_counts_many_times_is_counted(tmp_path: Path, rows: int, value: str, said: str) -> None:
    content = ROW.format(rows, MANY.format(value)).encode()
    if not said:
        extent.check_repeated(tmp_path / "bomb.ods", content)
        return
    path = zipped(tmp_path / "bomb.ods", **{"content.xml": content})
    with pytest.raises(InputError, match=rf"bomb\.ods: content\.xml {said}"):
        open_sheets(path)


@pytest.mark.parametrize("name", ["firms.csv", "firms.parquet", "firms.xls"])
def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(993))
    monkeypatch.setattr(extent, "LARGEST_PART", 1_000)
    with pytest.raises(InputError, match="the limit is"):
        open_sheets(tmp_path / name)


def test_sheets_that_fit_one_by_one_and_not_together_are_refused(tmp_path: Path) -> None:
    rows = [["a"] * 12, *[[]] * 5]
    path = write_workbook(tmp_path / "book.xlsx", {f"s{number}": rows for number in range(3)})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    far = b'<row r="1048576"><c r="L1048576"><v>1</v></c></row></sheetData>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"</sheetData>", far) if "worksheets/" in name else content)
    with pytest.raises(InputError, match="spans 25,165,824 cells"):
        open_sheets(path)
