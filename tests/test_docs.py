"""What the pages say is so: their code runs, their links lead somewhere, the reference is complete and fresh."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import chainchief
from chainchief import errors
from chainchief.chain import declared_tables
from chainchief.cli.app import app
from chainchief.evaluation import framework_names, load_framework
from chainchief.workspace import STEPS
from checkout import ROOT, project_files, short
from documents import follow

REFERENCE = ROOT / "docs" / "reference"
PAGES = [path for path in project_files() if path.suffix == ".md"]
RUNNING = [path for path in PAGES if re.search(r"^```(python|console)$", path.read_text("utf-8"), re.MULTILINE)]
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


@pytest.mark.parametrize("path", RUNNING, ids=short)
def test_the_code_of_a_page_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    follow(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=short)
def test_links_lead_somewhere(path: Path) -> None:
    for found in LINK.finditer(CODE.sub("", path.read_text(encoding="utf-8"))):
        file, _, heading = found["target"].partition("#")
        if ":" in file:
            continue
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{short(path)}: {found['target']}"
        if heading and target.suffix == ".md":
            assert heading in _anchors(target), f"{short(path)}: {found['target']}"


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_runner_tasks_are_known() -> None:
    runner = (ROOT / "dev.py").read_text(encoding="utf-8")
    for path in PAGES:
        for task in re.findall(r"python3 dev\.py ([a-z-]+)", path.read_text(encoding="utf-8")):
            assert f'    "{task}": ' in runner, f"{short(path)}: {task}"


def test_every_page_is_reached_from_the_index() -> None:
    """From the README by links, so that no page is forgotten."""
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        path = waiting.pop()
        if path in reached or path.suffix != ".md" or not path.is_file():
            continue
        reached.add(path)
        links = LINK.finditer(path.read_text(encoding="utf-8"))
        waiting += [(path.parent / found["target"].partition("#")[0]).resolve() for found in links]
    docs = {path for path in PAGES if "docs" in path.relative_to(ROOT).parts}
    assert sorted(short(path) for path in docs - reached) == []


# the reference


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "tools")
    return importlib.import_module("make_reference")


def test_the_reference_is_fresh(reference: ModuleType) -> None:
    """Else: python3 dev.py docs"""
    for name, make in reference.PAGES.items():
        assert (REFERENCE / name).read_text(encoding="utf-8") == make(), (
            f"docs/reference/{name}: run python3 dev.py docs"
        )


def test_every_public_name_is_documented() -> None:
    text = (REFERENCE / "api.md").read_text(encoding="utf-8")
    for room in ("", ".chain", ".intake", ".evaluation", ".diagnosis", ".views", ".workspace"):
        module = importlib.import_module(f"chainchief{room}")
        for name in module.__all__:
            assert f"\n## {name}\n" in text, f"chainchief{room}.{name}"


def test_every_public_callable_says_what_it_does() -> None:
    for name in chainchief.__all__:
        assert inspect.getdoc(getattr(chainchief, name)), name


def test_every_column_is_documented() -> None:
    text = (REFERENCE / "columns.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL))
    for table in declared_tables().values():
        for column in table.columns:
            assert f"| `{column}` |" in sections[table.name] + text.partition("\n## chain\n")[0], (
                f"{table.name}.{column}"
            )


def test_every_framework_is_documented() -> None:
    text = (REFERENCE / "frameworks.md").read_text(encoding="utf-8")
    for name in framework_names():
        assert f"\n## {name}\n" in text
        assert all(f"| `{code}` |" in text for code in load_framework(name).codes)


def test_every_step_and_command_is_documented() -> None:
    text = (REFERENCE / "steps.md").read_text(encoding="utf-8")
    assert all(f"\n## {name}\n" in text for name in STEPS)
    assert all(f"\n## chainchief {command.callback.__name__ if not command.name else command.name}\n" in text
               for command in app.registered_commands if command.callback)  # fmt: skip


def test_every_error_is_documented() -> None:
    text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    for name, value in vars(errors).items():
        if inspect.isclass(value):
            assert f"\n## {name}\n" in text
            assert name == "ChainChiefError" or f"    {name} " in text, f"{name} is not drawn in the tree"


def test_every_finding_is_documented() -> None:
    text = (REFERENCE / "findings.md").read_text(encoding="utf-8")
    named = set(re.findall(r'\b(?:finding|remark|_at)\(\s*(?:chain, )?"([a-z-]+)"', _source()))
    assert named
    assert sorted(rule for rule in named if f"| `{rule}` |" not in text) == []


def _source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))


# examples in docstrings


def _modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(chainchief.__path__, "chainchief."):
        if not module.name.endswith("__main__"):
            yield module.name


@pytest.mark.parametrize("name", list(_modules()))
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(name)
    assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0
