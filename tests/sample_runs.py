"""Runs made by hand, without torch: small tapes of scalars that record values, gradients and steps like the engine."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from app.errors import Problem, text
from app.graph.model import SCHEMA_VERSION, Change, Edge, Graph, Kind, Node, Number, Pass, Run, Stats, Step, Value

Rule = tuple[str, Callable[..., float], Callable[..., tuple[float, ...]]]
RULES: dict[str, Rule] = {
    "add": ("+", lambda a, b: a + b, lambda *_: (1.0, 1.0)),
    "sub": ("−", lambda a, b: a - b, lambda *_: (1.0, -1.0)),
    "mul": ("×", lambda a, b: a * b, lambda a, b: (b, a)),
    "square": ("x²", lambda a: a * a, lambda a: (2 * a,)),
    "sigmoid": ("σ", lambda a: 1 / (1 + math.exp(-a)), lambda a: (math.exp(-a) / (1 + math.exp(-a)) ** 2,)),
    "tanh": ("tanh", math.tanh, lambda a: (1 - math.tanh(a) ** 2,)),
}


def scalar(number: Number) -> Value:
    return Value((), "float32", number)


class Tape:
    """Records scalar nodes as they are made; `backward` makes the Pass, with gradients in reverse forward order."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        self.numbers: list[float] = []

    def leaf(self, kind: Kind, number: float, name: str | None = None) -> int:
        return self._node(kind, None, "", number, name)

    def param(self, number: float, name: str | None = None) -> int:
        return self.leaf("parameter", number, name)

    def input(self, number: float, name: str | None = None) -> int:
        return self.leaf("input", number, name)

    def constant(self, number: float, name: str | None = None) -> int:
        return self.leaf("constant", number, name)

    def op(self, op: str, *sources: int, name: str | None = None) -> int:
        symbol, forward, local = RULES[op]
        numbers = [self.numbers[source] for source in sources]
        node = self._node("op", op, symbol, forward(*numbers), name, any(self._tracked(s) for s in sources))
        for slot, (source, slope) in enumerate(zip(sources, local(*numbers), strict=True)):
            edge = f"e{len(self.edges)}"
            self.edges.append(Edge(edge, f"n{source}", f"n{node}", slot, scalar(slope), None))
        return node

    def _tracked(self, node: int) -> bool:
        return self.nodes[node].requires_grad

    def _node(
        self, kind: Kind, op: str | None, symbol: str, number: float, name: str | None, tracked: bool = False
    ) -> int:
        place = len(self.nodes)
        names = () if name is None else (name,)
        grad_fn = f"{(op or '').title()}Backward0" if tracked else None
        tracked = tracked or kind == "parameter"
        leaf = kind != "op"
        self.numbers.append(number)
        value = scalar(number)
        # fmt: off
        self.nodes.append(Node(f"n{place}", kind, op, symbol, name, names, grad_fn, (), "float32", tracked, leaf, value,
                               None, None, None, False))
        # fmt: on
        return place

    def backward(self, root: int | None) -> Pass:
        sweep = Sweep(self)
        sweep.forward()
        if root is not None:
            sweep.backward(root)
        graph = Graph(tuple(sweep.nodes), tuple(sweep.edges), ())
        name = None if root is None else f"n{root}"
        return Pass(0, name, () if name is None else (name,), None, graph, tuple(sweep.steps))


