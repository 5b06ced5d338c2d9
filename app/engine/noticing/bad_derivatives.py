"""An operation that sends back a NaN or an infinity, in; the derivative that did it and the usual remedy out."""

from collections.abc import Iterator

from app.engine.noticing.arising import Arising, Cause, Look
from app.engine.noticing.magnitudes import is_finite_value
from app.errors import text
from app.graph.model import Node
from app.graph.numbers import short


def backward_cause(arising: Arising, towards: Node) -> Cause:
    """The first rule of a derivative that fits; `towards` is the node that the bad gradient is sent to."""
    looks: tuple[Look, ...] = (_not_taken, _at_zero, _at_one)
    return next((cause for look in looks for cause in look(arising)), _grown(arising, towards))


def _not_taken(here: Arising) -> Iterator[Cause]:
    """The trap of where(): what it does not choose is computed all the same, and its derivative times 0 is NaN."""
    if is_finite_value(here.node.value) and all(is_finite_value(source.value) for source in here.sources):
        return
    yield Cause(
        text(
            "In the backward pass 0 * inf is NaN: %(op)s is infinite or NaN where the result does not use it.",
            op=here.op,
        ),
        text("Replace the numbers before %(op)s, not after: with where(mask, x, 1.0) inside.", op=here.op),
    )


def _at_zero(here: Arising) -> Iterator[Cause]:
    """Derivatives that are infinite at 0."""
    low = here.lowest(0)
    if here.op == "pow" and low == 0:
        exponent = here.base_and_exponent()[1]
        if exponent is not None and exponent < 1:
            yield Cause(
                text("The derivative of x ** %(exponent)s at 0 is infinite.", exponent=short(exponent)),
                text("Add a small number first: (x + 1e-8) ** p."),
            )
    elif here.op == "sqrt" and low == 0:
        yield Cause(
            text("The derivative of sqrt at 0 is 1 / (2 * 0), infinite."),
            text("Add a small number first: sqrt(x + 1e-8)."),
        )
    elif here.op in ("norm", "linalg_vector_norm") and low == 0:
        yield Cause(
            text("%(op)s has no derivative at 0: its rule divides by its own result, 0.", op=here.op),
            text("Add a small number first: sqrt((x ** 2).sum() + 1e-12)."),
        )


def _at_one(here: Arising) -> Iterator[Cause]:
    number = here.operand(0)
    if here.op in ("asin", "acos", "arcsin", "arccos") and number is not None and abs(number) == 1:
        yield Cause(
            text("The derivative of %(op)s at %(number)s is infinite.", op=here.op, number=short(number)),
            text("Clamp its argument: x.clamp(-1 + 1e-6, 1 - 1e-6)."),
        )


def _grown(here: Arising, towards: Node) -> Cause:
    return Cause(
        text("%(op)s sends %(result)s back to %(name)s: a product grows beyond what %(dtype)s can hold, or is 0 * inf.",
             op=here.op, result=here.words, name=towards.name or towards.op or towards.id, dtype=towards.dtype),
        text("Use smaller numbers, or a small number where a divisor comes close to 0."),
    )  # fmt: skip
