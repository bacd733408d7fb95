"""Markdown out of plain values, for the generated pages."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[1] / "src" / "chainchief"
MADE = "<!-- written by tools/make_reference.py; change the code, then: python3 dev.py docs -->"


def page(title: str, *parts: str) -> str:
    """A page: title, how it came about, its parts; empty parts are left out."""
    return "\n\n".join([f"# {title}", MADE, *[part for part in parts if part]]) + "\n"


def grid(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table; columns without any cell are left out."""
    names = list(head)
    cells = [[cell(value) for value in row] for row in rows]
    kept = [place for place in range(len(names)) if not cells or any(row[place] for row in cells)]
    lines = [[names[place] for place in kept], ["---"] * len(kept), *([row[place] for place in kept] for row in cells)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: Any) -> str:
    """One cell: unknown is empty, a number has no needless zeros."""
    if value is None or (isinstance(value, float) and value != value):
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").strip()


def code(text: Any) -> str:
    """Text in code type, nothing for nothing."""
    return f"`{text}`" if str(text) else ""


def block(text: str) -> str:
    """Text as it stands."""
    return f"```text\n{text}\n```" if text else ""


def messages(room: str) -> list[dict[str, str]]:
    """The worded remarks of a room."""
    return list(csv.DictReader((SOURCE / room / "messages.csv").read_text(encoding="utf-8").splitlines()))
