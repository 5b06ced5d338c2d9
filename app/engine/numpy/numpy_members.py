"""What an array of numpy, a single number of numpy and a dtype have: numpy's own methods, by our literal lists."""

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.guard import MOST_ITEMS
from app.engine.names.families import Family, Member, table_family
from app.engine.numpy.arrays import check_numbers, numbers_of, own_array, result, stretched
from app.engine.numpy.numpy_arguments import arguments_of
from app.engine.numpy.numpy_calls import KEYWORDS
from app.engine.numpy.numpy_shapes import RULES, Rule
from app.engine.numpy.numpy_walks import ELEMENTWISE, WALKS, Elementwise, Walk
from app.engine.numpy.numpy_writes import Writes, writes_of
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Function, Getter
from app.errors import LimitExceeded, ProgramError, text

_METHODS = (
    "all any argmax argmin argsort astype clip compress conj copy cumprod cumsum diagonal dot flatten item max mean "
    "min nonzero prod ravel repeat reshape round searchsorted squeeze std sum swapaxes take trace transpose var"
)
_IN_PLACE = frozenset({"fill", "sort", "partition"})
_ARRAY_ONLY = "fill sort partition argpartition"
_ATTRIBUTES = "T dtype imag itemsize nbytes ndim real shape size strides"
_MOST_TEXTS = 100_000
_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "clip": lambda *arrays, **_: stretched(*arrays[:3]),
        "dot": RULES["dot"],
        "repeat": RULES["repeat"],
        "take": RULES["take"],
    }
)


def _method(kind: type, name: str) -> Function:
    method = vars(kind)[name]
    writes = writes_of(vars(np.ndarray)[name], in_place=name in _IN_PLACE)
    return Function(name, partial(_called, method, _RULES.get(name), writes), False, KEYWORDS)


def _called(
    method: Callable[..., Any], rule: Rule | None, writes: Writes, owner: Any, /, *given: Any, **named: Any
) -> Any:
    arguments, options = arguments_of(given, named)
    check_numbers(numbers_of(owner, *arguments) if rule is None else rule(owner, *arguments, **options))
    writes.count((owner, *arguments), options)
    return result(method(owner, *arguments, **options))


def _as_type(owner: Any, dtype: Any, copy: Any = True) -> Any:
    (wanted,), _ = arguments_of([dtype], {})
    if owner.size > _MOST_TEXTS and np.dtype(wanted).kind == "U":
        raise _too_many(_MOST_TEXTS)
    return result(owner.astype(wanted, copy=bool(copy)))


def _listed(owner: Any) -> Any:
    if owner.size > MOST_ITEMS:
        raise _too_many(MOST_ITEMS)
    return owner.tolist()


def _too_many(most: int) -> LimitExceeded:
    return LimitExceeded(text("A list or a text would have more than %(limit)s items.", limit=most))


def _set(array: Any, name: str, value: Any) -> None:
    if name != "shape":
        raise ProgramError(
            text("The attribute '.%(name)s' of an array can't be set here.", name=name[:40]),
            code="assignment",
            hint=text("Make a new array: a.reshape(...), a.astype(...)."),
        )
    own_array(array).shape = tuple(value) if isinstance(value, (tuple, list)) else int(value)


def _table(kind: type, names: str) -> Mapping[str, Member]:
    own: dict[str, Member] = {
        "astype": Function("astype", _as_type, False, KEYWORDS),
        "tolist": Function("tolist", _listed, False, frozenset()),
        "flat": Getter(lambda array: Lazy("flatiter", lambda items: iter(items.flat), np.asarray(array))),
    }
    methods = {name: _method(kind, name) for name in names.split() if name in vars(kind)}
    return MappingProxyType({**methods, **{name: Getter(attrgetter(name)) for name in _ATTRIBUTES.split()}, **own})


ARRAY_MEMBERS = _table(np.ndarray, f"{_METHODS} {_ARRAY_ONLY}")
_NUMBER = _table(np.generic, _METHODS)


def _of_array(array: Any, name: str) -> Member | None:
    own_array(array)
    return ARRAY_MEMBERS.get(name)


def _of(*names: str) -> Family:
    return table_family(MappingProxyType({name: Getter(attrgetter(name)) for name in names}))


_ONE = np.eye(1)
_SEVERAL: tuple[Any, ...] = (
    np.linalg.eig(_ONE),
    np.linalg.eigh(_ONE),
    np.linalg.qr(_ONE),
    np.linalg.slogdet(_ONE),
    np.linalg.svd(_ONE),
)
"""Results that are several arrays, each under a name."""
ARRAY_FAMILIES: Mapping[type, Family] = MappingProxyType(
    {
        np.ndarray: Family(_of_array, lambda _: ARRAY_MEMBERS.keys(), _set),
        np.generic: table_family(_NUMBER),
        Walk: WALKS,
        Elementwise: ELEMENTWISE,
        **{type(found): _of(*found._fields) for found in _SEVERAL},
        np.dtype: _of("name", "itemsize", "kind", "char"),
        np.finfo: _of("bits", "dtype", "eps", "max", "min", "tiny", "resolution", "smallest_normal"),
        np.iinfo: _of("bits", "dtype", "max", "min"),
    }
)
"""By type: what `members` looks up."""
