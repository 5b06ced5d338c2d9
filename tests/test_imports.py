"""What can be imported works as in Python; what can't says what to write instead; what draws draws nothing."""

import importlib
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.engine.names.namespaces import NAMESPACES
from app.engine.python.plotting import draws
from app.engine.python.standard_library import STANDARD_LIBRARY
from app.engine.run import run_program
from app.graph.model import Request, Run
from app.lang.modules import INSTEAD, MODULES
from tests.plain_scripts import run_script

TEXT = (Path(__file__).parent / "data" / "standard_library.txt").read_text()
PROGRAMS = {name.strip(): source for name, _, source in (part.partition("\n") for part in TEXT.split("=== ")[1:])}
NOT_IN_PYTHON = {"tqdm", "tqdm.auto", "tqdm.notebook", "seaborn"}


def run(source: str) -> Run:
    return run_program(Request(source))


@pytest.fixture
def progress_bars() -> Iterator[None]:
    """For the oracle: tqdm is not installed, and shows nothing on standard output where it is."""
    stand_in = types.ModuleType("tqdm")
    stand_in.tqdm, stand_in.trange = iter, range  # type: ignore[attr-defined]
    sys.modules["tqdm"] = stand_in
    yield
    del sys.modules["tqdm"]


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.usefixtures("progress_bars")
def test_programs_print_what_python_prints(source: str) -> None:
    ours = run(source)
    assert ours.error is None, ours.error
    assert ours.printed == run_script(source).printed


def test_every_module_has_its_table() -> None:
    drawing = {name for name in MODULES if draws(name)}
    assert MODULES - drawing == set(NAMESPACES)


@pytest.mark.parametrize("module", sorted(set(STANDARD_LIBRARY) - NOT_IN_PYTHON))
def test_every_name_of_the_standard_library_is_there_in_python(module: str) -> None:
    assert set(STANDARD_LIBRARY[module].members) <= set(dir(importlib.import_module(module)))


@pytest.mark.parametrize("module", sorted(set(STANDARD_LIBRARY) - NOT_IN_PYTHON - {"__future__", "typing", "warnings"}))
def test_every_name_of_the_standard_library_is_exercised(module: str) -> None:
    assert [name for name in STANDARD_LIBRARY[module].members if name not in TEXT] in ([], ["namedtuple"])


@pytest.mark.parametrize("module", sorted(MODULES - {"__future__"}))
def test_every_module_can_be_imported(module: str) -> None:
    assert run(f"import {module} as m\nimport {module}\nprint(1)").printed == "1\n"


@pytest.mark.parametrize("module", sorted(INSTEAD))
def test_what_can_not_be_imported_says_what_to_write_instead(module: str) -> None:
    name = module.split(".")[0]
    for line, used in (
        (f"import {module}", name),
        (f"import {module} as m", "m"),
        (f"from {module} import x", "x"),
        (f"import {module}.x", name),
        (f"from {module} import *", "1"),
    ):
        error = run(f"import math\n{line}\n{used}").error
        assert error is not None and error.code == "import" and error.span is not None
        assert error.span.line == 2
        assert error.hint == INSTEAD[module]
        assert error is not None and error.code == "import" and error.span is not None
        assert error.span.line == 2
        assert error.hint == INSTEAD[module]


@pytest.mark.parametrize(
    "line", ["import ctypes", "from . import x", "import torch.hub", "import torch._C", "import np"]
)
def test_the_rest_is_refused(line: str) -> None:
    error = run(f"{line} as m\nm.x").error
    assert error is not None and error.code in ("import", "dunder")


def test_what_nothing_uses_is_skipped_with_a_note() -> None:
    done = run("import os, pandas as pd, ctypes\nfrom PIL import Image\nfrom torch import nn\nprint(nn.Identity())")
    assert (done.error, done.printed) == (None, "Identity()\n")
    assert [note.code for note in done.notes] == ["import-skipped"] * 2
    assert [note.span.line for note in done.notes if note.span is not None] == [1, 2]


@pytest.mark.parametrize("use", ["pd", "pd.x", "def f(): return pd", "[pd for _ in ()]", "global pd\npd = 1\npd"])
def test_what_is_used_anywhere_is_not_skipped(use: str) -> None:
    error = run(f"import pandas as pd\n{use}").error
    assert error is not None and error.span is not None and error.span.line in (1, 2)


