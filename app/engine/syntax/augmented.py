"""`+=` and its relatives: the target's parts are put aside, then read and written."""

import ast
from collections.abc import Callable

from app.engine.basics import plain
from app.engine.program.frames import Frame
from app.engine.syntax.building import Builder, Expression
from app.engine.syntax.targets import Target, Targets

_OWNER, _KEY = ".owner", ".key"


class Augmented:
    """Builds the closures of augmented assignments."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.targets = Targets(builder)

    def build(self, node: ast.AugAssign) -> Callable[[Frame], None]:
        """The target's parts are evaluated once, then read and written: `l[f()] += 1` calls f once."""
        builder, operator = self.builder, plain.IN_PLACE[type(node.op)]
        read, write, prepare = self._place(node.target)
        operation = builder.operation(node, read, builder.build(node.value), operator, node.op, node.target, node.value)

        def run(frame: Frame) -> None:
            prepare(frame)
            write(frame, operation(frame))

        return run

    def _place(self, node: ast.expr) -> tuple[Expression, Target, Callable[[Frame], None]]:
        """How to read and to write a target whose parts `prepare` has put aside."""
        if isinstance(node, ast.Name):
            loaded = ast.copy_location(ast.Name(node.id, ast.Load()), node)
            return self.builder.build(loaded), self.targets.build(node), _nothing
        assert isinstance(node, (ast.Subscript, ast.Attribute))
        parts = [(_OWNER, self.builder.build(node.value))]
        if isinstance(node, ast.Subscript):
            parts.append((_KEY, self.builder.build(node.slice)))

        def prepare(frame: Frame) -> None:
            frame.update([(name, part(frame)) for name, part in parts])

        return self.builder.build(_aside(node, ast.Load())), self.targets.build(_aside(node, ast.Store())), prepare


def _nothing(_: Frame) -> None:
    """A name has no parts to put aside."""


def _aside(node: ast.Subscript | ast.Attribute, context: ast.expr_context) -> ast.expr:
    """The target with its parts read from where they were put aside; a program can't write such names."""
    owner = ast.copy_location(ast.Name(_OWNER, ast.Load()), node.value)
    if isinstance(node, ast.Attribute):
        return ast.copy_location(ast.Attribute(owner, node.attr, context), node)
    key = ast.copy_location(ast.Name(_KEY, ast.Load()), node.slice)
    return ast.copy_location(ast.Subscript(owner, key, context), node)
