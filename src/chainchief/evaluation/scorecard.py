"""The values as a matrix, the ruler they are read on, the scores they get, and what stays unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from chainchief.chain.finding import Finding
from chainchief.evaluation.framework import Framework
from chainchief.evaluation.observation import Observed
from chainchief.evaluation.options import (
    AGGREGATIONS,
    NORMALISATIONS,
    QUALITY_NOISE,
    UNGRADED,
    WEIGHTS,
    EvaluationOptions,
)
from chainchief.evaluation.preparation.extras import KEYS
from chainchief.evaluation.preparation.record import StepRecord, record, titled
from chainchief.evaluation.remarks import listed, plain, refusal, remark, texts
from chainchief.evaluation.scoring.aggregation import aggregate, leaf_weights
from chainchief.evaluation.scoring.arrays import Flags, Floats, Places
from chainchief.evaluation.scoring.normalisation import (
    LINEAR,
    normalise,
    place_scores,
    sample_bounds,
    standard_bounds,
    target_bounds,
)  # fmt: skip
from chainchief.evaluation.weighting.weighing import Weighing

BOUNDED = ("goalposts", "minmax")
"""Rulers on which a value beyond an end counts as the end."""
OPEN = ("zscore", "target")
"""Rulers that go on beyond their ends."""
SHORT = {
    "minmax": "min-max",
    "zscore": "mean and standard deviation",
    "rank": "ranks",
    "percentile": "percentile ranks",
    "borda": "Borda points",
    "target": "worst value to target",
}
"""Ruler made of the values themselves -> what it is called in a word."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """The values as a matrix.

    rows : (region, period), sorted, so that the order of the input changes nothing
    values (rows, m) what can be scored, NaN = unknown; noise (rows, m) relative standard deviation, by quality
    local (n,) weight of every code among its siblings
    notes : grows while the sheet is scored
    raw (rows, m) the values before they were prepared; how (rows, m) what was done to each; filled (rows, m) which were
    unknown; screened (rows,) which know too little to be scored, so that their values count nowhere
    deviation (rows, m) standard deviation in the unit of `values`; log : what each step did
    weighing : where the weights come from, None for those of the framework and equal ones
    """

    framework: Framework
    options: EvaluationOptions
    observed: Observed
    rows: list[tuple[Any, Any]]
    values: Floats
    noise: Floats
    local: Floats
    notes: list[Finding]
    raw: Floats
    how: NDArray[np.str_]
    filled: Flags
    deviation: Floats
    screened: Flags
    log: list[StepRecord]
    weighing: Weighing | None = None

    def name(self, row: int) -> str:
        return " ".join(str(part) for part in self.rows[row] if str(part))


@dataclass(frozen=True, eq=False)
class Ruler:
    """What the values are held against.

    kind : of NORMALISATIONS; low, high (m,) in the units of the indicators, for z-scores one standard deviation apart,
    for ranks the extremes; direction (m,) +1 or -1; usable (m,) whether the indicator can score at all; source (m,)
    where its bounds come from
    """

    kind: str
    low: Floats
    high: Floats
    direction: Floats
    usable: Flags
    source: list[str]

    @property
    def unusable(self) -> str:
        """Why an indicator that has values cannot score."""
        return "target-met" if self.kind == "target" else "constant"


@dataclass(frozen=True, eq=False)
class Scores:
    """The rows of which something is known.

    kept (k,) places in the sheet; local (n,) weights; nodes (k, n) scores of all codes on the scale; weights (k, m)
    what each indicator weighs in the row
    """

    kept: Places
    local: Floats
    nodes: Floats
    weights: Floats

    @property
    def overall(self) -> Floats:
        found: Floats = self.nodes[:, 0]
        return found


def lay_out(observed: Observed, framework: Framework, options: EvaluationOptions) -> Sheet:
    """The observations as a matrix."""
    rows = sorted(observed.rows, key=lambda row: (str(row[0]), str(row[1])))
    place = {row: number for number, row in enumerate(rows)}
    column = {code: number for number, code in enumerate(framework.leaves)}
    table = observed.table[observed.table["scored"].astype(bool)]
    at = (
        [place[row] for row in zip(table["region_id"], table["period"], strict=True)],
        [column[code] for code in table["indicator"]],
    )
    values = np.full((len(rows), len(column)), np.nan)
    values[at] = table["value"].to_numpy(dtype=np.float64)
    noise = np.zeros(values.shape)
    noise[at] = table["quality"].map(QUALITY_NOISE).fillna(0.0).to_numpy(dtype=np.float64)
    return Sheet(
        framework,
        options,
        observed,
        rows,
        values,
        noise,
        local=framework.local_weights(equal=options.weights == "equal"),
        notes=[*framework.notes, *observed.notes],
        raw=values,
        how=np.full(values.shape, "", dtype="<U48"),
        filled=np.zeros(values.shape, dtype=np.bool_),
        deviation=noise * np.abs(np.nan_to_num(values)),
        screened=np.zeros(len(rows), dtype=np.bool_),
        log=[],
    )


def choose_ruler(sheet: Sheet) -> Ruler:
    """The ruler that the options want and the framework allows.

    raises : ModelError for goalposts or targets the framework has not, for comparing a single region with itself
    """
    framework, notes = sheet.framework, sheet.notes
    bare = framework.unanchored
    kind = sheet.options.normalise or ("minmax" if bare else "goalposts")
    if kind == "goalposts" and bare:
        raise refusal("no-goalposts", codes=listed(bare))
    if sheet.options.normalise is None and bare and len(bare) < len(framework.leaves):
        notes.append(remark("some-goalposts", value=listed(bare)))
    leaves = framework.table.loc[list(framework.leaves)]
    direction = leaves["direction"].to_numpy(dtype=np.float64)
    known = ~np.isnan(sheet.values)
    if kind == "goalposts":
        low, high = (leaves[column].to_numpy(dtype=np.float64) for column in ("low", "high"))
        source = [str(text) or NORMALISATIONS[kind][0] for text in leaves["source"]]
        return Ruler(kind, low, high, direction, np.asarray(known.any(axis=0)), source)
    _refuse_lonely(sheet, known, kind)
    low, high, usable = _bounds(sheet, kind, direction, leaves["target"].to_numpy(dtype=np.float64))
    source = [f"{SHORT[kind]} over {count} values" for count in known.sum(axis=0)]
    return Ruler(kind, low, high, direction, usable, source)


def _refuse_lonely(sheet: Sheet, known: Flags, kind: str) -> None:
    """A region alone cannot be held against the others."""
    regions = {str(sheet.rows[row][0]) for row in np.flatnonzero(known.any(axis=1))}
    if len(regions) == 1:
        words = {"ruler": SHORT[kind], "ruler_zh": NORMALISATIONS[kind][1]}
        raise refusal("one-region", region=next(iter(regions)), **words)
    if len(regions) == 2 and kind == "minmax":
        sheet.notes.append(remark("two-regions"))


def _bounds(sheet: Sheet, kind: str, direction: Floats, target: Floats) -> tuple[Floats, Floats, Flags]:
    if kind == "zscore":
        return standard_bounds(sheet.values, direction)
    if kind != "target":
        return sample_bounds(sheet.values)
    leaves = np.array(sheet.framework.leaves)
    if np.isnan(target).any():
        raise refusal("no-targets", codes=listed(leaves[np.isnan(target)]))
    low, high, usable = target_bounds(sheet.values, direction, target)
    met = leaves[~usable & ~np.isnan(sheet.values).all(axis=0)]
    if len(met):
        sheet.notes.append(remark("target-met", value=listed(met)))
    return low, high, usable


def score(sheet: Sheet, ruler: Ruler) -> Scores:
    """The scores of all codes; raises ModelError when no row has any, or a mean cannot take them."""
    framework, options = sheet.framework, sheet.options
    _refuse_negative(options, ruler)
    scores = indicator_scores(sheet, ruler)
    nodes = aggregate(framework.tree, sheet.local, scores, options.aggregate, options.power)
    flat = options.aggregate == "weighted_sum"
    kept = _kept(sheet, scores)
    patterns, group = np.unique(~np.isnan(scores[kept]), axis=0, return_inverse=True)
    weights = np.array([leaf_weights(framework.tree, sheet.local, pattern, flat) for pattern in patterns])
    return Scores(kept, sheet.local, nodes[kept], weights[group.ravel()])


def _refuse_negative(options: EvaluationOptions, ruler: Ruler) -> None:
    """A mean that is not arithmetic takes no negative scores."""
    if options.exponent == 1:
        return
    if options.scale[0] < 0:
        raise refusal("geometric-scale", low=plain(options.scale[0]))
    if ruler.kind in OPEN:
        way, way_zh = AGGREGATIONS[options.aggregate]
        raise refusal("open-scale", way=way, way_zh=way_zh)


def indicator_scores(sheet: Sheet, ruler: Ruler) -> Floats:
    """(rows, m) scores of the indicators on the ruler, NaN = unknown."""
    on, (worst, best) = ruler.usable, sheet.options.scale
    scores = np.full(sheet.values.shape, np.nan)
    if ruler.kind in LINEAR:
        ends = (ruler.low[on], ruler.high[on], ruler.direction[on])
        unit = normalise(sheet.values[:, on], *ends, open_ended=ruler.kind in OPEN)
    else:
        unit = place_scores(sheet.values[:, on], ruler.direction[on], ruler.kind)
    scores[:, on] = unit if ruler.kind in UNGRADED else worst + unit * (best - worst)
    return scores


def _kept(sheet: Sheet, scores: Floats) -> Places:
    """The rows whose known indicators carry enough of the weight; ModelError when there is none."""
    known = ~np.isnan(scores) & ~sheet.filled
    share = known_share(sheet, known)
    kept = np.flatnonzero((share > 0) & (share >= sheet.options.min_known - 1e-9))
    if not known.any():
        raise refusal("nothing-known", codes=listed(sheet.framework.leaves))
    if not len(kept):
        most = int(share.argmax())
        codes = listed(np.array(sheet.framework.leaves)[known[most]])
        words = {"row": sheet.name(most), "codes": codes, "count": len(sheet.framework.leaves)}
        raise refusal("too-little", share=f"{share[most]:.0%}", least=f"{sheet.options.min_known:.0%}", **words)
    return kept


def known_share(sheet: Sheet, known: Flags) -> Floats:
    """(rows,) share of the weight that the known indicators (rows, m) of each row carry."""
    flat = sheet.options.aggregate == "weighted_sum"
    whole = leaf_weights(sheet.framework.tree, sheet.local, np.ones(known.shape[1], dtype=np.bool_), flat)
    found: Floats = known @ whole
    return found


def unknown_scores(sheet: Sheet, ruler: Ruler, scores: Scores) -> pd.DataFrame:
    """One row for each unknown score of the kept rows, one for each row of which nothing is known."""
    framework, said = sheet.framework, sheet.observed.table
    stated = said[~said["scored"].astype(bool)].set_index(KEYS)[["reason", "message", "message_zh"]]
    reasons = dict(zip(stated.index, stated.itertuples(index=False, name=None), strict=True))
    known = ~np.isnan(sheet.values)
    column = {int(node): number for number, node in enumerate(framework.tree.leaves)}
    records: list[tuple[Any, ...]] = []
    for row, node in zip(*np.nonzero(np.isnan(scores.nodes)), strict=True):
        key = (*sheet.rows[scores.kept[row]], framework.codes[node])
        reason = "no-member"
        if (leaf := column.get(int(node))) is not None:
            anywhere = "absent" if known[:, leaf].any() else "nowhere"
            if sheet.how[scores.kept[row], leaf] == "no denominator":
                anywhere = "no-denominator"
            reason = ruler.unusable if known[scores.kept[row], leaf] else anywhere
        records.append((*key, *reasons.get(key, (reason, *texts(f"reason-{reason}")))))
    lost = sorted(set(range(len(sheet.rows))) - set(scores.kept.tolist()))
    for row in lost:
        reason = "too-little" if sheet.screened[row] or known[row].any() else "nothing"
        records.append((*sheet.rows[row], framework.root, reason, *texts(f"reason-{reason}")))
    if lost:
        sheet.notes.append(remark("rows-unknown", value=listed(sheet.name(row) for row in lost), count=len(lost)))
    return pd.DataFrame(records, columns=[*KEYS, "reason", "message", "message_zh"])


def add_notes(sheet: Sheet, ruler: Ruler, scores: Scores) -> None:
    """Say what was left out, renormalised, clipped, and how the scores were made."""
    notes, options, known = sheet.notes, sheet.options, ~np.isnan(sheet.values)
    leaves = np.array(sheet.framework.leaves)
    if len(nowhere := leaves[~known.any(axis=0)]):
        notes.append(remark("indicator-nowhere", value=listed(nowhere), count=len(nowhere)))
    if ruler.kind != "target" and len(constant := leaves[known.any(axis=0) & ~ruler.usable]):
        notes.append(remark("indicator-constant", value=listed(constant)))
    scored = known[scores.kept][:, ruler.usable]
    if gaps := int((~scored).sum()):
        rows = int((~scored).any(axis=1).sum())
        notes.append(remark("renormalised", value=gaps, cells=scored.size, rows=rows, all=len(scored)))
    for leaf in np.flatnonzero(outside(sheet, ruler).any(axis=0)):
        notes.append(_clipped(sheet, ruler, int(leaf)))
    zero = (scores.nodes[:, sheet.framework.tree.leaves] <= 0) & (scores.weights > 0)
    if options.exponent <= 0 and zero.any():
        cells = zip(*np.nonzero(zero), strict=True)
        named = listed(f"{sheet.name(scores.kept[row])} {leaves[leaf]}" for row, leaf in cells)
        notes.append(remark("geometric-zero", value=named, count=int(zero.any(axis=1).sum())))
    if ruler.kind in UNGRADED:
        notes.append(remark("no-grades"))
    (way, way_zh), (kind, kind_zh) = AGGREGATIONS[options.aggregate], NORMALISATIONS[ruler.kind]
    notes.append(remark("method", way=way, way_zh=way_zh, ruler=kind, ruler_zh=kind_zh))


def log_scoring(sheet: Sheet, ruler: Ruler, scores: Scores) -> None:
    """Add the records of the steps that turn prepared values into scores."""
    options, framework, leaves = sheet.options, sheet.framework, list(sheet.framework.leaves)
    screen = {"rows": len(scores.kept), "all": len(sheet.rows), "least": options.min_known}
    bounds = {"low": dict(zip(leaves, ruler.low.tolist(), strict=True)),
              "high": dict(zip(leaves, ruler.high.tolist(), strict=True))}  # fmt: skip
    scale = {"kind": ruler.kind, "scale": list(options.scale), **bounds}
    local = dict(zip(framework.codes, scores.local.tolist(), strict=True))
    sheet.log[:0] = [record("screen", screen)]
    sheet.log.extend([
        record("normalise", scale, **titled(NORMALISATIONS, ruler.kind)),
        record("weigh", {"method": options.weights, "local": local}, **titled(WEIGHTS, options.weights)),
        record(
            "aggregate",
            {"kind": options.aggregate, "power": options.exponent},
            **titled(AGGREGATIONS, options.aggregate),
        ),
    ])  # fmt: skip


def outside(sheet: Sheet, ruler: Ruler) -> Flags:
    """(rows, m) which values lie outside the ruler and count as its end."""
    if ruler.kind not in BOUNDED:
        return np.zeros(sheet.values.shape, dtype=np.bool_)
    found: Flags = (sheet.values < ruler.low) | (sheet.values > ruler.high)
    return found


def _clipped(sheet: Sheet, ruler: Ruler, leaf: int) -> Finding:
    rows = np.flatnonzero(outside(sheet, ruler)[:, leaf])
    named = listed((f"{sheet.name(int(row))} {plain(sheet.values[row, leaf])}" for row in rows), limit=30)
    code, low, high = sheet.framework.leaves[leaf], plain(ruler.low[leaf]), plain(ruler.high[leaf])
    return remark("clipped", column=code, value=named, code=code, low=low, high=high)
