"""The door of this floor: source text in, a checked program out, ready to be run."""

import ast
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from app.errors import LimitExceeded, text
from app.lang.characters import check_characters
from app.lang.check import check
from app.lang.choices import check_choices, choices_in
from app.lang.private import lengthen_private_names
from app.lang.shorthand import free_names, with_parameters
from app.lang.source import Source
from app.lang.syntax import parse


@dataclass(frozen=True)
class Program:
    """A program that may run: its text (completed, if it was a shorthand), its tree, and the names that were added."""

    source: Source
    tree: ast.Module
    added: tuple[str, ...]
    choices: tuple[ast.Call, ...] = ()


def read(source: str, inputs: Mapping[str, Any], known: Set[str], *, source_bytes: int, syntax_nodes: int) -> Program:
    """Check a program; `inputs` gives values to its free names, `known` are the names that the language itself defines.

    Raises:
        SourceError: the program is not in the language; the problem names the line, the column and the way out.
        LimitExceeded: it is too long or nested too deeply.
        RequestError: `inputs` does not fit the program.
    """
    written = source.replace("\r\n", "\n").replace("\r", "\n")
    _check_length(written, source_bytes)
    program = _checked(written, syntax_nodes, ())
    names = free_names(program.tree, known)
    completed = with_parameters(written, names, inputs)
    _check_length(completed, source_bytes)
    return _checked(completed, syntax_nodes, names) if names else program


def _check_length(written: str, source_bytes: int) -> None:
    if len(written.encode(errors="replace")) > source_bytes:
        raise LimitExceeded(
            text("The program is longer than %(limit)s bytes.", limit=source_bytes),
            hint=text("Make it shorter; a loop repeats lines."),
        )


def _checked(written: str, syntax_nodes: int, added: tuple[str, ...]) -> Program:
    source = Source(written)
    check_characters(source)
    tree = parse(source)
    lengthen_private_names(tree)
    check(tree, source, syntax_nodes=syntax_nodes)
    choices = tuple(choices_in(tree))
    check_choices(choices, source)
    return Program(source, tree, added, choices)
