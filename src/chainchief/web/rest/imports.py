"""REST: a file on its way in. Upload, columns, mending, what changes, accept; and the way back."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Body, File, Query, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from chainchief.errors import InputError
from chainchief.views.data import as_data
from chainchief.web.rest.answers import REFUSALS, shelf_of, workspace_of
from chainchief.web.rest.mending import Pressed, mended
from chainchief.web.rest.shelves import attachment
from chainchief.web.shelf import Waiting
from chainchief.web.visit import say

router = APIRouter(prefix="/api/w/{name}", tags=["imports"], responses=REFUSALS)
Uploads = Annotated[list[UploadFile], File(description="a workbook, or CSV and Parquet tables")]
Mode = Literal["update", "replace"]
Language = Annotated[str, Query(pattern="^(en|zh)$")]
Words = dict[str, str]
COLUMN_RULES = ("unknown-sheet", "columns-absent")


class Columns(BaseModel):
    """Which table a sheet is and which declared column a header means."""

    model_config = ConfigDict(extra="forbid")
    sheets: Words = Field(default_factory=dict, description="sheet -> table; empty = leave the sheet unread")
    columns: Words = Field(default_factory=dict, description="header, or sheet!header -> column; empty = leave it out")
    key_extra: list[str] = Field(default_factory=list, description="headers that tell repeated rows apart")


@router.post("/imports", status_code=201)
async def upload(request: Request, name: str, file: Uploads) -> dict[str, Any]:
    """Read and check a file. Nothing is saved: accept it by its token. A request that is cut off leaves nothing."""
    shelf = shelf_of(request)
    shelf.open(name)
    contents = [(one.filename or "upload", await one.read()) for one in file]
    if not contents or not any(content for _, content in contents):
        raise InputError("the file is empty; choose another one", "文件为空；请另选文件")
    token = await run_in_threadpool(shelf.hold, name, contents)
    if await request.is_disconnected():
        shelf.drop(name, token)
    waiting = shelf.waiting(name, token)
    return _told(name, token, waiting) if waiting is not None else {"token": token, "dropped": True}


def _told(name: str, token: str, waiting: Waiting) -> dict[str, Any]:
    preview = waiting.preview
    return {
        "token": token,
        "source": preview.source.name,
        "rows": {table: len(frame) for table, frame in preview.chain.tables.items() if len(frame)},
        "findings": as_data(list(preview.findings)),
        "mode": preview.mode,
        "options": preview.options.record(),
        "steps": [{"en": one.en, "zh": one.zh} for one in waiting.past],
        "href": page_of(name, token, waiting),
    }


def page_of(name: str, token: str, waiting: Waiting) -> str:
    """Where a file that was read leads: to its columns while something is not recognised, else to the findings."""
    unclear = any(finding.rule in COLUMN_RULES for finding in waiting.preview.findings)
    return f"/w/{quote(name, safe='')}/data/{'mapping' if unclear else 'findings'}?preview={token}"


@router.get("/imports/{token}")
def preview(request: Request, name: str, token: str) -> dict[str, Any]:
    """An upload that waits to be accepted."""
    return _told(name, token, shelf_of(request).found(name, token))


@router.post("/imports/{token}/accept")
def accept(request: Request, name: str, token: str) -> dict[str, Any]:
    """Save an upload as the tables in force, in one transaction."""
    run = shelf_of(request).accept(name, token)
    return {"run": run.number, "generation": run.generation, "href": f"/w/{quote(name, safe='')}/data/findings?saved=1"}


@router.post("/imports/{token}/discard")
def discard(request: Request, name: str, token: str) -> dict[str, str]:
    """Forget an upload."""
    shelf_of(request).drop(name, token)
    return {"href": f"/w/{quote(name, safe='')}/data/findings"}


@router.get("/imports/{token}/mapping")
def mapping(request: Request, name: str, token: str) -> list[dict[str, Any]]:
    """Sheet by sheet: which table it is, which column each header means, which required columns lack."""
    told: list[dict[str, Any]] = as_data(list(shelf_of(request).found(name, token).preview.readings))
    return told


@router.post("/imports/{token}/mapping")
def map_columns(request: Request, name: str, token: str, wanted: Columns) -> dict[str, Any]:
    """Say which table sheets are and which columns headers mean; the file is read once more."""
    return _revised(request, name, token, "step.columns", **wanted.model_dump(exclude_unset=True))


@router.post("/imports/{token}/cells")
def cells(request: Request, name: str, token: str, wanted: Annotated[Words, Body()]) -> dict[str, Any]:
    """Read other texts in some cells: place -> text."""
    return _revised(request, name, token, "told.cells", cells=wanted)


@router.post("/imports/{token}/values")
def values(request: Request, name: str, token: str, wanted: Annotated[dict[str, Words], Body()]) -> dict[str, Any]:
    """Read a text as another wherever it stands: column or table -> text -> text."""
    kept = shelf_of(request).found(name, token).preview.options.values
    merged = {column: {**kept.get(column, {}), **words} for column, words in wanted.items()}
    return _revised(request, name, token, "told.values", values=merged)


@router.post("/imports/{token}/left-out")
def left_out(request: Request, name: str, token: str, wanted: Annotated[list[str], Body()]) -> dict[str, Any]:
    """Leave rows out: their places, such as `book.xlsx!ties!64`."""
    return _revised(request, name, token, "fix.leave", left_out=wanted)


@router.post("/imports/{token}/apart")
def apart(request: Request, name: str, token: str, wanted: Annotated[list[tuple[str, str]], Body()]) -> dict[str, Any]:
    """Pairs of firm names that look alike and are two firms."""
    return _revised(request, name, token, "fix.two", apart=wanted)


def _revised(request: Request, name: str, token: str, step: str, **said: Any) -> dict[str, Any]:
    """The upload read once more with what was said added to what was said before."""
    shelf = shelf_of(request)
    with shelf.working(token):
        old = shelf.found(name, token).preview.options
        added = {key: _added(getattr(old, key), value) for key, value in said.items()}
        waiting = shelf.revise(name, token, (say(step), say(step, "zh")), dataclasses.replace(old, **added))
    return _told(name, token, waiting)


def _added(old: Any, new: Any) -> Any:
    return {**old, **new} if isinstance(new, dict) else tuple(dict.fromkeys((*old, *new)))


@router.post("/imports/{token}/mode")
def mode(request: Request, name: str, token: str, mode: Annotated[Mode, Body(embed=True)]) -> dict[str, Any]:
    """Update by key, or replace everything that is in force."""
    return _told(name, token, with_mode(request, name, token, mode))


def with_mode(request: Request, name: str, token: str, chosen: str) -> Waiting:
    """The upload read once more, updating by key or replacing everything; one step that can be taken back."""
    words = (say(f"mode.{chosen}"), say(f"mode.{chosen}", "zh"))
    return shelf_of(request).revise(name, token, words, mode=chosen)


@router.post("/imports/{token}/undo")
def undo_step(request: Request, name: str, token: str) -> dict[str, Any]:
    """Take back what was said last about an upload; up to 50 steps."""
    return _told(name, token, shelf_of(request).take_back(name, token))


@router.get("/imports/{token}/changes")
def changes(request: Request, name: str, token: str) -> dict[str, Any]:
    """What an upload would change: rows added, changed, removed, and every cell that changes."""
    return _difference(shelf_of(request).found(name, token).preview.difference)


@router.get("/runs/{number}/changes")
def changes_of_run(request: Request, name: str, number: int) -> dict[str, Any]:
    """What an import changed."""
    return _difference(workspace_of(request, name).changes(number))


def _difference(found: Any) -> dict[str, Any]:
    counts = [{"table": table, "change": change, "rows": rows} for (table, change), rows in found.counts.items()]
    return {"empty": found.empty, "counts": counts, "rows": as_data(found.rows), "cells": as_data(found.cells)}


@router.get("/imports/{token}/annotated", response_class=Response)
def annotated_upload(request: Request, name: str, token: str, language: Language = "en") -> Response:
    """The uploaded workbook with its findings in colour and a sheet `_check`, to be mended and uploaded again."""
    waiting = shelf_of(request).found(name, token)
    file, content = workspace_of(request, name).annotate(waiting.preview, language)
    return Response(content, media_type=_kind(file), headers=attachment(file))


@router.get("/annotated", response_class=Response)
def annotated(request: Request, name: str, language: Language = "en") -> Response:
    """The workbook in force with its findings in colour and a sheet `_check`."""
    file, content = workspace_of(request, name).annotated(language)
    return Response(content, media_type=_kind(file), headers=attachment(file))


def _kind(file: str) -> str:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return "application/zip" if file.endswith(".zip") else sheet


@router.post("/undo")
def undo_import(request: Request, name: str) -> dict[str, Any]:
    """Take back the import in force; the one before it is in force again."""
    with shelf_of(request).working(name):
        run = workspace_of(request, name).undo()
    return {
        "run": run.number,
        "generation": run.generation,
        "href": f"/w/{quote(name, safe='')}/data/findings?undone=1",
    }


def mend(request: Request, name: str, token: str, pressed: Pressed) -> Waiting:
    """Do what was pressed beside a finding; one step that can be taken back."""
    shelf = shelf_of(request)
    with shelf.working(token):
        options, words = mended(shelf.found(name, token).preview, pressed)
        return shelf.revise(name, token, words, options)


@router.post("/imports/{token}/mend")
def mend_finding(
    request: Request, name: str, token: str,
    finding: Annotated[str, Body(description="rule~place~column of a finding")],
    what: Annotated[Literal["cell", "alike", "leave", "leave-alike", "same", "two"], Body()],
    text: Annotated[str, Body(description="what to read instead; empty = what the finding proposes")] = "",
) -> dict[str, Any]:  # fmt: skip
    """Mend a finding: read its cell otherwise, leave its row out, or say whether two firms are one."""
    return _told(name, token, mend(request, name, token, Pressed(finding, what, text)))
