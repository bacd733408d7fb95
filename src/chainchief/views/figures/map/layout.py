"""Where the cards and ties of the chain map stand; the order never depends on the order of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

STAGES = ("upstream", "midstream", "downstream")
SWEEPS = 4
CARD_WIDTH = 160.0
CARD_HEIGHT = 58.0
COMPACT_HEIGHT = 32.0
RAIL = 118.0
TOP = 58.0
MOST_FULL_CARDS = 9


@dataclass(frozen=True)
class Node:
    """A segment to place: `stage` upstream, midstream, downstream, or another word for the rows below."""

    id: str
    stage: str
    order: float


@dataclass(frozen=True)
class Edge:
    """A flow to draw from one segment to another; `width` in pixels, `weight` for the order pass."""

    start: str
    end: str
    weight: float
    width: float


@dataclass(frozen=True)
class Box:
    """A place: left, top, width, height in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        return self.x + self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True)
class Layout:
    """Boxes of all cards, of the frame and of the column heads; `rows` = headed rows below the stages."""

    boxes: Mapping[str, Box]
    frame: Box
    body: Box
    heads: Mapping[str, float]
    rows: Mapping[str, float]
    compact: bool

    @property
    def height(self) -> float:
        return self.frame.bottom


def arrange(nodes: Sequence[Node], edges: Sequence[Edge], width: float) -> Layout:
    """Place every card: three columns by a fixed barycentre pass, other stages in rows below.

    nodes : in any order; edges between nodes that are not given are ignored
    width : of the whole drawing in pixels, rails included
    """
    columns = order_columns(nodes, edges)
    longest = max(len(column) for column in columns)
    compact = longest > MOST_FULL_CARDS
    height = COMPACT_HEIGHT if compact else CARD_HEIGHT
    pitch = height + (14 if compact else 28)
    body = Box(RAIL, TOP, width - 2 * RAIL, max(longest * pitch, 3 * pitch, 260.0))
    gap = (body.width - 36 - 3 * CARD_WIDTH) / 2
    lefts = [body.x + 18 + place * (CARD_WIDTH + gap) for place in range(3)]
    boxes: dict[str, Box] = {}
    for left, column in zip(lefts, columns, strict=True):
        step = body.height / max(len(column), 1)
        for place, node in enumerate(column):
            boxes[node.id] = Box(left, body.y + (place + 0.5) * step - height / 2, CARD_WIDTH, height)
    rows, below = _rows_below(nodes, lefts, body.bottom, height)
    boxes.update(below)
    bottom = max([box.bottom for box in below.values()] or [body.bottom]) + 14
    heads = dict(zip(STAGES, lefts, strict=True))
    return Layout(boxes, Box(body.x, 0, body.width, bottom), body, heads, rows, compact)


def _rows_below(
    nodes: Sequence[Node], lefts: Sequence[float], top: float, height: float
) -> tuple[dict[str, float], dict[str, Box]]:
    """Cards outside the three stages: a headed row for each word, three cards a row."""
    rows: dict[str, float] = {}
    boxes: dict[str, Box] = {}
    for stage in dict.fromkeys(sorted((node.stage for node in nodes if node.stage not in STAGES), key=_stage_rank)):
        rows[stage] = top + 16
        members = sorted((node for node in nodes if node.stage == stage), key=_first_order)
        for place, node in enumerate(members):
            line, column = divmod(place, 3)
            boxes[node.id] = Box(lefts[column], top + 26 + line * (height + 14), CARD_WIDTH, height)
        top = max(boxes[node.id].bottom for node in members) + 8
    return rows, boxes


def _stage_rank(stage: str) -> tuple[int, str]:
    known = ("related", "new")
    return (known.index(stage) if stage in known else len(known), stage)


def _first_order(node: Node) -> tuple[float, str]:
    return (node.order, node.id)


