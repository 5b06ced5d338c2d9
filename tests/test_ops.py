"""The table of operations agrees with torch: every spelling exists, every name of the dispatcher is one."""

import pytest
import torch

from app.engine.names.library import FUNCTIONS
from app.ops.composites import NAMES
from app.ops.entry import Op
from app.ops.registry import BY_ATEN, CALLS, OPS


def test_there_are_enough() -> None:
    assert len(CALLS) >= 120


@pytest.mark.parametrize("entry", OPS.values(), ids=OPS)
def test_entry(entry: Op) -> None:
    assert entry.symbol and entry.en.strip() and entry.zh.strip()
    assert any("\u4e00" <= letter <= "\u9fff" or letter in "−·()σ" for letter in entry.zh)
    assert entry.calls or entry.name in ("slice", "index", "convolution") or entry.name in NAMES.values()
    for spelling in entry.calls:
        assert spelling == "torch.manual_seed" or callable(FUNCTIONS[spelling].call), spelling
    assert BY_ATEN[entry.name] is entry


def test_names_of_the_dispatcher_are_real() -> None:
    unknown = [name for name in BY_ATEN if not hasattr(torch.ops.aten, name)]
    composite = {entry.name for entry in OPS.values()} | {f"{entry.name}_" for entry in OPS.values()}
    assert [name for name in unknown if name not in composite] == []
