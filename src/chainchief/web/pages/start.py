"""The first page of all: which workspaces there are, how to begin, what the signs mean."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import formats
from chainchief.web.markup import (
    card,
    chip,
    div,
    icon,
    join,
    link,
    press,
    span,
    synthetic_badge,
    table,
    tag,
)  # fmt: skip
from chainchief.web.pages.empty import sketch
from chainchief.web.pages.parts import open_example, plain_card, said, sheet_name, upload_box
from chainchief.web.visit import Page, Visit
from chainchief.workspace import Workspace, bundled_examples

LEVELS = (
    ("indicators",),
    ("segments",),
    ("firms",),
    ("ties",),
    ("trade", "io"),
    ("series", "rules", "actors"),
)
EXAMPLE_ICONS = {"demo": "science", "zhang-2024": "table_chart"}


def start(visit: Visit) -> Page:
    """The list of workspaces, a new one, the examples."""
    known = visit.shelf.workspaces()
    listed = _list(visit, known) if known else None
    left = div("stack", listed, _create(visit, bool(known)), levels(visit))
    right = div("stack", examples(visit), three_lenses(visit), honesty(visit), terminal(visit))
    lead = visit.say("start.lead", folder=str(visit.shelf.root))
    return Page(question=visit.question, lead=lead, body=div("columns wide-side", left, right))


def first_visit(visit: Visit) -> Page:
    """Home of a workspace into which nothing was imported."""
    drawn = card(
        visit.say("first.map"),
        sketch(visit, "map", visit.say("first.map")),
        tag("p", visit.say("first.map_needs"), class_="small pale"),
        side=visit.say("empty.drawing"),
    )
    left = div("stack", upload_box(visit), drawn, levels(visit))
    right = div("stack", examples(visit), three_lenses(visit), honesty(visit), terminal(visit))
    question = visit.say("first.question")
    return Page(question=question, lead=visit.say("first.lead"), body=div("columns wide-side", left, right))


def _list(visit: Visit, known: list[Workspace]) -> Markup:
    rows = [_workspace(visit, workspace) for workspace in known]
    head = (visit.say("start.title"), visit.say("start.folder"), visit.say("start.runs"), visit.say("start.last"))
    return card(visit.say("start.workspaces"), table(head, rows, visit.say("start.workspaces"), numeric=(2, 3)))


def _workspace(visit: Visit, workspace: Workspace) -> tuple[Any, ...]:
    """One line of the list; a damaged workspace says what is wrong with it."""
    address = visit.address(f"/w/{quote(workspace.name, safe='')}/home")
    name = link(visit.title_of(workspace), address, class_="strong")
    folder = tag("code", workspace.name)
    try:
        badge = synthetic_badge(visit.say("state.synthetic")) if workspace.synthetic else None
        runs = workspace.runs()
    except ChainChiefError as error:
        return join([name, div("small pale", error.say(visit.language))]), folder, "–", visit.say("start.damaged")
    last = formats.day(runs[0].started, visit.language) if runs else visit.say("start.never")
    return join([name, " ", badge]), folder, str(len(runs)), last


def _create(visit: Visit, known: bool) -> Markup:
    """Name a workspace and make it; where the root is one workspace there is nothing to make."""
    if visit.shelf.single:
        return card(visit.say("start.single"), tag("p", visit.say("start.single_says"), class_="small pale"))
    title = div(
        "field",
        tag("label", visit.say("start.new_title"), for_="title"),
        tag("input", type="text", name="title", id="title", required=True, maxlength=80, size=34),
    )
    language = tag("input", type="hidden", name="language", value=visit.language)
    make = press(visit.say("start.create"), "add", primary=True)
    form = tag(
        "form", div("form", title, language, make), data_send=True, method="post",
        action=visit.address("/api/workspaces/form"),
    )  # fmt: skip
    words = tag("p", visit.say("start.create_says"), class_="small pale")
    heading = visit.say("start.new" if known else "start.first")
    return card(heading, div("sends", form, said(visit)), words)


def examples(visit: Visit) -> Markup:
    """The bundled examples, each with a button."""
    lines = []
    for name, example in bundled_examples().items():
        badge = synthetic_badge(visit.say("state.synthetic")) if example.synthetic else None
        words = div(
            "what",
            tag("h3", visit.pick(example.title, example.title_zh), " ", badge),
            div("small pale", visit.pick(example.about, example.about_zh)),
        )
        picture = icon(EXAMPLE_ICONS.get(name, "menu_book"))
        lines.append(tag("li", div("line", picture, words, open_example(visit, name, visit.say("open")))))
    return card(visit.say("start.examples"), tag("ul", *lines, class_="lines"))


def three_lenses(visit: Visit) -> Markup:
    """What the three signs mean."""
    lines = [
        tag("li", chip(lens, visit.say(f"lens.{lens}")), div("small", visit.say(f"first.{lens}")))
        for lens in ("assessed", "observed", "simulated")
    ]
    return card(visit.say("first.lenses"), tag("ul", *lines, class_="lines tight"))


def honesty(visit: Visit) -> Markup:
    """How sure a number is, and how one sees it."""
    rows = (
        (span("strong", "412"), visit.say("first.measured")),
        ("≈ 412", visit.say("first.estimated")),
        ("◇ 412", visit.say("first.expert")),
        (synthetic_badge(visit.say("state.synthetic")), visit.say("first.synthetic")),
        (span("unknown", visit.say("state.unknown")), visit.say("first.unknown")),
        (span("withheld", visit.say("state.withheld")), visit.say("first.withheld")),
    )
    pairs = [div("sign-line", div("", name), div("small", says)) for name, says in rows]
    return card(visit.say("first.honesty"), *pairs)


def terminal(visit: Visit) -> Markup:
    """The same from a terminal."""
    words = tag("strong", visit.say("first.terminal"))
    return tag("section", words, " ", tag("code", "chainchief read chain.xlsx"), class_="card")


def levels(visit: Visit) -> Markup:
    """What one adds, what one can then ask, what not yet."""
    head = (spoken_number(visit), visit.say("levels.add"), visit.say("levels.ask"), visit.say("levels.not_yet"))
    rows = []
    for number, sheets in enumerate(LEVELS):
        names = join([span("sheet-name", sheet_name(visit, sheet)) for sheet in sheets], " ")
        missing = span("pale", visit.say(f"levels.{number}.not"))
        rows.append((str(number), names, visit.say(f"levels.{number}.ask"), missing))
    return plain_card(table(head, rows, visit.say("levels.name")))


def spoken_number(visit: Visit) -> Markup:
    """A head for a column of numbers that needs no words to the eye."""
    return span("spoken", visit.say("levels.number"))
