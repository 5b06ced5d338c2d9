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
LINEAR = "net = nn.Linear(2, 1)\nopt = torch.optim.SGD(net.parameters(), lr=0.01)\nx = torch.randn(8, 2)\n"
TWO = "a = param(1.0)\nb = param(2.0)\n"
LOST = (
    "w = param([1.0, 2.0])\nb = param(0.0)\nopt = torch.optim.SGD([w, b], lr=0.1)\nfor i in range(3):\n"
    "    opt.zero_grad()\n{how}\n    loss = (h * b + b - 3) ** 2\n    loss.backward()\n    opt.step()"
)
CHAIN = "w = param({w})\nh = torch.tensor({h})\nfor t in range({count}):\n    h = {step}\nh.backward()"
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
    "not zeroed, with an optimizer": (
        "grad-adds-up",
        LINEAR + "for i in range(4):\n    net(x).mean().backward()\n    opt.step()",
        5,
    ),
    "zeroed once a round only": (
        "grad-adds-up",
        "a = param([1.0, 2.0])\nfor r in range(2):\n    a.grad = None\n    for t in [1.0, 2.0]:\n"
        "        ((a - t) ** 2).sum().backward()\n        a.data -= 0.1 * a.grad",
        5,
    ),
    "gathered, and not zeroed after the update": (
        "grad-adds-up",
        LINEAR + "for i in range(8):\n    net(x).mean().backward()\n    if i % 4 == 3:\n        opt.step()",
        5,
    ),
    "two roots, one after the other": (
        "grad-adds-up",
        "x = param(3.0)\n(x ** 2).backward()\nprint(x.grad)\n(x ** 3).backward()\nprint(x.grad)",
        4,
    ),
    "rebound in a function": (
        "rebound-leaf",
        "def step(w):\n    ((w - 2) ** 2).backward()\n    return w - 0.1 * (w.grad if w.grad is not None else 0)\n"
        "w = param(0.0)\nfor i in range(2):\n    w = step(w)",
        3,
    ),
    "rebound in a list": (
        "rebound-leaf",
        "ps = [param(1.0), param(2.0)]\nfor i in range(2):\n    (ps[0] * ps[1]).backward()\n    for k in range(2):\n"
        "        g = ps[k].grad\n        ps[k] = ps[k] - 0.1 * (g if g is not None else 0)",
        6,
    ),
    "softmax, and another shape": (
        "softmax-twice",
        "x = torch.randn(3, requires_grad=True)\np = x.softmax(0)\n"
        "F.cross_entropy(p[None], torch.tensor([1])).backward()",
        3,
    ),
    "sigmoid twice": (
        "sigmoid-twice",
        "x = torch.randn(4, 1, requires_grad=True)\np = torch.sigmoid(x)\n"
        "F.binary_cross_entropy_with_logits(p, torch.ones(4, 1)).backward()",
        3,
    ),
    "clamp is a relu": ("dead-relu", "w = param([-1.0, -2.0])\n(w * 3).clamp(min=0).sum().backward()", 2),
    "the larger of it and 0": (
        "dead-relu",
        "w = param([-1.0, -2.0])\ntorch.maximum(w * 3, torch.zeros(2)).sum().backward()",
        2,
    ),
    "a large layer is dead": (
        "dead-relu",
        "net = nn.Sequential(nn.Linear(100, 200), nn.ReLU(), nn.Linear(200, 1))\n"
        "nn.init.constant_(net[0].bias, -100.0)\n"
        "net(torch.randn(50, 100)).mean().backward()",
        3,
    ),
    "dead for every sample": (
        "dead-relu",
        "w = param(-1.0)\nfor x in [1.0, 2.0]:\n    (torch.relu(w * x) - 1).pow(2).backward()\n    w.grad = None",
        3,
    ),
    "item cuts": ("cut-graph", LOST.format(how="    h = (w * 2).sum().item()"), 6),
    "float cuts": ("cut-graph", LOST.format(how="    h = float(w[0] * 2)"), 6),
    "no_grad cuts": ("cut-graph", LOST.format(how="    with torch.no_grad():\n        h = (w * 2).sum()"), 7),
    "the gradient is looked for in vain": (
        "cut-graph",
        "w = param(1.0)\nv = param(2.0)\nh = (w * 3).item()\n(h * v).backward()\nprint(w.grad)",
        3,
    ),
    "vanishing in a layer for time": (
        "vanishing-gradients",
        "rnn = nn.RNN(1, 4, batch_first=True)\nrnn.weight_hh_l0.data.mul_(0.2)\nout, h = rnn(torch.randn(2, 30, 1))\n"
        "h.sum().backward()",
        3,
    ),
    "vanishing number by number": (
        "vanishing-gradients",
        CHAIN.format(w=0.5, h=1.0, count=30, step="torch.tanh(w * h)"),
        4,
    ),
    "exploding number by number": ("exploding-gradients", CHAIN.format(w=3.0, h=0.001, count=20, step="w * h"), 4),
    "a loss that is a module": ("loss-broadcast", PREDICTS + "nn.MSELoss()(pred, y).backward()", 5),
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
    "gathered over a batch": (
        "grad-adds-up",
        LINEAR + "for r in range(3):\n    opt.zero_grad()\n    for k in range(4):\n"
        "        net(x).mean().backward()\n    opt.step()",
    ),
    "gathered, and zeroed after the update": (
        "grad-adds-up",
        LINEAR + "for i in range(9):\n    net(x).mean().backward()\n    if i % 3 == 2:\n        opt.step()\n"
        "        opt.zero_grad()",
    ),
    "two losses, one update": (
        "grad-adds-up",
        "a = param(1.0)\n((a - 1.5) ** 2).backward()\n((a + 2) ** 2).backward()\na.data -= 0.1 * a.grad",
    ),
    "added to, and thrown away": (
        "grad-adds-up",
        TWO + "for i in range(3):\n    a.grad = None\n    (a ** 2).backward()\n    a.data -= 0.1 * a.grad\n"
        "    b.grad = None\n"
        "    (a * b).backward()\n    b.data -= 0.1 * b.grad",
    ),
    "rebound, which is what is wrong": (
        "grad-adds-up",
        "w = param(1.0)\nfor i in range(2):\n    (w ** 2).backward()\n"
        "    w = w - 0.1 * (w.grad if w.grad is not None else 0)",
    ),
    "asks whether there is a gradient": (
        "grad-before-backward",
        "w = param(1.0)\nfor i in range(2):\n    if w.grad is not None:\n        w.grad.zero_()\n"
        "    (w ** 2).backward()",
    ),
    "asks by truth": ("grad-before-backward", "w = param(1.0)\nif w.grad:\n    w.grad.zero_()\n(w ** 2).backward()"),
    "in turns": (
        "cut-graph",
        TWO
        + "for i in range(3):\n    ((a - b.detach()) ** 2).backward()\n    a.data -= 0.1 * a.grad\n    a.grad = None\n"
        "    ((a.detach() * b - 3) ** 2).backward()\n    b.data -= 0.1 * b.grad\n    b.grad = None",
    ),
    "item only looks": (
        "cut-graph",
        LINEAR + "for i in range(3):\n    opt.zero_grad()\n    loss = net(x).mean()\n    seen = loss.item()\n"
        "    loss.backward()\n    opt.step()",
    ),
    "frozen under no_grad": (
        "cut-graph",
        "base = nn.Linear(2, 2)\nhead = nn.Linear(2, 1)\nopt = torch.optim.SGD(head.parameters(), lr=0.1)\n"
        "for i in range(2):\n    opt.zero_grad()\n    with torch.no_grad():\n        h = base(torch.ones(3, 2))\n"
        "    head(h).sum().backward()\n    opt.step()",
    ),
    "one sample is negative": (
        "dead-relu",
        "w = param(1.0)\nfor x in [-1.0, 2.0, -3.0]:\n    torch.relu(w * x).backward()\n    w.grad = None",
    ),
    "a margin that is kept": ("dead-relu", "w = param(0.8)\n(torch.relu(1 - w * 2) + w ** 2).backward()"),
    "samples side by side": (
        "vanishing-gradients",
        "w = param(2.0)\nloss = 0\nfor x in range(12):\n"
        "    loss = loss + (w * x - 2 * x + (0 if x < 6 else 1)) ** 2\nloss.backward()",
    ),
    "an easy first sample": (
        "diverges",
        "w = param(0.0)\nfor x, y in [(1.0, 0.001), (100.0, 50.0), (1.0, 3.0), (20.0, 500.0)]:\n"
        "    ((w * x - y) ** 2).backward()\n    w.data -= 1e-4 * w.grad\n    w.grad = None",
    ),
    "other functions, one after the other": (
        "diverges",
        "x = param(2.0)\nfor n in range(1, 30):\n    (x ** n).backward()\n    x.grad = None",
    ),
    "a target of one number": (
        "loss-broadcast",
        "w = param([2.0, 1.0])\nF.mse_loss(w * 3, torch.tensor(1.0)).backward()",
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


def test_bad_numbers_are_told_of_the_first_pass_alone() -> None:
    source = LOOP.format(rate=300.0, zero="w.grad.zero_()").replace("range(30)", "range(20)")
    notes = _notes(source)
    assert len({note.pass_index for note in notes if note.code.startswith("bad-")}) == 1
    assert [note.code for note in notes].count("bad-number") == 1


def test_a_leaf_that_is_changed_in_place_keeps_its_name_in_the_answer() -> None:
    error = run_program(
        Request(
            "w = param(2.0)\nl = w ** 2\nk = w ** 3\nl.backward()\nwith torch.no_grad():\n    w -= 0.1\nk.backward()"
        )
    ).error
    assert error is not None and error.message.text.startswith("Line 6 changes w in place")


def test_a_layer_that_changes_what_the_one_before_needs_is_told_by_its_line() -> None:
    source = "net = nn.Sequential(nn.Sigmoid(), nn.ReLU(inplace=True))\nx = param([1.0])\nnet(x).sum().backward()"
    error = run_program(Request(source)).error
    assert error is not None and "in line 3" in error.message.text
