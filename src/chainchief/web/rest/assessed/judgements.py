"""REST: judgements in pairs, tried while they are typed and saved as an import; and which weights count."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from chainchief.errors import InputError
from chainchief.web.pages.assessed.weighing.judgements import (
    advice_words,
    fitting_texts,
    join_words,
    trial_words,
    worst_pairs,
)
from chainchief.web.rest.answers import REFUSALS, shelf_of, workspace_of
from chainchief.web.visit import say as words
from chainchief.workspace.judging import (
    Ballot,
    Pair,
    Trial,
    another_is_there,
    ballot_of,
    evaluate_again,
    expert_name,
    framework_in_use,
    save_judgements,
    try_judgements,
)

router = APIRouter(prefix="/api/w/{name}", tags=["judgements"], responses=REFUSALS)
MOST_PAIRS = 400


class Judgement(BaseModel):
    """One comparison: first is `value` times as important as second."""

    model_config = ConfigDict(extra="forbid")
    first: str = Field(max_length=80)
    second: str = Field(max_length=80)
    value: str = Field("", max_length=40, description="1 to 9 or 1/9 to 1; empty = not judged")


class Judged(BaseModel):
    """The judgements of one expert about the members of one group."""

    model_config = ConfigDict(extra="forbid")
    parent: str = Field(max_length=80, description="code of the group")
    judgements: list[Judgement] = Field(default_factory=list, max_length=MOST_PAIRS)
    expert: str = Field("", max_length=200, description="a label such as E1; empty = nobody named")

    @property
    def values(self) -> dict[Pair, str]:
        """Pair -> text; InputError for a pair that stands there twice."""
        found: dict[Pair, str] = {}
        for one in self.judgements:
            if (one.first, one.second) in found:
                pair = f"{one.first}/{one.second}"
                raise InputError(f"{pair} is judged twice; keep one of the two", f"{pair} 判断了两次；请保留其一")
            found[one.first, one.second] = one.value.strip()
        return found


@router.post("/judgements/try")
def try_them(request: Request, name: str, judged: Judged) -> dict[str, Any]:
    """What these judgements would give: weights, consistency ratio, worst judgements, circles. Nothing is saved."""
    framework = framework_in_use(workspace_of(request, name))
    return _tried(framework, try_judgements(framework, judged.parent, judged.values))


def _tried(framework: Any, trial: Trial) -> dict[str, Any]:
    found = trial.found
    worst = found.worst.to_dict("records") if found is not None else []
    return {
        "judged": trial.judged[0],
        "pairs": trial.judged[1],
        "apart": list(trial.apart),
        "weights": None if found is None else {str(code): float(share) for code, share in found.weights.items()},
        "consistency_ratio": found.consistency_ratio if found is not None else None,
        "worst": worst,
        "cycles": [list(cycle) for cycle in found.cycles] if found is not None else [],
        "proposal": [
            {"first": first, "second": second, "value": value} for (first, second), value in trial.proposal.items()
        ],
        "repaired_ratio": trial.repaired_ratio,
        "step_ratios": list(trial.step_ratios),
        "fitting": fitting_texts(trial, "en"),
        "look_again": sorted(worst_pairs(trial)),
        "said": join_words(trial_words(framework, trial, "en"), "en"),
        "said_zh": join_words(trial_words(framework, trial, "zh"), "zh"),
        "advice": advice_words(framework, trial, "en"),
        "advice_zh": advice_words(framework, trial, "zh"),
    }


@router.post("/judgements", status_code=201)
def save_them(request: Request, name: str, judged: Judged) -> dict[str, Any]:
    """Save judgements as an import; an empty value takes a judgement back. Undo takes the import back."""
    return _save(request, name, judged)


def _save(request: Request, name: str, judged: Judged, opened: tuple[str | None] | None = None) -> dict[str, Any]:
    """opened : from the page, the expert whose judgements it showed (None = a new one); None = whoever asks knows."""
    workspace = workspace_of(request, name)
    with shelf_of(request).working(name):
        before = workspace.latest("evaluate")
        framework = framework_in_use(workspace)
        if opened and another_is_there(workspace, framework, judged.parent, judged.expert, *opened):
            raise TakenError(expert_name(judged.expert))
        old = ballot_of(workspace.chain, framework, judged.parent, judged.expert)
        run = save_judgements(workspace, framework, Ballot(judged.parent, judged.expert, old.members, judged.values))
        if before is not None:
            evaluate_again(workspace, before.options)
    href = f"{_page_of(name, judged)}&saved=1"
    return {"run": run.number, "generation": run.generation, "href": href}


class TakenError(InputError):
    """The judgements of another expert would be overwritten."""

    def __init__(self, expert: str) -> None:
        named = {language: expert or words("weighing.nobody", language) for language in ("en", "zh")}
        super().__init__(*(words("judging.taken", language, expert=named[language]) for language in ("en", "zh")))
        self.link, self.link_zh = (
            words("judging.taken.open", language, expert=named[language]) for language in ("en", "zh")
        )


def _page_of(name: str, judged: Judged) -> str:
    place = f"parent={quote(judged.parent, safe='')}&expert={quote(judged.expert.strip(), safe='')}"
    return f"/w/{quote(name, safe='')}/weights/judgements?{place}"


@router.post("/judgements/form", include_in_schema=False)
async def save_form(request: Request, name: str) -> Any:
    """The same from the page: fields parent, expert, and first-N, second-N, value-N for every pair.

    opened is the expert the page was opened with, absent for a new one: judgements of another are not overwritten.
    """
    sent = {key: str(value) for key, value in (await request.form()).items()}
    numbers = [key.removeprefix("first-") for key in sent if key.startswith("first-")]
    judgements = [
        Judgement(first=sent[f"first-{n}"], second=sent.get(f"second-{n}", ""), value=sent.get(f"value-{n}", ""))
        for n in numbers[:MOST_PAIRS]
    ]
    judged = Judged(parent=sent.get("parent", ""), expert=sent.get("expert", ""), judgements=judgements)
    try:
        return await run_in_threadpool(_save, request, name, judged, (sent.get("opened"),))
    except TakenError as taken:
        body = {"error": taken.message, "error_zh": taken.message_zh, "where": ["expert"]}
        link = {"href": _page_of(name, judged), "link": taken.link, "link_zh": taken.link_zh}
        return JSONResponse({**body, **link}, 422)


Text = Annotated[str, Form(max_length=40)]


@router.post("/weights/form", include_in_schema=False)
def weights_form(
    request: Request, name: str, weights: Text, combine: Text = "geometric", objective: Text = "entropy"
) -> dict[str, str]:
    """Evaluate once more with other weights; every other choice stays as it was."""
    workspace = workspace_of(request, name)
    with shelf_of(request).working(name):
        newest = workspace.evaluation()
        kept = dict(newest.options) if newest is not None else {}
        workspace.run("evaluate", {**kept, "weights": weights, "combine": combine, "objective": objective})
    return {"href": f"/w/{quote(name, safe='')}/weights"}
