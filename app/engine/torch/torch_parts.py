"""torch.nn, torch.optim and torch.utils as namespaces, put together from the tables of their parts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.nn.initialisers import INIT, UTILS
from app.engine.nn.module_kinds import MODULE_KINDS, PARAMETER
from app.engine.nn.sequences import SEQUENCES
from app.engine.optim.data_loading import DATA
from app.engine.optim.optimizers import OPTIMIZERS
from app.engine.optim.schedulers import SCHEDULERS
from app.engine.program.objects import Namespace
from app.engine.torch.recomputing import CHECKPOINT

_INIT = Namespace("torch.nn.init", INIT)
_CLIPPING = Namespace("torch.nn.utils", MappingProxyType({**UTILS, "rnn": SEQUENCES}))
_PARAMETER = Namespace("torch.nn.parameter", MappingProxyType({"Parameter": PARAMETER}))
_MODULES = Namespace("torch.nn.modules", MODULE_KINDS)
_SCHEDULERS = Namespace("torch.optim.lr_scheduler", SCHEDULERS)
_DATA = Namespace("torch.utils.data", DATA)
OPTIM = Namespace("torch.optim", MappingProxyType({**OPTIMIZERS, "lr_scheduler": _SCHEDULERS}))
UTILITIES = Namespace("torch.utils", MappingProxyType({"data": _DATA, "checkpoint": CHECKPOINT}))
NN_MEMBERS: Mapping[str, Any] = MappingProxyType(
    {**MODULE_KINDS, "init": _INIT, "utils": _CLIPPING, "parameter": _PARAMETER, "modules": _MODULES}
)
"""What torch.nn has besides torch.nn.functional."""

TORCH_PARTS: Mapping[str, Namespace] = MappingProxyType(
    {
        "torch.nn.init": _INIT,
        "torch.nn.utils": _CLIPPING,
        "torch.nn.utils.rnn": SEQUENCES,
        "torch.nn.parameter": _PARAMETER,
        "torch.nn.modules": _MODULES,
        "torch.optim": OPTIM,
        "torch.optim.lr_scheduler": _SCHEDULERS,
        "torch.utils": UTILITIES,
        "torch.utils.checkpoint": CHECKPOINT,
        "torch.utils.data": _DATA,
        "torch.utils.data.dataloader": _DATA,
        "torch.utils.data.dataset": _DATA,
    }
)
"""By the name that an import gives."""
