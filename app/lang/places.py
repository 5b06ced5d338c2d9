"""Statements where they may not stand: `return` outside a function, `break` outside a loop, a parameter named twice.

`ast.parse` lets them pass; Python itself finds them only when it compiles, which nothing here ever does.
"""

import ast

from app.errors import SyntaxProblem, text
from app.lang.source import Source

_LOOPS = (ast.For, ast.While)


def check_places(tree: ast.Module, source: Source) -> None:
    """Raise SyntaxProblem for the first statement in a place where Python does not allow it."""
    waiting: list[tuple[ast.AST, bool, bool]] = [(tree, False, False)]
    while waiting:
        node, in_function, in_loop = waiting.pop()
        if isinstance(node, (ast.Break, ast.Continue)) and not in_loop:
            says = text("'%(word)s' stands outside a loop.", word=type(node).__name__.lower())
            raise SyntaxProblem(says, span=source.span_of(node))
        if isinstance(node, ast.Return) and not in_function:
            raise SyntaxProblem(
                text("'return' stands outside a function."),
                hint=text("Write the value as the last line."),
                span=source.span_of(node),
            )
        if isinstance(node, ast.Nonlocal) and not in_function:
            raise SyntaxProblem(text("'nonlocal' stands outside a function."), span=source.span_of(node))
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            _check_parameters(node, source)
            in_function, in_loop = True, False
        _check_stars(node, source)
        loop = in_loop or isinstance(node, _LOOPS)
        after = set(node.orelse) if isinstance(node, (ast.For, ast.While)) else set()
        waiting.extend(
            (child, in_function, in_loop if child in after else loop) for child in ast.iter_child_nodes(node)
        )


def _check_stars(node: ast.AST, source: Source) -> None:
    """A star stands in a call, a list or a tuple, and once among the targets of an assignment."""
    is_target = isinstance(node, (ast.List, ast.Tuple)) and isinstance(node.ctx, ast.Store)
    stars = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.Starred)]
    allowed = isinstance(node, (ast.Call, ast.List, ast.Tuple, ast.Set))
    if stars and (not allowed or (is_target and len(stars) > 1)):
        says = text("Only one name on the left can have a star.") if allowed else text("A star can't stand here.")
        raise SyntaxProblem(says, hint=text("Write it inside [ ] or a call."), span=source.span_of(stars[-1]))


def _check_parameters(node: ast.FunctionDef | ast.Lambda, source: Source) -> None:
    seen: set[str] = set()
    for parameter in (part for part in ast.walk(node.args) if isinstance(part, ast.arg)):
        if parameter.arg in seen:
            raise SyntaxProblem(
                text("The parameter %(name)s is there twice.", name=parameter.arg), span=source.span_of(parameter)
            )
        seen.add(parameter.arg)
