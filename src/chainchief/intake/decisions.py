"""What people said about a file, put to work on its raw sheets: tables, headers, words, cells and rows left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rapidfuzz import process

from chainchief.chain.columns import Column, declared_tables
from chainchief.chain.finding import Finding, finding, row_number
from chainchief.errors import InputError
from chainchief.intake.files.reference import column_position
from chainchief.intake.files.source import RawSheet, column_letter
from chainchief.intake.options import ReadOptions
from chainchief.intake.sheets.cell import clean_name
from chainchief.intake.sheets.header import (
    SEARCHED_ROWS,
    blank,
    choose_table,
    find_header,
    fitting_table,
    fullest_row,
    guess_table,
    header_text,
    ignored,
    nearest_sheet,
    plain_name,
)  # fmt: skip

_CELL = re.compile(r"(?P<letters>[A-Z]{0,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])[0-9]{1,7}")
"""A place in a sheet: no column beyond XFD."""
Chosen = list[tuple[str, RawSheet]]
_LEAST_HEADERS = 3
COPY_SHEET = "_check"
"""The sheet by which an annotated copy says of which file it is one: in cell B1, "; " between several names."""


def choose_sheets(sheets: list[RawSheet], options: ReadOptions, notes: list[Finding]) -> Chosen:
    """Declared table and sheet, in the order of the tables, the sheets as people said they are to be read.

    A sheet is the table people named, else the one of its name, else, when it is the only one, the table its headers
    fit best; several sheets of unknown name are taken only where every required column is there.
    Raises InputError for a sheet, header or place that the file does not have.
    """
    _check_sheets(sheets, options)
    columns = directed_columns(sheets, options.columns)
    full = [sheet for sheet in _typed_over(sheets, options, notes) if not ignored(sheet)]
    seen = [sheet for sheet in full if not _hidden(sheet, options, notes)]
    chosen: Chosen = []
    for sheet in seen:
        headed = replace(sheet, mapped=_mapped(sheet, columns, options))
        table = _table(headed, options, notes, lone=len(seen) == 1)
        if table:
            chosen.append((table, headed))
    order = list(declared_tables())
    chosen.sort(key=lambda pair: order.index(pair[0]))
    return [(table, _reworded(table, sheet, options, notes)) for table, sheet in chosen]


def check_key_extra(chosen: Chosen, options: ReadOptions) -> None:
    """InputError for a header that is to tell rows apart and stands in none of the sheets."""
    headers = {plain_name(text) for _, sheet in chosen for text in headers_of(sheet)}
    for text in options.key_extra:
        if plain_name(text) not in headers:
            listed = [header for _, sheet in chosen for header in likely_headers(sheet)][:30]
            raise InputError(
                f"key_extra: no sheet has a header “{text}”; there are {', '.join(listed)}",
                f"区分列：没有表头“{text}”；已有：{'、'.join(listed)}",
            )


def copied_files(sheets: list[RawSheet]) -> list[str]:
    """The files of which these sheets are an annotated copy; empty when they are none."""
    for sheet in sheets:
        if sheet.name.strip() == COPY_SHEET and sheet.rows and len(sheet.rows[0]) > 1:
            return [name.strip() for name in str(sheet.rows[0][1] or "").split(";") if name.strip()]
    return []


def directed_columns(sheets: list[RawSheet], columns: Mapping[str, str]) -> dict[str, str]:
    """Header -> declared column, also where people wrote it the other way round.

    Raises InputError for a header that no sheet has and for a column that no table declares.
    """
    known = {plain_name(text): text for sheet in sheets for text in headers_of(sheet)}
    declared = {name for table in declared_tables().values() for name in table.columns}
    directed: dict[str, str] = {}
    for key, value in columns.items():
        header, column = key, value
        if _header_in(key) not in known and _header_in(value) in known and _bare(key) in declared:
            header, column = value, key
        if plain_name(header) not in known and _header_in(header) not in known:
            near = process.extractOne(plain_name(header), list(known), score_cutoff=50)
            hint, hint_zh = (f"did you mean “{known[near[0]]}”? ", f"是“{known[near[0]]}”吗？") if near else ("", "")
            listed = [text for sheet in sheets for text in likely_headers(sheet)][:30]
            raise InputError(
                f"columns: {sheets[0].file} has no header “{header}”; {hint}it has {', '.join(listed)}",
                f"列对应：{sheets[0].file} 没有表头“{header}”；{hint_zh}已有：{'、'.join(listed)}",
            )
        if column and _bare(column) not in declared:
            near = process.extractOne(_bare(column), sorted(declared), score_cutoff=50)
            hint, hint_zh = (f"; did you mean {near[0]}?", f"；是 {near[0]} 吗？") if near else ("", "")
            raise InputError(
                f"columns: “{column}” is no declared column{hint}", f"列对应：没有声明“{column}”列{hint_zh}"
            )
        directed[header] = column
    return directed


def headers_of(sheet: RawSheet) -> list[str]:
    """Every text of the rows in which a header is looked for."""
    return list(
        dict.fromkeys(header_text(cell) for row in sheet.rows[:SEARCHED_ROWS] for cell in row if not blank(cell))
    )


def likely_headers(sheet: RawSheet) -> list[str]:
    """The texts of the first row that has most of them among the rows in which a header is looked for."""
    fullest = sheet.rows[fullest_row(sheet)] if sheet.rows else []
    return [header_text(cell) for cell in fullest if not blank(cell)]


def _bare(column: str) -> str:
    return column.rpartition(".")[2]


def _header_in(key: str) -> str:
    return plain_name(key.rpartition("!")[2])


def _check_sheets(sheets: list[RawSheet], options: ReadOptions) -> None:
    names = [sheet.name for sheet in sheets]
    for name, table in options.sheets.items():
        if plain_name(name) not in {plain_name(known) for known in names}:
            raise InputError(
                f"sheets: {sheets[0].file} has no sheet “{name}”; it has {', '.join(names)}",
                f"表对应：{sheets[0].file} 没有“{name}”表；已有：{'、'.join(names)}",
            )
        if table and table not in declared_tables():
            known = ", ".join(declared_tables())
            raise InputError(
                f"sheets: “{table}” is no declared table; known: {known}", f"表对应：没有“{table}”表；可用：{known}"
            )
    places = {sheet.place for sheet in sheets}
    for place in (*options.cells, *options.left_out):
        cell = _CELL.fullmatch(place.rpartition("!")[2])
        lettered = bool(cell and cell["letters"]) or place in options.left_out
        if place.rpartition("!")[0] not in places or not cell or not lettered or not row_number(place):
            raise InputError(
                f"{place}: no such cell in {sheets[0].file}; write book.xlsx!ties!G37",
                f"{place}：{sheets[0].file} 中没有该单元格；应为 book.xlsx!ties!G37",
            )


def _told_tables(options: ReadOptions) -> dict[str, str]:
    """Plain name of a sheet -> the table people said it is."""
    return {plain_name(name): table for name, table in options.sheets.items()}


def _hidden(sheet: RawSheet, options: ReadOptions, notes: list[Finding]) -> bool:
    """A hidden sheet stays out and is named, unless people say which table it is."""
    named = plain_name(sheet.name) in _told_tables(options)
    if not sheet.hidden or named:
        return False
    notes.append(finding("sheet-hidden", origin=sheet.place, value=sheet.name))
    return True


def _table(sheet: RawSheet, options: ReadOptions, notes: list[Finding], lone: bool) -> str:
    """The declared table of a sheet, "" when it is to stay unread, which is noted."""
    told = _told_tables(options)
    if plain_name(sheet.name) in told:
        table = told[plain_name(sheet.name)]
        words = {"value": sheet.name, "told": table or "–", "told_zh": _zh(table)}
        notes.append(finding("sheet-told", table=table, origin=sheet.place, **words))
        return table
    if named := choose_table(sheet):
        return named
    guessed = guess_table(sheet) if lone else _fits_well(sheet)
    if guessed:
        words = {"value": sheet.name, "told": guessed, "told_zh": _zh(guessed)}
        notes.append(finding("sheet-guessed", table=guessed, origin=sheet.place, **words))
        return guessed
    near = nearest_sheet(sheet.name)
    hint, hint_zh = (f" Is it {near}?", f"是“{_zh(near)}”吗？") if near else ("", "")
    notes.append(finding("unknown-sheet", origin=sheet.place, value=sheet.name, hint=hint, hint_zh=hint_zh))
    return ""


def _fits_well(sheet: RawSheet) -> str | None:
    """The table of one sheet among several: its required columns and at least half of all headers are there."""
    table = fitting_table(sheet)
    header = find_header(sheet, declared_tables()[table]) if table else None
    if header is None or len(header.columns) < max(_LEAST_HEADERS, len(header.extras)):
        return None
    return table


def _zh(table: str) -> str:
    return declared_tables()[table].name_zh if table else "–"


def _mapped(sheet: RawSheet, columns: Mapping[str, str], options: ReadOptions) -> dict[str, str]:
    """Plain header -> declared column, of what people said about this sheet."""
    table = _told_tables(options).get(plain_name(sheet.name)) or choose_table(sheet) or ""
    mapped: dict[str, str] = {}
    for header, column in columns.items():
        of_sheet, mark, rest = header.partition("!")
        here = bool(mark) and plain_name(of_sheet) == plain_name(sheet.name)
        of_table, dot, name = column.rpartition(".")
        if dot and table and of_table != table:
            continue
        if here or not mark or plain_name(header) in {plain_name(text) for text in headers_of(sheet)}:
            mapped[plain_name(rest if here else header)] = name
    return mapped


def _typed_over(sheets: list[RawSheet], options: ReadOptions, notes: list[Finding]) -> list[RawSheet]:
    """The sheets with the cells people typed instead, and without the rows they left out."""
    if not (options.cells or options.left_out):
        return sheets
    made = {sheet.place: replace(sheet, rows=[*sheet.rows]) for sheet in sheets}
    for place, text in options.cells.items():
        sheet = made[place.rpartition("!")[0]]
        row, column = _position(sheet, place)
        cells = [*sheet.rows[row], *[None] * (column + 1 - len(sheet.rows[row]))]
        before, cells[column] = header_text(cells[column]) if not blank(cells[column]) else "", text
        sheet.rows[row] = cells
        notes.append(finding("cell-told", origin=place, value=before, before=before, after=text))
    for place in options.left_out:
        sheet = made[place.rpartition("!")[0]]
        made[sheet.place] = replace(sheet, skipped=sheet.skipped | {_position(sheet, place)[0] + sheet.first_row})
        notes.append(finding("row-left-out", origin=place))
    return list(made.values())


def _position(sheet: RawSheet, place: str) -> tuple[int, int]:
    """Row and column in `rows` of a place; InputError when the sheet ends before it."""
    row = (row_number(place) or 0) - sheet.first_row
    letters = place.rpartition("!")[2].rstrip("0123456789")
    if not 0 <= row < len(sheet.rows):
        last = sheet.first_row + len(sheet.rows) - 1
        raise InputError(f"{place}: the sheet ends at row {last}", f"{place}：该表到第 {last} 行为止")
    return row, max(column_position(letters.encode()), 0)


def _reworded(table: str, sheet: RawSheet, options: ReadOptions, notes: list[Finding]) -> RawSheet:
    """The sheet with the words people said stand for others; what was said about its headers is noted."""
    declared = declared_tables()[table]
    header = find_header(sheet, declared)
    if header is None:
        return sheet
    head = sheet.first_row + header.row
    for name, position in header.told.items():
        text = header_text(sheet.rows[header.row][position])
        where = f"{sheet.place}!{column_letter(position)}{head}"
        label = declared.columns[name].label_zh
        notes.append(finding("column-told", table=table, column=name, origin=where, value=text, label=label))
    for position in header.left:
        text = header_text(sheet.rows[header.row][position])
        where = f"{sheet.place}!{column_letter(position)}{head}"
        notes.append(finding("column-left", table=table, origin=where, value=text))
    rows = sheet.rows
    for name, position in header.columns.items():
        words = words_for(options.values, declared.columns[name])
        if words:
            rows = [*rows] if rows is sheet.rows else rows
            notes += _reword(rows, sheet, header.row + 1, position, declared.columns[name], words)
    return replace(sheet, rows=rows) if rows is not sheet.rows else sheet


def words_for(values: Mapping[str, Mapping[str, str]], column: Column) -> dict[str, str]:
    """Spelling -> the text it stands for, of what people said about a column or about the rows it means."""
    declared = declared_tables()
    named = [column.name, f"{column.table}.{column.name}", column.refers_to]
    if column.table in values and column.name in (*declared[column.table].keys[:1], "name"):
        named.append(column.table)
    return {spelled(text): new for key in named if key in values for text, new in values[key].items()}


def spelled(text: Any) -> str:
    """A text without width, case, blanks inside Chinese words and blanks at its ends."""
    return clean_name(unicodedata.normalize("NFKC", header_text(text))).lower()


def _reword(
    rows: list[list[Any]], sheet: RawSheet, start: int, position: int, column: Column, words: Mapping[str, str]
) -> Iterator[Finding]:
    for number in range(start, len(rows)):
        row = rows[number]
        if position >= len(row) or blank(row[position]):
            continue
        new = words.get(spelled(row[position]))
        if new is None or new == row[position]:
            continue
        before = header_text(row[position])
        rows[number] = [*row[:position], new, *row[position + 1 :]]
        where = f"{sheet.place}!{column_letter(position)}{sheet.first_row + number}"
        about = {"table": column.table, "column": column.name, "origin": where, "value": before}
        yield finding("word-told", before=before, after=new, **about)
