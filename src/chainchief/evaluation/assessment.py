"""evaluate: regions scored on a framework, with grades, contributions, bands and everything left unsaid."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.evaluation.framework import Framework, load_framework
from chainchief.evaluation.observation import observe
from chainchief.evaluation.options import QUALITY_NOISE, EvaluationOptions
from chainchief.evaluation.remarks import plain, refusal, remark, texts
from chainchief.evaluation.scorecard import (
    Ruler,
    Scores,
    Sheet,
    add_notes,
    choose_ruler,
    lay_out,
    outside,
    score,
    unknown_scores,
)  # fmt: skip
from chainchief.evaluation.scoring.aggregation import product_contributions
from chainchief.evaluation.scoring.arrays import Floats, Places
from chainchief.evaluation.scoring.grading import GRADES, grade_codes, grade_distances, grade_places, ranks
from chainchief.evaluation.scoring.uncertainty import Draws, Spread, draw_overall, draw_weights, spread


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How resilient each region is by its indicators (the assessed lens).

    Index of all frames "by row": region_id, or (region_id, period) when there is more than one period.

    framework : what was measured
    options : how; `normalise` is the ruler that was used
    scores : by row x codes of all levels, on options.scale; NaN = unknown, each with its row in `missing`
    overall : by row, the score of the root
    grades : by row, code of GRADES: high, strong, medium, weaker, low
    grade_distance : by row x to_next_up, to_next_down, on the scale; NaN = there is no grade beyond
    contributions : by row x indicators; with contribution_base they sum to overall; NaN = unknown
    contribution_base : by row; 0, for the geometric mean the score of the reference
    contribution_reference : indicator -> score the geometric contributions are measured from; empty for other means
    bounds : indicators x low, high (the ruler, unit of the indicator; NaN = not scored), source
    weights : codes x local (share among siblings), global (share of the whole), effective (mean over the rows of what
        was left of it after the weights of unknown members went to the others)
    observations : tidy, every value with region_id, period, indicator, value, unit, basis (typed, derived, given),
        origin, quality, coverage, qualifier, withheld, scored, reason, message, message_zh, formula
    missing : tidy, region_id, period, indicator, reason, message, message_zh: each unknown score and why; indicator =
        the root for a row of which nothing is known (it has no row in `scores`)
    rank : by row, within the period, 1 = best, equals share the better rank
    rank_intervals : by row x low, median, high (5, 50, 95 % of the draws)
    overall_intervals : by row x low, high (5, 95 %)
    grade_shares : by row x low, weaker, medium, strong, high; share of the draws
    unstable : by row, whether the grade at 5 % is another than at 95 %
    groups : by row x columns of the frame that are no indicators
    notes : what was skipped, renormalised, converted, assumed; the framework's notes first
    """

    framework: Framework
    options: EvaluationOptions
    scores: pd.DataFrame
    overall: pd.Series[float]
    grades: pd.Series[str]
    grade_distance: pd.DataFrame
    contributions: pd.DataFrame
    contribution_base: pd.Series[float]
    contribution_reference: pd.Series[float]
    bounds: pd.DataFrame
    weights: pd.DataFrame
    observations: pd.DataFrame
    missing: pd.DataFrame
    rank: pd.Series[int]
    rank_intervals: pd.DataFrame
    overall_intervals: pd.DataFrame
    grade_shares: pd.DataFrame
    unstable: pd.Series[bool]
    groups: pd.DataFrame
    notes: tuple[Finding, ...]


def evaluate(
    data: Chain | pd.DataFrame, framework: Framework | str | Path, options: EvaluationOptions | None = None
) -> Evaluation:
    """Score, grade and rank regions on a framework of indicators.

    data : a Chain (sheet `indicators`, and what can be derived from firms, ties and segments), or a frame with one row
        per region (index, or a column such as region_id) or per region and period (two index levels, or columns such as
        region_id and year), one column per indicator, named by code or name; values in the units of the framework
    framework : a Framework, the name of a bundled one, or the path of a CSV
    raises : InputError for a value that is no number, two differing values of one cell, an unknown period, nothing to
        score; ModelError for min-max over a single region, for goalposts the framework has not, for a geometric mean
        on a scale below 0

    score = (x - low) / (high - low), turned for direction -1; overall = weighted mean up the tree, unknown members
    skipped and the weights of the others renormalised [OECD/JRC 2008; Zhang 2024]

    >>> frame = pd.DataFrame({"B1": [0.767], "B2": [0.745], "B3": [0.723]}, index=["Middle Yangtze River"])
    >>> found = evaluate(frame, "zhang-2024-dimensions", EvaluationOptions(weights="equal"))
    >>> found.overall.round(3).tolist(), found.grades.tolist()
    ([0.745], ['strong'])
    """
    options = options or EvaluationOptions()
    framework = framework if isinstance(framework, Framework) else load_framework(framework)
    if options.aggregate == "geometric" and options.scale[0] < 0:
        raise refusal("geometric-scale", low=plain(options.scale[0]))
    sheet = lay_out(observe(data, framework, options), framework, options)
    ruler = choose_ruler(sheet)
    scores = score(sheet, ruler)
    missing = unknown_scores(sheet, ruler, scores)
    add_notes(sheet, ruler, scores)
    return _evaluation(sheet, ruler, scores, _spread(sheet, ruler, scores), missing)


