"""The command line as a function."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from chainchief.cli import app as cli


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """call("check", book) -> (exit code, stdout, stderr)"""

    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["chainchief", *(str(word) for word in words)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        told = capsys.readouterr()
        return int(stop.value.code or 0), told.out, told.err

    return run
