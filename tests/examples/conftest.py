"""The bundled examples as raw rows, read without the package."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "src" / "chainchief" / "examples"
CASES = ROOT.parent / "shared" / "cases"

Rows = list[dict[str, str]]


def read_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_folder(folder: Path) -> dict[str, Rows]:
    return {path.stem: read_rows(path) for path in sorted(folder.glob("*.csv"))}


@pytest.fixture(scope="session")
def demo() -> dict[str, Rows]:
    return read_folder(EXAMPLES / "demo")


@pytest.fixture(scope="session")
def examples() -> dict[str, dict[str, Rows]]:
    return {path.name: read_folder(path) for path in sorted(EXAMPLES.iterdir()) if path.is_dir()}


@pytest.fixture(scope="session")
def columns() -> Rows:
    return read_rows(ROOT / "src" / "chainchief" / "chain" / "columns.csv")


@pytest.fixture(scope="session")
def cases() -> dict[str, dict[str, Rows]]:
    if not CASES.is_dir():
        pytest.skip("the tables extracted from the papers are not on this machine")
    return {path.name: read_folder(path) for path in sorted(CASES.iterdir()) if path.is_dir()}


@pytest.fixture(scope="session")
def anchored() -> dict[str, dict[str, str]]:
    path = ROOT / "src" / "chainchief" / "evaluation" / "frameworks" / "zhang-2024-anchored.csv"
    return {row["code"]: row for row in read_rows(path) if row["level"] == "1"}
