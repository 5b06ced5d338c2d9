"""A direction as a person writes it, `w = 1, b = [0.5, 2], v[0, 1] = -1`, in; its numbers by name out."""

import ast
from typing import Any

from app.errors import GradwalkError, RequestError, Span, text
from app.lang.source import Source
from app.lang.syntax import parse

MOST_CHARACTERS = 8_000
_OPENING, _CLOSING = "([{", ")]}"


def read_direction(words: str) -> dict[str, Any]:
    """The numbers of each parameter, or entry of one. The parts stand on lines of their own, or between commas.

    >>> read_direction("w = 1, b = [0.5, -2]\\nv[0, 1] = 3")
    {'w': 1, 'b': [0.5, -2], 'v[0, 1]': 3}

    Raises:
        RequestError: `direction`, with the place of the part that is none.
    """
    found: dict[str, Any] = {}
    if len(words) > MOST_CHARACTERS:
        raise RequestError(
            text("A direction has at most %(limit)s characters.", limit=MOST_CHARACTERS), code="direction"
        )
    for start, part in _split(words):
        name, sign, numbers = part.partition("=")
        value = _literal(numbers) if sign and name.strip() else None
        if value is None:
            raise _wrong(words, start, start + len(part))
        if name.strip() in found:
            raise _wrong(words, start, start + len(part))
        found[name.strip()] = value
    return found


def _split(words: str) -> list[tuple[int, str]]:
    """The parts between the commas, semicolons and ends of lines that stand in no brackets, with their places."""
    parts, start, depth = [], 0, 0
    for place, character in enumerate([*words, ";"]):
        depth += (character in _OPENING) - (character in _CLOSING)
        last = place == len(words)
        if last or (depth <= 0 and character in ",;\n"):
            parts.append((start, words[start:place]))
            start = place + 1
    return [(at + len(part) - len(part.lstrip()), part.strip()) for at, part in parts if part.strip()]


def _literal(words: str) -> Any:
    """A number, or lists of numbers; None where it is something else."""
    try:
        body = parse(Source(words.strip())).body
    except GradwalkError:
        return None
    if len(body) != 1 or not isinstance(body[0], ast.Expr):
        return None
    return _value(body[0].value)


def _value(node: ast.expr) -> Any:
    """How deep the lists are is bounded by Python's parser."""
    if isinstance(node, (ast.List, ast.Tuple)):
        values = [_value(part) for part in node.elts]
        return None if any(value is None for value in values) else values
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        number = _number(node.operand)
        return -number if number is not None and isinstance(node.op, ast.USub) else number
    return _number(node)


def _number(node: ast.expr) -> int | float | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return node.value
    return None


def _wrong(words: str, start: int, end: int) -> RequestError:
    span: Span = Source(words).span_at(start, end)
    return RequestError(
        text(
            "This part of the direction is not read: %(part)s (line %(line)s, column %(column)s).",
            part=words[start : min(end, start + 40)],
            line=span.line,
            column=span.column,
        ),
        code="direction",
        hint=text("Write a name, = and a number or a list of numbers, such as: w = 1, b = [0.5, 2], v[0, 1] = -1"),
    )
