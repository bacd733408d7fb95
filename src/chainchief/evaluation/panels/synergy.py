"""Synergy of dimensions or of two chains: the coupling coordination degree with its two parts shown apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.panels.obstacles import row_name, row_weights, score_frame
from chainchief.evaluation.remarks import listed, refusal, remark


@dataclass(frozen=True, eq=False)
class Synergy:
    """How well systems go together.

    coupling : by row, C, 0..1, how even the systems are (1 = all equal, 0 = one of them is 0)
    level : by row, T, 0..1, how high they are
    degree : by row, D = √(C·T); all three NaN where every system is 0, or one is unknown
    undefined : those rows; notes : what D says and what it does not
    """

    coupling: pd.Series[float]
    level: pd.Series[float]
    degree: pd.Series[float]
    undefined: tuple[str, ...]
    notes: tuple[Finding, ...]


def coordination(scores: Any, weights: Any = None) -> Synergy:
    """Balance and level of two or more systems, and the coupling coordination degree made of both.

    scores : rows x systems (dimensions, or the innovation and the industrial chain), 0..1
    weights : of the systems in the level T; default equal
    raises : InputError for a score outside 0..1, a weight below 0; for fewer than two systems

    C = n (∏ U)^(1/n) / Σ U, T = Σ a U with Σ a = 1, D = √(C·T). With equal weights C·T is the geometric mean, so D is
    only its root and says nothing that the geometric mean does not: look at C and T. C is crowded towards 1 and moves
    with the ruler; D of two studies cannot be compared     [formula as corrected by Wang, Kong et al. 2021]

    >>> found = coordination({"innovation": 0.25, "industry": 1.0})
    >>> [round(float(part.iloc[0]), 3) for part in (found.coupling, found.level, found.degree)]
    [0.8, 0.625, 0.707]
    """
    frame = score_frame(scores)
    values = frame.to_numpy(dtype=np.float64)
    count = frame.shape[1]
    if count < 2:
        raise refusal("synergy-one")
    outside = (values < -1e-9) | (values > 1 + 1e-9)
    if outside.any():
        row, column = (int(found[0]) for found in np.nonzero(outside))
        words = {"place": f"{frame.index[row]} {frame.columns[column]}", "value": f"{values[row, column]:g}"}
        raise refusal("panel-outside", **words)
    shares = row_weights(weights, frame)
    shares = shares / shares.sum(axis=1, keepdims=True)
    known = ~np.isnan(values).any(axis=1)
    held = np.clip(np.where(known[:, None], values, 0.0), 0.0, 1.0)
    sums = held.sum(axis=1)
    fine = known & (sums > 0)
    root = np.exp(np.log(held, out=np.zeros(held.shape), where=held > 0).mean(axis=1)) * (held > 0).all(axis=1)
    coupling = np.minimum(count * root / np.where(fine, sums, 1.0), 1.0)
    level = (shares * held).sum(axis=1)
    names = ("coupling", "level", "degree")
    parts = (coupling, level, np.sqrt(coupling * level))
    columns = [pd.Series(np.where(fine, part, np.nan), frame.index, name=name) for part, name in zip(
        parts, names, strict=True)]  # fmt: skip
    undefined = tuple(row_name(label) for label in frame.index[~fine])
    equal = bool(np.allclose(shares, 1 / count, rtol=0, atol=1e-12))
    notes = [remark("synergy-equal" if equal else "synergy-weighted")]
    if undefined:
        notes.append(remark("synergy-undefined", value=listed(undefined)))
    return Synergy(columns[0], columns[1], columns[2], undefined, tuple(notes))
