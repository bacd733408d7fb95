"""REST: what is in force. Findings, tables, cells."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from chainchief.views.data import as_data, to_csv
from chainchief.views.workbook import export_workbook
from chainchief.web.rest.answers import REFUSALS, workspace_of
from chainchief.web.rest.shelves import attachment, sheet_file
from chainchief.web.shelf import Absent
from chainchief.workspace import answers, unlocks
from chainchief.workspace import forensics as run_tests

router = APIRouter(prefix="/api/w/{name}", tags=["data"], responses=REFUSALS)


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
    headers = attachment(f"{name}-{table}.csv")
    return Response("\ufeff" + to_csv(frame[used]), media_type="text/csv; charset=utf-8", headers=headers)


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


@router.get("/forensics")
def forensics(request: Request, name: str) -> list[dict[str, Any]]:
    """What each test of the numbers counted, the notable first; the doubts in words are among the findings."""
    told: list[dict[str, Any]] = as_data(run_tests(workspace_of(request, name).chain))
    return told


@router.get("/answers")
def possible(request: Request, name: str) -> dict[str, Any]:
    """Which results the tables in force allow, and the columns or sheets that would unlock most, best first."""
    chain = workspace_of(request, name).chain
    return {"answers": as_data(answers(chain)), "unlocks": as_data(unlocks(chain))}
