"""Syntax trees of statements in, closures out: each takes the frame and returns nothing, or how a loop goes on."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor

from app.engine import plain
from app.engine.expressions import Expressions, Frame
from app.engine.failures import failure
from app.engine.library import module
from app.engine.lookup import Names
from app.engine.runtime import Runtime
from app.errors import ProgramError, Span, text
from app.lang.source import Source

Statement = Callable[[Frame], Any]
Target = Callable[[Frame, Any], None]
BREAK, CONTINUE = "break", "continue"


class Statements:
    """Builds the closures of one program's statements."""

    def __init__(self, source: Source, runtime: Runtime, names: Names) -> None:
        self.source = source
        self.runtime = runtime
        self.names = names
        self.expressions = Expressions(source, runtime, names)
        self._builders: dict[type[ast.stmt], Callable[[Any], Statement]] = {
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented,
            ast.Expr: self._expression,
            ast.For: self._for,
            ast.If: self._if,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Pass: lambda _: _nothing,
            ast.Break: lambda _: _break,
            ast.Continue: lambda _: _continue,
        }

    def block(self, nodes: Iterable[ast.stmt]) -> Statement:
        """The closure of statements one after the other; a break or continue ends it."""
        parts = [self._builders[type(node)](node) for node in nodes]

        def run(frame: Frame) -> Any:
            for part in parts:
                signal = part(frame)
                if signal is not None:
                    return signal
            return None

        return run

    def _assign(self, node: ast.Assign) -> Statement:
        value = self.expressions.build(node.value)
        targets = [self._target(target) for target in node.targets]

        def run(frame: Frame) -> None:
            result = value(frame)
            for target in targets:
                target(frame, result)

        return run

    def _annotated(self, node: ast.AnnAssign) -> Statement:
        if node.value is None:
            return _nothing
        value, target = self.expressions.build(node.value), self._target(node.target)
        return lambda frame: target(frame, value(frame))

    def _target(self, node: ast.expr) -> Target:
        if isinstance(node, ast.Name):
            return self._name_target(node)
        if isinstance(node, (ast.Tuple, ast.List)):
            return self._tuple_target(node)
        if isinstance(node, ast.Subscript):
            return self._entry_target(node)
        span = self.source.span_of(node)
        says = text("Only names and entries of tensors and lists can be given a value here.")
        raise ProgramError(says, code="assignment", hint=text("Write name = value."), span=span)

    def _name_target(self, node: ast.Name) -> Target:
        name, bind, numbers = node.id, self.runtime.bind, plain.NUMBERS

        def assign(frame: Frame, value: Any) -> None:
            frame[name] = value
            if type(value) not in numbers:
                bind(name, value)

        return assign

    def _tuple_target(self, node: ast.Tuple | ast.List) -> Target:
        span = self.source.span_of(node)
        starred = [index for index, item in enumerate(node.elts) if isinstance(item, ast.Starred)]
        targets = [self._target(item.value if isinstance(item, ast.Starred) else item) for item in node.elts]

        def assign(frame: Frame, value: Any) -> None:
            items = self.expressions.iterated(value, span)
            if starred:
                items = _gathered(items, starred[0], len(targets))
            if len(items) != len(targets):
                raise ProgramError(
                    text("%(names)s names stand on the left, but there are %(values)s values.",
                         names=len(targets), values=len(items)),
                    code="unpacking", hint=text("Give each value a name."), span=span,
                )  # fmt: skip
            for target, item in zip(targets, items, strict=True):
                target(frame, item)

        return assign

    def _entry_target(self, node: ast.Subscript) -> Target:
        base, index = self.expressions.build(node.value), self.expressions.build(node.slice)
        span = self.source.span_of(node)

        def assign(frame: Frame, value: Any) -> None:
            owner, key = base(frame), index(frame)
            self.runtime.at(span, "[ ] =")
            if not isinstance(owner, (Tensor, list)):
                raise ProgramError(
                    text("Only entries of tensors and lists can be changed."), code="assignment", span=span
                )
            try:
                owner[key] = value
            except Exception as error:
                raise failure(error, span, label="[ ] =") from None

        return assign

    def _augmented(self, node: ast.AugAssign) -> Statement:
        loaded = ast.copy_location(_as_load(node.target), node.target)
        build = self.expressions
        operation = build._operation(
            node,
            build.build(loaded),
            build.build(node.value),
            plain.IN_PLACE[type(node.op)],
            node.op,
            loaded,
            node.value,
        )
        target = self._target(node.target)
        return lambda frame: target(frame, operation(frame))

    def _expression(self, node: ast.Expr) -> Statement:
        value = self.expressions.build(node.value)
        notice = self.runtime.notice_result

        def run(frame: Frame) -> None:
            notice(value(frame))

        return run

    def _if(self, node: ast.If) -> Statement:
        test, body, other = self.expressions.build(node.test), self.block(node.body), self.block(node.orelse)
        span = self.source.span_of(node.test)
        truth = self.expressions.truth
        return lambda frame: body(frame) if truth(test(frame), span) else other(frame)

    def _for(self, node: ast.For) -> Statement:
        items, target = self.expressions.build(node.iter), self._target(node.target)
        body, after = self.block(node.body), self.block(node.orelse)
        span, label = self.source.line_span(node.lineno), self.source.cut(self.source.span_of(node.target))
        iterated = self.expressions.iterated
        iterator_span = self.source.span_of(node.iter)

        def run(frame: Frame) -> Any:
            values = items(frame)
            for item in values if isinstance(values, range) else iterated(values, iterator_span):
                place = self.runtime.enter("iteration", _iteration(label, item), span)
                target(frame, item)
                signal = body(frame)
                self.runtime.leave(place)
                if signal is BREAK:
                    return None
                if signal is not None and signal is not CONTINUE:
                    return signal
            return after(frame)

        return run

    def _import(self, node: ast.Import) -> Statement:
        bound: list[tuple[str, Any]] = []
        for alias in node.names:
            whole = alias.name if alias.asname else alias.name.split(".")[0]
            bound.append((alias.asname or whole, module(whole, self.names.torch_members)))
        return lambda frame: frame.update(bound)

    def _import_from(self, node: ast.ImportFrom) -> Statement:
        origin = module(node.module or "", self.names.torch_members)
        bound: dict[str, Any] = {}
        for alias in node.names:
            if alias.name == "*":
                bound.update(origin.members)
            elif alias.name in origin.members:
                bound[alias.asname or alias.name] = origin.members[alias.name]
            else:
                raise _no_such_import(origin.name, alias.name, self.source.span_of(alias))
        return lambda frame: frame.update(bound)


