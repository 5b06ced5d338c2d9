"""What a program imports: a parsed program in, nothing out, or Refused for a module that is not there and is used.
Scripts carry imports along that they never use: those are passed over, and those that they only try fail as in Python.
"""

import ast

from app.errors import Refused, text
from app.lang.modules import MODULES, instead_of
from app.lang.source import Source

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def check_imports(tree: ast.Module, source: Source) -> None:
    """Raise Refused for the first import of a module that is not there, unless nothing reads what it imports."""
    tries = [line for node in ast.walk(tree) if isinstance(node, ast.Try) for line in tried(node)]
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom)) and node not in tries]
    read = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} if imports else set()
    for node in sorted(imports, key=lambda node: node.lineno):
        for alias in node.names:
            name = module_of(node, alias)
            if name not in MODULES and (alias.name == "*" or _bound(alias) in read):
                raise _refused(name, source, node)


def tried(node: ast.Try) -> list[ast.stmt]:
    """The imports of a `try` that deals with those that fail.

    >>> [len(tried(node)) for node in ast.parse("try: import a\\nexcept ImportError: pass").body]
    [1]
    """
    if not any(_IMPORT_ERRORS & _caught(handler) for handler in node.handlers):
        return []
    return [line for line in node.body if isinstance(line, (ast.Import, ast.ImportFrom))]


def _caught(handler: ast.ExceptHandler) -> set[str]:
    return (
        {part.id for part in ast.walk(handler.type) if isinstance(part, ast.Name)} if handler.type else _IMPORT_ERRORS
    )


def module_of(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """The full name of the module that an alias comes from.

    >>> [module_of(node, node.names[0]) for node in ast.parse("import a.b as c\\nfrom ..d import e").body]
    ['a.b', '..d']
    """
    return alias.name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.split(".")[0]


def _refused(name: str, source: Source, node: ast.stmt) -> Refused:
    return Refused(
        text("'%(name)s' can't be imported: torch, numpy, math and parts of Python's own library can.", name=name[:40]),
        code="import",
        hint=instead_of(name),
        span=source.line_span(node.lineno),
    )
