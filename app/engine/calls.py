"""Calls: of functions from the tables, of methods, and of functions that the program defines."""

import ast
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from app.engine.building import Builder, Expression, pinned
from app.engine.failures import failure
from app.engine.frames import Frame
from app.engine.guard import check_argument
from app.engine.members import called
from app.engine.objects import Callee, Function, Instance, Method
from app.errors import GradwalkError, ProgramError, Span, text


class Calls:
    """Builds the closures of call expressions."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.runtime = builder.runtime

    def build(self, node: ast.Call) -> Expression:
        """The closure of a call."""
        function = self.builder.build(node.func)
        arguments = self.builder.items(node.args)
        keywords = [(keyword.arg or "", self.builder.build(keyword.value)) for keyword in node.keywords]
        span = self.builder.source.span_of(node)

        def run(frame: Frame) -> Any:
            target = function(frame)
            given = arguments(frame)
            named = {name: part(frame) for name, part in keywords}
            if isinstance(target, Callee) or (isinstance(target, Instance) and callable(target)):
                return self._enter(target, given, named, span)
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

    def _enter(self, target: Any, given: list[Any], named: dict[str, Any], span: Span) -> Any:
        self.runtime.scope.span = span
        try:
            return target(*given, **named)
        except GradwalkError as error:
            raise pinned(error, span) from None
        except Exception as error:
            raise failure(error, span) from None

    def _invoke(self, target: Function, given: list[Any], named: Mapping[str, Any], node: ast.Call, span: Span) -> Any:
        self.runtime.at(span, target.name)
        try:
            if target.traced:
                for argument in (*given, *named.values()):
                    check_argument(argument)
                self.runtime.notices.called(target.name, given, span)
            result = target.call(*given, **named)
            return self.runtime.sized(result) if target.traced else result
        except Exception as error:
            if isinstance(error, GradwalkError):
                raise pinned(error, span) from None
            words = self.builder.words
            operands = [(words(part), value) for part, value in zip(node.args, given, strict=False)]
            raise failure(error, span, label=words(node.func), words=words(node), operands=operands) from None

    def _check_keywords(self, target: Function, node: ast.Call, named: Mapping[str, Any]) -> None:
        for keyword in node.keywords:
            name = keyword.arg or ""
            if not self.builder.names.keyword(target, name) or (name == "device" and not _is_cpu(named[name])):
                raise ProgramError(
                    text("%(function)s has no argument %(name)s here.", function=target.name, name=name),
                    code="keyword",
                    hint=text("Leave it out."),
                    span=self.builder.source.span_of(keyword),
                )

    def _not_callable(self, target: Any, node: ast.Call, span: Span) -> ProgramError:
        words = self.builder.words(node.func)
        hint = text("Only functions can be called.")
        if isinstance(target, (int, float, Tensor)):
            inside = ", ".join(self.builder.words(argument) for argument in node.args)
            hint = text("To multiply write %(product)s.", product=f"{words}*({inside})")
        return ProgramError(
            text("%(name)s is not a function.", name=words), code="not-a-function", hint=hint, span=span
        )


def _is_cpu(place: Any) -> bool:
    return isinstance(place, str) and place == "cpu"
