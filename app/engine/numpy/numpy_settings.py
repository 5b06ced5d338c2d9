"""How numpy prints, and what it warns of: settings that last until the run ends."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from types import MappingProxyType
from typing import Any

import numpy as np

from app.engine.numpy.arrays import numpy_value
from app.engine.program.objects import Function
from app.engine.program.placeholders import Setting
from app.errors import ProgramError, Refused, text

_MOST_DIGITS = 100
_WIDEST = 100_000
_PRINTING = frozenset("precision threshold edgeitems linewidth suppress nanstr infstr sign floatmode".split())
_ERRORS = frozenset("all divide over under invalid".split())
_ANSWERS = frozenset({"ignore", "warn", "raise", None})


def _set_printing(*given: Any, **named: Any) -> None:
    names = ("precision", "threshold", "edgeitems", "linewidth", "suppress", "nanstr", "infstr")
    options = {**dict(zip(names, given, strict=False)), **named}
    _check(options)
    np.set_printoptions(**{name: numpy_value(value) for name, value in options.items()})


def _check(options: Mapping[str, Any]) -> None:
    for name, value in options.items():
        most = _MOST_DIGITS if name in ("precision", "nanstr", "infstr") else _WIDEST if name == "linewidth" else None
        size = len(value) if isinstance(value, str) else value
        if most is not None and isinstance(size, (int, float)) and size > most and size != np.inf:
            raise ProgramError(
                text("%(name)s is larger than %(limit)s.", name=name, limit=most),
                code="arguments",
                hint=text("Use a smaller one."),
            )


def _printing(**named: Any) -> Setting:
    _check(named)
    options = {name: numpy_value(value) for name, value in named.items()}
    return Setting("printoptions", lambda: np.printoptions(**options))


def _as_text(array: Any, max_line_width: Any = None, precision: Any = None, **named: Any) -> str:
    options = {"linewidth": max_line_width, "precision": precision, **named}
    _check({**options, "nanstr": named.get("separator", ""), "infstr": named.get("prefix", "")})
    return np.array2string(np.asarray(numpy_value(array)), max_line_width, precision, **named)


def _set_errors(**named: Any) -> dict[str, Any]:
    _check_answers(named)
    return dict(np.seterr(**named))


def _errors(**named: Any) -> Setting:
    _check_answers(named)
    return Setting("errstate", lambda: np.errstate(**named))


def _check_answers(named: Mapping[str, Any]) -> None:
    if not all(value is None or value in _ANSWERS for value in named.values()):
        raise Refused(
            text("Numpy's errors can be ignored or raised here."), hint=text("Write np.seterr(all='ignore').")
        )


def _function(name: str, call: Any, keywords: frozenset[str]) -> Function:
    return Function(f"np.{name}", call, traced=False, keywords=keywords)


SETTINGS: Mapping[str, Function] = MappingProxyType(
    {
        "set_printoptions": _function("set_printoptions", _set_printing, _PRINTING),
        "array2string": _function(
            "array2string",
            _as_text,
            _PRINTING | {"max_line_width", "separator", "prefix", "suppress_small"} - {"linewidth", "nanstr", "infstr"},
        ),
        "seterr": _function("seterr", _set_errors, _ERRORS),
        "errstate": _function("errstate", _errors, _ERRORS),
        "printoptions": _function("printoptions", _printing, _PRINTING),
    }
)


def settings_of_a_run() -> AbstractContextManager[Any]:
    """What a run sets is as before when it is over."""
    stack = ExitStack()
    stack.enter_context(np.printoptions())
    stack.enter_context(np.errstate())
    return stack
