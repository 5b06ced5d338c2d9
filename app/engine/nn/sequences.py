"""torch.nn.utils.rnn: sequences of several lengths, padded to one, and packed without the padding."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from torch import Tensor
from torch.nn.utils import rnn

from app.engine.basics.plain import listed
from app.engine.guard import MOST_NUMBERS
from app.engine.names.families import Family, table_family
from app.engine.program.objects import Function, Getter, Kind, Namespace
from app.errors import LimitExceeded, text

Packed = rnn.PackedSequence


def _tensors(sequences: Any) -> list[Tensor]:
    found = listed(sequences)
    if not found or not all(isinstance(item, Tensor) and item.dim() for item in found):
        raise TypeError("a list of tensors is wanted, each with at least one dimension")
    longest = max(item.shape[0] for item in found)
    _check(len(found) * longest * max(item[0].numel() if item.shape[0] else 0 for item in found))
    return found


def _check(numbers: int) -> None:
    if numbers > MOST_NUMBERS:
        raise LimitExceeded(
            text("A tensor would hold more than %(limit)s numbers.", limit=MOST_NUMBERS),
            hint=text("Use smaller sizes."),
        )


def _pad(sequences: Any, batch_first: Any = False, padding_value: Any = 0.0, padding_side: str = "right") -> Tensor:
    return rnn.pad_sequence(_tensors(sequences), bool(batch_first), float(padding_value), padding_side)


def _lengths(lengths: Any, size: int) -> list[int]:
    """Checked here: torch computes with what it is given."""
    found = [int(length) for length in (lengths.tolist() if isinstance(lengths, Tensor) else listed(lengths))]
    if not all(0 < length <= size for length in found):
        raise ValueError(f"Length of all samples has to be from 1 to {size}, but is {found}"[:200])
    return found


def _pack(input: Any, lengths: Any, batch_first: Any = False, enforce_sorted: Any = True) -> Packed:
    if not isinstance(input, Tensor) or input.dim() < 2:
        raise TypeError("a padded tensor is wanted, with one dimension for the batch and one for the time")
    time, batch = (1, 0) if batch_first else (0, 1)
    found = _lengths(lengths, input.shape[time])
    if len(found) != input.shape[batch]:
        raise ValueError(f"Expected `len(lengths)` to be equal to batch_size, but got {len(found)}")
    return rnn.pack_padded_sequence(input, found, bool(batch_first), bool(enforce_sorted))


def _unpack(
    sequence: Any, batch_first: Any = False, padding_value: Any = 0.0, total_length: Any = None
) -> tuple[Tensor, Tensor]:
    if not isinstance(sequence, rnn.PackedSequence):
        raise TypeError("a PackedSequence is wanted, as pack_padded_sequence gives it")
    sizes = sequence.batch_sizes.tolist()
    if not sizes or sizes[-1] < 1 or sum(sizes) != len(sequence.data) or sizes != sorted(sizes, reverse=True):
        raise ValueError("the batch sizes of the PackedSequence have been changed")  # torch writes where they say
    _check(max(int(total_length or 0), len(sizes)) * sizes[0] * sequence.data[0].numel())
    return rnn.pad_packed_sequence(sequence, bool(batch_first), float(padding_value), total_length)


def _pack_list(sequences: Any, enforce_sorted: Any = True) -> Packed:
    found = _tensors(sequences)
    return rnn.pack_sequence(found, bool(enforce_sorted))


def _function(name: str, call: Any, keywords: str) -> Function:
    return Function(name, call, keywords=frozenset(keywords.split()))


def _not_made(*_: Any, **__: Any) -> None:
    raise TypeError("a PackedSequence is made by pack_padded_sequence")


SEQUENCES = Namespace(
    "torch.nn.utils.rnn",
    MappingProxyType(
        {
            "pad_sequence": _function("pad_sequence", _pad, "sequences batch_first padding_value padding_side"),
            "pack_padded_sequence": _function(
                "pack_padded_sequence", _pack, "input lengths batch_first enforce_sorted"
            ),
            "pad_packed_sequence": _function(
                "pad_packed_sequence", _unpack, "sequence batch_first padding_value total_length"
            ),
            "pack_sequence": _function("pack_sequence", _pack_list, "sequences enforce_sorted"),
            "PackedSequence": Kind("PackedSequence", _not_made, traced=False, real=Packed),
        }
    ),
)
_FIELDS: Mapping[str, Getter] = MappingProxyType(
    {
        "data": Getter(lambda packed: packed.data),
        "batch_sizes": Getter(lambda packed: packed.batch_sizes),
        "sorted_indices": Getter(lambda packed: packed.sorted_indices),
        "unsorted_indices": Getter(lambda packed: packed.unsorted_indices),
    }
)
PACKED: Mapping[type, Family] = MappingProxyType({Packed: table_family(_FIELDS)})
"""What a program may read of a packed sequence."""
