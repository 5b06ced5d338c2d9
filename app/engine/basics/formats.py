"""Text made from values: f-strings, `%` and `.format`, with the whole format mini-language on plain values.

A format can ask for a width or a precision of millions, and Python's own `.format` follows attributes; here widths are
bounded, and a replacement field is a number or a name and nothing more.
"""

import re
import string
from typing import Any

import numpy as np
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.basics.plain import check_items
from app.engine.guard import check_nesting
from app.engine.program.type_names import type_name
from app.errors import LimitExceeded, Refused, text

WIDEST = 500
_NUMBER = re.compile(r"\d+")
_PLAIN = frozenset({int, float, bool, str})
_PERCENT = re.compile(r"%(?:\((\w+)\))?([#0\- +]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.?)", re.DOTALL)


def show(value: Any) -> str:
    """str(value): what print shows."""
    if type(value) is str:
        return value
    check_nesting(value)
    with _disable_current_modes():
        return str(value)


def formatted(value: Any, spec: str, conversion: str = "") -> str:
    """format(value, spec), after !r or !s where asked for.

    Raises:
        LimitExceeded: a width or precision of more than 500.
        ValueError, TypeError: what Python says of a spec that does not fit.
    """
    _check_widths(spec)
    check_nesting(value)
    with _disable_current_modes():
        if conversion == "r":
            value = repr(value)
        elif conversion == "a":
            value = ascii(value)
        elif conversion == "s":
            value = str(value)
        elif conversion:
            raise ValueError(f"Unknown conversion specifier '{conversion}'")
        if isinstance(value, (Tensor, np.ndarray)) and value.ndim == 0:
            value = value.item()
        if type(value) in _PLAIN or isinstance(value, np.generic):
            return format(value, spec)
        if spec:
            raise TypeError(f"unsupported format string passed to {type_name(value)}.__format__")
        return str(value)


def _check_widths(spec: str) -> None:
    if any(len(digits) > 3 or int(digits) > WIDEST for digits in _NUMBER.findall(spec)):
        raise LimitExceeded(
            text("A width or precision in a format is larger than %(limit)s.", limit=WIDEST),
            hint=text("Use a smaller one, such as {:8.4f}."),
        )


def percent(template: str, given: Any) -> str:
    """`template % given`, as Python has it.

    >>> percent("%5.2f|%-4s|%03d|%%", (3.14159, "x", 7))
    ' 3.14|x   |007|%'
    """
    values = given if isinstance(given, tuple) else (given,)
    position = size = 0

    def one(match: re.Match[str]) -> str:
        nonlocal position, size
        name, flags, width, precision, kind = match.groups()
        if kind == "%":
            return "%"
        if kind == "":
            raise ValueError("incomplete format")
        if "*" in (width, precision) or kind not in "diouxXeEfFgGcrsa":
            raise ValueError(f"unsupported format character '{kind}'")
        _check_widths(f"{width or ''} {precision or ''}")
        if name is not None:
            value = given[name]
        elif position < len(values):
            value, position = values[position], position + 1
        else:
            raise TypeError("not enough arguments for format string")
        point = f".{precision}" if precision is not None else ""
        words = f"%{flags}{width or ''}{point}{kind}" % (_for_percent(value, kind),)
        size += len(words)
        check_items(size)
        return words

    made = _PERCENT.sub(one, template)
    if position < len(values) and not isinstance(given, dict) and "%(" not in template:
        raise TypeError("not all arguments converted during string formatting")
    check_items(len(made))
    return made


def _for_percent(value: Any, kind: str) -> Any:
    check_nesting(value)
    with _disable_current_modes():
        if kind in "rsa":
            return value if type(value) in _PLAIN else _Shown(repr(value) if kind == "r" else str(value))
        return value.item() if isinstance(value, Tensor) else value


class _Shown:
    """Text that `%s` and `%r` both show as it is."""

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words

    def __str__(self) -> str:
        return self.words

    __repr__ = __str__


def fill(template: str, /, *given: Any, **named: Any) -> str:
    """template.format(...), with fields that are positions or names.

    >>> fill("{0} {1:>4} {name!r}", 1, 2, name="x")
    "1    2 'x'"
    """
    return _filled(template, given, named, _Numbering())


class _Numbering:
    """The numbers of the fields of one template: all written, or all counted."""

    __slots__ = ("count", "written")

    def __init__(self) -> None:
        self.count = 0
        self.written = False

    def name(self, field: str) -> str:
        """The name of a field, or its number."""
        if field and not field.isdecimal():
            return field
        if self.written if not field else self.count:
            before, after = ("manual", "automatic") if self.written else ("automatic", "manual")
            kinds = f"{before} field {_KINDS[before]} to {after} field {_KINDS[after]}"
            raise ValueError(f"cannot switch from {kinds}")
        if field:
            self.written = True
            return field
        self.count += 1
        return str(self.count - 1)


_KINDS = {"manual": "specification", "automatic": "numbering"}


def _at(given: tuple[Any, ...], place: int) -> Any:
    if place >= len(given):
        raise IndexError(f"Replacement index {place} out of range for positional args tuple")
    return given[place]


def _filled(template: str, given: tuple[Any, ...], named: dict[str, Any], automatic: _Numbering) -> str:
    made: list[str] = []
    size = 0
    for literal, name, spec, conversion in string.Formatter().parse(template):
        made.append(literal)
        if name is None:
            continue
        name = automatic.name(name)
        if not re.fullmatch(r"\w+", name) or name.startswith("__"):
            raise Refused(
                text(
                    "A field of a format is a position or a name here, and '{%(field)s}' is neither.", field=name[:40]
                ),
                code="format-field",
                hint=text("Give the value itself: '{}'.format(x.item())."),
            )
        value = _at(given, int(name)) if name.isdecimal() else named[name]
        nested = _filled(spec, given, named, automatic) if spec and "{" in spec else spec or ""
        made.append(formatted(value, nested, conversion or ""))
        size += len(made[-1])
        check_items(size)
    whole = "".join(made)
    check_items(len(whole))
    return whole
