"""Statements where they may not stand: `return` outside a function, `break` outside a loop, a parameter named twice.

`ast.parse` lets them pass; Python itself finds them only when it compiles, which nothing here ever does.
"""

import ast

from app.errors import Refused, SyntaxProblem, text
from app.lang.source import Source

_LOOPS = (ast.For, ast.While)


def check_places(tree: ast.Module, source: Source) -> None:
    """Raise SyntaxProblem for the first statement in a place where Python does not allow it."""
    waiting: list[tuple[ast.AST, bool, bool]] = [(tree, False, False)]
    steps = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign)) and node.value
    }
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
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            _check_yield(node, id(node) in steps, in_function, source)
        if isinstance(node, ast.Nonlocal) and not in_function:
            raise SyntaxProblem(text("'nonlocal' stands outside a function."), span=source.span_of(node))
        if isinstance(node, ast.Try):
            _check_handlers(node, source)
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            _check_parameters(node, source)
            in_function, in_loop = True, False
        if isinstance(node, ast.ClassDef):
            in_function, in_loop = False, False
        if in_function and isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            raise SyntaxProblem(text("'import *' stands inside a function."), span=source.span_of(node))
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
    for statement in node.body if isinstance(node, ast.FunctionDef) else ():
        if isinstance(statement, (ast.Global, ast.Nonlocal)) and seen & {*statement.names}:
            says = text("A parameter can't be declared %(word)s.", word=type(statement).__name__.lower())
            raise SyntaxProblem(says, hint=text("Give the parameter another name."), span=source.span_of(statement))


def _check_handlers(node: ast.Try, source: Source) -> None:
    for handler in node.handlers[:-1]:
        if handler.type is None:
            says = text("A bare 'except:' must be the last one.")
            raise SyntaxProblem(says, span=source.line_span(handler.lineno))


def _check_yield(node: ast.Yield | ast.YieldFrom, alone: bool, in_function: bool, source: Source) -> None:
    if not in_function:
        raise SyntaxProblem(text("'yield' stands outside a function."), span=source.span_of(node))
    if not alone:
        raise Refused(
            text("'yield' stands alone on its line, or right of '='."),
            hint=text("Write x = yield ... first, and use x on the next line."),
            span=source.span_of(node),
        )
