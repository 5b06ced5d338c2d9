"""torch.utils.data for a program: the loader, which runs in one process, and the table of all that makes data sets."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils import data

from app.engine.basics.argument_checks import flag, optional, whole
from app.engine.basics.plain import check_items
from app.engine.guard import MOST_ITEMS, check_nesting
from app.engine.limits import Limits
from app.engine.numpy.numpy_tensors import shared
from app.engine.optim import data_sets
from app.engine.optim.data_sets import RandomSampler, SequentialSampler, data_set, generator_of, length, sampler_of
from app.engine.program.anonymous import Anonymous
from app.engine.program.functions import callable_of
from app.engine.program.lazy import Lazy
from app.engine.program.objects import Function, Kind
from app.errors import LimitExceeded, text

_MOST_NUMBERS = Limits().tensor_numbers


def collate(batch: Any) -> Any:
    """torch's default_collate, on samples that are looked at first: it walks them by recursion.

    Raises:
        LimitExceeded: the batch would be too large, or its samples are nested too deeply.
    """
    check_nesting(batch, whole=True)
    waiting, numbers = [batch], 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, Tensor):
            numbers += item.numel()
        elif isinstance(item, np.ndarray):
            numbers += item.size
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, (list, tuple)):
            waiting.extend(item)
    if numbers > _MOST_NUMBERS:
        raise LimitExceeded(
            text("A batch would hold more than %(limit)s numbers.", limit=_MOST_NUMBERS),
            hint=text("Use a smaller batch_size."),
        )
    return data.default_collate(batch)


class DataLoader(Anonymous, data.DataLoader[Any]):
    """torch's loader in one process; its batches come without torch's profiler."""

    asked_workers = 0

    def __iter__(self) -> Any:
        check_items(length(self.dataset))
        found: Any = super().__iter__()
        return Lazy(type(found).__name__, _batches, found)


DataLoader.__module__ = data.DataLoader.__module__


def _batches(found: Any) -> Iterator[Any]:
    while True:
        try:
            batch = found._next_data()
        except StopIteration:
            return
        yield batch


def _loader(
    dataset: Any, batch_size: Any = 1, shuffle: Any = None, sampler: Any = None, batch_sampler: Any = None,
    num_workers: Any = 0, collate_fn: Any = None, pin_memory: Any = False, drop_last: Any = False, timeout: Any = 0,
    worker_init_fn: Any = None, generator: Any = None, **unused: Any,
) -> DataLoader:  # fmt: skip
    """DataLoader(...); what concerns other processes and devices is read over."""
    del pin_memory, timeout, worker_init_fn, unused
    made = DataLoader(
        data_set(dataset),
        optional(lambda name, value: whole(name, value, 1, MOST_ITEMS))("batch_size", batch_size),
        sampler=_order(dataset, optional(flag)("shuffle", shuffle), sampler_of(sampler), batch_sampler, generator),
        batch_sampler=sampler_of(batch_sampler),
        drop_last=bool(flag("drop_last", drop_last)),
        collate_fn=_collating(collate_fn, batched=batch_size is not None or batch_sampler is not None),
        generator=generator_of(generator),
    )
    made.asked_workers = whole("num_workers", num_workers, 0, 1_000)
    return made


def _order(dataset: Any, shuffle: Any, sampler: Any, batch_sampler: Any, generator: Any) -> Any:
    """The sampler that torch would make by itself."""
    if shuffle and (sampler is not None or batch_sampler is not None):
        raise ValueError("sampler option is mutually exclusive with shuffle")
    if sampler is not None or batch_sampler is not None:
        return sampler
    return RandomSampler(dataset, generator=generator_of(generator)) if shuffle else SequentialSampler(dataset)


def _collating(function: Any, *, batched: bool) -> Callable[[Any], Any] | None:
    if function is None:
        return collate if batched else _converted
    return callable_of(function)


def _converted(sample: Any) -> Any:
    """torch's default_convert, on a sample that is looked at first: it walks it by recursion."""
    check_nesting(sample, whole=True)
    return _with_tensors(sample)


def _with_tensors(sample: Any) -> Any:
    """Arrays become tensors, wherever they are in the sample."""
    if isinstance(sample, np.ndarray):
        return sample if sample.dtype.kind == "U" else shared(sample)
    if isinstance(sample, np.generic):
        return sample if sample.dtype.kind == "U" else torch.as_tensor(sample)
    if isinstance(sample, dict):
        return {key: _with_tensors(part) for key, part in sample.items()}
    return [_with_tensors(part) for part in sample] if isinstance(sample, (list, tuple, range)) else sample


def _nothing(*_: Any) -> Any:
    raise TypeError("Dataset is a base for classes of your own: write class Data(Dataset)")


_LOADER = (
    "dataset batch_size shuffle sampler batch_sampler num_workers collate_fn pin_memory drop_last timeout "
    "worker_init_fn generator persistent_workers prefetch_factor pin_memory_device"
)
_KINDS: Mapping[str, tuple[type, Callable[..., Any], str]] = {
    "Dataset": (data.Dataset, _nothing, ""),
    "TensorDataset": (data_sets.TensorDataset, data_sets.tensor_set, ""),
    "Subset": (data_sets.Subset, data_sets.subset, "dataset indices"),
    "ConcatDataset": (data_sets.ConcatDataset, data_sets.joined, "datasets"),
    "DataLoader": (DataLoader, _loader, _LOADER),
    "Sampler": (data.Sampler, _nothing, ""),
    "RandomSampler": (RandomSampler, data_sets.random_sampler, "data_source replacement num_samples generator"),
    "SequentialSampler": (
        SequentialSampler,
        lambda data_source: SequentialSampler(data_set(data_source)),
        "data_source",
    ),
    "SubsetRandomSampler": (data_sets.SubsetRandomSampler, data_sets.subset_sampler, "indices generator"),
    "WeightedRandomSampler": (
        data_sets.WeightedRandomSampler,
        data_sets.weighted_sampler,
        "weights num_samples replacement generator",
    ),
    "BatchSampler": (data_sets.BatchSampler, data_sets.batch_sampler, "sampler batch_size drop_last"),
}
DATA: Mapping[str, Function] = MappingProxyType(
    {
        **{
            name: Kind(name, make, traced=False, keywords=frozenset(names.split()), real=real)
            for name, (real, make, names) in _KINDS.items()
        },
        "random_split": Function(
            "random_split",
            data_sets.random_split,
            traced=False,
            keywords=frozenset({"dataset", "lengths", "generator"}),
        ),
        "default_collate": Function("default_collate", collate, traced=False, keywords=frozenset({"batch"})),
    }
)
"""By the name in torch.utils.data."""
