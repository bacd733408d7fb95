"""A table as plain values, the equal twin of every figure: to HTML and to CSV rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from chainchief.views import formats
from chainchief.views.svg import clean

Value = str | float | int | bool | None


@dataclass(frozen=True)
class Column:
    """One column.

    key : machine name, the header of the CSV
    label : the header people read; the unit stands in it, smaller
    kind : "text", "number", "score" (two decimals), "percent" (a share 0..1), "raw" (a number already written)
    decimals : for "number" and "percent"
    """

    key: str
    label: str
    unit: str = ""
    kind: str = "text"
    decimals: int = 0

    @property
    def numeric(self) -> bool:
        return self.kind != "text"


@dataclass(frozen=True)
class Cell:
    """One value with what must stand beside it.

    value : text, number, or None = unknown
    quality, qualifier : marks, see `formats.marked`
    withheld : the value exists and is not shown
    not_applicable : nothing could stand here, «–»
    href : where the value leads; note : the tooltip
    sign : HTML of a small sign before the value, made by this room only
    """

    value: Value = None
    quality: str = ""
    qualifier: str = ""
    withheld: bool = False
    not_applicable: bool = False
    href: str = ""
    note: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Row:
    """One row: `depth` indents the first cell, `strong` sets it off, `anchor` is the id others link to."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    depth: int = 0
    strong: bool = False
    chosen: bool = False


@dataclass(frozen=True)
class TableView:
    """A table: `caption` names it; `more` says what was left out and where it stands, "" when complete."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    more: str = ""


TABLE_CSS = """
.table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
.table caption{text-align:left;font-weight:600;padding:0 0 6px}
.table th,.table td{min-width:3.6em;padding:7px 10px 7px 0;border-bottom:1px solid var(--line);text-align:left;
  vertical-align:top;overflow-wrap:break-word;unicode-bidi:isolate}
.table th{color:var(--ink2);font-weight:500;font-size:12px;line-height:16px;border-bottom-color:var(--border);
  vertical-align:bottom;overflow-wrap:normal}
.table th .unit{color:var(--ink3);font-weight:400;font-size:11px;display:block}
.table .number{text-align:right;white-space:nowrap}
.table tr.strong td{font-weight:600}
.table tr.chosen td{background:var(--selection)}
.table td.depth-1{padding-left:14px}
.table td.depth-2{padding-left:28px}
.table td.depth-3{padding-left:42px}
.table tr:target td{background:var(--selection)}
.table .unknown{border:1px dotted var(--border);border-radius:3px;padding:0 4px;color:var(--ink2)}
.table .withheld{color:var(--ink2)}
.table .none{color:var(--ink3)}
"""


def written(cell: Cell, column: Column, language: str = "en") -> str:
    """The cell as people read it, without mark-up.

    >>> written(Cell(0.281), Column("share", "Share", kind="percent"))
    '28 %'
    >>> written(Cell(None), Column("score", "Score", kind="score"))
    'unknown'
    """
    if cell.withheld:
        return formats.WITHHELD[language]
    if cell.not_applicable:
        return formats.NOT_APPLICABLE
    if cell.value is None or (isinstance(cell.value, float) and math.isnan(cell.value)):
        return formats.UNKNOWN[language]
    text = _WRITERS[column.kind](cell.value, column, language)
    return formats.marked(text, cell.quality, cell.qualifier)


def to_html(table: TableView, language: str = "en", caption: bool = True) -> str:
    """The table as one `<table>` element; everything that came from data is escaped."""
    head = "".join(_header(column) for column in table.columns)
    body = "".join(_row(row, table.columns, language) for row in table.rows)
    name = f"<caption>{_text(table.caption)}</caption>" if caption else ""
    label = "" if caption else f' aria-label="{_text(table.caption)}"'
    more = f'<p class="source">{_text(table.more)}</p>' if table.more else ""
    return f'<table class="table"{label}>{name}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}'


def to_rows(table: TableView) -> list[list[str]]:
    """The table as CSV rows: machine names with unit, full numbers, unknown = empty, flags in columns of their own."""
    flagged = [place for place, column in enumerate(table.columns) if _has_flags(table, place)]
    names = [f"{column.key} [{column.unit}]" if column.unit else column.key for column in table.columns]
    header = names + [f"{table.columns[place].key}_flag" for place in flagged]
    rows = [header]
    for row in table.rows:
        values = [_plain(cell) for cell in row.cells]
        rows.append(values + [_flag(row.cells[place]) for place in flagged])
    return rows


def to_texts(table: TableView, language: str = "en") -> tuple[list[str], list[list[str]]]:
    """Heads and rows as people read them, without mark-up: for a terminal."""
    heads = [f"{column.label} ({column.unit})" if column.unit else column.label for column in table.columns]
    rows = [
        [written(cell, column, language) for cell, column in zip(row.cells, table.columns, strict=True)]
        for row in table.rows
    ]
    return heads, rows


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _header(column: Column) -> str:
    unit = f'<span class="unit">{_text(column.unit)}</span>' if column.unit else ""
    kind = ' class="number"' if column.numeric else ""
    return f'<th scope="col"{kind}>{_text(column.label)}{unit}</th>'


def _row(row: Row, columns: tuple[Column, ...], language: str) -> str:
    classes = " ".join(name for name, on in (("strong", row.strong), ("chosen", row.chosen)) if on)
    start = f"<tr{_attribute('id', row.anchor)}{_attribute('class', classes)}>"
    cells = enumerate(zip(row.cells, columns, strict=True))
    written_cells = (_cell(cell, column, 0 if place else row.depth, language) for place, (cell, column) in cells)
    return start + "".join(written_cells) + "</tr>"


def _cell(cell: Cell, column: Column, depth: int, language: str) -> str:
    classes = " ".join(name for name, on in (("number", column.numeric), (f"depth-{depth}", depth)) if on)
    inner = _text(written(cell, column, language))
    state = _state(cell)
    if state:
        inner = f'<span class="{state}">{inner}</span>'
    if cell.href:
        inner = f'<a href="{_text(cell.href)}">{inner}</a>'
    return f"<td{_attribute('class', classes)}{_attribute('title', cell.note)}>{cell.sign}{inner}</td>"


def _state(cell: Cell) -> str:
    if cell.withheld:
        return "withheld"
    if cell.not_applicable:
        return "none"
    unknown = cell.value is None or (isinstance(cell.value, float) and math.isnan(cell.value))
    return "unknown" if unknown else ""


def _attribute(name: str, value: str) -> str:
    return f' {name}="{_text(value)}"' if value else ""


def _has_flags(table: TableView, place: int) -> bool:
    return any(_flag(row.cells[place]) for row in table.rows)


def _flag(cell: Cell) -> str:
    if cell.withheld:
        return "withheld"
    return cell.qualifier if cell.qualifier not in ("", "exact") else cell.quality


def _plain(cell: Cell) -> str:
    if _state(cell):
        return ""
    return f"{cell.value:.12g}" if isinstance(cell.value, float) else str(cell.value)


def _number(value: Value, column: Column, language: str) -> str:
    return formats.number(float(value or 0), column.decimals, language)


def _score(value: Value, column: Column, language: str) -> str:
    return formats.number(float(value or 0), 2, language)


def _percent(value: Value, column: Column, language: str) -> str:
    return formats.percent(float(value or 0), column.decimals, language)


def _plain_text(value: Value, column: Column, language: str) -> str:
    return str(value)


_WRITERS: dict[str, Callable[[Value, Column, str], str]] = {
    "text": _plain_text,
    "raw": _plain_text,
    "number": _number,
    "score": _score,
    "percent": _percent,
}
