"""A small file that would fill the memory is refused before it does."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from books import FIVE_FIRMS, write_workbook
from chainchief.errors import InputError
from chainchief.intake.files import extent
from chainchief.intake.reading import read


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


def test_references_are_found_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_workbook(tmp_path / "book.xlsx", FIVE_FIRMS)
    rows, columns = (max(size) for size in zip(*((len(r), len(r[0])) for r in FIVE_FIRMS.values()), strict=True))
    for block in (8_000_000, 150):
        monkeypatch.setattr(extent, "_BLOCK", block)
        monkeypatch.setattr(extent, "MOST_CELLS", rows * columns)
        extent.check_extent(path)
        monkeypatch.setattr(extent, "MOST_CELLS", min(len(r) * len(r[0]) for r in FIVE_FIRMS.values()) - 1)
        with pytest.raises(InputError):
            extent.check_extent(path)
