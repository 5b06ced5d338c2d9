"""What a hostile program tries with numpy and Python's own library is answered, and nothing changes behind torch."""

import re
from pathlib import Path

import pytest

from app.engine.run import run_program
from app.graph.model import Request, Run

DATA = Path(__file__).parent / "data"
NUMPY = (DATA / "numpy_hostile.txt").read_text().rstrip("\n").split("\n---\n")
LIBRARY = (DATA / "library_hostile.txt").read_text().rstrip("\n").split("\n---\n")


def run(source: str) -> Run:
    return run_program(Request(f"import numpy as np\nimport torch\n{source}"))


@pytest.mark.parametrize("source", NUMPY + LIBRARY)
def test_is_answered(source: str) -> None:
    error = run(source).error
    assert error is not None
    assert error.code != "internal"
    assert not re.search("0x|site-packages|Traceback|<built-in", error.message.text)


SAVED = {
    "from_numpy": "t = torch.from_numpy(a)\ny = w.gather(0, t).sum()",
    "as_tensor": "t = torch.as_tensor(a)\ny = w[t].sum()",
    "asarray": "t = torch.asarray(a)\ny = w.index_select(0, t).sum()",
    "tensor": "t = torch.tensor(a)\ny = w[t].sum()",
    "the array itself": "y = w[a].sum()",
    "an array in a tuple": "y = torch.stack([w, w])[0, a].sum()",
    "numpy()": "t = torch.tensor([0, 1])\na = t.numpy()\ny = torch.nn.functional.embedding(t, w[:, None]).sum()",
    "np.asarray": "t = torch.tensor([0, 1])\na = np.asarray(t)\ny = w.gather(0, t).sum()",
    "np.ravel": "t = torch.tensor([0, 1])\na = np.ravel(t)\ny = w.gather(0, t).sum()",
    "np.expand_dims": "t = torch.tensor([0, 1])\na = np.expand_dims(t, 0)[0]\ny = w.gather(0, t).sum()",
    "np.flip": "t = torch.from_numpy(a[::-1].copy()[::-1].copy())\ny = w.gather(0, t).sum()",
    "a loss": "y = torch.nn.functional.nll_loss(w.expand(2, 3), torch.from_numpy(a), reduction='sum') * -1",
    "written in place": "v = w * 1\nv[a] = v[a] * 1\ny = v[:2].sum()",
}


@pytest.mark.parametrize("line", SAVED.values(), ids=SAVED)
def test_indices_that_torch_has_saved_can_not_be_changed_by_numpy(line: str) -> None:
    start = "a = np.array([0, 1])\nw = torch.ones(3, requires_grad=True)\n"
    ours = run(f"{start}{line}\na[0] = 10**9\ny.backward()\nprint(w.grad)")
    assert ours.error is None, ours.error
    assert ours.printed == "tensor([1., 1., 0.])\n"


def test_the_memory_of_an_array_stays_when_its_tensor_gets_other_numbers() -> None:
    ours = run("t = torch.ones(3)\na = t.numpy()\nt.data = torch.zeros(3)\na[0] = 5\nprint(a, t)")
    assert ours.printed == "[5. 1. 1.] tensor([0., 0., 0.])\n"


def test_a_generator_shows_no_address() -> None:
    assert "0x" not in run("print(np.random.RandomState(0), np.random.default_rng(0), np.random.rand)").printed


def test_a_run_leaves_nothing_for_the_next() -> None:
    probe = "import random\nprint(np.random.rand(), random.random(), np.array([1.23456]), np.random.default_rng())"
    before = run(probe).printed
    run("import random\nrandom.seed(5)\nnp.random.seed(5)\nnp.set_printoptions(precision=1)\nnp.random.rand(5)")
    assert run(probe).printed == before


MAKES = ["torch.from_numpy(a)", "torch.tensor(a)", "torch.as_tensor(a)", "torch.tensor(a, dtype=torch.float64)"]


@pytest.mark.parametrize("makes", MAKES)
def test_the_graph_shows_data_from_numpy_as_leaves(makes: str) -> None:
    w = "w = torch.ones(2, dtype=torch.float64, requires_grad=True)"
    (pass_,) = run(f"a = np.ones(2)\nx = {makes}\n{w}\ny = (w * x).sum()\ny.backward()").passes
    assert pass_.graph is not None
    leaves = {(node.kind, node.name) for node in pass_.graph.nodes if node.kind != "op"}
    assert leaves == {("input", "x"), ("parameter", "w")}
    assert sum(node.kind == "op" for node in pass_.graph.nodes) == 2
