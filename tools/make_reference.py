"""Writes docs/reference/: columns, frameworks, steps, names, errors, findings and REST, from the code itself.

python3 dev.py docs
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reference_doors import rest, steps
from reference_names import api, errors_page, findings
from reference_tables import columns, frameworks

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "columns.md": columns,
    "frameworks.md": frameworks,
    "steps.md": steps,
    "api.md": api,
    "errors.md": errors_page,
    "findings.md": findings,
    "rest.md": rest,
}


def main() -> None:
    """Write every page."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (TARGET / name).write_text(make(), encoding="utf-8")
        print(f"wrote docs/reference/{name}")


if __name__ == "__main__":
    main()
