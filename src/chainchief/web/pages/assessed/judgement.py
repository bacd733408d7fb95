"""Weights, uncertainty, years and regions: whose judgement is in a score, and what it is worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.assessed import GRADES, Panel, panel
from chainchief.views.figures.registry import FIGURES
from chainchief.web.markup import button, card, chip, div, join, link, span, table, table_row, tag
from chainchief.web.pages.assessed.reading import Reading, grade_words, read
from chainchief.web.pages.assessed.scorecard import years
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import figure_card, missing, plain_card, unknown
from chainchief.web.visit import Page, Visit, step

WIDE = 1110.0


def weights(visit: Visit) -> Page:
    """Global, local and effective weights side by side, with their source."""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    framework = reading.framework
    given = reading.evaluation.weights
    rows = [_weight_row(visit, reading, code, given.loc[code]) for code in framework.codes if code in given.index]
    head = [visit.say(f"weights.{name}") for name in ("code", "indicator", "local", "global", "effective", "source")]
    made = plain_card(table(head, rows, visit.say("weights.name"), numeric=(2, 3, 4)))
    notes = [tag("li", visit.pick(one.message, one.message_zh)) for one in framework.notes]
    about = card(visit.say("weights.about"), tag("ul", *notes, class_="lines")) if notes else None
    means = card(
        visit.say("weights.means"),
        *(
            tag("p", visit.say(f"weights.{name}_says"), class_="text small")
            for name in ("local", "global", "effective")
        ),
    )
    return Page(visit.question, _weights_lead(visit, reading), body=div("columns", made, div("stack", means, about)))


def _weights_lead(visit: Visit, reading: Reading) -> str:
    given = reading.evaluation.weights.loc[list(reading.framework.leaves), "effective"]
    heaviest = str(given.idxmax())
    share = formats.number(float(given.max()), 3, visit.language)
    return visit.say("weights.lead", framework=reading.framework.name, name=reading.panel.label(heaviest), share=share)


def _weight_row(visit: Visit, reading: Reading, code: str, row: Any) -> Markup:
    about = reading.framework.table.loc[code]
    depth = int(about["depth"])
    address = visit.to(f"assessed/{step(reading.region)}/{step(code)}", period=reading.asked)
    source = "" if missing(about["source"]) else str(about["source"])
    values = [
        _weight(visit, row[name]) if depth else formats.NOT_APPLICABLE for name in ("local", "global", "effective")
    ]
    cells = (
        tag("code", code),
        link(reading.panel.label(code), address, class_="whole"),
        *values,
        source or formats.NOT_APPLICABLE,
    )
    kind = "group" if depth <= 1 else f"inside depth-{depth}"
    return table_row(cells, (2, 3, 4), class_=kind)


def _weight(visit: Visit, value: Any) -> Markup | str:
    return formats.number(float(value), 3, visit.language) if formats.known(float(value)) else unknown(visit)


def uncertainty(visit: Visit) -> Page:
    """Rank intervals of all regions, and how often each grade comes out."""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    ranked = figure_card(
        visit, FIGURES["ranked_regions"](reading.evaluation, replace(reading.panel.setting, width=WIDE))
    )
    body = div("stack", ranked, _share_table(visit, reading), _drawn(visit, reading))
    return Page(visit.question, _sureness(visit, reading), years(visit, reading) or Markup(), body)


def _sureness(visit: Visit, reading: Reading) -> str:
    view = reading.panel
    flips = [view.setting.name(region) for region in view.regions if view.unstable(region)]
    if not flips:
        return visit.say("uncertainty.stable", count=len(view.regions))
    return visit.say(
        "uncertainty.lead", count=len(flips), names=formats.join(flips[:4], visit.language), regions=len(view.regions)
    )


def _share_table(visit: Visit, reading: Reading) -> Markup:
    view = reading.panel
    rows = []
    for region in view.regions:
        shares = view.grade_shares(region)
        cells: list[Any] = [link(view.setting.name(region), visit.to("assessed", region=region, period=reading.asked))]
        cells += [
            formats.percent(shares[grade], 0, visit.language) if grade in shares else unknown(visit) for grade in GRADES
        ]
        cells.append(
            span("tag", visit.say("state.unstable")) if view.unstable(region) else visit.say("uncertainty.same")
        )
        rows.append(table_row(cells, range(1, 6), class_="chosen" if region == view.focal and view.named else None))
    head = [
        visit.say("column.region"),
        *(visit.say(f"grade.{grade}") for grade in GRADES),
        visit.say("uncertainty.verdict"),
    ]
    draws = formats.number(getattr(reading.evaluation.options, "draws", 0), 0, visit.language)
    unit = visit.say("uncertainty.draws", count=draws)
    title = join([chip("assessed", visit.say("lens.assessed")), " ", visit.say("uncertainty.grades")])
    return card(title, table(head, rows, visit.say("uncertainty.grades"), numeric=range(1, 6)), unit=unit)


def _drawn(visit: Visit, reading: Reading) -> Markup:
    options = reading.evaluation.options
    rows = [
        visit.say("uncertainty.weights", share=formats.percent(options.weight_noise, 0, visit.language)),
        visit.say("uncertainty.data" if options.data_noise else "uncertainty.no_data"),
        visit.say("uncertainty.seed", seed=options.seed),
    ]
    return card(visit.say("uncertainty.how"), tag("ul", *(tag("li", row) for row in rows), class_="lines tight"))


def over_time(visit: Visit) -> Page:
    """The score of one region year by year; a change inside the band is called none."""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    if len(reading.panel.periods) < 2:
        page = empty(visit)
        return Page(visit.question, visit.say("years.one_period"), body=page.body)
    panels = [_at(reading, period) for period in reading.panel.periods]
    own = [view for view in panels if reading.region in view.regions]
    setting = replace(reading.panel.setting, width=WIDE)
    figure = figure_card(visit, FIGURES["over_time"](reading.evaluation, setting))
    body = div("stack", figure, _year_table(visit, reading, own))
    return Page(visit.question, _change_lead(visit, reading, own), body=body)


def _at(reading: Reading, period: str) -> Panel:
    return panel(reading.evaluation, replace(reading.panel.setting, period=period, region=reading.region))


def change_words(visit: Visit, before: Panel, after: Panel, region: str) -> str:
    """«+0.03, inside the band, so no real change» or «+0.12»."""
    old, new = before.overall(region), after.overall(region)
    if not (formats.known(old) and formats.known(new)):
        return formats.UNKNOWN[visit.language]
    change = formats.number(new - old, 2, visit.language, signed=True)
    low, high = after.band(region)
    old_low, old_high = before.band(region)
    if formats.known(low) and formats.known(old_low) and low <= old_high and old_low <= high:
        return visit.say("years.no_change", change=change)
    return change


def _change_lead(visit: Visit, reading: Reading, own: list[Panel]) -> str:
    if len(own) < 2:
        return visit.say("years.one_period")
    words = change_words(visit, own[0], own[-1], reading.region)
    return visit.say("years.lead", first=own[0].period, last=own[-1].period, change=words)


def _year_table(visit: Visit, reading: Reading, own: list[Panel]) -> Markup:
    rows = []
    dimensions = list(reading.framework.dimensions)
    for place, view in enumerate(own):
        low, high = view.band(reading.region)
        at = Reading(reading.run, view)
        changed = change_words(visit, own[place - 1], view, reading.region) if place else formats.NOT_APPLICABLE
        band = formats.band(low, high, 2, visit.language) if formats.known(low) else unknown(visit)
        whole = formats.score(view.overall(reading.region), visit.language)
        address = visit.to("assessed", region=reading.region, period=view.period)
        parts = [formats.score(view.score(reading.region, code), visit.language) for code in dimensions]
        rows.append((link(view.period, address), whole, band, grade_words(visit, at), changed, *parts))
    head = [visit.say(f"years.{name}") for name in ("period", "score", "range", "grade", "change")]
    head += [reading.panel.label(code) for code in dimensions]
    numeric = (1, 2, *range(5, 5 + len(dimensions)))
    return card(visit.say("years.years"), table(head, rows, visit.say("years.years"), numeric=numeric))


def compare(visit: Visit) -> Page:
    """All regions side by side, and from whom the focal one cannot be told apart."""
    reading = read(visit)
    if reading is None:
        return empty(visit)
    view = reading.panel
    if len(view.regions) < 2:
        page = empty(visit)
        return Page(visit.question, visit.say("compare.one_region"), body=page.body)
    ranked = figure_card(visit, FIGURES["ranked_regions"](reading.evaluation, view.setting))
    shape = figure_card(visit, FIGURES["radar"](reading.evaluation, view.setting))
    body = div("stack", div("columns wide-side", ranked, shape), _dimension_table(visit, reading))
    alike = view.alike(view.focal)
    names = formats.join([view.setting.name(region) for region in alike[:4]], visit.language)
    words = (
        visit.say("compare.lead", region=reading.name, names=names)
        if alike
        else visit.say("compare.apart", region=reading.name)
    )
    actions = join(
        [years(visit, reading), button(visit.say("compare.uncertainty"), visit.to("uncertainty"), "blur_on")]
    )
    return Page(visit.question, words, actions, body)


def _dimension_table(visit: Visit, reading: Reading) -> Markup:
    view, framework = reading.panel, reading.framework
    codes = [framework.root, *framework.dimensions]
    rows = []
    for region in view.regions:
        cells: list[Any] = [link(view.setting.name(region), visit.to("assessed", region=region, period=reading.asked))]
        for code in codes:
            value = view.score(region, code)
            address = visit.to(f"assessed/{step(region)}/{step(code)}", period=reading.asked)
            cells.append(
                link(formats.score(value, visit.language), address) if formats.known(value) else unknown(visit)
            )
        cells.append(grade_words(visit, reading, region))
        rows.append(
            table_row(cells, range(1, len(codes) + 1), class_="chosen" if region == view.focal and view.named else None)
        )
    head = [visit.say("column.region"), *(view.label(code) for code in codes), visit.say("years.grade")]
    return card(
        visit.say("compare.dimensions"),
        table(head, rows, visit.say("compare.dimensions"), numeric=range(1, len(codes) + 1)),
    )
