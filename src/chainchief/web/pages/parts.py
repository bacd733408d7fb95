"""What several pages share: figures with their table twin, numbers with their state, the upload box."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd
from markupsafe import Markup

from chainchief.views import formats
from chainchief.views.figures.figure import Figure, Setting, setting_of
from chainchief.views.svg import to_svg
from chainchief.views.tables import TableView, to_html
from chainchief.web.markup import button, card, chip, div, icon, join, link, span, synthetic_badge, tag
from chainchief.web.visit import Visit, step
from chainchief.workspace import declared_tables, unlocks


def setting(visit: Visit, region: str = "", period: str = "", width: float = 0) -> Setting:
    """For whom the figures of this visit are drawn, with addresses of this workbench."""
    made = setting_of(visit.ws.chain, visit.language, region, link=address_of(visit), source=source_line(visit))
    return Setting(**{**made.__dict__, "period": period, "width": width})


def sheet_name(visit: Visit, sheet: str) -> str:
    """The name of a sheet as its reader knows it."""
    table = declared_tables().get(sheet)
    return str(table.name_zh) if table is not None and visit.zh else sheet


def column_name(visit: Visit, sheet: str, column: str) -> str:
    """The head of a column as its reader knows it."""
    table = declared_tables().get(sheet)
    declared = table.columns.get(column) if table is not None else None
    if declared is not None and visit.zh:
        return declared.label_zh
    return column.replace("_", " ")


def column_kind(sheet: str, column: str) -> str:
    """What the cells of a column hold, "" for a column nobody declared."""
    table = declared_tables().get(sheet)
    declared = table.columns.get(column) if table is not None else None
    return declared.kind if declared is not None else ""


def source_line(visit: Visit) -> str:
    """Which files the numbers come from."""
    names = {str(origin).partition("!")[0] for origin in _origins(visit)}
    return ", ".join(sorted(name for name in names if name and name != "nan"))


def _origins(visit: Visit) -> list[Any]:
    found: list[Any] = []
    for frame in visit.ws.chain.tables.values():
        if len(frame):
            found.extend(frame["origin"].iloc[[0, -1]])
    return found


def address_of(visit: Visit) -> Any:
    """The links of a figure: kind and place -> address."""

    def address(kind: str, *place: str) -> str:
        if kind == "segment":
            return visit.to(f"segment/{step(place[0])}")
        if kind == "score":
            period = place[2] if len(place) > 2 else ""
            return visit.to(f"assessed/{step(place[0])}/{step(place[1])}", period=period)
        if kind == "region":
            return visit.to("assessed", region=place[0])
        if kind == "cell":
            return visit.cell(place[0]) if is_place(place[0]) else ""
        if kind == "table":
            return visit.to(f"data/tables/{step(place[0])}")
        return ""

    return address


def figure_body(visit: Visit, figure: Figure, twin: bool = True) -> Markup:
    """The picture, its source line and its table twin."""
    drawing = tag("figure", Markup(to_svg(figure.drawing)), class_="figure", data_figure=figure.key)
    source = tag("p", figure.source_line, class_="source") if figure.source_line else None
    tables = (figure.table, *figure.further) if twin else ()
    return join([drawing, source, table_twin(visit, *tables) if tables else None])


def figure_card(visit: Visit, figure: Figure, side: Markup | None = None, class_: str = "") -> Markup:
    """A figure in its card: lens, title, unit, labels, picture, source line, table twin."""
    lens = chip(figure.lens, visit.say(f"lens.{figure.lens}")) if figure.lens else None
    labels = [label(visit, name) for name in figure.tags]
    head = div(
        "card-head",
        lens,
        tag("h2", figure.title),
        span("unit", figure.unit) if figure.unit else None,
        *labels,
        span("side", side) if side else None,
    )
    return tag("section", head, figure_body(visit, figure), class_=f"card {class_}".strip())


def label(visit: Visit, name: str) -> Markup:
    """The label of made-up, estimated, expert values or of a method of our own."""
    if name == "synthetic":
        return synthetic_badge(visit.say("state.synthetic"))
    return span("tag dashed" if name != "own" else "tag", visit.say(f"tag.{name}"))


def table_twin(visit: Visit, *tables: TableView) -> Markup:
    """The same values as tables, folded in."""
    summary = tag("summary", visit.say("word.as_table"))
    made = [scroller(table.caption, Markup(to_html(table, visit.language))) for table in tables]
    return tag("details", summary, *made, class_="twin")


def scroller(name: str, inner: Markup) -> Markup:
    """Content that may be wider than the page, reachable by keyboard."""
    return div("scroll", inner, tabindex="0", role="group", aria_label=name)


def unknown(visit: Visit) -> Markup:
    """The word for what nobody said."""
    return span("unknown", formats.UNKNOWN[visit.language])


def number(visit: Visit, value: Any, decimals: int = 0) -> Markup:
    """A number, or the word unknown; never 0 for what is not there."""
    if value is None or not formats.known(float(value)):
        return unknown(visit)
    return Markup(formats.number(float(value), decimals, visit.language))


def percent(visit: Visit, value: Any, decimals: int = 0) -> Markup:
    """A share as percent, or the word unknown."""
    if value is None or not formats.known(float(value)):
        return unknown(visit)
    return Markup(tag("span", formats.percent(float(value), decimals, visit.language)))


def text(visit: Visit, value: Any) -> Markup | str:
    """What a cell of a table holds, whole numbers without a point; the word unknown when it is empty."""
    if missing(value):
        return unknown(visit)
    if isinstance(value, bool):
        return visit.say("word.yes" if value else "word.no")
    return f"{value:.12g}".replace("-", formats.MINUS) if isinstance(value, float) else str(value)


def missing(value: Any) -> bool:
    """Whether a cell of a table holds nothing."""
    return bool(pd.isna(value)) or value == ""


def is_place(origin: str) -> bool:
    """Whether an origin is a place in a file; a derived value has none of its own.

    >>> is_place("book.xlsx!ties!G12"), is_place("derived:anlan/2025!D112"), is_place("")
    (True, False, False)
    """
    return "!" in origin and not origin.startswith("derived:")


def cell_link(visit: Visit, origin: Any) -> Markup | None:
    """A short link to a cell, «ties!G37»; the file stands in its tooltip."""
    if missing(origin) or not is_place(str(origin)):
        return None
    place = str(origin)
    short = place.split("!", 1)[-1]
    return link(short, visit.cell(place), title=place)


def said(visit: Visit, words: str = "", fine: bool = False) -> Markup:
    """Where an answer of the server appears."""
    return div("said fine" if fine else "said", words, role="alert", hidden=not words)


def upload_box(visit: Visit, primary: bool = True) -> Markup:
    """Drop or choose a workbook; it is read and checked, and saved only when it is accepted."""
    field = tag(
        "input", type="file", name="file", id="file", class_="file-field",
        multiple=True, accept=".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt,.parquet", aria_label=visit.say("upload.choose"),
    )  # fmt: skip
    chosen = tag("label", visit.say("upload.choose"), for_="file", class_="button primary" if primary else "button")
    template = button(
        visit.say("upload.template"), visit.address(f"/api/template?language={visit.language}"), "download", download=""
    )
    form = tag(
        "form", div("drop-buttons", field, chosen, template),
        data_send=True, action=visit.address(visit.api("/imports")), method="post", enctype="multipart/form-data",
        data_cancelled=visit.say("upload.cancelled"),
    )  # fmt: skip
    cancel = tag("button", visit.say("upload.cancel"), type="button", class_="button small cancel")
    state = div(
        "upload-state", span("", "", role="status"),
        tag("progress", aria_label=visit.say("upload.progress"), max=1), span("upload-share small pale"), cancel,
        hidden=True, data_sending=visit.say("upload.sending", name="{name}"),
        data_reading=visit.say("upload.reading", name="{name}"),
    )  # fmt: skip
    words = div(
        "drop-words", tag("h2", visit.say("upload.title")), tag("p", visit.say("upload.kinds"), class_="small pale")
    )
    return div("sends", div("drop", icon("upload_file"), words, form, id="upload"), state, said(visit))


def open_example(visit: Visit, name: str, words: str, primary: bool = False) -> Markup:
    """A button that makes a workspace of a bundled example and goes there; none where only one workspace is served."""
    if visit.shelf.single:
        return Markup()
    form = tag(
        "form",
        tag("input", type="hidden", name="example", value=name),
        tag("button", words, class_="button primary" if primary else "button", type="submit"),
        data_send=True,
        action=visit.address("/api/workspaces/example"),
        method="post",
    )
    return div("sends", form, said(visit))


def needs_line(visit: Visit, needs: dict[str, tuple[str, ...]]) -> Markup:
    """«Needs sheet ties: supplier, buyer» for every sheet, in the words of the reader's template."""
    between = "、" if visit.zh else ", "
    lines = []
    for sheet, columns in needs.items():
        named = columns if not visit.zh else tuple(column_name(visit, sheet, column) for column in columns)
        lines.append(join([span("sheet-name", sheet_name(visit, sheet)), " ", between.join(named)]))
    return tag("ul", *(tag("li", line) for line in lines), class_="lines")


def plain_card(*body: Markup | None, title: str = "", unit: str = "") -> Markup:
    """A card without inner edge, for tables that run to its sides."""
    if not title:
        return tag("section", *body, class_="card plain")
    return card(title, *body, unit=unit or None)


@lru_cache(maxsize=4)
def telling(chain: Any) -> tuple[Any, ...]:
    """The columns and sheets that would unlock most, best first; worked out once for a chain."""
    return tuple(unlocks(chain))


def unlock_name(visit: Visit, unlock: Any) -> str:
    """The column that would unlock something, or the sheet when it is absent as a whole."""
    if unlock.column:
        return column_name(visit, unlock.table, unlock.column)
    return visit.say("thin.sheet", table=sheet_name(visit, unlock.table))


def unlock_state(visit: Visit, unlock: Any) -> str:
    """Where the column stands and how much of it is empty."""
    if not unlock.column:
        return visit.say("thin.absent")
    share = formats.percent(unlock.empty, 0, visit.language)
    return visit.say("home.empty_share", table=sheet_name(visit, unlock.table), share=share)
