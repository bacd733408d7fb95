from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from chainchief.chain.columns import COMMON, declared_tables
from chainchief.chain.value import Chain, cell_place
from chainchief.errors import InputError


def test_every_table_has_every_declared_column_of_its_type() -> None:
    chain = Chain.from_tables({"firms": pd.DataFrame({"firm_id": ["F1"]})})
    for name, table in declared_tables().items():
        frame = chain.tables[name]
        assert tuple(frame.columns) == (*table.columns, "origin")
        assert frame.index.tolist() == list(range(len(frame)))
        for column in table.columns.values():
            kind = "float64" if column.numeric else "boolean" if column.kind == "bool" else "str"
            assert str(frame[column.name].dtype) == kind, (name, column.name)
    assert chain.has("firms")
    assert not chain.has("ties")


def test_a_newly_declared_column_does_not_break_old_tables() -> None:
    old = {"firm_id": ["F1"], "output": [1.0]}
    firms = Chain.from_tables({"firms": pd.DataFrame(old)}).firms
    assert firms["new_product_days"].isna().all()
    assert firms[list(COMMON)].isna().all(axis=None)


def test_undeclared_columns_stay_last_and_as_they_are() -> None:
    frame = pd.DataFrame({"colour": ["red"], "firm_id": ["F1"], "flag": [True], 7: [1]})
    firms = Chain.from_tables({"firms": frame}).firms
    assert firms.columns.tolist()[-4:] == ["origin", "colour", "flag", "7"]
    assert firms.loc[0, ["colour", "flag", "7"]].tolist() == ["red", True, 1]


def test_the_callers_frame_is_left_alone() -> None:
    frame = pd.DataFrame({"firm_id": ["F1"], 7: [1]}, index=["x"])
    before = frame.copy()
    Chain.from_tables({"firms": frame})
    pd.testing.assert_frame_equal(frame, before)


def test_codes_that_came_as_numbers_are_text_without_decimals() -> None:
    frame = pd.DataFrame({"region_id": [330304.0, np.nan], "adcode": [330304, 331024], "name": ["007", "1e5"]})
    regions = Chain.from_tables({"regions": frame}).regions
    assert regions["region_id"].tolist()[0] == "330304"
    assert pd.isna(regions.at[1, "region_id"])
    assert regions["adcode"].tolist() == ["330304", "331024"]
    assert regions["name"].tolist() == ["007", "1e5"]


def test_periods_get_their_one_spelling() -> None:
    frame = pd.DataFrame({"firm_id": list("abcd"), "period": [2023.0, "2023年第二季度", None, "soon"]})
    assert Chain.from_tables({"firms": frame}).firms["period"].fillna("").tolist() == ["2023", "2023-Q2", "", "soon"]


def test_rows_without_origin_get_one() -> None:
    frame = pd.DataFrame({"firm_id": ["a", "b"], "origin": ["book.xlsx!firms!9", None]})
    assert Chain.from_tables({"firms": frame}).firms["origin"].tolist() == ["book.xlsx!firms!9", "memory!firms!2"]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"firm": pd.DataFrame()}, "unknown table 'firm'; did you mean 'firms'?"),
        ({"firms": pd.DataFrame({"output": ["many"]})}, "firms.output"),
        ({"firms": pd.DataFrame({"listed": ["perhaps"]})}, "firms.listed"),
        ({"firms": pd.DataFrame([[1, 2]], columns=["output", "output"])}, "columns given twice: output"),
    ],
)
def test_what_cannot_be_a_table_is_refused_with_its_name(tables: dict[str, pd.DataFrame], words: str) -> None:
    with pytest.raises(InputError) as caught:
        Chain.from_tables(tables)
    assert words in str(caught.value)
    assert caught.value.message_zh != caught.value.message


def test_a_change_makes_a_new_chain(five_firms: Chain) -> None:
    cut = five_firms.with_(ties=five_firms.ties.iloc[:2])
    assert (len(cut.ties), len(five_firms.ties)) == (2, 5)
    assert cut.firms.equals(five_firms.firms)
    with pytest.raises(dataclasses.FrozenInstanceError):
        five_firms.notes = ()  # type: ignore[misc]
    with pytest.raises(TypeError):
        five_firms.tables["ties"] = pd.DataFrame()  # type: ignore[index]


def test_what_the_chain_says_of_itself(five_firms: Chain) -> None:
    assert (five_firms.title, five_firms.region, five_firms.base_year) == ("Lenses", "r", 2023)
    assert (five_firms.currency, five_firms.unit, five_firms.synthetic) == ("CNY", "万元", False)
    empty = Chain.from_tables({})
    assert (empty.title, empty.region, empty.base_year) == ("", "", None)
    assert (empty.currency, empty.unit, empty.synthetic) == ("CNY", "万元", False)


def test_one_row_of_quality_s_makes_the_chain_synthetic(five_firms: Chain) -> None:
    assert five_firms.with_(ties=five_firms.ties.assign(quality="S")).synthetic


def test_tables_are_attributes(five_firms: Chain) -> None:
    assert five_firms.ties is five_firms.tables["ties"]
    assert "segment_flows" in dir(five_firms)
    with pytest.raises(AttributeError, match="no table or attribute 'tie'"):
        five_firms.tie  # noqa: B018


def test_places_of_cells() -> None:
    letters = {"book.xlsx!firms": {"output": "G", "name": "AB"}}
    assert cell_place("book.xlsx!firms!12", "output", letters) == "book.xlsx!firms!G12"
    assert cell_place("book.xlsx!firms!D12", "name", letters) == "book.xlsx!firms!AB12"
    assert cell_place("book.xlsx!firms!12", "revenue", letters) == "book.xlsx!firms!12"
    assert cell_place("elsewhere.csv!firms!12", "output", letters) == "elsewhere.csv!firms!12"
    chain = Chain.from_tables({"firms": pd.DataFrame({"origin": ["book.xlsx!firms!3"]})}, letters=letters)
    assert chain.cell("firms", 0, "output") == "book.xlsx!firms!G3"
