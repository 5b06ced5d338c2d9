"""torch.utils.checkpoint: a part of a network whose values torch computes a second time instead of keeping them. Here
they are kept; the numbers are the same."""

from types import MappingProxyType
from typing import Any

from app.engine.names.members import called
from app.engine.program.objects import Function, Namespace
from app.engine.python.function_tools import Partial


def _checkpoint(function: Any, *given: Any, use_reentrant: Any = None, **named: Any) -> Any:
    del use_reentrant  # a way of computing, not what is computed
    named.pop("preserve_rng_state", None)
    return Partial(called(function) or function)(*given, **named)


CHECKPOINT = Namespace(
    "torch.utils.checkpoint", MappingProxyType({"checkpoint": Function("checkpoint", _checkpoint, traced=False)})
)
