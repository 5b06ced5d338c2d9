"""Operators and comparisons: syntax in, closures out. Python and torch compute; what it may cost is looked at first."""

import ast
from collections.abc import Callable
from typing import Any

from torch import Tensor

from app.engine.basics import formats, plain
from app.engine.basics.operands import check_operands
from app.engine.failing.failures import failure
from app.engine.guard import MOST_DIMENSIONS, compared
from app.engine.names.lookup import method_not_called
from app.engine.numpy.shared_memory import SHARED_MEMORY
from app.engine.program.frames import Frame
from app.engine.program.objects import OPAQUE
from app.engine.syntax.building import Builder, Expression, pinned
from app.engine.syntax.carets import is_decimal, not_power
from app.errors import GradwalkError, ProgramError, Span

_GROWING = (ast.Pow, ast.Mult, ast.Add, ast.Sub, ast.LShift)
"""Operators that can make a whole number longer."""


class Operations:
    """Builds the closures of operators."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.runtime = builder.runtime

    def builders(self) -> dict[type[ast.expr], Callable[[Any], Expression]]:
        """What builds which syntax."""
        return {ast.BinOp: self._binary, ast.UnaryOp: self._unary, ast.Compare: self._compare}

    def _binary(self, node: ast.BinOp) -> Expression:
        left, right = self.builder.build(node.left), self.builder.build(node.right)
        return self.operation(node, left, right, plain.BINARY[type(node.op)], node.op, node.left, node.right)

    def operation(
        self, node: ast.expr | ast.stmt, left: Expression, right: Expression, apply: Callable[[Any, Any], Any],
        operator: ast.operator, left_node: ast.expr, right_node: ast.expr,
    ) -> Expression:  # fmt: skip
        """The closure of a binary operation; `apply` does it, in place or not."""
        kind, sign = type(operator), plain.SYMBOLS[type(operator)]
        span, scope = self.builder.source.span_of(node), self.runtime.scope
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
                operands = ((self.builder.words(left_node), a), (self.builder.words(right_node), b))
                found = self._failed(error, operands, span, sign)
                if kind is ast.BitXor and (is_decimal(a) or is_decimal(b)):
                    found = not_power(left_node, right_node, span, self.builder.source, found.raised)
                raise found from None

        return run

    def _multiplied(self, left: ast.expr, right: ast.expr, a: Tensor, b: Tensor, span: Span) -> None:
        if a.dim() == 2:
            self.runtime.notices.multiplied((self.builder.words(left), a), (self.builder.words(right), b), span)

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

    def _unary(self, node: ast.UnaryOp) -> Expression:
        operand, apply = self.builder.build(node.operand), plain.UNARY[type(node.op)]
        span, sign = self.builder.source.span_of(node), plain.SYMBOLS[type(node.op)]

        def run(frame: Frame) -> Any:
            value = operand(frame)
            self.runtime.at(span, sign)
            try:
                return apply(value)
            except Exception as error:
                words = ((self.builder.words(node.operand), value),)
                raise self._failed(error, words, span, sign) from None

        return run

    def _compare(self, node: ast.Compare) -> Expression:
        if isinstance(node.ops[0], (ast.Is, ast.IsNot)):
            self.builder.asked.add(node.left)
        first = self.builder.build(node.left)
        rest = [(plain.COMPARE[type(op)], type(op), self.builder.build(value))
                for op, value in zip(node.ops, node.comparators, strict=True)]  # fmt: skip
        span = self.builder.source.span_of(node)
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
                if position == last or not self.builder.truth(result, span):
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
