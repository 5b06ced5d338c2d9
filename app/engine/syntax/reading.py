"""Reading: names, attributes, entries and slices. A name is looked up in frames and tables, never on a real object."""

import ast
from collections.abc import Callable
from typing import Any

from torch import Tensor

from app.engine.basics import plain
from app.engine.basics.entries import ARRAYS, key_for
from app.engine.failing.failures import failure
from app.engine.guard import check_index, checked_slice
from app.engine.names.lookup import nearest, unknown_attribute, unknown_name, used_before
from app.engine.program.classes import ProgramClass, Super
from app.engine.program.frames import Frame
from app.engine.program.instances import MISSING, attribute_of
from app.engine.program.kinds import name_of
from app.engine.program.objects import Found, Function, Getter, Instance, Made, Method, Namespace
from app.engine.program.type_names import type_name
from app.engine.syntax.building import Builder, Expression, pinned
from app.errors import GradwalkError, ProgramError, Span, text


class Reading:
    """Builds the closures of what a program reads."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def builders(self) -> dict[type[ast.expr], Callable[[Any], Expression]]:
        """What builds which syntax."""
        return {
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.Subscript: self._subscript,
            ast.Slice: self._slice,
        }

    def _name(self, node: ast.Name) -> Expression:
        if node.id.startswith("."):
            aside = node.id
            return lambda frame: frame[aside]
        if self.builder.scope is not None:
            hops = self.builder.scope.hops(node.id)
            return self._program_name(node) if hops is None else self._own_name(node, hops)
        name, library = node.id, self.builder.names.library
        span = self.builder.source.span_of(node)

        def read(frame: Frame) -> Any:
            try:
                return frame[name]
            except KeyError:
                if name in library:
                    return library[name]
                raise self._unknown(name, span, {*frame, *library}) from None

        return read

    def _own_name(self, node: ast.Name, hops: int) -> Expression:
        """A name of the function itself, or of one around it."""
        name, span = node.id, self.builder.source.span_of(node)

        def read(frame: Frame) -> Any:
            try:
                return frame[name] if hops == 0 else frame.up(hops)[name]
            except KeyError:
                error = used_before(name, span)
                error.raised = UnboundLocalError(
                    f"cannot access local variable '{name}' where it is not associated with a value"
                )
                if hops:
                    where = "where it is not associated with a value in enclosing scope"
                    error.raised = NameError(f"cannot access free variable '{name}' {where}")
                raise error from None

        return read

    def _program_name(self, node: ast.Name) -> Expression:
        name, library = node.id, self.builder.names.library
        span = self.builder.source.span_of(node)

        def read(frame: Frame) -> Any:
            program = frame.program()
            if name in program:
                return program[name]
            if name in library:
                return library[name]
            raise self._unknown(name, span, {*frame, *program, *library})

        return read

    def _unknown(self, name: str, span: Span, known: set[str]) -> GradwalkError:
        error = unknown_name(name, span, known, self.builder.source)
        if isinstance(error, ProgramError):
            error.raised = NameError(f"name '{name}' is not defined")
        return error

    def _slice(self, node: ast.Slice) -> Expression:
        nothing = ast.Constant(None)
        lower, upper, step = (self.builder.build(part or nothing) for part in (node.lower, node.upper, node.step))
        span = self.builder.source.span_of(node)

        def run(frame: Frame) -> slice:
            try:
                return checked_slice(slice(lower(frame), upper(frame), step(frame)))
            except TypeError as error:
                raise failure(error, span, label="[ ]") from None

        return run

    def _subscript(self, node: ast.Subscript) -> Expression:
        base, index = self.builder.build(node.value), self.builder.build(node.slice)
        span, at = self.builder.source.span_of(node), self.builder.runtime.at

        def run(frame: Frame) -> Any:
            owner, key = base(frame), index(frame)
            at(span, "[ ]")
            if type(owner) is Tensor and type(key) is int and owner.dim():
                try:
                    return owner[key]
                except Exception as error:
                    raise failure(error, span, label="[ ]", words=self.builder.words(node)) from None
            if not isinstance(owner, plain.READS_ENTRIES):
                raise ProgramError(
                    text("%(name)s has no entries to pick with [ ].", name=self.builder.words(node.value)),
                    code="index", hint=text("Lists, tuples, dictionaries and tensors have."), span=span,
                    raised=TypeError(f"'{type_name(owner)}' object is not subscriptable"),
                )  # fmt: skip
            try:
                check_index(key)
                entries: Any = owner
                found = entries[key_for(owner, key)] if isinstance(owner, ARRAYS) else entries[key]
                return self.builder.runtime.sized(found) if isinstance(owner, Tensor) else found
            except Exception as error:
                raise pinned(failure(error, span, label="[ ]", words=self.builder.words(node)), span) from None

        return run

    def _attribute(self, node: ast.Attribute) -> Expression:
        base, name = self.builder.build(node.value), node.attr
        span = self.builder.source.span_of(node)
        if name == "__name__":
            return self._named(node, base, span)
        if name == "__class__":
            kind = self.builder.names.library["type"]
            return lambda frame: kind.call(base(frame))

        def run(frame: Frame) -> Any:
            owner = base(frame)
            if isinstance(owner, Instance):
                try:
                    found = attribute_of(owner, name)
                except Exception as error:
                    raise failure(error, span, label=name) from None
                if found is not MISSING:
                    return found
            if isinstance(owner, Namespace):
                try:
                    return owner.members[name]
                except KeyError:
                    raise unknown_attribute(owner, name, span, self.builder.names) from None
            member = self._member(owner, name, span)
            if member is None:
                if isinstance(owner, (Made, ProgramClass, Super, BaseException)):
                    raise self._missing(owner, name, span)
                raise unknown_attribute(owner, name, span, self.builder.names)
            if isinstance(member, Function):
                return Method(member, owner)
            if isinstance(member, Getter):
                return self._get(member, owner, name, node, span)
            return member.value if isinstance(member, Found) else member

        return run

    def _member(self, owner: Any, name: str, span: Span) -> Any:
        try:
            return self.builder.names.member(owner, name)
        except Exception as error:
            raise failure(error, span, label=name) from None

    def _missing(self, owner: Any, name: str, span: Span) -> ProgramError:
        if isinstance(owner, ProgramClass):
            says = f"type object '{owner.name}' has no attribute '{name}'"
        else:
            says = f"'{'super' if isinstance(owner, Super) else type(owner).__name__}' object has no attribute '{name}'"
        near = nearest(name, set(self.builder.names.members_of(owner)))
        return ProgramError(
            text("This object has no attribute '%(name)s'.", name=name),
            code="attribute",
            hint=text("Did you mean '%(near)s'?", near=near) if near else text("Give it a value first."),
            span=span,
            raised=AttributeError(says),
        )

    def _named(self, node: ast.Attribute, base: Expression, span: Span) -> Expression:
        def run(frame: Frame) -> str:
            name = name_of(base(frame))
            if name is None:
                words = self.builder.words(node.value)
                raise ProgramError(text("%(name)s has no name of its own.", name=words), code="attribute", span=span)
            return name

        return run

    def _get(self, member: Getter, owner: Any, name: str, node: ast.Attribute, span: Span) -> Any:
        self.builder.runtime.at(span, name)
        if name == "grad" and isinstance(owner, Tensor):
            asks = node in self.builder.asked
            self.builder.runtime.notices.read_grad(owner, self.builder.words(node.value), span, asks=asks)
        try:
            return member.read(owner)
        except Exception as error:
            raise failure(error, span, label=name) from None
