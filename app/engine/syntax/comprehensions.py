"""Comprehensions, and generator expressions, which make each item when its turn comes."""

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.engine.basics import plain
from app.engine.failing.failures import failure
from app.engine.guard import MOST_ITEMS, compared
from app.engine.program.frames import Frame
from app.engine.program.lazy import Lazy
from app.engine.syntax.building import Builder, Expression
from app.engine.syntax.targets import Targets
from app.errors import GradwalkError
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
            ast.GeneratorExp: self._generator,
            ast.SetComp: self._set_comprehension,
            ast.DictComp: self._dict_comprehension,
        }

    def _list_comprehension(self, node: ast.ListComp) -> Expression:
        return self._comprehension(node.generators, [node.elt], lambda found: [item for (item,) in _few(found)], node)

    def _generator(self, node: ast.GeneratorExp) -> Expression:
        def lazy(found: Any) -> Lazy:
            return Lazy("generator", lambda items: (item for (item,) in items), found)

        return self._comprehension(node.generators, [node.elt], lazy, node)

    def _set_comprehension(self, node: ast.SetComp) -> Expression:
        return self._comprehension(
            node.generators, [node.elt], lambda found: {compared(item) for (item,) in _few(found)}, node
        )

    def _dict_comprehension(self, node: ast.DictComp) -> Expression:
        return self._comprehension(
            node.generators,
            [node.key, node.value],
            lambda found: {compared(key): value for key, value in _few(found)},
            node,
        )

    def _comprehension(
        self, loops: list[ast.comprehension], results: list[ast.expr], collect: Callable[[Any], Any], node: ast.expr
    ) -> Expression:
        """The first iterable is evaluated outside the comprehension's own scope, as Python does."""
        first, first_span = self.builder.build(loops[0].iter), self.builder.source.span_of(loops[0].iter)
        targets: list[ast.AST] = [loop.target for loop in loops]

        def body() -> Callable[[Frame], Any]:
            inner = [None, *(self.builder.build(loop.iter) for loop in loops[1:])]
            binds = [self.targets.build(loop.target) for loop in loops]
            tests = [
                [(self.builder.build(test), self.builder.source.span_of(test)) for test in loop.ifs] for loop in loops
            ]
            values = [self.builder.build(result) for result in results]
            spans = [self.builder.source.span_of(loop.iter) for loop in loops]

            return lambda frame: self._loop(0, frame, frame.pop(".0"), (inner, binds, tests, values, spans))

        within = self.builder.scope
        in_class = within is not None and within.of_class
        built, span = self.builder.scoped(scope_of([], targets), body), self.builder.source.span_of(node)

        def make(frame: Frame) -> Any:
            own = Frame(frame.outer if in_class else frame)
            own[".0"] = self.builder.live(first(frame), first_span)
            try:
                return collect(built(own))
            except GradwalkError:
                raise
            except Exception as error:
                raise failure(error, span, label="{ }") from None

        return make

    def _loop(self, depth: int, frame: Frame, items: Iterator[Any], parts: Any) -> Iterator[tuple[Any, ...]]:
        inner, binds, tests, values, spans = parts
        for item in items:
            binds[depth](frame, item)
            if not all(self.builder.truth(test(frame), span) for test, span in tests[depth]):
                continue
            if depth + 1 < len(binds):
                within = self.builder.live(inner[depth + 1](frame), spans[depth + 1])
                yield from self._loop(depth + 1, frame, within, parts)
            else:
                yield tuple(value(frame) for value in values)


def _few(found: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The items of what is going to be a list, a set or a dictionary, up to the limit."""
    for count, item in enumerate(found):
        if count >= MOST_ITEMS:
            plain.check_items(count + 1)
        yield item
