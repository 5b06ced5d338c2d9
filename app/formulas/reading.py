"""A rule as a line of text in, its expression out: "δ * y * (1 - y)", "x.T @ δ", "where(x > 0, x, 0)"."""

import ast
from functools import cache

from app.formulas.expressions import Constant, Expression, Operation, Quantity

_GREEK = {"α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "ε": r"\varepsilon", "λ": r"\lambda", "μ": r"\mu",
          "π": r"\pi", "σ": r"\sigma", "p̂": r"\hat{p}"}  # fmt: skip
_BINARY: dict[type[ast.AST], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow", ast.MatMult: "matmul",
    ast.BitAnd: "and", ast.BitOr: "or",
    ast.Gt: "gt", ast.GtE: "ge", ast.Lt: "lt", ast.LtE: "le", ast.Eq: "eq", ast.NotEq: "ne",
}  # fmt: skip


@cache
def read(rule: str) -> Expression:
    """The expression of a rule.

    >>> read("δ * (1 - y ** 2)")
    Operation(operator='mul', terms=(δ, Operation(operator='sub', terms=(1, Operation(operator='pow', terms=(y, 2))))))
    """
    return _read(ast.parse(rule, mode="eval").body)


def quantity(name: str) -> Quantity:
    """A quantity that goes by its own name; a δ is the gradient that arrives."""
    if name == "δ":
        return Quantity(name, "δ", r"\delta")
    latex = name if len(name) == 1 and name.isascii() else rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
    return Quantity(name, name, _GREEK.get(name, latex))


def _read(node: ast.expr) -> Expression:
    match node:
        case ast.Name(name):
            return quantity(name)
        case ast.Constant(int() | float() as number):
            return Constant(number)
        case ast.BinOp(left, operator, right):
            return Operation(_BINARY[type(operator)], (_read(left), _read(right)))
        case ast.Compare(left, [operator], [right]):
            return Operation(_BINARY[type(operator)], (_read(left), _read(right)))
        case ast.UnaryOp(ast.USub(), operand):
            return Operation("neg", (_read(operand),))
        case ast.Attribute(operand, "T"):
            return Operation("transposed", (_read(operand),))
        case ast.Call(ast.Name(name), arguments):
            return Operation(name, tuple(_read(argument) for argument in arguments))
    raise ValueError(f"{ast.unparse(node)} is no rule")
