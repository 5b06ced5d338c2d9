"""How optimizers compute an update, as plain data: one formula for each, and what writes and evaluates formulas."""

from app.formulas.evaluating import Numbers, evaluate
from app.formulas.writing import as_latex, as_text, put_in
from app.optimizers.by_hand import BY_HAND, rate_of, roundoff
from app.optimizers.formula import Formula, Line, State, recompute
from app.optimizers.registry import FORMULAS

__all__ = [
    "BY_HAND",
    "FORMULAS",
    "Formula",
    "Line",
    "Numbers",
    "State",
    "as_latex",
    "as_text",
    "evaluate",
    "put_in",
    "rate_of",
    "recompute",
    "roundoff",
]
