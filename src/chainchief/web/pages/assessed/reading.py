"""The newest evaluation, read for the region and period an address asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chainchief.views import formats
from chainchief.views.figures.assessed import GRADES, Panel, panel
from chainchief.web.pages.parts import setting
from chainchief.web.visit import Visit


@dataclass(frozen=True)
class Reading:
    """What the pages of the assessed lens share.

    run : number of the run the evaluation came from
    panel : the evaluation at one period, with its focal region
    """

    run: int
    panel: Panel

    @property
    def evaluation(self) -> Any:
        return self.panel.evaluation

    @property
    def framework(self) -> Any:
        return self.panel.evaluation.framework

    @property
    def region(self) -> str:
        return self.panel.focal

    @property
    def period(self) -> str:
        return self.panel.period

    @property
    def name(self) -> str:
        """Name of the focal region."""
        return self.panel.setting.name(self.panel.focal)

    @property
    def asked(self) -> str:
        """The period as an address holds it: "" where there is only one."""
        return self.period if len(self.panel.periods) > 1 else ""


def read(visit: Visit, region: str = "") -> Reading | None:
    """The newest evaluation of the tables in force; None when there is nothing to score.

    region : code or name; default the one of the address, else the chain's own
    raises : ChainChiefError when the evaluation cannot be worked out
    """
    with visit.shelf.working(visit.ws.name):
        run = visit.ws.evaluation()
        result = run.result if run is not None else None
    if run is None or result is None:
        return None
    wanted = region or visit.query.get("region", "")
    made = setting(visit, region=code_of(visit, wanted), period=visit.query.get("period", ""))
    return Reading(run.number, panel(result, made))


def code_of(visit: Visit, text: str) -> str:
    """The code of a region given by code or name; the text itself when it is neither."""
    regions = visit.ws.chain.regions
    by_name = {str(name): str(code) for code, name in zip(regions["region_id"], regions["name"], strict=True)}
    return by_name.get(text, text) if text not in set(regions["region_id"].astype(str)) else text


def grade_words(visit: Visit, reading: Reading, region: str = "") -> str:
    """«medium, unstable»."""
    region = region or reading.region
    if not reading.panel.graded:
        return formats.NOT_APPLICABLE
    word = visit.say(f"grade.{reading.panel.grade(region)}")
    between = "，" if visit.zh else ", "
    return f"{word}{between}{visit.say('state.unstable')}" if reading.panel.unstable(region) else word


def distance_words(visit: Visit, reading: Reading) -> str:
    """«0.02 short of strong; 28 % of weightings get there», "" where nothing lies above."""
    grade = reading.panel.grade(reading.region)
    if grade not in GRADES[:-1]:
        return ""
    above = GRADES[GRADES.index(grade) + 1]
    row = reading.panel.row(reading.evaluation.grade_distance, reading.region)
    gap = float("nan") if row is None else abs(float(row["to_next_up"]))
    if not formats.known(gap):
        return ""
    words = visit.say("score.short", gap=formats.score(gap, visit.language), grade=visit.say(f"grade.{above}"))
    shares = reading.panel.grade_shares(reading.region)
    if not shares:
        return words
    reached = sum(shares[grade] for grade in GRADES[GRADES.index(above) :])
    return words + visit.say("score.reached", share=formats.percent(reached, 0, visit.language))


def lead(visit: Visit, reading: Reading) -> str:
    """What the pages of this lens rest on: framework, indicators, regions, period, run."""
    return visit.say(
        "assessed.lead",
        framework=reading.framework.name,
        indicators=len(reading.framework.leaves),
        regions=len(reading.panel.regions),
        period=reading.period or visit.say("state.unknown"),
        run=f"{reading.run:04d}",
    )
