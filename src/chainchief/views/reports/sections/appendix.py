"""From score to cell: every score with its arithmetic and the cells it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from chainchief.chain.value import Chain
from chainchief.evaluation.assessment import Evaluation
from chainchief.evaluation.derivation.derived import derivation_parts
from chainchief.evaluation.explanation import ExplanationStep, explain
from chainchief.views import formats
from chainchief.views.figures.assessed import Panel
from chainchief.views.figures.figure import Link
from chainchief.views.reports.blocks import Entry, Part, Section, Trail
from chainchief.views.reports.matter import Matter
from chainchief.views.words import has

MOST_ENTRIES = 1400
MOST_PARTS = 12
Key = tuple[str, str, str]


def place_anchors(view: Panel, most: int = MOST_ENTRIES) -> dict[Key, str]:
    """(region, code, period) -> id, for the scores that get an entry, the most asked for first.

    The focal region in the newest period, the others in it, then earlier periods; whole regions only, so that no
    sum leads to a part that is left out. The first one always enters.
    """
    codes = view.evaluation.framework.codes
    anchors: dict[Key, str] = {}
    for region, period in _order(view):
        if anchors and len(anchors) + len(codes) > most:
            break
        for code in codes:
            anchors[region, code, period] = f"score-{len(anchors) + 1}"
    return anchors


def _order(view: Panel) -> list[tuple[str, str]]:
    periods = [view.period, *(period for period in reversed(view.periods) if period != view.period)]
    regions = [view.focal, *(region for region in view.regions if region != view.focal)]
    pairs = [(region, periods[0]) for region in regions]
    pairs += [(view.focal, period) for period in periods[1:]]
    pairs += [(region, period) for period in periods[1:] for region in regions[1:]]
    return [(region, period) for region, period in pairs if _scored(view, region, period)]


def _scored(view: Panel, region: str, period: str) -> bool:
    return replace(view, period=period).row(view.evaluation.overall, region) is not None


def appendix_sections(matter: Matter) -> list[Section]:
    """The entries of all regions and periods of the first evaluation that have anchors."""
    return [_section(view, matter) for view in matter.panels[:1]]


def _section(view: Panel, matter: Matter) -> Section:
    pairs = list(dict.fromkeys((region, period) for region, _, period in matter.anchors))
    trails = tuple(
        _trail(view, region, period, number, matter) for number, (region, period) in enumerate(pairs, start=1)
    )
    left = len(_order(view)) - len(pairs)
    answer = matter.say("appendix.answer")
    if left:
        answer = matter.sentences(answer, matter.say("appendix.left", count=left))
    return Section("appendix", matter.say("appendix.title"), answer, trails, matter.say("report.sheet.appendix"))


def _trail(view: Panel, region: str, period: str, number: int, matter: Matter) -> Trail:
    now = replace(view, period=period)
    name = matter.setting.name(region)
    title = (f"{name}, {period}" if matter.language == "en" else f"{name}，{period}") if period else name
    alone = _alone(now, region)
    entries = tuple(_entry(now, alone, region, code, matter) for code in view.evaluation.framework.codes)
    return Trail(title, f"region-{number}", entries, printed=number == 1)


def _alone(view: Panel, region: str) -> Evaluation:
    """The evaluation cut down to one row, so that explaining it does not search all the others."""
    evaluation: Evaluation = view.evaluation
    place = view.places[region, view.period]
    row = slice(place, place + 1)
    tidy = {}
    for name, frame in (("observations", evaluation.observations), ("missing", evaluation.missing)):
        mine = frame["region_id"].astype(str).eq(region)
        if len(view.periods) > 1:
            mine &= frame["period"].astype(str).eq(view.period)
        tidy[name] = frame[mine]
    return replace(
        evaluation,
        scores=evaluation.scores.iloc[row],
        overall=evaluation.overall.iloc[row],
        contributions=evaluation.contributions.iloc[row],
        **tidy,
    )


def _entry(view: Panel, alone: Evaluation, region: str, code: str, matter: Matter) -> Entry:
    framework = view.evaluation.framework
    explained = explain(alone, region, code, view.period or None)
    steps = [step for step in explained.steps if step.code == code]
    observed = [step for step in steps if step.kind == "observation"]
    entry = Entry(
        anchor=matter.anchors[region, code, view.period],
        code=code,
        name=view.label(code),
        depth=int(framework.table.at[code, "depth"]),
        score=formats.score(view.score(region, code), matter.language),
        lines=tuple(_line(step, matter) for step in steps),
        cell=observed[0].origin if observed and explained.basis != "derived" else "",
    )
    if explained.basis != "derived" or not matter.chain.has("firms"):
        return entry
    parts, more = _parts(matter.chain, view, region, code, matter)
    return replace(entry, parts=parts, more_parts=more)


def _line(step: ExplanationStep, matter: Matter) -> str:
    said = step.arithmetic_zh if matter.language == "zh" else step.arithmetic
    label = matter.say(f"appendix.{step.kind}")
    return f"{label}{': ' if matter.language == 'en' else '：'}{said}"


def _parts(chain: Chain, view: Panel, region: str, code: str, matter: Matter) -> tuple[tuple[Part, ...], str]:
    rows = derivation_parts(chain, view.period or None, region, code).to_dict("records")
    parts = tuple(
        Part(str(row["cell"]), str(row["subject"]), _value(row["value"], matter), _role(str(row["role"]), matter))
        for row in rows[:MOST_PARTS]
    )
    left = len(rows) - MOST_PARTS
    return parts, matter.say("appendix.more_cells", count=left) if left > 0 else ""


def _value(value: object, matter: Matter) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if math.isnan(value):
            return formats.UNKNOWN[matter.language]
        rounded, decimals = formats.significant(float(value), 6)
        text = formats.number(rounded, decimals, matter.language)
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _role(role: str, matter: Matter) -> str:
    key = f"role.{role.replace(' ', '_')}"
    return matter.say(key) if has(key) else role


def link_of(anchors: Mapping[Key, str], trails: Mapping[str, str]) -> Link:
    """Addresses inside the report: scores lead to their entry, regions to theirs."""

    def link(kind: str, *place: str) -> str:
        if kind == "score" and len(place) == 3 and (place[0], place[1], place[2]) in anchors:
            return f"#{anchors[place[0], place[1], place[2]]}"
        return f"#{trails[place[0]]}" if kind == "region" and place[0] in trails else ""

    return link
