"""REST: how sure scores and ranks are, and the ranking with another weight, fast enough for a slider."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from chainchief.errors import ModelError
from chainchief.views import setting_of
from chainchief.views.data import as_data
from chainchief.web.navigation import entries
from chainchief.web.pages.assessed.uncertainty.address import asked_options, kept_options
from chainchief.web.pages.assessed.uncertainty.slider import moves
from chainchief.web.pages.parts import address_of
from chainchief.web.rest.answers import REFUSALS, shelf_of, workspace_of
from chainchief.web.visit import Visit
from chainchief.workspace import Run
from chainchief.workspace.variation import reweighted, usual_variation, variation_of

router = APIRouter(prefix="/api/w/{name}/uncertainty", tags=["work"], responses=REFUSALS)


def _evaluated(request: Request, name: str) -> Run:
    with shelf_of(request).working(name):
        found = workspace_of(request, name).evaluation()
    if found is None:
        raise ModelError("nothing can be scored yet: add the sheet indicators", "暂无可评估的数据：请补充“指标数据”表")
    return found


@router.get("")
def uncertainty(request: Request, name: str) -> dict[str, Any]:
    """Intervals of ranks and scores, grade shares, shares of the choices, one indicator left out. The options of the
    step vary may stand in the query."""
    run = _evaluated(request, name)
    usual, _ = usual_variation(workspace_of(request, name), run)
    options = asked_options(dict(request.query_params), usual, run.result.options)
    with shelf_of(request).working(name):
        found: dict[str, Any] = as_data(variation_of(run, options))
    return found


@router.get("/weights")
def weights(
    request: Request,
    name: str,
    code: Annotated[str, Query(max_length=80, description="indicator, aspect or dimension")],
    change: Annotated[float, Query(description="the weight becomes (1 + change) times what it is; -1 = left out")],
    period: Annotated[str, Query(max_length=80)] = "",
    region: Annotated[str, Query(max_length=80)] = "",
) -> dict[str, Any]:
    """The ranking with another weight of one code, which pairs swap, and the same as words for the page."""
    run = _evaluated(request, name)
    found = reweighted(run, code, change, period)
    shelf, workspace = shelf_of(request), workspace_of(request, name)
    language = request.scope["choices"].get("lang", workspace.language)
    visit = Visit(shelf, workspace, entries()["uncertainty"], query=dict(request.query_params), language=language)
    setting = setting_of(workspace.chain, language, region, link=address_of(visit))
    ranking = found.ranking.rename_axis(_levels(found.ranking.index.nlevels)).reset_index()
    return {
        "code": found.code,
        "change": found.change,
        "period": found.period,
        "weight": found.weight,
        "new_weight": found.new_weight,
        "pairs": found.pairs,
        "ranking": as_data(ranking),
        "swaps": as_data(found.swaps),
        "html": str(moves(setting, run, (code, change, period))),
    }


def _levels(count: int) -> list[str]:
    return ["region_id", "period"][:count]


@router.post("/form", include_in_schema=False)
async def keep_form(request: Request, name: str) -> dict[str, str]:
    """Keep what the page shows as a run; for its button."""
    sent = {key: str(value) for key, value in (await request.form()).items()}
    return await run_in_threadpool(keep, request, name, sent)


def keep(request: Request, name: str, sent: dict[str, str]) -> dict[str, str]:
    """Run the step vary with the options of the page, and show that."""
    run = _evaluated(request, name)
    workspace = workspace_of(request, name)
    options = dataclasses.replace(kept_options(sent), evaluation=run.number)
    with shelf_of(request).working(name):
        variation_of(run, options)
        workspace.run("vary", options)
    return {"href": f"/w/{quote(name, safe='')}/uncertainty"}
