"""Home: three lenses in one strip, the chain map, what needs somebody, what would tell most."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import formats
from chainchief.web.markup import (
    button,
    card,
    chip,
    div,
    icon,
    join,
    level_sign,
    link,
    note,
    sign,
    span,
    table,
    tag,
    tiles,
)
from chainchief.web.pages.assessed.reading import distance_words, grade_words, read
from chainchief.web.pages.diagnosis import map_card
from chainchief.web.pages.parts import sheet_name, telling, unlock_name, unlock_state
from chainchief.web.pages.start import first_visit
from chainchief.web.visit import Page, Visit

COUNTED = {"segments": "segment_id", "firms": "firm_id", "ties": "", "regions": "region_id", "indicators": ""}


def home(visit: Visit) -> Page:
    """Where is the chain thin, and what needs you today?"""
    if visit.ws.generation == 0:
        return first_visit(visit)
    side = div("stack", needs_you(visit), telling_columns(visit), freshness(visit))
    body = div("columns", div("stack", strip(visit), map_card(visit)), side)
    actions = join([
        button(visit.say("home.report"), visit.to("reports"), "print"),
        button(visit.say("home.import"), visit.to("data/findings", "upload"), "upload_file", primary=True),
    ])  # fmt: skip
    return Page(question=visit.question, lead=counts(visit), actions=actions, body=body)


def counts(visit: Visit) -> str:
    """«14 segments · 153 firms · 1,204 ties», only what there is."""
    chain = visit.ws.chain
    parts = [
        visit.say(f"count.{name}", count=formats.number(_count(chain.tables[name], key), 0, visit.language))
        for name, key in COUNTED.items()
        if chain.has(name)
    ]
    return " · ".join(parts)


def _count(frame: Any, key: str) -> int:
    """Things, where a table repeats them year by year; else rows."""
    return int(frame[key].nunique()) if key else len(frame)


def strip(visit: Visit) -> Markup:
    """The three lenses side by side; a lens without an answer says what it needs."""
    return tiles(_assessed(visit), _waiting(visit, "observed"), _waiting(visit, "simulated"))


def _assessed(visit: Visit) -> Markup:
    try:
        reading = read(visit)
    except ChainChiefError as error:
        return join([_head(visit, "assessed"), tag("p", error.say(visit.language), class_="small")])
    if reading is None:
        return _waiting(visit, "assessed")
    low, high = reading.panel.band(reading.region)
    score = reading.panel.overall(reading.region)
    band = formats.band(low, high, 2, visit.language) if formats.known(low) else ""
    address = visit.to("assessed", region=reading.region, period=reading.asked)
    line = div(
        "number-line",
        link(formats.score(score, visit.language), address, class_="big"),
        span("small pale", band) if band else None,
        span("end", grade_words(visit, reading)) if reading.panel.graded else None,
    )
    about = reading.framework.name
    where = join([reading.name, reading.period or None], " ")
    words = distance_words(visit, reading)
    return join(
        [_head(visit, "assessed", about), line, tag("p", join([where, words or None], " · "), class_="small pale")]
    )


def _head(visit: Visit, lens: str, about: str = "") -> Markup:
    return div("tile-head", chip(lens, visit.say(f"lens.{lens}")), span("", about) if about else None)


WAITING = {"assessed": "assessed", "observed": "observed", "simulated": "shock"}
NEEDS = {"assessed": ("indicators",), "observed": ("series",), "simulated": ("ties",)}


def _waiting(visit: Visit, lens: str) -> Markup:
    absent = [sheet for sheet in NEEDS[lens] if not visit.ws.chain.has(sheet)]
    words = visit.say(f"home.needs.{lens}") if absent else visit.say("home.not_yet")
    line = div("number-line", span("medium unknown", visit.say("state.unknown")))
    more = link(visit.say("home.what_it_shows"), visit.to(WAITING[lens]))
    return join([_head(visit, lens), line, tag("p", words, " ", more, class_="small pale")])


def needs_you(visit: Visit) -> Markup:
    """Findings that keep rows out, segments on a single source, a grade that may flip."""
    lines = [*_findings(visit), *_single_sources(visit), *_unstable(visit)]
    if not lines:
        lines = [tag("li", div("line", icon("check"), div("what", visit.say("home.nothing"))))]
    return card(
        visit.say("home.needs_you"),
        tag("ul", *lines, class_="lines"),
        side=link(visit.say("home.all_findings"), visit.to("data/findings")),
    )


def _findings(visit: Visit) -> list[Markup]:
    found = visit.ws.findings()
    lines = []
    for level in ("error", "warning"):
        of_level = [finding for finding in found if finding.level == level]
        if not of_level:
            continue
        first = of_level[0]
        words = visit.say(f"home.{level}s" if len(of_level) > 1 else f"home.one_{level}", count=len(of_level))
        what = div(
            "what",
            link(words, visit.to("data/findings", level=level), class_="strong"),
            div(
                "small pale", formats.clip(f"{_short(first.place)} {visit.pick(first.message, first.message_zh)}", 110)
            ),
        )
        lines.append(tag("li", div("line", level_sign(level), what)))
    return lines


def _short(place: str) -> str:
    return place.split("!", 1)[-1]


def _single_sources(visit: Visit) -> list[Markup]:
    if not visit.ws.chain.has("segments"):
        return []
    segments = visit.ws.diagnosis().segments
    alone = segments[segments["single_source"].fillna("").astype(str).str.len() > 0]
    lines = []
    names = visit.names("segments")
    for row in alone.head(3).itertuples():
        words = visit.say("home.single_source", name=names.get(str(row.segment_id), str(row.segment_id)))
        what = div(
            "what",
            link(words, visit.to(f"segment/{row.segment_id}"), class_="strong"),
            div("small pale", str(row.single_source)),
        )
        lines.append(tag("li", div("line", icon("looks_one"), what)))
    return lines


def _unstable(visit: Visit) -> list[Markup]:
    try:
        reading = read(visit)
    except ChainChiefError:
        return []
    if reading is None or not reading.panel.unstable(reading.region):
        return []
    what = div(
        "what",
        link(visit.say("home.unstable", region=reading.name), visit.to("uncertainty"), class_="strong"),
        div("small pale", distance_words(visit, reading)),
    )
    return [tag("li", div("line", sign("assessed"), what))]


def telling_columns(visit: Visit) -> Markup | None:
    """Three columns that would tell most, by what their emptiness blocks."""
    rows = [
        (
            join([span("strong", unlock_name(visit, one)), div("small pale", unlock_state(visit, one))]),
            visit.pick(one.en, one.zh),
        )
        for one in telling(visit.ws.chain)[:3]
    ]
    if not rows:
        return None
    head = (visit.say("home.column"), visit.say("home.unlocks"))
    return card(visit.say("home.columns"), table(head, rows, visit.say("home.columns"), numeric=()))


def freshness(visit: Visit) -> Markup:
    """The newest date of each table, or that it states none."""
    lines = []
    for name in ("firms", "ties", "indicators", "series"):
        frame = visit.ws.chain.tables[name]
        if frame.empty:
            continue
        column = {"firms": "as_of", "ties": "as_of", "indicators": "period", "series": "time"}[name]
        dates = frame[column].dropna().astype(str)
        if dates.empty and "period" in frame:
            dates = frame["period"].dropna().astype(str)
        newest = formats.day(max(dates), visit.language) if len(dates) else None
        share = len(dates) / len(frame)
        value = newest or span("unknown", visit.say("state.unknown"))
        bar = tag("progress", value=round(share, 3), max=1, class_="bar", aria_hidden="true")
        lines.append(div("fresh", span("", sheet_name(visit, name)), bar, span("n", value)))
    return card(visit.say("home.fresh"), *lines, note(visit.say("home.fresh_says")))
