"""The way of a file from upload to acceptance: what was read, where one is, what can be pressed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import button, icon, join, link, press, span, spoken, tag
from chainchief.web.pages.parts import said
from chainchief.web.shelf import Told, Waiting
from chainchief.web.visit import Visit
from chainchief.workspace import ReadOptions, Workspace

STEPS = (("upload", ""), ("columns", "data/mapping"), ("findings", "data/findings"), ("changes", "data/changes"))
ELSEWHERE = "-"


@dataclass(frozen=True)
class Read:
    """A file as it was read, waiting to be accepted or in force.

    token : under which it waits, "" when it is in force
    name : of the file
    sheets : as they stand; readings : place of a sheet -> how it was read
    past : what was said about it and can be taken back
    difference : what it changes, None when that is not known; before : the tables it is compared with
    """

    token: str
    name: str
    chain: Any
    findings: Sequence[Any]
    sheets: Sequence[Any] = ()
    readings: Mapping[str, Any] = field(default_factory=dict)
    options: ReadOptions = field(default_factory=ReadOptions)
    past: tuple[Told, ...] = ()
    difference: Any = None
    before: Any = None

    @cached_property
    def places(self) -> frozenset[str]:
        """The places of all sheets."""
        return frozenset(sheet.place for sheet in self.sheets)

    def sheet_of(self, finding: Any) -> str:
        """Place of the sheet a finding is about; "-" when it is about none of this file."""
        origin = str(finding.origin)
        for place in (origin, origin.rpartition("!")[0]):
            if place in self.places:
                return place
        if origin.count("!") or not finding.table:
            return ELSEWHERE
        return next((place for place, one in self.readings.items() if one.table == finding.table), ELSEWHERE)

    @cached_property
    def by_sheet(self) -> dict[str, list[Any]]:
        """Place of a sheet -> its findings."""
        found: dict[str, list[Any]] = {sheet.place: [] for sheet in self.sheets}
        for finding in self.findings:
            found.setdefault(self.sheet_of(finding), []).append(finding)
        return found


def read_waiting(waiting: Waiting, token: str) -> Read:
    """A file that waits."""
    preview = waiting.preview
    return Read(
        token, preview.source.name, preview.chain, tuple(preview.findings), preview.sheets,
        by_place(preview.readings), preview.options, waiting.past, preview.difference, preview.before,
    )  # fmt: skip


def read_in_force(visit: Visit) -> Read:
    """The files of the import in force."""
    ws = visit.ws
    names = ", ".join(path.name for path in ws.inputs())
    return Read("", names, ws.chain, tuple(ws.findings()), ws.sheets(), _readings(ws.path, ws.chain))


@lru_cache(maxsize=4)
def _readings(path: Path, chain: Any) -> dict[str, Any]:
    """How the sheets in force were read; worked out once for each import, which `chain` stands for."""
    return by_place(Workspace.open(path).readings())


def by_place(readings: Iterable[Any]) -> dict[str, Any]:
    """Place of a sheet -> how it was read."""
    return {f"{one.file}!{one.sheet}": one for one in readings}


def waiting_of(visit: Visit) -> tuple[str, Waiting | None]:
    """The token of the address and what waits under it."""
    token = visit.query.get("preview", "")
    return token, visit.shelf.waiting(visit.ws.name, token) if token else None


def step_line(visit: Visit, read: Read, here: str) -> Markup:
    """Upload, columns, findings, what changes, accept: where one is, and that nothing is saved yet."""
    at = [key for key, _ in STEPS].index(here)
    lines = []
    for place, (key, route) in enumerate(STEPS):
        number = span("step-at", icon("check") if place < at else str(place + 1))
        words = join([number, visit.say(f"step.{key}")])
        current = "step" if place == at else None
        inner = link(words, visit.to(route, preview=read.token), aria_current=current) if route else span("", words)
        lines.append(tag("li", inner, class_="done" if place < at else None))
    lines.append(tag("li", span("", span("step-at", str(len(STEPS) + 1)), visit.say("step.accept"))))
    way = tag("ol", *lines, class_="way", aria_label=visit.say("step.name"))
    safe = span("safe", icon("lock_open"), visit.say("preview.says"))
    return tag("div", way, safe, class_="way-line")


def form(visit: Visit, path: str, *inner: Markup | None, back: str = "", **fields: str) -> Markup:
    """A form that changes something and comes back to a page of this workspace."""
    hidden = [tag("input", type="hidden", name=name, value=value) for name, value in fields.items()]
    if back:
        hidden.append(tag("input", type="hidden", name="back", value=back))
    return tag("form", *hidden, *inner, data_send=True, method="post", action=visit.address(visit.api(path)))


def accept_form(visit: Visit, read: Read, rows: int) -> Markup:
    """The one primary button: save what waits."""
    words = visit.say("preview.accept", rows=formats.number(rows, 0, visit.language))
    pressed = press(words, "check", primary=True, disabled=rows == 0)
    return form(visit, f"/imports/{read.token}/accept", pressed)


def discard_form(visit: Visit, read: Read) -> Markup:
    """Forget what waits."""
    return form(visit, f"/imports/{read.token}/discard", press(visit.say("preview.discard"), "close"))


def annotated_button(visit: Visit, token: str = "") -> Markup:
    """The workbook with its findings in colour, to be mailed and mended."""
    path = f"/imports/{token}/annotated" if token else "/annotated"
    address = visit.address(visit.api(path), "", language=visit.language)
    return button(visit.say("findings.annotated"), address, "download", download="")


def undo_bar(visit: Visit, read: Read) -> Markup | None:
    """Take back what was said last, by its name; Ctrl Z presses it."""
    if not read.past:
        return None
    last = read.past[-1]
    words = visit.say("undo.name", what=visit.pick(last.en, last.zh))
    pressed = press(words, "undo", data_undo=True, aria_keyshortcuts="Control+Z")
    key = "undo.one_step" if len(read.past) == 1 else "undo.steps"
    count = span("small pale", visit.say(key, count=len(read.past)))
    made = form(visit, f"/imports/{read.token}/undo/form", pressed, back=visit.here())
    return tag("div", made, count, class_="undo-bar")


def undo_import(visit: Visit) -> Markup | None:
    """Take back the import in force: a button that names it, and asks once."""
    runs = [run for run in visit.ws.runs() if run.generation == visit.ws.generation and "source" in run.options]
    if not runs:
        return None
    name = str(runs[-1].options["source"])
    question = visit.say("undo.import_says", file=name)
    summary = tag("summary", icon("undo"), visit.say("undo.import"), class_="button")
    pressed = press(visit.say("undo.import_name", file=name), "undo")
    inside = tag("div", tag("p", question), form(visit, "/undo/form", pressed), class_="menu ask")
    return tag("details", summary, inside, class_="switcher asks sends")


def answer_place(visit: Visit) -> Markup:
    """Where a refusal of the server appears."""
    return said(visit)


def level_words(visit: Visit, level: str) -> Markup:
    """The level of a finding for those who do not see its sign."""
    return spoken(visit.say(f"findings.{level}"))
