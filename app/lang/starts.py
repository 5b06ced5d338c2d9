"""A program and new numbers for entries of its parameters in, the program that begins there out; None where the
program does not write these numbers down."""

import ast
import re
from collections.abc import Mapping, Sequence

from app.errors import SourceError
from app.lang.choices import choices_in
from app.lang.source import Source
from app.lang.syntax import parse

_LABEL = re.compile(r"([^\W\d]\w*)(?:\[(\d{1,9}(?:, \d{1,9})*)\])?")
_MAKERS = frozenset({"tensor", "param", "torch.tensor", "torch.Tensor", "torch.FloatTensor"})
_AROUND = frozenset({"nn.Parameter", "torch.nn.Parameter", "Parameter", "Variable", "torch.autograd.Variable"})
_AFTER = frozenset({"requires_grad_", "double", "float", "clone", "detach"})
_WRITTEN_AND_READ = 2
Place = tuple[int, int, int]
"""A line from 1, and the first and the end byte in it."""


def beginning_at(source: str, numbers: Mapping[str, float], picked: Sequence[int] = ()) -> str | None:
    """The program with other numbers in its literals; of a `choose(...)` in the option that is picked.

    >>> beginning_at("w = torch.tensor([1.0, -2.0], requires_grad=True)", {"w[1]": 0.5})
    'w = torch.tensor([1.0, 0.5], requires_grad=True)'
    >>> beginning_at("start = choose(1.0, 2.0)\\nw = param(start)", {"w": 0.5}, (1,))
    'start = choose(1.0, 0.5)\\nw = param(start)'
    >>> beginning_at("w = torch.randn(2, requires_grad=True)", {"w[1]": 0.5}) is None
    True
    """
    try:
        tree = parse(Source(source))
    except SourceError:
        return None
    calls = choices_in(tree)
    options = {call: call.args[which] for call, which in zip(calls, picked or [0] * len(calls), strict=False)}
    written: dict[Place, float] = {}
    for label, number in numbers.items():
        literal = _literal(tree, label, options)
        if literal is None or literal.end_lineno != literal.lineno or literal.end_col_offset is None:
            return None
        written[literal.lineno, literal.col_offset, literal.end_col_offset] = number
    lines = [line.encode() for line in source.split("\n")]
    for (line, start, end), number in sorted(written.items(), reverse=True):
        lines[line - 1] = lines[line - 1][:start] + repr(number).encode() + lines[line - 1][end:]
    return b"\n".join(lines).decode()


def _literal(tree: ast.Module, label: str, options: Mapping[ast.Call, ast.expr]) -> ast.expr | None:
    """The number that the first assignment to a variable gives an entry."""
    match = _LABEL.fullmatch(label)
    assigned = _assigned(tree.body)
    made = next((value for name, value in assigned if match and name == match[1]), None)
    literal = _meant(_given(made) if made is not None else None, tree, assigned, options)
    if match is None or literal is None:
        return None
    places = [int(part) for part in match[2].split(",")] if match[2] else []
    for place in places:
        if not isinstance(literal, (ast.List, ast.Tuple)) or place >= len(literal.elts):
            return None
        literal = literal.elts[place]
    while not places and isinstance(literal, ast.List) and len(literal.elts) == 1:
        literal = literal.elts[0]
    return literal if _is_number(literal) else None


def _meant(
    given: ast.expr | None,
    tree: ast.Module,
    assigned: Sequence[tuple[str, ast.expr]],
    options: Mapping[ast.Call, ast.expr],
) -> ast.expr | None:
    """What is given itself, or by a variable that nothing else reads, or by the option that is picked."""
    if isinstance(given, ast.Name):
        uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == given.id]
        given = dict(assigned).get(given.id) if len(uses) == _WRITTEN_AND_READ else None
    return options.get(given) if isinstance(given, ast.Call) else given


def _assigned(statements: Sequence[ast.stmt]) -> list[tuple[str, ast.expr]]:
    """What the statements at the top level give to names, one by one."""
    found: list[tuple[str, ast.expr]] = []
    for statement in statements:
        if not isinstance(statement, ast.Assign):
            continue
        for target in statement.targets:
            pairs = [(target, statement.value)]
            if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
                pairs = list(zip(target.elts, statement.value.elts, strict=False))
            found.extend((each.id, value) for each, value in pairs if isinstance(each, ast.Name))
    return found


def _given(made: ast.expr) -> ast.expr | None:
    """The argument of `torch.tensor(...)`, which may stand in `nn.Parameter(...)` or before `.requires_grad_()`."""
    while isinstance(made, ast.Call):
        name = ast.unparse(made.func) if isinstance(made.func, (ast.Name, ast.Attribute)) else ""
        if name in _MAKERS and made.args:
            return made.args[0]
        if name in _AROUND and made.args:
            made = made.args[0]
        elif isinstance(made.func, ast.Attribute) and made.func.attr in _AFTER:
            made = made.func.value
        else:
            return None
    return None


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)
