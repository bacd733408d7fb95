"""Coefficient of variation, Gini, Theil T and L and their parts, against published numbers and plain double sums."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.regional import coefficient_of_variation, gini, theil, theil_decomposition

# libpysal's example "mexico" (32 states, GDP per head), columns pcgdp1940, pcgdp2000 and the regions of Hanson 1998;
# https://github.com/pysal/libpysal, libpysal/examples/mexico/mexico.csv
MEXICO_1940 = [
    10384, 22361, 9573, 3758, 2934, 8578, 8537, 6909, 17816, 12132, 4359, 2181, 4414, 5309, 3408, 3327,
    6936, 4836, 9073, 1892, 3569, 11016, 21965, 4372, 4840, 6399, 2459, 7508, 3605, 5203, 7990, 3734,
]  # fmt: skip
MEXICO_2000 = [
    27782, 29855, 26103, 36163, 8684, 30735, 28460, 21358, 54349, 17379, 15585, 11820, 12348, 21610, 16322, 11838,
    18170, 11478, 38672, 9010, 15685, 26149, 33442, 15866, 15242, 24068, 13360, 23546, 11701, 12191, 17509, 11130,
]  # fmt: skip
HANSON = [2, 1, 2, 5, 5, 1, 1, 3, 4, 2, 3, 5, 3, 3, 4, 3, 3, 2, 1, 5, 3, 3, 5, 2, 2, 1, 5, 1, 3, 3, 5, 2]


def test_gini_and_theil_t_of_mexico() -> None:
    """As inequality/tests/test_gini.py and test_theil.py of github.com/pysal/inequality expect."""
    assert gini(MEXICO_1940) == pytest.approx(0.35372371173452849, abs=1e-12)
    assert theil(MEXICO_1940) == pytest.approx(0.20894344, abs=5e-9)
    assert theil(MEXICO_2000) == pytest.approx(0.10660832, abs=5e-9)


def test_parts_of_theil_t_of_mexico() -> None:
    """bg of test_theil.py of PySAL's inequality; wg as its TheilD (1.1.2) gives it."""
    for values, between, within in (
        (MEXICO_1940, 0.0345889, 0.17435454),
        (MEXICO_2000, 0.03635872, 0.07024960),
    ):
        found = theil_decomposition(values, HANSON)
        assert found.between == pytest.approx(between, abs=5e-9)
        assert found.within == pytest.approx(within, abs=5e-9)


def test_parts_of_theil_l_of_mexico() -> None:
    """As StatsPAI 1.40.2, subgroup_decompose(index="theil_l"), gives them."""
    found = theil_decomposition(MEXICO_1940, HANSON, kind="L")
    assert found.total == pytest.approx(0.20294891379900726, abs=1e-12)
    assert found.between == pytest.approx(0.03318452332118621, abs=1e-12)
    assert found.within == pytest.approx(0.16976439047782105, abs=1e-12)


def test_gini_of_the_example_of_ineq() -> None:
    """The vector of ?Lc in R's ineq; its answer as github.com/open-risk/concentrationMetrics prints it."""
    classes = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
    assert gini(classes) == pytest.approx(0.4620911, abs=5e-8)


# The examples of docs/reference/inequality.md of the R package mathmodels, https://github.com/zhjx19/mathmodels
# (commit 8bf5e8f89398437163df9dafb4fd61d1d9f9b8b5)
INCOME = [10, 20, 30, 40, 100]
GROUPED = ["A"] * 2 + ["B"] * 10 + ["A"] * 6
AMOUNTS = [10] * 2 + [8] * 4 + [6] * 6 + [4] * 4 + [2] * 2


def test_the_examples_of_mathmodels() -> None:
    assert gini(INCOME) == pytest.approx(0.4, abs=1e-12)
    assert gini(INCOME, [100, 150, 200, 250, 300]) != pytest.approx(0.4, abs=1e-3)
    found = theil_decomposition(AMOUNTS, GROUPED)
    assert found.total == pytest.approx(0.07907822, abs=5e-9)
    assert found.between == pytest.approx(0.01127992, abs=5e-9)
    assert found.within == pytest.approx(0.06779830, abs=5e-9)
    assert found.groups["theil"].to_dict() == pytest.approx({"A": 0.16568710, "B": 0.01021666}, abs=5e-9)
    assert found.share_between == pytest.approx(0.14264257, abs=5e-9)


def test_people_counted_one_by_one_or_as_weights() -> None:
    """theil(data2$y, data2$pop) of mathmodels is theil0 of the single values."""
    counted = pd.DataFrame({"group": GROUPED, "value": AMOUNTS}).value_counts().reset_index()
    found = theil_decomposition(counted["value"], counted["group"], counted["count"])
    assert found.total == pytest.approx(0.07907822, abs=5e-9)
    assert found.between == pytest.approx(0.01127992, abs=5e-9)


def test_grouped_by_province_and_weighted_by_people() -> None:
    """theil_g2_nest of mathmodels: six industries in three cities of two provinces; Tb_g1, Tb_g2 and Tw."""
    amounts = [5e4, 4.5e4, 6e4, 5.5e4, 7e4, 6.5e4]
    people = [10000, 8000, 15000, 12000, 10000, 8000]
    provinces = theil_decomposition(amounts, list("AAAABB"), people)
    cities = theil_decomposition(amounts, ["A1", "A1", "A2", "A2", "B1", "B1"], people)
    assert provinces.total == pytest.approx(0.0095463309, abs=5e-11)
    assert provinces.between == pytest.approx(0.0058045406, abs=5e-11)
    assert cities.between - provinces.between == pytest.approx(0.0027974591, abs=5e-11)
    assert cities.within == pytest.approx(0.0009443311, abs=5e-11)


