"""The drawer beside the scorecard: the arithmetic of one score, its parts, the cells they stand in."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import formats
from chainchief.views.figures.assessed import measured
from chainchief.web.markup import chip, div, icon, join, link, note, span, table, tag
from chainchief.web.pages.assessed.reading import Reading
from chainchief.web.pages.parts import cell_link, missing, sheet_name, unknown
from chainchief.web.visit import Visit, step

MOST_PARTS = 8
PREPARED = ("denominate", "impute", "treat")
"""What was done to a value before the ruler read it."""


def drawer(visit: Visit, reading: Reading, code: str) -> Markup:
    """The drawer of one code of the focal region."""
    explanation = visit.ws.explain(reading.region, code, reading.period or None)
    close = visit.to("assessed", f"score:{code}", region=reading.region, period=reading.asked)
    words = visit.say("close")
    head = div(
        "drawer-head",
        chip("assessed", visit.say("lens.assessed")),
        tag("code", code, class_="pale"),
        link(icon("close"), close, class_="close", aria_label=words, title=words),
    )
    title = visit.say("drawer.title", name=reading.panel.label(code), score=_score(visit, reading, code))
    steps = [_step(visit, reading, place, one) for place, one in enumerate(explanation.steps, 1)]
    parts = _parts(visit, reading, code) if explanation.basis == "derived" else None
    return tag(
        "section", head, tag("h2", title, tabindex="-1"), _where(visit, reading), tag("ol", *steps, class_="steps"),
        parts, _members(visit, reading, code), class_="drawer", aria_label=title,
    )  # fmt: skip


def _score(visit: Visit, reading: Reading, code: str) -> str:
    return formats.score(reading.panel.score(reading.region, code), visit.language)


def _where(visit: Visit, reading: Reading) -> Markup:
    parts = [reading.name, reading.period, visit.say("drawer.weight_lead", framework=reading.framework.name)]
    return tag("p", " · ".join(part for part in parts if part), class_="small pale")


def _step(visit: Visit, reading: Reading, place: int, one: Any) -> Markup:
    title = visit.pick(one.title, one.title_zh)
    heading = visit.say(f"drawer.{one.kind}", name=title)
    value = _value(visit, reading, one)
    arithmetic = visit.pick(one.arithmetic, one.arithmetic_zh)
    body = div(
        "step-body",
        div("step-line", span("", heading), value),
        div("small pale arithmetic", arithmetic),
        _cell(visit, one.origin),
    )
    return tag("li", span("step-number", place, aria_hidden="true"), body)


def _value(visit: Visit, reading: Reading, one: Any) -> Markup:
    if not formats.known(one.value):
        return unknown(visit)
    if one.kind in ("observation", "derivation"):
        seen = reading.panel.observation(reading.region, one.code)
        unit = str(reading.framework.table.at[one.code, "unit"])
        return span("n", formats.marked(measured(one.value, unit, visit.language), seen.quality, seen.qualifier))
    if one.kind in PREPARED:
        rounded, decimals = formats.significant(one.value, 4)
        written = formats.number(rounded, decimals, visit.language)
        written = written.rstrip("0").rstrip(".") if "." in written else written
        estimate = span("tag dashed", visit.say("quality.C")) if one.kind == "impute" else None
        return span("n", formats.marked(written, "C" if one.kind == "impute" else ""), " ", estimate)
    decimals = 3 if one.kind == "contribution" else 2
    return span("n", formats.number(one.value, decimals, visit.language, signed=one.kind == "contribution"))


def _cell(visit: Visit, origin: str) -> Markup | None:
    linked = cell_link(visit, origin)
    return div("small", visit.say("drawer.cell"), linked) if linked is not None else None


def _parts(visit: Visit, reading: Reading, code: str) -> Markup | None:
    """The cells behind a derived value, the largest first."""
    try:
        parts = visit.ws.parts(reading.region, code, reading.period)
    except ChainChiefError as error:
        return tag("p", error.say(visit.language), class_="small pale")
    if parts.empty:
        return None
    ordered = parts.sort_values("value", ascending=False, na_position="last", kind="stable")
    shown = ordered.head(MOST_PARTS)
    rows = [
        (
            cell_link(visit, row.cell) or unknown(visit),
            _subject(row),
            visit.say(f"role.{str(row.role).replace(' ', '_')}"),
            _part(visit, row),
        )
        for row in shown.itertuples(index=False)
    ]
    head = [visit.say(f"drawer.{name}") for name in ("cells", "subject", "role", "value")]
    sheets = list(dict.fromkeys(str(name) for name in parts["table"]))
    links = join([link(sheet_name(visit, sheet), visit.to(f"data/tables/{step(sheet)}")) for sheet in sheets], " · ")
    more = visit.say("drawer.more", count=len(parts) - len(shown)) if len(parts) > len(shown) else ""
    title = visit.say("drawer.parts", count=len(parts))
    return join([tag("h3", title), table(head, rows, title, numeric=(3,)), note(join([more or None, links], " "))])


def _subject(row: Any) -> str:
    return "" if missing(row.subject) else str(row.subject)


def _part(visit: Visit, row: Any) -> Markup | str:
    value = row.value
    if missing(value):
        return unknown(visit)
    if isinstance(value, str):
        return value
    rounded, decimals = formats.significant(float(value), 4)
    return formats.marked(
        formats.number(rounded, decimals, visit.language), "" if missing(row.quality) else str(row.quality)
    )


def _members(visit: Visit, reading: Reading, code: str) -> Markup | None:
    """The codes right below, each with its score and its own drawer."""
    members = reading.framework.members(code)
    if not members:
        return None
    rows = []
    for member in members:
        address = visit.to(f"assessed/{step(reading.region)}/{step(member)}", period=reading.asked)
        weight = formats.number(float(reading.evaluation.weights.at[member, "local"]), 3, visit.language)
        score = reading.panel.score(reading.region, member)
        shown = formats.score(score, visit.language) if formats.known(score) else unknown(visit)
        rows.append((link(reading.panel.label(member), address), weight, shown))
    head = (visit.say("drawer.member"), visit.say("weights.local"), visit.say("column.score"))
    title = visit.say("drawer.members")
    return join([tag("h3", title), table(head, rows, title, numeric=(1, 2))])
