"""What an entry of the table of operations is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.ops.rule import Rule


@dataclass(frozen=True, slots=True)
class Op:
    """An operation: its name, the symbol in the picture, a line of words in both languages, how programs spell it.

    `calls` are spellings such as "torch.sigmoid", "F.relu", "Tensor.sum" or the bare "sigmoid"; `aten` are the names
    under which torch's dispatcher reports it. `elementwise` ops have a local derivative for each number of their
    result. `draws_numbers` ops show a plain number among their arguments as a constant node. Of the `rules` the first
    that fits a call says how it computes and how gradients flow back.
    """

    name: str
    symbol: str
    en: str
    zh: str
    calls: tuple[str, ...]
    aten: tuple[str, ...]
    elementwise: bool = False
    draws_numbers: bool = False
    rules: tuple[Rule, ...] = ()


def op(
    name: str,
    symbol: str,
    en: str,
    zh: str,
    at: str = "torch method",
    *,
    aten: str = "",
    elementwise: bool = False,
    draws_numbers: bool = False,
    rules: Sequence[Rule] = (),
) -> Op:
    """An entry. `at` lists the places that have the op under its own name (torch, F, math, method, in-place, bare) and
    any further spelling in full; `aten` lists the dispatcher's names besides the op's own.

    >>> op("exp", "exp", "e to the power x", "e 的 x 次方", "torch method bare").calls
    ('torch.exp', 'Tensor.exp', 'exp')
    """
    places = {"torch": f"torch.{name}", "F": f"F.{name}", "method": f"Tensor.{name}", "bare": name}
    places |= {
        "in-place": f"Tensor.{name}_",
        "torch.special": f"torch.special.{name}",
        "torch.linalg": f"torch.linalg.{name}",
    }
    calls = tuple(places.get(place, place) for place in at.split())
    reported = (name, f"{name}_", *aten.split())
    return Op(name, symbol, en, zh, calls, reported, elementwise, draws_numbers, tuple(rules))
