"""What every indicator weighs by every way of weighing: one column a way, all from zero on one scale."""

from __future__ import annotations

from typing import Any

from chainchief.evaluation.crosscheck.weight_audit import WeightAudit
from chainchief.views import formats
from chainchief.views.drawing import Circle, Drawing, Group, Line, Mark, Rect, Symbol, Text, cut, wrap
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.results.weights import way_table, way_word

WIDTH = 770.0
NAME, STEP, HEAD, DIGITS, GAP = 190.0, 26.0, 44.0, 40.0, 12.0


def weights_by_way(audit: WeightAudit, setting: Setting) -> Figure:
    """The share of the whole that every indicator has, by every way of weighing that can be worked out.

    audit : result of `audit_weights` or `audit_chain`
    returns : figure of the assessed lens; the way that counts has the sign of the lens, the others a plain dot
    """
    shares = {way: weighing.weights["global"] for way, weighing in audit.ways.items()}
    ways = [audit.used, *(way for way in shares if way != audit.used)]
    leaves = list(audit.framework.leaves)
    most = max(float(shares[way][leaves].max()) for way in ways)
    right = setting.width or WIDTH
    slot = (right - NAME) / len(ways)
    bottom = HEAD + STEP * len(leaves)
    marks: list[Mark] = []
    for place, way in enumerate(ways):
        marks += _head(way, NAME + slot * place, slot, bottom, setting, place == 0)
    for number, code in enumerate(leaves):
        row = {way: float(shares[way][code]) for way in ways}
        marks.append(_row(audit, code, row, most, (HEAD + STEP * number, slot, right), setting))
    title, summary = setting.say("weighing.figure"), _summary(audit, shares, ways, setting)
    return Figure(
        key="weights_by_way",
        title=title,
        unit=setting.say("weighing.figure.unit"),
        lens="assessed",
        summary=summary,
        drawing=Drawing(right, bottom + 8, tuple(marks), title, summary),
        table=way_table(audit, setting, "global"),
        further=(way_table(audit, setting, "local"),),
        source_line=_source_line(audit, setting),
        tags=("synthetic",) if setting.synthetic else (),
    )


def _head(way: str, left: float, slot: float, bottom: float, setting: Setting, counts: bool) -> list[Mark]:
    words = wrap(way_word(way, setting), slot - GAP, 11, 600 if counts else 400)
    base = HEAD - 8 - 14 * (len(words) - 1)
    ink = "ink" if counts else "ink2"
    texts: list[Mark] = [
        Text(left, base + 14 * number, word, 11, 600 if counts else 400, ink) for number, word in enumerate(words)
    ]
    return [*texts, Line(left, HEAD - 2, left, bottom, stroke="border")]


def _row(
    audit: WeightAudit,
    code: str,
    row: dict[str, float],
    most: float,
    place: tuple[float, float, float],
    setting: Setting,
) -> Mark:
    """One indicator; place : top of the row, width of a column, right end of the figure."""
    top, slot, right = place
    name = audit.framework.label(code, setting.language) or code
    short = cut(name, NAME - 14, 12.5)
    middle, base = top + STEP / 2, top + STEP / 2 + 4
    marks: list[Mark] = [
        Rect(0, top, right, STEP, fill="sheet", opacity=0.01),
        Text(0, base, short, 12.5, 400, "ink", title="" if short == name else name),
        Line(0, top + STEP, right, top + STEP),
    ]
    said = []
    for number, (way, share) in enumerate(row.items()):
        left, counts = NAME + slot * number, way == audit.used
        x = left + share / most * (slot - DIGITS - GAP - 6)
        written = formats.number(share, 3, setting.language)
        marks.append(Line(left, middle, x, middle, stroke="assessed" if counts else "border", width=2))
        marks.append(
            Symbol("assessed", x, middle, 11, ink="assessed") if counts else Circle(x, middle, 3, fill="border")
        )
        marks.append(
            Text(left + slot - GAP, base, written, 11, 600 if counts else 400, "ink" if counts else "ink2", "end")
        )
        said.append(f"{way_word(way, setting)} {written}")
    return Group(
        tuple(marks),
        label=f"{name}: {formats.join(said, setting.language)}",
        key=f"weight:{code}",
    )


def _summary(audit: WeightAudit, shares: dict[str, Any], ways: list[str], setting: Setting) -> str:
    """The indicator on which the ways differ most."""
    ends = {}
    for code in audit.framework.leaves:
        ordered = sorted(ways, key=lambda way: float(shares[way][code]))
        ends[code] = (ordered[0], ordered[-1])
    widest = max(ends, key=lambda code: float(shares[ends[code][1]][code] - shares[ends[code][0]][code]))
    low, high = ends[widest]
    return setting.say(
        "weighing.figure.summary",
        name=audit.framework.label(widest, setting.language) or widest,
        low=formats.number(float(shares[low][widest]), 3, setting.language),
        low_way=way_word(low, setting),
        high=formats.number(float(shares[high][widest]), 3, setting.language),
        high_way=way_word(high, setting),
    )


def _source_line(audit: WeightAudit, setting: Setting) -> str:
    words = [setting.say("weighing.figure.source", framework=audit.framework.name, count=len(audit.framework.leaves))]
    if setting.source:
        words.append(setting.say("word.source", source=setting.source))
    return (" " if setting.language == "en" else "").join(words)
