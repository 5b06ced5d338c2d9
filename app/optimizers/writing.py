"""A rule in, what a person reads out: as text, as LaTeX, and with numbers in place of the names."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.optimizers.expressions import Constant, Expression, Operation, Operator, Quantity

_SUM, _PRODUCT, _FACTOR, _POWER, _ATOM = 1, 3, 4, 5, 6
_SUPERSCRIPTS = str.maketrans("0123456789t", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ")
_RAISED = re.compile(r"[0-9t]+")
_SCIENTIFIC = re.compile(r"(-?[0-9.]+)e([+-]?)0*([0-9]+)")
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class _Form:
    """How an operator is written: what its result binds like, what its terms must bind like to go without brackets."""

    pattern: str
    binds: int
    terms: tuple[int, ...]


_TEXT: Mapping[Operator, _Form] = {
    "add": _Form("{} + {}", _SUM, (_SUM, _PRODUCT)),
    "sub": _Form("{} − {}", _SUM, (_SUM, _PRODUCT)),
    "mul": _Form("{}·{}", _PRODUCT, (_PRODUCT, _FACTOR)),
    "div": _Form("{} / {}", _PRODUCT, (_PRODUCT, _FACTOR)),
    "neg": _Form("−{}", _SUM, (_FACTOR,)),
    "pow": _Form("{}^{}", _POWER, (_ATOM, _ATOM)),
    "sqrt": _Form("√{}", _POWER, (_ATOM,)),
    "max": _Form("max({}, {})", _ATOM, (0, 0)),
}
_LATEX: Mapping[Operator, _Form] = {
    "add": _Form("{} + {}", _SUM, (_SUM, _PRODUCT)),
    "sub": _Form("{} - {}", _SUM, (_SUM, _PRODUCT)),
    "mul": _Form(r"{} \cdot {}", _PRODUCT, (_PRODUCT, _FACTOR)),
    "div": _Form(r"\frac{{{}}}{{{}}}", _FACTOR, (0, 0)),
    "neg": _Form("-{}", _SUM, (_FACTOR,)),
    "pow": _Form("{}^{{{}}}", _POWER, (_ATOM, 0)),
    "sqrt": _Form(r"\sqrt{{{}}}", _POWER, (0,)),
    "max": _Form(r"\max\left({}, {}\right)", _ATOM, (0, 0)),
}


def as_text(rule: Expression, names: Mapping[str, str] = _EMPTY) -> str:
    """A rule as text; `names` gives a quantity another name than its own.

    >>> a, b = Quantity("a", "a", "a"), Quantity("beta", "β₁", "\\\\beta_1")
    >>> as_text(b * a - (1 - b) * a ** 2), as_text(a / (1 - b ** a), {"a": "bias"})
    ('β₁·a − (1 − β₁)·a²', 'bias / (1 − β₁^bias)')
    """
    return _write(rule, _TEXT, lambda quantity: names.get(quantity.name, quantity.symbol))[0]


def as_latex(rule: Expression, names: Mapping[str, str] = _EMPTY) -> str:
    """A rule as LaTeX, for math mode.

    >>> a, b = Quantity("a", "a", "a"), Quantity("beta", "β₁", "\\\\beta_1")
    >>> print(as_latex(a / (1 - b ** a)))
    \\frac{a}{1 - \\beta_1^{a}}
    """
    return _write(rule, _LATEX, lambda quantity: names.get(quantity.name, quantity.latex))[0]


def put_in(rule: Expression, number: Callable[[str], str], *, latex: bool = False) -> str:
    """A rule with the numbers of its quantities, which `number` gives as text by name.

    >>> a, b = Quantity("a", "a", "a"), Quantity("b", "b", "b")
    >>> put_in(b * a + (1 - b) * a ** 2, {"a": "-2", "b": "1e-08"}.__getitem__)
    '1e-08·(-2) + (1 − 1e-08)·(-2)²'
    """
    if latex:
        return _write(rule, _LATEX, lambda quantity: _SCIENTIFIC.sub(_power_of_ten, number(quantity.name)))[0]
    return _write(rule, _TEXT, lambda quantity: number(quantity.name))[0]


def _power_of_ten(found: re.Match[str]) -> str:
    factor, sign, exponent = found.groups()
    return rf"{factor} \cdot 10^{{{sign.removeprefix('+')}{exponent}}}"


def _write(rule: Expression, forms: Mapping[Operator, _Form], name: Callable[[Quantity], str]) -> tuple[str, int]:
    """The rule, and what it binds like."""
    match rule:
        case Operation(operator, terms):
            form = forms[operator]
            written = [_write(term, forms, name) for term in terms]
            inner = [
                words if binds >= wanted else _bracketed(words, forms)
                for (words, binds), wanted in zip(written, form.terms, strict=True)
            ]
            return _raised(inner) if form is _TEXT["pow"] else form.pattern.format(*inner), form.binds
        case Quantity():
            words = name(rule)
            return words, _binding(words)
        case Constant(number):
            return str(number), _ATOM
    raise TypeError(f"{rule!r} is no rule")


def _raised(inner: list[str]) -> str:
    base, exponent = inner
    if _RAISED.fullmatch(exponent):
        return base + exponent.translate(_SUPERSCRIPTS)
    return f"{base}^{exponent}"


def _bracketed(words: str, forms: Mapping[Operator, _Form]) -> str:
    return rf"\left({words}\right)" if forms is _LATEX else f"({words})"


def _binding(words: str) -> int:
    """Negative numbers bind like sums, numbers with a power of ten like factors."""
    if words.startswith("-"):
        return _SUM
    return _FACTOR if _SCIENTIFIC.fullmatch(words) or r"\cdot" in words else _ATOM
