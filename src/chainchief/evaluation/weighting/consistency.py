"""How far judgements contradict each other: arrays only, NaN = a pair that was not judged."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np

from chainchief.evaluation.scoring.arrays import Flags, Floats

LIMIT = 0.1
"""From this consistency ratio on judgements should be looked at again [Saaty 1980]."""

RANDOM_INDEX = MappingProxyType(
    {
        **{3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45},
        **{10: 1.49, 11: 1.52, 12: 1.54, 13: 1.56, 14: 1.58, 15: 1.59},
    }
)
"""Mean consistency index of random judgements by n: 3..9 Saaty 1980; 10..15 Saaty, Theory and Applications of the
Analytic Network Process, 2005, page 31 (as in AHPy, src/ahpy/ahpy.py). The later table has smaller values for n = 3
(.52) and 4 (.89); the earlier one is what the literature of the field uses."""

EARLIER = "Saaty 1980"
LATER = "Saaty 2005, p. 31"
LINEAR = "linear in the missing judgements, after Ágoston & Csató 2022"


def random_index(n: int, missing: int = 0) -> tuple[float | None, str]:
    """The random index of n items of which `missing` pairs are not judged, and where it is from.

    returns : 0.0 where nothing can contradict (n < 3, or judgements that only just hang together), None beyond
        the table

    R(n, m) = R(n) (1 - 2m / ((n - 1)(n - 2))): all of R(n) when every pair is judged, nothing when n - 1 are
    [Ágoston & Csató 2022, Omega 108, 102576: nearly linear in m, for the completion of least inconsistency]
    """
    if n < 3:
        return 0.0, ""
    if n not in RANDOM_INDEX:
        return None, ""
    source = EARLIER if n <= 9 else LATER
    if not missing:
        return RANDOM_INDEX[n], source
    share = max(0.0, 1.0 - 2.0 * missing / ((n - 1) * (n - 2)))
    return RANDOM_INDEX[n] * share, f"{source}, {LINEAR}"


def principal(values: Floats) -> tuple[float, Floats]:
    """(n, n) positive -> the largest eigenvalue and its vector, summing to 1 [Saaty 1977]."""
    roots, vectors = np.linalg.eig(values)
    largest = int(np.argmax(roots.real))
    vector = np.abs(vectors[:, largest].real)
    return float(roots[largest].real), vector / vector.sum()


def harker(values: Floats) -> Floats:
    """(n,) weights from an incomplete matrix: the principal vector of the matrix in which a missing judgement is 0 and
    the diagonal 1 plus the number of missing ones in the row [Harker 1987, Mathematical Modelling 9(11), 837-848]."""
    missing = np.isnan(values)
    return principal(np.where(missing, 0.0, values) + np.diag(missing.sum(axis=1)))[1]


def least_squares(values: Floats) -> Floats:
    """(n,) weights that minimise Σ (ln a_ij - ln w_i + ln w_j)² over the judged pairs; the row geometric mean when all
    are [Crawford & Williams 1985; Bozóki, Fülöp & Rónyai 2010 for incomplete ones]."""
    judged = ~np.isnan(values)
    logs = np.where(judged, np.log(np.where(judged, values, 1.0)), 0.0)
    if judged.all():
        found = logs.mean(axis=1)
    else:
        laplacian = np.diag(judged.sum(axis=1)) - judged.astype(np.float64)
        found = np.linalg.lstsq(laplacian, logs.sum(axis=1), rcond=None)[0]
    raised = np.exp(found - found.max())
    weights: Floats = raised / raised.sum()
    return weights


def completed(values: Floats) -> Floats:
    """(n, n) the missing judgements filled so that the largest eigenvalue is as small as can be.

    The eigenvalue is convex in the logarithms of the missing judgements, and the minimum is unique when the judged
    pairs hang together [Bozóki, Fülöp & Rónyai 2010, Mathematical and Computer Modelling 52, 318-333].
    """
    rows, columns = np.nonzero(np.triu(np.isnan(values), 1))
    if not len(rows):
        return values
    from scipy.optimize import minimize

    def filled(logs: Floats) -> Floats:
        whole = values.copy()
        whole[rows, columns], whole[columns, rows] = np.exp(logs), np.exp(-logs)
        return whole

    def slope(logs: Floats) -> tuple[float, Floats]:
        whole = filled(logs)
        root, right = principal(whole)
        left = principal(whole.T)[1]
        pull = whole * np.outer(left, right) / (left @ right)
        return root, pull[rows, columns] - pull[columns, rows]

    weights = least_squares(values)
    start = np.log(weights[rows] / weights[columns])
    return filled(minimize(slope, start, jac=True, method="BFGS", options={"gtol": 1e-10}).x)


def connected(values: Floats) -> Flags:
    """(n,) which items are tied to the first one by judgements, directly or over others."""
    judged = ~np.isnan(values)
    reached = np.zeros(len(values), dtype=np.bool_)
    reached[0] = True
    while (wider := judged[reached].any(axis=0) | reached).sum() > reached.sum():
        reached = wider
    return reached


def deviations(values: Floats, weights: Floats) -> Floats:
    """(n, n) ln of how many times too large each judgement is: ln(a_ij w_j / w_i), NaN where there is none."""
    found: Floats = np.log(values) - np.log(weights)[:, None] + np.log(weights)[None, :]
    return found


def cycles(values: Floats) -> list[tuple[int, int, int]]:
    """Three items each more important than the next: a > b > c > a, each once, the lowest place first."""
    above = np.nan_to_num(values, nan=1.0) > 1.0
    found: list[tuple[int, int, int]] = []
    for first in range(len(values)):
        closing = above & above[first][:, None] & above[:, first][None, :]
        closing[: first + 1], closing[:, : first + 1] = False, False
        found += [(first, int(second), int(third)) for second, third in np.argwhere(closing)]
    return found
