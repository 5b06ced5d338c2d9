"""The functions that touch the run itself: Python's small built-ins, print, backward and the seed."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.lookup import seed_for
from app.engine.objects import Function, Getter
from app.engine.plain import check_items
from app.engine.runtime import Runtime
from app.errors import ProgramError, text

_LONGEST_RANGE = 1_000_000


def own_functions(runtime: Runtime) -> Mapping[str, Function]:
    """The run's own functions, by how a program spells them."""
    calls: dict[str, Any] = {
        "print": _printer(runtime),
        "range": _range,
        "len": _length,
        "abs": abs,
        "float": lambda value=0.0: float(value),
        "int": lambda value=0: int(value),
        "bool": lambda value=False: bool(value),
        "str": lambda value="": str(value)[:1000],
        "round": round,
        "min": min,
        "max": max,
        "sum": lambda items, start=0: sum(_listed(items), start),
        "list": lambda items=(): _listed(items),
        "tuple": lambda items=(): tuple(_listed(items)),
        "enumerate": lambda items, start=0: list(enumerate(_listed(items), start)),
        "zip": lambda *items: list(zip(*(_listed(item) for item in items), strict=False)),
        "sorted": lambda items: sorted(_listed(items)),
        "reversed": lambda items: _listed(items)[::-1],
        "torch.manual_seed": _seed,
    }
    return {name: Function(name.rpartition(".")[2], call, traced=False) for name, call in calls.items()}


def tensor_members(runtime: Runtime) -> Mapping[str, Function | Getter]:
    """The members of a tensor that touch the run itself."""

    def backward(
        tensor: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False
    ) -> None:
        if gradient is None and tensor.numel() != 1:
            raise ProgramError(
                text("backward() starts from one number, but this tensor has %(count)s.", count=tensor.numel()),
                code="not-scalar",
                hint=text("Add .sum() or .mean(), or give backward(gradient=...) the upstream gradient."),
            )
        options = {"retain_graph": retain_graph, "create_graph": create_graph}
        seed = seed_for(tensor.detach(), gradient)
        runtime.backward([tensor], [seed], runtime.scope.span, **options)

    return {"backward": Function("backward", backward, traced=False), "grad": Getter(_gradient)}


def _gradient(tensor: Tensor) -> Tensor | None:
    return tensor.grad if tensor.is_leaf or tensor.retains_grad else None


def _printer(runtime: Runtime) -> Any:
    def write(*items: Any, sep: str = " ", end: str = "\n") -> None:
        with _disable_current_modes():
            words = str(sep).join(str(item) for item in items)
        runtime.print(words + str(end))

    return write


def _range(*bounds: Any) -> range:
    numbers = range(*(bound.__index__() for bound in bounds))
    check_items(min(len(numbers), _LONGEST_RANGE + 1) if numbers else 0)
    return numbers


def _length(value: Any) -> int:
    return len(value)


def _listed(items: Any) -> list[Any]:
    if not isinstance(items, (list, tuple, range, str, Tensor)):
        raise ProgramError(text("This needs a list, a range or a tensor."), code="iteration")
    check_items(len(items))
    return list(items)


def _seed(seed: int) -> None:
    torch.manual_seed(int(seed))
