"""Rules in, formulas out: one formula as text, LaTeX, MathML and speech, in letters or with the names of a graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

import msgspec

from app.formulas.expressions import Expression, Operation
from app.formulas.notation import latex_name, mathml_name
from app.formulas.speaking import as_speech, equals, spoken_name
from app.formulas.writing import as_latex, as_mathml, as_text
from app.graph.naming import shortened
from app.graph.numbers import extent, short

LONGEST_NAME = 20
"""Of a longer name the middle is left out."""
_DIGITS = 5


class Formula(msgspec.Struct, frozen=True):
    """One formula; `spoken` is what a screen reader says, in the language that was asked for; `mathml` is a whole
    <math> element, which goes by `spoken`."""

    text: str
    latex: str
    mathml: str
    spoken: str

    @staticmethod
    def plain(words: str, language: str) -> "Formula":
        """A formula that is known as text alone."""
        spoken = spoken_name(words, language)
        return Formula(words, rf"\texttt{{{latex_name(words)}}}", math_element(mathml_name(words), spoken), spoken)


@dataclass(frozen=True)
class Names:
    """What inputs, plain arguments, the result and the root of the pass are called."""

    inputs: Mapping[str, str]
    options: Mapping[str, str]
    result: str
    root: str

    @cached_property
    def _labels(self) -> dict[str, str]:
        """The names of inputs and result by their letters; of long ones that look alike without their middle none."""
        whole = {**self.inputs, "y": self.result}
        meant: dict[str, set[str]] = {}
        for label in whole.values():
            meant.setdefault(shortened(label, LONGEST_NAME), set()).add(label)
        found = {letter: shortened(label, LONGEST_NAME) for letter, label in whole.items()}
        return {letter: label for letter, label in found.items() if len(meant[label]) == 1}

    @property
    def forward(self) -> dict[str, str]:
        """Names for the letters of a forward rule."""
        options = {name: _tidy(value) for name, value in self.options.items()}
        return {
            **{name: label for name, label in self._labels.items() if name != "y"},
            **options,
            "y": self.target("y"),
        }

    def target(self, letter: str) -> str:
        """What a letter stands for; the letter, where that has no name of its own."""
        return self._labels.get(letter, letter)

    @property
    def backward(self) -> dict[str, str]:
        """The same, with the gradient that arrives."""
        return {**self.forward, "δ": self.derivative("y")}

    def derivative(self, letter: str) -> str:
        """∂loss/∂w."""
        top = self.root if self.root.isidentifier() and len(self.root) <= LONGEST_NAME else "L"
        label = self.target(letter)
        return f"∂{top}/∂{label if label.isidentifier() else f'({label})'}"


def _tidy(value: str) -> str:
    """A plain argument as it stands in a formula.

    >>> _tidy("1.0507009873554805"), _tidy("0.01"), _tidy("[0, 1]")
    ('1.0507', '0.01', '[0, 1]')
    """
    try:
        return short(float(value), _DIGITS)
    except ValueError:
        return shortened(value, LONGEST_NAME)


def written(target: str, rule: Expression, names: Mapping[str, str], language: str) -> Formula:
    """`target` = the rule."""
    aloud = {name: label for name, label in names.items() if label != "∂L/∂y"}
    spoken = equals(spoken_name(target, language), as_speech(rule, language, aloud), language)
    return Formula(
        f"{target} = {as_text(rule, names)}",
        f"{latex_name(target)} = {as_latex(rule, names)}",
        math_element(f"{mathml_name(target)}<mo>=</mo>{as_mathml(rule, names)}", spoken),
        spoken,
    )


def math_element(inner: str, spoken: str) -> str:
    """A formula by itself, with what is said of it: MathML in, the whole element out."""
    said = escape(spoken)
    return f'<math display="block" role="math" aria-label="{said}" alttext="{said}">{inner}</math>'


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
