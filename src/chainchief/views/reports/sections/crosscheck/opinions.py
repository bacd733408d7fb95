"""The section that holds the score against other methods and against the structure of its own data."""

from __future__ import annotations

from chainchief.errors import ModelError
from chainchief.evaluation.crosscheck.opinions import SecondOpinions
from chainchief.views.figures.crosscheck.memberships import fuzzy_grades
from chainchief.views.reports.blocks import Block, Paragraph, Section, Sheet, Shown
from chainchief.views.reports.matter import Matter
from chainchief.views.results.crosscheck import opinion_answer, rank_tables, structure_answer, structure_tables
from chainchief.views.results.fuzzy import fuzzy_how


def crosscheck_sections(matter: Matter) -> list[Section]:
    """What other methods, fuzzy grades and the data themselves say beside each evaluation."""
    return [_section(found, matter) for found in matter.of(SecondOpinions)]


def _section(found: SecondOpinions, matter: Matter) -> Section:
    setting = matter.setting
    blocks: list[Block] = []
    if not isinstance(found.ranks, ModelError):
        blocks += [Sheet(table) for table in rank_tables(found, setting) if table.rows]
    if isinstance(found.fuzzy, ModelError):
        blocks.append(Paragraph(found.fuzzy.say(matter.language)))
    else:
        blocks += [Shown(fuzzy_grades(found.fuzzy, setting)), Paragraph(fuzzy_how(found.fuzzy, setting))]
    blocks.append(Paragraph(structure_answer(found, setting), strong=True))
    blocks += [Sheet(table) for table in structure_tables(found, setting) if table.rows]
    title, name = matter.say("report.crosscheck.title"), matter.say("report.sheet.crosscheck")
    return Section("crosscheck", title, opinion_answer(found, setting), tuple(blocks), name)