def test_a_skipped_name_is_not_there() -> None:
    error = run("import pandas\ndel pandas").error
    assert error is not None


@pytest.mark.parametrize(
    "line",
    ["from numpy import load", "from math import nothing", "from os import system", "from random import SystemRandom"],
)
def test_names_that_are_not_there_are_refused(line: str) -> None:
    error = run(line).error
    assert error is not None and error.code == "import"


def test_nothing_is_imported_for_real() -> None:
    before = set(sys.modules)
    run("import matplotlib.pyplot as plt\nimport seaborn as sns\nfrom tqdm import tqdm\nplt.plot(1)")
    assert not {"matplotlib", "seaborn", "tqdm"} & (set(sys.modules) - before)


def test_plots_are_noted_once() -> None:
    notes = run("import matplotlib.pyplot as plt\nfrom matplotlib import cm\nimport seaborn as sns\nplt.plot(1)").notes
    assert [note.code for note in notes] == ["plots-skipped"]
    assert notes[0].span is not None and notes[0].span.line == 1


def test_no_note_where_nothing_is_plotted() -> None:
    assert run("import numpy as np").notes == ()


def test_arguments_of_plots_are_evaluated() -> None:
    error = run("import matplotlib.pyplot as plt\nplt.plot([1, 2], missing)").error
    assert error is not None and error.code == "undefined-name"


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("a, b = plt.subplots()", 2),
        ("fig, b = plt.subplots(1, 3)", 3),
        ("fig, b = plt.subplots(nrows=2, ncols=2)\nb = b.ravel()", 4),
        ("fig, b = plt.subplots(2, 3)\nb = list(b.flat)", 6),
        ("b = plt.plot([1])", 1),
        ("b = plt.hist([1])", 3),
        ("b = plt.cm.rainbow([0.1, 0.2, 0.3])", 3),
    ],
)
def test_drawings_unpack_as_usual(line: str, count: int) -> None:
    assert run(f"import matplotlib.pyplot as plt\n{line}\nprint(len(b))").printed == f"{count}\n"


def test_two_runs_see_the_same_clock() -> None:
    source = "import time, datetime\nprint(time.time(), time.perf_counter(), datetime.datetime.now(), time.ctime())"
    assert run(source).printed == run(source).printed


def test_random_numbers_start_from_the_seed_of_the_request() -> None:
    source = (
        "import random\nimport numpy as np\nprint(random.random(), np.random.rand(), np.random.default_rng().random())"
    )
    first, again, other = (run_program(Request(source, seed=seed)).printed for seed in (1, 1, 2))
    assert first == again != other


def test_settings_of_numpy_end_with_the_run() -> None:
    run("import numpy as np\nnp.set_printoptions(precision=1)\nnp.seterr(all='raise')")
    assert run("import numpy as np\nprint(np.array([1.23456]), np.array([1.0]) / 0)").printed == "[1.23456] [inf]\n"


@pytest.mark.parametrize(
    "line",
    [
        "%matplotlib inline",
        "!pip install torch",
        "%%time",
        "  %load_ext tensorboard",
        "info = !nvidia-smi",
        "torch.sum?",
        "torch.sum??",
        "???",
    ],
)
def test_lines_for_a_notebook_can_be_removed(line: str) -> None:
    error = run(f"import torch\n{line}\nprint(1)\n{line}").error
    assert error is not None and error.code == "notebook" and error.fix is not None and error.span is not None
    assert error.span.line == 2
    assert error.fix.source == "import torch\nprint(1)\n"
    assert run(error.fix.source).printed == "1\n"


def test_a_line_may_start_with_a_sign_of_python() -> None:
    assert run("a = ('%s'\n     % 3)\nprint(a)\ndef f():\n    ...\nprint(f())").printed == "3\nNone\n"


def test_drawings_and_progress_bars_stand_behind_with() -> None:
    source = "with plt.style.context(1) as c, tqdm(total=3) as bar:\n    plt.plot([1])\n    bar.update(1)\n    print(1)"
    assert run(f"import matplotlib.pyplot as plt\nfrom tqdm import tqdm\n{source}").printed == "1\n"
