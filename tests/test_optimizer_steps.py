"""The steps of optimizers are told in the run: one write for each parameter, with what the formula works on."""

import pytest

from app.engine.limits import Limits
from app.engine.optim.optimizers import OPTIMIZERS
from app.engine.run import run_program
from app.graph.model import Request, Run, Step
from app.optimizers import FORMULAS
from app.web.walk.anatomy import anatomy
from tests.plain_scripts import run_script

HEAD = """
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor(0.5, requires_grad=True)
opt = torch.optim.{name}([w, b], lr=0.1)
"""
LOOP = """
for i in range(3):
    opt.zero_grad()
    loss = ((w * 2.0 - 3.0 + b) ** 2).sum()
    loss.backward()
    opt.step()
    print(w, b)
"""
CLOSURE = """
def closure():
    opt.zero_grad()
    loss = ((w * 2.0 - 3.0 + b) ** 2).sum()
    loss.backward()
    return loss
for i in range(3):
    print(opt.step(closure), w, b)
"""
ways = pytest.mark.parametrize("loop", [LOOP, CLOSURE], ids=["plain", "closure"])


def told(source: str, limits: Limits | None = None) -> Run:
    run = run_program(Request(source), limits)
    assert run.error is None, run.error
    assert run.printed == run_script(source).printed
    return run


def writes(run: Run) -> list[list[Step]]:
    return [[step for step in pass_.steps if step.phase == "update"] for pass_ in run.passes]


@ways
@pytest.mark.parametrize("name", sorted(OPTIMIZERS.keys() - {"Optimizer", "LBFGS"}))
def test_a_step_is_one_write_for_each_parameter(name: str, loop: str) -> None:
    run = told(HEAD.format(name=name) + loop)
    for pass_, steps in zip(run.passes, writes(run), strict=True):
        assert pass_.graph is not None
        named = {node.id: node.name for node in pass_.graph.nodes}
        assert [(named[step.node], step.by) for step in steps] == [("w", name), ("b", name)]


@ways
@pytest.mark.parametrize("name", FORMULAS)
def test_a_step_carries_what_its_formula_works_on(name: str, loop: str) -> None:
    for number, steps in enumerate(writes(told(HEAD.format(name=name) + loop)), 1):
        for step in steps:
            (change,) = step.changes
            assert step.anatomy is not None and step.anatomy.optimizer == name
            assert step.anatomy.step_number == (number if FORMULAS[name].counts else None)
            assert (step.anatomy.before["w"], step.anatomy.after["w"]) == (change.before, change.value)
            assert anatomy(step, None, "w") is not None


def test_lbfgs_runs_its_closure_as_often_as_it_likes() -> None:
    run = told(HEAD.format(name="LBFGS") + CLOSURE)
    assert len(run.passes) > 3


def test_passes_that_are_not_recorded_are_not_looked_at() -> None:
    run = told(HEAD.format(name="Adam") + LOOP, Limits(passes_recorded=1))
    assert [len(steps) for steps in writes(run)] == [2, 0, 0]


BY_HAND = """
import torch
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor(0.5, requires_grad=True)
for i in range(3):
    loss = ((w * 2.0 - 3.0 + b) ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.125 * w.grad
        b -= 0.125 * b.grad
    w.grad = b.grad = None
"""


def test_a_hand_written_update_is_told_with_the_gradient_of_its_own_pass() -> None:
    run = told(BY_HAND)
    for pass_, steps in zip(run.passes, writes(run), strict=True):
        stored = {step.node: step.changes[0].value for step in pass_.steps if step.kind == "accumulate"}
        assert [[change.field for change in step.changes] for step in steps] == [["value"], ["value"]]
        for step in steps:
            shown = anatomy(step, stored[step.node], "w")
            assert shown is not None and shown.settings[0].value == "0.125"


def test_a_closure_that_spoils_its_optimizer_fails_in_words() -> None:
    source = (
        HEAD.format(name="SGD")
        + "def closure():\n    opt.param_groups[0]['params'] = 3\n    return 1\nopt.step(closure)"
    )
    error = run_program(Request(source)).error
    assert error is not None and error.code == "arguments"
