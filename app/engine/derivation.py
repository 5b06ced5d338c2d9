"""A program and gradients derived by hand in, which of them are right, and what is wrong with the others, out."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from app.engine.backward import Task
from app.engine.diagnosis import Case, Finding, diagnose
from app.engine.frames import Frame
from app.engine.gradient_names import variable_of
from app.engine.limits import Limits
from app.engine.run import run_program
from app.engine.runtime import Runtime
from app.engine.scenes import Scene, Scenes, stage
from app.engine.values import finite, to_value
from app.errors import Problem, ProgramError, Span, text
from app.graph.derivation import CHECK_VERSION, Checked, Verdict
from app.graph.model import Request
from app.lang.program import read

_MOST_NUMBERS = 64
_TOLERANCE = 1e-6
_ROUGH = 1e-4
_RIGHT = "the_right_gradient"
_OWN_NUMBERS = text("The derivation sets its numbers itself, so only the program's own numbers were compared.")
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
    lines = _assigned(derivation, limits)
    scenes = stage(request, index, limits)
    names = {written: name for written in lines if (name := variable_of(written, scenes.gradients))}
    if not names:
        raise _nothing(scenes)
    checking = _Checking(scenes, derivation, limits, names)
    verdicts = tuple(checking.verdict(written, lines[written]) for written in names)
    missing = tuple(name for name in scenes.parameters if name not in names.values())
    return Checked(CHECK_VERSION, index, verdicts, missing, (*scenes.notes, *checking.notes))


class _Checking:
    """A derivation, evaluated at every scene."""

    def __init__(self, scenes: Scenes, derivation: str, limits: Limits, names: Mapping[str, str]) -> None:
        self.derivation = derivation
        self.limits = limits
        self.names = names
        first = self._evaluated(scenes.scenes[0], {})
        if first.problem is not None:
            problem = first.problem
            raise ProgramError(problem.message, code=problem.code, hint=problem.hint, span=problem.span)
        rest = [(scene, self._evaluated(scene, {})) for scene in scenes.scenes[1:]]
        several = [(scenes.scenes[0], first), *((scene, made) for scene, made in rest if made.problem is None)]
        moves = any(not _alike(made.found, first.found) for _, made in several[1:])
        self.notes = () if moves or len(several) == 1 else (_OWN_NUMBERS,)
        self.places = several if moves else several[:1]
        self.wrong = {written for written in names if not self._agrees(written)}

    def _evaluated(self, scene: Scene, right: Mapping[str, Tensor], derivation: str | None = None) -> Derived:
        """The derivation with the variables of a scene: as tensors, else as numpy's arrays."""
        lines = self.derivation if derivation is None else derivation
        made = self._run(lines, {**scene.variables, **right})
        if made.problem is None:
            return made
        other = self._run(lines, {name: _array(value) for name, value in {**scene.variables, **right}.items()})
        return made if other.problem is not None else other

    def _run(self, lines: str, variables: Mapping[str, Any]) -> Derived:
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        try:
            runtime = Deriving(self.limits, variables)
            run = run_program(Request(lines + _END), self.limits, runtime)
        finally:
            torch.set_default_dtype(before)
        found = {written: _tensor(runtime.frame.get(written)) for written in self.names}
        return Derived({name: value for name, value in found.items() if value is not None}, run.error)

    def _error(self, written: str) -> float:
        """The largest relative difference at the places that count: the inputs are the program's own."""
        worst = 0.0
        for scene, made in self.places:
            ours, theirs = scene.gradients[self.names[written]].double(), made.found.get(written)
            if theirs is None or theirs.shape != ours.shape:
                return math.inf
            if not scene.others_inputs:
                size = max(_norm(ours), _norm(theirs), 1e-30)
                worst = max(worst, _norm(theirs - ours) / size)
        return worst if worst == worst else math.inf

    def _agrees(self, written: str) -> bool:
        only = self.places[0][0].gradients[self.names[written]]
        rough = len(self.places) == 1 and only.dtype != torch.float64
        return self._error(written) <= (_ROUGH if rough else _TOLERANCE)

    def verdict(self, written: str, line: int) -> Verdict:
        """What is to be said of one gradient."""
        name = self.names[written]
        agrees = written not in self.wrong
        finding = None if agrees else self._finding(written)
        theirs = self.places[0][1].found.get(written)
        return Verdict(
            name=name,
            written=written,
            agrees=agrees,
            ours=to_value(self.places[0][0].gradients[name], _MOST_NUMBERS),
            theirs=None if theirs is None else to_value(theirs, _MOST_NUMBERS),
            error=finite(self._error(written)),
            points=sum(not scene.others_inputs for scene, _ in self.places),
            line=line,
            hint=None if finding is None else finding.says,
            names=() if finding is None else finding.names,
        )

    def _finding(self, written: str) -> Finding:
        earlier = self._inherited(written)
        if earlier is not None:
            return Finding(text("It uses %(name)s, which is wrong already; put that right first.", name=earlier))
        if any(written not in made.found for _, made in self.places):
            return Finding(text("Its value is no tensor and no number."))
        theirs = tuple(made.found[written] for _, made in self.places)
        case = Case(written, self.names[written], theirs, tuple(scene for scene, _ in self.places))
        return diagnose(case) or Finding(text("No simple mistake explains the difference; compare it with the paths."))

    def _inherited(self, written: str) -> str | None:
        """Another wrong gradient, with whose right value this one would be right."""
        for other in self.names:
            if other == written or other not in self.wrong:
                continue
            corrected = self._corrected(other)
            scene = self.places[0][0]
            if corrected is None:
                continue
            made = self._evaluated(scene, {_RIGHT: scene.gradients[self.names[other]]}, corrected).found.get(written)
            ours = scene.gradients[self.names[written]].double()
            if made is not None and made.shape == ours.shape and _norm(made - ours) <= _TOLERANCE * _norm(ours):
                return other
        return None

    def _corrected(self, written: str) -> str | None:
        """The derivation, in which one of its gradients becomes right as soon as it is assigned."""
        tree = read(
            self.derivation + _END, {}, frozenset(),
            source_bytes=self.limits.source_bytes, syntax_nodes=self.limits.syntax_nodes,
        ).tree  # fmt: skip
        ends = [node.end_lineno for node in tree.body if _assigns(node, written)]
        if not ends or ends[-1] is None:
            return None
        lines = self.derivation.splitlines()
        return "\n".join([*lines[: ends[-1]], f"{written} = {_RIGHT}", *lines[ends[-1] :]])
