"""`os` and `sys` as far as scripts touch them in passing: settings for other machines, which change nothing here."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from app.engine.names.families import Family, table_family
from app.engine.program.objects import Function, Namespace
from app.engine.program.type_names import type_name
from app.engine.python.path_texts import OF_TEXT
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


STDOUT, STDERR = "sys.stdout", "sys.stderr"


def _text(name: str, call: Callable[..., Any]) -> Function:
    return Function(name, call, traced=False, keywords=frozenset())


def _functions(*names: str) -> dict[str, Function]:
    return {name: Function(name, _nothing, traced=False, keywords=frozenset()) for name in names}


def of_a_run(write: Callable[[str], None]) -> Mapping[str, Any]:
    """What each run has of its own: `sys.argv`, `sys.stdout`, which `write` prints to, and `sys.stderr`, which nobody
    sees."""
    return {"sys.argv": ["program.py"], STDOUT: _stream(STDOUT, write), STDERR: _stream(STDERR, _nothing)}


def _stream(name: str, write: Callable[[str], None]) -> Namespace:
    def written(words: Any) -> int:
        if type(words) is not str:
            raise TypeError(f"write() argument must be str, not {type_name(words)}")
        write(words)
        return len(words)

    return Namespace(name, MappingProxyType({**_functions("flush"), "write": _text("write", written)}))


def _setting(_: Any, key: Any, default: Any = None) -> Any:
    del key  # nothing is set
    return default


_ENVIRONMENT = {
    name: Function(name, _setting, traced=False, keywords=frozenset({"key", "default"}))
    for name in ("get", "setdefault")
}
_GETENV = Function("os.getenv", partial(_setting, None), traced=False, keywords=frozenset({"key", "default"}))
OUTSIDE_FAMILIES: Mapping[type, Family] = MappingProxyType(
    {
        Environment: table_family(MappingProxyType(_ENVIRONMENT)),
        SearchPath: table_family(MappingProxyType(_functions("append", "insert"))),
    }
)
"""By type."""
PATH = Namespace("os.path", MappingProxyType({name: _text(name, call) for name, call in OF_TEXT.items()}))
OUTSIDE: Mapping[str, Namespace] = MappingProxyType(
    {
        "os": Namespace(
            "os", MappingProxyType({"environ": Environment(), "getenv": _GETENV, "sep": "/", "path": PATH})
        ),
        "os.path": PATH,
        "sys": Namespace(
            "sys",
            MappingProxyType(
                {
                    **_functions("setrecursionlimit"),
                    "maxsize": sys.maxsize,
                    "path": SearchPath(),
                }
            ),
        ),
    }
)
"""By the name that an import gives; what writes is added for each run."""
