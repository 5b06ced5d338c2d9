"""Rules in, formulas out: one formula as text, LaTeX and MathML, with the names or the numbers of a graph."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from app.explain.entries import Entries, NoNumbers, count, entry
from app.explain.fitting import Fitted
from app.formulas.evaluating import evaluate
from app.formulas.expressions import Expression, Operation
from app.formulas.notation import latex_name, mathml_name
from app.formulas.writing import as_latex, as_mathml, as_text
from app.graph.model import Value
from app.graph.numbers import extent, short

DIGITS = 5
LONGEST_NAME = 16
_CLOSE = 2e-3
_INTEGERS = frozenset({"bool", "int8", "int16", "int32", "int64", "uint8"})


class Formula(msgspec.Struct, frozen=True):
    """One formula; `mathml` is a whole <math> element, whose alternative text is `text`."""

    text: str
    latex: str
    mathml: str

    @staticmethod
    def plain(words: str) -> "Formula":
        """A formula that is known as text alone."""
        return Formula(words, rf"\texttt{{{latex_name(words)}}}", _math(mathml_name(words), words))


@dataclass(frozen=True)
class Names:
    """What inputs, plain arguments, the result and the root of the pass are called."""

    inputs: Mapping[str, str]
    options: Mapping[str, str]
    result: str
    root: str

    @property
    def forward(self) -> dict[str, str]:
        """Names for the letters of a forward rule; a long name stays a letter."""
        given = {name: label for name, label in self.inputs.items() if len(label) <= LONGEST_NAME}
        y = {"y": self.result} if len(self.result) <= LONGEST_NAME else {}
        return {**given, **{name: _tidy(value) for name, value in self.options.items()}, **y}

    @property
    def backward(self) -> dict[str, str]:
        """The same, with the gradient that arrives."""
        return {**self.forward, "δ": self.derivative(self.result, "y")}

    def derivative(self, label: str, letter: str) -> str:
        """∂loss/∂w."""
        top = self.root if self.root.isidentifier() and len(self.root) <= LONGEST_NAME else "L"
        below = letter if len(label) > LONGEST_NAME else label if label.isidentifier() else f"({label})"
        return f"∂{top}/∂{below}"


def _tidy(value: str) -> str:
    return value if len(value) <= LONGEST_NAME else value[: LONGEST_NAME - 1] + "…"


def written(target: str, rule: Expression, names: Mapping[str, str]) -> Formula:
    """`target` = the rule."""
    words = f"{target} = {as_text(rule, names)}"
    return Formula(
        words,
        f"{latex_name(target)} = {as_latex(rule, names)}",
        _math(f"{mathml_name(target)}<mo>=</mo>{as_mathml(rule, names)}", words),
    )


def _math(inner: str, words: str) -> str:
    alternative = words.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'<math display="block" alttext="{alternative}">{inner}</math>'


def numbers(
    rule: Expression,
    tensors: Mapping[str, Value],
    fitted: Fitted | None,
    result: Value | None,
    sent: tuple[int, ...] | None,
) -> tuple[str, Formula | None]:
    """The first entry of a rule with its numbers, and where it stands; None where it cannot be written in short, or
    does not agree with torch's own number. `sent` is the shape of the input that a gradient goes to."""
    if fitted is None or result is None or result.data is None or count(result.shape) == 0:
        return "", None
    place = (0,) * len(result.shape)
    entries = Entries(tensors, _options(fitted, tensors))
    try:
        scalar = entries.at(rule, place) if sent is None else entries.summed(rule, sent)
        ours = evaluate(scalar, entries.numbers)
    except (NoNumbers, KeyError, IndexError, ValueError, TypeError):
        return "", None
    torchs = entry(result, place)
    if not isinstance(ours, float) or not _agree(float(ours), torchs, result.dtype):
        return "", None
    return str(list(place)) if place else "", _counted(scalar, entries.numbers, torchs)


def _counted(scalar: Expression, known: Mapping[str, float], result: float) -> Formula | None:
    names = {name: short(_number(number), DIGITS) for name, number in known.items()}
    brief = short(_number(result), DIGITS)
    words = as_text(scalar, names)
    if words == brief and not isinstance(scalar, Operation):
        return None
    return Formula(
        f"{words} = {brief}",
        f"{as_latex(scalar, names)} = {latex_name(brief)}",
        _math(f"{as_mathml(scalar, names)}<mo>=</mo>{mathml_name(brief)}", f"{words} = {brief}"),
    )


def _options(fitted: Fitted, tensors: Mapping[str, Value]) -> dict[str, float]:
    """The plain arguments as numbers, and what rules need besides."""
    found = {given.name: given.default for given in fitted.rule.inputs if given.default is not None}
    for name, words in fitted.options.items():
        found |= _as_number(name, words)
    found |= {"π": math.pi}
    if "x" in tensors and "y" in tensors:
        found["count"] = count(tensors["x"].shape) / max(count(tensors["y"].shape), 1)
    return {name: number for name, number in found.items() if name not in tensors}


def _as_number(name: str, words: str) -> dict[str, float]:
    try:
        return {name: float(words.strip("[]"))}
    except ValueError:
        return {}


def shapes(
    rule: Expression,
    names: Mapping[str, str],
    known: Mapping[str, tuple[int, ...]],
    result: tuple[int, ...],
) -> str:
    """A product of matrices with the shapes of what goes in and comes out; "" for other rules.

    >>> from app.formulas.reading import read
    >>> shapes(read("x.T @ δ"), {"δ": "∂L/∂y"}, {"x": (4, 3), "δ": (4, 2)}, (3, 2))
    '[3×2] = [4×3]ᵀ @ [4×2]'
    """
    if not _has_product(rule) or any(len(shape) > 3 for shape in known.values()):
        return ""
    given = {name: extent(shape) for name, shape in known.items()}
    return f"{extent(result)} = {as_text(rule, {**names, **given})}"


def _has_product(rule: Expression) -> bool:
    if not isinstance(rule, Operation):
        return False
    return rule.operator == "matmul" or any(_has_product(term) for term in rule.terms)


def _agree(ours: float, torchs: float, dtype: str) -> bool:
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
