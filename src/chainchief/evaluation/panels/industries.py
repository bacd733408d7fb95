"""Industries of a region: potential of emerging ones, the 1+N split, and the layers of digital maturity."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.evaluation.panels.obstacles import row_weights, score_frame
from chainchief.evaluation.remarks import listed, refusal, remark
from chainchief.evaluation.scoring.grading import ranks

CLASSES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "core": ("core industry", "核心产业", ("主导产业",)),
    "supporting": ("supporting industry", "配套产业", ("支撑产业", "支持产业")),
    "emerging": ("emerging industry", "新兴产业", ("战略性新兴产业",)),
    "traditional": ("traditional industry", "传统产业", ()),
    "service": ("service industry", "服务业", ("生产性服务业", "服务产业")),
}
"""The classes of "1+N" (one core, N around it) with their names and other words for them [Zhang 2024, Table 4-2]."""

LAYERS: dict[str, tuple[int, str, str]] = {
    "starting": (1, "starting layer", "起步层"),
    "development": (2, "development layer", "发展层"),
    "mature": (3, "mature layer", "成熟层"),
    "leading": (4, "leading layer", "引领层"),
}
"""Layers of digital maturity with their level, lowest first; the numbers 1 to 4 are own [Zhang 2024, Table 4-4]."""


@dataclass(frozen=True, eq=False)
class Potential:
    """How promising industries are (own method; the parts are as good as their data).

    score : by industry, 0..1; rank : 1 = highest; parts : industry x parts, 0..1; weights : of the parts, sum to 1
    notes : how the parts were put on one scale
    """

    score: pd.Series[float]
    rank: pd.Series[int]
    parts: pd.DataFrame
    weights: pd.Series[float]
    notes: tuple[Finding, ...]


def development_potential(parts: pd.DataFrame, weights: Any = None, normalise: str = "none") -> Potential:
    """Industries ranked by the mean of relevance, spillover and growth, or whatever parts are given (own).

    parts : industry x parts; weights : of the parts, default equal (the plain mean, as Zhang 2024, Table 4-3)
    normalise : "none" = the parts are 0..1 already, "minmax" = each part between its lowest and highest industry
    raises : InputError for a part outside 0..1 with "none", an unknown value, a weight below 0; ModelError for a part
        that is the same everywhere under "minmax", for a single industry there

    Parts one can work out: relevance from linkages and relatedness density, spillover from R&D embodied in the Leontief
    inverse, growth as CAGR. With "minmax" the score depends on which industries are in the list.

    >>> parts = pd.DataFrame({"relevance": [0.8, 0.4], "growth": [0.6, 0.2]}, index=["x", "y"])
    >>> development_potential(parts).score.round(3).tolist()
    [0.7, 0.3]
    """
    if normalise not in ("none", "minmax"):
        raise refusal("panel-choice", what="normalise", value=normalise, known="none, minmax")
    held = score_frame(parts)
    values = held.to_numpy()
    if not values.size or np.isnan(values).any():
        blank = "–" if not values.size else str(held.index[np.isnan(values).any(axis=1)][0])
        raise refusal("potential-unknown", place=blank)
    notes = [remark("potential-own")]
    if normalise == "minmax":
        low, high = values.min(axis=0), values.max(axis=0)
        if (still := high - low <= 0).any():
            raise refusal("potential-constant", value=listed(held.columns[still]))
        values = (values - low) / (high - low)
        notes.append(remark("potential-minmax"))
    elif ((values < 0) | (values > 1)).any():
        row, column = (int(found[0]) for found in np.nonzero((values < 0) | (values > 1)))
        raise refusal(
            "potential-scale", place=f"{held.index[row]} {held.columns[column]}", value=f"{values[row, column]:g}"
        )
    shares = row_weights(weights, held.iloc[:1])[0]
    shares = shares / shares.sum()
    score = pd.Series(values @ shares, held.index, name="score")
    rank = pd.Series(ranks(score.to_numpy()[:, None])[:, 0], held.index, name="rank")
    table = pd.DataFrame(values, held.index, held.columns)
    return Potential(score, rank, table, pd.Series(shares, held.columns, name="weight"), tuple(notes))


@dataclass(frozen=True, eq=False)
class IndustrySplit:
    """The structure "1+N" at two dates.

    classes : class of CLASSES x industries (count), start, end (amounts), share_start, share_end, share_change,
        growth (of the class), contribution (to the growth of the whole; sums to it), contribution_share (of that
        growth; NaN where the whole did not change)
    growth : of the whole; notes : classes without industry, and more than one core industry
    """

    classes: pd.DataFrame
    growth: float
    notes: tuple[Finding, ...]


def split_industries(table: pd.DataFrame, kind: str = "class", start: str = "start", end: str = "end") -> IndustrySplit:
    """Shares of core, supporting, emerging, traditional and service industries, and what each adds to growth.

    table : one row per industry; kind : the column with the class (a key of CLASSES or its name in either language)
    start, end : the columns with the amounts of the two dates, >= 0, in one unit
    raises : InputError for an absent column, an unknown class, an unknown or negative amount; ModelError for a whole of
        0 at the start

    contribution_c = (end_c - start_c) / Σ start; growth of the whole = Σ contributions     [structure: Zhang 2024, 4-2]

    >>> held = pd.DataFrame({"class": ["core", "service"], "start": [60.0, 40.0], "end": [66.0, 54.0]})
    >>> split_industries(held).classes.loc[["core", "service"], "contribution"].round(3).tolist()
    [0.06, 0.14]
    """
    if lost := [name for name in (kind, start, end) if name not in table.columns]:
        raise refusal("split-column", value=listed(lost), known=listed(table.columns))
    found = [_class(value, str(label)) for label, value in table[kind].items()]
    amounts = table[[start, end]].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=np.float64)
    bad = ~np.isfinite(amounts) | (amounts < 0)
    if bad.any():
        row, column = (int(where[0]) for where in np.nonzero(bad))
        raise refusal("split-amount", place=f"{table.index[row]} {(start, end)[column]}")
    sums = (
        pd.DataFrame(amounts, columns=["start", "end"])
        .groupby(pd.Index(found))
        .sum()
        .reindex(list(CLASSES), fill_value=0.0)
    )
    whole = sums.sum()
    if whole["start"] <= 0:
        raise refusal("split-nothing", column=start)
    counts = pd.Series(found).value_counts().reindex(list(CLASSES), fill_value=0)
    classes = sums.assign(industries=counts)[["industries", "start", "end"]].rename_axis("class")
    for name in ("start", "end"):
        classes[f"share_{name}"] = sums[name] / whole[name] if whole[name] > 0 else math.nan
    classes["share_change"] = classes["share_end"] - classes["share_start"]
    moved = sums["end"] - sums["start"]
    classes["growth"] = moved / sums["start"].where(sums["start"] > 0)
    classes["contribution"] = moved / whole["start"]
    total = float(whole["end"] - whole["start"])
    classes["contribution_share"] = moved / total if abs(total) > 1e-12 * whole["start"] else math.nan
    notes = [remark("split-classes")]
    if empty := [name for name in CLASSES if not counts[name]]:
        notes.append(remark("split-empty", value=listed(empty)))
    if counts["core"] > 1:
        notes.append(remark("split-cores", value=int(counts["core"])))
    return IndustrySplit(classes, total / float(whole["start"]), tuple(notes))


def _class(value: Any, place: str) -> str:
    text = str(value).strip().lower()
    for code, (name, name_zh, others) in CLASSES.items():
        if text in (code, name, f"{code} industries", name_zh, *others):
            return code
    raise refusal("split-class", place=place, value=str(value), known=listed(CLASSES))


@dataclass(frozen=True, eq=False)
class DigitalLayers:
    """How firms spread over the layers of digital maturity.

    shares : layer -> share of the firms, lowest first, sums to 1; above : share at this layer or higher
    mean_level : 1..4 (own: the layers counted as 1, 2, 3, 4); notes : how it was read
    """

    shares: pd.Series[float]
    above: pd.Series[float]
    mean_level: float
    notes: tuple[Finding, ...]


def digital_layers(shares: Any) -> DigitalLayers:
    """Shares of firms by layer, checked to be a whole, and the mean level.

    shares : layer (a key of LAYERS or its name in either language) -> share or percent, or one layer per firm as a list
    raises : InputError for an unknown layer, a share below 0, a sum other than 1 or 100 % (0.1 % of rounding allowed)

    >>> found = digital_layers({"leading": 12.345, "mature": 23.567, "development": 35.678, "starting": 28.410})
    >>> round(found.mean_level, 3), round(float(found.above["mature"]), 3)
    (2.198, 0.359)
    """
    counted = not isinstance(shares, Mapping | pd.Series)
    items = [(layer, 1.0) for layer in shares] if counted else list(dict(shares).items())
    held = dict.fromkeys(LAYERS, 0.0)
    for layer, value in items:
        number = float(pd.to_numeric(value, errors="coerce"))
        if not number >= 0 or math.isinf(number):
            raise refusal("layer-share", place=str(layer), value=value)
        held[_layer(layer)] += number
    total = sum(held.values())
    whole = total if counted and total > 0 else 1.0 if abs(total - 1) <= 1e-3 else 100.0
    if total <= 0 or (not counted and abs(total / whole - 1) > 1e-3):
        raise refusal("layer-sum", value=f"{total:g}")
    found = pd.Series(held, name="share") / total
    above = found[::-1].cumsum()[::-1].rename("above")
    mean = float(sum(found[layer] * level for layer, (level, _, _) in LAYERS.items()))
    return DigitalLayers(found, above, mean, (remark("layer-own"),))


def _layer(value: Any) -> str:
    text = str(value).strip().lower()
    for code, (level, name, name_zh) in LAYERS.items():
        if text in (code, name, name_zh, str(level)):
            return code
    raise refusal("layer-unknown", value=str(value), known=listed(LAYERS))
