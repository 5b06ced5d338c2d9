"""`choose(1, 3, 5)` in a program: each option makes a run of its own, for comparison."""

import ast
from collections.abc import Sequence
from math import prod

from app.errors import LimitExceeded, RequestError, SyntaxProblem, text
from app.lang.source import Source

WORD = "choose"
MOST_RUNS = 24
MOST_CHARACTERS = 60


def choices_in(tree: ast.Module) -> list[ast.Call]:
    """Every `choose(...)` in the order of the source; none where the program gives the word a meaning of its own.

    >>> [ast.unparse(call) for call in choices_in(ast.parse("a = choose(1, 2)\\nb = f(choose(x, y))"))]
    ['choose(1, 2)', 'choose(x, y)']
    """
    found = []
    for node in ast.walk(tree):
        if _binds(node):
            return []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == WORD:
            found.append(node)
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def _binds(node: ast.AST) -> bool:
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return name == WORD
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name == WORD
        case ast.alias(name=name, asname=alias):
            return (alias or name) == WORD
    return False


def check_choices(calls: Sequence[ast.Call], source: Source) -> None:
    """Raise SyntaxProblem or LimitExceeded for a `choose` without options, or for too many runs."""
    for call in calls:
        if call.keywords or len(call.args) < 2 or any(isinstance(option, ast.Starred) for option in call.args):
            raise SyntaxProblem(
                text("choose(...) takes two or more options."),
                hint=text("Write choose(0.1, 0.01): one run is made for each."),
                span=source.span_of(call),
            )
    runs = prod(len(call.args) for call in calls)
    if runs > MOST_RUNS:
        raise LimitExceeded(
            text(
                "The choices of this program make %(count)s runs; %(limit)s are the most.", count=runs, limit=MOST_RUNS
            ),
            hint=text("Leave some of the options out: each choose(...) multiplies the runs."),
            span=source.span_of(calls[-1]),
        )


def picked(calls: Sequence[ast.Call], wanted: Sequence[int]) -> tuple[int, ...]:
    """Which option of each `choose` is taken: what the request wants, else the first.

    Raises:
        RequestError: the request wants an option that there is not.
    """
    if not wanted:
        return (0,) * len(calls)
    if len(wanted) != len(calls) or not all(
        0 <= option < len(call.args) for option, call in zip(wanted, calls, strict=True)
    ):
        counts = ", ".join(str(len(call.args)) for call in calls)
        raise RequestError(
            text("The program has no such options to choose."),
            code="choices",
            hint=text("Give one number from 0 for each choose(...), of as many options: %(counts)s.", counts=counts)
            if calls
            else text("It has no choose(...)."),
        )
    return tuple(wanted)
