"""`class` statements and decorators: syntax in, a closure that makes the class out."""

import ast
from collections.abc import Callable
from typing import Any

from app.engine.failing.failures import failure
from app.engine.program.decorators import decorated
from app.engine.program.deriving import make_class
from app.engine.program.frames import Frame
from app.engine.program.instances import CELL
from app.engine.program.named_tuples import class_of_row
from app.engine.program.placeholders import Annotation
from app.engine.syntax.building import Builder, Expression, pinned
from app.engine.syntax.targets import Targets
from app.errors import GradwalkError, Span
from app.lang.dunders import IGNORED
from app.lang.scopes import Scope, scope_of

Block = Callable[[list[ast.stmt]], Expression]


class ClassStatements:
    """Builds the closures of classes, and of the decorators of classes and functions."""

    def __init__(self, builder: Builder, block: Block) -> None:
        self.builder = builder
        self.block = block
        self.targets = Targets(builder)

    def build(self, node: ast.ClassDef) -> Expression:
        """The body runs in a frame of its own; its functions see the frame around it, which holds only the class."""
        builder, span, name = self.builder, self.builder.source.line_span(node.lineno), node.name
        bases = builder.items(node.bases)
        inside = builder.scope is not None and builder.scope.of_class
        prefix = builder.scope.prefix if builder.scope is not None else ""
        body = builder.scoped(Scope({CELL}), lambda: self._body(node, f"{prefix}{name}."))
        annotated = _annotated(node)
        bind = self.bound(node)

        def run(frame: Frame) -> None:
            frame.kept = True
            found = bases(frame)
            cell = Frame(frame.outer if inside else frame)
            own = Frame(cell)
            body(own)
            members = {key: value for key, value in own.items() if not key.startswith(".") and key not in IGNORED}
            try:
                if any(isinstance(base, Annotation) and base.name == "NamedTuple" for base in found):
                    bind(frame, class_of_row(name, annotated, members))
                    return
                cell[CELL] = made = make_class(name, prefix + name, found, members, builder.runtime)
                made.annotated = annotated
            except GradwalkError as error:
                raise pinned(error, span) from None
            except Exception as error:
                raise failure(error, span, label="class") from None
            bind(frame, made)

        return run

    def _body(self, node: ast.ClassDef, prefix: str) -> Expression:
        scope = scope_of([], node.body)
        scope.of_class, scope.prefix = True, prefix
        return self.builder.scoped(scope, lambda: self.block(node.body))

    def bound(self, node: ast.FunctionDef | ast.ClassDef) -> Callable[[Frame, Any], None]:
        """The closure that gives what was defined its name, after its decorators."""
        builder = self.builder
        decorators = [(builder.build(part), builder.source.span_of(part)) for part in node.decorator_list]
        assign = self.targets.build(ast.copy_location(ast.Name(node.name, ast.Store()), node))

        def run(frame: Frame, made: Any) -> None:
            for decorator, span in reversed([(build(frame), span) for build, span in decorators]):
                made = _decorated(decorator, made, span)
            assign(frame, made)

        return run if decorators else assign


def _annotated(node: ast.ClassDef) -> tuple[str, ...]:
    """The names that the body of a class annotates, without those that only the class has."""
    lines = [line for line in node.body if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)]
    own = [line for line in lines if "ClassVar" not in ast.unparse(line.annotation)]
    return tuple(dict.fromkeys(line.target.id for line in own if isinstance(line.target, ast.Name)))


def _decorated(decorator: Any, made: Any, span: Span) -> Any:
    try:
        return decorated(decorator, made)
    except GradwalkError as error:
        raise pinned(error, span) from None
    except Exception as error:
        raise failure(error, span, label="@") from None
