"""Private names: inside a class Python reads `__x` as `_Name__x`; the tree goes in and has the long names then."""

import ast


def lengthen_private_names(tree: ast.Module) -> None:
    """Rename in place.

    >>> tree = ast.parse("class A:\\n    def f(self): return self.__x + __y__")
    >>> lengthen_private_names(tree)
    >>> ast.unparse(tree.body[0].body[0].body[0])
    'return self._A__x + __y__'
    """
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, owner = waiting.pop()
        if owner:
            _rename(node, owner)
        inside = node.name.lstrip("_") if isinstance(node, ast.ClassDef) else owner
        body = set(map(id, node.body)) if isinstance(node, ast.ClassDef) else set()
        waiting.extend((child, inside if id(child) in body else owner) for child in ast.iter_child_nodes(node))


def _rename(node: ast.AST, owner: str) -> None:
    match node:
        case ast.Name(id=name):
            node.id = _long(name, owner)
        case ast.Attribute(attr=name):
            node.attr = _long(name, owner)
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            node.name = _long(name, owner)
        case ast.arg(arg=name):
            node.arg = _long(name, owner)
        case ast.keyword(arg=str(name)):
            node.arg = _long(name, owner)
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            node.names = [_long(name, owner) for name in names]


def _long(name: str, owner: str) -> str:
    return f"_{owner}{name}" if name.startswith("__") and not name.endswith("__") else name
