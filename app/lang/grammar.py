"""The allow-list: which syntax the language has, and for what it has not, what to say and what to write instead."""

import ast
import re

from app.errors import Text, text

EXPRESSIONS: tuple[type[ast.AST], ...] = (
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.Starred,
    ast.Name,
    ast.Constant,
    ast.List,
    ast.Tuple,
    ast.IfExp,
)
STATEMENTS: tuple[type[ast.AST], ...] = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Expr,
    ast.For,
    ast.If,
    ast.Pass,
    ast.Break,
    ast.Continue,
    ast.Import,
    ast.ImportFrom,
)
OPERATORS: tuple[type[ast.AST], ...] = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult,
    ast.UAdd, ast.USub, ast.Not, ast.Invert, ast.And, ast.Or,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn,
    ast.BitAnd, ast.BitOr,
)  # fmt: skip
PARTS: tuple[type[ast.AST], ...] = (ast.Module, ast.keyword, ast.alias, ast.Load, ast.Store)
ALLOWED = frozenset(EXPRESSIONS + STATEMENTS + OPERATORS + PARTS)

NAME = re.compile(r"[^\W_]\w{0,63}|_+\w{0,63}")
"""A name: letters of any script, digits, underscores; no dunder, which `check` refuses by itself."""

MODULES: dict[str, str] = {
    "torch": "torch",
    "torch.nn": "torch.nn",
    "torch.nn.functional": "torch.nn.functional",
    "math": "math",
}
"""What can be imported, by its full name."""

_NOT_YET = text("Write the steps out one below the other, or in a 'for' loop over range(n).")
REFUSALS: dict[type[ast.AST], tuple[Text, Text]] = {
    ast.FunctionDef: (text("'def' is not part of the language."), _NOT_YET),
    ast.AsyncFunctionDef: (text("'async def' is not part of the language."), _NOT_YET),
    ast.ClassDef: (text("'class' is not part of the language."), _NOT_YET),
    ast.Lambda: (text("'lambda' is not part of the language."), text("Write the expression where it is used.")),
    ast.While: (text("'while' is not part of the language."), text("Use a 'for' loop over range(n).")),
    ast.With: (
        text("'with' is not part of the language."),
        text("Leave the line out: a program here records gradients."),
    ),
    ast.Try: (text("'try' is not part of the language."), text("Leave it out: an error shows the graph up to there.")),
    ast.Raise: (text("'raise' is not part of the language."), text("Leave the line out.")),
    ast.Assert: (text("'assert' is not part of the language."), text("Print the comparison instead.")),
    ast.Delete: (text("'del' is not part of the language."), text("Leave the line out: names need not be deleted.")),
    ast.Global: (text("'global' is not part of the language."), text("Leave the line out.")),
    ast.Nonlocal: (text("'nonlocal' is not part of the language."), text("Leave the line out.")),
    ast.Return: (text("'return' stands outside a function."), text("Write the value as the last line.")),
    ast.Dict: (text("Dictionaries are not part of the language."), text("Use one name for each value.")),
    ast.Set: (text("Sets are not part of the language."), text("Use a list: [1, 2].")),
    ast.ListComp: (text("List comprehensions are not part of the language."), text("Write the list out.")),
    ast.SetComp: (text("Comprehensions are not part of the language."), text("Write the list out.")),
    ast.DictComp: (text("Comprehensions are not part of the language."), text("Write the list out.")),
    ast.GeneratorExp: (text("Generator expressions are not part of the language."), text("Write the list out.")),
    ast.JoinedStr: (
        text("f-strings are not part of the language."),
        text("Give print the parts: print('loss', loss)."),
    ),
    ast.NamedExpr: (text("':=' is not part of the language."), text("Give the value its name on a line of its own.")),
    ast.Await: (text("'await' is not part of the language."), text("Leave it out.")),
    ast.Yield: (text("'yield' is not part of the language."), text("Leave it out.")),
    ast.BitXor: (text("'^' is not power here: in Python it is a bitwise operation."), text("Write x**2.")),
    ast.LShift: (text("'<<' is not part of the language."), text("Write x * 2**n.")),
    ast.RShift: (text("'>>' is not part of the language."), text("Write x / 2**n.")),
}
"""Syntax that learners do try: what it is called, and the way out."""
