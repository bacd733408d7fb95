"""Fixtures that several rooms share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from books import FIVE_FIRMS, Sheets, as_frames, write_workbook
from chainchief.chain.value import Chain
from chainchief.intake.reading import read
from checkout import ROOT

settings.register_profile(
    "short",
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate, Phase.target],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("short")


@pytest.fixture
def five_firms() -> Chain:
    """Three firms of one county, one of the same province, one abroad; made in memory, without defaults."""
    return Chain.from_tables(as_frames(FIVE_FIRMS))


@pytest.fixture
def read_rows(tmp_path: Path) -> Callable[[Sheets], Chain]:
    """A function that writes rows to book.xlsx and reads them."""
    return lambda sheets: read(write_workbook(tmp_path / "book.xlsx", sheets))


@pytest.fixture
def shared() -> Path:
    """The folder of real and published tables beside the checkout; tests that need it skip without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no ../shared beside the checkout")
    return folder
