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
    ast.Lambda,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.NamedExpr,
    ast.Yield,
    ast.YieldFrom,
)
STATEMENTS: tuple[type[ast.AST], ...] = (
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Expr,
    ast.For,
    ast.While,
    ast.With,
    ast.If,
    ast.FunctionDef,
    ast.ClassDef,
    ast.Try,
    ast.Raise,
    ast.Return,
    ast.Delete,
    ast.Assert,
    ast.Global,
    ast.Nonlocal,
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
    ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift,
)  # fmt: skip
PARTS: tuple[type[ast.AST], ...] = (
    ast.Module,
    ast.keyword,
    ast.alias,
    ast.arguments,
    ast.arg,
    ast.withitem,
    ast.ExceptHandler,
    ast.comprehension,
    ast.Load,
    ast.Store,
    ast.Del,
)
ALLOWED = frozenset(EXPRESSIONS + STATEMENTS + OPERATORS + PARTS)

NAME = re.compile(r"[^\W_]\w{0,63}|_+\w{0,63}")
"""A name: letters of any script, digits, underscores; no dunder, which `check` refuses by itself."""

_PLAIN_FUNCTIONS = text("Write plain functions with def, and give each value a name.")
REFUSALS: dict[type[ast.AST], tuple[Text, Text]] = {
    ast.AsyncFunctionDef: (text("'async def' is not part of the language."), _PLAIN_FUNCTIONS),
    ast.TryStar: (text("'except*' is not part of the language."), text("Write 'except'.")),
    ast.Match: (text("'match' is not part of the language."), text("Write if, elif and else.")),
    ast.Await: (text("'await' is not part of the language."), text("Leave it out.")),
}
"""Syntax that learners do try: what it is called, and the way out."""
