"""A node whose numbers went bad, as the rules ask about it: its operation, and what went into it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.errors import Text
from app.graph.model import Node, Value
from app.graph.numbers import flat


@dataclass(frozen=True)
class Arising:
    """Where a bad number arises: the node, what goes into it, their numbers at that place, and what came of them."""

    node: Node
    sources: tuple[Node, ...]
    operands: tuple[float | None, ...]
    result: float | None

    @property
    def name(self) -> str:
        """The node as a person calls it."""
        return self.node.name or self.node.op or self.node.id

    @property
    def op(self) -> str:
        """The operation, an in-place one as the other."""
        return (self.node.op or "").rstrip("_")

    def operand(self, place: int) -> float | None:
        """The number of an operand at the place; None where it can't be told."""
        return self.operands[place] if place < len(self.operands) else None

    @property
    def words(self) -> str:
        """What came of it."""
        return str(self.result) if self.result is not None else "NaN or inf"

    def lowest(self, place: int) -> float | None:
        """An operand at the place; where that can't be told, its smallest finite number."""
        number = self.operand(place)
        if number is not None or place >= len(self.sources):
            return number
        value = self.sources[place].value
        if value is None or value.stats is None:
            return min(_finite(value), default=None)
        return None if isinstance(value.stats.minimum, str) else float(value.stats.minimum)

    def highest(self, place: int) -> float | None:
        """The same with the largest."""
        number = self.operand(place)
        if number is not None or place >= len(self.sources):
            return number
        value = self.sources[place].value
        if value is None or value.stats is None:
            return max(_finite(value), default=None)
        return None if isinstance(value.stats.maximum, str) else float(value.stats.maximum)

    def base_and_exponent(self) -> tuple[float | None, float | None]:
        """Of a power; one of them may be a number of the program, which is an attribute of the node."""
        written = {name: _number(words) for name, words in self.node.attributes.items()}
        if "exponent" in written:
            return self.lowest(0), written["exponent"]
        if "self" in written:
            return written["self"], self.operand(0)
        return self.operand(0), self.operand(1)


@dataclass(frozen=True)
class Cause:
    """What happened, and what to do."""

    says: Text
    remedy: Text


Look = Callable[[Arising], Iterator[Cause]]


def _finite(value: Value | None) -> list[float]:
    return [float(item) for item in flat(value) or [] if not isinstance(item, str)]


def _number(words: str) -> float | None:
    try:
        return float(words)
    except ValueError:
        return None
