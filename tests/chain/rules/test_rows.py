from __future__ import annotations

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.columns import Column, Table, declared_tables
from chainchief.chain.finding import LEVELS
from chainchief.chain.rules.rows import check_tables, row_findings, share_limit, usual_range
from chainchief.chain.value import Chain
from chainchief.evaluation.checking import check
from rule_cases import CHECK_RULES, Tables


def chain_of(tables: Tables) -> Chain:
    return Chain.from_tables({name: pd.DataFrame(columns) for name, columns in tables.items()})


@pytest.mark.parametrize("rule", CHECK_RULES)
def test_a_rule_speaks_of_what_it_is_for(rule: str) -> None:
    found = [remark for remark in check_tables(chain_of(CHECK_RULES[rule][0])) if remark.rule == rule]
    assert found
    for remark in found:
        assert remark.level in LEVELS
        assert "{" not in "".join((remark.message, remark.message_zh, remark.remedy, remark.remedy_zh))
        assert "nan" not in f"{remark.message} {remark.message_zh}".lower()


@pytest.mark.parametrize("rule", CHECK_RULES)
def test_a_near_miss_is_left_alone(rule: str) -> None:
    assert rule not in {remark.rule for remark in check_tables(chain_of(CHECK_RULES[rule][1]))}


def test_an_empty_chain_and_a_sound_one_have_no_errors(five_firms: Chain) -> None:
    assert check_tables(Chain.from_tables({})) == []
    assert [remark for remark in check_tables(five_firms) if remark.level != "info"] == []


def test_notes_come_first_and_the_rest_by_weight() -> None:
    tables = {**CHECK_RULES["below-zero"][0], **CHECK_RULES["undated-tie"][0], **CHECK_RULES["out-of-range"][1]}
    chain = chain_of({**tables, "segments": CHECK_RULES["not-a-choice"][0]["segments"]})
    noted = Chain.from_tables(chain.tables, notes=tuple(check_tables(chain_of(CHECK_RULES["stale-tie"][0]))))
    found = check_tables(noted)
    assert tuple(found[: len(noted.notes)]) == noted.notes
    levels = [LEVELS.index(remark.level) for remark in found[len(noted.notes) :]]
    assert levels == sorted(levels)
    assert len(set(levels)) > 1


def test_a_finding_names_table_row_column_cell_and_value() -> None:
    frame = pd.DataFrame({"firm_id": ["F1", "F2"], "name": ["a", "b"], "segment_id": "S", "output": [1.0, -5.0]})
    origin = ["book.xlsx!firms!7", "book.xlsx!firms!9"]
    chain = Chain.from_tables({"firms": frame.assign(origin=origin)}, letters={"book.xlsx!firms": {"output": "G"}})
    (found,) = check_tables(chain)
    assert (found.table, found.row, found.column, found.origin) == ("firms", 9, "output", "book.xlsx!firms!G9")
    assert (found.level, found.rule, found.value) == ("error", "below-zero", "-5")
    assert str(found).startswith("error: book.xlsx!firms!G9: output is -5")
    assert "“产值”为 -5" in found.say("zh")


def test_a_required_cell_that_is_empty_names_its_row_as_a_number() -> None:
    frame = pd.DataFrame({"verb": ["build"], "text": [None], "origin": ["book.xlsx!goals!12"]})
    (found,) = check_tables(Chain.from_tables({"goals": frame}))
    assert (found.row, found.message) == (12, "goals row 12: text is empty.")


def test_a_cell_that_should_be_filled_is_told_once_a_column() -> None:
    segments = {"segment_id": [f"S{place}" for place in range(9)], "name": ["n"] * 9, "position": [None] * 9}
    (found,) = [remark for remark in check_tables(chain_of({"segments": segments})) if remark.level != "info"]
    assert found.message == "segments: position is empty (9; rows 1, 2, 3, 4, 5, 6, …) and counts as unknown."


def test_an_unknown_reference_proposes_the_nearest_name() -> None:
    segments = {"segment_id": ["lenses", "frames"], "name": ["l", "f"], "position": ["midstream"] * 2}
    chain = chain_of({"segments": segments, "firms": {"firm_id": ["F"], "segment_id": ["lensis"]}})
    (found,) = [remark for remark in check_tables(chain) if remark.rule == "unknown-reference"]
    assert found.message == "Unknown segment “lensis”. Did you mean “lenses”?"
    assert "“lenses”" in found.message_zh


