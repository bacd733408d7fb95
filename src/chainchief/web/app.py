"""The workbench as one FastAPI application: REST, stylesheet, pages; on this machine unless told otherwise."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from nicegui import app as frame
from nicegui import ui

from chainchief.errors import InputError, WorkspaceError
from chainchief.web.frame import lay_page
from chainchief.web.guard import UPLOAD_LIMIT, Guard, own_names
from chainchief.web.navigation import entries
from chainchief.web.pages.catalogue import PAGES
from chainchief.web.rest import data, import_forms, imports, manual, shelves, work
from chainchief.web.rest.answers import teach_errors
from chainchief.web.rest.assessed import judgements, uncertainty
from chainchief.web.shelf import Shelf
from chainchief.web.theme import FAVICON, digest, script, stylesheet

FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
LONGEST = 120.0
WARMED = 8


def create_app(root: Path, *, host: str = "127.0.0.1", upload_limit: int = UPLOAD_LIMIT) -> FastAPI:
    """The workbench over a workspace, or over a folder of workspaces.

    root : the folder; it is made with the first workspace
    host : the address it will listen on; it answers for this name and for the loopback names only
    upload_limit : largest upload in bytes
    """
    shelf = Shelf(Path(root))

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        shelf.close()

    app = FastAPI(
        lifespan=life,
        title="chainchief",
        description="Regional industrial chains: data, evaluation, reports. Errors are {error, error_zh, where}.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.shelf = shelf
    teach_errors(app)
    for room in (shelves, imports, import_forms, data, work, judgements, uncertainty, manual):
        app.include_router(room.router)
    _serve_assets(app)
    _lay_pages()
    _mount_frame(app)
    app.add_middleware(Guard, hosts=own_names(host), shelf=shelf, limit=upload_limit)
    return app


def serve(root: Path, host: str = "127.0.0.1", port: int = 8040, open_browser: bool = False) -> None:
    """Run the workbench until it is stopped.

    root : a workspace or a folder of workspaces
    host, port : where it listens; loopback means nobody else on the network can reach it
    open_browser : open the first page once it answers
    raises : InputError for a folder that is not there, WorkspaceError for a port that is taken
    """
    if not root.is_dir():
        raise InputError(
            f"{root}: no such folder; make it, or name a workspace or a folder of workspaces",
            f"{root}：没有这个文件夹；请先新建，或写明工作区",
        )
    _claim(host, port)
    app = create_app(root, host=host)
    app.state.shelf.warm_soon(app.state.shelf.workspaces()[:WARMED])
    if open_browser:
        threading.Thread(target=_open_soon, args=(f"http://{host}:{port}/",), daemon=True).start()
    uvicorn.run(app, host=host, port=port, log_level="warning")


def _claim(host: str, port: int) -> None:
    """Raise WorkspaceError when nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise WorkspaceError(
                f"{host}:{port} cannot be used ({error.strerror}); choose another with --port",
                f"{host}:{port} 无法使用（{error.strerror}）；请用 --port 另选端口",
            ) from error


def _open_soon(address: str) -> None:
    time.sleep(1.0)
    webbrowser.open(address)


def _serve_assets(app: FastAPI) -> None:
    assets = {
        f"theme-{digest(stylesheet())}.css": (stylesheet(), "text/css"),
        f"shell-{digest(script())}.js": (script(), "text/javascript"),
    }

    def asset(name: str) -> Response:
        if name not in assets:
            return Response(status_code=404)
        text, kind = assets[name]
        return Response(text, media_type=f"{kind}; charset=utf-8", headers=FOREVER)

    app.get("/assets/{name}", include_in_schema=False)(asset)


def _lay_pages() -> None:
    """Every route of the navigation once a process; which folder it shows comes with the request."""
    lay_page("/", None, PAGES["start"], LONGEST)
    for entry in entries().values():
        lay_page(f"/w/{{name}}/{entry.route}", entry, PAGES.get(entry.key, PAGES["empty"]), LONGEST)
    lay_page("/w/{name}", None, PAGES["missing"], LONGEST)
    lay_page("/w/{name}/{rest:path}", None, PAGES["missing"], LONGEST)


def _mount_frame(app: FastAPI) -> None:
    """Put NiceGUI under the application; a second application in one process shares its frame."""
    frame.middleware_stack = None
    frame.user_middleware.clear()
    ui.run_with(
        app,
        title="chainchief",
        favicon=FAVICON,
        language=None,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=10.0,
        storage_secret=None,
    )
