"""The step panel: a moment in, what happened in words and numbers out."""

from collections.abc import Mapping, Sequence

from app.errors import Text, text
from app.graph.model import Change, Edge, Node, Run, Step
from app.graph.moment import Moment
from app.graph.numbers import extent
from app.ops.registry import OPS
from app.web.excerpts import excerpt, name_of
from app.web.figures import Figure, figure
from app.web.language import current
from app.web.walk.anatomy import anatomy
from app.web.walk.explained import explained, levels
from app.web.walk.parts import Contribution, Panel, Term
from app.web.walk.sentences import Sentences
from app.web.walk.sights import made_of
from app.web.walk.upstream import upstreams

INFIX = frozenset("+−×÷@<≤>≥=≠")
SIGNS = frozenset("+-*/@%<>= ")


class Narrator:
    """Tells the steps of one pass of one run."""

    def __init__(self, run: Run, moment: Moment) -> None:
        self.source = run.source
        self.moment = moment
        self.index = moment.index
        self.position = moment.position
        self.sentences = Sentences(moment.index, self.name)

    def panel(self) -> Panel:
        """The panel of this moment."""
        step = self.moment.current
        if step is None:
            return self._start()
        node = self.index.nodes[step.node]
        state = self.moment.node(step.node)
        change = next((change for change in step.changes if change.node == step.node), None)
        sends = step.kind == "send"
        terms = self._terms(step) if step.kind == "compute" else ()
        return Panel(
            position=self.position,
            phase=step.phase,
            kind=step.kind,
            node=node.id,
            title=self.sentences.title(step),
            words=self.sentences.words(step, change),
            rule=_rule(node) if step.kind == "compute" else "",
            made_of=made_of(self.moment, node),
            excerpt=excerpt(self.source, step.span if step.kind == "write" else node.span),
            form=_form(node, terms),
            symbol=node.symbol if _form(node, terms) == "infix" else node.op or "",
            terms=terms,
            result=None if sends else figure(change.value if change else state.value),
            upstream=figure(state.grad) if sends or step.kind == "write" else None,
            upstream_label=self.name(node.id),
            upstreams=upstreams(self.moment, step, self.name),
            contributions=self._contributions(step) if sends else (),
            before=figure(change.before) if change else None,
            arrived=self._arrived(step, change),
            grad_fn=node.grad_fn if node.folds is None else None,
            coming=self._coming(),
            attributes=tuple((name, value) for name, value in _attributes(node).items() if value != "False"),
            anatomy=anatomy(step, state.grad, self.name(node.id)),
            pass_index=self.index.pass_.index,
            explained=explained(self.moment, self.name),
            levels=levels(),
        )

    def _start(self) -> Panel:
        """Position 0: only the leaves have values."""
        leaves = [node for node in self.index.graph.nodes if node.kind != "op"]
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

    def _arrived(self, step: Step, change: Change | None) -> Figure | None:
        """What is added to a .grad that held something already, where it arrived in one piece."""
        if step.kind != "accumulate" or change is None or change.before is None:
            return None
        sent = [edge.contribution for edge in self.index.graph.edges if edge.source == step.node]
        found = [value for value in sent if value is not None]
        return figure(found[0]) if len(found) == 1 else None

    def _terms(self, step: Step) -> tuple[Term, ...]:
        """What a forward step reads; what a node that stands for several reads twice is named once."""
        edges = self._edges(step)
        if self.index.nodes[step.node].folds is not None:
            edges = [*{edge.source: edge for edge in edges}.values()]
        return tuple(self._term(edge) for edge in edges)

    def _term(self, edge: Edge) -> Term:
        label = self.name(edge.source)
        value = self.moment.node(edge.source).value
        return Term(edge.source, label, figure(value), any(sign in label for sign in SIGNS))

    def _contributions(self, step: Step) -> tuple[Contribution, ...]:
        """What the step sends; the sum at an input that it sends to twice (x * x) is told with the last one."""
        edges = [edge for edge in self._edges(step) if edge.source != step.node]  # its results are what it starts from
        if self.index.nodes[step.node].folds is not None:
            sources: dict[str, list[Edge]] = {}
            for edge in edges:
                sources.setdefault(edge.source, []).append(edge)
            return tuple(self._contribution(first, True, others) for first, *others in sources.values())
        last = {edge.source: edge.id for edge in edges}
        return tuple(self._contribution(edge, last[edge.source] == edge.id) for edge in edges)

    def _contribution(self, edge: Edge, summed: bool, others: Sequence[Edge] = ()) -> Contribution:
        source = self.index.nodes[edge.source]
        state = self.moment.node(edge.source)
        return Contribution(
            edge=edge.id,
            node=edge.source,
            label=self.name(edge.source),
            local=None if others else figure(edge.local),
            sent=figure(edge.contribution),
            total=figure(state.grad) if state.expected > 1 else None,
            summed=summed and state.expected > 1,
            arrived=state.arrived,
            expected=state.expected,
            reaches_leaf=source.is_leaf,
            summed_from=extent(edge.sent_shape) if edge.sent_shape is not None else "",
            others=tuple(found for other in others if (found := figure(other.contribution))),
        )

    def _coming(self) -> Text | None:
        """What the next step will do; None after the last one."""
        if self.position == self.moment.last:
            return None
        step = self.index.step(self.position + 1)
        return None if step is None else self.sentences.title(step)


def _rule(node: Node) -> str:
    """What the operation does, in the words of its entry."""
    entry = OPS.get(node.op or "")
    if entry is None:
        return ""
    return entry.zh if current.get().code == "zh" else entry.en


def _attributes(node: Node) -> Mapping[str, str]:
    """The plain arguments that are told: a node that stands for several has those of all of them, in no order."""
    return {} if node.folds is not None else node.attributes


def _form(node: Node, terms: tuple[Term, ...]) -> str:
    """How the arithmetic of a forward step is written."""
    if not 0 < len(terms) <= 3 or any(term.figure is None or term.figure.shape for term in terms):
        return "list"
    if node.op == "pow" and _attributes(node):
        return "power"
    if node.folds is not None and not (node.op or "").isidentifier():
        return "list"
    infix = node.symbol in INFIX and node.op != "rsub" and len(terms) == 2 and not _attributes(node)
    return "infix" if infix else "call"
