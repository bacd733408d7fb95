"""The twelve indicators of five firms, against a calculation by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from chainchief.errors import InputError
from chainchief.evaluation.derivation.derived import derivation_parts, derive_indicators
from chainchief.evaluation.derivation.formulas import FORMULAS
from evaluation.five_firms import BY_HAND, FIRMS, TIES, five_firms


def _of(region: str = "east", period: str = "2023", **tables: pd.DataFrame) -> pd.DataFrame:
    found = derive_indicators(five_firms(**tables), period)
    return found[found["region_id"].eq(region)].set_index("indicator")


def test_twelve_by_hand() -> None:
    found = _of()
    assert found["value"].to_dict() == pytest.approx(BY_HAND, rel=1e-12)
    assert set(found.index) == set(FORMULAS)


def test_units_and_formulas() -> None:
    found = _of()
    assert found.at["D212", "unit"] == "万元/人"
    assert found.at["D311", "formula"] == "Σ rd / Σ revenue = 15 / 380"
    assert found.at["D122", "formula"] == "(400 / 1,000) / (3,000 / 60,000)"


def test_coverage_is_the_share_of_output_behind_a_value() -> None:
    found = _of()
    assert found.at["D311", "coverage"] == 1.0
    assert found.at["D322", "coverage"] == pytest.approx(4 / 5)
    firms = pd.DataFrame(FIRMS)
    firms.loc[firms["firm_id"].eq("F2"), "rd"] = None
    found = _of(firms=firms)
    assert found.at["D311", "coverage"] == pytest.approx(300 / 400)
    assert found.at["D311", "value"] == pytest.approx(14 / 280)
    assert found.at["D311", "basis"] == "1 of 2 firms, 75% of output"


def test_coverage_counts_firms_where_an_output_is_unknown() -> None:
    firms = pd.DataFrame(FIRMS)
    firms.loc[firms["firm_id"].eq("F2"), ["rd", "output"]] = None
    found = _of(firms=firms)
    assert found.at["D311", "coverage"] == pytest.approx(1 / 2)
    assert found.at["D121", "coverage"] == pytest.approx(1 / 2)


def test_quality_is_the_worst_of_the_cells() -> None:
    found = _of()
    assert found.at["D311", "quality"] == "C"
    assert found.at["D111", "quality"] == "C"
    assert found.at["D121", "quality"] == "C"


def test_a_region_holds_the_regions_inside_it() -> None:
    indicators = pd.DataFrame([{"region_id": "city", "period": "2023", "indicator": "D312", "value": 1.0}])
    found = _of("city", indicators=indicators)
    assert found.at["D121", "value"] == pytest.approx(600 / 3000)
    assert found.at["D111", "value"] == pytest.approx(2 / 4)
    assert found.at["D112", "value"] == pytest.approx(3 / 5), "S2, S3, S4 by firms; presence is East town's own"


def test_a_region_without_firms_stays_unknown() -> None:
    indicators = pd.DataFrame([{"region_id": "south", "period": "2023", "indicator": "D312", "value": 1.0}])
    found = _of("south", indicators=indicators)
    assert found["value"].isna().all()
    assert found.at["D211", "basis"] == "no firm of the list lies in the region"


def test_nothing_is_derived_for_a_period_no_firm_has() -> None:
    found = _of(period="2019")
    assert found["value"].isna().all()
    assert set(found["basis"]) == {"no firm row has the period 2019"}


def test_undated_firms_count_for_every_period() -> None:
    firms = pd.DataFrame(FIRMS[:5]).assign(period=None)
    found = _of(period="2019", firms=firms)
    assert found.at["D311", "value"] == pytest.approx(BY_HAND["D311"])
    assert found.at["D221", "value"] == pytest.approx(380 / 290)
    assert "assets of one year only for 2 firms" in found.at["D221", "basis"]


def test_a_dated_row_wins_over_the_undated_one() -> None:
    firms = pd.concat([pd.DataFrame(FIRMS), pd.DataFrame([{**FIRMS[0], "period": None, "rd": 500.0}])])
    assert _of(firms=firms).at["D311", "value"] == pytest.approx(BY_HAND["D311"])


def test_local_supply_share_without_ties_uses_the_list() -> None:
    found = _of(ties=pd.DataFrame(TIES[:0]))
    assert found.at["D111", "value"] == pytest.approx(1 / 3), "F2 of F2, F3, F4"
    assert "whole list" in found.at["D111", "basis"]
    assert pd.isna(found.at["D322", "value"])


def test_local_supply_share_is_unknown_when_ties_are_of_another_period() -> None:
    found = _of(ties=pd.DataFrame([TIES[-1]]))
    assert pd.isna(found.at["D111", "value"])
    assert found.at["D111", "basis"] == "no supply tie of 2023 reaches a firm of the region"


def test_a_supplier_without_a_place_lowers_the_coverage() -> None:
    firms = pd.DataFrame(FIRMS)
    firms.loc[firms["firm_id"].eq("F4"), "region_id"] = None
    found = _of(firms=firms)
    assert found.at["D111", "value"] == pytest.approx(1 / 3)
    assert found.at["D111", "coverage"] == pytest.approx(3 / 4)


def test_a_firm_known_from_a_tie_only_counts_as_outside() -> None:
    stranger = {"firm_id": "ghost", "name": "ghost", "role": "supplier", "listed_here": False}
    found = _of(firms=pd.DataFrame([*FIRMS, stranger]))
    assert found.at["D111", "value"] == pytest.approx(1 / 4)
    assert found.at["D111", "coverage"] == 1.0


def test_coverage_of_the_chain_with_segments_only() -> None:
    found = _of(firms=pd.DataFrame(FIRMS[:0]), ties=pd.DataFrame(TIES[:0]))
    assert found.at["D112", "value"] == pytest.approx(1 / 3), "S2 weak, S1 and S5 missing; S3 and S4 unknown"
    assert found.at["D112", "coverage"] == pytest.approx(3 / 5)
    assert found.drop("D112")["value"].isna().all()


def test_capacities_in_different_units_are_not_summed() -> None:
    firms = pd.DataFrame(FIRMS)
    firms["capacity_unit"] = ["万副", "吨", None, None, None, None]
    found = _of(firms=firms)
    assert found.at["D222", "value"] == pytest.approx((0.8 * 300 + 0.6 * 100) / 400)
    assert "different units" in found.at["D222", "basis"]
    firms = pd.DataFrame(FIRMS).assign(note=["产能单位：万副", "capacity: t", None, None, None, None])
    assert _of(firms=firms).at["D222", "value"] == pytest.approx(0.75)


def test_capacity_use_stands_in_where_outputs_are_not_stated() -> None:
    firms = pd.DataFrame(FIRMS)
    firms.loc[firms["firm_id"].eq("F2"), ["actual_output", "capacity", "capacity_use"]] = [None, None, 0.5]
    found = _of(firms=firms)
    assert found.at["D222", "value"] == pytest.approx((0.8 * 300 + 0.5 * 100) / 400)
    assert found.at["D222", "coverage"] == 1.0


def test_dividing_by_nothing_is_said() -> None:
    firms = pd.DataFrame(FIRMS)
    firms["employees"] = 0.0
    found = _of(firms=firms)
    assert pd.isna(found.at["D212", "value"])
    assert found.at["D212", "basis"] == "employees sums to 0"


def test_the_order_of_rows_changes_nothing() -> None:
    chain = five_firms()
    for seed in range(5):
        names = ("firms", "ties", "segments", "regions")
        mixed = chain.with_(**{name: chain.tables[name].sample(frac=1, random_state=seed) for name in names})
        one, other = derive_indicators(chain, "2023"), derive_indicators(mixed, "2023")
        pd.testing.assert_frame_equal(one, other)


def test_parts_lead_to_the_cells() -> None:
    parts = derivation_parts(five_firms(), "2023", "east", "D311")
    assert parts["role"].tolist() == ["numerator", "numerator", "denominator", "denominator"]
    assert parts["cell"].tolist() == [
        "book.xlsx!firms!H2", "book.xlsx!firms!H3", "book.xlsx!firms!G2", "book.xlsx!firms!G3",
    ]  # fmt: skip
    assert parts["subject"].tolist() == ["Alpha", "Beta", "Alpha", "Beta"]
    assert parts["value"].tolist() == [14.0, 1.0, 280.0, 100.0]
    assert parts["quality"].tolist() == ["A", "C", "A", "C"]


def test_parts_of_mean_assets_hold_both_years() -> None:
    parts = derivation_parts(five_firms(), "2023", "east", "D221")
    assert sorted(parts.loc[parts["column"].eq("assets"), "cell"]) == [
        "book.xlsx!firms!J2", "book.xlsx!firms!J3", "book.xlsx!firms!J7",
    ]  # fmt: skip


def test_parts_of_counts_name_what_counts_and_what_not() -> None:
    ties = derivation_parts(five_firms(), "2023", "east", "D111")
    suppliers = ties[ties["table"].eq("ties")]
    assert suppliers.groupby("role")["value"].agg(sorted).to_dict() == {
        "counted": ["F2"], "not counted": ["F3", "F4", "ghost"],
    }  # fmt: skip
    segments = derivation_parts(five_firms(), "2023", "east", "D112")
    assert segments.loc[segments["role"].eq("not counted"), "subject"].tolist() == [
        "Blanks",
        "Smart glasses",
        "Machines",
    ]
    nation = derivation_parts(five_firms(), "2023", "east", "D122")
    assert nation.loc[nation["table"].eq("regions"), "subject"].tolist() == ["East town", "Nation", "Nation"]


def test_every_value_has_its_parts() -> None:
    for code in FORMULAS:
        parts = derivation_parts(five_firms(), None, "east", code)
        assert len(parts), code
        assert parts["cell"].ne("").all()


def test_an_unknown_indicator_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="D111"):
        derivation_parts(five_firms(), "2023", "east", "X1")
