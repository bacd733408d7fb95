from __future__ import annotations

import math
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from books import FIVE_FIRMS, as_frames, write_workbook
from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.intake.reading import read
from chainchief.views.workbook import export_workbook, pack_sheets
from random_chains import same


def cells(book: bytes) -> dict[str, list[list[Any]]]:
    opened = CalamineWorkbook.from_filelike(BytesIO(book))
    return {name: opened.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in opened.sheet_names}


def parts(book: bytes, folder: str) -> str:
    with zipfile.ZipFile(BytesIO(book)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist() if name.startswith(folder))


def exported(**frames: pd.DataFrame) -> dict[str, list[list[Any]]]:
    return cells(export_workbook(Chain.from_tables(frames)))


def test_cells_keep_their_types() -> None:
    rows = [["a", "b"], ["=1+1", 1.5], ["007", None], [True, ""], [math.inf, -0.1]]
    assert cells(pack_sheets({"x": rows})) == {"x": [["a", "b"], ["=1+1", 1.5], ["007", ""], [True, ""], ["inf", -0.1]]}
    assert "<f>" not in parts(pack_sheets({"x": rows}), "xl/worksheets")


def test_the_same_cells_give_the_same_bytes(five_firms: Chain) -> None:
    assert pack_sheets({"x": [["a"], [1.5]]}) == pack_sheets({"x": [["a"], [1.5]]})
    assert export_workbook(five_firms) == export_workbook(Chain.from_tables(as_frames(FIVE_FIRMS)))


def test_only_sheets_with_rows_and_columns_with_cells_are_written() -> None:
    frame = pd.DataFrame({"firm_id": ["F1"], "output": [1.0], "colour": ["red"], "origin": ["book.xlsx!firms!9"]})
    assert exported(firms=frame) == {"firms": [["firm_id", "output", "colour"], ["F1", 1.0, "red"]]}
    assert exported(firms=frame, ties=pd.DataFrame({"supplier": []})).keys() == {"firms"}


def test_unknown_cells_are_empty_and_yes_and_no_are_booleans() -> None:
    frame = pd.DataFrame(
        {"firm_id": ["F1", "F2"], "output": [1.0, np.nan], "listed": [True, None], "mine": [False, True]}
    )
    assert exported(firms=frame)["firms"] == [
        ["firm_id", "output", "listed", "mine"],
        ["F1", 1.0, True, False],
        ["F2", "", "", True],
    ]


def test_withheld_observations_are_written_as_such() -> None:
    frame = pd.DataFrame(
        {"region_id": "r", "indicator": list("abc"), "value": [None, 2.0, None], "withheld": [True, True, False]}
    )
    header, *rows = exported(indicators=frame)["indicators"]
    assert [row[header.index("value")] for row in rows] == ["保密", 2.0, ""]


def test_withheld_cells_of_any_table_are_written_as_such(tmp_path: Path) -> None:
    firms = [
        ["firm_id", "name", "产值", "营业收入"],
        ["F1", "a", 1, "保密"],
        ["F2", "b", "保密", None],
        ["F3", "c", "many", "保密"],
    ]
    wide = [["地区", "年份", "D311", "D112"], ["r", 2023, "保密", 0.5], ["q", 2023, 0.1, "confidential"]]
    chain = read(write_workbook(tmp_path / "book.xlsx", {"firms": firms, "indicators": wide}))
    book = export_workbook(chain)
    header, *rows = cells(book)["firms"]
    assert [[row[header.index(name)] for name in ("firm_id", "output", "revenue")] for row in rows] == [
        ["F1", 1.0, "保密"],
        ["F2", "保密", ""],
    ]
    header, *rows = cells(book)["indicators"]
    assert [row[header.index("value")] for row in rows] == ["保密", 0.5, 0.1, "保密"]


def test_a_chain_that_is_not_sound_can_be_exported() -> None:
    frame = pd.DataFrame(
        {"firm_id": [None, "F", "F"], "output": [np.inf, -np.inf, np.nan], "period": ["soon", None, "2023"]}
    )
    assert exported(firms=frame)["firms"][1:] == [["", "inf", "soon"], ["F", "-inf", ""], ["F", "", "2023"]]


def test_the_examples_survive_the_way_out_and_in(tmp_path: Path) -> None:
    examples = Path(read.__code__.co_filename).parents[1] / "examples"
    for folder in sorted(path for path in examples.iterdir() if path.is_dir()):
        chain = read(folder)
        path = tmp_path / f"{folder.name}.xlsx"
        path.write_bytes(export_workbook(chain))
        same(chain, read(path))


TRICKY = [
    "'=1+1",
    "''quoted",
    "=1+1",
    "+86 577",
    "@home",
    "-5",
    "001",
    "1e5",
    "TRUE",
    "2023-05",
    "3/4",
    "1,234",
    "a\nb",
    "_x000D_",
    "<&>\"'",
    "é\u0301 🦓",
    "0x1F",
    "９１３",
]


@pytest.mark.parametrize("text", TRICKY)
def test_every_text_comes_back_as_it_was(text: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"firm_id": ["F1", "F2"], "address": [text, "b"], "mine": [text, "b"], "name": ["x", "y"]})
    path = tmp_path / "book.xlsx"
    path.write_bytes(export_workbook(Chain.from_tables({"firms": frame})))
    header, row, _ = cells(path.read_bytes())["firms"]
    assert [row[header.index(name)] for name in ("address", "mine")] == [text, text]
    again = read(path).firms
    told = " ".join(text.split())
    assert again["address"].tolist() == [told, "b"]
    assert again["mine"].tolist() == [text.strip(), "b"]


def test_headers_are_texts_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"firm_id": ["F1"], "=cmd()": ["a"], "2023": [1.5]})
    book = export_workbook(Chain.from_tables({"firms": frame}))
    assert cells(book)["firms"][0] == ["firm_id", "=cmd()", "2023"]
    assert "<f>" not in parts(book, "xl/worksheets")


def test_what_no_sheet_can_hold_is_refused_with_a_sentence() -> None:
    with pytest.raises(InputError, match=r"x!B2: a text of 32,768 characters; a cell holds 32,767"):
        pack_sheets({"x": [["a", "b"], ["", "c" * 32_768]]})
    with pytest.raises(InputError, match=r"x: 1,048,577 rows and 1 columns"):
        pack_sheets({"x": [[1]] * 1_048_577})
    with pytest.raises(InputError, match=r"16,385 columns"):
        pack_sheets({"x": [[1] * 16_385]})
