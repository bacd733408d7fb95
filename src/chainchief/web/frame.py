"""How a page gets into NiceGUI: built in a thread, laid into landmarks, with a bar while it takes its time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from fastapi import Request
from markupsafe import Markup
from nicegui import Client, background_tasks, run, ui

from chainchief.errors import ChainChiefError
from chainchief.web import shell
from chainchief.web.markup import card, div, tag
from chainchief.web.navigation import Entry
from chainchief.web.pages.empty import not_found, refused
from chainchief.web.shelf import Absent, Shelf
from chainchief.web.theme import head
from chainchief.web.visit import Page, Visit

PATIENCE = 0.8
Build = Callable[[Visit], Page]


@dataclass(frozen=True)
class Surround:
    """What stands around the page, as Markup; "" where a part is absent."""

    header: Markup
    rail: Markup
    bottom: Markup
    palette: Markup


@dataclass(frozen=True)
class Laid:
    """One finished page: title of the window, status, content of the landmark main."""

    title: str
    page: Page
    main: Markup


def lay_page(route: str, entry: Entry | None, build: Build, longest: float) -> None:
    """Serve a page function at a route.

    build : Visit -> Page; runs in a thread, so that the event loop stays free
    longest : seconds after which the page counts as failed
    """

    async def serve(request: Request) -> None:
        visit = visit_of(request, entry)
        client = ui.context.client
        ui.add_head_html(head(visit.language, visit.theme))
        around = background_tasks.create(run.io_bound(surround, visit), name=f"frame {route}")
        task = background_tasks.create(run.io_bound(assemble, visit, build), name=f"page {route}")
        await asyncio.wait({task, around}, timeout=PATIENCE)
        if around.done():
            lay_surround(client, visit, around.result())
        if task.done():
            lay_main(client, task.result())
        else:
            await _lay_later(client, visit, around, task)

    serve.__name__ = f"page_{entry.key if entry else 'start'}".replace("-", "_")
    ui.page(route, response_timeout=longest)(serve)


async def _lay_later(client: Client, visit: Visit, around: asyncio.Task[Surround], task: asyncio.Task[Laid]) -> None:
    """Say that work goes on, send the page, and lay the content when it is there."""
    client.title = visit.question
    early = around.done()
    with ui.element("div") as waiting:
        ui.html(_waiting(visit), sanitize=False)
    await client.connected()
    if not early:
        lay_surround(client, visit, await around)
    laid = await task
    waiting.delete()
    lay_main(client, laid)
    ui.page_title(laid.title)


def visit_of(request: Request, entry: Entry | None) -> Visit:
    """What a request asks for; an unknown workspace leaves `workspace` empty."""
    shelf: Shelf = request.scope["shelf"]
    places = dict(request.path_params)
    name = places.pop("name", None)
    chosen = request.scope["choices"]
    try:
        workspace = shelf.open(name) if name is not None else None
    except Absent:
        workspace, entry = None, None
    accepted = request.headers.get("accept-language", "").lower()
    default = workspace.language if workspace else "zh" if accepted.startswith("zh") else "en"
    return Visit(
        shelf=shelf,
        workspace=workspace,
        entry=entry,
        places=places,
        query=dict(request.query_params),
        language=chosen.get("lang", default),
        theme=chosen.get("theme", ""),
        path=request.url.path,
    )


def surround(visit: Visit) -> Surround:
    """Header, rail, bottom bar and palette; outside a workspace, and in a damaged one, the header alone."""
    try:
        return _surround(visit)
    except ChainChiefError:
        return _surround(outside(visit))


def outside(visit: Visit) -> Visit:
    """The same reader outside any workspace."""
    return replace(visit, workspace=None, entry=None)


def _surround(visit: Visit) -> Surround:
    inside = visit.workspace is not None
    if visit.workspace is not None:
        visit.shelf.warm(visit.workspace)
    return Surround(
        header=shell.header(visit),
        rail=shell.side(visit) if inside else Markup(),
        bottom=shell.bottom_bar(visit) if inside else Markup(),
        palette=shell.palette(visit) if inside else Markup(),
    )


def assemble(visit: Visit, build: Build) -> Laid:
    """Build the page; errors of ours become a sentence on it."""
    if visit.workspace is None and visit.path != "/":
        build = not_found
    try:
        if visit.workspace is not None:
            visit.shelf.warm(visit.workspace)
        page = build(visit)
        return Laid(shell.title(visit, page), page, shell.main(visit, page))
    except ChainChiefError as error:
        return _refusal(visit, error.say(visit.language))


def _refusal(visit: Visit, words: str) -> Laid:
    """Why there is no answer, inside the workspace where that can still be read."""
    try:
        page = refused(visit, words)
        return Laid(shell.title(visit, page), page, shell.main(visit, page))
    except ChainChiefError:
        page = refused(outside(visit), words)
        return Laid(visit.question, page, shell.main(outside(visit), page))


def _waiting(visit: Visit) -> Markup:
    bar = tag("progress", aria_label=visit.say("working"))
    line = div("working", bar, tag("span", visit.say("working"), role="status"))
    return div("stack", tag("h1", visit.question), card(visit.say("working.title"), line))


def lay_surround(client: Client, visit: Visit, around: Surround) -> None:
    """Put the frame into its landmarks, in the order in which they are read."""
    layout = client.layout
    if not around.rail:
        layout.classes(add="alone")
    before = [("div", shell.skip_link(visit), "skip-place"), ("header", around.header, "head")]
    if around.rail:
        before.append(("nav", around.rail, "rail"))
    with layout:
        for place, (name, content, class_) in enumerate(before):
            made = ui.html(content, sanitize=False, tag=name).classes(class_)
            if name == "nav":
                made.props(f'aria-label="{visit.say("shell.pages")}"')
            made.move(layout, target_index=place)
        if around.bottom:
            words = visit.say("shell.quick")
            ui.html(tag("ul", around.bottom), sanitize=False, tag="nav").classes("bottom").props(
                f'aria-label="{words}"'
            )
        if around.palette:
            ui.html(around.palette, sanitize=False)


def lay_main(client: Client, laid: Laid) -> None:
    """Put the page into the landmark main."""
    client.title = laid.title
    client.status_code = laid.page.status
    with client.content:
        ui.html(laid.main, sanitize=False)
        if laid.page.grid is not None:
            with ui.teleport("#grid"):
                ui.aggrid(laid.page.grid, auto_size_columns=False)
