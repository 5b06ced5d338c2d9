"""Any callable that uses torch in, its computation graph out: the recorder's own small interface."""

import gc
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from app.engine.recording.assembly import assemble
from app.engine.recording.backward import FlowRecorder, Task
from app.engine.recording.drafting import Sheet
from app.engine.recording.flow import ACCUMULATE, AutogradNode, Flow
from app.engine.recording.grouping import Place
from app.engine.recording.recorder import Recorder
from app.engine.recording.records import Record
from app.engine.recording.values import Keeper
from app.errors import Span
from app.graph.model import Pass

UNLIMITED = 2**62
VALUE_NUMBERS = 1_024


@dataclass(frozen=True)
class Captured:
    """What a callable returned, the pass that it made, and how many of its autograd nodes were met and not joined.

    `kept` are torch's nodes of that pass, the last made at the end: torch frees a long chain of nodes that Python has
    seen by a call within a call, and runs out of stack, unless they go one by one, the last made first. So they do here
    after the result is gone."""

    result: Any
    pass_: Pass
    autograd_nodes: int
    unjoined: int
    kept: tuple[Any, ...]


def capture(
    function: Callable[..., Any], *arguments: Any, upstream: Sequence[Tensor] | None = None, **keywords: Any
) -> Captured:
    """Run `function(*arguments, **keywords)` under the recorder and differentiate the tensors that it returns.

    Every differentiable tensor of the result is a root; `upstream` gives the gradient to start from for each of them
    (default: ones of its shape). Gradients are added to the arguments' `.grad`, as torch's own backward does.
    """
    collecting = gc.isenabled()
    gc.disable()  # until the records are gone: they are many small objects and no cycles
    try:
        return _captured(lambda: function(*arguments, **keywords), upstream)
    finally:
        if collecting:
            gc.enable()


def _captured(function: Callable[[], Any], upstream: Sequence[Tensor] | None) -> Captured:
    recorder = Recorder(Keeper(VALUE_NUMBERS, UNLIMITED), node_limit=UNLIMITED, tensor_limit=UNLIMITED)
    with recorder:
        result = function()
    roots = [tensor for tensor in tensors_in(result) if tensor.requires_grad]
    seeds = [torch.ones_like(root) for root in roots] if upstream is None else list(upstream)
    made = differentiate(recorder, Task(roots, seeds), index=0, places=())
    return Captured(result, made.pass_, made.autograd_nodes, made.unjoined, _in_order(made.sheet.joined.flow))


def _in_order(flow: Flow | None) -> tuple[Any, ...]:
    return tuple(each.node for each in sorted(flow.nodes if flow else (), key=lambda node: node.sequence))


def tensors_in(result: Any) -> list[Tensor]:
    """The tensors of a result: itself, or those in (nested) tuples, lists and dicts, in order."""
    found: list[Tensor] = []
    waiting = [result]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, Tensor):
            found.append(item)
        elif isinstance(item, (tuple, list)):
            waiting[:0] = list(item)
        elif isinstance(item, dict):
            waiting[:0] = list(item.values())
    return found


@dataclass(frozen=True)
class Differentiated:
    """One pass, with the gradients that `torch.autograd.grad` gives back, the sheet that the pass was drawn from, and
    how many autograd nodes it met and did not join."""

    pass_: Pass
    results: tuple[Tensor | None, ...]
    sheet: Sheet
    autograd_nodes: int
    unjoined: int


def differentiate(
    recorder: Recorder, task: Task, *, index: int, places: Sequence[Place], span: Span | None = None
) -> Differentiated:
    """Let torch differentiate and assemble the pass; call it outside the recorder's context.

    Raises whatever torch raises (RuntimeError for a freed graph or an in-place change, say).
    """
    flow: Flow | None = None
    results: tuple[Tensor | None, ...] = ()
    root_records = [recorder.resolve(root)[0] for root in task.roots]
    before = len(recorder.records)
    if task.roots:
        flows = FlowRecorder(task.roots, keep=recorder.keep)
        flows.take_locals(_wants_local(recorder))
        with recorder if task.creates_graph else nullcontext():
            flow, results = flows.run(task)
    made = assemble(
        recorder.records[:before],
        recorder.by_sequence,
        flow,
        roots=root_records,
        window=recorder.window,
        places=places,
        keep=recorder.keep,
        first_sequence=recorder.first_sequence,
    )
    names = [made.sheet.node(*recorder.resolve(root)) for root in task.roots]
    recorder.next_window()
    found = tuple(name for name in names if name is not None)
    pass_ = Pass(index, found[0] if found else None, found, span, made.graph, made.steps)
    return Differentiated(pass_, results, made.sheet, len(made.joined.record_of), len(made.joined.unrecorded))


def _wants_local(recorder: Recorder) -> Callable[[AutogradNode], bool]:
    """A local derivative exists for elementwise ops, and for ops with one number as their result."""

    def wanted(node: AutogradNode) -> bool:
        if node.name == ACCUMULATE or node.name == "CopySlices":
            return False
        record: Record | None = recorder.by_sequence.get(node.sequence)
        if record is None or record.overload is None or not record.outputs or record.overload.writes:
            return False
        return record.overload.elementwise or record.outputs[0].shape == ()

    return wanted
