"""Measure every bar and print each figure beside it; ends with 1 when one is not kept."""

import sys
from collections.abc import Iterator

from bench import browser, curves, engine, explaining, server, training, watching
from bench.figures import Figure


def main() -> int:
    """Print the table."""
    kept = True
    for figure in _all():
        print(figure.line(), flush=True)
        kept = kept and figure.kept
    return 0 if kept else 1


def _all() -> Iterator[Figure]:
    for part in (engine, training, server, browser, curves, watching, explaining):
        yield from part.figures()


if __name__ == "__main__":
    sys.exit(main())