def _spread(sheet: Sheet, ruler: Ruler, scores: Scores) -> Spread:
    options, framework = sheet.options, sheet.framework
    worst, best = options.scale
    periods = pd.factorize(np.array([str(sheet.rows[row][1]) for row in scores.kept], dtype=object))[0]
    if options.draws == 0:
        sheet.notes.append(remark("no-draws"))
        return spread(((scores.overall - worst) / (best - worst))[:, None], periods.astype(np.int64))
    size = np.where(ruler.usable, ruler.high - ruler.low, 1.0)
    noise = np.zeros(scores.weights.shape)
    if options.data_noise:
        relative = sheet.noise[scores.kept] * np.abs(sheet.values[scores.kept]) * ruler.usable
        noise = np.nan_to_num(relative / size * (best - worst))
        seen = sheet.observed.table
        if blank := int((seen["scored"].astype(bool) & ~seen["quality"].isin(list(QUALITY_NOISE))).sum()):
            sheet.notes.append(remark("no-quality", count=blank))
    rng = np.random.default_rng(options.seed)
    every, leaves = (np.argsort(np.array(codes)).astype(np.int64) for codes in (framework.codes, framework.leaves))
    weights = draw_weights(rng, scores.local, options.draws, options.weight_noise, every)
    draws = Draws(weights, noise, options.aggregate, options.scale, rng, leaves)
    overall = draw_overall(framework.tree, scores.nodes[:, framework.tree.leaves], draws)
    return spread((overall - worst) / (best - worst), periods.astype(np.int64))


def _evaluation(sheet: Sheet, ruler: Ruler, scores: Scores, drawn: Spread, missing: pd.DataFrame) -> Evaluation:
    framework, options = sheet.framework, sheet.options
    index, order = _index(sheet, scores)
    worst, best = options.scale
    codes, leaves = list(framework.codes), list(framework.leaves)
    overall, width = scores.overall[order], best - worst
    unit = (overall - worst) / width
    low_high = worst + drawn.overall[order] * width
    base, parts, reference = _contributions(sheet, scores)
    periods = [str(sheet.rows[row][1]) for row in scores.kept[order]]
    return Evaluation(
        framework=framework,
        options=dataclasses.replace(options, normalise=ruler.kind),
        scores=pd.DataFrame(scores.nodes[order], index, codes),
        overall=pd.Series(overall, index, name=framework.root),
        grades=pd.Series(grade_codes(unit), index, name="grade", dtype="str"),
        grade_distance=pd.DataFrame(grade_distances(unit) * width, index, ["to_next_up", "to_next_down"]),
        contributions=pd.DataFrame(parts[order], index, leaves),
        contribution_base=pd.Series(base[order], index, name="base"),
        contribution_reference=reference,
        bounds=_bounds(ruler, leaves),
        weights=_weights(sheet, scores),
        observations=_observations(sheet, ruler),
        missing=missing,
        rank=_rank(overall, periods, index),
        rank_intervals=pd.DataFrame(drawn.rank[order], index, ["low", "median", "high"]),
        overall_intervals=pd.DataFrame(low_high, index, ["low", "high"]),
        grade_shares=pd.DataFrame(drawn.grades[order], index, list(GRADES)),
        unstable=pd.Series(np.ptp(grade_places(drawn.overall[order]), axis=1) > 0, index, name="unstable"),
        groups=_groups(sheet, scores.kept[order], index),
        notes=tuple(sheet.notes),
    )


