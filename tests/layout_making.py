"""The layouts by name, and what every one of them is made with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from chainchief.chain.columns import Column, declared_choices, declared_tables
from pages import Book, Page, Write, small_demo, write_book

Layout = Callable[[Path], Path]
LAYOUTS: dict[str, Layout] = {}


def layout(way: Callable[[Book], Sequence[Page]] | None = None, *, write: Write = write_book) -> Any:
    """Register a function from pages to pages under its name; `write` turns them into a file or folder."""

    def register(change: Callable[[Book], Sequence[Page]]) -> Callable[[Book], Sequence[Page]]:
        LAYOUTS[change.__name__] = lambda folder: write(folder / change.__name__, list(change(small_demo())))
        return change

    return register(way) if way else register


def plain(folder: Path) -> Path:
    """The chain as it is compared with: machine names, canonical cells, one sheet a table."""
    return write_book(folder / "plain", list(small_demo().values()))


def each(book: Book, change: Callable[[Page], Page]) -> list[Page]:
    return [change(page) for page in book.values()]


def chinese(column: Column, text: Any) -> Any:
    """The first Chinese alias that no other column of the table has as its name or alias."""
    others = {
        alias
        for other in declared_tables()[column.table].columns.values()
        if other.name != column.name
        for alias in (other.name, *other.aliases)
    }
    return next((alias for alias in column.aliases if not alias.isascii() and alias not in others), text)


def in_chinese(column: Column, cell: Any) -> Any:
    """Choices and yes or no by their Chinese words."""
    words = {choice.value: choice.label_zh or choice.value for choice in declared_choices().get(column.choice, ())}
    return words.get(cell, {"yes": "是", "no": "否"}.get(cell, cell))


def names_zh(page: Page, **more: Any) -> Page:
    return replace(page, name=declared_tables()[page.table].name_zh, **more)
