"""Functions that yield: their blocks as Python generators, so that a body can stop in the middle and go on later."""

import ast
from collections.abc import Callable, Generator, Sequence
from time import monotonic
from typing import Any

from app.engine.program.frames import BREAK, CONTINUE, Frame
from app.engine.program.generator_objects import GeneratorObject
from app.engine.syntax.building import Builder, Expression
from app.engine.syntax.handlers import Handlers, enter, leave
from app.engine.syntax.targets import Targets
from app.engine.syntax.with_statements import WithStatements
from app.errors import ProgramError
from app.lang.imports import tried

Block = Callable[[list[ast.stmt]], Expression]
Steps = Callable[[Frame], Generator[Any, Any, Any]]
_OWN = (ast.FunctionDef, ast.ClassDef, ast.Lambda)
_NOTHING = ast.Constant(None)


def yields(nodes: Sequence[ast.AST]) -> bool:
    """Whether statements yield, other than in functions of their own."""
    waiting = [node for node in nodes if not isinstance(node, _OWN)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        waiting.extend(child for child in ast.iter_child_nodes(node) if not isinstance(child, _OWN))
    return False


class Generators:
    """Builds the stepwise closures of the statements that yield; all others are built as anywhere else."""

    def __init__(self, builder: Builder, plain: Block) -> None:
        self.builder = builder
        self.plain = plain
        self.targets = Targets(builder)
        self.handlers = Handlers(builder, plain)
        self.contexts = WithStatements(builder, plain)
        self._builders: dict[type[ast.stmt], Callable[[Any], Steps]] = {
            ast.Expr: lambda node: self._yield(node.value, []),
            ast.Assign: lambda node: self._yield(node.value, node.targets),
            ast.AnnAssign: lambda node: self._yield(node.value, [node.target]),
            ast.If: self._if,
            ast.For: self._for,
            ast.While: self._while,
            ast.With: self._with,
            ast.Try: self._try,
        }

    def block(self, nodes: list[ast.stmt]) -> Steps:
        """The stepwise closure of statements one after the other."""
        parts = [(True, self._statement(node)) if yields([node]) else (False, self.plain([node])) for node in nodes]

        def run(frame: Frame) -> Generator[Any, Any, Any]:
            for stepwise, part in parts:
                signal = (yield from part(frame)) if stepwise else part(frame)
                if signal is not None:
                    return signal
            return None

        return run

    def _statement(self, node: ast.stmt) -> Steps:
        return self._builders[type(node)](node)

    def _yield(self, node: ast.Yield | ast.YieldFrom, targets: list[ast.expr]) -> Steps:
        value = self.builder.build(node.value or _NOTHING)
        binds = [self.targets.build(target) for target in targets]
        span, live, delegates = self.builder.source.span_of(node), self.builder.live, isinstance(node, ast.YieldFrom)

        def run(frame: Frame) -> Generator[Any, Any, Any]:
            found = value(frame)
            if not delegates:
                received = yield found
            else:  # what is sent and thrown goes to the generator inside
                inside: Any = found if isinstance(found, GeneratorObject) else live(found, span)
                received = yield from inside
            for bind in binds:
                bind(frame, received)

        return run

    def _if(self, node: ast.If) -> Steps:
        test, span = self.builder.build(node.test), self.builder.source.span_of(node.test)
        body, other = self.block(node.body), self.block(node.orelse)

        def run(frame: Frame) -> Generator[Any, Any, Any]:
            return (yield from (body if self.builder.truth(test(frame), span) else other)(frame))

        return run

    def _for(self, node: ast.For) -> Steps:
        items, target = self.builder.build(node.iter), self.targets.build(node.target)
        body, after, span = self.block(node.body), self.block(node.orelse), self.builder.source.span_of(node.iter)

        def run(frame: Frame) -> Generator[Any, Any, Any]:
            for item in self.builder.live(items(frame), span):
                target(frame, item)
                signal = yield from body(frame)
                if signal is BREAK:
                    return None
                if signal is not None and signal is not CONTINUE:
                    return signal
            return (yield from after(frame))

        return run

    def _while(self, node: ast.While) -> Steps:
        test, span = self.builder.build(node.test), self.builder.source.span_of(node.test)
        body, after = self.block(node.body), self.block(node.orelse)
        deadline = self.builder.runtime.deadline

        def run(frame: Frame) -> Generator[Any, Any, Any]:
            since = monotonic()
            while self.builder.truth(test(frame), span):
                deadline.left -= 1
                if deadline.left < 0:
                    deadline.look(since, span)
                signal = yield from body(frame)
                if signal is BREAK:
                    return None
                if signal is not None and signal is not CONTINUE:
                    return signal
            return (yield from after(frame))

        return run

    def _with(self, node: ast.With) -> Steps:
        body = self.block(node.body)
        for item in reversed(self.contexts.items(node)):
            body = self.contexts.stepping(item, body)
        return body

    def _try(self, node: ast.Try) -> Steps:
        run = self._handled(node) if node.handlers else self.block(node.body)
        return self._finished(run, self.block(node.finalbody)) if node.finalbody else run

    def _handled(self, node: ast.Try) -> Steps:
        self.builder.tried.update(tried(node))
        body, after = self.block(node.body), self.block(node.orelse)
        blocks = [self.block(part.body) for part in node.handlers]
        handlers = [self.handlers.handler(part, block) for part, block in zip(node.handlers, blocks, strict=True)]
        runtime = self.builder.runtime

        def run(frame: Frame) -> Generator[Any, Any, Any]:
            try:
                signal = yield from body(frame)
            except ProgramError as error:
                caught = self.handlers.caught(error)
            else:
                return signal if signal is not None else (yield from after(frame))
            handler = self.handlers.chosen(handlers, frame, caught)
            before, outer = enter(frame, handler, caught), runtime.handled
            runtime.handled = caught
            try:
                return (yield from handler.body(frame))
            finally:
                if runtime.handled is caught:  # else nobody goes on: Python has found its circle
                    runtime.handled = outer
                leave(frame, handler, before)

        return run

    def _finished(self, body: Steps, final: Steps) -> Steps:
        def run(frame: Frame) -> Generator[Any, Any, Any]:
            try:
                signal = yield from body(frame)
            except ProgramError as error:
                caught = self.handlers.caught(error)
                last = yield from final(frame)
                if last is None:
                    raise caught from None
                return last
            last = yield from final(frame)
            return signal if last is None else last

        return run
