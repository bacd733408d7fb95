"""Weights from the data alone: how much the regions differ on each indicator, and how much of that is its own.

Every function takes regions x indicators (frame, array or list of rows) without an empty cell and returns a series that
sums to 1, with the labels of the frame. An indicator on which all regions agree gets 0; `attrs["notes"]` names it,
`attrs["method"]` the method.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.evaluation.scoring.arrays import Flags, Floats
from chainchief.evaluation.scoring.labels import has_names
from chainchief.evaluation.weighting.reading import Table, as_frame, as_numbers, as_series, check_labels, place
from chainchief.regional.inequality import gini

_TINY = 1e-12


def equal_weights(values: Table) -> pd.Series:
    """The same weight for every indicator.

    values : regions x indicators; only their names count

    >>> equal_weights(pd.DataFrame({"a": [1.0], "b": [2.0]})).to_dict()
    {'a': 0.5, 'b': 0.5}
    """
    frame = as_frame(values, "values")
    if not frame.shape[1]:
        raise refusal("weights-empty", what="values")
    check_labels(frame.columns, "values")
    return _weights(frame.columns, np.ones(frame.shape[1]), "equal", ())


def entropy_weights(values: Table) -> pd.Series:
    """Weights from how unevenly each indicator is spread over the regions.

    values : regions x indicators, raw, >= 0, no empty cell; cost columns are not inverted
    returns : indicators, sums to 1; an indicator on which all agree gets 0
    raises : InputError for an empty or negative cell or a column of zeros, with its place; ModelError for one region,
        or when all indicators are the same everywhere

    p_ij = x_ij / Σ_i x_ij, e_j = -Σ_i p_ij ln p_ij / ln m with 0 ln 0 = 0, w_j = (1 - e_j) / Σ (1 - e)
    [Shannon 1948; Zeleny 1982]

    >>> entropy_weights(pd.DataFrame({"a": [0.0, 1.0], "b": [1.0, 1.0]})).to_dict()
    {'a': 1.0, 'b': 0.0}
    """
    labels, x = _read(values, "entropy", least=0.0)
    p = _portions(x)
    e = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=0) / np.log(len(x))
    return _spread_weights(labels, x, np.clip(1.0 - e, 0.0, None), "entropy")


def gini_weights(values: Table) -> pd.Series:
    """Weights from the Gini coefficient of each indicator.

    values : regions x indicators, raw, >= 0, no empty cell
    raises : as `entropy_weights`

    G_j = Σ_i Σ_k |x_ij - x_kj| / (2 m² mean_j), w_j = G_j / Σ G [Li, Wang & Li 2009; scikit-criteria, GiniWeighter]

    >>> gini_weights(pd.DataFrame({"a": [0.0, 2.0], "b": [1.0, 3.0]})).round(4).to_dict()
    {'a': 0.6667, 'b': 0.3333}
    """
    labels, x = _read(values, "gini", least=0.0)
    return _spread_weights(labels, x, np.array([gini(column) for column in _portions(x).T]), "gini")


def variation_weights(values: Table) -> pd.Series:
    """Weights from the coefficient of variation of each indicator.

    values : regions x indicators, raw, mean > 0, no empty cell
    raises : InputError for an empty cell; ModelError for a mean of 0 or below, for one region, or when all indicators
        are the same everywhere

    w_j ∝ s_j / mean_j; n or n - 1 in s makes no difference, the factor is the same for all

    >>> variation_weights(pd.DataFrame({"a": [1.0, 3.0], "b": [3.0, 5.0]})).round(4).to_dict()
    {'a': 0.6667, 'b': 0.3333}
    """
    labels, x = _read(values, "variation")
    scale = np.abs(x).max(axis=0)
    shrunk = x / np.where(scale > 0, scale, 1.0)
    mean = shrunk.mean(axis=0)
    if bad := [f"{labels[j]} {plain(float(mean[j] * scale[j]))}" for j in np.flatnonzero(mean <= _TINY)]:
        raise refusal("weights-mean", value=listed(bad))
    return _spread_weights(labels, x, shrunk.std(axis=0) / mean, "variation")


def critic_weights(values: Table, directions: Any = None) -> pd.Series:
    """Weights from how much an indicator varies and how little the others repeat it (CRITIC).

    values : regions x indicators, raw, no empty cell
    directions : +1 or -1 for each indicator (series, mapping or list); None = all taken as they are. They turn the
        columns with -1, which changes the sign of correlations; `attrs["directions"]` says "used" or "none"
    raises : InputError for an empty cell or a direction other than +1 and -1; ModelError for one region, when all
        indicators are the same everywhere or all that vary are perfectly correlated

    r_ij = (x_ij - min_j) / (max_j - min_j), C_j = s_j Σ_k (1 - ρ_jk), w_j = C_j / Σ C; n or n - 1 in s makes no
    difference [Diakoulaki, Mavrotas & Papayannakis 1995, Computers & Operations Research 22(7), 763-770]. An indicator
    that is the same everywhere has no correlations and stays out of the sums.

    >>> critic_weights([[0, 0], [1, 2], [2, 0]]).round(4).tolist()
    [0.4641, 0.5359]
    """
    labels, x = _read(values, "critic")
    signs = _directions(directions, labels)
    varies = _varies(x)
    low, span = x.min(axis=0), np.ptp(x, axis=0)
    unit = (x - low) / np.where(varies, span, 1.0)
    unit = np.where(signs > 0, unit, 1.0 - unit)[:, varies]
    carried = np.zeros(len(labels))
    if varies.sum() == 1:
        carried[varies] = 1.0
    elif varies.any():
        repeated = np.clip(np.corrcoef(unit, rowvar=False), -1.0, 1.0)
        carried[varies] = unit.std(axis=0) * np.where(1.0 - repeated > _TINY, 1.0 - repeated, 0.0).sum(axis=0)
        if not carried.any():
            raise refusal("critic-correlated", value=listed(np.array(labels, dtype=object)[varies]))
    found = _spread_weights(labels, x, carried, "critic")
    found.attrs["directions"] = "none" if directions is None else "used"
    return found


def pca_weights(values: Table) -> pd.Series:
    """Weights from the loadings of the first principal component.

    values : regions x indicators, raw, no empty cell
    raises : InputError for an empty cell; ModelError with the loadings when one is negative, when no component comes
        first, for one region, or when all indicators are the same everywhere

    Columns standardised; the loadings of the first component, rescaled to sum to 1 [COINr 1.1.14, R/PCA.R, get_PCA].
    COINr hands out negative weights; here they are refused.

    >>> pca_weights([[1, 2, 1], [2, 4, 3], [3, 6, 2]]).round(4).tolist()
    [0.366, 0.366, 0.2679]
    """
    labels, x = _read(values, "pca")
    varies = _varies(x)
    loadings = np.zeros(len(labels))
    if varies.sum() == 1:
        loadings[varies] = 1.0
    elif varies.any():
        scale = np.abs(x[:, varies]).max(axis=0)
        roots, vectors = np.linalg.eigh(np.corrcoef(x[:, varies] / scale, rowvar=False))
        if roots[-1] - roots[-2] < 1e-9:
            raise refusal("pca-no-first", value=listed(f"{root:.3f}" for root in roots[::-1]))
        first = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
        loadings[varies] = np.where(np.abs(first) < _TINY, 0.0, first)
    if (loadings < 0).any():
        raise refusal("pca-negative", value=listed(f"{k} {v:.3f}" for k, v in zip(labels, loadings, strict=True)))
    return _spread_weights(labels, x, loadings, "pca")


OBJECTIVE: Mapping[str, Callable[[Table], pd.Series]] = MappingProxyType(
    {
        "entropy": entropy_weights,
        "critic": critic_weights,
        "variation": variation_weights,
        "gini": gini_weights,
        "pca": pca_weights,
    }
)
"""The methods that need only the values, by name."""


def _read(values: Table, method: str, least: float = -np.inf) -> tuple[tuple[Hashable, ...], Floats]:
    """Labels and numbers, without a gap, none below `least`."""
    frame = as_frame(values, "values")
    if frame.empty:
        raise refusal("weights-empty", what="values")
    check_labels(frame.columns, "values")
    x = as_numbers(frame, "values")
    for row, column in np.argwhere(~np.isfinite(x)):
        raise refusal("weights-gap", place=place("values", frame.index[row], frame.columns[column]), method=method)
    for row, column in np.argwhere(x < least):
        where = place("values", frame.index[row], frame.columns[column])
        raise refusal("weights-negative", place=where, value=plain(x[row, column]), method=method)
    if least == 0.0 and (empty := [label for label, top in zip(frame.columns, x.max(axis=0), strict=True) if top == 0]):
        raise refusal("weights-zeros", value=listed(empty), method=method)
    if len(x) == 1:
        raise refusal("weights-one-region", value=frame.index[0], method=method)
    return tuple(frame.columns), x


def _portions(x: Floats) -> Floats:
    """Each value as a share of its column; divided by the largest first so that no sum overflows."""
    shrunk = x / x.max(axis=0)
    found: Floats = shrunk / shrunk.sum(axis=0)
    return found


def _varies(x: Floats) -> Flags:
    """Which columns hold more than one value, rounding aside."""
    found: Flags = np.ptp(x, axis=0) > _TINY * np.abs(x).max(axis=0)
    return found


def _spread_weights(labels: tuple[Hashable, ...], x: Floats, spread: Floats, method: str) -> pd.Series:
    """`spread` >= 0 as shares; 0 for what does not vary; ModelError when nothing does."""
    varies = _varies(x)
    raw = np.where(varies, spread, 0.0)
    if not raw.any():
        raise refusal("weights-all-constant", value=listed(labels), method=method)
    constant = [label for label, varied in zip(labels, varies, strict=True) if not varied]
    notes = (remark("weights-constant", value=listed(constant)),) if constant else ()
    return _weights(labels, raw, method, notes)


def _weights(labels: Any, raw: Floats, method: str, notes: tuple[Finding, ...]) -> pd.Series:
    found = pd.Series(raw / raw.sum(), index=pd.Index(labels))
    found.attrs.update(method=method, notes=notes)
    return found


def _directions(directions: Any, labels: tuple[Hashable, ...]) -> Floats:
    """(m,) +1 or -1."""
    if directions is None:
        return np.ones(len(labels))
    found = as_series(directions, "directions")
    if len(found) == len(labels) and not has_names(found.index):
        found.index = pd.Index(labels)
    bad = [str(label) for label in labels if label not in found.index or abs(found[label]) != 1]
    bad += [str(label) for label in found.index if label not in labels]
    if bad:
        raise refusal("weights-directions", value=listed(bad))
    signs: Floats = found[list(labels)].to_numpy(dtype=np.float64)
    return signs
