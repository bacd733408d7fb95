"""Every page of the workbench as PNG: two languages, two themes, one contact sheet to look at.

    python tools/contact_sheet.py FOLDER [--workspace PATH] [--narrow] [--only KEY ...]

Without --workspace the bundled demo is opened in the folder. --narrow adds the width of a phone.
"""

from __future__ import annotations

import argparse
import socket
import sys
import threading
import time
from html import escape
from pathlib import Path
from urllib.parse import quote

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from chainchief.web.app import create_app
from chainchief.web.navigation import entries
from chainchief.workspace import Workspace

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SIZES = {"wide": (1440, 900), "narrow": (390, 844)}
SETTLE_MS = 400


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def serve(root: Path) -> tuple[uvicorn.Server, str]:
    """The workbench in a thread, and its address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(root), host="127.0.0.1", port=port, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{port}"


def places(workspace: Workspace) -> dict[str, str]:
    """Values for the {places} of the routes, taken from the tables."""
    chain = workspace.chain
    run = workspace.evaluation()
    region = chain.region or (str(run.result.overall.index[0]) if run else "region")
    code = run.result.framework.leaves[-1] if run else "code"
    return {
        "{sheet}": "ties" if chain.has("ties") else "segments",
        "{origin:path}": quote(_some_cell(workspace), safe="!"),
        "{region}": quote(region, safe=""),
        "{code}": code,
        "{number}": "1",
        "{run}": "0001",
        "{incident}": "INC-0001",
    }


def _some_cell(workspace: Workspace) -> str:
    chain = workspace.chain
    for table, column in (("ties", "amount"), ("indicators", "value"), ("segments", "name")):
        if chain.has(table):
            return str(chain.cell(table, 0, column))
    return "none!none!A1"


def routes(workspace: Workspace) -> dict[str, str]:
    """Key of a page -> its address; an empty workspace home and an unknown address besides."""
    filled = places(workspace)
    chain = workspace.chain
    firsts = {"segment": ("segments", "segment_id"), "firm": ("firms", "firm_id")}
    found = {"start": "/"}
    for key, entry in entries().items():
        route = entry.route
        table, column = firsts.get(key, ("", ""))
        if table:
            known = str(chain.tables[table][column].iloc[0]) if chain.has(table) else "none"
            route = route.replace("{id}", quote(known, safe=""))
        for place, value in filled.items():
            route = route.replace(place, value)
        found[key] = f"/w/{quote(workspace.name, safe='')}/{route.replace('{id}', 'example')}"
    return {**found, "not-found": f"/w/{quote(workspace.name, safe='')}/nowhere"}


def shoot(page: Page, address: str, target: Path) -> list[str]:
    """One page as PNG; what went wrong on it."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address)
    page.wait_for_selector(".page-head", timeout=60_000)
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(SETTLE_MS)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        faults.append("wider than the window")
    page.screenshot(path=str(target))
    return faults


def shoot_all(browser: Browser, base: str, addresses: dict[str, str], folder: Path, size: str) -> list[str]:
    """Every page in both languages and themes at one size; the faults, each with its picture."""
    width, height = SIZES[size]
    faults = []
    for language in ("en", "zh"):
        for theme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": height})
            for key, address in addresses.items():
                name = f"{key}-{language}-{theme}-{size}.png"
                page = context.new_page()
                found = shoot(page, f"{base}{address}?lang={language}&theme={theme}", folder / name)
                faults += [f"{name}: {fault}" for fault in found]
                page.close()
            context.close()
            print(f"{size} {language} {theme}: {len(addresses)} pages")
    return faults


def write_sheet(browser: Browser, folder: Path, size: str) -> Path:
    """All pictures of one size on one page, as HTML and as PNG."""
    pictures = sorted(path.name for path in folder.glob(f"*-{size}.png"))
    cells = "".join(
        f'<figure><a href="{escape(name)}"><img src="{escape(name)}" loading="eager"></a>'
        f"<figcaption>{escape(name.removesuffix(f'-{size}.png'))}</figcaption></figure>"
        for name in pictures
    )
    wide = SIZES[size][0] // 4
    style = (
        "body{font:12px sans-serif;margin:16px;display:grid;gap:12px;"
        f"grid-template-columns:repeat(4,{wide}px)}}figure{{margin:0}}img{{width:100%;border:1px solid #ccc}}"
    )
    sheet = folder / f"contact-sheet-{size}.html"
    sheet.write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{cells}\n", encoding="utf-8")
    page = browser.new_page(viewport={"width": 4 * wide + 80, "height": 900})
    page.goto(sheet.resolve().as_uri())
    page.screenshot(path=str(sheet.with_suffix(".png")), full_page=True)
    page.close()
    return sheet


def main() -> int:
    """Read the words of the command line and make the sheet."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--workspace", type=Path)
    asked.add_argument("--narrow", action="store_true")
    asked.add_argument("--only", nargs="*", default=[])
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    path = given.workspace or given.folder / "demo"
    workspace = Workspace.open(path) if (path / "chain.toml").is_file() else Workspace.from_example("demo", path)
    server, base = serve(path.parent)
    addresses = {key: route for key, route in routes(workspace).items() if not given.only or key in given.only}
    faults = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for size in ("wide", "narrow") if given.narrow else ("wide",):
            faults += shoot_all(browser, base, addresses, given.folder, size)
            print(write_sheet(browser, given.folder, size))
        browser.close()
    server.should_exit = True
    print("\n".join(faults) or "no fault")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
