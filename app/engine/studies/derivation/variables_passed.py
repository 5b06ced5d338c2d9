"""The loss of a scene and one of its variables in; the ways from one to the other, and the variables on them, out."""

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.autograd.graph import get_gradient_edge

from app.engine.recording.flow import walk
from app.engine.studies.paths.autograd_paths import Place, Ways


def ways_to(root: Tensor, target: Tensor, ends: float) -> Ways:
    """The ways from a loss to a variable; none where the loss does not depend on it."""
    nodes, roots = walk([root])
    edge = get_gradient_edge(target)
    places = {node.node: position for position, node in enumerate(nodes)}
    wanted = frozenset({(places[edge.node], edge.output_nr)} if edge.node in places else ())
    return Ways(nodes, roots, [torch.ones_like(root)], wanted, ends)


def variables_at(ways: Ways, tensors: Mapping[str, Tensor]) -> dict[Place, str]:
    """Which variable stands at a place of autograd's graph."""
    places = {node.node: position for position, node in enumerate(ways.nodes)}
    found: dict[Place, str] = {}
    for name, tensor in tensors.items():
        edge = get_gradient_edge(tensor)
        if edge.node in places:
            found.setdefault((places[edge.node], edge.output_nr), name)
    return found


def nearest_above(ways: Ways, names: Mapping[Place, str], position: int) -> str:
    """The variable at a node, or else the next one towards the loss; "" where there is none."""
    before = {target[0]: at for at, node in enumerate(ways.nodes) for target in node.nexts}
    for _ in ways.nodes:
        if (position, 0) in names:
            return names[position, 0]
        if position not in before:
            break
        position = before[position]
    return ""
