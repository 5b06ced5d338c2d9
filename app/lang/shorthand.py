"""A checked tree in, its free names out, and the `param(1.0)` lines that make an expression a whole program."""

import ast
import json
from collections.abc import Mapping, Set
from typing import Any

from app.errors import RequestError, text

_SCOPED = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.ListComp, ast.SetComp,
    ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
_LARGEST = 1e300
_MAKERS = frozenset(
    {"param", "tensor", "randn", "rand", "zeros", "ones", "full", "arange", "linspace", "eye", "Tensor"}
)


def free_names(tree: ast.Module, known: Set[str]) -> tuple[str, ...]:
    """The names that a shorthand program uses as values and never defines, in the order of first use.

    Empty for a program that is not a shorthand: one that imports or creates tensors itself and does not end in a bare
    expression, where an unknown name is a mistake rather than a parameter.
    """
    if not _is_shorthand(tree):
        return ()
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    bases = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    uses = sorted(
        (node.lineno, node.col_offset, node.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in called | bases
    )
    return tuple(dict.fromkeys(name for _, _, name in uses if name not in known and name not in stored))


def _is_shorthand(tree: ast.Module) -> bool:
    body = tree.body
    if not body or any(isinstance(node, _SCOPED) for node in ast.walk(tree)):
        return False
    if isinstance(body[-1], ast.Expr) and not isinstance(body[-1].value, (ast.Call, ast.Name, ast.Constant)):
        return True
    if isinstance(body[-1], ast.Expr) and len(body) == 1:
        return not _makes_tensors(tree) and not _calls_method(body[-1].value)
    return not _makes_tensors(tree) and all(isinstance(node, (ast.Assign, ast.Expr)) for node in body)


def _makes_tensors(tree: ast.Module) -> bool:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return bool(names & (_MAKERS | {"torch", "print"}))


def _calls_method(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def with_parameters(source: str, names: tuple[str, ...], inputs: Mapping[str, Any]) -> str:
    """The program with a line for each free name at its top: visible, and there to be edited.

    >>> with_parameters("(w*x - y)**2", ("w", "x", "y"), {"x": 2.0})
    'w = param(1.0)\\nx = param(2.0)\\ny = param(1.0)\\n(w*x - y)**2'

    Raises:
        RequestError: `inputs` names something that is not a free name, or gives it something other than numbers.
    """
    for name, value in inputs.items():
        if name not in names:
            raise RequestError(
                text("The input %(name)s is not a free name of the program.", name=name[:40]),
                code="inputs",
                hint=text("Inputs give values to names that an expression uses and does not define."),
            )
        if not _is_numbers(value):
            raise RequestError(
                text("The input %(name)s must be a number or nested lists of numbers.", name=name[:40]), code="inputs"
            )
    lines = [f"{name} = param({json.dumps(inputs.get(name, 1.0))})" for name in names]
    return "\n".join([*lines, source])


def _is_numbers(value: Any) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, bool) or not isinstance(item, (int, float)) or abs(item) > _LARGEST:
            return False
    return True
