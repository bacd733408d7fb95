"""One small chain laid out in many ways, each of which must be read as that same chain.

Left out on purpose, because the file alone does not say what is meant: indicators in a column headed (%) (the value
keeps the unit it was stated in), a bare 12 in a column of shares, dates such as 03/04/2024. One column per year is no
layout we promise.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import layouts_of_cells  # noqa: F401 - registers its own
from chainchief.chain.columns import Column, declared_tables
from layout_making import LAYOUTS, chinese, each, in_chinese, layout, names_zh, plain
from old_formats import pack_ods, pack_xls
from pages import (
    Book,
    Page,
    Write,
    small_demo,
    write_bytes,
    write_openpyxl,
    write_parquet,
    write_texts,
    write_workbooks,
)

__all__ = ["LAYOUTS", "plain"]


def titled(page: Page, count: int) -> Page:
    width = len(page.columns)
    lines = (f"{page.name}: filled in by the office", "单位：见表头", "Sheet 1 of 7", "2025 年度", "（内部资料）")
    above = tuple((lines[number % 5], *[None] * (width - 1)) for number in range(count))
    return replace(page, above=above, merges=tuple((row, 0, row, width - 1) for row in range(count)))


@layout
def one_title_row(book: Book) -> list[Page]:
    return each(book, lambda page: titled(page, 1))


@layout
def four_title_rows_and_chinese_headers(book: Book) -> list[Page]:
    return each(book, lambda page: titled(page.headed(chinese), 4))


@layout
def nine_title_rows(book: Book) -> list[Page]:
    return each(book, lambda page: titled(page, 9))


def _merged(page: Page, column: str) -> Page:
    """Rows sorted by a column whose equal cells are merged downwards."""
    place = page.columns.index(column)
    body = sorted(page.body, key=lambda row: str(row[place]))
    merges, first = [], 1
    for _, rows in groupby(body, key=lambda row: row[place]):
        count = len(list(rows))
        merges += [(first, place, first + count - 1, place)] if count > 1 else []
        first += count
    return replace(page, rows=(page.header, *body), merges=tuple(merges))


@layout
def merged_regions(book: Book) -> list[Page]:
    changed = {"indicators": "region_id", "ties": "buyer"}
    return each(book, lambda page: _merged(page, changed[page.table]) if page.table in changed else page)


@layout(write=write_openpyxl)
def merged_titles_and_regions_by_openpyxl(book: Book) -> list[Page]:
    def change(page: Page) -> Page:
        page = _merged(page, "region_id") if page.table == "indicators" else page
        merges = [(top + 3, left, bottom + 3, right) for top, left, bottom, right in page.merges]
        page = titled(page, 3)
        return replace(page, merges=(*page.merges, *merges))

    return each(book, change)


def _wide(page: Page, headers: Mapping[str, str], change: Callable[[str, Any], Any]) -> Page:
    """One column per indicator: region, period, source, as_of, quality, then the indicators."""
    same = [page.columns.index(name) for name in ("region_id", "period", "source", "as_of", "quality")]
    code, value = page.columns.index("indicator"), page.columns.index("value")
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in page.body:
        rows.setdefault(tuple(row[place] for place in same), {})[row[code]] = change(row[code], row[value])
    columns = (*(page.columns[place] for place in same), *("" for _ in headers))
    body = [(*key, *(cells.get(name) for name in headers)) for key, cells in rows.items()]
    return replace(page, columns=columns, rows=((*columns[:5], *headers.values()), *body))


@layout
def wide_indicators_with_units_in_headers(book: Book) -> list[Page]:
    units = {"D111": "D111(share)", "D122": "D122(ratio)", "D311": "D311（share）", "D322": "D322 [days]"}
    return each(book, lambda page: _wide(page, units, lambda _, cell: cell) if page.table == "indicators" else page)


@layout
def wide_indicators_in_percent(book: Book) -> list[Page]:
    units = {"D111": "D111", "D122": "D122(ratio)", "D311": "D311", "D322": "D322/天"}
    shares = ("D111", "D311")

    def change(code: str, cell: Any) -> Any:
        return f"{cell * 100:.10g}%" if code in shares and cell is not None else cell

    units["D322"] = "D322(days)"
    return each(book, lambda page: _wide(page, units, change) if page.table == "indicators" else page)


@layout
def all_in_chinese(book: Book) -> list[Page]:
    return each(book, lambda page: names_zh(page.headed(chinese).filled(in_chinese)))


@layout
def english_aliases(book: Book) -> list[Page]:
    def change(column: Column, text: Any) -> Any:
        known = [other for other in declared_tables()[column.table].columns.values() if other.name != column.name]
        others = {alias for other in known for alias in (other.name, *other.aliases)}
        return next(
            (alias.title() for alias in column.aliases if alias.isascii() and alias not in others), text.upper()
        )

    return each(book, lambda page: replace(page.headed(change), name=page.name.removesuffix("s").title()))


@layout
def mixed_headers_and_sheet_names(book: Book) -> list[Page]:
    def change(page: Page) -> Page:
        changed = page.headed(chinese).header
        header = [changed[place] if place % 2 else page.header[place] for place in range(len(page.header))]
        name = declared_tables()[page.table].name_zh
        name = {"firms": f"{name}表", "ties": "Tie", "regions": " Regions "}.get(page.table, name)
        return replace(page, rows=(tuple(header), *page.body), name=name)

    return each(book, change)


@layout
def columns_and_rows_in_another_order(book: Book) -> list[Page]:
    chance = random.Random(20)

    def change(page: Page) -> Page:
        order, body = list(range(len(page.columns))), list(page.body)
        chance.shuffle(order)
        chance.shuffle(body)
        rows = tuple(tuple(row[place] for place in order) for row in (page.header, *body))
        return replace(page, columns=tuple(page.columns[place] for place in order), rows=rows)

    return list(reversed(each(book, change)))


@layout
def more_columns_and_blank_ones_and_blank_rows(book: Book) -> list[Page]:
    def change(page: Page) -> Page:
        rows = [
            (None, *row[:2], "checked" if row is not page.header else "核对人", None, *row[2:]) for row in page.rows
        ]
        empty = (None,) * len(rows[0])
        spaced = [rows[0], empty, *(line for row in rows[1:] for line in ((row, empty) if row[-1] else (row,))), empty]
        return replace(page, columns=("", *page.columns[:2], "", "", *page.columns[2:]), rows=tuple(spaced))

    return each(book, change)


def _text_folders() -> None:
    """Folders of text tables, Chinese where it can be, so that an encoding has something to get wrong."""
    ways = {
        "utf_8": write_texts("utf-8"),
        "utf_8_with_a_mark": write_texts("utf-8-sig"),
        "gb_18030": write_texts("gb18030"),
        "utf_16": write_texts("utf-16"),
        "semicolons": write_texts("utf-8", ";"),
        "tabs": write_texts("gb18030", "\t", ".txt"),
        "utf_16_with_tabs": write_texts("utf-16", "\t", ".txt"),
    }
    for name, write in ways.items():
        LAYOUTS[f"texts_{name}"] = partial(_written, write=write, name=name)


def _written(folder: Path, write: Write, name: str) -> Path:
    return write(folder / name, all_in_chinese(small_demo()))


_text_folders()


@layout(write=write_parquet)
def parquet_folder(book: Book) -> list[Page]:
    return each(book, lambda page: page)


@layout(write=write_openpyxl)
def workbook_by_openpyxl(book: Book) -> list[Page]:
    return each(book, lambda page: page)


@layout
def sums_and_notes_under_the_table(book: Book) -> list[Page]:
    def change(page: Page) -> Page:
        if page.table not in ("firms", "ties", "segments"):
            return page
        columns = [page.column(place) for place in range(len(page.columns))]
        sums = [
            sum(row[place] or 0 for row in page.body) if one and one.kind == "money" else None
            for place, one in enumerate(columns)
        ]
        empty = (None,) * (len(columns) - 1)
        return replace(page, below=(("合计", *sums[1:]), ("注：本表由链办汇总。", *empty), ("制表人：张三", *empty)))

    return each(book, change)


@layout
def hidden_sheet_of_something_else(book: Book) -> list[Page]:
    junk = Page("chain", "Sheet9", ("", ""), (("lookup", "word"), (1, "是"), (2, "否")), hidden=True)
    return [*book.values(), junk]


@layout
def one_table_in_two_sheets(book: Book) -> list[Page]:
    firms = book["firms"]
    year = firms.columns.index("period")
    parts = [
        replace(firms, name=name, rows=(firms.header, *(row for row in firms.body if row[year] == period)))
        for name, period in (("firms", 2024), ("企业", 2025))
    ]
    return [*(page for name, page in book.items() if name != "firms"), *parts]


@layout(write=write_workbooks)
def one_workbook_per_table(book: Book) -> list[Page]:
    return list(book.values())


@layout(write=write_bytes(pack_ods, ".ods"))
def open_document(book: Book) -> list[Page]:
    return all_in_chinese(book)


@layout(write=write_bytes(pack_xls, ".xls"))
def workbook_of_the_nineties(book: Book) -> list[Page]:
    return all_in_chinese(book)
