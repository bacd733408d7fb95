"""How the REST door answers: errors as sentences in both languages, options of a step as a body model."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal, get_type_hints

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, create_model
from starlette.exceptions import HTTPException

from chainchief.errors import ChainChiefError, InputError, MissingExtra, ModelError, WorkspaceError
from chainchief.web.shelf import Absent, Shelf
from chainchief.workspace import Step, Workspace

STATUS: tuple[tuple[type[ChainChiefError], int], ...] = (
    (Absent, 404),
    (InputError, 422),
    (ModelError, 422),
    (WorkspaceError, 409),
    (MissingExtra, 501),
)


class Refusal(BaseModel):
    """The body of every answer that is no success."""

    error: str = Field(description="what went wrong and how to mend it, English")
    error_zh: str = Field(description="the same sentence, Chinese")
    where: list[str] = Field(default_factory=list, description="fields of the request that were wrong")


REFUSALS: dict[int | str, dict[str, Any]] = {code: {"model": Refusal} for code in (404, 409, 422)}


def status_of(error: ChainChiefError) -> int:
    """The HTTP status for an error of ours."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def refusal(status: int, error: str, error_zh: str = "", where: list[str] | None = None) -> JSONResponse:
    """An error as JSON."""
    body = Refusal(error=error, error_zh=error_zh or error, where=where or [])
    return JSONResponse(body.model_dump(), status)


def teach_errors(app: FastAPI) -> None:
    """Turn what the user did wrong into sentences; defects of ours stay loud."""

    async def known(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ChainChiefError)
        return refusal(status_of(error), error.message, error.message_zh)

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        faults = jsonable_encoder(error.errors())
        where = [".".join(str(part) for part in fault["loc"]) for fault in faults]
        said = "; ".join(f"{place}: {fault['msg']}" for place, fault in zip(where, faults, strict=True))
        return refusal(422, said, f"请求有误：{said}", where)

    async def http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return refusal(error.status_code, str(error.detail), str(getattr(error, "detail_zh", error.detail)))

    app.add_exception_handler(ChainChiefError, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


def shelf_of(request: Request) -> Shelf:
    """The folder the workbench was started on."""
    shelf: Shelf = request.scope["shelf"]
    return shelf


def workspace_of(request: Request, name: str) -> Workspace:
    """The workspace of a path; raises Absent (404)."""
    return shelf_of(request).open(name)


def options_model(step: Step) -> type[BaseModel]:
    """The options of a step as a body: names, kinds, defaults, help and choices from its one dataclass."""
    hints = get_type_hints(step.options)
    fields: dict[str, Any] = {}
    for field in dataclasses.fields(step.options):
        about: Mapping[str, Any] = field.metadata
        choices = tuple(about.get("choices", ()))
        kind: Any = hints[field.name]
        if choices and kind is str:
            kind = Literal[choices]
        extra = {"unit": about["unit"]} if about.get("unit") else None
        described = Field(default=field.default, description=_help(about), json_schema_extra=extra)
        fields[field.name] = (kind, described)
    made: type[BaseModel] = create_model(
        f"{step.options.__name__}", __config__=ConfigDict(extra="forbid"), __doc__=step.help, **fields
    )
    return made


def _help(about: Mapping[str, Any]) -> str:
    return " / ".join(dict.fromkeys(text for text in (about.get("help", ""), about.get("help_zh", "")) if text))
