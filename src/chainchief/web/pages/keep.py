"""Reports, runs and settings: what was handed over, and what was computed from what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from markupsafe import Markup

from chainchief.views import REPORT_FORMATS, formats
from chainchief.web.markup import button, card, div, facts, icon, join, link, note, press, span, table, tag
from chainchief.web.pages.assessed import run_difference
from chainchief.web.pages.empty import empty, no_such
from chainchief.web.pages.imports.journey import undo_import
from chainchief.web.pages.parts import plain_card, said
from chainchief.web.visit import Page, Visit, step
from chainchief.workspace import STEPS, Run

CONTENTS = ("summary", "map", "scores", "explained", "quality", "unknown")


def reports(visit: Visit) -> Page:
    """Make a report, open or download the ones there are."""
    if visit.ws.generation == 0:
        return empty(visit)
    made = visit.ws.reports()
    body = div("columns", _list(visit, made), div("stack", _make(visit), _inside(visit)))
    lead = visit.say("reports.lead", count=len(made)) if made else visit.say("reports.none")
    return Page(visit.question, lead, body=body)


def _make(visit: Visit) -> Markup:
    forms = []
    order = ("zh", "en") if visit.zh else ("en", "zh")
    for place, language in enumerate(order):
        chosen = tag("input", type="hidden", name="language", value=language)
        make = press(visit.say(f"reports.make_{language}"), "note_add", primary=place == 0)
        action = visit.address(visit.api("/reports/form"))
        inner = div("form", chosen, _format_choice(visit, f"format-{language}"), make)
        forms.append(tag("form", inner, data_send=True, method="post", action=action))
    return card(
        visit.say("reports.make"),
        tag("p", visit.say("reports.make_says"), class_="small pale"),
        div("sends stack", *forms, said(visit)),
    )


def _format_choice(visit: Visit, field: str) -> Markup:
    """Page, Word or Excel."""
    options = [tag("option", visit.say(f"reports.format_{kind}"), value=kind) for kind in REPORT_FORMATS]
    label = tag("label", visit.say("reports.format"), for_=field)
    return div("field", label, tag("select", *options, name="format", id=field))


def _inside(visit: Visit) -> Markup:
    lines = [tag("li", div("line", icon("check"), div("what", visit.say(f"reports.has_{part}")))) for part in CONTENTS]
    return card(visit.say("reports.contents"), tag("ul", *lines, class_="lines tight"))


def _list(visit: Visit, made: list[Path]) -> Markup:
    if not made:
        return card(visit.say("reports.made"), tag("p", visit.say("reports.none"), class_="small pale"))
    rows = []
    for path in made:
        address = visit.api(f"/reports/{step(path.name)}")
        kilobytes = formats.number(path.stat().st_size / 1024, 0, visit.language)
        shown = {"target": "_blank", "rel": "noopener"} if path.suffix == ".html" else {"download": path.name}
        rows.append((
            link(path.name, address, **shown),
            visit.say("reports.size", size=kilobytes),
            link(visit.say("download"), f"{address}?download=1", download=path.name, class_="button small"),
        ))  # fmt: skip
    head = (visit.say("reports.file"), visit.say("reports.how_large"), span("spoken", visit.say("download")))
    synthetic = note(visit.say("state.synthetic.says")) if visit.ws.synthetic else None
    return card(visit.say("reports.made"), table(head, rows, visit.say("reports.made"), numeric=(1, 2)), synthetic)


def runs(visit: Visit) -> Page:
    """Everything that was computed, newest first."""
    done = visit.ws.runs()
    if not done:
        return empty(visit)
    rows = [
        (
            link(f"{run.number:04d}", visit.to(f"runs/{run.number}"), class_="strong"),
            _done(visit, run, done),
            when(visit, run),
            visit.say("runs.seconds", seconds=formats.number(run.seconds, 1, visit.language)),
            str(run.generation),
            _current(visit, run),
        )
        for run in done
    ]
    head = [visit.say(f"runs.{name}") for name in ("number", "step", "when", "took", "tables", "state")]
    listed = plain_card(table(head, rows, visit.say("runs.name"), numeric=(3, 4)))
    body = div("stack sends", said(visit), listed)
    lead = visit.say("runs.lead", count=len(done))
    return Page(visit.question, lead, undo_import(visit) or Markup(), body)


def _done(visit: Visit, run: Run, done: list[Run]) -> Markup:
    """What a run did; an evaluation can be held against the one before."""
    held = run_difference.before(visit, run, done)
    words = visit.say("compared.before")
    return join([step_title(visit, run), div("small", link(words, held)) if held else None])


def step_title(visit: Visit, run: Run) -> str:
    """The name of what a run did."""
    known = STEPS.get(run.step)
    if "undo" in run.options:
        return visit.say("undo.run", number=f"{int(run.options['undo']):04d}")
    return (
        visit.pick(known.title, known.title_zh)
        if known
        else visit.say("runs.read", file=str(run.options.get("source", "")))
    )


def when(visit: Visit, run: Run) -> str:
    """Date and time of a run."""
    return f"{formats.day(run.started, visit.language)}, {run.started[11:16]}"


def _current(visit: Visit, run: Run) -> Markup | str:
    if run.generation == visit.ws.generation:
        return visit.say("runs.current")
    return span("tag dashed", visit.say("runs.older"))


def run(visit: Visit) -> Page:
    """One run: options, versions, files, and doing it again."""
    asked = visit.places["number"]
    found = next((one for one in visit.ws.runs() if asked.isdigit() and one.number == int(asked)), None)
    if found is None:
        return no_such(visit, visit.say("run.absent", number=asked), visit.to("runs"), visit.say("to.runs"))
    again = tag(
        "form", press(visit.say("run.redo"), "replay", primary=True), data_send=True, method="post",
        action=visit.address(visit.api(f"/runs/{found.number}/redo/form")),
    )  # fmt: skip
    options = card(visit.say("run.options"), facts(_options(visit, found)))
    left = div("stack", _redone(visit), run_difference.steps(visit, found), options, _files(visit, found))
    right = div("stack", card(visit.say("run.manifest"), facts(_manifest(visit, found))), _about(visit, found))
    body = div("sends", said(visit), div("columns", left, right))
    title = visit.say("run.question", number=f"{found.number:04d}")
    back = button(visit.say("to.runs"), visit.to("runs"), "history")
    if "source" in found.options or "undo" in found.options:
        see = button(visit.say("changes.see_run"), visit.to("data/changes", run=found.number), "difference")
        back = join([back, see])
    if held := run_difference.before(visit, found, visit.ws.runs()):
        back = join([back, button(visit.say("compared.before"), held, "difference")])
    words = " · ".join((step_title(visit, found), when(visit, found), _plain_current(visit, found)))
    return Page(title, words, join([back, again]), body)


def _plain_current(visit: Visit, found: Run) -> str:
    return visit.say("runs.current" if found.generation == visit.ws.generation else "runs.older")


def _redone(visit: Visit) -> Markup | None:
    """The answer of a redo, as the address brought it back."""
    answer = visit.query.get("redo", "")
    if not answer:
        return None
    if answer == "same":
        return said(visit, visit.say("run.same"), fine=True)
    return said(visit, visit.say("run.differs", what=answer))


def _options(visit: Visit, found: Run) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [
        (span("", tag("code", name)), _written(visit, value)) for name, value in found.options.items()
    ]
    return rows or [(visit.say("run.no_options"), formats.NOT_APPLICABLE)]


def _written(visit: Visit, value: Any) -> str:
    if value is None or value == "":
        return visit.say("run.default")
    if isinstance(value, bool):
        return visit.say("word.yes" if value else "word.no")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _manifest(visit: Visit, found: Run) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = [
        (visit.say("runs.when"), when(visit, found)),
        (visit.say("runs.took"), visit.say("runs.seconds", seconds=formats.number(found.seconds, 1, visit.language))),
        (visit.say("runs.tables"), str(found.generation)),
    ]
    return rows + [(tag("code", name), version) for name, version in found.versions.items()]


def _files(visit: Visit, found: Run) -> Markup | None:
    if not found.files:
        return None
    rows = [
        (link(name, visit.api(f"/runs/{found.number}/files/{step(name)}")), tag("code", digest[:16]))
        for name, digest in found.files.items()
    ]
    head = (visit.say("reports.file"), visit.say("run.digest"))
    return card(visit.say("run.files"), table(head, rows, visit.say("run.files")), note(visit.say("run.digest_says")))


def _about(visit: Visit, found: Run) -> Markup | None:
    rows: list[tuple[Any, Any]] = []
    for name, value in found.about.items():
        parts = value.items() if isinstance(value, dict) else [(name, value)]
        rows += [(str(part), _written(visit, one)) for part, one in parts]
    return card(visit.say("run.about"), facts(rows)) if rows else None


def settings(visit: Visit) -> Page:
    """What this workspace is: folder, title, language, frameworks, files."""
    ws = visit.ws
    chain = ws.chain
    rows: list[tuple[Any, Any]] = [
        (visit.say("settings.title"), ws.title),
        (visit.say("settings.folder"), tag("code", str(ws.path))),
        (visit.say("settings.language"), visit.say(f"language.{ws.language}")),
        (visit.say("settings.region"), chain.region or span("unknown", visit.say("state.unknown"))),
        (
            visit.say("settings.base_year"),
            str(chain.base_year) if chain.base_year else span("unknown", visit.say("state.unknown")),
        ),
        (visit.say("settings.money"), f"{chain.currency}, {chain.unit}"),
    ]
    frameworks = tag("ul", *(tag("li", tag("code", name)) for name in ws.frameworks()), class_="lines tight")
    files = [tag("li", tag("code", path.name)) for path in ws.inputs()]
    inputs = (
        tag("ul", *files, class_="lines tight")
        if files
        else tag("p", visit.say("shell.nothing_imported"), class_="small pale")
    )
    right = div("stack", card(visit.say("settings.frameworks"), frameworks), card(visit.say("settings.inputs"), inputs))
    how = note(visit.say("settings.how"))
    return Page(
        visit.question,
        visit.say("settings.lead"),
        body=div("columns", card(visit.say("settings.name"), facts(rows), how), right),
    )
