"""How sure scores and ranks are, at one period for one reader: numbers and sentences."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from chainchief.errors import InputError
from chainchief.evaluation.robustness.variation.study import Robustness
from chainchief.views import formats
from chainchief.views.figures.assessed import GRADES, Panel, panel
from chainchief.views.figures.figure import Setting
from chainchief.views.words import has

MOST_ROWS = 200
"""Regions of a table that are shown; the files of the run hold all."""
MOST_NAMES = 4
LEAST_SHARE = 0.005
"""A grade that comes out less often is not named in a sentence."""


@dataclass(frozen=True)
class Outlook:
    """One period of a study of robustness, for one reader.

    view : the evaluation at that period; top : k of «among the first k»
    """

    found: Robustness
    view: Panel
    top: int

    @property
    def setting(self) -> Setting:
        return self.view.setting

    @property
    def draws(self) -> str:
        """How many draws, as people write it."""
        return formats.number(len(self.found.uncertainty.draws), 0, self.setting.language)

    def rank_band(self, region: str) -> tuple[int, int, int]:
        """5, 50 and 95 % of the ranks."""
        row = self.view.row(self.found.uncertainty.rank_intervals, region)
        return int(row["low"]), int(row["median"]), int(row["high"])

    def top_share(self, region: str) -> float:
        """Share of the draws in which a region is among the first k."""
        return float(self.view.row(self.found.uncertainty.top_shares, region)[self.top])

    def score_band(self, region: str) -> tuple[float, float]:
        """5 and 95 % of the scores; NaN without a common scale."""
        row = self.view.row(self.found.uncertainty.overall_intervals, region)
        return float(row["low"]), float(row["high"])

    def grade_shares(self, region: str) -> dict[str, float]:
        """How often each grade comes out; empty without grades."""
        row = self.view.row(self.found.uncertainty.grade_shares, region)
        shares = {grade: float(row[grade]) for grade in GRADES}
        return {} if not self.view.graded or math.isnan(shares[GRADES[0]]) else shares

    def unstable(self, region: str) -> bool:
        """Whether the grade flips between 5 and 95 % of the draws."""
        return bool(self.view.graded and self.view.row(self.found.unstable, region))

    @property
    def shown(self) -> tuple[str, ...]:
        """The regions a table shows: the first ones, and the focal one wherever it stands."""
        first = self.view.regions[:MOST_ROWS]
        return first if self.view.focal in first or not self.view.named else (*first[:-1], self.view.focal)

    def shift(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of this period of a frame that is indexed like the scores, by region."""
        places = [self.view.places[region, self.view.period] for region in self.view.regions]
        return frame.iloc[places].set_axis(list(self.view.regions))


def outlook(found: Robustness, setting: Setting, top: int | None = None) -> Outlook:
    """A study at the period and for the region a setting asks for.

    top : k of «among the first k»; None = 3, or 1 of up to four regions
    raises : InputError for a k that is no number of regions
    """
    view = panel(found.evaluation, setting)
    count = len(view.regions)
    usual = 3 if count > 4 else 1
    wanted = usual if top is None else top
    if not 1 <= wanted <= count:
        raise InputError(
            f"top {wanted}: there are {count} regions; choose 1 to {count}",
            f"前 {wanted} 名：共有 {count} 个地区；请在 1–{count} 之间选择",
        )
    return Outlook(found, view, wanted)


def robustness_answer(found: Robustness, setting: Setting) -> str:
    """In a few sentences: the rank and how far it moves, the grade, who cannot be told apart, what matters most."""
    look = outlook(found, setting)
    parts = [_rank_sentence(look), _grade_sentence(look)]
    if len(look.view.regions) > 1:
        level, compared = told_apart(look)
        key = "robust.pairs.answer" if len(level) else "robust.pairs.apart"
        counts = {"count": formats.number(len(level), 0, setting.language)}
        counts["all"] = formats.number(compared, 0, setting.language)
        parts += [_unstable_sentence(look), setting.say(key, **counts)]
    parts.append(_matter_sentence(look))
    return (" " if setting.language == "en" else "").join(part for part in parts if part)


def _rank_sentence(look: Outlook) -> str:
    setting, count = look.setting, len(look.view.regions)
    region = setting.name(look.view.focal)
    if count == 1:
        return setting.say("robust.one_region", region=region)
    low, _, high = look.rank_band(look.view.focal)
    rank = formats.number(look.view.rank(look.view.focal), 0, setting.language)
    words = {"region": region, "rank": rank, "count": count, "draws": look.draws}
    if low == high:
        return setting.say("robust.rank.firm" if f"{low}" == rank else "robust.rank.other", usual=low, **words)
    return setting.say("robust.rank.moves", band=formats.band(low, high, 0, setting.language), **words)


