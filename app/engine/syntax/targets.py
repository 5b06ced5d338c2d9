"""What stands left of `=`: names, tuples, entries and attributes."""

import ast
from collections.abc import Callable
from itertools import islice
from typing import Any

from torch import Tensor

from app.engine.basics import plain
from app.engine.basics.entries import ARRAYS, key_for, value_for
from app.engine.failing.failures import failure
from app.engine.guard import check_index, check_nesting
from app.engine.numpy.shared_memory import SHARED_MEMORY
from app.engine.program.frames import Frame
from app.engine.program.instances import set_attribute
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Instance, Made
from app.engine.program.type_names import type_name
from app.engine.syntax.building import Builder, pinned
from app.errors import GradwalkError, ProgramError, Span, text

Target = Callable[[Frame, Any], None]


class Targets:
    """Builds the closures that give a value to a target."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def build(self, node: ast.expr) -> Target:
        """The closure that gives a target its value."""
        if isinstance(node, ast.Name):
            return self._name_target(node)
        if isinstance(node, (ast.Tuple, ast.List)):
            return self._tuple_target(node)
        if isinstance(node, ast.Subscript):
            return self._entry_target(node)
        if isinstance(node, ast.Attribute):
            return self._attribute_target(node)
        span = self.builder.source.span_of(node)
        says = text("Only names, entries and attributes can be given a value here.")
        raise ProgramError(says, code="assignment", hint=text("Write name = value."), span=span)

    def forgetting(self, name: str) -> Callable[[Frame], Any]:
        """The closure that takes a name away, if it is there."""
        scope = self.builder.scope
        hops = scope.hops(name) if scope is not None else 0
        return lambda frame: frame.up(hops).pop(name, None)

    def _name_target(self, node: ast.Name) -> Target:
        name, bind, numbers = node.id, self.builder.runtime.bind, plain.NUMBERS
        scope = self.builder.scope
        if scope is not None and name in scope.shared:
            return self._shared_target(name, scope.hops(name))

        def assign(frame: Frame, value: Any) -> None:
            frame[name] = value
            if type(value) not in numbers:
                bind(name, value)

        return assign

    def _shared_target(self, name: str, hops: int | None) -> Target:
        """A name that a function declares `global` or `nonlocal`."""
        bind = self.builder.runtime.bind

        def assign(frame: Frame, value: Any) -> None:
            frame.up(hops)[name] = value
            bind(name, value)

        return assign

    def _attribute_target(self, node: ast.Attribute) -> Target:
        base, name, span = self.builder.build(node.value), node.attr, self.builder.source.span_of(node)
        names, rewritten, words = self.builder.names, self.builder.runtime.rewritten, self.builder.words(node)

        def assign(frame: Frame, value: Any) -> None:
            owner = base(frame)
            try:
                if isinstance(owner, Instance):
                    set_attribute(owner, name, value)
                    self._placed(words, value, span)
                else:
                    names.set_member(owner, name, value)
                    rewritten(owner, name, span)
            except GradwalkError as error:
                raise pinned(error, span) from None
            except Exception as error:
                raise failure(error, span, label=f".{name} =") from None

        return assign

    def _tuple_target(self, node: ast.Tuple | ast.List) -> Target:
        span = self.builder.source.span_of(node)
        starred = [index for index, item in enumerate(node.elts) if isinstance(item, ast.Starred)]
        targets = [self.build(item.value if isinstance(item, ast.Starred) else item) for item in node.elts]

        def assign(frame: Frame, value: Any) -> None:
            items = self._unpacked(value, span, None if starred else len(targets) + 1)
            if starred and len(items) >= len(targets) - 1:
                items = _gathered(items, starred[0], len(targets))
            if len(items) != len(targets):
                raise _misfit(len(targets), len(items), span, starred=bool(starred))
            for target, item in zip(targets, items, strict=True):
                target(frame, item)

        return assign

    def _unpacked(self, value: Any, span: Span, most: int | None) -> list[Any]:
        if not isinstance(value, (*plain.ITERABLE, Tensor)):
            says = text("This can't be taken apart into several values.")
            raised = TypeError(f"cannot unpack non-iterable {type_name(value)} object")
            raise ProgramError(says, code="iteration", span=span, raised=raised)
        if most is not None and isinstance(value, (Lazy, Made)):  # Python asks for one more than there are names
            return list(islice(self.builder.live(value, span), most))
        return self.builder.iterated(value, span)

    def _entry_target(self, node: ast.Subscript) -> Target:
        base, index = self.builder.build(node.value), self.builder.build(node.slice)
        span, words = self.builder.source.span_of(node), self.builder.words(node)

        def assign(frame: Frame, value: Any) -> None:
            owner, key = base(frame), index(frame)
            self.builder.runtime.at(span, "[ ] =")
            if not isinstance(owner, plain.WRITES_ENTRIES):
                raise ProgramError(
                    text("Only entries of tensors, lists and dictionaries can be changed."),
                    code="assignment",
                    span=span,
                    raised=TypeError(f"'{type_name(owner)}' object does not support item assignment"),
                )
            try:
                check_index(key)
                check_nesting(value)
                entries: Any = owner
                if isinstance(owner, ARRAYS):
                    key, value = key_for(owner, key), value_for(owner, value)
                    SHARED_MEMORY.will_write(owner)
                entries[key] = value
            except Exception as error:
                raise pinned(failure(error, span, label="[ ] ="), span) from None
            if not isinstance(owner, Tensor):
                self._placed(words, value, span)

        return assign

    def _placed(self, words: str, value: Any, span: Span) -> None:
        if isinstance(value, Tensor):
            self.builder.runtime.notices.placed(words, value, span)


def _misfit(names: int, values: int, span: Span, *, starred: bool) -> ProgramError:
    wanted = f"at least {names - 1}" if starred else str(names)
    says = f"not enough values to unpack (expected {wanted}, got {values})"
    if values > names:
        says = f"too many values to unpack (expected {names})"
    return ProgramError(
        text("%(names)s names stand on the left, but there are %(values)s values.", names=names, values=values),
        code="unpacking", hint=text("Give each value a name."), span=span, raised=ValueError(says),
    )  # fmt: skip


def _gathered(items: list[Any], starred: int, targets: int) -> list[Any]:
    """The items with those that the starred target takes put into one list.

    >>> _gathered([1, 2, 3, 4], 1, 2)
    [1, [2, 3, 4]]
    """
    after = targets - starred - 1
    middle = items[starred : len(items) - after]
    return [*items[:starred], middle, *items[len(items) - after :]]
