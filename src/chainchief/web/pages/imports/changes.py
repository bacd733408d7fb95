"""What an import changes: before it is accepted, and afterwards."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import card, div, join, link, note, span, table, table_row, tag
from chainchief.web.pages.empty import empty, no_such
from chainchief.web.pages.imports.journey import (
    Read,
    accept_form,
    answer_place,
    discard_form,
    form,
    read_waiting,
    step_line,
    undo_bar,
    undo_import,
    waiting_of,
)  # fmt: skip
from chainchief.web.pages.parts import cell_link, column_name, plain_card, sheet_name, upload_box
from chainchief.web.shelf import Waiting
from chainchief.web.visit import Page, Visit
from chainchief.workspace import declared_tables

CHANGES = ("added", "changed", "removed")
SHOWN = 60


def changes(visit: Visit) -> Page:
    """What an upload that waits would change (`?preview=`), else what an import changed (`?run=`)."""
    token, waiting = waiting_of(visit)
    if waiting is not None:
        return _preview(visit, waiting, token)
    if token:
        return Page(visit.question, visit.say("preview.gone"), body=div("stack", upload_box(visit)))
    if visit.ws.generation == 0 and not visit.query.get("run"):
        return empty(visit)
    return _of_run(visit)


def _preview(visit: Visit, waiting: Waiting, token: str) -> Page:
    read = read_waiting(waiting, token)
    preview = waiting.preview
    body = div(
        "stack sends",
        step_line(visit, read, "changes"),
        answer_place(visit),
        _mode(visit, read, preview.mode) if visit.ws.generation else None,
        difference(visit, read, preview.difference),
        undo_bar(visit, read),
    )
    actions = join([discard_form(visit, read), accept_form(visit, read, preview.rows)])
    first = not preview.base
    lead = visit.say("changes.first_lead" if first else "changes.lead", file=read.name)
    return Page(visit.question, lead, actions, body)


def _mode(visit: Visit, read: Read, now: str) -> Markup:
    """Update by key, or replace everything."""
    forms = []
    for mode in ("update", "replace"):
        words = tag("strong", visit.say(f"mode.{mode}"))
        says = span("small pale", visit.say(f"mode.{mode}.says"))
        pressed = tag(
            "button", words, says, type="submit", class_="mode", aria_pressed="true" if mode == now else "false"
        )
        forms.append(form(visit, f"/imports/{read.token}/mode/form", pressed, back=visit.here(), mode=mode))
    return tag("div", *forms, class_="modes", role="group", aria_label=visit.say("mode.name"))


def _of_run(visit: Visit) -> Page:
    imports = [run for run in visit.ws.runs() if "source" in run.options or "undo" in run.options]
    asked = visit.query.get("run", "")
    now = [run for run in imports if run.generation == visit.ws.generation and "source" in run.options]
    run = next((one for one in imports if str(one.number) == asked), None) if asked else next(iter(now), None)
    if run is None:
        words = visit.say("changes.no_run", number=asked)
        return no_such(visit, words, visit.to("runs"), visit.say("to.runs"))
    found = visit.ws.changes(run.number)
    in_force = run.generation == visit.ws.generation
    lead = f"{_title(visit, run)} · {visit.say('runs.current' if in_force else 'runs.older')}"
    read = Read("", "", visit.ws.chain if in_force else None, ())
    body = div("stack sends", answer_place(visit), difference(visit, read, found), _others(visit, imports, run.number))
    undo = undo_import(visit) if in_force and "source" in run.options else None
    return Page(visit.question, lead, undo or Markup(), body)


def _title(visit: Visit, run: Any) -> str:
    day = formats.day(run.started, visit.language)
    if "undo" in run.options:
        number = int(run.options["undo"])
        return f"{visit.say('undo.run', number=f'{number:04d}')} · {day}"
    return visit.say("changes.of_run", file=str(run.options["source"]), day=day, number=f"{run.number:04d}")


def _others(visit: Visit, imports: list[Any], here: int) -> Markup | None:
    others = [run for run in imports if run.number != here]
    if not others:
        return None
    rows = [
        (link(f"{run.number:04d}", visit.to("data/changes", run=run.number)), _title(visit, run))
        for run in others
    ]  # fmt: skip
    head = [visit.say("runs.number"), visit.say("runs.step")]
    return card(visit.say("changes.others"), table(head, rows, visit.say("changes.others")))


def difference(visit: Visit, read: Read, found: Any) -> Markup:
    """Rows added, changed and removed by sheet, then the cells and rows of one sheet."""
    if found is None or found.empty:
        return card(visit.say("changes.rows"), tag("p", visit.say("changes.nothing"), class_="text"))
    counts, chain = found.counts, read.chain
    tables = [name for name in declared_tables() if any(name == table for table, _ in counts)]
    asked = visit.query.get("table", "")
    here = asked if asked in tables else next((one for one in tables if (one, "changed") in counts), tables[0])
    rows = []
    for name in tables:
        numbers = [counts.get((name, change), 0) for change in CHANGES]
        kept = len(chain.tables[name]) - numbers[0] - numbers[1] if chain is not None else None
        chosen = "true" if name == here else None
        named = link(sheet_name(visit, name), visit.here(table=name), aria_current=chosen)
        shown = [formats.number(one, 0, visit.language) if one else formats.NOT_APPLICABLE for one in numbers]
        last = formats.number(kept, 0, visit.language) if kept else formats.NOT_APPLICABLE
        rows.append(table_row((named, *shown, last), (1, 2, 3, 4), class_="chosen" if name == here else None))
    head = [visit.say("thin.table"), *(visit.say(f"changes.{change}") for change in CHANGES), visit.say("changes.kept")]
    summary = plain_card(table(head, rows, visit.say("changes.rows"), numeric=(1, 2, 3, 4)))
    return join([summary, _cells(visit, read, found, here), _rows(visit, found, here)])


def _cells(visit: Visit, read: Read, found: Any, sheet: str) -> Markup | None:
    cells = found.cells[found.cells["table"].eq(sheet)]
    if cells.empty:
        return None
    start = _start(visit, len(cells))
    rows = []
    for one in cells.iloc[start : start + SHOWN].itertuples():
        texts = [text or visit.say("state.unknown") for text in (one.before, one.after)]
        words = join([tag("del", texts[0]), " → ", tag("ins", texts[1])])
        before = _short(cell_of(read.before, str(one.before_origin), one.column))
        places = join([_place(visit, read, str(one.origin), one.column), before], " ← ")
        rows.append((one.key, column_name(visit, sheet, one.column), words, places))
    head = [visit.say(f"changes.{name}") for name in ("key", "column", "cell", "places")]
    title = visit.say("changes.cells_of", sheet=sheet_name(visit, sheet), count=len(cells))
    return card(title, table(head, rows, title), _pager(visit, start, len(cells)))


def _place(visit: Visit, read: Read, origin: str, column: str) -> Markup | None:
    """The cell that changed: in its sheet of the file that waits, or as it was imported; plain where it is neither."""
    place = cell_of(read.chain, origin, column)
    if read.token:
        row = origin.rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        address = visit.to("data/findings", preview=read.token, sheet=origin.rpartition("!")[0], rows="all", row=row)
        return link(place.split("!", 1)[-1], address, title=place)
    return cell_link(visit, place) if read.chain is not None else _short(place)


def cell_of(chain: Any, origin: str, column: str) -> str:
    """The cell of a column in the row a place names; the row itself where the letter of the column is not known."""
    of_sheet, _, last = origin.rpartition("!")
    letters = chain.letters.get(of_sheet, {}) if chain is not None else {}
    row = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f"{of_sheet}!{letters[column]}{row}" if column in letters else origin


def _short(origin: Any) -> Markup | None:
    place = str(origin)
    return span("pale", place.split("!", 1)[-1], title=place) if "!" in place else None


def _start(visit: Visit, total: int) -> int:
    asked = visit.query.get("from", "")
    return min(int(asked), max(total - 1, 0)) if asked.isdigit() else 0


def _pager(visit: Visit, start: int, total: int) -> Markup | None:
    if total <= SHOWN:
        return None
    links = []
    if start > 0:
        links.append(link(visit.say("findings.previous"), visit.here(**{"from": max(0, start - SHOWN)})))
    links.append(span("", visit.say("findings.page", first=start + 1, last=min(total, start + SHOWN), total=total)))
    if start + SHOWN < total:
        links.append(link(visit.say("findings.next"), visit.here(**{"from": start + SHOWN})))
    return note(join(links, " · "))


def _rows(visit: Visit, found: Any, sheet: str) -> Markup | None:
    """Keys of the rows that come and of those that go, the first of each."""
    blocks = []
    for change in ("added", "removed"):
        rows = found.rows[found.rows["table"].eq(sheet) & found.rows["change"].eq(change)]
        if rows.empty:
            continue
        lines = [
            tag("li", span("strong", one.key), " ",
                _short(one.origin if change == "added" else one.before_origin))
            for one in rows.head(SHOWN).itertuples()
        ]  # fmt: skip
        rest = len(rows) - len(lines)
        more = tag("p", visit.say("changes.more", count=formats.number(rest, 0, visit.language)), class_="small pale")
        title = visit.say(f"changes.rows_{change}", count=formats.number(len(rows), 0, visit.language))
        blocks.append(card(title, tag("ul", *lines, class_="lines tight keys"), more if rest else None))
    return div("halves", *blocks) if len(blocks) > 1 else blocks[0] if blocks else None
