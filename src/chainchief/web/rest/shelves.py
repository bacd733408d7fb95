"""REST: the workspaces of this machine, examples, the blank template."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from chainchief.errors import ChainChiefError
from chainchief.views.books.template import template_workbook
from chainchief.web.rest.answers import REFUSALS, shelf_of, workspace_of
from chainchief.web.shelf import free_name
from chainchief.workspace import Workspace, bundled_examples

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = APIRouter(prefix="/api", tags=["workspaces"], responses=REFUSALS)


class NewWorkspace(BaseModel):
    """What a workspace is called."""

    name: str = Field("", max_length=64, description="folder name; empty = made from the title")
    title: str = Field("", max_length=80, description="shown in the header")
    language: str = Field("en", pattern="^(en|zh)$")
    example: str = Field("", description="name of a bundled example to fill it with; empty = nothing")


class About(BaseModel):
    """One workspace."""

    name: str
    title: str
    language: str
    synthetic: bool
    generation: int = Field(description="number of the import in force, 0 = nothing was imported")
    region: str
    base_year: int | None
    rows: dict[str, int] = Field(description="rows by table")
    href: str = Field(description="its home page")
    error: str = Field(default="", description="why its tables cannot be read, empty when they can")
    error_zh: str = Field(default="", description="the same sentence, Chinese")


def about(workspace: Workspace) -> About:
    """A workspace as the REST door tells it."""
    chain = workspace.chain
    return About(
        name=workspace.name,
        title=workspace.title,
        language=workspace.language,
        synthetic=workspace.synthetic,
        generation=workspace.generation,
        region=chain.region,
        base_year=chain.base_year,
        rows={name: len(frame) for name, frame in chain.tables.items() if len(frame)},
        href=home(workspace),
    )


def home(workspace: Workspace) -> str:
    """The address of its first page."""
    return f"/w/{quote(workspace.name, safe='')}/home"


@router.get("/workspaces")
def list_all(request: Request) -> list[About]:
    """Every workspace in the folder the workbench was started on."""
    return [_about_or_error(workspace) for workspace in shelf_of(request).workspaces()]


def _about_or_error(workspace: Workspace) -> About:
    """A workspace, or its name with why it cannot be read."""
    try:
        return about(workspace)
    except ChainChiefError as error:
        return About(
            name=workspace.name, title=workspace.name, language="en", synthetic=False, generation=0, region="",
            base_year=None, rows={}, href=home(workspace), error=error.message, error_zh=error.message_zh,
        )  # fmt: skip


@router.post("/workspaces", status_code=201)
def create(request: Request, wanted: NewWorkspace) -> About:
    """A new workspace, empty or filled with an example."""
    shelf = shelf_of(request)
    if wanted.example:
        return about(shelf.create_example(wanted.example, wanted.name, wanted.language))
    name = wanted.name or free_name(shelf, wanted.title)
    return about(shelf.create(name, wanted.title, wanted.language))


@router.post("/workspaces/form", include_in_schema=False)
def create_from_form(request: Request, title: str = Form(max_length=80), language: str = Form("en")) -> dict[str, str]:
    """The same for the form of the start page."""
    shelf = shelf_of(request)
    return {"href": home(shelf.create(free_name(shelf, title), title, "zh" if language == "zh" else "en"))}


@router.post("/workspaces/example", include_in_schema=False)
def example_from_form(
    request: Request, example: str = Form(), language: str = Query("", alias="lang")
) -> dict[str, str]:
    """Make a workspace of an example, or go to the one made before."""
    chosen = language or request.scope["choices"].get("lang", "en")
    return {"href": home(shelf_of(request).create_example(example, language=chosen))}


@router.get("/examples")
def examples() -> list[dict[str, Any]]:
    """The chains that ship with the package."""
    return [
        {"name": one.name, "title": one.title, "title_zh": one.title_zh, "about": one.about,
         "about_zh": one.about_zh, "synthetic": one.synthetic}
        for one in bundled_examples().values()
    ]  # fmt: skip


@router.get("/template", response_class=Response)
def template(language: str = Query("en", pattern="^(en|zh)$")) -> Response:
    """The blank workbook, headers in English or Chinese."""
    return sheet_file(template_workbook(language), f"chainchief-template-{language}.xlsx")


@router.get("/w/{name}")
def one(request: Request, name: str) -> About:
    """One workspace."""
    return about(workspace_of(request, name))


def sheet_file(content: bytes, name: str) -> Response:
    """A workbook to download."""
    return Response(content, media_type=SHEET, headers=attachment(name))


def attachment(name: str) -> dict[str, str]:
    """The header that makes a browser save a file under a name in any language."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
