"""evaluate: regions scored on a framework, with grades, contributions, bands and everything left unsaid."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.evaluation.framework import Framework, load_framework
from chainchief.evaluation.observation import observe
from chainchief.evaluation.options import QUALITY_NOISE, UNGRADED, EvaluationOptions
from chainchief.evaluation.preparation.extras import KEYS
from chainchief.evaluation.preparation.pipeline import prepare
from chainchief.evaluation.preparation.record import StepRecord
from chainchief.evaluation.remarks import plain, refusal, remark, texts
from chainchief.evaluation.scorecard import (
    BOUNDED,
    Ruler,
    Scores,
    Sheet,
    add_notes,
    choose_ruler,
    lay_out,
    log_scoring,
    outside,
    score,
    unknown_scores,
)  # fmt: skip
from chainchief.evaluation.scoring.aggregation import power_contributions, product_contributions
from chainchief.evaluation.scoring.arrays import Flags, Floats, Places
from chainchief.evaluation.scoring.grading import GRADES, grade_codes, grade_distances, grade_places, ranks
from chainchief.evaluation.scoring.normalisation import LINEAR
from chainchief.evaluation.scoring.uncertainty import Draws, Spread, draw_overall, draw_weights, spread


@dataclass(frozen=True, eq=False)
class Evaluation:
    """How resilient each region is by its indicators (the assessed lens).

    Index of all frames "by row": region_id, or (region_id, period) when there is more than one period.

    framework : what was measured
    options : how; `normalise` is the ruler that was used
    scores : by row x codes of all levels, on options.scale; NaN = unknown, each with its row in `missing`
    overall : by row, the score of the root
    grades : by row, code of GRADES: high, strong, medium, weaker, low; unknown on a ruler without ends
    grade_distance : by row x to_next_up, to_next_down, on the scale; NaN = there is no grade beyond
    contributions : by row x indicators; with contribution_base they sum to overall; NaN = unknown
    contribution_base : by row; 0, for a mean that is not arithmetic the score of the reference
    contribution_reference : indicator -> score from which the contributions to a mean that is not arithmetic are
        measured; empty for the arithmetic mean
    bounds : indicators x low, high (the ruler, unit of the indicator; NaN = not scored), source
    weights : codes x local (share among siblings), global (share of the whole), effective (mean over the rows of what
        was left of it after the weights of unknown members went to the others)
    observations : tidy, every value with region_id, period, indicator, value, unit, basis (typed, derived, given,
        imputed), origin, quality, coverage, qualifier, withheld, scored, reason, message, message_zh, formula, and
        prepared (what the ruler read) and how (what was done to it)
    missing : tidy, region_id, period, indicator, reason, message, message_zh: each unknown score and why; indicator =
        the root for a row of which nothing is known (it has no row in `scores`)
    rank : by row, within the period, 1 = best, equals share the better rank
    rank_intervals : by row x low, median, high (5, 50, 95 % of the draws)
    overall_intervals : by row x low, high (5, 95 %)
    grade_shares : by row x low, weaker, medium, strong, high; share of the draws
    unstable : by row, whether the grade at 5 % is another than at 95 %
    groups : by row x columns of the frame that are no indicators
    notes : what was skipped, renormalised, converted, assumed; the framework's notes first
    prepared : by row x indicators, the values the ruler read: divided, filled, treated; NaN = unknown
    log : every step with its arguments and the cells it changed, in order; `replay` does them again
    sheet : what the steps worked on, so that other choices can be tried on the same values
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
    prepared: pd.DataFrame
    log: tuple[StepRecord, ...]
    sheet: Sheet = field(repr=False)


