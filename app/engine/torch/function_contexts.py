"""`ctx`: what the forward and backward of a custom function share, as a program sees it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from app.engine.guard import check_argument
from app.engine.names.families import Family, Member
from app.engine.program.objects import Found, Function, Getter
from app.engine.torch.held import Kept
from app.errors import ProgramError, Refused, text


class Context:
    """The context of one call. `real` is torch's own, `kept` what the program stores in it; `in_forward` while the
    forward function runs, which alone may save."""

    __slots__ = ("in_forward", "kept", "real")

    def __init__(self, real: Any, kept: Kept, *, in_forward: bool) -> None:
        self.real = real
        self.kept = kept
        self.in_forward = in_forward

    def __repr__(self) -> str:
        return "<context of a custom function>"


def _in_forward(context: Context, name: str) -> None:
    if not context.in_forward:
        raise ProgramError(
            text("%(name)s belongs into forward.", name=f"ctx.{name}"),
            code="context",
            hint=text("backward reads what forward has saved: ctx.saved_tensors."),
        )


def _save(context: Context, *tensors: Any) -> None:
    _in_forward(context, "save_for_backward")
    for tensor in tensors:
        check_argument(tensor)
    context.real.save_for_backward(*tensors)


def _mark_non_differentiable(context: Context, *tensors: Any) -> None:
    _in_forward(context, "mark_non_differentiable")
    context.real.mark_non_differentiable(*tensors)


def _mark_dirty(*_: Any) -> None:
    raise Refused(
        text("A custom function can't change its arguments in place here."),
        code="context",
        hint=text("Return a new tensor: y = x.clone(), and change that."),
    )


def _materialise(context: Context, value: Any) -> None:
    _in_forward(context, "set_materialize_grads")
    context.real.set_materialize_grads(bool(value))


_MEMBERS: Mapping[str, Function | Getter] = MappingProxyType(
    {
        "save_for_backward": Function("save_for_backward", _save, traced=False),
        "saved_tensors": Getter(lambda context: context.real.saved_tensors),
        "needs_input_grad": Getter(lambda context: tuple(context.real.needs_input_grad)),
        "mark_non_differentiable": Function("mark_non_differentiable", _mark_non_differentiable, traced=False),
        "mark_dirty": Function("mark_dirty", _mark_dirty, traced=False),
        "set_materialize_grads": Function("set_materialize_grads", _materialise, traced=False),
    }
)


def _member(context: Context, name: str) -> Member | None:
    if name in _MEMBERS:
        return _MEMBERS[name]
    return Found(context.kept[name]) if name in context.kept else None


def _set(context: Context, name: str, value: Any) -> None:
    if name in _MEMBERS:
        raise ProgramError(
            text("%(name)s is the context's own.", name=f"ctx.{name}"),
            code="assignment",
            hint=text("Use another name, such as ctx.scale."),
        )
    context.kept[name] = value


CONTEXTS = Family(_member, lambda context: [*_MEMBERS, *context.kept], _set)
"""The family of contexts."""
