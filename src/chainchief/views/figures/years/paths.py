"""Score and rank of at most five regions through time, with their bands."""

from __future__ import annotations

import math

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Line, Mark, Text
from chainchief.views.figures.assessed import names_of, panel, step_decimals
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis
from chainchief.views.figures.scorecard import tag_list
from chainchief.views.figures.years.lines import (
    FOOT,
    INKS,
    TOP,
    Frame,
    cut_marks,
    end_labels,
    few_ticks,
    interval_bars,
    label_room,
    line_marks,
    period_marks,
    pieces,
    ribbon,
    time_axis,
)
from chainchief.views.results.course import Course
from chainchief.views.results.over_time import over_time_answer
from chainchief.views.tables import Cell, Column, Row, TableView

WIDTH, HEIGHT = 770.0, 260.0
LEFT = 46.0


def score_paths(course: Course, setting: Setting) -> Figure:
    """The overall score of the focal region with its band, and of at most four others.

    course : with the regions that are drawn; a line ends at a gap and at a break of base
    """
    numbers = _numbers(course, "score", ("low", "high"))
    ticks = few_ticks(min(numbers), max(numbers))
    words = {region: _last(course, region, "score", setting) for region in course.shown}
    frame = _frame(course, setting, list(words.values()), (ticks[0], ticks[-1]))
    decimals = step_decimals(ticks[1] - ticks[0])
    marks: list[Mark] = [Text(0, 12, setting.say("time.axis", unit=_unit(course, setting)), 11, 400, "ink3")]
    for tick in ticks:
        marks += _grid_line(frame, tick, formats.number(tick, decimals, setting.language))
    title = setting.say("course.index")
    source = _source(course, setting)
    if ticks[0] != _worst(course):
        source += _between(setting) + setting.say("time.source.start", low=formats.number(ticks[0], decimals))
    return _figure(
        "score_paths", title, [*marks, *_lines(course, "score", frame, setting, words)], course, setting, source
    )


def rank_paths(course: Course, setting: Setting) -> Figure:
    """The rank of the same regions, 1 at the top, with the interval of the focal one."""
    numbers = _numbers(course, "rank", ("rank_low", "rank_high"))
    best, worst = min(numbers), max(numbers)
    step = max(math.ceil((worst - best) / 5), 1)
    ticks = [float(rank) for rank in range(int(best), int(worst) + step, step)] if worst > best else [best, best + 1]
    words = {region: _last(course, region, "rank", setting) for region in course.shown}
    frame = _frame(course, setting, list(words.values()), (ticks[-1], ticks[0]))
    marks: list[Mark] = [Text(0, 12, setting.say("course.rank_axis"), 11, 400, "ink3")]
    for tick in ticks:
        marks += _grid_line(frame, tick, formats.number(tick, 0))
    marks += _lines(course, "rank", frame, setting, words)
    return _figure("rank_paths", setting.say("course.ranks"), marks, course, setting, _source(course, setting))


def _figure(
    key: str, title: str, marks: list[Mark], course: Course, setting: Setting, source: str
) -> Figure:  # fmt: skip
    ranked = key == "rank_paths"
    summary = _rank_summary(course, setting) if ranked else over_time_answer(course, setting)
    width = setting.width or WIDTH
    return Figure(
        key=key,
        title=title,
        unit="" if ranked else _unit(course, setting),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, HEIGHT, tuple(marks), title, summary),
        table=_table(course, setting, ranked),
        source_line=source,
        tags=tag_list(panel(course.evaluation, setting), []),
    )


def _frame(course: Course, setting: Setting, words: list[str], ends: tuple[float, float]) -> Frame:
    right = (setting.width or WIDTH) - label_room(words)
    across = time_axis(course, LEFT + 8, right)
    return Frame(across, Axis(HEIGHT - FOOT, TOP, *ends), TOP, HEIGHT - FOOT)


def _grid_line(frame: Frame, value: float, words: str) -> list[Mark]:
    y = frame.up.at(value)
    return [Line(LEFT, y, frame.across.right, y), Text(LEFT - 8, y + 4, words, 11, 400, "ink2", "end")]


def _lines(course: Course, name: str, frame: Frame, setting: Setting, words: dict[str, str]) -> list[Mark]:
    """Breaks, the band of the focal region, the lines of the others, its own line, the words at their ends."""
    band = ("low", "high") if name == "score" else ("rank_low", "rank_high")
    marks = [*period_marks(course, frame), *cut_marks(course, frame, setting.say("course.break"))]
    if course.banded:
        ends = list(zip(*(_values(course, course.focal, end) for end in band), strict=True))
        marks += ribbon(course, ends, frame) if name == "score" else interval_bars(course, ends, frame)
    labels = []
    for number in reversed(range(len(course.shown))):
        region, ink = course.shown[number], INKS[number]
        values = _values(course, region, name)
        marks += line_marks(course, values, frame, ink, number == 0)
        if runs := pieces(course, values):
            labels.append((frame.up.at(values[runs[-1][-1]]), words[region], ink, number == 0))
    return marks + end_labels(labels, frame, setting.width or WIDTH)


