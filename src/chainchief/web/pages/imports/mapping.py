"""Which table each sheet is, and what each of its headers means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from chainchief.views import formats
from chainchief.web.markup import card, div, icon, join, level_sign, press, span, table, tag
from chainchief.web.pages.empty import empty
from chainchief.web.pages.imports.journey import (
    Read,
    answer_place,
    discard_form,
    form,
    read_in_force,
    read_waiting,
    step_line,
    undo_bar,
    waiting_of,
)  # fmt: skip
from chainchief.web.pages.parts import column_name, sheet_name, upload_box
from chainchief.web.rest.import_forms import KEPT, LEFT_OUT, state_of
from chainchief.web.rest.imports import COLUMN_RULES
from chainchief.web.visit import Page, Visit
from chainchief.workspace import declared_tables

FORM = "columns-form"
READ = ("read", "indicator", "period")


def mapping(visit: Visit) -> Page:
    """The columns of an upload that waits, else how those in force were read."""
    token, waiting = waiting_of(visit)
    if waiting is None:
        return _in_force(visit, token)
    read = read_waiting(waiting, token)
    send = press(visit.say("mapping.read"), "check", primary=True, form=FORM)
    sheets = [_sheet(visit, read, number, one) for number, one in _unclear_first(read)]
    made = tag(
        "form", div("stack", *sheets), id=FORM, data_send=True, method="post",
        action=visit.address(visit.api(f"/imports/{token}/mapping/form")),
    )  # fmt: skip
    body = div(
        "stack sends", step_line(visit, read, "columns"), answer_place(visit),
        _remembered(visit, read, waiting.preview), made, undo_bar(visit, read),
    )  # fmt: skip
    return Page(visit.question, lead(visit, read), join([discard_form(visit, read), send]), body)


def _unclear_first(read: Read) -> list[tuple[int, Any]]:
    """Sheets with their place in the file; those that people must look at stand first."""
    strange = {one.origin for one in read.findings if one.rule in COLUMN_RULES}
    numbered = list(enumerate(read.readings.values()))
    return sorted(numbered, key=lambda pair: not (pair[1].lacks or pair[1].place in strange))


def _in_force(visit: Visit, token: str) -> Page:
    if token:
        return Page(visit.question, visit.say("preview.gone"), body=div("stack", upload_box(visit)))
    if visit.ws.generation == 0:
        page = empty(visit)
        return Page(visit.question, page.lead, body=div("stack", upload_box(visit), page.body))
    read = read_in_force(visit)
    sheets = [_sheet(visit, read, number, one) for number, one in enumerate(read.readings.values())]
    return Page(visit.question, lead(visit, read), body=div("stack", *sheets))


def lead(visit: Visit, read: Read) -> str:
    """How many headers were recognised, and what is still missing."""
    readings = read.readings.values()
    cells = [cell for one in readings for cell in one.cells if one.table]
    known = sum(cell.use in READ for cell in cells)
    words = visit.say("mapping.lead", known=known, all=len(cells), file=read.name)
    unread = [one.sheet for one in readings if not one.table]
    if unread:
        words += " " + visit.say("mapping.unread", names=("、" if visit.zh else ", ").join(unread))
    return words


def _sheet(visit: Visit, read: Read, number: int, reading: Any) -> Markup:
    rows = [_row(visit, read, number, place, reading, cell) for place, cell in enumerate(reading.cells)]
    head = [visit.say(f"mapping.{name}") for name in ("letter", "header", "samples", "column")]
    listed = table(head, rows, visit.say("mapping.of", sheet=reading.sheet)) if rows else None
    listed = _folded(visit, read, reading, listed)
    return card(
        reading.sheet,
        _table_choice(visit, read, number, reading),
        _lacks(visit, reading),
        listed,
        _apart(visit, read, reading),
        unit=visit.say("sheet.header", row=reading.row) if reading.row else None,
        class_="mapping",
    )


def _folded(visit: Visit, read: Read, reading: Any, listed: Markup | None) -> Markup | None:
    """Headers that need nobody's eye are folded in: of a sheet wholly recognised, and of one that stays unread."""
    known = all(cell.use in READ for cell in reading.cells) and not reading.lacks
    strange = any(one.origin == reading.place and one.rule in COLUMN_RULES for one in read.findings)
    if listed is None or strange or (reading.table and not known):
        return listed
    words = visit.say("mapping.all_known", count=len(reading.cells)) if reading.table else visit.say("mapping.see")
    return tag("details", tag("summary", words), listed, class_="more")


def _table_choice(visit: Visit, read: Read, number: int, reading: Any) -> Markup:
    """The select of the table; what is in force is said, not chosen."""
    if not read.token:
        words = sheet_name(visit, reading.table) if reading.table else visit.say("mapping.leave")
        return tag("p", visit.say("mapping.is"), " ", tag("strong", words))
    options = [tag("option", visit.say("mapping.leave"), value="", selected=not reading.table)]
    for name in declared_tables():
        shown = sheet_name(visit, name) if not visit.zh else f"{sheet_name(visit, name)}（{name}）"
        options.append(tag("option", shown, value=name, selected=name == reading.table))
    field = f"sheet-{number}"
    label = tag("label", visit.say("mapping.is_label", sheet=reading.sheet), for_=field)
    choice = tag("select", *options, name=field, id=field)
    said = visit.say("mapping.table_says") if not reading.table else None
    return div("choice", label, choice, span("small pale", said) if said else None)


