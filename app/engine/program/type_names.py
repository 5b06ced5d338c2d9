"""A value in, the name that Python has for its type out: the language's own stand-ins are what they stand for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.program.classes import BoundMethod, ClassMethod, ProgramClass, Property, StaticMethod, Super
from app.engine.program.decorators import InMode
from app.engine.program.functions import UserFunction
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Function, Kind, Method, Namespace

STAND_INS: Mapping[type, str] = MappingProxyType(
    {
        UserFunction: "function",
        InMode: "function",
        BoundMethod: "method",
        Function: "builtin_function_or_method",
        Method: "builtin_function_or_method",
        Namespace: "module",
        Kind: "type",
        ProgramClass: "type",
        Super: "super",
        Property: "property",
        StaticMethod: "staticmethod",
        ClassMethod: "classmethod",
    }
)


def type_name(value: Any) -> str:
    """What Python's own messages call the type of a value.

    >>> type_name(3), type_name(None)
    ('int', 'NoneType')
    """
    if isinstance(value, Lazy):
        return value.name
    return STAND_INS.get(type(value)) or type(value).__name__