def _grade_sentence(look: Outlook) -> str:
    setting, region = look.setting, look.view.focal
    shares = look.grade_shares(region)
    if not shares:
        return setting.say("grades.none") if not look.view.graded else ""
    words = grade_words(look, region)
    if look.unstable(region):
        return setting.say("robust.grade.unstable", shares=words)
    return setting.say("robust.grade.stable", shares=words)


def grade_words(look: Outlook, region: str, most: int = 5) -> str:
    """«medium 68 %, strong 32 %»: the grades that come out, most often first."""
    setting = look.setting
    shares = {grade: share for grade, share in look.grade_shares(region).items() if share >= LEAST_SHARE}
    ordered = sorted(shares, key=lambda grade: -shares[grade])[:most]
    between = ", " if setting.language == "en" else "，"
    return between.join(
        f"{setting.say(f'grade.{grade}')} {formats.percent(shares[grade], 0, setting.language)}" for grade in ordered
    )


def _unstable_sentence(look: Outlook) -> str:
    """The regions whose grade flips, unless it is the focal one alone, of whom it is said already."""
    setting, view = look.setting, look.view
    flips = [region for region in view.regions if look.unstable(region)]
    if not flips or flips == [view.focal]:
        return ""
    named = [setting.name(region) for region in flips[:MOST_NAMES]]
    names = formats.join(named, setting.language) if len(flips) <= MOST_NAMES else setting.say(
        "ranking.more", names=", ".join(named) if setting.language == "en" else "、".join(named),
        count=len(flips) - MOST_NAMES)  # fmt: skip
    return setting.say("robust.unstable", names=names, count=len(flips), all=len(view.regions))


def _matter_sentence(look: Outlook) -> str:
    setting, found = look.setting, look.found
    if found.sensitivity is None or len(look.view.regions) == 1:
        return ""
    total = period_row(found.period_total, look)
    runs = formats.number(len(found.sensitivity.runs), 0, setting.language)
    if total.isna().all():
        return setting.say("robust.matter.none", runs=runs)
    factor = str(total.idxmax())
    share = formats.percent(float(total.max()), 0, setting.language)
    return setting.say("robust.matter", factor=setting.say(f"factor.{factor}"), share=share, runs=runs)


def period_row(frame: pd.DataFrame, look: Outlook) -> pd.Series[float]:
    """The row of this period; the only one where there are no periods."""
    return frame.loc[look.view.period] if look.view.period in frame.index else frame.iloc[-1]


def told_apart(look: Outlook) -> tuple[pd.DataFrame, int]:
    """The pairs of this period that cannot be told apart, and how many were compared.

    returns : first, second (codes of regions), wins, level; those with the focal region first, then the closest
    """
    pairs = look.found.uncertainty.pairs
    if isinstance(look.found.evaluation.overall.index, pd.MultiIndex):
        mine = [str(label[1]) == look.view.period for label in pairs["first"]]
        pairs = pairs[mine]
        pairs = pairs.assign(**{side: [label[0] for label in pairs[side]] for side in ("first", "second")})
    level = pairs[~pairs["distinct"].astype(bool)].astype({"first": str, "second": str})
    focal = look.view.focal if look.view.named else ""
    others = ~(level["first"].eq(focal) | level["second"].eq(focal))
    order = np.lexsort(((level["wins"] + level["level"] / 2 - 0.5).abs(), others))
    return level.iloc[order], len(pairs)


def own_share(look: Outlook, frame: str, factor: str) -> float:
    """The share of one factor for the focal region; NaN where it never moves or nothing was worked out."""
    counted = look.found.sensitivity
    row = look.view.row(getattr(counted, frame), look.view.focal)
    return float(row[factor])


def alternative_word(factor: str, alternative: str, setting: Setting) -> str:
    """An alternative as people call it, short enough for a list."""
    key = f"alternative.{factor}.{alternative}"
    return setting.say(key) if has(key) else alternative


def move_words(name: str, before: float, after: float, language: str) -> str:
    """«Yuntan 7 → 5».

    >>> move_words("Yuntan", 7.0, 5.0, "en")
    'Yuntan 7 → 5'
    """
    return f"{name} {formats.number(before, 0, language)} → {formats.number(after, 0, language)}"
