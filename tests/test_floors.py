"""The floors of app/: imports point strictly down, heavy libraries stay behind their doors, no text becomes code."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    {"errors", "config", "formulas"},
    {"lang", "graph", "ops", "optimizers", "presets"},
    {"engine", "layout", "export", "explain", "pool", "store", "surfaces"},
    {"jobs", "pipeline"},
    {"web"},
    {"main", "cli"},
)
FLOOR = {part: level for level, parts in enumerate(FLOORS) for part in parts}
DOORS = {
    "torch": {"engine"},
    "numpy": {"engine"},
    "pygraphviz": {"layout"},
    "contourpy": {"surfaces"},
    "graphviz": {"export"},
    "resvg_py": {"export"},
    "pydantic_settings": {"config"},
    "pydantic": {"config", "web"},
    "msgspec": set(FLOOR),
    "babel": {"web"},
    "jinja2": {"web"},
    "markupsafe": {"web"},
    "python_multipart": {"web"},
    "fastapi": {"web", "main"},
    "starlette": {"web", "main"},
    "uvicorn": {"main", "cli"},
}
OF_THE_PACKAGE = {"VERSION"}
TEXT_TO_CODE = {"eval", "exec", "compile", "__import__", "globals", "locals"}
BY_NAME = {"getattr", "setattr", "delattr", "vars", "attrgetter", "methodcaller", "import_module"}
LISTED = (ROOT / "tests" / "lookups_by_name.txt").read_text(encoding="utf-8").splitlines()
LOOKUPS_BY_NAME = {line.split("#")[0].strip() for line in LISTED} - {""}
MODULES = {
    str(path.relative_to(ROOT / "app")): path
    for path in sorted((ROOT / "app").rglob("*.py"))
    if path != ROOT / "app" / "__init__.py"
}
IMPORTS = (ast.Import, ast.ImportFrom)
every_module = pytest.mark.parametrize("name", MODULES)


def tree_of(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def part_of(name: str) -> str:
    return name.removesuffix(".py").split("/")[0]


def imports(tree: ast.AST) -> Iterator[str]:
    """The full dotted names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def guarded_by_platform(statement: ast.stmt) -> list[ast.stmt]:
    """What stands under `if sys.platform == ...:`, the one reason to import or not."""
    if isinstance(statement, ast.If) and "sys.platform" in ast.unparse(statement.test):
        return statement.body
    return []


def mentions(tree: ast.AST, watched: set[str]) -> Iterator[tuple[str, int]]:
    """Where a module mentions a watched function, but for calls like `getattr(x, "name")` with the name written out."""
    written_out = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and names_its_attribute(node)}
    for node in ast.walk(tree):
        if id(node) in written_out:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in watched:
            yield node.id, node.lineno
        elif isinstance(node, ast.Attribute) and node.attr in watched and is_module(node.value):
            yield node.attr, node.lineno


def names_its_attribute(call: ast.Call) -> bool:
    return len(call.args) > 1 and isinstance(call.args[1], ast.Constant)


def is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"builtins", "importlib", "operator"}


@every_module
def test_every_part_has_its_floor(name: str) -> None:
    assert part_of(name) in FLOOR


@every_module
def test_imports_point_strictly_down(name: str) -> None:
    part = part_of(name)
    for full in imports(tree_of(name)):
        assert not full.startswith("."), f"{full}: imports are absolute"
        top, _, rest = full.partition(".")
        target = rest.split(".")[0]
        if top == "app" and target != part and target not in OF_THE_PACKAGE:
            assert target in FLOOR, f"{full}: name the part"
            assert FLOOR[target] < FLOOR[part], f"{part} may not import {target}"


@every_module
def test_heavy_libraries_stay_behind_their_doors(name: str) -> None:
    for full in imports(tree_of(name)):
        top = full.split(".")[0]
        if top != "app" and top not in sys.stdlib_module_names:
            assert part_of(name) in DOORS.get(top, ()), f"{part_of(name)} may not import {top}"


@every_module
def test_imports_stand_at_the_top(name: str) -> None:
    tree = tree_of(name)
    at_the_top = {id(node) for statement in tree.body for node in (statement, *guarded_by_platform(statement))}
    late = [node.lineno for node in ast.walk(tree) if isinstance(node, IMPORTS) and id(node) not in at_the_top]
    assert late == [], "imports inside a function, an if or a try, by line"


@every_module
def test_no_text_becomes_code(name: str) -> None:
    assert list(mentions(tree_of(name), TEXT_TO_CODE)) == []


@every_module
def test_names_are_looked_up_only_where_that_is_listed(name: str) -> None:
    assert name in LOOKUPS_BY_NAME or list(mentions(tree_of(name), BY_NAME)) == []


def test_the_list_of_lookups_by_name_is_not_out_of_date() -> None:
    assert {name for name in MODULES if list(mentions(tree_of(name), BY_NAME))} >= LOOKUPS_BY_NAME


def test_the_web_process_loads_neither_torch_nor_graphviz() -> None:
    heavy = ("torch", "numpy", "pygraphviz", "sympy", "networkx")
    program = f"import sys, app.main; print(*(name for name in {heavy} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
