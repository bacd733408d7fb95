"""The one runner: sets the project up on a fresh machine and does one thing with it.

    python3 dev.py demo     the main job on the bundled example: a workspace, a report, the workbench's address
    python3 dev.py test     style, types, walls between the rooms, every test
    python3 dev.py setup | serve | lint | docs | bench | peers | endurance | contact-sheet | constraints

It needs Python 3.11 or newer and nothing else; it makes .venv/ beside itself. Words after the task are handed on.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
CONSTRAINTS = ROOT / "constraints.txt"
STAMP = VENV / "installed"


def run(program: str, *words: str) -> None:
    """Run a program of the environment in the checkout; stop with its exit code when it fails."""
    code = subprocess.call([str(BIN / program), *words], cwd=ROOT)
    if code:
        sys.exit(code)


def setup(*_: str) -> None:
    """Make .venv/ with exactly the pinned packages, once for each content of constraints.txt and pyproject.toml."""
    wanted = hashlib.sha256(CONSTRAINTS.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    if not (BIN / ("python.exe" if os.name == "nt" else "python")).exists():
        print(f"making {VENV}")
        venv.create(VENV, with_pip=True)
    print("installing the pinned packages; this takes a minute or two the first time")
    quiet = ("-q", "--disable-pip-version-check", "--no-input")
    run("python", "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(CONSTRAINTS))
    run("python", "-m", "pip", "install", *quiet, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(wanted, encoding="utf-8")


def demo(*words: str) -> None:
    """The main job on the bundled example."""
    run("chainchief", "demo", *words)


def serve(*words: str) -> None:
    """The workbench."""
    run("chainchief", "serve", *words)


def lint(*_: str) -> None:
    """Style, types, and the walls between the rooms."""
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")
    run("mypy")
    run("lint-imports")


def test(*words: str) -> None:
    """Everything that must hold."""
    if not words:
        lint()
    run("python", "-m", "pytest", *words)


def docs(*_: str) -> None:
    """Write the generated reference pages anew."""
    run("python", "tools/make_reference.py")


def bench(*words: str) -> None:
    """Every benchmark, with its ratio to a peer or a plain twin."""
    run("python", "-m", "benchmarks", *words)


def peers(*_: str) -> None:
    """The scratch environment of pymcdm and pyDecision, which the benchmark measures beside ours."""
    run("python", "-m", "benchmarks.peers_environment")


def endurance(*words: str) -> None:
    """Thousands of files that went wrong, and imports killed on the way."""
    run("python", "tools/endurance.py", *words)


def contact_sheet(*words: str) -> None:
    """Every page of the workbench as PNG, in both languages and themes, into a scratch folder."""
    run("python", "tools/contact_sheet.py", *words)


def constraints(*_: str) -> None:
    """Pin every package anew, with hashes (needs uv on the PATH)."""
    export = ["export", "--format", "requirements.txt", "--no-emit-project", "--all-groups"]
    export += ["--no-annotate", "--no-header"]
    text = subprocess.run(["uv", *export], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    kept = [line for line in text.splitlines() if not line.startswith(("--index", "--extra-index", "--find-links"))]
    CONSTRAINTS.write_text("\n".join(kept) + "\n", encoding="utf-8")


TASKS: dict[str, Callable[..., None]] = {
    "setup": setup,
    "demo": demo,
    "serve": serve,
    "test": test,
    "lint": lint,
    "docs": docs,
    "bench": bench,
    "peers": peers,
    "endurance": endurance,
    "contact-sheet": contact_sheet,
    "constraints": constraints,
}


def main() -> None:
    """Set up, then do the task named on the command line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs it may have an older one
        sys.exit(f"chainchief needs Python 3.11 or newer; this is {sys.version.split()[0]}")
    name, *words = sys.argv[1:] or ["help"]
    if name not in TASKS:
        sys.exit(__doc__)
    if name != "constraints":
        setup()
    TASKS[name](*words)


if __name__ == "__main__":
    main()
