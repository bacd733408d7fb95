"""A file owns its rows, keys decide, and what a sheet does not have stays."""

from __future__ import annotations

from typing import Any

import pytest

from chainchief.chain.difference import compare_chains
from chainchief.chain.value import EARLIER, Chain
from chainchief.errors import InputError
from chainchief.intake.files.source import RawSheet
from chainchief.intake.reading import read_sheets

FIRMS = [
    ["firm_id", "name", "segment_id", "region_id", "output"],
    ["F1", "Alder", "S1", "r", 100],
    ["F2", "Birch", "S1", "r", 50],
]
TIES = [["supplier", "buyer", "product", "amount"], ["Alder", "Birch", "lens", 9], ["Tonda", "Birch", "lens", 3]]
SEGMENTS = [["segment_id", "name"], ["S1", "Lens"]]


def sheets(file: str, **tables: list[list[Any]]) -> list[RawSheet]:
    return [RawSheet(file, name, rows) for name, rows in tables.items()]


def start() -> Chain:
    return read_sheets(sheets("a.xlsx", segments=SEGMENTS, firms=FIRMS, ties=TIES))


def test_the_same_file_again_changes_nothing() -> None:
    base = start()
    again = read_sheets(sheets("a.xlsx", segments=SEGMENTS, firms=FIRMS, ties=TIES), base=base)
    assert compare_chains(base, again).empty
    assert set(again.notes) == set(base.notes)
    assert EARLIER not in again.firms


def test_rows_a_file_no_longer_has_go_and_so_do_firms_only_they_named() -> None:
    base = start()
    new = read_sheets(sheets("a.xlsx", segments=SEGMENTS, firms=FIRMS[:2], ties=[TIES[0], TIES[1]]), base=base)
    assert new.firms["firm_id"].tolist() == ["F1", "Birch"], "a tie still names Birch, who is outside now"
    assert new.firms["listed_here"].tolist()[1] is False
    assert len(new.ties) == 1


def test_rows_of_another_file_are_brought_in_by_key_and_by_name() -> None:
    base = start()
    new = read_sheets(
        sheets(
            "b.xlsx",
            firms=[["name", "employees"], ["Alder", 12], ["Cedar", 7]],
            ties=[TIES[0], ["Birch", "Alder", "frame", 4]],
        ),
        base=base,
    )
    assert compare_chains(base, new).counts == {("firms", "added"): 1, ("firms", "changed"): 1, ("ties", "added"): 1}
    alder = new.firms.set_index("firm_id").loc["F1"]
    assert (alder["output"], alder["employees"]) == (100.0, 12.0)
    assert new.ties["supplier"].tolist() == ["F1", "Tonda", "F2"]


def test_every_cell_leads_to_the_file_it_came_from() -> None:
    new = read_sheets(sheets("b.xlsx", firms=[["name", "employees"], ["Alder", 12]]), base=start())
    row = new.firms.index[new.firms["firm_id"].eq("F1")][0]
    assert new.cell("firms", row, "output") == "a.xlsx!firms!E2"
    assert new.cell("firms", row, "employees") == "b.xlsx!firms!B2"
    third = read_sheets(sheets("c.xlsx", firms=[["name", "rd"], ["Alder", 1]]), base=new)
    assert third.cell("firms", row, "output") == "a.xlsx!firms!E2"
    assert third.cell("firms", row, "employees") == "b.xlsx!firms!B2"
    assert third.cell("firms", row, "rd") == "c.xlsx!firms!B2"


def test_a_file_empties_its_own_cells_another_only_the_ones_it_has() -> None:
    own = read_sheets(sheets("a.xlsx", firms=[["firm_id", "name"], ["F1", "Alder"], ["F2", "Birch"]]), base=start())
    assert own.firms["output"].isna().all()
    other = read_sheets(sheets("b.xlsx", firms=[["firm_id", "output"], ["F1", None]]), base=start())
    assert other.firms.set_index("firm_id")["output"].isna().tolist()[:2] == [True, False]


