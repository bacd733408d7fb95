"""The section on how sure grade and rank are: draws, choices, one indicator left out."""

from __future__ import annotations

from chainchief.evaluation.robustness.variation.study import Robustness
from chainchief.views.figures.robustness.choice_shares import choice_shares
from chainchief.views.figures.robustness.rank_bands import rank_bands
from chainchief.views.reports.blocks import Block, Lines, Section, Sheet, Shown
from chainchief.views.reports.matter import Matter
from chainchief.views.results.robustness.study_tables import pair_table, rank_table, removal_table, skipped_table
from chainchief.views.results.robustness.sureness import outlook, robustness_answer


def uncertainty_sections(matter: Matter) -> list[Section]:
    """One section for each study of robustness."""
    return [_section(found, matter) for found in matter.of(Robustness)]


def _section(found: Robustness, matter: Matter) -> Section:
    look = outlook(found, matter.setting)
    blocks: list[Block] = []
    if len(look.view.regions) > 1:
        blocks.append(Shown(rank_bands(found, matter.setting), said=False))
        blocks.append(Sheet(pair_table(look)))
    else:
        blocks.append(Sheet(rank_table(look)))
    if found.sensitivity is not None:
        blocks.append(Shown(choice_shares(found, matter.setting)))
    elif len(found.skipped):
        blocks.append(Sheet(skipped_table(look)))
    if found.removal is not None and len(look.view.regions) > 1:
        blocks.append(Sheet(removal_table(look)))
    notes = tuple(one.say(matter.language) for one in found.notes)
    if notes:
        blocks.append(Lines(notes))
    answer = robustness_answer(found, matter.setting)
    return Section(
        "robustness", matter.say("report.robust.title"), answer, tuple(blocks), matter.say("report.sheet.robust")
    )
