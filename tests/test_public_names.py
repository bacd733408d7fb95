"""The names users rely on: a name that goes or comes is a decision, not an accident."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

import chainchief
from checkout import PACKAGE, module_name

PUBLIC = [
    "Chain",
    "ChainChiefError",
    "Diagnosis",
    "Evaluation",
    "EvaluationOptions",
    "Finding",
    "Framework",
    "InputError",
    "MissingExtra",
    "ModelError",
    "ReadOptions",
    "Workspace",
    "WorkspaceError",
    "check",
    "derivation_parts",
    "derive_indicators",
    "diagnose",
    "evaluate",
    "explain",
    "load_framework",
    "read",
    "report",
]
MOST_NAMES = 30
STUBS = sorted(PACKAGE.rglob("__init__.pyi"))


def test_public_names() -> None:
    assert sorted(chainchief.__all__) == PUBLIC


@pytest.mark.parametrize("stub", STUBS, ids=module_name)
def test_every_name_resolves(stub: Path) -> None:
    module = importlib.import_module(module_name(stub))
    assert all(getattr(module, name) is not None for name in module.__all__)
    assert set(module.__all__) <= set(dir(module))
    assert len(module.__all__) <= MOST_NAMES


@pytest.mark.parametrize("stub", STUBS, ids=module_name)
def test_stub_lists_what_it_imports(stub: Path) -> None:
    """`from .file import name as name`, and the same names in `__all__`, in order, so that mypy sees what users see."""
    tree = ast.parse(stub.read_text(encoding="utf-8"))
    imported = [part for node in tree.body if isinstance(node, ast.ImportFrom) for part in node.names]
    listed = next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))
    assert all(part.asname == part.name for part in imported)
    assert sorted(part.name for part in imported) == sorted(listed)
    assert len(set(listed)) == len(listed)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="evalute"):
        _ = chainchief.evalute


def test_results_and_errors_are_one_family() -> None:
    for name in ("InputError", "ModelError", "WorkspaceError", "MissingExtra"):
        assert issubclass(getattr(chainchief, name), chainchief.ChainChiefError)
