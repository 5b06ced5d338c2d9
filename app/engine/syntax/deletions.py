"""`del` and `assert`: syntax in, closures out."""

import ast
from collections.abc import Callable
from typing import Any

from app.engine.basics import formats
from app.engine.failing.failures import failure
from app.engine.guard import check_index
from app.engine.program.frames import Frame
from app.engine.program.objects import Made
from app.engine.program.type_names import type_name
from app.engine.syntax.building import Builder, Expression, pinned
from app.errors import GradwalkError, ProgramError, text

_NOTHING = ast.Constant(None)
_PLAIN = (str, int, float, bool)
"""What is shown of an assertion: Python does not ask an object for its text here."""


class Deletions:
    """Builds the closures of what takes away, and of what checks."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def builders(self) -> dict[type[ast.stmt], Callable[[Any], Expression]]:
        """What builds which syntax."""
        return {ast.Delete: self._delete, ast.Assert: self._assert}

    def _delete(self, node: ast.Delete) -> Expression:
        parts = [part for target in node.targets for part in self._parts(target)]

        def run(frame: Frame) -> None:
            for part in parts:
                part(frame)

        return run

    def _parts(self, target: ast.expr) -> list[Expression]:
        if isinstance(target, (ast.Tuple, ast.List)):
            return [part for item in target.elts for part in self._parts(item)]
        if isinstance(target, ast.Name):
            return [self._name(target)]
        return [self._entry(target) if isinstance(target, ast.Subscript) else self._attribute(target)]

    def _name(self, node: ast.Name) -> Expression:
        scope, name, span = self.builder.scope, node.id, self.builder.source.span_of(node)
        hops = scope.hops(name) if scope is not None else 0

        def run(frame: Frame) -> None:
            if frame.up(hops).pop(name, self) is self:
                says = text("'%(name)s' is not defined.", name=name)
                raised = NameError(f"name '{name}' is not defined")
                raise ProgramError(says, code="undefined-name", span=span, raised=raised)

        return run

    def _entry(self, node: ast.expr) -> Expression:
        assert isinstance(node, ast.Subscript)
        base, index, span = (
            self.builder.build(node.value),
            self.builder.build(node.slice),
            self.builder.source.span_of(node),
        )

        def run(frame: Frame) -> None:
            owner, key = base(frame), index(frame)
            check_index(key)
            if not isinstance(owner, (list, dict, Made)):
                says = text("Only entries of lists and dictionaries can be deleted.")
                raised = TypeError(f"'{type_name(owner)}' object doesn't support item deletion")
                raise ProgramError(says, code="assignment", span=span, raised=raised)
            self.builder.runtime.at(span, "del")
            try:
                del owner[key]  # type: ignore[union-attr]
            except Exception as error:
                raise failure(error, span, label="del") from None

        return run

    def _attribute(self, node: ast.expr) -> Expression:
        assert isinstance(node, ast.Attribute)
        base, name, span = self.builder.build(node.value), node.attr, self.builder.source.span_of(node)

        def run(frame: Frame) -> None:
            owner = base(frame)
            try:
                self.builder.names.delete_member(owner, name)
            except GradwalkError as error:
                raise pinned(error, span) from None
            except Exception as error:
                raise failure(error, span, label="del") from None

        return run

    def _assert(self, node: ast.Assert) -> Expression:
        test, says = self.builder.build(node.test), self.builder.build(node.msg or _NOTHING)
        span = self.builder.source.span_of(node.test)

        def run(frame: Frame) -> None:
            if not self.builder.truth(test(frame), span):
                words = says(frame)
                given = () if node.msg is None else (words,)
                raise ProgramError(
                    text("The assertion does not hold: %(words)s", words=formats.show(words)[:200])
                    if type(words) in _PLAIN
                    else text("The assertion does not hold."),
                    code="assertion",
                    span=span,
                    raised=AssertionError(*given),
                )

        return run