class Sweep:
    """The walk over a finished tape: forward steps, then backward steps with running sums."""

    def __init__(self, tape: Tape) -> None:
        self.nodes, self.edges, self.steps = list(tape.nodes), list(tape.edges), list[Step]()
        self.grads: dict[int, float] = {}
        self.arrived: dict[int, int] = {}
        self.incoming: dict[int, list[int]] = {}
        for place, edge in enumerate(tape.edges):
            self.incoming.setdefault(int(edge.target[1:]), []).append(place)

    def forward(self) -> None:
        for place, node in enumerate(self.nodes):
            if node.kind == "op":
                edges = tuple(self.edges[edge].id for edge in self.incoming[place])
                self._step("forward", "compute", place, edges, (Change(node.id, "value", node.value),))

    def backward(self, root: int) -> None:
        expected = self._expected(root)
        self.grads[root] = 1.0
        self._step("backward", "seed", root, (), (Change(f"n{root}", "grad", scalar(1.0)),))
        for place in range(root, -1, -1):
            if place in self.grads:
                self._visit(place, expected)

    def _expected(self, root: int) -> dict[int, int]:
        live, expected = {root}, dict[int, int]()
        for place in range(root, -1, -1):
            for edge in self.incoming.get(place, []) if place in live else []:
                source = int(self.edges[edge].source[1:])
                if self.nodes[source].requires_grad:
                    live.add(source)
                    expected[source] = expected.get(source, 0) + 1
        return expected

    def _visit(self, place: int, expected: dict[int, int]) -> None:
        node = msgspec.structs.replace(self.nodes[place], live=True, grad=scalar(self.grads[place]))
        self.nodes[place] = node
        if node.is_leaf:
            count = expected.get(place, 1)
            change = Change(node.id, "grad", node.grad, count, count)
            self._step("backward", "accumulate", place, (), (change,))
            return
        touched, changes = list[str](), list[Change]()
        for edge in self.incoming[place]:
            if self.nodes[int(self.edges[edge].source[1:])].requires_grad:
                touched.append(self.edges[edge].id)
                changes.extend(self._send(edge, self.grads[place], expected))
        self._step("backward", "send", place, tuple(touched), tuple(changes))

    def _send(self, place: int, upstream: float, expected: dict[int, int]) -> list[Change]:
        edge = self.edges[place]
        assert edge.local is not None
        source, sent = int(edge.source[1:]), upstream * edge.local.data
        self.edges[place] = msgspec.structs.replace(edge, contribution=scalar(sent))
        self.grads[source] = self.grads.get(source, 0.0) + sent
        self.arrived[source] = self.arrived.get(source, 0) + 1
        if self.nodes[source].is_leaf:
            return []
        grad = scalar(self.grads[source])
        return [Change(edge.source, "grad", grad, self.arrived[source], expected[source])]

    def _step(self, phase: Any, kind: Any, place: int, edges: tuple[str, ...], changes: tuple[Change, ...]) -> None:
        self.steps.append(Step(len(self.steps), phase, kind, f"n{place}", edges, changes))


def run(pass_: Pass, source: str = "", error: Problem | None = None) -> Run:
    return Run(SCHEMA_VERSION, source, 0, (), (pass_,), (), (), "", error)


def chain_rule() -> Run:
    tape = Tape()
    x, w = tape.input(2.0, "x"), tape.param(3.0, "w")
    return run(tape.backward(tape.op("mul", x, w, name="z")))


def sum_times() -> Run:
    tape = Tape()
    x, y, z = tape.param(-2.0, "x"), tape.param(5.0, "y"), tape.param(-4.0, "z")
    return run(tape.backward(tape.op("mul", tape.op("add", x, y), z)))


def fan_out() -> Run:
    tape = Tape()
    x = tape.param(3.0, "x")
    return run(tape.backward(tape.op("add", tape.op("mul", x, x), x, name="y")))


def regression() -> Run:
    tape = Tape()
    x, w, y = tape.input(1.0, "x"), tape.param(1.0, "w"), tape.input(2.0, "y")
    residual = tape.op("sub", tape.op("mul", w, x), y, name="r")
    return run(tape.backward(tape.op("square", residual, name="loss")))


def network(names: Sequence[str] = ("x", "w", "h", "o", "loss"), biases: bool = False) -> Run:
    x_name, w_name, h_name, o_name, loss_name = names
    tape = Tape()
    x1, x2 = tape.input(0.5, f"{x_name}1"), tape.input(0.3, f"{x_name}2")
    numbers = (0.2, -0.4, 0.5, 0.6, 0.1, -0.5, -0.3, 0.8)
    w1, w2, w3, w4, w5, w6, w7, w8 = (tape.param(number, f"{w_name}{i}") for i, number in enumerate(numbers, 1))

    def neuron(wa: int, a: int, wb: int, b: int, name: str) -> int:
        total = tape.op("add", tape.op("mul", wa, a), tape.op("mul", wb, b))
        if biases:
            total = tape.op("add", total, tape.param(0.35, f"b_{name}"))
        return tape.op("sigmoid", total, name=name)

    h1, h2 = neuron(w1, x1, w3, x2, f"{h_name}1"), neuron(w2, x1, w4, x2, f"{h_name}2")
    o1, o2 = neuron(w5, h1, w7, h2, f"{o_name}1"), neuron(w6, h1, w8, h2, f"{o_name}2")
    first = tape.op("square", tape.op("sub", o1, tape.constant(0.23)))
    second = tape.op("square", tape.op("sub", o2, tape.constant(-0.07)))
    loss = tape.op("mul", tape.op("add", first, second), tape.constant(0.5), name=loss_name)
    return run(tape.backward(loss))


