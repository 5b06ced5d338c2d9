"""An operation that makes a NaN or an infinity, in; the rule that did it and the usual remedy out."""

import math
from collections.abc import Iterator

from app.engine.noticing.arising import Arising, Cause, Look
from app.engine.noticing.numbers_at import first_bad
from app.errors import text
from app.graph.model import Value
from app.graph.numbers import flat, short

_LARGEST = {"float32": "3.4e38", "float64": "1.8e308", "float16": "65504", "bfloat16": "3.4e38"}
_EXPONENTIALS = frozenset({"exp", "exp2", "expm1", "sinh", "cosh"})
_LOGS = frozenset({"log", "log2", "log10"})
_SOFTMAX = frozenset({"softmax", "log_softmax"})
_UNIT = frozenset({"asin", "acos", "atanh", "arcsin", "arccos", "arctanh", "erfinv"})
_SPREADS = frozenset({"std", "var", "var_mean", "std_mean"})
_MEANS = frozenset({"mean", "mse_loss", "nll_loss", "nll_loss_forward", "l1_loss", "binary_cross_entropy"})


def forward_cause(arising: Arising) -> Cause:
    """The first rule that fits."""
    looks: tuple[Look, ...] = (
        _given,
        _logarithm,
        _division,
        _root,
        _power,
        _domain,
        _of_infinities,
        _of_few,
        _overflow,
    )
    return next((cause for look in looks for cause in look(arising)), _unknown(arising))


def _given(here: Arising) -> Iterator[Cause]:
    if here.node.kind == "parameter":
        yield Cause(
            text("%(name)s holds %(result)s before this pass begins.", name=here.name, result=here.words),
            text("Look at the pass before: its gradient, or a learning rate that is too large, made it."),
        )
    elif here.node.kind != "op":
        yield Cause(
            text("%(name)s holds %(result)s from the beginning.", name=here.name, result=here.words),
            text("Check the data: torch.isfinite(x).all()."),
        )


def _logarithm(here: Arising) -> Iterator[Cause]:
    if here.op not in _LOGS and here.op != "log1p":
        return
    edge = -1.0 if here.op == "log1p" else 0.0
    low = here.lowest(0)
    remedy = text("Keep its argument above 0: log(x + 1e-8), clamp(min=1e-8), or a loss that takes logits.")
    if low is not None and low < edge:
        says = text("%(op)s of %(number)s is NaN: a number below %(edge)s has no real logarithm.",
                    op=here.op, number=short(low), edge=short(edge))  # fmt: skip
        yield Cause(says, remedy)
    elif low == edge:
        yield Cause(text("%(op)s of %(number)s is -inf.", op=here.op, number=short(edge)), remedy)


def _division(here: Arising) -> Iterator[Cause]:
    if here.op not in ("div", "reciprocal", "true_divide", "remainder", "fmod", "floor_divide"):
        return
    divisor = here.operand(0 if here.op == "reciprocal" else 1)
    top = 1.0 if here.op == "reciprocal" else here.operand(0)
    if divisor == 0 or (divisor is None and _has_zero(here.sources[-1].value)):
        yield Cause(
            text(
                "A division by 0: %(top)s / 0 is %(result)s.", top="x" if top is None else short(top), result=here.words
            ),
            text("Add a small number to the divisor, e.g. x / (y + 1e-8), or divide only where it is not 0."),
        )


def _root(here: Arising) -> Iterator[Cause]:
    low = here.lowest(0)
    if here.op not in ("sqrt", "rsqrt") or low is None:
        return
    if low < 0:
        yield Cause(
            text("%(op)s of %(number)s is NaN: a negative number has no real root.", op=here.op, number=short(low)),
            text("Keep its argument from falling below 0: clamp(min=0)."),
        )
    elif low == 0 and here.op == "rsqrt":
        yield Cause(text("rsqrt(0) is 1 / 0, infinity."), text("Add a small number first: rsqrt(x + 1e-8)."))


