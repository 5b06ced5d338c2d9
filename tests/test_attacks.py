"""Attacks on the language: programs that reached for memory, internals, other runs or another answer than Python's.

`CONTAINED` and `LIMITED` programs run in the real sealed workers, because what they try can end a process. `EQUAL`
programs are held to plain Python, `REFUSED` ones must not run at all.
"""

import asyncio
import os
import subprocess
import sys

import msgspec
import pytest

from app.config import Settings
from app.engine.run import run_program
from app.errors import GradwalkError, RequestError
from app.graph.model import Request
from app.pipeline import Pipeline
from tests.plain_python import run_plainly
from tests.sealed_runs import Answer, answers_among, check_nothing_left_behind, check_words, run_of

DEEP = "d = {start}\nfor i in range(100000): d = {wrap}\n"
UNRECORDED = "w = param(1.0)\nfor i in range(20): (w*1).backward()\n"
POOLED = "x = torch.ones(1, 1, 4, 4, requires_grad=True)\n"

CONTAINED = {
    "pool-backward-index": POOLED + "y, i = F.max_pool2d(x, 2, 2, 0, 1, False, True)\ni.data.fill_(10**12)\n"
    "y.sum().backward()",
    "pool-dilation-2d": POOLED + "F.max_pool2d(x, 2, 2**30, 1, 2**20, True).sum().backward()",
    "pool-dilation-1d": "x = torch.ones(1, 1, 4, requires_grad=True)\n"
    "F.max_pool1d(x, 2, 2**30, 1, 2**28, True).sum().backward()",
    "pool-dilation-overflow": POOLED + "F.max_pool2d(x, 3, 2**31-1, 1, 2**30, True).sum().backward()",
    "embedding-counts": "w = torch.ones(3, 2, requires_grad=True)\ni = torch.tensor([0, 1])\n"
    "y = F.embedding(i, w, None, None, 2.0, True)\ni.data.fill_(10**12)\ny.sum().backward()",
    "embedding-counts-through-view": "w = torch.ones(3, 2, requires_grad=True)\ni = torch.tensor([0, 1])\n"
    "y = F.embedding(i, w, None, None, 2.0, True)\ni.view(torch.float64).data.fill_(1e300)\ny.sum().backward()",
    "target-backward-index": "x = param([[1.0, 2.0], [3.0, 4.0]])\nt = torch.tensor([0, 1])\n"
    "loss = F.cross_entropy(x, t)\n"
    "t.data.fill_(10**12)\nloss.backward()",
    "in-place-index": POOLED + "y, i = F.max_pool2d(x, 2, 2, 0, 1, False, True)\ni.fill_(1000)\ny.sum().backward()",
    "many-dimensions": "x = torch.zeros([1] * 100000)",
    "many-dimensions-reshaped": "x = torch.ones(1).reshape([1] * 50000)",
    "deep-list-index": DEEP.format(start="[]", wrap="[d]") + "torch.ones(3)[d]",
    "deep-tuple-index": DEEP.format(start="()", wrap="(d,)") + "torch.ones(3)[d]",
    "deep-tuple-write": DEEP.format(start="()", wrap="(d,)") + "x = torch.ones(3)\nx[d] = 1",
    "deep-second-entry": DEEP.format(start="[]", wrap="[d]") + "tensor([1.0, d])",
    "cycle-of-two-lists": "a = [1.0]\nb = [1.0, a]\na.append(b)\ntensor(a)",
    "cycle-of-one-list": "a = []\na.append(a)\nprint(a)\ntensor(a)",
    "cycle-in-einsum": "a = []\na.append(a)\ntorch.einsum('i->i', a)",
    "deep-list-printed": DEEP.format(start="[]", wrap="[d]") + "print(d)",
    "deep-list-compared": DEEP.format(start="[]", wrap="[d]") + "e = d\n"
    "" + DEEP.format(start="[]", wrap="[d]") + "d == e",
    "deep-sizes": DEEP.format(start="()", wrap="(d,)") + "torch.zeros(d)",
    "gather-outside": "torch.ones(4, 3).gather(0, torch.tensor([0, 99999999, 2, 3])[:, None].expand(4, 3))",
    "scatter-outside": "x = torch.ones(4, 3)\n"
    "x.scatter_add(0, torch.tensor([0, 99999999, 2, 3])[:, None].expand(4, 3), x)",
    "false-truth-values": "m = torch.tensor([255] * 1000, dtype=torch.uint8).view(torch.bool)\nx = torch.ones(1000)\n"
    "print(x[m].shape, torch.masked_select(x, m).shape)",
    "recorded-numbers": "x = torch.randn(1024, requires_grad=True)\nfor i in range(6000): x = x*1.0001\n"
    "x.sum().backward()",
    "recorded-numbers-all": "x = torch.randn(1024, requires_grad=True)\n"
    "for i in range(19000): x = x*1.0001\nx.sum().backward()",
    "empty-rows": "x = torch.zeros(10**12, 0)",
    "empty-rows-iterated": "for r in torch.zeros(10**12, 0): pass",
    "many-rows-iterated": "for r in torch.zeros(4000000): pass",
    "complex-number": "x = tensor((-1.0)**0.5)",
    "complex-operand": "x = param(1.0) * (-1.0)**0.5",
    "half-a-character": 'print("\\ud800")',
    "star-alone": "*a",
    "star-on-the-right": "x = *[1, 2]",
    "many-digits-in-loop": 'x = int("9"*4300)\nfor i in [x+x]: pass',
    "many-digits-as-device": 'x = int("9"*4300)\nzeros(2, device=x+x)',
    "out-by-position": "y = torch.ones(1)\nv = y[:]\n"
    "torch.tensordot(torch.ones(30, 2), torch.ones(2, 30), 1, y)\nprint(v)",
    "device-by-position": "torch.ones(3).to('meta')",
    "device-imports": "torch.ones(3).to('hpu')",
    "sparse-gradient": "w = torch.ones(3, 2, requires_grad=True)\n"
    "F.embedding(torch.tensor([0, 1]), w, None, None, 2.0, False, True).sum().backward()\nprint(w.grad)",
    "views-of-views": UNRECORDED + "y = torch.ones(3)\nfor i in range(20000): y = y.view(-1)\ny.add_(1)",
    "memory-unrecorded": UNRECORDED + "k = []\nfor i in range(1000): k.append(torch.ones(1000000))",
}  # fmt: skip

