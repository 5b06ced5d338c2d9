"""Classes that a program defines: what a `class` statement makes, and how an attribute is found along its bases.

To let programs derive from a type of the library, write a `Deriver` and add its line to `DERIVABLE` in `deriving`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.names.families import Member
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Callee

Fields = dict[str, Any]


@dataclass(frozen=True)
class Deriver:
    """What a program can do with classes that derive from one type of the library.

    `base` gives the real class from which a class derived from the type is made: one with `Made` among its bases, the
    same one each time. `new` makes an object before `__init__` runs; `initialise` is
    the type's own `__init__`. `fields` is where the program's own attributes of an object are; `set` and `delete`
    change an attribute. `member` is what the type shows under a name besides (None: nothing), `methods` are those that
    `super().m()` and `Base.m(self)` find, `__init__` and operators among them. `class_member` is what the class itself
    shows under a name besides what the program put there: the `apply` of a Function, say. `called` gives an object of
    the class as a function, where it is one. `hooks` are the methods that the type itself calls: wrappers of the
    program's own stand in the real class.
    """

    base: Callable[[type], type]
    new: Callable[["ProgramClass", tuple[Any, ...], dict[str, Any]], Any]
    initialise: Callable[..., None]
    fields: Callable[[Any], Fields]
    set: Callable[[Any, str, Any], None]
    delete: Callable[[Any, str], None]
    member: Callable[[Any, str], Member | None] = lambda _owner, _name: None
    names: Callable[[Any], Iterator[str]] = lambda _owner: iter(())
    methods: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    class_member: Callable[["ProgramClass", str], Member | None] = lambda _class, _name: None
    called: Callable[[Any], Any] = lambda _owner: None
    hooks: frozenset[str] = frozenset()


class ProgramClass(Callee):
    """A class of the program: `own` is what its body has defined, `real` the Python class of its objects, `line` this
    class and those of the program that it derives from, in Python's order; `serials` numbers the objects of the run."""

    def __init__(
        self, name: str, own: dict[str, Any], deriver: Deriver, real: type, serials: Callable[[], int]
    ) -> None:
        self.serials = serials
        self.name = name
        self.own = own
        self.deriver = deriver
        self.real = real
        self.annotated: tuple[str, ...] = ()
        """The names that its body annotates, in order: what a data class goes by."""
        self.data_fields: dict[str, Any] | None = None
        self.abstract: tuple[str, ...] | None = None
        """The methods that it leaves open; None: it does not derive from ABC, so nobody asks."""
        made: Any = real
        made.made_by = self
        self.line: tuple[ProgramClass, ...] = tuple(
            kind.__dict__["made_by"] for kind in real.__mro__ if "made_by" in kind.__dict__
        )

    def __repr__(self) -> str:
        return repr(self.real)

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Make an object, and run its `__init__`."""
        if self.abstract:
            methods = f"method{'s' if len(self.abstract) > 1 else ''} {', '.join(self.abstract)}"
            raise TypeError(f"Can't instantiate abstract class {self.name} with abstract {methods}")
        made = self.deriver.new(self, given, named)
        initialise = self.find("__init__")
        if initialise is None:
            self.deriver.initialise(made, *given, **named)
        else:
            result = initialise(made, *given, **named)
            if result is not None:
                kind = result.name if isinstance(result, Lazy) else type(result).__name__
                raise TypeError(f"__init__() should return None, not '{kind}'")
        return made

    def find(self, name: str) -> Any:
        """What this class or one that it derives from has under a name; None: nothing."""
        for kind in self.line:
            if name in kind.own:
                return kind.own[name]
        return None

    def has(self, name: str) -> bool:
        """Whether there is anything under a name."""
        return any(name in kind.own for kind in self.line)


class BoundMethod(Callee):
    """A function of a class together with the object, or the class, that it was looked up on."""

    __slots__ = ("function", "owner")

    def __init__(self, function: Callable[..., Any], owner: Any) -> None:
        self.function = function
        self.owner = owner

    def __repr__(self) -> str:
        return f"<bound method {self.function!r}>"

    def __call__(self, /, *given: Any, **named: Any) -> Any:
        """Call the function with the owner as its first argument."""
        return self.function(self.owner, *given, **named)


@dataclass(frozen=True, eq=False, slots=True)
class StaticMethod:
    """What `@staticmethod` gives."""

    function: Any

    def __repr__(self) -> str:
        return f"<staticmethod({self.function!r})>"


@dataclass(frozen=True, eq=False, slots=True)
class ClassMethod:
    """What `@classmethod` gives."""

    function: Any

    def __repr__(self) -> str:
        return f"<classmethod({self.function!r})>"


@dataclass(frozen=True, eq=False, slots=True)
class Property:
    """What `@property` gives, and its setter and deleter."""

    get: Any
    set: Any = None
    delete: Any = None

    def __repr__(self) -> str:
        return "<property object>"


@dataclass(frozen=True, eq=False, slots=True)
class Super:
    """What `super()` gives: the attributes of `owner` from behind `kind` on."""

    kind: ProgramClass
    owner: Any

    def __repr__(self) -> str:
        return f"<super: {self.kind!r}, {self.class_of()!r}>"

    def class_of(self) -> ProgramClass:
        """The class whose line of bases is gone along."""
        found: ProgramClass = self.owner if isinstance(self.owner, ProgramClass) else type(self.owner).made_by
        return found
