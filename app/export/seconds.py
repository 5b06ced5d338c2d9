"""What the second number of a box may be, by name: a gradient, or in the picture of forward mode a tangent."""

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import Text, text
from app.graph.moment import Second


@dataclass(frozen=True)
class Quantity:
    """Its sign on the box, and a box that shows it in words: `told(name, value, number)`."""

    sign: str
    told: Callable[[str, str, str], Text]


def _gradient(name: str, value: str, number: str) -> Text:
    return text("%(name)s, value %(value)s, gradient %(grad)s", name=name, value=value, grad=number)


def _tangent(name: str, value: str, number: str) -> Text:
    return text("%(name)s, value %(value)s, tangent %(tangent)s", name=name, value=value, tangent=number)


SECONDS: dict[Second, Quantity] = {"gradient": Quantity("∂", _gradient), "tangent": Quantity("ẋ", _tangent)}
