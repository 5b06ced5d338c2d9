"""What a program calls to differentiate: a tensor's `backward()`, `torch.autograd.backward`, `torch.autograd.grad`;
each call is a pass of the run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch import Tensor

from app.engine.guard import check_argument
from app.engine.names.lookup import seed_for
from app.engine.program.objects import Function
from app.engine.recording.backward import Task
from app.engine.runtime import Runtime
from app.errors import ProgramError, text

_BACKWARD = frozenset("gradient retain_graph create_graph inputs".split())


def differentiators(runtime: Runtime) -> Mapping[str, Function]:
    """The functions by their dotted names; a tensor's own `backward` is `Tensor.backward`."""
    return {
        "Tensor.backward": Function("backward", _backward(runtime), traced=False, keywords=_BACKWARD),
        "torch.autograd.backward": Function("backward", _backward_of(runtime), traced=False),
        "torch.autograd.grad": Function("grad", _grad(runtime), traced=False),
    }


def _backward(runtime: Runtime) -> Callable[..., None]:
    def backward(
        tensor: Tensor,
        gradient: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        options = {"retain_graph": retain_graph, "create_graph": create_graph, **_only(inputs)}
        runtime.differentiate(Task([tensor], [_seed(tensor, gradient)], None, options), runtime.scope.span)

    return backward


def _backward_of(runtime: Runtime) -> Callable[..., None]:
    def backward(
        tensors: Any,
        grad_tensors: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        roots, seeds = _roots(tensors, grad_tensors)
        options = {"retain_graph": retain_graph, "create_graph": create_graph, **_only(inputs)}
        runtime.differentiate(Task(roots, seeds, None, options), runtime.scope.span)

    return backward


def _grad(runtime: Runtime) -> Callable[..., tuple[Tensor | None, ...]]:
    def grad(
        outputs: Any,
        inputs: Any,
        grad_outputs: Any = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        only_inputs: bool = True,  # noqa: ARG001  (torch takes it and does nothing with it)
        allow_unused: bool | None = None,
        is_grads_batched: bool = False,
        materialize_grads: bool = False,
    ) -> tuple[Tensor | None, ...]:
        if is_grads_batched:
            raise _batched()
        roots, seeds = _roots(outputs, grad_outputs)
        options = {
            "retain_graph": create_graph if retain_graph is None else retain_graph,
            "create_graph": create_graph,
            "allow_unused": allow_unused,
            "materialize_grads": materialize_grads,
        }
        return runtime.differentiate(Task(roots, seeds, _tensors(inputs), options), runtime.scope.span)

    return grad


def _batched() -> ProgramError:
    return ProgramError(
        text("is_grads_batched is not available here."),
        code="arguments",
        hint=text("Call grad() once for each upstream gradient."),
    )


def _only(inputs: Any) -> dict[str, Any]:
    return {} if inputs is None else {"inputs": _tensors(inputs)}


def _tensors(given: Any) -> list[Tensor]:
    check_argument(given)
    found = list(given) if isinstance(given, (list, tuple)) else [given]
    if not found or not all(isinstance(item, Tensor) for item in found):
        raise ProgramError(
            text("A tensor, or a list of tensors, is wanted here."), code="arguments", hint=text("Give it a tensor.")
        )
    return found


def _roots(outputs: Any, upstream: Any) -> tuple[list[Tensor], list[Tensor | None]]:
    roots = _tensors(outputs)
    given: Sequence[Any] = upstream if isinstance(upstream, (list, tuple)) else [upstream] * len(roots)
    if len(given) != len(roots):
        raise ProgramError(
            text("There are %(roots)s tensors and %(given)s gradients.", roots=len(roots), given=len(given)),
            code="upstream",
            hint=text("Give one gradient for each tensor."),
        )
    return roots, [_seed(root, item, index) for index, (root, item) in enumerate(zip(roots, given, strict=True))]


def _seed(root: Tensor, upstream: Any, index: int = 0) -> Tensor | None:
    """The gradient to start from. One that was itself computed from parameters stays connected to them."""
    if upstream is None and root.numel() != 1:
        raise ProgramError(
            text("backward() starts from one number, but this tensor has %(count)s.", count=root.numel()),
            code="not-scalar",
            hint=text("Add .sum() or .mean(), or give backward(gradient=...) the upstream gradient."),
            raised=RuntimeError("grad can be implicitly created only for scalar outputs"),
        )
    if upstream is None:
        return None
    if isinstance(upstream, Tensor) and upstream.shape == root.shape and upstream.dtype == root.dtype:
        return upstream
    if isinstance(upstream, Tensor) and upstream.shape != root.shape:
        raise _of_another_shape(root, upstream, index)
    return seed_for(root.detach(), upstream)


def _of_another_shape(root: Tensor, upstream: Tensor, index: int) -> ProgramError:
    shapes = f"grad_output[{index}] has a shape of {upstream.shape} and output[{index}] has a shape of {root.shape}."
    return ProgramError(
        text("The upstream gradient must be numbers in the shape of what is differentiated."),
        code="upstream",
        hint=text("Give it the shape %(shape)s.", shape=str(list(root.shape))),
        raised=RuntimeError(f"Mismatch in shape: {shapes}"),
    )
