from __future__ import annotations

import csv
import re
from importlib.resources import files
from typing import Any

import pandas as pd
import pytest

from chainchief.chain.answers import Answer, answers, unlocks
from chainchief.chain.columns import declared_tables
from chainchief.chain.value import Chain

SEEN = {"region_id": ["a", "b"], "indicator": ["D111"] * 2, "value": [0.4, 0.5]}
SEGMENTS = {"segment_id": ["S1", "S2"], "name": ["l", "f"], "position": ["upstream"] * 2, "presence": ["strong"] * 2}


def chain_of(**tables: Any) -> Chain:
    return Chain.from_tables({name: pd.DataFrame(columns) for name, columns in tables.items()})


def by_key(chain: Chain) -> dict[str, Answer]:
    return {answer.key: answer for answer in answers(chain)}


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("chainchief.chain").joinpath(name).read_text("utf-8").splitlines()))


def test_every_need_is_a_declared_column() -> None:
    for row in rows("answers.csv"):
        assert row["since"] in ("now", "later")
        for part in row["needs"].replace(" / ", ";").split(";"):
            table, _, columns = part.partition(":")
            assert {re.sub(r">\d+", "", name) for name in columns.split()} <= declared_tables()[table].columns.keys()
    for row in rows("unlocks.csv"):
        assert row["column"] in ("", *declared_tables()[row["table"]].columns)
        assert 0 < float(row["weight"]) <= 1


@pytest.mark.parametrize("name", ["answers.csv", "unlocks.csv"])
def test_everything_is_said_in_both_languages(name: str) -> None:
    for row in rows(name):
        assert row["en"]
        assert re.search("[\u4e00-\u9fff]", row["zh"])
        assert not re.search("[\u4e00-\u9fff]", row["en"])


def test_nothing_is_possible_without_tables_and_each_answer_says_why() -> None:
    found = answers(Chain.from_tables({}))
    assert not any(answer.possible for answer in found)
    assert all(answer.lacks for answer in found)
    assert [answer.level for answer in found] == sorted(answer.level for answer in found)


def test_indicators_alone_give_scores_and_no_map() -> None:
    found = by_key(chain_of(indicators=SEEN))
    assert found["scores"].possible
    assert found["peers"].possible
    assert (found["map"].possible, found["map"].lacks) == (False, (("segments", "name", "position", "presence"),))


def test_one_region_has_no_peers_and_one_year_no_change() -> None:
    alone = by_key(chain_of(indicators={**SEEN, "region_id": ["a", "a"], "period": ["2023", "2023"]}))
    assert alone["peers"].lacks == (("indicators", "region_id"),)
    assert alone["years"].lacks == (("indicators", "period"),)
    assert by_key(chain_of(indicators={**SEEN, "period": ["2022", "2023"]}))["years"].possible


def test_a_presence_that_is_unknown_is_none() -> None:
    assert by_key(chain_of(segments=SEGMENTS))["map"].possible
    unknown = by_key(chain_of(segments={**SEGMENTS, "presence": ["unknown"] * 2}))["map"]
    assert unknown.lacks == (("segments", "presence"),)


def test_what_a_later_version_does_is_not_promised() -> None:
    whole = {
        name: {
            column: ["x", "y"]
            for column in table.columns
            if not table.columns[column].numeric and table.columns[column].kind != "bool"
        }
        | {column: [1.0, 2.0] for column in table.columns if table.columns[column].numeric}
        for name, table in declared_tables().items()
    }
    found = answers(chain_of(**whole))
    assert {answer.since for answer in found if answer.possible} == {"now"}
    later = [answer for answer in found if answer.since == "later"]
    assert later
    assert not any(answer.possible or answer.lacks for answer in later)


def test_absent_sheets_come_with_their_weight_and_without_their_columns() -> None:
    found = unlocks(chain_of(indicators=SEEN))
    absent = [(unlock.table, unlock.empty, unlock.cells) for unlock in found if not unlock.column]
    assert ("segments", 1.0, 0) in absent
    assert "indicators" not in {unlock.table for unlock in found if not unlock.column}
    assert "segments" not in {unlock.table for unlock in found if unlock.column}
    assert [unlock.gain for unlock in found] == sorted((unlock.gain for unlock in found), reverse=True)


def test_gain_is_weight_times_share_of_empty_cells() -> None:
    ties = {"supplier": list("abcd"), "buyer": list("bcda"), "amount": [1.0, None, None, None]}
    (amount,) = [unlock for unlock in unlocks(chain_of(ties=ties)) if unlock.column == "amount"]
    assert (amount.empty, amount.cells, amount.gain) == (0.75, 3, 0.75)


def test_a_filled_column_is_no_longer_asked_for() -> None:
    ties = {"supplier": ["a"], "buyer": ["b"], "amount": [1.0]}
    assert "amount" not in {unlock.column for unlock in unlocks(chain_of(ties=ties))}


def test_firms_known_from_ties_only_are_not_asked_to_be_filled_in() -> None:
    listed = {"firm_id": ["F1", "X"], "output": [1.0, None], "origin": ["b.xlsx!firms!2", "b.xlsx!ties!2"]}
    ties = {"supplier": ["X"], "buyer": ["F1"], "origin": ["b.xlsx!ties!2"]}
    found = unlocks(chain_of(firms=listed, ties=ties))
    assert ("firms", "output") not in {(unlock.table, unlock.column) for unlock in found}
