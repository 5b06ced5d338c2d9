"""Edges of autograd's graph in, the nodes and edges of the picture that they lead along, out."""

from dataclasses import dataclass

from app.engine.recording.drafting import Sheet
from app.engine.studies.paths.autograd_paths import Edge, Ways


@dataclass(frozen=True)
class Trail:
    """The ways to the node `end`, told by ids of the picture."""

    sheet: Sheet
    ways: Ways
    end: str

    def root(self, number: int) -> str:
        """The node of a root."""
        position, output = self.ways.roots[number]
        return self.sheet.node(self.sheet.joined.record_of[position], output) or ""

    def reached(self, edge: Edge, here: str) -> list[tuple[str, str | None]]:
        """The nodes that an edge of autograd's graph leads to, with the edges of the picture: none where both stand in
        one node, two where it is one of several results."""
        target, output = self.ways.nodes[edge[0]].nexts[edge[1]]
        record = self.sheet.joined.record_of[target]
        first = self.sheet.receivers.get(edge) or self.sheet.node(record, output)
        names = [first, self.sheet.ops.get(record.index)]
        if (target, output) in self.ways.targets:
            names = [first if first == self.end else self.end]
        found: list[tuple[str, str | None]] = []
        for name in names:
            if name is not None and name != here:
                found.append((name, self._edge_id(edge, here, name)))
                here = name
        return found

    def _edge_id(self, edge: Edge, here: str, target: str) -> str | None:
        """Of several edges between two nodes the one with the same turn."""
        wires = [wire.id for wire in self.sheet.into.get(here, ()) if wire.source == target]
        receivers = self.sheet.receivers
        turn = sum(receivers.get((edge[0], index)) == target for index in range(edge[1]))
        return wires[min(turn, len(wires) - 1)] if wires else None
