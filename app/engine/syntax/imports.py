"""`import` and `from ... import`: names bound to the namespaces of the tables."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from app.engine.program.frames import Frame
from app.engine.program.objects import Namespace
from app.engine.python.plotting import ROOTS, Drawing, note_skipped
from app.engine.syntax.building import Builder
from app.errors import ProgramError, Span, text
from app.lang.modules import PARTLY, REST

Statement = Callable[[Frame], Any]


class Imports:
    """Builds the closures of imports."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def builders(self) -> dict[type[ast.stmt], Callable[[Any], Statement]]:
        """What builds which syntax."""
        return {ast.Import: self._import, ast.ImportFrom: self._import_from}

    def _import(self, node: ast.Import) -> Statement:
        bound: dict[str, Any] = {}
        draws = False
        for alias in node.names:
            whole = alias.name if alias.asname else alias.name.split(".")[0]
            module = self._module(whole)
            draws = draws or isinstance(module, Drawing)
            bound[alias.asname or whole] = module
        return self._bound(bound, self.builder.source.span_of(node) if draws else None)

    def _module(self, name: str) -> Namespace | Drawing:
        if name.split(".")[0] in ROOTS:
            return Drawing(name)
        return self.builder.names.namespaces[name]

    def _bound(self, values: Mapping[str, Any], draws: Span | None) -> Statement:
        """The closure that gives names these values, wherever the names belong."""
        scope = self.builder.scope
        shared = scope.shared if scope is not None else {}
        hops = {name: scope.hops(name) if scope is not None and name in shared else 0 for name in values}

        def run(frame: Frame) -> None:
            for name, value in values.items():
                (frame.up(hops[name]) if name in shared else frame)[name] = value
            if draws is not None:
                note_skipped(self.builder.runtime.notices, draws)

        return run

    def _import_from(self, node: ast.ImportFrom) -> Statement:
        origin = self._module(node.module or "")
        span = self.builder.source.span_of(node)
        if isinstance(origin, Drawing):
            names = {alias.asname or alias.name: Drawing(alias.name) for alias in node.names if alias.name != "*"}
            return self._bound(names, span)
        bound: dict[str, Any] = {}
        for alias in node.names:
            if alias.name == "*":
                bound.update({name: value for name, value in origin.members.items() if not name.startswith("_")})
            elif alias.name in origin.members:
                bound[alias.asname or alias.name] = origin.members[alias.name]
            else:
                raise _no_such_import(origin.name, alias.name, self.builder.source.span_of(alias))
        return self._bound(bound, None)


def _no_such_import(origin: str, name: str, span: Span) -> ProgramError:
    return ProgramError(
        text("'%(origin)s.%(name)s' is not available here.", origin=origin, name=name[:40]),
        code="import",
        hint=REST if origin in PARTLY else text("The list of operations is in the menu 'Export', under 'API'."),
        span=span,
    )
