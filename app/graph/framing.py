"""Which groups the picture frames: a Graph comes in; its frames, each with its label and what stands in it, go out."""

from dataclasses import dataclass

from app.graph.folding.membership import is_picked
from app.graph.model import Graph, Group

FRAMED = 400
"""In a picture of more boxes nobody reads frames, and Graphviz takes long to keep them apart."""
FEWEST = 2
"""A frame around a single box says no more than the box."""
LEVELS = 6
"""Frames stand at most so deep in each other: a function that calls itself would fill the picture with margins."""


@dataclass(slots=True)
class Framing:
    """A frame: its group and that group's label, with the labels of the groups inside that hold just the same nodes.

    `members` are the nodes that stand in it and in no frame inside it; `parent` is the id of the frame around it;
    `level` counts from 1.
    """

    group: Group
    labels: list[str]
    members: list[str]
    parent: str | None
    level: int

    @property
    def label(self) -> str:
        """What the frame says: "t = 0 › LSTMCell"."""
        return " › ".join(self.labels)


def framings(graph: Graph) -> tuple[Framing, ...]:
    """The frames of a graph, outer ones first: one for every group of several nodes that is not the whole graph."""
    if not graph.groups or len(graph.nodes) > FRAMED:
        return ()
    owners = _owners(graph)
    boxes, ops = _counts(graph, owners)
    every = sum(node.kind == "op" for node in graph.nodes)
    found: dict[str, Framing] = {}
    frame_of: dict[str | None, Framing | None] = {None: None}
    for group in graph.groups:
        around = frame_of[group.parent]
        frame_of[group.id] = around
        if not 0 < ops[group.id] < every or boxes[group.id] < FEWEST:
            continue
        if around is not None and boxes[around.group.id] == boxes[group.id]:
            around.labels += [group.label] if group.label != around.labels[-1] else []
        elif around is None or around.level < LEVELS:
            outer = (None, 1) if around is None else (around.group.id, around.level + 1)
            found[group.id] = frame_of[group.id] = Framing(group, [group.label], [], *outer)
    for node in graph.nodes:
        frame = frame_of[owners.get(node.id)]
        if frame is not None:
            frame.members.append(node.id)
    return tuple(found.values())


def _owners(graph: Graph) -> dict[str, str | None]:
    """The group of each node. A leaf stands in the innermost group that holds all its uses, and so does one of several
    results of an op; an input, which comes from elsewhere, only where it was made there too."""
    lines = _lines(graph)
    fed = {edge.target for edge in graph.edges}
    moving = {node.id for node in graph.nodes if node.id not in fed or is_picked(node)}
    owners = {node.id: node.group for node in graph.nodes if node.id not in moving or node.kind == "input"}
    for edge in graph.edges:
        if edge.source in moving:
            place = owners.get(edge.target)
            known = owners.get(edge.source, place)
            both = zip(lines[known], lines[place], strict=False)
            owners[edge.source] = next((one for one, other in reversed(list(both)) if one == other), None)
    for node in graph.nodes:
        if node.kind == "op":
            owners.setdefault(node.id, node.group)
    return owners


def _lines(graph: Graph) -> dict[str | None, tuple[str, ...]]:
    """Each group's way to itself from the outermost one around it; a group comes after the one around it."""
    lines: dict[str | None, tuple[str, ...]] = {None: ()}
    for group in graph.groups:
        lines[group.id] = (*lines[group.parent], group.id)
    return lines


def _counts(graph: Graph, owners: dict[str, str | None]) -> tuple[dict[str, int], dict[str, int]]:
    """The boxes, and the ops among them, that each group holds with all groups inside it."""
    boxes = {group.id: 0 for group in graph.groups}
    ops = dict(boxes)
    for node in graph.nodes:
        owner = owners.get(node.id)
        if owner is not None:
            boxes[owner] += 1
            ops[owner] += node.kind == "op"
    for group in reversed(graph.groups):
        if group.parent is not None:
            boxes[group.parent] += boxes[group.id]
            ops[group.parent] += ops[group.id]
    return boxes, ops
