"""Optimizers and schedulers step as torch's do, bit by bit, without torch's compiler; spoilt ones fail in words."""

import subprocess
import sys

import pytest

from app.engine.optim.optimizers import OPTIMIZERS
from app.engine.optim.schedulers import SCHEDULERS
from app.engine.run import run_program
from app.graph.model import Request
from tests.plain_scripts import run_script
from tests.programs_of import programs

HEAD = "import torch\nimport torch.nn as nn\nimport torch.optim as optim\ntorch.manual_seed(2)\n"
MODEL = (
    HEAD
    + "model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))\nX = torch.randn(6, 2)\ny = X.sum(1, True)\n"
)
OPTIONS = {
    "SGD": ("lr=0.1", "0.1, 0.9, weight_decay=0.01", "lr=0.1, momentum=0.8, nesterov=True", "lr=0.1, maximize=True"),
    "Adam": ("", "lr=0.01, betas=(0.8, 0.99), eps=1e-6", "lr=0.1, weight_decay=0.1, amsgrad=True"),
    "AdamW": ("lr=1e-2, weight_decay=0.1", "0.05, amsgrad=True"),
    "RMSprop": ("lr=0.01", "lr=0.01, alpha=0.9, momentum=0.5, centered=True"),
    "Adagrad": ("lr=0.1, lr_decay=0.01", "0.1, initial_accumulator_value=0.1"),
    "Adadelta": ("", "lr=0.5, rho=0.8"),
    "Adamax": ("", "lr=0.1, betas=[0.8, 0.9]"),
    "NAdam": ("", "lr=0.01, momentum_decay=0.01, decoupled_weight_decay=True, weight_decay=0.1"),
    "RAdam": ("lr=0.1", "weight_decay=0.1"),
    "ASGD": ("lr=0.1", "lr=0.1, t0=2.0, lambd=0.01"),
    "Rprop": ("lr=0.1", "etas=(0.4, 1.3), step_sizes=(1e-5, 1.0)"),
    "LBFGS": ("lr=0.5, max_iter=4", "line_search_fn='strong_wolfe', history_size=3"),
}
TRAINED = """
opt = optim.{name}(model.parameters(){options})
print(opt)
def closure():
    opt.zero_grad()
    loss = ((model(X) - y) ** 2).mean()
    loss.backward()
    return loss
for step in range(5):
    print(opt.step(closure))
    for p in model.parameters():
        print(p.tolist())
state = opt.state_dict()
print(state)
opt.load_state_dict(state)
print(opt.state_dict()['param_groups'], len(opt.state))
opt.step(closure)
for p in model.parameters():
    print(p.tolist())
"""


def same(source: str) -> None:
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_script(source).printed


def test_every_optimizer_and_scheduler_has_its_example() -> None:
    assert OPTIONS.keys() == OPTIMIZERS.keys() - {"Optimizer"}
    assert SCHEDULED.keys() == SCHEDULERS.keys() - {"LRScheduler"}


@pytest.mark.parametrize(("name", "options"), [(name, more) for name, all_ in OPTIONS.items() for more in all_])
def test_an_optimizer_steps_as_torchs_does(name: str, options: str) -> None:
    same(MODEL + TRAINED.format(name=name, options=f", {options}".rstrip(", ")))


SCHEDULED = {
    "StepLR": ("opt, step_size=3, gamma=0.5",),
    "MultiStepLR": ("opt, [2, 5], 0.1", "opt, milestones=[3, 3]"),
    "ExponentialLR": ("opt, gamma=0.9",),
    "CosineAnnealingLR": ("opt, T_max=5, eta_min=0.01",),
    "CosineAnnealingWarmRestarts": ("opt, T_0=3, T_mult=2",),
    "LambdaLR": ("opt, lr_lambda=lambda epoch: 0.9 ** epoch", "opt, lambda e: 1 / (e + 1)"),
    "MultiplicativeLR": ("opt, lr_lambda=[lambda epoch: 0.95]",),
    "ReduceLROnPlateau": ("opt, mode='min', factor=0.5, patience=1",),
    "OneCycleLR": (
        "opt, max_lr=0.5, total_steps=20",
        "opt, max_lr=[0.5], epochs=4, steps_per_epoch=5, three_phase=True",
    ),
    "CyclicLR": ("opt, 0.01, 0.1, step_size_up=3", "opt, 0.01, 0.1, 3, mode='exp_range', gamma=0.9"),
    "LinearLR": ("opt, start_factor=0.5, total_iters=4",),
    "ConstantLR": ("opt, factor=0.5",),
    "PolynomialLR": ("opt, total_iters=6, power=2.0",),
    "SequentialLR": (
        "opt, [optim.lr_scheduler.ConstantLR(opt, 0.1, 2), optim.lr_scheduler.ExponentialLR(opt, 0.9)], milestones=[3]",
    ),
    "ChainedScheduler": ("[optim.lr_scheduler.StepLR(opt, 2), optim.lr_scheduler.ExponentialLR(opt, 0.9)]",),
}
STEPPED = """
w = torch.ones(2, requires_grad=True)
opt = optim.SGD([w], lr=0.1, momentum=0.5)
sched = optim.lr_scheduler.{name}({options})
for epoch in range(10):
    opt.zero_grad()
    loss = (w ** 2).sum()
    loss.backward()
    opt.step()
    sched.step({given})
    print(epoch, sched.get_last_lr(), opt.param_groups[0]['lr'], w.tolist())
"""


