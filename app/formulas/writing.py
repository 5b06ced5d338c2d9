"""A rule in, what a person reads out: as text, LaTeX or MathML, and with numbers in place of the names."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.formulas.expressions import Constant, Expression, Operation, Quantity
from app.formulas.notation import ATOM, LATEX, MATHML, TEXT, Form, Notation, binding

_SUPERSCRIPTS = str.maketrans("0123456789t", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ")
_RAISED = re.compile(r"[0-9t]+")
_EMPTY: Mapping[str, str] = MappingProxyType({})
Written = tuple[str, float]


def as_text(rule: Expression, names: Mapping[str, str] = _EMPTY) -> str:
    """A rule as text; `names` gives a quantity another name than its own.

    >>> a, b = Quantity("a", "a", "a"), Quantity("beta", "β₁", "\\\\beta_1")
    >>> as_text(b * a - (1 - b) * a ** 2), as_text(a / (1 - b ** a), {"a": "bias"})
    ('β₁·a − (1 − β₁)·a²', 'bias / (1 − β₁^bias)')
    """
    return _write(rule, TEXT, lambda quantity: names.get(quantity.name, quantity.symbol))[0]


def as_latex(rule: Expression, names: Mapping[str, str] = _EMPTY) -> str:
    """A rule as LaTeX, for math mode.

    >>> a, b = Quantity("a", "a", "a"), Quantity("beta", "β₁", "\\\\beta_1")
    >>> print(as_latex(a / (1 - b ** a)))
    \\frac{a}{1 - \\beta_1^{a}}
    """
    return _write(rule, LATEX, lambda quantity: names.get(quantity.name, ""))[0]


def as_mathml(rule: Expression, names: Mapping[str, str] = _EMPTY) -> str:
    """A rule as MathML, without the <math> around it; every name is escaped.

    >>> as_mathml(Quantity("a", "a", "a") ** 2, {"a": "x&y"})
    '<msup><mi>x&amp;y</mi><mn>2</mn></msup>'
    """
    return _write(rule, MATHML, lambda quantity: names.get(quantity.name, quantity.symbol))[0]


def put_in(rule: Expression, number: Callable[[str], str], *, latex: bool = False) -> str:
    """A rule with the numbers of its quantities, which `number` gives as text by name.

    >>> a, b = Quantity("a", "a", "a"), Quantity("b", "b", "b")
    >>> put_in(b * a + (1 - b) * a ** 2, {"a": "-2", "b": "1e-08"}.__getitem__)
    '1e-08·(-2) + (1 − 1e-08)·(-2)²'
    """
    return _write(rule, LATEX if latex else TEXT, lambda quantity: number(quantity.name))[0]


def _write(rule: Expression, notation: Notation, name: Callable[[Quantity], str]) -> Written:
    """The rule, and what it binds like."""
    match rule:
        case Operation(operator, terms):
            written = [_write(term, notation, name) for term in terms]
            form = notation.forms.get(operator)
            if form is None or len(form.terms) != len(written):
                inner = notation.comma.join(words for words, _ in written)
                return notation.function.format(operator, inner), ATOM
            return _formed(form, written, notation, operator), form.binds
        case Quantity():
            words = name(rule)
            if words == "":
                return rule.latex, ATOM
            return notation.name(words), binding(words, text=notation is TEXT)
        case Constant(number):
            return notation.name(str(number)), binding(str(number), text=notation is TEXT)
    raise TypeError(f"{rule!r} is no rule")


def _formed(form: Form, written: list[Written], notation: Notation, operator: str) -> str:
    inner = [
        words if binds >= wanted else notation.brackets.format(words)
        for (words, binds), wanted in zip(written, form.terms, strict=True)
    ]
    if operator == "pow" and notation.superscripts:
        return _raised(*inner)
    return form.pattern.format(*inner)


def _raised(base: str, exponent: str) -> str:
    if _RAISED.fullmatch(exponent):
        return base + exponent.translate(_SUPERSCRIPTS)
    return f"{base}^{exponent}"
