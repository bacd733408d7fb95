"""Which choice moves the ranks: what each explains alone, and with all interactions."""

from __future__ import annotations

import math
from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Line, Mark, Rect, Text, cut
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import Axis, legend
from chainchief.views.figures.scorecard import tag_list
from chainchief.views.results.robustness.study_tables import choice_table, skipped_table
from chainchief.views.results.robustness.sureness import Outlook, alternative_word, outlook, own_share, period_row

WIDTH = 770.0
STEP, HEAD = 42.0, 40.0
NAMES, GAP, WORDS = 212.0, 22.0, 132.0


def choice_shares(found: Any, setting: Setting) -> Figure:
    """Shares of the variance of the ranks by choice, for all regions and for the focal one.

    found : result of `study_robustness` whose `sensitivity` is there
    """
    look = outlook(found, setting)
    counted = found.sensitivity
    width = setting.width or WIDTH
    blocks = _blocks(look)
    room = (width - NAMES - GAP * (len(blocks) - 1)) / len(blocks)
    bottom = HEAD + STEP * len(counted.factors)
    marks: list[Mark] = []
    for number, (factor, alternatives) in enumerate(counted.factors.items()):
        marks += _names(look, factor, alternatives, HEAD + STEP * number)
    for place, (title, kind) in enumerate(blocks):
        left = NAMES + place * (room + GAP)
        axis = Axis(left, left + room - WORDS, 0.0, 1.0)
        marks += _block(look, title, kind, axis, (bottom, room))
    signs, lowest = _legend(look, bottom + 22, width)
    runs = formats.number(len(counted.runs), 0, setting.language)
    title, summary = setting.say("robust.choices.title", runs=runs), _summary(look)
    return Figure(
        key="choice_shares",
        title=setting.say("robust.choices.short"),
        unit=setting.say("robust.choices.unit", runs=runs),
        lens="assessed",
        summary=summary,
        drawing=Drawing(width, lowest + 8, (*marks, *signs), title, summary),
        table=choice_table(look),
        further=(skipped_table(look),) if len(found.skipped) else (),
        source_line=setting.say("robust.exact"),
        tags=tag_list(look.view, []),
    )


def _blocks(look: Outlook) -> list[tuple[str, str]]:
    """Title and what is shown of each block; one region has no rank, so that its score is looked at."""
    region, say = look.setting.name(look.view.focal), look.setting.say
    if len(look.view.regions) == 1:
        return [(say("robust.block.score", region=region), "score")]
    return [(say("robust.block.all"), "all"), (say("robust.block.rank", region=region), "rank")]


def _shares(look: Outlook, kind: str, factor: str) -> tuple[float, float]:
    """S and S_T; NaN where nothing moves."""
    found = look.found
    if kind == "all":
        first, total = (float(period_row(one, look)[factor]) for one in (found.period_first, found.period_total))
        return first, total
    if not len(getattr(found.sensitivity, f"{kind}_first")):
        return math.nan, math.nan
    return own_share(look, f"{kind}_first", factor), own_share(look, f"{kind}_total", factor)


def _names(look: Outlook, factor: str, alternatives: tuple[str, ...], top: float) -> list[Mark]:
    setting = look.setting
    words = [alternative_word(factor, one, setting) for one in alternatives]
    listed = (", " if setting.language == "en" else "、").join(words)
    short = cut(listed, NAMES - 12, 11)
    return [
        Text(0, top + 16, cut(setting.say(f"factor.{factor}"), NAMES - 12, 12.5, 600), 12.5, 600, "ink"),
        Text(0, top + 31, short, 11, 400, "ink2", title="" if short == listed else listed),
    ]


def _block(look: Outlook, title: str, kind: str, axis: Axis, size: tuple[float, float]) -> list[Mark]:
    bottom, room = size
    setting = look.setting
    marks: list[Mark] = [Text(axis.left, 14, cut(title, room, 12, 600), 12, 600, "ink")]
    for share in (0.0, 0.5, 1.0):
        x = axis.at(share)
        marks.append(Line(x, HEAD, x, bottom))
        anchor = {0.0: "start", 0.5: "middle", 1.0: "end"}[share]
        marks.append(Text(x, HEAD - 7, formats.percent(share, 0, setting.language), 11, 400, "ink2", anchor))
    for number, factor in enumerate(look.found.sensitivity.factors if look.found.sensitivity else ()):
        middle = HEAD + STEP * number + STEP / 2
        first, total = (share if math.isnan(share) else max(share, 0.0) for share in _shares(look, kind, factor))
        if math.isnan(total):
            word = setting.say("robust.still.score" if kind == "score" else "robust.still")
            marks.append(Text(axis.left + 4, middle + 4, word, 11, 400, "ink2"))
            continue
        if total > 0:
            marks.append(Rect(axis.left, middle - 6, axis.at(total) - axis.left, 12, fill="assessed", opacity=0.34))
            marks.append(Rect(axis.left, middle - 6, axis.at(first) - axis.left, 12, fill="assessed"))
        said = _said(first, total, setting)
        marks.append(Text(axis.right + 8, middle + 4, said, 11, 400, "ink"))
    return marks


def _said(first: float, total: float, setting: Setting) -> str:
    alone, joint = (formats.percent(share, 0, setting.language) for share in (first, total))
    return alone if alone == joint else setting.say("robust.shares", alone=alone, joint=joint)


def _legend(look: Outlook, top: float, width: float) -> tuple[list[Mark], float]:
    say = look.setting.say
    pale = [Rect(0, -9, 22, 10, fill="assessed", opacity=0.34)]
    items: list[tuple[list[Mark], float, str]] = [
        ([Rect(0, -9, 22, 10, fill="assessed")], 28, say("robust.legend.first")),
        (list(pale), 28, say("robust.legend.total")),
    ]
    return legend(items, 0, top, width)


def _summary(look: Outlook) -> str:
    """The strongest choice, for all regions and for the focal one, in a sentence."""
    setting, parts = look.setting, []
    counted = look.found.sensitivity
    assert counted is not None
    for title, kind in _blocks(look):
        shares = {factor: _shares(look, kind, factor)[1] for factor in counted.factors}
        known = {factor: share for factor, share in shares.items() if not math.isnan(share)}
        if not known:
            parts.append(setting.say("robust.block.still", title=title))
            continue
        most = max(known, key=lambda factor: known[factor])
        share = formats.percent(known[most], 0, setting.language)
        parts.append(setting.say("robust.block.most", title=title, factor=setting.say(f"factor.{most}"), share=share))
    return (" " if setting.language == "en" else "").join(parts)
