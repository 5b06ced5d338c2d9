"""`try` and `raise`: syntax in, closures out. Limits of the run and what the language refuses can't be caught."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.engine.failing.failures import failure
from app.engine.program.exceptions import catches, raised
from app.engine.program.frames import HANDLED, Frame
from app.engine.syntax.building import Builder, Expression, pinned
from app.engine.syntax.targets import Target, Targets
from app.errors import GradwalkError, ProgramError, Span, text
from app.lang.imports import tried

Block = Callable[[list[ast.stmt]], Expression]


@dataclass(frozen=True)
class Handler:
    """One `except`: what it catches (None: everything), the name it gives, and its statements."""

    kinds: Expression | None
    bind: Target | None
    forget: Expression | None
    body: Expression
    span: Span


def enter(frame: Frame, handler: Handler, error: ProgramError) -> Any:
    """Before the statements of a handler; gives what `leave` needs."""
    before = frame.get(HANDLED)
    frame[HANDLED] = error
    if handler.bind is not None:
        handler.bind(frame, error.raised)
    return before


def leave(frame: Frame, handler: Handler, before: Any) -> None:
    """After the statements of a handler, however they have ended."""
    if before is None:
        frame.pop(HANDLED, None)
    else:
        frame[HANDLED] = before
    if handler.forget is not None:
        handler.forget(frame)


class Handlers:
    """Builds the closures of `try` and `raise`."""

    def __init__(self, builder: Builder, block: Block) -> None:
        self.builder = builder
        self.block = block
        self.targets = Targets(builder)

    def attempt(self, node: ast.Try) -> Expression:
        """The closure of `try`."""
        run = self._handled(node) if node.handlers else self.block(node.body)
        return self._finished(run, self.block(node.finalbody)) if node.finalbody else run

    def _handled(self, node: ast.Try) -> Expression:
        self.builder.tried.update(tried(node))
        body, after = self.block(node.body), self.block(node.orelse)
        handlers = [self.handler(part, self.block(part.body)) for part in node.handlers]

        def run(frame: Frame) -> Any:
            group = self.builder.runtime.scope.group
            try:
                signal = body(frame)
            except ProgramError as error:
                caught = self.caught(error, group)
            else:
                return signal if signal is not None else after(frame)
            handler = self.chosen(handlers, frame, caught)
            runtime = self.builder.runtime
            before, outer = enter(frame, handler, caught), runtime.handled
            runtime.handled = caught
            try:
                return handler.body(frame)
            finally:
                runtime.handled = outer
                leave(frame, handler, before)

        return run

    def _finished(self, body: Expression, final: Expression) -> Expression:
        def run(frame: Frame) -> Any:
            group = self.builder.runtime.scope.group
            try:
                signal = body(frame)
            except ProgramError as error:
                caught = self.caught(error, group)
                last = final(frame)
                if last is None:
                    raise caught from None
                return last
            last = final(frame)
            return signal if last is None else last

        return run

    def caught(self, error: ProgramError, *group: int | None) -> ProgramError:
        """An error that a program may catch; any other goes on. The iterations that it has left are over."""
        if error.raised is None:
            raise error
        error.__traceback__ = error.__context__ = None  # they hold the frames, and what is in them, for as long
        if group:
            self.builder.runtime.scope.group = group[0]
        return error

    def handler(self, node: ast.ExceptHandler, body: Expression) -> Handler:
        """The parts of one `except`."""
        bind = forget = None
        span = self.builder.source.line_span(node.lineno)
        if node.name is not None:
            target = ast.Name(node.name, ast.Store(), lineno=node.lineno, col_offset=node.col_offset)
            bind, forget = self.targets.build(target), self.targets.forgetting(node.name)
        return Handler(self.builder.build(node.type) if node.type else None, bind, forget, body, span)

    def chosen(self, handlers: list[Handler], frame: Frame, error: ProgramError) -> Handler:
        """The handler of an error; without one the error goes on."""
        assert error.raised is not None
        for handler in handlers:
            if handler.kinds is None:
                return handler
            kinds = handler.kinds(frame)
            try:
                if catches(kinds, error.raised):
                    return handler
            except TypeError as wrong:
                raise failure(wrong, handler.span) from None
        raise error from None

    def raising(self, node: ast.Raise) -> Expression:
        """The closure of `raise`."""
        span = self.builder.source.line_span(node.lineno)
        if node.exc is None:
            return lambda frame: self._again(frame, span)
        value, cause = self.builder.build(node.exc), self.builder.build(node.cause or ast.Constant(None))

        def run(frame: Frame) -> None:
            found = value(frame)
            cause(frame)
            try:
                error = raised(found, span)
            except GradwalkError as wrong:
                raise pinned(wrong, span) from None
            except Exception as wrong:
                raise failure(wrong, span, label="raise") from None
            raise error

        return run

    def _again(self, frame: Frame, span: Span) -> None:
        error = frame.get(HANDLED) or self.builder.runtime.handled
        if error is None:
            raise ProgramError(
                text("There is no error here to raise again."),
                code="raised",
                hint=text("A bare 'raise' stands in an 'except'."),
                span=span,
                raised=RuntimeError("No active exception to reraise"),
            )
        raise error
