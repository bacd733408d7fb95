"""Layouts whose cells are written in other words, units and forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chainchief.chain.columns import Column
from layout_making import chinese, each, layout
from pages import Book, Page

EPOCH = dt.date(1899, 12, 30)
WIDE = str.maketrans({code: code + 0xFEE0 for code in (*range(48, 58), *range(65, 91), *range(97, 123))})
YUAN = {"元": 1e4, "千元": 10.0, "百万元": 1e-2, "亿元": 1e-4}


def money(page: Page, unit: str, bracket: str = "({})") -> Page:
    """The page with its money in another unit, which its headers say."""
    factor = YUAN[unit]
    page = page.headed(lambda column, text: f"{text}{bracket.format(unit)}" if column.kind == "money" else text)
    return page.filled(lambda column, cell: float(f"{cell * factor:.15g}") if column.kind == "money" else cell)


@layout
def money_in_yuan(book: Book) -> list[Page]:
    return each(book, lambda page: money(page, "元"))


@layout
def money_in_hundred_millions(book: Book) -> list[Page]:
    return each(book, lambda page: money(page.headed(chinese), "亿元", "（{}）"))


@layout
def money_in_millions_behind_a_slash(book: Book) -> list[Page]:
    return each(book, lambda page: money(page.headed(chinese), "百万元", "/{}"))


@layout
def money_with_its_unit_in_every_cell(book: Book) -> list[Page]:
    def change(column: Column, cell: Any) -> Any:
        return f"{cell / 1e4:.15g}亿元" if column.kind == "money" else cell

    return each(book, lambda page: page.filled(change))


@layout
def headers_of_two_lines(book: Book) -> list[Page]:
    return each(book, lambda page: money(page.headed(chinese), "元", "\n（{}）"))


@layout
def shares_as_percent_texts(book: Book) -> list[Page]:
    def change(column: Column, cell: Any) -> Any:
        return f"{cell * 100:.12g}%" if column.kind == "share" else cell

    return each(book, lambda page: page.filled(change))


@layout
def shares_as_percent_numbers(book: Book) -> list[Page]:
    def change(page: Page) -> Page:
        declared = [page.column(place) for place in range(len(page.columns))]
        return replace(
            page, formats={place: "0.0%" for place, one in enumerate(declared) if one and one.kind == "share"}
        )

    return each(book, change)


@layout
def shares_in_percent_by_header(book: Book) -> list[Page]:
    def change(page: Page) -> Page:
        page = page.headed(lambda column, text: f"{text} (%)" if column.kind == "share" else text)
        return page.filled(lambda column, cell: float(f"{cell * 100:.14g}") if column.kind == "share" else cell)

    return each(book, change)


@layout
def full_width_digits_and_letters(book: Book) -> list[Page]:
    def change(column: Column, cell: Any) -> Any:
        free = column.kind in ("text", "text list") or (column.table, column.name) == ("regions", "name")
        return cell if free else str(cell).translate(WIDE).replace(".", "．").replace("%", "％")

    return each(book, lambda page: page.headed(lambda _, text: text.translate(WIDE)).filled(change))


@layout
def numbers_as_texts(book: Book) -> list[Page]:
    def change(column: Column, cell: Any) -> Any:
        number = column.numeric and column.kind != "year" and isinstance(cell, int | float)
        return (f"{cell:,}" if isinstance(cell, int) else f" {cell!r} ") if number else cell

    return each(book, lambda page: page.filled(change))


@layout
def codes_as_numbers(book: Book) -> list[Page]:
    def change(column: Column, cell: Any) -> Any:
        return float(cell) if column.name in ("hs6", "period") and str(cell).isdecimal() else cell

    return each(book, lambda page: page.filled(change))


@layout
def days_as_dates(book: Book) -> list[Page]:
    def change(column: Column, cell: Any) -> Any:
        return (
            dt.date.fromisoformat(cell) if column.kind == "date" else f"{cell}年" if column.kind == "period" else cell
        )

    def shaped(page: Page) -> Page:
        places = [place for place, name in enumerate(page.columns) if name == "as_of"]
        return replace(page.filled(change), formats=dict.fromkeys(places, "yyyy/m/d"))

    return each(book, shaped)


@layout
def days_as_serial_numbers(book: Book) -> list[Page]:
    def change(column: Column, cell: Any) -> Any:
        return (dt.date.fromisoformat(cell) - EPOCH).days if column.kind == "date" else cell

    return each(book, lambda page: page.filled(change))


def _yes_no(yes: Any, no: Any) -> Callable[[Column, Any], Any]:
    return lambda column, cell: (yes if cell == "yes" else no) if column.kind == "bool" else cell


@layout
def yes_as_a_tick(book: Book) -> list[Page]:
    return each(book, lambda page: page.filled(_yes_no("√", "×")))


@layout
def yes_as_true(book: Book) -> list[Page]:
    return each(book, lambda page: page.filled(_yes_no(True, False)))


@layout
def yes_as_one(book: Book) -> list[Page]:
    return each(book, lambda page: page.filled(_yes_no(1, 0)))


def _named(book: Book, name: str, change: Callable[[str], str] = str) -> Callable[[Page], Page]:
    """Names instead of codes wherever a region, a segment or a firm is referred to."""
    names = {
        (table, row[0]): change(row[book[table].columns.index(name)])
        for table in ("regions", "segments", "firms")
        for row in book[table].body
    }

    def written(column: Column, cell: Any) -> Any:
        target = column.refers_to
        if target not in ("regions", "segments", "firms"):
            return cell
        parts = [part.partition(":") for part in str(cell).split(";")]
        return ";".join(names.get((target, code), code) + colon + share for code, colon, share in parts)

    return lambda page: page.filled(written)


@layout
def names_instead_of_codes(book: Book) -> list[Page]:
    return each(book, _named(book, "name"))


@layout
def chinese_names_instead_of_codes(book: Book) -> list[Page]:
    return each(book, _named(book, "name_zh"))


@layout
def names_padded_with_blanks(book: Book) -> list[Page]:
    """北　京 for 北京, as printed tables have it."""
    return each(book, _named(book, "name_zh", lambda name: "\u3000".join(name) if len(name) < 4 else f" {name} "))


@layout
def words_for_nothing(book: Book) -> list[Page]:
    words = ("—", "暂无", "n/a", "/", "-", "无", "NA", "——", " ")

    def change(page: Page) -> Page:
        body = [
            tuple(words[(row + place) % 9] if cell is None else cell for place, cell in enumerate(cells))
            for row, cells in enumerate(page.body)
        ]
        return replace(page, rows=(page.header, *body))

    return each(book, change)


@layout
def formulas_with_their_last_values(book: Book) -> list[Page]:
    def change(page: Page) -> Page:
        declared = [page.column(place) for place in range(len(page.columns))]
        numbers = {place for place, one in enumerate(declared) if one and one.kind in ("money", "share", "number")}
        return replace(page, formulas=dict.fromkeys(numbers, "=1*ROW(A{row})"))

    return each(book, change)
