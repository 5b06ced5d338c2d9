"""`argparse` for a program that nobody has given arguments: every setting has its default."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.names.families import Family, table_family
from app.engine.program.functions import callable_of
from app.engine.program.objects import Found, Function, Kind, Namespace
from app.engine.program.settings import Settings
from app.errors import ProgramError, Refused, text

_MOST = 1_000
_FORMATS = "HelpFormatter ArgumentDefaultsHelpFormatter RawTextHelpFormatter RawDescriptionHelpFormatter"
_SWITCHES: Mapping[str, Any] = {"store_true": False, "store_false": True}
_OPTIONS = frozenset("action nargs const default type choices required help metavar dest version".split())


class Parser:
    """ArgumentParser, and a group of its arguments."""

    __slots__ = ("fields",)

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}

    def __repr__(self) -> str:
        return "ArgumentParser(prog='program.py')"

    def add(self, *names: Any, **options: Any) -> None:
        """parser.add_argument("--lr", type=float, default=0.1)."""
        unknown = options.keys() - _OPTIONS
        if unknown or not names or not all(type(name) is str and name.strip("-") for name in names):
            raise TypeError(f"add_argument() got an unexpected argument: {', '.join(sorted(unknown))[:40]}")
        if len(self.fields) >= _MOST:
            raise Refused(text("A program has at most %(limit)s settings.", limit=_MOST))
        if options.get("action") in ("help", "version"):
            return
        optional = names[0].startswith("-")
        if options.get("required") or not (optional or options.get("nargs") in ("?", "*")):
            raise _no_argument(names[0])
        several = options.get("nargs") == "*" and not optional
        self.fields[_name(names, options)] = _default({"default": [], **options} if several else options)

    def parse(self, args: Any = None, namespace: Any = None) -> Settings:
        """parser.parse_args(): of an empty command line."""
        if args or namespace is not None:
            raise Refused(
                text("There is no command line here: parse_args() gives every setting its default."),
                code="arguments",
                hint=text("Set the value afterwards: args.lr = 0.1."),
            )
        return Settings(dict(self.fields))

    def set_defaults(self, **values: Any) -> None:
        """parser.set_defaults(lr=0.1)."""
        self.fields.update(values)


def _name(names: tuple[str, ...], options: Mapping[str, Any]) -> str:
    if options.get("dest"):
        return str(options["dest"])
    long = next((name for name in names if name.startswith("--")), names[0])
    return long.lstrip("-").replace("-", "_")


def _default(options: Mapping[str, Any]) -> Any:
    value = options.get("default", _SWITCHES.get(str(options.get("action"))))
    if isinstance(value, str) and options.get("type") is not None:  # as Python has it: only a text is converted
        return callable_of(options["type"])(value)
    return value


def _no_argument(name: str) -> ProgramError:
    return ProgramError(
        text("Nobody gives the argument '%(name)s': there is no command line here.", name=name[:40]),
        code="arguments",
        hint=text("Give it a default, or write the setting as a name: data = 'x'."),
    )


def _parsed(parser: Any, args: Any = None, namespace: Any = None) -> tuple[Settings, list[str]]:
    return parser.parse(args, namespace), []


def _function(name: str, call: Any, keywords: str = "") -> Function:
    return Function(name, call, traced=False, keywords=frozenset(keywords.split()))


def _set(settings: Any, name: str, value: Any) -> None:
    settings.fields[name] = value


def _delete(settings: Any, name: str) -> None:
    if name not in settings.fields:
        raise AttributeError(f"'Namespace' object has no attribute '{name}'")
    del settings.fields[name]


def _same(parser: Any, *_: Any, **__: Any) -> Any:
    return parser


def _found(settings: Any, name: str) -> Found:
    if name not in settings.fields:
        raise ProgramError(
            text("There is no setting '%(name)s'.", name=name[:40]),
            code="attribute",
            hint=text("Add it: parser.add_argument('--%(name)s', default=...).", name=name[:40]),
            raised=AttributeError(f"'Namespace' object has no attribute '{name}'"),
        )
    return Found(settings.fields[name])


_MEMBERS: Mapping[str, Function] = MappingProxyType(
    {
        "add_argument": _function("add_argument", Parser.add, " ".join(_OPTIONS)),
        "add_argument_group": _function("add_argument_group", _same, "title description"),
        "add_mutually_exclusive_group": _function("add_mutually_exclusive_group", _same, "required"),
        "parse_args": _function("parse_args", Parser.parse, "args namespace"),
        "parse_known_args": _function("parse_known_args", _parsed, "args namespace"),
        "set_defaults": Function("set_defaults", Parser.set_defaults, traced=False),
    }
)
ARGUMENT_FAMILIES: Mapping[type, Family] = MappingProxyType(
    {
        Parser: table_family(_MEMBERS),
        Settings: Family(_found, lambda settings: settings.fields.keys(), _set, delete=_delete),
    }
)
"""By type."""
_MAKER = Kind(
    "argparse.ArgumentParser",
    lambda *_, **__: Parser(),
    traced=False,
    keywords=frozenset("prog usage description epilog formatter_class conflict_handler add_help allow_abbrev".split()),
    real=Parser,
)
ARGPARSE = Namespace(
    "argparse",
    MappingProxyType(
        {
            "ArgumentParser": _MAKER,
            "Namespace": Kind("argparse.Namespace", lambda **named: Settings(named), traced=False, real=Settings),
            **{name: _function(name, lambda *_: None) for name in _FORMATS.split()},
        }
    ),
)
