"""The names and members of one run, and what to say about those that are not there."""

import difflib
from collections.abc import Mapping, Set
from typing import Any

import torch
from torch import Tensor

from app.engine.names.families import Member
from app.engine.names.library import BARE, KEYWORDS
from app.engine.names.members import family_of, names_of
from app.engine.names.namespaces import BARE as BARE_NAMESPACES
from app.engine.names.namespaces import overlaid
from app.engine.names.refused_names import refused_name
from app.engine.program.functions import UserFunction
from app.engine.program.objects import Function, Getter, Namespace
from app.engine.program.type_names import type_name
from app.errors import Fix, GradwalkError, ProgramError, Refused, Span, text
from app.lang.modules import INSTEAD, PARTLY, REST
from app.lang.slips import slash_comment
from app.lang.source import Source

_PLAIN = frozenset({int, float, bool, str, list, tuple, dict, set, type(None)})
_OF_PLAIN = text("Tensors and torch have attributes; plain numbers, lists and text have few.")


class Names:
    """What a program can see: the library's names, the run's own functions, and each type's members."""

    def __init__(self, own: Mapping[str, Any], tensor_members: Mapping[str, Function | Getter]) -> None:
        bare = {name: function for name, function in own.items() if "." not in name}
        self.namespaces = overlaid(own)
        self.library: dict[str, Any] = {
            **BARE,
            **BARE_NAMESPACES,
            **bare,
            "torch": self.namespaces["torch"],
            "__name__": "__main__",
        }
        self._of_tensors = tensor_members

    def member(self, owner: Any, name: str) -> Member | None:
        """What a value has under a name."""
        if isinstance(owner, Tensor) and name in self._of_tensors:
            return self._of_tensors[name]
        return family_of(owner).member(owner, name)

    def members_of(self, owner: Any) -> Set[str]:
        """The names that a value has."""
        if isinstance(owner, Namespace):
            return owner.members.keys()
        return names_of(owner) | (self._of_tensors.keys() if isinstance(owner, Tensor) else set())

    def set_member(self, owner: Any, name: str, value: Any) -> None:
        """Give an attribute of a value another value; raises ProgramError where that can't be."""
        family_of(owner).set(owner, name, value)

    def delete_member(self, owner: Any, name: str) -> None:
        """Take an attribute of a value away; raises ProgramError where that can't be."""
        family_of(owner).delete(owner, name)

    def keyword(self, target: Function, name: str) -> bool:
        """Whether a function may be given an argument by this name: torch's own take more than a program may use."""
        if target.keywords is not None:
            return name in target.keywords
        return not target.traced or name in KEYWORDS


def nearest(name: str, known: Set[str]) -> str | None:
    folded = {word.casefold(): word for word in sorted(known)}
    if name.casefold() in folded:
        return folded[name.casefold()]
    close = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return close[0] if close else None


def unknown_name(name: str, span: Span, known: Set[str], source: Source) -> GradwalkError:
    """The answer to a name that nothing defines."""
    line = source.code().split("\n")[span.line - 1]
    comment = line.find("//")
    if 0 <= comment < span.column:
        return slash_comment(span.line, comment, source)
    refused = refused_name(name, span)
    if refused is not None:
        return refused
    near = nearest(name, known)
    if near:
        start = source.text.split("\n")
        start[span.line - 1] = (
            start[span.line - 1][: span.column - 1] + near + start[span.line - 1][span.end_column - 1 :]
        )
        return ProgramError(
            text("'%(name)s' is not defined. Did you mean '%(near)s'?", name=name, near=near),
            code="undefined-name",
            hint=text("Upper and lower case differ, and every letter counts."),
            span=span,
            fix=Fix(text("Write '%(near)s'", near=near), "\n".join(start)),
        )
    return ProgramError(
        text("'%(name)s' is not defined.", name=name),
        code="undefined-name",
        hint=text("Give it a value above this line, for example %(name)s = param(1.0).", name=name),
        span=span,
        fix=Fix(text("Add %(name)s = param(1.0) at the top", name=name), f"{name} = param(1.0)\n{source.text}"),
    )


def used_before(name: str, span: Span) -> ProgramError:
    """The answer to a name that the function gives a value only later."""
    return ProgramError(
        text("'%(name)s' has no value yet at this place of the function.", name=name),
        code="undefined-name",
        hint=text("A name that a function assigns is its own: give it a value first, or declare it global."),
        span=span,
    )


def unknown_attribute(owner: Any, name: str, span: Span, names: Names) -> GradwalkError:
    """The answer to an attribute that the tables do not have."""
    whose = owner.name if isinstance(owner, Namespace) else "x"
    near = nearest(name, set(names.members_of(owner)))
    if isinstance(owner, (Namespace, Tensor)):
        hint = INSTEAD.get(f"{whose}.{name}") or (
            text("Did you mean '%(near)s'?", near=near)
            if near
            else REST
            if whose.split(".")[0] in PARTLY
            else text("The list of operations is in the menu 'Export', under 'API'.")
        )
        return Refused(
            text("'%(owner)s.%(name)s' is not available here.", owner=whose, name=name[:40]),
            code="unknown-attribute", hint=hint, span=span,
        )  # fmt: skip
    says, hint = text("This value has no '.%(name)s'.", name=name[:40]), _OF_PLAIN
    if type(owner) not in (*_PLAIN, UserFunction) or (type(owner) in _PLAIN and name in dir(type(owner))):
        return Refused(says, code="unknown-attribute", hint=hint, span=span)
    raised = AttributeError(f"'{type_name(owner)}' object has no attribute '{name}'")
    return ProgramError(says, code="unknown-attribute", hint=hint, span=span, raised=raised)


def method_not_called(words: str, value: Any, span: Span) -> ProgramError:
    """The answer to a function that stands where a value should."""
    if isinstance(value, Namespace):
        return ProgramError(text("%(name)s is a module, not a value.", name=words), code="not-a-value", span=span)
    return ProgramError(
        text("%(name)s is the function itself.", name=words),
        code="not-called",
        hint=text("Call it: %(name)s().", name=words),
        span=span,
    )


def seed_for(root: Tensor, upstream: Any) -> Tensor:
    """The gradient to start from: ones, or what was given, in the root's shape and dtype.

    Raises:
        ProgramError: the shape does not fit.
    """
    if upstream is None:
        return torch.ones_like(root)
    try:
        seed = torch.as_tensor(upstream, dtype=root.dtype)
        return seed.expand(root.shape).clone() if seed.dim() == 0 else _same_shape(seed, root)
    except (TypeError, ValueError, RuntimeError):
        raise ProgramError(
            text("The upstream gradient must be numbers in the shape of what is differentiated."), code="upstream"
        ) from None


def _same_shape(seed: Tensor, root: Tensor) -> Tensor:
    if seed.shape != root.shape:
        raise ValueError
    return seed
