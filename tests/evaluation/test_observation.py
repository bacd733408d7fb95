"""From chains and frames to one value per region, period and indicator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from chainchief.chain.value import Chain
from chainchief.errors import InputError
from chainchief.evaluation.framework import Framework, framework_from_table, load_framework
from chainchief.evaluation.observation import Observed, observe
from chainchief.evaluation.options import EvaluationOptions
from evaluation.five_firms import BY_HAND, FIRMS, five_firms


def _framework() -> Framework:
    frame = pd.DataFrame({
        "code": ["rd", "days"], "name": ["R&D intensity", "Switching time"], "name_zh": ["研发强度", "切换时间"],
        "direction": ["+1", "-1"], "unit": ["share", "days"], "low": [0, 0], "high": [0.1, 100],
    })  # fmt: skip
    return framework_from_table(frame)


def _chain(*rows: dict[str, Any], **tables: pd.DataFrame) -> Chain:
    frame = pd.DataFrame(
        [{"region_id": "r", "period": "2023", "indicator": "rd", "unit": "share", **row} for row in rows]
    )
    frame["origin"] = [f"b.xlsx!indicators!{number + 2}" for number in range(len(frame))]
    return Chain.from_tables({"indicators": frame, **tables}, letters={"b.xlsx!indicators": {"value": "E"}})


def _seen(data: Chain | pd.DataFrame, **options: Any) -> Observed:
    return observe(data, _framework(), EvaluationOptions(**options))


def _rules(observed: Observed) -> list[str]:
    return [note.rule for note in observed.notes]


@pytest.mark.parametrize("name", ["rd", "RD", " r d ", "R&D intensity", "r&d INTENSITY", "研发强度"])
def test_indicators_by_code_or_name(name: str) -> None:
    assert _seen(_chain({"indicator": name, "value": 0.03})).table["indicator"].tolist() == ["rd"]


def test_unknown_indicators_are_listed_with_the_nearest() -> None:
    found = _seen(
        _chain({"value": 0.03}, {"indicator": "R&D intensty", "value": 1.0}, {"indicator": "overall", "value": 1.0})
    )
    assert len(found.table) == 1
    said = {note.rule: note.value for note in found.notes}
    assert said == {"unknown-indicator": "R&D intensty (→ R&D intensity?)", "typed-aggregate": "overall"}


def test_units_are_converted_and_said() -> None:
    found = _seen(_chain({"value": 3.0, "unit": "%"}, {"indicator": "days", "value": 2.0, "unit": "weeks"}))
    assert found.table.set_index("indicator")["value"].to_dict() == pytest.approx({"rd": 0.03, "days": 14.0})
    assert set(found.table["unit"]) == {"share", "days"}
    assert _rules(found) == ["unit-converted", "unit-converted"]


def test_units_that_do_not_convert_and_missing_units_are_said() -> None:
    found = _seen(_chain({"value": 0.3, "unit": "km"}, {"indicator": "days", "value": 2.0, "unit": None}))
    assert found.table["value"].tolist() == [0.3, 2.0]
    assert sorted(_rules(found)) == ["no-unit", "unit-unknown"]


def test_a_unit_of_another_kind_is_left_out() -> None:
    found = _seen(_chain({"value": 0.3, "unit": "days"}, {"indicator": "days", "value": 2.0, "unit": "days"}))
    assert found.table.set_index("indicator")["scored"].to_dict() == {"rd": False, "days": True}
    assert "unit-misfit" in _rules(found)


def test_a_bare_percentage_for_a_share_is_not_scored() -> None:
    frame = pd.DataFrame({"D111": [15.0, 0.4], "D112": [0.8, 0.9]}, index=["r", "s"])
    found = observe(frame, load_framework("zhang-2024-anchored"), EvaluationOptions())
    row = found.table.set_index(["region_id", "indicator"]).loc[("r", "D111")]
    assert (bool(row["scored"]), row["reason"]) == (False, "share-bare")
    assert "r  15" in next(note.message for note in found.notes if note.rule == "share-bare")


def test_the_place_of_a_value_is_its_cell() -> None:
    assert _seen(_chain({"value": 0.03})).table["origin"].tolist() == ["b.xlsx!indicators!E2"]


def test_withheld_empty_and_infinite_values_are_not_scored() -> None:
    found = _seen(_chain(
        {"value": None, "withheld": True}, {"period": "2022", "value": None}, {"period": "2021", "value": np.inf},
        {"period": "2020", "value": 0.05, "qualifier": "about", "quality": "C"},
    ))  # fmt: skip
    table = found.table.set_index("period")
    assert table["reason"].to_dict() == {"2023": "withheld", "2022": "empty", "2021": "infinite", "2020": ""}
    assert table["message_zh"].to_dict() == {"2023": "保密", "2022": "无数值", "2021": "不是有限数", "2020": ""}
    assert table["scored"].sum() == 1
    assert table.loc["2020", ["qualifier", "quality", "basis"]].tolist() == ["about", "C", "typed"]
    assert table["value"].notna().sum() == 1


def test_agreeing_repeats_are_counted_once() -> None:
    found = _seen(_chain({"value": 0.03}, {"value": 3.0, "unit": "%"}, {"value": None}))
    assert found.table["value"].tolist() == [0.03]
    assert "repeated-values" in _rules(found)


def test_differing_repeats_are_refused_with_both_cells() -> None:
    with pytest.raises(InputError, match=r"r, 2023, rd: .*E2 says 0.03 and .*E3 says 0.04") as caught:
        _seen(_chain({"value": 0.03}, {"indicator": "研发强度", "value": 0.04}))
    assert "请只保留一个" in caught.value.message_zh


def test_rows_without_period_or_region_take_those_of_the_chain() -> None:
    title = pd.DataFrame([{"chain_id": "c", "name": "C", "region_id": "home", "base_year": 2024}])
    found = _seen(_chain({"region_id": None, "period": None, "value": 0.03}, chain=title))
    assert found.rows == [("home", "2024")]
    nowhere = _seen(_chain({"region_id": None, "value": 0.03}, {"value": 0.02}))
    assert nowhere.rows == [("r", "2023")]
    assert nowhere.notes[0].rule == "row-without-key"


def test_undated_values_are_as_of_the_newest_firms() -> None:
    firms = pd.DataFrame([{"firm_id": "F", "region_id": "r", "period": "2022"}])
    found = _seen(_chain({"period": None, "value": 0.03}, firms=firms))
    assert found.rows == [("r", "2022")]
    assert _rules(found) == ["period-assumed"]


def test_rows_of_other_chains_stay_out() -> None:
    title = pd.DataFrame([{"chain_id": "c", "name": "C"}])
    found = _seen(_chain({"chain_id": "c", "value": 0.03}, {"chain_id": "d", "value": 0.04}, chain=title))
    assert found.table["value"].tolist() == [0.03]
    assert _rules(found) == ["other-chains"]


def test_one_period_and_one_that_is_not_there() -> None:
    chain = _chain({"value": 0.03}, {"period": "2022", "value": 0.02})
    assert _seen(chain, period="2022").rows == [("r", "2022")]
    with pytest.raises(InputError, match="period '2019' does not occur; known: 2022, 2023"):
        _seen(chain, period="2019")


def test_nothing_to_score_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to score"):
        _seen(Chain.from_tables({}))
    with pytest.raises(InputError, match=r"none of a, rdd .→ rd.. is an indicator"):
        _seen(pd.DataFrame({"a": [1.0], "rdd": [2.0]}, index=["r"]))


def test_a_wide_frame_keeps_its_order_and_its_other_columns() -> None:
    frame = pd.DataFrame({"rd": [0.1, 0.2], "Zone": ["w", "e"], "切换时间": [5, 6]}, index=["z", "a"])
    found = _seen(frame)
    assert found.rows == [("z", ""), ("a", "")]
    assert found.groups["Zone"].tolist() == ["w", "e"]
    assert set(found.table["basis"]) == {"given"}
    assert _rules(found) == ["other-columns"]


def test_regions_and_periods_of_a_frame() -> None:
    columns = pd.DataFrame({"province": ["p", "q"], "year": [2020, 2021], "rd": [0.1, 0.2]})
    levels = columns.set_index(["province", "year"])
    expected = [("p", 2020), ("q", 2021)]
    for frame in (columns, levels, levels.swaplevel(), columns.set_index("province")):
        assert _seen(frame).rows == expected
    with pytest.raises(InputError, match="3 levels"):
        _seen(columns.assign(x=1).set_index(["province", "year", "x"]))
    with pytest.raises(InputError, match="row 2 of the frame has no region"):
        _seen(columns.assign(province=["p", None]))


def test_a_tidy_frame_is_read_like_the_sheet() -> None:
    tidy = pd.DataFrame(
        {"地区": ["r", "s"], "年份": [2020, 2020], "Indicator": ["rd", "研发强度"], "value": [3.0, 4.0], "unit": "%"}
    )
    found = _seen(tidy)
    assert found.rows == [("r", "2020"), ("s", "2020")]
    assert found.table["value"].tolist() == pytest.approx([0.03, 0.04])


def test_text_in_a_number_column_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="b: rd is 'about 3'"):
        _seen(pd.DataFrame({"rd": ["0.1", "about 3"]}, index=["a", "b"]))
    assert _seen(pd.DataFrame({"rd": ["0.1", None]}, index=["a", "b"])).table["value"].tolist()[0] == 0.1


def _with_firms(derive: str, **options: Any) -> pd.DataFrame:
    indicators = pd.DataFrame([
        {"region_id": "east", "period": "2023", "indicator": "D311", "value": 0.05, "unit": "share"},
        {"region_id": "east", "period": "2023", "indicator": "D312", "value": None, "withheld": True},
        {"region_id": "east", "period": "2023", "indicator": "D321", "value": None},
    ])  # fmt: skip
    chosen = EvaluationOptions(derive=derive, **options)
    found = observe(five_firms(indicators=indicators), load_framework("zhang-2024"), chosen)
    return found.table[found.table["region_id"].eq("east") & found.table["period"].eq("2023")].set_index("indicator")


def test_derived_values_fill_what_is_not_typed() -> None:
    found = _with_firms("missing")
    assert found.loc["D311", ["value", "basis"]].tolist() == [0.05, "typed"]
    assert found.loc["D312", "reason"] == "withheld", "what is withheld is not derived behind its back"
    assert found.loc["D321", ["value", "basis", "scored"]].tolist() == [90.0, "derived", True]
    assert found.loc["D222", "value"] == pytest.approx(BY_HAND["D222"])
    assert found.loc["D222", "origin"] == "derived:east/2023!D222"
    assert found.loc["D222", "message"] == "2 of 2 firms, 100% of output"
    assert len(found) == 12


def test_derived_values_never_or_only() -> None:
    assert set(_with_firms("never").index) == {"D311", "D312", "D321"}
    only = _with_firms("only")
    assert only.loc["D311", "value"] == pytest.approx(BY_HAND["D311"])
    assert only.loc["D312", "value"] == pytest.approx(BY_HAND["D312"])
    assert set(only["basis"]) == {"derived"}


def test_thin_derived_values_are_shown_not_scored() -> None:
    thin = _with_firms("missing", min_coverage=0.9)
    assert thin.loc["D322", ["value", "scored", "reason"]].tolist() == [40.0, False, "coverage"]
    assert thin.loc["D322", "message"].startswith("coverage 80%, below 90%: 4 of 5 supply ties")
    assert bool(_with_firms("missing", min_coverage=0.8).loc["D322", "scored"])


def test_typed_periods_without_firms_stay_as_they_are() -> None:
    indicators = pd.DataFrame(
        [{"region_id": "east", "period": "2010", "indicator": "D311", "value": 0.05, "unit": "share"}]
    )
    found = observe(five_firms(indicators=indicators), load_framework("zhang-2024"), EvaluationOptions())
    old = found.table[found.table["period"].eq("2010")].set_index("indicator")
    assert old.loc["D312", ["reason", "message"]].tolist() == ["underived", "no firm row has the period 2010"]
    assert old.loc["D311", "scored"]


def test_derived_money_is_in_the_unit_of_the_framework() -> None:
    title = pd.DataFrame([{"chain_id": "c", "name": "C", "region_id": "east", "base_year": 2023, "unit": "亿元"}])
    found = observe(five_firms(chain=title), load_framework("zhang-2024"), EvaluationOptions(period="2023"))
    value = found.table.set_index("indicator").loc["D212", "value"]
    assert value == pytest.approx(BY_HAND["D212"] * 1e4)


def test_undated_chains_derive_too() -> None:
    title = pd.DataFrame([{"chain_id": "c", "name": "C", "region_id": "east"}])
    found = observe(
        five_firms(chain=title, firms=pd.DataFrame(FIRMS[:5]).assign(period=None)), load_framework("zhang-2024"),
        EvaluationOptions(),
    )  # fmt: skip
    assert found.rows == [("east", "")]
