"""Lines in which a person derives gradients, and the variables of a program, in; the gradients as tensors out."""

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from msgspec.structs import replace
from torch import Tensor

from app.engine.limits import Limits
from app.engine.program.frames import Frame
from app.engine.recording.backward import Task
from app.engine.run import run_program
from app.engine.runtime import Runtime
from app.engine.studies.replaying.tensors import dense
from app.errors import Problem, ProgramError, Span, text
from app.graph.model import Request
from app.lang.program import Program, read

RIGHT = "the_right_gradient"
_SHARE = 0.1
"""The part of the time that one evaluation may take: there is one for every scene."""
_END = "\nimport torch"
"""Makes a few lines a program of its own, in which a name that nobody has defined is a mistake and no parameter."""


class Deriving(Runtime):
    """A run that begins with variables of another one."""

    def __init__(self, limits: Limits, given: Mapping[str, Any]) -> None:
        super().__init__(limits, first=2**62)
        self.given = given

    def start(self, frame: Frame) -> None:
        """Run from here on, with the variables at hand."""
        frame.update(self.given)
        super().start(frame)

    def differentiate(self, task: Task, span: Span | None) -> tuple[Tensor | None, ...]:  # noqa: ARG002
        """A derivation is done by hand."""
        raise ProgramError(
            text("A derivation does not call backward(): it says what the gradients are."),
            code="derivation",
            hint=text("Write d_w = ... for the gradient of w."),
            span=span,
        )


@dataclass(frozen=True)
class Derived:
    """A derivation evaluated at one place: its gradients by the names they were given, and what stopped it."""

    found: dict[str, Tensor]
    problem: Problem | None


@dataclass(frozen=True)
class Handwritten:
    """The lines."""

    text: str
    limits: Limits

    def assigned(self) -> dict[str, int]:
        """The names that they assign, and the lines where they do so last.

        Raises:
            SourceError: they are not in the language.
        """
        nodes = [node for node in ast.walk(self._read().tree) if isinstance(node, ast.Name)]
        stored = [node for node in nodes if isinstance(node.ctx, ast.Store)]
        return {node.id: node.lineno for node in sorted(stored, key=lambda node: (node.lineno, node.col_offset))}

    def _read(self) -> Program:
        limits = self.limits
        return read(
            self.text + _END, {}, frozenset(), source_bytes=limits.source_bytes, syntax_nodes=limits.syntax_nodes
        )  # fmt: skip

    def evaluated(self, variables: Mapping[str, Any], wanted: Collection[str]) -> Derived:
        """The gradients `wanted`, with the variables as tensors, else as numpy's arrays."""
        made = self._run(variables, wanted)
        if made.problem is None:
            return made
        other = self._run({name: _array(value) for name, value in variables.items()}, wanted)
        return made if other.problem is not None else other

    def _run(self, variables: Mapping[str, Any], wanted: Collection[str]) -> Derived:
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        limits = replace(self.limits, seconds=_SHARE * self.limits.seconds)
        runtime = Deriving(limits, variables)
        try:
            run = run_program(Request(self.text + _END), limits, runtime)
        finally:
            torch.set_default_dtype(before)
        found = {written: _tensor(runtime.frame.get(written)) for written in wanted}
        return Derived({name: value for name, value in found.items() if value is not None}, run.error)

    def corrected(self, written: str) -> "Handwritten | None":
        """The lines in which one gradient becomes the variable RIGHT as soon as it is assigned."""
        ends = [node.end_lineno for node in self._read().tree.body if _assigns(node, written)]
        if not ends or ends[-1] is None:
            return None
        lines = self.text.splitlines()
        return Handwritten("\n".join([*lines[: ends[-1]], f"{written} = {RIGHT}", *lines[ends[-1] :]]), self.limits)


def _assigns(node: ast.stmt, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id == name for part in ast.walk(node)
    )


def _tensor(value: Any) -> Tensor | None:
    """A gradient as it was computed: a tensor, an array or a number."""
    if isinstance(value, Tensor):
        return None if value.dtype.is_complex else dense(value.detach()).double()
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fiub":
        return torch.tensor(np.asarray(value, dtype=np.float64))
    if type(value) in (int, float):
        return torch.tensor(float(value), dtype=torch.float64)
    return None


def _array(value: Any) -> Any:
    return value.detach().numpy().copy() if isinstance(value, Tensor) and value.layout == torch.strided else value