def _values(course: Course, region: str, name: str) -> list[float]:
    rows = [course.at(region, period) for period in course.periods]
    return [math.nan if row is None or math.isnan(row["score"]) else float(row[name]) for row in rows]


def _numbers(course: Course, name: str, band: tuple[str, str]) -> list[float]:
    """Every number that is drawn."""
    found = [value for region in course.shown for value in _values(course, region, name)]
    if course.banded:
        found += [value for end in band for value in _values(course, course.focal, end)]
    return [value for value in found if not math.isnan(value)] or [0.0, 1.0]


def _last(course: Course, region: str, name: str, setting: Setting) -> str:
    """«0.64 Beijing»: the last known value and the name."""
    known = course.known(region)
    row = course.at(region, known[-1]) if known else None
    decimals = 2 if name == "score" else 0
    value = formats.UNKNOWN[setting.language] if row is None else formats.number(float(row[name]), decimals)
    return f"{value} {setting.name(region)}"


def _unit(course: Course, setting: Setting) -> str:
    return panel(course.evaluation, setting).unit


def _worst(course: Course) -> float | None:
    return float(course.evaluation.options.scale[0]) if course.found is not None else None


def _source(course: Course, setting: Setting) -> str:
    regions = course.evaluation.scores.index.get_level_values(0).nunique()
    words = {"framework": course.evaluation.framework.name, "regions": regions, "periods": len(course.periods)}
    parts = [setting.say("course.source", **words)]
    parts.append(setting.say("course.source.band" if course.banded else "course.source.no_band",
                             region=setting.name(course.focal)))  # fmt: skip
    if setting.source:
        parts.append(setting.say("word.source", source=setting.source))
    return _between(setting).join(parts)


def _between(setting: Setting) -> str:
    return " " if setting.language == "en" else ""


def _rank_summary(course: Course, setting: Setting) -> str:
    known = course.known(course.focal)
    rows = [course.at(course.focal, period) for period in known]
    if len(rows) < 2 or rows[0] is None or rows[-1] is None:
        return setting.say("time.summary.one", region=setting.name(course.focal))
    ranks = [formats.number(float(row["rank"]), 0) for row in (rows[0], rows[-1])]
    words = {"region": setting.name(course.focal), "start": known[0], "before": ranks[0], "end": known[-1]}
    said = setting.say("course.rank_summary", **words, after=ranks[1])
    if course.banded and rows[-1]["rank_low"] != rows[-1]["rank_high"]:
        band = formats.band(float(rows[-1]["rank_low"]), float(rows[-1]["rank_high"]), 0, setting.language)
        said += _between(setting) + setting.say("course.rank_summary.band", band=band)
    others = names_of(course.shown[1:], setting)
    return said + (_between(setting) + setting.say("course.beside", names=others) if others else "")


def _table(course: Course, setting: Setting, ranked: bool) -> TableView:
    """Every region in every period; beside ranks, and beside the score of the regions drawn, the band."""
    kind = "number" if ranked else "score"
    columns = (
        Column("region", setting.say("column.region")),
        *(Column(period, period, kind="text" if ranked and course.banded else kind) for period in course.periods),
    )
    regions = [*course.shown, *(one for one in _every(course) if one not in course.shown)]
    rows = [
        Row((Cell(setting.name(region)), *(_cell(course, region, period, ranked) for period in course.periods)),
            chosen=region == course.focal)
        for region in regions
    ]  # fmt: skip
    caption = setting.say("course.ranks" if ranked else "course.index")
    more = setting.say("course.rank_cells") if ranked and course.banded else ""
    return TableView("rank_paths" if ranked else "score_paths", caption, columns, tuple(rows), more)


def _every(course: Course) -> list[str]:
    return [str(region) for region in dict.fromkeys(course.paths.index.get_level_values(0))]


def _cell(course: Course, region: str, period: str, ranked: bool) -> Cell:
    row = course.at(region, period)
    if row is None or math.isnan(row["score"]):
        return Cell(None)
    if not ranked:
        return Cell(float(row["score"]))
    ends = [formats.number(float(row[name]), 0) for name in ("rank", "rank_low", "rank_high")]
    return Cell(f"{ends[0]} ({ends[1]}–{ends[2]})") if course.banded else Cell(float(row["rank"]))
