"""The sheets of an .xls file are measured before a reader lays them out."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import pytest

from chainchief.errors import InputError
from chainchief.intake.files import extent
from chainchief.intake.files.compound import check_compound
from old_formats import pack_xls

ROWS = {"firms": [["firm_id", "output"], *[[f"F{number}", float(number)] for number in range(300)]]}


def with_far_cell(content: bytes, row: int, column: int) -> bytes:
    """The file with its last number moved to another place."""
    at = content.rindex(struct.pack("<HHHH", 0x203, 14, 300, 1))
    return content[: at + 4] + struct.pack("<HH", row, column) + content[at + 8 :]


def test_an_ordinary_file_passes_and_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(pack_xls({**ROWS, "ties": [["supplier"]]}))
    monkeypatch.setattr(extent, "MOST_CELLS", 602)
    check_compound(path)
    monkeypatch.setattr(extent, "MOST_CELLS", 601)
    with pytest.raises(InputError, match=r"book\.xls spans 602 cells; the limit is 601 cells"):
        check_compound(path)


@pytest.mark.parametrize(("row", "column"), [(65_535, 65_535), (65_535, 1_000), (700, 65_535)])
def test_a_far_cell_is_refused(tmp_path: Path, row: int, column: int) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(with_far_cell(pack_xls(ROWS), row, column))
    with pytest.raises(InputError, match=f"spans {(row + 1) * (column + 1):,} cells"):
        check_compound(path)


def test_the_largest_sheet_of_the_format_passes(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(with_far_cell(pack_xls(ROWS), 65_535, 255))
    check_compound(path)


@pytest.mark.parametrize("kept", [9, 40, 100, 512, 700, 1_024, 1_600])
def test_half_a_file_is_a_sentence_or_left_to_its_reader(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "book.xls"
    path.write_bytes(pack_xls(ROWS)[:kept])
    with contextlib.suppress(InputError):
        check_compound(path)


@pytest.mark.parametrize(
    ("place", "sector"),
    [(44, 0), (64, 0), (72, 0), (120, 1), (248, 1)],
    ids=["table", "small", "more", "root", "stream"],
)
def test_a_size_beyond_the_file_is_a_sentence(tmp_path: Path, place: int, sector: int) -> None:
    content = bytearray(pack_xls(ROWS))
    directory = struct.unpack_from("<I", content, 48)[0] + 1
    start = place + directory * 512 if sector else place
    content[start : start + 4] = struct.pack("<I", 0x7FFFFFFF)
    path = tmp_path / "book.xls"
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match="larger than it is"):
        check_compound(path)


@pytest.mark.parametrize("rows", [(500, 1), (0, 0x7FFFFFFF)])
def test_what_a_sheet_says_of_its_size_is_checked(tmp_path: Path, rows: tuple[int, int]) -> None:
    content = pack_xls(ROWS)
    at = content.index(struct.pack("<HHIIHH", 0x200, 14, 0, 301, 0, 2))
    path = tmp_path / "book.xls"
    path.write_bytes(content[: at + 4] + struct.pack("<II", *rows) + content[at + 12 :])
    with pytest.raises(InputError, match=r"damaged|the limit is"):
        check_compound(path)


def test_sectors_in_a_circle_are_a_sentence(tmp_path: Path) -> None:
    content = bytearray(pack_xls(ROWS))
    content[512:1024] = struct.pack("<128I", *[1] * 128)
    path = tmp_path / "book.xls"
    path.write_bytes(bytes(content))
    with pytest.raises(InputError, match="run in a circle"):
        check_compound(path)


def test_what_is_no_compound_file_passes(tmp_path: Path) -> None:
    (tmp_path / "book.xls").write_bytes(b"hello")
    check_compound(tmp_path / "book.xls")
