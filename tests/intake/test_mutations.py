"""Files that went wrong end in an import or in a sentence, soon, and a refused one leaves what was there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from imports_tried import good_workspace, try_import
from mutations import mutated, seed_files

COUNT, PARTS = 300, 6
ONCE_FAILED = (409, 500, 581, 749, 841, 1006, 1275)
"""Files of the thousands that the tests do not try, on which something broke before it was mended."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return good_workspace(tmp_path_factory.mktemp("good"))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_file_is_imported_or_refused_in_words(part: int, good: Path, tmp_path: Path) -> None:
    """More of them: python3 dev.py endurance mutations"""
    outcomes = [try_import(number, 0, good, tmp_path) for number in range(part, COUNT, PARTS)]
    assert [outcome for outcome in outcomes if outcome.failed] == []
    assert Counter(outcome.kind for outcome in outcomes).keys() == {"imported", "sentence"}


@pytest.mark.parametrize("number", ONCE_FAILED)
def test_a_file_that_once_broke_something_does_so_no_more(number: int, good: Path, tmp_path: Path) -> None:
    assert not try_import(number, 0, good, tmp_path).failed


def test_the_same_number_makes_the_same_file() -> None:
    assert [mutated(number) for number in range(40)] == [mutated(number) for number in range(40)]
    assert mutated(3, 0) != mutated(3, 1)


def test_mutations_are_of_every_kind() -> None:
    """Files of every format, few of them left as they were."""
    made = [mutated(number) for number in range(COUNT)]
    assert {name.rpartition(".")[2] for name, _ in made} >= {"xlsx", "xls", "ods", "csv", "txt", "parquet"}
    assert sum(content in seed_files().values() for _, content in made) < COUNT // 20
