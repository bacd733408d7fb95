"""over_time: an evaluation of several periods, seen across regions, along each region, and where the base breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.period import normal_period
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import UNGRADED
from chainchief.evaluation.options import OverTimeOptions as OverTimeOptions
from chainchief.evaluation.panels.comparison import compare_regions
from chainchief.evaluation.panels.trajectories import growth_table, rank_paths
from chainchief.evaluation.remarks import listed, plain, refusal, remark
from chainchief.regional.breaks import COLUMNS, find_breaks
from chainchief.regional.growth import years_of

LEAST_TO_CUT = 8
"""With fewer changes over time a found break is noted and cuts nothing: too few to know what is usual (own)."""
BREAK_COLUMNS = ("indicator", "before", "after", "source", "weight", "cuts", *COLUMNS[3:])


@dataclass(frozen=True, eq=False)
class OverTime:
    """An evaluation over its periods.

    periods : in order; scores : regions x periods, the overall score, NaN = unknown; group : the column of `regional`
    regional : period x regions (count), mean, low, high, gap (high - low), cv (ddof 1), gini, theil (T), within,
        between, between_share (Theil T by group), dagum_within, dagum_between, dagum_overlap (sum to gini),
        reason, reason_zh (why a number is unknown); relative measures are taken from the worst end of the scale
    paths : region, period -> score, low, high, rank, rank_low, rank_high, change (to the period before), verdict:
        "first", "up", "down", "within_bands" = no real change, "across_break" = not comparable; same_members
        (whether the same indicators were known in the period before; else part of the change is theirs)
    growth : region, segment -> start, end (periods), points, cagr, slope, slope_error, slope_low, slope_high, trend,
        lags, mean_rate, reason_cagr, reason_slope, reason_mean_rate and the same with _zh ("" = known); a segment
        ends at a break
    breaks : indicator ("" = all), before, after, source ("declared", "found"), weight, cuts (whether the score was cut
        there), and what find_breaks says about it
    notes : what was assumed, left out, cut
    """

    periods: tuple[str, ...]
    scores: pd.DataFrame
    group: str
    regional: pd.DataFrame
    paths: pd.DataFrame
    growth: pd.DataFrame
    breaks: pd.DataFrame
    notes: tuple[Finding, ...]


def over_time(evaluation: Evaluation, options: OverTimeOptions | None = None) -> OverTime:
    """How regions compare in each period, how each moves through them, and where the series break.

    evaluation : of at least two periods; its bands say what is a real change
    raises : InputError for a single period, a period that is none, an unknown group column, a declared break that names
        no indicator or lies outside the periods; ModelError on a ruler without ends (z-scores, ranks), where shares of
        a score mean nothing

    Growth three ways: see `growth_rates`; parts of inequality: see `theil_decomposition`, `dagum_decomposition`. A
    change counts as real when the bands (5 to 95 %) of the two scores do not overlap (own rule, cautious: the draws of
    the weights are the same for both rows).

    >>> from chainchief.evaluation.assessment import evaluate
    >>> index = pd.MultiIndex.from_product([["a", "b"], [2021, 2022]], names=["region_id", "year"])
    >>> frame = pd.DataFrame({"B1": [0.2, 0.4, 0.5, 0.5], "B2": 0.5, "B3": 0.5}, index)
    >>> found = over_time(evaluate(frame, "zhang-2024-dimensions"))
    >>> found.paths["verdict"].tolist()
    ['first', 'up', 'first', 'within_bands']
    """
    options = options or OverTimeOptions()
    if not isinstance(evaluation.scores.index, pd.MultiIndex):
        raise refusal("panel-one-period")
    if evaluation.options.normalise in UNGRADED:
        raise refusal("panel-open-scale", ruler=evaluation.options.normalise)
    notes: list[Finding] = []
    periods = periods_of(evaluation)
    worst, best = evaluation.options.scale
    wide = _wide(evaluation.overall, periods)
    unit = (wide - worst) / (best - worst)
    group = _group(evaluation, options.groups, notes)
    grouping = None if group == "" else _wide(evaluation.groups[group], periods)
    breaks = series_breaks(evaluation, options, periods, notes)
    cuts = sorted({periods.index(after) for after in breaks.loc[breaks["cuts"], "after"]})
    notes.append(remark("panel-growth-zero", worst=plain(worst)))
    if lost := int(wide.isna().to_numpy().sum()):
        notes.append(remark("panel-rows-unknown", value=lost, cells=wide.size))
    paths = rank_paths(evaluation, periods, cuts)
    if other := int((~paths["same_members"]).sum()):
        notes.append(remark("panel-members", value=other, cells=len(paths)))
    return OverTime(
        periods,
        wide,
        group,
        compare_regions(unit, grouping, best - worst, worst),
        paths,
        growth_table(unit, cuts),
        breaks,
        tuple(notes),
    )


def periods_of(evaluation: Evaluation) -> tuple[str, ...]:
    """The periods of an evaluation in the order of time."""
    found = sorted({str(period) for period in evaluation.scores.index.get_level_values(1)})
    return tuple(found[place] for place in np.argsort(years_of(found), kind="stable"))


def _wide(values: pd.Series, periods: tuple[str, ...]) -> pd.DataFrame:
    """Regions x periods, in the order of the evaluation."""
    index = values.index
    text = pd.MultiIndex.from_arrays([index.get_level_values(0), index.get_level_values(1).map(str)])
    wide = pd.Series(values.to_numpy(), text).unstack(sort=False)  # noqa: PD010
    return wide.reindex(columns=list(periods)).rename_axis(index="region_id", columns="period")


def _group(evaluation: Evaluation, wanted: str, notes: list[Finding]) -> str:
    columns = [str(column) for column in evaluation.groups.columns]
    if wanted:
        if wanted not in columns:
            raise refusal("panel-group", column=wanted, known=listed(columns) or "–")
        return wanted
    if len(columns) > 1:
        notes.append(remark("panel-groups", value=listed(columns)))
    return columns[0] if len(columns) == 1 else ""


def series_breaks(
    evaluation: Evaluation, options: OverTimeOptions, periods: tuple[str, ...], notes: list[Finding]
) -> pd.DataFrame:
    """Declared and found breaks, and which of them cut the score; on any ruler, for they lie in the values.

    periods : in order, see `periods_of`; notes : what there is to say is added here
    returns : BREAK_COLUMNS, see `OverTime.breaks`
    """
    weights = evaluation.weights["effective"]
    rows = []
    for code, before, after in _declared(evaluation, options.breaks, periods):
        weight = float(weights[code]) if code else 1.0
        cuts = weight > 0
        rows.append((code, before, after, "declared", weight, cuts, *[np.nan] * 4, "", 0))
        rule = "panel-break-declared" if code else "panel-break-declared-all"
        notes.append(remark(rule, value=code, before=before, after=after))
    if options.detect != "off":
        found = find_breaks(observed_values(evaluation))
        for after, step in found.table.groupby("after", sort=True):
            joint = float(weights.reindex(list(step["indicator"])).fillna(0.0).sum())
            enough = len(periods) > LEAST_TO_CUT
            cuts = options.detect == "cut" and enough and joint >= options.least_weight
            for row in step.itertuples(index=False):
                weight = float(weights.get(row.indicator, 0.0))
                rows.append((row.indicator, row.before, after, "found", weight, cuts, *row[3:]))
            declared = {row[0] for row in rows if row[3] == "declared" and row[2] == after and row[5]}
            open_ones = [code for code in step["indicator"] if "" not in declared and code not in declared]
            words = {"before": step["before"].iloc[0], "after": after, "weight": f"{joint:.0%}"}
            if cuts:
                notes.append(remark("panel-break-cut", value=listed(step["indicator"]), **words))
            elif open_ones:
                notes.append(remark("panel-break-noted", value=listed(open_ones), **words))
        if found.skipped:
            notes.append(remark("panel-break-unseen", value=listed(found.skipped), count=len(found.skipped)))
    table = pd.DataFrame(rows, columns=list(BREAK_COLUMNS))
    return table.astype({"cuts": bool, "weight": np.float64})


def observed_values(evaluation: Evaluation) -> pd.DataFrame:
    """The values as they came, (region, period) x indicators: there a new base shows first."""
    table = evaluation.observations
    table = table[table["value"].notna() & table["basis"].ne("imputed")]
    shown = {(str(region), str(period)) for region, period in evaluation.scores.index}
    keys = list(zip(table["region_id"].map(str), table["period"].map(str), strict=True))
    table = table.assign(region_id=[key[0] for key in keys], period=[key[1] for key in keys])
    table = table[[key in shown for key in keys]]
    return table.set_index(["region_id", "period", "indicator"])["value"].astype(np.float64).unstack()  # noqa: PD010


def _declared(evaluation: Evaluation, text: str, periods: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """(indicator or "", before, after) of each declared break."""
    found = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[;；]", text))):
        code, mark, step = part.rpartition("@")
        known = evaluation.framework.resolve(code) if mark else ""
        if known is None or (known and known not in evaluation.framework.leaves):
            raise refusal("panel-break-code", value=part, known=listed(evaluation.framework.leaves, limit=30))
        ends = [normal_period(end) for end in step.split("/")]
        after = ends[-1]
        if None in ends or len(ends) > 2 or after not in periods[1:]:
            raise refusal("panel-break-period", value=part, known=listed(periods, limit=30))
        before = periods[periods.index(after) - 1]
        if ends[0] not in (before, after):
            raise refusal("panel-break-period", value=part, known=listed(periods, limit=30))
        found.append((known, before, after))
    return found
