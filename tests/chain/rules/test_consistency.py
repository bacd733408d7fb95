from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.finding import Finding
from chainchief.chain.rules.consistency import credit_code_holds, stale_rows
from chainchief.chain.rules.rows import CHAIN_RULES, check_tables
from chainchief.chain.value import Chain

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def found(rule: str, **tables: Any) -> list[Finding]:
    chain = Chain.from_tables({name: pd.DataFrame(columns) for name, columns in tables.items()})
    return [remark for remark in check_tables(chain) if remark.rule == rule]


def ties(*rows: tuple[str, str, str | None], **more: Any) -> dict[str, Any]:
    supplier, buyer, period = zip(*rows, strict=True)
    return {"supplier": supplier, "buyer": buyer, "period": period, **more}


def test_the_example_code_of_the_standard_holds() -> None:
    assert credit_code_holds("91350100M000100Y43")  # GB 32100-2015, appendix


@given(st.text(ALPHABET, min_size=17, max_size=17))
def test_exactly_one_check_character_fits(code: str) -> None:
    total = sum(ALPHABET.index(letter) * weight for letter, weight in zip(code, WEIGHTS, strict=True))
    right = next(letter for place, letter in enumerate(ALPHABET) if (total + place) % 31 == 0)
    assert [letter for letter in ALPHABET if credit_code_holds(code + letter)] == [right]


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16))
def test_one_wrong_letter_is_always_found(code: str, place: int) -> None:
    right = next(code + letter for letter in ALPHABET if credit_code_holds(code + letter))
    for letter in ALPHABET:
        changed = right[:place] + letter + right[place + 1 :]
        assert credit_code_holds(changed) == (changed == right)


@pytest.mark.parametrize(
    "code", ["", "91350100M000100Y4", "91350100M000100Y433", "91350100m000100y43", "9135010OM000100Y43"]
)
def test_a_code_of_wrong_length_or_letters_does_not_hold(code: str) -> None:
    assert not credit_code_holds(code)


def test_a_bad_credit_code_names_firm_and_place() -> None:
    (remark,) = found("bad-credit-code", firms={"firm_id": ["F"], "usci": ["91350100M000100Y44"]})
    assert (remark.level, remark.value) == ("warning", "91350100M000100Y44")


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        ([81.0, 82.0, 820_000.0], [3]),
        ([81.0, 820_000.0], [2]),
        ([81.0, 82.0, 8.2e9], [3]),
        ([81.0, 8100.0, 82.0], []),
        ([81.0, np.nan, 0.0], []),
        ([8.1e5], []),
    ],
)
def test_unit_jumps(values: list[float], rows: list[int]) -> None:
    years = [str(2020 + place) for place in range(len(values))]
    firms = {"firm_id": ["F"] * len(values), "name": ["Alder"] * len(values), "period": years, "output": values}
    jumps = found("unit-jump", firms=firms)
    assert [remark.row for remark in jumps] == rows
    for remark in jumps:
        assert "Alder" in remark.message
        assert remark.column == "output"


def test_a_jump_between_two_firms_is_none() -> None:
    assert found("unit-jump", firms={"firm_id": ["a", "b"], "output": [8.0, 8e4]}) == []


def test_a_jump_without_periods_names_the_other_row() -> None:
    (remark,) = found("unit-jump", firms={"firm_id": ["F", "F"], "output": [81.0, 820_000.0]})
    assert "memory!firms!1" in remark.message


def test_ties_are_stale_after_two_years_unless_repeated() -> None:
    frame = ties(("a", "b", "2021"), ("a", "b", "2024"), ("a", "c", "2021"), ("b", "c", "2022"), ("c", "a", None))
    assert [remark.row for remark in found("stale-tie", ties=frame)] == [3]
    (undated,) = found("undated-tie", ties=frame)
    assert "(1)" in undated.message


def test_stale_counts_months_and_quarters() -> None:
    frame = Chain.from_tables(
        {"ties": pd.DataFrame(ties(("a", "b", "2022-05"), ("a", "c", "2022-Q3"), ("b", "c", "2024-06")))}
    )
    assert stale_rows(frame.ties) == [0]


def test_a_period_that_is_none_makes_no_tie_stale() -> None:
    assert found("stale-tie", ties=ties(("a", "b", "soon"), ("a", "c", "2030"))) == []


def test_shares_of_input_are_added_within_buyer_product_segment_and_period() -> None:
    rows = ties(("a", "x", "2023"), ("b", "x", "2023"), ("c", "x", "2022"), ("d", "y", "2023"))
    apart = {"share_of_input": [0.6, 0.6, 0.6, 0.6], "segment_id": ["S1", "S2", "S1", "S1"]}
    assert found("shares-above-one", ties=rows | apart) == []
    (remark,) = found("shares-above-one", ties=rows | apart | {"segment_id": ["S1"] * 4})
    assert (remark.row, remark.message) == (2, "share_of_input of x / S1 / 2023 adds up to 1.2.")


