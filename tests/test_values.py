"""A tensor as neutral numbers: exact when small, honest statistics when large."""

import math

import pytest
import torch

from app.engine.recording.values import is_finite, to_value
from app.graph.model import Value


@pytest.mark.parametrize(
    "dtype",
    [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.int64, torch.bool],
)
@pytest.mark.parametrize("times", [1, 10])
def test_small_tensors_are_sent_exactly(dtype: torch.dtype, times: int) -> None:
    tensor = torch.tensor([[0.1, 2.7], [1e-3, 0.0]]).repeat(1, times).to(dtype)
    value = to_value(tensor, 40)
    assert (value.shape, value.dtype) == ((2, 2 * times), str(dtype).removeprefix("torch."))
    sent = torch.tensor(value.data, dtype=torch.float64)
    assert torch.equal(sent, tensor.to(torch.float64))


@pytest.mark.parametrize(("number", "sent"), [(math.nan, "nan"), (math.inf, "inf"), (-math.inf, "-inf"), (1.5, 1.5)])
def test_what_json_has_no_number_for_becomes_text(number: float, sent: float | str) -> None:
    assert to_value(torch.tensor(number), 10).data == sent
    assert to_value(torch.tensor([[number]]), 10).data == [[sent]]
    assert to_value(torch.tensor([number] + [1.0] * 30), 40).data == [sent] + [1.0] * 30
    assert is_finite(to_value(torch.tensor([1.0, number]), 10)) == math.isfinite(number)


def test_large_tensors_are_sent_as_statistics() -> None:
    tensor = torch.arange(2000.0).reshape(40, 50)
    value = to_value(tensor, 100)
    assert value.data is None and value.stats is not None and value.thumbnail is not None
    assert (value.stats.minimum, value.stats.maximum, value.stats.mean, value.stats.zeros) == (0.0, 1999.0, 999.5, 1)
    assert value.stats.norm == pytest.approx(float(tensor.norm()))
    assert (len(value.thumbnail), len(value.thumbnail[0])) == (16, 32)


def test_bad_numbers_are_counted_and_left_out_of_the_statistics() -> None:
    tensor = torch.ones(200)
    tensor[0], tensor[1] = math.nan, math.inf
    value = to_value(tensor, 100)
    assert value.stats is not None
    assert (value.stats.nans, value.stats.infinities, value.stats.maximum) == (1, 1, 1.0)
    assert not is_finite(value)


def test_empty_and_sparse_tensors() -> None:
    assert to_value(torch.zeros(0, 3), 10) == Value((0, 3), "float32", [])
    assert to_value(torch.eye(2).to_sparse(), 10).data == [[1.0, 0.0], [0.0, 1.0]]
