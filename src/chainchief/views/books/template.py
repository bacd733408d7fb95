"""template_workbook: the blank workbook to fill in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import xlsxwriter

from chainchief.chain.columns import Column, Table, declared_choices, declared_tables, example_cell
from chainchief.errors import InputError
from chainchief.intake.files.source import column_letter
from chainchief.views.books.archive import EPOCH
from chainchief.views.tokens import colour
from chainchief.views.words import say

LEVELS = 7
_ROWS = 2000
_LONGEST_LIST = 255
_MONEY = "万元"
_LISTS = "_lists"
_MUST_EXIST = frozenset({"segments", "measures"})
_TEXT = "@"
_BUILT_IN_TEXT = 49
_FORMATS: Mapping[str, str] = {
    "money": "#,##0.##",
    "share": "0.0###",
    "int": "0",
    "year": "0",
    "number": "General",
    "date": "yyyy-mm-dd",
    "bool": "General",
    "0..1 or 高|中|低": "General",
    "0..1 or 1..5": "General",
}


def template_workbook(language: str = "en", level: int | None = None) -> bytes:
    """A blank workbook: a sheet a table with headers, notes, drop-downs and an example row that is not read.

    language : "en" for machine names with English notes, "zh" for Chinese headers
    level : 0..6, the sheets needed up to that level of completeness (the table stands in the first sheet); None = all

    Raises InputError for another level.
    """
    if level is not None and level not in range(LEVELS):
        raise InputError(
            f"there is no level {level}; choose 0 to {LEVELS - 1}", f"没有级别 {level}；可选 0 至 {LEVELS - 1}"
        )
    tables = [table for table in declared_tables().values() if level is None or table.level <= level]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": EPOCH})
        _Template(book, {table.name: table for table in tables}, language).write(level)
    return buffer.getvalue()


class _Template:
    """A blank workbook while it is being written."""

    def __init__(self, book: Any, tables: Mapping[str, Table], language: str) -> None:
        self.book, self.tables, self.language = book, tables, language
        edge = {"border": 1, "valign": "top"}
        self.must = book.add_format(
            {"bold": True, "bg_color": colour("action"), "font_color": colour("on-action"), **edge}
        )
        self.may = book.add_format({"bg_color": colour("selection"), "border_color": colour("border"), **edge})
        grey = {"italic": True, "font_color": colour("ink3")}
        numbers = {_TEXT: _BUILT_IN_TEXT, **{shown: shown for shown in _FORMATS.values()}}
        self.kinds = {shown: book.add_format({"num_format": number}) for shown, number in numbers.items()}
        self.greys = {shown: book.add_format({"num_format": number, **grey}) for shown, number in numbers.items()}
        self.lists: dict[str, list[str]] = {}

    def write(self, level: int | None) -> None:
        self._write_readme(level)
        for table in self.tables.values():
            page = self.book.add_worksheet(self._title(table))
            page.freeze_panes(1, 0)
            for place, column in enumerate(table.columns.values()):
                self._write_column(page, place, column)
        if self.lists:
            page = self.book.add_worksheet(_LISTS)
            page.hide()
            for place, words in enumerate(self.lists.values()):
                page.write_column(0, place, words)

    def _write_readme(self, level: int | None) -> None:
        page = self.book.add_worksheet("_readme")
        bold = self.book.add_format({"bold": True})
        title = self.book.add_format({"bold": True, "font_size": 14})
        wrapped = self.book.add_format(
            {"text_wrap": True, "valign": "top", "border": 1, "border_color": colour("line")}
        )
        page.set_column(0, 0, 8)
        page.set_column(1, 3, 44)
        page.write_string(0, 0, self._say("title"), title)
        for number in range(1, 7):
            page.write_string(number, 0, self._say(f"how.{number}"))
        page.write_string(8, 0, self._say("levels"), bold)
        page.write_row(9, 0, [self._say(f"column.{name}") for name in ("level", "adds", "unlocks", "lacks")], self.may)
        for number in range(LEVELS if level is None else level + 1):
            page.write_number(10 + number, 0, number, wrapped)
            for place, name in enumerate(("adds", "unlocks", "lacks"), start=1):
                page.write_string(10 + number, place, self._say(f"level.{number}.{name}"), wrapped)

    def _write_column(self, page: Any, place: int, column: Column) -> None:
        header = self._header(column)
        shown = _FORMATS.get(column.kind, _TEXT)
        wide = sum(2 if ord(letter) > 0x2E7F else 1 for letter in header)
        page.set_column(place, place, max(12, wide + 2), self.kinds[shown])
        page.write_string(0, place, header, self.must if column.required else self.may)
        page.write_comment(0, place, _meaning(column, self.language), {"width": 260, "height": 110})
        example = example_cell(column, self.language)
        if isinstance(example, float):
            page.write_number(1, place, example, self.greys[shown])
        elif example:
            page.write_string(1, place, example, self.greys[shown])
        else:
            page.write_blank(1, place, None, self.greys[shown])
        if rule := self._validation(column):
            page.data_validation(1, place, _ROWS, place, {"validate": "list", "error_type": "warning", **rule})

    def _validation(self, column: Column) -> dict[str, Any]:
        """What the drop-down of a column offers; a list of codes, or a name nobody declared, is typed freely."""
        if column.kind == "bool":
            return {"source": [self._say("lists.yes"), self._say("lists.no")]}
        if column.choice:
            return {"source": self._choices(column.choice)}
        target = self.tables.get(column.refers_to)
        if target is None:
            return {}
        letter = column_letter(list(target.columns).index(target.keys[0]))
        sheet = f"'{self._title(target)}'"
        count = f"MAX(1,COUNTA({sheet}!${letter}:${letter})-1)"
        strict = target.name in _MUST_EXIST and not column.is_list
        return {"source": f"=OFFSET({sheet}!${letter}$2,0,0,{count},1)", "show_error": strict}

    def _choices(self, name: str) -> list[str] | str:
        """The words of a choice, on the hidden sheet where they are too many for one rule."""
        words = [_word(choice.value, choice.label_zh, self.language) for choice in declared_choices()[name]]
        if len(",".join(words)) <= _LONGEST_LIST and not any("," in word or word[0] in "=+-" for word in words):
            return words
        self.lists.setdefault(name, words)
        letter = column_letter(list(self.lists).index(name))
        return f"={_LISTS}!${letter}$1:${letter}${len(words)}"

    def _title(self, table: Table) -> str:
        return table.name_zh if self.language == "zh" else table.name

    def _header(self, column: Column) -> str:
        name = column.label_zh if self.language == "zh" else column.name
        if column.kind != "money":
            return name
        return f"{name}({_MONEY})" if self.language == "zh" else f"{name} ({_MONEY})"

    def _say(self, key: str) -> str:
        return say(f"template.{key}", self.language)


def _word(value: str, label_zh: str, language: str) -> str:
    return label_zh if language == "zh" and label_zh else value


def _meaning(column: Column, language: str) -> str:
    return "\n".join(_lines(column, language))


def _lines(column: Column, language: str) -> Iterator[str]:
    yield f"{column.label_zh} · {column.name}"
    if language == "zh":
        must = "必填" if column.required else "选填"
    else:
        must = "required" if column.required else "optional"
    yield f"{must}; {column.kind}{f', {column.unit}' if column.unit else ''}"
    if column.rule:
        yield column.rule
    if column.example:
        yield f"{'例' if language == 'zh' else 'e.g.'} {column.example}"
