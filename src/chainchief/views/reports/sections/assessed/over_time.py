"""The section over time: did it really change, how fast, why, and where the base breaks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from chainchief.errors import ChainChiefError
from chainchief.evaluation.panels.timeline import OverTime
from chainchief.views.figures.assessed import Panel
from chainchief.views.figures.years.inequality import inequality_paths
from chainchief.views.figures.years.paths import rank_paths
from chainchief.views.figures.years.waterfall import change_bars
from chainchief.views.reports.blocks import Block, Lines, Paragraph, Section, Sheet, Shown
from chainchief.views.reports.matter import Matter
from chainchief.views.results.change import (
    cause_table,
    contributor_table,
    obstacle_table,
    read_change,
    target_table,
)
from chainchief.views.results.course import Course, Followed, course_of, read_course, with_regions
from chainchief.views.results.over_time import (
    break_lines,
    break_table,
    growth_table,
    indicator_words,
    inequality_table,
    other_breaks,
    over_time_answer,
    path_table,
)

MOST_ROWS = 40
"""Rows of growth in a report; with more, only the regions that are drawn are shown."""


def over_time_sections(matter: Matter) -> list[Section]:
    """One section for each evaluation of several periods."""
    return [_section(view, matter) for view in matter.panels if len(view.periods) > 1]


def _section(view: Panel, matter: Matter) -> Section:
    course, unused = _course(view, matter)
    setting = view.setting.focus(view.focal)
    lines = (*unused, *break_lines(course, setting))
    blocks: list[Block] = [Lines(lines, matter.say("breaks.title"))]
    breaks = break_table(course.breaks, setting, partial(indicator_words, course, setting=setting))
    if breaks.rows:
        blocks.append(Sheet(breaks))
    if len(view.regions) > 1:
        blocks.append(Shown(rank_paths(course, setting), twin=False))
    blocks.append(Sheet(path_table(course, view.focal, setting)))
    blocks += _growth(course, view, matter)
    blocks += _change(course, view, matter)
    if course.found is not None and len(view.regions) > 1:
        blocks.append(Shown(inequality_paths(course, setting), twin=False))
        blocks.append(Sheet(inequality_table(course.found, setting)))
    blocks += _shortfalls(course, view, matter)
    said = [note.say(matter.language) for note in course.notes if "panel-break" not in note.rule]
    if said:
        blocks.append(Lines(tuple(said), matter.say("report.years.notes")))
    title, name = matter.say("report.years.title"), matter.say("report.sheet.years")
    return Section("years", title, over_time_answer(course, setting), tuple(blocks), name)


def _course(view: Panel, matter: Matter) -> tuple[Course, list[str]]:
    """What a kept run says of this evaluation, with its declared breaks and groups; else as it is usually looked at.

    Then the sentences on breaks that a run declared for another evaluation.
    """
    runs = (*(Followed(found) for found in matter.of(OverTime)), *matter.of(Followed))
    seen = [(run, course_of(view.evaluation, run.found, matter.chain)) for run in runs]
    course = next((one for _, one in seen if one is not None), None)
    course = with_regions(course or read_course(view.evaluation, None, matter.chain), view.focal)
    label = partial(indicator_words, course, setting=view.setting)
    unused = [other_breaks(run, view.setting, label) for run, one in seen if one is None]
    return course, [sentence for sentence in unused if sentence]


def _growth(course: Course, view: Panel, matter: Matter) -> list[Block]:
    if course.found is None:
        return [Paragraph(course.why[matter.language == "zh"])]
    every = growth_table(course.found, view.setting)
    if len(every.rows) <= MOST_ROWS:
        return [Sheet(every)]
    shown = growth_table(course.found, view.setting, course.shown)
    left = matter.say("course.growth_left", count=len(view.regions) - len(course.shown))
    return [Sheet(replace(shown, more=matter.sentences(shown.more, left)))]


def _change(course: Course, view: Panel, matter: Matter) -> list[Block]:
    known = course.known(view.focal)
    if len(known) < 2:
        return []
    try:
        change = read_change(course, known[0], known[-1])
    except ChainChiefError as refusal:
        return [Paragraph(refusal.say(matter.language))]
    tables = (cause_table(change, view.setting), contributor_table(change, view.setting))
    return [Shown(change_bars(change, view.setting), twin=False), *(Sheet(table) for table in tables)]


def _shortfalls(course: Course, view: Panel, matter: Matter) -> list[Block]:
    known = course.known(view.focal)
    if not known:
        return []
    tables = [target_table(view.evaluation, view.focal, known[-1], matter.chain, view.setting)]
    if course.found is not None:
        tables.insert(0, obstacle_table(view.evaluation, view.focal, known[-1], view.setting))
    return [Sheet(table) for table in tables if table is not None]
