"""The scorecard of one region, and one of its scores opened in the drawer."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.assessed import GRADES
from chainchief.views.figures.registry import FIGURES
from chainchief.views.svg import to_svg
from chainchief.web.markup import button, card, chip, div, join, link, note, pips, segmented, span, tag, tiles
from chainchief.web.pages.assessed.drawer import drawer
from chainchief.web.pages.assessed.reading import Reading, distance_words, lead, read
from chainchief.web.pages.empty import empty, no_such
from chainchief.web.pages.parts import figure_card, unknown
from chainchief.web.visit import Page, Visit, step

MOST_TABS = 8
WIDE = 1110.0


def scorecard(visit: Visit) -> Page:
    """How resilient is the region, and can the score be trusted?"""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    asked = visit.query.get("region", "")
    if asked and reading.region != asked and not reading.panel.named:
        return _absent(visit, asked)
    return Page(_question(visit, reading), lead(visit, reading), _actions(visit, reading), _body(visit, reading))


def score(visit: Visit) -> Page:
    """The same with one score opened: its arithmetic, its parts, their cells."""
    region, code = visit.places["region"], visit.places["code"]
    reading = read(visit, region)
    if reading is None:
        return empty(visit)
    if not reading.panel.named:
        return _absent(visit, region)
    if code not in reading.framework.codes:
        words = visit.say("score.absent", code=code, framework=reading.framework.name)
        return no_such(visit, words, visit.to("assessed"), visit.say("to.assessed"))
    opened = drawer(visit, reading, code)
    return Page(
        _question(visit, reading), lead(visit, reading), _actions(visit, reading), _body(visit, reading, code), opened
    )


def _absent(visit: Visit, region: str) -> Page:
    return no_such(visit, visit.say("score.no_region", region=region), visit.to("assessed"), visit.say("to.assessed"))


def _question(visit: Visit, reading: Reading) -> str:
    return visit.say("score.question", region=reading.name)


def _body(visit: Visit, reading: Reading, chosen: str = "") -> Markup:
    setting = replace(reading.panel.setting, width=0 if chosen else WIDE)
    figure = FIGURES["scorecard"](reading.evaluation, setting)
    made = div("", figure_card(visit, figure), data_chosen=f"score:{chosen}" if chosen else None)
    return div("stack", _strip(visit, reading), made, unknowns(visit, reading))


def _actions(visit: Visit, reading: Reading) -> Markup:
    to_weights = button(visit.say("score.weights"), visit.to("weights"), "tune", primary=True)
    return join([_regions(visit, reading), years(visit, reading), to_weights])


def _regions(visit: Visit, reading: Reading) -> Markup | None:
    """The focal region and the others, as a list of addresses."""
    regions = reading.panel.regions
    if len(regions) < 2:
        return None
    setting = reading.panel.setting
    options = [
        tag(
            "option",
            setting.name(region),
            value=visit.to("assessed", region=region, period=reading.asked),
            selected=region == reading.region,
        )
        for region in sorted(regions, key=setting.name)
    ]
    return tag("select", *options, data_go=True, aria_label=visit.say("score.regions"))


def years(visit: Visit, reading: Reading) -> Markup | None:
    """The periods as a row of addresses, the last ones when there are many."""
    periods = reading.panel.periods[-MOST_TABS:]
    if len(periods) < 2:
        return None
    options = []
    for period in periods:
        if visit.entry is not None and visit.entry.key == "score":
            address = visit.here(period=period)
        else:
            address = visit.here(period=period, region=visit.query.get("region"))
        options.append((period, address, period == reading.period))
    return segmented(visit.say("score.periods"), options)


def _strip(visit: Visit, reading: Reading) -> Markup:
    return tiles(_whole(visit, reading), _grades(visit, reading), _rank(visit, reading), class_="score-strip")


def _whole(visit: Visit, reading: Reading) -> Markup:
    panel = reading.panel
    low, high = panel.band(reading.region)
    value = panel.overall(reading.region)
    grade = panel.grade(reading.region)
    number = (
        span("big", formats.score(value, visit.language)) if formats.known(value) else div("medium", unknown(visit))
    )
    band = span("small", formats.band(low, high, 2, visit.language)) if formats.known(low) else None
    unstable = span("tag", visit.say("state.unstable")) if panel.unstable(reading.region) else None
    filled = GRADES.index(grade) + 1 if grade in GRADES else 0
    graded = div("grade-line", pips(filled), span("strong", visit.say(f"grade.{grade}")), unstable)
    words = distance_words(visit, reading)
    return join([
        div("", chip("assessed", visit.say("lens.assessed"))), div("number-line", number, band), graded,
        tag("p", words, class_="small pale") if words else None,
    ])  # fmt: skip


def _grades(visit: Visit, reading: Reading) -> Markup:
    figure = FIGURES["grade_shares"](reading.evaluation, reading.panel.setting)
    head = div("tile-head", tag("h2", figure.title), span("", figure.unit))
    return join([head, tag("figure", Markup(to_svg(figure.drawing)), class_="figure", data_figure=figure.key)])


def _rank(visit: Visit, reading: Reading) -> Markup:
    panel = reading.panel
    if len(panel.regions) < 2:
        return join(
            [
                tag("h2", visit.say("score.rank_alone")),
                tag("p", visit.say("score.rank_alone_says"), class_="small pale"),
            ]
        )
    low, high = panel.rank_band(reading.region)
    band = formats.band(low, high, 0, visit.language) if formats.known(low) and low != high else ""
    rank = panel.rank(reading.region)
    number = span("medium", formats.number(rank, 0, visit.language)) if formats.known(rank) else unknown(visit)
    alike = panel.alike(reading.region)
    named = formats.join([panel.setting.name(region) for region in alike[:3]], visit.language)
    if len(alike) > 3:
        named = visit.say("score.and_more", names=named, count=len(alike) - 3)
    words = visit.say("score.alike", names=named) if alike else visit.say("score.alone")
    head = div("tile-head", tag("h2", visit.say("score.rank", count=len(panel.regions))))
    compare = link(visit.say("score.compare"), visit.to("compare", region=reading.region, period=reading.asked))
    return join(
        [
            head,
            div("number-line", number, span("small", band) if band else None),
            tag("p", words, " ", compare, class_="small pale"),
        ]
    )


def unknowns(visit: Visit, reading: Reading) -> Markup | None:
    """What could not be known, and what was assumed on the way."""
    missing = reading.evaluation.missing
    own = missing[missing["region_id"].astype(str) == reading.region]
    if reading.asked and "period" in own:
        own = own[own["period"].astype(str) == reading.period]
    lines = [
        tag(
            "li",
            div(
                "line",
                span("unknown", visit.say("state.unknown")),
                div("what", _where(visit, reading, row), visit.pick(str(row.message), str(row.message_zh))),
            ),
        )
        for row in own.itertuples(index=False)
    ]
    notes = [tag("li", visit.pick(one.message, one.message_zh)) for one in reading.evaluation.notes]
    more = None
    if notes:
        summary = tag("summary", visit.say("score.notes", count=len(notes)))
        more = tag("details", summary, tag("ul", *notes, class_="lines small"), class_="more")
    if not lines and more is None:
        return None
    known = note(visit.say("score.all_known")) if not lines else tag("ul", *lines, class_="lines")
    return card(visit.say("score.unknowns"), known, more)


def _where(visit: Visit, reading: Reading, row: object) -> Markup:
    code = str(getattr(row, "indicator", ""))
    named = reading.panel.label(code) if code in reading.framework.codes else code
    return join([link(named, visit.to(f"assessed/{step(reading.region)}/{step(code)}", period=reading.asked)), ": "])
