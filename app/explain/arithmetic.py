"""The rule of a step and its tensors in, the arithmetic of an entry out: the rule with numbers, and the number that
torch has there."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.explain.entries import Entries
from app.explain.entry_shapes import NoNumbers, count, entry
from app.explain.fitting import Fitted
from app.explain.formula import Formula, math_element
from app.formulas.evaluating import Numbers, evaluate
from app.formulas.expressions import Expression, Operation
from app.formulas.notation import latex_name, mathml_name
from app.formulas.speaking import as_speech, equals, spoken_name
from app.formulas.writing import as_latex, as_mathml, as_text
from app.graph.model import Value
from app.graph.numbers import short

DIGITS = 5
_CLOSE = 2e-3
_WHOLE = re.compile(r"-?\d+")
_INTEGERS = frozenset({"bool", "int8", "int16", "int32", "int64", "uint8"})


def numbers(
    rule: Expression,
    entries: Entries,
    result: Value | None,
    sent: tuple[int, ...] | None,
    language: str,
) -> tuple[str, Formula | None]:
    """The first entry of a rule with its numbers, and where it stands; None where it cannot be written in short, or
    does not agree with torch's own number. `sent` is the shape of the input that a gradient goes to."""
    if result is None or result.data is None or count(result.shape) == 0:
        return "", None
    place = (0,) * len(result.shape)
    try:
        scalar = entries.at(rule, place) if sent is None else entries.summed(rule, sent)
        ours = evaluate(scalar, entries.numbers)
    except (NoNumbers, KeyError, IndexError, ValueError, TypeError):
        return "", None
    torchs = entry(result, place)
    if not isinstance(ours, float) or not agree(ours, torchs, result.dtype):
        return "", None
    return str(list(place)) if place else "", _counted(scalar, entries.numbers, torchs, language)


@dataclass(frozen=True)
class Spelled:
    """A sum of numbers with its result: as text, aloud, and the names that its quantities go by: their numbers."""

    text: str
    spoken: str
    names: Mapping[str, str]
    result: str


def spelled(scalar: Expression, known: Mapping[str, float], result: float, language: str) -> Spelled:
    """The rule of an entry with its numbers."""
    names = {name: brief(number) for name, number in known.items()}
    spoken = equals(as_speech(scalar, language, names), spoken_name(brief(result), language), language)
    return Spelled(f"{as_text(scalar, names)} = {brief(result)}", spoken, names, brief(result))


def _counted(scalar: Expression, known: Mapping[str, float], result: float, language: str) -> Formula | None:
    said = spelled(scalar, known, result, language)
    if not isinstance(scalar, Operation) and as_text(scalar, said.names) == said.result:
        return None
    return Formula(
        said.text,
        f"{as_latex(scalar, said.names)} = {latex_name(said.result)}",
        math_element(f"{as_mathml(scalar, said.names)}<mo>=</mo>{mathml_name(said.result)}", said.spoken),
        said.spoken,
    )


def brief(number: float) -> str:
    """A number of a sum, as short as those beside it."""
    return short(_number(number), DIGITS)


def as_number(found: Numbers) -> float:
    """The number of a rule that has a single one.

    Raises:
        TypeError: it has a whole tensor.
    """
    if isinstance(found, list):
        raise TypeError("a tensor where a number was expected")
    return found


def dimensions(fitted: Fitted) -> dict[str, tuple[int, ...]]:
    """The plain arguments that name dimensions in a list."""
    lists = ((name, words) for name, words in fitted.options.items() if words.startswith("["))
    return {name: tuple(map(int, found)) for name, words in lists if (found := _WHOLE.findall(words))}


def options(fitted: Fitted, tensors: Mapping[str, Value]) -> dict[str, float]:
    """The plain arguments as numbers, and what rules need besides."""
    found = {given.name: given.default for given in fitted.rule.inputs if given.default is not None}
    for name, words in fitted.options.items():
        found |= _as_number(name, words)
    found |= {"π": math.pi}
    if "x" in tensors and "y" in tensors:
        found["count"] = count(tensors["x"].shape) / max(count(tensors["y"].shape), 1)
    if "x" in tensors and "t" in tensors and tensors["x"].shape:
        scores = tensors["x"].shape
        found["N"] = count(scores) / max(scores[min(len(scores) - 1, 1)], 1)
    return {name: number for name, number in found.items() if name not in tensors}


def _as_number(name: str, words: str) -> dict[str, float]:
    try:
        return {name: float(words.strip("[]"))}
    except ValueError:
        return {}


def agree(ours: float, torchs: float, dtype: str) -> bool:
    """Whether our rule tells what torch did: not where a program has changed a number in between."""
    if dtype in _INTEGERS:
        return ours == torchs
    if not math.isfinite(ours) or not math.isfinite(torchs):
        return str(ours) == str(torchs)
    return abs(ours - torchs) <= _CLOSE * max(abs(torchs), 1e-6)


def _number(number: float) -> float | int | str:
    if not math.isfinite(number):
        return str(number)
    return int(number) if number == int(number) and abs(number) < 1e9 else number
