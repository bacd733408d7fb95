"""What every figure of the assessed lens reads from an evaluation: one period, regions in order, bands, names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from chainchief.evaluation.options import UNGRADED
from chainchief.evaluation.scoring.normalisation import LINEAR
from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.tables import Cell
from chainchief.views.words import has, say

GRADES = ("low", "weaker", "medium", "strong", "high")
BOUNDS = (0.2, 0.4, 0.6, 0.8)
KEPT_DIGITS = 3
NAMED_UNITS = (*UNGRADED, "target")
"""Rulers whose scores may lie beyond the scale or have none, so that it alone would not say what they are."""
FILLED = "imputed"
"""Basis of a value that nobody stated and that was estimated for the score."""
RESCALED = {("万元/人", "en"): (10.0, "k CNY/worker")}
"""Units that are read in another size: (unit, language) -> factor and word."""


@dataclass(frozen=True)
class Observation:
    """One value behind a score; `value` is NaN where unknown; `scored` says whether it entered the score."""

    value: float
    quality: str
    qualifier: str
    withheld: bool
    scored: bool
    basis: str
    coverage: float
    origin: str
    reason: str


UNSEEN = Observation(math.nan, "", "", False, False, "", math.nan, "", "")


@dataclass(frozen=True)
class Panel:
    """One period of an evaluation.

    regions : codes, best score first, unknown scores last; equal scores by code
    focal : the region looked at; "" never, the first region when the setting names none of them
    named : whether the setting named the focal region
    places : (region, period) -> row number in every frame that is indexed like the scores
    """

    evaluation: Any
    setting: Setting
    period: str
    periods: tuple[str, ...]
    regions: tuple[str, ...]
    focal: str
    named: bool
    places: Mapping[tuple[str, str], int]

    def row(self, frame: pd.DataFrame | pd.Series, region: str) -> Any:
        """The line of a region in a frame or series that is indexed like the scores; None when it has none."""
        place = self.places.get((region, self.period))
        return None if place is None else frame.iloc[place]

    @property
    def graded(self) -> bool:
        """Whether the ruler has ends, so that grades can be read off it; z-scores, ranks and Borda points have none."""
        return self.evaluation.options.normalise not in UNGRADED

    @property
    def scale(self) -> tuple[float, float]:
        """What the worst and the best value score, (0, 1) unless asked otherwise."""
        low, high = self.evaluation.options.scale
        return float(low), float(high)

    @property
    def unit(self) -> str:
        """The scale in words."""
        kind = self.evaluation.options.normalise
        low, high = (f"{end:g}" for end in self.scale)
        return self.setting.say(f"unit.{kind}" if kind in NAMED_UNITS else "unit.scale", low=low, high=high)

    def extent(self, codes: Sequence[str]) -> tuple[float, float]:
        """Ends of an axis for the scores of some codes, the same for every region and period.

        The scale, wider where scores go on beyond it; on a ruler without ends what the scores and bands need.
        """
        numbers = [self.evaluation.scores[list(codes)].to_numpy(dtype=np.float64).ravel()]
        if self.evaluation.framework.root in codes and self.evaluation.options.draws:
            numbers.append(self.evaluation.overall_intervals.to_numpy(dtype=np.float64).ravel())
        found = np.concatenate(numbers)
        found = found[np.isfinite(found)]
        ends = list(self.scale) if self.graded else []
        low, high = (
            float(end([*found, *ends])) if len(found) or ends else place for end, place in ((min, 0), (max, 1))
        )
        return (low, high) if self.graded and (low, high) == self.scale else round_ends(low, high)

    def score(self, region: str, code: str) -> float:
        """A score on the scale, NaN when unknown."""
        row = self.row(self.evaluation.scores, region)
        return math.nan if row is None else _float(row[code])

    def overall(self, region: str) -> float:
        """The overall score of a region."""
        return _float(self.row(self.evaluation.overall, region))

    def band(self, region: str) -> tuple[float, float]:
        """Ends of the band of the overall score; NaN where none was computed."""
        return self._ends(self.evaluation.overall_intervals, region)

    def rank_band(self, region: str) -> tuple[float, float]:
        """Best and worst rank inside the band."""
        return self._ends(self.evaluation.rank_intervals, region)

    def _ends(self, frame: pd.DataFrame, region: str) -> tuple[float, float]:
        """Low and high of an interval; without draws there is none, whatever the frame holds."""
        row = self.row(frame, region)
        if row is None or not self.evaluation.options.draws:
            return (math.nan, math.nan)
        return (_float(row["low"]), _float(row["high"]))

    def rank(self, region: str) -> float:
        """The rank, 1 = best."""
        return _float(self.row(self.evaluation.rank, region))

    def grade(self, region: str) -> str:
        """The grade, "unknown" when there is no score."""
        grade = self.row(self.evaluation.grades, region)
        return grade if isinstance(grade, str) and grade in GRADES else "unknown"

    def grade_shares(self, region: str) -> dict[str, float]:
        """How often each grade comes out, worst first; empty when nothing was drawn."""
        row = self.row(self.evaluation.grade_shares, region)
        if row is None or not self.evaluation.options.draws:
            return {}
        shares = {grade: _float(row.get(grade, math.nan)) for grade in GRADES}
        return {} if all(math.isnan(share) for share in shares.values()) else shares

    def next_up(self, region: str) -> float:
        """How far the next grade is, on the scale; NaN when there is none."""
        row = self.row(self.evaluation.grade_distance, region)
        return math.nan if row is None else _float(row["to_next_up"])

    def unstable(self, region: str) -> bool:
        """Whether the grade flips inside the band."""
        flips = self.row(self.evaluation.unstable, region)
        return self.evaluation.options.draws > 0 and flips is not None and not pd.isna(flips) and bool(flips)

    def alike(self, region: str) -> tuple[str, ...]:
        """The regions whose rank interval overlaps that of `region`, in rank order."""
        low, high = self.rank_band(region)
        if math.isnan(low):
            return ()
        others = [(other, self.rank_band(other)) for other in self.regions if other != region]
        return tuple(other for other, (start, end) in others if start <= high and end >= low)

    def median(self, code: str) -> float:
        """Median score of all regions that have one."""
        scores = sorted(value for region in self.regions if not math.isnan(value := self.score(region, code)))
        if not scores:
            return math.nan
        middle = len(scores) // 2
        return scores[middle] if len(scores) % 2 else (scores[middle - 1] + scores[middle]) / 2

    def label(self, code: str) -> str:
        """The name of a code of the framework in the reader's language."""
        return str(self.evaluation.framework.label(code, self.setting.language))

    def weight(self, code: str) -> float:
        """Global weight of a code."""
        weights = self.evaluation.weights
        return _float(weights.at[code, "global"]) if code in weights.index else math.nan

    def observation(self, region: str, code: str) -> Observation:
        """The value behind the score of an indicator."""
        rows = self.evaluation.observations
        hit = rows[(rows["region_id"].astype(str) == region) & (rows["indicator"] == code)]
        if self.period:
            hit = hit[(hit["period"].astype(str) == self.period) | hit["period"].isna()]
        if not len(hit):
            return UNSEEN
        seen = _observation(hit.iloc[0], self.setting.language)
        return replace(seen, value=self._filled(region, code)) if seen.basis == FILLED else seen

    def _filled(self, region: str, code: str) -> float:
        """The estimate that stands for an unknown value."""
        for step in self.evaluation.log:
            if step.name == "impute":
                cells = step.changed
                mine = cells["region_id"].astype(str).eq(region) & cells["indicator"].eq(code)
                if self.period:
                    mine &= cells["period"].astype(str).eq(self.period)
                return _float(cells.loc[mine, "after"].iloc[0]) if mine.any() else math.nan
        return math.nan

    def unit_of(self, code: str, seen: Observation) -> str:
        """The unit of a value; an estimate is one of the divided value where values are divided."""
        unit = str(self.evaluation.framework.table.at[code, "unit"])
        by = next((step.arguments["by"].get(code) for step in self.evaluation.log if step.name == "denominate"), None)
        return f"{unit} / {by}".strip() if seen.basis == FILLED and by else unit

    def target_score(self, code: str) -> float:
        """The framework's target as a score on the ruler and scale that were used; NaN without target or ruler."""
        table, bounds = self.evaluation.framework.table, self.evaluation.bounds
        if "target" not in table or code not in table.index or code not in bounds.index:
            return math.nan
        target, low, high = (
            _float(table.at[code, "target"]),
            *(_float(bounds.at[code, end]) for end in ("low", "high")),
        )
        if any(math.isnan(part) for part in (target, low, high)) or low == high:
            return math.nan
        if self.evaluation.options.normalise not in LINEAR or not self.graded:
            return math.nan
        rise = target - low if _float(table.at[code, "direction"]) > 0 else high - target
        worst, best = self.scale
        return worst + min(max(rise / (high - low), 0.0), 1.0) * (best - worst)

    def scored_text(self, region: str) -> str:
        """The overall score with its band, as it is read aloud."""
        return formats.with_band(self.overall(region), *self.band(region), 2, self.setting.language)


