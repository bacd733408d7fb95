from __future__ import annotations

import numpy as np
import pandas as pd

from books import FIVE_FIRMS
from chainchief.chain.difference import CHANGES, compare_chains
from chainchief.chain.value import EARLIER, Chain
from chainchief.intake.files.source import RawSheet
from chainchief.intake.reading import read_sheets

FIVE = read_sheets([RawSheet("five.xlsx", name, rows) for name, rows in FIVE_FIRMS.items()])


def test_a_chain_does_not_differ_from_itself() -> None:
    found = compare_chains(FIVE, FIVE)
    assert found.empty
    assert found.counts == {}
    assert found.cells.empty


def test_rows_that_came_went_and_changed() -> None:
    firms = FIVE.firms.drop(index=4).assign(output=[1000.0, 510.0, 1.0, 80.0])
    fresh = pd.concat([firms, pd.DataFrame({"firm_id": ["F9"], "name": ["Fir"], "period": ["2023"]})])
    found = compare_chains(FIVE, FIVE.with_(firms=fresh))
    assert found.counts == {("firms", "added"): 1, ("firms", "changed"): 2, ("firms", "removed"): 1}
    assert set(found.rows["change"]) <= set(CHANGES)
    assert found.rows.set_index("change").loc["added", "key"] == "F9 / 2023"
    cells = found.cells[["key", "column", "before", "after"]].to_numpy().tolist()
    assert cells == [["F2 / 2023", "output", "500", "510"], ["F3 / 2023", "output", "", "1"]]
    assert found.cells["origin"].tolist() == ["five.xlsx!firms!3", "five.xlsx!firms!4"]


def test_going_back_is_the_same_the_other_way_round() -> None:
    other = FIVE.with_(ties=FIVE.ties.iloc[1:].assign(amount=lambda frame: frame["amount"] + 1))
    there, back = compare_chains(FIVE, other), compare_chains(other, FIVE)
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    assert {(table, swapped[change]): count for (table, change), count in there.counts.items()} == dict(back.counts)
    assert there.cells["before"].tolist() == back.cells["after"].tolist()


def test_the_order_of_rows_and_their_places_do_not_count() -> None:
    moved = FIVE.with_(ties=FIVE.ties.iloc[::-1].assign(origin="other.xlsx!ties!1"))
    assert compare_chains(FIVE, moved).empty
    noted = FIVE.with_(firms=FIVE.firms.assign(**{EARLIER: "old.xlsx!firms!2"}))
    assert compare_chains(FIVE, noted).empty


def test_an_undeclared_column_that_comes_or_goes_is_seen() -> None:
    more = FIVE.with_(firms=FIVE.firms.assign(colour=["red", None, None, None, None]))
    assert compare_chains(FIVE, more).cells[["column", "before", "after"]].to_numpy().tolist() == [
        ["colour", "", "red"]
    ]
    assert compare_chains(more, FIVE).cells[["column", "before", "after"]].to_numpy().tolist() == [
        ["colour", "red", ""]
    ]


def test_unknown_stays_unknown_and_a_yes_that_becomes_no_is_seen() -> None:
    was = FIVE.with_(segments=FIVE.segments.assign(core=pd.array([True, pd.NA, False, pd.NA], dtype="boolean")))
    now = FIVE.with_(segments=FIVE.segments.assign(core=pd.array([True, pd.NA, True, False], dtype="boolean")))
    assert compare_chains(was, now).cells[["before", "after"]].to_numpy().tolist() == [["False", "True"], ["", "False"]]
    assert compare_chains(was, was.with_(firms=was.firms.assign(output=was.firms["output"] + np.nan))).counts == {
        ("firms", "changed"): 3
    }


def test_rows_of_one_key_are_told_apart_by_their_order() -> None:
    twice = FIVE.with_(ties=pd.concat([FIVE.ties, FIVE.ties.head(1).assign(amount=7.0)]))
    found = compare_chains(FIVE, twice)
    assert found.counts == {("ties", "added"): 1}


def test_extra_keys_tell_rows_apart() -> None:
    rows = pd.DataFrame(
        {"region_id": ["r", "r"], "period": "2023", "indicator": "x", "value": [1.0, 2.0], "t": ["a", "b"]}
    )
    chain = Chain.from_tables({"indicators": rows}, key_extra={"indicators": ("t",)})
    other = Chain.from_tables({"indicators": rows[::-1]}, key_extra={"indicators": ("t",)})
    assert compare_chains(chain, other).empty
    assert chain.keys("indicators")[-1] == "t"
