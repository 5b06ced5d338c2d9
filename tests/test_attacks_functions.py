"""Attacks on functions, iterators, containers, formats and what a program sets on tensors.

`functions_equal.txt` holds programs that print what plain Python prints, `functions_failing.txt` programs at which
plain Python fails, so Gradwalk has to say why. `CONTAINED` ones run in the real sealed workers.
"""

from pathlib import Path

import pytest

from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_python import run_plainly
from tests.sealed_runs import Answer, answers_among, check_nothing_left_behind, run_of

DATA = Path(__file__).parent / "data"
DEEP = "d = ()\nfor i in range(100000): d = (d,)\n"
DOUBLED = "d = (0,)\nfor i in range(60): d = (d, d)\ne = (0,)\nfor i in range(60): e = (e, e)\n"
TABLES = "d = {}\nfor i in range(40): d = {0: d, 1: d}\ne = {}\nfor i in range(40): e = {0: e, 1: e}\n"
LAYERED = (
    "x = torch.randn(4, 400000, requires_grad=True)\nw = torch.ones(400000, requires_grad=True)\n"
    "b = torch.zeros(400000, requires_grad=True)\n"
)
TOWER = "f = [1]\nfor i in range(3000): f = {storey}\nprint(list(f))"

WALKED = (
    "x = {d: 1}",
    "x = {d}",
    "x = {}\nx.get(d)",
    "x = {}\nx.setdefault(d)",
    "x = {}\nx.pop(d, 0)",
    "x = set()\nx.add(d)",
    "x = set()\nx.discard(d)",
    "set([d])",
    "dict([(d, 1)])",
    "{d for i in [1]}",
    "{d: 1 for i in [1]}",
    "x = {1}\nx.union([d])",
    "x = {1}\nd in x",
    "repr(d)",
    "print({1: d}.values())",
    "f'{ {1: d}.items() }'",
    "'%s' % {1: d}.values()",
    "list(map(torch.tensor, [d]))",
)
COMPARED = (
    "print(d == e)",
    "[d].index(e)",
    "k = [d]\nk.count(e)",
    "sorted([d, e])",
    "max(d, e)",
    "max([1, 2], key=lambda i: d if i == 1 else e)",
    "k = [d, e]\nk.sort()",
    "print({1: d} == {1: e})",
    "print({1: d}.items() == {1: e}.items())",
    "{1: d}.items() & {1: e}.items()",
    "(1, d) in {1: e}.items()",
)
LIMITED = {
    **{f"doubled: {line}": DOUBLED + line for line in WALKED + COMPARED},
    "doubled-tables": TABLES + "print(d == e)",
    "doubled-views": "d = {}\nfor i in range(40): d = {0: d.items(), 1: d.items()}\nprint(d)",
    "long-format": "('{0}' * 300000).format('x' * 1000000)",
    "long-percent": "('%s' * 300000) % (('x' * 1000000,) * 300000)",
    "tower-of-maps": TOWER.format(storey="map(lambda x: x, f)"),
    "tower-of-zips": TOWER.format(storey="zip(f)"),
    "tower-of-generators": TOWER.format(storey="(lambda g: (x for y in [1] for x in g))(f)"),
    "tower-of-both": TOWER.format(storey="(lambda g: (max(list(map(lambda z: z, zip(g)))) for y in [1]))(f)"),
    "endless-keys": "def f(n): return sorted([n, 1], key=f)\nf(1)",
    "endless-defaults": "def f(n):\n    def g(x=f(n)): pass\nf(1)",
}
CONTAINED = {
    **{f"deep: {line}": DEEP + line for line in WALKED},
    "data-of-another-shape": LAYERED + "y = F.batch_norm(x, None, None, w, b, True)\nw.data = torch.ones(1)\n"
    "y.sum().backward()",
    "data-that-repeats": LAYERED + "y = F.layer_norm(x, [400000], w, b)\nw.data = torch.ones(1).expand(400000)\n"
    "y.sum().backward()",
    "slope-of-another-shape": LAYERED + "y = F.prelu(x, w)\nw.data = torch.ones(1)\ny.sum().backward()",
    "repeated-gradient": "w = param([1.0, 2.0])\nw.grad = torch.ones(1).expand(2)\n(w*w).sum().backward()",
    "gradients-in-a-circle": "w = param(1.0)\nx = param(1.0)\nw.grad = x\nx.grad = w",
    "closures-in-a-chain": "f = lambda: 0\nfor i in range(100000): f = (lambda g: lambda: g())(f)",
    "closures-with-tensors": "def f():\n    y = torch.ones(1000000)\n    def g(): return y\n    return g()[0].item()\n"
    "with torch.no_grad():\n    for i in range(150): f()",
    "generator-in-itself": "g = (list(g) for i in [1])\nprint(list(g))",
}  # fmt: skip
INTERNAL = {
    "dictionary-grows": "d = {1: 1}\nfor k in d: d[k + 1] = 1",
    "set-grows": "s = {1}\nfor k in s: s.add(k + 1)",
    "argument-self": "def f(a): return a\nf(self=1)",
    "stale-view": "w = param([1.0, 2.0])\nwith torch.no_grad():\n    for r in w: r *= 2\nprint(r.grad)",
}


def _programs(name: str) -> list[str]:
    return (DATA / name).read_text().split("\n---\n")


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    """What a sealed worker answers to every program, and to a harmless one before and after."""
    return answers_among({**LIMITED, **CONTAINED}, seconds=30.0)


@pytest.mark.parametrize("name", CONTAINED)
def test_a_program_brings_no_worker_down(name: str, answers: dict[str, Answer]) -> None:
    run_of(answers[name])


@pytest.mark.parametrize("name", LIMITED)
def test_a_limit_answers_before_the_clock(name: str, answers: dict[str, Answer]) -> None:
    error = run_of(answers[name]).error
    assert error is not None and error.code in ("limit", "memory")


def test_nothing_is_left_behind(answers: dict[str, Answer]) -> None:
    check_nothing_left_behind(answers)


@pytest.mark.parametrize("name", INTERNAL)
def test_no_mistake_of_a_program_looks_like_ours(name: str) -> None:
    error = run_program(Request(INTERNAL[name])).error
    assert error is None or error.code != "internal"


def test_data_of_another_shape_is_refused() -> None:
    error = run_program(Request("w = param([1.0, 2.0])\ny = w * w\nw.data = torch.ones(1)")).error
    assert error is not None and error.code == "assignment"


@pytest.mark.parametrize("source", _programs("functions_equal.txt"))
def test_equal_to_plain_python(source: str) -> None:
    source += "\nlast_ = param(2.0) * 1.0"
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_plainly(source).printed


@pytest.mark.parametrize("source", _programs("functions_failing.txt"))
def test_fails_where_plain_python_fails(source: str) -> None:
    with pytest.raises((Exception, SyntaxError)):
        run_plainly(source)
    error = run_program(Request(source)).error
    assert error is not None and error.code != "internal"
