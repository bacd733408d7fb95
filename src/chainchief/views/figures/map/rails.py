"""The two rails of the chain map: what is bought and sold outside the region, by scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from chainchief.views import formats
from chainchief.views.drawing import Group, Mark, Rect, Text, hatch, wrap
from chainchief.views.figures.figure import Setting
from chainchief.views.figures.map.contents import SCALES, Scale
from chainchief.views.figures.map.layout import RAIL, Box, Layout

BAR = 7.0
GAP = 15.0
LEAST = 30.0


def rail_boxes(scales: Sequence[Scale], direction: str, layout: Layout, width: float) -> dict[str, Box]:
    """The place of each bar, "inputs:global" and so on, outermost scale on top; heights in proportion to the shares.

    A share that nobody knows gets the height of its words.
    """
    edge = RAIL - 24 if direction == "inputs" else width - RAIL + 24 - BAR
    outside = [scale for scale in scales if scale.scale != "local"][::-1]
    if not outside:
        return {}
    shares = [scale.share if math.isfinite(scale.share) else 0.0 for scale in outside]
    room = layout.body.height - GAP * (len(outside) - 1)
    slots, pixels = _slots(shares, room)
    boxes: dict[str, Box] = {}
    top = layout.body.y
    for scale, share, slot in zip(outside, shares, slots, strict=True):
        height = max(pixels * share, LEAST if math.isnan(scale.share) else 1.0)
        boxes[f"{direction}:{scale.scale}"] = Box(edge, top + (slot - height) / 2, BAR, height)
        top += slot + GAP
    return boxes


def _slots(shares: Sequence[float], room: float) -> tuple[list[float], float]:
    """Room for each bar and its words, and the pixels of a share of 1."""
    small: set[int] = set()
    while True:
        total = sum(share for place, share in enumerate(shares) if place not in small)
        pixels = max(room - LEAST * len(small), 0.0) / total if total else 0.0
        new = {place for place, share in enumerate(shares) if pixels * share < LEAST} - small
        if not new:
            return [max(LEAST, pixels * share) for share in shares], pixels
        small |= new


def rail(
    scales: Sequence[Scale], direction: str, boxes: Mapping[str, Box], layout: Layout, width: float, setting: Setting
) -> Group:
    """One rail with its heading and bars, or the word «unknown».

    scales : of this direction; the local one is told in words under the rail, as it has no place outside the frame
    """
    left = direction == "inputs"
    edge = RAIL - 24 if left else width - RAIL + 24 - BAR
    words = (0.0, "start") if left else (width, "end")
    heading = setting.say(f"map.{direction}", region=setting.name(setting.region) or setting.say("map.region"))
    marks: list[Mark] = [
        Text(words[0], 14 + 15 * number, line, 12, 500, "ink2", words[1])
        for number, line in enumerate(wrap(heading, RAIL - 12, 12, 500, lines=3))
    ]
    if not scales:
        marks += _nobody_knows(edge, layout, left, setting)
    for scale in scales:
        if scale.scale == "local":
            marks += _local(scale, direction, layout, words, setting)
        else:
            marks += _bar(scale, boxes[f"{direction}:{scale.scale}"], left, setting)
    return Group(tuple(marks), label=_spoken(heading, scales, setting), key=f"rail:{direction}")


def _nobody_knows(edge: float, layout: Layout, left: bool, setting: Setting) -> list[Mark]:
    body = layout.body
    x, anchor = (edge - 8, "end") if left else (edge + BAR + 8, "start")
    return [
        Rect(edge, body.y, BAR, body.height, fill="sheet", stroke="frame-unknown", dash="1.5 3"),
        hatch(edge, body.y, BAR, body.height),
        Text(x, body.middle + 4, setting.say("state.unknown"), 12, 400, "ink2", anchor),
    ]


def _bar(scale: Scale, box: Box, left: bool, setting: Setting) -> list[Mark]:
    x, anchor = (box.x - 8, "end") if left else (box.right + 8, "start")
    vague = math.isnan(scale.share) or scale.scale not in SCALES
    shape: list[Mark] = [Rect(box.x, box.y, box.width, box.height, fill=f"place-{scale.scale}")]
    if vague:
        frame = Rect(box.x, box.y, box.width, box.height, fill="sheet", stroke="frame-unknown", dash="1.5 3")
        shape = [frame, hatch(box.x, box.y, box.width, box.height)]
    share = share_words(scale, setting)
    return [
        *shape,
        Text(x, box.middle - 3, setting.say(f"scale.{scale.scale}"), 12, 400, "ink2", anchor),
        Text(x, box.middle + 13, share, 12, 600, "ink", anchor),
    ]


def _local(scale: Scale, direction: str, layout: Layout, words: tuple[float, str], setting: Setting) -> list[Mark]:
    key = "map.bought_here" if direction == "inputs" else "map.sold_here"
    share = share_words(scale, setting)
    lines = wrap(setting.say(key, share=share), RAIL - 20, 11.5, 400, lines=2)
    top = layout.body.bottom + 22
    return [Text(words[0], top + 14 * number, line, 11.5, 400, "ink2", words[1]) for number, line in enumerate(lines)]


def share_words(scale: Scale, setting: Setting) -> str:
    """The share in percent; where amounts are unknown the number of listed ties."""
    if math.isnan(scale.share) and scale.ties > 0:
        count = formats.number(scale.ties, 0, setting.language)
        return setting.say("map.tie_counted" if scale.ties == 1 else "map.ties_counted", count=count)
    return formats.percent(scale.share, 0, setting.language)


def _spoken(heading: str, scales: Sequence[Scale], setting: Setting) -> str:
    parts = [f"{setting.say(f'scale.{scale.scale}')} {share_words(scale, setting)}" for scale in scales]
    comma, colon = (", ", ": ") if setting.language == "en" else ("，", "：")
    return heading + colon + (comma.join(parts) or setting.say("state.unknown"))
