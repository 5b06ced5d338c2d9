"""The variables of a program in, the names of its parameters out: `w`, `fc1.weight`, `layers[0].W`."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from torch import Tensor, nn

from app.engine.program.objects import Instance
from app.engine.recording.records import is_leaf
from app.errors import encodable

_DEEPEST = 4
_MOST = 10_000


def parameter_names(variables: Mapping[str, Any]) -> list[tuple[str, Tensor]]:
    """Every leaf that requires grad and can be reached from a variable, under the first name that it was given. The
    parameters of the only module go without the module's own name."""
    modules = {name: value for name, value in variables.items() if isinstance(value, nn.Module)}
    inner = {id(child) for module in modules.values() for child in module.modules() if child is not module}
    outer = {id(module): module for module in modules.values() if id(module) not in inner}
    alone = len(outer) == 1
    found: dict[int, tuple[str, Tensor]] = {}
    for name, value in variables.items():
        if isinstance(value, nn.Module) and id(value) not in outer:
            continue
        for path, tensor in _inside(name, value, alone):
            found.setdefault(id(tensor), (encodable(path), tensor))
    return list(found.values())


def names_in(frames: Iterable[Mapping[str, Any]]) -> list[tuple[str, Tensor]]:
    """The same for the variables of the program and, after them, of the functions that run now, from the outermost in.
    A parameter of a function whose name another one has goes without."""
    found: dict[int, tuple[str, Tensor]] = {}
    taken: set[str] = set()
    for frame in frames:
        for name, tensor in parameter_names(frame):
            if id(tensor) not in found and name not in taken:
                found[id(tensor)] = name, tensor
                taken.add(name)
    return list(found.values())


def _inside(name: str, value: Any, alone: bool) -> Iterator[tuple[str, Tensor]]:
    """The leaves in a value: a few levels of lists, tables and objects of the program's own, and whole modules."""
    waiting = [(name, value, 0)]
    count = 0
    while waiting and count < _MOST:
        path, item, depth = waiting.pop()
        count += 1
        if isinstance(item, Tensor):
            if item.requires_grad and is_leaf(item):
                yield path, item
        elif isinstance(item, nn.Module):
            for inner, parameter in item.named_parameters():
                yield (inner if alone and path == name else f"{path}.{inner}"), parameter
        elif depth < _DEEPEST:
            waiting.extend((inner, part, depth + 1) for inner, part in _parts(path, item))


def _parts(path: str, item: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(item, (list, tuple)):
        yield from ((f"{path}[{index}]", part) for index, part in enumerate(item))
    elif isinstance(item, dict):
        yield from ((f"{path}[{key!r}]", part) for key, part in item.items() if isinstance(key, (str, int)))
    elif isinstance(item, Instance):
        yield from ((f"{path}.{key}", part) for key, part in item.fields.items())
