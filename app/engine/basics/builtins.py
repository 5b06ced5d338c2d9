"""The functions that touch the run itself: Python's small built-ins, print, backward and the seed."""

from collections.abc import Mapping
from typing import Any

from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.basics import formats
from app.engine.basics.plain_builtins import PLAIN_BUILTINS
from app.engine.basics.spelled_numbers import SPELLED
from app.engine.program.attributes import attributes
from app.engine.program.data_classes import own_data_classes
from app.engine.program.decorators import METHOD_KINDS
from app.engine.program.exceptions import EXCEPTIONS
from app.engine.program.identity import identifiers
from app.engine.program.iterators import ITERATING
from app.engine.program.kinds import Kinds, own_kinds
from app.engine.program.objects import Function, Getter, Kind, Namespace
from app.engine.program.type_names import type_name
from app.engine.python.kept_files import kept_files
from app.engine.python.outside import STDERR, STDOUT, of_a_run
from app.engine.runtime import Runtime
from app.engine.torch.derivatives import derivatives
from app.engine.torch.differentiation import differentiators
from app.engine.torch.hooks import hooks
from app.errors import Refused, text

_TYPES: dict[str, type] = {
    "int": int, "float": float, "bool": bool, "str": str, "list": list, "tuple": tuple, "dict": dict, "set": set,
    "frozenset": frozenset, "slice": slice,
}  # fmt: skip
"""The built-in functions that are types as well."""
_SHOWN = {
    each.__name__: repr(each)
    for each in (
        print, len, abs, round, min, max, sum, sorted, any, all, divmod, pow, repr, isinstance,
        range, enumerate, zip, map, filter, reversed,
    )
}  # fmt: skip
"""How Python prints the others."""


def own_functions(runtime: Runtime) -> Mapping[str, Any]:
    """The run's own functions, by how a program spells them, and what else each run has of its own."""
    calls = {**PLAIN_BUILTINS, "print": _printer(runtime)}
    functions = {name: _function(name, call) for name, call in calls.items()}
    kinds = Kinds(kind for kind in functions.values() if isinstance(kind, Kind))
    return {
        **functions,
        **{name: function for name, function in differentiators(runtime).items() if name.startswith("torch.")},
        **derivatives(runtime),
        **kept_files(runtime),
        **of_a_run(runtime.print),
        **METHOD_KINDS,
        **ITERATING,
        **identifiers(),
        **attributes(tensor_members(runtime)),
        **SPELLED,
        **own_data_classes(runtime),
        **EXCEPTIONS,
        **own_kinds(kinds),
    }


def _function(name: str, call: Any) -> Function:
    if name in _TYPES:
        return Kind(name, call, traced=False, real=_TYPES[name])
    return Function(name.rpartition(".")[2], call, traced=False, shown=_SHOWN.get(name, ""))


def tensor_members(runtime: Runtime) -> Mapping[str, Function | Getter]:
    """The members of a tensor that touch the run itself."""

    return {
        "backward": differentiators(runtime)["Tensor.backward"],
        "grad": Getter(_gradient),
        **hooks(runtime),
    }


def _gradient(tensor: Tensor) -> Tensor | None:
    return tensor.grad if tensor.is_leaf or tensor.retains_grad else None


def _printer(runtime: Runtime) -> Any:
    def write(
        *items: Any,
        sep: str | None = " ",
        end: str | None = "\n",
        flush: Any = False,  # noqa: ARG001
        file: Any = None,
        **others: Any,
    ) -> None:
        stream = file.name if isinstance(file, Namespace) else None
        if file is not None and stream not in (STDOUT, STDERR):
            raise Refused(text("print can't write anywhere else here."), hint=text("Leave file= out."))
        for name in others:
            raise TypeError(f"'{name}' is an invalid keyword argument for print()")
        for name, value in (("sep", sep), ("end", end)):
            if value is not None and not isinstance(value, str):
                raise TypeError(f"{name} must be None or a string, not {type_name(value)}")
        sep, end = " " if sep is None else sep, "\n" if end is None else end
        with _disable_current_modes():
            words = sep.join(formats.show(item) for item in items)
        if stream != STDERR:
            runtime.print(words + end)

    return write