def _index(sheet: Sheet, scores: Scores) -> tuple[pd.Index[Any], Places]:
    """The labels of the kept rows as results show them, and their places among the sorted ones."""
    place = {sheet.rows[row]: number for number, row in enumerate(scores.kept)}
    shown = [row for row in sheet.observed.rows if row in place]
    order = np.array([place[row] for row in shown], dtype=np.int64)
    if len({str(period) for _, period in sheet.rows}) > 1:
        return pd.MultiIndex.from_tuples(shown, names=["region_id", "period"]), order
    return pd.Index([region for region, _ in shown], name="region_id"), order


def _contributions(sheet: Sheet, scores: Scores) -> tuple[Floats, Floats, pd.Series[float]]:
    """Base (k,), parts (k, m) with NaN for what is unknown, and the reference of a geometric mean."""
    leaves = scores.nodes[:, sheet.framework.tree.leaves]
    known = ~np.isnan(leaves)
    if sheet.options.aggregate != "geometric":
        nothing = pd.Series(dtype=np.float64, name="reference")
        return np.zeros(len(leaves)), scores.weights * leaves, nothing
    middle = sum(sheet.options.scale) / 2
    if len(leaves) == 1:
        reference = np.full(leaves.shape[1], middle)
        sheet.notes.append(remark("reference-middle", value=plain(middle)))
    else:
        counts = known.sum(axis=0)
        sums = np.where(known, leaves, 0.0).sum(axis=0)
        reference = np.divide(sums, counts, out=np.full(leaves.shape[1], middle), where=counts > 0)
        sheet.notes.append(remark("reference-mean"))
    base, parts = product_contributions(scores.weights, np.where(known, leaves, 1.0), reference)
    named = pd.Series(reference, list(sheet.framework.leaves), name="reference")
    return base, np.where(known, parts, np.nan), named


def _bounds(ruler: Ruler, leaves: list[str]) -> pd.DataFrame:
    low, high = (np.where(ruler.usable, bound, np.nan) for bound in (ruler.low, ruler.high))
    return pd.DataFrame({"low": low, "high": high, "source": ruler.source}, index=leaves)


def _weights(sheet: Sheet, scores: Scores) -> pd.DataFrame:
    """Local, global and effective weight of every code."""
    tree = sheet.framework.tree
    mean = scores.weights.mean(axis=0)
    whole = scores.local.copy()
    for node in range(1, len(whole)):
        whole[node] *= whole[tree.parent[node]]
    effective = [float(mean[tree.below(node)].sum()) for node in range(len(whole))]
    columns = {"local": scores.local, "global": whole, "effective": effective}
    return pd.DataFrame(columns, index=list(sheet.framework.codes))


def _observations(sheet: Sheet, ruler: Ruler) -> pd.DataFrame:
    """The observations, with those marked that the ruler cannot score or counts as its end."""
    table = sheet.observed.table.copy()
    place = {row: number for number, row in enumerate(sheet.rows)}
    column = {code: number for number, code in enumerate(sheet.framework.leaves)}
    at = (
        [place[row] for row in zip(table["region_id"], table["period"], strict=True)],
        [column[code] for code in table["indicator"]],
    )
    scored = table["scored"].to_numpy(dtype=bool)
    for reason, flags in (("constant", ~ruler.usable[at[1]] & scored), ("clipped", outside(sheet, ruler)[at] & scored)):
        said = texts(f"reason-{reason}")
        table["reason"] = table["reason"].astype(object).where(~flags, reason)
        for name, text, joint in (("message", said[0], "; "), ("message_zh", said[1], "；")):
            told = table[name].map(lambda rest, text=text, joint=joint: f"{text}{joint}{rest}" if rest else text)
            table[name] = table[name].astype(object).where(~flags, told)
    table["scored"] = scored & ruler.usable[at[1]]
    return table


def _rank(overall: Floats, periods: list[str], index: pd.Index[Any]) -> pd.Series[int]:
    found = np.zeros(len(overall), dtype=np.int64)
    for period in set(periods):
        rows = np.flatnonzero(np.array(periods) == period)
        found[rows] = ranks(overall[rows, None])[:, 0]
    return pd.Series(found, index, name="rank")


def _groups(sheet: Sheet, shown: Places, index: pd.Index[Any]) -> pd.DataFrame:
    groups = sheet.observed.groups
    if groups.empty:
        return pd.DataFrame(index=index)
    pairs = pd.MultiIndex.from_tuples([sheet.rows[row] for row in shown])
    return groups[~groups.index.duplicated()].reindex(pairs).set_axis(index)
