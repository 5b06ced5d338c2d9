"""What a tensor says of itself: attributes that are read, and methods that are no operations, as literal tables."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType

import torch
from torch import Tensor

from app.engine.program.objects import Function, Getter
from app.engine.recording.records import data_of
from app.engine.torch.devices import CPU, cuda
from app.engine.torch.grad_functions import grad_fn

_METHODS = (
    "tolist item numel dim size is_floating_point is_complex is_signed is_nonzero requires_grad_ retain_grad nelement "
    "ndimension element_size stride is_contiguous storage_offset get_device is_same_size".split()
)
_QUESTIONS = (
    "is_tensor is_floating_point is_complex is_nonzero numel result_type promote_types can_cast "
    "broadcast_shapes".split()
)

PLAIN_METHODS: Mapping[str, Function] = MappingProxyType(
    {
        **{name: Function(name, attrgetter(name)(Tensor), traced=False) for name in _METHODS},
        "cuda": Function("cuda", cuda, traced=False),
    }
)
QUESTIONS: Mapping[str, Function] = MappingProxyType(
    {name: Function(name, attrgetter(name)(torch), traced=False) for name in _QUESTIONS}
)
"""What `torch` itself says of tensors and dtypes."""

TENSOR_ATTRIBUTES: Mapping[str, Getter] = MappingProxyType(
    {
        "shape": Getter(lambda x: x.shape),
        "T": Getter(lambda x: x.T),
        "mT": Getter(lambda x: x.mT),
        "H": Getter(lambda x: x.H),
        "mH": Getter(lambda x: x.mH),
        "real": Getter(lambda x: x.real),
        "imag": Getter(lambda x: x.imag),
        "data": Getter(data_of),
        "dtype": Getter(lambda x: x.dtype),
        "ndim": Getter(lambda x: x.ndim),
        "device": Getter(lambda _: CPU),
        "layout": Getter(lambda x: x.layout),
        "itemsize": Getter(lambda x: x.itemsize),
        "nbytes": Getter(lambda x: x.nbytes),
        "is_cuda": Getter(lambda x: x.is_cuda),
        "is_sparse": Getter(lambda x: x.is_sparse),
        "output_nr": Getter(lambda x: x.output_nr),
        "_version": Getter(lambda x: x._version),
        "requires_grad": Getter(lambda x: x.requires_grad),
        "retains_grad": Getter(lambda x: x.retains_grad),
        "is_leaf": Getter(lambda x: x.is_leaf),
        "grad_fn": Getter(grad_fn),
    }
)


def _fields(names: str) -> Mapping[str, Getter]:
    return MappingProxyType({name: Getter(attrgetter(name)) for name in names.split()})


_INDEX: Callable[..., int] = tuple.index
SMALL_MEMBERS: Mapping[type, Mapping[str, Function | Getter]] = MappingProxyType(
    {
        torch.Size: MappingProxyType(
            {
                "numel": Function("numel", torch.Size.numel, traced=False),
                "index": Function("index", _INDEX, traced=False),
                "count": Function("count", tuple.count, traced=False),
            }
        ),
        torch.device: _fields("type index"),
        torch.dtype: _fields("is_floating_point is_complex itemsize is_signed"),
        torch.finfo: _fields("bits eps max min tiny smallest_normal resolution dtype"),
        torch.iinfo: _fields("bits max min dtype"),
    }
)
"""The members of the small things that torch gives along with its tensors, by exact type."""
