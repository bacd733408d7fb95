"""REST: what was worked out. Steps, runs, scores with their explanation, reports, the palette."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from chainchief.errors import InputError, ModelError
from chainchief.views import REPORT_FORMATS
from chainchief.views.data import as_data
from chainchief.web.rest.answers import REFUSALS, options_model, shelf_of, workspace_of
from chainchief.web.rest.palette import offered
from chainchief.web.rest.shelves import attachment
from chainchief.web.shelf import Absent
from chainchief.web.visit import Visit, step
from chainchief.workspace import STEPS, Run, Step, Workspace, compare_runs

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json", **REPORT_FORMATS}
FORMATS = f"^({'|'.join(REPORT_FORMATS)})$"
router = APIRouter(prefix="/api/w/{name}", tags=["work"], responses=REFUSALS)


def told(run: Run) -> dict[str, Any]:
    """A run as JSON."""
    names = ("number", "step", "options", "generation", "started", "seconds", "files", "versions", "about")
    return {name: getattr(run, name) for name in names}


def _doing(one: Step) -> Callable[..., dict[str, Any]]:
    """The endpoint of a step; its body is made from the step's own options."""
    model: Any = options_model(one)

    def do(request: Request, name: str, options: Annotated[Any, Body()] = None) -> dict[str, Any]:
        workspace = workspace_of(request, name)
        given = options.model_dump(exclude_unset=True) if isinstance(options, BaseModel) else {}
        _check_framework(workspace, given)
        with shelf_of(request).working(name):
            run = workspace.run(one.name, given)
        return {"run": told(run), "result": as_data(run.result)}

    do.__annotations__["options"] = model | None
    do.__name__ = f"run_{one.name}"
    do.__doc__ = f"{one.help} / {one.help_zh}"
    return do


def _check_framework(workspace: Workspace, given: dict[str, Any]) -> None:
    """Over the network a framework is named, never a path: no file of this machine is read by request."""
    named = given.get("framework")
    known = ["auto", *workspace.frameworks()]
    if named is not None and named not in known:
        raise InputError(
            f"unknown framework '{named}'; known: {', '.join(known)}",
            f"没有指标体系“{named}”；可用：{'、'.join(known)}",
        )


for _step in STEPS.values():
    router.post(f"/steps/{_step.name}", summary=_step.title)(_doing(_step))


class ScoreAgain(BaseModel):
    """What the form «score again» sends: some options of an evaluation, the run the others come from, the next page."""

    run: int
    back: str = ""
    framework: str
    normalise: str = ""
    aggregate: str
    weights: str
    treat: str
    impute: str


@router.post("/steps/evaluate/form", include_in_schema=False)
def score_again(request: Request, name: str, sent: Annotated[ScoreAgain, Form()]) -> dict[str, str]:
    """Score with other choices; options the form does not have stay as they were."""
    workspace = workspace_of(request, name)
    kept = _run(request, name, sent.run)
    given = sent.model_dump(exclude={"run", "back"})
    _check_framework(workspace, given)
    options = {**(kept.options if kept.step == "evaluate" else {}), **given, "normalise": sent.normalise or None}
    with shelf_of(request).working(name):
        workspace.run("evaluate", options)
    home = f"/w/{quote(name, safe='')}/"
    return {"href": sent.back if sent.back.startswith(home) and "\\" not in sent.back else f"{home}assessed"}


@router.get("/runs/{first}/difference/{second}")
def difference(request: Request, name: str, first: int, second: int) -> dict[str, Any]:
    """What differs between two evaluations, and what each difference did to every score."""
    with shelf_of(request).working(name):
        found: dict[str, Any] = as_data(compare_runs(workspace_of(request, name), first, second))
    return found


@router.get("/steps")
def steps(name: str) -> list[dict[str, str]]:
    """What a workspace can do."""
    return [
        {"name": one.name, "title": one.title, "title_zh": one.title_zh, "help": one.help} for one in STEPS.values()
    ]


@router.get("/runs")
def runs(request: Request, name: str) -> list[dict[str, Any]]:
    """Everything that was computed, newest first."""
    return [told(run) for run in workspace_of(request, name).runs()]


@router.get("/runs/{number}")
def run(request: Request, name: str, number: int) -> dict[str, Any]:
    """One run: options, versions, digests of its files."""
    return told(_run(request, name, number))


def _run(request: Request, name: str, number: int) -> Run:
    found = next((one for one in workspace_of(request, name).runs() if one.number == number), None)
    if found is None:
        raise Absent(f"there is no run {number}", f"没有运行 {number}")
    return found


