"""Names of torch that tutorials use: each program prints what real Python with real torch prints."""

from pathlib import Path

import pytest
import torch

from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_scripts import run_script

IMPORTS = "import torch\nimport torch.nn.functional as F\n"
DATA = Path(__file__).parent / "data"


def programs(name: str) -> dict[str, str]:
    """The programs of a file of data, by title."""
    parts = (part.partition("\n") for part in (DATA / name).read_text().split("=== ")[1:])
    return {title.strip(): IMPORTS + source for title, _, source in parts}


PROGRAMS = programs("torch_names.txt")


@pytest.fixture(autouse=True)
def switches(monkeypatch: pytest.MonkeyPatch) -> None:
    """torch's own testing tools, which another test imports, forbid a script to set the switches of torch.backends."""
    monkeypatch.setitem(torch.backends.flags_frozen.__globals__, "__allow_nonbracketed_mutation_flag", True)


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_prints_what_python_prints(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_script(source).printed


def test_there_are_enough() -> None:
    assert len(PROGRAMS) >= 60


GLOBAL = {
    "dtype": "torch.set_default_dtype(torch.float64)",
    "tensor type": "torch.set_default_tensor_type(torch.DoubleTensor)",
    "digits": "torch.set_printoptions(precision=1, linewidth=20, edgeitems=1, threshold=2, sci_mode=True)",
    "profile": "torch.set_printoptions(profile='full')",
    "grad": "torch.set_grad_enabled(False)",
    "switches": "torch.backends.cudnn.benchmark = True\ntorch.backends.cudnn.enabled = False",
    "seed": "torch.manual_seed(17)\ntorch.rand(5)",
    "failing": "torch.set_default_dtype(torch.float64)\ntorch.set_printoptions(precision=1)\nx = 1 / 0",
}
PROBE = (
    "x = torch.rand(3) * 1000\nprint(x, x.dtype, torch.get_default_dtype(), torch.is_grad_enabled())\n"
    "print(torch.arange(2000.0), torch.backends.cudnn.benchmark, torch.backends.cudnn.enabled)"
)


@pytest.mark.parametrize("source", GLOBAL.values(), ids=GLOBAL)
def test_nothing_that_a_program_sets_is_left_for_the_next(source: str) -> None:
    before = run_program(Request(PROBE)).printed
    run_program(Request(source))
    assert run_program(Request(PROBE)).printed == before


def test_another_device_is_refused_with_the_way_out() -> None:
    for source in (
        "x = torch.ones(2).cuda()",
        "x = torch.ones(2).to('cuda')",
        "d = torch.device('cuda:0')",
        "d = torch.device('cuda', 0)",
        "x = torch.ones(2).type(torch.cuda.FloatTensor)",
        "x = torch.ones(2).type('torch.cuda.FloatTensor')",
        "x = torch.ones(2).to(device='mps')",
        "x = torch.ones(2).to(0)",
    ):
        error = run_program(Request(source)).error
        assert error is not None and error.hint is not None, source
        assert error.code in ("device", "keyword", "unknown-attribute"), source
