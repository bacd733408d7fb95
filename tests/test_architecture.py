"""The house keeps its floors, its budgets and its habits of code."""

from __future__ import annotations

import ast
import configparser
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp

from checkout import PACKAGE, ROOT, code_files, module_name, project_files, short, syntax_of

LINES, FUNCTION_LINES, PARAMETERS, ROOM_FILES, METHODS = 400, 40, 6, 9, 12

LONG_FUNCTIONS: dict[str, str] = {}
MANY_PARAMETERS = {
    "src/chainchief/workspace/folder.py:_keep": "the fields of one run",
}
LARGE_CLASSES = {
    "src/chainchief/chain/value.py:Chain": "properties of the title row",
    "src/chainchief/evaluation/framework.py:Framework": "properties of the tree",
    "src/chainchief/views/figures/assessed.py:Panel": "one property for each thing a figure shows",
    "src/chainchief/web/shelf.py:Shelf": "one method for each thing a page asks for",
    "src/chainchief/web/visit.py:Visit": "one method for each way a page answers its visitor",
    "src/chainchief/workspace/folder.py:Workspace": "the one face of the folder towards both doors",
}
FULL_ROOMS = {
    "src/chainchief/workspace": "everything that touches the folder, each part in a file of its own",
}
WRITERS = ("workspace",)


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(syntax_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _over(found: dict[str, int], allowed: dict[str, str]) -> None:
    """Nothing beyond a budget that is not named, and nothing named that is within it."""
    assert found.keys() - allowed.keys() == set(), {name: found[name] for name in found.keys() - allowed.keys()}
    assert allowed.keys() - found.keys() == set(), "within the budget again: take them off the list"


def _own(path: Path) -> bool:
    return PACKAGE in path.parents


def test_import_contracts_hold() -> None:
    command = "from importlinter.cli import lint_imports_command as check; check(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_on_a_floor() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert rooms | modules == set(_floors())


def _floors() -> dict[str, int]:
    """Room -> its floor, 0 at the bottom, as .importlinter says."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:floors"]["layers"].split("\n")
    floors = [
        [room.strip().removeprefix("chainchief.") for room in layer.split("|")] for layer in layers if layer.strip()
    ]
    return {room: number for number, floor in enumerate(reversed(floors)) for room in floor}


def test_stub_files_obey_the_floors() -> None:
    """import-linter does not see `__init__.pyi`; what a room exports comes from its own files."""
    floors = _floors()
    doors = floors["web"]
    for stub in sorted(PACKAGE.rglob("__init__.pyi")):
        package = module_name(stub)
        for node in ast.parse(stub.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.ImportFrom):
                continue
            assert node.level == 1, f"{short(stub)}: line {node.lineno}: import from the room itself"
            room = str(node.module).partition(".")[0]
            if package == "chainchief":
                assert floors[room] < doors, f"{short(stub)}: {room} is a door"


def test_no_import_cycle() -> None:
    graph = grimp.build_graph("chainchief", include_external_packages=False, cache_dir=None)
    waiting = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    while free := [module for module, imported in waiting.items() if not imported & waiting.keys()]:
        for module in free:
            del waiting[module]
    assert not waiting, f"these modules import each other: {sorted(waiting)}"


def test_no_hidden_imports() -> None:
    """No TYPE_CHECKING, and no import of our own inside a function: both hide a cycle."""
    for path in code_files():
        for node in ast.walk(syntax_of(path)):
            assert not (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"), short(path)
            assert not (isinstance(node, ast.alias) and node.name == "TYPE_CHECKING"), short(path)
        for function in _functions(path) if _own(path) else ():
            for node in ast.walk(function):
                names = [node.module or "."] if isinstance(node, ast.ImportFrom) else []
                names += [part.name for part in node.names] if isinstance(node, ast.Import) else []
                hidden = [name for name in names if name.startswith(("chainchief", "."))]
                assert not hidden, f"{short(path)}:{function.name} imports {hidden}"


def test_no_blind_except() -> None:
    for path in code_files():
        for node in ast.walk(syntax_of(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
                names = {part.id for part in caught if isinstance(part, ast.Name)}
                assert node.type is not None, f"{short(path)}:{node.lineno}"
                assert not names & {"Exception", "BaseException"}, f"{short(path)}:{node.lineno}"


def test_no_name_without_content() -> None:
    for path in project_files():
        parts = [part.partition(".")[0].strip("_") for part in path.relative_to(ROOT).parts]
        assert not {"util", "utils", "helper", "helpers", "misc", "common"} & set(parts), short(path)


def test_no_module_is_named_like_an_export() -> None:
    for stub in sorted(PACKAGE.rglob("__init__.pyi")):
        files = {path.stem for path in stub.parent.rglob("*.py")}
        folders = {path.name for path in stub.parent.iterdir() if path.is_dir()}
        tree = ast.parse(stub.read_text(encoding="utf-8"))
        exported = {part.name for node in tree.body if isinstance(node, ast.ImportFrom) for part in node.names}
        assert not (files | folders) & exported, f"{short(stub)}: {(files | folders) & exported}"


def test_rooms_load_on_first_use() -> None:
    """A room with a stub file does nothing but hand out its names; a folder without one holds only its docstring."""
    for init in sorted(PACKAGE.rglob("__init__.py")):
        body = syntax_of(init).body
        assert ast.get_docstring(syntax_of(init)), f"{short(init)}: say in one line what the room is for"
        lazy = ["import lazy_loader", "lazy_loader.attach_stub(__name__, __file__)"]
        code = [ast.unparse(node).partition(" = ")[2] or ast.unparse(node) for node in body[1:]]
        assert code == (lazy if init.with_suffix(".pyi").is_file() else []), short(init)


def test_files_are_short() -> None:
    long = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in code_files()}
    assert {name: lines for name, lines in long.items() if lines > LINES} == {}


def test_functions_are_short() -> None:
    """Lines without the docstring."""
    found = {}
    for path in code_files():
        for function in _functions(path):
            lines = _last(function) - function.lineno + 1
            if ast.get_docstring(function) is not None:
                lines -= _last(function.body[0]) - function.body[0].lineno + 1
            if lines > FUNCTION_LINES:
                found[f"{short(path)}:{function.name}"] = lines
    _over(found, LONG_FUNCTIONS)


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def test_parameters_are_few() -> None:
    found = {}
    for path in code_files():
        for function in _functions(path):
            given = function.args
            names = [part.arg for part in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            count = len([name for name in names if name not in ("self", "cls")])
            if count > PARAMETERS:
                found[f"{short(path)}:{function.name}"] = count
    _over(found, MANY_PARAMETERS)


def test_classes_are_small() -> None:
    found = {}
    for path in code_files():
        for node in ast.walk(syntax_of(path)):
            if isinstance(node, ast.ClassDef):
                methods = sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
                if methods > METHODS:
                    found[f"{short(path)}:{node.name}"] = methods
    _over(found, LARGE_CLASSES)


def test_rooms_are_small() -> None:
    found = {}
    for init in PACKAGE.rglob("__init__.py"):
        files = [path for path in init.parent.glob("*.py") if path.name != "__init__.py"]
        if len(files) > ROOM_FILES:
            found[short(init.parent)] = len(files)
    _over(found, FULL_ROOMS)


def test_only_the_workspace_writes() -> None:
    verbs = {"write_text", "write_bytes", "mkdir", "makedirs", "unlink", "rmdir", "touch", "symlink_to", "rmtree"}
    for path in code_files():
        if not _own(path) or path.relative_to(PACKAGE).parts[0] in WRITERS:
            continue
        for node in ast.walk(syntax_of(path)):
            named = node.func if isinstance(node, ast.Call) else None
            verb = named.attr if isinstance(named, ast.Attribute) else named.id if isinstance(named, ast.Name) else ""
            modes = [part.value for part in node.args if isinstance(part, ast.Constant)] if verb == "open" else []
            assert verb not in verbs, f"{short(path)}:{node.lineno} {verb}"
            assert not [mode for mode in modes if set(str(mode)) <= set("wax+bt")], f"{short(path)}:{node.lineno}"


IMPORT_ALL = """
import importlib, pkgutil, sys, threading
sys.dont_write_bytecode = True
for name in ("numpy", "pandas", "pyarrow.parquet", "scipy", "nicegui", "nicegui.testing", "fastapi", "typer", "rich",
             "jinja2", "python_calamine", "xlsxwriter", "rapidfuzz", "filelock", "tomli_w", "httpx"):
    importlib.import_module(name)
import chainchief
found, threads, ours = [], threading.active_count(), False
def watch(event, arguments):
    if not ours:
        return
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        found.append((event, str(arguments[0]), arguments[1]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.system", "socket.connect", "socket.bind"):
        found.append((event, str(arguments[:1])))
sys.addaudithook(watch)
ours = True
for module in pkgutil.walk_packages(chainchief.__path__, "chainchief."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
ours = False
assert threading.active_count() == threads, threading.enumerate()
assert not found, found
"""


def test_nothing_happens_at_import(tmp_path: Path) -> None:
    """Importing starts no thread, no program, writes no file, opens no connection."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORT_ALL], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(tmp_path.iterdir()) == []
