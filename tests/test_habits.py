"""Habits of the whole project: a light start, no foreign host, tidy files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

import pytest

from checkout import PACKAGE, ROOT, project_files, short, text_of

HEAVY = ("pandas", "numpy", "scipy", "pyarrow", "nicegui", "fastapi", "starlette", "jinja2", "xlsxwriter")
REGISTRIES = (
    "pypi" + ".org", "python" + "hosted.org", "registry" + ".npmjs", "npmjs" + ".com", "conda" + ".anaconda",
    "crates" + ".io", "proxy" + ".golang", "mirrors" + ".aliyun", "tuna" + ".tsinghua", "mirrors" + ".ustc",
    "jsdelivr" + ".net", "unpkg" + ".com", "cdnjs" + ".cloudflare",
)  # fmt: skip
NAMESPACES = frozenset({"www.w3.org", "schemas.openxmlformats.org"})
"""Hosts in names of vocabularies: written, never fetched."""
THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "[::1]"})
HOST = re.compile(
    r"(?:https?|wss?)://(?P<host>\[[0-9a-f:]+\]|[\w.-]+)|url\(\s*['\"]?//(?P<bare>[\w.-]+)", re.IGNORECASE
)
MEBIBYTE = 1024 * 1024

START = """
import json, sys
import chainchief
for words in {calls}:
    sys.argv = ["chainchief", *words]
    from chainchief.cli.app import main
    try:
        main()
    except SystemExit as stop:
        assert not stop.code, (words, stop.code)
print(json.dumps(sorted(name for name in sys.modules if "." not in name)))
"""


def _imported(calls: list[list[str]]) -> set[str]:
    code = START.replace("{calls}", repr(calls))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_is_light() -> None:
    assert _imported([]) & {*HEAVY, "typer", "rich"} == set()


def test_help_is_light() -> None:
    """Neither the help of the program nor that of any command imports what only the work needs."""
    assert _imported([["--help"], *([verb, "--help"] for verb in _verbs())]) & set(HEAVY) == set()


def _verbs() -> list[str]:
    from typer.main import get_command

    from chainchief.cli.app import app

    return sorted(get_command(app).commands)  # type: ignore[attr-defined]


def test_verbs() -> None:
    wanted = {"demo", "new", "template", "read", "check", "evaluate", "report", "serve", "log", "redo"}
    assert wanted <= set(_verbs())


def test_no_registry_host() -> None:
    """Where packages come from is the business of the machine that installs them."""
    for path in project_files():
        text = (text_of(path) or "").lower()
        assert not [host for host in REGISTRIES if host in text], short(path)


def test_no_foreign_host_in_the_package() -> None:
    """What the package ships asks nobody for anything."""
    for path in project_files():
        if PACKAGE not in path.parents:
            continue
        for found in HOST.finditer(text_of(path) or ""):
            host = found["host"] or found["bare"]
            assert host in NAMESPACES | THIS_MACHINE, f"{short(path)}: {found[0]}"


def test_texts_end_with_a_newline() -> None:
    for path in project_files():
        text = text_of(path)
        if text:
            assert text.endswith("\n"), short(path)
            assert "\r" not in text, short(path)


def test_no_large_file() -> None:
    assert [short(path) for path in project_files() if path.stat().st_size > MEBIBYTE] == []


def test_changelog_begins_with_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    headings = [
        line for line in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines() if line.startswith("## ")
    ]
    assert headings[0].split()[1] == project["version"]


def test_constraints_pin_everything_with_hashes() -> None:
    entries = (ROOT / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    for entry in entries:
        assert re.match(r"^[\w.\-\[\]]+==[\w.+!]+( ; .+?)? +--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", ".ci/run"])
def test_the_project_has(name: str) -> None:
    assert (ROOT / name).stat().st_size > 100


def test_ci_runs_what_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 dev.py test" in readme
    assert "\npython3 dev.py test\n" in ci
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
