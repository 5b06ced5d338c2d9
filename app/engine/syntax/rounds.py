"""What a round of a `for` is called: the loop's target comes in; from each item, its name goes out: `i = 3`."""

import ast
from collections.abc import Callable
from typing import Any

from app.engine.basics import plain

Rounds = Callable[[Any, int], str]
_SHOWN = plain.NUMBERS | {str}


def rounds(target: ast.expr, words: Callable[[ast.expr], str]) -> Rounds:
    """Names a round by the item and its place, from 0: by what is a plain number or text in it, else by its place.

    >>> name = rounds(ast.parse("i, (x, y)", mode="eval").body, ast.unparse)
    >>> name((3, ([1], [2])), 3), rounds(ast.Name("x"), ast.unparse)([1], 2)
    ('i = 3', 'x [2]')
    """
    whole = words(target)
    parts = [words(part) for part in target.elts] if isinstance(target, (ast.Tuple, ast.List)) else None

    def name(item: Any, place: int) -> str:
        if type(item) in _SHOWN:
            return f"{whole} = {item!r}"
        pairs = zip(parts, item, strict=False) if parts and type(item) is tuple else ()
        plainly = [f"{part} = {value!r}" for part, value in pairs if type(value) in _SHOWN]
        return ", ".join(plainly) or f"{whole} [{place}]"

    return name
