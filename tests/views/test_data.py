from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.finding import finding
from chainchief.intake.files.source import open_sheets
from chainchief.views.data import findings_csv, harmless, to_csv

SIGNS = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize("sign", SIGNS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(sign: str) -> None:
    written = sign.replace("\r", "\n")
    assert harmless(f"{sign}cmd|' /C calc'!A0") == f"'{written}cmd|' /C calc'!A0"
    assert to_csv(pd.DataFrame({f"{sign}x": [f"{sign}y"]})).count("'") == 2


def test_a_carriage_return_ends_no_record() -> None:
    assert to_csv(pd.DataFrame({"name": ["line1\r=cmd()"], "x": [1]})) == 'name,x\n"line1\n=cmd()",1\n'


def test_numbers_are_never_quoted() -> None:
    frame = pd.DataFrame({"a": [-5.0, np.nan], "b": ["-5", "+3.2e-4"], "c": [-1, 2], "d": [True, None], "e": [-1, "x"]})
    assert to_csv(frame) == "a,b,c,d,e\n-5.0,-5,-1,True,-1\n,+3.2e-4,2,,x\n"


def test_row_labels_come_first_where_they_are_asked_for() -> None:
    frame = pd.DataFrame({"overall": [0.5]}, index=pd.MultiIndex.from_tuples([("=r", "2023")], names=["region", None]))
    assert to_csv(frame, index=True) == "region,,overall\n'=r,2023,0.5\n"
    assert to_csv(frame) == "overall\n0.5\n"


def test_findings_are_exported_harmless() -> None:
    text = findings_csv([finding("not-a-number", value="=1+1", origin="b.csv!firms!C2")])
    assert pd.read_csv(io.StringIO(text))["value"].tolist() == ["'=1+1"]


TEXT = st.text(st.characters(exclude_categories=["C"]) | st.sampled_from(f"'{SIGNS}"), min_size=1, max_size=8)


@given(st.lists(TEXT.filter(lambda text: "\r" not in text), min_size=1, max_size=5))
def test_every_text_comes_back_from_csv(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    folder = tmp_path_factory.mktemp("csv")
    written = to_csv(pd.DataFrame({"name": texts, "b": 1}))
    (folder / "firms.csv").write_text(written, encoding="utf-8", newline="")
    rows: list[list[str]] = open_sheets(Path(folder))[0].rows
    assert [row[0] for row in rows[1:]] == texts
