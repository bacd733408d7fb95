"""Regions side by side: who can be told apart."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.registry import FIGURES
from chainchief.web.markup import button, card, div, join, link, table, table_row
from chainchief.web.pages.assessed.reading import Reading, grade_words, read
from chainchief.web.pages.assessed.scorecard import years
from chainchief.web.pages.empty import empty
from chainchief.web.pages.parts import figure_card, unknown
from chainchief.web.visit import Page, Visit, step

WIDE = 1110.0


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
        cells += [grade_words(visit, reading, region)] if view.graded else []
        rows.append(
            table_row(cells, range(1, len(codes) + 1), class_="chosen" if region == view.focal and view.named else None)
        )
    head = [visit.say("column.region"), *(view.label(code) for code in codes)]
    head += [visit.say("years.grade")] if view.graded else []
    return card(
        visit.say("compare.dimensions"),
        table(head, rows, visit.say("compare.dimensions"), numeric=range(1, len(codes) + 1)),
    )
