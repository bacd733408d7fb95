"""The chain map with its table twin, one segment, one firm."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.registry import FIGURES
from chainchief.web.markup import button, card, div, facts, join, link, note, span, table, tag
from chainchief.web.pages.empty import empty, no_such, sketch
from chainchief.web.pages.parts import (
    cell_link,
    figure_card,
    missing,
    number,
    percent,
    setting,
    text,
)  # fmt: skip
from chainchief.web.visit import Page, Visit, step

LARGEST = 12


def map_card(visit: Visit, width: float = 0) -> Markup:
    """The chain map in its card, or the pale drawing of one and what it needs."""
    if not visit.ws.chain.has("segments"):
        drawn = sketch(visit, "map", visit.say("first.map"))
        words = tag("p", visit.say("first.map_needs"), class_="small pale")
        return card(visit.say("first.map"), drawn, words, side=visit.say("empty.drawing"))
    figure = FIGURES["chain_map"](visit.ws.diagnosis(), setting(visit, width=width))
    return figure_card(visit, figure, class_="map-card")


def chain_map(visit: Visit) -> Page:
    """Where does my chain break first?"""
    if not visit.ws.chain.has("segments"):
        return empty(visit)
    segments = visit.ws.diagnosis().segments
    actions = button(visit.say("map.print"), "#", "print", data_print=True)
    return Page(
        question=visit.question, lead=_answer(visit, segments), actions=actions, body=map_card(visit, width=1130)
    )


def _answer(visit: Visit, segments: Any) -> str:
    names = segments["segment_id"].astype(str).map(visit.names("segments"))
    missing_names = list(names[segments["presence"] == "missing"])
    alone = list(names[segments["single_source"].fillna("").astype(str) != ""])
    parts = []
    if missing_names:
        parts.append(visit.say("map.missing", names=formats.join(missing_names[:4], visit.language)))
    if alone:
        parts.append(visit.say("map.alone", names=formats.join(alone[:4], visit.language)))
    unknown = int((segments["presence"] == "unknown").sum())
    if unknown:
        parts.append(visit.say("map.unknown", count=unknown))
    return " ".join(parts) if parts else visit.say("map.nothing")


def segment(visit: Visit) -> Page:
    """What stands behind one segment."""
    if not visit.ws.chain.has("segments"):
        return empty(visit)
    code = visit.places["id"]
    segments = visit.ws.diagnosis().segments
    found = segments[segments["segment_id"].astype(str) == code]
    if found.empty:
        return no_such(visit, visit.say("segment.absent", code=code), visit.to("map"), visit.say("to.map"))
    row = found.iloc[0]
    members = _members(visit, code)
    left = div("stack", _facts(visit, row), _flows(visit, code))
    body = div("halves", left, _firms(visit, members))
    actions = button(visit.say("to.map"), visit.to("map"), "account_tree")
    return Page(
        question=visit.say("segment.question", name=visit.names("segments").get(code, code)),
        lead=_segment_lead(visit, row),
        actions=actions,
        body=body,
    )


def _segment_lead(visit: Visit, row: Any) -> str:
    stage = visit.say(f"position.{row['position']}") if not missing(row["position"]) else visit.say("position.unknown")
    presence = visit.say(f"presence.{row['presence']}")
    basis = visit.say(f"basis.{str(row['presence_basis']).replace(' ', '_')}")
    return f"{row['segment_id']} · {stage} · {presence} · {basis}"


def _facts(visit: Visit, row: Any) -> Markup:
    chain = visit.ws.chain
    rows: list[tuple[Any, Any]] = [
        (visit.say("column.presence"), visit.say(f"presence.{row['presence']}")),
        (visit.say("column.firms"), number(visit, row["firms"])),
        (visit.say("column.output"), formats.money(row["output"], chain.unit, chain.currency, visit.language)),
        (visit.say("column.local_share"), percent(visit, row["local_share"])),
        (visit.say("column.single_source"), row["single_source"] or formats.NOT_APPLICABLE),
        (visit.say("column.core"), _yes_no(visit, row["core"])),
        (visit.say("column.cell"), cell_link(visit, row["origin"])),
    ]
    stated = chain.segments[chain.segments["segment_id"].astype(str) == str(row["segment_id"])]
    for column in ("note", "source"):
        if len(stated) and not missing(stated.iloc[0][column]):
            rows.insert(-1, (visit.say(f"column.{column}"), str(stated.iloc[0][column])))
    return card(visit.say("segment.facts"), facts(rows))


def _yes_no(visit: Visit, value: Any) -> Markup | str:
    return text(visit, None) if value is None or missing(value) else visit.say("word.yes" if bool(value) else "word.no")


def _flows(visit: Visit, code: str) -> Markup | None:
    flows = visit.ws.diagnosis().flows
    own = flows[(flows["from_segment"].astype(str) == code) | (flows["to_segment"].astype(str) == code)]
    if own.empty:
        return None
    names = visit.names("segments")
    chain = visit.ws.chain
    rows = []
    for flow in own.sort_values("amount", ascending=False, na_position="last").itertuples():
        stale = span("tag dashed", visit.say("word.stale")) if flow.stale else None
        rows.append((
            _segment_link(visit, str(flow.from_segment), names), _segment_link(visit, str(flow.to_segment), names),
            formats.money(flow.amount, chain.unit, chain.currency, visit.language),
            join([number(visit, flow.ties), stale], " "),
        ))  # fmt: skip
    head = (visit.say("column.from"), visit.say("column.to"), visit.say("column.amount"), visit.say("column.ties"))
    return card(
        visit.say("segment.flows"), table(head, rows, visit.say("segment.flows"), numeric=(2, 3)), unit=chain.currency
    )


def _segment_link(visit: Visit, code: str, names: dict[Any, Any]) -> Markup:
    return link(str(names.get(code, code)), visit.to(f"segment/{step(code)}"))


def _members(visit: Visit, code: str) -> Any:
    firms = visit.ws.chain.firms
    belongs = firms["segment_id"].fillna("").astype(str).map(lambda listed: code in codes_of(listed))
    return firms[belongs].sort_values("output", ascending=False, na_position="last").drop_duplicates("firm_id")


def codes_of(listed: str) -> list[str]:
    """The codes in a cell such as "S3:0.7;S4:0.3".

    >>> codes_of("S3:0.7;S4:0.3")
    ['S3', 'S4']
    """
    return [part.partition(":")[0].strip() for part in listed.split(";") if part.strip()]


def _firms(visit: Visit, members: Any) -> Markup:
    if members.empty:
        return card(visit.say("segment.firms"), tag("p", visit.say("segment.no_firm"), class_="small pale"))
    chain, names, places = visit.ws.chain, visit.names("firms"), visit.names("regions")
    rows = [
        (
            link(names.get(str(row.firm_id), str(row.firm_id)), visit.to(f"firm/{step(str(row.firm_id))}")),
            text(visit, places.get(str(row.region_id), row.region_id)),
            formats.money(row.output, chain.unit, chain.currency, visit.language),
            cell_link(visit, row.origin),
        )
        for row in members.head(LARGEST).itertuples(index=False)
    ]
    head = (visit.say("column.firm"), visit.say("column.region"), visit.say("column.output"), visit.say("column.cell"))
    more = len(members) - LARGEST
    rest = (
        note(visit.say("word.and_more", count=more), " ", link(visit.say("to.table"), visit.to("data/tables/firms")))
        if more > 0
        else None
    )
    return card(
        visit.say("segment.firms"),
        table(head, rows, visit.say("segment.firms"), numeric=(2,)),
        rest,
        unit=str(len(members)),
    )


FIRM_FACTS = (
    "role", "segment_id", "region_id", "output", "value_added", "revenue", "employees", "rd", "patents",
    "capacity_use", "inventory_days",
)  # fmt: skip


def firm(visit: Visit) -> Page:
    """What the tables say about one firm."""
    chain = visit.ws.chain
    if not chain.has("firms"):
        return empty(visit)
    code = visit.places["id"]
    found = chain.firms[chain.firms["firm_id"].astype(str) == code]
    if found.empty:
        return no_such(visit, visit.say("firm.absent", code=code), visit.to("data/tables/firms"), visit.say("to.table"))
    row = found.iloc[-1]
    rows: list[tuple[Any, Any]] = [
        (visit.say(f"firm.{name}"), _firm_fact(visit, name, row[name])) for name in FIRM_FACTS
    ]
    rows.append((visit.say("column.cell"), cell_link(visit, row["origin"])))
    body = div(
        "halves",
        card(visit.say("firm.facts"), facts(rows)),
        div("stack", _ties(visit, code, "buyer"), _ties(visit, code, "supplier")),
    )
    name = visit.names("firms").get(code, code)
    return Page(question=visit.say("firm.question", name=name), lead=code, body=body)


def _firm_fact(visit: Visit, name: str, value: Any) -> Markup | str:
    chain = visit.ws.chain
    if missing(value):
        return text(visit, None)
    if name in ("output", "value_added", "revenue", "rd"):
        return formats.money(float(value), chain.unit, chain.currency, visit.language)
    if name == "capacity_use":
        return percent(visit, value)
    if name == "segment_id":
        names = visit.names("segments")
        return join([_segment_link(visit, code, names) for code in codes_of(str(value))], " ")
    return number(visit, value) if isinstance(value, float) else str(value)


def _ties(visit: Visit, code: str, side: str) -> Markup | None:
    chain = visit.ws.chain
    other = "supplier" if side == "buyer" else "buyer"
    own = chain.ties[chain.ties[side].astype(str) == code].sort_values("amount", ascending=False, na_position="last")
    if own.empty:
        return None
    names = visit.names("firms")
    rows = [
        (
            link(
                str(names.get(getattr(tie, other), getattr(tie, other))),
                visit.to(f"firm/{step(str(getattr(tie, other)))}"),
            ),
            text(visit, tie.product),
            formats.money(tie.amount, chain.unit, chain.currency, visit.language),
            text(visit, tie.period),
            cell_link(visit, tie.origin),
        )
        for tie in own.head(LARGEST).itertuples(index=False)
    ]
    title = visit.say("firm.buys" if side == "buyer" else "firm.sells")
    head = [
        visit.say(key) for key in (f"column.{other}", "column.product", "column.amount", "column.period", "column.cell")
    ]
    more = note(visit.say("word.and_more", count=len(own) - LARGEST)) if len(own) > LARGEST else None
    return card(title, table(head, rows, title, numeric=(2,)), more, unit=str(len(own)))
