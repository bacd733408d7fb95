"""Pages without data: the question, a pale drawing, what to add. Nothing pretends."""

from __future__ import annotations

from collections.abc import Callable
from math import exp

from markupsafe import Markup

from chainchief.views.drawing import Circle, Drawing, Line, Mark, Path, Rect, curve_to, move, polyline
from chainchief.views.svg import to_svg
from chainchief.web.markup import button, card, div, link, press, tag
from chainchief.web.pages.parts import needs_line, open_example
from chainchief.web.visit import Page, Visit

WIDTH, HEIGHT = 720.0, 250.0


def empty(visit: Visit) -> Page:
    """The page of an entry that has nothing to show yet."""
    entry = visit.entry
    assert entry is not None
    missing = {sheet: columns for sheet, columns in entry.needs.items() if not visit.ws.chain.has(sheet)}
    lead = visit.say("empty.needs") if missing else visit.say("empty.not_yet")
    return Page(question=visit.question, lead=lead, body=div("columns", drawing(visit), asked(visit, missing)))


def refused(visit: Visit, words: str) -> Page:
    """A page that cannot be worked out says why, and what it rests on."""
    reason = card(visit.say("refused.title"), tag("p", words, class_="text"))
    if visit.workspace is None or visit.entry is None:
        return Page(visit.question, visit.say("refused.lead"), body=reason)
    body = div("columns", div("stack", reason, drawing(visit)), asked(visit, {}))
    return Page(visit.question, visit.say("refused.lead"), body=body)


def drawing(visit: Visit) -> Markup:
    """The pale drawing of the page, marked as one."""
    assert visit.entry is not None
    name = visit.entry.sketch_names[visit.language]
    return card(name, sketch(visit, visit.entry.sketch, name), side=visit.say("empty.drawing"))


def asked(visit: Visit, missing: dict[str, tuple[str, ...]]) -> Markup:
    """The sheets and fewest columns the page needs: those that are missing, else all."""
    assert visit.entry is not None
    title = visit.say("empty.add") if missing else visit.say("empty.rests_on")
    return card(title, needs_line(visit, missing or visit.entry.needs), _ways(visit, bool(missing)))


def _ways(visit: Visit, missing: bool) -> Markup:
    template = button(
        visit.say("upload.template"), visit.address(f"/api/template?language={visit.language}"), "download", download=""
    )
    upload = button(visit.say("home.import"), visit.to("data/findings", "upload"), "upload_file", primary=missing)
    return div("form", upload if missing else None, template, open_example(visit, "demo", visit.say("empty.demo")))


def not_found(visit: Visit) -> Page:
    """A friendly page for an address that leads nowhere."""
    home = visit.to("home") if visit.workspace else visit.address("/")
    ways = div(
        "form",
        button(visit.say("missing.home"), home, "home", primary=True),
        press(visit.say("missing.back"), "arrow_back", type="button", data_back=True),
    )
    where = tag("p", visit.say("missing.address"), " ", tag("code", visit.path), class_="text")
    body = card(visit.say("missing.title"), where, tag("p", visit.say("missing.search"), class_="text pale"), ways)
    return Page(question=visit.say("missing.question"), lead=visit.say("missing.lead"), body=body, status=404)


def no_such(visit: Visit, what: str, back: str, back_words: str) -> Page:
    """The address is right but names something the tables do not hold."""
    body = card(
        visit.say("missing.title"), tag("p", what, class_="text"), div("form", link(back_words, back, class_="button"))
    )
    return Page(question=visit.question, lead=visit.say("missing.not_in_tables"), body=body, status=404)


def sketch(visit: Visit, kind: str, name: str) -> Markup:
    """The pale drawing of a kind of page; no data behind it."""
    marks = SKETCHES[kind]()
    drawing = Drawing(WIDTH, HEIGHT, tuple(marks), name, visit.say("empty.drawing"))
    return Markup(to_svg(drawing))


def _card(x: float, y: float, width: float = 140, height: float = 30) -> list[Mark]:
    return [
        Rect(x, y, width, height, stroke="line", dash="4 3", radius=3, fill="sheet"),
        Circle(x + 16, y + height / 2, 6, stroke="line", dash="2 2"),
        Rect(x + 30, y + height / 2 - 3, width * 0.45, 6, fill="sunk", radius=3),
    ]


