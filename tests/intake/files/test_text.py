"""Text files: what their bytes mean is certain or is asked for, and no cell is swallowed by its neighbour."""

from __future__ import annotations

from pathlib import Path

import pytest

from chainchief.errors import InputError
from chainchief.intake.files.text import read_text
from chainchief.views.data import harmless

TABLE = "企业编号,企业名称\r\nF1,示例光学鑫\r\nF2,Müller & Söhne\r\n"


def refusal(tmp_path: Path, content: bytes) -> str:
    (tmp_path / "firms.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_text(tmp_path / "firms.csv")
    assert caught.value.message_zh.startswith("firms.csv")
    assert "CSV UTF-8" in caught.value.message_zh
    return caught.value.message


def rows(tmp_path: Path, content: bytes) -> list[list[str]]:
    (tmp_path / "firms.csv").write_bytes(content)
    return read_text(tmp_path / "firms.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_a_spreadsheet_saves_is_read(tmp_path: Path, encoding: str) -> None:
    assert rows(tmp_path, TABLE.encode(encoding))[1:] == [["F1", "示例光学鑫"], ["F2", "Müller & Söhne"]]


def test_utf_16_with_tabs_as_excel_saves_unicode_text(tmp_path: Path) -> None:
    assert rows(tmp_path, b"\xfe\xff" + TABLE.replace(",", "\t").encode("utf-16-be"))[1] == ["F1", "示例光学鑫"]


@pytest.mark.parametrize(
    "text", ["firm_id,name\nF1,Müller & Söhne\n", "firm_id,name\nF1,Société Générale\n", "firm_id,name\nF1,naïve\n"]
)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_western_code_page_is_not_read_as_chinese(tmp_path: Path, text: str, encoding: str) -> None:
    assert "neither UTF-8 nor GB 18030; save it as “CSV UTF-8”" in refusal(tmp_path, text.encode(encoding))


def test_a_cyrillic_code_page_is_not_read_as_chinese(tmp_path: Path) -> None:
    assert "neither UTF-8" in refusal(tmp_path, "firm_id,name\nF1,Оптический завод\n".encode("cp1251"))


def test_rare_characters_among_common_ones_are_chinese(tmp_path: Path) -> None:
    assert rows(tmp_path, "企业编号,企业名称\nF1,鑫淼眼镜镕\n".encode("gb18030"))[1] == ["F1", "鑫淼眼镜镕"]


@pytest.mark.parametrize("content", [b"firm_id,name\nF1,Al\0der\n", bytes(3) + b"firm_id\nF1\n"])
def test_a_zero_byte_is_told_with_its_place(tmp_path: Path, content: bytes) -> None:
    assert f"byte {content.index(0) + 1} is zero" in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('firm_id,name\nF1,Alder\nF2,"Birch\nF3,Cedar\n', 3),
        ('firm_id,name\nF1,"Alder\nF2,"Birch"\n', 2),
        ('firm_id,name\nF1,"Alder" Ltd\n', 2),
    ],
)
def test_a_quotation_mark_never_swallows_the_rows_below(tmp_path: Path, content: str, line: int) -> None:
    message = refusal(tmp_path, content.encode())
    assert f"firms.csv: line {line}: not a readable table" in message
    assert "close the quotation mark" in message


def test_a_mark_of_inches_and_a_doubled_mark_are_text(tmp_path: Path) -> None:
    assert rows(tmp_path, b'firm_id,name\nF1,6" pipe\nF2,"the ""Birch"""\n')[1:] == [
        ["F1", '6" pipe'],
        ["F2", 'the "Birch"'],
    ]


def test_a_line_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_bytes(b"firm_id\n" + b"," * 20_000)
    with pytest.raises(InputError, match="line 2 spans 20,001 columns; the limit is 16,384"):
        read_text(tmp_path / "firms.csv")


def test_a_very_long_line_is_read(tmp_path: Path) -> None:
    cells = ["x" * 1_000] * 3_000
    assert rows(tmp_path, ("a,b\n" + ",".join(cells)).encode())[1] == cells


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("'=1+1", "=1+1"),
        ("'+86 577", "+86 577"),
        ("'-5 °C", "-5 °C"),
        ("'@office", "@office"),
        ("''=1", "'=1"),
        ("'＝1", "＝1"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'", "'"),
        ("''", "''"),
        ("it's =1", "it's =1"),
        ("=1+1", "=1+1"),
    ],
)
def test_the_guard_against_formulas_is_taken_off(tmp_path: Path, written: str, read: str) -> None:
    assert rows(tmp_path, f"name\n{written}\n".encode())[1] == [read]


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''@x", "-a", "-5", "Alder", "'s", "\t=1", "＋x", "+1e5"])
def test_what_the_export_guards_comes_back(tmp_path: Path, text: str) -> None:
    assert rows(tmp_path, f'name\n"{harmless(text)}"\n'.encode())[1] == [text]