def _power(here: Arising) -> Iterator[Cause]:
    if here.op != "pow":
        return
    base, exponent = here.base_and_exponent()
    if base is None or exponent is None:
        return
    numbers = {"base": short(base), "exponent": short(exponent)}
    if base < 0 and exponent != math.floor(exponent):
        yield Cause(
            text(
                "%(base)s ** %(exponent)s is NaN: a negative number has real powers for whole exponents only.",
                **numbers,
            ),
            text("Take abs() or clamp(min=0) first."),
        )
    elif base == 0 and exponent < 0:
        yield Cause(
            text("%(base)s ** %(exponent)s is a division by 0.", **numbers),
            text("Add a small number to the base: (x + 1e-8) ** p."),
        )


def _domain(here: Arising) -> Iterator[Cause]:
    number = here.operand(0)
    if here.op in _UNIT and number is not None and abs(number) >= 1:
        yield Cause(
            text("%(op)s of %(number)s is %(result)s: it takes numbers between -1 and 1.",
                 op=here.op, number=short(number), result=here.words),
            text("Clamp its argument: x.clamp(-1 + 1e-6, 1 - 1e-6)."),
        )  # fmt: skip


def _of_infinities(here: Arising) -> Iterator[Cause]:
    """What is made of infinities that the program has written down."""
    bad = [source for source in here.sources if _is_infinite(source.value)]
    if not bad:
        return
    if here.op in _SOFTMAX:
        yield Cause(
            text("A row of %(op)s holds nothing but -inf, so it is 0 / 0, NaN.", op=here.op),
            text("Leave at least one entry of each row unmasked, or mask with a large negative number such as -1e9."),
        )
    elif here.op in ("sub", "add", "sum", "mean"):
        yield Cause(
            text("inf - inf is NaN: %(op)s gets infinities of both signs.", op=here.op),
            text("Find where the infinities come from, and keep them out."),
        )
    elif here.op in ("mul", "matmul", "mm", "addmm", "dot", "mv", "bmm"):
        yield Cause(
            text("0 * inf is NaN: %(op)s multiplies an infinity by 0.", op=here.op),
            text("Choose with torch.where or masked_fill instead of multiplying by a mask."),
        )
    elif here.op == "div":
        yield Cause(text("inf / inf is NaN."), text("Find where the infinities come from, and keep them out."))


def _of_few(here: Arising) -> Iterator[Cause]:
    count = math.prod(here.sources[0].shape) if here.sources else 1
    if here.op in _SPREADS and here.result is not None and math.isnan(here.result):
        yield Cause(
            text("%(op)s of one number is 0 / 0, NaN: it divides by the count less one.", op=here.op),
            text("Use unbiased=False, or more than one number."),
        )
    elif here.op in _MEANS and (count == 0 or here.op.startswith("nll")):
        yield Cause(
            text("%(op)s of no numbers is 0 / 0, NaN.", op=here.op),
            text("Skip empty batches, and rows in which every target is ignored."),
        )


def _overflow(here: Arising) -> Iterator[Cause]:
    if here.result is not None and math.isnan(here.result):
        return
    largest = _LARGEST.get(here.node.dtype, "")
    number = here.highest(0)
    numbers = {"op": here.op, "dtype": here.node.dtype, "most": largest}
    if here.op in _EXPONENTIALS and number is not None:
        yield Cause(
            text("%(op)s of %(number)s is larger than %(dtype)s can hold (%(most)s), so it is inf.",
                 number=short(number), **numbers),
            text("Use the safe forms: softmax, log_softmax, logsumexp, or subtract the maximum first."),
        )  # fmt: skip
    else:
        yield Cause(
            text("The result of %(op)s is larger than %(dtype)s can hold (%(most)s), so it is inf.", **numbers),
            text("Use smaller numbers: scale the data, or a smaller learning rate."),
        )


def _unknown(here: Arising) -> Cause:
    says = text("The first NaN or infinity arises here: %(op)s gives %(result)s.", op=here.op, result=here.words)
    return Cause(says, text("Look at what goes into it."))


def _has_zero(value: Value | None) -> bool:
    return value is not None and (bool(value.stats and value.stats.zeros) or 0 in (flat(value) or []))


def _is_infinite(value: Value | None) -> bool:
    return first_bad(value, "inf") is not None or first_bad(value, "-inf") is not None