def order_columns(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[list[Node]]:
    """The three columns, each ordered by where its partners stand; ties of that keep the stated order.

    A fixed number of sweeps from a start that only depends on stated order and code, so that the same
    chain always gives the same map.
    """
    columns = [sorted((node for node in nodes if node.stage == stage), key=_first_order) for stage in STAGES]
    partners: dict[str, list[tuple[str, float]]] = {}
    for edge in sorted(edges, key=lambda edge: (edge.start, edge.end)):
        partners.setdefault(edge.start, []).append((edge.end, edge.weight))
        partners.setdefault(edge.end, []).append((edge.start, edge.weight))
    first = {node.id: place for column in columns for place, node in enumerate(column)}
    for sweep in range(SWEEPS):
        for number in (0, 1, 2) if sweep % 2 else (2, 1, 0):
            others = {
                node.id: (place + 0.5) / len(column)
                for side, column in enumerate(columns)
                if side != number
                for place, node in enumerate(column)
            }
            own = {node.id: (place + 0.5) / len(columns[number]) for place, node in enumerate(columns[number])}
            pulls = {code: _pull(partners.get(code, []), others, at) for code, at in own.items()}
            columns[number] = sorted(columns[number], key=lambda node: (pulls[node.id], first[node.id]))
    return columns


def _pull(partners: Sequence[tuple[str, float]], places: Mapping[str, float], own: float) -> float:
    """Weighted mean place of the partners in other columns; the own place when there are none."""
    pulling = [(places[code], weight) for code, weight in partners if code in places]
    total = sum(weight for _, weight in pulling)
    return round(sum(place * weight for place, weight in pulling) / total, 9) if total else own


@dataclass(frozen=True)
class Port:
    """One end of a tie on a card: which side, and where on it."""

    side: str
    x: float
    y: float


def place_ports(layout: Layout, edges: Sequence[Edge]) -> list[tuple[Port, Port]]:
    """Both ends of every edge, in the order of `edges`; ends on one side are sorted by the other end."""
    sides = [_sides(layout, edge) for edge in edges]
    wanted: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    for number, (edge, pair) in enumerate(zip(edges, sides, strict=True)):
        for end, (code, other) in enumerate(((edge.start, edge.end), (edge.end, edge.start))):
            box = layout.boxes[other]
            along = box.middle if pair[end] in ("left", "right") else box.centre
            wanted.setdefault((code, pair[end]), []).append((along, number, end))
    ports: dict[tuple[int, int], Port] = {}
    for (code, side), ends in wanted.items():
        ends.sort(key=lambda end: (end[0], edges[end[1]].start, edges[end[1]].end, end[2]))
        for (_, number, end), at in zip(ends, _spread(ends, edges, layout.boxes[code], side), strict=True):
            ports[number, end] = _port(layout.boxes[code], side, at)
    return [(ports[number, 0], ports[number, 1]) for number in range(len(edges))]


def _spread(ends: Sequence[tuple[float, int, int]], edges: Sequence[Edge], box: Box, side: str) -> list[float]:
    """Offsets along a side: middle of each tie, stacked by width, squeezed when they do not fit."""
    room = (box.height if side in ("left", "right") else box.width) - 12
    widths = [max(edges[number].width, 2.0) + 2 for _, number, _ in ends]
    squeeze = min(1.0, room / sum(widths))
    length = sum(widths) * squeeze
    at, offsets = -length / 2, []
    for width in widths:
        offsets.append(at + width * squeeze / 2)
        at += width * squeeze
    return offsets


def _port(box: Box, side: str, at: float) -> Port:
    if side in ("left", "right"):
        return Port(side, box.x if side == "left" else box.right, box.middle + at)
    return Port(side, box.centre + at, box.y if side == "top" else box.bottom)


def _sides(layout: Layout, edge: Edge) -> tuple[str, str]:
    """Which sides of the two cards a tie joins."""
    start, end = layout.boxes[edge.start], layout.boxes[edge.end]
    below = layout.body.bottom
    if (start.y >= below) != (end.y >= below):
        low, high = (start, end) if start.y >= below else (end, start)
        facing = "left" if low.centre < high.centre else "right"
        return ("top", facing) if low is start else (facing, "top")
    if start.x == end.x:
        return ("bottom", "top") if _next_to(layout, start, end) else _beside(layout, start, end)
    return ("right", "left") if start.x < end.x else ("left", "right")


def _beside(layout: Layout, start: Box, end: Box) -> tuple[str, str]:
    if _next_to(layout, end, start):
        return ("top", "bottom")
    last = start.x == layout.heads[STAGES[-1]]
    return ("left", "left") if last else ("right", "right")


def _next_to(layout: Layout, upper: Box, lower: Box) -> bool:
    """Whether `lower` stands directly under `upper` in one column."""
    between = [box for box in layout.boxes.values() if box.x == upper.x and upper.y < box.y < lower.y]
    return upper.y < lower.y and not between


def curve(start: Port, end: Port) -> tuple[float, float, float, float, float, float, float, float]:
    """The Bézier of a tie: start, two handles, end."""
    reach = max(24.0, abs(end.x - start.x) * 0.5)
    if start.side == end.side and start.side in ("left", "right"):
        bulge = 18 + min(18.0, abs(end.y - start.y) * 0.06)
        away = bulge if start.side == "right" else -bulge
        return (start.x, start.y, start.x + away, start.y, end.x + away, end.y, end.x, end.y)
    x1, y1 = _handle(start, reach, end)
    x2, y2 = _handle(end, reach, start)
    return (start.x, start.y, x1, y1, x2, y2, end.x, end.y)


def _handle(port: Port, reach: float, other: Port) -> tuple[float, float]:
    if port.side == "left":
        return port.x - reach, port.y
    if port.side == "right":
        return port.x + reach, port.y
    rise = max(16.0, abs(other.y - port.y) * 0.5)
    return port.x, port.y - rise if port.side == "top" else port.y + rise


def tie_width(amount: float, largest: float) -> float:
    """Width of a tie in pixels: 1 to 14, by the square root of its amount.

    >>> tie_width(100.0, 100.0), tie_width(0.0, 100.0)
    (14.0, 1.0)
    """
    return 1.0 + 13.0 * sqrt(max(amount, 0.0) / largest) if largest > 0 else 1.0
