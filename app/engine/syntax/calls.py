"""Calls: of functions from the tables, of methods, and of functions that the program defines."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor

from app.engine.failing.failures import failure
from app.engine.guard import check_argument
from app.engine.names.keywords import FORMER
from app.engine.names.members import called
from app.engine.program.frames import Frame
from app.engine.program.instances import CELL, super_of
from app.engine.program.objects import Callee, Function, Instance, Method
from app.engine.program.type_names import type_name
from app.engine.syntax.building import Builder, Expression, pinned
from app.engine.torch.devices import is_cpu
from app.errors import GradwalkError, ProgramError, Span, text
from app.lang.choices import WORD

CUTS = frozenset({"item", "tolist", "float", "int"})
"""What makes plain numbers of a tensor: no gradient finds its way through them."""


class Calls:
    """Builds the closures of call expressions."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.runtime = builder.runtime

    def build(self, node: ast.Call) -> Expression:
        """The closure of a call."""
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and not node.keywords:
            return self._super(self.builder.source.span_of(node))
        option = self.runtime.picked.get((node.lineno, node.col_offset))
        if option is not None and isinstance(node.func, ast.Name) and node.func.id == WORD:
            return self.builder.build(node.args[option])
        function = self.builder.build(node.func)
        arguments = self.builder.items(node.args)
        keywords = self._keywords(node)
        span = self.builder.source.span_of(node)

        def run(frame: Frame) -> Any:
            target = function(frame)
            given = arguments(frame)
            named = keywords(frame) if keywords is not None else {}
            if isinstance(target, Callee) or (isinstance(target, Instance) and callable(target)):
                return self._enter(target, given, named, node, span)
            if isinstance(target, Method):
                given.insert(0, target.owner)
                target = target.function
            elif not isinstance(target, Function):
                as_function = called(target)
                if as_function is None:
                    raise self._not_callable(target, node, span)
                target = as_function
            if named:
                self._check_keywords(target, node, named)
            return self._invoke(target, given, named, node, span)

        return run

    def _keywords(self, node: ast.Call) -> Callable[[Frame], dict[str, Any]] | None:
        """The closure of the arguments given by name, with those of `**options`."""
        if not node.keywords:
            return None
        parts = [(part.arg, self.builder.build(part.value), part) for part in node.keywords]
        if all(name is not None for name, _, _ in parts):
            named = [(name or "", value) for name, value, _ in parts]
            return lambda frame: {name: value(frame) for name, value in named}

        def run(frame: Frame) -> dict[str, Any]:
            found: dict[str, Any] = {}
            for name, value, part in parts:
                more = value(frame) if name is None else {name: value(frame)}
                wrong = _unfit_options(more, found, self.builder.words(node.func))
                if wrong is not None:
                    raise failure(wrong, self.builder.source.span_of(part), label=self.builder.words(node.func))
                found.update(more)
            return found

        return run

    def _super(self, span: Span) -> Expression:
        """`super()` in a method: its class, and what its first parameter holds."""
        scope = self.builder.scope
        hops, first = (scope.hops(CELL), scope.first) if scope is not None else (None, None)
        if hops is None or first is None:
            raise ProgramError(
                text("super() without arguments stands in a method of a class."),
                code="super",
                hint=text("Write super(Name, self) elsewhere."),
                span=span,
            )
        cell, owner = hops, first

        def run(frame: Frame) -> Any:
            try:
                return super_of(frame.up(cell)[CELL], frame[owner])
            except Exception as error:
                raise failure(error, span, label="super") from None

        return run

    def _enter(self, target: Any, given: list[Any], named: dict[str, Any], node: ast.Call, span: Span) -> Any:
        self.runtime.scope.span = span
        try:
            return target(*given, **named)
        except GradwalkError as error:
            raise pinned(error, span) from None
        except Exception as error:
            raise failure(error, span, label=self.builder.words(node.func)) from None

    def _invoke(self, target: Function, given: list[Any], named: Mapping[str, Any], node: ast.Call, span: Span) -> Any:
        self.runtime.at(span, target.name)
        try:
            if target.traced:
                for argument in (*given, *named.values()):
                    check_argument(argument)
                self.runtime.notices.called(target.name, given, span)
            elif given and target.name in CUTS and isinstance(given[0], Tensor) and given[0].requires_grad:
                self.runtime.notices.cuts(target.name, given[0], span)
            result = target.call(*given, **named)
            return self.runtime.sized(result) if target.traced else result
        except Exception as error:
            if isinstance(error, GradwalkError):
                raise pinned(error, span) from None
            words = self.builder.words
            operands = [(words(part), value) for part, value in zip(node.args, given, strict=False)]
            raise failure(error, span, label=words(node.func), words=words(node), operands=operands) from None

    def _check_keywords(self, target: Function, node: ast.Call, named: Mapping[str, Any]) -> None:
        spans = {keyword.arg or "": self.builder.source.span_of(keyword) for keyword in node.keywords}
        for name in named:
            if not self.builder.names.keyword(target, name) or (name == "device" and not is_cpu(named[name])):
                raise ProgramError(
                    text("%(function)s has no argument %(name)s here.", function=target.name, name=name),
                    code="keyword",
                    hint=FORMER.get(name) or text("Leave it out."),
                    span=spans.get(name) or spans.get(""),
                )

    def _not_callable(self, target: Any, node: ast.Call, span: Span) -> ProgramError:
        words = self.builder.words(node.func)
        hint = text("Only functions can be called.")
        if isinstance(target, (int, float, Tensor)):
            inside = ", ".join(self.builder.words(argument) for argument in node.args)
            hint = text("To multiply write %(product)s.", product=f"{words}*({inside})")
        return ProgramError(
            text("%(name)s is not a function.", name=words), code="not-a-function", hint=hint, span=span,
            raised=TypeError(f"'{type_name(target)}' object is not callable"),
        )  # fmt: skip


def _unfit_options(options: Any, given: Mapping[str, Any], function: str) -> TypeError | None:
    """What is wrong with `**options`, as Python says it."""
    if not isinstance(options, dict):
        return TypeError(f"{function}() argument after ** must be a mapping, not {type_name(options)}")
    if not all(type(name) is str for name in options):
        return TypeError("keywords must be strings")
    twice = next((name for name in options if name in given), None)
    return TypeError(f"{function}() got multiple values for keyword argument '{twice}'") if twice is not None else None