def _map() -> list[Mark]:
    columns = {30.0: (30, 85, 140, 195), 290.0: (20, 72, 124, 176), 550.0: (45, 110, 175)}
    ties = [(30, 45, 290, 35), (30, 45, 290, 87), (30, 100, 290, 87), (30, 155, 290, 139), (30, 210, 290, 191)]
    ties += [(290, 35, 550, 60), (290, 87, 550, 60), (290, 139, 550, 125), (290, 191, 550, 190), (30, 155, 290, 87)]
    marks: list[Mark] = [
        Path((move(x + 140, y), curve_to(x + 200, y, to_x - 60, to_y, to_x, to_y)), stroke="sunk", width=4)
        for x, y, to_x, to_y in ties
    ]
    for x, rows in columns.items():
        for y in rows:
            marks += _card(x, y)
    return marks


def _bars() -> list[Mark]:
    marks: list[Mark] = [Line(150, 20, 150, 230)]
    for place, width in enumerate((430, 330, 260, 205, 140, 90)):
        y = 30 + place * 33
        marks += [Rect(40, y + 5, 95 - place * 7, 7, fill="sunk", radius=3), Rect(150, y, width, 17, fill="sunk")]
    return marks


def _dots() -> list[Mark]:
    marks: list[Mark] = [Line(x, 16, x, 232, stroke="sunk") for x in (210, 310, 410, 510, 610)]
    for place, at in enumerate((470, 395, 520, 330, 440, 300)):
        y = 34 + place * 35
        marks += [
            Rect(40, y - 4, 120 - place * 9, 7, fill="sunk", radius=3),
            Line(at - 48, y, at + 48, y, stroke="sunk", width=7),
            Path(
                (move(at, y - 7), ("L", (at + 7, y)), ("L", (at, y + 7)), ("L", (at - 7, y)), ("Z", ())),
                fill="sheet",
                stroke="line",
            ),
        ]
    return marks


def _curve() -> list[Mark]:
    points = [(60 + 6 * t, 60 + 120 * (t / 18) * exp(1 - t / 18) * (1 if t < 95 else 0.9)) for t in range(100)]
    upper = polyline(*((x, y - 12 - (y - 60) * 0.25) for x, y in points))
    lower = polyline(*((x, y + 12 + (y - 60) * 0.2) for x, y in points))
    return [
        Line(60, 20, 60, 225),
        Line(60, 225, 680, 225),
        Line(60, 60, 680, 60, stroke="sunk"),
        Path(upper, stroke="sunk"),
        Path(lower, stroke="sunk"),
        Path(polyline(*points), stroke="line", width=2, dash="7 3"),
    ]


def _scatter() -> list[Mark]:
    places = ((120, 190), (180, 160), (230, 175), (290, 120), (340, 140), (420, 95), (480, 120), (560, 60), (610, 85))
    frame: list[Mark] = [Line(60, 20, 60, 225), Line(60, 225, 680, 225), Line(60, 122, 680, 122, stroke="sunk")]
    return frame + [Circle(x, y, 7, stroke="line", fill="sheet") for x, y in places]


def _flows() -> list[Mark]:
    marks: list[Mark] = []
    for place, (left, right) in enumerate(((30, 70), (80, 110), (130, 150), (185, 190))):
        for start, end, begin, stop in ((70, 330, left, right), (350, 640, right, left)):
            bend = (start + end) / 2
            steps = (move(start, begin + 10), curve_to(bend, begin + 10, bend, stop + 5, end, stop + 5))
            marks.append(Path(steps, stroke="sunk", width=14 - 2 * place))
        marks += [Rect(52, left - 4, 16, 34, fill="line"), Rect(642, left - 4, 16, 34, fill="line")]
    return [*marks, Rect(332, 60, 16, 150, fill="line")]


def _table() -> list[Mark]:
    marks: list[Mark] = [Rect(40 + at * 165, 26, 80, 7, fill="line", radius=3) for at in range(4)]
    marks.append(Line(40, 46, 680, 46, stroke="border"))
    for row in range(6):
        y = 60 + row * 32
        widths = (120 - row * 8, 60 + row * 6, 90 - row * 5, 40 + row * 4)
        marks += [Rect(40 + at * 165, y, width, 7, fill="sunk", radius=3) for at, width in enumerate(widths)]
        marks.append(Line(40, y + 19, 680, y + 19, stroke="sunk"))
    return marks


SKETCHES: dict[str, Callable[[], list[Mark]]] = {
    "map": _map,
    "bars": _bars,
    "dots": _dots,
    "curve": _curve,
    "scatter": _scatter,
    "flows": _flows,
    "table": _table,
}