def test_defaults_do_not_take_the_place_of_what_was_stated() -> None:
    base = read_sheets(sheets("a.xlsx", firms=[["firm_id", "name", "role"], ["F1", "Alder", "owner"]]))
    new = read_sheets(sheets("b.xlsx", firms=[["firm_id", "employees"], ["F1", 3]]), base=base)
    assert new.firms["role"].tolist() == ["owner"]


def test_an_annotated_copy_is_the_file_it_was_made_of() -> None:
    base = start()
    check = RawSheet("a-checked.xlsx", "_check", [["Copy of", "a.xlsx"]])
    copy = [check, *sheets("a-checked.xlsx", firms=FIRMS[:2], ties=TIES[:2], segments=SEGMENTS)]
    new = read_sheets(copy, base=base)
    assert set(new.firms["firm_id"]) == {"F1", "Birch"}
    assert [note.value for note in new.notes if note.rule == "copy-read"] == ["a.xlsx"]
    back = read_sheets(sheets("a.xlsx", segments=SEGMENTS, firms=FIRMS, ties=TIES), base=new)
    assert compare_chains(base, back).empty


def test_notes_of_rows_that_were_replaced_go() -> None:
    base = read_sheets(sheets("a.xlsx", firms=[["firm_id", "output"], ["F1", "约100"], ["F2", "约50"]]))
    new = read_sheets(sheets("b.xlsx", firms=[["firm_id", "output"], ["F1", 120]]), base=base)
    abouts = [note.origin for note in new.notes if note.rule == "about-read"]
    assert abouts == ["a.xlsx!firms!B3"]


def test_money_is_brought_to_the_unit_in_force() -> None:
    base = read_sheets(
        sheets("a.xlsx", chain=[["chain_id", "name", "unit"], ["c", "C", "万元"]], firms=FIRMS, segments=SEGMENTS)
    )
    new = read_sheets(
        sheets(
            "b.xlsx", chain=[["chain_id", "name", "unit"], ["c", "C", "亿元"]], firms=[["firm_id", "output"], ["F1", 2]]
        ),
        base=base,
    )
    assert new.unit == "万元"
    assert new.firms.set_index("firm_id").loc["F1", "output"] == 20_000.0
    assert "unit-brought" in [note.rule for note in new.notes]
    silent = read_sheets(sheets("b.xlsx", firms=[["firm_id", "output(亿元)"], ["F1", 2]]), base=base)
    assert silent.firms.set_index("firm_id").loc["F1", "output"] == 20_000.0


def test_another_chain_is_refused() -> None:
    base = read_sheets(sheets("a.xlsx", chain=[["chain_id", "name"], ["c", "C"]]))
    with pytest.raises(InputError, match="about the chain d"):
        read_sheets(sheets("b.xlsx", chain=[["chain_id", "name"], ["d", "D"]]), base=base)


def test_regions_other_files_still_name_stay() -> None:
    base = read_sheets(
        sheets("a.xlsx", indicators=[["region_id", "period", "indicator", "value"], ["r", 2023, "x", 1]])
    )
    base = read_sheets(sheets("b.xlsx", firms=[["firm_id", "region_id"], ["F1", "r"]]), base=base)
    new = read_sheets(
        sheets("a.xlsx", indicators=[["region_id", "period", "indicator", "value"], ["q", 2023, "x", 1]]), base=base
    )
    assert set(new.regions["region_id"]) == {"r", "q"}


def test_a_sheet_that_cannot_be_read_takes_nothing_away() -> None:
    base = start()
    new = read_sheets(sheets("a.xlsx", segments=SEGMENTS, firms=FIRMS, ties=[["amount"], [5]]), base=base)
    assert len(new.ties) == 2
    assert "columns-absent" in [note.rule for note in new.notes]


def test_next_year_adds_rows() -> None:
    head = ["region_id", "period", "indicator", "value"]
    base = read_sheets(sheets("2023.csv", indicators=[head, ["r", 2023, "x", 1]]))
    new = read_sheets(sheets("2024.csv", indicators=[head, ["r", 2024, "x", 2], ["r", 2023, "x", 1.5]]), base=base)
    assert new.indicators[["period", "value"]].to_numpy().tolist() == [["2023", 1.5], ["2024", 2.0]]
