"""An evaluation over its periods, read once for pages, figures, reports and the command line."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import pandas as pd

from chainchief.chain.finding import Finding
from chainchief.chain.value import Chain
from chainchief.errors import ModelError
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.options import UNGRADED
from chainchief.evaluation.options import OverTimeOptions as OverTimeOptions
from chainchief.evaluation.panels.timeline import (
    LEAST_TO_CUT,
    OverTime,
    observed_values,
    over_time,
    periods_of,
    series_breaks,
)
from chainchief.evaluation.panels.trajectories import rank_paths
from chainchief.regional.breaks import find_breaks
from chainchief.regional.growth import years_of

NEAR_SHARE, NEAR_APART = 0.3, 2.0
"""From here on a step comes near the limits of the test of breaks (own): share of unusual changes, scatter."""
MOST_LINES = 5
"""Lines in one figure that can still be told apart."""
STEP = ["indicator", "before", "after"]
Seen = tuple[tuple[str, ...], pd.DataFrame, pd.DataFrame, tuple[Finding, ...]]
"""Periods, paths, breaks, notes."""


@dataclass(frozen=True, eq=False)
class Course:
    """An evaluation over its periods.

    found : growth, inequality and paths; None on a ruler without ends, where `why` says so (English, Chinese)
    periods : in order; places : their ends in years
    paths : (region, period) -> score, low, high, rank, rank_low, rank_high, change, verdict, see `OverTime`
    breaks : declared and found in what is scored, see `OverTime`
    unscored : breaks found in values of the tables that are not scored here, as `find_breaks` tells them
    near : steps of what is scored that come near the limits of the test and were not taken as breaks, likewise
    shown : the regions that are drawn, the focal one first
    """

    evaluation: Evaluation
    options: OverTimeOptions
    found: OverTime | None
    why: tuple[str, str]
    periods: tuple[str, ...]
    places: tuple[float, ...]
    paths: pd.DataFrame
    breaks: pd.DataFrame
    unscored: pd.DataFrame
    near: pd.DataFrame
    notes: tuple[Finding, ...]
    shown: tuple[str, ...] = ()

    @property
    def focal(self) -> str:
        """The region looked at."""
        return self.shown[0]

    @property
    def banded(self) -> bool:
        """Whether anything was drawn, so that a change can be held against a band."""
        return bool(self.evaluation.options.draws)

    @property
    def short(self) -> bool:
        """Whether there are too few periods to know what a usual change is."""
        return len(self.periods) <= LEAST_TO_CUT

    @property
    def cuts(self) -> tuple[tuple[str, str], ...]:
        """The steps across which nothing is compared: before and after."""
        cut = self.breaks[self.breaks["cuts"]]
        pairs = dict.fromkeys(zip(cut["before"].map(str), cut["after"].map(str), strict=True))
        return tuple(sorted(pairs, key=lambda pair: self.periods.index(pair[1])))

    def crossed(self, start: str, end: str) -> tuple[tuple[str, str], ...]:
        """The cuts that lie between two periods."""
        first, last = sorted(self.periods.index(period) for period in (start, end))
        return tuple(cut for cut in self.cuts if first < self.periods.index(cut[1]) <= last)

    def at(self, region: str, period: str) -> pd.Series[Any] | None:
        """The line of a region in a period; None when it has no score there."""
        return _lines(self).get((region, period))

    def known(self, region: str) -> tuple[str, ...]:
        """The periods in which a region has a score."""
        return tuple(period for period in self.periods if (row := self.at(region, period)) is not None
                     and not math.isnan(row["score"]))  # fmt: skip

    def verdict(self, region: str, start: str, end: str) -> str:
        """What a change from one period to another is: up, down, within_bands, across_break, no_band, unknown."""
        first, last = self.at(region, start), self.at(region, end)
        if first is None or last is None or math.isnan(first["score"]) or math.isnan(last["score"]):
            return "unknown"
        if self.crossed(start, end):
            return "across_break"
        if not self.banded:
            return "no_band"
        if last["low"] > first["high"]:
            return "up"
        return "down" if last["high"] < first["low"] else "within_bands"


@dataclass(frozen=True, eq=False)
class Followed:
    """A kept run of the step follow: what it found and its number, 0 = unknown."""

    found: OverTime
    run: int = 0


def cut_steps(breaks: pd.DataFrame) -> set[tuple[str, str]]:
    """The steps at which the score is cut, whoever knew of them: before and after."""
    cut = breaks[breaks["cuts"]]
    return set(zip(cut["before"], cut["after"], strict=True))


def uncut(breaks: pd.DataFrame) -> pd.DataFrame:
    """The breaks that were found at steps where nothing cuts the score, and that nobody declared."""
    declared = set(breaks.loc[breaks["source"].eq("declared"), STEP].itertuples(index=False, name=None))
    cut = cut_steps(breaks)
    rows = breaks[["source", *STEP]].itertuples(index=False, name=None)
    kept = [source == "found" and step[1:] not in cut and step not in declared for source, *rest in rows
            for step in (tuple(rest),)]  # fmt: skip
    return breaks[kept]


@lru_cache(maxsize=4)
def _lines(course: Course) -> dict[tuple[str, str], pd.Series[Any]]:
    return {(str(region), str(period)): row for (region, period), row in course.paths.iterrows()}


@lru_cache(maxsize=8)
def read_course(evaluation: Evaluation, options: OverTimeOptions | None = None, chain: Chain | None = None) -> Course:
    """An evaluation of several periods, looked at over time; worked out once for the same three.

    chain : its tables, to look for breaks in values that are not scored
    raises : InputError for a single period, an unknown group column, a break that lies outside the periods
    """
    options = options or OverTimeOptions()
    if evaluation.options.normalise not in UNGRADED or not isinstance(evaluation.scores.index, pd.MultiIndex):
        return _course(evaluation, options, over_time(evaluation, options), chain)
    notes: list[Finding] = []
    periods = periods_of(evaluation)
    breaks = series_breaks(evaluation, options, periods, notes)
    cuts = sorted({periods.index(after) for after in breaks.loc[breaks["cuts"], "after"]})
    seen = (periods, rank_paths(evaluation, periods, cuts), breaks, tuple(notes))
    return _looked_at(evaluation, options, seen, chain)


def course_of(evaluation: Evaluation, found: OverTime, chain: Chain | None = None) -> Course | None:
    """The course of an evaluation as a kept run saw it; None when the run followed another evaluation.

    found : with its own breaks and groups
    """
    if not follows(evaluation, found):
        return None
    return _course(evaluation, OverTimeOptions(groups=found.group), found, chain)


def follows(evaluation: Evaluation, found: OverTime) -> bool:
    """Whether what a run found is of this evaluation: the same regions, periods and scores."""
    if not isinstance(evaluation.scores.index, pd.MultiIndex) or evaluation.options.normalise in UNGRADED:
        return False
    held = found.paths["score"]
    if len(held) != len(evaluation.overall):
        return False
    mine = {(str(region), str(period)): float(score) for (region, period), score in evaluation.overall.items()}
    theirs = {(str(region), str(period)): float(score) for (region, period), score in held.items()}
    return mine.keys() == theirs.keys() and all(
        math.isclose(mine[key], theirs[key], abs_tol=1e-12) or (math.isnan(mine[key]) and math.isnan(theirs[key]))
        for key in mine
    )


def _course(evaluation: Evaluation, options: OverTimeOptions, found: OverTime, chain: Chain | None) -> Course:
    seen = (found.periods, found.paths, found.breaks, found.notes)
    return replace(_looked_at(evaluation, options, seen, chain), found=found, why=("", ""))


def _looked_at(evaluation: Evaluation, options: OverTimeOptions, seen: Seen, chain: Chain | None) -> Course:
    periods, paths, breaks, notes = seen
    looked = options.detect != "off"
    near = _near(evaluation, breaks) if looked and len(periods) > LEAST_TO_CUT else breaks.iloc[:0]
    unscored = _unscored(evaluation, chain, periods) if looked and chain is not None else breaks.iloc[:0]
    places = tuple(float(place) for place in years_of(periods))
    why = _refusal(evaluation, options) if evaluation.options.normalise in UNGRADED else ("", "")
    return Course(evaluation, options, None, why, periods, places, paths, breaks, unscored, near, notes)


def _refusal(evaluation: Evaluation, options: OverTimeOptions) -> tuple[str, str]:
    try:
        over_time(evaluation, options)
    except ModelError as refused:
        return refused.message, refused.message_zh
    raise AssertionError("a ruler without ends is refused")


def with_regions(course: Course, focal: str, others: Iterable[str] | None = None) -> Course:
    """The course with the regions that are drawn; default others: the neighbours in rank in the newest period."""
    there = [str(region) for region in dict.fromkeys(course.paths.index.get_level_values(0))]
    if others is None:
        others = _neighbours(course, focal)
    chosen = [region for region in dict.fromkeys(others) if region in there and region != focal]
    return replace(course, shown=(focal, *chosen[: MOST_LINES - 1]))


def _neighbours(course: Course, focal: str) -> list[str]:
    known = course.known(focal)
    if not known:
        return []
    newest = course.paths.xs(known[-1], level=1)["rank"].sort_values(kind="stable").dropna()
    order = [str(region) for region in newest.index]
    at = order.index(focal)
    return [order[place] for place in (at - 1, at + 1) if 0 <= place < len(order)]


def group_columns(evaluation: Evaluation) -> tuple[str, ...]:
    """The columns that part the regions: more than one group, fewer than regions."""
    regions = evaluation.groups.index.get_level_values(0).nunique()
    counts = evaluation.groups.nunique()
    return tuple(str(column) for column in evaluation.groups if 1 < counts[column] < regions)


def _near(evaluation: Evaluation, breaks: pd.DataFrame) -> pd.DataFrame:
    found = find_breaks(observed_values(evaluation), share=NEAR_SHARE, apart=NEAR_APART).table
    taken = set(breaks[STEP].itertuples(index=False, name=None))
    rows = list(found[STEP].itertuples(index=False, name=None))
    return found[[row not in taken and ("", *row[1:]) not in taken for row in rows]]


def _unscored(evaluation: Evaluation, chain: Chain, periods: tuple[str, ...]) -> pd.DataFrame:
    """Breaks in the indicators of the tables that the framework does not take."""
    table = chain.indicators
    regions = set(evaluation.scores.index.get_level_values(0).map(str))
    names = {name: evaluation.framework.resolve(str(name)) for name in table["indicator"].dropna().unique()}
    left = [name for name, code in names.items() if code is None]
    there = table["value"].notna() & table["indicator"].isin(left)
    there &= table["region_id"].isin(list(regions)) & table["period"].isin(list(periods))
    keys = ["region_id", "period", "indicator"]
    held = table.loc[there, [*keys, "value"]].drop_duplicates(keys).set_index(keys)["value"]
    if held.empty:
        return find_breaks(pd.DataFrame()).table
    return find_breaks(held.astype("float64").unstack()).table  # noqa: PD010
