"""Programs in, what one real sealed worker answers to each of them out; and that no answer tells what it must not."""

import asyncio
from collections.abc import Iterable, Mapping

from app.config import Settings
from app.errors import Problem
from app.graph.model import Request, Run
from app.pipeline import Pipeline

Answer = Run | BaseException
PROBE = """
import random
import numpy as np
w = param(2.0)
x = torch.rand(2)
kept = [[i] for i in range(5000)]
loss = (w * x).sum()
print(x, loss, torch.randn(20), torch.arange(2000.0), torch.nn.Linear(2, 2)(x), torch.tensor(1e-9))
print(torch.is_grad_enabled(), torch.get_default_dtype(), random.random())
print(np.random.rand(3), np.array([1 / 3, 1e-9]), np.zeros(2000), np.array([1.0]) / np.array([0.0]))
"""
"""A harmless program; its many lists make Python look for what the program before has left in circles."""
LEAKS = (
    "0x",
    "/usr",
    "site-packages",
    "<built-in method",
    "<lambda>",
    "<locals>",
    "app.engine",
    "_gradwalk",
    "_length",
    "__index__",
)


def answers_of(sources: Iterable[str], seconds: float) -> list[Answer]:
    """The answers to programs, one after another in one worker that gives each so many seconds."""
    return asyncio.run(_answers_of(sources, Settings(short_seconds=seconds, workers=1, long_workers=1)))


async def _answers_of(sources: Iterable[str], settings: Settings) -> list[Answer]:
    pipeline = Pipeline(settings)
    await pipeline.start()
    found = [await _answer(pipeline, source) for source in sources]
    await pipeline.stop()
    return found


async def _answer(pipeline: Pipeline, source: str) -> Answer:
    try:
        return await pipeline.run(Request(source))
    except Exception as error:  # whatever it is, the test of this program shows it
        return error


def answers_among(programs: Mapping[str, str], seconds: float) -> dict[str, Answer]:
    """The answers by name, and under "before" and "after" those to a harmless program."""
    sources = {"before": PROBE, **programs, "after": PROBE + " "}  # the blank: another text, so that nothing is cached
    return dict(zip(sources, answers_of(sources.values(), seconds), strict=True))


def run_of(answer: Answer) -> Run:
    """The run that an answer is."""
    assert isinstance(answer, Run), f"no run but {type(answer).__name__}: {answer}"
    assert answer.error is None or answer.error.code != "internal"
    return answer


def check_nothing_left_behind(answers: Mapping[str, Answer]) -> None:
    """The harmless program shows the same numbers before and after all others."""
    before, after = run_of(answers["before"]), run_of(answers["after"])
    assert before.error is None
    assert (before.printed, before.passes) == (after.printed, after.passes)


def check_words(problem: Problem) -> None:
    """What is said is short, and of the program, not of how it was run."""
    words = problem.message.text + (problem.hint.text if problem.hint else "")
    check_no_leak(words)
    assert len(words) < 1000


def check_no_leak(words: str) -> None:
    """No words of ours, no address, no path."""
    assert not [leak for leak in LEAKS if leak in words], words
