"""Every page of the workbench as data: where it stands, what it asks, what it needs."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

GROUPS = ("", "understand", "act", "keep")


@dataclass(frozen=True)
class Entry:
    """One page.

    key : name of the page in the code
    group, parent : where it stands in the rail; parent "" for the home page
    route : below `/w/<workspace>/`; with a {place} it is reached from other pages only
    icon, lens : sign of the parent entry, given at its first page
    names, questions, sketch_names : texts by language
    initials : pinyin initials of the Chinese name, for the palette
    needs : sheet -> fewest columns
    sketch : which pale drawing stands for it while it is empty
    """

    key: str
    group: str
    parent: str
    route: str
    icon: str
    lens: str
    names: dict[str, str]
    initials: str
    questions: dict[str, str]
    needs: dict[str, tuple[str, ...]]
    sketch: str
    sketch_names: dict[str, str]

    @property
    def listed(self) -> bool:
        """Whether the rail shows it."""
        return "{" not in self.route


@cache
def entries() -> dict[str, Entry]:
    """Every page by its key, in the order of the rail."""
    text = files("chainchief.web").joinpath("navigation.csv").read_text(encoding="utf-8")
    return {row["key"]: _entry(row) for row in csv.DictReader(text.splitlines())}


def _entry(row: dict[str, str]) -> Entry:
    needs = {}
    for part in row["needs"].split(";"):
        sheet, _, columns = part.partition(":")
        needs[sheet] = tuple(columns.split())
    return Entry(
        key=row["key"],
        group=row["group"],
        parent=row["parent"],
        route=row["route"],
        icon=row["icon"],
        lens=row["lens"],
        names={"en": row["en"], "zh": row["zh"]},
        initials=row["initials"],
        questions={"en": row["question_en"], "zh": row["question_zh"]},
        needs=needs,
        sketch=row["sketch"],
        sketch_names={"en": row["sketch_en"], "zh": row["sketch_zh"]},
    )


@dataclass(frozen=True)
class Place:
    """One line of the rail with its sub-pages; the first page is where the line leads."""

    key: str
    group: str
    pages: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        return self.pages[0]


@cache
def rail() -> tuple[Place, ...]:
    """The lines of the rail in order."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries().values():
        if entry.listed:
            grouped.setdefault(entry.parent or entry.key, []).append(entry)
    return tuple(Place(key, pages[0].group, tuple(pages)) for key, pages in grouped.items())
