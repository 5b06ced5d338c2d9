"""Lists, tuples, dictionaries, sets and f-strings: values written out."""

import ast
from collections.abc import Callable
from typing import Any

from app.engine.basics import formats, plain
from app.engine.failing.failures import failure
from app.engine.guard import compared
from app.engine.program.frames import Frame
from app.engine.program.type_names import type_name
from app.engine.syntax.building import Builder, Expression, pinned
from app.errors import GradwalkError


class Displays:
    """Builds the closures of values written out."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def builders(self) -> dict[type[ast.expr], Callable[[Any], Expression]]:
        """What builds which syntax."""
        return {
            ast.List: self._list,
            ast.Tuple: self._tuple,
            ast.Dict: self._dict,
            ast.Set: self._set,
            ast.JoinedStr: self._f_string,
        }

    def _list(self, node: ast.List) -> Expression:
        return self.builder.items(node.elts)

    def _tuple(self, node: ast.Tuple) -> Expression:
        items = self.builder.items(node.elts)
        return lambda frame: tuple(items(frame))

    def _dict(self, node: ast.Dict) -> Expression:
        if None in node.keys:
            return self._merged(node)
        keys = [self.builder.build(key) for key in node.keys if key is not None]
        values = [self.builder.build(value) for value in node.values]
        span = self.builder.source.span_of(node)

        def run(frame: Frame) -> Any:
            try:
                return {compared(key(frame)): value(frame) for key, value in zip(keys, values, strict=True)}
            except Exception as error:
                raise failure(error, span, label="{ }") from None

        return run

    def _merged(self, node: ast.Dict) -> Expression:
        """A dictionary with `**others` among its entries."""
        parts = [
            (self.builder.build(key) if key is not None else None, self.builder.build(value))
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        span = self.builder.source.span_of(node)

        def run(frame: Frame) -> Any:
            found: dict[Any, Any] = {}
            for key, value in parts:
                try:
                    if key is not None:
                        found[compared(key(frame))] = value(frame)
                    else:
                        found.update(_mapping(value(frame)))
                except Exception as error:
                    raise failure(error, span, label="{ }") from None
                plain.check_items(len(found))
            return found

        return run

    def _set(self, node: ast.Set) -> Expression:
        items, span = self.builder.items(node.elts), self.builder.source.span_of(node)

        def run(frame: Frame) -> Any:
            try:
                return set(compared(items(frame)))
            except Exception as error:
                raise failure(error, span, label="{ }") from None

        return run

    def _f_string(self, node: ast.JoinedStr) -> Expression:
        parts = [
            self._field(part) if isinstance(part, ast.FormattedValue) else self.builder.build(part)
            for part in node.values
        ]

        def run(frame: Frame) -> str:
            words = "".join(part(frame) for part in parts)
            plain.check_items(len(words))
            return words

        return run

    def _field(self, node: ast.FormattedValue) -> Expression:
        value = self.builder.build(node.value)
        spec = self.builder.build(node.format_spec) if node.format_spec is not None else lambda _: ""
        conversion = chr(node.conversion) if node.conversion > 0 else ""
        span = self.builder.source.span_of(node.value)

        def run(frame: Frame) -> str:
            try:
                return formats.formatted(value(frame), spec(frame), conversion)
            except GradwalkError as error:
                raise pinned(error, span) from None
            except Exception as error:
                raise failure(error, span, label="{ }", words=self.builder.words(node.value)) from None

        return run


def _mapping(value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"'{type_name(value)}' object is not a mapping")
    return value
