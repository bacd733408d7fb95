"""One draw in the drawer: what it picked, its ranking, its weights; and how to find the telling ones."""

from __future__ import annotations

from markupsafe import Markup

from chainchief.views import TableView, formats, to_html
from chainchief.views.results import draw_answer, draw_tables
from chainchief.views.results.robustness.sureness import Outlook
from chainchief.web.markup import card, chip, div, icon, join, link, press, tag
from chainchief.web.pages.parts import scroller
from chainchief.web.visit import Visit
from chainchief.workspace.variation import drawn, telling_draws


def draw_drawer(visit: Visit, look: Outlook, number: int) -> Markup:
    """The drawer of one draw; raises InputError for a number there is not."""
    one = drawn(look.found, number)
    count = len(look.found.uncertainty.draws)
    words = visit.say("close")
    head = div(
        "drawer-head",
        chip("assessed", visit.say("lens.assessed")),
        link(icon("close"), visit.here("draws", draw=None), class_="close", aria_label=words, title=words),
    )
    place, of = (formats.number(part, 0, visit.language) for part in (number, count))
    title = visit.say("sure.draw.title", number=place, draws=of)
    ways = (("sure.draw.before", number - 1), ("sure.draw.after", number + 1))
    turns = [link(visit.say(key), visit.here(draw=at), class_="button small") for key, at in ways if 1 <= at <= count]
    tables = [_shown(visit, table) for table in draw_tables(one, look)]
    return tag(
        "section", head, tag("h2", title, tabindex="-1"), tag("p", draw_answer(one, look), class_="small"),
        div("ways", *turns), *tables, class_="drawer", aria_label=title,
    )  # fmt: skip


def _shown(visit: Visit, table: TableView) -> Markup:
    made = scroller(table.caption, Markup(to_html(table, visit.language, caption=False)))
    return join([tag("h3", table.caption), made])


def draw_card(visit: Visit, look: Outlook) -> Markup:
    """Where a draw is chosen: by number, or the best, the middle and the worst one for the focal region."""
    view = look.view
    count = len(look.found.uncertainty.draws)
    chosen = telling_draws(look.found, view.focal, view.period)
    region = view.setting.name(view.focal)
    links = [
        link(visit.say(f"sure.draw.{name}", number=formats.number(number, 0, visit.language)), visit.here(draw=number),
             class_="button small")
        for name, number in chosen.items()
    ]  # fmt: skip
    kept = [tag("input", type="hidden", name=key, value=value) for key, value in visit.query.items() if key != "draw"]
    field = div(
        "field",
        tag("label", visit.say("sure.draw.number", draws=formats.number(count, 0, visit.language)), for_="draw-number"),
        tag(
            "input",
            type="number",
            name="draw",
            id="draw-number",
            min="1",
            max=count,
            value=visit.query.get("draw") or 1,
        ),
    )
    form = tag("form", *kept, field, press(visit.say("sure.draw.show")), method="get", action=visit.path, class_="form")
    words = tag("p", visit.say("sure.draw.says", region=region), class_="small pale")
    return card(visit.say("sure.draw.card"), words, div("ways", *links), form, id_="draws")