def test_an_indicator_may_be_named_by_code_or_name() -> None:
    meta = {"code": ["root", "D311"], "name": ["Index", "R&D intensity"], "direction": ["+1", "+1"]}
    seen = {"region_id": ["r"] * 3, "indicator": ["D311", "R&D intensity", "D999"], "value": [1.0] * 3}
    chain = chain_of({"indicator_meta": meta, "indicators": seen})
    assert [remark.value for remark in check_tables(chain) if remark.rule == "unknown-word"] == ["D999"]


@pytest.mark.parametrize(
    ("table", "column", "value", "rule"),
    [
        ("regions", "lat", 90.0, "half-point"),
        ("regions", "lat", -90.5, "bad-coordinate"),
        ("regions", "lon", 180.5, "bad-coordinate"),
        ("segments", "margin", -0.4, None),
        ("segments", "margin", -40.0, "share-bare"),
        ("segments", "value_share", -0.1, "below-zero"),
        ("firms", "capacity_use", 1.9, "out-of-range"),
        ("firms", "capacity_use", 78.0, "share-bare"),
        ("ties", "substitutability", 0.8, None),
        ("ties", "substitutability", 8.0, "out-of-range"),
        ("ties", "lead_days", 1001.0, "out-of-range"),
        ("risks", "probability", 4.0, None),
        ("risks", "probability", 40.0, "out-of-range"),
        ("chain", "base_year", 1989.0, "out-of-range"),
        ("rules", "level", 5.0, "out-of-range"),
        ("indicators", "value", -1e9, None),
    ],
)
def test_ranges(table: str, column: str, value: float, rule: str | None) -> None:
    found = check_tables(Chain.from_tables({table: pd.DataFrame({column: [value]})}))
    assert [remark.rule for remark in found if remark.column == column][:1] == ([rule] if rule else [])


def test_ranges_come_from_the_declaration() -> None:
    columns = declared_tables()["firms"].columns
    assert usual_range(columns["digital_score"]) == (0.0, 100.0)
    assert usual_range(columns["employees"]) == (-math.inf, math.inf)
    assert (share_limit(columns["capacity_use"]), share_limit(columns["own_brand_share"])) == (2.0, 1.0)
    assert share_limit(columns["output"]) == math.inf


def test_row_findings_carry_the_label_of_their_row() -> None:
    chain = chain_of({"firms": {"firm_id": ["a", "b", "c"], "name": ["a", "b", "c"], "output": [1.0, -1.0, -2.0]}})
    assert [(row, remark.row) for row, remark in row_findings(chain)] == [(1, 2), (2, 3)]


def test_numbers_too_large_to_be_added_are_no_trouble() -> None:
    ties = {"supplier": ["a", "b"], "buyer": ["c", "c"], "amount": [1e308] * 2, "share_of_input": [1e308] * 2}
    assert "share-bare" in {remark.rule for remark in check_tables(chain_of({"ties": ties}))}


TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "S1", "S1:x;:;", "a", "nan", "2023", "soon", "2023-13", ";;", "１", "?"]),
    st.text(),
)
NUMBERS = st.one_of(
    st.none(), st.floats(-1e100, 1e100), st.sampled_from([0.0, -1.0, 12.0, math.inf, -math.inf, math.nan])
)


def cells(column: Column) -> st.SearchStrategy[Any]:
    return NUMBERS if column.numeric else st.sampled_from([True, False, None]) if column.kind == "bool" else TEXTS


@st.composite
def garbage(draw: st.DrawFn, table: Table) -> pd.DataFrame:
    """A few rows of anything the types allow, in a few of the columns, twice over so that keys repeat."""
    names = draw(st.lists(st.sampled_from(list(table.columns)), unique=True, max_size=9))
    chosen = dict.fromkeys([*table.keys, *names])
    size = draw(st.integers(0, 4))
    frame = pd.DataFrame(
        {
            name: pd.Series(draw(st.lists(cells(table.columns[name]), min_size=size, max_size=size)), dtype=object)
            for name in chosen
        }
    )
    return pd.concat([frame, frame], ignore_index=True) if draw(st.booleans()) else frame


@given(st.data())
def test_checking_never_raises(data: st.DataObject) -> None:
    often = ["chain", "regions", "segments", "firms", "ties", "indicators", "indicator_meta", "segment_flows"]
    names = data.draw(st.lists(st.sampled_from([*often, *declared_tables()]), unique=True, max_size=6))
    chain = Chain.from_tables({name: data.draw(garbage(declared_tables()[name])) for name in names})
    for remark in check(chain):
        assert remark.level in LEVELS
        assert isinstance(remark.row, int | None)
        assert str(remark)
