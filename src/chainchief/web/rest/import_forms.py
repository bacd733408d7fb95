"""What the forms of the import pages send; every answer says which page comes next."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from chainchief.web.rest.answers import shelf_of
from chainchief.web.rest.imports import mend, page_of, undo_import, with_mode
from chainchief.web.rest.mending import Pressed
from chainchief.web.visit import say
from chainchief.workspace import ReadOptions

router = APIRouter(prefix="/api/w/{name}", include_in_schema=False)
Text = Annotated[str, Form()]
KEPT, LEFT_OUT = "=", "-"


def _back(name: str, back: str, otherwise: str = "data/findings") -> dict[str, str]:
    """The page a form came from when it is one of this workspace, else another."""
    home = f"/w/{quote(name, safe='')}/"
    return {"href": back if back.startswith(home) and "\\" not in back else home + otherwise}


class Beside(BaseModel):
    """What a button beside a finding sends."""

    finding: str
    what: str
    text: str = ""
    back: str = ""


@router.post("/imports/{token}/mend/form")
def mend_form(request: Request, name: str, token: str, sent: Annotated[Beside, Form()]) -> dict[str, str]:
    """A button beside a finding."""
    mend(request, name, token, Pressed(sent.finding, sent.what, sent.text))
    return _back(name, sent.back, f"data/findings?preview={token}")


@router.post("/imports/{token}/undo/form")
def undo_form(request: Request, name: str, token: str, back: Text = "") -> dict[str, str]:
    """The button that takes back the last step."""
    shelf_of(request).take_back(name, token)
    return _back(name, back, f"data/findings?preview={token}")


@router.post("/imports/{token}/mode/form")
def mode_form(request: Request, name: str, token: str, mode: Text, back: Text = "") -> dict[str, str]:
    """Update by key or replace everything."""
    with_mode(request, name, token, "replace" if mode == "replace" else "update")
    return _back(name, back, f"data/changes?preview={token}")


@router.post("/imports/{token}/forget/form")
def forget_form(request: Request, name: str, token: str, back: Text = "") -> dict[str, str]:
    """Drop what earlier imports of such a file said."""
    shelf = shelf_of(request)
    old = shelf.found(name, token).preview.options
    plain = dataclasses.replace(old, sheets={}, columns={}, key_extra=(), values={}, apart=())
    shelf.revise(name, token, (say("mapping.forget"), say("mapping.forget", "zh")), plain)
    return _back(name, back, f"data/mapping?preview={token}")


@router.post("/imports/{token}/mapping/form")
async def mapping_form(request: Request, name: str, token: str) -> dict[str, str]:
    """The columns page: a select for each sheet and header, a box for each header that tells rows apart."""
    sent = await request.form()
    plain = {key: str(value) for key, value in sent.items()}
    boxes = tuple(str(value) for value in sent.getlist("key"))
    return await run_in_threadpool(_map, request, name, token, plain, boxes)


def _map(request: Request, name: str, token: str, sent: Mapping[str, str], boxes: tuple[str, ...]) -> dict[str, str]:
    shelf = shelf_of(request)
    with shelf.working(token):
        old = shelf.found(name, token).preview
        options, moved = mapped(old.options, old.readings, sent, boxes)
        if options == old.options:
            waiting = shelf.found(name, token)
        else:
            waiting = shelf.revise(name, token, (say("step.columns"), say("step.columns", "zh")), options)
    if moved:
        return {"href": f"/w/{quote(name, safe='')}/data/mapping?preview={token}"}
    return {"href": page_of(name, token, waiting)}


def mapped(
    old: ReadOptions, readings: Any, sent: Mapping[str, str], boxes: tuple[str, ...]
) -> tuple[ReadOptions, bool]:
    """What was said before with what the columns page sent; whether a sheet became another table.

    sent : "sheet-0" -> table or ""; "column-0-3" -> declared column, "=" kept as it is, "-" left out
    Headers of a sheet that became another table wait for the next look at the page.
    """
    sheets, columns, moved = dict(old.sheets), dict(old.columns), False
    for number, reading in enumerate(readings):
        table = sent.get(f"sheet-{number}", reading.table)
        if table != reading.table:
            sheets[reading.sheet], moved = table, moved or bool(table)
            continue
        for place, cell in enumerate(reading.cells):
            chosen = sent.get(f"column-{number}-{place}")
            if chosen is None or chosen == state_of(cell):
                continue
            columns.pop(cell.text, None)
            columns.pop(f"{reading.sheet}!{cell.text}", None)
            if chosen != KEPT:
                columns[f"{reading.sheet}!{cell.text}"] = "" if chosen == LEFT_OUT else chosen
    return dataclasses.replace(old, sheets=sheets, columns=columns, key_extra=boxes), moved


def state_of(cell: Any) -> str:
    """How a header is read, as the columns page sends it."""
    if cell.use == "left_out":
        return LEFT_OUT
    return str(cell.column) if cell.use == "read" and cell.column else KEPT


@router.post("/undo/form")
def undo_import_form(request: Request, name: str) -> dict[str, str]:
    """The button that takes back the import in force."""
    answer = undo_import(request, name)
    return {"href": str(answer["href"])}
