from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.chain.rules.forensics import COLUMNS, forensics
from chainchief.chain.rules.numbers.digits import is_run, run_chance
from chainchief.chain.rules.numbers.doubt import digits, significant
from chainchief.chain.rules.rows import check_tables
from chainchief.chain.value import Chain
from rule_cases import NUMBER_CASES


def chain_of(**tables: Any) -> Chain:
    return Chain.from_tables({name: pd.DataFrame(columns) for name, columns in tables.items()})


def firms(values: Any, column: str = "output") -> dict[str, Any]:
    return {"firm_id": [f"F{place}" for place in range(len(values))], column: values}


def test_an_empty_chain_has_no_tests() -> None:
    frame = forensics(Chain.from_tables({}))
    assert frame.empty
    assert tuple(frame.columns) == COLUMNS


@pytest.mark.parametrize(
    "test", ["digit-runs", "round-numbers", "same-value", "twin-block", "copied-year", "unit-mixed"]
)
def test_the_frame_holds_what_the_findings_tell(test: str) -> None:
    chain = chain_of(**NUMBER_CASES[test][0])
    frame = forensics(chain)
    told = frame[frame["notable"] & frame["test"].eq(test)]
    assert sorted(told["origin"]) == sorted(remark.origin for remark in check_tables(chain) if remark.rule == test)
    assert len(told) > 0
    assert told["count"].le(told["of"]).all()
    np.testing.assert_allclose(told["share"], told["count"] / told["of"])


def test_the_chance_of_a_run_is_that_of_counting_them() -> None:
    for length in (3, 4):
        numbers = [text for text in map(str, range(10 ** (length - 1), 10**length)) if not text.endswith("0")]
        assert sum(map(is_run, numbers)) / len(numbers) == pytest.approx(run_chance(length))


def test_digits_of_large_and_small_numbers() -> None:
    assert [digits(value) for value in (1.5e12, 0.00305, -120.0, 100.0)] == ["15", "305", "12", "1"]
    assert significant(np.array([5.0, 5.0, 1234.5])).tolist() == [1, 1, 5]


@pytest.mark.parametrize("seed", range(5))
def test_measured_numbers_raise_no_alarm(seed: int) -> None:
    """Log-normal outputs rounded to four digits, as surveys give them."""
    drawn = np.random.default_rng(seed).lognormal(8, 1.5, 600)
    size = 10.0 ** (np.floor(np.log10(drawn)) - 3)
    frame = forensics(chain_of(firms=firms(np.round(drawn / size) * size)))
    assert frame["test"].isin(["digit-runs", "round-numbers"]).sum() == 2
    assert not frame["notable"].any()


@pytest.mark.parametrize("size", [1.0, 100.0, 0.01])
def test_numbers_rounded_by_some_are_noticed_in_every_unit(size: float) -> None:
    drawn = np.random.default_rng(1).integers(1000, 9999, 100) * 1.0
    drawn[:20] = np.round(drawn[:20], -3)
    frame = forensics(chain_of(firms=firms(drawn * size)))
    assert frame.loc[frame["test"].eq("round-numbers"), "notable"].tolist() == ([True] if size >= 1 else [])


def test_below_thirty_cells_nothing_is_said() -> None:
    assert forensics(chain_of(firms=firms([11111.0] * 3 + list(np.arange(1013.0, 1039.0))))).empty


def test_quotients_of_small_counts_repeat_by_nature() -> None:
    """2/9 and 4/9 are 0.2222 and 0.4444."""
    rows = [(f"r{place}", place % 9 / 9) for place in range(90)]
    seen = {"region_id": [row[0] for row in rows], "indicator": "D111", "period": "2023"}
    seen["value"] = [round(row[1], 4) for row in rows]
    assert not forensics(chain_of(indicators=seen))["notable"].any()


def test_a_firm_that_repeats_its_own_value_is_not_many_places() -> None:
    years = [str(year) for year in range(2010, 2020)]
    table = {"firm_id": ["F"] * 10, "period": years, "output": [73219.0] * 10}
    assert "same-value" not in set(forensics(chain_of(firms=table))["test"])


@pytest.mark.parametrize("factor", [1.0, 1.13])
def test_a_value_that_chance_repeats_is_counted_and_not_told(factor: float) -> None:
    """2,000 numbers of four digits: some stand four times, with tax or without."""
    drawn = np.random.default_rng(3).integers(3000, 4000, 2000) * factor
    frame = forensics(chain_of(firms=firms(drawn)))
    same = frame[frame["test"].eq("same-value")]
    assert len(same) > 5
    assert not same["notable"].any()


def test_the_parts_of_a_segment_are_added_up() -> None:
    segments = {"segment_id": ["P", "A", "B"], "name": ["p", "a", "b"], "parent_id": [None, "P", "P"]}
    above = forensics(chain_of(segments={**segments, "output": [100.0, 60.0, 41.0]}))
    assert above["test"].tolist() == ["children-above-parent"]
    assert forensics(chain_of(segments={**segments, "output": [100.0, 60.0, 40.4]})).empty


def test_a_total_is_known_by_its_name_too_but_not_where_it_is_declared() -> None:
    rows = [(region, "X", 1.0) for region in ("北京", "天津", "全国")]
    seen = dict(zip(("region_id", "indicator", "value"), zip(*rows, strict=True), strict=True))
    (row,) = forensics(chain_of(indicators=seen)).itertuples()
    assert (row.test, row.subject, row.of) == ("total-row", "全国", 0)
    regions = {"region_id": ["全国"], "name": ["全国"], "level": ["country"]}
    assert forensics(chain_of(indicators=seen, regions=regions)).empty


def test_gaps_that_many_indicators_share_are_told_once() -> None:
    rows = [("r", str(year), f"I{place}") for place in range(6) for year in (2014, 2015, 2016, 2018)]
    seen = dict(zip(("region_id", "period", "indicator"), zip(*rows, strict=True), strict=True)) | {"value": 1.0}
    (row,) = forensics(chain_of(indicators=seen)).itertuples()
    assert (row.subject, row.count, row.of) == ("2017", 6, 6)


def test_weights_may_add_up_to_that_of_their_parent() -> None:
    meta = {"code": ["A", "B", "C", "D"], "parent": [None, "A", "B", "B"], "weight": [None, 1.0, 0.178, 0.822]}
    assert forensics(chain_of(indicator_meta=meta)).empty
    (row,) = forensics(chain_of(indicator_meta={**meta, "weight": [None, 1.0, 0.178, 0.7]})).itertuples()
    assert (row.test, row.subject) == ("weights-rescaled", "B")
