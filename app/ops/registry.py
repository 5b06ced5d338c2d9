"""Every operation, by its name, by the dispatcher's name and by how programs spell it."""

from types import MappingProxyType

from app.ops import activations, arithmetic, creation, functions, linear_algebra, losses, reductions, shape
from app.ops.entry import Op

FAMILIES: dict[str, tuple[Op, ...]] = {
    "arithmetic": arithmetic.ENTRIES,
    "functions": functions.ENTRIES,
    "activations": activations.ENTRIES,
    "reductions": reductions.ENTRIES,
    "linear_algebra": linear_algebra.ENTRIES,
    "losses": losses.ENTRIES,
    "shape": shape.ENTRIES,
    "creation": creation.ENTRIES,
}
OPS: dict[str, Op] = {entry.name: entry for family in FAMILIES.values() for entry in family}


def _by_aten() -> dict[str, Op]:
    """An op's own name wins over another's mention of it."""
    mentioned = {name: entry for entry in OPS.values() for name in entry.aten}
    return mentioned | {name: entry for entry in OPS.values() for name in (entry.name, f"{entry.name}_")}


BY_ATEN = MappingProxyType(_by_aten())
CALLS = MappingProxyType({spelling: entry for entry in OPS.values() for spelling in entry.calls})
