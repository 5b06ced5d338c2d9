"""Comprehensions and generator expressions; a generator is gone through at once, which its reader can't tell apart."""

import ast
from collections.abc import Callable
from typing import Any

from app.engine import plain
from app.engine.building import Builder, Expression
from app.engine.failures import failure
from app.engine.frames import Frame
from app.engine.targets import Targets
from app.lang.scopes import scope_of


class Comprehensions:
    """Builds the closures of comprehensions."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.targets = Targets(builder)

    def builders(self) -> dict[type[ast.expr], Callable[[Any], Expression]]:
        """What builds which syntax."""
        return {
            ast.ListComp: self._list_comprehension,
            ast.GeneratorExp: self._list_comprehension,
            ast.SetComp: self._set_comprehension,
            ast.DictComp: self._dict_comprehension,
        }

    def _list_comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> Expression:
        return self._comprehension(node.generators, [node.elt], lambda found: [item for (item,) in found], node)

    def _set_comprehension(self, node: ast.SetComp) -> Expression:
        return self._comprehension(node.generators, [node.elt], lambda found: {item for (item,) in found}, node)

    def _dict_comprehension(self, node: ast.DictComp) -> Expression:
        return self._comprehension(node.generators, [node.key, node.value], dict, node)

    def _comprehension(
        self, loops: list[ast.comprehension], results: list[ast.expr], collect: Callable[[Any], Any], node: ast.expr
    ) -> Expression:
        """The first iterable is evaluated outside the comprehension's own scope, as Python does."""
        first = self.builder.build(loops[0].iter)
        targets: list[ast.AST] = [loop.target for loop in loops]

        def body() -> Callable[[Frame], Any]:
            inner = [None, *(self.builder.build(loop.iter) for loop in loops[1:])]
            binds = [self.targets.build(loop.target) for loop in loops]
            tests = [
                [(self.builder.build(test), self.builder.source.span_of(test)) for test in loop.ifs] for loop in loops
            ]
            values = [self.builder.build(result) for result in results]
            spans = [self.builder.source.span_of(loop.iter) for loop in loops]

            def run(frame: Frame) -> list[tuple[Any, ...]]:
                found: list[tuple[Any, ...]] = []
                self._loop(0, frame, frame.pop(".0"), (inner, binds, tests, values, spans), found)
                return found

            return run

        built, span = self.builder.scoped(scope_of([], targets), body), self.builder.source.span_of(node)

        def make(frame: Frame) -> Any:
            own = Frame(frame)
            own[".0"] = first(frame)
            try:
                return collect(built(own))
            except TypeError as error:
                raise failure(error, span, label="{ }") from None

        return make

    def _loop(self, depth: int, frame: Frame, items: Any, parts: Any, found: list[tuple[Any, ...]]) -> None:
        inner, binds, tests, values, spans = parts
        for item in self.builder.iterated(items, spans[depth]):
            binds[depth](frame, item)
            if not all(self.builder.truth(test(frame), span) for test, span in tests[depth]):
                continue
            if depth + 1 < len(binds):
                self._loop(depth + 1, frame, inner[depth + 1](frame), parts, found)
            else:
                found.append(tuple(value(frame) for value in values))
                if len(found) > plain.MOST_ITEMS:
                    plain.check_items(len(found))
