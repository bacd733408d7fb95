"""The frame around every page: header, rail, main, palette; the same for all rooms."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import div, icon, join, link, press, sign, span, spoken, synthetic_badge, tag
from chainchief.web.navigation import GROUPS, Entry, Place, rail
from chainchief.web.visit import Page, Visit

MARK = Markup(
    '<svg class="mark" viewBox="0 0 26 16" aria-hidden="true"><g fill="none" stroke="currentColor" stroke-width="2.4">'
    '<rect x="1.6" y="3" width="12.4" height="10" rx="5"/>'
    '<rect x="12" y="3" width="12.4" height="10" rx="5"/></g></svg>'
)


def skip_link(visit: Visit) -> Markup:
    """First stop of the keyboard: past header and rail."""
    return link(visit.say("shell.skip"), "#main", class_="skip")


def header(visit: Visit) -> Markup:
    """Mark, workspace, base year, SYNTHETIC, search, language, theme, role."""
    mark = link(join([MARK, "chainchief"]), visit.address("/"), class_="brand")
    inside = join([_switcher(visit), _search(visit)]) if visit.workspace else span("grow")
    return join([mark, inside, _languages(visit), _theme(visit), _role(visit)])


def _switcher(visit: Visit) -> Markup:
    ws = visit.ws
    year = ws.chain.base_year
    others = [
        link(visit.title_of(other), visit.address(f"/w/{quote(other.name, safe='')}/home"))
        for other in visit.shelf.workspaces()
        if other.name != ws.name
    ]
    menu = div("menu", *others, link(visit.say("shell.all_workspaces"), visit.address("/")))
    summary = tag(
        "summary",
        span("ws-title", visit.title),
        span("pale ws-year", visit.say("shell.base_year", year=year)) if year else None,
        icon("unfold_more"),
        spoken(visit.say("shell.switch")),
    )
    badge = synthetic_badge(visit.say("state.synthetic.data")) if ws.synthetic else None
    return join([tag("details", summary, menu, class_="switcher"), badge, span("grow")])


def _search(visit: Visit) -> Markup:
    words = visit.say("shell.search")
    return tag(
        "button",
        icon("search"),
        span("search-words", words),
        tag("kbd", "Ctrl K"),
        class_="search",
        type="button",
        id="search",
        aria_haspopup="dialog",
        aria_label=words,
        aria_keyshortcuts="Control+K",
    )


def _languages(visit: Visit) -> Markup:
    own = {"en": "EN", "zh": "中文"}
    speech = {"en": "en", "zh": "zh-CN"}
    order = ("zh", "en") if visit.zh else ("en", "zh")
    links = [
        link(
            own[code], visit.here(lang=code), lang=speech[code], aria_current="true" if code == visit.language else None
        )
        for code in order
    ]
    return tag(
        "nav",
        join(links, Markup('<span aria-hidden="true">/</span>')),
        class_="languages",
        aria_label=visit.say("shell.language"),
    )


def _theme(visit: Visit) -> Markup:
    dark = visit.theme == "dark"
    words = visit.say("theme.to_light" if dark else "theme.to_dark")
    return link(
        icon("light_mode" if dark else "dark_mode"),
        visit.here(theme="light" if dark else "dark"),
        class_="theme",
        aria_label=words,
        title=words,
    )


def _role(visit: Visit) -> Markup:
    return span(
        "role",
        span("badge", visit.say("role.office_short"), aria_hidden="true"),
        span("role-name", visit.say("role.office")),
    )


def side(visit: Visit) -> Markup:
    """The rail: three groups, sub-pages under the open entry only, what was imported at the foot."""
    assert visit.workspace is not None
    here = visit.entry.parent or visit.entry.key if visit.entry else ""
    blocks: list[Markup] = []
    for group in GROUPS:
        lines = [_line(visit, place, place.key == here) for place in rail() if place.group == group]
        name = tag("h2", visit.say(f"group.{group}")) if group else None
        blocks.append(div("group", name, tag("ul", *lines)))
    return join([*blocks, _foot(visit)])


def _line(visit: Visit, place: Place, is_open: bool) -> Markup:
    first = place.first
    name = first.names[visit.language] if not first.parent else visit.say(f"entry.{place.key}")
    picture = span("icon-box", sign(first.lens)) if first.lens else span("icon-box", icon(first.icon))
    count = _count(visit, place)
    here = is_open and visit.entry is not None and visit.entry.key == first.key
    entry = link(
        join([picture, span("name", name), count]),
        visit.to(first.route),
        class_="entry open" if is_open else "entry",
        aria_current="page" if here else None,
        title=name,
    )
    pages = [_sub(visit, page) for page in place.pages] if is_open and len(place.pages) > 1 else []
    return tag("li", entry, tag("ul", *pages, class_="sub") if pages else None)


def _sub(visit: Visit, page: Entry) -> Markup:
    entry = visit.entry
    inside = entry is not None and not entry.listed and entry.route.startswith(page.route + "/")
    here = entry is not None and (entry.key == page.key or inside)
    current = "page" if entry is not None and entry.key == page.key else "true" if inside else None
    return tag(
        "li",
        link(page.names[visit.language], visit.to(page.route), aria_current=current, class_="here" if here else None),
    )


def _count(visit: Visit, place: Place) -> Markup | None:
    if place.key != "data":
        return None
    errors = sum(finding.level == "error" for finding in visit.ws.findings())
    return span("count", errors, spoken(f" {visit.say('findings.errors')}")) if errors else None


def _foot(visit: Visit) -> Markup:
    runs = visit.ws.runs()
    if not runs:
        return div("foot", visit.say("shell.nothing_imported"))
    imported = next((run for run in runs if run.step in ("read", "import")), None)
    day = formats.day(imported.started, visit.language) if imported else ""
    newest = visit.say("shell.last_run", number=f"{runs[0].number:04d}")
    return div(
        "foot",
        div("", visit.say("shell.last_import", day=day)) if day else None,
        link(newest, visit.to(f"runs/{runs[0].number}")),
    )


def bottom_bar(visit: Visit) -> Markup:
    """Five entries for the thumb, below 700 px."""
    wanted = ("home", "data", "diagnosis", "assessed", "reports")
    places = {place.key: place for place in rail()}
    return join([_line(visit, places[key], False) for key in wanted])


def title(visit: Visit, page: Page) -> str:
    """Title of the window: «question · workspace»."""
    return f"{page.question} · {visit.title}" if visit.workspace else page.question


def main(visit: Visit, page: Page) -> Markup:
    """Question, answer, actions, then the page; on paper a foot with workspace, run and label."""
    lead = tag("p", page.lead, class_="lead") if page.lead else None
    head = div(
        "page-head",
        div("asked", tag("h1", page.question), lead),
        div("actions", page.actions) if page.actions else None,
    )
    body = (
        div("page-body with-drawer", div("page-main", page.body), page.drawer)
        if page.drawer
        else div("page-body", page.body)
    )
    lost = {"data_lost": visit.say("frame.lost"), "data_again": visit.say("frame.again")}
    return div("page", _narrow(visit), head, body, _print_foot(visit), id="main", tabindex="-1", **lost)


def _narrow(visit: Visit) -> Markup | None:
    """Sub-pages of the open entry where the rail shows icons only."""
    if visit.workspace is None or visit.entry is None:
        return None
    here = visit.entry.parent or visit.entry.key
    pages = next(place.pages for place in rail() if place.key == here)
    if len(pages) < 2:
        return None
    links = [
        link(
            page.names[visit.language],
            visit.to(page.route),
            aria_current="page" if page.key == visit.entry.key else None,
        )
        for page in pages
    ]
    return tag("nav", *links, class_="narrow-pages", aria_label=visit.say("shell.subpages"))


def _print_foot(visit: Visit) -> Markup | None:
    if visit.workspace is None:
        return None
    runs = visit.ws.runs()
    parts = [visit.title]
    if runs:
        parts += [
            visit.say("shell.last_run", number=f"{runs[0].number:04d}"),
            formats.day(runs[0].started, visit.language),
        ]
    if visit.ws.synthetic:
        parts.append(visit.say("state.synthetic.data"))
    return div("print-foot", " · ".join(parts))


def palette(visit: Visit) -> Markup:
    """The command palette; `shell.js` fills it from the REST address when it is first opened."""
    words = visit.say("palette.name")
    field = tag(
        "input", type="text", id="palette-field", role="combobox", autocomplete="off", spellcheck="false",
        aria_expanded="true", aria_controls="palette-list", aria_autocomplete="list",
        aria_label=words, placeholder=visit.say("shell.search"),
    )  # fmt: skip
    listed = div("palette-list", id="palette-list", role="listbox", aria_label=words)
    close = press(visit.say("close"), type="button", class_="button close-word")
    head = div("palette-head", icon("search"), field, close)
    nothing = tag("p", visit.say("palette.nothing"), class_="palette-none", hidden=True)
    source = visit.api(f"/palette?lang={visit.language}")
    return tag("dialog", head, listed, nothing, id="palette", aria_label=words, data_from=source)
