"""The tensors of a calculation in, why a gradient of the program may be another than that of the calculation, out."""

from collections.abc import Iterable

from torch import Tensor

from app.engine.studies.replaying.replay import Doing
from app.engine.torch.custom_functions import Again
from app.errors import Text, text

HOOK = text("A hook of the program changes the gradient on its way, so the two sides are not the same.")
OTHERWISE = text(
    "The two sides are not the same. A hook of a module may change the gradient, a custom backward() may not be the "
    "derivative of its forward(), numbers may have been changed behind autograd's back, as through .data, or a value "
    "may stand at a kink, where each side takes another slope."
)


def custom_functions(doings: Iterable[Doing]) -> tuple[str, ...]:
    """The custom functions that a calculation calls, by name."""
    return tuple(dict.fromkeys(doing.function.name for doing in doings if isinstance(doing.function, Again)))


def why_different(tensors: Iterable[Tensor]) -> Text:
    """The hook, where one of the tensors has one; else what is possible."""
    return HOOK if is_hooked(tensors) else OTHERWISE


def is_hooked(tensors: Iterable[Tensor]) -> bool:
    """Whether the program has registered a hook for a gradient of one of the tensors."""
    return any(tensor._backward_hooks for tensor in tensors)
