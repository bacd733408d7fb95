"""The section on weights that come from judgements or the values: whose judgement it is, which ranks hang on it."""

from __future__ import annotations

from chainchief.evaluation.crosscheck.weight_audit import WeightAudit
from chainchief.views.figures.weights.by_way import weights_by_way
from chainchief.views.reports.blocks import Block, Section, Sheet, Shown
from chainchief.views.reports.matter import Matter
from chainchief.views.results.weights import judgement_tables, rank_table, refused_table, used_table, weights_answer


def weights_sections(matter: Matter) -> list[Section]:
    """The audit of every evaluation whose weights come from judgements or from the values."""
    return [_section(audit, matter) for audit in matter.of(WeightAudit)]


def _section(audit: WeightAudit, matter: Matter) -> Section:
    setting = matter.setting
    tables = (used_table(audit, setting), *judgement_tables(audit, setting), rank_table(audit, setting))
    blocks: list[Block] = [Shown(weights_by_way(audit, setting))]
    blocks += [Sheet(table) for table in (*tables, refused_table(audit, setting)) if table.rows]
    title = matter.say("weighing.report.title")
    name = matter.say("report.sheet.weights")
    return Section("weights", title, weights_answer(audit, setting), tuple(blocks), name)
