"""Estimated shares: functions whose shares are known, and two other implementations on the same points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from chainchief.errors import InputError, ModelError
from chainchief.evaluation.robustness import exact_shares, sobol_shares
from chainchief.evaluation.robustness.sobol import jansen_shares, sobol_design
from chainchief.evaluation.scoring.arrays import Floats

SALIB_TOTALS = [0.2707918334559635, 0.42228659271877056, 0.21675770617762535]
"""What SALib 1.6.0 prints for the outcomes of `_lattice`."""

TURN = {"x1": (-np.pi, np.pi), "x2": (-np.pi, np.pi), "x3": (-np.pi, np.pi)}


def _ishigami(x: Floats) -> Floats:
    found: Floats = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return found


def _ishigami_shares() -> tuple[Floats, Floats]:
    """Closed forms: Saltelli et al. 2008, Global Sensitivity Analysis: The Primer, ch. 4, exercise 5, pp. 179-182.

    Written out as in the public test file scipy/stats/tests/test_sensitivity_analysis.py (`ishigami_ref_indices`),
    which also says that V13 is misprinted in the book (right: 8 b² π⁸ / 225).
    """
    a, b = 7.0, 0.1
    first = np.array([0.5 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 50, a**2 / 8, 0.0])
    both = b**2 * np.pi**8 * 8 / 225
    variance = 0.5 + a**2 / 8 + b * np.pi**4 / 5 + b**2 * np.pi**8 / 18
    return first / variance, (first + np.array([both, 0.0, both])) / variance


def test_the_ishigami_function() -> None:
    first, total = _ishigami_shares()
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0.0], atol=5e-5)
    np.testing.assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=5e-5)
    found = sobol_shares(TURN, _ishigami, points=16384)
    assert found.runs == 16384 * 5
    np.testing.assert_allclose(found.first[:, 0], first, atol=0.005)
    np.testing.assert_allclose(found.total[:, 0], total, atol=0.005)
    for band, exact in ((found.first_interval, first), (found.total_interval, total)):
        assert ((band[:, 0, 0] <= exact + 1e-9) & (exact <= band[:, 0, 1] + 1e-9)).all()


def test_the_g_function_as_published() -> None:
    """S = .7165, .1791, .0237, .0072, .0001 for a = 0, 1, 4.5, 9, 99, 99, 99, 99.

    Printed in the public file src/SALib/test_functions/Sobol_G.py of SALib/SALib, after Saltelli et al. 2010, Computer
    Physics Communications 181; totals by the closed form V_i ∏ (1 + V_j), V_i = 1 / (3 (1 + a_i)²).
    """
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    parts = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + parts) - 1
    total = parts * np.prod(1 + parts) / (1 + parts) / variance
    found = sobol_shares(
        {f"x{number}": (0, 1) for number in range(8)},
        lambda x: np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1),
        points=4096,
    )
    published = [0.7165, 0.1791, 0.0237, 0.0072, 0.0001, 0.0001, 0.0001, 0.0001]
    np.testing.assert_allclose(found.first[:, 0], published, atol=0.01)
    np.testing.assert_allclose(found.total[:, 0], total, atol=0.01)


def _lattice() -> Floats:
    """The Ishigami function on A, B and A with each column of B, at 64 multiples of square roots of primes."""
    points = np.arange(1, 65)[:, None] * np.sqrt(np.array([2, 3, 5, 7, 11, 13])) % 1
    first, second = points[:, :3], points[:, 3:]
    tables = [first, second]
    for factor in range(3):
        tables.append(np.where(np.arange(3) == factor, second, first))
    return _ishigami(2 * np.pi * np.vstack(tables) - np.pi)[:, None]


def test_totals_are_those_of_salib() -> None:
    """SALib 1.6.0, SALib.analyze.sobol on the same 320 outcomes (its S uses another estimator and differs)."""
    found = jansen_shares(("x1", "x2", "x3"), _lattice(), seed=1, resamples=10)
    np.testing.assert_allclose(found.total[:, 0], SALIB_TOTALS, atol=1e-12)


def test_totals_are_those_of_scipy() -> None:
    from scipy.stats import sobol_indices

    outcomes = _lattice().reshape(5, 1, 64)
    theirs = sobol_indices(
        func={"f_A": outcomes[0], "f_B": outcomes[1], "f_AB": outcomes[2:]}, n=64
    )  # fmt: skip
    ours = jansen_shares(("x1", "x2", "x3"), _lattice(), seed=1, resamples=0)
    np.testing.assert_allclose(ours.total[:, 0], theirs.total_order.ravel(), atol=1e-12)
    spread = np.var(outcomes[:2])
    plain = [1 - ((outcomes[1] - outcomes[2 + factor]) ** 2).mean() / (2 * spread) for factor in range(3)]
    np.testing.assert_allclose(ours.first[:, 0], plain, atol=1e-12)
    assert np.isnan(ours.first_interval).all()


def test_estimates_approach_the_exact_shares() -> None:
    """A step function of each factor is a discrete factor in disguise."""
    table = np.random.default_rng(4).normal(size=(2, 4, 2, 3))
    exact = exact_shares(table, ["a", "b", "c"])

    def stepped(x: Floats) -> Floats:
        found: Floats = table[tuple((x * [2, 4, 2]).astype(int).T)]
        return found

    found = sobol_shares(dict.fromkeys("abc", (0, 1)), stepped, points=4096)
    np.testing.assert_allclose(found.first, exact.first, atol=0.02)
    np.testing.assert_allclose(found.total, exact.total, atol=0.02)
    np.testing.assert_allclose(found.variance, exact.variance, rtol=0.02)


def test_intervals_hold_what_they_promise() -> None:
    """Over 60 designs of 128 points, nine in ten intervals of 95 % hold the exact total at least."""
    _, total = _ishigami_shares()
    held = [
        (found.total_interval[:, 0, 0] <= total) & (total <= found.total_interval[:, 0, 1])
        for found in (sobol_shares(TURN, _ishigami, points=128, seed=seed, resamples=200) for seed in range(60))
    ]
    assert np.mean(held) > 0.9


def test_the_design_is_mixed_and_repeatable() -> None:
    design, again = sobol_design(16, 3, 5), sobol_design(16, 3, 5)
    np.testing.assert_array_equal(design.mixed, again.mixed)
    assert not np.array_equal(design.first, sobol_design(16, 3, 6).first)
    for factor in range(3):
        others = [column for column in range(3) if column != factor]
        np.testing.assert_array_equal(design.mixed[factor][:, factor], design.second[:, factor])
        np.testing.assert_array_equal(design.mixed[factor][:, others], design.first[:, others])


def test_other_distributions() -> None:
    """Two normal factors: the shares are those of their variances."""
    from scipy.stats import norm

    found = sobol_shares(
        {"a": lambda share: 3 * norm.ppf(share), "b": norm.ppf}, lambda x: x[:, 0] + x[:, 1], points=4096
    )
    np.testing.assert_allclose(found.first[:, 0], [0.9, 0.1], atol=0.01)


def test_an_output_that_never_moves_has_no_shares() -> None:
    found = sobol_shares({"a": (0, 1)}, lambda x: np.column_stack([x[:, 0], np.full(len(x), 0.3)]), points=64)
    assert found.defined.tolist() == [True, False]
    assert found.first[0, 0] == pytest.approx(1)
    assert np.isnan(found.first[0, 1])
    assert found.variance[1] == 0


@pytest.mark.parametrize(
    ("factors", "points", "words"),
    [({}, 64, "no factor"), ({"a": (0, 1)}, 100, "100 is no power of two"), ({"a": (1, 1)}, 64, "Factor 'a': 1")],
)
def test_what_is_refused(factors: dict[str, Any], points: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        sobol_shares(factors, lambda x: x[:, 0], points=points)


def test_an_unknown_outcome_is_refused() -> None:
    with pytest.raises(ModelError, match="unknown or infinite"):
        sobol_shares({"a": (0, 1)}, lambda x: np.where(x[:, 0] > 0.5, np.inf, 0.0), points=64)
