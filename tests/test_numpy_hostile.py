"""What a hostile program tries with numpy and Python's own library is answered, and nothing changes behind torch."""

import re
from pathlib import Path

import pytest

from app.engine.run import run_program
from app.graph.model import Request, Run
from tests.plain_scripts import run_script

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


START = "a = np.array([0, 1])\nw = torch.ones(3, requires_grad=True)\n"
COPIED = {
    "tensor": "t = torch.tensor(a)\ny = w[t].sum()",
    "the array itself": "y = w[a].sum()",
    "an array in a tuple": "y = torch.stack([w, w])[0, a].sum()",
    "written in place": "v = w * 1\nv[a] = v[a] * 1\ny = v[:2].sum()",
    "a copy": "t = torch.from_numpy(a[::-1].copy()[::-1].copy())\ny = w.gather(0, t).sum()",
    "np.array": "t = torch.tensor([0, 1])\na = np.array(t)\ny = w.gather(0, t).sum()",
}


@pytest.mark.parametrize("line", COPIED.values(), ids=COPIED)
def test_indices_that_are_copies_stay(line: str) -> None:
    ours = run(f"{START}{line}\na[0] = 10**9\ny.backward()\nprint(w.grad)")
    assert ours.error is None, ours.error
    assert ours.printed == "tensor([1., 1., 0.])\n"


SHARED = {
    "from_numpy": "t = torch.from_numpy(a)\ny = w.gather(0, t).sum()",
    "as_tensor": "t = torch.as_tensor(a)\ny = w[t].sum()",
    "asarray": "t = torch.asarray(a)\ny = w.index_select(0, t).sum()",
    "numpy()": "t = torch.tensor([0, 1])\na = t.numpy()\ny = torch.nn.functional.embedding(t, w[:, None]).sum()",
    "numpy() of .data": "t = torch.tensor([0, 1])\na = t.data.numpy()\ny = w.gather(0, t).sum()",
    "numpy() of a view": "t = torch.tensor([0, 1])\na = t.view(2, 1)[:, 0].numpy()\ny = w.gather(0, t).sum()",
    "np.asarray": "t = torch.tensor([0, 1])\na = np.asarray(t)\ny = w.gather(0, t).sum()",
    "np.ravel": "t = torch.tensor([0, 1])\na = np.ravel(t)\ny = w.gather(0, t).sum()",
    "np.expand_dims": "t = torch.tensor([0, 1])\na = np.expand_dims(t, 0)[0]\ny = w.gather(0, t).sum()",
    "a loss": "y = torch.nn.functional.nll_loss(w.expand(2, 3), torch.from_numpy(a), reduction='sum') * -1",
    "a view of the tensor": "y = w.gather(0, torch.from_numpy(a)[:2].view(2)).sum()",
    "the second tensor of an array": "t = torch.from_numpy(a)\ny = w.gather(0, torch.from_numpy(a)).sum()",
    "after the first is gone": "t = torch.from_numpy(a)\nv = t[:2]\ndel t\ny = w.gather(0, torch.from_numpy(a)).sum()",
    "the tensor of an array of a tensor": (
        "t = torch.tensor([0, 1])\na = t.numpy()\nu = torch.from_numpy(a[:])\ny = w.gather(0, u).sum()"
    ),
    "the array of the tensor of an array": "t = torch.from_numpy(a)\ny = w.gather(0, t).sum()\na = t.numpy()",
    "a part of an array": "b = np.array([5, 0, 5, 1])\na = b[1::2]\ny = w.gather(0, torch.from_numpy(a)).sum()",
    "the array of the part": "b = a\na = a[:]\ny = w.gather(0, torch.from_numpy(b)).sum()",
    "in a layer": "t = torch.from_numpy(a)\ny = torch.nn.Embedding(3, 1)(t).sum() + w.sum()",
    "after many others": (
        "t = torch.from_numpy(a)\ny = w.gather(0, t).sum()\nfor i in range(100):\n    torch.from_numpy(np.arange(3))"
    ),
    "after many others, kept by the graph alone": (
        "y = w.gather(0, torch.from_numpy(a)).sum()\nfor i in range(100):\n    torch.from_numpy(np.arange(3))"
    ),
    "a loader": (
        "from torch.utils.data import DataLoader, Dataset\nclass Rows(Dataset):\n    def __len__(self):\n"
        "        return 1\n    def __getitem__(self, i):\n        return [a]\n"
        "for (t,) in DataLoader(Rows(), batch_size=None):\n    y = w.gather(0, t).sum()"
    ),
}


@pytest.mark.parametrize("line", SHARED.values(), ids=SHARED)
def test_a_change_of_indices_that_torch_has_saved_is_seen(line: str) -> None:
    error = run(f"{START}{line}\na[0] = 10**9\ny.backward()").error
    assert error is not None and error.code == "in-place"


