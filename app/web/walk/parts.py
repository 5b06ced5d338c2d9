"""What the parts of a walk are given: the panel, the table, the transport and the picture, at one position."""

from dataclasses import dataclass

from markupsafe import Markup

from app.errors import Text
from app.web.excerpts import Excerpt
from app.web.figures import Figure
from app.web.training.charts import Curves
from app.web.walk.anatomy import Anatomy
from app.web.walk.sights import MadeOf, Seen
from app.web.walk.told import Explained, Level
from app.web.walk.upstream import Upstream


@dataclass(frozen=True)
class Term:
    """A node with its number, as an input of a forward step; a `compound` label is an expression of its own."""

    node: str
    label: str
    figure: Figure | None
    compound: bool


@dataclass(frozen=True)
class Contribution:
    """What a backward step sends along one edge: upstream x local = sent, and the sum at the far end. A node that
    stands for several may send `others` to the same place."""

    edge: str
    node: str
    label: str
    local: Figure | None
    sent: Figure | None
    total: Figure | None
    summed: bool
    arrived: int
    expected: int
    reaches_leaf: bool
    summed_from: str
    others: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Panel:
    """_step.html: what happened at this position, with its numbers, and what comes next.

    `form` says how a forward step is written: "infix" (a × b), "power" (a ** 2 or 2 ** a), "call"
    (op(a, b, dim=0)) or "list" (one input a line); `attributes` are the plain arguments of the operation.
    """

    position: int
    phase: str
    kind: str
    node: str | None
    title: Text
    words: Text | None
    rule: str
    excerpt: Excerpt | None
    form: str
    symbol: str
    terms: tuple[Term, ...]
    result: Figure | None
    upstream: Figure | None
    upstream_label: str
    contributions: tuple[Contribution, ...]
    before: Figure | None
    arrived: Figure | None
    grad_fn: str | None
    coming: Text | None
    attributes: tuple[tuple[str, str], ...] = ()
    anatomy: Anatomy | None = None
    pass_index: int = 0
    explained: Explained | None = None
    levels: tuple[Level, ...] = ()
    made_of: MadeOf | None = None
    upstreams: tuple[Upstream, ...] = ()


@dataclass(frozen=True)
class Variable:
    """A row of the table of variables; a parameter that a gradient reaches can be `asked` why it is that gradient."""

    node: str
    label: str
    kind: str
    value: Figure | None
    grad: Figure | None
    requires_grad: bool
    is_leaf: bool
    grad_fn: str | None
    current: bool
    asked: bool


@dataclass(frozen=True)
class Variables:
    """_variables.html; `inspector` is the address that shows more of a row's node, `paths` the one that says why its
    gradient is what it is, `pass_index` goes there with it."""

    rows: tuple[Variable, ...]
    left_out: int
    inspector: str
    paths: str
    pass_index: int


@dataclass(frozen=True)
class Stop:
    """A control of the transport: where it leads, or None when the walk is already there."""

    id: str
    step: int | None


@dataclass(frozen=True)
class Stretch:
    """A run of steps of one phase on the bar."""

    phase: str
    start: int
    length: int


@dataclass(frozen=True)
class Transport:
    """_transport.html: the strip along the bottom."""

    pass_index: int
    position: int
    total: int
    phase: str
    stretches: tuple[Stretch, ...]
    stops: tuple[Stop, ...]
    following: int | None


@dataclass(frozen=True)
class Passes:
    """_passes.html: the pass that is shown among all of them, and the curve of the loss."""

    here: int
    count: int
    previous: int | None
    following: int | None
    loss: str
    curve: str
    width: int


@dataclass(frozen=True)
class Walk:
    """A pass at a position: the picture, the panel, the table, the transport, the passes and their curves; `views`
    where the graph can be seen in more than one way."""

    drawing: Markup
    panel: Panel
    variables: Variables
    transport: Transport
    passes: Passes | None
    curves: Curves | None
    views: tuple[Seen, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A redrawn part of the picture: the id it replaces, and the drawing."""

    id: str
    drawing: Markup


@dataclass(frozen=True)
class StepAnswer:
    """step_answer.html: only what differs from the position that the browser shows."""

    panel: Panel
    transport: Transport
    variables: tuple[Variable, ...]
    pieces: tuple[Piece, ...]
    drawing: Markup | None
