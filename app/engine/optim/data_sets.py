"""Data sets and samplers of torch.utils.data: torch's own, made from what a program gives."""

from typing import Any

import numpy as np
from torch import Generator, Tensor
from torch.utils import data

from app.engine.basics.argument_checks import flag, number, wanted, whole
from app.engine.basics.plain import check_items, listed
from app.engine.guard import MOST_ITEMS
from app.engine.program.anonymous import anonymous
from app.engine.program.objects import Instance
from app.engine.torch.number_generators import NumberGenerator
from app.errors import LimitExceeded, text

_MOST_STOREYS = 16
_SETS = (data.Dataset, Instance, list, tuple, range, Tensor, np.ndarray)
TensorDataset, Subset, ConcatDataset = map(anonymous, (data.TensorDataset, data.Subset, data.ConcatDataset))
RandomSampler, SequentialSampler = anonymous(data.RandomSampler), anonymous(data.SequentialSampler)
SubsetRandomSampler, BatchSampler = anonymous(data.SubsetRandomSampler), anonymous(data.BatchSampler)
WeightedRandomSampler = anonymous(data.WeightedRandomSampler)
data.dataset.ConcatDataset = ConcatDataset  # type: ignore[misc]  # what `one + other` makes: it shows no address


def data_set(value: Any) -> Any:
    """A data set, or a list that can stand for one."""
    if not isinstance(value, _SETS):
        raise wanted("dataset", "a data set, such as TensorDataset(x, y)")
    check_items(length(value))
    return value


def length(value: Any) -> int:
    """How many samples; a class of the program says so itself."""
    return len(value)


def generator_of(value: Any) -> Generator | None:
    """torch's own generator of a program's."""
    if value is None:
        return None
    if not isinstance(value, NumberGenerator):
        raise wanted("generator", "a torch.Generator")
    return value.real


def sampler_of(value: Any) -> Any:
    """A sampler, or positions that can stand for one."""
    if value is None or isinstance(value, (data.Sampler, Instance, list, tuple, range, Tensor, np.ndarray)):
        return value
    raise wanted("sampler", "a sampler, or a list of positions")


def tensor_set(*tensors: Any) -> Any:
    """TensorDataset(x, y)."""
    if not tensors or not all(isinstance(tensor, Tensor) and tensor.dim() > 0 for tensor in tensors):
        raise wanted("tensors", "tensors of at least one dimension")
    return TensorDataset(*tensors)


def subset(dataset: Any, indices: Any) -> Any:
    """Subset(dataset, indices)."""
    return Subset(data_set(dataset), indices if isinstance(indices, (list, range)) else listed(indices))


def joined(datasets: Any) -> Any:
    """ConcatDataset(datasets)."""
    return ConcatDataset([data_set(item) for item in listed(datasets)])


def random_split(dataset: Any, lengths: Any, generator: Any = None) -> list[Any]:
    """random_split(dataset, lengths or fractions)."""
    parts = [number("lengths", part) for part in listed(lengths)]
    named = {} if generator is None else {"generator": generator_of(generator)}
    found = data.random_split(data_set(dataset), parts, **named)
    return [Subset(part.dataset, part.indices) for part in found]


def _count(value: Any) -> int | None:
    return None if value is None else whole("num_samples", value, 1, MOST_ITEMS)


def random_sampler(data_source: Any, replacement: Any = False, num_samples: Any = None, generator: Any = None) -> Any:
    """RandomSampler(data_source)."""
    count = _count(num_samples)
    return RandomSampler(data_set(data_source), bool(flag("replacement", replacement)), count, generator_of(generator))


def weighted_sampler(weights: Any, num_samples: Any, replacement: Any = True, generator: Any = None) -> Any:
    """WeightedRandomSampler(weights, num_samples)."""
    found = weights if isinstance(weights, Tensor) else [number("weights", item) for item in listed(weights)]
    return WeightedRandomSampler(
        found, _count(num_samples), bool(flag("replacement", replacement)), generator_of(generator)
    )


def subset_sampler(indices: Any, generator: Any = None) -> Any:
    """SubsetRandomSampler(indices)."""
    return SubsetRandomSampler(listed(indices), generator_of(generator))


def _check_storeys(sampler: Any) -> None:
    """Python goes through batches of batches by recursion."""
    storeys = 0
    while isinstance(sampler, data.BatchSampler):
        storeys, sampler = storeys + 1, sampler.sampler
        if storeys > _MOST_STOREYS:
            raise LimitExceeded(text("Samplers here are nested more than %(limit)s deep.", limit=_MOST_STOREYS))


def batch_sampler(sampler: Any, batch_size: Any, drop_last: Any) -> Any:
    """BatchSampler(sampler, batch_size, drop_last)."""
    size = whole("batch_size", batch_size, 1, MOST_ITEMS)
    _check_storeys(sampler)
    return BatchSampler(sampler_of(sampler), size, bool(flag("drop_last", drop_last)))
