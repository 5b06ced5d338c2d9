"""What the builders of closures share: the shape of a closure, and the builder of expressions as its parts see it."""

import ast
from collections.abc import Callable, Generator
from typing import Any, Protocol

from app.engine.names.lookup import Names
from app.engine.program.frames import Frame
from app.engine.runtime import Runtime
from app.errors import Span
from app.errors import pinned as pinned
from app.lang.scopes import Scope
from app.lang.source import Source

Expression = Callable[[Frame], Any]


class Builder(Protocol):
    """What the builders of the parts need of the builder of expressions."""

    source: Source
    runtime: Runtime
    names: Names
    scope: Scope | None
    asked: set[ast.expr]
    tried: set[ast.stmt]

    def build(self, node: ast.expr) -> Expression: ...
    def operation(
        self, node: ast.expr | ast.stmt, left: Expression, right: Expression, apply: Callable[[Any, Any], Any],
        operator: ast.operator, left_node: ast.expr, right_node: ast.expr,
    ) -> Expression: ...  # fmt: skip
    def items(self, nodes: list[ast.expr]) -> Callable[[Frame], list[Any]]: ...
    def iterated(self, value: Any, span: Span) -> list[Any]: ...
    def live(self, value: Any, span: Span) -> Generator[Any, None, Any]: ...
    def truth(self, value: Any, span: Span) -> bool: ...
    def words(self, node: ast.expr) -> str: ...
    def scoped(self, scope: Scope, body: Callable[[], Expression]) -> Expression: ...
