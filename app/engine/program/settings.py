"""An object that only holds what it is given, each value under its name: what `argparse` makes of a command line."""

from typing import Any


class Settings:
    """The values are its `fields`; Python walks them by recursion, as it walks a dictionary."""

    __slots__ = ("fields",)

    def __init__(self, fields: dict[str, Any]) -> None:
        self.fields = fields

    def __repr__(self) -> str:
        return f"Namespace({', '.join(f'{name}={value!r}' for name, value in self.fields.items())})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.fields == other.fields

    __hash__ = None  # type: ignore[assignment]  # as Python has it


Settings.__name__ = "Namespace"  # what Python's own messages call it
