"""Where learners fall: every note is found by a script that does it, and not by one that does not."""

import pytest

from app.engine.run import run_program
from app.graph.model import Note, Request
from app.presets import PRESETS

LOOP = (
    "w = param(1.0)\nfor i in range(30):\n    loss = (w - 3) ** 2\n    loss.backward()\n    w.data -= {rate} * w.grad\n"
    "    {zero}"
)
DEEP = (
    "layers = [nn.Linear(8, 8) for i in range(12)]\nx = torch.randn(4, 8)\nfor layer in layers:\n"
    "    x = {activation}(layer(x){more})\nx.sum().backward()"
)
RECURRENT = (
    "W = ({scale} * torch.eye(4)).requires_grad_()\nh = torch.zeros(1, 4)\nfor t in range(20):\n"
    "    h = torch.tanh(h @ W + torch.ones(1, 4))\nh.sum().backward()"
)
SCORES = "x = torch.randn(4, 3, requires_grad=True)\ny = torch.tensor([0, 1, 2, 0])\n"
CUT = "w = param(2.0)\nv = param(1.0)\nh = w * 3\nloss = (h.{cut} * v) ** 2 {more}\nloss.backward()"
LATE = (
    "w = param(1.0)\nfor i in range({count}):\n    loss = torch.log(w - i * {rate})\n    loss.backward()\n"
    "    w.grad = None"
)
PREDICTS = "x = torch.randn(5, 1)\ny = torch.tensor([0.0, 1.0, 1.0, 0.0, 1.0])\nnet = nn.Linear(1, 1)\npred = net(x)\n"
TABLE = "p = param([1.0, 2.0, 4.0])\nc = torch.tensor([1.0, 2.0, 3.0])\n{}.backward()"
DOES: dict[str, tuple[str, str, int]] = {
    "softmax twice": ("softmax-twice", SCORES + "F.cross_entropy(torch.softmax(x, dim=1), y).backward()", 3),
    "softmax twice, layers": (
        "softmax-twice",
        SCORES + "model = nn.Softmax(dim=1)\nnn.CrossEntropyLoss()(model(x), y).backward()",
        4,
    ),
    "dead relu": ("dead-relu", "w = param([-1.0, -2.0])\ntorch.relu(w * 2).sum().backward()", 2),
    "detach cuts": ("cut-graph", CUT.format(cut="detach()", more=""), 4),
    "data cuts": ("cut-graph", CUT.format(cut="data", more=""), 4),
    "vanishing by depth": ("vanishing-gradients", DEEP.format(activation="torch.sigmoid", more=""), 4),
    "exploding by depth": ("exploding-gradients", DEEP.format(activation="(lambda v: v)", more=" * 20"), 4),
    "vanishing in time": ("vanishing-gradients", RECURRENT.format(scale=0.9), 4),
    "diverging": ("diverges", LOOP.format(rate=1.5, zero="w.grad.zero_()"), 4),
    "not zeroed": ("grad-adds-up", LOOP.format(rate=0.01, zero="pass"), 4),
    "rebound": (
        "rebound-leaf",
        "w = param(1.0)\nfor i in range(2):\n    loss = (w - 3) ** 2\n    loss.backward()\n"
        "    if w.grad is not None:\n        w = w - 0.1 * w.grad",
        6,
    ),
    "every entry with every other": ("loss-broadcast", PREDICTS + "((pred - y) ** 2).mean().backward()", 5),
    "targets first, and a penalty": (
        "loss-broadcast",
        PREDICTS + "d = y - pred\nloss = (d.abs().sum() / 5 + (net.weight ** 2).sum()).sqrt()\nloss.backward()",
        5,
    ),
    "cross-entropy by hand": (
        "loss-broadcast",
        PREDICTS + "p = torch.sigmoid(pred)\n(-(y * p.log() + (1 - y) * (1 - p).log()).mean()).backward()",
        6,
    ),
    "in a loop": (
        "loss-broadcast",
        PREDICTS + "for i in range(3):\n    net.zero_grad()\n    loss = ((net(x) - y) ** 2).sum()\n    loss.backward()",
        7,
    ),
    "not finite": ("bad-number", LATE.format(count=5, rate=0.5), 3),
    "not finite in a pass that was not recorded": ("loss-not-finite", LATE.format(count=300, rate=0.01), 4),
    "not finite, and nothing is differentiated": ("bad-number", "x = torch.tensor([1.0, 0.0])\ny = torch.log(x)", 2),
}
DOES_NOT: dict[str, tuple[str, str]] = {
    "raw scores": ("softmax-twice", SCORES + "F.cross_entropy(x, y).backward()"),
    "log of softmax by hand": (
        "softmax-twice",
        SCORES + "F.nll_loss(torch.log(torch.softmax(x, dim=1)), y).backward()",
    ),
    "half of a relu": ("dead-relu", "w = param([-1.0, 2.0])\ntorch.relu(w * 2).sum().backward()"),
    "detach beside": ("cut-graph", CUT.format(cut="detach()", more="+ h")),
    "a target without gradient": (
        "cut-graph",
        "w = param(2.0)\ntarget = torch.tensor(3.0).detach()\n((w - target) ** 2).backward()",
    ),
    "deep with relu": ("vanishing-gradients", DEEP.format(activation="torch.relu", more=" * 2.5")),
    "few layers": (
        "vanishing-gradients",
        "x = torch.ones(1, 2)\nfor i in range(2):\n    x = torch.sigmoid(nn.Linear(2, 2)(x))\nx.sum().backward()",
    ),
    "converging": ("diverges", LOOP.format(rate=0.1, zero="w.grad.zero_()")),
    "zeroed": ("grad-adds-up", LOOP.format(rate=0.1, zero="w.grad.zero_()")),
    "a loss below zero": (
        "diverges",
        LOOP.format(rate=1.0, zero="w.grad = None").replace("(w - 3) ** 2", "-w * 100"),
    ),
    "updated in place": ("rebound-leaf", LOOP.format(rate=0.1, zero="w.grad.zero_()")),
    "a new leaf": (
        "rebound-leaf",
        LOOP.format(rate=0.1, zero="w = w.detach().requires_grad_()") + "\nprint(w.grad)",
    ),
    "one shape": ("loss-broadcast", PREDICTS + "((pred.squeeze(1) - y) ** 2).mean().backward()"),
    "a bias": (
        "loss-broadcast",
        "b = param([0.0, 0.0, 0.0])\n((torch.eye(3) + b - torch.ones(3, 3)) ** 2).mean().backward()",
    ),
    "a table of one rank": ("loss-broadcast", TABLE.format("((p[:, None] - c[None, :]) ** 2).sum()")),
    "a table of one tensor": ("loss-broadcast", TABLE.format("((p[:, None] - p) ** 2).mean()")),
    "a table with weights": ("loss-broadcast", TABLE.format("(torch.eye(3) * (p[:, None] - c) ** 2).sum()")),
    "a table by rows": ("loss-broadcast", TABLE.format("((p[:, None] - c) ** 2).min(dim=1).values.sum()")),
    "other numbers of entries": ("loss-broadcast", TABLE.format("((p[:, None] - c[:2]) ** 2).sum()")),
    "one entry": ("loss-broadcast", TABLE.format("((p[:1, None] - c[:1]) ** 2).sum()")),
    "not finite, with the node": ("loss-not-finite", LATE.format(count=5, rate=0.5)),
    "infinity on purpose": ("bad-number", "x = torch.full((2, 2), float('inf'))\ny = torch.triu(x)"),
    "finite": ("loss-not-finite", LOOP.format(rate=0.1, zero="w.grad.zero_()")),
}
ABOUT = {"dead-relu": {"dead-relu"}, "rnn-vanishing": {"vanishing-gradients"}}
"""The presets that are about a note."""


