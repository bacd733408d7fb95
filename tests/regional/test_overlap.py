"""Dagum's decomposition against a plain reading of the paper, and against PySAL's sums over pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainchief.errors import InputError, ModelError
from chainchief.regional import dagum_decomposition, gini
from regional.test_inequality import AMOUNT, HANSON, MEXICO_1940


def test_sums_over_pairs_of_mexico() -> None:
    """wg 884130 and wcg 4353856 of Gini_Spatial in inequality/tests/test_gini.py (github.com/pysal/inequality).

    They are the double sums of |x - y| inside and across the same regions; Gw = wg / (2 n² μ).
    """
    found = dagum_decomposition(MEXICO_1940, HANSON)
    scale = 2 * len(MEXICO_1940) ** 2 * np.mean(MEXICO_1940)
    assert found.within == pytest.approx(884130 / scale, abs=1e-12)
    assert found.between + found.overlap == pytest.approx(4353856 / scale, abs=1e-12)
    assert found.gini == pytest.approx(0.35372371173452849, abs=1e-12)


def plain_dagum(values: Sequence[float], groups: Sequence[str]) -> tuple[float, float, float]:
    """Dagum 1997, eqs. for G_jj, G_jh, d_jh, p_jh, D_jh, with double sums as they stand there."""
    everything, mean = np.array(values), float(np.mean(values))
    parts = {name: everything[np.array(groups) == name] for name in sorted(set(groups))}
    within = between = overlap = 0.0
    for j, y in parts.items():
        for h, x in parts.items():
            p, s = len(y) / len(everything), x.sum() / (len(everything) * mean)
            differences = np.subtract.outer(y, x)
            both = y.mean() + x.mean()
            ratio = np.abs(differences).mean() / both if both > 0 else 0.0
            if j == h:
                within += ratio * p * s
                continue
            rich = differences if y.mean() >= x.mean() else -differences
            d, q = np.maximum(rich, 0).mean(), np.maximum(-rich, 0).mean()
            affluence = (d - q) / (d + q) if d + q > 0 else 0.0
            between += ratio * p * s * affluence
            overlap += ratio * p * s * (1 - affluence)
    return within, between, overlap


@given(st.lists(st.tuples(AMOUNT, st.sampled_from("abcd")), min_size=1, max_size=14))
def test_as_the_paper_reads(rows: list[tuple[float, str]]) -> None:
    values, groups = [row[0] for row in rows], [row[1] for row in rows]
    if sum(values) <= 0:
        return
    found = dagum_decomposition(values, groups)
    assert (found.within, found.between, found.overlap) == pytest.approx(plain_dagum(values, groups), abs=1e-10)
    assert found.within + found.between + found.overlap == pytest.approx(found.gini, abs=1e-12)
    assert found.gini == pytest.approx(gini(values), abs=1e-12)
    assert found.pairs["distance"].between(0, 1).all()


def test_copies_are_weights() -> None:
    values, groups, counts = [1.0, 4.0, 2.0, 9.0], list("aabb"), [1, 3, 2, 1]
    one = dagum_decomposition(np.repeat(values, counts), np.repeat(groups, counts))
    two = dagum_decomposition(values, groups, counts)
    assert (one.within, one.between, one.overlap) == pytest.approx((two.within, two.between, two.overlap))


def test_special_groups() -> None:
    single = dagum_decomposition([1.0, 2.0, 5.0], ["a"] * 3)
    assert (single.between, single.overlap, len(single.pairs)) == (0.0, 0.0, 0)
    assert single.within == pytest.approx(single.gini)
    ones = dagum_decomposition([1.0, 2.0, 5.0], list("abc"))
    assert ones.within == 0
    assert (ones.between, ones.overlap) == pytest.approx((ones.gini, 0.0))
    same_mean = dagum_decomposition([1.0, 5.0, 2.0, 4.0], list("aabb"))
    assert same_mean.between == pytest.approx(0)
    assert same_mean.overlap > 0
    alike = dagum_decomposition([3.0, 3.0], list("ab"))
    assert (alike.gini, alike.overlap) == (0.0, 0.0)
    with pytest.raises(ModelError, match="all values are 0"):
        dagum_decomposition([0.0, 0.0], list("ab"))
    with pytest.raises(InputError, match="negative"):
        dagum_decomposition([1.0, -1.0], list("ab"))
