"""The pages about what programs meet: public names, errors, findings."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reference_markdown import SOURCE, block, cell, code, grid, messages, page

import chainchief
from chainchief import errors

ROOMS = ("chain", "intake", "evaluation", "diagnosis", "views", "workspace")
KINDS = {"input": "InputError", "model": "ModelError"}

ABOUT_NAMES = """\
Everything that may be imported and relied on. `import chainchief` loads nothing; a name loads its room on first use."""

ABOUT_ROOMS = """\
# Rooms

The rooms export what only some programs need; a name above is not repeated."""

ABOUT_ERRORS = """\
`str(error)` is the English sentence, `error.say("zh")` the Chinese one. On the command line an error is that sentence
and exit code 2."""

ABOUT_FINDINGS = """\
What `check` says about the tables. An error keeps its row out, a warning is a doubt, an info is an assumption or a
repair. What stands in braces is filled in."""

ABOUT_NOTES = """\
## Notes of an evaluation

What `Evaluation.notes`, `.missing` and `.observations` say."""


def api() -> str:
    """Every public name with its docstring."""
    listed = ", ".join(f"[{name}](#{name.lower()})" for name in chainchief.__all__)
    parts = [_name(chainchief, name) for name in chainchief.__all__] + [ABOUT_ROOMS]
    for room in ROOMS:
        module = importlib.import_module(f"chainchief.{room}")
        parts.append(f"# chainchief.{room}\n\n{inspect.getdoc(module)}")
        parts += [_name(module, name) for name in module.__all__ if name not in chainchief.__all__]
    return page("Names", ABOUT_NAMES, f"From `chainchief` itself: {listed}.", *parts)


def _name(module: Any, name: str) -> str:
    value = getattr(module, name)
    first, rest = _documented(value)
    if inspect.isclass(value):
        parts = [code(f"class {name}"), first, block(rest), _methods(value)]
    elif callable(value):
        parts = [block(f"{name}{_signature(value)}"), first, block(rest)]
    else:
        parts = [", ".join(code(key) for key in value)]
    return "\n\n".join([f"## {name}", *[part for part in parts if part]])


def _documented(value: Any) -> tuple[str, str]:
    first, _, rest = (inspect.getdoc(value) or "").partition("\n")
    return cell(first), rest.strip("\n")


def _methods(kind: type) -> str:
    rows = []
    for name, value in vars(kind).items():
        held = (
            value.__func__ if isinstance(value, classmethod) else value.fget if isinstance(value, property) else value
        )
        function = getattr(held, "func", held)
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        called = isinstance(value, classmethod) or value is function
        shown = _signature(function) if called else f" -> {function.__annotations__.get('return', '')}"
        rows.append([code(f".{name}{shown}"), _documented(function)[0]])
    return grid(["method or property", "gives"], rows) if rows else ""


class _Bare(str):
    """A text that is shown without quotes."""

    __slots__ = ()
    __repr__ = str.__str__


def _signature(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    kept = [
        part.replace(annotation=_bare(part.annotation), default=_named(part.default))
        for part in signature.parameters.values()
        if part.name not in ("self", "cls")
    ]
    return str(signature.replace(parameters=kept, return_annotation=_bare(signature.return_annotation)))


def _bare(annotation: Any) -> Any:
    if annotation is inspect.Signature.empty:
        return annotation
    return _Bare(annotation if isinstance(annotation, str) else inspect.formatannotation(annotation))


def _named(default: Any) -> Any:
    """A default that is a function is shown by its name."""
    return _Bare(default.__name__) if inspect.isfunction(default) else default


def errors_page() -> str:
    """The tree of errors and every sentence they say."""
    names = [name for name, value in vars(errors).items() if inspect.isclass(value)]
    worded = [
        [code(KINDS[row["kind"]]), row["en"], row["zh"], "evaluation"]
        for row in messages("evaluation")
        if row["kind"] in KINDS
    ]
    raised = [found for path in sorted(SOURCE.rglob("*.py")) for found in _raised(path, names)]
    return page(
        "Errors",
        block(inspect.getdoc(errors) or ""),
        ABOUT_ERRORS,
        *(f"## {name}\n\n{inspect.getdoc(getattr(errors, name))}" for name in names),
        "## Sentences",
        "What stands in braces is filled in.",
        grid(["error", "English", "中文", "raised in"], sorted([*worded, *raised])),
    )


def _raised(path: Path, names: list[str]) -> list[list[str]]:
    """Every error raised with its sentence in place: kind, English, Chinese, room."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        made = node.exc if isinstance(node, ast.Raise) else None
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id in names:
            said, said_zh, *_ = [*[_sentence(part) for part in made.args], "", ""]
            if said:
                room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
                found.append([code(made.func.id), said, said_zh, room])
    return found


def _sentence(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def findings() -> str:
    """Every rule of `check`, every note of an evaluation."""
    rules = [
        [code(row["rule"]), row["level"], row["en"], row["remedy_en"], row["zh"] + row["remedy_zh"]]
        for row in messages("chain")
    ]
    notes = [
        [code(row["rule"]), row["kind"], row["en"], row["zh"]]
        for row in messages("evaluation")
        if row["kind"] not in KINDS
    ]
    return page(
        "Findings",
        ABOUT_FINDINGS,
        grid(["rule", "level", "message", "remedy", "中文"], rules),
        ABOUT_NOTES,
        grid(["rule", "level", "message", "中文"], notes),
    )
