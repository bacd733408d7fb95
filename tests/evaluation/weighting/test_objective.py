from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.evaluation.weighting import (
    OBJECTIVE,
    critic_weights,
    entropy_weights,
    equal_weights,
    gini_weights,
    pca_weights,
    variation_weights,
)

Method = Callable[[object], pd.Series]
DIVERSE = [method for name, method in OBJECTIVE.items() if name != "pca"]


@st.composite
def tables(draw: st.DrawFn) -> Floats:
    """(3..6, 2..5) positive numbers, no column constant."""
    rows, columns = draw(st.integers(3, 6)), draw(st.integers(2, 5))
    cells = draw(st.lists(st.integers(1, 1000), min_size=rows * columns, max_size=rows * columns))
    values = np.array(cells, dtype=float).reshape(rows, columns)
    values[0] = values.max(axis=0) + np.arange(1, columns + 1)
    return values


@given(tables(), st.sampled_from(DIVERSE), st.floats(0.001, 1000))
def test_weights_sum_to_one_and_units_do_not_matter(values: Floats, method: Method, factor: float) -> None:
    try:
        found = method(values)
    except ModelError:  # CRITIC of copies
        assert method is critic_weights
        return
    assert found.sum() == pytest.approx(1)
    assert (found >= 0).all()
    scaled = values.copy()
    scaled[:, 0] *= factor
    assert method(scaled).tolist() == pytest.approx(found.tolist(), abs=1e-9)


@given(tables(), st.sampled_from(DIVERSE), st.randoms(use_true_random=False))
def test_the_order_of_regions_and_indicators_does_not_matter(values: Floats, method: Method, random: object) -> None:
    frame = pd.DataFrame(values, columns=[f"x{j}" for j in range(values.shape[1])])
    rows, columns = list(frame.index), list(frame.columns)
    random.shuffle(rows), random.shuffle(columns)  # type: ignore[attr-defined]
    try:
        found = method(frame)
    except ModelError:
        return
    assert method(frame.loc[rows, columns])[frame.columns].tolist() == pytest.approx(found.tolist(), abs=1e-9)


@given(tables())
def test_twins_worked_out_as_on_paper(values: Floats) -> None:
    m, n = values.shape
    columns = [values[:, j].tolist() for j in range(n)]
    entropy = [1 + sum(x / sum(c) * math.log(x / sum(c)) for x in c) / math.log(m) for c in columns]
    assert entropy_weights(values).tolist() == pytest.approx([e / sum(entropy) for e in entropy], abs=1e-9)
    gini = [sum(abs(x - y) for x in c for y in c) / (2 * m * sum(c)) for c in columns]
    assert gini_weights(values).tolist() == pytest.approx([g / sum(gini) for g in gini], abs=1e-9)
    spread = [np.std(c, ddof=1) / np.mean(c) for c in columns]
    assert variation_weights(values).tolist() == pytest.approx([s / sum(spread) for s in spread], abs=1e-9)


@given(tables())
def test_critic_twin_with_sample_deviation(values: Floats) -> None:
    unit = (values - values.min(axis=0)) / np.ptp(values, axis=0)
    carried = unit.std(axis=0, ddof=1) * (1 - pd.DataFrame(values).corr().to_numpy()).sum(axis=0)
    if carried.max() > 1e-9:
        assert critic_weights(values).tolist() == pytest.approx((carried / carried.sum()).tolist(), abs=1e-6)


@given(tables())
def test_pca_twin_by_singular_values(values: Floats) -> None:
    standard = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    _, sizes, rows = np.linalg.svd(standard, full_matrices=False)
    first = rows[0] * np.sign(rows[0].sum())
    if len(sizes) > 1 and sizes[0] - sizes[1] < 1e-3:
        return
    if (first < -1e-9).any():
        with pytest.raises(ModelError, match="negative"):
            pca_weights(values)
    else:
        assert pca_weights(values).tolist() == pytest.approx((first / first.sum()).tolist(), abs=1e-6)


def test_labels_are_kept_and_arrays_lists_and_texts_are_taken() -> None:
    frame = pd.DataFrame({"a": [1, 2, 4], "b": [5, 5, 6]}, index=["x", "y", "z"])
    for method in DIVERSE:
        found = method(frame)
        assert list(found.index) == ["a", "b"]
        for given_ in (frame.to_numpy(), frame.to_numpy().tolist(), frame.astype(str).to_numpy().tolist()):
            assert np.asarray(method(given_)).tolist() == pytest.approx(found.tolist())
    assert equal_weights(frame).to_dict() == {"a": 0.5, "b": 0.5}


def test_zero_cells_are_fine_for_entropy() -> None:
    """0 ln 0 = 0: 1 - e is 1 and 1 - (ln 6 / 3 + 2/3 ln 1.5) / ln 3 = .2103; pymcdm refuses such a table."""
    assert entropy_weights([[0, 1], [0, 1], [3, 4]]).tolist() == pytest.approx([0.8262, 0.1738], abs=5e-5)