def panel(evaluation: Any, setting: Setting) -> Panel:
    """The period and regions of an evaluation that a setting asks for."""
    index = evaluation.overall.index
    if isinstance(index, pd.MultiIndex):
        pairs = [(str(region), str(when)) for region, when in index]
        periods = tuple(sorted({when for _, when in pairs}))
        period = setting.period if setting.period in periods else periods[-1]
    else:
        stated = sorted({str(one) for one in evaluation.observations["period"].dropna()} - {""})
        periods = tuple(stated[-1:])
        period = periods[0] if periods else ""
        pairs = [(str(region), period) for region in index]
    places = {pair: place for place, pair in enumerate(pairs)}
    codes = [region for region, when in pairs if when == period]
    draft = Panel(evaluation, setting, period, periods, tuple(codes), "", False, places)
    ordered = tuple(sorted(codes, key=lambda code: (*_descending(draft.overall(code)), code)))
    named = setting.region in ordered
    focal = setting.region if named else ordered[0] if ordered else ""
    return replace(draft, regions=ordered, focal=focal, named=named)


def round_ends(low: float, high: float) -> tuple[float, float]:
    """The ends moved out to round numbers.

    >>> round_ends(-1.73, 2.1), round_ends(3.0, 46.0), round_ends(0.5, 0.5)
    ((-2.0, 3.0), (0.0, 50.0), (0.0, 1.0))
    """
    if high - low < 1e-9 * max(abs(low), abs(high), 1.0):
        return float(math.floor(low)), float(math.floor(low) + 1)
    step = tick_step(low, high)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def tick_step(low: float, high: float) -> float:
    """A round distance between gridlines, so that there are at most six.

    >>> tick_step(-2, 2.5), tick_step(0, 50), tick_step(0, 1)
    (1.0, 10.0, 0.2)
    """
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    return float(next(round(size * part, 12) for part in (1, 2, 2.5, 5, 10) if size * part >= rough * (1 - 1e-9)))


