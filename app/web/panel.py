"""The step panel: a moment in, what happened in words and numbers out."""

from app.errors import Text, text
from app.graph.model import Change, Edge, Node, Run, Step
from app.graph.moment import Moment
from app.graph.numbers import extent
from app.ops.registry import OPS
from app.web.anatomy import anatomy
from app.web.excerpts import excerpt, name_of
from app.web.explained import explained, levels
from app.web.figures import figure
from app.web.language import current
from app.web.parts import Contribution, Figure, Panel, Term

INFIX = frozenset("+−×÷@<≤>≥=≠")
SIGNS = frozenset("+-*/@%<>= ")


class Narrator:
    """Tells the steps of one pass of one run."""

    def __init__(self, run: Run, moment: Moment) -> None:
        self.source = run.source
        self.moment = moment
        self.index = moment.index
        self.position = moment.position

    def panel(self) -> Panel:
        """The panel of this moment."""
        step = self.moment.current
        if step is None:
            return self._start()
        node = self.index.nodes[step.node]
        state = self.moment.node(step.node)
        change = next((change for change in step.changes if change.node == step.node), None)
        sends = step.kind == "send"
        terms = tuple(self._term(edge) for edge in self._edges(step)) if step.kind == "compute" else ()
        return Panel(
            position=self.position,
            phase=step.phase,
            kind=step.kind,
            node=node.id,
            title=self._title(step),
            words=self._words(step, change),
            rule=_rule(node) if step.kind == "compute" else "",
            excerpt=excerpt(self.source, step.span if step.kind == "write" else node.span),
            form=_form(node, terms),
            symbol=node.symbol if _form(node, terms) == "infix" else node.op or "",
            terms=terms,
            result=None if sends else figure(change.value if change else state.value),
            upstream=figure(state.grad) if sends or step.kind == "write" else None,
            upstream_label=self.name(node.id),
            contributions=self._contributions(step) if sends else (),
            before=figure(change.before) if change else None,
            arrived=self._arrived(step, change),
            grad_fn=node.grad_fn,
            coming=self._coming(),
            attributes=tuple((name, value) for name, value in node.attributes.items() if value != "False"),
            anatomy=anatomy(step, state.grad, self.name(node.id)),
            pass_index=self.index.pass_.index,
            explained=explained(self.moment, self.name),
            levels=levels(),
        )

    def _start(self) -> Panel:
        """Position 0: only the leaves have values."""
        leaves = [node for node in self.index.graph.nodes if node.id not in self.index.computed]
        parameters = sum(node.kind == "parameter" for node in leaves)
        words = text(
            "Only the leaves have values: %(leaves)s in all; a gradient is wanted for %(parameters)s of them. "
            "Nothing is computed yet.",
            leaves=len(leaves),
            parameters=parameters,
        )
        # fmt: off
        return Panel(0, "start", "start", None, text("Before the first step"), words, "", None, "", "", (), None, None,
                     "", (), None, None, None, self._coming(), pass_index=self.index.pass_.index, levels=levels())
        # fmt: on

    def _edges(self, step: Step) -> list[Edge]:
        """The edges that a step uses, in the order of the operation's arguments."""
        return sorted((self.index.edges[edge] for edge in step.edges), key=lambda edge: edge.slot)

    def name(self, node: str) -> str:
        """What the page calls a node."""
        return name_of(self.index.nodes[node], self.index.graph, self.source)

    def _title(self, step: Step) -> Text:
        name = self.name(step.node)
        match step.kind:
            case "compute":
                return text("Compute %(name)s", name=name)
            case "seed":
                return text("Start backward at %(name)s", name=name)
            case "send":
                return text("Send the gradient back through %(name)s", name=name)
            case "accumulate":
                return text("Store the gradient in %(name)s.grad", name=name)
            case "return":
                return text("Give the gradient of %(name)s back", name=name)
            case "write":
                return text("Update %(name)s", name=name)

    def _words(self, step: Step, change: Change | None) -> Text | None:
        """A sentence about what torch did; what an operation computes its rule says."""
        name = self.name(step.node)
        match step.kind:
            case "compute":
                return self._computed(self.index.nodes[step.node])
            case "seed":
                return text("Backward starts here with this gradient, the upstream gradient of %(name)s.", name=name)
            case "send":
                return self._sent(step)
            case "accumulate":
                return self._stored(name, step.node, change)
            case "return":
                return text("torch.autograd.grad gives what has arrived back to the program; no .grad changes.")
            case "write":
                return self._written(name, step)

    def _written(self, name: str, step: Step) -> Text:
        if step.by is not None:
            return text("%(optimizer)s writes a new value into %(name)s.", optimizer=step.by, name=name)
        return text("The program writes a new value into %(name)s.", name=name)

    def _computed(self, node: Node) -> Text | None:
        if node.requires_grad:
            return None
        return text("Nothing here requires a gradient, so torch does not remember this operation.")

    def _sent(self, step: Step) -> Text:
        if any(self.index.edges[edge].local is not None for edge in step.edges):
            return text("Each input gets upstream × its local derivative.")
        return text("The upstream gradient becomes one gradient for each input, in the shape of that input.")

    def _stored(self, name: str, node: str, change: Change | None) -> Text:
        count = len(self.index.arrivals.get(node, ()))
        if change is not None and change.before is not None:
            return text("Torch adds what arrived to what %(name)s.grad already held.", name=name)
        if count > 1:
            return text("All %(count)s contributions have arrived; %(name)s.grad is their sum.", count=count, name=name)
        return text("%(name)s is a leaf: here the gradient stays, as %(name)s.grad.", name=name)

    def _arrived(self, step: Step, change: Change | None) -> Figure | None:
        """What is added to a .grad that held something already, where it arrived in one piece."""
        if step.kind != "accumulate" or change is None or change.before is None:
            return None
        sent = [edge.contribution for edge in self.index.graph.edges if edge.source == step.node]
        found = [value for value in sent if value is not None]
        return figure(found[0]) if len(found) == 1 else None

    def _term(self, edge: Edge) -> Term:
        label = self.name(edge.source)
        value = self.moment.node(edge.source).value
        return Term(edge.source, label, figure(value), any(sign in label for sign in SIGNS))

    def _contributions(self, step: Step) -> tuple[Contribution, ...]:
        """What the step sends; the sum at an input that it sends to twice (x * x) is told with the last one."""
        edges = self._edges(step)
        last = {edge.source: edge.id for edge in edges}
        return tuple(self._contribution(edge, summed=last[edge.source] == edge.id) for edge in edges)

    def _contribution(self, edge: Edge, *, summed: bool) -> Contribution:
        source = self.index.nodes[edge.source]
        state = self.moment.node(edge.source)
        return Contribution(
            edge=edge.id,
            node=edge.source,
            label=self.name(edge.source),
            local=figure(edge.local),
            sent=figure(edge.contribution),
            total=figure(state.grad) if state.expected > 1 else None,
            summed=summed and state.expected > 1,
            arrived=state.arrived,
            expected=state.expected,
            reaches_leaf=source.is_leaf,
            summed_from=extent(edge.sent_shape) if edge.sent_shape is not None else "",
        )

    def _coming(self) -> Text | None:
        """What the next step will do; None after the last one."""
        if self.position == self.moment.last:
            return None
        step = self.index.step(self.position + 1)
        return None if step is None else self._title(step)


def _rule(node: Node) -> str:
    """What the operation does, in the words of its entry."""
    entry = OPS.get(node.op or "")
    if entry is None:
        return ""
    return entry.zh if current.get().code == "zh" else entry.en


def _form(node: Node, terms: tuple[Term, ...]) -> str:
    """How the arithmetic of a forward step is written."""
    if not 0 < len(terms) <= 3 or any(term.figure is None or term.figure.shape for term in terms):
        return "list"
    if node.op == "pow" and node.attributes:
        return "power"
    infix = node.symbol in INFIX and node.op != "rsub" and len(terms) == 2 and not node.attributes
    return "infix" if infix else "call"
