"""What the data let nobody know, and what the checks found."""

from __future__ import annotations

from collections.abc import Sequence

from chainchief.chain.finding import LEVELS, Finding
from chainchief.diagnosis.panorama import Diagnosis
from chainchief.evaluation.assessment import Evaluation
from chainchief.views import formats
from chainchief.views.figures.quality import data_quality, findings_count
from chainchief.views.reports.blocks import Block, Lines, Paragraph, Section, Sheet, Shown
from chainchief.views.reports.matter import Matter
from chainchief.views.tables import Cell, Column, Row, TableView

MOST_MISSING = 60
MOST_FINDINGS = 80
MOST_NAMED = 8
UNLOCKS = ("indicators", "segments", "firms", "ties", "trade", "io", "series", "risks", "measures", "scenarios")


def limits_sections(matter: Matter) -> list[Section]:
    """What could not be known: unknown scores and why, unknown presence, sheets that are absent, assumptions made."""
    blocks: list[Block] = [
        Paragraph(matter.say("report.limits.refusal", why=refusal.say(matter.language))) for refusal in matter.refusals
    ]
    for view in matter.panels:
        blocks += _unknown_scores(view.evaluation, matter)
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
    title, name = matter.say("report.limits.title"), matter.say("report.sheet.limits")
    return [Section("limits", title, answer, tuple(blocks), name)]


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


def _unknown_scores(evaluation: Evaluation, matter: Matter) -> list[Block]:
    """Unknown scores, one line for what is unknown of the same indicator and period for the same reason."""
    missing = evaluation.missing
    if missing.empty:
        return []
    why = "message_zh" if matter.language == "zh" else "message"
    columns = (
        Column("indicator", matter.say("column.indicator")),
        Column("period", matter.say("column.period")),
        Column("regions", matter.say("column.regions")),
        Column("reason", matter.say("column.reason")),
    )
    alike = missing.groupby(["indicator", "period", why], sort=False)["region_id"].agg(list)
    rows = tuple(
        Row(
            (
                Cell(evaluation.framework.label(str(indicator), matter.language)),
                Cell(str(period)) if str(period) else Cell(not_applicable=True),
                Cell(_regions(regions, evaluation, str(period), matter)),
                Cell(str(reason)),
            )
        )
        for (indicator, period, reason), regions in alike.items()
    )
    left = len(rows) - MOST_MISSING
    more = matter.say("word.and_more", count=left) if left > 0 else ""
    return [
        Sheet(
            TableView("unknown_scores", matter.say("report.limits.unknown_scores"), columns, rows[:MOST_MISSING], more)
        )
    ]


def _regions(regions: list[object], evaluation: Evaluation, period: str, matter: Matter) -> str:
    """The names of the regions, or that it is all of them."""
    seen = evaluation.observations
    every = seen.loc[seen["period"].astype(str).eq(period), "region_id"].nunique() if period else len(evaluation.scores)
    if 1 < every == len(regions):
        return matter.say("word.all_regions", count=every)
    names = [matter.setting.name(str(region)) for region in regions]
    shown = formats.join(names[:MOST_NAMED], matter.language)
    return f"{shown} (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else shown


def _unknown_segments(diagnosis: Diagnosis, matter: Matter) -> list[Block]:
    segments = diagnosis.segments
    known = matter.setting.segments
    lines = []
    comma = ", " if matter.language == "en" else "、"
    for key, chosen in (
        ("report.limits.presence", segments["presence"].eq("unknown")),
        ("report.limits.output", segments["output"].isna() & ~segments["presence"].isin(["missing", "external"])),
        ("report.limits.local_share", segments["local_share"].isna() & ~segments["presence"].eq("missing")),
    ):
        rows = zip(segments.loc[chosen, "segment_id"], segments.loc[chosen, "name"], strict=True)
        names = [known.get(str(code), str(name)) for code, name in rows]
        if names:
            lines.append(matter.say(key, count=len(names), all=len(segments), names=comma.join(names)))
    if diagnosis.flows.empty:
        lines.append(matter.say("map.summary.no_flows"))
    return [Lines(tuple(lines), matter.say("report.limits.chain"))] if lines else []


def findings_sections(matter: Matter) -> list[Section]:
    """What the checks found, errors first, with place and remedy; nothing when nobody checked."""
    findings = matter.findings
    if findings is None:
        return []
    figure = findings_count(findings, matter.setting)
    blocks: list[Block] = []
    if findings:
        blocks = [Shown(figure, twin=False, said=False), Sheet(_finding_table(findings, matter))]
    else:
        blocks = [Paragraph(matter.say("report.findings.none"))]
    title, name = matter.say("report.findings.title"), matter.say("report.sheet.findings")
    return [Section("findings", title, figure.summary, tuple(blocks), name)]


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


def quality_sections(matter: Matter) -> list[Section]:
    """How complete and how sure the data are."""
    figure = data_quality(matter.chain, matter.setting)
    blocks: tuple[Block, ...] = (Shown(figure, said=False),) if figure.table.rows else (Paragraph(figure.summary),)
    title, name = matter.say("report.quality.title"), matter.say("report.sheet.quality")
    return [Section("quality", title, figure.summary, blocks, name)]
