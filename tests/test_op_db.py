"""PyTorch's own list of operations as the recorder's test: no crash, every gradient equal, nearly every node joined."""

import random
import warnings
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from app.engine.recording.capture import Captured, capture, tensors_in
from app.graph.model import Value

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from torch.testing._internal.common_methods_invocations import op_db

pytestmark = pytest.mark.filterwarnings("ignore")
SAMPLES = 2
OPERATIONS = [op for op in op_db if op.supports_autograd and torch.float64 in op.supported_dtypes("cpu")]
JOINED = {"nodes": 0, "unjoined": 0}
_RECORDED: dict[str, list["Sample"]] = {}


@dataclass(frozen=True)
class Sample:
    """One sample of an operation as the recorder saw it, and `.grad` of its leaves afterwards; `expected` is what torch
    alone makes of them, None where it has no gradient for them."""

    captured: Captured
    gradients: list[Tensor | None]
    expected: list[Tensor | None] | None


def samples_of(op: Any) -> list[Sample]:
    """The first samples of an operation, recorded once for all tests."""
    name = f"{op.name}-{op.variant_test_name}"
    if name not in _RECORDED:
        _seed()
        # op.sample_inputs() looks through the whole call stack for every sample, to name it if a test fails.
        found = islice(op.sample_inputs_func(op, "cpu", torch.float64, True), SAMPLES)
        _RECORDED[name] = [sample for each in found if (sample := _recorded(op, each)) is not None]
    return _RECORDED[name]


def _seed() -> None:
    """torch.manual_seed() writes down the call stack for each kind of device that is not there."""
    random.seed(0)
    np.random.seed(0)
    torch.default_generator.manual_seed(0)


def _recorded(op: Any, sample: Any) -> Sample | None:
    leaves = [t for t in tensors_in([sample.input, list(sample.args), sample.kwargs]) if t.requires_grad and t.is_leaf]
    expected = _expected(op, sample, leaves)
    for leaf in leaves:
        leaf.grad = None
    _seed()
    try:
        captured = capture(op, sample.input, *sample.args, **sample.kwargs)
    except (RuntimeError, NotImplementedError):
        if expected is not None:
            raise
        return None
    return Sample(captured, [leaf.grad for leaf in leaves], expected)


def _expected(op: Any, sample: Any, leaves: list[Tensor]) -> list[Tensor | None] | None:
    """What torch alone makes of it; None where torch itself has no gradient for this sample."""
    try:
        _seed()
        roots = [
            tensor for tensor in tensors_in(op(sample.input, *sample.args, **sample.kwargs)) if tensor.requires_grad
        ]
        seeds = [torch.ones_like(root) for root in roots]
        return list(torch.autograd.grad(roots, leaves, seeds, allow_unused=True)) if roots else None
    except (RuntimeError, NotImplementedError):
        return None


@pytest.mark.parametrize("op", OPERATIONS, ids=[f"{op.name}-{op.variant_test_name}" for op in OPERATIONS])
def test_operation(op: Any) -> None:
    for sample in samples_of(op):
        if sample.expected is not None:
            JOINED["nodes"] += sample.captured.autograd_nodes
            JOINED["unjoined"] += sample.captured.unjoined
            _assert_equal(sample.captured, sample.gradients, sample.expected)


def _assert_equal(captured: Captured, given: list[Tensor | None], expected: list[Tensor | None]) -> None:
    """`.grad` of every leaf is torch's, and so is the number that the graph shows for it."""
    assert captured.pass_.graph is not None
    shown = [node.grad for node in captured.pass_.graph.nodes if node.kind == "parameter" and node.live]
    for ours, gradient in zip(given, expected, strict=True):
        if gradient is None:
            assert ours is None or not ours.to_dense().any()
            continue
        assert ours is not None
        torch.testing.assert_close(ours, gradient, rtol=0, atol=0, equal_nan=True)
        assert any(_same(value, gradient) for value in shown)


def _same(value: Value | None, gradient: Tensor) -> bool:
    if value is None or value.shape != tuple(gradient.shape):
        return False
    if value.data is None:
        return value.stats is not None
    dense = gradient.to_dense() if gradient.layout is not torch.strided else gradient
    ours = torch.tensor(_numbers(value.data), dtype=torch.complex128)
    return bool(torch.allclose(ours.reshape(dense.shape), dense.to(torch.complex128), rtol=0, atol=0, equal_nan=True))


def _numbers(data: Any) -> Any:
    if isinstance(data, list):
        return [_numbers(item) for item in data]
    return complex(data) if isinstance(data, str) else data


def test_nearly_every_autograd_node_was_joined() -> None:
    """Runs after the operations above, over what they met."""
    if not JOINED["nodes"]:  # chosen by itself
        for op in OPERATIONS:
            test_operation(op)
    assert JOINED["nodes"] > len(OPERATIONS), (
        "a sample that torch itself can't differentiate is passed over: few may be"
    )
    assert 1 - JOINED["unjoined"] / JOINED["nodes"] >= 0.999