def _nothing(_: Frame) -> None:
    """A statement that does nothing."""


def _break(_: Frame) -> str:
    return BREAK


def _continue(_: Frame) -> str:
    return CONTINUE


def _no_such_import(origin: str, name: str, span: Span) -> ProgramError:
    return ProgramError(
        text("'%(origin)s.%(name)s' is not available here.", origin=origin, name=name[:40]),
        code="import",
        hint=text("The list of operations is in the menu 'API'."),
        span=span,
    )


def _as_load(node: ast.expr) -> ast.expr:
    """The target of an augmented assignment, as the expression that reads it."""
    match node:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Subscript(value=value, slice=index):
            return ast.Subscript(value, index, ast.Load())
        case ast.Attribute(value=value, attr=name):
            return ast.Attribute(value, name, ast.Load())
    return node


def _gathered(items: list[Any], starred: int, targets: int) -> list[Any]:
    """The items with those that the starred target takes put into one list.

    >>> _gathered([1, 2, 3, 4], 1, 2)
    [1, [2, 3, 4]]
    """
    after = targets - starred - 1
    middle = items[starred : len(items) - after]
    return [*items[:starred], middle, *items[len(items) - after :]]


def _iteration(label: str, item: Any) -> str:
    return f"{label} = {item}" if type(item) in plain.NUMBERS else label