def _assigned(derivation: str, limits: Limits) -> dict[str, int]:
    """The names that a derivation assigns, and the lines where it does so last.

    Raises:
        SourceError: it is not in the language.
    """
    tree = read(
        derivation + _END, {}, frozenset(), source_bytes=limits.source_bytes, syntax_nodes=limits.syntax_nodes
    ).tree  # fmt: skip
    stored = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return {node.id: node.lineno for node in sorted(stored, key=lambda node: (node.lineno, node.col_offset))}


def _nothing(scenes: Scenes) -> ProgramError:
    example = next(iter(scenes.parameters), next(iter(scenes.gradients), "w"))
    return ProgramError(
        text("No line of the derivation gives the gradient of a variable of this program."),
        code="derivation",
        hint=text("Write d_%(name)s = ... for the gradient of %(name)s.", name=example),
    )


def _assigns(node: ast.stmt, name: str) -> bool:
    return any(
        isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store) and part.id == name for part in ast.walk(node)
    )


def _tensor(value: Any) -> Tensor | None:
    """A gradient as it was computed: a tensor, an array or a number."""
    if isinstance(value, Tensor):
        return None if value.dtype.is_complex else value.detach().to_dense().double() if value.layout is not torch.strided else value.detach().double()
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "fiub":
        return torch.tensor(np.asarray(value, dtype=np.float64))
    if type(value) in (int, float):
        return torch.tensor(float(value), dtype=torch.float64)
    return None


def _array(value: Any) -> Any:
    return value.detach().numpy().copy() if isinstance(value, Tensor) and value.layout is torch.strided else value


def _alike(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def _norm(tensor: Tensor) -> float:
    return float(torch.linalg.vector_norm(tensor))
