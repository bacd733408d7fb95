from __future__ import annotations

import datetime
import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from chainchief.errors import InputError
from chainchief.evaluation.weighting.reading import as_series, number_of, read_judgements

NAN = math.nan


def test_numbers_and_fractions_are_read() -> None:
    cells = [3, "3", " 1 / 3 ", "１／３", "1:3", 0.25, ".5", Fraction(1, 4), np.int64(2), "2e-1"]
    expected = [3, 3, 1 / 3, 1 / 3, 1 / 3, 0.25, 0.5, 0.25, 2, 0.2]
    assert [number_of(cell, "a") for cell in cells] == pytest.approx(expected)
    assert all(math.isnan(number_of(cell, "a")) for cell in (None, "", " ", NAN, pd.NA, pd.NaT))


@pytest.mark.parametrize("cell", ["three", "1/0", True, "1/3/5", [1]])
def test_what_is_no_number_is_refused_with_its_place(cell: object) -> None:
    with pytest.raises(InputError, match="row 4"):
        number_of(cell, "row 4")


def test_a_fraction_that_became_a_date_is_recognised() -> None:
    for cell in (datetime.datetime(2025, 1, 3), datetime.date(2025, 1, 3), "2025-01-03 00:00:00"):
        with pytest.raises(InputError, match="2025-01-03 is a date"):
            number_of(cell, "row 4")


def test_one_triangle_is_enough_and_labels_stay() -> None:
    upper = pd.DataFrame([[NAN, 2, 4], [NAN, NAN, 2], [NAN] * 3], index=list("abc"), columns=list("abc"))
    read = read_judgements(upper)
    assert read.labels == ("a", "b", "c")
    assert read.values.tolist() == [[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]]
    lower = read_judgements(pd.DataFrame(1 / read.values.T).where(np.tril(np.ones((3, 3))) > 0).T.to_numpy().T)
    assert np.allclose(lower.values, read.values)


def test_labels_on_one_side_name_both_and_their_order_is_free() -> None:
    matrix = np.array([[1, 2.0], [0.5, 1]])
    assert read_judgements(pd.DataFrame(matrix, columns=["a", "b"])).labels == ("a", "b")
    assert read_judgements(pd.DataFrame(matrix, index=["a", "b"])).labels == ("a", "b")
    turned = pd.DataFrame(matrix, index=["a", "b"], columns=["a", "b"]).loc[["b", "a"]]
    assert read_judgements(turned).values.tolist() == matrix.tolist()


def test_rounded_reciprocals_are_mended_and_said() -> None:
    read = read_judgements([[1, 3, 8], [0.33, 1, 0.5], [0.13, 2, 1]])
    assert read.values[1, 0] == 1 / 3
    assert read.values[2, 0] == 1 / 8
    assert [note.rule for note in read.notes] == ["judgements-rounded"]
    assert "1/0" not in read.notes[0].message


@pytest.mark.parametrize("pair", [(1.02, 1.0), (0.99, 0.99), (1.0, 0.97), (3.0, 0.333333)])
def test_every_pair_is_exactly_reciprocal_afterwards(pair: tuple[float, float]) -> None:
    values = read_judgements([[1, pair[0]], [pair[1], 1]]).values
    assert values[0, 1] * values[1, 0] == pytest.approx(1, abs=1e-15)


def test_judgements_off_the_scale_are_kept_with_a_warning() -> None:
    read = read_judgements(pd.DataFrame([[1, "1/12"], [12, 1]], index=["a", "b"], columns=["a", "b"]))
    assert read.values[1, 0] == 12
    assert [(note.level, note.rule, "b/a 12" in note.message) for note in read.notes] == [
        ("warning", "judgement-off-scale", True)
    ]


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1, 2, 3], [0.5, 1, 2]], "2 rows and 3 columns"),
        ([1, 2, 3], "1 dimension"),
        (5, "0 dimension"),
        ([[1, -2], [-0.5, 1]], "0, 1: -2 is no judgement"),
        ([[1, 0], [NAN, 1]], "0, 1: 0 is no judgement"),
        ([[1, math.inf], [0, 1]], "0, 1: inf"),
        ([[1, 3], [0.5, 1]], "0 over 1 is 3, but 1 over 0 is 0.5"),
        ([[1, 3], [3, 1]], "one must be 1 divided by the other"),
        ([[2, 3], ["1/3", 1]], "0, 0 is 2"),
        ([[1, "x"], [NAN, 1]], "'x' is no number"),
        (pd.DataFrame([[1, 2], [0.5, 1]], index=["a", "b"], columns=["a", "c"]), "b, c stand"),
        (pd.DataFrame([[1, 2], [0.5, 1]], index=["a", "a"], columns=["a", "a"]), "more than once"),
        (pd.DataFrame(), "0 rows"),
    ],
)
def test_what_is_no_matrix_of_judgements_is_refused(matrix: object, said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        read_judgements(matrix)
    assert refused.value.message_zh != refused.value.message


def test_weights_come_as_series_mapping_list_or_array() -> None:
    for given in ([1, "1/2"], (1, 0.5), np.array([1, 0.5]), {0: 1, 1: 0.5}, pd.Series([1, 0.5])):
        assert as_series(given, "weights").to_dict() == {0: 1.0, 1: 0.5}
    with pytest.raises(InputError, match="nothing is there"):
        as_series([], "weights")
    with pytest.raises(InputError, match="2 dimension"):
        as_series([[1], [2]], "weights")
