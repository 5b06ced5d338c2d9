"""The programs of a data file: sections that begin with `=== name`, by name."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def programs(name: str) -> dict[str, str]:
    """The programs of tests/data/<name>.txt."""
    parts = (DATA / f"{name}.txt").read_text(encoding="utf-8").split("=== ")[1:]
    return {title.strip(): source for title, _, source in (part.partition("\n") for part in parts)}
