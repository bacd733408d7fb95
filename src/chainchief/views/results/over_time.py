"""An evaluation over time as tables: paths, growth three ways, breaks of base, inequality."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pandas as pd

from chainchief.evaluation.panels.timeline import OverTime
from chainchief.views import formats
from chainchief.views.figures.figure import Setting
from chainchief.views.results.course import Course, Followed, cut_steps, uncut
from chainchief.views.tables import Cell, Column, Row, TableView

NOTHING = Cell(not_applicable=True)
RATES = {"cagr": "cagr", "trend": "slope", "mean_rate": "mean_rate"}
"""What is shown, and the rate whose reason says why it is unknown."""
PARTS = ("within", "between", "between_share", "dagum_within", "dagum_between", "dagum_overlap")
Label = Callable[[str], str]


def over_time_tables(found: OverTime, setting: Setting, label: Label = str) -> tuple[TableView, ...]:
    """Growth of every region, breaks, inequality in every period: for a terminal and a report.

    label : code of an indicator -> its name
    """
    return growth_table(found, setting), break_table(found.breaks, setting, label), inequality_table(found, setting)


def step_words(before: str, after: str) -> str:
    """A step between two periods as it is written and declared: «2018/2019»."""
    return f"{before}/{after}"


def verdict_words(verdict: str, setting: Setting) -> str:
    """What a change is, in words."""
    return setting.say(f"course.verdict.{verdict}")


def path_table(course: Course, region: str, setting: Setting) -> TableView:
    """Score and rank of a region in every period with their bands, and what each change is."""
    columns = (
        Column("period", setting.say("column.period")),
        Column("score", setting.say("column.score"), kind="score"),
        Column("band", setting.say("course.band"), kind="raw"),
        Column("rank", setting.say("column.rank"), kind="number"),
        Column("rank_band", setting.say("course.rank_band"), kind="raw"),
        Column("change", setting.say("course.change_column"), kind="number", decimals=2),
        Column("verdict", setting.say("course.verdict")),
        Column("members", setting.say("course.members")),
    )
    rows, before = [], ""
    for period in course.periods:
        rows.append(_path_row(course, region, period, before, setting))
        row = course.at(region, period)
        before = period if row is not None and formats.known(row["score"]) else before
    caption = setting.say("course.paths", region=setting.name(region))
    return TableView("paths", caption, columns, tuple(rows))


def _path_row(course: Course, region: str, period: str, before: str, setting: Setting) -> Row:
    row, language = course.at(region, period), setting.language
    if row is None or math.isnan(row["score"]):
        unknown = (Cell(None), *[NOTHING] * 6)
        return Row((Cell(period), *unknown))
    href = setting.link("score", region, course.evaluation.framework.root, period)
    bands = [
        Cell(_band(float(row[low]), float(row[high]), decimals, language)) if course.banded else NOTHING
        for low, high, decimals in (("low", "high", 2), ("rank_low", "rank_high", 0))
    ]
    change, verdict = NOTHING, NOTHING
    if before:
        change = Cell(float(row["change"]))
        verdict = Cell(verdict_words(course.verdict(region, before, period), setting))
    members = NOTHING if row["same_members"] else Cell(setting.say("course.other_members"))
    rank = Cell(float(row["rank"]))
    return Row((Cell(period), Cell(float(row["score"]), href=href), bands[0], rank, bands[1], change, verdict, members))


def _band(low: float, high: float, decimals: int, language: str) -> str:
    """A band, or the one number both of its ends are written as."""
    ends = [formats.number(end, decimals, language) for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else formats.band(low, high, decimals, language)


def growth_table(found: OverTime, setting: Setting, regions: Iterable[str] | None = None) -> TableView:
    """Growth three ways, region by region and stretch by stretch; what is unknown says why.

    regions : those that are shown, in this order; default all
    """
    columns = (
        Column("region", setting.say("column.region")),
        Column("stretch", setting.say("course.stretch"), kind="raw"),
        Column("points", setting.say("course.points"), kind="number"),
        Column("cagr", setting.say("course.cagr"), setting.say("course.a_year"), "percent", 1),
        Column("trend", setting.say("course.trend"), setting.say("course.a_year"), "percent", 1),
        Column("trend_band", setting.say("course.trend_band"), setting.say("course.hac"), "raw"),
        Column("mean_rate", setting.say("course.mean_rate"), setting.say("course.a_year"), "percent", 1),
        Column("reason", setting.say("course.remark")),
    )
    table = found.growth
    wanted = [str(one) for one in dict.fromkeys(table.index.get_level_values(0))] if regions is None else list(regions)
    rows = []
    mixed = _mixed(found)
    for region in wanted:
        if region in table.index.get_level_values(0):
            rows += [_growth_row(region, line, mixed, setting) for _, line in table.loc[region].iterrows()]
    worst = "" if regions is None else setting.say("course.growth_zero")
    return TableView("growth", setting.say("course.growth"), columns, tuple(rows), worst)


def _mixed(found: OverTime) -> dict[str, tuple[str, ...]]:
    """Region -> the periods in which other indicators are known than in the one before."""
    other = found.paths.index[~found.paths["same_members"]]
    held: dict[str, tuple[str, ...]] = {}
    for region, period in other:
        held[str(region)] = (*held.get(str(region), ()), str(period))
    return held


def _growth_row(region: str, line: pd.Series[Any], mixed: dict[str, tuple[str, ...]], setting: Setting) -> Row:
    language = setting.language
    low, high = (math.expm1(float(line[end])) for end in ("slope_low", "slope_high"))
    band = Cell(percent_band(low, high, language)) if formats.known(low) else Cell(None)
    cells = [Cell(_number(line[name])) for name in RATES]
    stretch = step_stretch(str(line["start"]), str(line["end"]), setting)
    within = [one for one in mixed.get(region, ()) if line["start"] < one <= line["end"]]
    remarks = [growth_reason(line, setting)]
    if within and formats.known(float(line["cagr"])):
        remarks.append(setting.say("course.mixed", periods=formats.join(within, language)))
    reason = sentences(remarks, setting)
    return Row((
        Cell(setting.name(region)), Cell(stretch) if stretch else Cell(None), Cell(int(line["points"])),
        cells[0], cells[1], band, cells[2], Cell(reason) if reason else NOTHING,
    ))  # fmt: skip


def step_stretch(start: str, end: str, setting: Setting) -> str:
    """From one period to another: «2019 to 2023»."""
    return setting.say("course.from_to", start=start, end=end) if start else ""


def growth_reason(line: pd.Series[Any], setting: Setting) -> str:
    """Why some of the three rates are unknown, "" when all are known."""
    tail = "_zh" if setting.language == "zh" else ""
    said: dict[str, list[str]] = {}
    for shown, rate in RATES.items():
        if why := str(line[f"reason_{rate}{tail}"]):
            said.setdefault(why, []).append(setting.say(f"course.{shown}"))
    if len(said) == 1 and len(next(iter(said.values()))) == len(RATES):
        return next(iter(said))
    between = "；" if setting.language == "zh" else "; "
    return between.join(
        setting.say("course.because", rates=formats.join(rates, setting.language), why=why)
        for why, rates in said.items()
    )


def percent_band(low: float, high: float, language: str) -> str:
    """Two shares as a band of percentages with one decimal: «1.2 % to 3.4 %»."""
    ends = [formats.percent(end, 1, language) for end in (low, high)]
    return f"{ends[0]} {'to' if language == 'en' else '至'} {ends[1]}"


def break_table(breaks: pd.DataFrame, setting: Setting, label: Label = str, scored: bool = True) -> TableView:
    """Breaks with what the test saw of them.

    breaks : of `OverTime.breaks`, or of `find_breaks` when they are not `scored`; a step that stands out by scatter
        alone and cuts nothing is only counted
    """
    names = ["step", "indicator", *(["source", "weight", "cuts"] if scored else []), "unusual", "up", "down", "spread"]
    kinds = {"weight": "percent", "unusual": "percent", "up": "percent", "down": "percent", "spread": "number"}
    columns = tuple(
        Column(name, setting.say(f"breaks.{name}"), kind=kinds.get(name, "text"), decimals=int(name == "spread"))
        for name in names
    )
    cut_at = cut_steps(breaks) if scored else set()
    faint = breaks["share"].eq(0) & (~breaks["cuts"] if scored else False)
    rows = []
    for line in breaks[~faint].to_dict("records"):
        known = [_number(line[name]) for name in ("share", "up", "down", "spread")]
        seen = [NOTHING if value is None else Cell(value) for value in known]
        named = label(line["indicator"]) if line["indicator"] else setting.say("breaks.all")
        own = []
        if scored:
            cut = Cell(setting.say("breaks.cut" if (line["before"], line["after"]) in cut_at else "breaks.not_cut"))
            own = [Cell(setting.say(f"breaks.{line['source']}")), Cell(float(line["weight"])), cut]
        rows.append(Row((Cell(step_words(line["before"], line["after"])), Cell(named), *own, *seen)))
    left = setting.say("breaks.faint", count=int(faint.sum())) if faint.any() else ""
    more = sentences([setting.say("breaks.how"), left], setting)
    return TableView("breaks", setting.say("breaks.title"), columns, tuple(rows), more)


def inequality_table(found: OverTime, setting: Setting) -> TableView:
    """How unequal the regions are in each period; parts by group where there are groups."""
    measures = ("cv", "gini", "theil", *(PARTS if found.group else ()))
    said = bool(found.regional["reason"].ne("").any())
    columns = (
        Column("period", setting.say("column.period")),
        Column("regions", setting.say("column.regions"), kind="number"),
        Column("gap", setting.say("inequality.gap"), kind="score"),
        *(_measure_column(name, setting) for name in measures),
        *((Column("reason", setting.say("course.reason")),) if said else ()),
    )
    why = "reason_zh" if setting.language == "zh" else "reason"
    rows = []
    for period, line in found.regional.iterrows():
        numbers = [Cell(_number(line[name])) for name in ("gap", *measures)]
        tail = [Cell(str(line[why])) if line[why] else NOTHING] if said else []
        rows.append(Row((Cell(str(period)), Cell(int(line["regions"])), *numbers, *tail)))
    grouped = "inequality.parts" if found.group else "inequality.no_group"
    more = sentences([setting.say("inequality.how"), setting.say(grouped, group=found.group)], setting)
    return TableView("inequality", setting.say("inequality.title"), columns, tuple(rows), more)


def _measure_column(name: str, setting: Setting) -> Column:
    if name == "between_share":
        return Column(name, setting.say(f"inequality.{name}"), kind="percent")
    return Column(name, setting.say(f"inequality.{name}"), kind="number", decimals=3)


def sentences(parts: Iterable[str], setting: Setting) -> str:
    """Sentences one after the other."""
    return (" " if setting.language == "en" else "").join(part for part in parts if part)


def break_lines(course: Course, setting: Setting) -> tuple[str, ...]:
    """What is known about breaks of base, what is therefore not worked out, and what remains doubtful.

    It rests on what was declared and on what the numbers show; nobody else was asked.
    """
    said = []
    left = uncut(course.breaks)
    if course.cuts:
        steps = formats.join([step_words(*cut) for cut in course.cuts], setting.language)
        said.append(setting.say("breaks.not_across", steps=steps))
    for key, table in (("breaks.left", left), ("breaks.unscored", course.unscored), ("breaks.near", course.near)):
        if len(table):
            said.append(
                setting.say(key, steps=_steps(table, partial(indicator_words, course, setting=setting), setting))
            )
    if course.breaks.empty and course.unscored.empty:
        said.insert(0, setting.say("breaks.none"))
    elif not course.cuts:
        said.append(setting.say("breaks.uncut"))
    if course.short and len(left) + len(course.unscored):
        said.append(setting.say("breaks.short", count=len(course.periods) - 1))
    return (*said, setting.say("breaks.doubt"))


def _steps(table: pd.DataFrame, label: Label, setting: Setting) -> str:
    """«R&D intensity 2018/2019, high-tech firms 2010/2011»."""
    items = [
        setting.say("breaks.item", indicator=label(line["indicator"]) or setting.say("breaks.all"),
                    step=step_words(line["before"], line["after"]))
        for line in table.to_dict("records")
    ]  # fmt: skip
    return formats.join(items, setting.language)


def over_time_notes(found: OverTime, setting: Setting, label: Label = str) -> tuple[str, ...]:
    """What was assumed on the way; a found step is told as uncut only where no break cuts the score."""
    said = [note.say(setting.language) for note in found.notes if note.rule != "panel-break-noted"]
    left = uncut(found.breaks)
    if len(left):
        said.append(setting.say("breaks.left", steps=_steps(left, label, setting)))
    return tuple(said)


def other_breaks(followed: Followed, setting: Setting, label: Label = str) -> str:
    """That a run declared breaks for another evaluation, and how to use them here; "" where it declared none."""
    breaks = followed.found.breaks
    declared = breaks[breaks["source"].eq("declared")]
    if declared.empty:
        return ""
    run = setting.say("breaks.run", run=f"{followed.run:04d}") if followed.run else setting.say("breaks.a_run")
    return setting.say("breaks.other_run", run=run, steps=_steps(declared, label, setting))


def indicator_words(course: Course, code: str, setting: Setting) -> str:
    """The name of an indicator of the framework or of the tables; all of them for ""."""
    if not code:
        return setting.say("breaks.all")
    framework = course.evaluation.framework
    return str(framework.label(code, setting.language)) if code in framework.codes else setting.name(code)


def over_time_answer(course: Course, setting: Setting, start: str = "", end: str = "") -> str:
    """In a sentence: from where to where the region moved, and whether that is a change.

    start, end : periods; default the first and the last one in which the region has a score
    """
    region, known = course.focal, course.known(course.focal)
    if len(known) < 2:
        return setting.say("time.summary.one", region=setting.name(region))
    start, end = start or known[0], end or known[-1]
    first, last = course.at(region, start), course.at(region, end)
    if first is None or last is None:
        return setting.say("time.summary.one", region=setting.name(region))
    ends = [_scored(row, course.banded, setting.language) for row in (first, last)]
    words = {"region": setting.name(region), "start": start, "before": ends[0], "end": end, "after": ends[1]}
    verdict = course.verdict(region, start, end)
    steps = formats.join([step_words(*cut) for cut in course.crossed(start, end)], setting.language)
    return sentences(
        [setting.say("time.summary", **words), setting.say(f"course.answer.{verdict}", steps=steps)], setting
    )


def _scored(row: pd.Series[Any], banded: bool, language: str) -> str:
    if not banded:
        return formats.score(float(row["score"]), language)
    return formats.with_band(float(row["score"]), float(row["low"]), float(row["high"]), 2, language)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
