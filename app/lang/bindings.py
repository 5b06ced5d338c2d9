"""Names that are bound where they may not be: a parsed program in, nothing out, or SyntaxProblem for `:=` in the loops
of a comprehension, and for `global` and `nonlocal` behind a use of the name. `ast.parse` lets all of these pass."""

import ast
from collections.abc import Iterator

from app.errors import SyntaxProblem, text
from app.lang.source import Source

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_OWN = (ast.FunctionDef, ast.ClassDef, ast.Lambda, *_COMPREHENSIONS)
_SCOPES = (ast.Module, ast.FunctionDef, ast.ClassDef)


def check_bindings(tree: ast.Module, source: Source) -> None:
    """Raise SyntaxProblem for the first name that is bound where Python does not allow it."""
    waiting: list[tuple[ast.AST, frozenset[str], bool]] = [(tree, frozenset(), False)]
    while waiting:
        node, targets, in_class = waiting.pop()
        if isinstance(node, _SCOPES):
            _check_declarations(node, source)
        if isinstance(node, _COMPREHENSIONS):
            targets |= _targets(node)
            _check_named(node, targets, in_class, source)
        elif isinstance(node, _OWN):
            targets, in_class = frozenset(), isinstance(node, ast.ClassDef)
        waiting.extend((child, targets, in_class) for child in ast.iter_child_nodes(node))


def _targets(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> frozenset[str]:
    parts = (part for loop in node.generators for part in ast.walk(loop.target))
    return frozenset(part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))


def _check_named(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
    targets: frozenset[str],
    in_class: bool,
    source: Source,
) -> None:
    in_loops = {id(part) for loop in node.generators for part in ast.walk(loop.iter)}
    for part in _inside(node):
        if isinstance(part, ast.NamedExpr) and (in_class or id(part) in in_loops or part.target.id in targets):
            raise SyntaxProblem(
                text("':=' can't stand here: a comprehension binds its own names."),
                hint=text("Give %(name)s a value on a line of its own.", name=part.target.id),
                span=source.span_of(part),
            )


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """What is in the scope of a node: functions and classes inside have their own."""
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, (ast.FunctionDef, ast.ClassDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(part))


def _check_declarations(node: ast.AST, source: Source) -> None:
    parts = [part for part in _inside(node) if isinstance(part, (ast.Name, ast.Global, ast.Nonlocal))]
    if not any(isinstance(part, (ast.Global, ast.Nonlocal)) for part in parts):
        return
    used: set[str] = set()
    declared: dict[str, type[ast.AST]] = {}
    for part in sorted(parts, key=lambda part: (part.lineno, part.col_offset)):
        if isinstance(part, ast.Name):
            used.add(part.id)
            continue
        word = type(part).__name__.lower()
        for name in part.names:
            if name in used or declared.get(name, type(part)) is not type(part):
                raise SyntaxProblem(
                    text("'%(name)s' is used before it is declared %(word)s.", name=name, word=word),
                    hint=text("Put the declaration at the top of the function."),
                    span=source.span_of(part),
                )
            declared[name] = type(part)
