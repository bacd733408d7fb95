"""What holds a region back: the share of each indicator in what is missing to the best score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import UNGRADED
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.scoring.aggregation import leaf_weights
from chainchief.evaluation.scoring.arrays import Floats

_TINY = 1e-12


@dataclass(frozen=True, eq=False)
class Obstacles:
    """Where the missing points lie.

    degrees : rows x indicators, share of what is missing, each row sums to 1; NaN = unknown score or nothing missing
    dimensions : rows x dimensions, sums of the degrees; empty without dimensions
    missing : by row, Σ w (1 - s), 0..1, what is missing in all
    undefined : rows in which every score is 1: nothing holds them back, a degree would be 0/0
    notes : what was left out
    """

    degrees: pd.DataFrame
    dimensions: pd.DataFrame
    missing: pd.Series[float]
    undefined: tuple[str, ...]
    notes: tuple[Finding, ...]


def obstacle_degrees(scores: Any, weights: Any = None, dimensions: Mapping[str, str] | None = None) -> Obstacles:
    """How much of what a row lacks is due to each indicator.

    scores : rows x indicators (or one row as Series or mapping), 0..1, 1 = best; NaN = unknown, left out of its row
    weights : one for each indicator, or rows x indicators; >= 0, any sum; default equal
    dimensions : indicator -> dimension, for the sums by dimension
    raises : InputError for a score outside 0..1, a weight below 0, an indicator without weight or dimension

    O_j = w_j (1 - s_j) / Σ w (1 - s); a row in which all s = 1 has none

    >>> obstacle_degrees({"a": 0.5, "b": 0.75}).degrees.round(3).values.tolist()
    [[0.667, 0.333]]
    """
    frame = score_frame(scores)
    values = frame.to_numpy(dtype=np.float64)
    outside = (values < -1e-9) | (values > 1 + 1e-9)
    if outside.any():
        row, column = (int(found[0]) for found in np.nonzero(outside))
        words = {"place": f"{frame.index[row]} {frame.columns[column]}", "value": f"{values[row, column]:g}"}
        raise refusal("panel-outside", **words)
    held = row_weights(weights, frame)
    known = ~np.isnan(values)
    lack = np.where(known, held * (1 - np.clip(np.nan_to_num(values), 0.0, 1.0)), 0.0)
    sums = lack.sum(axis=1)
    carried = np.where(known, held, 0.0).sum(axis=1)
    some = sums > _TINY * np.maximum(carried, _TINY)
    shares = lack / np.where(some, sums, 1.0)[:, None]
    degrees = pd.DataFrame(np.where(known & some[:, None], shares, np.nan), frame.index, frame.columns)
    missing = np.divide(sums, carried, out=np.full(len(sums), np.nan), where=carried > 0)
    undefined = tuple(row_name(label) for label in frame.index[~some & (carried > 0)])
    notes = [remark("obstacle-undefined", value=listed(undefined), count=len(undefined))] if undefined else []
    if blank := int((~known).sum()):
        notes.append(remark("obstacle-unknown", value=blank))
    summed = _summed(degrees, dimensions, some)
    return Obstacles(degrees, summed, pd.Series(missing, frame.index, name="missing"), undefined, tuple(notes))


def find_obstacles(evaluation: Evaluation) -> Obstacles:
    """The obstacle degrees of every row of an evaluation, by indicator and by dimension.

    evaluation : on a ruler with a worst and a best end; each row weighs what its known indicators weigh in it
    raises : ModelError on a ruler without ends (z-scores, ranks)
    """
    framework, options = evaluation.framework, evaluation.options
    if options.normalise in UNGRADED:
        raise refusal("panel-open-scale", ruler=options.normalise)
    worst, best = options.scale
    leaves = list(framework.leaves)
    scores = (evaluation.scores[leaves] - worst) / (best - worst)
    scores = scores.clip(0.0, 1.0) if options.normalise == "target" else scores
    local = evaluation.weights["local"].to_numpy(dtype=np.float64)
    flat = options.aggregate == "weighted_sum"
    known = scores.notna().to_numpy()
    patterns, group = np.unique(known, axis=0, return_inverse=True)
    weights = np.array([leaf_weights(framework.tree, local, pattern, flat) for pattern in patterns])[group.ravel()]
    dimension = {leaf: framework.path(leaf)[1] if len(framework.path(leaf)) > 1 else leaf for leaf in leaves}
    return obstacle_degrees(scores, pd.DataFrame(weights, scores.index, leaves), dimension)


def score_frame(scores: Any) -> pd.DataFrame:
    """Rows x columns from a frame, one row as Series or mapping, or an array; refused where it is no number."""
    if isinstance(scores, pd.Series):
        scores = scores.to_frame().T
    elif isinstance(scores, Mapping):
        scores = pd.DataFrame([dict(scores)])
    elif not isinstance(scores, pd.DataFrame):
        scores = pd.DataFrame(np.atleast_2d(np.asarray(scores, dtype=object)))
    numbers = scores.apply(pd.to_numeric, errors="coerce").astype(np.float64)
    wrong = (scores.notna() & numbers.isna()) | np.isinf(numbers)
    if wrong.to_numpy().any():
        row, column = (int(found[0]) for found in np.nonzero(wrong.to_numpy()))
        words = {"place": f"{row_name(scores.index[row])} {scores.columns[column]}", "value": scores.iloc[row, column]}
        raise refusal("panel-number", what="scores", **words)
    return pd.DataFrame(numbers)


def row_weights(weights: Any, frame: pd.DataFrame) -> Floats:
    """Weights of every cell, the same in all rows unless given by row; refused when negative or unknown."""
    if weights is None:
        return np.ones(frame.shape)
    if isinstance(weights, pd.DataFrame):
        found = weights.reindex(index=frame.index, columns=frame.columns).to_numpy(dtype=np.float64)
    elif isinstance(weights, Mapping | pd.Series):
        row = pd.to_numeric(pd.Series(weights), errors="coerce").reindex(frame.columns).to_numpy(dtype=np.float64)
        found = np.tile(row, (len(frame), 1))
    else:
        row = pd.to_numeric(pd.Series(list(weights)), errors="coerce").to_numpy(dtype=np.float64)
        if len(row) != frame.shape[1]:
            raise refusal("panel-length", what="weights", found=len(row), wanted=frame.shape[1])
        found = np.tile(row, (len(frame), 1))
    bad = ~np.isfinite(found) | (found < 0)
    if bad.any():
        raise refusal("panel-weight", place=str(frame.columns[int(np.nonzero(bad)[1][0])]))
    if (found.sum(axis=1) <= 0).any():
        raise refusal("panel-weightless")
    return np.asarray(found, dtype=np.float64)


def _summed(degrees: pd.DataFrame, dimensions: Mapping[str, str] | None, some: Any) -> pd.DataFrame:
    if dimensions is None:
        return pd.DataFrame(index=degrees.index)
    if lost := [str(code) for code in degrees.columns if code not in dimensions]:
        raise refusal("panel-dimension", value=listed(lost))
    names = pd.Index([dimensions[code] for code in degrees.columns])
    summed = degrees.T.groupby(names, sort=False).sum().T
    summed.loc[~np.asarray(some)] = np.nan
    return summed


def row_name(label: Any) -> str:
    """The label of a row as one text."""
    return " ".join(str(part) for part in label) if isinstance(label, tuple) else str(label)
