"""One folder of workspaces and one running workbench for all tests of this room."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from chainchief.web.app import create_app
from chainchief.web.guard import Guard
from chainchief.web.navigation import entries
from chainchief.web.rest import data, import_forms, imports, manual, shelves, work
from chainchief.web.rest.answers import teach_errors
from chainchief.web.rest.assessed import judgements, uncertainty
from chainchief.web.shelf import Shelf
from chainchief.web.visit import Visit
from chainchief.workspace import Workspace
from web.asgi_client import AsgiClient
from web.small_book import small_book

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small workbook as a file."""
    path = tmp_path_factory.mktemp("books") / "small.xlsx"
    path.write_bytes(small_book())
    return path


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory, book: Path) -> Path:
    """A folder with a filled workspace, an empty one, and a file that is none."""
    root = tmp_path_factory.mktemp("root")
    filled = Workspace.create(root / "small", "Anlan optics")
    filled.accept(filled.preview(book))
    Workspace.create(root / "blank", "Untitled")
    (root / "notes.txt").write_text("no workspace", encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def shelf(root: Path) -> Iterator[Shelf]:
    shelf = Shelf(root)
    yield shelf
    shelf.close()


@pytest.fixture(scope="session")
def visiting(shelf: Shelf) -> Callable[..., Visit]:
    """Makes a Visit: visiting("map", workspace="small", language="zh", id="M1", query={...})."""

    def make(
        key: str, workspace: str = "small", language: str = "en", query: dict[str, str] | None = None, **places: str
    ) -> Visit:
        entry = entries()[key]
        path = f"/w/{workspace}/{entry.route}"
        return Visit(shelf, shelf.open(workspace), entry, places, query or {}, language, path=path)

    return make


@pytest.fixture
def client(tmp_path: Path) -> Iterator[AsgiClient]:
    """The REST door alone over an empty folder."""
    shelf = Shelf(tmp_path)
    app = FastAPI(openapi_url="/api/openapi.json", docs_url=None, redoc_url=None)
    teach_errors(app)
    for room in (shelves, imports, import_forms, data, work, judgements, uncertainty, manual):
        app.include_router(room.router)
    guarded = Guard(app, ("testserver",), shelf, limit=2_000_000)
    yield AsgiClient(guarded)
    shelf.close()


@pytest.fixture(scope="session")
def address(root: Path) -> Iterator[str]:
    """The address of a running workbench."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(root), host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(autouse=True)
def _nothing_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread of ours beside a test: `warnings.catch_warnings` is shared by all threads of a process."""
    monkeypatch.setattr(Shelf, "warm_soon", lambda shelf, workspaces: None)
