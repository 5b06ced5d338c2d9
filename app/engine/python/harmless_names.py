"""Imports that only say something to a reader or a tool: types for annotations, switches for warnings, progress bars.
They are there, and do nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import torch

from app.engine.basics.plain import iterable
from app.engine.names.families import Family, table_family
from app.engine.program.abstract import ABC, left_open
from app.engine.program.objects import Function, GradMode, Kind, Namespace
from app.engine.program.placeholders import Annotation, Progress
from app.errors import ProgramError, text

_TYPES = (
    "Any AnyStr Callable ClassVar Collection DefaultDict Deque Dict Final FrozenSet Generator Generic Hashable "
    "Iterable Iterator List Literal Mapping MutableMapping NamedTuple NoReturn Optional Sequence Set Sized Text Tuple "
    "Type TypedDict Union"
)
_FUTURE = "annotations division print_function absolute_import unicode_literals generator_stop with_statement"


def _nothing(*_: Any, **__: Any) -> None:
    """Asked to show something where nothing is shown."""


def _no_object() -> None:
    raise ProgramError(
        text("An object of ABC itself has no use here."), code="arguments", hint=text("Derive a class from it.")
    )


def _function(name: str, call: Any) -> Function:
    return Function(name, call, traced=False)


_SHOWING = "set_description set_description_str set_postfix set_postfix_str update refresh close clear reset"
PROGRESS: Family = table_family(MappingProxyType({name: _function(name, _nothing) for name in _SHOWING.split()}))
TYPING = Namespace(
    "typing",
    MappingProxyType(
        {
            **{name: Annotation(name) for name in _TYPES.split()},
            "TypeVar": _function("TypeVar", lambda *_, **__: Annotation("TypeVar")),
            "cast": _function("cast", lambda _, value: value),
            "TYPE_CHECKING": False,
        }
    ),
)
_WARNINGS = "filterwarnings simplefilter warn resetwarnings"
_TQDM = Namespace(
    "tqdm",
    MappingProxyType(
        {
            "tqdm": _function("tqdm", lambda items=(), *_, **__: Progress(iterable(items))),
            "trange": _function("trange", lambda *bounds, **_: Progress(range(*bounds))),
        }
    ),
)
HARMLESS: Mapping[str, Namespace] = MappingProxyType(
    {
        "__future__": Namespace("__future__", MappingProxyType(dict.fromkeys(_FUTURE.split()))),
        "abc": Namespace(
            "abc",
            MappingProxyType(
                {
                    "ABC": Kind(ABC, _no_object, traced=False, real=object),
                    "abstractmethod": _function("abstractmethod", left_open),
                }
            ),
        ),
        "tqdm": _TQDM,
        "tqdm.auto": _TQDM,
        "tqdm.notebook": _TQDM,
        "typing": TYPING,
        "warnings": Namespace(
            "warnings",
            MappingProxyType(
                {
                    **{name: _function(f"warnings.{name}", _nothing) for name in _WARNINGS.split()},
                    "catch_warnings": _function(
                        "warnings.catch_warnings", lambda *_, **__: GradMode(torch.is_grad_enabled())
                    ),
                }
            ),
        ),
    }
)
