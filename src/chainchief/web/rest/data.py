"""REST: what came in. Upload, preview, accept; findings; tables; cells."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Request, UploadFile
from fastapi.responses import Response

from chainchief.errors import InputError
from chainchief.views.data import as_data
from chainchief.views.workbook import export_workbook
from chainchief.web.rest.answers import REFUSALS, shelf_of, workspace_of
from chainchief.web.rest.shelves import attachment, sheet_file
from chainchief.web.shelf import Absent, Waiting

router = APIRouter(prefix="/api/w/{name}", tags=["data"], responses=REFUSALS)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


Uploads = Annotated[list[UploadFile], File(description="a workbook, or CSV and Parquet tables")]


@router.post("/imports", status_code=201)
def upload(request: Request, name: str, file: Uploads) -> dict[str, Any]:
    """Read and check a file. Nothing is saved: accept it by its token."""
    shelf = shelf_of(request)
    shelf.open(name)
    contents = [(one.filename or "upload", one.file.read()) for one in file]
    if not contents or not any(content for _, content in contents):
        raise InputError("the file is empty; choose another one", "文件为空；请另选文件")
    token = shelf.hold(name, contents)
    waiting = shelf.waiting(name, token)
    assert waiting is not None
    return _told(name, token, waiting)


def _told(name: str, token: str, waiting: Waiting) -> dict[str, Any]:
    preview = waiting.preview
    return {
        "token": token,
        "source": preview.source.name,
        "rows": {table: len(frame) for table, frame in preview.chain.tables.items() if len(frame)},
        "findings": as_data(list(preview.findings)),
        "href": f"/w/{quote(name, safe='')}/data/findings?preview={token}",
    }


@router.get("/imports/{token}")
def preview(request: Request, name: str, token: str) -> dict[str, Any]:
    """An upload that waits to be accepted."""
    waiting = shelf_of(request).waiting(name, token)
    if waiting is None:
        raise Absent("no upload waits under this token", "没有待确认的上传")
    return _told(name, token, waiting)


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


@router.get("/findings")
def findings(
    request: Request, name: str,
    level: str = Query("", pattern="^(error|warning|info)?$"), table: str = "", rule: str = "",
) -> list[dict[str, Any]]:  # fmt: skip
    """What there is to say about the tables in force."""
    found = [
        finding
        for finding in workspace_of(request, name).findings()
        if (not level or finding.level == level)
        and (not table or finding.table == table)
        and (not rule or finding.rule == rule)
    ]
    told: list[dict[str, Any]] = as_data(found)
    return told


@router.get("/tables")
def tables(request: Request, name: str) -> dict[str, int]:
    """Rows by table."""
    return {table: len(frame) for table, frame in workspace_of(request, name).chain.tables.items() if len(frame)}


@router.get("/tables/{table}.csv", response_class=Response)
def table_csv(request: Request, name: str, table: str) -> Response:
    """A table as CSV; what a spreadsheet would run as a formula is quoted."""
    frame = _frame(request, name, table)
    used = [column for column in frame.columns if frame[column].notna().any()]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(used)
    for row in as_data(frame[used]):
        writer.writerow([_harmless(row[column]) for column in used])
    headers = attachment(f"{name}-{table}.csv")
    return Response("\ufeff" + buffer.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else "" if value is None else value


@router.get("/tables/{table}")
def table_rows(
    request: Request, name: str, table: str, start: int = Query(0, ge=0), limit: int = Query(500, ge=1, le=10_000)
) -> dict[str, Any]:
    """Rows of a table with the place each came from; unknown is null."""
    frame = _frame(request, name, table)
    return {"table": table, "rows": len(frame), "start": start, "records": as_data(frame.iloc[start : start + limit])}


def _frame(request: Request, name: str, table: str) -> Any:
    known = workspace_of(request, name).chain.tables
    if table not in known:
        raise Absent(
            f"there is no table '{table}'; known: {', '.join(known)}", f"没有数据表“{table}”；可用：{'、'.join(known)}"
        )
    return known[table]


@router.get("/cells/{origin:path}")
def cell(request: Request, name: str, origin: str, around: int = Query(5, ge=0, le=50)) -> dict[str, Any]:
    """The original sheet around a place such as `book.xlsx!ties!G37`."""
    told: dict[str, Any] = as_data(workspace_of(request, name).excerpt(origin, around))
    return told


@router.get("/export", response_class=Response)
def export(request: Request, name: str) -> Response:
    """The tables in force as a workbook; S stands in the name of made-up data."""
    workspace = workspace_of(request, name)
    mark = "-S-synthetic" if workspace.synthetic else ""
    return sheet_file(export_workbook(workspace.chain), f"{name}{mark}.xlsx")
