"""Completeness and findings: shares of what is there, hatches where nothing is."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.views.figures.figure import Setting
from chainchief.views.figures.quality import data_quality, findings_count, read_sheets
from chainchief.views.svg import to_svg
from views.small_evaluation import small_chain

FIRMS = pd.DataFrame(
    {"firm_id": ["F1", "F2", "F3", "F4"], "name": ["a", "b", "c", None], "quality": ["A", "S", None, "C"]}
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_shares_are_counted(language: str) -> None:
    (sheet,) = read_sheets(Chain.from_tables({"firms": FIRMS}), language)
    assert sheet.columns["firm_id"] == 1.0
    assert sheet.columns["name"] == 0.75
    assert sheet.letters == {"A": 0.25, "C": 0.25, "S": 0.25, "none": 0.25}
    assert "revenue" in sheet.empty


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_draws(language: str) -> None:
    figure = data_quality(small_chain(), Setting(language=language))
    ET.fromstring(to_svg(figure.drawing))
    assert figure.lens is None
    assert figure.table.rows
    assert figure.table.more


def test_nothing_imported_is_said() -> None:
    figure = data_quality(Chain.from_tables({}), Setting())
    assert figure.summary == "Nothing was imported."
    ET.fromstring(to_svg(figure.drawing))


def test_findings_are_counted_by_sheet_and_level() -> None:
    findings = [
        Finding("error", "r1", "ties"),
        Finding("warning", "r2", "ties"),
        Finding("warning", "r2", "firms"),
        Finding("info", "r3"),
    ]
    figure = findings_count(findings, Setting())
    assert figure.summary == "Errors 1, warnings 2, assumptions 1."
    rows = {row.cells[0].value: [cell.value for cell in row.cells[1:]] for row in figure.table.rows}
    assert rows == {"firms": [0, 1, 0], "ties": [1, 1, 0], "the whole workbook": [0, 0, 1]}
    ET.fromstring(to_svg(figure.drawing))
