"""What data sets, samplers and loaders show to a program, as literal tables."""

from collections.abc import Mapping
from operator import attrgetter

from torch.utils import data

from app.engine.names.families import Family, table_family
from app.engine.optim.data_loading import DataLoader
from app.engine.program.objects import Getter

_SHOWN: Mapping[type, str] = {
    DataLoader: "dataset batch_size sampler drop_last",
    data.TensorDataset: "tensors",
    data.Subset: "dataset indices",
    data.ConcatDataset: "datasets cumulative_sizes",
    data.BatchSampler: "sampler batch_size drop_last",
    data.RandomSampler: "data_source num_samples replacement",
    data.SequentialSampler: "data_source",
    data.SubsetRandomSampler: "indices",
    data.WeightedRandomSampler: "num_samples replacement",
}
_ASKED = {
    "num_workers": Getter(lambda loader: loader.asked_workers),
    "pin_memory": Getter(lambda _: False),
}
DATA_FAMILIES: Mapping[type, Family] = {
    kind: table_family(
        {**{name: Getter(attrgetter(name)) for name in names.split()}, **(_ASKED if kind is DataLoader else {})}
    )
    for kind, names in _SHOWN.items()
}
"""By real type."""
