"""`import` and `from ... import`: names bound to the namespaces of the tables."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from app.engine.program.frames import Frame
from app.engine.program.objects import Namespace
from app.engine.python.plotting import Drawing, draws, note_skipped
from app.engine.syntax.building import Builder
from app.errors import ProgramError, Span, text
from app.lang.imports import module_of
from app.lang.modules import MODULES, PARTLY, REST, instead_of

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
        drawn = False
        for alias in node.names:
            if alias.name not in MODULES:
                continue
            whole = alias.name if alias.asname else alias.name.split(".")[0]
            module = self._module(whole)
            drawn = drawn or isinstance(module, Drawing)
            bound[alias.asname or whole] = module
        skipped = [alias.name for alias in node.names if alias.name not in MODULES]
        span = self.builder.source.span_of(node)
        if skipped and node in self.builder.tried:
            return _failing(skipped[0], span)
        return self._noted(skipped, span, self._bound(bound, span if drawn else None))

    def _noted(self, skipped: list[str], span: Span, run: Statement) -> Statement:
        """The closure with a note of the modules that are not there, and that nothing uses."""
        notices, names = self.builder.runtime.notices, ", ".join(skipped)[:80]

        def noted(frame: Frame) -> None:
            run(frame)
            notices.add(
                "import-skipped",
                text("%(names)s is skipped: it can't be imported here, and nothing uses it.", names=names),
                text("Delete it, or leave it: it changes nothing."),
                span,
            )

        return noted if skipped else run

    def _module(self, name: str) -> Namespace | Drawing:
        if draws(name):
            return Drawing(name)
        return self.builder.names.namespaces[name]

    def _bound(self, values: Mapping[str, Any], drawn: Span | None) -> Statement:
        """The closure that gives names these values, wherever the names belong."""
        scope = self.builder.scope
        shared = scope.shared if scope is not None else {}
        hops = {name: scope.hops(name) if scope is not None and name in shared else 0 for name in values}

        def run(frame: Frame) -> None:
            for name, value in values.items():
                (frame.up(hops[name]) if name in shared else frame)[name] = value
            if drawn is not None:
                note_skipped(self.builder.runtime.notices, drawn)

        return run

    def _import_from(self, node: ast.ImportFrom) -> Statement:
        span = self.builder.source.span_of(node)
        name = module_of(node, node.names[0])
        if name not in MODULES and node in self.builder.tried:
            return _failing(name, span)
        if name not in MODULES:
            return self._noted([name], span, self._bound({}, None))
        origin = self._module(name)
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


def _failing(name: str, span: Span) -> Statement:
    """The closure of an import that the program knows what to do without."""

    def fail(_: Frame) -> None:
        raise ProgramError(
            text(
                "'%(name)s' can't be imported: torch, numpy, math and parts of Python's own library can.",
                name=name[:40],
            ),
            code="import",
            hint=instead_of(name),
            span=span,
            raised=ModuleNotFoundError(f"No module named '{name}'"),
        )

    return fail


def _no_such_import(origin: str, name: str, span: Span) -> ProgramError:
    return ProgramError(
        text("'%(origin)s.%(name)s' is not available here.", origin=origin, name=name[:40]),
        code="import",
        hint=REST if origin in PARTLY else text("The list of operations is in the menu 'Export', under 'API'."),
        span=span,
    )
