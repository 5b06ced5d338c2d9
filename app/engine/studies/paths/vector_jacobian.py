"""An autograd node and gradients in, what the node alone makes of them out."""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import BackwardCFunction

from app.engine.studies.refusals import no_paths
from app.errors import GradwalkError, text


def vector_jacobian(node: Any, given: list[Tensor | None]) -> tuple[Tensor | None, ...]:
    """What a node makes of gradients; one of a custom function is asked by the method that torch gave it."""
    ask = node.apply if isinstance(node, BackwardCFunction) else node
    try:
        with torch.no_grad():
            results = ask(*given)
    except (RuntimeError, TypeError, GradwalkError):
        raise no_paths(
            text("The rule of %(name)s can't be asked by itself, so its paths are not shown.", name=node.name()[:60])
        ) from None
    return results if isinstance(results, tuple) else (results,)
