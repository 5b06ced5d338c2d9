"""`def` and `lambda`: syntax in, a closure that makes the function out."""

import ast
from collections.abc import Callable, Sequence
from typing import Any

from app.engine.program.frames import Frame, Return
from app.engine.program.functions import UserFunction
from app.engine.program.parameters import Parameters
from app.engine.syntax.building import Builder, Expression
from app.errors import Span, SyntaxProblem, text
from app.lang.scopes import Scope, scope_of


class Definitions:
    """Builds the closures that make functions."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def anonymous(self, node: ast.Lambda) -> Expression:
        """The closure of a lambda."""

        def body() -> Callable[[Frame], Any]:
            result = self.builder.build(node.body)
            return lambda frame: Return(result(frame))

        return self.function("lambda", node.args, [node.body], body, self.builder.source.span_of(node))

    def function(
        self,
        name: str,
        arguments: ast.arguments,
        syntax: Sequence[ast.AST],
        body: Callable[[], Callable[[Frame], Any]],
        span: Span,
        *,
        steps: bool = False,
    ) -> Callable[[Frame], UserFunction]:
        """The closure that makes a function: its body is built in a scope of its own, its defaults are evaluated where
        it is defined."""
        parameters = Parameters.of(arguments)
        positional = parameters.positional[len(parameters.positional) - len(arguments.defaults) :]
        defaults = [
            (name, self.builder.build(value)) for name, value in zip(positional, arguments.defaults, strict=True)
        ]
        defaults += [
            (name, self.builder.build(value))
            for name, value in zip(parameters.keyword_only, arguments.kw_defaults, strict=True)
            if value is not None
        ]
        scope = scope_of(parameters.names(), syntax)
        scope.first = parameters.positional[0] if parameters.positional else None
        within = self.builder.scope
        qualname = (within.prefix if within is not None else "") + ("<lambda>" if name == "lambda" else name)
        scope.prefix = f"{qualname}.<locals>."
        in_class = within is not None and within.of_class
        built = self.builder.scoped(scope, body)
        self._check_shared(scope, span)
        runtime = self.builder.runtime

        def make(frame: Frame) -> UserFunction:
            frame.kept = True
            given = {name: value(frame) for name, value in defaults}
            outer = frame.outer if in_class and frame.outer is not None else frame
            return UserFunction(name, parameters, given, built, outer, runtime, span, qualname, steps=steps)

        return make

    def _check_shared(self, scope: Scope, span: Span) -> None:
        for name, kind in scope.shared.items():
            if kind == "nonlocal" and scope.hops(name) is None:
                raise SyntaxProblem(
                    text("No function around this one gives '%(name)s' a value.", name=name),
                    hint=text("A variable of the program itself is declared global."),
                    span=span,
                )