@pytest.mark.parametrize("method", [*OBJECTIVE.values()])
def test_an_indicator_on_which_all_agree_weighs_nothing(method: Method) -> None:
    frame = pd.DataFrame({"a": [1.0, 2, 4], "b": [0.1 + 0.2, 0.3, 0.3], "c": [3.0, 5, 6]})
    found = method(frame)
    assert found["b"] == 0
    assert found.drop("b").tolist() == pytest.approx(method(frame[["a", "c"]]).tolist())
    assert [(note.rule, note.value) for note in found.attrs["notes"]] == [("weights-constant", "b")]
    assert method(frame[["a", "b"]]).tolist() == pytest.approx([1, 0])


@pytest.mark.parametrize("method", [*OBJECTIVE.values()])
def test_what_cannot_be_weighed_is_refused_in_a_sentence(method: Method) -> None:
    with pytest.raises(InputError, match="y, b: no finite number"):
        method(pd.DataFrame({"a": [1, 2], "b": [3, None]}, index=["x", "y"]))
    with pytest.raises(InputError, match="x, a: no finite number"):
        method(pd.DataFrame({"a": [math.inf, 2.0]}, index=["x", "y"]))
    with pytest.raises(ModelError, match="at least two"):
        method(pd.DataFrame({"a": [1.0], "b": [2.0]}))
    with pytest.raises(ModelError, match="All regions agree on a, b"):
        method(pd.DataFrame({"a": [1.0, 1.0], "b": [2.0, 2.0]}))
    with pytest.raises(InputError, match="nothing is there"):
        method(pd.DataFrame())
    with pytest.raises(InputError, match="1 dimension"):
        method([1, 2, 3])
    with pytest.raises(InputError, match="'many' is no number"):
        method([["many", 1], [2, 3]])
    with pytest.raises(InputError, match="a stand"):
        method(pd.DataFrame([[1.0, 2], [3, 5]], columns=["a", "a"]))


@pytest.mark.parametrize("method", [entropy_weights, gini_weights])
def test_shares_need_values_that_are_not_negative(method: Method) -> None:
    with pytest.raises(InputError, match="y, a: -2 is negative"):
        method(pd.DataFrame({"a": [1.0, -2.0]}, index=["x", "y"]))
    with pytest.raises(InputError, match="b: nothing but zeros"):
        method(pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, 0.0]}))


def test_the_coefficient_of_variation_needs_a_mean_above_zero() -> None:
    with pytest.raises(ModelError, match=r"a -0\.5, b 0"):
        variation_weights(pd.DataFrame({"a": [-3.0, 2.0], "b": [-1.0, 1.0], "c": [1.0, 2.0]}))


def test_directions_change_critic_and_are_said() -> None:
    frame = pd.DataFrame({"a": [1.0, 2, 4, 3], "b": [4.0, 2, 1, 2], "c": [1.0, 3, 2, 5]})
    plain, turned = critic_weights(frame), critic_weights(frame, {"a": 1, "b": -1, "c": 1})
    assert (plain.attrs["directions"], turned.attrs["directions"]) == ("none", "used")
    assert turned.tolist() == pytest.approx(critic_weights(frame.assign(b=-frame["b"])).tolist())
    assert turned.tolist() == pytest.approx(critic_weights(frame, [1, -1, 1]).tolist())
    assert critic_weights(frame, [1, 1, 1]).tolist() == pytest.approx(plain.tolist())
    assert abs(plain["b"] - turned["b"]) > 0.05
    for wrong in ([1, 1], [1, 1, 0], {"a": 1, "b": 1, "d": 1}):
        with pytest.raises(InputError, match="directions"):
            critic_weights(frame, wrong)


def test_critic_of_copies_is_refused() -> None:
    with pytest.raises(ModelError, match="perfectly correlated"):
        critic_weights([[1, 2], [2, 4], [3, 6]])


def test_pca_refuses_negative_and_arbitrary_loadings() -> None:
    with pytest.raises(ModelError, match=r"a 0\.\d+, b -0\.\d+|a -0\.\d+, b 0\.\d+"):
        pca_weights(pd.DataFrame({"a": [1.0, 2, 3], "b": [3.0, 2, 0], "c": [1.0, 2, 4]}))
    with pytest.raises(ModelError, match="arbitrary"):
        pca_weights([[1, 1], [1, -1], [-1, 1], [-1, -1]])


def test_large_numbers_do_not_overflow() -> None:
    frame = pd.DataFrame({"a": [1e300, 5e299, 1e299], "b": [1e-300, 2e-300, 5e-300]})
    for method in (entropy_weights, gini_weights, variation_weights):
        assert method(frame).sum() == pytest.approx(1)
