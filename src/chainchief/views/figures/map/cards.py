"""The cards of the chain map: fill, frame and sign say the presence, words the rest."""

from __future__ import annotations

import math

from chainchief.views import formats
from chainchief.views.drawing import Group, Line, Mark, Rect, Symbol, Text, cut, text_width, wrap
from chainchief.views.figures.figure import Setting
from chainchief.views.figures.map.contents import Segment
from chainchief.views.figures.map.layout import Box

FILLED = ("strong", "present", "weak")
FRAMES = {
    "missing": ("frame-missing", "5 3"),
    "external": ("frame-external", ""),
    "unknown": ("frame-unknown", "1.5 3"),
}
INDENT = 31.0


def ink_of(presence: str) -> str:
    """Token of the writing on a card."""
    return f"on-presence-{presence}" if presence in FILLED else "ink"


def sign_ink(presence: str) -> str:
    """Token of the sign on a card."""
    return f"frame-{presence}" if presence in ("missing", "unknown") else ink_of(presence)


def frame_of(presence: str, box: Box) -> tuple[Mark, ...]:
    """Fill and frame of a card."""
    if presence in FILLED:
        return (Rect(box.x, box.y, box.width, box.height, fill=f"presence-{presence}", radius=6),)
    stroke, dash = FRAMES[presence]
    width = 1.5 if presence == "missing" else 1.3
    inner = Rect(
        box.x, box.y, box.width, box.height, fill="sheet", stroke=stroke, stroke_width=width, radius=6, dash=dash
    )
    if presence != "external":
        return (inner,)
    outer = Rect(
        box.x - 3, box.y - 3, box.width + 6, box.height + 6, fill="sheet", stroke=stroke, stroke_width=1.0, radius=8
    )
    return (outer, inner)


def detail(segment: Segment, setting: Setting) -> str:
    """The second line of a card: firms · output, or why there is none."""
    if segment.presence == "missing" and not segment.firms > 0:
        return setting.say("map.no_local_firm")
    if segment.presence == "external" and not segment.firms > 0:
        return setting.say("map.from_outside")
    if math.isnan(segment.firms):
        firms = setting.say("map.firms_unknown")
    else:
        word = "map.firm" if segment.firms == 1 else "map.firms"
        firms = setting.say(word, count=formats.number(segment.firms, 0, setting.language))
    if math.isnan(segment.output):
        return f"{firms} · {setting.say('map.output_unknown')}" if segment.firms > 0 else firms
    output = formats.money(segment.output, setting.unit, setting.currency, setting.language)
    return f"{firms} · {output}"


def spoken(segment: Segment, setting: Setting) -> str:
    """What a screen reader says for a card."""
    text = setting.say(
        "map.spoken",
        name=segment.name,
        stage=setting.say(f"position.{segment.stage}"),
        presence=setting.say(f"presence.{segment.presence}"),
        detail=detail(segment, setting),
    )
    if segment.core:
        text += setting.say("map.spoken.core")
    if not math.isnan(segment.local_share):
        text += setting.say("map.spoken.local", share=formats.percent(segment.local_share, 0, setting.language))
    if segment.single_source:
        text += f", {setting.say('map.single_source')}" if setting.language == "en" else "，单一来源"
    return text


def card(segment: Segment, box: Box, compact: bool, setting: Setting) -> Group:
    """One card at its place."""
    inside = _compact(segment, box, setting) if compact else _full(segment, box, setting)
    pill = _pill(box, setting) if segment.single_source else ()
    return Group(
        (*frame_of(segment.presence, box), *inside, *pill),
        label=spoken(segment, setting),
        href=setting.link("segment", segment.id),
        key=f"segment:{segment.id}",
        ring=(box.x, box.y, box.width, box.height),
    )


def _full(segment: Segment, box: Box, setting: Setting) -> tuple[Mark, ...]:
    ink = ink_of(segment.presence)
    lines = wrap(segment.name, box.width - INDENT - 8, 12.5, 600, lines=2)
    shown = " ".join(lines)
    full = "" if shown.replace(" ", "") == segment.name.replace(" ", "") else segment.name
    tight = len(lines) > 1
    top = box.y + (16 if tight else 21)
    marks: list[Mark] = [Symbol(segment.presence, box.x + 17, box.y + 17, 14, ink=sign_ink(segment.presence))]
    for number, line in enumerate(lines):
        marks.append(Text(box.x + INDENT, top + 14 * number, line, 12.5, 600, ink, title=full))
    under = top + 14 * len(lines) + (0 if tight else 2)
    room = box.width - INDENT - 6
    marks.append(Text(box.x + INDENT, under, cut(detail(segment, setting), room, 11.5), 11.5, 400, ink))
    if segment.presence in FILLED:
        marks += _share_bar(segment, box, ink)
    return tuple(marks)


def _share_bar(segment: Segment, box: Box, ink: str) -> tuple[Mark, ...]:
    """Thin bar: local share of inputs; dotted where nobody knows it."""
    left, right, y = box.x + INDENT, box.right - 11, box.bottom - 6.5
    if math.isnan(segment.local_share):
        return (Line(left, y, right, y, stroke=ink, width=1.2, dash="1.5 3", opacity=0.7),)
    share = min(max(segment.local_share, 0.0), 1.0)
    track = Line(left, y, right, y, stroke=ink, width=3, opacity=0.28)
    return (track, Line(left, y, left + share * (right - left), y, stroke=ink, width=3)) if share else (track,)


def _compact(segment: Segment, box: Box, setting: Setting) -> tuple[Mark, ...]:
    ink = ink_of(segment.presence)
    side = "" if math.isnan(segment.firms) else formats.number(segment.firms, 0, setting.language)
    room = box.width - INDENT - 14 - text_width(side, 11.5)
    name = cut(segment.name, room, 12.5, 600)
    return (
        Symbol(segment.presence, box.x + 17, box.middle, 14, ink=sign_ink(segment.presence)),
        Text(box.x + INDENT, box.middle + 4, name, 12.5, 600, ink, title="" if name == segment.name else segment.name),
        Text(box.right - 8, box.middle + 4, side, 11.5, 400, ink, "end"),
    )


def _pill(box: Box, setting: Setting) -> tuple[Mark, ...]:
    word = setting.say("map.single_source")
    width = text_width(word, 11, 600) + 26
    left, top = box.right - width + 6, box.y - 12
    return (
        Rect(left, top, width, 17, fill="ink", stroke="sheet", stroke_width=1.5, radius=8.5),
        *source_sign(left + 12, top + 8.5, "sheet"),
        Text(left + 20, top + 12.5, word, 11, 600, "sheet"),
    )


def source_sign(x: float, y: float, ink: str) -> tuple[Mark, ...]:
    """One line into one point: everything comes from a single source."""
    return (Line(x - 5, y, x + 1, y, stroke=ink, width=1.5), Rect(x + 1, y - 3, 2, 6, fill=ink))
