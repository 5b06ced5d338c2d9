"""`x.grad_fn`: an autograd node as a program sees it, with its name and the nodes that come next."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from torch import Tensor

from app.engine.program.objects import Function, Getter
from app.engine.recording.flow import ACCUMULATE
from app.engine.recording.records import node_of


@dataclass(frozen=True, slots=True)
class GradFn:
    """An autograd node. Two are equal when they are the same node; no address is shown."""

    node: Any

    def __repr__(self) -> str:
        return f"<{type(self.node).__name__} object>"


def grad_fn(tensor: Tensor) -> GradFn | None:
    """x.grad_fn: None for what was not computed from anything that requires grad."""
    node = node_of(tensor)
    return None if node is None else GradFn(node)


def _next(function: GradFn) -> tuple[tuple[GradFn | None, int], ...]:
    return tuple((None if node is None else GradFn(node), output) for node, output in function.node.next_functions)


def _variable(function: GradFn) -> Tensor:
    if function.node.name() != ACCUMULATE:
        raise AttributeError("only an AccumulateGrad node has a variable; .next_functions lead down to one")
    return function.node.variable  # type: ignore[no-any-return]


GRAD_FN_MEMBERS: Mapping[str, Function | Getter] = MappingProxyType(
    {
        "name": Function("name", lambda function: function.node.name(), traced=False),
        "next_functions": Getter(_next),
        "variable": Getter(_variable),
    }
)
