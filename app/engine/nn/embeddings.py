"""Embeddings in bags, and what the classes of layers make by themselves: from_pretrained, a mask of what is to come."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from torch import Tensor, nn
from torch.utils._python_dispatch import _disable_current_modes

from app.engine.basics.argument_checks import wanted, whole
from app.engine.nn.layer_arguments import CHECKS
from app.engine.numpy.arrays import check_numbers
from app.engine.program.objects import Function
from app.errors import ProgramError, text

_MOST_POSITIONS = 10_000


class EmbeddingBag(nn.EmbeddingBag):
    """torch's own, on offsets that are looked at: its native code reads where they point."""

    def forward(self, input: Tensor, offsets: Any = None, per_sample_weights: Any = None) -> Tensor:
        """One row for each bag."""
        if isinstance(offsets, Tensor) and isinstance(input, Tensor):
            _check_offsets(input, offsets, whole=self.include_last_offset)
        return super().forward(input, offsets, per_sample_weights)


EmbeddingBag.__module__ = nn.EmbeddingBag.__module__


def _check_offsets(input: Tensor, offsets: Tensor, *, whole: bool) -> None:
    """torch itself says what else is wrong: more dimensions, a first offset other than 0, a last one too large."""
    if offsets.dim() != 1 or offsets.is_floating_point():
        return
    with _disable_current_modes():
        numbers = offsets.tolist()
    if not numbers or numbers != sorted(numbers) or (whole and numbers[-1] != input.numel()):
        raise ProgramError(
            text("The offsets of the bags must go upwards, from 0 to the end of the input."),
            code="arguments",
            hint=text("Each offset says where in the input its bag begins: [0, 2, 5]."),
        )


def _from_pretrained(kind: type[Any]) -> Callable[..., nn.Module]:
    def make(embeddings: Any, freeze: Any = True, **named: Any) -> nn.Module:
        if not isinstance(embeddings, Tensor) or not embeddings.is_floating_point():
            raise wanted("embeddings", "a tensor of decimal numbers")
        options = {name: CHECKS[name](name, value) for name, value in named.items()}
        made: nn.Module = kind.from_pretrained(embeddings, bool(freeze), **options)
        return made

    return make


def _causal_mask(sz: Any, device: Any = None, dtype: Any = None) -> Tensor:
    CHECKS["device"]("device", device)
    size = whole("sz", sz, 0, _MOST_POSITIONS)
    check_numbers(size * size)
    return nn.Transformer.generate_square_subsequent_mask(size, dtype=CHECKS["dtype"]("dtype", dtype))


_PRETRAINED = "embeddings freeze padding_idx max_norm norm_type scale_grad_by_freq sparse"


def _function(name: str, call: Callable[..., Any], keywords: str) -> Mapping[str, Function]:
    return MappingProxyType({name: Function(name, call, traced=False, keywords=frozenset(keywords.split()))})


CLASS_FUNCTIONS: Mapping[type, Mapping[str, Function]] = MappingProxyType(
    {
        nn.Embedding: _function("from_pretrained", _from_pretrained(nn.Embedding), _PRETRAINED),
        EmbeddingBag: _function(
            "from_pretrained", _from_pretrained(EmbeddingBag), f"{_PRETRAINED} mode include_last_offset"
        ),
        nn.Transformer: _function("generate_square_subsequent_mask", _causal_mask, "sz device dtype"),
    }
)
"""By real type: what `nn.Embedding.from_pretrained` is, and what an object of the class has as well."""


def class_function(kind: type, name: str) -> Function | None:
    """The function that a class of layers, or one that derives from it, has under a name."""
    return next((CLASS_FUNCTIONS[base][name] for base in kind.__mro__ if name in CLASS_FUNCTIONS.get(base, ())), None)
