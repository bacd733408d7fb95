"""What read does where a cell or a row is in doubt: nothing twice, nothing under a wrong name."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from books import write_workbook
from chainchief.intake.reading import read


@pytest.mark.parametrize(("cell", "unit"), [("3%", "%"), ("约3%", "%"), ("30‰", "‰"), ("3%", None)])
def test_a_percent_cell_is_scaled_once_whatever_its_unit_says(tmp_path: Path, cell: str, unit: str | None) -> None:
    rows = [["region", "period", "indicator", "value", "unit"], ["a", "2023", "D311", cell, unit]]
    found = read(write_workbook(tmp_path / "book.xlsx", {"indicators": rows})).indicators
    assert found[["value", "unit"]].to_numpy().tolist() == [[pytest.approx(0.03), "share"]]


def test_a_firm_with_an_error_is_not_taken_for_an_outside_firm(tmp_path: Path) -> None:
    firms = [
        ["firm_id", "name", "segment", "region", "output"],
        ["F1", "Alder", "S", "a", "many"],
        ["F2", "Birch", "S", "a", 2],
    ]
    ties = [["supplier", "buyer"], ["Alder", "Birch"]]
    chain = read(write_workbook(tmp_path / "book.xlsx", {"firms": firms, "ties": ties}))
    assert chain.ties["supplier"].tolist() == ["F1"]
    kept = chain.firms.set_index("firm_id").loc["F1"]
    assert (kept["region_id"], kept["segment_id"]) == ("a", "S")
    assert math.isnan(kept["output"])
    assert not {"external-firm"} & {note.rule for note in chain.notes}
