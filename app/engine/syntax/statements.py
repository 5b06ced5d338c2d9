"""Syntax trees of statements in, closures out: each takes the frame and returns nothing, or how a loop goes on."""

import ast
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

from app.engine.loops import Loop
from app.engine.names.lookup import Names
from app.engine.program.frames import BREAK, CONTINUE, Frame, Return
from app.engine.runtime import Runtime
from app.engine.syntax.augmented import Augmented
from app.engine.syntax.class_statements import ClassStatements
from app.engine.syntax.deletions import Deletions
from app.engine.syntax.expressions import Expressions
from app.engine.syntax.generators import Generators, yields
from app.engine.syntax.handlers import Handlers
from app.engine.syntax.imports import Imports
from app.engine.syntax.rounds import rounds
from app.engine.syntax.targets import Targets
from app.engine.syntax.with_statements import WithStatements
from app.lang.source import Source

Statement = Callable[[Frame], Any]
_NOTHING = ast.Constant(None)


class Statements:
    """Builds the closures of one program's statements."""

    def __init__(self, source: Source, runtime: Runtime, names: Names) -> None:
        self.source = source
        self.runtime = runtime
        self.names = names
        self.expressions = Expressions(source, runtime, names)
        self.targets = Targets(self.expressions)
        self.classes = ClassStatements(self.expressions, self.block)
        self.handlers = Handlers(self.expressions, self.block)
        self.generators = Generators(self.expressions, self.block)
        self._builders: dict[type[ast.stmt], Callable[[Any], Statement]] = {
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: Augmented(self.expressions).build,
            ast.Expr: self._expression,
            ast.For: self._for,
            ast.While: self._while,
            ast.With: WithStatements(self.expressions, self.block).build,
            ast.FunctionDef: self._function,
            ast.ClassDef: self.classes.build,
            ast.Try: self.handlers.attempt,
            ast.Raise: self.handlers.raising,
            ast.Return: self._return,
            **Deletions(self.expressions).builders(),
            ast.Global: lambda _: _nothing,
            ast.Nonlocal: lambda _: _nothing,
            ast.If: self._if,
            **Imports(self.expressions).builders(),
            ast.Pass: lambda _: _nothing,
            ast.Break: lambda _: _break,
            ast.Continue: lambda _: _continue,
        }

    def block(self, nodes: Iterable[ast.stmt]) -> Statement:
        """The closure of statements one after the other; a break or continue ends it."""
        parts = [self._builders[type(node)](node) for node in nodes]
        if len(parts) == 1:
            return parts[0]

        def run(frame: Frame) -> Any:
            for part in parts:
                signal = part(frame)
                if signal is not None:
                    return signal
            return None

        return run

    def _assign(self, node: ast.Assign) -> Statement:
        value = self.expressions.build(node.value)
        targets = [self.targets.build(target) for target in node.targets]

        def run(frame: Frame) -> None:
            result = value(frame)
            for target in targets:
                target(frame, result)

        return run

    def _annotated(self, node: ast.AnnAssign) -> Statement:
        if node.value is None:
            return _nothing
        value, target = self.expressions.build(node.value), self.targets.build(node.target)
        return lambda frame: target(frame, value(frame))

    def _expression(self, node: ast.Expr) -> Statement:
        value = self.expressions.build(node.value)
        notice = self.runtime.notice_result

        def run(frame: Frame) -> None:
            notice(value(frame))

        return run

    def _if(self, node: ast.If) -> Statement:
        self.expressions.asked.add(node.test)
        test, body, other = self.expressions.build(node.test), self.block(node.body), self.block(node.orelse)
        span = self.source.span_of(node.test)
        truth = self.expressions.truth
        return lambda frame: body(frame) if truth(test(frame), span) else other(frame)

    def _for(self, node: ast.For) -> Statement:
        items, target = self.expressions.build(node.iter), self.targets.build(node.target)
        body, after = self.block(node.body), self.block(node.orelse)
        span, name = self.source.line_span(node.lineno), rounds(node.target, self.expressions.words)
        live, passes, places = self.expressions.live, self.runtime.passes, self.runtime.places
        iterator_span, runtime = self.source.span_of(node.iter), self.runtime
        iterator = self.expressions.words(node.iter.func if isinstance(node.iter, ast.Call) else node.iter)

        def run(frame: Frame) -> Any:
            source = items(frame)
            runtime.at(iterator_span, iterator)
            loop, item = runtime.loops.begin(source, len(passes.done)), None
            place = places.begin("iteration", lambda: name(item, loop.count - 1), span, loop)
            try:
                for item in live(source, iterator_span):
                    loop.count += 1
                    if places.grouping:
                        places.turn(place)
                    target(frame, item)
                    signal = body(frame)
                    if places.grouping:
                        places.between(place)
                        runtime.at(iterator_span, iterator)
                    if signal is BREAK:
                        return None
                    if signal is not None and signal is not CONTINUE:
                        return signal
            finally:
                places.leave(place)
                runtime.loops.end(loop)
            return after(frame)

        return run

    def _while(self, node: ast.While) -> Statement:
        test, body, after = self.expressions.build(node.test), self.block(node.body), self.block(node.orelse)
        span, line = self.source.span_of(node.test), self.source.line_span(node.lineno)
        truth, deadline, places = self.expressions.truth, self.runtime.deadline, self.runtime.places

        def run(frame: Frame) -> Any:
            loop, since = Loop(None, 0), monotonic()
            place = places.begin("iteration", lambda: f"while {loop.count - 1}", line, loop)
            try:
                while truth(test(frame), span):
                    deadline.left -= 1
                    if deadline.left < 0:
                        deadline.look(since, line)
                    loop.count += 1
                    if places.grouping:
                        places.turn(place)
                    signal = body(frame)
                    places.between(place)
                    if signal is BREAK:
                        return None
                    if signal is not None and signal is not CONTINUE:
                        return signal
            finally:
                places.leave(place)
            return after(frame)

        return run

    def _function(self, node: ast.FunctionDef) -> Statement:
        steps = yields(node.body)

        def body() -> Callable[[Frame], Any]:
            return self.generators.block(node.body) if steps else self.block(node.body)

        span = self.source.line_span(node.lineno)
        make = self.expressions.definitions.function(node.name, node.args, node.body, body, span, steps=steps)
        bind = self.classes.bound(node)
        return lambda frame: bind(frame, make(frame))

    def _return(self, node: ast.Return) -> Statement:
        value = self.expressions.build(node.value or _NOTHING)
        return lambda frame: Return(value(frame))


def _nothing(_: Frame) -> None:
    """A statement that does nothing."""


def _break(_: Frame) -> str:
    return BREAK


def _continue(_: Frame) -> str:
    return CONTINUE
