"""A program and gradients derived by hand in, which of them are right, and what is wrong with the others, out."""

import math
from collections.abc import Mapping
from time import monotonic

import torch
from torch import Tensor

from app.engine.limits import Limits
from app.engine.recording.values import finite, to_value
from app.engine.studies.derivation.diagnosis import Case, Finding, diagnose
from app.engine.studies.derivation.gradient_names import variable_of
from app.engine.studies.derivation.handwritten import RIGHT, Derived, Handwritten
from app.engine.studies.derivation.nearby_scenes import Scene, Scenes, stage
from app.engine.studies.one_pass import error_of
from app.errors import ProgramError, Text, text
from app.graph.derivation import CHECK_VERSION, Checked, Verdict
from app.graph.model import Request

_MOST_NUMBERS = 64
_TOLERANCE = 1e-6
_ROUGH = 1e-4
_SHARE = 0.8
"""The part of the time after which nothing more is evaluated."""
_OWN_NUMBERS = text("The derivation sets its numbers itself, so only the program's own numbers were compared.")


def examine(request: Request, index: int, derivation: str, limits: Limits) -> Checked:
    """Check the gradients that a derivation assigns against pass `index`.

    Raises:
        ProgramError: the program or the derivation fails, or there is nothing to compare.
        RequestError: what surrounds the program is wrong.
    """
    ends = monotonic() + _SHARE * limits.seconds
    lines = Handwritten(derivation, limits)
    assigned = lines.assigned()
    scenes = stage(request, index, limits)
    names = {written: name for written in assigned if (name := variable_of(written, scenes.gradients))}
    if not names:
        raise _nothing(scenes)
    checking = _Checking(scenes, lines, names, ends)
    verdicts = tuple(checking.verdict(written, assigned[written]) for written in names)
    missing = tuple(name for name in scenes.parameters if name not in names.values())
    return Checked(CHECK_VERSION, index, verdicts, missing, (*scenes.notes, *checking.notes))


_Place = tuple[Scene, Derived]


class _Checking:
    """A derivation, evaluated at every scene."""

    def __init__(self, scenes: Scenes, lines: Handwritten, names: Mapping[str, str], ends: float) -> None:
        self.lines = lines
        self.ends = ends
        self.names = names
        first = lines.evaluated(scenes.scenes[0].variables, names)
        if first.problem is not None:
            raise error_of(first.problem)
        others = (scene for scene in scenes.scenes[1:] if monotonic() < ends)
        rest = [(scene, lines.evaluated(scene.variables, names)) for scene in others]
        several = [(scenes.scenes[0], first), *((scene, made) for scene, made in rest if made.problem is None)]
        self.places = several
        self.judged = [place for place in several if not place[0].others_inputs] if self._moves() else several[:1]
        self.notes = (*(() if self._moves() else (_OWN_NUMBERS,)), *self._bad_notes())
        self.wrong = {written for written in names if not self._agrees(written)}

    def _moves(self) -> bool:
        """Whether other variables give other gradients, where they should."""
        (scene, first), *others = self.places
        return not others or any(
            not _alike(made.found, first.found) or _alike(there.gradients, scene.gradients) for there, made in others
        )

    def _bad_notes(self) -> tuple[Text, ...]:
        """Where the program's own numbers do not count, because the gradient there is none."""
        return tuple(
            text(
                "At the program's own numbers the gradient of %(name)s holds NaN or infinity, so only numbers near by "
                "were compared.",
                name=name,
            )
            for written, name in self.names.items()
            if self._counting(written, self.judged)[0] is not self.judged[0]
        )

    def _counting(self, written: str, places: list[_Place]) -> list[_Place]:
        """The places where the program's own gradient is made of numbers; all of them where it never is."""
        return [place for place in places if _is_good(place[0].gradients[self.names[written]])] or places

    def _error(self, written: str) -> float:
        """The largest relative difference at the places that count: the inputs are the program's own."""
        worst = 0.0
        for scene, made in self._counting(written, self.judged):
            ours, theirs = scene.gradients[self.names[written]].double(), made.found.get(written)
            if theirs is None or theirs.shape != ours.shape:
                return math.inf
            same = ~ours.isfinite() & ((theirs == ours) | (theirs.isnan() & ours.isnan()))
            ours, theirs = ours.masked_fill(same, 0.0), theirs.masked_fill(same, 0.0)
            difference = _norm(theirs - ours)
            if not math.isfinite(difference):
                return math.inf
            worst = max(worst, difference / max(_norm(ours), _norm(theirs), 1e-30))
        return worst

    def _agrees(self, written: str) -> bool:
        return self._error(written) <= (_ROUGH if len(self.judged) == 1 else _TOLERANCE)

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
            points=len(self._counting(written, self.judged)),
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
        if not _is_good(self._counting(written, self.judged)[0][0].gradients[self.names[written]]):
            return Finding(text("The program's own gradient holds NaN or infinity here, and this one not the same."))
        places = self._counting(written, self.places)
        theirs = tuple(made.found[written] for _, made in places)
        case = Case(written, self.names[written], theirs, tuple(scene for scene, _ in places), self.ends)
        return diagnose(case) or Finding(text("No simple mistake explains the difference; compare it with the paths."))

    def _inherited(self, written: str) -> str | None:
        """Another wrong gradient, with whose right value this one would be right."""
        for other in self.names:
            if other == written or other not in self.wrong or monotonic() > self.ends:
                continue
            corrected = self.lines.corrected(other)
            scene = self.places[0][0]
            if corrected is None:
                continue
            given = {**scene.variables, RIGHT: scene.gradients[self.names[other]]}
            made = corrected.evaluated(given, [written]).found.get(written)
            ours = scene.gradients[self.names[written]].double()
            if made is not None and made.shape == ours.shape and _norm(made - ours) <= _TOLERANCE * _norm(ours):
                return other
        return None


def _nothing(scenes: Scenes) -> ProgramError:
    example = next(iter(scenes.parameters), next(iter(scenes.gradients), "w"))
    return ProgramError(
        text("No line of the derivation gives the gradient of a variable of this program."),
        code="derivation",
        hint=text("Write d_%(name)s = ... for the gradient of %(name)s.", name=example),
    )


def _is_good(tensor: Tensor) -> bool:
    return bool(torch.isfinite(tensor).all())


def _alike(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def _norm(tensor: Tensor) -> float:
    return float(torch.linalg.vector_norm(tensor))
