"""Tutorial scripts run as they are: text, passes, final values and gradients are those of Python, torch and numpy."""

from pathlib import Path

import pytest

from app.engine.limits import Limits
from app.engine.run import run_program
from app.graph.model import Request, Run
from tests.plain_scripts import Outcome, run_script

FOLDER = Path(__file__).parent / "data" / "scripts"
SCRIPTS = sorted(FOLDER.glob("*.py"))
BEYOND = [path for path in SCRIPTS if path.stem.startswith("beyond_")]
"""They use what the language need not have."""
ROOMY = Limits(source_bytes=65_536, syntax_nodes=10_000, printed_bytes=1_000_000)
"""The lines that print the final state are added to the script, which makes it longer than a learner's."""


def side_by_side(path: Path) -> tuple[Outcome, Run]:
    source = path.read_text()
    plain = run_script(source)
    return plain, run_program(Request(source + "\n" + plain.closing), ROOMY)


def in_forward_order(run: Run) -> bool:
    graphs = (pass_.graph for pass_ in run.passes if pass_.graph is not None)
    return all(int(edge.source[1:]) < int(edge.target[1:]) for graph in graphs for edge in graph.edges)


def test_the_scripts_are_as_many_as_promised_and_no_longer_than_a_learner_may_write() -> None:
    texts = [path.read_text() for path in SCRIPTS if path not in BEYOND]
    assert len(texts) >= 110
    assert sum(any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in texts) >= 35
    assert max(len(text.encode()) for text in texts) <= Limits().source_bytes


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path not in BEYOND], ids=lambda path: path.stem)
def test_runs_as_in_python(path: Path) -> None:
    plain, run = side_by_side(path)
    assert run.error is None, run.error
    assert run.printed[: len(plain.printed)] == plain.printed
    assert run.printed[len(plain.printed) :] == plain.final
    assert len(run.passes) == plain.passes or (plain.passes == 0 and len(run.passes) <= 1)
    assert in_forward_order(run)


@pytest.mark.parametrize("path", BEYOND, ids=lambda path: path.stem)
def test_runs_as_in_python_or_says_the_way_out(path: Path) -> None:
    plain, run = side_by_side(path)
    if run.error is None:
        assert run.printed == plain.printed + plain.final
    else:
        assert run.error.code != "internal"
        assert run.error.span is not None and run.error.hint is not None
