"""What a run is, as plain frozen data: this is the JSON of the API, and all that the pages ever see of a program.

Above this file nobody sees a tensor; below it nobody sees HTML. Ids are `n0, n1, ...` for nodes in forward order,
`e0, e1, ...` for edges, `g0, ...` for groups: the same program gives the same bytes.
"""

from typing import Any, Literal

import msgspec

from app.errors import Problem, Span, Text

SCHEMA_VERSION = 1

Number = float | int | bool | str
"""A JSON number, or "nan", "inf", "-inf", which JSON has no number for."""

Kind = Literal["input", "parameter", "constant", "op"]
Phase = Literal["forward", "backward", "update"]
StepKind = Literal["compute", "seed", "send", "accumulate", "return", "write"]


class Stats(msgspec.Struct, frozen=True, gc=False):
    """Statistics of a tensor that is too large to send; NaN and infinities are counted and left out of the rest."""

    minimum: Number
    maximum: Number
    mean: Number
    std: Number
    norm: Number
    zeros: int
    nans: int
    infinities: int


class Value(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A tensor as numbers. `data` is a number for a scalar, nested lists for a small tensor, null for a large one,
    which then has `stats` and a `thumbnail`: block means of at most 16 rows by 32 columns. A run that has kept very
    many numbers already gives the rest of its tensors by shape alone."""

    shape: tuple[int, ...]
    dtype: str
    data: Any
    stats: Stats | None = None
    thumbnail: tuple[tuple[Number, ...], ...] | None = None


class Node(msgspec.Struct, frozen=True, gc=False):
    """One tensor of the graph and the operation that made it.

    `kind`: `input` (needs no gradient), `parameter` (a leaf that requires grad), `constant`, `op`.
    `op` is the operation's name ("mul"), `symbol` what the picture shows ("×"). `name` is the name that the source last
    bound to the node, `names` all of them. `grad` is what torch shows as `.grad` for a leaf after this pass, and the
    gradient that arrived for any other node. `live` says whether a gradient reaches the node in this pass.
    `output` is the position in the tuple for the outputs of a multi-output op, else null. A node that stands for a
    whole group of a folded graph has that group's id in `folds`, and in `made_of` the operations that it hides.
    `sequence` counts the autograd nodes of the run in the order in which torch made them: of those that are ready, the
    backward pass takes the last one first. `saved` names the tensors that the node keeps for it.
    """

    id: str
    kind: Kind
    op: str | None
    symbol: str
    name: str | None
    names: tuple[str, ...]
    grad_fn: str | None
    shape: tuple[int, ...]
    dtype: str
    requires_grad: bool
    is_leaf: bool
    value: Value | None
    grad: Value | None
    span: Span | None
    group: str | None
    live: bool
    aten: str | None = None
    attributes: dict[str, str] = {}
    output: int | None = None
    folds: str | None = None
    made_of: tuple[str, ...] = ()
    sequence: int | None = None
    saved: tuple[str, ...] = ()


class Edge(msgspec.Struct, frozen=True, gc=False):
    """Data that flows from `source` into argument number `slot` of `target`, and the gradient that flows back.

    `local` is the local derivative d target / d source where there is one (elementwise ops and ops with one number as
    their result). `contribution` is the gradient sent back along this edge, after the engine has summed it over
    broadcast dimensions; `sent_shape` is its shape before that, where the two differ.
    """

    id: str
    source: str
    target: str
    slot: int
    local: Value | None
    contribution: Value | None
    sent_shape: tuple[int, ...] | None = None


class Group(msgspec.Struct, frozen=True, gc=False):
    """Nodes that fold together: a function call, a module, one loop iteration, a composite op such as cross_entropy,
    the nodes that `create_graph=True` made of an earlier backward pass."""

    id: str
    kind: Literal["function", "module", "iteration", "backward", "composite"]
    label: str
    parent: str | None
    span: Span | None


class Graph(msgspec.Struct, frozen=True, gc=False):
    """The computation graph of one pass, in forward order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    groups: tuple[Group, ...]


class Change(msgspec.Struct, frozen=True, gc=False):
    """What one step changed: a node's `value`, or its `grad`, which is the running sum after `arrived` of `expected`
    contributions; `before` is what a leaf's .grad held from earlier passes, or its value before an update."""

    node: str
    field: Literal["value", "grad"]
    value: Value | None
    arrived: int = 1
    expected: int = 1
    before: Value | None = None


class Anatomy(msgspec.Struct, frozen=True, gc=False):
    """What an optimizer worked with when it updated one small parameter. `options` are those of the parameter's group,
    betas as `beta1` and `beta2`; `before` and `after` hold the parameter (`w`) and what the optimizer keeps for it, by
    the names in its formula (`b` the momentum buffer, `m` and `v` the moments ...). `step_number` counts from 1; it is
    null where the optimizer does not count."""

    optimizer: str
    options: dict[str, Number]
    step_number: int | None
    gradient: Value
    before: dict[str, Value]
    after: dict[str, Value]


class Step(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """One step of the walk, in the order in which torch did it.

    forward: `compute` (the node gets its value from the edges). backward: `seed` (the root gets the gradient that
    backward() starts from), `send` (the node's gradient times the local derivatives goes back along the edges),
    `accumulate` (torch adds what arrived at a leaf to its .grad), `return` (`torch.autograd.grad` gives what arrived
    back to the program). update: `write` (a leaf gets a new value: `by` says what wrote it, an optimizer or an
    operator of the program, and `span` where; `anatomy` is there for the optimizers whose formula is known).
    """

    index: int
    phase: Phase
    kind: StepKind
    node: str
    edges: tuple[str, ...]
    changes: tuple[Change, ...]
    by: str | None = None
    span: Span | None = None
    anatomy: Anatomy | None = None


class Pass(msgspec.Struct, frozen=True, gc=False):
    """One `.backward()` or `torch.autograd.grad`, and what the program wrote into its leaves before the next one.

    `root` is the node that was differentiated (null when nothing was: forward only), `roots` all of them. `graph` is
    null, and `steps` empty, for a pass that was counted but not recorded. `inside` is for a folded graph: by the
    results of its groups, the contributions to their gradients that come from within the group itself."""

    index: int
    root: str | None
    roots: tuple[str, ...]
    span: Span | None
    graph: Graph | None
    steps: tuple[Step, ...]
    inside: dict[str, tuple[Value, ...]] = {}


SeriesKind = Literal["loss", "parameter", "gradient", "norm", "gradient-norm", "learning-rate"]


class Series(msgspec.Struct, frozen=True, gc=False):
    """One number from pass to pass: the loss, an entry of a small parameter (`x[0]`) or of its gradient, the norm of a
    large one, the learning rate. `passes` are the indices of the passes at which `values` were taken: all of a short
    run; of a long one a few thousand points, among them every peak. A parameter was looked at before the update that
    follows its pass: `final` is what the last update has left, where the parameter was still there at the end."""

    name: str
    kind: SeriesKind
    passes: tuple[int, ...]
    values: tuple[Number, ...]
    final: Number | None = None

    @property
    def last(self) -> Number:
        """What it was in the end."""
        return self.values[-1] if self.final is None else self.final


class Note(msgspec.Struct, frozen=True):
    """Something worth knowing about a run that worked, pinned to a line and a node."""

    code: str
    message: Text
    hint: Text | None = None
    span: Span | None = None
    pass_index: int | None = None
    node: str | None = None


class Choice(msgspec.Struct, frozen=True):
    """A `choose(...)` of the program: its options as they are written, and which of them this run has taken."""

    options: tuple[str, ...]
    picked: int
    span: Span


class Run(msgspec.Struct, frozen=True):
    """Everything that running a program showed. `source` is the program that ran: for a bare expression with the
    `param(1.0)` lines of its free names added, which `added` lists."""

    version: int
    source: str
    seed: int
    added: tuple[str, ...]
    passes: tuple[Pass, ...]
    series: tuple[Series, ...]
    notes: tuple[Note, ...]
    printed: str
    error: Problem | None
    choices: tuple[Choice, ...] = ()


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A program and everything else that its run depends on: equal requests give equal runs.

    `inputs` gives values to the free names of a bare expression. `root` names the node to differentiate instead of
    what the program itself differentiates, `upstream` the gradient to start from there (default: ones). `record` is the
    first pass to be recorded: with 0 the first few are, with a later one that one alone; those before it only run.
    `until` ends the run after so many passes. `choices` says which option of each `choose(...)` is taken, counted from
    0; without it the first ones are.
    """

    source: str
    inputs: dict[str, Any] = {}
    seed: int = 0
    root: str | None = None
    upstream: Any = None
    record: int = 0
    until: int | None = None
    choices: tuple[int, ...] = ()