@pytest.mark.parametrize("line", SHARED.values(), ids=SHARED)
def test_indices_that_nobody_changes_are_as_in_torch(line: str) -> None:
    ours = run(f"{START}{line}\ny.backward()\nprint(w.grad)")
    assert ours.error is None, ours.error


@pytest.mark.parametrize("first", [False, True])
def test_tensors_of_one_array_have_one_counter(first: bool) -> None:
    saved, changed = ("t", "u") if first else ("u", "t")
    pair = "t = torch.from_numpy(a)\nu = torch.from_numpy(a)"
    error = run(f"{START}{pair}\ny = w.gather(0, {saved}).sum()\n{changed}.add_(10**9)\ny.backward()").error
    assert error is not None and error.code == "in-place"


WRITES = """
a[0] = 2
a[:] = 2
a[...] = 2
a[[0]] = 2
a[a == 0] = 2
a[0], b = 2, 3
for a[0] in [2]: pass
a += 1
a -= 1
a *= 0
a //= 2
a **= 0
a |= 2
a ^= 2
a <<= 1
a %= 1
a[0] += 1
b = a[:1]; b += 2
b = a.reshape(2, 1); b[0, 0] = 2
b = a.T; b.fill(2)
b = np.broadcast_arrays(a)[0]; b[0] = 2
b = np.einsum('i->i', a); b[0] = 2
b = np.diag(np.diag(a)); a[1] = 0
a.fill(2)
a[::-1].sort()
np.ndarray.fill(a, 2)
a[::-1].partition(1)
np.copyto(a, [2, 2])
np.add(a, 1, a)
np.add(a, 1, out=a)
np.negative(a, a)
np.add.at(a, [0], 2)
np.add.reduce(np.ones((2, 2), int), 0, int, a)
np.add.accumulate([1, 2], 0, int, a)
np.sum(np.ones((2, 2), int), 0, int, a)
np.cumsum([1, 2], out=a)
np.cumsum([1, 2], None, None, a)
np.dot(np.eye(2, dtype=int), [2, 2], a)
np.matmul(np.eye(2, dtype=int), [2, 2], a)
np.matmul(np.eye(2, dtype=int), [2, 2], out=a)
np.clip(a, 2, 3, a)
np.clip(a, 2, 3, out=a)
np.take([5, 6], [0, 1], 0, a)
np.concatenate(([2], [2]), 0, a)
np.stack([2, 2], 0, a)
np.max([[2, 2]], 0, a)
np.argmax([[1, 2], [2, 1]], 0, a)
np.around([2, 2], 0, a)
np.choose([0, 0], [[2, 2]], a)
np.compress([1, 1], [2, 2], 0, a)
np.einsum('ij->i', np.array([[1, 2], [3, 4]]), out=a)
np.median(a[::-1], None, None, True); a[0] = 2
a.cumsum(0, int, a); a[1] = 5
a.clip(2, 3, a)
a.clip(2, 3, out=a)
np.array([2, 2]).round(0, a)
np.array([[2, 2]]).max(0, a)
np.array([2, 2]).take([0, 1], 0, a)
np.eye(2, dtype=int).dot([2, 2], a)
np.fill_diagonal(a.reshape(2, 1), 2)
np.random.seed(3); np.random.shuffle(a)
np.random.default_rng(3).shuffle(a)
np.random.RandomState(3).shuffle(a)
import random; random.seed(1); random.shuffle(a)
list(map(a.fill, [2]))
from functools import partial; partial(a.fill, 2)()
[0 for a[0] in [2]]
""".strip().split("\n")


@pytest.mark.parametrize("line", WRITES)
def test_every_write_of_numpy_is_seen(line: str) -> None:
    shared = f"{START}t = torch.from_numpy(a)\ny = w.gather(0, t).sum()\n{line}"
    ours = run(f"{shared}\nprint(t.tolist())\ny.backward()")
    assert ours.printed not in ("", "[0, 1]\n")
    assert ours.error is not None and ours.error.code == "in-place"


def test_shared_whole_numbers_are_as_in_torch() -> None:
    lines = (
        "import numpy as np\nimport torch\na = np.arange(12).reshape(3, 4)\nt = torch.from_numpy(a)\n"
        "u = torch.from_numpy(a.T[1:, ::2])\nt[0] += 100\nu[0, 0] = -1\na[2, 1] = 7\nb = u.numpy()\nb[1] *= 2\n"
        "v = torch.as_tensor(b[1:])\nv.zero_()\nm = a > 3\nk = torch.from_numpy(m)\nk[0, 0] = False\n"
        "m[1] = True\ne = torch.from_numpy(np.zeros((0, 2), dtype=int))\nx = torch.as_tensor(a, dtype=torch.float32)\n"
        "print(a, t, u, b, v, m, k, e, x, t.stride(), u.stride(), u.is_contiguous(), t.dtype)\n"
    )
    ours = run_program(Request(lines))
    assert ours.error is None, ours.error
    assert ours.printed == run_script(lines).printed


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
