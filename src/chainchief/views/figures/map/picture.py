"""The chain map as a figure: frame, ties, cards, rails, legend, summary and tables."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chainchief.views import formats
from chainchief.views.drawing import Drawing, Group, Line, Mark, Path, Rect, Symbol, Text, curve_to, move
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.map.cards import card, sign_ink, source_sign
from chainchief.views.figures.map.contents import PRESENCES, Contents, Flow, drawn_flows, read_contents
from chainchief.views.figures.map.layout import (
    STAGES,
    Box,
    Edge,
    Layout,
    Node,
    Port,
    arrange,
    curve,
    place_ports,
    tie_width,
)
from chainchief.views.figures.map.rails import rail, rail_boxes
from chainchief.views.figures.map.tables import flow_table, scale_table, segment_table
from chainchief.views.figures.rows import legend

WIDTH = 860.0


def chain_map(diagnosis: Any, setting: Setting) -> Figure:
    """Where the chain is thin: segments by stage with presence, flows, inputs and sales by scale.

    diagnosis : result of `chainchief.diagnose`
    setting : language, focal region, links, width (at least 760 pixels)
    returns : figure without a lens, since presence is a fact of the data
    """
    contents = read_contents(diagnosis, setting.segments)
    if contents.region and not setting.region:
        setting = setting.focus(contents.region)
    flows = drawn_flows((*contents.flows, *contents.outside))
    width = max(setting.width or WIDTH, 760.0)
    edges = [_edge(flow, contents.largest_flow) for flow in flows]
    nodes = [Node(segment.id, segment.stage, segment.order) for segment in contents.segments]
    layout = arrange(nodes, edges, width)
    bars = {side: rail_boxes(contents.side(side), side, layout, width) for side in ("inputs", "sales")}
    joined = replace(layout, boxes={**layout.boxes, **bars["inputs"], **bars["sales"]})
    marks: list[Mark] = [Rect(*_corners(layout.frame), fill="field", stroke="line", radius=6)]
    marks.append(Group(tuple(_ties(contents, flows, edges, joined, setting)), decoration=True, key="ties"))
    marks += _headings(contents, layout, setting)
    marks += [card(segment, layout.boxes[segment.id], layout.compact, setting) for segment in contents.segments]
    marks += [rail(contents.side(side), side, bars[side], layout, width, setting) for side in bars]
    signs, height = _legend(contents, flows, layout.height + 26, width, setting)
    summary = _summary(contents, setting)
    title = setting.say("map.title")
    return Figure(
        key="chain_map",
        title=title,
        unit=setting.say("map.unit", currency=setting.money_word) if contents.largest_flow else "",
        lens=None,
        summary=summary,
        drawing=Drawing(width, height, (*marks, *signs), title, summary),
        table=segment_table(contents, setting),
        further=tuple(table for table in (flow_table(contents, setting), scale_table(contents, setting)) if table.rows),
        source_line=_source_line(contents, len(contents.flows) + len(contents.outside) - len(flows), setting),
        tags=("synthetic",) if setting.synthetic else (),
    )


def _corners(box: Box) -> tuple[float, float, float, float]:
    return (box.x, box.y, box.width, box.height)


def _edge(flow: Flow, largest: float) -> Edge:
    known = math.isfinite(flow.amount)
    width = tie_width(flow.amount, largest) if known else 1.2
    return Edge(flow.start, flow.end, width, width)


def _ties(
    contents: Contents, flows: Sequence[Flow], edges: Sequence[Edge], layout: Layout, setting: Setting
) -> list[Mark]:
    """Widest first, so that thin and dashed ties stay visible."""
    names = {segment.id: segment.name for segment in contents.segments}
    for scale in contents.scales:
        names[f"{scale.direction}:{scale.scale}"] = setting.say(f"scale.{scale.scale}")
    ports = place_ports(layout, edges)
    order = sorted(range(len(flows)), key=lambda number: (-edges[number].width, edges[number].start, edges[number].end))
    return [_tie(flows[number], edges[number].width, ports[number], names, setting) for number in order]


def _tie(flow: Flow, width: float, ports: tuple[Port, Port], names: dict[str, str], setting: Setting) -> Path:
    x, y, x1, y1, x2, y2, x3, y3 = curve(*ports)
    amount = formats.money(flow.amount, setting.unit, setting.currency, setting.language)
    title = setting.say("map.tie", start=names[flow.start], end=names[flow.end], amount=amount)
    dash, opacity = "", 0.42
    if flow.stale:
        title += setting.say("map.tie.stale")
        dash, opacity = "5 4", 0.6
    if math.isnan(flow.amount):
        dash, opacity = "1.5 3", 0.9
    steps = (move(x, y), curve_to(x1, y1, x2, y2, x3, y3))
    return Path(steps, stroke="border", width=width, dash=dash, opacity=opacity, title=title)


def _headings(contents: Contents, layout: Layout, setting: Setting) -> list[Mark]:
    held = {segment.stage for segment in contents.segments}
    marks: list[Mark] = []
    for stage in STAGES:
        left = layout.heads[stage]
        marks.append(Text(left, 22, setting.say(f"position.{stage}"), 12.5, 500, "ink2"))
        if stage not in held:
            marks.append(Text(left, layout.body.y + 20, setting.say("map.none_listed"), 12, 400, "ink3"))
    keys = {"related": "map.related_heading", "new": "map.new_heading"}
    left = layout.heads["upstream"]
    for stage, y in layout.rows.items():
        marks.append(Text(left, y, setting.say(keys.get(stage, "map.other_heading")), 12, 400, "ink3"))
    return marks


def _legend(
    contents: Contents, flows: Sequence[Flow], top: float, width: float, setting: Setting
) -> tuple[list[Mark], float]:
    """The signs that occur, and the lines that occur; wraps to the width. Returns marks and the full height."""
    items: list[tuple[list[Mark], float, str]] = []
    present = {segment.presence for segment in contents.segments}
    for word in (presence for presence in PRESENCES if presence in present):
        ink = "ink" if word in ("strong", "present", "weak", "external") else sign_ink(word)
        items.append(([Symbol(word, 7, -4, 13, ink=ink)], 20, setting.say(f"presence.{word}")))
    if any(segment.single_source for segment in contents.segments):
        items.append((list(source_sign(6, -4, "ink")), 16, setting.say("map.single_source.legend")))
    for amount in _samples(contents.largest_flow):
        line = Line(0, -4, 34, -4, stroke="border", width=tie_width(amount, contents.largest_flow), opacity=0.42)
        word = formats.money(amount, setting.unit, setting.currency, setting.language)
        items.append(([line], 40, word))
    if any(flow.stale for flow in flows):
        line = Line(0, -4, 24, -4, stroke="border", width=3, dash="5 4", opacity=0.8)
        items.append(([line], 30, setting.say("map.stale")))
    if any(math.isnan(flow.amount) for flow in flows):
        line = Line(0, -4, 24, -4, stroke="border", width=1.5, dash="1.5 3")
        items.append(([line], 30, setting.say("map.amount_unknown")))
    if any(not math.isnan(segment.local_share) for segment in contents.segments):
        bar: list[Mark] = [
            Line(0, -4, 22, -4, stroke="ink", width=3, opacity=0.28),
            Line(0, -4, 9, -4, stroke="ink", width=3),
        ]
        items.append((bar, 28, setting.say("map.local_share")))
    marks, lowest = legend(items, 0, top, width)
    return marks, lowest + 8


def _samples(largest: float) -> tuple[float, ...]:
    """Two amounts whose widths the legend shows: one digit each."""
    if largest <= 0:
        return ()
    large, _ = formats.significant(largest, 1)
    large = large if large <= largest else large / 2
    return (large / 10, large)


def _summary(contents: Contents, setting: Setting) -> str:
    if not contents.segments:
        return setting.say("map.summary.none")
    counts = Counter(segment.presence for segment in contents.segments)
    comma = ", " if setting.language == "en" else "、"
    states = comma.join(
        setting.say("map.summary.state", count=counts[word], word=setting.say(f"presence.{word}"))
        for word in PRESENCES
        if counts[word]
    )
    sentences = [setting.say("map.summary", count=len(contents.segments), states=states)]
    local = next((one for one in contents.side("inputs") if one.scale == "local" and not math.isnan(one.share)), None)
    if local:
        share = formats.percent(local.share, 0, setting.language)
        region = setting.name(setting.region) or setting.say("map.region")
        sentences.append(setting.say("map.summary.local", share=share, region=region))
    if not contents.flows and not contents.scales:
        sentences.append(setting.say("map.summary.no_flows"))
    single = [segment.name for segment in contents.segments if segment.single_source]
    if single:
        sentences.append(setting.say("map.summary.single", names=formats.join(single, setting.language)))
    return (" " if setting.language == "en" else "").join(sentences)


def _source_line(contents: Contents, left_out: int, setting: Setting) -> str:
    basis = Counter(segment.basis for segment in contents.segments)
    parts = [
        setting.say(
            "map.source",
            segments=len(contents.segments),
            flows=len(contents.flows),
            period=contents.period or setting.say("map.period.unknown"),
        ),
        setting.say(
            "map.source.stated",
            stated=basis["stated"],
            derived=basis["from firms"],
            unknown=basis["unknown"],
        ),
    ]
    counted = {way: sum(one.ties for one in contents.scales if one.direction == way) for way in ("inputs", "sales")}
    if any(counted.values()):
        words = {way: formats.number(count, 0, setting.language) for way, count in counted.items()}
        parts.append(setting.say("map.source.ties", **words))
    if left_out:
        parts.append(setting.say("map.left_out", count=left_out))
    if setting.source:
        parts.append(setting.say("word.source", source=setting.source))
    return (" " if setting.language == "en" else "").join(parts)
