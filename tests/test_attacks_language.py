"""Attacks on the language itself: classes, operators, generators, exceptions, formats. Each program of
`attacks_language.txt` stands under its outcome and its title. `equal` ones print what plain Python prints, `syntax`
ones are no Python. What is hard on a process runs in a real sealed worker, which answers with that code, lives on, and
runs the next program right; all others fail with that code.
"""

from pathlib import Path

import msgspec
import pytest

from app.engine.run import run_program
from app.errors import TimeLimit
from app.graph.model import Request, Run
from tests.plain_python import run_plainly
from tests.sealed_runs import PROBE, Answer, answers_of, check_no_leak, check_words, run_of

TEXT = (Path(__file__).parent / "data" / "attacks_language.txt").read_text()
PROGRAMS = {
    title.strip(): (outcome.strip(), source)
    for head, _, source in (part.partition("\n") for part in TEXT.split("=== ")[1:])
    for outcome, _, title in [head.partition("|")]
}
EQUAL = [title for title, (outcome, _) in PROGRAMS.items() if outcome == "equal"]
SYNTAX = [title for title, (outcome, _) in PROGRAMS.items() if outcome == "syntax"]
HARD = ("ok", "limit", "memory", "time-limit", "clock", "overflow")
SEALED = [title for title, (outcome, _) in PROGRAMS.items() if outcome in HARD]
SAID = [title for title, (outcome, _) in PROGRAMS.items() if outcome not in ("equal", "syntax", *HARD)]
START = "import torch.nn as nn\n"
END = "\nlast_ = param(2.0) * 1.0"


@pytest.fixture(scope="module")
def answers() -> dict[str, tuple[Answer, Answer]]:
    """What a sealed worker answers to every program, and to a harmless one after it; under "" to that alone."""
    sources = [PROBE, PROBE + " "]
    for count, title in enumerate(SEALED, 2):
        sources += [PROGRAMS[title][1], PROBE + " " * count]
    found = answers_of(sources, seconds=5.0)
    return dict(zip(["", *SEALED], zip(found[::2], found[1::2], strict=True), strict=True))


@pytest.mark.parametrize("title", SEALED)
def test_the_outcome_in_a_sealed_worker(title: str, answers: dict[str, tuple[Answer, Answer]]) -> None:
    wanted, (run, _) = PROGRAMS[title][0], answers[title]
    if wanted == "clock":
        assert isinstance(run, TimeLimit)
        return
    _check(run_of(run), wanted)


def _check(run: Run, wanted: str) -> None:
    problem = run.error
    assert (problem.code if problem is not None else "ok") == wanted, problem
    check_no_leak(run.printed)
    if problem is not None:
        check_words(problem)


@pytest.mark.parametrize("title", SEALED)
def test_nothing_is_left_behind(title: str, answers: dict[str, tuple[Answer, Answer]]) -> None:
    before, after = run_of(answers[""][0]), run_of(answers[title][1])
    assert (before.error, before.printed, before.passes) == (after.error, after.printed, after.passes)


@pytest.mark.parametrize("title", SAID)
def test_what_can_not_be_done_is_said(title: str) -> None:
    run = run_program(Request(START + PROGRAMS[title][1]))
    _check(run, PROGRAMS[title][0])
    assert msgspec.json.encode(run)


@pytest.mark.parametrize("title", EQUAL)
def test_equal_to_plain_python(title: str) -> None:
    source = START + PROGRAMS[title][1] + END
    run = run_program(Request(source))
    assert run.error is None, run.error
    assert run.printed == run_plainly(source).printed
    assert msgspec.json.encode(run)


@pytest.mark.parametrize("title", SYNTAX)
def test_what_is_no_python_is_refused(title: str) -> None:
    source = START + PROGRAMS[title][1]
    with pytest.raises(SyntaxError):
        compile(source, "<program>", "exec")
    run = run_program(Request(source))
    assert run.error is not None and run.error.code == "syntax"
    assert run.error.span is not None and run.printed == ""


@pytest.mark.parametrize("last", ["[0] * 10**9", "int.__subclasses__", "print('x' * 100_000)", "1 / 0"])
@pytest.mark.parametrize("kept", ["x = g()", "with block(): {last}"])
def test_nothing_of_a_program_runs_after_what_ends_it(last: str, kept: str) -> None:
    made = "from contextlib import contextmanager\ndef g():\n    try: yield\n    finally: print('still here')\n"
    body = kept.format(last=last) if "{last}" in kept else f"{kept}\n    next(x)\n    {last}"
    source = f"{made}block = contextmanager(g)\ndef f():\n    {body}\nf()"
    run = run_program(Request(source))
    assert run.error is not None
    assert run.printed == ("still here\n" if (last, kept[:4]) == ("1 / 0", "with") else "")


def test_the_mode_does_not_depend_on_when_python_looks_for_circles() -> None:
    circle = "box = []\ndef g():\n    with torch.no_grad():\n        box.append(x)\n        yield\nx = g()\nnext(x)\n"
    made = "def f():\n" + "".join(f"    {line}\n" for line in circle.splitlines()) + "f()\n"
    found = run_program(
        Request(made + "kept = [[[i] for i in range(5000)] for _ in range(20)]\nprint(torch.is_grad_enabled())")
    )
    assert found.printed == "False\n"
