from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.chain.membership import region_above, region_within, segment_shares, split_list, stated_parts


def firms(*cells: str | None) -> pd.DataFrame:
    return pd.DataFrame(
        {"firm_id": [f"F{place}" for place in range(len(cells))], "period": "2023", "segment_id": list(cells)}
    )


def regions(**parents: str | None) -> pd.DataFrame:
    return pd.DataFrame({"region_id": list(parents), "parent_id": list(parents.values())})


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("S3", [("S3", 1.0)]),
        ("S3:0.7;S4:0.3", [("S3", 0.7), ("S4", 0.3)]),
        ("S3：70%；S4：30%", [("S3", 0.7), ("S4", 0.3)]),
        ("S3:7;S4:3", [("S3", 0.7), ("S4", 0.3)]),
        ("S3;S4", [("S3", 0.5), ("S4", 0.5)]),
        ("S3、S4", [("S3", 0.5), ("S4", 0.5)]),
        ("S3:0.9;S4", [("S3", 0.5), ("S4", 0.5)]),
        ("S3:0;S4:0", [("S3", 0.5), ("S4", 0.5)]),
        ("S3:some", [("S3", 1.0)]),
        (" S3 : 1 ", [("S3", 1.0)]),
    ],
)
def test_shares_of_one_firm(cell: str, parts: list[tuple[str, float]]) -> None:
    shares = segment_shares(firms(cell))
    assert list(zip(shares["segment_id"], shares["share"].round(12), strict=True)) == parts


def test_a_firm_without_segment_is_in_none() -> None:
    shares = segment_shares(firms(None, "S1", ""))
    assert shares["firm_id"].tolist() == ["F1"]
    assert shares["row"].tolist() == [1]


def test_no_firms_give_no_shares() -> None:
    assert segment_shares(firms()).empty


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.floats(0, 9)), min_size=1, max_size=4))
def test_shares_of_a_firm_add_up_to_one(parts: list[tuple[str, float]]) -> None:
    shares = segment_shares(firms(";".join(f"{name}:{share:.3f}" for name, share in parts)))
    assert shares["share"].sum() == pytest.approx(1)
    assert len(shares) == len(parts)


def test_stated_parts_are_not_rescaled() -> None:
    assert stated_parts("S3:0.9;S4:60%;S5") == [("S3", 0.9), ("S4", 0.6), ("S5", None)]


@pytest.mark.parametrize(
    ("cell", "parts"), [("a; b", ["a", "b"]), ("a，b、c", ["a", "b", "c"]), (";", []), (None, []), (1.5, [])]
)
def test_split_list(cell: object, parts: list[str]) -> None:
    assert split_list(cell) == parts


def test_a_region_holds_itself_and_all_below() -> None:
    within = region_within(regions(c="p", d="p", p="n", n=None, other=None))
    assert within["n"] == {"n", "p", "c", "d"}
    assert within["p"] == {"p", "c", "d"}
    assert within["c"] == {"c"}
    assert within["other"] == {"other"}


def test_a_parent_that_is_not_listed_still_holds_its_children() -> None:
    assert region_within(regions(c="p"))["p"] == {"p", "c"}


def test_a_loop_of_parents_is_cut() -> None:
    within = region_within(regions(a="b", b="c", c="a", own="own"))
    assert within["a"] == within["b"] == within["c"] == {"a", "b", "c"}
    assert within["own"] == {"own"}


def test_ancestors_come_nearest_first() -> None:
    assert region_above(regions(c="p", p="n", n=None))["c"] == ("p", "n")


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(["a", "b", "c", "d", "e", None])), max_size=8))
def test_any_parents_come_to_an_end_and_nest(pairs: list[tuple[str, str | None]]) -> None:
    frame = regions(**dict(pairs))
    within = region_within(frame)
    for region, members in within.items():
        assert region in members
        for member in members - {region}:
            assert region in region_above(frame)[member]