def evaluate(
    data: Chain | pd.DataFrame,
    framework: Framework | str | Path,
    options: EvaluationOptions | None = None,
    judgements: pd.DataFrame | None = None,
) -> Evaluation:
    """Score, grade and rank regions on a framework of indicators.

    data : a Chain (sheet `indicators`, and what can be derived from firms, ties and segments), or a frame with one row
        per region (index, or a column such as region_id) or per region and period (two index levels, or columns such as
        region_id and year), one column per indicator, named by code or name; values in the units of the framework
    framework : a Framework, the name of a bundled one, or the path of a CSV
    judgements : comparisons in pairs for AHP weights, columns first, second, value and, as far as wanted, parent,
        expert, expert_weight; default the sheet judgements of a Chain
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
    if not isinstance(data, Chain | pd.DataFrame):
        raise refusal("data-kind", found=type(data).__name__)
    options = options or EvaluationOptions()
    if isinstance(framework, pd.DataFrame):
        raise refusal("framework-kind", found=type(framework).__name__)
    framework = framework if isinstance(framework, Framework) else load_framework(framework)
    observed = observe(data, framework, options)
    if judgements is not None:
        observed = dataclasses.replace(observed, judgements=judgements)
    sheet = prepare(lay_out(observed, framework, options))
    ruler = choose_ruler(sheet)
    scores = score(sheet, ruler)
    missing = unknown_scores(sheet, ruler, scores)
    add_notes(sheet, ruler, scores)
    log_scoring(sheet, ruler, scores)
    return _evaluation(sheet, ruler, scores, _spread(sheet, ruler, scores), missing)


def _spread(sheet: Sheet, ruler: Ruler, scores: Scores) -> Spread:
    options, framework = sheet.options, sheet.framework
    worst, width = _grade_scale(options, ruler)
    periods = pd.factorize(np.array([str(sheet.rows[row][1]) for row in scores.kept], dtype=object))[0]
    if options.draws == 0:
        sheet.notes.append(remark("no-draws"))
        return spread(((scores.overall - worst) / width)[:, None], periods.astype(np.int64))
    noise = np.zeros(scores.weights.shape)
    if options.data_noise:
        noise = _score_noise(sheet, ruler)[scores.kept]
        seen = sheet.observed.table
        if blank := int((seen["scored"].astype(bool) & ~seen["quality"].isin(list(QUALITY_NOISE))).sum()):
            sheet.notes.append(remark("no-quality", count=blank))
    rng = np.random.default_rng(options.seed)
    every, leaves = (np.argsort(np.array(codes)).astype(np.int64) for codes in (framework.codes, framework.leaves))
    weights = draw_weights(rng, scores.local, options.draws, options.weight_noise, every)
    ends = options.scale if ruler.kind in BOUNDED else (-np.inf, np.inf)
    draws = Draws(weights, noise, options.aggregate, ends, rng, leaves, options.power)
    overall = draw_overall(framework.tree, scores.nodes[:, framework.tree.leaves], draws)
    return spread((overall - worst) / width, periods.astype(np.int64))


def _score_noise(sheet: Sheet, ruler: Ruler) -> Floats:
    """(rows, m) standard deviation of each score; places in a line get none here, the uncertainty analysis has it."""
    if ruler.kind not in LINEAR:
        sheet.notes.append(remark("noise-places"))
        return np.zeros(sheet.values.shape)
    size = np.where(ruler.usable, ruler.high - ruler.low, 1.0)
    width = 1.0 if ruler.kind in UNGRADED else sheet.options.scale[1] - sheet.options.scale[0]
    return np.nan_to_num(sheet.deviation * ruler.usable / size * width)


def _grade_scale(options: EvaluationOptions, ruler: Ruler) -> tuple[float, float]:
    """Worst end and width of the scale that grades are read on; a ruler without ends keeps its own numbers."""
    return (0.0, 1.0) if ruler.kind in UNGRADED else (options.scale[0], options.scale[1] - options.scale[0])


def _evaluation(sheet: Sheet, ruler: Ruler, scores: Scores, drawn: Spread, missing: pd.DataFrame) -> Evaluation:
    framework, options = sheet.framework, sheet.options
    index, order = _index(sheet, scores)
    worst, width = _grade_scale(options, ruler)
    graded = ruler.kind not in UNGRADED
    codes, leaves = list(framework.codes), list(framework.leaves)
    overall = scores.overall[order]
    unit = (overall - worst) / width if graded else np.full(len(overall), np.nan)
    low_high = worst + drawn.overall[order] * width
    base, parts, reference = _contributions(sheet, scores)
    periods = [str(sheet.rows[row][1]) for row in scores.kept[order]]
    return Evaluation(
        framework=framework,
        options=dataclasses.replace(options, normalise=ruler.kind),
        scores=pd.DataFrame(scores.nodes[order], index, codes),
        overall=pd.Series(overall, index, name=framework.root),
        grades=pd.Series(grade_codes(unit) if graded else [None] * len(index), index, name="grade", dtype="str"),
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
        grade_shares=pd.DataFrame(drawn.grades[order] if graded else np.nan, index, list(GRADES)),
        unstable=pd.Series(graded & (np.ptp(grade_places(drawn.overall[order]), axis=1) > 0), index, name="unstable"),
        groups=_groups(sheet, scores.kept[order], index),
        notes=tuple(sheet.notes),
        prepared=pd.DataFrame(sheet.values[scores.kept[order]], index, leaves),
        log=tuple(sheet.log),
        sheet=sheet,
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
    power = sheet.options.exponent
    if power == 1:
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
    if power == 0:
        base, parts = product_contributions(scores.weights, np.where(known, leaves, 1.0), reference)
    else:
        reference = np.where(reference > 0, reference, middle)
        base, parts = power_contributions(scores.weights, np.where(known, leaves, 1.0), reference, power)
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
    """The observations, with those marked that were prepared, that the ruler cannot score or counts as its end."""
    table = _with_filled(sheet)
    place = {row: number for number, row in enumerate(sheet.rows)}
    column = {code: number for number, code in enumerate(sheet.framework.leaves)}
    at = (
        [place[row] for row in zip(table["region_id"], table["period"], strict=True)],
        [column[code] for code in table["indicator"]],
    )
    scored = table["scored"].to_numpy(dtype=bool)
    undivided = (sheet.how[at] == "no denominator") & scored
    table["prepared"], table["how"] = sheet.values[at], sheet.how[at]
    said = {
        "no-denominator": undivided,
        ruler.unusable: ~ruler.usable[at[1]] & scored,
        "clipped": outside(sheet, ruler)[at],
    }
    for reason, flags in said.items():
        _say(table, reason, flags & scored)
    table["scored"] = scored & ruler.usable[at[1]] & ~undivided
    return table


def _say(table: pd.DataFrame, reason: str, flags: Flags) -> None:
    said = texts(f"reason-{reason}")
    table["reason"] = table["reason"].astype(object).where(~flags, reason)
    for name, text, joint in (("message", said[0], "; "), ("message_zh", said[1], "；")):
        told = table[name].map(lambda rest, text=text, joint=joint: f"{text}{joint}{rest}" if rest else text)
        table[name] = table[name].astype(object).where(~flags, told)


def _with_filled(sheet: Sheet) -> pd.DataFrame:
    """The observations, with a row for every unknown value that was filled: an estimate, quality C."""
    table = sheet.observed.table.copy()
    if not sheet.filled.any():
        return table
    cells = {
        (*sheet.rows[row], sheet.framework.leaves[leaf]) for row, leaf in zip(*np.nonzero(sheet.filled), strict=True)
    }
    keys = list(zip(table["region_id"], table["period"], table["indicator"], strict=True))
    mine = np.array([key in cells for key in keys], dtype=np.bool_)
    told = dict(zip(("message", "message_zh"), texts("reason-imputed"), strict=True))
    estimate = {"basis": "imputed", "quality": "C", "scored": True, "reason": "imputed", **told}
    for name, value in estimate.items():
        table[name] = table[name].astype(object).where(~mine, value)
    new = sorted(cells - set(keys), key=str)
    units = sheet.framework.table["unit"]
    empty = {"value": np.nan, "origin": "", "coverage": np.nan, "qualifier": "", "withheld": False, "formula": ""}
    rows = [dict(zip(KEYS, key, strict=True)) | empty | estimate | {"unit": units[key[2]]} for key in new]
    added = pd.DataFrame(rows, columns=table.columns)
    return table if added.empty else pd.concat([table, added.astype(table.dtypes.to_dict())], ignore_index=True)


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
