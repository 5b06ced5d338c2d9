"""`choose(...)` makes one run for each option."""

import pytest

from app.engine.run import run_program
from app.graph.model import Request
from app.graph.variants import combinations, picks, taking

SOURCE = (
    "w = param(choose(1.0, 2.0))\nf = choose(torch.sigmoid, torch.relu, lambda x: x * 10)\n"
    "f(w).backward()\nprint(w.grad.item())"
)


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("function", [0, 1, 2])
def test_a_run_takes_the_options_that_are_asked_for(start: int, function: int) -> None:
    functions = ("torch.sigmoid", "torch.relu", "lambda x: x * 10")
    chosen = SOURCE.replace("choose(1.0, 2.0)", ("1.0", "2.0")[start])
    chosen = chosen.replace(f"choose({', '.join(functions)})", functions[function])
    run = run_program(Request(SOURCE, choices=(start, function)))
    assert run.error is None, run.error
    assert run.printed == run_program(Request(chosen)).printed
    assert [choice.picked for choice in run.choices] == [start, function]
    assert run.choices[0].options == ("1.0", "2.0")


def test_without_a_wish_the_first_options_are_taken() -> None:
    assert run_program(Request(SOURCE)).printed == run_program(Request(SOURCE, choices=(0, 0))).printed


def test_only_the_option_that_is_taken_is_evaluated() -> None:
    run = run_program(Request("x = choose(param(1.0), 1 / 0)\nx.backward()\nprint(choose(torch.rand(1), 2))"))
    assert run.error is None, run.error


def test_every_variant_of_a_program_is_a_request_of_its_own() -> None:
    run = run_program(Request(SOURCE))
    made = [taking(Request(SOURCE, seed=3), picked) for picked in combinations(run)]
    # What is taken unasked is not asked for, so that it is the request that has run already.
    assert [variant.choices for variant in made] == [(), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert made[0] == Request(SOURCE, seed=3) and {variant.seed for variant in made} == {3}
    assert [picks(run_program(variant)) for variant in made] == list(combinations(run))


def test_a_program_may_call_something_of_its_own_choose() -> None:
    run = run_program(
        Request("def choose(a, b): return b\nw = param(1.0)\n(w * choose(2, 3)).backward()\nprint(w.grad)")
    )
    assert run.printed == "tensor(3.)\n" and run.choices == ()


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("x = choose(1)", "syntax"),
        ("x = choose()", "syntax"),
        ("x = choose(1, b=2)", "syntax"),
        ("x = choose(*[1, 2])", "syntax"),
        ("x = choose(1, 2, 3, 4, 5) + choose(1, 2, 3, 4, 5)", "limit"),
    ],
)
def test_choices_that_make_no_sense_are_answered(source: str, code: str) -> None:
    error = run_program(Request(source)).error
    assert error is not None and error.code == code and error.span is not None