def test_value_shares_of_leaf_segments_add_up_to_one_at_most() -> None:
    segments = {"segment_id": ["P", "A", "B"], "parent_id": [None, "P", "P"], "value_share": [1.0, 0.6, 0.4]}
    assert found("shares-above-one", segments=segments) == []
    assert len(found("shares-above-one", segments={**segments, "value_share": [1.0, 0.7, 0.4]})) == 1


@pytest.mark.parametrize(
    ("cell", "speaks"),
    [
        ("S1", False),
        ("S1;S2", False),
        ("S1:0.7;S2:0.3", False),
        ("S1:70%;S2:30%", False),
        ("S1:7;S2:3", True),
        ("S1:0.7;S2", True),
    ],
)
def test_shares_of_a_firm_that_were_rescaled_are_told(cell: str, speaks: bool) -> None:
    assert bool(found("shares-not-one", firms={"firm_id": ["F"], "segment_id": [cell]})) is speaks


@pytest.mark.parametrize(
    ("table", "code", "parent"),
    [
        ("regions", "region_id", "parent_id"),
        ("segments", "segment_id", "parent_id"),
        ("indicator_meta", "code", "parent"),
    ],
)
def test_loops_of_parents(table: str, code: str, parent: str) -> None:
    loop = {code: ["a", "b", "c", "d"], parent: ["b", "c", "a", "a"]}
    assert [remark.row for remark in found("parent-loop", **{table: loop})] == [1, 2, 3]
    assert [remark.row for remark in found("parent-loop", **{table: {code: ["a"], parent: ["a"]}})] == [1]


def test_without_a_region_every_listed_firm_serves_its_segment() -> None:
    segments = {"segment_id": ["S1", "S2"], "name": ["l", "f"], "presence": ["strong", "strong"]}
    firms = {"firm_id": ["F"], "segment_id": ["S1"]}
    assert [remark.row for remark in found("segment-without-firm", segments=segments, firms=firms)] == [2]


def test_a_parent_segment_needs_no_firm_of_its_own() -> None:
    segments = {"segment_id": ["P", "A"], "parent_id": [None, "P"], "presence": ["strong", "strong"]}
    firms = {"firm_id": ["F"], "segment_id": ["A"]}
    assert found("segment-without-firm", segments=segments, firms=firms) == []


def test_the_output_of_a_segment_is_compared_with_the_newest_local_firms() -> None:
    about = {"chain_id": ["c"], "name": ["c"], "region_id": ["r"]}
    firms = {
        "firm_id": ["a", "a", "b"],
        "segment_id": ["S:0.5;T:0.5", "S:0.5;T:0.5", "S"],
        "region_id": ["r", "r", "elsewhere"],
        "period": ["2022", "2023", "2023"],
        "output": [900.0, 300.0, 800.0],
    }
    segments = {"segment_id": ["S", "T"], "name": ["Lenses", "Frames"], "output": [149.0, 151.0]}
    (remark,) = found("segment-output", chain=about, firms=firms, segments=segments)
    assert (remark.row, remark.message) == (1, "Output of segment Lenses is 149; its firms add up to 150.")


@pytest.mark.parametrize("rule", CHAIN_RULES, ids=lambda rule: rule.__name__.strip("_"))
def test_every_rule_is_silent_on_an_empty_chain(rule: Any) -> None:
    assert list(rule(Chain.from_tables({}))) == []


def test_inputs_are_compared_by_year_and_months_are_added_up() -> None:
    firms = {"firm_id": ["F", "F", "G"], "period": ["2022", "2023", "2023"], "output": [50.0, 100.0, 10.0]}
    bought = {"amount": [60.0, 45.0, 99.0], "kind": ["supply", None, "knowledge"]}
    (remark,) = found(
        "inputs-above-output",
        firms=firms,
        ties=ties(("a", "F", "2023-01"), ("b", "F", "2023"), ("a", "G", "2023"), **bought),
    )
    assert (remark.row, remark.value) == (2, "100")
    assert "for 105 万元" in remark.message


def test_a_base_year_inside_the_span_is_no_trouble() -> None:
    about = {"chain_id": ["c"], "name": ["c"], "base_year": [2022]}
    firms = {"firm_id": ["F", "F"], "period": ["2021", "2023"]}
    assert found("base-year-outside", chain=about, firms=firms) == []
    (remark,) = found("base-year-outside", chain={**about, "base_year": [2020]}, firms=firms)
    assert "2021 to 2023" in remark.message


def test_a_table_of_flows_without_value_added_cannot_be_balanced() -> None:
    flows = {"from_region": ["r"] * 2, "from_sector": ["s"] * 2, "to_region": ["r"] * 2, "to_sector": ["s", "F_final"]}
    assert found("sector-unbalanced", io={**flows, "amount": [10.0, 90.0]}) == []
