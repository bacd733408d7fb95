"""How complete and how sure the data are, by sheet and column; what the checks found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chainchief.chain.columns import COMMON, declared_tables
from chainchief.chain.finding import LEVELS, Finding
from chainchief.chain.value import Chain
from chainchief.views import formats
from chainchief.views.drawing import Drawing, Group, Line, Mark, Rect, Text, cut, hatch
from chainchief.views.figures.figure import Figure, Setting
from chainchief.views.figures.rows import legend
from chainchief.views.tables import Cell, Column, Row, TableView

WIDTH, NAME, STEP, HEAD = 770.0, 150.0, 30.0, 30.0
LETTERS = ("A", "B", "C", "D", "S", "none")
INKS = {"A": "on-action", "B": "on-presence-strong", "C": "ink", "D": "ink", "S": "synthetic", "none": "ink2"}
FILLS = {
    "A": "action",
    "B": "presence-strong",
    "C": "presence-present",
    "D": "sheet",
    "S": "synthetic-ground",
    "none": "sheet",
}


@dataclass(frozen=True)
class Sheet:
    """Completeness of one table: `letters` = share of rows by quality, `columns` = column -> share filled."""

    name: str
    title: str
    rows: int
    letters: dict[str, float]
    columns: dict[str, float]
    empty: tuple[str, ...]

    @property
    def filled(self) -> float:
        """Share of cells filled, over the columns in which at least one cell is."""
        return sum(self.columns.values()) / len(self.columns) if self.columns else 0.0


def read_sheets(chain: Chain, language: str) -> tuple[Sheet, ...]:
    """The tables of a chain that have rows, in the order of the workbook."""
    found = []
    for name, table in declared_tables().items():
        frame = chain.tables[name]
        if frame.empty:
            continue
        own = [column for column in table.columns if column not in COMMON]
        shares = {column: float(frame[column].notna().mean()) for column in own}
        letters = Counter(letter if letter in LETTERS else "none" for letter in frame["quality"].fillna("none"))
        found.append(
            Sheet(
                name=name,
                title=table.name_zh if language == "zh" else name,
                rows=len(frame),
                letters={letter: letters[letter] / len(frame) for letter in LETTERS if letters[letter]},
                columns={column: share for column, share in shares.items() if share > 0},
                empty=tuple(column for column, share in shares.items() if share == 0),
            )
        )
    return tuple(found)


def data_quality(chain: Chain, setting: Setting) -> Figure:
    """Share of cells filled and quality of the rows, sheet by sheet.

    chain : what was imported
    returns : figure without a lens; the table twin has a line for every column
    """
    sheets = read_sheets(chain, setting.language)
    width = setting.width or WIDTH
    left, middle, right = NAME + 64, NAME + 64 + (width - NAME - 64) * 0.36, width
    bottom = HEAD + STEP * len(sheets)
    marks: list[Mark] = [
        Text(0, HEAD - 10, setting.say("column.sheet"), 11, 400, "ink2"),
        Text(NAME + 44, HEAD - 10, setting.say("column.rows"), 11, 400, "ink2", "end"),
        Text(left, HEAD - 10, setting.say("quality.filled"), 11, 400, "ink2"),
        Text(middle + 66, HEAD - 10, setting.say("quality.by_letter"), 11, 400, "ink2"),
    ]
    for number, sheet in enumerate(sheets):
        marks.append(_sheet_row(sheet, HEAD + STEP * number, left, middle, right, setting))
    signs, lowest = _letters_legend(sheets, bottom + 24, width, setting)
    title = setting.say("quality.title")
    summary = _summary(sheets, setting)
    return Figure(
        key="data_quality",
        title=title,
        unit=setting.say("quality.unit"),
        lens=None,
        summary=summary,
        drawing=Drawing(width, lowest + 8, (*marks, *signs), title, summary),
        table=_column_table(sheets, setting),
        source_line=setting.say("quality.source", sheets=len(sheets)),
        tags=("synthetic",) if setting.synthetic else (),
    )


def _sheet_row(sheet: Sheet, top: float, left: float, middle: float, right: float, setting: Setting) -> Mark:
    language = setting.language
    base, bar = top + STEP / 2 + 4, top + STEP / 2 - 6
    filled = formats.percent(sheet.filled, 0, language)
    length = (middle - left) * sheet.filled
    marks: list[Mark] = [
        Rect(-4, top, right + 4, STEP, fill="sheet", opacity=0.01),
        Text(0, base, cut(sheet.title, NAME - 6, 12.5), 12.5, 400, "ink"),
        Text(NAME + 44, base, formats.number(sheet.rows, 0, language), 12, 400, "ink", "end"),
        Rect(left, bar, length, 12, fill="ink2"),
        Text(middle + 8, base, filled, 12, 400, "ink"),
    ]
    if sheet.filled < 1:
        marks.append(hatch(left + length, bar, middle - left - length, 12))
    at = middle + 66
    for letter, share in sheet.letters.items():
        marks += letter_box(letter, at, bar, (right - middle - 66) * share)
        at += (right - middle - 66) * share
    label = setting.say(
        "quality.spoken", sheet=sheet.title, rows=sheet.rows, filled=filled, letters=_said(sheet.letters, setting)
    )
    return Group(
        tuple(marks),
        label=label,
        href=setting.link("table", sheet.name),
        key=f"sheet:{sheet.name}",
        ring=(-2, top + 3, right + 2, STEP - 6),
    )


def letter_box(letter: str, x: float, y: float, width: float) -> list[Mark]:
    """A part of a quality bar, with its letter when there is room."""
    dash = "3 2" if letter == "S" else "1.5 3" if letter == "none" else ""
    stroke = "synthetic" if letter == "S" else "frame-unknown" if letter == "none" else "ink2"
    marks: list[Mark] = [Rect(x, y, width, 12, fill=FILLS[letter], stroke=stroke, stroke_width=0.8, dash=dash)]
    if letter == "none":
        marks.append(hatch(x, y, width, 12))
    elif width > 14:
        marks.append(Text(x + width / 2, y + 10, letter, 11, 500, INKS[letter], "middle"))
    return marks


def _said(letters: dict[str, float], setting: Setting) -> str:
    comma = ", " if setting.language == "en" else "，"
    return comma.join(
        f"{setting.say(f'quality.{letter}')} {formats.percent(share, 0, setting.language)}"
        for letter, share in letters.items()
    )


def _letters_legend(sheets: Sequence[Sheet], top: float, width: float, setting: Setting) -> tuple[list[Mark], float]:
    seen = {letter for sheet in sheets for letter in sheet.letters}
    items: list[tuple[list[Mark], float, str]] = []
    for letter in (letter for letter in LETTERS if letter in seen):
        box: list[Mark] = [mark for mark in letter_box(letter, 0, -10, 18) if isinstance(mark, Rect | Text)]
        items.append((box, 24, setting.say(f"quality.{letter}")))
    items.append(
        ([Rect(0, -10, 18, 12, stroke="border", stroke_width=0.6), *_slants()], 24, setting.say("quality.hatched"))
    )
    return legend(items, 0, top, width)


def _slants() -> list[Line]:
    return [Line(x, 2, x + 8, -10, stroke="border", width=0.8) for x in (1, 6, 10)]


def _summary(sheets: Sequence[Sheet], setting: Setting) -> str:
    if not sheets:
        return setting.say("quality.summary.none")
    thinnest = min(sheets, key=lambda sheet: (sheet.filled, sheet.name))
    return setting.say(
        "quality.summary",
        sheets=len(sheets),
        rows=formats.number(sum(sheet.rows for sheet in sheets), 0, setting.language),
        thinnest=thinnest.title,
        filled=formats.percent(thinnest.filled, 0, setting.language),
    )


def _column_table(sheets: Sequence[Sheet], setting: Setting) -> TableView:
    say = setting.say
    columns = (
        Column("sheet", say("column.sheet")),
        Column("column", say("column.column")),
        Column("rows", say("column.rows"), kind="number"),
        Column("missing", say("column.missing"), kind="percent"),
    )
    rows: list[Row] = []
    for sheet in sheets:
        link = setting.link("table", sheet.name)
        declared = declared_tables()[sheet.name].columns
        for column, share in sorted(sheet.columns.items(), key=lambda item: (item[1], item[0])):
            label = declared[column].label_zh if setting.language == "zh" else column
            rows.append(Row((Cell(sheet.title, href=link), Cell(label), Cell(sheet.rows), Cell(1 - share))))
    empty = [f"{sheet.title}: {', '.join(sheet.empty)}" for sheet in sheets if sheet.empty]
    more = say("quality.empty", columns="; ".join(empty)) if empty else ""
    return TableView("columns", say("quality.table"), columns, tuple(rows), more)


def findings_count(findings: Sequence[Finding], setting: Setting) -> Figure:
    """How many errors, warnings and assumptions the checks found, by sheet.

    findings : result of `chainchief.check`
    """
    counts = Counter((one.table, one.level) for one in findings)
    tables = list(dict.fromkeys([*declared_tables(), *sorted({one.table for one in findings})]))
    shown = [table for table in tables if any(counts[table, level] for level in LEVELS)]
    width = setting.width or WIDTH
    largest = max((counts[table, level] for table in shown for level in LEVELS), default=1)
    slot = (width - NAME) / len(LEVELS)
    marks: list[Mark] = [
        Text(NAME + slot * place, HEAD - 10, setting.say(f"finding.{level}"), 11, 400, "ink2")
        for place, level in enumerate(LEVELS)
    ]
    for number, table in enumerate(shown):
        marks += _count_row(table, counts, HEAD + STEP * number, slot, largest, setting)
    title = setting.say("findings.title")
    total = Counter(one.level for one in findings)
    summary = setting.say("findings.summary", **{level: total[level] for level in LEVELS})
    columns = (
        Column("sheet", setting.say("column.sheet")),
        *(Column(level, setting.say(f"finding.{level}"), kind="number") for level in LEVELS),
    )
    rows = tuple(
        Row((Cell(_sheet_title(table, setting)), *(Cell(counts[table, level]) for level in LEVELS))) for table in shown
    )
    return Figure(
        key="findings_count",
        title=title,
        unit=setting.say("unit.count"),
        lens=None,
        summary=summary,
        drawing=Drawing(width, HEAD + STEP * max(len(shown), 1) + 6, tuple(marks), title, summary),
        table=TableView("findings", title, columns, rows),
        tags=("synthetic",) if setting.synthetic else (),
    )


def _sheet_title(table: str, setting: Setting) -> str:
    declared = declared_tables()
    if table not in declared:
        return table or setting.say("findings.whole")
    return declared[table].name_zh if setting.language == "zh" else table


def _count_row(
    table: str, counts: Counter[tuple[str, str]], top: float, slot: float, largest: int, setting: Setting
) -> list[Mark]:
    base = top + STEP / 2 + 4
    marks: list[Mark] = [Text(0, base, cut(_sheet_title(table, setting), NAME - 8, 12.5), 12.5, 400, "ink")]
    inks = {"error": "gap", "warning": "synthetic", "info": "border"}
    for place, level in enumerate(LEVELS):
        left, count = NAME + slot * place, counts[table, level]
        if count:
            marks.append(Rect(left, base - 10, max((slot - 60) * count / largest, 1.5), 12, fill=inks[level]))
        at = left + (max((slot - 60) * count / largest, 1.5) + 6 if count else 0)
        marks.append(Text(at, base, formats.number(count, 0, setting.language), 12, 400, "ink" if count else "ink3"))
    return marks
