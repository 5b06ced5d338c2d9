"""A program and one node of one of its passes in; the exact numbers of a window of that node's tensor out.

A run keeps large tensors by their statistics alone. So the program runs again, up to that pass, twice: once to learn
which of the tensors it is, the next time to take that one. Both runs are the same, number by number.
"""

from math import ceil, prod
from time import monotonic
from typing import Any

import torch
from msgspec.structs import replace
from torch import Tensor

from app.engine.limits import Limits
from app.engine.recording.values import Keeper, to_value
from app.engine.studies.inspection.node_facts import facts
from app.engine.studies.inspection.saved_tensors import saved_of
from app.engine.studies.one_pass import RecordedPass, Seen, missing, run_as_far
from app.errors import RequestError, text
from app.graph.inspection import INSPECTION_VERSION, Aim, Histogram, Inspection, Saved, Window
from app.graph.model import Graph, Node, Number, Request, Run, Stats, Value
from app.graph.naming import node_named

MOST_NUMBERS = 10_000
BLOCK_ROWS, BLOCK_COLUMNS = 32, 48
_BINS = 24
_Looked = tuple[Graph, Node, tuple[Saved, ...]]


class Catching(Keeper):
    """Keeps the large Values of a run in order, and of one of them, number `wanted`, the tensor."""

    def __init__(self, limits: Limits, wanted: int = -1) -> None:
        super().__init__(limits.value_numbers, limits.recorded_numbers)
        self.wanted = wanted
        self.large: list[Value] = []
        self.caught: Tensor | None = None

    def __call__(self, tensor: Tensor) -> Value:
        """The Value of a tensor."""
        value = super().__call__(tensor)
        if value.data is None:
            if len(self.large) == self.wanted:
                self.caught = tensor.detach().to_dense().clone()
            self.large.append(value)
        return value


def inspect(request: Request, aim: Aim, limits: Limits) -> Inspection:
    """What a window shows, with statistics of the whole tensor.

    Raises:
        RequestError: there is no such pass or node, or it has no gradient.
        ProgramError: what the program itself did wrong before that pass.
        TimeLimit: it takes too long.
    """
    began = monotonic()
    keep = Catching(limits)
    graph, node, saved = _looked(request, aim, limits, keep)
    value = node.value if aim.field == "value" else node.grad
    if value is None and aim.field == "gradient":
        raise RequestError(
            text("No gradient reaches this node in this pass."),
            code="node",
            hint=text("Look at its value, or choose a node that the root depends on and that requires grad."),
        )
    if value is None:
        raise _unrecorded()
    if value.data is not None:
        return replace(_told(aim, graph, node, value, _tensor(value)), saved=saved)
    place = next((place for place, each in enumerate(keep.large) if each is value), -1)
    again = Catching(limits, place)
    _looked(request, aim, replace(limits, seconds=limits.seconds - (monotonic() - began)), again)
    if again.caught is None:
        raise _unrecorded()
    return replace(_told(aim, graph, node, value, again.caught), saved=saved)


def _unrecorded() -> RequestError:
    return RequestError(
        text("The numbers of this node were not recorded."),
        code="node",
        hint=text("Choose one of its inputs or results, or use less data."),
    )


def _looked(request: Request, aim: Aim, limits: Limits, keep: Keeper) -> _Looked:
    """The graph of a pass, its node, and what that has saved."""

    def look(seen: Seen) -> _Looked:
        node = node_named(seen.graph, aim.node)
        return seen.graph, node, saved_of(seen, node)

    runtime = RecordedPass(limits, max(request.record, 0), aim.pass_index, look, keep)
    run = run_as_far(runtime, request)
    return runtime.found or _without_backward(aim, run)


def _without_backward(aim: Aim, run: Run) -> _Looked:
    """A program that failed or differentiates nothing has a graph of what it did; nothing was saved for a backward."""
    graph = run.passes[aim.pass_index].graph if aim.pass_index < len(run.passes) else None
    if graph is None:
        raise missing(aim.pass_index, run)
    return graph, node_named(graph, aim.node), ()


def _tensor(value: Value) -> Tensor:
    """The numbers of a Value that is kept whole."""
    items: list[Any] = [value.data]
    for _ in value.shape:
        items = [item for row in items for item in row]
    if value.dtype.startswith("complex"):
        return torch.tensor([complex(item) for item in items], dtype=torch.complex128).reshape(value.shape)
    if "float" in value.dtype:
        return torch.tensor([float(item) for item in items], dtype=torch.float64).reshape(value.shape)
    return torch.tensor(items).reshape(value.shape)


def _told(aim: Aim, graph: Graph, node: Node, value: Value, tensor: Tensor) -> Inspection:
    table = tensor.reshape(-1, tensor.shape[-1]) if tensor.dim() > 1 and tensor.numel() else tensor.reshape(1, -1)
    window = _within(aim.window, table)
    part = table[window.row :, window.column :][: window.rows, : window.columns]
    height, width = max(ceil(part.shape[0] / BLOCK_ROWS), 1), max(ceil(part.shape[1] / BLOCK_COLUMNS), 1)
    numbers = _real(table).flatten()
    good = numbers[torch.isfinite(numbers)]
    return Inspection(
        version=INSPECTION_VERSION,
        pass_index=aim.pass_index,
        node=node.id,
        name=node.name,
        field=aim.field,
        shape=value.shape,
        dtype=value.dtype,
        rows=table.shape[0],
        columns=table.shape[1],
        window=window,
        numbers=_rows(part) if part.numel() <= MOST_NUMBERS else None,
        blocks=_rows(_means(part, height, width)),
        block_rows=height,
        block_columns=width,
        largest=float(good.abs().max()) if good.numel() else 0.0,
        stats=_statistics(table),
        histogram=_histogram(good),
        facts=facts(graph, node),
    )


def _within(window: Window, table: Tensor) -> Window:
    """The part of a window that lies in the table.

    Raises:
        RequestError: none of it does.
    """
    rows, columns = table.shape
    if (window.row >= rows or window.column >= columns) and table.numel():
        raise RequestError(
            text("The tensor has %(rows)s rows and %(columns)s columns.", rows=rows, columns=columns),
            code="window",
            hint=text("Rows and columns of a window count from 0."),
        )
    return Window(
        window.row,
        window.column,
        min(rows - window.row, window.rows or rows),
        max(min(columns - window.column, window.columns or columns), 0),
    )


def _real(table: Tensor) -> Tensor:
    return (table.abs() if table.is_complex() else table).to(torch.float64)


def _rows(table: Tensor) -> tuple[tuple[Number, ...], ...]:
    return tuple(map(tuple, to_value(table, max(prod(table.shape), 1)).data))


def _means(part: Tensor, height: int, width: int) -> Tensor:
    """The mean of every block; those at the end may be smaller."""
    numbers = _real(part)
    if (height, width) == (1, 1) or not part.numel():
        return numbers
    pooled = torch.nn.functional.avg_pool2d(numbers[None], (height, width), ceil_mode=True, count_include_pad=False)
    return pooled[0]


def _statistics(table: Tensor) -> Stats | None:
    return to_value(table, 0).stats


def _histogram(good: Tensor) -> Histogram | None:
    """Scaled first: the ends of the range may be further apart than a number can say."""
    if not good.numel():
        return None
    low, high = float(good.min()), float(good.max())
    if low == high:
        return Histogram(low, high, (good.numel(),))
    scale = max(abs(low), abs(high))
    counts = torch.histc(good / scale, _BINS, low / scale, high / scale)
    return Histogram(low, high, tuple(int(count) for count in counts.tolist()))
