"""What the data let nobody know, and what the checks found."""

from __future__ import annotations

from collections.abc import Sequence

from chainchief.chain.columns import declared_tables
from chainchief.chain.finding import LEVELS, Finding
from chainchief.views import formats
from chainchief.views.figures.quality import data_quality, findings_count
from chainchief.views.reports.blocks import Block, Lines, Matter, Paragraph, Section, Sheet, Shown
from chainchief.views.tables import Cell, Column, Row, TableView

MOST_MISSING = 60
MOST_FINDINGS = 80
UNLOCKS = ("indicators", "segments", "firms", "ties", "trade", "io", "series", "risks", "measures", "scenarios")


def limits_section(matter: Matter) -> Section:
    """What could not be known: unknown scores and why, unknown presence, sheets that are absent, assumptions made."""
    blocks: list[Block] = [
        Paragraph(matter.say("report.limits.refusal", why=refusal.say(matter.language))) for refusal in matter.refusals
    ]
    for view in matter.panels:
        blocks += _unknown_scores(view.evaluation.missing, matter)
    for diagnosis in matter.diagnoses:
        blocks += _unknown_segments(diagnosis, matter)
    empty = [name for name in UNLOCKS if not matter.chain.has(name)]
    if empty:
        lines = tuple(matter.say(f"unlock.{name}") for name in empty)
        blocks.append(Lines(lines, matter.say("report.limits.sheets")))
    said = [note.say(matter.language) for view in matter.panels for note in view.evaluation.notes]
    said += [note[matter.language == "zh"] for diagnosis in matter.diagnoses for note in diagnosis.notes]
    if said:
        blocks.append(Lines(tuple(dict.fromkeys(said)), matter.say("report.limits.notes")))
    answer = _answer(matter, empty)
    return Section("limits", matter.say("report.limits.title"), answer, tuple(blocks))


def _answer(matter: Matter, empty: Sequence[str]) -> str:
    missing = sum(len(view.evaluation.missing) for view in matter.panels)
    unknown = sum(int(one.segments["presence"].eq("unknown").sum()) for one in matter.diagnoses)
    parts = []
    if matter.panels:
        parts.append(matter.say("report.limits.scores", count=formats.number(missing, 0, matter.language)))
    if matter.diagnoses:
        parts.append(matter.say("report.limits.segments", count=unknown))
    parts.append(matter.say("report.limits.empty", count=len(empty)))
    return matter.sentences(*parts)


def _unknown_scores(missing: object, matter: Matter) -> list[Block]:
    rows = missing.to_dict("records")  # type: ignore[attr-defined]
    if not rows:
        return []
    framework = matter.panels[0].evaluation.framework
    focal = matter.panels[0].focal
    rows.sort(key=lambda row: (str(row["region_id"]) != focal, str(row["region_id"]), str(row["period"])))
    why = "message_zh" if matter.language == "zh" else "message"
    columns = (
        Column("region", matter.say("column.region")),
        Column("period", matter.say("column.period")),
        Column("indicator", matter.say("column.indicator")),
        Column("reason", matter.say("column.reason")),
    )
    table = tuple(
        Row(
            (
                Cell(matter.setting.name(str(row["region_id"]))),
                Cell(str(row["period"])) if str(row["period"]) else Cell(not_applicable=True),
                Cell(framework.label(str(row["indicator"]), matter.language)),
                Cell(str(row[why])),
            )
        )
        for row in rows[:MOST_MISSING]
    )
    left = len(rows) - MOST_MISSING
    more = matter.say("word.and_more", count=left) if left > 0 else ""
    return [Sheet(TableView("unknown_scores", matter.say("report.limits.unknown_scores"), columns, table, more))]


def _unknown_segments(diagnosis: object, matter: Matter) -> list[Block]:
    segments = diagnosis.segments  # type: ignore[attr-defined]
    lines = []
    comma = ", " if matter.language == "en" else "、"
    for key, chosen in (
        ("report.limits.presence", segments["presence"].eq("unknown")),
        ("report.limits.output", segments["output"].isna() & ~segments["presence"].isin(["missing", "external"])),
        ("report.limits.local_share", segments["local_share"].isna() & ~segments["presence"].eq("missing")),
    ):
        names = [str(name) for name in segments.loc[chosen, "name"]]
        if names:
            lines.append(matter.say(key, count=len(names), all=len(segments), names=comma.join(names)))
    if diagnosis.flows.empty:  # type: ignore[attr-defined]
        lines.append(matter.say("map.summary.no_flows"))
    return [Lines(tuple(lines), matter.say("report.limits.chain"))] if lines else []


def findings_section(findings: Sequence[Finding], matter: Matter) -> Section:
    """What the checks found, errors first, with place and remedy."""
    figure = findings_count(findings, matter.setting)
    blocks: list[Block] = []
    if findings:
        blocks = [Shown(figure, twin=False, said=False), Sheet(_finding_table(findings, matter))]
    else:
        blocks = [Paragraph(matter.say("report.findings.none"))]
    return Section("findings", matter.say("report.findings.title"), figure.summary, tuple(blocks))


def _finding_table(findings: Sequence[Finding], matter: Matter) -> TableView:
    ordered = sorted(findings, key=lambda one: LEVELS.index(one.level))
    columns = (
        Column("level", matter.say("column.level")),
        Column("place", matter.say("column.place")),
        Column("finding", matter.say("column.finding")),
    )
    rows = tuple(
        Row(
            (
                Cell(matter.say(f"finding.{one.level}.one")),
                Cell(one.place) if one.place else Cell(not_applicable=True),
                Cell(one.say(matter.language)),
            )
        )
        for one in ordered[:MOST_FINDINGS]
    )
    left = len(findings) - MOST_FINDINGS
    more = matter.say("word.and_more", count=left) if left > 0 else ""
    return TableView("findings_list", matter.say("findings.title"), columns, rows, more)


def quality_section(matter: Matter) -> Section:
    """How complete and how sure the data are."""
    figure = data_quality(matter.chain, matter.setting)
    blocks: tuple[Block, ...] = (Shown(figure, said=False),) if figure.table.rows else (Paragraph(figure.summary),)
    return Section("quality", matter.say("report.quality.title"), figure.summary, blocks)


def sheet_title(name: str, language: str) -> str:
    """The name of a sheet as its reader knows it."""
    return declared_tables()[name].name_zh if language == "zh" else name