def _notes(source: str) -> list[Note]:
    run = run_program(Request(source))
    assert run.error is None, run.error
    return list(run.notes)


@pytest.mark.parametrize(("code", "source", "line"), DOES.values(), ids=DOES)
def test_found_where_it_happens(code: str, source: str, line: int) -> None:
    (note,) = [note for note in _notes(source) if note.code == code]
    assert note.span is not None and note.span.line == line
    assert note.hint is not None


@pytest.mark.parametrize(("code", "source"), DOES_NOT.values(), ids=DOES_NOT)
def test_not_found_where_it_does_not(code: str, source: str) -> None:
    assert code not in [note.code for note in _notes(source)]


@pytest.mark.parametrize("slug", PRESETS)
def test_no_preset_has_a_note_that_it_is_not_about(slug: str) -> None:
    preset = PRESETS[slug]
    codes = {note.code for note in _notes(preset.source)} - {"plots-skipped"}
    assert codes <= ABOUT.get(slug, set())


def test_a_loss_that_goes_bad_is_told_once_with_its_first_pass_and_node() -> None:
    (note,) = [note for note in _notes(LATE.format(count=5, rate=0.5)) if note.code != "grad-adds-up"]
    assert (note.code, note.pass_index) == ("bad-number", 2) and note.node is not None
    late = next(note for note in _notes(LATE.format(count=300, rate=0.01)) if note.code == "loss-not-finite")
    assert late.pass_index == 100


def test_a_change_in_place_names_both_lines() -> None:
    error = run_program(Request("w = param(2.0)\nh = w * 3\nz = h * h\nh += 1\nz.backward()")).error
    assert error is not None and error.code == "in-place"
    assert error.message.text.startswith("Line 4 changes h in place") and "line 3" in error.message.text


def test_a_number_that_cuts_the_graph_is_named() -> None:
    error = run_program(
        Request("w = param(2.0)\nh = (w * 3).item()\nloss = torch.tensor(h * 2)\nloss.backward()")
    ).error
    assert error is not None and error.code == "nothing-requires-grad"
    assert "item() in line 2" in error.message.text and error.span is not None and error.span.line == 4
