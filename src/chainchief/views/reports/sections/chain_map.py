"""The section on the chain: where it is thin, as a map with its tables."""

from __future__ import annotations

from chainchief.views.figures.map.picture import chain_map
from chainchief.views.reports.blocks import Block, Section, Sheet, Shown
from chainchief.views.reports.matter import Matter


def map_sections(matter: Matter) -> list[Section]:
    """The map of each diagnosis."""
    sections = []
    for diagnosis in matter.diagnoses:
        figure = chain_map(diagnosis, matter.setting)
        tables = (figure.table, *figure.further)
        blocks: tuple[Block, ...] = (Shown(figure, twin=False), *(Sheet(table) for table in tables))
        name = matter.say("report.sheet.map")
        sections.append(Section("map", matter.say("report.map.title"), figure.summary, blocks, name))
    return sections
