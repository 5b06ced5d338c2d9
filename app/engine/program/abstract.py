"""Abstract classes: which methods a class leaves open, so that nothing can be made of it."""

from collections.abc import Sequence
from typing import Any

from app.engine.program.classes import ClassMethod, ProgramClass, Property, StaticMethod
from app.engine.program.functions import UserFunction
from app.engine.program.objects import Kind

ABC = "abc.ABC"
_OPEN = ".abstract"
"""The name of the mark among the attributes of a function: no program can write it."""


def left_open(function: Any) -> Any:
    """@abstractmethod."""
    marked = _inside(function)
    if isinstance(marked, UserFunction):
        marked.fields[_OPEN] = True
    return function


def _inside(method: Any) -> Any:
    if isinstance(method, Property):
        return method.get
    return method.function if isinstance(method, (StaticMethod, ClassMethod)) else method


def open_methods(bases: Sequence[Any], line: Sequence[ProgramClass]) -> tuple[str, ...] | None:
    """The methods that a class with these bases leaves open, in order of their names; None: it derives from no ABC."""
    if not any(_is_abc(base) for base in bases):
        return None
    names = {name for kind in line for name in kind.own}
    first = {name: next(kind.own[name] for kind in line if name in kind.own) for name in names}
    return tuple(sorted(name for name, found in first.items() if _is_open(found)))


def _is_abc(base: Any) -> bool:
    if isinstance(base, ProgramClass):
        return base.abstract is not None
    return isinstance(base, Kind) and base.name == ABC


def _is_open(found: Any) -> bool:
    method = _inside(found)
    return isinstance(method, UserFunction) and _OPEN in method.fields