# identities

AMOUNT = st.floats(0, 1e6).map(lambda value: 0.0 if value < 1e-6 else value)
LISTS = st.lists(AMOUNT, min_size=1, max_size=12).filter(lambda values: sum(values) > 0)


@given(LISTS, st.data())
def test_gini_is_the_double_sum(values: list[float], data: st.DataObject) -> None:
    weights = data.draw(st.lists(st.floats(0.1, 9), min_size=len(values), max_size=len(values)))
    shares = [weight / sum(weights) for weight in weights]
    mean = sum(share * value for share, value in zip(shares, values, strict=True))
    pairs = itertools.product(zip(shares, values, strict=True), repeat=2)
    twice = sum(p * q * abs(x - y) for (p, x), (q, y) in pairs)
    assert gini(values, weights) == pytest.approx(twice / (2 * mean), abs=1e-12)


@given(LISTS, st.data(), st.sampled_from(["T", "L"]))
def test_parts_sum_to_the_whole(values: list[float], data: st.DataObject, kind: str) -> None:
    if kind == "L":
        values = [value + 1.0 for value in values]
    names = st.lists(st.sampled_from("abc"), min_size=len(values), max_size=len(values))
    weights = data.draw(st.lists(st.floats(0.1, 9), min_size=len(values), max_size=len(values)))
    found = theil_decomposition(values, data.draw(names), weights, kind)
    assert found.total == pytest.approx(theil(values, weights, kind), abs=1e-9)
    assert found.within + found.between == pytest.approx(found.total, abs=1e-12)
    assert found.within >= 0
    assert found.between >= -1e-12


@given(LISTS, st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_scale_order_and_copies_change_nothing(values: list[float], factor: float, random: object) -> None:
    turned = [value * factor for value in values]
    random.shuffle(turned)  # type: ignore[attr-defined]
    for measure in (gini, theil, lambda held: coefficient_of_variation(held, ddof=0)):
        assert measure(turned) == pytest.approx(measure(values), abs=1e-9)
        assert measure(values * 2) == pytest.approx(measure(values), abs=1e-9)


def test_variation_names_its_divisor() -> None:
    values = [2.0, 4.0, 9.0]
    assert coefficient_of_variation(values) == pytest.approx(np.std(values, ddof=1) / 5, abs=1e-12)
    assert coefficient_of_variation(values, ddof=0) == pytest.approx(np.std(values) / 5, abs=1e-12)
    assert coefficient_of_variation([1, 3], [3, 1], ddof=0) == pytest.approx(math.sqrt(0.75) / 1.5, abs=1e-12)


def test_ends() -> None:
    """All equal: 0. One has all: Gini (n - 1)/n, Theil T ln n. T and L are different numbers."""
    for measure in (gini, theil, coefficient_of_variation):
        assert measure([3.0] * 5) == pytest.approx(0, abs=1e-12)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)
    assert theil([0, 0, 0, 1]) == pytest.approx(math.log(4))
    assert theil([1.0, 3.0]) != pytest.approx(theil([1.0, 3.0], kind="L"), abs=1e-3)


def test_one_group_and_groups_of_one() -> None:
    whole = theil_decomposition([1.0, 2.0, 5.0], ["a"] * 3)
    assert (whole.between, whole.within) == pytest.approx((0.0, theil([1.0, 2.0, 5.0])))
    apart = theil_decomposition([1.0, 2.0, 5.0], list("abc"))
    assert (apart.within, apart.between) == pytest.approx((0.0, theil([1.0, 2.0, 5.0])))
    empty = theil_decomposition([0.0, 0.0, 5.0], list("aab"))
    assert empty.groups.loc["a", "theil"] == 0


def test_labels_match_and_inputs_of_all_kinds() -> None:
    held = pd.Series([1.0, 2.0, 3.0], index=["x", "y", "z"])
    weights = {"z": 1.0, "y": 1.0, "x": 4.0}
    assert gini(held, weights) == gini([1, 2, 3], [4, 1, 1]) == gini(np.array([1.0, 2, 3]), np.array([4, 1, 1]))
    assert gini(held.to_frame()) == gini({"x": 1, "y": 2, "z": 3})


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: gini([1.0, -2.0]), InputError, "negative"),
        (lambda: theil(pd.Series([1.0, math.nan], ["a", "b"])), InputError, "b has no number"),
        (lambda: gini([1.0, "many"]), InputError, "many"),
        (lambda: gini([]), InputError, "no value"),
        (lambda: gini([0.0, 0.0]), ModelError, "all values are 0"),
        (lambda: theil([0.0, 1.0], kind="L"), ModelError, "Theil L"),
        (lambda: theil([1.0], kind="X"), InputError, "unknown Theil"),
        (lambda: gini([1.0, 2.0], [1.0]), InputError, "1 entries for 2"),
        (lambda: gini([1.0, 2.0], [1.0, -1.0]), InputError, "at least 0"),
        (lambda: theil_decomposition([1.0, 2.0], ["a", None]), InputError, "has no group"),
        (lambda: gini(pd.Series([1.0], ["a"]), {"b": 1.0}), InputError, "nothing for a"),
        (lambda: coefficient_of_variation([1.0]), ModelError, "two values"),
        (lambda: coefficient_of_variation([1.0, 2.0], [1, 1]), ModelError, "ddof=0"),
        (lambda: coefficient_of_variation([1.0, 2.0], ddof=2), InputError, "0 or 1"),
    ],
)  # fmt: skip
def test_refusals(call: object, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said) as caught:
        call()  # type: ignore[operator]
    assert any("一" <= letter <= "鿿" for letter in caught.value.message_zh)  # type: ignore[attr-defined]
