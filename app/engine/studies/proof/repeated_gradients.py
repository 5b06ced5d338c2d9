"""A calculation on a tape in; whether it comes out again as the program had it, and its gradients, out."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from app.engine.studies.replaying.precise import AsWritten, Precise
from app.engine.studies.replaying.replay import FAILURES
from app.engine.studies.replaying.tensors import dense


def gradients(root: Tensor, leaves: Mapping[int, Tensor]) -> dict[int, Tensor]:
    """The gradient of every leaf, zeros where none reaches it."""
    found: tuple[Tensor | None, ...] = torch.autograd.grad(
        root, list(leaves.values()), retain_graph=True, allow_unused=True
    )
    return {
        key: torch.zeros_like(leaf) if grad is None else dense(grad)
        for (key, leaf), grad in zip(leaves.items(), found, strict=True)
    }


def rounded(precise: Precise) -> dict[int, Tensor]:
    """The gradients in the program's own precision; none where they can't be computed again."""
    written = AsWritten(precise.tape, precise.root)
    given = {id(leaf): leaf.detach().clone().requires_grad_() for leaf in written.leaves()}
    try:
        with torch.enable_grad():
            return gradients(written(given)[id(written.root)], given)
    except FAILURES:
        return {}


def comes_out_again(precise: Precise, leaves: Sequence[Tensor]) -> bool:
    """Whether the loss comes out again, digit by digit, when it is computed as the program does."""
    with torch.no_grad():
        again = precise.tape.up_to(precise.root)([(leaf, leaf.detach()) for leaf in leaves])
    return torch.equal(again.nan_to_num(), precise.root.detach().nan_to_num())
