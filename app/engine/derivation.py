"""A program and gradients derived by hand in, which of them are right, and what is wrong with the others, out."""

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from msgspec.structs import replace
from torch import Tensor

from app.engine.backward import Task
from app.engine.diagnosis import Case, diagnose
from app.engine.frames import Frame
from app.engine.gradient_names import variable_of
from app.engine.limits import Limits
from app.engine.naming import parameter_names
from app.engine.precise import doubled
from app.engine.run import run_program
from app.engine.runtime import Runtime
from app.engine.scenes import Scene, Scenes, stage
from app.engine.values import finite, to_value
from app.errors import Problem, ProgramError, Span, Text, text
from app.graph.derivation import CHECK_VERSION, Checked, Verdict
from app.graph.model import Request

_MOST_NUMBERS = 64
_TOLERANCE = 1e-6
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


def examine(request: Request, index: int, derivation: str, limits: Limits) -> Checked:
    """Check the gradients that a derivation assigns against pass `index`.

    Raises:
        ProgramError: the program or the derivation fails, or there is nothing to compare.
        RequestError: what surrounds the program is wrong.
    """
    scenes = stage(request, index, limits)
    lines = _assigned(derivation)
    names = {written: name for written in lines if (name := variable_of(written, scenes.gradients))}
    if not names:
        raise _nothing(scenes)
    derived = [_evaluated(scenes, scene, derivation, limits, names) for scene in scenes.scenes]
    if derived[0].problem is not None and not derived[0].found:
        problem = derived[0].problem
        raise ProgramError(problem.message, code=problem.code, hint=problem.hint, span=problem.span)
    fitting = [place for place in range(len(derived)) if derived[place].problem is None] or [0]
    cases = [
        _case(scenes, [derived[place] for place in fitting], [scenes.scenes[place] for place in fitting], written, name)
        for written, name in names.items()
    ]
    verdicts = _judged(scenes, cases, lines, request, derivation, limits)
    missing = tuple(name for name in scenes.parameters if name not in names.values())
    return Checked(CHECK_VERSION, index, verdicts, missing, scenes.notes)


def _assigned(derivation: str) -> dict[str, int]:
    """The names that a derivation assigns, and the lines where it does so last; empty where it is not Python."""
    try:
        tree = ast.parse(derivation)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    stored = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return {node.id: node.lineno for node in sorted(stored, key=lambda node: (node.lineno, node.col_offset))}


def _nothing(scenes: Scenes) -> ProgramError:
    example = next(iter(scenes.parameters), next(iter(scenes.gradients), "w"))
    return ProgramError(
        text("No line of the derivation gives the gradient of a variable of this program."),
        code="derivation",
        hint=text("Write d_%(name)s = ... for the gradient of %(name)s.", name=example),
    )
