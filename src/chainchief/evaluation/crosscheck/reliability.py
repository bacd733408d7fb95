"""Do indicators measure one thing: Cronbach's alpha, the Kaiser-Meyer-Olkin measure, Bartlett's test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.crosscheck.tables import read_table
from chainchief.evaluation.remarks import listed, refusal
from chainchief.evaluation.scoring.arrays import Floats
from chainchief.options import pick

MISSING: dict[str, tuple[str, str]] = {
    "listwise": ("rows without an unknown value", "仅用完整行"),
    "pairwise": ("each pair over the rows that have both", "逐对使用共有的行"),
}
"""What is done about unknown values, in English and Chinese."""
SINGULAR = 1e10
"""A correlation matrix with a larger condition number cannot be inverted with any digit left that counts."""


@dataclass(frozen=True)
class Bartlett:
    """Whether a correlation matrix differs from one without any correlation.

    statistic : chi², >= 0; degrees : p(p − 1)/2; p_value : 0..1, small = there are correlations; rows : complete ones
    """

    statistic: float
    degrees: int
    p_value: float
    rows: int


def cronbach_alpha(values: Any, missing: str = "listwise") -> float:
    """Cronbach's alpha: how far indicators of one group say the same.

    values : regions x indicators (frame, array or lists), >= 2 indicators, all in the same direction
    missing : "listwise" leaves out rows with an unknown value, >= 3 must remain; "pairwise" takes each covariance over
        the rows that have both, as COINr does
    returns : at most 1; below .7 the group is doubtful; negative when the indicators run against each other. It
        depends on the units: standardise columns of different units first
    raises : InputError for fewer indicators or rows, a text; ModelError when the sum of the indicators does not vary

    α = k/(k − 1) · (1 − Σ s_j² / s_T²), s_j² variance of an indicator, s_T² variance of their sum [Cronbach 1951]

    >>> round(cronbach_alpha([[1, 2], [2, 2], [3, 5], [4, 4]]), 3)
    0.867
    """
    pick(MISSING, missing, "missing")
    table = complete_rows(values) if missing == "listwise" else read_columns(values)
    table = table / (np.nanmax(np.abs(table.to_numpy()), initial=0.0) or 1.0)
    covariances = table.cov(min_periods=3).to_numpy()
    if np.isnan(covariances).any():
        raise refusal("crosscheck-three-pairs", columns=listed(table.columns))
    total, k = covariances.sum(), len(covariances)
    if total <= 1e-12 * np.nanmax(table.to_numpy() ** 2, initial=0.0):
        raise refusal("crosscheck-same-sum", columns=listed(table.columns))
    return float(k / (k - 1) * (1 - np.trace(covariances) / total))


def kmo(values: Any) -> float:
    """Kaiser-Meyer-Olkin measure of sampling adequacy: how much of the correlation is shared by more than two.

    values : regions x indicators, >= 2 indicators, more complete rows than indicators; rows with an unknown value are
        left out
    returns : 0..1; in Kaiser's words from .9 marvelous, .8 meritorious, .7 middling, .6 mediocre, .5 miserable, below
        unacceptable
    raises : InputError for fewer indicators or rows; ModelError for a constant indicator, or indicators that determine
        each other, which are named

    Σ r² / (Σ r² + Σ q²) over all pairs, q the partial correlations −R⁻¹_ij / √(R⁻¹_ii R⁻¹_jj) [Kaiser & Rice 1974]

    >>> round(kmo([[1, 2, 2], [2, 1, 3], [3, 4, 3], [4, 3, 5], [5, 5, 4]]), 3)
    0.405
    """
    r, q = _squares(values)
    return float(r.to_numpy().sum() / (r.to_numpy().sum() + q.sum()))


def kmo_by_indicator(values: Any) -> pd.Series[float]:
    """The Kaiser-Meyer-Olkin measure of each indicator; values, limits and source as in `kmo`.

    >>> kmo_by_indicator([[1, 2, 2], [2, 1, 3], [3, 4, 3], [4, 3, 5], [5, 5, 4]]).round(2).tolist()
    [0.45, 0.37, 0.38]
    """
    r, q = _squares(values)
    shared = r.to_numpy().sum(axis=0)
    return pd.Series(shared / (shared + q.sum(axis=0)), r.columns, name="kmo")


def bartlett(values: Any) -> Bartlett:
    """Bartlett's test of sphericity; values and limits as in `kmo`.

    chi² = −(n − 1 − (2p + 5)/6) ln |R| with p(p − 1)/2 degrees of freedom [Bartlett 1951]; it supposes normal values
    and is nearly always significant when there are many regions

    >>> found = bartlett([[1, 2, 2], [2, 1, 3], [3, 4, 3], [4, 3, 5], [5, 5, 4]])
    >>> round(found.statistic, 2), found.degrees, round(found.p_value, 2)
    (6.56, 3, 0.09)
    """
    from scipy.special import chdtrc

    table = complete_rows(values)
    matrix = correlations(table)
    n, p = table.shape
    statistic = max(-(n - 1 - (2 * p + 5) / 6) * float(np.linalg.slogdet(matrix)[1]), 0.0)
    degrees = p * (p - 1) // 2
    return Bartlett(statistic, degrees, float(chdtrc(degrees, statistic)), n)


def complete_rows(values: Any) -> pd.DataFrame:
    """The rows without an unknown value; InputError for fewer than two indicators or three such rows."""
    table = read_columns(values)
    kept = table.dropna()
    if len(kept) < 3:
        raise refusal("crosscheck-three", rows=len(kept), all=len(table))
    return kept


def read_columns(values: Any) -> pd.DataFrame:
    """At least two columns, unknown values left in."""
    table = read_table(values)
    if table.shape[1] < 2:
        raise refusal("crosscheck-two", columns=listed(table.columns))
    return table


def correlations(table: pd.DataFrame) -> Floats:
    """(p, p) correlations that can be inverted, of complete rows; ModelError that names what forbids it."""
    n, p = table.shape
    x = table.to_numpy()
    still = np.ptp(x, axis=0) <= 1e-12 * np.abs(x).max(axis=0)
    if still.any():
        raise refusal("crosscheck-constant", columns=listed(table.columns[still]))
    if n <= p:
        raise refusal("crosscheck-few-rows", rows=n, columns=p)
    matrix: Floats = np.corrcoef(x, rowvar=False)
    values, vectors = np.linalg.eigh(matrix)
    if values[-1] > SINGULAR * max(values[0], 0.0):
        raise refusal("crosscheck-singular", columns=listed(table.columns[involved(vectors[:, 0])]))
    return matrix


def involved(vector: Floats) -> Any:
    """(p,) which indicators take part in the combination that (nearly) vanishes."""
    return np.abs(vector) > 0.1 * np.abs(vector).max()


def _squares(values: Any) -> tuple[pd.DataFrame, Floats]:
    """Squared correlations and squared partial correlations, both with a diagonal of 0."""
    table = complete_rows(values)
    matrix = correlations(table)
    inverse = np.linalg.inv(matrix)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(scale, scale)
    off = 1 - np.eye(len(matrix))
    return pd.DataFrame(matrix**2 * off, table.columns, table.columns), partial**2 * off
