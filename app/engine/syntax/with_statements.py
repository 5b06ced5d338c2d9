"""`with`: what stands behind it is entered, and left again however its block ends."""

import ast
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import torch

from app.engine.failing.failures import failure
from app.engine.program.classes import ProgramClass
from app.engine.program.exceptions import kind_of_exception
from app.engine.program.frames import Frame
from app.engine.program.objects import GradMode, Made
from app.engine.program.placeholders import Opened, Progress, Setting
from app.engine.program.type_names import type_name
from app.engine.python.contexts import Managed
from app.engine.python.plotting import Drawing
from app.engine.syntax.building import Builder, Expression
from app.engine.syntax.targets import Target, Targets
from app.errors import ProgramError, Span, text

Block = Callable[[list[ast.stmt]], Expression]
Steps = Callable[[Frame], Generator[Any, Any, Any]]
_PLAIN = (int, float, str, list, dict, tuple, set)


@dataclass(frozen=True)
class Context:
    """What a block runs in: `value` is what `as` names, `leave` ends it and says whether the error is dealt with, and
    `abandon` ends it when the run is over."""

    value: Any
    leave: Callable[[ProgramError | None], bool]
    abandon: Callable[[], None]


@dataclass(frozen=True)
class Item:
    """One of the things behind `with`, and the name that it gets."""

    value: Expression
    bind: Target | None
    span: Span


class WithStatements:
    """Builds the closures of `with`."""

    def __init__(self, builder: Builder, block: Block) -> None:
        self.builder = builder
        self.block = block
        self.targets = Targets(builder)

    def build(self, node: ast.With) -> Expression:
        """The closure of `with`: several things are as many blocks, one in the other."""
        body = self.block(node.body)
        for item in reversed(self.items(node)):
            body = self._within(item, body)
        return body

    def items(self, node: ast.With) -> list[Item]:
        """The parts behind `with`."""
        return [
            Item(
                self.builder.build(part.context_expr),
                self.targets.build(part.optional_vars) if part.optional_vars is not None else None,
                self.builder.source.span_of(part.context_expr),
            )
            for part in node.items
        ]

    def _within(self, item: Item, body: Expression) -> Expression:
        def run(frame: Frame) -> Any:
            context = self._entered(item, frame)
            try:
                if item.bind is not None:
                    item.bind(frame, context.value)
                signal = body(frame)
            except BaseException as error:
                self._left(context, error, item.span)
                return None
            self._left(context, None, item.span)
            return signal

        return run

    def stepping(self, item: Item, body: Steps) -> Steps:
        """The same for a block that yields."""

        def run(frame: Frame) -> Generator[Any, Any, Any]:
            context = self._entered(item, frame)
            try:
                if item.bind is not None:
                    item.bind(frame, context.value)
                signal = yield from body(frame)
            except BaseException as error:
                self._left(context, error, item.span)
                return None
            self._left(context, None, item.span)
            return signal

        return run

    def _entered(self, item: Item, frame: Frame) -> Context:
        value = item.value(frame)
        if isinstance(value, GradMode):
            return _grad_mode(value)
        if isinstance(value, Setting):
            return self._setting(value)
        if isinstance(value, Managed):
            return self._managed(value, item.span)
        if isinstance(value, (Drawing, Progress)):
            return Context(value, lambda _: False, lambda: None)
        kind: ProgramClass | None = type(value).made_by if isinstance(value, Made) else None
        if kind is None or not (kind.has("__enter__") and kind.has("__exit__")):
            raise _no_such_context(value, item.span)
        try:
            entered, leave = kind.find("__enter__")(value), kind.find("__exit__")
        except Exception as error:
            raise failure(error, item.span, label="with") from None
        return Context(entered, lambda error: bool(leave(value, *_told(error))), lambda: None)

    def _managed(self, value: Managed, span: Span) -> Context:
        try:
            return Context(value.enter(), value.leave, lambda: None)
        except Exception as error:
            raise failure(error, span, label="with") from None

    def _setting(self, value: Setting) -> Context:
        opened = Opened(value.open())
        self.builder.runtime.held.add(opened)

        def leave(_: ProgramError | None) -> bool:
            opened.close()
            return False

        return Context(None, leave, opened.close)

    def _left(self, context: Context, error: BaseException | None, span: Span) -> None:
        """Leave a context; an error that it does not deal with goes on."""
        if error is not None and not (isinstance(error, ProgramError) and error.raised is not None):
            if not isinstance(error, GeneratorExit):  # Python closes a generator whenever it finds its circle
                context.abandon()
            raise error
        try:
            dealt_with = context.leave(error)
        except Exception as wrong:
            raise failure(wrong, span, label="with") from None
        if error is not None:
            error.__traceback__ = error.__context__ = None
            if not dealt_with:
                raise error from None


def _told(error: ProgramError | None) -> tuple[Any, Any, Any]:
    """What `__exit__` is given: the class of the exception, the exception, and an empty stand-in for its way."""
    if error is None or error.raised is None:
        return None, None, None
    return kind_of_exception(error.raised), error.raised, ()


def _grad_mode(mode: GradMode) -> Context:
    before = torch.is_grad_enabled() if mode.before is None else mode.before
    torch.set_grad_enabled(mode.enabled)

    def restore() -> None:
        torch.set_grad_enabled(before)

    def leave(_: ProgramError | None) -> bool:
        restore()
        return False

    return Context(None, leave, restore)


def _no_such_context(value: Any, span: Span) -> ProgramError:
    says = f"'{type_name(value)}' object does not support the context manager protocol"
    return ProgramError(
        text("'with' works with torch.no_grad() and its relatives, and with objects that have __enter__ and __exit__."),
        code="context",
        hint=text("Leave the line out."),
        span=span,
        raised=TypeError(says) if isinstance(value, (Made, *_PLAIN)) else None,
    )
