"""`copy`, as Python has it: shallow copies here, deep ones in `deep_copies`."""

import copy
from collections import deque
from types import MappingProxyType
from typing import Any

import numpy as np
from torch import Tensor, nn

from app.engine.guard import check_nesting
from app.engine.program.objects import Function, Instance, Made, Namespace
from app.engine.program.settings import Settings
from app.engine.python.deep_copies import NOT_COPIED, deep, refused, same_class


def _shallow_module(value: nn.Module) -> nn.Module:
    """As torch has it: another module with the same tables of parameters, buffers and modules."""
    made: nn.Module = object.__new__(type(value))
    made.__dict__.update(value.__dict__)
    if isinstance(value, Made):
        made.__dict__["program_fields"] = dict(value.__dict__["program_fields"])
    return made


def _shallow(value: Any) -> Any:
    if isinstance(value, (list, dict, set, deque)):
        check_nesting(value)
        return copy.copy(value)
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, Tensor):
        return value.detach().requires_grad_(value.requires_grad) if value.is_leaf else value.view_as(value)
    if isinstance(value, nn.Module):
        return _shallow_module(value)
    if isinstance(value, Settings):
        return Settings(dict(value.fields))
    if isinstance(value, Instance):
        made: Instance = same_class(value)
        made.fields = dict(value.fields)
        return made
    return refused() if isinstance(value, NOT_COPIED) else value


COPY = Namespace(
    "copy",
    MappingProxyType(
        {
            "copy": Function("copy.copy", _shallow, traced=False, keywords=frozenset()),
            "deepcopy": Function("copy.deepcopy", deep, traced=False, keywords=frozenset()),
        }
    ),
)
