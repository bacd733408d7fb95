"""The tables as grids, and one cell in the sheet it stands in."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from chainchief.errors import ChainChiefError
from chainchief.views import formats
from chainchief.web.markup import button, card, div, facts, join, level_sign, link, note, press, span, tag
from chainchief.web.pages.empty import empty, no_such
from chainchief.web.pages.parts import column_kind, column_name, missing, sheet_name, text
from chainchief.web.visit import Page, Visit, step

MOST_ROWS = 5000
LINK = (
    "p => { const a = document.createElement('a'); a.className = 'origin-cell'; a.href = p.data._href; "
    "a.textContent = p.value.split('!').slice(1).join('!'); return a; }"
)


def tables(visit: Visit) -> Page:
    """The first sheet that has rows."""
    sheets = _sheets(visit)
    return _grid_page(visit, sheets[0]) if sheets else empty(visit)


def one_table(visit: Visit) -> Page:
    """One sheet as a grid."""
    sheet = visit.places["sheet"]
    if sheet not in visit.ws.chain.tables:
        known = ", ".join(visit.ws.chain.tables)
        return no_such(
            visit, visit.say("table.absent", sheet=sheet, known=known), visit.to("data/tables"), visit.say("to.table")
        )
    if not visit.ws.chain.has(sheet):
        return no_such(
            visit,
            visit.say("table.empty", sheet=sheet_name(visit, sheet)),
            visit.to("data/tables"),
            visit.say("to.table"),
        )
    return _grid_page(visit, sheet)


def _sheets(visit: Visit) -> list[str]:
    return [name for name in visit.ws.chain.tables if visit.ws.chain.has(name)]


def _grid_page(visit: Visit, sheet: str) -> Page:
    frame = visit.ws.chain.tables[sheet]
    tabs = _tabs(visit, sheet)
    place = div("grid-place", id="grid", data_grid_name=sheet_name(visit, sheet))
    cut = note(visit.say("table.cut", shown=MOST_ROWS, all=len(frame))) if len(frame) > MOST_ROWS else None
    actions = button(
        visit.say("table.csv"), visit.address(visit.api(f"/tables/{step(sheet)}.csv")), "download", download=""
    )
    lead = visit.say(
        "table.lead_one" if len(frame) == 1 else "table.lead",
        rows=formats.number(len(frame), 0, visit.language),
        sheet=sheet_name(visit, sheet),
    )
    body = div("stack", tabs, place, cut, note(visit.say("table.says")))
    return Page(visit.question, lead, actions, body, grid=grid_options(visit, sheet, frame))


def _tabs(visit: Visit, sheet: str) -> Markup:
    links = []
    for name in _sheets(visit):
        words = join(
            [
                sheet_name(visit, name),
                span("pale", formats.number(len(visit.ws.chain.tables[name]), 0, visit.language)),
            ],
            " ",
        )
        links.append(link(words, visit.to(f"data/tables/{name}"), aria_current="page" if name == sheet else None))
    return tag("nav", *links, class_="sheet-tabs", aria_label=visit.say("table.sheets"))


def grid_options(visit: Visit, sheet: str, frame: Any) -> dict[str, Any]:
    """AG Grid options of a table: used columns, the first one frozen, the origin last and linked."""
    used = [name for name in frame.columns if not name.startswith("origin") and frame[name].notna().any()]
    columns = [_column(visit, sheet, name, frame, pinned=place == 0) for place, name in enumerate(used)]
    columns.append(_origin_column(visit))
    rows = [_row(row, used, visit) for row in frame.head(MOST_ROWS).to_dict("records")]
    return {
        "columnDefs": columns,
        "rowData": rows,
        "defaultColDef": {"sortable": True, "filter": True, "resizable": True, "minWidth": 90},
        "rowHeight": 32,
        "headerHeight": 36,
        "suppressMenuHide": True,
        "initialState": {"filter": {"filterModel": _filters(visit, used)}},
        ":onSortChanged": "event => window.chainchief.remember(event.api)",
        ":onFilterChanged": "event => window.chainchief.remember(event.api)",
        "quickFilterText": visit.query.get("find", ""),
        "ensureDomOrder": True,
        "autoSizeStrategy": {"type": "fitCellContents", "defaultMaxWidth": 280},
        "enableCellTextSelection": True,
        "localeText": {"noRowsToShow": visit.say("findings.none_here"), "filterOoo": visit.say("table.filter")},
    }


def _filters(visit: Visit, columns: list[str]) -> dict[str, Any]:
    """The filters an address holds, as the grid wrote them; anything else is no filter."""
    try:
        given = json.loads(visit.query.get("filter", "{}"))
    except ValueError:
        return {}
    kept = given.items() if isinstance(given, dict) else ()
    return {name: model for name, model in kept if name in columns and isinstance(model, dict)}


def _column(visit: Visit, sheet: str, name: str, frame: Any, pinned: bool) -> dict[str, Any]:
    numeric = frame[name].dtype.kind == "f"
    plain = column_kind(sheet, name) == "year"
    made: dict[str, Any] = {"field": name, "headerName": column_name(visit, sheet, name), "headerTooltip": name}
    if pinned:
        made["pinned"] = "left"
    if numeric:
        digits = "" if visit.zh or plain else ".toLocaleString('en-US', {maximumFractionDigits: 4})"
        unknown = json.dumps(visit.say("state.unknown"))
        minus = ".replace('-', '−')"
        made[":valueFormatter"] = f"p => p.value == null ? {unknown} : String(p.value{digits}){minus}"
        made["type"] = "rightAligned"
        made["filter"] = "agNumberColumnFilter"
    if visit.query.get("sort") == name:
        made["sort"] = "desc" if visit.query.get("dir") == "desc" else "asc"
    if visit.query.get("column") == name:
        made["cellClass"] = "asked-column"
    return made


def _origin_column(visit: Visit) -> dict[str, Any]:
    return {
        "field": "origin",
        "headerName": visit.say("column.cell"),
        "pinned": "right",
        "width": 130,
        "filter": False,
        "tooltipField": "origin",
        ":cellRenderer": LINK,
    }


def _row(row: dict[str, Any], columns: list[str], visit: Visit) -> dict[str, Any]:
    hidden = row.get("withheld")
    made = {name: _plain(row[name]) for name in columns}
    if not missing(hidden) and bool(hidden) and "value" in made and made["value"] is None:
        made["value"] = visit.say("state.withheld")
    origin = "" if missing(row["origin"]) else str(row["origin"])
    return {**made, "origin": origin, "_href": visit.cell(origin)}


def _plain(value: Any) -> Any:
    if missing(value):
        return None
    return value if isinstance(value, (bool, int, float)) else str(value)


def cell(visit: Visit) -> Page:
    """The original sheet around one cell, the cell framed, and what the tables made of its row."""
    origin = visit.places["origin"]
    try:
        excerpt = visit.ws.excerpt(origin)
    except ChainChiefError as error:
        return no_such(visit, error.say(visit.language), visit.to("data/tables"), visit.say("to.table"))
    marks = {finding.origin: finding.level for finding in visit.ws.findings() if finding.origin}
    short = origin.split("!", 1)[-1]
    picture = card(
        excerpt.sheet, _sheet(visit, excerpt, origin, marks), note(visit.say("cell.copy")), unit=excerpt.file
    )
    side = div("stack", _row_facts(visit, origin), _findings_here(visit, origin))
    back = press(visit.say("missing.back"), "arrow_back", type="button", data_back=True)
    lead = visit.say("cell.lead", file=excerpt.file, sheet=excerpt.sheet, row=excerpt.row)
    return Page(visit.say("cell.question", place=short), lead, back, div("columns", picture, side))


def _sheet(visit: Visit, excerpt: Any, origin: str, marks: dict[str, str]) -> Markup:
    head = tag(
        "tr",
        tag("th", span("spoken", visit.say("cell.row"))),
        *(tag("th", letter, scope="col") for letter in excerpt.columns),
    )
    body = []
    for number, cells in excerpt.rows:
        lit = number == excerpt.row
        made = [tag("th", number, scope="row")]
        for letter, value in zip(excerpt.columns, cells, strict=False):
            place = f"{excerpt.file}!{excerpt.sheet}!{letter}{number}"
            framed = lit and letter == excerpt.column
            level = marks.get(place, "")
            classes = " ".join(name for name, on in (("framed", framed), (f"has-{level}", level)) if on)
            sign = span("mark-sign", {"error": "×", "warning": "!", "info": "i"}[level]) if level else None
            said = span("spoken", visit.say("cell.this")) if framed else None
            made.append(
                tag(
                    "td",
                    sign,
                    said,
                    value,
                    class_=classes or None,
                    aria_current="true" if framed else None,
                    title=value or None,
                )
            )
        body.append(tag("tr", *made, class_="lit" if lit else None))
    made_table = tag(
        "table",
        tag("caption", excerpt.sheet, class_="spoken"),
        tag("thead", head),
        tag("tbody", *body),
        class_="excerpt",
    )
    return div("scroll", made_table, tabindex="0", role="group", aria_label=excerpt.sheet)


def row_of(visit: Visit, origin: str) -> tuple[str, Any] | None:
    """Table and row that came from a place: from the cell itself, else from its row."""
    file, _, rest = origin.partition("!")
    sheet, _, last = rest.rpartition("!")
    row = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    wanted = (origin, f"{file}!{sheet}!{row}")
    for name, frame in visit.ws.chain.tables.items():
        if frame.empty:
            continue
        for place in wanted:
            found = frame[frame["origin"].eq(place)]
            if len(found):
                return name, found.iloc[0]
    return None


def _row_facts(visit: Visit, origin: str) -> Markup | None:
    found = row_of(visit, origin)
    if found is None:
        return card(visit.say("cell.read_as"), tag("p", visit.say("cell.not_a_row"), class_="small pale"))
    sheet, row = found
    rows = [
        (column_name(visit, sheet, str(name)), text(visit, row[name]))
        for name in row.index
        if name != "origin" and not missing(row[name])
    ]
    more = link(visit.say("to.table"), visit.to(f"data/tables/{sheet}"))
    return card(visit.say("cell.read_as"), facts(rows), side=more, unit=sheet_name(visit, sheet))


def _findings_here(visit: Visit, origin: str) -> Markup | None:
    here = [finding for finding in visit.ws.findings() if finding.origin == origin]
    if not here:
        return None
    lines = [
        tag(
            "li",
            div(
                "line",
                level_sign(finding.level),
                div(
                    "what",
                    visit.pick(finding.message, finding.message_zh),
                    " ",
                    span("pale", visit.pick(finding.remedy, finding.remedy_zh)),
                ),
            ),
        )
        for finding in here
    ]
    return card(visit.say("findings.list"), tag("ul", *lines, class_="lines"))
