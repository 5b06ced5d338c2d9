"""A request, a pass and a node in, every path from the roots of the pass to that node out."""

import math
from collections.abc import Iterable
from heapq import nlargest
from itertools import pairwise
from time import monotonic

import torch
from torch import Tensor
from torch.autograd.graph import GradientEdge

from app.engine.limits import Limits
from app.engine.recording.values import finite, to_value
from app.engine.studies.one_pass import RecordedPass, Seen, found_by
from app.engine.studies.paths.autograd_paths import Edge, Place, Way, Ways, outputs_of
from app.engine.studies.paths.heaviest import heaviest
from app.engine.studies.paths.picture_trail import Trail
from app.engine.studies.refusals import no_paths
from app.engine.studies.replaying.tensors import dense
from app.errors import Text, text
from app.graph.model import Node, Number, Pass, Request
from app.graph.naming import node_named
from app.graph.paths import PATHS_VERSION, Hop, Path, Paths

MOST_FOLLOWED = 5_000
"""Up to so many paths all are followed and added up."""
MOST_LISTED = 60
MOST_HEAVIEST = 12
_MOST_NUMBERS = 64
_MOST_KEPT = 2_000_000
_EXACT = 2**53
_TOLERANCE = 1e-5


def trace(request: Request, index: int, node: str, limits: Limits) -> Paths:
    """The paths of pass `index` to a node, which is named by its id or by its name in the program.

    Raises:
        RequestError: there is no such pass or node.
        ProgramError: `no-paths`, no gradient reaches the node; or what the program did wrong before that pass.
        TimeLimit: it takes too long.
    """
    ends = monotonic() + limits.seconds

    def look(seen: Seen) -> Paths:
        return _Tracing(seen, node_named(seen.graph, node), ends).paths(seen.pass_)

    return found_by(RecordedPass(limits, max(request.record, 0), index, look), request)


class _Tracing:
    """The ways to one node, told by the ids of the graph."""

    def __init__(self, seen: Seen, node: Node, ends: float) -> None:
        joined = seen.sheet.joined
        assert joined.flow is not None
        self.sheet = seen.sheet
        self.task = seen.task
        self.node = node
        flow = joined.flow
        if any(root.dtype.is_complex for root in self.task.roots):
            raise no_paths(text("Paths are shown for real numbers only."), text("Compute the loss with real numbers."))
        targets = frozenset(
            place
            for position in range(len(flow.nodes))
            for place in self._outputs(position)
            if self.sheet.node(joined.record_of[position], place[1]) == node.id
        )
        self.ways = Ways(flow.nodes, flow.roots, [seed.detach() for seed in self.task.seeds()], targets, ends)
        self.trail = Trail(self.sheet, self.ways, node.id)
        if not self.ways.count:
            why = text("No gradient reaches this node: no path leads from the root to it.")
            hint = text("Choose a node that the root depends on and that requires grad.")
            raise no_paths(why, hint)

    def _outputs(self, position: int) -> list[Place]:
        assert self.sheet.joined.flow is not None
        node = self.sheet.joined.flow.nodes[position]
        return [(position, output) for output in range(outputs_of(node))]

    def paths(self, pass_: Pass) -> Paths:
        """All of them, or the heaviest."""
        gradient = self._gradient()
        complete = self.ways.count <= MOST_FOLLOWED
        best, total = self._followed(self.ways if complete else heaviest(self.ways, MOST_HEAVIEST), gradient)
        size = best[0][0] if best else 0.0
        agrees = _norm(total - gradient) <= _TOLERANCE * max(_norm(gradient), size) if complete else None
        if not bool(torch.isfinite(gradient).all()):
            agrees = None
        return Paths(
            version=PATHS_VERSION,
            pass_index=pass_.index,
            node=self.node.id,
            name=self.node.name or self.node.id,
            root=pass_.root or "",
            count=_count(self.ways.count),
            complete=complete,
            paths=tuple(self._path(way) for _, way in best),
            sum=to_value(total, _MOST_NUMBERS),
            gradient=to_value(gradient, _MOST_NUMBERS),
            agrees=agrees,
            notes=_notes(complete, agrees),
        )

    def _followed(self, ways: Iterable[Way], gradient: Tensor) -> tuple[list[tuple[float, Way]], Tensor]:
        """The ways that are listed, each with how much it brings, and the sum of all."""
        total = torch.zeros_like(gradient)
        best: list[tuple[float, Way]] = []
        for way in ways:
            total += way.gift
            best.append((_norm(way.gift), way))
            if len(best) > 2 * self._most:
                best = nlargest(self._most, best, key=_weight)
        return nlargest(self._most, best, key=_weight), total

    @property
    def _most(self) -> int:
        """How many paths are listed: few where each carries many numbers."""
        size = max(math.prod(self.ways.shape(place)) for place in self.ways.targets)
        return max(1, min(MOST_LISTED, _MOST_KEPT // max(size, 1)))

    def _gradient(self) -> Tensor:
        """What torch's engine says."""
        edges = [GradientEdge(self.ways.nodes[position].node, output) for position, output in self.ways.targets]
        given: tuple[Tensor | None, ...] = torch.autograd.grad(
            self.task.roots, edges, self.task.seeds(), retain_graph=True, allow_unused=True
        )  # fmt: skip
        return torch.stack([dense(item.detach()).double() for item in given if item is not None]).sum(0)

    def _path(self, way: Way) -> Path:
        hops: list[Hop] = []
        here = self.trail.root(way.root)
        start = self.ways.seeds[way.root].double()
        for edge, (before, after) in zip(way.edges, pairwise(self.ways.along(way.root, way.edges)), strict=True):
            for target, name in self.trail.reached(edge, here):
                local = self._local(edge, before.gift, after.gift)
                by = self.ways.nodes[edge[0]].name.rpartition(":")[2]
                hops.append(Hop(here, target, name, by, local, to_value(after.gift, _MOST_NUMBERS)))
                here = target
        return Path(to_value(start, _MOST_NUMBERS), tuple(hops), to_value(way.gift, _MOST_NUMBERS))

    def _local(self, edge: Edge, before: Tensor, after: Tensor) -> Number | None:
        if before.numel() != 1 or after.numel() != 1:
            return None
        single = outputs_of(self.ways.nodes[edge[0]]) == 1
        ones = self.ways.sent((edge[0], 0), torch.ones_like(before)) if single else []
        gift = ones[edge[1]] if edge[1] < len(ones) else None
        return None if gift is None else finite(float(gift))


def _weight(item: tuple[float, Way]) -> float:
    return item[0] if item[0] == item[0] else math.inf


def _norm(tensor: Tensor) -> float:
    return float(torch.linalg.vector_norm(tensor))


def _count(count: int) -> Number:
    return count if count < _EXACT else finite(float(count)) if count < 10**300 else finite(math.inf)


def _notes(complete: bool, agrees: bool | None) -> tuple[Text, ...]:
    if not complete:
        return (text("There are too many paths to list; these carry most of the gradient."),)
    if agrees is False:
        return (
            text(
                "The paths do not add up to the gradient: a hook of the program changes it on its way, or a backward() "
                "of its own does not go with it in proportion, as one that cuts it off at a bound."
            ),
        )
    return ()
