"""Why a score changed, what holds a region back, how far its targets are: as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from chainchief.chain.value import Chain
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.panels.change import ChangeSplit, decompose_change
from chainchief.evaluation.panels.gaps import gap_table
from chainchief.evaluation.panels.obstacles import find_obstacles
from chainchief.regional.growth import years_of
from chainchief.views import formats
from chainchief.views.figures.assessed import measured
from chainchief.views.figures.figure import Setting
from chainchief.views.results.course import Course
from chainchief.views.tables import Cell, Column, Row, TableView

CAUSES = ("value", "ruler", "weights", "method", "went", "came")
MOST_PARTS = 8
MOST_OBSTACLES = 5
NOTHING = Cell(not_applicable=True)
LEAST = 5e-13


@dataclass(frozen=True, eq=False)
class Change:
    """The change of the focal region from one period to another, shared out.

    split : its parts; verdict : what the change is, see `Course.verdict`; course : where it was found
    """

    course: Course
    split: ChangeSplit
    verdict: str

    @property
    def causes(self) -> dict[str, float]:
        """Cause -> what it adds; they sum to the change."""
        split = self.split
        summed = {name: float(split.parts[name].sum()) for name in ("value", "ruler")}
        return {**summed, "weights": split.weights, "method": split.method, "went": split.went, "came": split.came}

    @property
    def contributors(self) -> pd.Series[float]:
        """Indicator known at both ends -> what it adds by value and ruler, largest first."""
        parts = self.split.parts["value"] + self.split.parts["ruler"]
        return parts.reindex(parts.abs().sort_values(ascending=False, kind="stable").index)


def read_change(course: Course, start: str, end: str, other: Evaluation | None = None) -> Change:
    """Why the score of the focal region is another at the end than at the start.

    other : the evaluation in which the end is looked up; default the same
    raises : InputError for a region or period without score, ModelError where nothing can be shared out
    """
    split = decompose_change(course.evaluation, course.focal, start, end, other)
    verdict = course.verdict(course.focal, start, end) if other is None else "other_run"
    return Change(course, split, verdict)


def change_answer(change: Change, setting: Setting) -> str:
    """In a sentence: how much, whether it is real, and what weighs most in it."""
    split, language = change.split, setting.language
    moved = formats.number(split.change, 2, language, signed=True)
    words = {"start": split.start, "end": split.end, "change": moved}
    steps = formats.join(["/".join(cut) for cut in change.course.crossed(split.start, split.end)], language)
    said = [setting.say("change.answer", **words), setting.say(f"course.answer.{change.verdict}", steps=steps)]
    largest = change.contributors
    if len(largest) and abs(float(largest.iloc[0])) >= LEAST:
        name = change.course.evaluation.framework.label(str(largest.index[0]), language)
        part = formats.number(float(largest.iloc[0]), 2, language, signed=True)
        said.append(setting.say("change.largest", name=name, part=part))
    said.append(members_line(change, setting))
    return (" " if language == "en" else "").join(part for part in said if part)


def members_line(change: Change, setting: Setting) -> str:
    """How much of the change belongs to indicators that came or went; "" where none did."""
    split = change.split
    moved = [*split.came_codes, *split.went_codes]
    if not moved:
        return ""
    part = formats.number(split.came + split.went, 2, setting.language, signed=True)
    names = formats.join([_label(change.course.evaluation, code, setting) for code in moved], setting.language)
    return setting.say("change.members", names=names, part=part)


def cause_table(change: Change, setting: Setting) -> TableView:
    """The six causes; they sum to the change, nothing is left over."""
    columns = (
        Column("cause", setting.say("change.cause")),
        Column("part", setting.say("change.part"), kind="number", decimals=3),
        Column("meaning", setting.say("column.meaning")),
    )
    split = change.split
    rows = []
    for cause, part in change.causes.items():
        codes = {"went": split.went_codes, "came": split.came_codes}.get(cause, ())
        names = formats.join([_label(change.course.evaluation, code, setting) for code in codes], setting.language)
        meaning = setting.say(f"change.{cause}.means")
        told = setting.say("change.codes", meaning=meaning, names=names) if names else meaning
        rows.append(Row((Cell(setting.say(f"change.{cause}")), Cell(part), Cell(told))))
    whole = (Cell(setting.say("change.sum")), Cell(split.change), NOTHING)
    return TableView("causes", setting.say("change.causes"), columns, (*rows, Row(whole, strong=True)))


def part_words(part: float, setting: Setting) -> str:
    """A part of a change with its sign and three decimals; what is nothing is 0."""
    return "0" if abs(part) < LEAST else formats.number(part, 3, setting.language, signed=True)


def contributor_table(change: Change, setting: Setting) -> TableView:
    """Every indicator known at both ends, what it adds, largest first."""
    columns = (
        Column("indicator", setting.say("column.indicator")),
        Column("start", change.split.start, kind="score"),
        Column("end", change.split.end, kind="score"),
        Column("value", setting.say("change.value"), kind="number", decimals=3),
        Column("ruler", setting.say("change.ruler"), kind="number", decimals=3),
    )
    rows = []
    for code in change.contributors.index:
        line = change.split.parts.loc[code]
        ends = (Cell(float(line["score_start"])), Cell(float(line["score_end"])))
        parts = tuple(Cell(float(line[name])) for name in ("value", "ruler"))
        rows.append(Row((Cell(_label(change.course.evaluation, str(code), setting)), *ends, *parts)))
    return TableView("contributors", setting.say("change.contributors"), columns, tuple(rows))


def obstacle_table(evaluation: Evaluation, region: str, period: str, setting: Setting) -> TableView | None:
    """The indicators that hold a region back most; None where nothing is missing or known.

    raises : ModelError on a ruler without ends
    """
    found = find_obstacles(evaluation)
    rows = {(str(label[0]), str(label[1])): place for place, label in enumerate(found.degrees.index)}
    place = rows.get((region, period))
    if place is None or found.degrees.iloc[place].isna().all():
        return None
    degrees = found.degrees.iloc[place].dropna().sort_values(ascending=False, kind="stable")
    degrees = degrees[degrees > 0]
    scores = evaluation.scores.iloc[place]
    columns = (
        Column("indicator", setting.say("column.indicator")),
        Column("score", setting.say("column.score"), kind="score"),
        Column("weight", setting.say("column.weight"), kind="number", decimals=3),
        Column("degree", setting.say("obstacles.degree"), kind="percent"),
    )
    lines = [
        Row((
            Cell(_label(evaluation, str(code), setting), href=setting.link("score", region, str(code), period)),
            Cell(float(scores[code])), Cell(float(evaluation.weights.at[code, "global"])), Cell(float(degree)),
        ))
        for code, degree in degrees.head(MOST_OBSTACLES).items()
    ]  # fmt: skip
    lack = formats.number(float(found.missing.iloc[place]), 2, setting.language)
    known = int(found.degrees.iloc[place].notna().sum())
    more = setting.say("obstacles.how", missing=lack, shown=len(lines), count=known)
    return TableView("obstacles", setting.say("obstacles.title", period=period), columns, tuple(lines), more)


def target_table(
    evaluation: Evaluation, region: str, period: str, chain: Chain | None, setting: Setting
) -> TableView | None:
    """How far the targets are, of the sheet targets, else of the framework; None where there are none.

    period : of the values
    """
    goals = _goals(evaluation, chain)
    if goals.empty:
        return None
    seen = evaluation.observations
    seen = seen[seen["region_id"].map(str).eq(region) & seen["period"].map(str).eq(period)]
    held = seen.drop_duplicates("indicator").set_index("indicator")["value"].astype("float64")
    rows = [_target_row(evaluation, goal, held.get(goal.indicator, float("nan")), period, setting)
            for goal in goals.itertuples(index=False)]  # fmt: skip
    columns = (
        Column("indicator", setting.say("column.indicator")),
        Column("current", setting.say("targets.current"), kind="raw"),
        Column("target", setting.say("targets.target"), kind="raw"),
        Column("due", setting.say("targets.due")),
        Column("gap", setting.say("targets.gap"), kind="raw"),
        Column("growth", setting.say("targets.growth"), setting.say("course.a_year"), "percent", 1),
        Column("step", setting.say("targets.step"), setting.say("course.a_year"), "raw"),
        Column("reason", setting.say("course.remark")),
    )
    return TableView("targets", setting.say("targets.title", period=period), columns, tuple(rows))


def _goals(evaluation: Evaluation, chain: Chain | None) -> pd.DataFrame:
    """indicator, target, direction, due ("" = none) of every target of an indicator that is scored."""
    framework = evaluation.framework
    if chain is not None and chain.has("targets"):
        sheet = chain.tables["targets"]
        rows = []
        for line in sheet.to_dict("records"):
            code = framework.resolve(str(line["indicator"]))
            if code in framework.leaves and pd.notna(line["target"]):
                due = "" if pd.isna(line["due"]) else str(line["due"])[:10]
                rows.append(
                    (code, float(line["target"]), _direction(line["op"], framework.table.at[code, "direction"]), due)
                )
        if rows:
            return pd.DataFrame(rows, columns=["indicator", "target", "direction", "due"])
    goals = framework.table.loc[list(framework.leaves)]
    goals = goals[goals["target"].notna()]
    return pd.DataFrame({
        "indicator": list(goals.index), "target": goals["target"].to_numpy(dtype="float64"),
        "direction": goals["direction"].to_numpy(dtype="float64"), "due": "",
    })  # fmt: skip


def _direction(op: Any, usual: Any) -> float:
    text = "" if pd.isna(op) else str(op)
    return 1.0 if text.startswith(">") else -1.0 if text.startswith("<") else float(usual)


def _target_row(evaluation: Evaluation, goal: Any, current: float, period: str, setting: Setting) -> Row:
    years = None
    if goal.due:
        ends = years_of([period, goal.due[:7]])
        years = float(ends[1] - ends[0]) if ends[1] > ends[0] else None
    line = gap_table({goal.indicator: current}, {goal.indicator: goal.target}, {goal.indicator: goal.direction}, years)
    found = line.loc[goal.indicator]
    unit = str(evaluation.framework.table.at[goal.indicator, "unit"])
    reason = str(found["reason_zh" if setting.language == "zh" else "reason"])
    if goal.due and years is None and not found["met"] and formats.known(current):
        reason = setting.say("targets.passed")
    shown = {
        name: Cell(_measured(float(found[name]), unit, setting)) if formats.known(float(found[name])) else Cell(None)
        for name in ("current", "target", "gap", "step")
    }
    growth = Cell(float(found["growth"])) if formats.known(float(found["growth"])) else Cell(None)
    if found["met"]:
        growth, shown["step"] = NOTHING, NOTHING
    due = Cell(goal.due) if goal.due else NOTHING
    named = Cell(_label(evaluation, goal.indicator, setting))
    told = Cell(reason) if reason else NOTHING
    return Row((named, shown["current"], shown["target"], due, shown["gap"], growth, shown["step"], told))


def _measured(value: float, unit: str, setting: Setting) -> str:
    return measured(value, unit, setting.language) if unit else f"{value:.4g}".replace("-", formats.MINUS)


def _label(evaluation: Evaluation, code: str, setting: Setting) -> str:
    return str(evaluation.framework.label(code, setting.language))
