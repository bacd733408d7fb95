"""TOPSIS, grey relational grade, Copeland: plain twins, identities, refusals."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.crosscheck import ranking
from chainchief.evaluation.crosscheck.ranking import copeland, duels, grey_relational, topsis

METHODS = [topsis, grey_relational, copeland]


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, weights, directions; the first column always varies."""
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(1, 5))
    numbers = st.lists(st.integers(0, 9), min_size=columns, max_size=columns)
    x = np.array(draw(st.lists(numbers, min_size=rows, max_size=rows)), dtype=float)
    x[0, 0], x[1, 0] = 11, 10
    w = np.array(draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns)), dtype=float)
    sign = np.array(draw(st.lists(st.sampled_from([1, -1]), min_size=columns, max_size=columns)))
    return x, w, sign


def plain_topsis(x: Any, w: Any, sign: Any) -> list[float]:
    columns = list(zip(*x, strict=True))
    norms = [math.sqrt(sum(value**2 for value in column)) or 1.0 for column in columns]
    share = w / sum(w)
    v = [[share[j] * row[j] / norms[j] for j in range(len(row))] for row in x]
    best = [(max if sign[j] > 0 else min)(row[j] for row in v) for j in range(len(columns))]
    worst = [(min if sign[j] > 0 else max)(row[j] for row in v) for j in range(len(columns))]
    return [math.dist(row, worst) / (math.dist(row, worst) + math.dist(row, best)) for row in v]


def plain_grey(x: Any, w: Any, sign: Any, rho: float) -> list[float]:
    share, delta = w / sum(w), []
    for row in x:
        line = []
        for j, value in enumerate(row):
            column = [other[j] for other in x]
            size = max(column) - min(column)
            best = max(column) if sign[j] > 0 else min(column)
            line.append(abs(value - best) / size if size else 0.0)
        delta.append(line)
    low, high = min(map(min, delta)), max(map(max, delta))
    return [sum(a * (low + rho * high) / (d + rho * high) for a, d in zip(share, line, strict=True)) for line in delta]


def plain_copeland(x: Any, w: Any, sign: Any) -> list[float]:
    share, found = w / sum(w), []
    for i, mine in enumerate(x):
        score = 0
        for k, other in enumerate(x):
            better = sum(
                a if s * (p - q) > 0 else a / 2 if p == q else 0
                for a, s, p, q in zip(share, sign, mine, other, strict=True)
            )
            score += 0 if i == k or abs(better - 0.5) < 1e-9 else 1 if better > 0.5 else -1
        found.append(float(score))
    return found


@given(case=tables())
def test_topsis_does_what_a_plain_loop_does(case: Any) -> None:
    assert topsis(*case).tolist() == pytest.approx(plain_topsis(*case))


@given(case=tables(), rho=st.floats(0.05, 1))
def test_grey_does_what_a_plain_loop_does(case: Any, rho: float) -> None:
    assert grey_relational(*case, rho).tolist() == pytest.approx(plain_grey(*case, rho))


@given(case=tables())
def test_copeland_does_what_a_plain_loop_does(case: Any) -> None:
    assert copeland(*case).tolist() == plain_copeland(*case)


@pytest.mark.parametrize("method", METHODS)
@given(case=tables(), seed=st.integers(0, 99))
def test_order_and_size_of_weights_do_not_matter(case: Any, seed: int, method: Callable[..., Any]) -> None:
    x, w, sign = case
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(len(x)), rng.permutation(len(w))
    moved = method(x[rows][:, columns], 7 * w[columns], sign[columns])
    assert moved.to_numpy() == pytest.approx(method(x, w, sign).to_numpy()[rows])


@pytest.mark.parametrize("method", METHODS)
@given(case=tables(), factor=st.floats(0.01, 100))
def test_units_do_not_matter(case: Any, factor: float, method: Callable[..., Any]) -> None:
    x, w, sign = case
    other = x.copy()
    other[:, 0] *= factor
    assert method(other, w, sign).to_numpy() == pytest.approx(method(x, w, sign).to_numpy())


@pytest.mark.parametrize("method", METHODS)
@given(case=tables())
def test_who_is_better_everywhere_is_first(case: Any, method: Callable[..., Any]) -> None:
    x, w, sign = case
    best = np.where(sign > 0, x.max(axis=0) + 1, x.min(axis=0) - 1)
    found = method(np.vstack([x + 20, best + 20]), w, sign)
    assert (found.iloc[-1] > found.iloc[:-1]).all()


@given(case=tables())
def test_bounds_and_sums(case: Any) -> None:
    assert topsis(*case).between(0, 1).all()
    assert grey_relational(*case).between(1 / 3 - 1e-12, 1 + 1e-12).all()
    assert copeland(*case).sum() == 0


def test_blocks_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.random.default_rng(1).integers(0, 9, (20, 4)).astype(float)
    x[3, 1] = np.nan
    whole = duels(x, np.full(4, 0.25))
    monkeypatch.setattr(ranking, "BLOCK", 3)
    assert duels(x, np.full(4, 0.25)).tolist() == whole.tolist()


def test_duels_are_held_over_what_both_know() -> None:
    x = np.array([[1.0, np.nan], [0.0, 9.0], [np.nan, 5.0]])
    assert duels(x, np.array([0.1, 0.9])).tolist() == [1.0, 0.0, -1.0]


@pytest.mark.parametrize("method", METHODS)
def test_labels_are_kept_and_names_decide(method: Callable[..., Any]) -> None:
    frame = pd.DataFrame({"output": [3.0, 1.0, 2.0], "days": [9.0, 5.0, 1.0]}, index=["east", "west", "north"])
    by_name = method(frame, {"days": 0.7, "output": 0.3}, pd.Series({"days": -1, "output": 1}))
    in_order = method(frame.to_numpy().tolist(), [0.3, 0.7], [1, -1])
    assert list(by_name.index) == ["east", "west", "north"]
    assert by_name.tolist() == in_order.tolist()
    assert method(frame.to_numpy(), pd.Series({"x": 0.3, "y": 0.7}), [1, -1]).tolist() == in_order.tolist()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([[1, 2], [math.nan, 3]],), "1, 0 is unknown (1 in all)"),
        (([[1, 2], ["much", 3]],), "'much'"),
        (([[1, 2], [math.inf, 3]],), "finite"),
        (([1, 2],), "table of regions × indicators"),
        (([],), "table of regions × indicators"),
        (([[1, 2], [2, 1]], [1, 2, 3]), "weights: 3 given for 2 indicators"),
        (([[1, 2], [2, 1]], [1, -2]), "weights must be numbers of 0 or more"),
        (([[1, 2], [2, 1]], [0, 0]), "at least one above 0"),
        (([[1, 2], [2, 1]], None, [1, 2]), "directions must be"),
        (([[1, 2], [2, 1]], None, [1]), "directions: 1 given"),
        ((pd.DataFrame({"a": [1, 2], "b": [2, 1]}), {"a": 1}), "weights name a"),
    ],
)
def test_wrong_input_is_refused(method: Callable[..., Any], arguments: Any, words: str) -> None:
    with pytest.raises(InputError) as caught:
        method(*arguments)
    assert words in caught.value.message


def test_nothing_to_rank() -> None:
    for method in (topsis, grey_relational):
        with pytest.raises(ModelError, match="all 2 rows are the same"):
            method([[1, 2], [1, 2]])
    assert copeland([[1, 2], [1, 2]]).tolist() == [0.0, 0.0]
    with pytest.raises(InputError, match="rho is 0"):
        grey_relational([[1], [2]], rho=0)
