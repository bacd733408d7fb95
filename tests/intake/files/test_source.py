from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from books import write_workbook
from chainchief.errors import InputError
from chainchief.intake.files.source import FORMATS, column_letter, open_sheets, skipped_files
from chainchief.intake.reading import read


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_letter(position: int, letter: str) -> None:
    assert column_letter(position) == letter


def refusal(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        read(path)
    assert path.name in caught.value.message
    assert path.name in caught.value.message_zh
    assert caught.value.message != caught.value.message_zh
    return caught.value


def test_an_absent_path(tmp_path: Path) -> None:
    assert "no such file or folder" in str(refusal(tmp_path / "absent.xlsx"))


@pytest.mark.parametrize("name", ["empty.xlsx", "empty.csv", "empty.parquet"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert "the file is empty" in str(refusal(tmp_path / name))


@pytest.mark.parametrize("name", ["report.docx", "noending"])
def test_an_unknown_format_lists_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("words")
    message = str(refusal(tmp_path / name))
    assert all(suffix in message for suffix in FORMATS)


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04garbage", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)])
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"book{suffix}"
    path.write_bytes(content)
    assert "open it in Excel and save it again as .xlsx" in str(refusal(path))


def test_half_a_workbook(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {"firms": [["firm_id"], ["F1"]]})
    path.write_bytes(path.read_bytes()[:900])
    assert "not a readable workbook" in str(refusal(path))


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "firms.parquet").write_bytes(b"PAR1 no")
    assert "not a readable Parquet file" in str(refusal(tmp_path / "firms.parquet"))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_bytes(bytes(range(256)) * 8)
    assert "save it as “CSV UTF-8”" in str(refusal(tmp_path / "firms.csv"))


def test_a_field_without_end(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text('firm_id,name\nF1,"' + "x" * 200_000, encoding="utf-8")
    assert "save it as “CSV UTF-8”" in str(refusal(tmp_path / "firms.csv"))


def test_a_folder_without_tables(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_text("words")
    (tmp_path / "~$firms.xlsx").write_text("the lock file of an open workbook")
    assert "the folder holds no table; put .xlsx" in str(refusal(tmp_path))


def test_a_workbook_without_any_sheet_we_know(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {"Sheet1": [["colour"], ["red"]], "Sheet2": [["a"], ["b"]]})
    error = refusal(path)
    assert "no sheet we know; name the sheets chain, regions, indicators" in error.message
    assert "产业链、地区、指标数据" in error.message_zh


def test_a_file_of_blanks(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("\n  \n,,\n")
    assert "no sheet we know" in str(refusal(tmp_path / "firms.csv"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_encodings_of_chinese_csv(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "企业.csv").write_bytes("企业编号,企业名称\nF1,示例光学\n".encode(encoding))
    assert read(tmp_path / "企业.csv").firms["name"].tolist() == ["示例光学"]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(tmp_path: Path, mark: str, end: str) -> None:
    rows = [["firm_id", "name", "segment_id"], ["F1", "Alder, Ltd", "S1"], ["F2", "Birch", "S1"]]
    text = end.join(mark.join(f'"{cell}"' for cell in row) for row in rows)
    (tmp_path / "firms.csv").write_text(text, encoding="utf-8", newline="")
    firms = read(tmp_path / "firms.csv").firms
    assert firms["name"].tolist() == ["Alder, Ltd", "Birch"]
    assert firms["segment_id"].tolist() == ["S1", "S1"]


def test_a_title_with_another_mark_does_not_choose_the_delimiter(tmp_path: Path) -> None:
    text = "Firms; data of 2023; all towns\nfirm_id,name,segment_id\nF1,Alder,S1:0.7;S2:0.3\nF2,Birch,S1:0.5;S2:0.5\n"
    (tmp_path / "firms.csv").write_text(text, encoding="utf-8")
    assert read(tmp_path / "firms.csv").firms["segment_id"].tolist() == ["S1:0.7;S2:0.3", "S1:0.5;S2:0.5"]


def test_rows_of_any_length_and_line_breaks_in_cells(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text(
        'firm_id,name,address\nF1\nF2,Birch,"No. 1\nRiver Road",more\n', encoding="utf-8"
    )
    chain = read(tmp_path / "firms.csv")
    assert chain.firms["firm_id"].tolist() == ["F1", "F2"]
    assert chain.firms["address"].fillna("").tolist() == ["", "No. 1 River Road"]
    assert [note.value for note in chain.notes if note.rule == "column-unnamed"] == ["D"]


def test_cells_of_a_workbook_come_with_their_types_and_rows(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("series")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(2, 1, ["item", "time", "value", "flag"])
        page.write(3, 1, "stock")
        page.write_datetime(3, 2, dt.datetime(2024, 3, 5), day)
        page.write_formula(3, 3, "=1+1", None, 2)
        page.write_boolean(3, 4, True)
    (sheet,) = open_sheets(path)
    assert (sheet.file, sheet.name, sheet.place, sheet.first_row) == ("book.xlsx", "series", "book.xlsx!series", 1)
    assert sheet.rows[3] == ["", "stock", dt.date(2024, 3, 5), 2.0, True]
    series = read(path).series
    assert series.loc[0, ["item", "time", "value", "origin"]].tolist() == [
        "stock",
        "2024-03-05",
        2.0,
        "book.xlsx!series!4",
    ]
    assert series["flag"].tolist() == [True]


def test_only_a_csv_file_does_not_tell_numbers_from_texts(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_text("firm_id\nF1\n")
    write_workbook(tmp_path / "ties.xlsx", {"ties": [["supplier", "buyer"], ["a", "b"]]})
    assert [(sheet.name, sheet.typed) for sheet in open_sheets(tmp_path)] == [("firms", False), ("ties", True)]


def test_files_of_a_folder_that_are_no_tables_are_named(tmp_path: Path) -> None:
    for name in ("firms.csv", "notes.docx", "map.json", "noending", ".hidden", "~$firms.xlsx"):
        (tmp_path / name).write_text("firm_id\nF1\n")
    (tmp_path / "folder.json").mkdir()
    assert skipped_files(tmp_path) == ["map.json", "noending", "notes.docx"]
    assert skipped_files(tmp_path / "firms.csv") == []
    assert [sheet.name for sheet in open_sheets(tmp_path)] == ["firms"]
