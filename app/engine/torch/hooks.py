"""`x.register_hook(f)` and `x.register_post_accumulate_grad_hook(f)`: functions of the program that torch calls with a
gradient on its way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from torch import Tensor
from torch.utils.hooks import RemovableHandle

from app.engine.program.callbacks import Callback, given_on
from app.engine.program.functions import callable_of
from app.engine.program.objects import Function
from app.engine.runtime import Runtime
from app.errors import ProgramError, text


@dataclass(frozen=True, slots=True, eq=False)
class HookHandle:
    """What registering a hook gives: `.remove()` takes the hook away."""

    real: RemovableHandle

    def __repr__(self) -> str:
        return "<torch.utils.hooks.RemovableHandle object>"


HOOK_MEMBERS: Mapping[str, Function] = MappingProxyType(
    {"remove": Function("remove", lambda handle: handle.real.remove(), traced=False)}
)


def hooks(runtime: Runtime) -> Mapping[str, Function]:
    """The methods of a tensor that register hooks."""

    def register_hook(tensor: Any, hook: Any) -> HookHandle:
        if not tensor.requires_grad:
            raise _nothing_arrives()
        call = Callback(runtime, _checking(callable_of(hook)))
        return HookHandle(tensor.register_hook(call))

    def register_after(tensor: Any, hook: Any) -> HookHandle:
        if not (tensor.requires_grad and tensor.is_leaf):
            raise ProgramError(
                text("Only a leaf that requires grad has such a hook."),
                code="hook",
                hint=text("Use register_hook for results."),
            )
        call = Callback(runtime, callable_of(hook))
        return HookHandle(tensor.register_post_accumulate_grad_hook(call))

    return {
        "register_hook": Function("register_hook", register_hook, traced=False, keywords=frozenset({"hook"})),
        "register_post_accumulate_grad_hook": Function(
            "register_post_accumulate_grad_hook", register_after, traced=False, keywords=frozenset({"hook"})
        ),
    }


def _nothing_arrives() -> ProgramError:
    return ProgramError(
        text("A hook waits for a gradient, and this tensor does not require any."),
        code="hook",
        hint=text("Make it with requires_grad=True."),
    )


def _checking(hook: Callable[..., Any]) -> Callable[[Tensor], Tensor | None]:
    """A hook gives nothing, or another gradient in place of the one that it was given."""

    def call(gradient: Tensor) -> Tensor | None:
        result = hook(given_on(gradient))
        if result is None:
            return None
        if not isinstance(result, Tensor):
            raise ProgramError(
                text("A hook returns another gradient, or nothing."), code="hook", hint=text("Return a tensor.")
            )
        if result.shape != gradient.shape or result.dtype != gradient.dtype:
            raise ProgramError(
                text(
                    "A hook may not change the shape or dtype of the gradient: %(before)s became %(after)s.",
                    before=_described(gradient), after=_described(result),
                ),
                code="hook",
                hint=text("Return a tensor like the one that the hook was given."),
            )  # fmt: skip
        return result

    return call


def _described(tensor: Tensor) -> str:
    return f"{str(tensor.dtype).removeprefix('torch.')}{list(tensor.shape)}"
