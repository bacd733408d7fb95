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


HEAD = ["firm_id", "name", "output"]
PARTIAL = [["firm_id", "employees"], ["F1", 11]]


def test_a_file_read_again_leaves_the_cells_of_the_other_file() -> None:
    base = read_sheets(sheets("A.xlsx", firms=[HEAD, ["F1", "甲", 100]]))
    for _ in range(2):
        base = read_sheets(sheets("B.xlsx", firms=PARTIAL), base=base)
    for _ in range(2):
        base = read_sheets(sheets("A.xlsx", firms=[HEAD, ["F1", "甲", 100]]), base=base)
    assert base.firms[["output", "employees"]].to_numpy().tolist() == [[100.0, 11.0]]
    assert base.cell("firms", 0, "output") == "A.xlsx!firms!C2"
    assert base.cell("firms", 0, "employees") == "B.xlsx!firms!B2"


def test_cells_of_a_row_that_its_file_dropped_go() -> None:
    base = read_sheets(sheets("A.xlsx", firms=[HEAD, ["F1", "甲", 100], ["F2", "乙", 200]]))
    base = read_sheets(sheets("B.xlsx", firms=[*PARTIAL, ["F2", 12]]), base=base)
    new = read_sheets(sheets("A.xlsx", firms=[HEAD, ["F2", "乙", 222]]), base=base)
    told = new.firms.set_index("firm_id")
    assert told.loc["F1", ["output", "employees"]].isna().tolist() == [True, False]
    assert told.loc["F2", ["output", "employees"]].tolist() == [222.0, 12.0]


def test_money_keeps_its_worth_when_a_chain_sheet_arrives_later_or_says_no_unit() -> None:
    base = read_sheets(sheets("A.xlsx", firms=[HEAD, ["F1", "甲", 8200]]))
    new = read_sheets(sheets("B.xlsx", chain=[["chain_id", "name", "unit"], ["x", "X", "元"]]), base=base)
    assert (new.unit, new.firms["output"].tolist()) == ("万元", [8200.0])
    base = read_sheets(
        sheets("A.xlsx", chain=[["chain_id", "name", "unit"], ["x", "X", "亿元"]], firms=[HEAD, ["F1", "甲", 3]])
    )
    for rows in ([["chain_id", "name", "unit"], ["x", "X", None]], [["chain_id", "name"], ["x", "X"]]):
        again = read_sheets(sheets("E.xlsx", chain=rows), base=base)
        assert (again.unit, again.firms["output"].tolist()) == ("亿元", [3.0])


def test_a_listed_firm_is_not_outside_because_a_tie_named_it_first() -> None:
    base = read_sheets(sheets("T.xlsx", segments=SEGMENTS, ties=[["supplier", "buyer"], ["甲厂", "乙厂"]]))
    firms = [["name", "segment_id", "output"], ["甲厂", "S1", 100], ["乙厂", "S1", 50]]
    base = read_sheets(sheets("F.xlsx", firms=firms), base=base)
    assert base.firms["listed_here"].isna().all()
    new = read_sheets(sheets("T.xlsx", segments=SEGMENTS, ties=[["supplier", "buyer"], ["丙厂", "乙厂"]]), base=base)
    assert new.firms.set_index("name").loc["甲厂", "output"] == 100.0


def test_an_observation_takes_nothing_over_from_the_one_it_replaces() -> None:
    head = ["region", "period", "indicator", "value"]
    base = read_sheets(sheets("P.xlsx", indicators=[[*head, "unit", "quality"], ["甲", 2023, "D311", 3, "%", "A"]]))
    new = read_sheets(sheets("Q.xlsx", indicators=[["region", "period", "D311"], ["甲", 2023, 0.04]]), base=base)
    row = new.indicators.iloc[0]
    assert (row["value"], row["origin"]) == (0.04, "Q.xlsx!indicators!C2")
    assert row[["unit", "quality"]].isna().all()
    assert new.cell("indicators", 0, "value") == "Q.xlsx!indicators!C2"


def test_codes_that_arrive_later_take_the_place_of_names() -> None:
    head = ["region", "period", "indicator", "value"]
    base = read_sheets(sheets("I.xlsx", indicators=[head, ["甲区", 2023, "D311", 1]]))
    base = read_sheets(sheets("R.xlsx", regions=[["region_id", "name"], ["r0", "甲区"]]), base=base)
    new = read_sheets(
        sheets("I2.xlsx", indicators=[head, ["甲区", 2023, "D312", 2], ["r0", 2023, "D321", 3]]), base=base
    )
    assert new.indicators["region_id"].tolist() == ["r0"] * 3
    assert new.regions["region_id"].tolist() == ["r0"]
    assert "code-given" in [note.rule for note in new.notes]


def test_what_a_point_is_measured_in_goes_with_the_point() -> None:
    base = read_sheets(
        sheets("A.xlsx", regions=[["region_id", "name", "lat", "lon", "coord_sys"], ["r", "R", 30.0, 120.0, "WGS84"]])
    )
    new = read_sheets(sheets("B.xlsx", regions=[["region_id", "coord_sys"], ["r", "GCJ02"]]), base=base)
    assert new.regions["coord_sys"].tolist() == ["WGS84"]


def test_a_number_that_joins_texts_keeps_its_looks() -> None:
    base = read_sheets(sheets("X.xlsx", firms=[["firm_id", "batch"], ["F1", 100.0]]))
    new = read_sheets(sheets("Y.xlsx", firms=[["firm_id", "batch"], ["F2", "abc"]]), base=base)
    assert new.firms["batch"].tolist() == ["100", "abc"]
