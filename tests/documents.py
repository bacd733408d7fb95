"""Pages of Markdown: their blocks, and how a page is followed line by line in a scratch folder.

A ```csv block named like a file is written, a ```python block runs, a ```console block goes through the command line.
A ```text block right after a ```python block is what it prints. Expected lines must come in this order, "…" stands for
anything, and lines that are not named may stand between.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainchief.cli import app as cli

FENCE = re.compile(r"^```(?P<kind>[\w-]+)?(?: +(?P<name>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HELD = re.compile(r"^(serve\b|demo\b.*--serve)")
"""Commands that would not come back."""


@dataclass(frozen=True)
class Block:
    """One fenced block: line where it begins, kind, name, text, and whether it follows the block before at once."""

    line: int
    kind: str
    name: str
    text: str
    follows: bool


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page in order."""
    found, end = [], 0
    for match in FENCE.finditer(page):
        between = page[end : match.start()].strip()
        line = page.count("\n", 0, match.start()) + 1
        found.append(Block(line, match["kind"] or "", match["name"] or "", match["text"], not between and end > 0))
        end = match.end()
    return found


def follow(page: str) -> None:
    """Do what a page says, in the present folder; AssertionError when something else happens."""
    names: dict[str, Any] = {"__name__": "page"}
    printed: str | None = None
    for block in blocks(page):
        with _Named(block):
            if block.kind == "text" and block.follows and printed is not None:
                compare(block.text.splitlines(), printed)
            printed = None
            if block.kind == "csv" and block.name:
                Path(block.name).parent.mkdir(parents=True, exist_ok=True)
                Path(block.name).write_text(block.text, encoding="utf-8")
            elif block.kind == "python":
                printed = _run_python(block, names)
            elif block.kind == "console":
                _run_console(block)


class _Named:
    """Says which block of the page an error comes from."""

    def __init__(self, block: Block) -> None:
        self.block = block

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            error.add_note(f"in the {self.block.kind} block of line {self.block.line}")


def _run_python(block: Block, names: dict[str, Any]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile("\n" * block.line + block.text, "page", "exec"), names)
    return out.getvalue()


def _run_console(block: Block) -> None:
    for command, expected in commands(block.text):
        code, out = call(command)
        refused = any(line.startswith("chainchief: ") for line in expected)
        assert code == 2 if refused else code in (0, 1), f"`{command}` ended with {code}\n{out}"
        compare(expected, out)


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command behind "$ " with the lines that follow it."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *expected = part.splitlines()
        yield command, expected


def call(command: str) -> tuple[int, str]:
    """Exit code and output (errors last) of one `chainchief …` line."""
    program, *words = shlex.split(command, comments=True)
    assert program == "chainchief", f"`{command}`: only chainchief is run"
    if HELD.match(" ".join(words)):
        words = [words[0], "--help"]
    code, kept = 0, sys.argv
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        sys.argv = ["chainchief", *words]
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            sys.argv = kept
    return code, out.getvalue() + err.getvalue()


def compare(expected: list[str], out: str) -> None:
    """Every expected line stands in the output, in order; blanks are alike, "…" is anything."""
    lines = iter([_plain(line) for line in out.splitlines()])
    for wanted in (_plain(line) for line in expected):
        if wanted in ("", "…"):
            continue
        pattern = re.compile(".*".join(re.escape(part.strip()) for part in wanted.split("…")))
        assert any(pattern.fullmatch(line) for line in lines), f"not printed: {wanted!r}\n--- printed\n{out}"


def _plain(line: str) -> str:
    return " ".join(line.split())
