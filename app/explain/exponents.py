"""A rule and the plain arguments of its call in, the same with its exponents computed out: 2·x for b·x^(b − 1)."""

from collections.abc import Mapping

from app.formulas.expressions import Constant, Expression, Operation, Quantity


def computed(rule: Expression, options: Mapping[str, str]) -> Expression:
    """The rule with every exponent that is a known number less another one written as one number.

    >>> from app.formulas.reading import read
    >>> computed(read("b * a ** (b - 1)"), {"b": "2"}), computed(read("a ** (b - 1)"), {"b": "0.5"}).terms[1]
    (Operation(operator='mul', terms=(b, a)), -0.5)
    """
    if not isinstance(rule, Operation):
        return rule
    terms = tuple(computed(term, options) for term in rule.terms)
    if rule.operator == "pow" and (exponent := _difference(terms[1], options)) is not None:
        return terms[0] if exponent == 1 else Operation("pow", (terms[0], Constant(exponent)))
    return Operation(rule.operator, terms)


def _difference(exponent: Expression, options: Mapping[str, str]) -> float | int | None:
    """The number of "b - 1"; None for any other exponent."""
    match exponent:
        case Operation("sub", (Quantity(name), Constant(taken))) if name in options:
            try:
                found = float(options[name]) - taken
            except ValueError:
                return None
            return int(found) if found.is_integer() else found
    return None
