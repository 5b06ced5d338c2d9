"""A pass with its tape and the parameters that move in; which nodes of the picture the operations on its tape and
their arguments are, and what reverse mode brings to these nodes, out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import NoneType

import torch
from torch import Tensor
from torch.autograd.graph import GradientEdge

from app.engine.recording.records import Mark, Record
from app.engine.studies.paths.autograd_paths import outputs_of
from app.engine.studies.replaying.recorded_tape import Made
from app.engine.studies.replaying.replay import Doing
from app.engine.studies.replaying.taped_pass import TapedPass
from app.engine.studies.replaying.tensors import dense
from app.engine.studies.tangents.dual_replay import Swept
from app.errors import Text, text
from app.graph.model import Node
from app.graph.naming import called_or_op

Source = tuple[str | None, str | None]
"""The node of an argument, and the edge from it."""


class TangentGraph:
    """The nodes of one pass; `gradients` (in float64) are those of the nodes that depend on the direction."""

    def __init__(self, taped: TapedPass, leaves: Sequence[Tensor]) -> None:
        self.graph = taped.graph
        self.sheet = taped.sheet
        self.task = taped.task
        self.locals = {edge.id: edge.local for edge in self.graph.edges}
        self._by_id = {node.id: node for node in self.graph.nodes}
        self._reach = self._reached(leaves)
        self.gradients = self._gradients()

    def _reached(self, leaves: Sequence[Tensor]) -> set[str]:
        """What can be reached from some leaves."""
        wanted = {id(leaf) for leaf in leaves}
        onward: dict[str, list[str]] = {}
        for edge in self.graph.edges:
            onward.setdefault(edge.source, []).append(edge.target)
        waiting = [
            draft.id for draft in self.sheet.drafts if draft.record.parameter and id(draft.record.refs[0]()) in wanted
        ]
        found: set[str] = set()
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(onward.get(node, ()))
        return found

    def _gradients(self) -> dict[str, Tensor]:
        """What torch's engine brings to each node in this pass alone."""
        joined, task = self.sheet.joined, self.task
        assert joined.flow is not None
        wanted: list[tuple[str, GradientEdge]] = []
        for position, node in enumerate(joined.flow.nodes):
            outputs = outputs_of(node)
            for output in range(outputs):
                name = self._shown(joined.record_of[position], output, alone=outputs == 1)
                if name in self._reach:
                    wanted.append((name, GradientEdge(node.node, output)))
        found: dict[str, Tensor] = {}
        edges = [edge for _, edge in wanted]
        given = torch.autograd.grad(task.roots, edges, task.seeds(), retain_graph=True, allow_unused=True)
        for (name, _), item in zip(wanted, given, strict=True):
            if item is not None:
                brought = dense(item).detach().double()
                same = name in found and found[name].shape == brought.shape
                found[name] = found[name] + brought if same else brought
        return found

    def _shown(self, record: Record, output: int, *, alone: bool) -> str:
        """The node of exactly this output."""
        return (self.sheet.node(record, output) if alone else self.sheet.ids.get((record.index, output))) or ""

    def called(self, node: str) -> str:
        """A name for a node."""
        return called_or_op(self._by_id[node])

    def node(self, made: Made | None) -> str | None:
        """The node of a result."""
        return None if made is None else self.sheet.node(*made)

    def nodes(self, made: Made | None) -> list[str]:
        """The node of a result, and that of the operation where it has several."""
        names = [] if made is None else [self.sheet.node(*made), self.sheet.ops.get(made[0].index)]
        return [name for name in dict.fromkeys(names) if name is not None]

    def is_reached(self, tensor: Tensor) -> bool:
        """Whether a tensor depends on the direction."""
        mark: Mark | None = getattr(tensor, "_gradwalk", None)
        return mark is not None and self.sheet.node(mark.record, mark.output) in self._reach

    def sources(self, swept: Swept) -> list[Source]:
        """The nodes and edges of the arguments of an operation, in their order; what is read twice has two edges."""
        record = next((made[0] for made in swept.made if made is not None), None)
        if record is None:
            return []
        producers = {slot: (producer, output) for slot, producer, output in record.inputs}
        wires = list(self.sheet.into.get(self.sheet.ops.get(record.index, ""), ()))
        found: list[Source] = []
        for slot in _slots(swept.doing, record):
            source = self.node(producers.get(slot))
            wire = next((wire for wire in wires if wire.source == source), None)
            if wire is not None:
                wires.remove(wire)
            found.append((source, None if wire is None else wire.id))
        return found

    def stops(
        self, known: Collection[str], still: Collection[str], reasons: Mapping[str, Text]
    ) -> Iterator[tuple[str, Text]]:
        """The nodes that depend on the direction and have no tangent, each with the reason, in the order of the graph.
        `known` have one, `still` were computed and do not move."""
        into: dict[str, list[str]] = {}
        for edge in self.graph.edges:
            into.setdefault(edge.target, []).append(edge.source)
        moving, stopped = set(known), dict[str, str]()
        for node in self.graph.nodes:
            if node.id in moving or node.id in still or not node.requires_grad or node.id not in self._reach:
                continue
            before = next((stopped[source] for source in into.get(node.id, ()) if source in stopped), None)
            if before is not None:
                stopped[node.id] = before
                yield node.id, text("It depends on %(name)s, where the tangents stop.", name=before)
            elif any(source in moving for source in into.get(node.id, ())):
                stopped[node.id] = self.called(node.id)
                yield node.id, reasons.get(node.id) or self._reason(node)

    def _reason(self, node: Node) -> Text:
        name = self.called(node.id)
        if node.kind == "op" and node.aten is None:
            return text("%(name)s has a derivative of its own, for reverse mode alone.", name=name)
        return text("%(name)s was computed before this pass, and is not computed again.", name=name)


def _slots(doing: Doing, record: Record) -> Iterator[int]:
    """The numbers by which a record knows the tensors among the arguments of its call."""
    slot = 0
    for item in doing.args:
        parts = item if isinstance(item, (list, tuple)) and item and isinstance(item[0], (Tensor, NoneType)) else [item]
        for part in parts:
            if isinstance(part, Tensor):
                yield slot
            slot += 1
    names = record.overload.arguments if record.overload is not None else ()
    for name, item in doing.kwargs.items():
        if isinstance(item, Tensor):
            yield names.index(name)