LIMITED = {
    "round-to-millions": "round(7, -10**8)",
    "doubled-list-printed": "k = [0]\nfor i in range(30): k = [k, k]\nprint(k)",
    "doubled-list-as-tensor": "k = [0]\nfor i in range(60): k = [k, k]\ntensor(k)",
    "doubled-list-compared": "a = [0]\nb = [0]\nfor i in range(30):\n    a = [a, a]\n    b = [b, b]\nprint(a == b)",
    "percent-with-tensor": "s = '%1000000000d' % tensor(1)",
    "text-times-tensor": "s = 'a' * tensor(1000000000)",
    "list-times-tensor": "s = [0] * tensor(100000000)",
    "size-times-number": "s = torch.zeros(2).shape * 1000000000",
    "sum-of-lists": "sum([[0]*1000000]*1000, [])",
    "list-plus-range": "k = []\nfor i in range(100): k += range(1000000)",
    "power-of-ten": "x = 10**10**10",
}

REFUSED = {
    "break-outside": "break\nprint(1)",
    "continue-outside": "if True:\n    continue\nprint(1)",
    "two-stars": "*a, *b = [1, 2, 3]\nprint(a, b)",
    "too-few-values": "a, *b, c = [1]\nprint(a, b, c)",
    "dunder-by-compatibility": "x = tensor(1.0)\nx.︳_class_︳",
    "dunder-imported": "from torch import __builtins__",
    "method-owner": "x = torch.ones(2).sum.owner",
    "function-call": "x = torch.relu.call",
    "namespace-members": "x = torch.members",
    "return-type-field": "x = torch.ones(2).max(0).n_fields",
    "keyword-out": "torch.cumsum(torch.ones(1), 0, out=torch.ones(1))",
    "meta-keyword": "torch.zeros(2, device='meta')",
}

EQUAL = {
    "and-gives-the-last": "print(True and torch.ones(3), None or torch.ones(2))",
    "index-once": "k = [0, 0, 0, 0]\nk[print('a') or 0] += 1\nprint(k)",
    "random-index-once": "k = [0, 0, 0, 0]\nk[torch.randint(0, 4, (1,)).item()] += 1\nprint(k, torch.rand(1))",
    "loop-sees-appended": "k = [1, 2, 3]\nfor x in k:\n    if len(k) < 6: k.append(x)\n    print(x)\nprint(k)",
    "print-none": "print(1, 2, sep=None, end=None)",
    "long-text": "print(len(str([0]*1000)))",
    "sorted-backwards": "print(sorted([1, 3, 2], reverse=True))",
    "size-as-sizes": "print(torch.Tensor(torch.ones(2, 3).shape).shape)",
    "minus-one-to-a-power": "print((-1) ** 5000, 1 ** 10000)",
    "smallest-number": "x = -9223372036854775808\nprint(x)",
    "same-tensor": "x = torch.ones(2)\ny = torch.as_tensor(x)\ny[0] = 5\nprint(x, y is x)",
    "arithmetic": "x = 5\nx += 2.5; x //= 2; x **= -1; "
    "print(x, 7//-2, -7%3, 2**-1, True+True, 'ab'*2, [1]*2, 3 and 0 or 5, 1<2<3, 1<3<2)",
    "loops": "for i in range(3):\n    for j in range(3):\n        if j == i: break\n        print(i, j)\n"
    "    else: continue\nelse: print('end', i, j)",
    "aliases": "k = [1, 2, 3]\nm = k\nm += [4]\nk[1:2] = [9, 9]\nt = (1,)\nu = t\nt += (2,)\nprint(k, m is k, t, u)",
    "views": "x = torch.tensor([1.0, 2.0])\na, b = x\na += 1\nfor r in x: r *= 2\nprint(x, a, b)",
    "printed": "print([torch.ones(2), (1.0, None)], torch.ones(2, 3).shape, torch.float32, 1e16, 1e-7, "
    "0.1+0.2, ['a'], (1,), (), -0.0)",
    "builtins": "print(max(1, 2.5), min([3, 1]), round(2.5), round(-1.567, 2), int('12'), int(-3.7), "
    "float('1e3'), bool([]), range(3))",
    "pairs": "print(torch.ones(2, 2).max(0), torch.arange(10)[2:8:3], [1, 2, 3][::-1], 'abc'[1], *[1, 2], sep='-')",
}

