"""The section on the score: how high, how sure, who cannot be told apart, what it is made of."""

from __future__ import annotations

import math

from chainchief.views import formats
from chainchief.views.figures.assessed import GRADES, Panel
from chainchief.views.figures.radar import radar
from chainchief.views.figures.ranking import grade_shares, ranked_regions
from chainchief.views.figures.scorecard import score_table, scorecard, scored_sentence
from chainchief.views.figures.years.over_time import over_time
from chainchief.views.reports.blocks import Block, Headline, Paragraph, Section, Sheet, Shown
from chainchief.views.reports.matter import Matter


def assessed_sections(matter: Matter) -> list[Section]:
    """What each evaluation says, the headline first."""
    return [_section(view, matter) for view in matter.panels]


def _section(view: Panel, matter: Matter) -> Section:
    evaluation, setting = view.evaluation, matter.setting
    region = setting.name(view.focal)
    blocks: list[Block] = [headline(view, matter)]
    if len(view.regions) > 1:
        blocks.append(Shown(ranked_regions(evaluation, setting)))
    blocks.append(Shown(scorecard(evaluation, setting), twin=False))
    blocks.append(Sheet(score_table(view, view.focal)))
    if len(view.periods) > 1:
        blocks.append(Shown(over_time(evaluation, setting)))
    blocks.append(Shown(radar(evaluation, setting)))
    if not view.named and len(view.regions) > 1:
        blocks.insert(0, Paragraph(matter.say("report.no_focal", region=region)))
    title = matter.say("report.assessed.title", region=region)
    return Section("assessed", title, assessed_answer(view, matter), tuple(blocks), matter.say("report.sheet.assessed"))


def assessed_answer(view: Panel, matter: Matter) -> str:
    """The score in a sentence or two: value, band, grade, stability, what the next grade would take."""
    setting, region = matter.setting, view.focal
    name = setting.name(region)
    if math.isnan(view.overall(region)):
        return matter.say("scorecard.summary.unknown", region=name)
    first = scored_sentence(view, region)
    if not view.graded:
        return matter.sentences(first, matter.say("grades.none"))
    return matter.sentences(first, stability(view, matter), next_grade(view, matter))


def stability(view: Panel, matter: Matter) -> str:
    """Whether the grade flips inside the band."""
    if math.isnan(view.band(view.focal)[0]):
        return matter.say("report.no_band")
    return matter.say("report.unstable" if view.unstable(view.focal) else "report.stable")


def next_grade(view: Panel, matter: Matter) -> str:
    """How far the next grade is, and how often the draws get there."""
    grade = view.grade(view.focal)
    distance = view.next_up(view.focal)
    if grade not in GRADES[:-1] or math.isnan(distance):
        return ""
    above = GRADES[GRADES.index(grade) + 1]
    words = {"distance": formats.score(distance, matter.language), "grade": matter.say(f"grade.{above}")}
    shares = view.grade_shares(view.focal)
    if not shares:
        return matter.say("report.next_grade", **words)
    reached = sum(shares[name] for name in GRADES[GRADES.index(above) :] if not math.isnan(shares[name]))
    return matter.say("report.next_grade.share", share=formats.percent(reached, 0, matter.language), **words)


def headline(view: Panel, matter: Matter) -> Headline:
    """The strip at the top of the section."""
    region, language = view.focal, matter.language
    known = not math.isnan(view.overall(region))
    grade = view.grade(region)
    low, high = view.rank_band(region)
    scored = sum(not math.isnan(view.overall(one)) for one in view.regions)
    return Headline(
        score=formats.score(view.overall(region), language),
        band=formats.band(*view.band(region), 2, language) if not math.isnan(view.band(region)[0]) else "",
        grade=matter.say(f"grade.{grade}") if view.graded else "",
        pips=GRADES.index(grade) + 1 if grade in GRADES else 0,
        unstable=view.unstable(region),
        rank=formats.number(view.rank(region), 0, language) if known else formats.UNKNOWN[language],
        ranked=matter.say("report.rank_among", count=scored) if scored > 1 else "",
        note=formats.band(low, high, 0, language) if not math.isnan(low) else "",
        href=matter.setting.link("score", region, view.evaluation.framework.root, view.period),
        shares=grade_shares(view.evaluation, matter.setting) if view.graded else None,
    )