def step_decimals(step: float) -> int:
    """Decimals that write every multiple of a round step.

    >>> step_decimals(0.25), step_decimals(0.5), step_decimals(10.0)
    (2, 1, 0)
    """
    return len(f"{step:.6f}".rstrip("0").partition(".")[2])


def _descending(value: float) -> tuple[int, float]:
    return (1, 0.0) if math.isnan(value) else (0, -value)


def _float(value: Any) -> float:
    return math.nan if value is None or pd.isna(value) else float(value)


def _word(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _true(value: Any) -> bool:
    return value is not None and not pd.isna(value) and bool(value)


def _observation(row: pd.Series, language: str) -> Observation:
    return Observation(
        value=_float(row.get("value")),
        quality=_word(row.get("quality")),
        qualifier=_word(row.get("qualifier")),
        withheld=_true(row.get("withheld")),
        scored=_true(row.get("scored")),
        basis=_word(row.get("basis")),
        coverage=_float(row.get("coverage")),
        origin=_word(row.get("origin")),
        reason=_word(row.get("message_zh" if language == "zh" else "message")),
    )


def unit_word(unit: str, language: str) -> str:
    """The unit of an indicator as it is shown; an unknown unit stays as it is."""
    key = f"measure.{unit}"
    return say(key, language) if has(key) else unit


def measured(value: float, unit: str, language: str) -> str:
    """A value with its unit, three digits that count; shares as percent.

    >>> measured(0.0312, "share", "en"), measured(61.96, "days", "en"), measured(0.455, "share", "zh")
    ('3.1 %', '62 days', '46%')
    """
    if math.isnan(value):
        return formats.UNKNOWN[language]
    if unit == "days":
        return f"{formats.number(value, 0, language)} {unit_word(unit, language)}"
    if unit == "share":
        return formats.percent(value, 1 if abs(value) < 0.0995 else 0, language)
    factor, word = RESCALED.get((unit, language), (1.0, unit_word(unit, language)))
    rounded, decimals = formats.significant(value * factor, KEPT_DIGITS)
    text = formats.number(rounded, decimals, language)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text} {word}".strip()


def value_cell(observed: Observation, unit: str, setting: Setting) -> Cell:
    """The table cell of an observation, linked to its place."""
    href = setting.link("cell", observed.origin) if observed.origin else ""
    if observed.withheld:
        return Cell(withheld=True, href=href)
    if math.isnan(observed.value):
        return Cell(None, href=href, note=observed.reason)
    text = measured(observed.value, unit, setting.language)
    return Cell(text, observed.quality, observed.qualifier, href=href, note=observed.reason)


def shown_codes(evaluation: Any) -> list[tuple[str, int]]:
    """The codes of a scorecard in the order of the framework: (code, depth); dimensions 0, their indicators 1.

    Levels between are left to the table twin.
    """
    framework = evaluation.framework
    leaves = set(framework.leaves)
    rows: list[tuple[str, int]] = []
    for code in framework.codes:
        if code == framework.root:
            continue
        if code in framework.dimensions:
            rows.append((code, 0))
        elif code in leaves:
            rows.append((code, 1))
    return rows


def qualities(observations: Iterable[Observation]) -> tuple[str, ...]:
    """Figure tags for the quality of what is behind it."""
    letters = {one.quality for one in observations} | {"C" for one in observations if one.qualifier == "about"}
    return tuple(tag for letter, tag in (("C", "estimated"), ("D", "expert")) if letter in letters)


def names_of(regions: Sequence[str], setting: Setting) -> str:
    """Region names in a sentence."""
    return formats.join([setting.name(region) for region in regions], setting.language)
