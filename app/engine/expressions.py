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

from app.engine import formats, plain
from app.engine.building import Expression, pinned
from app.engine.calls import Calls
from app.engine.carets import is_decimal, not_power
from app.engine.comprehensions import Comprehensions
from app.engine.definitions import Definitions
from app.engine.displays import Displays
from app.engine.failures import failure
from app.engine.frames import Frame
from app.engine.guard import MOST_DIMENSIONS, MOST_ITEMS, compared
from app.engine.lookup import Names, method_not_called
from app.engine.objects import OPAQUE
from app.engine.operands import check_operands
from app.engine.reading import Reading
from app.engine.runtime import Runtime
from app.engine.shared_memory import SHARED_MEMORY
from app.engine.type_names import type_name
from app.errors import GradwalkError, ProgramError, Span, text
from app.lang.scopes import Scope
from app.lang.source import Source

_GROWING = (ast.Pow, ast.Mult, ast.Add, ast.Sub, ast.LShift)
"""Operators that can make a whole number longer."""


class Expressions:
    """Builds the closures of one program's expressions."""

    def __init__(self, source: Source, runtime: Runtime, names: Names) -> None:
        self.source = source
        self.runtime = runtime
        self.names = names
        self.scope: Scope | None = None
        self.definitions = Definitions(self)
        self._builders: dict[type[ast.expr], Callable[[Any], Expression]] = {
            ast.Constant: self._constant,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._boolean,
            ast.Compare: self._compare,
            ast.IfExp: self._conditional,
            ast.Call: Calls(self).build,
            ast.Lambda: self.definitions.anonymous,
            ast.NamedExpr: self._named,
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

    def _binary(self, node: ast.BinOp) -> Expression:
        left, right = self.build(node.left), self.build(node.right)
        return self.operation(node, left, right, plain.BINARY[type(node.op)], node.op, node.left, node.right)

    def operation(
        self, node: ast.expr | ast.stmt, left: Expression, right: Expression, apply: Callable[[Any, Any], Any],
        operator: ast.operator, left_node: ast.expr, right_node: ast.expr,
    ) -> Expression:  # fmt: skip
        """The closure of a binary operation; `apply` does it, in place or not."""
        kind, sign = type(operator), plain.SYMBOLS[type(operator)]
        span, scope = self.source.span_of(node), self.runtime.scope
        guarded, power = kind in _GROWING, kind in (ast.Pow, ast.LShift)
        numbers, small = plain.NUMBERS, plain.SMALL
        percent, sized, most = kind is ast.Mod, self.runtime.sized, self.runtime.limits.tensor_numbers
        lengthens, in_place = apply is plain.IN_PLACE[ast.Add], apply is plain.IN_PLACE[kind]

        def run(frame: Frame) -> Any:
            a, b = left(frame), right(frame)
            if type(a) in numbers and type(b) in numbers:
                if guarded and (power or not (-small < a < small and -small < b < small)):
                    self._bounded(kind, a, b, span)
            else:
                scope.span, scope.label = span, sign
                scope.call += 1
                a_tensor, b_tensor = isinstance(a, Tensor), isinstance(b, Tensor)
                if (a_tensor and type(b) in numbers) or (b_tensor and type(a) in numbers):
                    pass
                elif not a_tensor or not b_tensor:
                    self._bounded(kind, a, b, span)
                    b = plain.bounded_items(a, b) if lengthens else b
                    if in_place:
                        SHARED_MEMORY.will_write(a)
                elif kind is ast.Mult:
                    self._multiplied(left_node, right_node, a, b, span)
            try:
                result = formats.percent(a, b) if percent and type(a) is str else apply(a, b)
                if isinstance(result, Tensor) and (result.numel() > most or result.dim() > MOST_DIMENSIONS):
                    sized(result)
                return result
            except Exception as error:
                operands = ((self.words(left_node), a), (self.words(right_node), b))
                found = self._failed(error, operands, span, sign)
                if kind is ast.BitXor and (is_decimal(a) or is_decimal(b)):
                    found = not_power(left_node, right_node, span, self.source, found.raised)
                raise found from None

        return run

    def _multiplied(self, left: ast.expr, right: ast.expr, a: Tensor, b: Tensor, span: Span) -> None:
        if a.dim() == 2:
            self.runtime.notices.multiplied((self.words(left), a), (self.words(right), b), span)

    def _bounded(self, kind: type[ast.operator], a: Any, b: Any, span: Span) -> None:
        try:
            plain.bounded(kind, a, b)
        except GradwalkError as error:
            raise pinned(error, span) from None

    def _failed(self, error: Exception, operands: tuple[tuple[str, Any], ...], span: Span, sign: str) -> GradwalkError:
        """What to raise for an operation that has failed: an operand may be a function that was meant to be called."""
        found = failure(error, span, label=sign, operands=operands)
        if isinstance(error, TypeError) and isinstance(found, ProgramError):
            for words, value in operands:
                if isinstance(value, OPAQUE):
                    forgotten = method_not_called(words, value, span)
                    forgotten.raised = found.raised
                    return forgotten
        return pinned(found, span)

    def words(self, node: ast.expr) -> str:
        """The source text of an expression, cut where it is long."""
        return self.source.cut(self.source.span_of(node))[:40]

    def _unary(self, node: ast.UnaryOp) -> Expression:
        operand, apply = self.build(node.operand), plain.UNARY[type(node.op)]
        span, sign = self.source.span_of(node), plain.SYMBOLS[type(node.op)]

        def run(frame: Frame) -> Any:
            value = operand(frame)
            self.runtime.at(span, sign)
            try:
                return apply(value)
            except Exception as error:
                words = ((self.words(node.operand), value),)
                raise self._failed(error, words, span, sign) from None

        return run

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

    def _compare(self, node: ast.Compare) -> Expression:
        first = self.build(node.left)
        rest = [(plain.COMPARE[type(op)], type(op), self.build(value))
                for op, value in zip(node.ops, node.comparators, strict=True)]  # fmt: skip
        span = self.source.span_of(node)
        last = len(rest) - 1

        def run(frame: Frame) -> Any:
            left = first(frame)
            for position, (apply, kind, part) in enumerate(rest):
                right, sign = part(frame), plain.SYMBOLS[kind]
                self.runtime.at(span, sign)
                self._comparable(kind, left, right, span)
                try:
                    result = apply(left, right)
                except Exception as error:
                    raise failure(error, span, label=sign, operands=(("", left), ("", right))) from None
                if position == last or not self.truth(result, span):
                    return result
                left = right

        return run

    def _comparable(self, kind: type[ast.cmpop], left: Any, right: Any, span: Span) -> None:
        """Python and torch walk both sides, or look for the left one, by recursion; `is` looks at neither."""
        if kind in (ast.Is, ast.IsNot):
            return
        try:
            compared(left)
            if kind not in (ast.In, ast.NotIn):
                compared(right)
            if isinstance(left, plain.OF_NUMPY) or isinstance(right, plain.OF_NUMPY):
                check_operands(left, right)
        except GradwalkError as error:
            raise pinned(error, span) from None

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
