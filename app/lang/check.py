"""A parsed program in, nothing out: raises for the first thing that the language does not have or does not allow."""

import ast

from app.errors import LimitExceeded, Refused, SyntaxProblem, text
from app.lang.bindings import check_bindings
from app.lang.comparisons import check_comparisons
from app.lang.dunders import IGNORED, METADATA, METHODS, READABLE
from app.lang.grammar import ALLOWED, NAME, REFUSALS
from app.lang.imports import check_imports
from app.lang.places import check_places
from app.lang.source import Source

_POSITIONED = (ast.expr, ast.stmt, ast.keyword, ast.alias, ast.arg)


def check(tree: ast.Module, source: Source, *, syntax_nodes: int) -> None:
    """Hold every node of the tree to the allow-list.

    Raises:
        Refused: syntax, a name or a module outside the language.
        SyntaxProblem: what `ast.parse` lets pass but Python does not (a repeated keyword, say).
        LimitExceeded: more than `syntax_nodes` nodes.
    """
    counted = 0
    waiting: list[tuple[ast.AST, ast.AST]] = [(tree, tree)]
    check_places(tree, source)
    check_bindings(tree, source)
    check_comparisons(tree, source)
    check_imports(tree, source)
    special = _special(tree)
    while waiting:
        node, place = waiting.pop()
        if isinstance(node, _POSITIONED):
            place = node
            counted += 1
        if counted > syntax_nodes:
            raise LimitExceeded(
                text("The program has more than %(limit)s syntax nodes.", limit=syntax_nodes),
                hint=text("Make it shorter; a loop repeats lines."),
                span=source.line_span(getattr(node, "lineno", 1)),
            )
        if type(node) not in ALLOWED:
            raise _refusal(node, place, source)
        if id(node) not in special:
            _check_details(node, source)
        waiting.extend((child, place) for child in reversed(list(ast.iter_child_nodes(node))))


def _special(tree: ast.Module) -> set[int]:
    """Where the listed names with two underscores may stand: defined in a class, called, or read as plain text."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(body=body):
                found += [part for part in body if isinstance(part, ast.FunctionDef) and part.name in METHODS]
                found += [part for line in body if isinstance(line, ast.Assign) for part in _special_names(line)]
            case ast.Call(func=ast.Attribute(attr=name)) if name in METHODS:
                found.append(node.func)
            case ast.Attribute(attr=name, ctx=ast.Load()) if name in READABLE:
                found.append(node)
                if isinstance(node.value, ast.Attribute) and node.value.attr == "__class__":
                    found.append(node.value)
    return {id(node) for node in found}


def _special_names(line: ast.Assign) -> list[ast.AST]:
    """The names of `__radd__ = __add__`."""
    names = [*line.targets, line.value]
    return [node for node in names if isinstance(node, ast.Name) and node.id in METHODS | IGNORED]


def _refusal(node: ast.AST, place: ast.AST, source: Source) -> Refused:
    name = type(node).__name__
    says, hint = REFUSALS.get(
        type(node), (text("%(syntax)s is not part of the language.", syntax=name), text("Leave it out."))
    )
    span = source.span_of(place) if isinstance(place, _POSITIONED) else None
    if isinstance(node, ast.stmt) and span:
        span = source.line_span(span.line)
    return Refused(says, hint=hint, span=span)


def _check_details(node: ast.AST, source: Source) -> None:
    match node:
        case ast.Name(id=name):
            if name not in METADATA and (name != "__name__" or not isinstance(node.ctx, ast.Load)):
                _check_name(name, node, source)
        case ast.arg(arg=name):
            _check_name(name, node, source)
        case ast.FunctionDef(name=name):
            _check_name(name, node, source)
        case ast.ClassDef():
            _check_class(node, source)
        case ast.ExceptHandler(name=str(name), type=ast.expr() as kind):
            _check_name(name, kind, source)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            for name in names:
                _check_name(name, node, source)
        case ast.comprehension(is_async=1):
            raise Refused(text("'async' is not part of the language."), span=source.span_of(node.target))
        case ast.Attribute(attr=name):
            _check_name(name, node, source)
        case ast.alias():
            _check_import_name(node, source)
        case ast.Call():
            _check_keywords(node, source)
        case ast.Constant(value=value):
            _check_constant(node, value, source)


def _check_class(node: ast.ClassDef, source: Source) -> None:
    _check_name(node.name, node, source)
    if node.keywords:
        raise Refused(
            text("A class takes only its bases in ( )."),
            hint=text("Write class Name(Base):."),
            span=source.span_of(node.keywords[0]),
        )


def _check_name(name: str, node: ast.expr | ast.stmt | ast.alias | ast.arg, source: Source) -> None:
    if name.startswith("__") or name.endswith("__"):
        raise Refused(
            text("Names that begin or end with two underscores, such as %(name)s, are not available.", name=name[:40]),
            code="dunder",
            hint=text(
                "They reach into Python itself; a class may define methods such as __init__, __add__ or __repr__."
            ),
            span=source.span_of(node),
        )
    if not NAME.fullmatch(name):
        raise Refused(
            text("The name %(name)s… is too long.", name=name[:20]),
            hint=text("A name has at most 64 characters."),
            span=source.span_of(node),
        )


def _check_import_name(alias: ast.alias, source: Source) -> None:
    for part in [*alias.name.split("."), alias.asname or "x"]:
        if part != "*":
            _check_name(part, alias, source)


def _check_keywords(call: ast.Call, source: Source) -> None:
    seen: set[str] = set()
    for keyword in call.keywords:
        if keyword.arg is None:
            continue
        _check_name(keyword.arg, keyword.value, source)
        if keyword.arg in seen:
            raise SyntaxProblem(
                text("The argument %(name)s is given twice.", name=keyword.arg), span=source.span_of(keyword)
            )
        seen.add(keyword.arg)


def _check_constant(node: ast.Constant, value: object, source: Source) -> None:
    if isinstance(value, (complex, bytes)):
        raise Refused(
            text("Complex numbers and bytes are not part of the language."),
            hint=text("Use real numbers."),
            span=source.span_of(node),
        )
    if isinstance(value, int) and abs(value) > 2**63:
        raise Refused(
            text("The whole number is too large for torch: it has more than 63 bits."),
            hint=text("Write it as a decimal number, such as 1e30."),
            span=source.span_of(node),
        )
