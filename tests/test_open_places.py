"""A pass that is recorded in the middle of a run stands in all the loops and functions that it stands in."""

import pytest

from app.engine.run import run_program
from app.graph.model import Pass, Request

NESTED = """
w = torch.tensor(1.0, requires_grad=True)
def train(epochs):
    for epoch in range(epochs):
        k = 0
        while k < 2:
            for x in [1.0, 2.0, 3.0]:
                ((w * x - 2 * x) ** 2).backward()
                w.data -= 0.01 * w.grad
                w.grad = None
            k += 1
        (w ** 2 * 0.1).backward()
train(10)
(w ** 3).backward()
"""
PLACES = {
    0: ["train", "epoch = 0", "while 0", "x = 1.0"],
    5: ["train", "epoch = 0", "while 1", "x = 3.0"],
    6: ["train", "epoch = 0"],
    7: ["train", "epoch = 1", "while 0", "x = 1.0"],
    25: ["train", "epoch = 3", "while 1", "x = 2.0"],
    40: ["train", "epoch = 5", "while 1", "x = 3.0"],
    69: ["train", "epoch = 9"],
    70: [],
}


def around_root(pass_: Pass) -> list[str]:
    """The groups around the root of a pass, from the outermost in."""
    assert pass_.graph is not None
    groups = {group.id: group for group in pass_.graph.groups}
    here = next(node.group for node in pass_.graph.nodes if node.id == pass_.root)
    labels = []
    while here is not None:
        labels.append(groups[here].label)
        here = groups[here].parent
    return labels[::-1]


@pytest.mark.parametrize("index", PLACES)
def test_a_pass_asked_for_knows_where_it_is(index: int) -> None:
    run = run_program(Request(NESTED, record=index))
    assert around_root(run.passes[index]) == PLACES[index]


def test_the_samples_of_a_long_run_know_where_they_are() -> None:
    run = run_program(Request(NESTED))
    sampled = [index for index in PLACES if run.passes[index].graph is not None]
    assert 40 in sampled and 25 not in sampled
    assert [around_root(run.passes[index]) for index in sampled] == [PLACES[index] for index in sampled]


def test_an_error_that_is_caught_leaves_the_places_that_it_came_through() -> None:
    source = (
        "w = param(1.0)\ndef f(x):\n    for i in range(3):\n        if i == 1:\n            raise ValueError('no')\n"
        "try:\n    f(w)\nexcept ValueError:\n    pass\n(w * 2).backward()"
    )
    assert around_root(run_program(Request(source)).passes[0]) == []
