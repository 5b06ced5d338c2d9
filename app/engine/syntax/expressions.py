"""Syntax trees of expressions in, closures out: each node is turned into a Python function once and then only called.

A closure takes the frame (the program's variables) and returns the value. Nothing is compiled or evaluated from text,
and no name of the program ever reaches an attribute of a real object.
"""

import ast
from collections.abc import Callable, Generator, Iterator
from itertools import islice
from time import monotonic
from typing import Any

from torch import Tensor

from app.engine.basics import plain
from app.engine.failing.failures import failure
from app.engine.guard import MOST_ITEMS
from app.engine.names.lookup import Names
from app.engine.program.frames import Frame
from app.engine.program.type_names import type_name
from app.engine.runtime import Runtime
from app.engine.syntax.building import Expression
from app.engine.syntax.calls import Calls
from app.engine.syntax.comprehensions import Comprehensions
from app.engine.syntax.definitions import Definitions
from app.engine.syntax.displays import Displays
from app.engine.syntax.operations import Operations
from app.engine.syntax.reading import Reading
from app.errors import GradwalkError, ProgramError, Span, text
from app.lang.scopes import Scope
from app.lang.source import Source


class Expressions:
    """Builds the closures of one program's expressions."""

    def __init__(self, source: Source, runtime: Runtime, names: Names) -> None:
        self.source = source
        self.runtime = runtime
        self.names = names
        self.scope: Scope | None = None
        self.asked: set[ast.expr] = set()
        self.tried: set[ast.stmt] = set()
        self.definitions = Definitions(self)
        operations = Operations(self)
        self.operation = operations.operation
        self._builders: dict[type[ast.expr], Callable[[Any], Expression]] = {
            ast.Constant: self._constant,
            ast.BoolOp: self._boolean,
            ast.IfExp: self._conditional,
            ast.Call: Calls(self).build,
            ast.Lambda: self.definitions.anonymous,
            ast.NamedExpr: self._named,
            **operations.builders(),
            **Reading(self).builders(),
            **Displays(self).builders(),
            **Comprehensions(self).builders(),
        }

    def build(self, node: ast.expr) -> Expression:
        """The closure of an expression."""
        return self._builders[type(node)](node)

    def _constant(self, node: ast.Constant) -> Expression:
        value = node.value
        return lambda _: value

    def words(self, node: ast.expr) -> str:
        """The source text of an expression, cut where it is long."""
        return self.source.cut(self.source.span_of(node))[:40]

    def _boolean(self, node: ast.BoolOp) -> Expression:
        parts = [self.build(value) for value in node.values]
        *tested, last = parts
        stop_at = isinstance(node.op, ast.Or)
        span = self.source.span_of(node)

        def run(frame: Frame) -> Any:
            for part in tested:
                value = part(frame)
                if self.truth(value, span) is stop_at:
                    return value
            return last(frame)

        return run

    def truth(self, value: Any, span: Span) -> bool:
        """Whether a value counts as true, as Python has it."""
        try:
            return bool(value)
        except Exception as error:
            raise failure(error, span) from None

    def _conditional(self, node: ast.IfExp) -> Expression:
        test, body, other = self.build(node.test), self.build(node.body), self.build(node.orelse)
        span = self.source.span_of(node.test)
        return lambda frame: body(frame) if self.truth(test(frame), span) else other(frame)

    def _named(self, node: ast.NamedExpr) -> Expression:
        """`name := value`; inside a comprehension the name is that of the function around it."""
        value, name, bind = self.build(node.value), node.target.id, self.runtime.bind
        hops = self.scope.hops(name) if self.scope is not None else 0

        def run(frame: Frame) -> Any:
            found = value(frame)
            frame.up(hops)[name] = found
            bind(name, found)
            return found

        return run

    def items(self, nodes: list[ast.expr]) -> Callable[[Frame], list[Any]]:
        """The closure of a list of expressions, some of which may be starred."""
        parts = [
            (isinstance(node, ast.Starred), self.build(node.value if isinstance(node, ast.Starred) else node), node)
            for node in nodes
        ]
        if not any(starred for starred, _, _ in parts):
            plain_parts = [part for _, part, _ in parts]
            return lambda frame: [part(frame) for part in plain_parts]

        def run(frame: Frame) -> list[Any]:
            values: list[Any] = []
            for starred, part, node in parts:
                value = part(frame)
                values.extend(self.iterated(value, self.source.span_of(node)) if starred else [value])
                plain.check_items(len(values))
            return values

        return run

    def live(self, value: Any, span: Span) -> Generator[Any, None, Any]:
        """Item by item, each looked up when its turn comes: the list may have grown since."""
        items: Any = value if isinstance(value, plain.ITERABLE) else self.iterated(value, span)
        try:
            return self._watched(iter(items), span)
        except Exception as error:
            raise failure(error, span) from None

    def _watched(self, items: Iterator[Any], span: Span) -> Generator[Any, None, Any]:
        deadline, since = self.runtime.deadline, monotonic()
        while True:
            deadline.left -= 1
            if deadline.left < 0:
                deadline.look(since, span)
            try:
                item = next(items)
            except StopIteration as end:
                return end.value  # what `x = yield from items` gets
            except GradwalkError:
                raise
            except Exception as error:
                raise failure(error, span) from None
            yield item

    def iterated(self, value: Any, span: Span) -> list[Any]:
        """The items of a list, tuple, range, text or tensor."""
        if isinstance(value, plain.ITERABLE):
            items = list(islice(self.live(value, span), MOST_ITEMS + 1))
            plain.check_items(len(items))
            return items
        if isinstance(value, Tensor):
            self.runtime.at(span, "unbind")
            try:
                plain.check_items(value.shape[0] if value.dim() else 0)
                return list(value)
            except Exception as error:
                raise failure(error, span) from None
        raise ProgramError(
            text("This can't be gone through item by item."),
            code="iteration",
            hint=text("Use range(n), a list or a tensor."),
            span=span,
            raised=TypeError(f"'{type_name(value)}' object is not iterable"),
        )

    def scoped(self, scope: Scope, body: Callable[[], Callable[[Frame], Any]]) -> Callable[[Frame], Any]:
        """What `body` builds, built in a scope."""
        before, self.scope = self.scope, scope
        scope.outer = before.outer if before is not None and before.of_class else before
        try:
            return body()
        finally:
            self.scope = before
