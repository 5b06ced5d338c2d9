"""A function's syntax in, its scope out: which names are its own, and which it declares to be someone else's."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_OWN_SCOPE = (ast.FunctionDef, ast.ClassDef, ast.Lambda, *_COMPREHENSIONS)


@dataclass
class Scope:
    """The names that a function or comprehension binds itself, and those that it declares `global` or `nonlocal`.

    `first` is the first parameter of a function. The functions in a class do not see the names of the class: its scope
    (`of_class`) is never the outer one of another. `prefix` is what stands before the names of what is defined inside.
    """

    own: set[str] = field(default_factory=set)
    shared: dict[str, str] = field(default_factory=dict)
    outer: "Scope | None" = None
    first: str | None = None
    of_class: bool = False
    prefix: str = ""

    def hops(self, name: str) -> int | None:
        """How many scopes further out a name has its value; None: in the program itself, or in the library.

        >>> f, g = scope_of([], ast.parse("x = 1").body), scope_of(["y"], [])
        >>> g.outer = f
        >>> g.hops("y"), g.hops("x"), g.hops("z")
        (0, 1, None)
        """
        scope: Scope | None = self
        count = 0
        while scope is not None and scope.shared.get(name) != "global":
            if name in scope.own:
                return count
            scope, count = scope.outer, count + 1
        return None


def scope_of(parameters: Iterable[str], body: Iterable[ast.AST]) -> Scope:
    """The scope of a function with these parameters, or of a comprehension, over its statements and targets.

    >>> sorted(scope_of(["x"], ast.parse("y = x\\nfor i in y: z = i\\nglobal g\\ng = 1").body).own)
    ['i', 'x', 'y', 'z']
    """
    scope = Scope(set(parameters))
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                scope.own.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                scope.own.add(name)
            case ast.ExceptHandler(name=str(name)):
                scope.own.add(name)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                scope.own |= _named(node)
            case ast.Global(names=names):
                scope.shared.update(dict.fromkeys(names, "global"))
            case ast.Nonlocal(names=names):
                scope.shared.update(dict.fromkeys(names, "nonlocal"))
            case ast.alias(name=name, asname=alias):
                scope.own.add(alias or name.split(".")[0])
        if not isinstance(node, _OWN_SCOPE):
            waiting.extend(ast.iter_child_nodes(node))
    scope.own -= scope.shared.keys()
    return scope


def _named(node: ast.AST) -> set[str]:
    """What `:=` names inside a comprehension belongs to the function around it."""
    return {inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)}