LEAKY = {
    "int": 'int("5", 16)',
    "sorted": "sorted([1, 2], reverse=True, key=3)",
    "sum": "sum()",
    "len": "len()",
    "print": "print(1, dim=2)",
    "backward": "param(2.0).backward(None, True, True, 4)",
    "contains": "x = torch.ones(2)\nx.sum in x",
    "range": "for i in range(2.5): pass",
}


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    """What a sealed worker answers to every program, and to a harmless one before and after."""
    return answers_among(CONTAINED | LIMITED, seconds=30.0)


@pytest.mark.parametrize("name", CONTAINED)
def test_a_program_brings_no_worker_down(name: str, answers: dict[str, Answer]) -> None:
    run = run_of(answers[name])
    if run.error is not None:
        check_words(run.error)


@pytest.mark.parametrize("name", LIMITED)
def test_a_limit_answers_before_the_clock(name: str, answers: dict[str, Answer]) -> None:
    run = run_of(answers[name])
    assert run.error is not None
    assert run.error.code in ("limit", "memory", "refused", "types", "arguments")


def test_nothing_is_left_behind(answers: dict[str, Answer]) -> None:
    check_nothing_left_behind(answers)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    run = run_program(Request(REFUSED[name]))
    assert run.error is not None
    assert run.printed == ""
    check_words(run.error)


@pytest.mark.parametrize("name", EQUAL)
def test_equal_to_plain_python(name: str) -> None:
    source = EQUAL[name] + "\nlast = param(2.0) * 1.0"
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_plainly(source).printed


def test_as_tensor_keeps_the_graph() -> None:
    run = run_program(Request("x = param(2.0)\ny = torch.as_tensor(x)\n(y*y).backward()\nprint(x.grad)"))
    assert (run.error, run.printed) == (None, "tensor(4.)\n")


@pytest.mark.parametrize("name", LEAKY)
def test_messages_name_nothing_inside(name: str) -> None:
    run = run_program(Request(LEAKY[name]))
    if run.error is not None:
        check_words(run.error)


@pytest.mark.parametrize("seed", [2**64, 2**70, -(2**63) - 1])
def test_a_seed_that_torch_has_not(seed: int) -> None:
    with pytest.raises(RequestError):
        run_program(Request("x*w", seed=seed))
    with pytest.raises(GradwalkError):
        asyncio.run(Pipeline(Settings(workers=1)).run_json(Request("x*w", seed=seed)))


def test_an_input_of_five_thousand_digits() -> None:
    try:
        run = run_program(Request("x*w", inputs={"x": 10**5000}))
    except RequestError:
        return
    assert run.error is not None


@pytest.mark.parametrize("source", ["\ud800 = 1", "x = 1\nprint(1)\n# \udcff"])
def test_half_a_character_still_makes_an_answer(source: str) -> None:
    assert b"hidden-character" in msgspec.json.encode(run_program(Request(source)))


def test_a_hint_does_not_depend_on_the_process() -> None:
    code = (
        "from app.engine.run import run_program\nfrom app.graph.model import Request\n"
        "print(run_program(Request('ab = 1; AB = 2\\nprint(Ab)')).error)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in "02"
    }  # fmt: skip
    assert len(said) == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("权重 = param(2.0)\n损失 = 权重 * 未知名", "未知名"),
        ('损失 = "中文" + tensor(1.0)[5]', "tensor(1.0)[5]"),
        ("é🙂 = 1", "🙂"),
        ("x = '🙂🙂' + torch.ones(2, 未)", "未"),
        ("权重 = param([1.0])\n权重[7]", "权重[7]"),
    ],
)
def test_spans_count_characters(source: str, words: str) -> None:
    problem = run_program(Request(source)).error
    assert problem is not None and problem.span is not None
    span = problem.span
    line = source.split("\n")[span.line - 1]
    assert line[span.column - 1 : span.end_column - 1] == words