def _lacks(visit: Visit, reading: Any) -> Markup | None:
    if not reading.lacks:
        return None
    names = [f"{column_name(visit, reading.table, name)}" for name in reading.lacks]
    words = visit.say("mapping.lacks", names=("、" if visit.zh else ", ").join(names))
    return tag("p", level_sign("error"), " ", words, class_="lacks")


def _row(visit: Visit, read: Read, number: int, place: int, reading: Any, cell: Any) -> list[Any]:
    samples = div("samples", (" · ").join(formats.clip(text, 24) for text in cell.samples) or formats.NOT_APPLICABLE)
    header = join([tag("strong", cell.text), span("pale", f" {cell.unit}") if cell.unit else None])
    if not reading.table:
        return [cell.letter, header, samples, formats.NOT_APPLICABLE]
    if not read.token:
        return [cell.letter, header, samples, _use(visit, reading, cell)]
    return [cell.letter, header, samples, _column_choice(visit, number, place, reading, cell)]


def _use(visit: Visit, reading: Any, cell: Any) -> Markup | str:
    if cell.use == "read":
        return column_name(visit, reading.table, cell.column)
    return span("pale", visit.say(f"mapping.use.{cell.use}"))


def _column_choice(visit: Visit, number: int, place: int, reading: Any, cell: Any) -> Markup:
    """The nearest names first, then every column of the table, keep, leave out."""
    now = state_of(cell)
    near = [name for name in dict.fromkeys((cell.column, *cell.near)) if name]
    others = [name for name in declared_tables()[reading.table].columns if name not in near]

    def option(name: str) -> Markup:
        return tag("option", _option_words(visit, reading.table, name), value=name, selected=name == now)

    keep = visit.say(f"mapping.use.{cell.use}" if cell.use in ("indicator", "period") else "mapping.keep")
    own = [
        tag("option", keep, value=KEPT, selected=now == KEPT),
        tag("option", visit.say("mapping.leave_out"), value=LEFT_OUT, selected=now == LEFT_OUT),
    ]
    groups = [
        tag("optgroup", *map(option, near), label=visit.say("mapping.near")) if near else None,
        tag("optgroup", *own, label=visit.say("mapping.or")),
        tag("optgroup", *map(option, others), label=visit.say("mapping.every")),
    ]
    field = f"column-{number}-{place}"
    words = visit.say("mapping.column_label", header=cell.text, sheet=reading.sheet)
    choice = tag("select", *groups, name=field, id=field, aria_label=words)
    sign = {**dict.fromkeys(READ, "check"), "twice": "warning"}.get(cell.use)
    twice = span("small pale", visit.say("mapping.use.twice")) if cell.use == "twice" else None
    return span("choice", choice, icon(sign) if sign else None, twice)


def _option_words(visit: Visit, sheet: str, name: str) -> str:
    declared = declared_tables()[sheet].columns[name]
    unit = f" ({declared.unit})" if declared.unit else ""
    required = f" · {visit.say('mapping.required')}" if declared.required else ""
    return f"{column_name(visit, sheet, name)}{unit}{required}"


def _apart(visit: Visit, read: Read, reading: Any) -> Markup | None:
    """Headers that would tell repeated rows apart, each with a box; those ticked before stay."""
    ticked: Sequence[str] = [
        text for text in read.options.key_extra if any(cell.text == text for cell in reading.cells)
    ]
    offered = list(dict.fromkeys((*ticked, *reading.apart)))
    if not offered:
        if not reading.repeated:
            return None
        words = visit.say("mapping.repeated_only", count=reading.repeated)
        return tag("p", level_sign("error"), " ", words, class_="lacks")
    boxes = [
        tag("label", tag("input", type="checkbox", name="key", value=text, checked=text in ticked,
                         disabled=not read.token), " ", text, class_="box")
        for text in offered
    ]  # fmt: skip
    words = visit.say("mapping.repeated", count=reading.repeated) if reading.repeated else visit.say("mapping.apart")
    return tag("fieldset", tag("legend", words), *boxes, class_="boxes")


def _remembered(visit: Visit, read: Read, preview: Any) -> Markup | None:
    """That an earlier import said how such a file is read, and the way to forget it."""
    if not preview.remembered:
        return None
    kept = preview.remembered.record()
    mine = [run for run in visit.ws.runs() if all(run.options.get(key) == kept[key] for key in kept if key != "values")]
    day = formats.day(mine[0].started, visit.language) if mine else ""
    words = visit.say("mapping.remembered", day=day) if day else visit.say("mapping.remembered_plain")
    pressed = press(visit.say("mapping.forget"), "close", class_="button small")
    drop = form(visit, f"/imports/{read.token}/forget/form", pressed, back=visit.here())
    return div("said fine remembered", span("", words), drop)
