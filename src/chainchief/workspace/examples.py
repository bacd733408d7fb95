"""The chains that ship with the package."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chainchief.chain.columns import declared_tables
from chainchief.options import pick
from chainchief.views.workbook import pack_sheets


@dataclass(frozen=True)
class Example:
    """A bundled chain: what it is, and whether its numbers are invented."""

    name: str
    title: str
    title_zh: str
    about: str
    about_zh: str
    synthetic: bool
    framework: str


@cache
def bundled_examples() -> Mapping[str, Example]:
    """Every bundled example by name."""
    text = files("chainchief").joinpath("examples/examples.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["name"]: Example(
                row["name"], row["title"], row["title_zh"], row["about"], row["about_zh"],
                row["synthetic"] == "yes", row.get("framework", ""),
            )
            for row in csv.DictReader(text.splitlines())
        }
    )  # fmt: skip


def example_workbook(name: str) -> bytes:
    """The example as an .xlsx, cell by cell as its tables were written; an unknown name raises InputError."""
    example = pick(dict(bundled_examples()), name, "example")
    folder = Path(str(files("chainchief").joinpath("examples", example.name)))
    sheets: dict[str, list[list[Any]]] = {}
    for table in declared_tables():
        place = folder / f"{table}.csv"
        if place.is_file():
            rows = list(csv.reader(place.read_text(encoding="utf-8").splitlines()))
            sheets[table] = [rows[0], *([_cell(cell) for cell in row] for row in rows[1:])]
    return pack_sheets(sheets)


def _cell(text: str) -> str | float:
    """A number where the text is one spelled as numbers are; codes with leading zeros stay text."""
    if text[:1] == "0" and text[1:2].isdigit():
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return number if text.strip("+-0123456789.eE") == "" and len(text) < 16 else text
