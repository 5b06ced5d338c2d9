"""Rules in, formulas out: one formula as text, LaTeX, MathML and speech, in letters or with the names of a graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import msgspec

from app.formulas.expressions import Expression, Operation
from app.formulas.notation import latex_name, mathml_name
from app.formulas.speaking import as_speech, equals, spoken_name
from app.formulas.writing import as_latex, as_mathml, as_text
from app.graph.numbers import extent

LONGEST_NAME = 16


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