def recurrent(steps: int) -> Run:
    tape = Tape()
    w, u, b, state = tape.param(0.5, "W"), tape.param(-0.3, "U"), tape.param(0.1, "b"), tape.constant(0.0, "h0")
    for step in range(steps):
        drive = tape.op("mul", w, tape.input(math.sin(step), f"x{step}"))
        total = tape.op("add", tape.op("add", drive, tape.op("mul", u, state)), b)
        state = tape.op("tanh", total, name=f"h{step + 1}")
    return run(tape.backward(state))


def chain(length: int) -> Run:
    tape = Tape()
    node = tape.param(0.3, "x")
    for _ in range(length):
        node = tape.op("tanh", node)
    return run(tape.backward(node))


def dead_branch() -> Run:
    """The root needs only a; b's branch is computed and gets no gradient; c is never tracked."""
    tape = Tape()
    a, b, c = tape.param(2.0, "a"), tape.param(3.0, "b"), tape.input(4.0, "c")
    tape.op("tanh", tape.op("mul", b, c), name="unused")
    return run(tape.backward(tape.op("mul", a, tape.op("square", c), name="z")))


def forward_only() -> Run:
    tape = Tape()
    tape.op("add", tape.input(1.0, "p"), tape.input(2.0, "q"))
    return run(tape.backward(None), error=Problem("demo", text("it stopped here")))


def odd_numbers() -> Run:
    """NaN and infinities, and vectors, matrices and large tensors on nodes."""
    stats = Stats(-1.0, 1.0, 0.0, 0.5, 12.0, 0, 1, 2)
    values = [
        scalar("nan"),
        scalar("-inf"),
        Value((2,), "float32", [0.4769461154937744, "inf"]),
        Value((2, 3), "float32", [[1.0, -0.008422, 12345.0], [1.2e-07, 0.0, -1.0]]),
        Value((64, 1000), "float32", None, stats, ((0.0,) * 32,) * 16),
        Value((), "bool", True),
        Value((), "int64", 3),
    ]
    pass_ = sum_times().passes[0]
    assert pass_.graph is not None
    nodes = [
        msgspec.structs.replace(
            pass_.graph.nodes[i % 5],
            id=f"n{i}",
            value=value,
            shape=value.shape,
            dtype=value.dtype,
            grad=pass_.graph.nodes[i].grad if i < 5 else None,
        )
        for i, value in enumerate(values)
    ]
    graph = msgspec.structs.replace(pass_.graph, nodes=tuple(nodes))
    steps = tuple(
        msgspec.structs.replace(step, changes=tuple(_with_value(change, values) for change in step.changes))
        for step in pass_.steps
    )
    return run(msgspec.structs.replace(pass_, graph=graph, steps=steps))


def _with_value(change: Change, values: Sequence[Value]) -> Change:
    if change.field == "grad":
        return change
    return msgspec.structs.replace(change, value=values[int(change.node[1:])])


HOSTILE = (
    "<b>bold</b>",
    '"];} digraph evil {',
    "ends with \\",
    "\\N \\G \\L",
    "<script>alert(1)</script>",
    "&lt;&amp;",
    "]]><x>",
    "bell\x07 null\x00 esc\x1b \ufffe",
    "line\nfeed\r\ttab",
    "'onload='x",
    "--> <!-- x -->",
    "%(name)s {0} ${x}",
)
"""Names that must stay text in every format."""


def hostile() -> Run:
    tape = Tape()
    leaves = [tape.param(float(i), name) for i, name in enumerate(HOSTILE)]
    total = leaves[0]
    for leaf, name in zip(leaves[1:], HOSTILE, strict=False):
        total = tape.op("add", total, leaf, name=name)
    return run(tape.backward(total))


def chinese() -> Run:
    return network(("输入", "权重", "隐藏", "输出", "总损失"))


def not_recorded() -> Run:
    return run(Pass(0, "n0", ("n0",), None, None, ()))


SAMPLES: dict[str, Callable[[], Run]] = {
    "chain rule": chain_rule,
    "sum times": sum_times,
    "fan out": fan_out,
    "regression": regression,
    "network": network,
    "network with biases": lambda: network(biases=True),
    "chinese": chinese,
    "recurrent": lambda: recurrent(8),
    "chain": lambda: chain(30),
    "dead branch": dead_branch,
    "forward only": forward_only,
    "odd numbers": odd_numbers,
    "hostile": hostile,
}
"""Runs whose first pass was recorded, by a name for test ids."""
