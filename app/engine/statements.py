"""Syntax trees of statements in, closures out: each takes the frame and returns nothing, or how a loop goes on."""

import ast
from collections.abc import Callable, Iterable
from typing import Any

import torch

from app.engine import formats, plain
from app.engine.augmented import Augmented
from app.engine.expressions import Expressions
from app.engine.frames import BREAK, CONTINUE, Frame, Return
from app.engine.imports import Imports
from app.engine.lookup import Names
from app.engine.objects import GradMode
from app.engine.runtime import Runtime
from app.engine.targets import Targets
from app.errors import ProgramError, Span, text
from app.lang.source import Source

Statement = Callable[[Frame], Any]
_NOTHING = ast.Constant(None)


class Statements:
    """Builds the closures of one program's statements."""

    def __init__(self, source: Source, runtime: Runtime, names: Names) -> None:
        self.source = source
        self.runtime = runtime
        self.names = names
        self.expressions = Expressions(source, runtime, names)
        self.targets = Targets(self.expressions)
        self._builders: dict[type[ast.stmt], Callable[[Any], Statement]] = {
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: Augmented(self.expressions).build,
            ast.Expr: self._expression,
            ast.For: self._for,
            ast.While: self._while,
            ast.With: self._with,
            ast.FunctionDef: self._function,
            ast.Return: self._return,
            ast.Delete: self._delete,
            ast.Assert: self._assert,
            ast.Global: lambda _: _nothing,
            ast.Nonlocal: lambda _: _nothing,
            ast.If: self._if,
            **Imports(self.expressions).builders(),
            ast.Pass: lambda _: _nothing,
            ast.Break: lambda _: _break,
            ast.Continue: lambda _: _continue,
        }

    def block(self, nodes: Iterable[ast.stmt]) -> Statement:
        """The closure of statements one after the other; a break or continue ends it."""
        parts = [self._builders[type(node)](node) for node in nodes]
        if len(parts) == 1:
            return parts[0]

        def run(frame: Frame) -> Any:
            for part in parts:
                signal = part(frame)
                if signal is not None:
                    return signal
            return None

        return run

    def _assign(self, node: ast.Assign) -> Statement:
        value = self.expressions.build(node.value)
        targets = [self.targets.build(target) for target in node.targets]

        def run(frame: Frame) -> None:
            result = value(frame)
            for target in targets:
                target(frame, result)

        return run

    def _annotated(self, node: ast.AnnAssign) -> Statement:
        if node.value is None:
            return _nothing
        value, target = self.expressions.build(node.value), self.targets.build(node.target)
        return lambda frame: target(frame, value(frame))

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
        items, target = self.expressions.build(node.iter), self.targets.build(node.target)
        body, after = self.block(node.body), self.block(node.orelse)
        span, label = self.source.line_span(node.lineno), self.source.cut(self.source.span_of(node.target))
        live = self.expressions.live
        iterator_span, runtime = self.source.span_of(node.iter), self.runtime

        def run(frame: Frame) -> Any:
            for item in live(items(frame), iterator_span):
                grouped = runtime.grouping
                place = runtime.enter("iteration", _iteration(label, item), span) if grouped else None
                target(frame, item)
                signal = body(frame)
                if grouped:
                    runtime.leave(place)
                if signal is BREAK:
                    return None
                if signal is not None and signal is not CONTINUE:
                    return signal
            return after(frame)

        return run

    def _while(self, node: ast.While) -> Statement:
        test, body, after = self.expressions.build(node.test), self.block(node.body), self.block(node.orelse)
        span, line = self.source.span_of(node.test), self.source.line_span(node.lineno)
        truth = self.expressions.truth

        def run(frame: Frame) -> Any:
            count = 0
            while truth(test(frame), span):
                place = self.runtime.enter("iteration", f"while {count}", line)
                signal = body(frame)
                self.runtime.leave(place)
                count += 1
                if signal is BREAK:
                    return None
                if signal is not None and signal is not CONTINUE:
                    return signal
            return after(frame)

        return run

    def _with(self, node: ast.With) -> Statement:
        contexts = [(self.expressions.build(item.context_expr), item) for item in node.items]
        body = self.block(node.body)

        def run(frame: Frame) -> Any:
            before = torch.is_grad_enabled()
            try:
                for build, item in contexts:
                    mode = build(frame)
                    if not isinstance(mode, GradMode) or item.optional_vars is not None:
                        raise _no_such_context(self.source.span_of(item.context_expr))
                    torch.set_grad_enabled(mode.enabled)
                return body(frame)
            finally:
                torch.set_grad_enabled(before)

        return run

    def _function(self, node: ast.FunctionDef) -> Statement:
        def body() -> Statement:
            return self.block(node.body)

        span = self.source.line_span(node.lineno)
        make = self.expressions.definitions.function(node.name, node.args, node.body, body, span)
        assign = self.targets.build(ast.copy_location(ast.Name(node.name, ast.Store()), node))
        return lambda frame: assign(frame, make(frame))

    def _return(self, node: ast.Return) -> Statement:
        value = self.expressions.build(node.value or _NOTHING)
        return lambda frame: Return(value(frame))

    def _delete(self, node: ast.Delete) -> Statement:
        scope = self.expressions.scope
        places = [
            (target.id, scope.hops(target.id) if scope is not None else 0)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        span = self.source.span_of(node)

        def run(frame: Frame) -> None:
            for name, hops in places:
                if frame.up(hops).pop(name, self) is self:
                    raise ProgramError(text("'%(name)s' is not defined.", name=name), code="undefined-name", span=span)

        return run

    def _assert(self, node: ast.Assert) -> Statement:
        test, says = self.expressions.build(node.test), self.expressions.build(node.msg or _NOTHING)
        span = self.source.span_of(node.test)

        def run(frame: Frame) -> None:
            if not self.expressions.truth(test(frame), span):
                words = says(frame)
                raise ProgramError(
                    text("The assertion does not hold: %(words)s", words=formats.show(words)[:200])
                    if words is not None
                    else text("The assertion does not hold."),
                    code="assertion",
                    span=span,
                )

        return run


def _no_such_context(span: Span) -> ProgramError:
    return ProgramError(
        text("'with' works here with torch.no_grad() and torch.enable_grad() only."),
        code="context",
        hint=text("Leave the line out."),
        span=span,
    )


def _nothing(_: Frame) -> None:
    """A statement that does nothing."""


def _break(_: Frame) -> str:
    return BREAK


def _continue(_: Frame) -> str:
    return CONTINUE


def _iteration(label: str, item: Any) -> str:
    return f"{label} = {item}" if type(item) in plain.NUMBERS else label