@pytest.mark.parametrize(("name", "options"), [(name, more) for name, all_ in SCHEDULED.items() for more in all_])
def test_a_scheduler_steps_as_torchs_does(name: str, options: str) -> None:
    same(HEAD + STEPPED.format(name=name, options=options, given="1.0" if name == "ReduceLROnPlateau" else ""))


LEAF = HEAD + "w = torch.tensor([1., 2.], requires_grad=True)\nb = nn.Parameter(torch.zeros(1))\n"
PROGRAMS = programs("optimizer_programs")


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_with_an_optimizer_prints_what_torch_prints(source: str) -> None:
    same(LEAF + source)


WRONG = {
    "rate in words": ("optim.SGD([w], lr='0.1')", "arguments"),
    "no number": ("optim.Adam([w], lr=float('nan'))", "arguments"),
    "negative": ("optim.Adam([w], lr=-1)", "arguments"),
    "rate of two": ("optim.SGD([w], lr=torch.ones(2))", "arguments"),
    "rate that learns": ("optim.SGD([w], lr=torch.tensor(0.1, requires_grad=True))", "arguments"),
    "betas": ("optim.Adam([w], betas=0.9)", "arguments"),
    "betas above one": ("optim.Adam([w], betas=(10**3, 10**3))", "arguments"),
    "a tensor": ("optim.SGD(w, lr=0.1)", "arguments"),
    "a set": ("optim.SGD({w}, lr=0.1)", "arguments"),
    "nothing": ("optim.SGD([], lr=0.1)", "arguments"),
    "numbers": ("optim.SGD([1.0], lr=0.1)", "arguments"),
    "a number": ("optim.SGD(3, lr=0.1)", None),
    "not a leaf": ("optim.SGD([w * 2], lr=0.1)", "arguments"),
    "twice in groups": ("optim.SGD([{'params': [w]}, {'params': [w]}], lr=0.1)", "arguments"),
    "group without": ("optim.SGD([{'lr': 0.1}], lr=0.1)", "arguments"),
    "group of nonsense": ("optim.SGD([{'params': [w], 'lr': 'x'}], lr=0.1)", "arguments"),
    "fused": ("optim.Adam([w], fused=True)", "arguments"),
    "foreach": ("optim.Adam([w], foreach=True)", "arguments"),
    "capturable": ("optim.Adam([w], capturable=True)", "arguments"),
    "differentiable": ("optim.SGD([w], lr=0.1, differentiable=True)", "arguments"),
    "fused in a group": ("optim.Adam([{'params': [w], 'fused': True}])", "arguments"),
    "endless": ("optim.LBFGS([w], max_iter=10**9)", "limit"),
    "search": ("optim.LBFGS([w], line_search_fn='__class__')", "arguments"),
    "base": ("optim.Optimizer([w], {})", "arguments"),
    "hook": ("optim.SGD([w], 0.1).register_step_post_hook(print)", "unknown-attribute"),
    "insides": ("optim.SGD([w], 0.1).__dict__", "dunder"),
    "scheduler of nothing": ("optim.lr_scheduler.StepLR(w, 2)", "arguments"),
    "no step": ("optim.lr_scheduler.StepLR(optim.SGD([w], 0.1), 0)", "arguments"),
    "no function": ("optim.lr_scheduler.LambdaLR(optim.SGD([w], 0.1), 3)", "not-a-function"),
    "function of words": ("optim.lr_scheduler.LambdaLR(optim.SGD([w], 0.1), lambda e: 'x')", "arguments"),
    "steps without end": ("optim.lr_scheduler.OneCycleLR(optim.SGD([w], 0.1), 1.0, total_steps=10**12)", "limit"),
    "milestones": ("optim.lr_scheduler.MultiStepLR(optim.SGD([w], 0.1), ['x'])", "arguments"),
    "schedulers": ("optim.lr_scheduler.SequentialLR(optim.SGD([w], 0.1), [1], [2])", "arguments"),
    "state of a list": ("optim.SGD([w], 0.1).load_state_dict([])", "arguments"),
    "state of words": (
        "optim.Adam([w]).load_state_dict({'state': {0: {'exp_avg': 'x'}}, 'param_groups': []})", "arguments"
    ),
    "state of no groups": ("optim.Adam([w]).load_state_dict({'state': {}, 'param_groups': []})", "arguments"),
    "state of ranges": (
        "optim.Adam([w]).load_state_dict({'state': {0: {'a': range(3)}}, 'param_groups': []})", "arguments"
    ),
    "set": ("setattr_(optim.SGD([w], 0.1))", "assignment"),
    "scheduler of names": (
        "optim.lr_scheduler.StepLR(optim.SGD([w], 0.1), 2).load_state_dict({'step': 3})", "arguments"
    ),
    "scheduler of words": (
        "optim.lr_scheduler.StepLR(optim.SGD([w], 0.1), 2).load_state_dict({'gamma': 'x'})", "arguments"
    ),
    "closure": ("optim.SGD([w], 0.1).step(3)", "not-a-function"),
    "no closure": ("optim.LBFGS([w]).step()", "arguments"),
    "closure that fails": ("optim.SGD([w], 0.1).step(lambda: 1 / 0)", "division"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "code"), WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_placed_and_explained(source: str, code: str | None) -> None:
    error = run_program(Request(f"{LEAF}def setattr_(o):\n    o.param_groups = []\nopt = {source}")).error
    assert error is not None and error.span is not None
    assert error.code != "internal"
    assert code is None or error.code == code


SPOILT = {
    "rate": "opt.param_groups[0]['lr'] = 'x'",
    "rate of many": "opt.param_groups[0]['lr'] = torch.ones(2)",
    "parameters": "opt.param_groups[0]['params'] = 3",
    "parameters of numbers": "opt.param_groups[0]['params'][0] = 3",
    "group": "opt.param_groups[0] = 3",
    "group added": "opt.param_groups.append([])",
    "option gone": "opt.param_groups[0].clear()",
    "fused": "opt.param_groups[0]['fused'] = True",
    "foreach": "opt.param_groups[0]['foreach'] = True",
    "capturable": "opt.param_groups[0]['capturable'] = True",
    "betas": "opt.param_groups[0]['betas'] = (2, 10**9)",
    "betas of one": "opt.param_groups[0]['betas'] = (0.9,)",
    "state of words": "opt.state[w]['exp_avg'] = 'x'",
    "state of another shape": "opt.state[w]['exp_avg'] = torch.ones(7)",
    "state of whole numbers": "opt.state[w]['exp_avg_sq'] = torch.ones(2, dtype=torch.int64)",
    "state of many steps": "opt.state[w]['step'] = torch.ones(3)",
    "state of a number": "opt.state[w] = 3",
}


@pytest.mark.parametrize("source", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_optimizer_fails_in_words(source: str) -> None:
    program = f"{LEAF}opt = optim.Adam([w])\nw.sum().backward()\nopt.step()\n{source}\nopt.step()"
    error = run_program(Request(program)).error
    assert error is not None and error.span is not None
    assert error.code != "internal"


def test_a_step_inside_a_step_ends() -> None:
    source = (
        "opt = optim.SGD([w], lr=0.1)\ndef closure():\n    opt.step(closure)\n    return w.sum()\nopt.step(closure)"
    )
    error = run_program(Request(LEAF + source)).error
    assert error is not None and error.code == "limit"


def test_no_address_is_printed() -> None:
    source = "opt = optim.SGD([w], lr=0.1)\ns = optim.lr_scheduler.StepLR(opt, 2)\nprint(s, opt.step, [s], optim.SGD)"
    run = run_program(Request(LEAF + source))
    assert run.error is None
    assert "0x" not in run.printed


def test_torchs_compiler_is_never_imported() -> None:
    sources = [
        MODEL + TRAINED.format(name=name, options=f", {options[-1]}".rstrip(", ")) for name, options in OPTIONS.items()
    ]
    sources += [
        HEAD + STEPPED.format(name=name, options=options[0], given="1.0" if name == "ReduceLROnPlateau" else "")
        for name, options in SCHEDULED.items()
    ]
    program = (
        "import sys\nfrom app.engine.run import run_program\nfrom app.graph.model import Request\n"
        f"for source in {sources!r}:\n    assert run_program(Request(source)).error is None, source\n"
        "assert 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
