"""numpy behind its tables prints what real numpy prints; what could hurt is answered before numpy sees it."""

from pathlib import Path

import pytest

from app.engine.numpy.numpy_members import ARRAY_FAMILIES
from app.engine.numpy.numpy_names import LINALG, NUMPY
from app.engine.numpy.numpy_random import RANDOM
from app.engine.run import run_program
from app.graph.model import Request, Run
from tests.plain_scripts import run_script

DATA = Path(__file__).parent / "data"
CALLS = (DATA / "numpy_calls.txt").read_text().splitlines()
DRAWS = (DATA / "numpy_draws.txt").read_text().splitlines()
PROGRAMS = {
    name.strip(): source
    for name, _, source in (part.partition("\n") for part in (DATA / "numpy.txt").read_text().split("=== ")[1:])
}
NAMES = """import numpy as np
a = np.array([[1.0, 2.0], [3.0, 4.0]])
b = np.array([[2.0, 1.0], [1.0, 2.0]])
i = np.array([1, 2, 3, 4])
m = np.array([True, False])
u = np.array([0.123, 0.456])
t = np.arange(24).reshape(2, 3, 4)
"""


def run(source: str) -> Run:
    return run_program(Request(source))


def assert_as_in_python(source: str) -> None:
    ours = run(source)
    assert ours.error is None, ours.error
    assert ours.printed == run_script(source).printed


@pytest.mark.parametrize("call", CALLS)
def test_functions_give_what_numpy_gives(call: str) -> None:
    assert_as_in_python(f"{NAMES}print([{call}])\n")


@pytest.mark.parametrize("call", DRAWS)
def test_random_numbers_are_those_of_numpy(call: str) -> None:
    assert_as_in_python(f"import numpy as np\nnp.random.seed(7)\nr = np.random\nx = [3, 1, 2]\nprint({call})\n")


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
def test_programs_print_what_python_prints(source: str) -> None:
    assert_as_in_python(source)


@pytest.mark.parametrize("name", sorted(set(NUMPY.members) - {"linalg", "random"}))
def test_every_name_is_exercised(name: str) -> None:
    assert any(f"np.{name}" in call.replace("np.linalg.", "") for call in CALLS)


@pytest.mark.parametrize("name", sorted(LINALG.members))
def test_every_function_of_linalg_is_exercised(name: str) -> None:
    assert any(f"np.linalg.{name}(" in call for call in CALLS)


@pytest.mark.parametrize("name", sorted(RANDOM.members))
def test_every_random_function_is_exercised(name: str) -> None:
    assert any(f"r.{name}(" in call or f"np.random.{name}(" in call for call in DRAWS)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind, family in ARRAY_FAMILIES.items() for name in family.names(NUMPY.members["add"])],
)
def test_every_member_is_exercised(kind: type, name: str) -> None:
    assert any(f".{name}" in call for call in CALLS), kind
