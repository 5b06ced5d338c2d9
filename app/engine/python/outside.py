"""`os` and `sys` as far as scripts touch them in passing: settings for other machines, which change nothing here."""

import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.names.families import Family, table_family
from app.engine.program.objects import Function, Namespace
from app.errors import Refused, text


class Environment:
    """os.environ: what is set there is read by nobody."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "environ({})"

    def __setitem__(self, name: Any, value: Any) -> None:
        if not isinstance(name, str) or not isinstance(value, str):
            raise TypeError(f"str expected, not {type(name if isinstance(value, str) else value).__name__}")

    def __getitem__(self, name: Any) -> Any:
        raise Refused(
            text("The settings of the machine can't be read here."), hint=text("Write the value into the program.")
        )


class SearchPath:
    """sys.path: a place for other programs is added in vain."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[]"


def _nothing(*_: Any) -> None:
    """It would change the world outside."""


def _functions(*names: str) -> dict[str, Function]:
    return {name: Function(name, _nothing, traced=False, keywords=frozenset()) for name in names}


def _setting(_: Any, key: Any, default: Any = None) -> Any:
    del key  # nothing is set
    return default


_ENVIRONMENT = {
    name: Function(name, _setting, traced=False, keywords=frozenset({"key", "default"}))
    for name in ("get", "setdefault")
}
OUTSIDE_FAMILIES: Mapping[type, Family] = MappingProxyType(
    {
        Environment: table_family(MappingProxyType(_ENVIRONMENT)),
        SearchPath: table_family(MappingProxyType(_functions("append", "insert"))),
    }
)
"""By type."""
STDOUT = Namespace("sys.stdout", MappingProxyType(_functions("flush")))
OUTSIDE: Mapping[str, Namespace] = MappingProxyType(
    {
        "os": Namespace("os", MappingProxyType({"environ": Environment()})),
        "sys": Namespace(
            "sys",
            MappingProxyType(
                {
                    **_functions("setrecursionlimit"),
                    "maxsize": sys.maxsize,
                    "path": SearchPath(),
                    "stdout": STDOUT,
                    "stderr": Namespace("sys.stderr", MappingProxyType(_functions("flush"))),
                }
            ),
        ),
    }
)
"""By the name that an import gives."""
