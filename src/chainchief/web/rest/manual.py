"""REST: the manual of the REST door itself, as one plain page without any foreign script."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from chainchief.web.markup import link, tag
from chainchief.web.shelf import Absent
from chainchief.web.theme import head

router = APIRouter(include_in_schema=False)


@router.get("/api", response_class=HTMLResponse)
@router.get("/api/", response_class=HTMLResponse)
def manual(request: Request) -> HTMLResponse:
    """Every address with its method and what it does."""
    described = request.app.openapi()
    rows = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            words = str(operation.get("description", operation.get("summary", "")))
            rows.append(
                tag(
                    "tr",
                    tag("th", tag("code", method.upper()), scope="row"),
                    tag("td", tag("code", path)),
                    tag("td", words),
                )
            )
    heading = tag("tr", *(tag("th", name, scope="col") for name in ("method", "address", "what it does")))
    listed = tag("table", tag("caption", "REST addresses", class_="spoken"), tag("thead", heading), tag("tbody", *rows))
    raw = tag("p", "OpenAPI: ", link("/api/openapi.json", "/api/openapi.json"), class_="lead")
    body = tag(
        "main",
        tag("h1", "What can a program ask the workbench?"),
        raw,
        tag("section", listed, class_="card"),
        class_="manual",
    )
    chosen = request.scope["choices"]
    page = tag(
        "html",
        tag("head", tag("meta", charset="utf-8"), tag("title", "REST · chainchief")),
        tag("body", body),
        lang="en",
    )
    text = "<!doctype html>" + str(page).replace("</head>", head("en", chosen.get("theme", "")) + "</head>", 1)
    return HTMLResponse(text)


@router.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nothing(rest: str) -> None:
    """Any other address below /api."""
    raise Absent(
        f"there is nothing at /api/{rest} for this method; /api lists every address",
        f"/api/{rest} 没有对应内容；全部地址见 /api",
    )
