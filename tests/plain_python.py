"""The oracle: program text in, what plain Python with real torch makes of it out. For text of this repository only."""

import ast
import builtins
import contextlib
import io
from dataclasses import dataclass

import torch
import torch.nn.functional as F

BARE_NAMES = {
    name: value
    for name, value in vars(torch).items()
    if callable(value) and not name.startswith("_") and not hasattr(builtins, name)
}


@dataclass(frozen=True)
class Outcome:
    """The named tensors in the order in which they were first bound, and the printed text."""

    tensors: dict[str, torch.Tensor]
    printed: str

    def grad(self, name: str) -> torch.Tensor | None:
        return self.tensors[name].grad


def param(value: object) -> torch.Tensor:
    """Gradwalk's short form for a float32 leaf that requires grad."""
    return torch.tensor(value, dtype=torch.float32, requires_grad=True)


def _first(*options: object) -> object:
    """Gradwalk's `choose`, where nothing else was chosen."""
    return options[0]


def run_plainly(source: str, seed: int = 0) -> Outcome:
    """Run a program as Python would; every tensor with a name keeps its gradient, the last scalar is differentiated
    where the program does not call backward() itself."""
    torch.manual_seed(seed)
    tree = ast.parse(source)
    own = {"torch": torch, "F": F, "param": param, "choose": _first, "_keep": _keep, "__name__": "__main__"}
    namespace = {**BARE_NAMES, **own}
    body = [line for statement in tree.body for line in (statement, *_keep_calls(statement))]
    program = ast.fix_missing_locations(ast.Module(body, []))
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(program, "<program>", "exec"), namespace)
    names = [name for statement in tree.body for name in _bound(statement)]
    tensors = {name: namespace[name] for name in names if isinstance(namespace.get(name), torch.Tensor)}
    if not any(isinstance(node, ast.Attribute) and node.attr == "backward" for node in ast.walk(tree)):
        [*_, last] = (tensor for tensor in tensors.values() if tensor.requires_grad and tensor.numel() == 1)
        last.backward()
    return Outcome(tensors, printed.getvalue())


def _bound(statement: ast.stmt) -> list[str]:
    if not isinstance(statement, ast.Assign):
        return []
    return [node.id for target in statement.targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def _keep_calls(statement: ast.stmt) -> list[ast.stmt]:
    return [ast.parse(f"_keep({name})").body[0] for name in _bound(statement)]


def _keep(value: object) -> None:
    if isinstance(value, torch.Tensor) and value.requires_grad and not value.is_leaf:
        value.retain_grad()
