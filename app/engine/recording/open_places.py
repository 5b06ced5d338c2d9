"""What the interpreter stands in comes in, from the outermost in: loops, calls of functions and modules; the places
that group the nodes made there go out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.loops import Loop
from app.engine.recording.grouping import Place, PlaceKind
from app.engine.recording.records import Scope
from app.errors import Span, encodable

_LABEL = 40


@dataclass(slots=True)
class Open:
    """A loop in one of its rounds, or a call: it knows its place in the list of places, once it has one, and the place
    around it. The place of a loop is that of its round `turned`; `variables` are those of a function."""

    kind: PlaceKind
    label: Callable[[], str]
    span: Span | None
    around: int | None
    loop: Loop | None
    variables: Mapping[str, Any] | None
    place: int | None = None
    turned: int = 0

    def has_place(self) -> bool:
        """Whether it stands in the list as it is now."""
        return self.place is not None and (self.loop is None or self.turned == self.loop.count)


class OpenPlaces:
    """The places that are open now, known whether nodes are recorded or not: a pass that is recorded in the middle of a
    run is inside all of them. `scope` always says the innermost; there are at most `most` places."""

    def __init__(self, scope: Scope, places: list[Place], most: int) -> None:
        self.scope = scope
        self.places = places
        self.grouping = False
        self._most = most
        self._open: list[Open] = []

    def begin(
        self, kind: PlaceKind, label: Callable[[], str], span: Span | None, loop: Loop | None = None,
        variables: Mapping[str, Any] | None = None,
    ) -> int:  # fmt: skip
        """Something opens that has no place yet, such as a loop before its first round; returns how to leave it."""
        self._open.append(Open(kind, label, span, self.scope.group, loop, variables))
        return len(self._open) - 1

    def enter(
        self, kind: PlaceKind, label: Callable[[], str], span: Span | None, variables: Mapping[str, Any] | None = None
    ) -> int:
        """The same, and it gets its place where nodes are recorded."""
        depth = self.begin(kind, label, span, None, variables)
        if self.grouping and not self._is_told(self._open[depth]):
            self._give(self._open[depth])
        return depth

    def turn(self, depth: int) -> None:
        """The next round of a loop begins, which is a place of its own."""
        self._give(self._open[depth])

    def between(self, depth: int) -> None:
        """A round of a loop is over, and the next has not begun."""
        self.scope.group = self._open[depth].around

    def leave(self, depth: int) -> None:
        """It is over, and with it what was opened in it."""
        self.scope.group = self._open[depth].around
        del self._open[depth:]

    def variables(self) -> Iterator[Mapping[str, Any]]:
        """Those of the functions that run now, from the outermost in."""
        return (each.variables for each in self._open if each.variables is not None)

    def record(self, recording: bool) -> None:
        """From now on nodes are recorded, or not. What is open already gets its place now."""
        begins, self.grouping = recording and not self.grouping, recording
        if not begins:
            return
        self.scope.group = None
        for each in self._open:
            each.around = self.scope.group
            if each.has_place():
                self.scope.group = each.place
            elif self.grouping and (each.loop is None or each.loop.count):
                self._give(each)

    def _give(self, here: Open) -> None:
        here.place = self.scope.group = len(self.places)
        here.turned = 0 if here.loop is None else here.loop.count
        self.places.append(Place(here.kind, encodable(here.label()[:_LABEL]), here.around, here.span))
        self.grouping = len(self.places) < self._most

    def _is_told(self, here: Open) -> bool:
        """The forward function of a module is told by the module's own place."""
        if here.kind != "function" or here.around is None or here.label().rpartition(".")[2] != "forward":
            return False
        return self.places[here.around].kind == "module"
