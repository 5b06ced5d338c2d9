"""Syntax trees of expressions in, closures out: each node is turned into a Python function once and then only called.

A closure takes the frame (the program's variables) and returns the value. Nothing is compiled or evaluated from text,
and no name of the program ever reaches an attribute of a real object.
"""

import ast
from collections.abc import Callable
from typing import Any

from torch import Tensor

from app.engine import plain
from app.engine.failures import failure
from app.engine.lookup import Names, method_not_called, unknown_attribute, unknown_name
from app.engine.objects import OPAQUE, Function, Getter, Method, Namespace
from app.engine.runtime import Runtime
from app.errors import GradwalkError, ProgramError, Span, text
from app.lang.source import Source

Frame = dict[str, Any]
Expression = Callable[[Frame], Any]


class Expressions:
    """Builds the closures of one program's expressions."""

    def __init__(self, source: Source, runtime: Runtime, names: Names) -> None:
        self.source = source
        self.runtime = runtime
        self.names = names
        self._builders: dict[type[ast.expr], Callable[[Any], Expression]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._boolean,
            ast.Compare: self._compare,
            ast.IfExp: self._conditional,
            ast.List: self._list,
            ast.Tuple: self._tuple,
            ast.Subscript: self._subscript,
            ast.Slice: self._slice,
            ast.Attribute: self._attribute,
            ast.Call: self._call,
        }

    def build(self, node: ast.expr) -> Expression:
        """The closure of an expression."""
        return self._builders[type(node)](node)

    def _constant(self, node: ast.Constant) -> Expression:
        value = node.value
        return lambda _: value

    def _name(self, node: ast.Name) -> Expression:
        name, library = node.id, self.names.library
        span = self.source.span_of(node)

        def read(frame: Frame) -> Any:
            try:
                return frame[name]
            except KeyError:
                if name in library:
                    return library[name]
                raise unknown_name(name, span, {*frame, *library}, self.source) from None

        return read

    def _binary(self, node: ast.BinOp) -> Expression:
        left, right = self.build(node.left), self.build(node.right)
        return self._operation(node, left, right, plain.BINARY[type(node.op)], node.op, node.left, node.right)

    def _operation(
        self, node: ast.expr | ast.stmt, left: Expression, right: Expression, apply: Callable[[Any, Any], Any],
        operator: ast.operator, left_node: ast.expr, right_node: ast.expr,
    ) -> Expression:  # fmt: skip
        kind, sign = type(operator), plain.SYMBOLS[type(operator)]
        span, scope = self.source.span_of(node), self.runtime.scope
        guarded = kind in (ast.Pow, ast.Mult)
        numbers = plain.NUMBERS

        def run(frame: Frame) -> Any:
            a, b = left(frame), right(frame)
            if type(a) in numbers and type(b) in numbers:
                if guarded and type(a) is not float and type(b) is not float:
                    self._bounded(kind, a, b, span)
            else:
                scope.span, scope.label = span, sign
                scope.call += 1
                if not isinstance(a, Tensor) and not isinstance(b, Tensor):
                    self._bounded(kind, a, b, span)
                elif kind is ast.Mult and isinstance(a, Tensor) and isinstance(b, Tensor):
                    self._multiplied(left_node, right_node, a, b, span)
            try:
                return apply(a, b)
            except Exception as error:
                operands = ((self._words(left_node), a), (self._words(right_node), b))
                raise self._refused_operand(operands, span) or failure(
                    error, span, label=sign, operands=operands
                ) from None

        return run

    def _multiplied(self, left: ast.expr, right: ast.expr, a: Tensor, b: Tensor, span: Span) -> None:
        if a.dim() == 2:
            self.runtime.notices.multiplied((self._words(left), a), (self._words(right), b), span)

    def _bounded(self, kind: type[ast.operator], a: Any, b: Any, span: Span) -> None:
        try:
            plain.bounded(kind, a, b)
        except GradwalkError as error:
            raise _pinned(error, span) from None

    def _refused_operand(self, operands: tuple[tuple[str, Any], ...], span: Span) -> ProgramError | None:
        for words, value in operands:
            if isinstance(value, OPAQUE):
                return method_not_called(words, value, span)
        return None

    def _words(self, node: ast.expr) -> str:
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
                words = ((self._words(node.operand), value),)
                raise self._refused_operand(words, span) or failure(error, span, label=sign, operands=words) from None

        return run

    def _boolean(self, node: ast.BoolOp) -> Expression:
        parts = [self.build(value) for value in node.values]
        stop_at = isinstance(node.op, ast.Or)
        span = self.source.span_of(node)

        def run(frame: Frame) -> Any:
            value: Any = None
            for part in parts:
                value = part(frame)
                if self.truth(value, span) is stop_at:
                    return value
            return value

        return run

    def truth(self, value: Any, span: Span) -> bool:
        """Whether a value counts as true, as Python has it."""
        try:
            return bool(value)
        except Exception as error:
            raise failure(error, span) from None

    def _compare(self, node: ast.Compare) -> Expression:
        first = self.build(node.left)
        rest = [(plain.COMPARE[type(op)], plain.SYMBOLS[type(op)], self.build(value))
                for op, value in zip(node.ops, node.comparators, strict=True)]  # fmt: skip
        span = self.source.span_of(node)
        last = len(rest) - 1

        def run(frame: Frame) -> Any:
            left = first(frame)
            for position, (apply, sign, part) in enumerate(rest):
                right = part(frame)
                self.runtime.at(span, sign)
                try:
                    result = apply(left, right)
                except Exception as error:
                    raise failure(error, span, label=sign, operands=(("", left), ("", right))) from None
                if position == last or not self.truth(result, span):
                    return result
                left = right

        return run

    def _conditional(self, node: ast.IfExp) -> Expression:
        test, body, other = self.build(node.test), self.build(node.body), self.build(node.orelse)
        span = self.source.span_of(node.test)
        return lambda frame: body(frame) if self.truth(test(frame), span) else other(frame)

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

    def iterated(self, value: Any, span: Span) -> list[Any]:
        """The items of a list, tuple, range, text or tensor."""
        if isinstance(value, (list, tuple, range, str)):
            plain.check_items(len(value))
            return list(value)
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
        )

    def _list(self, node: ast.List) -> Expression:
        return self.items(node.elts)

    def _tuple(self, node: ast.Tuple) -> Expression:
        items = self.items(node.elts)
        return lambda frame: tuple(items(frame))

    def _slice(self, node: ast.Slice) -> Expression:
        nothing = ast.Constant(None)
        lower, upper, step = (self.build(part or nothing) for part in (node.lower, node.upper, node.step))
        return lambda frame: slice(lower(frame), upper(frame), step(frame))

    def _subscript(self, node: ast.Subscript) -> Expression:
        base, index = self.build(node.value), self.build(node.slice)
        span = self.source.span_of(node)

        def run(frame: Frame) -> Any:
            owner, key = base(frame), index(frame)
            self.runtime.at(span, "[ ]")
            if not isinstance(owner, (Tensor, list, tuple, str, range)):
                raise ProgramError(
                    text("%(name)s has no entries to pick with [ ].", name=self._words(node.value)),
                    code="index", hint=text("Lists, tuples and tensors have."), span=span,
                )  # fmt: skip
            try:
                return owner[key]
            except Exception as error:
                raise failure(error, span, label="[ ]", words=self._words(node)) from None

        return run

    def _attribute(self, node: ast.Attribute) -> Expression:
        base, name = self.build(node.value), node.attr
        span = self.source.span_of(node)

        def run(frame: Frame) -> Any:
            owner = base(frame)
            if isinstance(owner, Namespace):
                try:
                    return owner.members[name]
                except KeyError:
                    raise unknown_attribute(owner, name, span, self.names) from None
            member = self.names.member(owner, name)
            if member is None:
                raise unknown_attribute(owner, name, span, self.names)
            if isinstance(member, Function):
                return Method(member, owner)
            return self._get(member, owner, name, node, span)

        return run

    def _get(self, member: Getter, owner: Any, name: str, node: ast.Attribute, span: Span) -> Any:
        self.runtime.at(span, name)
        if name == "grad" and isinstance(owner, Tensor):
            self.runtime.notices.read_grad(owner, self._words(node.value), span)
        try:
            return member.read(owner)
        except Exception as error:
            raise failure(error, span, label=name) from None

    def _call(self, node: ast.Call) -> Expression:
        called = self.build(node.func)
        arguments = self.items(node.args)
        keywords = [(keyword.arg or "", self.build(keyword.value), keyword) for keyword in node.keywords]
        span = self.source.span_of(node)

        def run(frame: Frame) -> Any:
            target = called(frame)
            given = arguments(frame)
            named = {name: part(frame) for name, part, _ in keywords}
            if isinstance(target, Method):
                given.insert(0, target.owner)
                target = target.function
            if not isinstance(target, Function):
                raise self._not_callable(target, node, span)
            if named:
                self._check_keywords(target, keywords, named)
            return self._invoke(target, given, named, node, span)

        return run

    def _invoke(self, target: Function, given: list[Any], named: dict[str, Any], node: ast.Call, span: Span) -> Any:
        self.runtime.at(span, target.name)
        try:
            if target.traced:
                self.runtime.notices.called(target.name, given, span)
            return target.call(*given, **named)
        except Exception as error:
            if isinstance(error, GradwalkError):
                raise _pinned(error, span) from None
            spelled = self._words(node.func)
            operands = [(self._words(part), value) for part, value in zip(node.args, given, strict=False)]
            raise failure(error, span, label=spelled, words=self._words(node), operands=operands) from None

    def _check_keywords(self, target: Function, keywords: list[Any], named: dict[str, Any]) -> None:
        for name, _, keyword in keywords:
            if not self.names.keyword(target, name) or (name == "device" and str(named[name]) != "cpu"):
                raise ProgramError(
                    text("%(function)s has no argument %(name)s here.", function=target.name, name=name),
                    code="keyword",
                    hint=text("Leave it out."),
                    span=self.source.span_of(keyword),
                )

    def _not_callable(self, target: Any, node: ast.Call, span: Span) -> ProgramError:
        words = self._words(node.func)
        inside = ", ".join(self._words(argument) for argument in node.args)
        if isinstance(target, (int, float, Tensor)):
            return ProgramError(
                text("%(name)s is not a function.", name=words),
                code="not-a-function",
                hint=text("To multiply write %(product)s.", product=f"{words}*({inside})"),
                span=span,
            )
        return ProgramError(
            text("%(name)s is not a function.", name=words),
            code="not-a-function",
            hint=text("Only functions of the language can be called."),
            span=span,
        )


def _pinned(error: GradwalkError, span: Span) -> GradwalkError:
    """The same error, with the place in the source if it has none yet."""
    problem = error.problem
    if problem.span is not None:
        return error
    return type(error)(problem.message, code=problem.code, hint=problem.hint, span=span, fix=problem.fix)
