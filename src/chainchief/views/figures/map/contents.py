"""What the chain map shows, read from a diagnosis into plain values in a fixed order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from chainchief.views.figures.map.layout import STAGES

PRESENCES = ("strong", "present", "weak", "missing", "external", "unknown")
SCALES = ("local", "regional", "national", "supranational", "global")
POSITIONS = (*STAGES, "related", "new", "unknown")


@dataclass(frozen=True)
class Segment:
    """One card; firms, output and local_share are NaN where nobody knows."""

    id: str
    name: str
    stage: str
    order: float
    core: bool
    presence: str
    basis: str
    firms: float
    output: float
    local_share: float
    origin: str
    single_source: str


@dataclass(frozen=True)
class Flow:
    """What one segment sells to another; NaN = unknown.

    stale : older than 24 months; stated : the sheet segment_flows says so, no tie shows it
    """

    start: str
    end: str
    amount: float
    ties: float
    stale: bool
    stated: bool = False


@dataclass(frozen=True)
class Scale:
    """Inputs or sales of the region at one scale; `share` is NaN where only ties are counted, not amounts."""

    direction: str
    scale: str
    amount: float
    share: float
    ties: float


@dataclass(frozen=True)
class Contents:
    """Everything the map draws; `outside` are flows between a segment and a rail, such as "inputs:global"."""

    segments: tuple[Segment, ...]
    flows: tuple[Flow, ...]
    outside: tuple[Flow, ...]
    scales: tuple[Scale, ...]
    region: str
    period: str

    def side(self, direction: str) -> tuple[Scale, ...]:
        """The scales of one direction, local first."""
        return tuple(scale for scale in self.scales if scale.direction == direction)

    @property
    def largest_flow(self) -> float:
        both = (*self.flows, *self.outside)
        return max((flow.amount for flow in both if math.isfinite(flow.amount)), default=0.0)


def read_contents(diagnosis: Any, names: Mapping[str, str]) -> Contents:
    """The plain values of a diagnosis, sorted by code so that the order of its rows does not matter.

    names : code of a segment -> the name its reader knows
    """
    segments = sorted(
        (_segment(row, names) for row in _rows(diagnosis.segments)),
        key=lambda one: (POSITIONS.index(one.stage), one.order, one.id),
    )
    flows = sorted((_flow(row) for row in _rows(diagnosis.flows)), key=_ends)
    scales = sorted(
        (_scale(row) for row in _rows(diagnosis.scales) if _told(row)),
        key=lambda one: (one.direction, _rank(one.scale)),
    )
    known = {segment.id for segment in segments}
    inside = [flow for flow in flows if flow.start in known and flow.end in known and flow.start != flow.end]
    rails = {f"{one.direction}:{one.scale}" for one in scales if one.scale != "local"}
    across = sorted((_across(row) for row in _rows(getattr(diagnosis, "outside", None))), key=_ends)
    outside = [flow for flow in across if {flow.start, flow.end} & known and {flow.start, flow.end} & rails]
    return Contents(
        segments=tuple(segments),
        flows=tuple(inside),
        outside=tuple(outside),
        scales=tuple(scales),
        region=_text(diagnosis.region),
        period=_text(diagnosis.period),
    )


def _ends(flow: Flow) -> tuple[str, str]:
    return (flow.start, flow.end)


def drawn_flows(flows: Sequence[Flow]) -> tuple[Flow, ...]:
    """The flows worth a line: those below 1 % of both ends' totals stay in the table alone."""
    totals: dict[str, float] = {}
    for flow in flows:
        amount = flow.amount if math.isfinite(flow.amount) else 0.0
        for end in (flow.start, flow.end):
            totals[end] = totals.get(end, 0.0) + amount
    return tuple(
        flow
        for flow in flows
        if not math.isfinite(flow.amount) or flow.amount >= 0.01 * min(totals[flow.start], totals[flow.end])
    )


def _rows(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    if frame is None:
        return []
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def _rank(scale: str) -> int:
    return SCALES.index(scale) if scale in SCALES else len(SCALES)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _number(value: Any) -> float:
    return math.nan if value is None or pd.isna(value) else float(value)


def _true(value: Any) -> bool:
    return value is not None and not pd.isna(value) and bool(value)


def _segment(row: dict[str, Any], names: Mapping[str, str]) -> Segment:
    order = _number(row.get("order"))
    position, presence = _text(row.get("position")), _text(row.get("presence"))
    firms = _number(row.get("firms"))
    if firms == 0 and presence not in ("missing", "external"):
        firms = math.nan  # none is listed, which does not mean that there is none
    return Segment(
        id=_text(row["segment_id"]),
        name=names.get(_text(row["segment_id"])) or _text(row.get("name")) or _text(row["segment_id"]),
        stage=position if position in POSITIONS else "unknown",
        order=math.inf if math.isnan(order) else order,
        core=_true(row.get("core")),
        presence=presence if presence in PRESENCES else "unknown",
        basis=_text(row.get("presence_basis")) or "unknown",
        firms=firms,
        output=_number(row.get("output")),
        local_share=_number(row.get("local_share")),
        origin=_text(row.get("origin")),
        single_source=_text(row.get("single_source")),
    )


def _flow(row: dict[str, Any]) -> Flow:
    return Flow(
        _text(row["from_segment"]),
        _text(row["to_segment"]),
        _number(row.get("amount")),
        _number(row.get("ties")),
        _true(row.get("stale")),
        _text(row.get("basis")) == "segment_flows",
    )


def _across(row: dict[str, Any]) -> Flow:
    segment, rail = _text(row["segment_id"]), f"{_text(row['direction'])}:{_text(row['scale'])}"
    start, end = (rail, segment) if rail.startswith("inputs") else (segment, rail)
    return Flow(start, end, _number(row.get("amount")), _number(row.get("ties")), _true(row.get("stale")))


def _told(row: dict[str, Any]) -> bool:
    """Whether a scale says anything: where amounts are unknown, no listed tie does not mean no trade."""
    return _text(row.get("basis")) != "ties" or _number(row.get("ties")) > 0


def _scale(row: dict[str, Any]) -> Scale:
    counted = _text(row.get("basis")) == "ties"
    return Scale(
        _text(row["direction"]),
        _text(row["scale"]),
        _number(row.get("amount")),
        math.nan if counted else _number(row.get("share")),
        _number(row.get("ties")),
    )