@router.get("/runs/{number}/files/{file}", response_class=Response)
def run_file(request: Request, name: str, number: int, file: str) -> Response:
    """A result file of a run."""
    found = _run(request, name, number)
    if file not in found.files:
        raise Absent(f"run {number} has no file '{file}'", f"运行 {number} 没有文件“{file}”")
    kind = KINDS.get(file.rpartition(".")[2], "application/octet-stream")
    return Response((found.path / file).read_bytes(), media_type=kind)


@router.post("/runs/{number}/redo")
def redo(request: Request, name: str, number: int) -> dict[str, Any]:
    """Do a run again and say whether the bytes are the same."""
    _run(request, name, number)
    answer = workspace_of(request, name).redo(number)
    return {"same": answer.same, "differences": list(answer.differences)}


@router.post("/runs/{number}/redo/form", include_in_schema=False)
def redo_from_form(request: Request, name: str, number: int) -> dict[str, str]:
    """The same for the button of the page."""
    answer = redo(request, name, number)
    words = "same" if answer["same"] else "; ".join(answer["differences"])[:400]
    return {"href": f"/w/{quote(name, safe='')}/runs/{number}?redo={quote(words)}"}


@router.get("/evaluation")
def evaluation(request: Request, name: str) -> dict[str, Any]:
    """The newest evaluation of the tables in force: scores, grades, bands, weights, what could not be known."""
    found: dict[str, Any] = as_data(_evaluated(request, name).result)
    return found


def _evaluated(request: Request, name: str) -> Run:
    with shelf_of(request).working(name):
        found = workspace_of(request, name).evaluation()
    if found is None:
        raise ModelError("nothing can be scored yet: add the sheet indicators", "暂无可评估的数据：请补充“指标数据”表")
    return found


@router.get("/evaluation/{region}/{code}")
def explanation(request: Request, name: str, region: str, code: str, period: str = Query("")) -> dict[str, Any]:
    """The arithmetic of one score, from the whole down to the cells."""
    _evaluated(request, name)
    answer: dict[str, Any] = as_data(workspace_of(request, name).explain(region, code, period or None))
    return answer


@router.get("/diagnosis")
def diagnosis(request: Request, name: str) -> dict[str, Any]:
    """The chain map as data: segments, flows, scales."""
    found: dict[str, Any] = as_data(workspace_of(request, name).diagnosis())
    return found


@router.get("/reports")
def reports(request: Request, name: str) -> list[dict[str, Any]]:
    """The reports that were made, newest first."""
    found = workspace_of(request, name).reports()
    return [
        {
            "file": path.name,
            "format": path.suffix[1:],
            "bytes": path.stat().st_size,
            "href": f"/api/w/{quote(name, safe='')}/reports/{step(path.name)}",
        }
        for path in found
    ]


@router.post("/reports", status_code=201)
def make_report(
    request: Request,
    name: str,
    language: Annotated[str, Body(embed=True, pattern="^(en|zh)$")] = "en",
    format: Annotated[str, Body(embed=True, pattern=FORMATS)] = "html",
) -> dict[str, Any]:
    """Make a report in one language, as HTML, as a Word document or as an Excel workbook."""
    with shelf_of(request).working(name):
        made = workspace_of(request, name).report(language, format)
    return told(made)


@router.post("/reports/form", include_in_schema=False)
def report_from_form(
    request: Request,
    name: str,
    language: str = Form(pattern="^(en|zh)$"),
    format: str = Form("html", pattern=FORMATS),
) -> dict[str, str]:
    """The same for the buttons of the page."""
    make_report(request, name, language, format)
    return {"href": f"/w/{quote(name, safe='')}/reports"}


@router.get("/reports/{file}", response_class=Response)
def report_file(request: Request, name: str, file: str, download: bool = False) -> Response:
    """A report, to look at or to keep; what a browser cannot show is always kept."""
    found = next((path for path in workspace_of(request, name).reports() if path.name == file), None)
    if found is None:
        raise Absent(f"there is no report '{file}'", f"没有报告“{file}”")
    kind = found.suffix[1:]
    headers = attachment(file) if download or kind != "html" else {}
    return Response(found.read_bytes(), media_type=REPORT_FORMATS[kind], headers=headers)


@router.get("/palette", include_in_schema=False)
def palette(request: Request, name: str, lang: str = Query("en", pattern="^(en|zh)$")) -> list[dict[str, Any]]:
    """What the command palette offers."""
    shelf = shelf_of(request)
    return offered(Visit(shelf, shelf.open(name), None, language=lang))
