"""Stands for libraries that draw: every name, call and entry gives a drawing again, and nothing is drawn.

What Gradwalk draws, it draws by itself; a script runs with its plotting lines left in.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from app.engine.names.families import Family
from app.engine.noticing.notices import Notices
from app.engine.program.objects import Found, Function
from app.errors import ProgramError, Span, text

ROOTS = frozenset({"matplotlib", "mpl_toolkits", "seaborn", "IPython", "tensorboardX", "visdom"})


def draws(module: str) -> bool:
    """Whether a module is one of those that draw."""
    return module.split(".")[0] in ROOTS or module == "torch.utils.tensorboard"


_MOST = 10_000


class Drawing:
    """A figure, an axis, a line, a colour: all the same, and all nothing."""

    __slots__ = ("_items", "name")

    def __init__(self, name: str, items: tuple["Drawing", ...] | None = None) -> None:
        self.name = name
        self._items = items

    def __repr__(self) -> str:
        return f"<drawing {self.name}>"

    def items(self) -> tuple["Drawing", ...]:
        """What unpacking gives: two drawings, where nothing says how many."""
        return self._items if self._items is not None else (Drawing(self.name), Drawing(self.name))

    def __iter__(self) -> Iterator["Drawing"]:
        return iter(self.items())

    def __len__(self) -> int:
        return len(self.items())

    def __getitem__(self, _: Any) -> "Drawing":
        return Drawing(self.name)

    def __setitem__(self, _: Any, __: Any) -> None:
        """A setting such as plt.rcParams["font.size"] = 12."""

    def flat(self) -> "Drawing":
        """The drawings of all rows in one."""
        parts = [part for row in self.items() for part in (row.items() if row._items is not None else [row])]
        return Drawing(self.name, tuple(parts))


def _subplots(nrows: Any = 1, ncols: Any = 1, *_: Any, squeeze: Any = True, **__: Any) -> tuple[Drawing, Drawing]:
    rows, columns = int(nrows), int(ncols)
    if not (0 < rows <= _MOST and 0 < columns <= _MOST and rows * columns <= _MOST):
        raise ProgramError(text("A figure has no so many axes."), code="arguments")
    grid = [_row(columns) for _ in range(rows)]
    if not squeeze or (rows > 1 and columns > 1):
        return Drawing("figure"), Drawing("axes", tuple(grid))
    if rows == 1:
        return Drawing("figure"), grid[0] if columns > 1 else Drawing("axes")
    return Drawing("figure"), Drawing("axes", tuple(Drawing("axes") for _ in range(rows)))


def _row(columns: int) -> Drawing:
    return Drawing("axes", tuple(Drawing("axes") for _ in range(columns)))


def _several(name: str, count: int) -> Callable[..., Drawing]:
    return lambda *_, **__: Drawing(name, tuple(Drawing(name) for _ in range(count)))


def _colours(*given: Any, **_: Any) -> Drawing:
    """A colour map makes one colour of one number, and an array of them of an array."""
    count = len(given[0]) if given and isinstance(given[0], (list, tuple, np.ndarray)) and np.ndim(given[0]) else 4
    return Drawing("colours", tuple(Drawing("colour") for _ in range(min(count, _MOST))))


def _nothing(*_: Any, **__: Any) -> Drawing:
    return Drawing("drawing")


_COLOUR_MAPS = "viridis plasma inferno magma jet rainbow coolwarm hot cool tab10 tab20 Set1 hsv gray Blues Reds"
_CALLS: dict[str, Callable[..., Any]] = {
    "subplots": _subplots,
    "plot": _several("line", 1),
    "hist": _several("histogram", 3),
    **dict.fromkeys(_COLOUR_MAPS.split(), _colours),
}
_FLAT = frozenset({"flat", "ravel", "flatten"})


def _member(drawing: Any, name: str) -> Found:
    if name in _FLAT:
        return Found(drawing.flat())
    return Found(Drawing(name))


def _called(drawing: Any) -> Function:
    if drawing.name == "axes" and len(drawing.items()) and drawing._items is not None:
        return Function("axes", lambda *_, **__: drawing, traced=False)
    return Function(drawing.name, _CALLS.get(drawing.name, _nothing), traced=False)


DRAWINGS = Family(_member, lambda _: (), lambda _, __, ___: None, _called)


def note_skipped(notices: Notices, span: Span) -> None:
    """Say once in a run that nothing is plotted."""
    if not any(note.code == "plots-skipped" for note in notices.notes):
        notices.add(
            "plots-skipped",
            text("The plotting lines are skipped."),
            text("Gradwalk draws the graph, the curve and the surface by itself."),
            span,
        )
